//! People as the rest of the house sees them.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vidik_base::{InterfaceLanguage, PersonId};

use crate::entity::person;

/// What a person may be, beside a coordinator, who is one for an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes courses. Everybody who can sign in may.
    Learner,
    /// Uploads packages, makes and publishes courses.
    Author,
    /// Writes texts of courses in the languages that were assigned to them.
    Translator,
    /// Runs training sessions.
    Trainer,
    /// Acts for an institution and sees its people only.
    Coordinator,
    /// Everything.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] =
        [Self::Learner, Self::Author, Self::Translator, Self::Trainer, Self::Coordinator, Self::Administrator];

    /// The word on the wire and in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Author => "author",
            Self::Translator => "translator",
            Self::Trainer => "trainer",
            Self::Coordinator => "coordinator",
            Self::Administrator => "administrator",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name in one script, as the person writes it there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameForm {
    /// Given names.
    pub given: String,
    /// Family names.
    pub family: String,
}

/// A person's name: the Latin form as in the passport, the Cyrillic form as the person writes it.
/// One may be missing; neither is ever made from the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// As in the passport.
    pub latin: Option<NameForm>,
    /// As the person writes it in Cyrillic.
    pub cyrillic: Option<NameForm>,
}

/// Why a name cannot be kept.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NameError {
    /// Neither form is given.
    #[error("a person has a name in at least one script")]
    Missing,
    /// A part is empty, too long or holds control characters.
    #[error("each part of a name has 1 to 120 characters")]
    BadPart,
}

impl PersonName {
    /// Trims the parts and checks them.
    pub fn checked(&self) -> Result<Self, NameError> {
        let name = Self {
            latin: self.latin.as_ref().map(checked_form).transpose()?,
            cyrillic: self.cyrillic.as_ref().map(checked_form).transpose()?,
        };
        if name.latin.is_none() && name.cyrillic.is_none() { Err(NameError::Missing) } else { Ok(name) }
    }

    /// "Given Family" in the form that fits the reader's language, else in the form that there is.
    pub fn display(&self, language: InterfaceLanguage) -> String {
        self.form(language).map_or_else(String::new, |form| format!("{} {}", form.given, form.family).trim().to_owned())
    }

    /// "Family, Given", as `cmi.learner_name` has it (RTE 4.2.13).
    pub fn sorted(&self, language: InterfaceLanguage) -> String {
        self.form(language).map_or_else(String::new, |form| format!("{}, {}", form.family, form.given))
    }

    fn form(&self, language: InterfaceLanguage) -> Option<&NameForm> {
        match language {
            InterfaceLanguage::SrCyrl | InterfaceLanguage::Mk => self.cyrillic.as_ref().or(self.latin.as_ref()),
            InterfaceLanguage::En | InterfaceLanguage::SrLatn => self.latin.as_ref().or(self.cyrillic.as_ref()),
        }
    }
}

fn checked_form(form: &NameForm) -> Result<NameForm, NameError> {
    let part = |text: &str| {
        let text = text.trim();
        let good = !text.is_empty() && text.chars().count() <= 120 && !text.chars().any(char::is_control);
        good.then(|| text.to_owned()).ok_or(NameError::BadPart)
    };
    Ok(NameForm { given: part(&form.given)?, family: part(&form.family)? })
}

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// E-mail address, where there is one.
    pub email: Option<String>,
    /// User name, where there is one.
    pub username: Option<String>,
    /// Staff number, where there is one.
    pub staff_number: Option<String>,
    /// Name in one or two scripts.
    pub name: PersonName,
    /// The language that screens and mail come in.
    pub language: InterfaceLanguage,
    /// Whether signing in is refused.
    pub disabled: bool,
}

impl From<person::Model> for Person {
    fn from(row: person::Model) -> Self {
        let form = |given: Option<String>, family: Option<String>| Some(NameForm { given: given?, family: family? });
        Self {
            id: PersonId(row.id),
            email: row.email,
            username: row.username,
            staff_number: row.staff_number,
            name: PersonName {
                latin: form(row.given_latin, row.family_latin),
                cyrillic: form(row.given_cyrillic, row.family_cyrillic),
            },
            language: InterfaceLanguage::from_tag(&row.language).unwrap_or_default(),
            disabled: row.disabled_at.is_some(),
        }
    }
}

/// The form in which a sign-in name is compared: trimmed, in small letters.
pub(crate) fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
