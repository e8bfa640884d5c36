//! The course as an activity tree: free choice, complete when every lesson and every quiz that counts is, passed and
//! scored by the exit test.

use std::collections::BTreeMap;

use vidik_base::{IsoDuration, LanguageTag, LocalizedText};
use vidik_package::{CourseTree, Format, Metadata, Organization};
use vidik_quiz::QuizKind;
use vidik_sequencing::{
    Activity, ActivityTree, Edition,
    definition::{DeliveryControls, LaunchResource, Objective, Objectives, ResourceKind},
};

use crate::model::{Course, Item, Module, StructureItem};

/// The identifier of the course itself among its activities; no id begins like it.
pub const ROOT: &str = "_course";

impl Course {
    /// The course as everything behind the importer works with it.
    ///
    /// Titles of activities are in the master language, and in every language in [`CourseTree::titles`].
    pub fn tree(&self) -> CourseTree {
        let title = in_master(&self.title, &self.master);
        let minutes = self.duration_minutes.map(|minutes| IsoDuration::from_hundredths(u64::from(minutes) * 6_000));
        let metadata = Metadata {
            titles: self.title.clone(),
            descriptions: self.description.clone(),
            languages: self.languages.clone(),
            keywords: Vec::new(),
            typical_learning_time: minutes,
            summaries: self.summary.clone(),
            outcomes: self.outcomes.clone(),
            level: self.level.clone(),
            delivery_mode: self.delivery_mode.clone(),
        };
        let tree = ActivityTree {
            edition: Edition::Native,
            objectives_global_to_system: false,
            shared_data_global_to_system: false,
            root: self.root(),
        };
        CourseTree {
            format: Format::Native,
            edition: Edition::Native,
            identifier: self.id.clone(),
            version: Some(self.version.clone()),
            title: title.clone(),
            metadata,
            languages: self.languages.clone(),
            titles: self.titles(),
            organizations: vec![Organization { identifier: ROOT.to_owned(), title, tree }],
            default_organization: 0,
            authoring_tool: None,
            folder: self.folder.clone(),
        }
    }

    fn root(&self) -> Activity {
        let mut root = Activity::new(ROOT, in_master(&self.title, &self.master));
        root.children = self
            .structure
            .iter()
            .map(|part| match part {
                StructureItem::Module(module) => self.module(module),
                StructureItem::Item(item) => self.item(item),
            })
            .collect();
        root.count_as_children();
        root
    }

    fn module(&self, module: &Module) -> Activity {
        let mut activity = Activity::new(module.id.as_str(), in_master(&module.title, &self.master));
        activity.children = module.items.iter().map(|item| self.item(item)).collect();
        activity.count_as_children();
        activity
    }

    fn item(&self, item: &Item) -> Activity {
        let (title, href) = match item {
            Item::Lesson { id, .. } => (self.lesson_title(id, &self.master), format!("lesson/{id}")),
            Item::Quiz { id } => (self.quiz_title(id, &self.master), format!("quiz/{id}")),
        };
        let mut activity = Activity::new(item.id(), title.unwrap_or_else(|| item.id().to_owned()));
        activity.resource = Some(LaunchResource { identifier: item.id().to_owned(), kind: ResourceKind::Sco, href });
        let counting = match item {
            Item::Lesson { .. } => Counting::LESSON,
            Item::Quiz { id } => self.counting(id),
        };
        let sequencing = &mut activity.sequencing;
        sequencing.delivery =
            DeliveryControls { tracked: true, completion_set_by_content: true, objective_set_by_content: true };
        sequencing.rollup.progress_completion = counting.completes;
        sequencing.rollup.objective_satisfied = counting.pass_mark.is_some();
        sequencing.rollup.objective_measure_weight = if counting.scores { 1.0 } else { 0.0 };
        if let Some(pass_mark) = self.pass_mark(item.id()) {
            let primary =
                Objective { satisfied_by_measure: true, min_normalized_measure: pass_mark, ..Objective::default() };
            sequencing.objectives = Objectives { primary, others: Vec::new() };
        }
        activity
    }

    /// What a quiz counts for: completion, unless it comes first or asks for an opinion; success and score where it
    /// is the exit test, or where there is none.
    fn counting(&self, id: &str) -> Counting {
        let kind = self.quiz_kind(id);
        if !kind.counts() {
            return Counting { completes: false, scores: false, pass_mark: None };
        }
        let is_exit = |item: &Item| matches!(item, Item::Quiz { id } if self.quiz_kind(id) == QuizKind::Exit);
        let scores = kind == QuizKind::Exit || !self.items().any(|(_, item)| is_exit(item));
        Counting { completes: true, scores, pass_mark: self.pass_mark(id).filter(|_| scores) }
    }

    fn quiz_kind(&self, id: &str) -> QuizKind {
        self.quizzes.get(id).map_or(QuizKind::Quiz, |quiz| quiz.kind)
    }

    fn pass_mark(&self, id: &str) -> Option<f64> {
        self.quizzes.get(id)?.pass_mark
    }

    /// A quiz's title in a language.
    pub fn quiz_title(&self, id: &str, language: &LanguageTag) -> Option<String> {
        self.quizzes.get(id)?.title.get(language).map(str::to_owned)
    }

    /// A lesson's title in a language.
    pub fn lesson_title(&self, id: &str, language: &LanguageTag) -> Option<String> {
        self.lessons.get(id)?.title(language).map(str::to_owned)
    }

    fn titles(&self) -> BTreeMap<LanguageTag, BTreeMap<String, String>> {
        self.languages.iter().map(|language| (language.clone(), self.titles_in(language))).collect()
    }

    fn titles_in(&self, language: &LanguageTag) -> BTreeMap<String, String> {
        let mut titles = BTreeMap::new();
        let mut add = |id: &str, title: Option<String>| {
            if let Some(title) = title {
                titles.insert(id.to_owned(), title);
            }
        };
        let own = |text: &LocalizedText| text.get(language).map(str::to_owned);
        add("", own(&self.title));
        add(ROOT, own(&self.title));
        for part in &self.structure {
            if let StructureItem::Module(module) = part {
                add(&module.id, own(&module.title));
            }
        }
        for (_, item) in self.items() {
            let title = match item {
                Item::Lesson { id, .. } => self.lesson_title(id, language),
                Item::Quiz { id } => self.quiz_title(id, language),
            };
            add(item.id(), title);
        }
        titles
    }
}

/// What an activity does for the course.
struct Counting {
    completes: bool,
    scores: bool,
    pass_mark: Option<f64>,
}

impl Counting {
    const LESSON: Self = Self { completes: true, scores: false, pass_mark: None };
}

fn in_master(text: &LocalizedText, master: &LanguageTag) -> String {
    text.resolve(std::slice::from_ref(master)).map(|(_, text)| text.to_owned()).unwrap_or_default()
}
