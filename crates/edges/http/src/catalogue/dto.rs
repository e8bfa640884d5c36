//! The wire types of packages and courses.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vidik_base::{InterfaceLanguage, LanguageTag, LocalizedText};
use vidik_catalogue::{Course, CourseTexts, DeliveryMode, Edition};

use crate::{
    learning::{ActivityNodeDto, ProgressDto},
    texts,
};

/// How a course is given.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryModeDto {
    /// On a screen, at any time.
    Online,
    /// In a room.
    InPerson,
    /// Both.
    Blended,
}

impl From<DeliveryMode> for DeliveryModeDto {
    fn from(mode: DeliveryMode) -> Self {
        match mode {
            DeliveryMode::Online => Self::Online,
            DeliveryMode::InPerson => Self::InPerson,
            DeliveryMode::Blended => Self::Blended,
        }
    }
}

impl From<DeliveryModeDto> for DeliveryMode {
    fn from(mode: DeliveryModeDto) -> Self {
        match mode {
            DeliveryModeDto::Online => Self::Online,
            DeliveryModeDto::InPerson => Self::InPerson,
            DeliveryModeDto::Blended => Self::Blended,
        }
    }
}

/// A language that a course can be read in.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseLanguage {
    /// BCP 47 tag.
    pub tag: String,
    /// Always `published`.
    pub state: String,
}

/// The woven cover of a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternDto {
    /// Which motif, 0…11.
    pub motif: u8,
    /// Which palette, 0…5.
    pub palette: u8,
}

/// A course as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseSummary {
    /// Id.
    pub id: Uuid,
    /// Its name in addresses.
    pub slug: String,
    /// Title in the reader's language, or in the next one of their chain.
    pub title: String,
    /// The language that the title is in.
    pub title_language: String,
    /// One or two sentences.
    pub summary: String,
    /// The language that the summary is in; absent where there is none.
    pub summary_language: Option<String>,
    /// The languages that it can be read in.
    pub languages: Vec<CourseLanguage>,
    /// How long it takes.
    pub duration_minutes: Option<u32>,
    /// Level.
    pub level: Option<String>,
    /// How it is given.
    pub delivery_mode: DeliveryModeDto,
    /// Whether learners can begin it.
    pub published: bool,
    /// Changed when.
    pub updated_at: DateTime<Utc>,
    /// Its cover.
    pub pattern: PatternDto,
}

/// Courses, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseList {
    /// This part.
    pub items: Vec<CourseSummary>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// A course.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseDetail {
    /// What a list shows of it.
    #[serde(flatten)]
    pub summary: CourseSummary,
    /// What it is about.
    pub description: String,
    /// The language that the description is in; absent where there is none.
    pub description_language: Option<String>,
    /// What a learner can do afterwards.
    pub outcomes: Vec<String>,
    /// The language that they are in; absent where there are none.
    pub outcomes_language: Option<String>,
    /// Number of the version that is shown.
    pub version: i32,
    /// Its modules and lessons.
    pub outline: Vec<ActivityNodeDto>,
    /// The language of their titles, and of what the caller would read.
    pub outline_language: String,
    /// Whether it is in the Centre's own format: then changing the language keeps the place in a lesson as well, and
    /// Serbian comes in either script. Otherwise what was completed is kept, and the place is each language's own.
    pub own_format: bool,
    /// Whether anybody signed in may enrol.
    pub self_enrolment: bool,
    /// Whether the caller is enrolled; false for anybody who is not signed in.
    pub enrolled: bool,
    /// How far the caller is.
    pub progress: Option<ProgressDto>,
}

/// The language that a course is asked for in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LanguageQuery {
    /// BCP 47 tag; `Accept-Language` counts where it is absent.
    #[param(example = "sr-Cyrl")]
    #[expect(dead_code, reason = "describes the parameter; `language::of` reads it")]
    pub lang: Option<String>,
}

/// Which courses are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CourseQuery {
    /// Where the part begins: `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many rows at the most.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u64>,
    /// BCP 47 tag; `Accept-Language` counts where it is absent.
    #[param(example = "en")]
    #[expect(dead_code, reason = "describes the parameter; `language::of` reads it")]
    pub lang: Option<String>,
    /// `true`: drafts and unlisted courses, too; for authors.
    pub drafts: Option<bool>,
}

