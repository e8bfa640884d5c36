//! Reading a course's folder: a value and findings, so that an author sees everything at once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use vidik_base::LanguageTag;
use vidik_package::{Finding, Findings, PackageFiles, RuleId, course_rules as rules};

use crate::{
    check,
    document::{Document, step},
    model::{Course, CourseFile, Item, Lesson, Module, PartFile, StructureItem},
};

/// The name of the file that describes the course.
pub(crate) const COURSE: &str = "course.json";

/// `format` of what this version reads.
pub(crate) const FORMAT: &str = "vidik-course/1";

/// What `format` begins with in every version.
pub(crate) const FORMAT_STEM: &str = "vidik-course/";

/// The largest JSON file, in bytes.
pub(crate) const MAX_JSON: usize = 8 * 1024 * 1024;

/// The largest lesson, in bytes.
pub(crate) const MAX_LESSON: usize = 1024 * 1024;

/// The largest drawing, in bytes.
pub(crate) const MAX_FIGURE: usize = 20 * 1024;

/// Reads the course in a folder, at its root or in the one folder that it consists of.
///
/// The course is missing where `course.json` is, or cannot be understood. It is there in spite of findings otherwise:
/// a translator works with a folder that is not done yet. Whether it can be taken in, [`Findings::has_errors`] says.
pub fn read(files: &dyn PackageFiles) -> (Option<Course>, Findings) {
    let mut findings = Findings::new();
    let folder = locate(files);
    let mut reader = Reader { files, folder: folder.unwrap_or_default(), findings: &mut findings };
    let course = reader.course();
    if let Some(course) = &course {
        check::check(course, &mut findings);
    }
    (course, findings)
}

/// The folder of `course.json`, with a slash at its end; none where there is no such file.
pub(crate) fn locate(files: &dyn PackageFiles) -> Option<String> {
    if files.contains(COURSE) {
        return Some(String::new());
    }
    let mut folders = files
        .paths()
        .filter_map(|path| path.strip_suffix(COURSE))
        .filter(|folder| folder.ends_with('/') && folder.matches('/').count() == 1);
    let folder = folders.next()?.to_owned();
    folders.next().is_none().then_some(folder)
}

/// A finding in a file of the course.
pub(crate) fn error(folder: &str, path: &str, line: u32, rule: RuleId) -> Finding {
    Finding::error(rule).in_file(format!("{folder}{path}")).at_line(line)
}

struct Reader<'f> {
    files: &'f dyn PackageFiles,
    folder: String,
    findings: &'f mut Findings,
}

