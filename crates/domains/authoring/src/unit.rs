//! Units: what is translated as a whole.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use vidik_base::LanguageTag;

/// A lesson, a question, a title: what one person translates, and another reviews, as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceUnit {
    /// Names it in its course for good: `lesson.l1`, `question.bank.q1`.
    pub key: String,
    /// What it is: `lesson`, `question` …
    pub kind: String,
    /// What people read in a list.
    pub name: String,
    /// Its texts, in the order in which they are read.
    pub strings: Vec<SourceString>,
}

/// One text of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceString {
    /// Names it in its unit: `prompt`, `choice.a`, `body`.
    pub path: String,
    /// Whether it is Markdown.
    pub markdown: bool,
    /// As it stands in each language that has it.
    pub texts: BTreeMap<LanguageTag, String>,
}

/// A text of a unit, without its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StringForm {
    /// Names it in its unit.
    pub path: String,
    /// Whether it is Markdown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub markdown: bool,
}

/// The words of a unit in one language, by path. What has no words is left out.
pub type Strings = BTreeMap<String, String>;

/// Tells whether the source of a translation has changed since: SHA-256, in hexadecimal digits, over the paths and
/// words of a unit in the master language, each ended by a zero byte.
pub fn source_hash(strings: &Strings) -> String {
    let mut hasher = Sha256::new();
    for (path, words) in strings {
        hasher.update(path.as_bytes());
        hasher.update([0]);
        hasher.update(words.as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl SourceUnit {
    /// The words in one language.
    pub fn strings_in(&self, language: &LanguageTag) -> Strings {
        let told = |string: &SourceString| {
            let words = plain_ends(string.texts.get(language)?);
            (!words.is_empty()).then(|| (string.path.clone(), words))
        };
        self.strings.iter().filter_map(told).collect()
    }

    /// The texts without their words.
    pub fn forms(&self) -> Vec<StringForm> {
        let form = |string: &SourceString| StringForm { path: string.path.clone(), markdown: string.markdown };
        self.strings.iter().map(form).collect()
    }
}

/// Lines end in `\n` alone, whatever wrote them: no exchange format keeps the others apart.
pub fn plain_ends(words: &str) -> String {
    words.replace("\r\n", "\n").replace('\r', "\n")
}

/// Whether a translation has words wherever the source has.
pub fn is_complete(source: &Strings, translation: &Strings) -> bool {
    source.keys().all(|path| translation.contains_key(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_tells_paths_and_words_apart() {
        let strings = |pairs: &[(&str, &str)]| -> Strings {
            pairs.iter().map(|(path, words)| ((*path).to_owned(), (*words).to_owned())).collect()
        };
        let one = source_hash(&strings(&[("a", "bc")]));
        assert_eq!(one.len(), 64);
        assert_ne!(one, source_hash(&strings(&[("ab", "c")])));
        assert_ne!(one, source_hash(&strings(&[("a", "bC")])));
        assert_eq!(one, source_hash(&strings(&[("a", "bc")])));
    }
}
