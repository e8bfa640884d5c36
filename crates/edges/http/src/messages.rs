//! The words that the server says itself: problems and public pages.

use std::sync::OnceLock;

use vidik_lang::{Catalogue, Sources};

/// The catalogue, parsed once.
pub(crate) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        Catalogue::new(&Sources {
            en: include_str!("../messages/en.json"),
            sr_cyrl: include_str!("../messages/sr-Cyrl.json"),
            mk: include_str!("../messages/mk.json"),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem_codes::Code;
    use vidik_base::InterfaceLanguage;

    #[test]
    fn every_language_says_everything() {
        assert_eq!(catalogue().check(), Vec::<String>::new());
        for code in Code::ALL {
            for part in ["title", "detail"] {
                let key = format!("problem.{}.{part}", code.name());
                for language in InterfaceLanguage::ALL {
                    assert!(catalogue().has(language, &key), "{language} lacks {key}");
                }
            }
        }
    }
}
