//! Reads XML into a [`Document`], checking everything that later code relies on.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::escape::{EscapeError, unescape};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};

use super::document::{Attribute, Document, Node, Span};
use super::{Ns, XmlLimits, line_ends};
use crate::finding::{Finding, Findings};
use crate::rules;

/// Parses the text of an XML file.
///
/// `None`, with an error in `findings`, where it is not well-formed, has a document type declaration or an
/// entity of its own, or exceeds the limits. Prefixes that are not declared but known are accepted, as repaired.
pub fn parse<'s>(source: &'s str, file: &str, limits: &XmlLimits, findings: &mut Findings) -> Option<Document<'s>> {
    let mut builder = Builder {
        source,
        file,
        limits,
        findings,
        document: Document {
            source,
            nodes: Vec::new(),
            attributes: Vec::new(),
            uses_adlcp12: false,
            uses_adlcp: false,
        },
        open: Vec::new(),
        resolver: NamespaceResolver::default(),
        counted_to: 0,
        line: 1,
        closed: false,
        undeclared: BTreeSet::new(),
    };
    builder.resolver.set_max_namespace_bindings(MAX_BINDINGS);
    match builder.run() {
        Ok(()) => Some(builder.document),
        Err(finding) => {
            let finding = finding.in_file(file);
            builder.findings.push(finding);
            None
        }
    }
}

/// How many namespace declarations may be in scope at once.
const MAX_BINDINGS: usize = 64;

/// An element whose end tag is still to come.
struct Open {
    index: usize,
    last_child: usize,
}

struct Builder<'s, 'f> {
    source: &'s str,
    file: &'f str,
    limits: &'f XmlLimits,
    findings: &'f mut Findings,
    document: Document<'s>,
    open: Vec<Open>,
    resolver: NamespaceResolver,
    counted_to: usize,
    line: u32,
    closed: bool,
    /// Prefixes that were already reported.
    undeclared: BTreeSet<String>,
}

type Step = Result<(), Finding>;

impl Builder<'_, '_> {
    fn run(&mut self) -> Step {
        let mut reader = Reader::from_str(self.source);
        loop {
            let start = position(reader.buffer_position());
            let event = reader.read_event();
            let end = position(reader.buffer_position());
            match event {
                Ok(Event::Start(tag)) => self.start(&tag, start, end)?,
                Ok(Event::Empty(tag)) => {
                    self.start(&tag, start, end)?;
                    self.end(end);
                }
                Ok(Event::End(_)) => self.end(start),
                Ok(Event::GeneralRef(name)) => self.reference(&name, start)?,
                Ok(Event::DocType(_)) => return Err(Finding::error(rules::MAN_DTD).at_line(self.line_at(start))),
                Ok(Event::Text(text)) => self.outside(&text, start)?,
                Ok(Event::CData(_)) => self.outside("CDATA", start)?,
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => {}
                Ok(Event::Eof) => return self.finish(end),
                Err(error) => return Err(self.malformed(&error.to_string(), position(reader.error_position()))),
            }
        }
    }

    fn finish(&mut self, end: usize) -> Step {
        if let Some(open) = self.open.last() {
            let name = self.document.nodes.get(open.index).map_or(Span::default(), |node| node.name);
            let name = self.source.get(name.start as usize..name.end as usize).unwrap_or_default();
            let detail = format!("<{name}> is never closed");
            return Err(self.malformed(&detail, end));
        }
        if self.document.nodes.is_empty() {
            return Err(self.malformed("there is no element", end));
        }
        Ok(())
    }

    fn malformed(&mut self, detail: &str, at: usize) -> Finding {
        Finding::error(rules::MAN_XML).at_line(self.line_at(at)).with("detail", detail)
    }

    /// Text outside the root element must be white space.
    fn outside(&mut self, text: &str, at: usize) -> Step {
        if self.open.is_empty() && !text.trim_matches([' ', '\t', '\r', '\n', '\u{feff}']).is_empty() {
            return Err(self.malformed("there is text outside the outermost element", at));
        }
        Ok(())
    }

    fn reference(&mut self, name: &quick_xml::events::BytesRef<'_>, at: usize) -> Step {
        let known = match name.resolve_char_ref() {
            Ok(Some(_)) => true,
            Ok(None) => quick_xml::escape::resolve_predefined_entity(name).is_some(),
            Err(_) => false,
        };
        if known && !self.open.is_empty() {
            return Ok(());
        }
        let line = self.line_at(at);
        Err(Finding::error(rules::MAN_ENTITY).at_line(line).with("entity", &**name))
    }

