//! What a package becomes: one course tree, whatever its manifest was written for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vidik_base::{IsoDuration, LanguageTag, LocalizedText};
use vidik_sequencing::{ActivityTree, Edition};

use crate::tool::AuthoringTool;

/// The family of formats, which decides the run-time that the content talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// `API` with `LMSInitialize` and its like.
    Scorm12,
    /// `API_1484_11`.
    Scorm2004,
    /// Statements, sent to the record.
    Cmi5,
    /// Our own: lessons talk to `API_1484_11`, quizzes are played by the player.
    Native,
}

/// A package's content as its manifest describes it. All paths are those of the archive, folder of the manifest
/// included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CourseTree {
    /// The family of formats.
    pub format: Format,
    /// The edition in that family.
    pub edition: Edition,
    /// The manifest's identifier.
    pub identifier: String,
    /// The manifest's own version, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The default organization's title, otherwise the one of the metadata; empty where neither has one.
    pub title: String,
    /// What the metadata says.
    pub metadata: Metadata,
    /// The languages that the content is in, as far as metadata or pages say it.
    pub languages: Vec<LanguageTag>,
    /// Titles by language and activity, `""` being the course: of a package that is in several languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub titles: BTreeMap<LanguageTag, BTreeMap<String, String>>,
    /// The structures that the manifest offers, never empty; each can be taken as the course.
    pub organizations: Vec<Organization>,
    /// Which of them is the course.
    pub default_organization: usize,
    /// What the package was made with, where its files tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authoring_tool: Option<AuthoringTool>,
    /// The folder of the manifest with a slash at its end; empty at the root.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub folder: String,
}

impl CourseTree {
    /// The organization that is the course.
    pub fn organization(&self) -> Option<&Organization> {
        self.organizations.get(self.default_organization).or_else(|| self.organizations.first())
    }

    /// The activities of the course with their titles in a language, where the package has them in several.
    pub fn activities_in(&self, language: &LanguageTag) -> Option<ActivityTree> {
        let mut tree = self.organization()?.tree.clone();
        if let Some(titles) = self.titles.get(language) {
            let mut waiting = vec![&mut tree.root];
            while let Some(activity) = waiting.pop() {
                if let Some(title) = titles.get(activity.identifier.as_str()) {
                    activity.title.clone_from(title);
                }
                waiting.extend(&mut activity.children);
            }
        }
        Some(tree)
    }

    /// The course's title in a language, where the package has it in several.
    pub fn title_in(&self, language: &LanguageTag) -> Option<&str> {
        self.titles.get(language)?.get("").map(String::as_str)
    }
}

/// One `<organization>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// Its identifier, trimmed.
    pub identifier: String,
    /// Its title.
    pub title: String,
    /// Its activities with their sequencing.
    pub tree: ActivityTree,
}

/// Learning object metadata (IEEE 1484.12.1), as much as the catalogue uses.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// General.Title in the languages that it says.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub titles: LocalizedText,
    /// General.Description.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub descriptions: LocalizedText,
    /// General.Language.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<LanguageTag>,
    /// General.Keyword, without their languages, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Educational.TypicalLearningTime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typical_learning_time: Option<IsoDuration>,
    /// One or two sentences; our own format says them.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub summaries: LocalizedText,
    /// What a learner can do afterwards, each in the languages it is said in; our own format says it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<LocalizedText>,
    /// Level, in whatever words; our own format says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// How the course is given, in the catalogue's word; our own format says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_mode: Option<String>,
}

impl Metadata {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
