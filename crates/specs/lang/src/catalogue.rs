//! The messages of a part of the program, in every language of the interface.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use vidik_base::InterfaceLanguage;

use crate::language::interface_chain;
use crate::message::{Message, parse};
use crate::plural::PluralCategory;

/// The message files of a catalogue: flat JSON objects from key to ICU `MessageFormat` source.
///
/// There is no file for Serbian Latin: it is derived from `sr_cyrl`.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    pub en: &'a str,
    pub sr_cyrl: &'a str,
    pub mk: &'a str,
}

/// What an argument of a message may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    /// Shown with at most two decimals.
    Decimal(f64),
}

/// Messages by language and key.
///
/// Loading never fails: what is wrong with the sources is listed by [`Catalogue::check`], which a test
/// of every catalogue calls; a message that cannot be read is shown as it is written.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    messages: BTreeMap<InterfaceLanguage, BTreeMap<String, Message>>,
    unreadable: Vec<String>,
}

impl Catalogue {
    /// Reads the sources and derives Serbian Latin.
    ///
    /// ```
    /// use vidik_lang::{Catalogue, InterfaceLanguage, Sources};
    /// let catalogue = Catalogue::new(&Sources {
    ///     en: r#"{"left": "{n, plural, one {# lesson left} other {# lessons left}}"}"#,
    ///     sr_cyrl: r#"{"left": "{n, plural, one {још # лекција} few {још # лекције} other {још # лекција}}"}"#,
    ///     mk: r#"{"left": "{n, plural, one {уште # лекција} other {уште # лекции}}"}"#,
    /// });
    /// assert_eq!(catalogue.format(InterfaceLanguage::SrLatn, "left", &[("n", 3.into())]), "još 3 lekcije");
    /// assert!(catalogue.check().is_empty());
    /// ```
    pub fn new(sources: &Sources<'_>) -> Self {
        let mut catalogue = Self::default();
        for (language, source) in [
            (InterfaceLanguage::En, sources.en),
            (InterfaceLanguage::SrCyrl, sources.sr_cyrl),
            (InterfaceLanguage::Mk, sources.mk),
        ] {
            let messages = read(language, source, &mut catalogue.unreadable);
            if language == InterfaceLanguage::SrCyrl {
                let latin = messages.iter().map(|(key, message)| (key.clone(), message.to_latin())).collect();
                catalogue.messages.insert(InterfaceLanguage::SrLatn, latin);
            }
            catalogue.messages.insert(language, messages);
        }
        catalogue
    }

    /// The text of a message in a language, or in the next one of its chain that has the key; the key
    /// itself when none has.
    pub fn format(&self, language: InterfaceLanguage, key: &str, values: &[(&str, Value<'_>)]) -> String {
        interface_chain(language)
            .iter()
            .find_map(|one| Some((one, self.messages.get(one)?.get(key)?)))
            .map_or_else(|| key.to_owned(), |(found_in, message)| message.format(*found_in, values))
    }

    /// Whether some language of the chain has this key.
    pub fn has(&self, language: InterfaceLanguage, key: &str) -> bool {
        interface_chain(language)
            .iter()
            .any(|one| self.messages.get(one).is_some_and(|messages| messages.contains_key(key)))
    }

    /// The keys of the English messages, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.messages.get(&InterfaceLanguage::En).into_iter().flat_map(|messages| messages.keys().map(String::as_str))
    }

    /// Everything that a translator or a programmer has to correct, one sentence each: sources that
    /// cannot be read, keys that a language lacks, arguments and branches that differ from English,
    /// plural forms that a language needs.
    pub fn check(&self) -> Vec<String> {
        let mut findings = self.unreadable.clone();
        let all_keys: BTreeSet<&String> = self.messages.values().flat_map(BTreeMap::keys).collect();
        for language in [InterfaceLanguage::En, InterfaceLanguage::SrCyrl, InterfaceLanguage::Mk] {
            for key in &all_keys {
                match self.messages.get(&language).and_then(|messages| messages.get(*key)) {
                    None => findings.push(format!("{language}: `{key}` is missing")),
                    Some(message) => self.check_message(language, key, message, &mut findings),
                }
            }
        }
        findings
    }

    fn check_message(&self, language: InterfaceLanguage, key: &str, message: &Message, findings: &mut Vec<String>) {
        for (name, category) in message.missing_categories(PluralCategory::of(language)) {
            findings.push(format!("{language}: `{key}` has no `{}` for `{name}`", category.keyword()));
        }
        let english = self.messages.get(&InterfaceLanguage::En).and_then(|messages| messages.get(key));
        let Some(english) = english else { return };
        if message.arguments() != english.arguments() {
            findings.push(format!(
                "{language}: `{key}` has the arguments {:?}, English has {:?}",
                message.arguments(),
                english.arguments()
            ));
        }
        if message.selections() != english.selections() {
            findings.push(format!(
                "{language}: `{key}` selects among {:?}, English among {:?}",
                message.selections(),
                english.selections()
            ));
        }
    }
}

fn read(language: InterfaceLanguage, source: &str, unreadable: &mut Vec<String>) -> BTreeMap<String, Message> {
    let texts: BTreeMap<String, String> = match serde_json::from_str(source) {
        Ok(texts) => texts,
        Err(error) => {
            unreadable.push(format!("{language}: not a flat JSON object of texts: {error}"));
            return BTreeMap::new();
        }
    };
    texts
        .into_iter()
        .map(|(key, text)| match parse(&text) {
            Ok(message) => (key, message),
            Err(error) => {
                unreadable.push(format!("{language}: `{key}` cannot be read: {error}"));
                (key, Message::literal(text))
            }
        })
        .collect()
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i32> for Value<'_> {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Self::Decimal(number)
    }
}
