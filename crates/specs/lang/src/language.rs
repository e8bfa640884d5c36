//! Which languages the interface speaks, and what a reader gets when a text lacks theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use vidik_base::{InterfaceLanguage, LanguageTag};

/// The interface language for readers of `tag`, a BCP 47 tag; `None` when there is none.
///
/// Bosnian, Croatian, Montenegrin and Serbian of Montenegro are served the Serbian text in Latin
/// letters, unless the tag itself asks for Cyrillic.
pub fn interface_language(tag: &str) -> Option<InterfaceLanguage> {
    let mut subtags = tag.trim().split(['-', '_']);
    let primary = subtags.next()?.to_ascii_lowercase();
    let rest: Vec<String> = subtags.map(str::to_ascii_lowercase).collect();
    let has = |subtag: &str| rest.iter().any(|one| one == subtag);
    match primary.as_str() {
        "en" => Some(InterfaceLanguage::En),
        "mk" => Some(InterfaceLanguage::Mk),
        "sr" if has("latn") || (has("me") && !has("cyrl")) => Some(InterfaceLanguage::SrLatn),
        "sr" => Some(InterfaceLanguage::SrCyrl),
        "bs" | "hr" | "cnr" | "sh" if has("cyrl") => Some(InterfaceLanguage::SrCyrl),
        "bs" | "hr" | "cnr" | "sh" => Some(InterfaceLanguage::SrLatn),
        _ => None,
    }
}

/// The language itself, then those that a missing message of the interface is taken from.
pub const fn interface_chain(language: InterfaceLanguage) -> &'static [InterfaceLanguage] {
    use InterfaceLanguage::{En, Mk, SrCyrl, SrLatn};
    match language {
        En => &[En],
        SrCyrl => &[SrCyrl, En],
        SrLatn => &[SrLatn, SrCyrl, En],
        Mk => &[Mk, En],
    }
}

/// The interface language for an `Accept-Language` header (RFC 9110, 12.5.4); English when none fits.
pub fn negotiate(accept_language: &str) -> InterfaceLanguage {
    let mut wanted: Vec<(InterfaceLanguage, f32)> = accept_language
        .split(',')
        .filter_map(|range| {
            let mut parts = range.split(';');
            let language = interface_language(parts.next()?)?;
            Some((language, quality(parts)?))
        })
        .filter(|(_, quality)| *quality > 0.0)
        .collect();
    // A stable sort: among equals, the first that the browser named.
    wanted.sort_by(|left, right| right.1.total_cmp(&left.1));
    wanted.first().map(|(language, _)| *language).unwrap_or_default()
}

/// The weight of a language range: 1 when not given, `None` when malformed.
fn quality<'a>(parameters: impl Iterator<Item = &'a str>) -> Option<f32> {
    for parameter in parameters {
        let (name, value) = parameter.split_once('=')?;
        if name.trim().eq_ignore_ascii_case("q") {
            return value.trim().parse().ok();
        }
    }
    Some(1.0)
}

/// Which languages an installation offers its readers after their own, by the language of their interface.
pub type FallbackChains = BTreeMap<InterfaceLanguage, Vec<LanguageTag>>;

static CHAINS: OnceLock<FallbackChains> = OnceLock::new();

/// Sets the chains of this installation. To be done once, before anybody is served: they are as fixed as the
/// languages themselves, and reach every crate that shows a text. Says whether it was the first time.
pub fn set_fallback_chains(chains: FallbackChains) -> bool {
    CHAINS.set(chains).is_ok()
}

/// The languages in which a reader of `wanted` is offered content, best first: `wanted` itself, the same language in
/// another form, then what the installation has set, or English.
pub fn fallback_chain(wanted: &LanguageTag) -> Vec<LanguageTag> {
    let others = substitutes(wanted.as_str()).into_iter().filter(|tag| *tag != wanted.as_str());
    // The table's tags are well formed (a test reads them all).
    std::iter::once(wanted.clone()).chain(others.filter_map(|tag| tag.parse().ok())).collect()
}

fn substitutes(tag: &str) -> Vec<&'static str> {
    let others = interface_language(tag).and_then(|language| CHAINS.get()?.get(&language));
    let mut chain = own_forms(tag).to_vec();
    match others {
        Some(others) => chain.extend(others.iter().map(LanguageTag::as_str)),
        None => chain.push("en"),
    }
    let mut seen = BTreeSet::new();
    chain.retain(|tag| seen.insert(*tag));
    chain
}

