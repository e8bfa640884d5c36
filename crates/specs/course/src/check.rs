//! What the parts of a course must have in common: ids, languages, references.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use vidik_base::LanguageTag;
use vidik_package::{Finding, Findings, RuleId, Severity, course_rules as rules};
use vidik_quiz::{QuizProblem, check_bank, check_blueprint, check_quiz};

use crate::{
    document::{Document, step},
    lesson::check::{check_figures, check_lessons, check_text},
    model::{Course, MediaKind, StructureItem},
    read::{COURSE, error, lesson_path},
};

/// Checks a course that was read.
pub(crate) fn check(course: &Course, findings: &mut Findings) {
    let Some(document) = course.documents.get(COURSE) else { return };
    let mut check = Check { course, document, findings };
    check.ids();
    check.languages();
    check.texts();
    check.structure();
    check.questions();
    check.references();
    check.alternatives();
    check.markdown();
    check_lessons(course, findings);
    check_figures(course, findings);
}

/// Whether it is an id: small letters, digits and hyphens, no hyphen first, at most 64.
pub(crate) fn is_id(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=64).contains(&id.len())
        && id.bytes().next().is_some_and(allowed)
        && id.bytes().all(|byte| allowed(byte) || byte == b'-')
}

struct Check<'c> {
    course: &'c Course,
    document: &'c Document,
    findings: &'c mut Findings,
}

