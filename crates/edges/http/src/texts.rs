//! Texts in the reader's language.

use std::collections::BTreeMap;

use vidik_base::{InterfaceLanguage, LanguageTag, LocalizedText};
use vidik_lang::script::{self, Script};

use crate::language::chain;

/// A text, and the language that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The text.
    pub text: String,
    /// Its language, script included.
    pub language: String,
}

/// The text by the reader's chain; Serbian is shown in the reader's script. A text that has both scripts is shown as
/// it was written in each.
pub(crate) fn in_language(text: &LocalizedText, language: InterfaceLanguage) -> Option<Shown> {
    let (found, text) = text.resolve(&chain(language))?;
    Some(in_script(text, found, language))
}

/// The same for a text whose language is known. Not for names of people, which have forms of their own.
pub(crate) fn in_script(text: &str, found: &LanguageTag, language: InterfaceLanguage) -> Shown {
    match (Script::of(found), Script::of(&language.into())) {
        (Some(written), Some(read)) if written != read => {
            Shown { text: script::in_script(text, read), language: format!("sr-{}", read.subtag()) }
        }
        _ => Shown { text: text.to_owned(), language: found.as_str().to_owned() },
    }
}

/// A text and its language as an answer tells them: without a language where there is nothing to read.
pub(crate) fn parts(shown: Option<Shown>) -> (String, Option<String>) {
    shown
        .filter(|shown| !shown.text.is_empty())
        .map_or_else(Default::default, |shown| (shown.text, Some(shown.language)))
}

/// Lines by the reader's chain, else those of whatever language has some; with the language that they are in.
pub(crate) fn lines_in_language(
    lines: &BTreeMap<LanguageTag, Vec<String>>,
    language: InterfaceLanguage,
) -> Option<(String, Vec<String>)> {
    let found = chain(language).into_iter().find_map(|tag| lines.get_key_value(&tag));
    let (tag, lines) = found.or_else(|| lines.iter().next())?;
    let shown = lines.iter().map(|line| in_script(line, tag, language).text).collect();
    Some((in_script("", tag, language).language, shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(texts: &[(&str, &str)], language: InterfaceLanguage) -> (String, String) {
        let texts = texts.iter().map(|(tag, text)| (LanguageTag::parse(tag).unwrap(), (*text).to_owned())).collect();
        let shown = in_language(&texts, language).unwrap();
        (shown.language, shown.text)
    }

    #[test]
    fn serbian_is_shown_in_the_readers_script() {
        use InterfaceLanguage::{Mk, SrCyrl, SrLatn};
        for (texts, language, tag, text) in [
            (&[("sr-Cyrl", "Њива"), ("en", "Field")][..], SrLatn, "sr-Latn", "Njiva"),
            (&[("sr-Latn", "Njiva"), ("en", "Field")], SrCyrl, "sr-Cyrl", "Њива"),
            (&[("sr", "Њива")], SrLatn, "sr-Latn", "Njiva"),
            (&[("sr-Latn", "Njiva")], Mk, "sr-Latn", "Njiva"),
            (&[("hr", "Njiva"), ("en", "Field")], SrLatn, "hr", "Njiva"),
            (&[("hr", "Njiva"), ("en", "Field")], SrCyrl, "en", "Field"),
        ] {
            assert_eq!(shown(texts, language), (tag.to_owned(), text.to_owned()));
        }
    }

    #[test]
    fn a_form_of_ones_own_wins_over_the_derived_one() {
        let both = [("sr-Cyrl", "Мајкрософт"), ("sr-Latn", "Microsoft")];
        assert_eq!(shown(&both, InterfaceLanguage::SrLatn).1, "Microsoft");
        assert_eq!(shown(&both, InterfaceLanguage::SrCyrl).1, "Мајкрософт");
    }
}