impl Reader<'_> {
    fn course(&mut self) -> Option<Course> {
        let document = self.document(COURSE)?;
        if !self.folder.is_empty() {
            let folder = self.folder.trim_end_matches('/');
            self.findings.push(Finding::repaired(rules::NESTED).in_file(COURSE).with("folder", folder));
        }
        match document.value.get("format").and_then(Value::as_str) {
            Some(FORMAT) => {}
            other => {
                let line = document.line("/format");
                let finding = error(&self.folder, COURSE, line, rules::FORMAT).with("format", other.unwrap_or("-"));
                self.findings.push(finding);
                return None;
            }
        }
        let file: CourseFile = self.shaped(COURSE, &document)?;
        let mut course = self.described(file, &document);
        course.documents.insert(COURSE.to_owned(), document);
        self.lessons(&mut course);
        self.quizzes(&mut course);
        self.banks(&mut course);
        self.drawings(&mut course);
        Some(course)
    }

    fn described(&mut self, file: CourseFile, document: &Document) -> Course {
        let structure = file.structure.into_iter().enumerate();
        let structure = structure
            .filter_map(|(number, part)| self.part(part, document, &step("/structure", &number.to_string()), true))
            .collect();
        let paths = self.files.paths().filter_map(|path| path.strip_prefix(self.folder.as_str()));
        Course {
            id: file.id,
            version: file.version,
            master: file.master,
            languages: file.languages,
            title: file.title,
            summary: file.summary,
            description: file.description,
            outcomes: file.outcomes,
            notice: file.notice,
            duration_minutes: file.duration_minutes,
            level: file.level,
            delivery_mode: file.delivery_mode,
            structure,
            blueprints: file.blueprints,
            sources: file.sources,
            glossary: file.glossary,
            figures: file.figures,
            media: file.media,
            lessons: BTreeMap::new(),
            quizzes: BTreeMap::new(),
            banks: BTreeMap::new(),
            folder: self.folder.clone(),
            documents: BTreeMap::new(),
            drawings: BTreeMap::new(),
            paths: paths.map(str::to_owned).collect(),
        }
    }

    /// One part of the structure; modules lie on its first level alone.
    fn part(&mut self, part: PartFile, document: &Document, pointer: &str, top: bool) -> Option<StructureItem> {
        match part {
            PartFile { module: Some(id), lesson: None, quiz: None, minutes: None, title, items: Some(items) }
                if top =>
            {
                let items = items.into_iter().enumerate().filter_map(|(number, item)| {
                    let pointer = format!("{pointer}/items/{number}");
                    match self.part(item, document, &pointer, false)? {
                        StructureItem::Item(item) => Some(item),
                        StructureItem::Module(_) => None,
                    }
                });
                let items = items.collect();
                Some(StructureItem::Module(Module { id, title, items }))
            }
            PartFile { module: None, lesson: Some(id), quiz: None, minutes, title, items: None }
                if title.is_empty() =>
            {
                Some(StructureItem::Item(Item::Lesson { id, minutes }))
            }
            PartFile { module: None, lesson: None, quiz: Some(id), minutes: None, title, items: None }
                if title.is_empty() =>
            {
                Some(StructureItem::Item(Item::Quiz { id }))
            }
            _ => {
                self.findings.push(error(&self.folder, COURSE, document.line(pointer), rules::STRUCT_PART));
                None
            }
        }
    }

    fn lessons(&mut self, course: &mut Course) {
        let ids: Vec<String> = course
            .items()
            .filter_map(|(_, item)| match item {
                Item::Lesson { id, .. } => Some(id.clone()),
                Item::Quiz { .. } => None,
            })
            .collect();
        for id in ids {
            let mut lesson = Lesson::default();
            for language in &course.languages {
                let path = lesson_path(&id, language);
                if self.files.contains(&format!("{}{path}", self.folder))
                    && let Some(text) = self.text(&path, MAX_LESSON)
                {
                    lesson.texts.insert(language.clone(), text);
                }
            }
            course.lessons.insert(id, lesson);
        }
    }

    fn quizzes(&mut self, course: &mut Course) {
        let ids: BTreeSet<String> = course
            .items()
            .filter_map(|(_, item)| match item {
                Item::Quiz { id } => Some(id.clone()),
                Item::Lesson { .. } => None,
            })
            .collect();
        for id in ids {
            let path = format!("quizzes/{id}.json");
            let Some(document) = self.document(&path) else { continue };
            if let Some(quiz) = self.shaped(&path, &document) {
                course.quizzes.insert(id, quiz);
            }
            course.documents.insert(path, document);
        }
    }

    /// Every bank that lies there, whether a quiz draws from it or not.
    fn banks(&mut self, course: &mut Course) {
        let ids: Vec<String> = course
            .paths
            .iter()
            .filter_map(|path| path.strip_prefix("banks/")?.strip_suffix(".json"))
            .filter(|id| !id.contains('/'))
            .map(str::to_owned)
            .collect();
        for id in ids {
            let path = format!("banks/{id}.json");
            let Some(document) = self.document(&path) else { continue };
            if let Some(bank) = self.shaped(&path, &document) {
                course.banks.insert(id, bank);
            }
            course.documents.insert(path, document);
        }
    }

    fn drawings(&mut self, course: &mut Course) {
        for id in course.figures.keys() {
            let path = format!("figures/{id}.svg");
            if let Some(text) = self.text(&path, MAX_FIGURE) {
                course.drawings.insert(id.clone(), text);
            }
        }
    }

    /// A JSON file with its places. What is wrong with it is said.
    fn document(&mut self, path: &str) -> Option<Document> {
        let text = self.text(path, MAX_JSON)?;
        match Document::parse(text) {
            Ok(document) => {
                for (name, offset) in &document.doubled {
                    let line = crate::document::line_at(document.text(), *offset);
                    self.findings.push(error(&self.folder, path, line, rules::JSON_TWICE).with("name", name));
                }
                Some(document)
            }
            Err(fault) => {
                self.findings.push(parser_fault(&self.folder, path, &fault, rules::JSON_SYNTAX));
                None
            }
        }
    }

    /// The file as a type; read from its text, so that a fault has its line.
    fn shaped<T: serde::de::DeserializeOwned>(&mut self, path: &str, document: &Document) -> Option<T> {
        match serde_json::from_str(document.text()) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.findings.push(parser_fault(&self.folder, path, &fault, rules::JSON_SHAPE));
                None
            }
        }
    }

    fn text(&mut self, path: &str, limit: usize) -> Option<String> {
        let Some(bytes) = self.files.read(&format!("{}{path}", self.folder), limit.saturating_add(1)) else {
            self.findings.push(Finding::error(rules::FILE_MISSING).with("path", path));
            return None;
        };
        if bytes.len() > limit {
            self.findings.push(error(&self.folder, path, 0, rules::FILE_SIZE).with("kilobytes", limit / 1024));
            return None;
        }
        match String::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(fault) => {
                let valid = fault.utf8_error().valid_up_to();
                let line = fault.as_bytes().get(..valid).unwrap_or_default().iter().filter(|byte| **byte == b'\n');
                let line = u32::try_from(line.count()).map_or(0, |lines| lines + 1);
                self.findings.push(error(&self.folder, path, line, rules::FILE_TEXT));
                None
            }
        }
    }
}

/// Where a lesson's text lies.
pub(crate) fn lesson_path(lesson: &str, language: &LanguageTag) -> String {
    format!("lessons/{lesson}/{language}.md")
}

fn parser_fault(folder: &str, path: &str, fault: &serde_json::Error, rule: RuleId) -> Finding {
    let line = u32::try_from(fault.line()).unwrap_or(0);
    let detail = fault.to_string();
    // The place is said beside it.
    let detail = detail.split(" at line ").next().unwrap_or_default();
    error(folder, path, line, rule).with("detail", detail)
}
