//! The wire types of versions and of what they change.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vidik_base::{InterfaceLanguage, LanguageTag};
use vidik_catalogue::{Change, Difference, DifferenceRow, Policy};
use vidik_learning::Affected;

use crate::texts::in_script;

/// What becomes of learners who are in the middle of another version when one is published. Whoever has completed the
/// course is never touched.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PolicyDto {
    /// They finish the version that they began.
    #[default]
    FinishOnOld,
    /// They go on in the published one, with everything that they reached and that it still has.
    Move,
    /// They begin anew; what they reached stays on record.
    Restart,
}

impl From<PolicyDto> for Policy {
    fn from(policy: PolicyDto) -> Self {
        match policy {
            PolicyDto::FinishOnOld => Self::FinishOnOld,
            PolicyDto::Move => Self::Move,
            PolicyDto::Restart => Self::Restart,
        }
    }
}

impl From<Policy> for PolicyDto {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::FinishOnOld => Self::FinishOnOld,
            Policy::Move => Self::Move,
            Policy::Restart => Self::Restart,
        }
    }
}

/// Which version is published, and what becomes of learners of others.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishDto {
    /// Its number; the newest where absent. An older one can be published again.
    #[serde(default)]
    pub version: Option<i32>,
    /// `finish_on_old` where absent.
    #[serde(default)]
    pub policy: PolicyDto,
}

/// A version to be made.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewVersionDto {
    /// The package that is new.
    pub package_id: Uuid,
    /// The language that it replaces or adds; where absent, one that the course has and the package says it is in. A
    /// package of our own format is all languages of the version.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "en")]
    pub language: Option<LanguageTag>,
    /// `true`: nothing is made, the answer says what would be.
    #[serde(default)]
    pub preview: bool,
}

/// A version.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionDto {
    /// 1, 2, 3 …
    pub number: i32,
    /// Whether new learners begin it now.
    pub current: bool,
    /// Made when.
    pub created_at: DateTime<Utc>,
    /// Published first when; absent for a draft.
    pub published_at: Option<DateTime<Utc>>,
    /// What became of learners of other versions when it was published last.
    pub policy: Option<PolicyDto>,
    /// Its languages.
    pub languages: Vec<String>,
    /// How many learners are in the middle of it.
    pub in_progress: usize,
    /// How many have completed it.
    pub completed: usize,
}

/// The versions of a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionList {
    /// Newest first.
    pub items: Vec<VersionDto>,
    /// Always absent.
    pub next_cursor: Option<String>,
}

/// What happened to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemChange {
    /// It was not there.
    Added,
    /// It is there no more.
    Removed,
    /// It is called otherwise.
    Renamed,
    /// It stands in another module, or in another order.
    Moved,
    /// What is opened is another file, or has other content.
    Changed,
}

impl From<Change> for ItemChange {
    fn from(change: Change) -> Self {
        match change {
            Change::Added => Self::Added,
            Change::Removed => Self::Removed,
            Change::Renamed => Self::Renamed,
            Change::Moved => Self::Moved,
            Change::Content => Self::Changed,
        }
    }
}

/// A line of one of two structures that are compared.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedItem {
    /// The same in every version that has the item.
    pub item: Option<Uuid>,
    /// Identifier in the package.
    pub activity: String,
    /// Its title there.
    pub title: String,
    /// `cluster`, `sco`, `asset` or `quiz`.
    pub kind: String,
    /// How deep it stands; the course itself at 0.
    pub depth: usize,
    /// What happened to it; nothing where it is as it was.
    pub changes: Vec<ItemChange>,
}

/// An item that learners would lose.
#[derive(Debug, Serialize, ToSchema)]
pub struct LostItem {
    /// The item.
    pub item: Uuid,
    /// Its title.
    pub title: String,
    /// How many learners have reached something there.
    pub learners: usize,
}

/// Learners whom a version would touch if they were moved to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AffectedLearners {
    /// In the middle of another version.
    pub in_progress: usize,
    /// Those of them who would keep everything that they reached.
    pub keep_everything: usize,
    /// Those who would not.
    pub lose_something: usize,
    /// Have completed the course; nothing happens to them.
    pub completed: usize,
    /// What would be lost.
    pub losing: Vec<LostItem>,
}

/// What a version changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionChanges {
    /// Its number; absent as long as it was not made.
    pub version: Option<i32>,
    /// The version that it is compared with.
    pub base: i32,
    /// In which language the structures are compared.
    pub language: String,
    /// Languages whose package is another one.
    pub replaced: Vec<String>,
    /// Languages that were not there.
    pub added: Vec<String>,
    /// Languages that are there no more.
    pub dropped: Vec<String>,
    /// The structure as it was.
    pub old: Vec<ChangedItem>,
    /// The structure as it is to be.
    pub new: Vec<ChangedItem>,
    /// Whom it would touch.
    pub learners: AffectedLearners,
}

/// The lines of a structure in the reader's script.
pub(super) fn lines(rows: &[DifferenceRow], spoken: &LanguageTag, language: InterfaceLanguage) -> Vec<ChangedItem> {
    let line = |row: &DifferenceRow| ChangedItem {
        item: row.identity,
        activity: row.activity.clone(),
        title: in_script(&row.title, spoken, language).text,
        kind: row.kind.to_owned(),
        depth: row.depth,
        changes: row.changes.iter().map(|change| ItemChange::from(*change)).collect(),
    };
    rows.iter().map(line).collect()
}

/// Whom a version would touch. `name` is what an item is called that the old structure does not have.
pub(super) fn learners(
    affected: &Affected,
    difference: &Difference,
    spoken: &LanguageTag,
    language: InterfaceLanguage,
    name: impl Fn(Uuid) -> String,
) -> AffectedLearners {
    let title = |item: Uuid| {
        let row = difference.old.iter().find(|row| row.identity == Some(item));
        row.map_or_else(|| name(item), |row| in_script(&row.title, spoken, language).text)
    };
    let losing = affected.losing.iter();
    AffectedLearners {
        in_progress: affected.in_progress,
        keep_everything: affected.keep_everything,
        lose_something: affected.in_progress.saturating_sub(affected.keep_everything),
        completed: affected.completed,
        losing: losing
            .map(|(item, learners)| LostItem { item: *item, title: title(*item), learners: *learners })
            .collect(),
    }
}
