//! Drawings: SVG by a list of what is allowed, its words put in by language.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::markup::escaped;

/// Elements of a drawing.
const ELEMENTS: [&str; 15] = [
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "defs",
    "marker",
    "linearGradient",
    "stop",
];

/// Elements that are allowed and not shown: the alternative is in `course.json`.
const SILENT: [&str; 2] = ["title", "desc"];

/// Attributes whose values are numbers, lengths, points and words of SVG, which can do no harm.
const ATTRIBUTES: [&str; 46] = [
    "viewBox",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "width",
    "height",
    "d",
    "points",
    "transform",
    "dx",
    "dy",
    "text-anchor",
    "font-size",
    "font-weight",
    "font-style",
    "dominant-baseline",
    "letter-spacing",
    "stroke-width",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "fill-opacity",
    "fill-rule",
    "opacity",
    "refX",
    "refY",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "orient",
    "offset",
    "gradientUnits",
    "gradientTransform",
    "preserveAspectRatio",
    "pathLength",
];

/// Classes, which carry the colours.
const CLASSES: [&str; 8] = ["f-line", "f-box", "f-fill", "f-soft", "f-accent", "f-text", "f-text-light", "f-muted"];

/// Attributes that refer to something of the same drawing, or say that there is no colour.
const REFERRING: [&str; 5] = ["fill", "stroke", "marker-start", "marker-mid", "marker-end"];

/// How deeply elements may be nested.
const MAX_DEPTH: usize = 32;

/// What is wrong with a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FigureFault {
    /// Not well-formed, or not SVG.
    Xml,
    /// No `viewBox`, or a width or height beside it.
    Size,
    /// An element that is not allowed.
    Element(String),
    /// An attribute that is not allowed.
    Attribute(String),
    /// A class that is not allowed.
    Class(String),
    /// Text without `data-label`.
    Unlabelled,
}

/// What a drawing consists of, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Looked {
    /// The `data-label`s in it, with their lines.
    pub labels: BTreeMap<String, u32>,
    pub faults: Vec<(u32, FigureFault)>,
}

/// Looks a drawing through.
pub(crate) fn look(source: &str) -> Looked {
    let mut looked = Looked::default();
    match parse(source) {
        Ok(root) if root.name == "svg" => {
            if root.attribute("viewBox").is_none()
                || root.attribute("width").is_some()
                || root.attribute("height").is_some()
            {
                looked.faults.push((root.line, FigureFault::Size));
            }
            look_at(&root, true, &mut looked);
        }
        Ok(root) => looked.faults.push((root.line, FigureFault::Xml)),
        Err(line) => looked.faults.push((line, FigureFault::Xml)),
    }
    looked
}

fn look_at(element: &Element, outermost: bool, looked: &mut Looked) {
    let mut fault = |fault| looked.faults.push((element.line, fault));
    let name = element.name.as_str();
    if SILENT.contains(&name) {
        return;
    }
    if !ELEMENTS.contains(&name) || (name == "svg") != outermost {
        fault(FigureFault::Element(name.to_owned()));
        return;
    }
    for (attribute, value) in &element.attributes {
        match attribute.as_str() {
            "class" => {
                let others = value.split_whitespace().filter(|class| !CLASSES.contains(class));
                for class in others {
                    fault(FigureFault::Class(class.to_owned()));
                }
            }
            "xmlns" | "role" | "width" | "height" if outermost => {}
            "data-label" if name == "text" => {}
            other if written("", other, value).is_none() => {
                fault(FigureFault::Attribute(other.to_owned()));
            }
            _ => {}
        }
    }
    if name == "text" {
        match element.attribute("data-label") {
            Some(label) => {
                looked.labels.insert(label.to_owned(), element.line);
            }
            None => fault(FigureFault::Unlabelled),
        }
    }
    for child in &element.children {
        look_at(child, false, looked);
    }
}

