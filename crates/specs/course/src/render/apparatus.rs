//! What belongs to the text: citations with the list of sources, terms with their explanations.

use std::fmt::Write as _;

use super::{
    Renderer,
    markup::{Flow, escaped},
};

impl Renderer<'_> {
    /// A short link to the list of sources: the source's number there, and the place in it.
    pub(super) fn citation(&mut self, source: &str, place: Option<&str>) -> String {
        if !self.course.sources.contains_key(source) {
            return escaped(place.unwrap_or(source));
        }
        let at = self.cited.iter().position(|(known, _)| known == source).unwrap_or_else(|| {
            self.cited.push((source.to_owned(), false));
            self.cited.len() - 1
        });
        let is_hidden = self.is_hidden;
        let is_mark = self.cited.get_mut(at).is_some_and(|(_, marked)| {
            let is_mark = !*marked && !is_hidden;
            *marked |= is_mark;
            is_mark
        });
        let number = at + 1;
        let place = place.map_or_else(String::new, |place| format!(", {}", self.line(place)));
        let first = if is_mark { format!(" id=\"cite-{number}\"") } else { String::new() };
        format!("<a class=\"cite\" href=\"#source-{number}\"{first}>[{number}{place}]</a>")
    }

    /// A term, linked to its explanation below the lesson.
    pub(super) fn term(&mut self, id: &str, words: Option<&str>) -> String {
        let Some(term) = self.course.glossary.iter().find(|term| term.id == id) else {
            return self.line(words.unwrap_or(id));
        };
        if !self.terms.iter().any(|known| known == id) {
            self.terms.push(id.to_owned());
        }
        let shown = match words {
            Some(words) => self.line(words),
            None => self.localized(&term.term, Flow::Line),
        };
        format!("<a class=\"term\" href=\"#term-{}\">{shown}</a>", escaped(id))
    }

    /// Terms and sources that the lesson used, each under its heading.
    pub(super) fn apparatus(&mut self) -> String {
        // Explanations may cite, and use further terms.
        let terms = self.term_list();
        let sources = self.source_list();
        format!("{terms}{sources}")
    }

    fn term_list(&mut self) -> String {
        let mut entries = String::new();
        let mut at = 0;
        while let Some(id) = self.terms.get(at).cloned() {
            at += 1;
            let Some(term) = self.course.glossary.iter().find(|term| term.id == id) else { continue };
            let (name, text) = (self.localized(&term.term, Flow::Line), self.localized(&term.text, Flow::Line));
            let _ = write!(
                entries,
                "<dt id=\"term-{}\" tabindex=\"-1\"><dfn>{name}</dfn></dt><dd>{text}</dd>",
                escaped(&id)
            );
        }
        if entries.is_empty() {
            return String::new();
        }
        format!(
            "<section class=\"terms\" aria-labelledby=\"terms\"><h2 id=\"terms\">{}</h2><dl>{entries}</dl></section>",
            self.word("terms")
        )
    }

    fn source_list(&mut self) -> String {
        let mut entries = String::new();
        let mut at = 0;
        while let Some((id, marked)) = self.cited.get(at).cloned() {
            at += 1;
            let number = at;
            let Some(source) = self.course.sources.get(&id) else { continue };
            let mut parts = vec![format!("<cite>{}</cite>", self.localized(&source.title, Flow::Line))];
            parts.extend(source.publisher.as_deref().map(escaped));
            parts.extend(source.year.map(|year| year.to_string()));
            let mut entry = parts.join(", ");
            if let Some(url) =
                source.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"))
            {
                let short = url.trim_start_matches("https://").trim_start_matches("http://");
                let _ = write!(
                    entry,
                    ". <a class=\"address\" href=\"{}\" target=\"_blank\" rel=\"noopener\" translate=\"no\">{}</a>",
                    escaped(url),
                    escaped(short.trim_end_matches('/'))
                );
            }
            if marked {
                let back = escaped(&self.words.get("back"));
                let _ = write!(entry, " <a class=\"back\" href=\"#cite-{number}\" aria-label=\"{back}\">↩</a>");
            }
            let _ = write!(entries, "<li id=\"source-{number}\" tabindex=\"-1\">{entry}</li>");
        }
        if entries.is_empty() {
            return String::new();
        }
        format!(
            "<section class=\"sources\" aria-labelledby=\"sources\"><h2 id=\"sources\">{}</h2><ol>{entries}</ol></section>",
            self.word("sources")
        )
    }
}