impl Check<'_> {
    fn at(&self, pointer: &str, rule: RuleId) -> Finding {
        error(&self.course.folder, COURSE, self.document.line(pointer), rule)
    }

    fn ids(&mut self) {
        let mut found: Vec<(&str, String, String)> = vec![("course", self.course.id.clone(), "/id".to_owned())];
        for (number, part) in self.course.structure.iter().enumerate() {
            let pointer = format!("/structure/{number}");
            match part {
                StructureItem::Item(item) => found.push(("activity", item.id().to_owned(), pointer)),
                StructureItem::Module(module) => {
                    for (place, item) in module.items.iter().enumerate() {
                        found.push(("activity", item.id().to_owned(), format!("{pointer}/items/{place}")));
                    }
                    found.push(("activity", module.id.clone(), pointer));
                }
            }
        }
        for (number, term) in self.course.glossary.iter().enumerate() {
            found.push(("term", term.id.clone(), format!("/glossary/{number}/id")));
        }
        for (kind, ids) in [
            ("blueprints", self.course.blueprints.keys().collect::<Vec<_>>()),
            ("sources", self.course.sources.keys().collect()),
            ("figures", self.course.figures.keys().collect()),
            ("media", self.course.media.keys().collect()),
        ] {
            found.extend(ids.into_iter().map(|id| (kind, id.clone(), step(&format!("/{kind}"), id))));
        }
        let mut seen: BTreeSet<(&str, String)> = BTreeSet::new();
        for (kind, id, pointer) in found {
            if !is_id(&id) {
                self.findings.push(self.at(&pointer, rules::ID).with("id", &id));
            }
            if !seen.insert((kind, id.clone())) {
                self.findings.push(self.at(&pointer, rules::ID_TWICE).with("id", &id));
            }
        }
    }

    fn languages(&mut self) {
        let named = self.course.languages.iter().enumerate().map(|(number, tag)| (format!("/languages/{number}"), tag));
        for (pointer, tag) in named.chain([("/master".to_owned(), &self.course.master)]) {
            if tag.primary() == "sr" && tag.script().is_none() {
                self.findings.push(self.at(&pointer, rules::LANG_SCRIPT));
            }
        }
        if !self.course.languages.contains(&self.course.master) {
            let finding = self.at("/master", rules::LANG_MASTER).with("language", &self.course.master);
            self.findings.push(finding);
        }
    }

    /// Every text of every JSON file, and the lessons' files.
    fn texts(&mut self) {
        for unit in self.course.units() {
            for string in unit.strings {
                let Some((path, pointer)) = &string.place else {
                    self.lesson_texts(&unit.key, &string.texts);
                    continue;
                };
                // Quizzes and banks are checked by their own rules.
                if path != COURSE {
                    continue;
                }
                let line = |pointer: &str| self.document.line(pointer);
                let at = error(&self.course.folder, path, line(pointer), rules::TEXT_MASTER);
                self.text(&at, &string.texts, |language| line(&step(pointer, language.as_str())));
            }
        }
    }

    fn lesson_texts(&mut self, key: &str, texts: &BTreeMap<LanguageTag, String>) {
        let lesson = key.strip_prefix("lesson.").unwrap_or(key);
        for language in &self.course.languages {
            if texts.contains_key(language) {
                continue;
            }
            let path = lesson_path(lesson, language);
            self.findings.push(if *language == self.course.master {
                Finding::error(rules::FILE_MISSING).with("path", &path)
            } else {
                Finding::warning(rules::TEXT_MISSING).in_file(path).with("language", language)
            });
        }
    }

    fn text(&mut self, at: &Finding, texts: &BTreeMap<LanguageTag, String>, line: impl Fn(&LanguageTag) -> u32) {
        let course = self.course;
        let same_place = |rule: RuleId, severity, language: &LanguageTag| {
            Finding { rule, severity, ..at.clone() }.with("language", language)
        };
        for language in &self.course.languages {
            if texts.get(language).is_some_and(|text| !text.trim().is_empty()) {
                continue;
            }
            self.findings.push(if *language == self.course.master {
                same_place(rules::TEXT_MASTER, Severity::Error, language)
            } else {
                same_place(rules::TEXT_MISSING, Severity::Warning, language)
            });
        }
        for language in texts.keys().filter(|language| !is_known(course, language)) {
            let finding = if language.primary() == "sr" && language.script().is_none() {
                same_place(rules::LANG_SCRIPT, Severity::Error, language)
            } else {
                same_place(rules::LANG_UNKNOWN, Severity::Warning, language)
            };
            self.findings.push(finding.at_line(line(language)));
        }
    }

    fn structure(&mut self) {
        if self.course.items().next().is_none() {
            self.findings.push(self.at("/structure", rules::STRUCT_EMPTY));
        }
        for (path, document) in &self.course.documents {
            let Some((_, name)) = path.strip_suffix(".json").and_then(|path| path.split_once('/')) else { continue };
            let id = document.value.get("id").and_then(Value::as_str).unwrap_or_default();
            if id != name {
                let finding = error(&self.course.folder, path, document.line("/id"), rules::ID_FILE);
                self.findings.push(finding.with("id", id).with("name", name));
            }
        }
    }

    fn reference(&mut self, path: &str, pointer: &str, kind: &str, id: &str) {
        let Some(document) = self.course.documents.get(path) else { return };
        let finding = error(&self.course.folder, path, document.line(pointer), rules::REFERENCE);
        self.findings.push(finding.with("kind", kind).with("id", id));
    }

    /// Quizzes, blueprints and banks, by the rules of `vidik-quiz`.
    fn questions(&mut self) {
        let course = self.course;
        let mut languages = vec![course.master.clone()];
        languages.extend(course.languages.iter().filter(|language| **language != course.master).cloned());
        for (id, blueprint) in &course.blueprints {
            let problems = check_blueprint(blueprint, course.banks.get(&blueprint.bank));
            self.problems(COURSE, &step("/blueprints", id), &problems);
        }
        for (id, quiz) in &course.quizzes {
            let blueprint = quiz.blueprint.as_ref().and_then(|id| course.blueprints.get(id));
            let bank = quiz.bank.as_ref().or(blueprint.map(|blueprint| &blueprint.bank));
            let bank = bank.and_then(|id| course.banks.get(id));
            self.problems(&format!("quizzes/{id}.json"), "", &check_quiz(quiz, blueprint, bank, &languages));
        }
        for (id, bank) in &course.banks {
            let path = format!("banks/{id}.json");
            self.problems(&path, "", &check_bank(bank, &languages));
            for (number, topic) in bank.topics.iter().enumerate() {
                if let Some(lesson) = topic.lesson.as_ref().filter(|lesson| !course.lessons.contains_key(*lesson)) {
                    self.reference(&path, &format!("/topics/{number}/lesson"), "lesson", lesson);
                }
            }
            for (number, question) in bank.questions.iter().enumerate() {
                for source in question.sources.iter().filter(|source| !course.sources.contains_key(*source)) {
                    self.reference(&path, &format!("/questions/{number}/sources"), "source", source);
                }
            }
        }
    }

    fn problems(&mut self, path: &str, stem: &str, problems: &[QuizProblem]) {
        let Some(document) = self.course.documents.get(path) else { return };
        for problem in problems {
            let line = document.line(&format!("{stem}{}", problem.pointer));
            self.findings.push(problem.finding(&format!("{}{path}", self.course.folder), line));
        }
    }

    fn references(&mut self) {
        let course = self.course;
        for (id, media) in &course.media {
            let at = step("/media", id);
            for (key, path) in [("file", Some(&media.file)), ("poster", media.poster.as_ref())] {
                if let Some(path) = path.filter(|path| !course.has_file(path)) {
                    let finding = self.at(&format!("{at}/{key}"), rules::FILE_MISSING).with("path", path);
                    self.findings.push(finding);
                }
            }
            for (language, path) in media.captions.iter().filter(|(_, path)| !course.has_file(path)) {
                let finding = self.at(&format!("{at}/captions/{language}"), rules::FILE_MISSING).with("path", path);
                self.findings.push(finding);
            }
        }
        self.unused();
    }

    /// Pictures need an alternative, films captions.
    fn alternatives(&mut self) {
        let course = self.course;
        for (id, media) in &course.media {
            let at = step("/media", id);
            if media.kind == MediaKind::Image && media.alt.is_empty() {
                self.findings.push(self.at(&at, rules::ALTERNATIVE));
            }
            if media.kind == MediaKind::Video && media.captions.is_empty() && media.transcript.is_empty() {
                let finding = Finding { severity: Severity::Warning, ..self.at(&at, rules::CAPTIONS) };
                self.findings.push(finding);
            }
        }
    }

    /// Texts in JSON that are Markdown.
    fn markdown(&mut self) {
        for string in self.course.units().into_iter().flat_map(|unit| unit.strings).filter(|string| string.markdown) {
            let Some((path, pointer)) = &string.place else { continue };
            let Some(document) = self.course.documents.get(path) else { continue };
            for (language, text) in &string.texts {
                let line = document.line(&step(pointer, language.as_str()));
                check_text(self.course, &format!("{}{path}", self.course.folder), line, text, self.findings);
            }
        }
    }

    /// Files that nothing refers to: a lesson that fell out of the structure, a language that is not listed.
    fn unused(&mut self) {
        let course = self.course;
        for path in &course.paths {
            let used = match path.split('/').collect::<Vec<_>>().as_slice() {
                ["lessons", lesson, file] => {
                    course.lessons.contains_key(*lesson)
                        && file
                            .strip_suffix(".md")
                            .is_some_and(|tag| course.languages.iter().any(|it| it.as_str() == tag))
                }
                ["quizzes", _] => course.documents.contains_key(path),
                ["figures", file] => file.strip_suffix(".svg").is_some_and(|id| course.figures.contains_key(id)),
                ["media", ..] => course.media.values().any(|media| {
                    media.file == *path
                        || media.poster.as_ref() == Some(path)
                        || media.captions.values().any(|caption| caption == path)
                }),
                _ => true,
            };
            if !used {
                let file = format!("{}{path}", course.folder);
                self.findings.push(Finding::hint(rules::FILE_UNUSED).in_file(file));
            }
        }
    }
}

/// A language of the course, or the other script of its Serbian: a text that stands instead of the derived one.
fn is_known(course: &Course, language: &LanguageTag) -> bool {
    let is_script = matches!(language.as_str(), "sr-Cyrl" | "sr-Latn");
    course.languages.iter().any(|known| known == language || is_script && known.primary() == "sr")
}