/// How a drawing is named in a page.
pub(crate) struct Naming<'a> {
    /// Stem of its ids there.
    pub stem: &'a str,
    /// The alternative.
    pub alt: &'a str,
    /// Id of what describes it at length.
    pub described_by: Option<&'a str>,
}

/// The drawing as it stands in a page, without what is not allowed; `label` gives the words of a label. Nothing where
/// it is no SVG.
pub(crate) fn draw(source: &str, naming: &Naming<'_>, label: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let root = parse(source).ok().filter(|root| root.name == "svg")?;
    let stem = escaped(naming.stem);
    let mut svg = format!("<svg role=\"img\" aria-labelledby=\"{stem}-title\"");
    if let Some(id) = naming.described_by {
        let _ = write!(svg, " aria-describedby=\"{}\"", escaped(id));
    }
    if let Some(value) = root.attribute("viewBox") {
        let _ = write!(svg, " viewBox=\"{}\"", escaped(value));
    }
    let _ = write!(svg, "><title id=\"{stem}-title\">{}</title>", escaped(naming.alt));
    for child in &root.children {
        write_element(child, naming.stem, label, &mut svg);
    }
    svg.push_str("</svg>");
    Some(svg)
}

fn write_element(element: &Element, stem: &str, label: &dyn Fn(&str) -> Option<String>, out: &mut String) {
    let name = element.name.as_str();
    if !ELEMENTS.contains(&name) || name == "svg" {
        return;
    }
    let _ = write!(out, "<{name}");
    for (attribute, value) in &element.attributes {
        let value = if attribute == "class" {
            let known: Vec<&str> = value.split_whitespace().filter(|class| CLASSES.contains(class)).collect();
            (!known.is_empty()).then(|| known.join(" "))
        } else {
            written(stem, attribute, value)
        };
        if let Some(value) = value {
            let _ = write!(out, " {attribute}=\"{}\"", escaped(&value));
        }
    }
    out.push('>');
    if name == "text" {
        let words = element.attribute("data-label").and_then(label).unwrap_or_default();
        write_lines(element, &words, out);
    } else {
        for child in &element.children {
            write_element(child, stem, label, out);
        }
    }
    let _ = write!(out, "</{name}>");
}

/// A label's lines below each other, as far apart as the author's own are.
fn write_lines(text: &Element, words: &str, out: &mut String) {
    let step = text
        .children
        .iter()
        .filter(|child| child.name == "tspan")
        .filter_map(|line| line.attribute("dy"))
        .find(|dy| !matches!(*dy, "0" | "0em" | "0px"))
        .unwrap_or("1.2em");
    let x = text.attribute("x").or_else(|| text.children.iter().find_map(|line| line.attribute("x"))).unwrap_or("0");
    let mut lines = words.lines().peekable();
    let first = lines.next().unwrap_or_default();
    if lines.peek().is_none() {
        out.push_str(&escaped(first));
        return;
    }
    let _ = write!(out, "<tspan x=\"{}\">{}</tspan>", escaped(x), escaped(first));
    for line in lines {
        let _ = write!(out, "<tspan x=\"{}\" dy=\"{}\">{}</tspan>", escaped(x), escaped(step), escaped(line));
    }
}

/// The value as it is written into a page; nothing where the attribute is not allowed.
fn written(stem: &str, attribute: &str, value: &str) -> Option<String> {
    if ATTRIBUTES.contains(&attribute) {
        return Some(value.to_owned());
    }
    let named = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if attribute == "id" {
        return named(value).then(|| format!("{stem}-{value}"));
    }
    if !REFERRING.contains(&attribute) {
        return None;
    }
    if value == "none" || value == "currentColor" {
        return Some(value.to_owned());
    }
    let id = value.strip_prefix("url(#")?.strip_suffix(')')?;
    named(id).then(|| format!("url(#{stem}-{id})"))
}

