//! What is wrong with lessons and drawings, by file and line.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use vidik_base::LanguageTag;
use vidik_package::{Finding, Findings, RuleId, Severity, course_rules as rules};

use super::{
    blocks::{Block, BlockFault, Container, parse},
    body,
    inline::{Directive, scan},
    question::Question,
};
use crate::{
    check::is_id,
    document::line_at,
    model::{Course, MediaKind, title_of},
    read::lesson_path,
    render::{
        address,
        figure::{FigureFault, look},
        options,
    },
};

/// What each container takes: its name, whether it has an id, the attributes it must have, those it may have.
const CONTAINERS: [(&str, bool, &[&str], &[&str]); 11] = [
    ("case", false, &[], &[]),
    ("decision", true, &[], &[]),
    ("check", true, &[], &[]),
    ("explain", false, &[], &[]),
    ("quote", false, &["source"], &["place"]),
    ("figure", true, &[], &[]),
    ("video", true, &[], &[]),
    ("accordion", false, &["title"], &[]),
    ("note", false, &[], &[]),
    ("important", false, &[], &[]),
    ("summary", false, &[], &[]),
];

/// Checks every lesson in every language, and that the languages agree.
pub(crate) fn check_lessons(course: &Course, findings: &mut Findings) {
    for (id, lesson) in &course.lessons {
        let shape = |language: &LanguageTag| {
            lesson.texts.get(language).map(|text| {
                let (text, first) = body(text);
                shape_of(&parse(text, first).0)
            })
        };
        let master = shape(&course.master);
        for (language, text) in &lesson.texts {
            let path = format!("{}{}", course.folder, lesson_path(id, language));
            let mut check = Check { course, path: &path, findings, ids: BTreeSet::new(), level: 1 };
            check.lesson(text);
            if *language != course.master
                && let (Some(master), Some(own)) = (&master, shape(language))
                && let Some((line, found, wanted)) = difference(master, &own)
            {
                let finding = check.at(line, Severity::Error, rules::MD_PARITY);
                let finding = finding.with("language", &course.master).with("found", found).with("wanted", wanted);
                check.findings.push(finding);
            }
        }
    }
}

/// Checks the Markdown of `course.json` and of banks: citations, terms, links.
pub(crate) fn check_text(course: &Course, path: &str, line: u32, text: &str, findings: &mut Findings) {
    let mut check = Check { course, path, findings, ids: BTreeSet::new(), level: 2 };
    check.markdown(text, line, true);
}

/// Checks the drawings, and that their labels are those of `course.json`.
pub(crate) fn check_figures(course: &Course, findings: &mut Findings) {
    for (id, figure) in &course.figures {
        let Some(drawing) = course.drawing(id) else { continue };
        let path = format!("{}figures/{id}.svg", course.folder);
        let looked = look(drawing);
        let at = |line: u32, rule: RuleId| Finding::error(rule).in_file(&path).at_line(line);
        for (line, fault) in looked.faults {
            findings.push(match fault {
                FigureFault::Xml => at(line, rules::FIG_XML),
                FigureFault::Size => at(line, rules::FIG_SIZE),
                FigureFault::Element(name) => at(line, rules::FIG_ELEMENT).with("name", name),
                FigureFault::Attribute(name) => at(line, rules::FIG_ATTRIBUTE).with("name", name),
                FigureFault::Class(name) => at(line, rules::FIG_CLASS).with("name", name),
                FigureFault::Unlabelled => at(line, rules::FIG_TEXT),
            });
        }
        for (label, line) in &looked.labels {
            if !figure.labels.contains_key(label) {
                findings.push(at(*line, rules::FIG_LABEL).with("label", label).with("id", id));
            }
        }
        for label in figure.labels.keys().filter(|label| !looked.labels.contains_key(*label)) {
            let finding = Finding::warning(rules::FIG_LABEL_UNUSED).in_file(&path);
            findings.push(finding.with("label", label).with("id", id));
        }
    }
}

struct Check<'c> {
    course: &'c Course,
    path: &'c str,
    findings: &'c mut Findings,
    ids: BTreeSet<String>,
    /// Of the last heading.
    level: u8,
}

