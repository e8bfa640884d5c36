//! The wire types of people.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vidik_identity::{NameForm, Person, PersonName};

/// A name in one script.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameFormDto {
    /// Given names.
    #[schema(min_length = 1, max_length = 120, pattern = r"\S")]
    pub given: String,
    /// Family names.
    #[schema(min_length = 1, max_length = 120, pattern = r"\S")]
    pub family: String,
}

/// A name in Latin letters as in the passport, in Cyrillic, or in both. Neither is made from the other.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameDto {
    /// As in the passport.
    #[serde(default)]
    pub latin: Option<NameFormDto>,
    /// As the person writes it in Cyrillic.
    #[serde(default)]
    pub cyrillic: Option<NameFormDto>,
}

impl From<PersonName> for NameDto {
    fn from(name: PersonName) -> Self {
        let form = |form: NameForm| NameFormDto { given: form.given, family: form.family };
        Self { latin: name.latin.map(form), cyrillic: name.cyrillic.map(form) }
    }
}

impl From<NameDto> for PersonName {
    fn from(name: NameDto) -> Self {
        let form = |form: NameFormDto| NameForm { given: form.given, family: form.family };
        Self { latin: name.latin.map(form), cyrillic: name.cyrillic.map(form) }
    }
}

/// The interface languages.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub enum LanguageDto {
    /// English.
    #[serde(rename = "en")]
    En,
    /// Serbian in Cyrillic.
    #[serde(rename = "sr-Cyrl")]
    SrCyrl,
    /// Serbian in Latin letters.
    #[serde(rename = "sr-Latn")]
    SrLatn,
    /// Macedonian.
    #[serde(rename = "mk")]
    Mk,
}

impl From<vidik_base::InterfaceLanguage> for LanguageDto {
    fn from(language: vidik_base::InterfaceLanguage) -> Self {
        match language {
            vidik_base::InterfaceLanguage::En => Self::En,
            vidik_base::InterfaceLanguage::SrCyrl => Self::SrCyrl,
            vidik_base::InterfaceLanguage::SrLatn => Self::SrLatn,
            vidik_base::InterfaceLanguage::Mk => Self::Mk,
        }
    }
}

impl From<LanguageDto> for vidik_base::InterfaceLanguage {
    fn from(language: LanguageDto) -> Self {
        match language {
            LanguageDto::En => Self::En,
            LanguageDto::SrCyrl => Self::SrCyrl,
            LanguageDto::SrLatn => Self::SrLatn,
            LanguageDto::Mk => Self::Mk,
        }
    }
}

/// What a person may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleDto {
    /// Takes courses; everybody is one.
    Learner,
    /// Uploads packages, makes courses.
    Author,
    /// Writes texts of courses in the languages that were assigned to them.
    Translator,
    /// Runs training sessions.
    Trainer,
    /// Acts for an institution.
    Coordinator,
    /// Everything.
    Administrator,
}

impl From<vidik_identity::Role> for RoleDto {
    fn from(role: vidik_identity::Role) -> Self {
        match role {
            vidik_identity::Role::Learner => Self::Learner,
            vidik_identity::Role::Author => Self::Author,
            vidik_identity::Role::Translator => Self::Translator,
            vidik_identity::Role::Trainer => Self::Trainer,
            vidik_identity::Role::Coordinator => Self::Coordinator,
            vidik_identity::Role::Administrator => Self::Administrator,
        }
    }
}

impl From<RoleDto> for vidik_identity::Role {
    fn from(role: RoleDto) -> Self {
        match role {
            RoleDto::Learner => Self::Learner,
            RoleDto::Author => Self::Author,
            RoleDto::Translator => Self::Translator,
            RoleDto::Trainer => Self::Trainer,
            RoleDto::Coordinator => Self::Coordinator,
            RoleDto::Administrator => Self::Administrator,
        }
    }
}

/// An institution, named.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstitutionRef {
    /// Id.
    pub id: Uuid,
    /// Its name in addresses.
    pub slug: String,
    /// Its name in the reader's language.
    pub name: String,
}

/// Where and since when somebody belongs.
#[derive(Debug, Serialize, ToSchema)]
pub struct MembershipDto {
    /// Id.
    pub id: Uuid,
    /// Where.
    pub institution: InstitutionRef,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, where one is known.
    pub ends_on: Option<NaiveDate>,
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonDto {
    /// Id.
    pub id: Uuid,
    /// E-mail address, where there is one.
    pub email: Option<String>,
    /// User name, where there is one.
    pub username: Option<String>,
    /// Staff number, where there is one.
    pub staff_number: Option<String>,
    /// Name in one or two scripts.
    pub name: NameDto,
    /// Language of screens and mail.
    pub language: LanguageDto,
}

impl From<Person> for PersonDto {
    fn from(person: Person) -> Self {
        Self {
            id: person.id.0,
            email: person.email,
            username: person.username,
            staff_number: person.staff_number,
            name: person.name.into(),
            language: person.language.into(),
        }
    }
}

/// Oneself.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The person.
    #[serde(flatten)]
    pub person: PersonDto,
    /// What they may be.
    pub roles: Vec<RoleDto>,
    /// Where they belong, newest first.
    pub memberships: Vec<MembershipDto>,
    /// The institutions that they act for.
    pub coordinates: Vec<InstitutionRef>,
}

/// What one changes of oneself; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeChanges {
    /// Language of screens and mail.
    #[serde(default)]
    pub language: Option<LanguageDto>,
    /// Both forms of the name, as they shall be from now on.
    #[serde(default)]
    pub name: Option<NameDto>,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The present one.
    #[schema(min_length = 1, max_length = 256, format = Password)]
    pub current: String,
    /// The new one.
    #[schema(min_length = 8, max_length = 256, format = Password)]
    pub new: String,
}

/// A person to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPersonDto {
    /// E-mail address.
    #[serde(default)]
    #[schema(max_length = 254, format = Email)]
    pub email: Option<String>,
    /// User name.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 64)]
    pub username: Option<String>,
    /// Staff number.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 64)]
    pub staff_number: Option<String>,
    /// Name in one or two scripts.
    pub name: NameDto,
    /// First password.
    #[serde(default)]
    #[schema(min_length = 8, max_length = 256, format = Password)]
    pub password: Option<String>,
    /// Language of screens and mail.
    #[serde(default)]
    pub language: Option<LanguageDto>,
    /// Roles beside learner. Coordinators are appointed by their institution.
    #[serde(default)]
    pub roles: Vec<RoleDto>,
}

/// A membership to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMembershipDto {
    /// Id or slug of the institution.
    #[schema(min_length = 1, max_length = 80)]
    pub institution: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, where one is known.
    #[serde(default)]
    pub ends_on: Option<NaiveDate>,
    /// Whether the person acts for the institution.
    #[serde(default)]
    pub coordinator: bool,
}

/// When a membership ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MembershipEnd {
    /// The last day.
    pub ends_on: NaiveDate,
}

/// Whether somebody's signing in is refused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisabledBody {
    /// From now on, or no longer.
    pub disabled: bool,
}

/// A person, as administrators see them.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonDetail {
    /// Who.
    #[serde(flatten)]
    pub person: PersonDto,
    /// Whether signing in is refused.
    pub disabled: bool,
    /// What they may be, beside a coordinator.
    pub roles: Vec<RoleDto>,
    /// Where they belong, and did; newest first.
    pub memberships: Vec<MembershipDto>,
    /// The institutions that they act for.
    pub coordinates: Vec<InstitutionRef>,
}

/// People, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonList {
    /// This part.
    pub items: Vec<PersonDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}
