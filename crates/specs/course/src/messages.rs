//! The words of everything that a check of a package can find: archive, manifest, our own format, quizzes.

use vidik_lang::{Catalogue, Sources};
use vidik_package::messages as package;
use vidik_quiz::messages as quiz;

/// Loads the messages of all findings; [`vidik_package::Finding::text`] reads them.
pub fn catalogue() -> Catalogue {
    let (en, sr_cyrl, mk) =
        (joined(package::EN, quiz::EN), joined(package::SR_CYRL, quiz::SR_CYRL), joined(package::MK, quiz::MK));
    Catalogue::new(&Sources { en: &en, sr_cyrl: &sr_cyrl, mk: &mk })
}

/// Two JSON objects as one.
fn joined(one: &str, other: &str) -> String {
    let inside = |text: &str| text.trim().trim_start_matches('{').trim_end_matches('}').trim().to_owned();
    format!("{{{},{}}}", inside(one), inside(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_all_crates_are_there() {
        let catalogue = catalogue();
        assert_eq!(catalogue.check(), Vec::<String>::new());
        for key in ["PKG-MAN-MISSING.message", "CRS-FORMAT.advice", "CRS-QUIZ-DRAW.message"] {
            assert!(catalogue.keys().any(|known| known == key), "{key}");
        }
    }
}
