//! The wire types of texts: the grid, units, their history, comments.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vidik_authoring::{Cell, Change, Comment, GridCounts, StringForm, TermFlag, Text, TextState};
use vidik_base::LanguageTag;

use super::desk::Names;

/// A person, named in the reader's language.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonRef {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
}

/// How far a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CellDto {
    /// Nothing is written.
    None,
    /// Written.
    Draft,
    /// Found good by a second person.
    Reviewed,
    /// Published as it stands.
    Published,
    /// The source has changed since.
    Outdated,
}

impl From<Cell> for CellDto {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::None => Self::None,
            Cell::Draft => Self::Draft,
            Cell::Reviewed => Self::Reviewed,
            Cell::Published => Self::Published,
            Cell::Outdated => Self::Outdated,
        }
    }
}

impl From<CellDto> for Cell {
    fn from(cell: CellDto) -> Self {
        match cell {
            CellDto::None => Self::None,
            CellDto::Draft => Self::Draft,
            CellDto::Reviewed => Self::Reviewed,
            CellDto::Published => Self::Published,
            CellDto::Outdated => Self::Outdated,
        }
    }
}

/// What the grid is to show.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GridQuery {
    /// One language, beside the master: the other filters look at this one alone.
    #[param(max_length = 64, example = "mk")]
    pub language: Option<String>,
    /// Items of one kind: `lesson`, `question` …
    #[param(max_length = 64, example = "lesson")]
    pub kind: Option<String>,
    /// Items in this state.
    #[param(inline)]
    pub state: Option<CellDto>,
    /// `me`: items that are assigned to the caller.
    #[param(inline)]
    pub assigned: Option<AssignedTo>,
    /// Items that are missing or outdated.
    pub attention: Option<bool>,
}

/// To whom items are assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignedTo {
    /// To the caller.
    Me,
}

/// What the rows of a grid are.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GridKind {
    /// Units of a working copy.
    Texts,
    /// What the editions of a version have in common; each edition is a package.
    Editions,
}

/// Items by languages. Short, since it holds a whole course.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridDto {
    /// What the rows are.
    pub kind: GridKind,
    /// The language that all others are translated from; absent where there is none.
    pub master: Option<String>,
    /// The columns, the master first. A script that is derived from another is none.
    pub languages: Vec<GridLanguage>,
    /// How many items the course has, whatever the filter leaves.
    pub total: u32,
    /// How many of them at least one edition lacks; for editions alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmatched: Option<u32>,
    /// The items that the filter leaves, in the course's order.
    pub items: Vec<GridItem>,
}

/// A column.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridLanguage {
    /// BCP 47 tag.
    pub tag: String,
    /// Whether the course is not published without it.
    pub required: bool,
    /// How many items of the whole course are how far.
    pub counts: CountsDto,
}

/// How many items are in each state.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct CountsDto {
    /// Nothing is written.
    pub none: u32,
    /// Written.
    pub draft: u32,
    /// Found good by a second person.
    pub reviewed: u32,
    /// Published as they stand.
    pub published: u32,
    /// The source has changed since.
    pub outdated: u32,
}

impl From<&GridCounts> for CountsDto {
    fn from(counts: &GridCounts) -> Self {
        let of = |cell: Cell| counts.get(&cell).copied().unwrap_or(0);
        Self {
            none: of(Cell::None),
            draft: of(Cell::Draft),
            reviewed: of(Cell::Reviewed),
            published: of(Cell::Published),
            outdated: of(Cell::Outdated),
        }
    }
}

/// A row.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridItem {
    /// Names it in its course.
    pub key: String,
    /// What it is.
    pub kind: String,
    /// What people call it, cut at 120 characters.
    pub name: String,
    /// How far it is, in the order of the columns.
    pub states: Vec<CellDto>,
    /// How many comments wait for an answer; absent is none.
    #[serde(skip_serializing_if = "is_zero")]
    pub comments: u32,
    /// Whether the caller may write it in a language that is shown; absent is no.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub writable: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// In which language and script a lesson is shown.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// BCP 47 tag, a derived script included; the master language where absent.
    #[param(max_length = 64, example = "sr-Latn")]
    pub lang: Option<String>,
}

/// A lesson as learners would read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewDto {
    /// The lesson.
    pub id: String,
    /// Its title, in `language`.
    pub title: String,
    /// The language that it is shown in, script included.
    pub language: String,
    /// One `<article lang>`, safe to be shown.
    pub html: String,
    /// Where it is not shown in the language that was asked for.
    pub notice: Option<PreviewNotice>,
}

/// A lesson is not shown in the language that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewNotice {
    /// Always `not_translated`.
    pub code: String,
    /// Asked for.
    pub wanted: String,
    /// Shown.
    pub shown: String,
}

/// A text of a unit, without its words.
#[derive(Debug, Serialize, ToSchema)]
pub struct StringDto {
    /// Names it in its unit.
    pub path: String,
    /// Whether it is Markdown.
    pub markdown: bool,
}

impl From<StringForm> for StringDto {
    fn from(form: StringForm) -> Self {
        Self { path: form.path, markdown: form.markdown }
    }
}

/// A unit with its texts in all languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitDto {
    /// Names it in its course.
    pub key: String,
    /// What it is.
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// The language that all others are translated from.
    pub master: String,
    /// Of the words in the master language: SHA-256 in hexadecimal digits. Send it back with a translation.
    pub source_hash: String,
    /// Its texts, without their words, in the order in which they are read.
    pub strings: Vec<StringDto>,
    /// Its words in each language of the course, the master first.
    pub texts: Vec<TextDto>,
    /// What was said about it, in order.
    pub comments: Vec<CommentDto>,
}

