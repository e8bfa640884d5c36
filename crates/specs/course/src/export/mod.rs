//! A course as a package of SCORM or cmi5 in one language, which plays in other systems: lessons and quizzes as pages of
//! their own, with the small run-time that they need beside them.

mod cmi5;
mod manifest;
mod quiz;

use std::collections::BTreeMap;

use manifest::Scorm;
pub use quiz::exported_quiz;
use thiserror::Error;
use vidik_base::LanguageTag;
use vidik_lang::script;

use crate::{
    files::SourceFiles,
    model::{Course, Item, StructureItem},
    render::{PageAssets, lesson_page, render_lesson_at},
    tree::ROOT,
};

/// What the package is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportTarget {
    /// SCORM 1.2.
    Scorm12,
    /// SCORM 2004, 4th Edition.
    Scorm2004,
    /// cmi5, 1st Edition.
    Cmi5,
}

/// Why a course cannot be exported.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExportError {
    /// The course is not written in that language, in either script.
    #[error("the course is not written in {0}")]
    NoSuchLanguage(LanguageTag),
}

/// Where the run-time lies in the package.
const RUN_TIME: &str = "vidik/";

/// The package's files: `imsmanifest.xml` or `cmi5.xml`, a page for each lesson and quiz, the course's media, and
/// `run_time` (the built `lesson.js`, `quiz.js` and what belongs to them) below `vidik/`.
///
/// Serbian is given in either script. What is not translated yet is shown in another language, with a notice.
pub fn export(
    course: &Course,
    files: &SourceFiles,
    target: ExportTarget,
    reading: &LanguageTag,
    run_time: &BTreeMap<String, Vec<u8>>,
) -> Result<SourceFiles, ExportError> {
    let written = |tag: &LanguageTag| tag == reading || (tag.primary() == "sr" && reading.primary() == "sr");
    if !course.languages.iter().any(written) {
        return Err(ExportError::NoSuchLanguage(reading.clone()));
    }
    let mut package = SourceFiles::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("media/")) {
        package.insert(path, bytes);
    }
    for (name, bytes) in run_time {
        package.insert(format!("{RUN_TIME}{name}"), bytes.clone());
    }
    let assets = PageAssets {
        styles: vec![format!("{RUN_TIME}lesson.css")],
        script: script(target, "lesson.js"),
        module: false,
        loads: loads(target, "lesson.js"),
    };
    for (_, item) in course.items() {
        match item {
            Item::Lesson { id, .. } => {
                let Some(lesson) = render_lesson_at(course, id, reading, "") else { continue };
                package.insert(page(item), lesson_page(&lesson, reading, &assets));
            }
            Item::Quiz { id } => {
                let Some(html) = quiz::page(course, id, reading, &quiz_script(target)) else { continue };
                package.insert(page(item), html);
            }
        }
    }
    match target {
        ExportTarget::Cmi5 => package.insert("cmi5.xml", cmi5::structure(course, reading)),
        ExportTarget::Scorm12 => describe(&mut package, course, Scorm::V12, reading),
        ExportTarget::Scorm2004 => describe(&mut package, course, Scorm::V2004, reading),
    }
    Ok(package)
}

fn describe(package: &mut SourceFiles, course: &Course, target: Scorm, reading: &LanguageTag) {
    let manifest = manifest::manifest(course, package, target, reading);
    package.insert("imsmanifest.xml", manifest);
}

/// The script of a page; of cmi5 the one that begins the session before it loads the page's own.
fn script(target: ExportTarget, own: &str) -> String {
    let name = if target == ExportTarget::Cmi5 { "cmi5.js" } else { own };
    format!("{RUN_TIME}{name}")
}

fn loads(target: ExportTarget, own: &'static str) -> Option<&'static str> {
    (target == ExportTarget::Cmi5).then_some(own)
}

fn quiz_script(target: ExportTarget) -> String {
    let src = script(target, "quiz.js");
    match loads(target, "quiz.js") {
        Some(own) => format!("<script defer src=\"{src}\" data-page=\"{own}\" data-module></script>"),
        None => format!("<script type=\"module\" src=\"{src}\"></script>"),
    }
}

/// The page of a lesson or quiz.
fn page(item: &Item) -> String {
    match item {
        Item::Lesson { id, .. } => format!("lesson-{id}.html"),
        Item::Quiz { id } => format!("quiz-{id}.html"),
    }
}

/// Titles as a reader sees them, by activity.
struct Titles {
    by_activity: BTreeMap<String, String>,
}

impl Titles {
    fn of(course: &Course, reading: &LanguageTag) -> Self {
        let mut by_activity = BTreeMap::new();
        let mut add = |id: &str, of: &dyn Fn(&LanguageTag) -> Option<String>| {
            by_activity.insert(id.to_owned(), titled(course, reading, of).unwrap_or_else(|| id.to_owned()));
        };
        add(ROOT, &|tag| course.title.get(tag).map(str::to_owned));
        for part in &course.structure {
            if let StructureItem::Module(module) = part {
                add(&module.id, &|tag| module.title.get(tag).map(str::to_owned));
            }
        }
        for (_, item) in course.items() {
            match item {
                Item::Lesson { id, .. } => add(id, &|tag| course.lesson_title(id, tag)),
                Item::Quiz { id } => add(id, &|tag| course.quiz_title(id, tag)),
            }
        }
        Self { by_activity }
    }

    fn get<'a>(&'a self, id: &'a str) -> &'a str {
        self.by_activity.get(id).map_or(id, String::as_str)
    }
}

/// The first text of the reader's chain, in the reader's script.
fn titled(course: &Course, reading: &LanguageTag, of: &dyn Fn(&LanguageTag) -> Option<String>) -> Option<String> {
    let mut chain = vidik_lang::fallback_chain(reading);
    chain.extend(std::iter::once(&course.master).chain(&course.languages).cloned());
    let (found, text) = chain.into_iter().find_map(|tag| of(&tag).map(|text| (tag, text)))?;
    let serbian = found.primary() == "sr" && reading.primary() == "sr";
    Some(match (found.script(), reading.script()) {
        (Some("Cyrl"), Some("Latn")) if serbian => script::to_latin(&text),
        (Some("Latn"), Some("Cyrl")) if serbian => script::to_cyrillic(&text),
        _ => text,
    })
}
