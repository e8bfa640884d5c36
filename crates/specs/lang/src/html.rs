//! Serbian HTML from one script into the other: text nodes only.
//!
//! Meant for serialised HTML as our renderer and a sanitiser write it, and lenient enough for pages of
//! others. Tags, comments and raw text come out byte for byte; what changes is text, the attributes that
//! are read out or shown ([`SPOKEN`]), and the script subtag of `lang`.
//!
//! Left as it is: the content of [`LEFT_OUT`], elements with `translate="no"` or `data-keep`, elements
//! whose `lang` is not Serbian (a Serbian element inside them is converted again), and inside a text
//! what [`crate::script`] leaves alone: addresses, codes, Roman numerals.

mod markup;
mod plain;
mod references;

use crate::script::Script;
use markup::{Piece, Pieces, Tag};
pub use plain::{plain_text, title};

/// Elements whose content is no prose.
const LEFT_OUT: &[&str] = &["code", "pre", "kbd", "samp", "var", "script", "style", "textarea"];

/// Attributes that readers see or hear.
const SPOKEN: &[&str] = &["alt", "title", "aria-label", "aria-description", "placeholder"];

/// Elements that have neither content nor an end tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements that an element of the same name ends, where the end tag was left away.
const ENDED_BY_THE_NEXT: &[&str] = &["p", "li", "dt", "dd", "tr", "td", "th", "option"];

/// Serbian Cyrillic HTML in Latin letters.
///
/// ```
/// use vidik_lang::html::to_latin;
/// assert_eq!(
///     to_latin(r#"<p lang="sr-Cyrl" title="Њива">Љубав <code>џ</code> <b lang="mk">Ѓорѓи</b></p>"#),
///     r#"<p lang="sr-Latn" title="Njiva">Ljubav <code>џ</code> <b lang="mk">Ѓорѓи</b></p>"#,
/// );
/// ```
pub fn to_latin(html: &str) -> String {
    in_script(html, Script::Latin)
}

/// Serbian Latin HTML in Cyrillic letters.
pub fn to_cyrillic(html: &str) -> String {
    in_script(html, Script::Cyrillic)
}

/// Serbian HTML in `script`; what is in that script already stays.
pub fn in_script(html: &str, script: Script) -> String {
    let mut written = String::with_capacity(html.len() + html.len() / 8);
    let mut open: Vec<Open<'_>> = Vec::new();
    for piece in Pieces::new(html) {
        match piece {
            Piece::Text(text) if inside(&open).is_converted() => convert_text(text, script, &mut written),
            Piece::Text(text) | Piece::Other(text) => written.push_str(text),
            Piece::Start(tag) => start(&tag, script, &mut open, &mut written),
            Piece::End { name, text } => {
                if let Some(index) = open.iter().rposition(|one| one.name.eq_ignore_ascii_case(name)) {
                    open.truncate(index);
                }
                written.push_str(text);
            }
        }
    }
    written
}

/// A bare `<` before a Cyrillic letter is text; before a Latin one it would begin a tag.
fn convert_text(text: &str, script: Script, written: &mut String) {
    for (index, part) in text.split('<').enumerate() {
        if index > 0 {
            written.push_str(if part.starts_with(|letter: char| !letter.is_ascii()) { "&lt;" } else { "<" });
        }
        references::convert(part, script, written);
    }
}

/// An element whose end has not come yet.
struct Open<'a> {
    name: &'a str,
    content: Content,
}

/// What is known of the text at a place.
#[derive(Clone, Copy)]
struct Content {
    serbian: bool,
    kept: bool,
}

impl Content {
    fn is_converted(self) -> bool {
        self.serbian && !self.kept
    }
}

fn inside(open: &[Open<'_>]) -> Content {
    open.last().map_or(Content { serbian: true, kept: false }, |one| one.content)
}

fn start<'a>(tag: &Tag<'a>, script: Script, open: &mut Vec<Open<'a>>, written: &mut String) {
    let name_is = |names: &[&str]| names.iter().any(|one| tag.name.eq_ignore_ascii_case(one));
    if name_is(ENDED_BY_THE_NEXT) && open.last().is_some_and(|one| one.name.eq_ignore_ascii_case(tag.name)) {
        open.pop();
    }
    let around = inside(open);
    let element = content_of(tag, around);
    write_tag(tag, element, script, written);
    if !name_is(VOID) && !tag.closes_itself {
        let content = Content { kept: element.kept || name_is(LEFT_OUT), ..element };
        open.push(Open { name: tag.name, content });
    }
}

/// What the attributes of an element say of its content.
fn content_of(tag: &Tag<'_>, around: Content) -> Content {
    let mut content = around;
    for attribute in tag.attributes() {
        if is_language(attribute.name) {
            content.serbian = is_serbian(attribute.value);
        } else if attribute.name.eq_ignore_ascii_case("translate") {
            content.kept |= attribute.value.eq_ignore_ascii_case("no");
        } else if attribute.name.eq_ignore_ascii_case("data-keep") {
            content.kept = true;
        }
    }
    content
}

fn is_language(name: &str) -> bool {
    name.eq_ignore_ascii_case("lang") || name.eq_ignore_ascii_case("xml:lang")
}

fn is_serbian(tag: &str) -> bool {
    tag.split('-').next().is_some_and(|primary| primary.trim().eq_ignore_ascii_case("sr"))
}

/// The tag as it stands, but for the values that change.
fn write_tag(tag: &Tag<'_>, content: Content, script: Script, written: &mut String) {
    let left_out = LEFT_OUT.iter().any(|one| tag.name.eq_ignore_ascii_case(one));
    let mut copied = 0;
    let mut copy_to = |end: usize, from: usize, written: &mut String| {
        written.push_str(tag.text.get(copied..end).unwrap_or_default());
        copied = from;
    };
    for attribute in tag.attributes() {
        if !content.is_converted() || attribute.value.is_empty() {
            continue;
        }
        let end = attribute.start + attribute.value.len();
        if is_language(attribute.name) && is_serbian(attribute.value) && !left_out {
            copy_to(attribute.start, end, written);
            write_language(attribute.value, script, written);
        } else if SPOKEN.iter().any(|one| attribute.name.eq_ignore_ascii_case(one)) {
            copy_to(attribute.start, end, written);
            references::convert(attribute.value, script, written);
        }
    }
    copy_to(tag.text.len(), tag.text.len(), written);
}

/// A Serbian tag with the script named: `sr`, `sr-RS`, `sr-Cyrl-RS` → `sr-Latn`, `sr-Latn-RS`, `sr-Latn-RS`.
fn write_language(tag: &str, script: Script, written: &mut String) {
    written.push_str("sr-");
    written.push_str(script.subtag());
    let rest = tag.trim().split('-').skip(1);
    for subtag in rest.filter(|one| !one.eq_ignore_ascii_case("Cyrl") && !one.eq_ignore_ascii_case("Latn")) {
        written.push('-');
        written.push_str(subtag);
    }
}

#[cfg(test)]
mod tests;