/// The forms of a language that its readers read as their own.
fn own_forms(tag: &str) -> &'static [&'static str] {
    let primary = tag.split(['-', '_']).next().unwrap_or(tag).to_ascii_lowercase();
    match (primary.as_str(), interface_language(tag)) {
        ("sr", Some(InterfaceLanguage::SrLatn)) => &["sr-Latn", "sr-Cyrl", "sr", "bs", "cnr", "hr"],
        ("sr", _) => &["sr-Cyrl", "sr", "sr-Latn"],
        ("bs" | "hr" | "cnr" | "sh", _) => &["sr-Latn", "bs", "cnr", "hr", "sr", "sr-Cyrl"],
        _ => &[],
    }
}

/// Which of the `available` languages a reader of `wanted` is shown: the same tag, a tag of the same
/// language, the [`fallback_chain`], and at last the first that there is. `None` when there is none.
pub fn best_match<'a>(wanted: &str, available: &[&'a str]) -> Option<&'a str> {
    let exact = |tag: &str| available.iter().copied().find(|one| one.eq_ignore_ascii_case(tag));
    let primary = wanted.split('-').next().unwrap_or(wanted);
    // Serbian has two scripts: there the chain knows better than the bare language does.
    let same_language = || {
        let one_script = interface_language(wanted)
            .is_none_or(|language| matches!(language, InterfaceLanguage::En | InterfaceLanguage::Mk));
        available
            .iter()
            .copied()
            .find(|one| one_script && one.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case(primary)))
    };
    exact(wanted)
        .or_else(same_language)
        .or_else(|| substitutes(wanted).into_iter().find_map(exact))
        .or_else(|| available.first().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_language_it_asks_for() {
        for (header, expected) in [
            ("", InterfaceLanguage::En),
            ("de-DE, fr;q=0.5", InterfaceLanguage::En),
            ("*", InterfaceLanguage::En),
            ("sr", InterfaceLanguage::SrCyrl),
            ("sr-RS,sr;q=0.9,en;q=0.8", InterfaceLanguage::SrCyrl),
            ("sr-Latn-RS", InterfaceLanguage::SrLatn),
            ("sr-ME", InterfaceLanguage::SrLatn),
            ("sr-Cyrl-ME", InterfaceLanguage::SrCyrl),
            ("bs", InterfaceLanguage::SrLatn),
            ("bs-Cyrl-BA", InterfaceLanguage::SrCyrl),
            ("hr-HR,hr;q=0.9", InterfaceLanguage::SrLatn),
            ("cnr", InterfaceLanguage::SrLatn),
            ("mk-MK,mk;q=0.9,en-US;q=0.8", InterfaceLanguage::Mk),
            ("en;q=0.5, mk;q=0.7", InterfaceLanguage::Mk),
            ("mk;q=0, en", InterfaceLanguage::En),
            ("mk;q=high, sr;q=0.1", InterfaceLanguage::SrCyrl),
            ("sr_RS", InterfaceLanguage::SrCyrl),
        ] {
            assert_eq!(negotiate(header), expected, "{header}");
        }
    }

    #[test]
    fn every_chain_is_whole() {
        for (wanted, expected) in [
            ("mk", "mk en"),
            ("en", "en"),
            ("sr-Latn", "sr-Latn sr-Cyrl sr bs cnr hr en"),
            ("sr-Cyrl", "sr-Cyrl sr sr-Latn en"),
            ("cnr", "cnr sr-Latn bs hr sr sr-Cyrl en"),
            ("de-AT", "de-AT en"),
        ] {
            let chain = fallback_chain(&wanted.parse().unwrap());
            assert_eq!(chain.iter().map(LanguageTag::as_str).collect::<Vec<_>>().join(" "), expected);
        }
    }

    #[test]
    fn a_reader_is_shown_the_nearest_language_there_is() {
        for (wanted, available, expected) in [
            ("mk", &["en", "sr-Cyrl", "mk"][..], Some("mk")),
            ("mk", &["sr-Cyrl", "en"], Some("en")),
            ("mk", &["sr-Cyrl"], Some("sr-Cyrl")),
            ("sr-Latn", &["en", "sr-Cyrl"], Some("sr-Cyrl")),
            ("sr-Cyrl", &["en", "sr-Latn"], Some("sr-Latn")),
            ("sr", &["en", "sr-Latn", "sr-Cyrl"], Some("sr-Cyrl")),
            ("bs", &["en", "sr-Cyrl", "sr-Latn"], Some("sr-Latn")),
            ("en", &["mk", "en-GB"], Some("en-GB")),
            ("en-GB", &["mk", "en"], Some("en")),
            ("en", &[], None),
        ] {
            assert_eq!(best_match(wanted, available), expected, "{wanted} of {available:?}");
        }
    }
}
