//! A parsed XML file: nodes are ranges of the source, values are unescaped when somebody asks.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::Event;

use super::Ns;

/// A range of the source, in bytes. Files are far below 4 GiB.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    fn of(self, source: &str) -> &str {
        source.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

#[derive(Debug)]
pub(super) struct Node {
    pub(super) ns: Ns,
    pub(super) name: Span,
    pub(super) line: u32,
    pub(super) first_attribute: u32,
    pub(super) attribute_count: u32,
    /// 0: none; the root is nobody's child.
    pub(super) first_child: u32,
    /// 0: none.
    pub(super) next_sibling: u32,
    /// What is between the tags.
    pub(super) inner: Span,
}

#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) ns: Ns,
    pub(super) name: Span,
    pub(super) value: Span,
}

/// A well-formed XML file within its bounds.
#[derive(Debug)]
pub struct Document<'s> {
    pub(super) source: &'s str,
    pub(super) nodes: Vec<Node>,
    pub(super) attributes: Vec<Attribute>,
    /// Whether SCORM 1.2's, or SCORM 2004's, packaging extensions are declared.
    pub(super) uses_adlcp12: bool,
    pub(super) uses_adlcp: bool,
}

impl Document<'_> {
    /// The outermost element.
    pub fn root(&self) -> Element<'_> {
        Element { document: self, index: 0 }
    }

    /// Whether the namespace of SCORM 1.2's packaging extensions is declared.
    pub fn uses_adlcp12(&self) -> bool {
        self.uses_adlcp12
    }

    /// Whether the namespace of SCORM 2004's packaging extensions is declared.
    pub fn uses_adlcp(&self) -> bool {
        self.uses_adlcp
    }
}

/// One element of a document. Names are compared without regard to case, since authoring tools and editions
/// differ in it (`scormtype`, `scormType`) and no vocabulary here tells two names apart by case alone.
#[derive(Debug, Clone, Copy)]
pub struct Element<'d> {
    document: &'d Document<'d>,
    index: u32,
}

impl<'d> Element<'d> {
    fn node(self) -> Option<&'d Node> {
        self.document.nodes.get(self.index as usize)
    }

    /// The namespace.
    pub fn ns(self) -> Ns {
        self.node().map_or(Ns::Other, |node| node.ns)
    }

    /// The name without prefix, as written.
    pub fn name(self) -> &'d str {
        self.node().map_or("", |node| node.name.of(self.document.source))
    }

    /// The line of the start tag, from 1.
    pub fn line(self) -> u32 {
        self.node().map_or(0, |node| node.line)
    }

    /// Where the element stands in the document; unique in it.
    pub fn position(self) -> u32 {
        self.index
    }

    /// Whether it has this name.
    pub fn is(self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// Child elements in their order.
    pub fn children(self) -> impl Iterator<Item = Self> + Clone + use<'d> {
        let document = self.document;
        let at = |index: u32| (index != 0).then_some(Self { document, index });
        std::iter::successors(self.node().and_then(|node| at(node.first_child)), move |child| {
            child.node().and_then(|node| at(node.next_sibling))
        })
    }

    /// Children of this name and of a namespace that `of` accepts.
    pub fn children_named<'n>(
        self,
        of: fn(Ns) -> bool,
        name: &'n str,
    ) -> impl Iterator<Item = Self> + Clone + use<'d, 'n> {
        self.children().filter(move |child| of(child.ns()) && child.is(name))
    }

    /// The first such child.
    pub fn child(self, of: fn(Ns) -> bool, name: &str) -> Option<Self> {
        self.children().find(|child| of(child.ns()) && child.is(name))
    }

    /// The first child of this name, of whatever namespace.
    pub fn any_child(self, name: &str) -> Option<Self> {
        self.children().find(|child| child.is(name))
    }

    /// An attribute's value, with references resolved and white space around it gone. Unprefixed attributes
    /// go first; `xml:` and `xsi:` ones are not considered.
    pub fn attribute(self, name: &str) -> Option<Cow<'d, str>> {
        let named = |attribute: &&Attribute| {
            attribute.name.of(self.document.source).eq_ignore_ascii_case(name)
                && !matches!(attribute.ns, Ns::Xml | Ns::Xsi)
        };
        let attributes = || self.attributes().filter(named);
        attributes()
            .find(|attribute| attribute.ns == Ns::None)
            .or_else(|| attributes().next())
            .map(|attribute| self.value(attribute))
    }

    /// The value of `xml:base`, `xml:lang`.
    pub fn xml_attribute(self, name: &str) -> Option<Cow<'d, str>> {
        self.attributes()
            .find(|attribute| attribute.ns == Ns::Xml && attribute.name.of(self.document.source) == name)
            .map(|attribute| self.value(attribute))
    }

    /// Every attribute with its namespace and its name as written, without declarations of namespaces.
    pub fn attribute_names(self) -> impl Iterator<Item = (Ns, &'d str)> {
        self.attributes().map(move |attribute| (attribute.ns, attribute.name.of(self.document.source)))
    }

    fn attributes(self) -> impl Iterator<Item = &'d Attribute> {
        let (first, count) = self.node().map_or((0, 0), |node| (node.first_attribute, node.attribute_count));
        self.document.attributes.iter().skip(first as usize).take(count as usize)
    }

    fn value(self, attribute: &Attribute) -> Cow<'d, str> {
        let raw = attribute.value.of(self.document.source).trim();
        // Checked when the file was parsed.
        let text = unescape(raw).unwrap_or(Cow::Borrowed(raw));
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            return Cow::Owned(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>());
        }
        text
    }

    /// The text, with references and CDATA resolved and white space around it gone. Empty where there are
    /// child elements: nothing that is read here has mixed content. At most `max_chars`, and whether more was
    /// there.
    pub fn text(self, max_chars: usize) -> (String, bool) {
        let Some(node) = self.node().filter(|node| node.first_child == 0) else {
            return (String::new(), false);
        };
        let raw = node.inner.of(self.document.source).trim();
        let (mut text, mut cut) = (String::new(), false);
        let mut left = max_chars;
        let mut reader = Reader::from_str(raw);
        let mut take = |part: &str| {
            for c in part.chars() {
                if left == 0 {
                    cut = true;
                    return false;
                }
                left -= 1;
                text.push(if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c });
            }
            true
        };
        loop {
            let go_on = match reader.read_event() {
                Ok(Event::Text(part)) => take(&part.xml10_content()),
                Ok(Event::CData(part)) => take(&part.xml10_content()),
                Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                    Ok(Some(c)) => take(c.encode_utf8(&mut [0; 4])),
                    _ => take(resolve_predefined_entity(&name).unwrap_or_default()),
                },
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => true,
            };
            if !go_on {
                break;
            }
        }
        let trimmed = text.trim();
        (if trimmed.len() == text.len() { text } else { trimmed.to_owned() }, cut)
    }
}
