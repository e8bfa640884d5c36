//! Every text that a translator translates: named by a key that stays, taken out and put back without loss.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt::Write as _,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use vidik_base::LanguageTag;

use crate::{
    document::{Document, step},
    files::SourceFiles,
    model::Course,
    read::{COURSE, lesson_path, read},
};

/// What a unit belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// What the catalogue says.
    Course,
    /// A module's title.
    Module,
    /// A lesson's text.
    Lesson,
    /// A quiz's title or introduction.
    Quiz,
    /// A topic of a bank.
    Topic,
    /// A question.
    Question,
    /// A glossary term.
    Term,
    /// A drawing.
    Figure,
    /// A picture, film or sound.
    Media,
    /// A source.
    Source,
}

/// Strings that are translated, reviewed and published together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its name for good: `lesson.what-is-migration`, `question.tests.inst-1-a`.
    pub key: String,
    /// What it belongs to.
    pub kind: UnitKind,
    /// What people call it, in the master language where that has a text.
    pub name: String,
    /// Its strings in their order.
    pub strings: Vec<UnitString>,
}

/// One string in every language that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitString {
    /// Which string of the unit: `text`, `body`, `prompt`, `choice.a.feedback`.
    pub path: String,
    /// The texts. Variants that are accepted as an answer stand one a line.
    pub texts: BTreeMap<LanguageTag, String>,
    /// Whether it is Markdown.
    pub markdown: bool,
    /// File and JSON pointer of the object by language; none for a lesson, which is a file a language.
    pub(crate) place: Option<(String, String)>,
}

impl Unit {
    /// SHA-256 in hex over its strings in a language: when that of the master changes, translations are outdated.
    pub fn hash(&self, language: &LanguageTag) -> String {
        let mut hasher = Sha256::new();
        for string in &self.strings {
            let text = string.texts.get(language).map(String::as_str).unwrap_or_default();
            for part in [string.path.as_str(), text] {
                // Lengths keep strings apart.
                hasher.update((part.len() as u64).to_be_bytes());
                hasher.update(part);
            }
        }
        hasher.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// Why a text cannot be put in.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SetTextError {
    /// `course.json` cannot be read.
    #[error("the course cannot be read")]
    Unreadable,
    /// No unit of that key, or no string of that path in it.
    #[error("the course has no such text")]
    Unknown,
    /// A lesson in a language that the course does not list.
    #[error("the course is not in that language")]
    Language,
}

/// Puts in, or replaces, the text of one string in one language. Nothing else of the file changes.
///
/// Reading afterwards gives exactly this text.
pub fn set_text(
    files: &mut SourceFiles,
    key: &str,
    path: &str,
    language: &LanguageTag,
    text: &str,
) -> Result<(), SetTextError> {
    set_texts(files, [(key, path, language, text)])
}

/// Puts in several texts at once: `(key, path, language, text)`. All of them, or none with the first error; of two for
/// the same string the later one stands.
pub fn set_texts<'t>(
    files: &mut SourceFiles,
    texts: impl IntoIterator<Item = (&'t str, &'t str, &'t LanguageTag, &'t str)>,
) -> Result<(), SetTextError> {
    let (course, _) = read(files);
    let course = course.ok_or(SetTextError::Unreadable)?;
    let units = course.units();
    let places: BTreeMap<(&str, &str), Option<&(String, String)>> = units
        .iter()
        .flat_map(|unit| unit.strings.iter().map(|s| ((unit.key.as_str(), s.path.as_str()), s.place.as_ref())))
        .collect();
    let mut lessons = BTreeMap::new();
    let mut changes: BTreeMap<&str, BTreeMap<(&str, &LanguageTag), &str>> = BTreeMap::new();
    for (key, path, language, text) in texts {
        match places.get(&(key, path)).ok_or(SetTextError::Unknown)? {
            Some((file, pointer)) => {
                changes.entry(file).or_default().insert((pointer, language), text);
            }
            None if course.languages.contains(language) => {
                let lesson = key.strip_prefix("lesson.").unwrap_or(key);
                lessons.insert(format!("{}{}", course.folder, lesson_path(lesson, language)), text);
            }
            None => return Err(SetTextError::Language),
        }
    }
    for (file, changes) in changes {
        let document = course.documents.get(file).ok_or(SetTextError::Unknown)?;
        files.insert(format!("{}{file}", course.folder), changed(document, &changes));
    }
    for (path, text) in lessons {
        files.insert(path, text);
    }
    Ok(())
}

