//! The words of everything that a check of a package can find: archive, manifest, cmi5, our own format, quizzes.

use vidik_cmi5::messages as cmi5;
use vidik_lang::{Catalogue, Sources};
use vidik_package::messages as package;
use vidik_quiz::messages as quiz;

/// Loads the messages of all findings; [`vidik_package::Finding::text`] reads them.
pub fn catalogue() -> Catalogue {
    let en = joined([package::EN, quiz::EN, cmi5::EN]);
    let sr_cyrl = joined([package::SR_CYRL, quiz::SR_CYRL, cmi5::SR_CYRL]);
    let mk = joined([package::MK, quiz::MK, cmi5::MK]);
    Catalogue::new(&Sources { en: &en, sr_cyrl: &sr_cyrl, mk: &mk })
}

/// JSON objects as one.
fn joined(objects: [&str; 3]) -> String {
    let inside = objects.map(|text| text.trim().trim_start_matches('{').trim_end_matches('}').trim());
    format!("{{{}}}", inside.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_all_crates_are_there() {
        let catalogue = catalogue();
        assert_eq!(catalogue.check(), Vec::<String>::new());
        for key in ["PKG-MAN-MISSING.message", "CRS-FORMAT.advice", "CRS-QUIZ-DRAW.message", "CMI5-URL.advice"] {
            assert!(catalogue.keys().any(|known| known == key), "{key}");
        }
    }
}
