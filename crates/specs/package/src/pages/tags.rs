//! HTML, as far as tags and styles go: no tree, no entities, never an error.

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// In lower case.
    pub(super) name: String,
    attributes: Vec<(&'t str, &'t str)>,
}

impl<'t> Tag<'t> {
    /// The value of an attribute, empty where it has none.
    pub(super) fn attribute(&self, name: &str) -> Option<&'t str> {
        self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// What of a page is looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Tag(Tag<'t>),
    /// The content of a `<style>`.
    Style(&'t str),
}

/// How many attributes of a tag are read.
const MAX_ATTRIBUTES: usize = 64;

/// The start tags of a page and its styles; comments and scripts are skipped.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    let mut raw: Option<String> = None;
    std::iter::from_fn(move || {
        loop {
            if let Some(name) = raw.take() {
                let end = find_end(rest, &name);
                let content = rest.get(..end).unwrap_or_default();
                rest = rest.get(end..).unwrap_or_default();
                if name == "style" {
                    return Some(Piece::Style(content));
                }
            }
            rest = rest.get(rest.find('<')?..)?;
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.split_once("-->")?.1;
                continue;
            }
            let after = rest.get(1..)?;
            if !after.starts_with(|c: char| c.is_ascii_alphabetic()) {
                rest = after;
                continue;
            }
            let (tag, behind) = tag(after);
            rest = behind;
            if matches!(tag.name.as_str(), "script" | "style" | "textarea" | "title") {
                raw = Some(tag.name.clone());
            }
            return Some(Piece::Tag(tag));
        }
    })
}

/// Where `</name` stands, or the end.
fn find_end(text: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("</")) {
        let start = from + at;
        let found = text.get(start + 2..start + 2 + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return start;
        }
        from = start + 2;
    }
    text.len()
}

/// Reads a tag behind its `<`; gives what follows it.
fn tag(text: &str) -> (Tag<'_>, &str) {
    let end = text.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            break;
        }
        if let Some(behind) = rest.strip_prefix('>') {
            rest = behind;
            break;
        }
        let (name, value, behind) = attribute(rest);
        rest = behind;
        if attributes.len() < MAX_ATTRIBUTES {
            attributes.push((name, value));
        }
    }
    (Tag { name: name.to_ascii_lowercase(), attributes }, rest)
}

fn attribute(text: &str) -> (&str, &str, &str) {
    let end = text
        .char_indices()
        .skip(1)
        .find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
        .map_or(text.len(), |(at, _)| at);
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.trim_ascii_start().strip_prefix('=') else { return (name, "", rest) };
    let value = value.trim_ascii_start();
    if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let inner = value.get(1..).unwrap_or_default();
        let (value, behind) = inner.split_once(quote).unwrap_or((inner, ""));
        return (name, value, behind);
    }
    let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
    let (value, behind) = value.split_at(end);
    (name, value, behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_in_every_spelling() {
        let found: Vec<_> = pieces("a < b <IMG SRC='x>y' alt data-a=1/><br/><style>a>b</STYLE><p a = \"1\">").collect();
        let names: Vec<_> = found
            .iter()
            .map(|piece| match piece {
                Piece::Tag(tag) => tag.name.as_str(),
                Piece::Style(css) => css,
            })
            .collect();
        assert_eq!(names, ["img", "br", "style", "a>b", "p"]);
        let Some(Piece::Tag(image)) = found.first() else { panic!() };
        assert_eq!((image.attribute("src"), image.attribute("ALT")), (Some("x>y"), Some("")));
    }

    #[test]
    fn never_ends_badly() {
        for text in ["<", "<a", "<a b", "<a b=", "<a b='", "<!--", "<script>", "<é é='", "</", "<a ='x'>"] {
            let _ = pieces(text).count();
        }
    }
}
