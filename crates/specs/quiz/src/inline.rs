//! Inline Markdown of quizzes: emphasis, code, links, `[[term]]`, `[@source, place]`, `[words]{lang=en}`, `[words]{keep}`.
//!
//! Everything that is not one of these is escaped, so that no HTML comes through.

use std::borrow::Cow;

use crate::reading::{Letters, Reading};

/// Emphasis within emphasis beyond this is shown as it is written.
const DEPTH: usize = 8;

/// As HTML.
pub(crate) fn html(text: &str, letters: Letters, reading: &Reading<'_>) -> String {
    let mut writer = Writer { out: String::with_capacity(text.len()), tags: true, reading };
    writer.inline(text, letters, DEPTH);
    writer.out
}

/// The words alone.
pub(crate) fn plain(text: &str, letters: Letters, reading: &Reading<'_>) -> String {
    let mut writer = Writer { out: String::with_capacity(text.len()), tags: false, reading };
    writer.inline(text, letters, DEPTH);
    writer.out
}

/// Text that HTML shows as it is.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

struct Writer<'a> {
    out: String,
    /// Whether tags are written, or words alone.
    tags: bool,
    reading: &'a Reading<'a>,
}

/// What a piece of text begins with.
enum Piece<'a> {
    Code(&'a str),
    Emphasis { tag: &'static str, inner: &'a str },
    Term { id: &'a str, words: Option<&'a str> },
    Citation { source: &'a str, place: &'a str },
    Link { words: &'a str, address: &'a str },
    Marked { words: &'a str, attributes: &'a str },
    Escaped(&'a str),
}

impl Writer<'_> {
    fn inline(&mut self, text: &str, letters: Letters, depth: usize) {
        let mut rest = text;
        let mut words_from = text;
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let found = if depth == 0 { None } else { piece(rest, before) };
            let Some((piece, behind)) = found else {
                before = Some(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
                continue;
            };
            let words = words_from.len() - rest.len();
            self.words(words_from.get(..words).unwrap_or_default(), letters);
            self.piece(&piece, letters, depth - 1);
            before = None;
            rest = behind;
            words_from = behind;
        }
        self.words(words_from, letters);
    }

    fn words(&mut self, words: &str, letters: Letters) {
        let words = letters.apply(words);
        if self.tags {
            self.out.push_str(&escaped(&words));
        } else {
            self.out.push_str(&words);
        }
    }

    fn tag(&mut self, tag: &str) {
        if self.tags {
            self.out.push_str(tag);
        }
    }

    fn piece(&mut self, piece: &Piece<'_>, letters: Letters, depth: usize) {
        match *piece {
            Piece::Code(code) => {
                self.tag("<code>");
                self.words(code, Letters::AsWritten);
                self.tag("</code>");
            }
            Piece::Emphasis { tag, inner } => {
                self.tag(&format!("<{tag}>"));
                self.inline(inner, letters, depth);
                self.tag(&format!("</{tag}>"));
            }
            Piece::Term { words: Some(words), .. } => self.inline(words, letters, depth),
            Piece::Term { id, words: None } => {
                let term = self.reading.names().terms.get(id).map(|text| self.reading.plain(text));
                self.words(&term.unwrap_or_else(|| id.to_owned()), Letters::AsWritten);
            }
            Piece::Citation { source, place } => self.citation(source, place, letters),
            Piece::Link { words, address } => {
                self.tag(&format!("<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">", escaped(address)));
                self.inline(words, letters, depth);
                self.tag("</a>");
            }
            Piece::Marked { words, attributes } => self.marked(words, attributes, letters, depth),
            Piece::Escaped(letter) => self.words(letter, Letters::AsWritten),
        }
    }

    fn citation(&mut self, source: &str, place: &str, letters: Letters) {
        self.tag("<cite>");
        if let Some(title) = self.reading.names().sources.get(source) {
            let title = self.reading.plain(title);
            self.words(&title, Letters::AsWritten);
            if !place.is_empty() {
                self.words(", ", Letters::AsWritten);
            }
        } else if place.is_empty() {
            self.words(source, Letters::AsWritten);
        }
        self.words(place, letters);
        self.tag("</cite>");
    }

    fn marked(&mut self, words: &str, attributes: &str, letters: Letters, depth: usize) {
        let mut inner = letters;
        let mut lang = None;
        for attribute in attributes.split_whitespace() {
            if attribute == "keep" {
                inner = Letters::AsWritten;
            } else if let Some(tag) = attribute.strip_prefix("lang=") {
                inner = Letters::AsWritten;
                lang = tag.trim_matches('"').parse::<vidik_base::LanguageTag>().ok();
            }
        }
        match lang {
            Some(tag) => {
                self.tag(&format!("<span lang=\"{tag}\">"));
                self.inline(words, inner, depth);
                self.tag("</span>");
            }
            None => self.inline(words, inner, depth),
        }
    }
}

/// What `text` begins with, and what stands behind it.
fn piece(text: &str, before: Option<char>) -> Option<(Piece<'_>, &str)> {
    match text.as_bytes().first()? {
        b'\\' => {
            let letter = text.get(1..2).filter(|next| next.bytes().all(|byte| byte.is_ascii_punctuation()))?;
            Some((Piece::Escaped(letter), text.get(2..)?))
        }
        b'`' => {
            let (code, behind) = text.get(1..)?.split_once('`')?;
            (!code.is_empty()).then_some((Piece::Code(code), behind))
        }
        b'*' if text.starts_with("**") => emphasis(text, "**", "strong"),
        b'*' => emphasis(text, "*", "em"),
        // Within a word an underscore is a letter.
        b'_' if before.is_none_or(|letter| !letter.is_alphanumeric()) => emphasis(text, "_", "em"),
        b'[' if text.starts_with("[[") => term(text),
        b'[' if text.starts_with("[@") => citation(text),
        b'[' => bracket(text),
        _ => None,
    }
}

fn emphasis<'a>(text: &'a str, mark: &str, tag: &'static str) -> Option<(Piece<'a>, &'a str)> {
    let inner = text.get(mark.len()..)?;
    if inner.starts_with(char::is_whitespace) {
        return None;
    }
    let mut from = 0;
    loop {
        let end = from + inner.get(from..)?.find(mark)?;
        let words = inner.get(..end)?;
        let behind = inner.get(end + mark.len()..)?;
        let closes = !words.is_empty() && !words.ends_with(char::is_whitespace) && !words.ends_with('\\');
        // A single star inside `**strong**` belongs to it.
        let double = mark == "*" && (behind.starts_with('*') || words.ends_with('*'));
        if closes && !double {
            return Some((Piece::Emphasis { tag, inner: words }, behind));
        }
        from = end + mark.len();
    }
}

fn term(text: &str) -> Option<(Piece<'_>, &str)> {
    let (inner, behind) = text.get(2..)?.split_once("]]")?;
    let (id, words) = inner.split_once('|').map_or((inner, None), |(id, words)| (id, Some(words)));
    (!id.trim().is_empty()).then_some((Piece::Term { id: id.trim(), words }, behind))
}

fn citation(text: &str) -> Option<(Piece<'_>, &str)> {
    let (inner, behind) = text.get(2..)?.split_once(']')?;
    let (source, place) = inner.split_once(',').unwrap_or((inner, ""));
    Some((Piece::Citation { source: source.trim(), place: place.trim() }, behind))
}

/// `[words](address)` or `[words]{attributes}`.
fn bracket(text: &str) -> Option<(Piece<'_>, &str)> {
    let (words, behind) = text.get(1..)?.split_once(']')?;
    if words.is_empty() {
        return None;
    }
    if let Some(address) = behind.strip_prefix('(') {
        let (address, behind) = address.split_once(')')?;
        let known = ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
        return (known && !address.contains(char::is_whitespace)).then_some((Piece::Link { words, address }, behind));
    }
    let (attributes, behind) = behind.strip_prefix('{')?.split_once('}')?;
    let known = attributes.split_whitespace().all(|one| one == "keep" || one.starts_with("lang="));
    (known && !attributes.trim().is_empty()).then_some((Piece::Marked { words, attributes }, behind))
}

#[cfg(test)]
mod tests {
    use vidik_base::{LanguageTag, LocalizedText};

    use crate::reading::{Names, Reading};

    fn names() -> Names {
        let text = |en: &str, sr: &str| -> LocalizedText {
            [("en", en), ("sr-Cyrl", sr)]
                .into_iter()
                .map(|(tag, words)| (tag.parse().unwrap(), words.to_owned()))
                .collect()
        };
        Names {
            sources: [("unrc".to_owned(), text("Refugee Convention", "Конвенција о избеглицама"))].into(),
            terms: [("asylum".to_owned(), text("asylum", "азил"))].into(),
        }
    }

    fn shown(written: &str, reading: &str) -> String {
        let (names, language) = (names(), reading.parse::<LanguageTag>().unwrap());
        let source = if reading.starts_with("sr") { "sr-Cyrl" } else { reading };
        let text = LocalizedText::one(source.parse().unwrap(), written);
        Reading::new(&language, &names).html(&text)
    }

    #[test]
    fn markdown_becomes_html_and_html_does_not() {
        for (written, html) in [
            ("plain", "plain"),
            ("a *b* **c** _d_ `e*f*`", "a <em>b</em> <strong>c</strong> <em>d</em> <code>e*f*</code>"),
            ("**bold *and* em**", "<strong>bold <em>and</em> em</strong>"),
            ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
            (r"\*not\*", "*not*"),
            ("<script>x</script> & \"q\"", "&lt;script&gt;x&lt;/script&gt; &amp; &quot;q&quot;"),
            (
                "[site](https://a.test/?x=\"1\"&y)",
                "<a href=\"https://a.test/?x=&quot;1&quot;&amp;y\" target=\"_blank\" rel=\"noopener noreferrer\">site</a>",
            ),
            ("[site](javascript:alert(1))", "[site](javascript:alert(1))"),
            ("[[asylum]], [[asylum|asylum law]]", "asylum, asylum law"),
            ("[@unrc, Article 33(1)]", "<cite>Refugee Convention, Article 33(1)</cite>"),
            ("[@other, Article 3]", "<cite>Article 3</cite>"),
            ("[Frontex]{lang=en} [X]{onclick=1}", "<span lang=\"en\">Frontex</span> [X]{onclick=1}"),
            ("open [bracket and *star", "open [bracket and *star"),
        ] {
            assert_eq!(shown(written, "en"), html, "{written}");
        }
    }

    #[test]
    fn only_words_change_their_letters() {
        let written = "Љубав *Џеп* [Фронтекс]{keep} `код` [пут](https://пут.test/а) [@unrc, члан 3] [[asylum]]";
        assert_eq!(
            shown(written, "sr-Latn"),
            "Ljubav <em>Džep</em> Фронтекс <code>код</code> \
             <a href=\"https://пут.test/а\" target=\"_blank\" rel=\"noopener noreferrer\">put</a> \
             <cite>Konvencija o izbeglicama, član 3</cite> azil"
        );
    }

    #[test]
    fn another_language_is_named() {
        let (names, mk) = (Names::default(), "mk".parse::<LanguageTag>().unwrap());
        let text = LocalizedText::one("en".parse().unwrap(), "Only *English*");
        let reading = Reading::new(&mk, &names);
        assert_eq!(reading.html(&text), "<span lang=\"en\">Only <em>English</em></span>");
        assert_eq!(reading.plain(&text), "Only English");
    }
}
