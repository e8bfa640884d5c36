//! XML with words between the elements, read within bounds and without DTDs.

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

/// The most elements of a file.
const MOST_ELEMENTS: usize = 20_000;
/// How deep elements may lie in each other.
const DEEPEST: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

/// An element; names are without prefix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    /// Where it begins, from 1.
    pub line: u32,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// All elements below that fit, in document order; not those within one that fits.
    pub fn all<'a>(&'a self, fits: &dyn Fn(&Self) -> bool, found: &mut Vec<&'a Self>) {
        for element in self.elements() {
            if fits(element) {
                found.push(element);
            } else {
                element.all(fits, found);
            }
        }
    }

    /// Every element of that name below, at whatever depth.
    pub fn named<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        let mut found = Vec::new();
        self.all(&|element| element.name == name, &mut found);
        found
    }

    /// The words of it and of all below, blanks as one.
    pub fn words(&self) -> String {
        let mut words = String::new();
        self.collect(&mut words);
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn collect(&self, words: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => words.push_str(text),
                Node::Element(element) => element.collect(words),
            }
        }
    }
}

/// Why a file cannot be read, in the parser's English, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub line: u32,
    pub detail: String,
}

/// Counts lines as the reader goes on.
struct Lines<'s> {
    source: &'s str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn to(&mut self, position: u64) -> u32 {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.source.len());
        let passed = self.source.as_bytes().get(self.at..position).unwrap_or_default();
        let breaks = passed.split(|byte| *byte == b'\n').count().saturating_sub(1);
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(0));
        self.at = position;
        self.line
    }
}

/// The outermost element.
pub(super) fn parse(source: &str) -> Result<Element, Malformed> {
    let mut reader = Reader::from_str(source);
    let mut lines = Lines { source, at: 0, line: 1 };
    let mut open: Vec<Element> = Vec::new();
    let mut count = 0;
    loop {
        let event = reader.read_event();
        let line = lines.to(reader.buffer_position());
        let wrong = |detail: String| Err(Malformed { line, detail });
        let event = match event {
            Ok(event) => event,
            Err(error) => return wrong(error.to_string()),
        };
        match event {
            Event::Start(ref start) | Event::Empty(ref start) => {
                count += 1;
                if count > MOST_ELEMENTS || open.len() >= DEEPEST {
                    return wrong("too many elements".to_owned());
                }
                open.push(element(start, line).map_err(|detail| Malformed { line, detail })?);
                if matches!(event, Event::Empty(_))
                    && let Some(root) = close(&mut open)
                {
                    return Ok(root);
                }
            }
            Event::End(_) => {
                if let Some(root) = close(&mut open) {
                    return Ok(root);
                }
            }
            Event::Text(part) => text(&mut open, &part.xml10_content()),
            Event::CData(part) => text(&mut open, &part.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(sign)) => text(&mut open, sign.encode_utf8(&mut [0; 4])),
                _ => match resolve_predefined_entity(&name) {
                    Some(words) => text(&mut open, words),
                    None => return wrong("an entity that XML does not know".to_owned()),
                },
            },
            Event::DocType(_) => return wrong("a document type declaration".to_owned()),
            Event::Eof => return wrong("the file ends too early".to_owned()),
            _ => {}
        }
    }
}

fn element(start: &BytesStart<'_>, line: u32) -> Result<Element, String> {
    let name = |name: &str| name.to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key = name(attribute.key.as_ref());
        // `xml:lang` keeps its prefix, others lose theirs.
        let key = if key.starts_with("xml:") { key } else { name(attribute.key.local_name().as_ref()) };
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| error.to_string())?.into_owned();
        attributes.push((key, value));
    }
    Ok(Element { name: name(start.local_name().as_ref()), attributes, children: Vec::new(), line })
}

fn text(open: &mut [Element], words: &str) {
    let Some(element) = open.last_mut() else { return };
    match element.children.last_mut() {
        Some(Node::Text(text)) => text.push_str(words),
        _ => element.children.push(Node::Text(words.to_owned())),
    }
}

/// Ends the innermost element; the outermost comes out.
fn close(open: &mut Vec<Element>) -> Option<Element> {
    let element = open.pop()?;
    match open.last_mut() {
        Some(parent) => {
            parent.children.push(Node::Element(element));
            None
        }
        None => Some(element),
    }
}
