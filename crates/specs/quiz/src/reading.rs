//! The language and script in which somebody reads.

use std::{borrow::Cow, collections::BTreeMap};

use vidik_base::{LanguageTag, LocalizedText};
use vidik_lang::{fallback_chain, script};

use crate::inline;

/// What texts refer to by id.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Titles of the course's sources.
    pub sources: BTreeMap<String, LocalizedText>,
    /// Words of the course's glossary.
    pub terms: BTreeMap<String, LocalizedText>,
}

/// In which language somebody reads, and what is shown where it lacks.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    language: LanguageTag,
    chain: Vec<LanguageTag>,
    names: &'a Names,
}

/// What has to be done to a text's letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letters {
    AsWritten,
    ToLatin,
    ToCyrillic,
}

impl Letters {
    pub fn apply(self, words: &str) -> Cow<'_, str> {
        match self {
            Self::AsWritten => Cow::Borrowed(words),
            Self::ToLatin => Cow::Owned(script::to_latin(words)),
            Self::ToCyrillic => Cow::Owned(script::to_cyrillic(words)),
        }
    }
}

/// A text as it is shown.
pub(crate) struct Shown<'a> {
    /// The language that it is in when its letters are set.
    pub language: LanguageTag,
    pub words: &'a str,
    pub letters: Letters,
}

impl<'a> Reading<'a> {
    /// Reads in `language`; Serbian is transliterated where it stands in the other script.
    pub fn new(language: &LanguageTag, names: &'a Names) -> Self {
        Self { language: language.clone(), chain: fallback_chain(language), names }
    }

    /// The language that is read.
    pub const fn language(&self) -> &LanguageTag {
        &self.language
    }

    pub(crate) const fn names(&self) -> &'a Names {
        self.names
    }

    pub(crate) fn show<'t>(&self, text: &'t LocalizedText) -> Option<Shown<'t>> {
        let (found, words) = text.resolve(&self.chain)?;
        let serbian = found.primary() == "sr" && self.language.primary() == "sr";
        let letters = match (found.script(), self.language.script()) {
            (Some("Cyrl"), Some("Latn")) if serbian => Letters::ToLatin,
            (Some("Latn"), Some("Cyrl")) if serbian => Letters::ToCyrillic,
            _ => Letters::AsWritten,
        };
        let language = if letters == Letters::AsWritten { found.clone() } else { self.language.clone() };
        Some(Shown { language, words, letters })
    }

    /// The text as safe HTML; in another language than is read, it says so.
    pub fn html(&self, text: &LocalizedText) -> String {
        let Some(shown) = self.show(text) else { return String::new() };
        let html = inline::html(shown.words, shown.letters, self);
        self.marked(&shown.language, html)
    }

    /// Marks a block that is not in the language that is read (WCAG 2.2, 3.1.2).
    pub(crate) fn marked(&self, language: &LanguageTag, html: String) -> String {
        if html.is_empty() || *language == self.language {
            html
        } else {
            format!("<span lang=\"{language}\">{html}</span>")
        }
    }

    /// The text without its Markdown.
    pub fn plain(&self, text: &LocalizedText) -> String {
        self.show(text).map_or_else(String::new, |shown| inline::plain(shown.words, shown.letters, self))
    }
}
