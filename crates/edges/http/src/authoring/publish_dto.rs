//! The wire types of publishing a working copy.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use vidik_authoring::CaughtUp;

use super::work_dto::StageDto;
use crate::catalogue::{AffectedLearners, PolicyDto};

/// What stands between a working copy and its publication.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadinessDto {
    /// Whether it can be published now.
    pub can_publish: bool,
    /// Where it is on its way.
    pub stage: StageDto,
    /// Whether it has the approval that it needs.
    pub approved: bool,
    /// Whether the course has a newer version than the one that the working copy was made of: then it is brought up to
    /// date before it can be published.
    pub behind: bool,
    /// By language, the master first; then those that it needs and does not have.
    pub languages: Vec<LanguageReadinessDto>,
    /// Whom the next version touches.
    pub learners: AffectedLearners,
}

/// What is to be known of one language. In a language that is required, what is missing, incomplete or outdated keeps
/// the course from being published; in any other it is a warning.
#[derive(Debug, Serialize, ToSchema)]
pub struct LanguageReadinessDto {
    /// BCP 47 tag.
    pub language: String,
    /// Whether the course is not published without it.
    pub required: bool,
    /// Whether nothing is missing, incomplete or outdated.
    pub whole: bool,
    /// Units of which nothing is written.
    pub missing: Vec<String>,
    /// Units of which words are missing that the source has.
    pub incomplete: Vec<String>,
    /// Units whose source has changed since.
    pub outdated: Vec<String>,
    /// Units that nobody has reviewed.
    pub unreviewed: Vec<String>,
}

/// How a working copy is published.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishWorkingCopyDto {
    /// What becomes of learners in the middle of the version before; they finish it where nothing is said.
    #[serde(default)]
    pub policy: PolicyDto,
}

/// What was published.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicationDto {
    /// The new version's number.
    pub version: i32,
}

/// What became of a working copy's texts when it was brought up to the course's newest version.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaughtUpDto {
    /// The version that it is made of now.
    pub version: i32,
    /// How many texts came from that version.
    pub taken: usize,
    /// How many texts that were changed in the working copy stand as they were.
    pub kept: usize,
    /// Units that the version brought.
    pub added: Vec<String>,
    /// Units that the version has no more.
    pub removed: Vec<String>,
    /// Texts that were changed on both sides: the working copy's stand, the version's are in their history.
    pub clashes: Vec<ClashDto>,
}

/// A text that was changed on both sides.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClashDto {
    /// The unit.
    pub key: String,
    /// BCP 47 tag.
    pub language: String,
}

impl From<CaughtUp> for CaughtUpDto {
    fn from(told: CaughtUp) -> Self {
        let clash =
            |(key, language): (String, vidik_base::LanguageTag)| ClashDto { key, language: language.to_string() };
        Self {
            version: told.version,
            taken: told.taken,
            kept: told.kept,
            added: told.added,
            removed: told.removed,
            clashes: told.clashes.into_iter().map(clash).collect(),
        }
    }
}
