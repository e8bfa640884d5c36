//! Languages: any BCP 47 tag for content, four forms for the interface.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A well-formed BCP 47 tag in its canonical case (`sr-Cyrl`, `en-GB`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageTag(Box<str>);

/// The text is no language tag (RFC 5646).
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("not a BCP 47 language tag")]
pub struct LanguageTagError;

impl LanguageTag {
    /// Reads a tag; case is set right, surrounding blanks and underscores are not accepted.
    pub fn parse(text: &str) -> Result<Self, LanguageTagError> {
        if text.len() > 64 {
            return Err(LanguageTagError);
        }
        oxilangtag::LanguageTag::parse_and_normalize(text)
            .map(|tag| Self(tag.into_inner().into_boxed_str()))
            .map_err(|_| LanguageTagError)
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script and region: `sr`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The script where the tag names one: `Cyrl`.
    pub fn script(&self) -> Option<&str> {
        self.0.split('-').skip(1).find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()))
    }
}

impl FromStr for LanguageTag {
    type Err = LanguageTagError;

    fn from_str(text: &str) -> Result<Self, LanguageTagError> {
        Self::parse(text)
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl Serialize for LanguageTag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for LanguageTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The languages that screens, mail and errors are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum InterfaceLanguage {
    /// English.
    #[default]
    #[serde(rename = "en")]
    En,
    /// Serbian in Cyrillic, the master of the two scripts.
    #[serde(rename = "sr-Cyrl")]
    SrCyrl,
    /// Serbian in Latin letters, always derived from the Cyrillic.
    #[serde(rename = "sr-Latn")]
    SrLatn,
    /// Macedonian.
    #[serde(rename = "mk")]
    Mk,
}

impl InterfaceLanguage {
    /// All of them, in the order of the language menu.
    pub const ALL: [Self; 4] = [Self::En, Self::SrCyrl, Self::SrLatn, Self::Mk];

    /// The tag, which is also the first part of a public page's path.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::SrCyrl => "sr-Cyrl",
            Self::SrLatn => "sr-Latn",
            Self::Mk => "mk",
        }
    }

    /// The language's name in itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::SrCyrl => "Српски (ћирилица)",
            Self::SrLatn => "Srpski (latinica)",
            Self::Mk => "Македонски",
        }
    }

    /// Reads exactly one of the four tags.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}

impl fmt::Display for InterfaceLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl From<InterfaceLanguage> for LanguageTag {
    fn from(language: InterfaceLanguage) -> Self {
        Self(language.tag().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_set_right() {
        let tag = LanguageTag::parse("SR-cyrl-rs").unwrap();
        assert_eq!(tag.as_str(), "sr-Cyrl-RS");
        assert_eq!((tag.primary(), tag.script()), ("sr", Some("Cyrl")));
        assert_eq!(LanguageTag::parse("en_GB"), Err(LanguageTagError));
        assert_eq!(LanguageTag::parse(""), Err(LanguageTagError));
    }
}