impl Check<'_> {
    fn at(&self, line: u32, severity: Severity, rule: RuleId) -> Finding {
        Finding::new(severity, rule).in_file(self.path).at_line(line)
    }

    fn error(&mut self, line: u32, rule: RuleId) {
        let finding = self.at(line, Severity::Error, rule);
        self.findings.push(finding);
    }

    fn named(&mut self, line: u32, rule: RuleId, name: &str) {
        let finding = self.at(line, Severity::Error, rule).with("name", name);
        self.findings.push(finding);
    }

    fn reference(&mut self, line: u32, kind: &str, id: &str) {
        let finding = self.at(line, Severity::Error, rules::REFERENCE).with("kind", kind).with("id", id);
        self.findings.push(finding);
    }

    fn lesson(&mut self, text: &str) {
        if title_of(text).is_none() {
            self.error(1, rules::MD_TITLE);
        }
        let (text, first) = body(text);
        let (blocks, faults) = parse(text, first);
        for (line, fault) in faults {
            match fault {
                BlockFault::Close => self.error(line, rules::MD_CLOSE),
                BlockFault::Unclosed(name) => self.named(line, rules::MD_UNCLOSED, &name),
                BlockFault::Attributes(name) => self.named(line, rules::MD_ATTRIBUTES, &name),
                BlockFault::Depth => self.error(line, rules::MD_DEPTH),
            }
        }
        self.blocks(&blocks);
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Markdown { text, line } => self.markdown(text, *line, false),
                Block::Container(container) => self.container(container),
            }
        }
    }

    fn container(&mut self, container: &Container) {
        let (line, name) = (container.line, container.name.as_str());
        let Some((_, has_id, needed, allowed)) = CONTAINERS.iter().find(|(known, ..)| *known == name) else {
            self.named(line, rules::MD_CONTAINER, name);
            return self.blocks(&container.blocks);
        };
        let given: BTreeSet<&str> = container.attributes.keys().map(String::as_str).collect();
        let fits = needed.iter().all(|one| given.contains(one))
            && given.iter().all(|one| needed.contains(one) || allowed.contains(one))
            && container.id.is_some() == *has_id;
        if !fits {
            self.named(line, rules::MD_ATTRIBUTES, name);
        }
        if let Some(id) = &container.id {
            self.identified(container, id);
        }
        if let Some(source) = container.attributes.get("source").filter(|it| !self.course.sources.contains_key(*it)) {
            self.reference(line, "source", source);
        }
        if let Some(title) = container.attributes.get("title") {
            self.markdown(title, line, true);
        }
        if matches!(name, "check" | "decision") { self.question(container) } else { self.blocks(&container.blocks) }
    }

    fn identified(&mut self, container: &Container, id: &str) {
        let line = container.line;
        match container.name.as_str() {
            "figure" => {
                let image = self.course.media.get(id).is_some_and(|media| media.kind == MediaKind::Image);
                if !self.course.figures.contains_key(id) && !image {
                    self.reference(line, "figure", id);
                }
            }
            "video" => {
                let played = |kind| matches!(kind, MediaKind::Video | MediaKind::Audio);
                if !self.course.media.get(id).is_some_and(|media| played(media.kind)) {
                    self.reference(line, "media", id);
                }
            }
            _ => {
                if !is_id(id) {
                    let finding = self.at(line, Severity::Error, rules::ID).with("id", id);
                    self.findings.push(finding);
                }
                if !self.ids.insert(id.to_owned()) {
                    let finding = self.at(line, Severity::Error, rules::ID_TWICE).with("id", id);
                    self.findings.push(finding);
                }
            }
        }
    }

    fn question(&mut self, container: &Container) {
        let question = Question::of(container);
        self.blocks(&question.blocks);
        let right = question.choices.iter().filter(|choice| choice.right).count();
        if question.choices.len() < 2 || right == 0 || question.blocks.is_empty() {
            self.error(container.line, rules::MD_QUESTION);
        }
        for choice in &question.choices {
            self.markdown(&choice.text, choice.line, true);
            self.markdown(&choice.feedback, choice.line.saturating_add(1), true);
        }
    }

    /// Markdown that begins in `line`; headings are for the lesson itself.
    fn markdown(&mut self, text: &str, line: u32, small: bool) {
        let scanned = scan(text);
        for (directive, offset) in &scanned.directives {
            self.directive(directive, line.saturating_add(*offset));
        }
        let mut in_image = false;
        for (event, range) in Parser::new_ext(&scanned.text, options()).into_offset_iter() {
            let at = line.saturating_add(line_at(&scanned.text, range.start)).saturating_sub(1);
            match event {
                Event::Html(_) | Event::InlineHtml(_) => {
                    let finding = self.at(at, Severity::Warning, rules::MD_HTML);
                    self.findings.push(finding);
                }
                Event::Start(Tag::Heading { level, .. }) => self.heading(level, at, small),
                Event::Start(Tag::Link { dest_url, .. }) if address(self.course, "", &dest_url).is_none() => {
                    self.named(at, rules::MD_LINK, &dest_url);
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    in_image = true;
                    if !dest_url.starts_with("media/") || address(self.course, "", &dest_url).is_none() {
                        self.named(at, rules::MD_LINK, &dest_url);
                    }
                }
                Event::Text(_) => in_image = false,
                Event::End(TagEnd::Image) if in_image => {
                    in_image = false;
                    self.error(at, rules::ALTERNATIVE);
                }
                _ => {}
            }
        }
    }

    fn heading(&mut self, level: HeadingLevel, line: u32, small: bool) {
        let level = level as u8;
        if small || !(2..=3).contains(&level) || level > self.level.saturating_add(1) {
            self.error(line, rules::MD_HEADING);
        }
        self.level = level.clamp(2, 3);
    }

    fn directive(&mut self, directive: &Directive, line: u32) {
        match directive {
            Directive::Citation { source, place } => {
                if !self.course.sources.contains_key(source) {
                    self.reference(line, "source", source);
                }
                if let Some(place) = place {
                    self.markdown(place, line, true);
                }
            }
            Directive::Term { term, words } => {
                if !self.course.glossary.iter().any(|known| known.id == *term) {
                    self.reference(line, "term", term);
                }
                if let Some(words) = words {
                    self.markdown(words, line, true);
                }
            }
            Directive::Foreign { language, words } => {
                if language.is_none() {
                    self.named(line, rules::MD_LANG, words);
                }
            }
            Directive::Keep { .. } => {}
        }
    }
}

