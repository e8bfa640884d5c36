//! Courses as the catalogue shows them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vidik_base::{CourseId, CourseVersionId, LanguageTag, LocalizedText, PersonId};

use crate::entity::course;

/// How a course is given (CENTRE.md: in person, online, blended).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryMode {
    /// On a screen, at any time.
    #[default]
    Online,
    /// In a room.
    InPerson,
    /// Both.
    Blended,
}

impl DeliveryMode {
    /// The word on the wire and in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::InPerson => "in_person",
            Self::Blended => "blended",
        }
    }

    /// The mode of a word; online where it is none.
    pub fn from_word(word: &str) -> Self {
        match word {
            "in_person" => Self::InPerson,
            "blended" => Self::Blended,
            _ => Self::Online,
        }
    }
}

/// A course, whatever its versions and languages.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Id.
    pub id: CourseId,
    /// Its name in addresses.
    pub slug: String,
    /// Title by language.
    pub title: LocalizedText,
    /// One or two sentences.
    pub summary: LocalizedText,
    /// As long as it needs.
    pub description: LocalizedText,
    /// What a learner can do afterwards, by language.
    pub outcomes: BTreeMap<LanguageTag, Vec<String>>,
    /// How long it takes.
    pub duration_minutes: Option<u32>,
    /// Level of the European Qualifications Framework, or what the operator writes there.
    pub level: Option<String>,
    /// How it is given.
    pub delivery_mode: DeliveryMode,
    /// Whether the catalogue lists it once it is published.
    pub listed: bool,
    /// Whether anybody signed in may enrol.
    pub self_enrolment: bool,
    /// Which of the woven motifs covers it.
    pub motif: u8,
    /// In which palette.
    pub palette: u8,
    /// Who made it, while that person is known.
    pub created_by: Option<PersonId>,
    /// Made when.
    pub created_at: DateTime<Utc>,
    /// Changed when.
    pub updated_at: DateTime<Utc>,
    /// The version that new learners begin with.
    pub published_version: Option<CourseVersionId>,
}

impl From<course::Model> for Course {
    fn from(row: course::Model) -> Self {
        let text = |json: &str| serde_json::from_str::<LocalizedText>(json).unwrap_or_default();
        Self {
            id: CourseId(row.id),
            slug: row.slug,
            title: text(&row.title),
            summary: text(&row.summary),
            description: text(&row.description),
            outcomes: serde_json::from_str(&row.outcomes).unwrap_or_default(),
            duration_minutes: row.duration_minutes.and_then(|minutes| u32::try_from(minutes).ok()),
            level: row.level,
            delivery_mode: DeliveryMode::from_word(&row.delivery_mode),
            listed: row.listed,
            self_enrolment: row.self_enrolment,
            motif: u8::try_from(row.motif).unwrap_or(0),
            palette: u8::try_from(row.palette).unwrap_or(0),
            created_by: row.created_by.map(PersonId),
            created_at: row.created_at,
            updated_at: row.updated_at,
            published_version: row.published_version_id.map(CourseVersionId),
        }
    }
}

/// How many woven motifs there are, and how many palettes.
pub const MOTIFS: u8 = 12;
/// How many palettes there are.
pub const PALETTES: u8 = 6;

/// The cover that a course gets by its id, the same wherever it is shown.
pub(crate) fn cover(id: Uuid) -> (u8, u8) {
    let sum = id.as_bytes().iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
    let part = |value: u32, of: u8| u8::try_from(value % u32::from(of)).unwrap_or(0);
    (part(sum, MOTIFS), part(sum / u32::from(MOTIFS), PALETTES))
}