/// The file with other texts, everything else as it was.
fn changed(document: &Document, changes: &BTreeMap<(&str, &LanguageTag), &str>) -> String {
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    for ((pointer, language), text) in changes {
        let Some(object) = document.value.pointer(pointer).and_then(Value::as_object) else { continue };
        let as_list = object.values().any(Value::is_array);
        let value = if as_list { text.split('\n').collect() } else { Value::from(*text) };
        if let Some(place) = existing(document, pointer, language) {
            edits.push((place.0, place.1, value.to_string()));
            continue;
        }
        let Some(place) = document.place(pointer) else { continue };
        let last = object.keys().filter_map(|name| document.place(&step(pointer, name))).map(|place| place.end).max();
        let whole = document.text().get(place.start..place.end).unwrap_or_default();
        let between = lead(whole);
        let comma = if last.is_some() || edits.iter().any(|(at, ..)| *at == place.start + 1) { "," } else { "" };
        let at = last.unwrap_or(place.start + 1);
        edits.push((at, at, format!("{comma}{between}\"{language}\": {value}")));
    }
    // From the end on, so that the places before stay; two insertions at one place keep their order.
    edits.sort_by_key(|(start, ..)| *start);
    let mut text = String::with_capacity(document.text().len() + 256);
    let mut at = 0;
    for (start, end, replacement) in edits {
        text.push_str(document.text().get(at..start).unwrap_or_default());
        text.push_str(&replacement);
        at = end;
    }
    text.push_str(document.text().get(at..).unwrap_or_default());
    text
}

/// The span of the text in a language, however its tag is written there.
fn existing(document: &Document, pointer: &str, language: &LanguageTag) -> Option<(usize, usize)> {
    let object = document.value.pointer(pointer)?.as_object()?;
    let name = object.keys().find(|name| LanguageTag::parse(name).as_ref() == Ok(language))?;
    document.place(&step(pointer, name)).map(|place| (place.start, place.end))
}

/// What stands between two members of an object: a line's indentation, or a blank.
fn lead(object: &str) -> &str {
    let inside = object.get(1..).unwrap_or_default();
    let blank = inside.len() - inside.trim_start().len();
    let lead = inside.get(..blank).unwrap_or_default();
    if lead.contains('\n') && !inside.trim_start().starts_with('}') { lead } else { " " }
}

impl Course {
    /// Every text of the course in its order: what a grid of translations shows.
    pub fn units(&self) -> Vec<Unit> {
        let mut units = Units { course: self, units: Vec::new() };
        units.of_course();
        units.of_structure();
        units.of_banks();
        units.of_apparatus();
        units.units
    }
}

struct Units<'c> {
    course: &'c Course,
    units: Vec<Unit>,
}

/// A string in the making: its path, where it is, whether it is Markdown.
type Found = (String, String, bool);

