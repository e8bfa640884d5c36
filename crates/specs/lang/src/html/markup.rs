//! HTML taken apart as far as text is to be told from markup; the pieces put together are the page.

/// A piece of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Between the tags, references still in it.
    Text(&'a str),
    Start(Tag<'a>),
    /// An end tag, with its text.
    End {
        name: &'a str,
        text: &'a str,
    },
    /// Comments, declarations, and the content of elements that hold raw text.
    Other(&'a str),
}

/// A start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The whole tag, `<` and `>` included.
    pub text: &'a str,
    pub name: &'a str,
    pub closes_itself: bool,
}

/// An attribute with a value; `start` is where the value begins in the tag's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    pub name: &'a str,
    pub value: &'a str,
    pub start: usize,
}

/// Elements in which `<` begins no tag but their own end.
const RAW: &[&str] = &["script", "style", "textarea", "xmp", "iframe", "noembed", "noframes"];

/// The pieces of a page, in order.
pub(super) struct Pieces<'a> {
    rest: &'a str,
    raw: Option<&'a str>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html, raw: None }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (piece, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        piece
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(name) = self.raw.take() {
            let length = raw_length(self.rest, name);
            if length > 0 {
                return Some(Piece::Other(self.take(length)));
            }
        }
        if self.rest.is_empty() {
            return None;
        }
        let Some(length) = markup_length(self.rest) else {
            let length = text_length(self.rest);
            return Some(Piece::Text(self.take(length)));
        };
        let text = self.take(length);
        let name = |from: usize| {
            let inner = text.get(from..).unwrap_or_default();
            inner
                .split(|letter: char| letter.is_ascii_whitespace() || matches!(letter, '/' | '>'))
                .next()
                .unwrap_or(inner)
        };
        Some(match text.as_bytes().get(1) {
            Some(b'/') => Piece::End { name: name(2), text },
            Some(letter) if letter.is_ascii_alphabetic() => {
                let tag = Tag { text, name: name(1), closes_itself: text.ends_with("/>") };
                if !tag.closes_itself && RAW.iter().any(|one| tag.name.eq_ignore_ascii_case(one)) {
                    self.raw = Some(tag.name);
                }
                Piece::Start(tag)
            }
            _ => Piece::Other(text),
        })
    }
}

/// How long the text is up to the next markup; the first letter belongs to it in any case.
fn text_length(html: &str) -> usize {
    html.match_indices('<')
        .map(|(index, _)| index)
        .find(|index| *index > 0 && html.get(*index..).is_some_and(begins_markup))
        .unwrap_or(html.len())
}

fn begins_markup(html: &str) -> bool {
    match html.as_bytes() {
        [b'<', b'/', letter, ..] => letter.is_ascii_alphabetic(),
        [b'<', letter, ..] => letter.is_ascii_alphabetic() || matches!(letter, b'!' | b'?'),
        _ => false,
    }
}

/// How long the tag, comment or declaration is that the page begins with; one without an end takes the
/// rest of the page.
fn markup_length(html: &str) -> Option<usize> {
    if !begins_markup(html) {
        return None;
    }
    let through = |end: &str| html.find(end).map_or(html.len(), |index| index + end.len());
    Some(if html.starts_with("<!--") {
        through("-->")
    } else if html.starts_with("<![CDATA[") {
        through("]]>")
    } else if html.starts_with("<!") || html.starts_with("<?") || html.starts_with("</") {
        through(">")
    } else {
        tag_length(html)
    })
}

/// Up to the first `>` that is not in a quoted value.
fn tag_length(html: &str) -> usize {
    let mut quote = None;
    let mut after_equals = false;
    for (index, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return index + 1,
            (None, b'"' | b'\'') if after_equals => quote = Some(byte),
            (None, b'=') => after_equals = true,
            (None, _) if byte.is_ascii_whitespace() => {}
            (None, _) => after_equals = false,
        }
        if quote.is_some() {
            after_equals = false;
        }
    }
    html.len()
}

/// How long the raw text of the element `name` is.
fn raw_length(html: &str, name: &str) -> usize {
    html.match_indices("</")
        .map(|(index, _)| index)
        .find(|index| {
            let after = html.get(index + 2..).unwrap_or_default();
            after.get(..name.len()).is_some_and(|one| one.eq_ignore_ascii_case(name))
                && !after
                    .get(name.len()..)
                    .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_alphanumeric()))
        })
        .unwrap_or(html.len())
}

impl<'a> Tag<'a> {
    /// The attributes that have a value.
    pub(super) fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let text = self.text;
        let end = text.strip_suffix('>').map_or(text.len(), str::len);
        let mut at = 1 + self.name.len();
        std::iter::from_fn(move || {
            loop {
                let (found, next) = attribute(text.get(..end)?, at)?;
                at = next;
                if found.is_some() {
                    return found;
                }
            }
        })
    }
}

/// The attribute at or after `at`, and where to go on; the attribute is `None` where the name has no value,
/// but for `data-keep`, which needs none.
fn attribute(text: &str, at: usize) -> Option<(Option<Attribute<'_>>, usize)> {
    let between = |letter: char| letter.is_ascii_whitespace() || letter == '/';
    let rest = text.get(at..)?;
    let from = at + (rest.len() - rest.trim_start_matches(between).len());
    let rest = text.get(from..).filter(|rest| !rest.is_empty())?;
    let length = rest.find(|letter: char| between(letter) || letter == '=').unwrap_or(rest.len());
    let name = rest.get(..length)?;
    let after = rest.get(length..)?.trim_start_matches(|letter: char| letter.is_ascii_whitespace());
    let Some(value) = after.strip_prefix('=') else {
        let bare = Attribute { name, value: "", start: from + length };
        return Some((name.eq_ignore_ascii_case("data-keep").then_some(bare), from + length.max(1)));
    };
    let value = value.trim_start_matches(|letter: char| letter.is_ascii_whitespace());
    let start = text.len() - value.len();
    let (value, start, next) = if let Some(quote @ ('"' | '\'')) = value.chars().next() {
        let inner = value.get(1..)?;
        let length = inner.find(quote).unwrap_or(inner.len());
        (inner.get(..length)?, start + 1, start + length + 2)
    } else {
        let length = value.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(value.len());
        (value.get(..length)?, start, start + length.max(1))
    };
    Some((Some(Attribute { name, value, start }), next))
}
