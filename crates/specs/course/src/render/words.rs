//! The few words of the program in a lesson.

use std::sync::LazyLock;

use vidik_base::LanguageTag;
use vidik_lang::{Catalogue, InterfaceLanguage, Sources, Value, interface_language};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::new(&Sources {
        en: include_str!("../../messages/en.json"),
        sr_cyrl: include_str!("../../messages/sr-Cyrl.json"),
        mk: include_str!("../../messages/mk.json"),
    })
});

/// Words for a content language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(InterfaceLanguage);

impl Words {
    /// In the language itself where the program speaks it, otherwise in English.
    pub(crate) fn of(language: &LanguageTag) -> Self {
        Self(interface_language(language.as_str()).unwrap_or(InterfaceLanguage::En))
    }

    /// The language that they come in.
    pub(crate) fn language(self) -> LanguageTag {
        self.0.into()
    }

    /// One text.
    pub(crate) fn get(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A text with arguments.
    pub(crate) fn with(self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        CATALOGUE.format(self.0, &format!("lesson.{key}"), values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_are_in_all_languages() {
        assert_eq!(CATALOGUE.check(), Vec::<String>::new());
        let words = Words::of(&"sr-Latn".parse().unwrap());
        assert_eq!(words.with("left", &[("count", 2.into())]), "Treba odgovoriti na još 2 pitanja.");
    }
}