/// An element of a drawing. Words between elements are left out: they come from the labels.
#[derive(Debug, Default)]
struct Element {
    name: String,
    line: u32,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    fn of(tag: &BytesStart<'_>, line: u32) -> Result<Self, u32> {
        let mut element = Self { name: tag.name().as_ref().to_owned(), line, ..Self::default() };
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|_| line)?;
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(|_| line)?.into_owned();
            element.attributes.push((attribute.key.as_ref().to_owned(), value));
        }
        Ok(element)
    }
}

/// The outermost element, otherwise the line of what is not well-formed.
fn parse(source: &str) -> Result<Element, u32> {
    let mut reader = Reader::from_str(source);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(0);
        let event = reader.read_event();
        // White space before a tag is a part of no event of its own; the tag's line is where it ends.
        let line = || crate::document::line_at(source, at);
        match event.map_err(|_| line())? {
            Event::Start(tag) if open.len() <= MAX_DEPTH => open.push(Element::of(&tag, line())?),
            Event::Empty(tag) => {
                let element = Element::of(&tag, line())?;
                open.last_mut().ok_or_else(line)?.children.push(element);
            }
            Event::End(_) => {
                let element = open.pop().ok_or_else(line)?;
                open.last_mut().ok_or_else(line)?.children.push(element);
            }
            Event::Start(_) | Event::DocType(_) => return Err(line()),
            Event::Eof => break,
            _ => {}
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(document), true) => document.children.into_iter().next().ok_or(1),
        _ => Err(crate::document::line_at(source, source.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="x()">
  <style>a{}</style>
  <defs><marker id="tip"><path class="f-line evil" d="M0 0"/></marker></defs>
  <path marker-end="url(#tip)" fill="url(http://x)" stroke="red" d="M0 0"/>
  <text data-label="a" x="5" y="2" font-size="14"><tspan x="5" dy="0">One</tspan><tspan x="5" dy="19">two</tspan></text>
  <text x="1">No label</text>
  <a href="javascript:x()"><rect/></a>
</svg>"#;

    #[test]
    fn only_what_is_allowed_is_drawn() {
        let naming = Naming { stem: "f-x", alt: "A <b>", described_by: Some("d") };
        let svg = draw(DRAWING, &naming, &|label| (label == "a").then(|| "Први\n& други".to_owned())).unwrap();
        assert_eq!(
            svg,
            concat!(
                r##"<svg role="img" aria-labelledby="f-x-title" aria-describedby="d" viewBox="0 0 10 10">"##,
                r##"<title id="f-x-title">A &lt;b&gt;</title>"##,
                r##"<defs><marker id="f-x-tip"><path class="f-line" d="M0 0"></path></marker></defs>"##,
                r##"<path marker-end="url(#f-x-tip)" d="M0 0"></path>"##,
                r##"<text x="5" y="2" font-size="14"><tspan x="5">Први</tspan><tspan x="5" dy="19">&amp; други</tspan></text>"##,
                r##"<text x="1"></text></svg>"##,
            )
        );
    }

    #[test]
    fn what_is_not_allowed_is_told() {
        let looked = look(DRAWING);
        assert_eq!(looked.labels.into_iter().collect::<Vec<_>>(), [("a".to_owned(), 5)]);
        assert_eq!(
            looked.faults,
            [
                (1, FigureFault::Attribute("onload".to_owned())),
                (2, FigureFault::Element("style".to_owned())),
                (3, FigureFault::Class("evil".to_owned())),
                (4, FigureFault::Attribute("fill".to_owned())),
                (4, FigureFault::Attribute("stroke".to_owned())),
                (6, FigureFault::Unlabelled),
                (7, FigureFault::Element("a".to_owned())),
            ]
        );
        assert_eq!(look("<svg><g></svg>").faults, [(1, FigureFault::Xml)]);
        assert_eq!(look("<svg viewBox='0 0 1 1' width='3'/>").faults, [(1, FigureFault::Size)]);
        assert_eq!(look(&"<g>".repeat(100)).faults, [(1, FigureFault::Xml)]);
    }
}
