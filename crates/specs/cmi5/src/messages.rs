//! The words of findings, in every language of the interface.

/// English.
pub const EN: &str = include_str!("../messages/en.json");
/// Serbian in Cyrillic, the master of the two scripts.
pub const SR_CYRL: &str = include_str!("../messages/sr-Cyrl.json");
/// Macedonian.
pub const MK: &str = include_str!("../messages/mk.json");

#[cfg(test)]
mod tests {
    use vidik_lang::{Catalogue, Sources};

    use super::*;
    use crate::rules;

    #[test]
    fn every_rule_has_its_words_in_every_language() {
        let catalogue = Catalogue::new(&Sources { en: EN, sr_cyrl: SR_CYRL, mk: MK });
        assert_eq!(catalogue.check(), Vec::<String>::new());
        let mut wanted: Vec<String> =
            rules::ALL.iter().flat_map(|rule| [format!("{rule}.advice"), format!("{rule}.message")]).collect();
        let mut known: Vec<String> = catalogue.keys().map(ToString::to_string).collect();
        wanted.sort();
        known.sort();
        assert_eq!(known, wanted);
    }
}
