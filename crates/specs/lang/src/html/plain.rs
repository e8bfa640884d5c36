//! What a page says, without its markup.

use super::markup::{Piece, Pieces};
use super::references::plain;

/// Elements that stand in a line of text; others end a word.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tspan", "u", "var", "wbr",
];

/// Elements whose content is not read.
const UNREAD: &[&str] = &["head", "title", "noscript", "template", "select", "datalist", "svg", "math", "object"];

/// The text of a page, at most `letters` of it: words as they stand, one space between them.
pub fn plain_text(html: &str, letters: usize) -> String {
    let mut text = String::new();
    let mut unread: Option<&str> = None;
    for piece in Pieces::new(html) {
        match piece {
            Piece::Text(words) if unread.is_none() => plain(words, &mut text),
            Piece::Start(tag) => {
                if unread.is_none() && !tag.closes_itself && is_one_of(tag.name, UNREAD) {
                    unread = Some(tag.name);
                }
                if !is_one_of(tag.name, INLINE) {
                    text.push(' ');
                }
            }
            Piece::End { name, .. } => {
                if unread.is_some_and(|one| one.eq_ignore_ascii_case(name)) {
                    unread = None;
                }
                if !is_one_of(name, INLINE) {
                    text.push(' ');
                }
            }
            Piece::Text(_) | Piece::Other(_) => {}
        }
        if text.len() > letters.saturating_mul(4) {
            break;
        }
    }
    one_space(&text, letters)
}

/// The `<title>` of a page, where it has one that says something.
pub fn title(html: &str) -> Option<String> {
    let mut inside = false;
    let mut text = String::new();
    for piece in Pieces::new(html) {
        match piece {
            Piece::Start(tag) if tag.name.eq_ignore_ascii_case("title") => inside = true,
            Piece::Start(tag) if tag.name.eq_ignore_ascii_case("body") => return None,
            Piece::Text(words) if inside => plain(words, &mut text),
            Piece::End { name, .. } if inside && name.eq_ignore_ascii_case("title") => {
                return Some(one_space(&text, 300)).filter(|text| !text.is_empty());
            }
            _ => {}
        }
    }
    None
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|one| name.eq_ignore_ascii_case(one))
}

fn one_space(text: &str, letters: usize) -> String {
    let mut written = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !written.is_empty() {
            written.push(' ');
        }
        written.push_str(word);
    }
    if let Some((end, _)) = written.char_indices().nth(letters) {
        written.truncate(end);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_words() {
        let html = "<!DOCTYPE html><html><head><title>Азил &amp; заштита</title><style>p{}</style></head>\
                    <body><h1>Увод</h1><p>Пра<b>во</b>&nbsp;на азил.</p><script>var x = 'не';</script>\
                    <noscript>без</noscript><ul><li>један<li>два &lt;три&gt;</ul><!-- не --></body></html>";
        assert_eq!(plain_text(html, 1_000), "Увод Право на азил. један два <три>");
        assert_eq!(plain_text(html, 4), "Увод");
        assert_eq!(title(html).as_deref(), Some("Азил & заштита"));
        assert_eq!(title("<title> </title>"), None);
        assert_eq!(title("<body><svg><title>Слика</title></svg>"), None);
        assert_eq!(plain_text("&scaron;uma &#1078;ена &bogus; &hellip;", 99), "šuma жена &bogus; …");
    }
}
