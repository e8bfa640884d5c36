//! Between inline Markdown and the XHTML of QTI.

use super::dom::{Element, Node};

/// Our own HTML, as QTI allows it: links open where the other system opens them, languages are `xml:lang`.
pub(super) fn to_xhtml(html: &str) -> String {
    html.replace(" target=\"_blank\" rel=\"noopener noreferrer\"", "").replace("<span lang=", "<span xml:lang=")
}

/// What is left out when XHTML becomes Markdown.
const LEFT_OUT: [&str; 8] = ["img", "object", "table", "math", "video", "audio", "svg", "include"];

/// The inline Markdown of an element's content, and whether something had to be left out. `part` says what else stands
/// for an element, such as a gap for an interaction; `None` leaves it to what is said here.
pub(super) fn to_markdown(element: &Element, part: &mut dyn FnMut(&Element) -> Option<String>) -> (String, bool) {
    let mut writer = Writer { out: String::new(), left_out: false, part };
    writer.content(element);
    let words = writer.out.split_whitespace().collect::<Vec<_>>().join(" ");
    (words, writer.left_out)
}

struct Writer<'a> {
    out: String,
    left_out: bool,
    part: &'a mut dyn FnMut(&Element) -> Option<String>,
}

impl Writer<'_> {
    fn content(&mut self, element: &Element) {
        for node in &element.children {
            match node {
                Node::Text(text) => self.out.push_str(&escaped(text)),
                Node::Element(child) => self.element(child),
            }
        }
    }

    fn element(&mut self, element: &Element) {
        if let Some(words) = (self.part)(element) {
            self.out.push_str(&words);
            return;
        }
        match element.name.as_str() {
            "em" | "i" => self.wrapped(element, "*", "*"),
            "strong" | "b" => self.wrapped(element, "**", "**"),
            "code" => {
                let code = element.words();
                self.out.extend(["`", &code.replace('`', "'"), "`"]);
            }
            "a" => match element.attribute("href") {
                Some(address) if !address.contains(char::is_whitespace) && !address.contains(')') => {
                    let end = format!("]({address})");
                    self.wrapped(element, "[", &end);
                }
                _ => self.content(element),
            },
            "span" => match element.attribute("xml:lang") {
                Some(language) => {
                    let end = format!("]{{lang={language}}}");
                    self.wrapped(element, "[", &end);
                }
                None => self.content(element),
            },
            "br" | "p" | "div" | "li" => {
                self.out.push(' ');
                self.content(element);
                self.out.push(' ');
            }
            name if LEFT_OUT.contains(&name) => self.left_out = true,
            _ => self.content(element),
        }
    }

    fn wrapped(&mut self, element: &Element, before: &str, after: &str) {
        let start = self.out.len();
        self.out.push_str(before);
        self.content(element);
        if self.out.len() == start + before.len() {
            self.out.truncate(start);
        } else {
            self.out.push_str(after);
        }
    }
}

/// Words that Markdown leaves alone.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if matches!(sign, '*' | '_' | '`' | '[' | ']' | '\\' | '{' | '}') {
            out.push('\\');
        }
        out.push(sign);
    }
    out
}
