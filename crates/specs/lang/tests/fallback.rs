//! Chains that an installation sets; alone in its program, since they are set once.

use vidik_base::{InterfaceLanguage, LanguageTag};
use vidik_lang::{FallbackChains, best_match, fallback_chain, set_fallback_chains};

fn tag(text: &str) -> LanguageTag {
    text.parse().unwrap_or_else(|_| unreachable!("tags of this test are well-formed"))
}

#[test]
fn what_an_installation_sets_comes_after_the_readers_own_language() {
    let chains = FallbackChains::from([
        (InterfaceLanguage::Mk, vec![tag("sr-Cyrl"), tag("en")]),
        (InterfaceLanguage::SrLatn, vec![tag("mk"), tag("sr-Cyrl")]),
    ]);
    assert!(set_fallback_chains(chains));
    for (wanted, expected) in [
        ("mk", "mk sr-Cyrl en"),
        ("sr-Latn", "sr-Latn sr-Cyrl sr bs cnr hr mk"),
        ("sr-Cyrl", "sr-Cyrl sr sr-Latn en"),
        ("en", "en"),
        ("de", "de en"),
    ] {
        let chain = fallback_chain(&tag(wanted));
        assert_eq!(chain.iter().map(LanguageTag::as_str).collect::<Vec<_>>().join(" "), expected);
    }
    assert_eq!(best_match("mk", &["en", "sr-Cyrl"]), Some("sr-Cyrl"));
    assert_eq!(best_match("sr-Latn", &["en", "mk"]), Some("mk"));
    assert!(!set_fallback_chains(FallbackChains::new()));
}
