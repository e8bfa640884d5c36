//! Texts in the reader's language.

use vidik_base::{InterfaceLanguage, LanguageTag, LocalizedText};
use vidik_lang::script::to_latin;

use crate::language::chain;

/// A text, and the language that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The text.
    pub text: String,
    /// Its language, script included.
    pub language: String,
}

/// The text by the reader's chain; Serbian Cyrillic is shown in Latin letters to whoever reads those.
pub(crate) fn in_language(text: &LocalizedText, language: InterfaceLanguage) -> Option<Shown> {
    let (found, text) = text.resolve(&chain(language))?;
    Some(in_script(text, found, language))
}

/// The same for a text whose language is known.
pub(crate) fn in_script(text: &str, found: &LanguageTag, language: InterfaceLanguage) -> Shown {
    let serbian_cyrillic = found.primary() == "sr" && found.script() != Some("Latn");
    if language == InterfaceLanguage::SrLatn && serbian_cyrillic {
        return Shown { text: to_latin(text), language: "sr-Latn".to_owned() };
    }
    Shown { text: text.to_owned(), language: found.as_str().to_owned() }
}
