//! The wire types of editions and their alignment.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vidik_base::{EditionId, InterfaceLanguage, LanguageTag};
use vidik_catalogue::{Alignment, How};

use crate::texts::in_script;

/// A language to be added to a course.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewEditionDto {
    /// The package that is the course in that language.
    pub package_id: Uuid,
    /// Which language; Serbian names its script.
    #[schema(value_type = String, example = "mk")]
    pub language: LanguageTag,
}

/// How an activity was found to be an item.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum HowDto {
    /// By a stable id of our own format.
    Id,
    /// By the identifier in the manifest.
    Identifier,
    /// By its place in the structure, and its type.
    Place,
    /// Somebody said so.
    Hand,
}

impl From<How> for HowDto {
    fn from(how: How) -> Self {
        match how {
            How::Id => Self::Id,
            How::Identifier => Self::Identifier,
            How::Place => Self::Place,
            How::Hand => Self::Hand,
        }
    }
}

/// An activity of a new edition.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundActivity {
    /// Identifier in the package.
    pub activity: String,
    /// Its title there.
    pub title: String,
    /// The item that it is in the other languages, too; absent where it stands alone.
    pub item: Option<Uuid>,
    /// How that was found.
    pub how: Option<HowDto>,
}

/// A language that was added.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedEdition {
    /// The edition.
    pub edition: Uuid,
    /// Its activities, in the order of the course's items.
    pub items: Vec<FoundActivity>,
    /// How many of them stand alone.
    pub unmatched: usize,
}

/// A language of a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlignedEditionDto {
    /// Id.
    pub edition: Uuid,
    /// Its language.
    pub language: String,
    /// Its package.
    pub package_id: Uuid,
    /// What the package is called.
    pub title: String,
    /// Name of the file that was uploaded.
    pub file_name: String,
    /// `scorm12`, `scorm2004` or `native`.
    pub format: String,
    /// Whether its pages are shown in the script of a reader of the other one.
    pub transliterate: bool,
}

/// What can be changed of an edition at any time.
#[derive(Debug, Deserialize, ToSchema)]
pub struct EditionChangeDto {
    /// Whether pages of a Serbian package are shown in the script of a reader of the other one. Look at a lesson
    /// afterwards: words that scripts of the package compare or put together are not ours to know.
    pub transliterate: bool,
}

/// An activity that is an item.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlignedActivityDto {
    /// In which edition.
    pub edition: Uuid,
    /// Identifier in the package.
    pub activity: String,
    /// Its title there.
    pub title: String,
    /// How it was found to be this item; absent where nothing but itself says so.
    pub how: Option<HowDto>,
}

/// What is the same in all languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlignedItemDto {
    /// Id.
    pub item: Uuid,
    /// `cluster`, `sco`, `asset` or `quiz`.
    pub kind: String,
    /// How deep it stands; the course itself at 0.
    pub depth: usize,
    /// What it is in each edition that has it.
    pub activities: Vec<AlignedActivityDto>,
}

/// The items of a version, and what they are in its languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlignmentDto {
    /// Number of the version.
    pub version: i32,
    /// Whether it was published; then it cannot be changed but here.
    pub published: bool,
    /// Its languages in the order in which they came.
    pub editions: Vec<AlignedEditionDto>,
    /// In the order of the course.
    pub items: Vec<AlignedItemDto>,
    /// How many items at least one language lacks.
    pub unmatched: usize,
}

/// Which item an activity is.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MendDto {
    /// In which edition.
    pub edition: Uuid,
    /// Which activity of it.
    pub activity: String,
    /// Which item it is; without one it stands alone.
    #[serde(default)]
    pub item: Option<Uuid>,
}

/// An alignment that was mended.
#[derive(Debug, Serialize, ToSchema)]
pub struct MendedDto {
    /// As it is now.
    #[serde(flatten)]
    pub alignment: AlignmentDto,
    /// How many learners' results followed.
    pub learners: usize,
}

/// Which version is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VersionQuery {
    /// Its number; the newest where absent.
    pub version: Option<i32>,
}

/// The alignment as an author reads it.
pub(super) fn told(alignment: &Alignment, number: i32, published: bool, language: InterfaceLanguage) -> AlignmentDto {
    let editions = alignment.editions.iter().map(|edition| AlignedEditionDto {
        edition: edition.edition.id.0,
        language: edition.edition.language.as_str().to_owned(),
        package_id: edition.package.0,
        title: in_script(&edition.title, &edition.edition.language, language).text,
        file_name: edition.file_name.clone(),
        format: edition.format.clone(),
        transliterate: edition.transliterate,
    });
    let items = alignment.items.iter().map(|item| AlignedItemDto {
        item: item.item.0,
        kind: item.kind.to_owned(),
        depth: item.depth,
        activities: alignment
            .editions
            .iter()
            .filter_map(|edition| {
                let activity = item.activities.get(&edition.edition.id)?;
                Some(AlignedActivityDto {
                    edition: edition.edition.id.0,
                    activity: activity.activity.clone(),
                    title: in_script(&activity.title, &edition.edition.language, language).text,
                    how: activity.how.map(HowDto::from),
                })
            })
            .collect(),
    });
    AlignmentDto {
        version: number,
        published,
        editions: editions.collect(),
        items: items.collect(),
        unmatched: alignment.unmatched(),
    }
}

/// One edition of an alignment, as whoever added it reads it.
pub(super) fn added(alignment: &Alignment, edition: EditionId, language: InterfaceLanguage) -> AddedEdition {
    let spoken = alignment.editions.iter().find(|known| known.edition.id == edition);
    let items: Vec<FoundActivity> = alignment
        .items
        .iter()
        .filter_map(|item| {
            let activity = item.activities.get(&edition)?;
            let title = spoken.map(|known| in_script(&activity.title, &known.edition.language, language).text);
            Some(FoundActivity {
                activity: activity.activity.clone(),
                title: title.unwrap_or_default(),
                item: activity.how.is_some().then_some(item.item.0),
                how: activity.how.map(HowDto::from),
            })
        })
        .collect();
    AddedEdition { edition: edition.0, unmatched: items.iter().filter(|item| item.item.is_none()).count(), items }
}