/// What languages must have in common: containers with names, ids and sources, answers with which are right.
fn shape_of(blocks: &[Block]) -> Vec<(u32, String)> {
    let mut shape = Vec::new();
    for block in blocks {
        let Block::Container(container) = block else { continue };
        let mut text = format!(":::{}", container.name);
        if let Some(id) = &container.id {
            text.push('#');
            text.push_str(id);
        }
        if let Some(source) = container.attributes.get("source") {
            text.push(' ');
            text.push_str(source);
        }
        if matches!(container.name.as_str(), "check" | "decision") {
            text.extend(
                Question::of(container).choices.iter().map(|choice| if choice.right { " [x]" } else { " [ ]" }),
            );
        }
        shape.push((container.line, text));
        let inside = shape_of(&container.blocks);
        if !inside.is_empty() {
            shape.extend(inside);
            shape.push((container.line, ":::".to_owned()));
        }
    }
    shape
}

/// Where a translation first goes another way: its line, what is there, what the master has.
fn difference(master: &[(u32, String)], own: &[(u32, String)]) -> Option<(u32, String, String)> {
    let none = || "-".to_owned();
    let place = (0..master.len().max(own.len()))
        .find(|at| master.get(*at).map(|(_, text)| text) != own.get(*at).map(|(_, text)| text))?;
    let line = own.get(place).or(own.last()).map_or(1, |(line, _)| *line);
    let text = |shape: &[(u32, String)]| shape.get(place).map_or_else(none, |(_, text)| text.clone());
    Some((line, text(own), text(master)))
}
