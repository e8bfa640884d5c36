//! Directives within the text: citations, terms, words of another language.

use std::fmt::Write as _;

use vidik_base::LanguageTag;

use super::blocks::attributes;

/// What stands in the text instead of a directive, so that Markdown passes it by: number, between two characters of
/// the private use area.
pub(crate) const BEGIN: char = '\u{e000}';
/// Its end.
pub(crate) const END: char = '\u{e001}';

/// A directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Directive {
    /// `[@source, place]`
    Citation { source: String, place: Option<String> },
    /// `[[term]]`, `[[term|words shown]]`
    Term { term: String, words: Option<String> },
    /// `[words]{lang=tag}`; no language where the tag is none.
    Foreign { language: Option<LanguageTag>, words: String },
    /// `[words]{keep}`
    Keep { words: String },
}

/// A text whose directives are replaced by their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scanned {
    pub text: String,
    /// With the line of each, counted from 0.
    pub directives: Vec<(Directive, u32)>,
}

/// Finds the directives of a Markdown text. Code is left alone.
pub(crate) fn scan(markdown: &str) -> Scanned {
    let mut scanned = Scanned { text: String::with_capacity(markdown.len()), directives: Vec::new() };
    let mut rest = markdown;
    let mut line = 0_u32;
    let mut line_start = true;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '\\' => rest.chars().take(2).map(char::len_utf8).sum(),
            '`' | '~' if line_start && rest.starts_with(if c == '`' { "```" } else { "~~~" }) => fenced(rest),
            '`' => code_span(rest),
            '[' => match directive(rest) {
                Some((directive, length)) => {
                    let number = scanned.directives.len();
                    scanned.directives.push((directive, line));
                    let _ = write!(scanned.text, "{BEGIN}{number}{END}");
                    let passed = rest.get(..length).unwrap_or_default();
                    // Lines stay as many as they were.
                    for _ in passed.matches('\n') {
                        scanned.text.push('\n');
                        line += 1;
                    }
                    rest = rest.get(length..).unwrap_or_default();
                    line_start = false;
                    continue;
                }
                None => 1,
            },
            _ => c.len_utf8(),
        };
        let passed = rest.get(..taken).unwrap_or(rest);
        line += u32::try_from(passed.matches('\n').count()).unwrap_or(0);
        line_start = passed.ends_with('\n') || line_start && passed == " ";
        // Nobody else's private characters may be taken for ours.
        scanned.text.extend(passed.chars().map(|c| if matches!(c, BEGIN | END) { '\u{fffd}' } else { c }));
        rest = rest.get(taken..).unwrap_or_default();
    }
    scanned
}

/// The length of a fenced block with both its fences.
fn fenced(text: &str) -> usize {
    let mark = text.get(..3).unwrap_or_default();
    let mut length = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        length += line.len();
        if number > 0 && line.trim_start().starts_with(mark) {
            break;
        }
    }
    length
}

/// The length of a code span, or of the backticks alone where nothing closes them in this paragraph.
fn code_span(text: &str) -> usize {
    let ticks = text.bytes().take_while(|byte| *byte == b'`').count();
    let paragraph = text.find("\n\n").unwrap_or(text.len());
    let mut at = ticks;
    while let Some(found) = text.get(at..paragraph).and_then(|rest| rest.find('`')) {
        at += found;
        let run = text.bytes().skip(at).take_while(|byte| *byte == b'`').count();
        at += run;
        if run == ticks {
            return at;
        }
    }
    ticks
}

/// The directive that begins here, and its length in bytes.
fn directive(text: &str) -> Option<(Directive, usize)> {
    let paragraph = text.get(..text.find("\n\n").unwrap_or(text.len()))?;
    if let Some(inside) = paragraph.strip_prefix("[[") {
        let inside = inside.get(..inside.find("]]")?)?;
        let (term, words) = match inside.split_once('|') {
            Some((term, words)) => (term, Some(words.trim_end_matches('\\').replace('\n', " "))),
            None => (inside, None),
        };
        // In a table the bar is escaped.
        let term = term.trim_end_matches('\\').trim().to_owned();
        (!term.is_empty() && !inside.contains('[')).then_some(())?;
        return Some((Directive::Term { term, words }, inside.len() + 4));
    }
    let inside = paragraph.get(1..)?;
    let inside = inside.get(..inside.find([']', '['])?)?;
    let closed = paragraph.get(inside.len() + 1..)?.starts_with(']');
    if !closed {
        return None;
    }
    if let Some(citation) = inside.strip_prefix('@') {
        let (source, place) = match citation.split_once(',') {
            Some((source, place)) => (source, Some(place.trim().replace('\n', " "))),
            None => (citation, None),
        };
        return Some((Directive::Citation { source: source.trim().to_owned(), place }, inside.len() + 2));
    }
    let behind = paragraph.get(inside.len() + 2..)?;
    let braces = behind.get(..=behind.find('}')?).filter(|it| it.starts_with('{'))?;
    let (_, values) = attributes(braces)?;
    let words = inside.replace('\n', " ");
    let length = inside.len() + 2 + braces.len();
    if let Some(tag) = values.get("lang") {
        return Some((Directive::Foreign { language: LanguageTag::parse(tag).ok(), words }, length));
    }
    values.contains_key("keep").then_some((Directive::Keep { words }, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_found_outside_of_code() {
        let text = "A [@a, Article 3(1)] and [[b]] `[@c]` ``[[d]] ` ``\n[[e|of\nwords]] [x](y) [Z]{lang=fa} [K]{keep} \\[@f]\n```\n[@g]\n```\n[@h]";
        let scanned = scan(text);
        let shown: Vec<String> = scanned.directives.iter().map(|(it, line)| format!("{line} {it:?}")).collect();
        assert_eq!(
            shown,
            [
                r#"0 Citation { source: "a", place: Some("Article 3(1)") }"#,
                r#"0 Term { term: "b", words: None }"#,
                r#"1 Term { term: "e", words: Some("of words") }"#,
                r#"2 Foreign { language: Some("fa"), words: "Z" }"#,
                r#"2 Keep { words: "K" }"#,
                r#"6 Citation { source: "h", place: None }"#,
            ]
        );
        assert_eq!(scanned.text.matches('\n').count(), text.matches('\n').count());
        assert!(scanned.text.contains("`[@c]` ``[[d]] ` ``") && scanned.text.contains("[x](y)"));
    }

    #[test]
    fn a_bar_in_a_table_is_escaped() {
        let scanned = scan("| [[a\\|words]] |");
        assert_eq!(scanned.directives[0].0, Directive::Term { term: "a".to_owned(), words: Some("words".to_owned()) });
    }
}