/// What an author says of a course; what is absent comes from the package, or stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CourseTextsDto {
    /// Title by language.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, String>>, example = json!({"en": "Migration and Development"}))]
    pub title: Option<LocalizedText>,
    /// One or two sentences, by language.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub summary: Option<LocalizedText>,
    /// What it is about, by language.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub description: Option<LocalizedText>,
    /// What a learner can do afterwards, by language.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, Vec<String>>>)]
    pub outcomes: Option<BTreeMap<LanguageTag, Vec<String>>>,
    /// How long it takes.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100_000)]
    pub duration_minutes: Option<u32>,
    /// Level.
    #[serde(default)]
    #[schema(max_length = 60)]
    pub level: Option<String>,
    /// How it is given.
    #[serde(default)]
    pub delivery_mode: Option<DeliveryModeDto>,
    /// Whether the catalogue lists it once it is published.
    #[serde(default)]
    pub listed: Option<bool>,
    /// Whether anybody signed in may enrol.
    #[serde(default)]
    pub self_enrolment: Option<bool>,
}

impl From<CourseTextsDto> for CourseTexts {
    fn from(texts: CourseTextsDto) -> Self {
        Self {
            title: texts.title,
            summary: texts.summary,
            description: texts.description,
            outcomes: texts.outcomes,
            duration_minutes: texts.duration_minutes,
            level: texts.level,
            delivery_mode: texts.delivery_mode.map(Into::into),
            listed: texts.listed,
            self_enrolment: texts.self_enrolment,
        }
    }
}

/// A course to be made of a package.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCourseDto {
    /// The package that becomes its first edition.
    pub package_id: Uuid,
    /// Its name in addresses; only a package of our own format has one itself.
    #[serde(default)]
    #[schema(min_length = 3, max_length = 80, pattern = "^[a-z0-9-]+$", example = "migration-and-development")]
    pub slug: Option<String>,
    /// Language of that edition; the package's own where absent. A package of our own format becomes an edition for
    /// each of its languages.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "en")]
    pub language: Option<LanguageTag>,
    /// What the catalogue says.
    #[serde(flatten)]
    pub texts: CourseTextsDto,
}

/// One thing that the check of a package found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingDto {
    /// `error`, `warning`, `repaired` or `hint`.
    pub severity: String,
    /// Name of the rule.
    pub rule: String,
    /// The file that it is about.
    pub file: Option<String>,
    /// The line in it.
    pub line: Option<u32>,
    /// What was seen, in the reader's language.
    pub message: String,
    /// What to do about it.
    pub advice: String,
}

/// What the check of a package came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportDto {
    /// `usable` or `refused`.
    pub verdict: String,
    /// Everything that was found.
    pub findings: Vec<FindingDto>,
}

/// A package.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackageDto {
    /// Id.
    pub id: Uuid,
    /// `scorm12` or `scorm2004`.
    pub format: String,
    /// Edition of the format.
    pub edition: String,
    /// Title.
    pub title: String,
    /// Name of the uploaded file.
    pub file_name: String,
    /// Languages of the content, as far as it says.
    pub languages: Vec<String>,
    /// Length of the upload in bytes.
    pub size: u64,
    /// How many files it holds.
    pub file_count: u64,
    /// What it was made with, where its files tell.
    pub authoring_tool: Option<String>,
    /// Taken in when.
    pub uploaded_at: DateTime<Utc>,
    /// What the check came to.
    pub report: ReportDto,
    /// Its structure.
    pub tree: Vec<ActivityNodeDto>,
}

/// Packages, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackageList {
    /// This part.
    pub items: Vec<PackageDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// An archive to be taken in.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; the upload is read piece by piece")]
pub struct UploadForm {
    /// The archive (zip).
    #[schema(value_type = String, format = Binary, content_media_type = "application/zip")]
    pub file: Vec<u8>,
}

/// A course as a list shows it, in the reader's language.
pub(crate) fn summary(course: &Course, editions: &[Edition], language: InterfaceLanguage) -> CourseSummary {
    let title = texts::in_language(&course.title, language);
    let (title, title_language) =
        title.map_or_else(|| (course.slug.clone(), "en".to_owned()), |shown| (shown.text, shown.language));
    let (summary, summary_language) = texts::parts(texts::in_language(&course.summary, language));
    CourseSummary {
        id: course.id.0,
        slug: course.slug.clone(),
        title,
        title_language,
        summary,
        summary_language,
        languages: editions
            .iter()
            .map(|edition| CourseLanguage { tag: edition.language.as_str().to_owned(), state: "published".to_owned() })
            .collect(),
        duration_minutes: course.duration_minutes,
        level: course.level.clone(),
        delivery_mode: course.delivery_mode.into(),
        published: course.published_version.is_some(),
        updated_at: course.updated_at,
        pattern: PatternDto { motif: course.motif, palette: course.palette },
    }
}
