//! Language tags: well-formedness of RFC 5646, 2.1 and 2.2.9.

/// The tags that the grammar does not cover.
const IRREGULAR: [&str; 17] = [
    "en-gb-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "sgn-be-fr",
    "sgn-be-nl",
    "sgn-ch-de",
];

/// Whether the text is a language tag: well-formed, no variant and no singleton twice.
pub(crate) fn is_language_tag(tag: &str) -> bool {
    if !tag.is_ascii() {
        return false;
    }
    let parts: Vec<&str> = tag.split('-').collect();
    if parts.iter().any(|part| part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return false;
    }
    let mut rest = parts.as_slice();
    if is_private(rest) || IRREGULAR.iter().any(|irregular| irregular.eq_ignore_ascii_case(tag)) {
        return true;
    }
    let [language, after @ ..] = rest else { return false };
    if !(letters(language) && language.len() >= 2) {
        return false;
    }
    rest = after;
    if language.len() <= 3 {
        rest = skip(rest, 3, |part| part.len() == 3 && letters(part));
    }
    rest = skip(rest, 1, |part| part.len() == 4 && letters(part));
    rest = skip(rest, 1, |part| (part.len() == 2 && letters(part)) || (part.len() == 3 && digits(part)));
    let variants = rest.len() - skip(rest, usize::MAX, is_variant).len();
    let (variants, rest) = rest.split_at(variants);
    different(variants) && (rest.is_empty() || is_private(rest) || are_extensions(rest))
}

fn skip<'a>(parts: &'a [&'a str], most: usize, is: impl Fn(&str) -> bool) -> &'a [&'a str] {
    let count = parts.iter().take(most).take_while(|part| is(part)).count();
    parts.get(count..).unwrap_or_default()
}

fn letters(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn digits(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_variant(part: &str) -> bool {
    part.len() >= 5 || (part.len() == 4 && part.starts_with(|first: char| first.is_ascii_digit()))
}

fn is_private(parts: &[&str]) -> bool {
    parts.len() >= 2 && parts.first().is_some_and(|first| first.eq_ignore_ascii_case("x"))
}

fn different(parts: &[&str]) -> bool {
    parts
        .iter()
        .enumerate()
        .all(|(place, part)| !parts.iter().take(place).any(|before| before.eq_ignore_ascii_case(part)))
}

/// Singletons, each with one part of two letters or more at least, up to the private part.
fn are_extensions<'a>(mut parts: &'a [&'a str]) -> bool {
    let mut singletons: Vec<&str> = Vec::new();
    while let [singleton, after @ ..] = parts {
        if is_private(parts) {
            break;
        }
        let rest = skip(after, usize::MAX, |part| part.len() >= 2);
        if singleton.len() != 1 || rest.len() == after.len() || singleton.eq_ignore_ascii_case("x") {
            return false;
        }
        singletons.push(singleton);
        parts = rest;
    }
    different(&singletons)
}

#[cfg(test)]
mod tests {
    use super::is_language_tag;

    #[test]
    fn tags_follow_the_grammar() {
        for good in [
            "en",
            "sr-Cyrl",
            "sr-Latn-RS",
            "mk",
            "zh-cmn-Hans-CN",
            "cmn",
            "de-1901",
            "sl-rozaj-biske",
            "es-419",
            "en-a-bbb-x-a-ccc",
            "x-whatever",
            "i-klingon",
            "de-DE-u-co-phonebk",
            "EN-us",
            "art-lojban",
            "und",
        ] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "something",
            "a12345",
            "en_US",
            "en-",
            "-en",
            "de-419-DE",
            "a-DE",
            "ar-a-aaa-b-bbb-a-ccc",
            "zh-z-aaa-z-bbb-c-ccc",
            "en-a",
            "x",
            "sl-rozaj-rozaj",
            "ен",
            "en-x",
            "en-a-x-b",
        ] {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }
}
