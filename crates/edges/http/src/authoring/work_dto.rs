//! The wire types of translators, terms and the way to publication.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vidik_authoring::{Action, Stage};

use super::dto::{CountsDto, PersonRef};
use crate::people::InstitutionRef;

/// Who translates what.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignmentList {
    /// The parts.
    pub items: Vec<AssignmentDto>,
}

/// A part of a course that somebody translates.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignmentDto {
    /// Id.
    pub id: Uuid,
    /// Into which language.
    pub language: String,
    /// By whom.
    pub person: Option<PersonRef>,
    /// Which units; the whole course where absent.
    pub units: Option<BTreeSet<String>>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// Who gave it; absent where the person is gone.
    pub assigned_by: Option<PersonRef>,
    /// When.
    pub assigned_at: DateTime<Utc>,
}

/// A part to be given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAssignmentDto {
    /// To whom: a translator, an author or an administrator.
    pub person: Uuid,
    /// Into which language.
    pub language: String,
    /// Which units; the whole course where absent.
    #[serde(default)]
    pub units: Option<BTreeSet<String>>,
    /// Until when.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
}

/// What a part shall be from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentChangesDto {
    /// Which units; the whole course where absent.
    #[serde(default)]
    pub units: Option<BTreeSet<String>>,
    /// Until when.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
}

/// What one has to translate.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnAssignments {
    /// What is due first comes first.
    pub items: Vec<OwnAssignment>,
}

/// A part of a course that is one's own to translate.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnAssignment {
    /// Id.
    pub id: Uuid,
    /// The course's name in addresses.
    pub slug: String,
    /// Its title in the reader's language.
    pub title: String,
    /// Into which language.
    pub language: String,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// How many items it has.
    pub total: u32,
    /// How far they are.
    pub counts: CountsDto,
}

/// People who can be given something to translate.
#[derive(Debug, Serialize, ToSchema)]
pub struct TranslatorList {
    /// Translators and authors.
    pub items: Vec<PersonRef>,
}

/// Where a course is on its way.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageDto {
    /// Being written in its master language.
    Draft,
    /// Somebody who knows the subject reads it.
    ExpertReview,
    /// Being translated.
    Translation,
    /// Waits for approval, or has it.
    Approval,
    /// Learners have it as it stands.
    Published,
}

impl From<Stage> for StageDto {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Draft => Self::Draft,
            Stage::ExpertReview => Self::ExpertReview,
            Stage::Translation => Self::Translation,
            Stage::Approval => Self::Approval,
            Stage::Published => Self::Published,
        }
    }
}

/// A step that people take.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionDto {
    /// The author asks for expert review.
    Submit,
    /// The expert finds it good: it may be translated.
    Accept,
    /// Back to where it came from; says why.
    Return,
    /// The author asks for approval.
    RequestApproval,
    /// It may be published.
    Approve,
    /// The author works on it again.
    Reopen,
}

impl ActionDto {
    /// The step on the wire; none for those that people do not take one by one.
    pub const fn told(action: Action) -> Option<Self> {
        Some(match action {
            Action::Submit => Self::Submit,
            Action::Accept => Self::Accept,
            Action::Return => Self::Return,
            Action::RequestApproval => Self::RequestApproval,
            Action::Approve => Self::Approve,
            Action::Reopen => Self::Reopen,
            Action::Publish | Action::Change => return None,
        })
    }
}

impl From<ActionDto> for Action {
    fn from(action: ActionDto) -> Self {
        match action {
            ActionDto::Submit => Self::Submit,
            ActionDto::Accept => Self::Accept,
            ActionDto::Return => Self::Return,
            ActionDto::RequestApproval => Self::RequestApproval,
            ActionDto::Approve => Self::Approve,
            ActionDto::Reopen => Self::Reopen,
        }
    }
}

/// How far a course is on its way, and how it got there.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkflowDto {
    /// Where it is.
    pub stage: StageDto,
    /// The institution whose coordinator has to approve; an author does where absent.
    pub approver: Option<InstitutionRef>,
    /// The languages without which it is not published.
    pub required_languages: BTreeSet<String>,
    /// Who asked for expert review.
    pub submitted_by: Option<PersonRef>,
    /// Who approved it.
    pub approved_by: Option<PersonRef>,
    /// When it was approved; not yet, or not any more, where absent.
    pub approved_at: Option<DateTime<Utc>>,
    /// The steps that the caller can take now.
    pub actions: Vec<ActionDto>,
    /// The steps that were taken, the newest first.
    pub history: Vec<StepDto>,
}

/// A step that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepDto {
    /// Id.
    pub id: Uuid,
    /// Which: those that people take, `publish`, and `change` where a text changed.
    pub action: String,
    /// From where.
    pub before: StageDto,
    /// To where.
    pub after: StageDto,
    /// What was said.
    pub comment: String,
    /// By whom; absent where the person is gone.
    pub taken_by: Option<PersonRef>,
    /// When.
    pub taken_at: DateTime<Utc>,
}

/// A step to be taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeStepDto {
    /// Which.
    pub action: ActionDto,
    /// What is said; a step back needs it.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub comment: String,
}

/// What is set for a course's way.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowSettingsDto {
    /// Id or slug of the institution whose coordinator has to approve; null is none.
    pub approver: Option<String>,
    /// The languages without which it is not published.
    #[schema(max_items = 50)]
    pub required_languages: Vec<String>,
}

/// The term base.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermList {
    /// The entries, the oldest first.
    pub items: Vec<TermDto>,
}

/// An entry of the term base.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermDto {
    /// Id.
    pub id: Uuid,
    /// The words by language: the first is the one to use, the others are right as well.
    pub texts: BTreeMap<String, Vec<String>>,
    /// When to use it, and what not to say.
    pub note: String,
    /// Whether translations are checked for it.
    pub checked: bool,
    /// Counts its changes. To be sent as `If-Match`.
    pub revision: i32,
    /// Who changed it last; absent where it came with the program.
    pub changed_by: Option<PersonRef>,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// What an author says of an entry.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermWordsDto {
    /// The words by language.
    pub texts: BTreeMap<String, Vec<String>>,
    /// When to use it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
    /// Whether translations are checked for it.
    #[serde(default = "yes")]
    pub checked: bool,
}

const fn yes() -> bool {
    true
}
