//! A course as its folder describes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vidik_base::{LanguageTag, LocalizedText};
use vidik_quiz::{Bank, Blueprint, Quiz};

use crate::document::Document;

/// A course that was read. What the reader found fault with is left as it is written.
#[derive(Clone, Debug)]
pub struct Course {
    /// Its id, which never changes.
    pub id: String,
    /// What its authors call this state of it.
    pub version: String,
    /// The language that the others are translated from; its tag names the script of which the other is derived.
    pub master: LanguageTag,
    /// Every language it is written in, as its authors list them.
    pub languages: Vec<LanguageTag>,
    /// Title.
    pub title: LocalizedText,
    /// One or two sentences.
    pub summary: LocalizedText,
    /// As long as it needs.
    pub description: LocalizedText,
    /// What a learner can do afterwards.
    pub outcomes: Vec<LocalizedText>,
    /// Said above every lesson.
    pub notice: LocalizedText,
    /// How long it takes.
    pub duration_minutes: Option<u32>,
    /// Level.
    pub level: Option<String>,
    /// How it is given, in the catalogue's word.
    pub delivery_mode: Option<String>,
    /// Tests, lessons and modules in their order.
    pub structure: Vec<StructureItem>,
    /// How entry and exit tests are put together.
    pub blueprints: BTreeMap<String, Blueprint>,
    /// What may be cited.
    pub sources: BTreeMap<String, Source>,
    /// Terms with their explanations.
    pub glossary: Vec<Term>,
    /// Drawings.
    pub figures: BTreeMap<String, Figure>,
    /// Pictures, films and sound.
    pub media: BTreeMap<String, Media>,
    /// Lessons by id, those of the structure.
    pub lessons: BTreeMap<String, Lesson>,
    /// Tests, checks and surveys by id.
    pub quizzes: BTreeMap<String, Quiz>,
    /// Banks of questions by id.
    pub banks: BTreeMap<String, Bank>,
    /// The folder of `course.json` with a slash at its end; empty at the root.
    pub folder: String,
    /// The JSON files by path in the folder, for texts and their places.
    pub(crate) documents: BTreeMap<String, Document>,
    /// The drawings' files by figure.
    pub(crate) drawings: BTreeMap<String, String>,
    /// Every path of the folder.
    pub(crate) paths: BTreeSet<String>,
}

impl Course {
    /// The modules and items in reading order, flat: what has no module stands alone.
    pub fn items(&self) -> impl Iterator<Item = (Option<&Module>, &Item)> {
        self.structure.iter().flat_map(|part| match part {
            StructureItem::Module(module) => module.items.iter().map(|item| (Some(module), item)).collect::<Vec<_>>(),
            StructureItem::Item(item) => vec![(None, item)],
        })
    }

    /// A drawing's file, as its author wrote it.
    pub fn drawing(&self, figure: &str) -> Option<&str> {
        self.drawings.get(figure).map(String::as_str)
    }

    /// Whether the folder holds a file of this path.
    pub fn has_file(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// About how many bytes it takes in memory.
    pub fn size(&self) -> usize {
        let lessons: usize = self.lessons.values().flat_map(|lesson| lesson.texts.values()).map(String::len).sum();
        let drawings: usize = self.drawings.values().map(String::len).sum();
        // The file itself, its values, their places.
        let documents: usize = self.documents.values().map(|document| document.text().len() * 6).sum();
        lessons + drawings + documents
    }
}

/// A part of the structure.
#[derive(Clone, Debug, PartialEq)]
pub enum StructureItem {
    /// Items under a title.
    Module(Module),
    /// A lesson or quiz beside the modules.
    Item(Item),
}

/// A module.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// Id, in the namespace of lessons and quizzes.
    pub id: String,
    /// Title.
    pub title: LocalizedText,
    /// Lessons and quizzes in their order.
    pub items: Vec<Item>,
}

/// A lesson or a quiz in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A lesson.
    Lesson {
        /// Id.
        id: String,
        /// How long it takes.
        minutes: Option<u32>,
    },
    /// A quiz.
    Quiz {
        /// Id.
        id: String,
    },
}

impl Item {
    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Self::Lesson { id, .. } | Self::Quiz { id } => id,
        }
    }
}

/// A lesson: one Markdown text a language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// The files as they are written, by language.
    pub texts: BTreeMap<LanguageTag, String>,
}

impl Lesson {
    /// The title in a language: the heading in the first line.
    pub fn title(&self, language: &LanguageTag) -> Option<&str> {
        title_of(self.texts.get(language)?)
    }
}

/// What the first line calls the lesson.
pub(crate) fn title_of(markdown: &str) -> Option<&str> {
    let markdown = markdown.strip_prefix('\u{feff}').unwrap_or(markdown);
    let title = markdown.lines().next()?.strip_prefix("# ")?.trim();
    (!title.is_empty()).then_some(title)
}

/// Something that may be cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title.
    pub title: LocalizedText,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A glossary term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Id.
    pub id: String,
    /// The term.
    pub term: LocalizedText,
    /// What it means, inline Markdown.
    pub text: LocalizedText,
}

/// A drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What it shows, for who does not see it.
    pub alt: LocalizedText,
    /// The words in it, by `data-label`; a line break makes lines.
    #[serde(default)]
    pub labels: BTreeMap<String, LocalizedText>,
    /// A long description.
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    pub long: LocalizedText,
}

/// What a medium is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MediaKind {
    /// A film.
    Video,
    /// Sound.
    Audio,
    /// A picture.
    Image,
    /// Something to download.
    Document,
}

/// A picture, film, sound or document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// Its path in the folder.
    pub file: String,
    /// A picture shown before the film plays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poster: Option<String>,
    /// Title.
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    pub title: LocalizedText,
    /// What a picture shows.
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    pub alt: LocalizedText,
    /// Captions (`WebVTT`) by language.
    #[serde(default)]
    pub captions: BTreeMap<LanguageTag, String>,
    /// What is said, inline Markdown.
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    pub transcript: LocalizedText,
}

/// `course.json` as it is written, before its references are followed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CourseFile {
    #[serde(default, rename = "$schema")]
    pub _schema: Option<String>,
    #[serde(rename = "format")]
    pub _format: String,
    pub id: String,
    pub version: String,
    pub master: LanguageTag,
    pub languages: Vec<LanguageTag>,
    pub title: LocalizedText,
    #[serde(default)]
    pub summary: LocalizedText,
    #[serde(default)]
    pub description: LocalizedText,
    #[serde(default)]
    pub outcomes: Vec<LocalizedText>,
    #[serde(default)]
    pub notice: LocalizedText,
    pub duration_minutes: Option<u32>,
    pub level: Option<String>,
    pub delivery_mode: Option<String>,
    pub structure: Vec<PartFile>,
    #[serde(default)]
    pub blueprints: BTreeMap<String, Blueprint>,
    #[serde(default)]
    pub sources: BTreeMap<String, Source>,
    #[serde(default)]
    pub glossary: Vec<Term>,
    #[serde(default)]
    pub figures: BTreeMap<String, Figure>,
    #[serde(default)]
    pub media: BTreeMap<String, Media>,
}

/// One element of `structure` or of a module's `items`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartFile {
    pub module: Option<String>,
    pub lesson: Option<String>,
    pub quiz: Option<String>,
    pub minutes: Option<u32>,
    #[serde(default)]
    pub title: LocalizedText,
    pub items: Option<Vec<PartFile>>,
}