impl Units<'_> {
    fn value(&self, file: &str, pointer: &str) -> Option<&Value> {
        self.course.documents.get(file)?.value.pointer(pointer)
    }

    /// Adds a unit of those strings that are there. `name` is the path of the string that names it.
    fn add(&mut self, key: String, kind: UnitKind, file: &str, strings: Vec<Found>, otherwise: &str) {
        let strings: Vec<UnitString> = strings
            .into_iter()
            .filter_map(|(path, pointer, markdown)| {
                let texts = texts(self.value(file, &pointer)?)?;
                Some(UnitString { path, texts, markdown, place: Some((file.to_owned(), pointer)) })
            })
            .collect();
        if strings.is_empty() {
            return;
        }
        let name = strings.first().and_then(|string| string.texts.get(&self.course.master));
        let name = name.filter(|name| !name.trim().is_empty()).cloned().unwrap_or_else(|| otherwise.to_owned());
        self.units.push(Unit { key, kind, name, strings });
    }

    fn of_course(&mut self) {
        for (name, markdown) in [("title", false), ("summary", false), ("description", true), ("notice", false)] {
            let found = vec![("text".to_owned(), format!("/{name}"), markdown)];
            self.add(format!("course.{name}"), UnitKind::Course, COURSE, found, &self.course.id.clone());
        }
        let outcomes = self.value(COURSE, "/outcomes").and_then(Value::as_array).map_or(0, Vec::len);
        let found = (0..outcomes).map(|n| (format!("outcome.{}", n + 1), format!("/outcomes/{n}"), false)).collect();
        self.add("course.outcomes".to_owned(), UnitKind::Course, COURSE, found, &self.course.id.clone());
    }

    fn of_structure(&mut self) {
        let parts = self.value(COURSE, "/structure").and_then(Value::as_array).cloned().unwrap_or_default();
        for (number, part) in parts.iter().enumerate() {
            let Some(id) = part.get("module").and_then(Value::as_str) else {
                self.item(part);
                continue;
            };
            let found = vec![("text".to_owned(), format!("/structure/{number}/title"), false)];
            self.add(format!("module.{id}.title"), UnitKind::Module, COURSE, found, id);
            for item in part.get("items").and_then(Value::as_array).into_iter().flatten() {
                self.item(item);
            }
        }
    }

    fn item(&mut self, item: &Value) {
        let named = |name: &str| item.get(name).and_then(Value::as_str);
        if let Some(id) = named("quiz") {
            let file = format!("quizzes/{id}.json");
            for (name, markdown) in [("title", false), ("intro", true)] {
                let found = vec![("text".to_owned(), format!("/{name}"), markdown)];
                self.add(format!("quiz.{id}.{name}"), UnitKind::Quiz, &file, found, id);
            }
        }
        if let Some(id) = named("lesson")
            && let Some(lesson) = self.course.lessons.get(id)
        {
            let name = lesson.title(&self.course.master).unwrap_or(id).to_owned();
            let body = UnitString { path: "body".to_owned(), texts: lesson.texts.clone(), markdown: true, place: None };
            self.units.push(Unit { key: format!("lesson.{id}"), kind: UnitKind::Lesson, name, strings: vec![body] });
        }
    }

    fn of_banks(&mut self) {
        let banks: Vec<(String, Value)> = self
            .course
            .documents
            .iter()
            .filter_map(|(path, document)| {
                let id = path.strip_prefix("banks/")?.strip_suffix(".json")?;
                Some((id.to_owned(), document.value.clone()))
            })
            .collect();
        for (bank, value) in banks {
            let file = format!("banks/{bank}.json");
            for (kind, name, list) in
                [(UnitKind::Topic, "topic", "topics"), (UnitKind::Question, "question", "questions")]
            {
                for (number, part) in value.get(list).and_then(Value::as_array).into_iter().flatten().enumerate() {
                    let Some(id) = part.get("id").and_then(Value::as_str) else { continue };
                    let at = format!("/{list}/{number}");
                    let found = if kind == UnitKind::Topic {
                        vec![("title".to_owned(), format!("{at}/title"), false)]
                    } else {
                        question(part, &at)
                    };
                    self.add(format!("{name}.{bank}.{id}"), kind, &file, found, id);
                }
            }
        }
    }

    /// Glossary, figures, media, sources.
    fn of_apparatus(&mut self) {
        for (number, term) in self.course.glossary.iter().enumerate() {
            let at = format!("/glossary/{number}");
            let found =
                vec![("term".to_owned(), format!("{at}/term"), false), ("text".to_owned(), format!("{at}/text"), true)];
            self.add(format!("glossary.{}", term.id), UnitKind::Term, COURSE, found, &term.id);
        }
        for (id, figure) in &self.course.figures {
            let at = step("/figures", id);
            let mut found = vec![("alt".to_owned(), format!("{at}/alt"), false)];
            found.extend(
                figure
                    .labels
                    .keys()
                    .map(|label| (format!("label.{label}"), step(&format!("{at}/labels"), label), false)),
            );
            found.push(("long".to_owned(), format!("{at}/long"), false));
            self.add(format!("figure.{id}"), UnitKind::Figure, COURSE, found, id);
        }
        for (list, name, kind, paths) in [
            ("media", "media", UnitKind::Media, &[("title", false), ("alt", false), ("transcript", true)][..]),
            ("sources", "source", UnitKind::Source, &[("title", false)]),
        ] {
            let ids: Vec<String> = if list == "media" {
                self.course.media.keys().cloned().collect()
            } else {
                self.course.sources.keys().cloned().collect()
            };
            for id in ids {
                let at = step(&format!("/{list}"), &id);
                let found = paths.iter().map(|(path, md)| ((*path).to_owned(), format!("{at}/{path}"), *md)).collect();
                self.add(format!("{name}.{id}"), kind, COURSE, found, &id);
            }
        }
    }
}