    fn start(&mut self, tag: &BytesStart<'_>, start: usize, end: usize) -> Step {
        let line = self.line_at(start);
        if self.closed {
            return Err(self.malformed("there is a second outermost element", start));
        }
        if self.open.len() >= self.limits.depth {
            return Err(Finding::error(rules::MAN_DEPTH).at_line(line).with("limit", self.limits.depth));
        }
        if self.document.nodes.len() >= self.limits.elements {
            return Err(Finding::error(rules::MAN_COMPLEX).at_line(line));
        }
        let malformed = |detail: String| Finding::error(rules::MAN_XML).at_line(line).with("detail", detail);
        if tag.attributes().with_checks(false).take(self.limits.attributes_per_element + 1).count()
            > self.limits.attributes_per_element
        {
            return Err(Finding::error(rules::MAN_COMPLEX).at_line(line));
        }
        self.resolver.push(tag).map_err(|error| malformed(error.to_string()))?;
        let first_attribute = self.document.attributes.len();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
            self.attribute(attribute.key, &attribute.value, line)?;
        }
        let count = self.document.attributes.len() - first_attribute;
        let name = tag.name();
        let ns = self.namespace(name, false, line);
        let local = self.span(name.local_name().as_ref(), line)?;
        let node = Node {
            ns,
            name: local,
            line,
            first_attribute: narrow(first_attribute),
            attribute_count: narrow(count),
            first_child: 0,
            next_sibling: 0,
            inner: Span { start: narrow(end), end: narrow(end) },
        };
        self.add(node);
        Ok(())
    }

    fn add(&mut self, node: Node) {
        let index = self.document.nodes.len();
        if let Some(parent) = self.open.last_mut() {
            let previous = std::mem::replace(&mut parent.last_child, index);
            let link = if previous == 0 { parent.index } else { previous };
            if let Some(neighbour) = self.document.nodes.get_mut(link) {
                let field = if previous == 0 { &mut neighbour.first_child } else { &mut neighbour.next_sibling };
                *field = narrow(index);
            }
        }
        self.document.nodes.push(node);
        self.open.push(Open { index, last_child: 0 });
    }

    fn end(&mut self, at: usize) {
        self.resolver.pop();
        if let Some(open) = self.open.pop()
            && let Some(node) = self.document.nodes.get_mut(open.index)
        {
            node.inner.end = narrow(at);
        }
        self.closed = self.open.is_empty();
    }

    fn attribute(&mut self, key: QName<'_>, value: &str, line: u32) -> Step {
        if self.document.attributes.len() >= self.limits.attributes {
            return Err(Finding::error(rules::MAN_COMPLEX).at_line(line));
        }
        match unescape(value) {
            Ok(_) => {}
            Err(EscapeError::UnrecognizedEntity(_, entity)) => {
                return Err(Finding::error(rules::MAN_ENTITY).at_line(line).with("entity", entity));
            }
            Err(error) => return Err(Finding::error(rules::MAN_XML).at_line(line).with("detail", error)),
        }
        if key.as_namespace_binding().is_some() {
            self.note(Ns::of_name(value));
            return Ok(());
        }
        let ns = self.namespace(key, true, line);
        let name = self.span(key.local_name().as_ref(), line)?;
        let value = self.span(value, line)?;
        self.document.attributes.push(Attribute { ns, name, value });
        Ok(())
    }

    fn namespace(&mut self, name: QName<'_>, attribute: bool, line: u32) -> Ns {
        let resolved =
            if attribute { self.resolver.resolve_attribute(name).0 } else { self.resolver.resolve_element(name).0 };
        match resolved {
            ResolveResult::Unbound => Ns::None,
            ResolveResult::Bound(name) => Ns::of_name(name.into_inner()),
            ResolveResult::Unknown(prefix) => {
                let ns = Ns::of_prefix(&prefix);
                if self.undeclared.len() >= MAX_BINDINGS || !self.undeclared.insert(prefix.clone()) {
                    return ns;
                }
                let finding = if ns == Ns::Other {
                    Finding::warning(rules::MAN_PREFIX_UNKNOWN)
                } else {
                    Finding::repaired(rules::MAN_PREFIX)
                };
                self.findings.push(finding.in_file(self.file).at_line(line).with("prefix", prefix));
                ns
            }
        }
    }

    /// Only what is declared tells the edition: both families write the prefix `adlcp`.
    fn note(&mut self, ns: Ns) {
        self.document.uses_adlcp12 |= ns == Ns::Adlcp12;
        self.document.uses_adlcp |= ns == Ns::Adlcp;
    }

    /// Where a part of the source stands in it.
    fn span(&self, part: &str, line: u32) -> Result<Span, Finding> {
        let start = part.as_ptr().addr().wrapping_sub(self.source.as_ptr().addr());
        let end = start.wrapping_add(part.len());
        if self.source.get(start..end) == Some(part) {
            return Ok(Span { start: narrow(start), end: narrow(end) });
        }
        if part.is_empty() {
            return Ok(Span::default());
        }
        // The reader borrows from the source; a copy would be a change in its behaviour.
        Err(Finding::error(rules::MAN_COMPLEX).at_line(line))
    }

    /// The line of a byte, counted on from the last question.
    fn line_at(&mut self, at: usize) -> u32 {
        let at = at.min(self.source.len());
        let text = self.source.as_bytes();
        if at < self.counted_to {
            return line_ends(text.get(..at).unwrap_or_default()).saturating_add(1);
        }
        let ends = line_ends(text.get(self.counted_to..at).unwrap_or_default());
        self.line = self.line.saturating_add(ends);
        self.counted_to = at;
        self.line
    }
}

fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> (Option<Document<'_>>, Findings) {
        let mut findings = Findings::new();
        let document = parse(source, "imsmanifest.xml", &XmlLimits::default(), &mut findings);
        (document, findings)
    }

    fn refused(source: &str) -> (String, Option<u32>) {
        let (document, findings) = read(source);
        assert!(document.is_none(), "{source}");
        let finding = findings.iter().next().unwrap();
        (finding.rule.to_string(), finding.line)
    }

    #[test]
    fn names_values_texts_lines() {
        let (document, findings) = read(
            "<?xml version='1.0'?>\n<m xmlns='http://www.imsglobal.org/xsd/imscp_v1p1' a=' 1 &amp; 2 '>\n <t>A &#x416; <![CDATA[<b>]]><!-- no --></t>\n <t/>\n</m>\n",
        );
        let document = document.unwrap();
        assert!(findings.is_empty());
        let root = document.root();
        assert_eq!((root.ns(), root.name(), root.line()), (Ns::Cp, "m", 2));
        assert_eq!(root.attribute("A").unwrap(), "1 & 2");
        let texts: Vec<_> = root.children().map(|child| (child.line(), child.text(100))).collect();
        assert_eq!(texts, [(3, ("A Ж <b>".to_owned(), false)), (4, (String::new(), false))]);
        assert_eq!(root.children().next().unwrap().text(3), ("A Ж".to_owned(), true));
    }

    #[test]
    fn no_document_type_and_no_entities() {
        assert_eq!(refused("<!DOCTYPE m [<!ENTITY x 'y'>]><m>&x;</m>"), ("PKG-MAN-DTD".into(), Some(1)));
        assert_eq!(refused("<m>\n&nbsp;</m>"), ("PKG-MAN-ENTITY".into(), Some(2)));
        assert_eq!(refused("<m a='&x;'/>"), ("PKG-MAN-ENTITY".into(), Some(1)));
        assert_eq!(refused("<m>&#0;</m>"), ("PKG-MAN-ENTITY".into(), Some(1)));
    }

    #[test]
    fn not_well_formed() {
        for source in
            ["", "text", "<a>", "<a></b>", "<a/><b/>", "<a b='1' b='2'/>", "<a b=1/>", "<a/>text", "<a b='x&y'/>", "<a"]
        {
            assert_eq!(refused(source).0, "PKG-MAN-XML", "{source}");
        }
    }

    #[test]
    fn bounds() {
        assert_eq!(refused(&"<a>".repeat(300)), ("PKG-MAN-DEPTH".into(), Some(1)));
        let names: Vec<_> = (0..200).map(|n| format!("a{n}=''")).collect();
        let many = format!("<a {}/>", names.join(" "));
        assert_eq!(refused(&many).0, "PKG-MAN-COMPLEX");
        let limits = XmlLimits { elements: 3, ..XmlLimits::default() };
        let mut findings = Findings::new();
        assert!(parse("<a><b/><b/><b/></a>", "x", &limits, &mut findings).is_none());
    }

    #[test]
    fn a_forgotten_declaration_is_made_good() {
        let (document, findings) = read("<m adlcp:scormtype='sco'><imsss:sequencing/><odd:x/></m>");
        let document = document.unwrap();
        assert_eq!(document.root().children().map(Element::ns).collect::<Vec<_>>(), [Ns::Imsss, Ns::Other]);
        assert!(!document.uses_adlcp() && !document.uses_adlcp12(), "both write this prefix");
        assert_eq!(findings.count(crate::Severity::Repaired), 2);
        assert_eq!(findings.count(crate::Severity::Warning), 1);
    }

    use crate::xml::Element;
}
