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

/// English.
pub const EN: &str = include_str!("../messages/en.json");
/// Serbian in Cyrillic, the master of the two scripts.
pub const SR_CYRL: &str = include_str!("../messages/sr-Cyrl.json");
/// Macedonian.
pub const MK: &str = include_str!("../messages/mk.json");

/// Loads the messages of all rules of this crate.
pub fn catalogue() -> Catalogue {
    Catalogue::new(&Sources { en: EN, sr_cyrl: SR_CYRL, mk: MK })
}

/// Parameters that are numbers, so that they decide plural forms.
const NUMBERS: [&str; 5] = ["count", "limit", "megabytes", "bytes", "size"];

/// Arguments that messages may use beside the parameters.
const MEGABYTES: [(&str, &str); 2] = [("size", "size_mb"), ("limit", "limit_mb")];

const MEGABYTE: i64 = 1024 * 1024;

impl Finding {
    /// Message and advice in a language, out of [`catalogue`].
    pub fn text(&self, catalogue: &Catalogue, language: InterfaceLanguage) -> FindingText {
        let mut values: Vec<(&str, Value<'_>)> = Vec::new();
        for (name, value) in &self.params {
            let number: Option<i64> = NUMBERS.contains(&name.as_str()).then(|| value.parse().ok()).flatten();
            values.push((name, number.map_or_else(|| Value::Text(value.into()), Value::Integer)));
            // Sizes and their bounds are found in bytes and read in megabytes.
            let megabytes = MEGABYTES.iter().find(|(bytes, _)| bytes == name).zip(number);
            values.extend(
                megabytes
                    .map(|((_, own), bytes)| (*own, Value::Integer(bytes.saturating_add(MEGABYTE - 1) / MEGABYTE))),
            );
        }
        let of = |part: &str| catalogue.format(language, &format!("{}.{part}", self.rule), &values);
        FindingText { message: of("message"), advice: of("advice") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, RuleId};
    use crate::{archive, course_rules, rules};

    fn all() -> impl Iterator<Item = &'static RuleId> {
        rules::ALL.iter().chain(archive::rules::ALL).chain(course_rules::ALL)
    }

    #[test]
    fn every_rule_has_its_words_in_every_language() {
        let catalogue = catalogue();
        assert_eq!(catalogue.check(), Vec::<String>::new());
        let wanted: Vec<String> =
            all().flat_map(|rule| [format!("{rule}.advice"), format!("{rule}.message")]).collect();
        let missing: Vec<_> = wanted.iter().filter(|key| !catalogue.keys().any(|known| known == *key)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let idle: Vec<_> = catalogue.keys().filter(|key| !wanted.iter().any(|known| known == key)).collect();
        assert!(idle.is_empty(), "{idle:?}");
    }

    #[test]
    fn rules_are_named_once_and_by_their_areas() {
        let mut names: Vec<&str> = all().map(RuleId::as_str).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for name in names {
            let (format, area) = (name.split('-').next().unwrap(), name.split('-').nth(1).unwrap());
            let known = match format {
                "PKG" => ["ARC", "MAN", "SEQ", "RES", "NET", "A11Y"].contains(&area),
                format => format == "CRS",
            };
            assert!(known, "{name}");
        }
    }

    #[test]
    fn plural_forms_scripts_and_sizes() {
        let catalogue = catalogue();
        let finding = Finding::hint(rules::A11Y_ALT).with("count", 3);
        let text = |language| finding.text(&catalogue, language).message;
        assert_eq!(text(InterfaceLanguage::En), "3 pictures have no description for people who cannot see.");
        assert_eq!(text(InterfaceLanguage::SrCyrl), "3 слике немају опис за особе које не виде.");
        assert_eq!(text(InterfaceLanguage::SrLatn), "3 slike nemaju opis za osobe koje ne vide.");
        assert_eq!(text(InterfaceLanguage::Mk), "3 слики немаат опис за лица што не гледаат.");
        let finding =
            Finding::error(archive::rules::ENTRY_SIZE).with("size", 1_100_000_000).with("limit", 1_073_741_824);
        let message = finding.text(&catalogue, InterfaceLanguage::En).message;
        assert!(message.contains("024 MB") && message.contains("050 MB"), "{message}");
    }
}
