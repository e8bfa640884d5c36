//! One text in several languages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::LanguageTag;

/// A title or a description as it stands in each language that has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalizedText(BTreeMap<LanguageTag, String>);

impl LocalizedText {
    /// A text in one language.
    pub fn one(language: LanguageTag, text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(language, text.into())]))
    }

    /// Puts in, or replaces, the text of one language.
    pub fn set(&mut self, language: LanguageTag, text: impl Into<String>) {
        self.0.insert(language, text.into());
    }

    /// The text in exactly this language.
    pub fn get(&self, language: &LanguageTag) -> Option<&str> {
        self.0.get(language).map(String::as_str)
    }

    /// The first text that the chain finds, and the language it is in; whatever there is where the chain finds none.
    pub fn resolve<'a>(&'a self, chain: &[LanguageTag]) -> Option<(&'a LanguageTag, &'a str)> {
        chain
            .iter()
            .find_map(|language| self.0.get_key_value(language))
            .or_else(|| {
                chain.iter().find_map(|language| self.0.iter().find(|(tag, _)| tag.primary() == language.primary()))
            })
            .or_else(|| self.0.iter().next())
            .map(|(language, text)| (language, text.as_str()))
    }

    /// Every language with its text.
    pub fn iter(&self) -> impl Iterator<Item = (&LanguageTag, &str)> {
        self.0.iter().map(|(language, text)| (language, text.as_str()))
    }

    /// Whether no language has it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(LanguageTag, String)> for LocalizedText {
    fn from_iter<I: IntoIterator<Item = (LanguageTag, String)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_back_by_the_chain() {
        let tag = |text| LanguageTag::parse(text).unwrap();
        let text: LocalizedText =
            [(tag("en"), "Hello".to_owned()), (tag("sr-Cyrl"), "Здраво".to_owned())].into_iter().collect();
        assert_eq!(text.resolve(&[tag("mk"), tag("en")]).unwrap().1, "Hello");
        assert_eq!(text.resolve(&[tag("sr-Latn")]).unwrap().1, "Здраво");
        assert_eq!(text.resolve(&[tag("de")]).unwrap().1, "Hello");
    }
}
