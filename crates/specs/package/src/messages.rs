//! The words of findings, in every language of the interface.

use vidik_lang::{Catalogue, InterfaceLanguage, Sources, Value};

use crate::finding::Finding;

/// What the author reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingText {
    /// What was seen, and what it means.
    pub message: String,
    /// What to do about it.
    pub advice: String,
}

/// Loads the messages of all rules.
pub fn catalogue() -> Catalogue {
    Catalogue::new(&Sources {
        en: include_str!("../messages/en.json"),
        sr_cyrl: include_str!("../messages/sr-Cyrl.json"),
        mk: include_str!("../messages/mk.json"),
    })
}

/// Parameters that are numbers, so that they decide plural forms.
const NUMBERS: [&str; 5] = ["count", "limit", "megabytes", "bytes", "size"];

impl Finding {
    /// Message and advice in a language, out of [`catalogue`].
    pub fn text(&self, catalogue: &Catalogue, language: InterfaceLanguage) -> FindingText {
        let values: Vec<(&str, Value<'_>)> = self
            .params
            .iter()
            .map(|(name, value)| {
                let number = NUMBERS.contains(&name.as_str()).then(|| value.parse().ok()).flatten();
                let value = number.map_or_else(|| Value::Text(value.into()), Value::Integer);
                (name.as_str(), value)
            })
            .collect();
        let of = |part: &str| catalogue.format(language, &format!("{}.{part}", self.rule), &values);
        FindingText { message: of("message"), advice: of("advice") }
    }
}