/// A text of a list's member: how its path ends, its key, whether it is Markdown.
type Part = (&'static str, &'static str, bool);

/// The strings of a question of any type, those that it has.
fn question(question: &Value, at: &str) -> Vec<Found> {
    let mut found =
        vec![("prompt".to_owned(), format!("{at}/prompt"), true), ("text".to_owned(), format!("{at}/text"), false)];
    let lists: [(&str, &str, &[Part]); 5] = [
        ("choices", "choice", &[("", "text", true), (".feedback", "feedback", true)]),
        ("pairs", "pair", &[(".left", "left", true), (".right", "right", true)]),
        ("distractors", "distractor", &[("", "text", true)]),
        ("items", "item", &[("", "text", true)]),
        ("scale", "scale", &[("", "text", false)]),
    ];
    for (list, name, texts) in lists {
        found.extend(listed(question, at, list, name, texts));
    }
    for (gap, value) in question.get("gaps").and_then(Value::as_object).into_iter().flatten() {
        let at = step(&format!("{at}/gaps"), gap);
        found.push((format!("gap.{gap}.accept"), format!("{at}/accept"), false));
        found.extend(listed(value, &at, "choices", &format!("gap.{gap}.choice"), &[("", "text", false)]));
    }
    for (name, markdown) in [("accept", false), ("unit", false), ("feedback", true)] {
        found.push((name.to_owned(), format!("{at}/{name}"), markdown));
    }
    found
}

fn listed(owner: &Value, at: &str, list: &str, name: &str, texts: &[Part]) -> Vec<Found> {
    let members = owner.get(list).and_then(Value::as_array).into_iter().flatten().enumerate();
    members
        .filter_map(|(number, member)| Some((number, member.get("id")?.as_str()?)))
        .flat_map(|(number, id)| {
            texts.iter().map(move |(end, key, markdown)| {
                (format!("{name}.{id}{end}"), format!("{at}/{list}/{number}/{key}"), *markdown)
            })
        })
        .collect()
}

/// The texts of an object by language; of several variants, one a line.
fn texts(value: &Value) -> Option<BTreeMap<LanguageTag, String>> {
    let mut texts = BTreeMap::new();
    for (tag, text) in value.as_object()? {
        let Ok(tag) = LanguageTag::parse(tag) else { continue };
        let text = match text {
            Value::String(text) => text.clone(),
            Value::Array(variants) => variants.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
            _ => continue,
        };
        if let Entry::Vacant(entry) = texts.entry(tag) {
            entry.insert(text);
        }
    }
    Some(texts)
}