/// A unit in one language.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextDto {
    /// BCP 47 tag.
    pub language: String,
    /// How far it is.
    pub state: CellDto,
    /// Counts its changes; 0 where nothing was ever written. To be sent as `If-Match`.
    pub revision: i32,
    /// The words by path.
    pub strings: BTreeMap<String, String>,
    /// The hash of the source when it was written.
    pub source_hash: Option<String>,
    /// Whether it has words wherever the source has.
    pub complete: bool,
    /// Whether the caller may write it.
    pub writable: bool,
    /// Who changed it last; absent where it came with the package.
    pub changed_by: Option<PersonRef>,
    /// When.
    pub changed_at: Option<DateTime<Utc>>,
    /// Terms of the source that it does not say as the term base does. Hints, not errors.
    pub term_flags: Vec<TermFlagDto>,
}

impl TextDto {
    /// A text that is there.
    pub fn told(text: &Text, writable: bool, names: &Names, flags: Vec<TermFlag>) -> Self {
        Self {
            language: text.language.to_string(),
            state: text.cell.into(),
            revision: text.revision,
            strings: text.strings.clone(),
            source_hash: Some(text.source_hash.clone()),
            complete: text.complete,
            writable,
            changed_by: names.told(text.changed_by),
            changed_at: Some(text.changed_at),
            term_flags: flags.into_iter().map(TermFlagDto::from).collect(),
        }
    }

    /// A text that nobody has written yet.
    pub fn nothing(language: &LanguageTag, writable: bool) -> Self {
        Self {
            language: language.to_string(),
            state: CellDto::None,
            revision: 0,
            strings: BTreeMap::new(),
            source_hash: None,
            complete: false,
            writable,
            changed_by: None,
            changed_at: None,
            term_flags: Vec::new(),
        }
    }
}

/// A term that is translated otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermFlagDto {
    /// The entry of the term base.
    pub term: Uuid,
    /// What the source says.
    pub source: String,
    /// What the translation should say: any of these.
    pub wanted: Vec<String>,
}

impl From<TermFlag> for TermFlagDto {
    fn from(flag: TermFlag) -> Self {
        Self { term: flag.term.0, source: flag.source, wanted: flag.wanted }
    }
}

/// Words to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteDto {
    /// All words of the unit by path: what is left out or empty has none from now on.
    pub strings: BTreeMap<String, String>,
    /// The hash of the source that the writer saw; the present one where absent.
    #[serde(default)]
    pub source_hash: Option<String>,
}

/// A state that people set.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Not good yet.
    Draft,
    /// Good, and made of the source as it stands.
    Reviewed,
}

impl From<ReviewState> for TextState {
    fn from(state: ReviewState) -> Self {
        match state {
            ReviewState::Draft => Self::Draft,
            ReviewState::Reviewed => Self::Reviewed,
        }
    }
}

/// A state to be set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StateDto {
    /// The state.
    pub state: ReviewState,
}

/// Which part of a unit's history.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// One language; all where absent.
    #[param(max_length = 64, example = "mk")]
    pub language: Option<String>,
    /// Where the part begins: `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many rows at the most.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u64>,
}

/// The changes of a unit, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryList {
    /// This part, the newest first.
    pub items: Vec<ChangeDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// One change of a text.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeDto {
    /// Id.
    pub id: Uuid,
    /// BCP 47 tag.
    pub language: String,
    /// The revision that it made.
    pub revision: i32,
    /// `edit`, `state`, `import`.
    pub how: String,
    /// The words before; absent where they did not change, or where there were none.
    pub before: Option<BTreeMap<String, String>>,
    /// The words after; absent where they did not change.
    pub after: Option<BTreeMap<String, String>>,
    /// The state before.
    pub state_before: CellDto,
    /// The state after.
    pub state_after: CellDto,
    /// Who; absent where the person is gone.
    pub changed_by: Option<PersonRef>,
    /// When.
    pub changed_at: DateTime<Utc>,
}

impl ChangeDto {
    /// A change, with the name of whoever made it.
    pub fn told(change: Change, names: &Names) -> Self {
        let state = |state: TextState| CellDto::from(Cell::of(state, "", ""));
        Self {
            id: change.id,
            language: change.language.to_string(),
            revision: change.revision,
            how: change.how.as_str().to_owned(),
            before: change.before,
            after: change.after,
            state_before: state(change.state_before),
            state_after: state(change.state_after),
            changed_by: names.told(change.changed_by),
            changed_at: change.changed_at,
        }
    }
}

/// What somebody said about a unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentDto {
    /// Id.
    pub id: Uuid,
    /// About one language; about the unit where absent.
    pub language: Option<String>,
    /// What was said.
    pub text: String,
    /// By whom; absent where the person is gone.
    pub written_by: Option<PersonRef>,
    /// When.
    pub written_at: DateTime<Utc>,
    /// Who said that it is settled.
    pub settled_by: Option<PersonRef>,
    /// When it was settled; open where absent.
    pub settled_at: Option<DateTime<Utc>>,
}

impl CommentDto {
    /// A comment, with names.
    pub fn told(comment: Comment, names: &Names) -> Self {
        Self {
            id: comment.id.0,
            language: comment.language.map(|tag| tag.to_string()),
            text: comment.words,
            written_by: names.told(comment.written_by),
            written_at: comment.written_at,
            settled_by: names.told(comment.settled_by),
            settled_at: comment.settled_at,
        }
    }
}

/// A comment to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCommentDto {
    /// What is said.
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S")]
    pub text: String,
    /// About one language; about the unit where absent.
    #[serde(default)]
    pub language: Option<String>,
}
