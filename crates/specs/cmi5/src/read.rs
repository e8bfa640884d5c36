//! `cmi5.xml` by its schema (cmi5 13.2), with everything that the schema cannot say (cmi5 3, 8.1, 13.1, 14).

use std::collections::BTreeSet;

use vidik_base::LanguageTag;
use vidik_package::{
    Finding, Findings, PackageFiles, RuleId,
    manifest::Limits,
    rules as package_rules,
    xml::{self, Element, Ns},
};
use vidik_sequencing::{AssignableUnit, MoveOn};

use crate::{
    address::{Address, is_absolute_iri, reserved_parameter, resolve},
    rules,
    structure::{Block, Objective, Part, Structure, Text, Unit},
};

/// Titles and ids, in characters.
const SHORT: usize = 4_000;
/// Descriptions, launch parameters, entitlement keys.
const LONG: usize = 64_000;

/// Reads a course structure that lies in the archive as `path`.
///
/// With `files`, the files of units are looked up; without, relative addresses count as being there. `None` where
/// nothing can be made of it; whether it can be used is said by `findings`.
pub fn read(
    bytes: &[u8],
    path: &str,
    files: Option<&dyn PackageFiles>,
    limits: &Limits,
    findings: &mut Findings,
) -> Option<Structure> {
    let text = xml::decode(bytes, path, &limits.xml, findings)?;
    let document = xml::parse(&text, path, &limits.xml, findings)?;
    let root = document.root();
    let folder = path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or_default();
    let mut reader = Reader {
        path,
        folder,
        files,
        findings,
        ids: BTreeSet::new(),
        objectives: BTreeSet::new(),
        parts_left: limits.manifest.activities,
        depth: limits.manifest.activity_depth,
    };
    if root.name() != "courseStructure" || root.ns() != Ns::Cmi5 {
        reader.error(rules::ROOT, root, &[("element", root.name())]);
        return None;
    }
    reader.structure(root)
}

struct Reader<'r> {
    path: &'r str,
    folder: &'r str,
    files: Option<&'r dyn PackageFiles>,
    findings: &'r mut Findings,
    /// Of units and blocks.
    ids: BTreeSet<String>,
    objectives: BTreeSet<String>,
    parts_left: usize,
    depth: usize,
}

/// The children of an element, taken out in the schema's order.
struct Children<'d> {
    parent: Element<'d>,
    left: Vec<Element<'d>>,
}

impl<'d> Children<'d> {
    fn of(parent: Element<'d>) -> Self {
        let mut left: Vec<Element<'d>> = parent.children().collect();
        left.reverse();
        Self { parent, left }
    }

    /// The next child, where it is this element.
    fn next(&mut self, name: &str) -> Option<Element<'d>> {
        let next = *self.left.last()?;
        if next.ns() != Ns::Cmi5 || next.name() != name {
            return None;
        }
        self.left.pop()
    }
}

impl Reader<'_> {
    fn error(&mut self, rule: RuleId, at: Element<'_>, params: &[(&str, &str)]) {
        self.report(Finding::error(rule), at, params);
    }

    fn report(&mut self, finding: Finding, at: Element<'_>, params: &[(&str, &str)]) {
        let finding = params.iter().fold(finding, |finding, (name, value)| finding.with(name, value));
        self.findings.push(finding.in_file(self.path).at_line(at.line()));
    }

    /// The child that must come next. What stands before it in the wrong place is told.
    fn need<'d>(&mut self, children: &mut Children<'d>, name: &str) -> Option<Element<'d>> {
        if let Some(element) = children.next(name) {
            return Some(element);
        }
        let at = children.left.iter().rposition(|child| child.ns() == Ns::Cmi5 && child.name() == name);
        let Some(at) = at else {
            self.error(rules::MISSING, children.parent, &[("parent", children.parent.name()), ("element", name)]);
            return None;
        };
        let found = children.left.remove(at);
        self.error(rules::ELEMENT, found, &[("parent", children.parent.name()), ("element", name)]);
        Some(found)
    }

    /// Behind its own elements an element may have some of other vocabularies, and nothing else (cmi5 13.1.5).
    fn finish(&mut self, children: Children<'_>) {
        for child in children.left.into_iter().rev().filter(|child| matches!(child.ns(), Ns::Cmi5 | Ns::None)) {
            self.error(rules::ELEMENT, child, &[("parent", children.parent.name()), ("element", child.name())]);
        }
    }

    fn attributes(&mut self, element: Element<'_>, known: &[&str]) {
        let unknown = |(ns, name): &(Ns, &str)| match ns {
            Ns::None => !known.contains(name),
            ns => *ns == Ns::Cmi5,
        };
        for (_, name) in element.attribute_names().filter(unknown) {
            self.error(rules::ATTRIBUTE, element, &[("element", element.name()), ("attribute", name)]);
        }
    }

    fn structure(&mut self, root: Element<'_>) -> Option<Structure> {
        self.attributes(root, &[]);
        let mut children = Children::of(root);
        let course = self.need(&mut children, "course")?;
        self.attributes(course, &["id"]);
        let id = self.id(course, "id").unwrap_or_default();
        let mut own = Children::of(course);
        let (title, description) = self.words(&mut own);
        self.finish(own);
        let objectives = children.next("objectives").map(|element| self.objectives(element)).unwrap_or_default();
        let parts = self.parts(&mut children, 1);
        self.finish(children);
        Some(Structure { id, title, description, objectives, parts })
    }

    /// `title` and `description`.
    fn words(&mut self, children: &mut Children<'_>) -> (Text, Text) {
        let title = self.need(children, "title").map(|element| self.text(element, SHORT)).unwrap_or_default();
        let description = self.need(children, "description").map(|element| self.text(element, LONG));
        (title, description.unwrap_or_default())
    }

    fn text(&mut self, element: Element<'_>, most: usize) -> Text {
        self.attributes(element, &[]);
        let mut children = Children::of(element);
        let mut text = Text::default();
        let mut said = false;
        while let Some(langstring) = children.next("langstring") {
            self.attributes(langstring, &["lang"]);
            let (words, _) = langstring.text(most);
            if !said {
                text.first.clone_from(&words);
            }
            said = true;
            let Some(language) = langstring.attribute("lang") else { continue };
            match LanguageTag::parse(&language) {
                Ok(language) => text.all.set(language, words),
                Err(_) => self.error(rules::LANGUAGE, langstring, &[("value", &language)]),
            }
        }
        if !said {
            self.error(rules::MISSING, element, &[("parent", element.name()), ("element", "langstring")]);
        }
        self.finish(children);
        text
    }

    /// An id, which has to be an absolute IRI (cmi5 3).
    fn id(&mut self, element: Element<'_>, attribute: &str) -> Option<String> {
        let value = element.attribute(attribute).filter(|value| !value.is_empty());
        let Some(value) = value else {
            self.error(rules::ATTRIBUTE_MISSING, element, &[("element", element.name()), ("attribute", attribute)]);
            return None;
        };
        if !is_absolute_iri(&value) || value.chars().count() > SHORT {
            self.error(rules::ID, element, &[("id", &value)]);
        }
        Some(value.into_owned())
    }

    fn objectives(&mut self, element: Element<'_>) -> Vec<Objective> {
        self.attributes(element, &[]);
        let mut children = Children::of(element);
        let mut objectives = Vec::new();
        while let Some(objective) = children.next("objective") {
            self.attributes(objective, &["id"]);
            let id = self.id(objective, "id").unwrap_or_default();
            let mut own = Children::of(objective);
            // `xs:all`: in either order.
            let before = own.next("description").map(|element| self.text(element, LONG));
            let title = self.need(&mut own, "title").map(|element| self.text(element, SHORT)).unwrap_or_default();
            if before.is_none()
                && let Some(description) = self.need(&mut own, "description")
            {
                self.text(description, LONG);
            }
            self.finish(own);
            if !self.objectives.insert(id.clone()) {
                self.error(rules::ID_TWICE, objective, &[("id", &id)]);
            }
            objectives.push(Objective { id, title });
        }
        if objectives.is_empty() {
            self.error(rules::MISSING, element, &[("parent", "objectives"), ("element", "objective")]);
        }
        self.finish(children);
        objectives
    }

    fn parts(&mut self, children: &mut Children<'_>, depth: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        loop {
            let part = if let Some(unit) = children.next("au") {
                self.unit(unit).map(Part::Unit)
            } else if let Some(block) = children.next("block") {
                self.block(block, depth).map(Part::Block)
            } else {
                break;
            };
            let Some(part) = part else { return parts };
            parts.push(part);
        }
        if parts.is_empty() {
            let parent = children.parent;
            self.error(rules::MISSING, parent, &[("parent", parent.name()), ("element", "au")]);
        }
        parts
    }

    /// Room for one more unit or block; says once that there is none.
    fn take_part(&mut self, at: Element<'_>, depth: usize) -> Option<()> {
        if self.parts_left == 0 || depth > self.depth {
            let told = self.findings.iter().any(|finding| finding.rule == package_rules::MAN_COMPLEX);
            if !told {
                self.error(package_rules::MAN_COMPLEX, at, &[]);
            }
            return None;
        }
        self.parts_left -= 1;
        Some(())
    }

    /// The id of a unit or block, unique in the course (cmi5 13.1.2, 13.1.4).
    fn own_id(&mut self, element: Element<'_>) -> String {
        let id = self.id(element, "id").unwrap_or_default();
        if !id.is_empty() && !self.ids.insert(id.clone()) {
            self.error(rules::ID_TWICE, element, &[("id", &id)]);
        }
        id
    }

    fn block(&mut self, element: Element<'_>, depth: usize) -> Option<Block> {
        self.take_part(element, depth)?;
        self.attributes(element, &["id"]);
        let id = self.own_id(element);
        let mut children = Children::of(element);
        let (title, _) = self.words(&mut children);
        self.references(&mut children, &title);
        let parts = self.parts(&mut children, depth + 1);
        self.finish(children);
        Some(Block { id, title, parts })
    }

    fn references(&mut self, children: &mut Children<'_>, title: &Text) -> Vec<String> {
        let Some(element) = children.next("objectives") else { return Vec::new() };
        self.attributes(element, &[]);
        let mut own = Children::of(element);
        let mut ids = Vec::new();
        while let Some(reference) = own.next("objective") {
            self.attributes(reference, &["idref"]);
            let Some(id) = self.id(reference, "idref") else { continue };
            if !self.objectives.contains(&id) {
                self.report(Finding::warning(rules::OBJECTIVE), reference, &[("id", &id), ("title", &title.first)]);
            }
            ids.push(id);
        }
        self.finish(own);
        ids
    }

    fn unit(&mut self, element: Element<'_>) -> Option<Unit> {
        self.take_part(element, 0)?;
        self.attributes(element, &["id", "moveOn", "masteryScore", "launchMethod", "activityType"]);
        let id = self.own_id(element);
        let mut children = Children::of(element);
        let (title, _) = self.words(&mut children);
        let objectives = self.references(&mut children, &title);
        let address = self.need(&mut children, "url").map(|url| self.address(url, &title)).unwrap_or_default();
        let mut said = |name: &str| children.next(name).map(|element| element.text(LONG).0);
        let (launch_parameters, entitlement_key) = (said("launchParameters"), said("entitlementKey"));
        self.finish(children);
        let own_window = self.one_of(element, "launchMethod", &[("AnyWindow", false), ("OwnWindow", true)]);
        let move_on = [
            MoveOn::Passed,
            MoveOn::Completed,
            MoveOn::CompletedAndPassed,
            MoveOn::CompletedOrPassed,
            MoveOn::NotApplicable,
        ]
        .map(|it| (it.as_str(), it));
        let terms = AssignableUnit {
            move_on: self.one_of(element, "moveOn", &move_on).unwrap_or_default(),
            mastery_score: self.mastery_score(element),
            own_window: own_window.unwrap_or_default(),
            launch_parameters,
            entitlement_key,
            activity_type: element.attribute("activityType").map(std::borrow::Cow::into_owned),
            objectives,
        };
        Some(Unit { id, title, address, terms })
    }

    fn one_of<T: Copy>(&mut self, element: Element<'_>, attribute: &str, words: &[(&str, T)]) -> Option<T> {
        let value = element.attribute(attribute)?;
        let known = words.iter().find(|(word, _)| *word == value).map(|(_, meant)| *meant);
        if known.is_none() {
            self.value(element, attribute, &value);
        }
        known
    }

    fn value(&mut self, element: Element<'_>, attribute: &str, value: &str) {
        let params = [("element", element.name()), ("attribute", attribute), ("value", value)];
        self.error(rules::VALUE, element, &params);
    }

    /// `xs:decimal`, 0 to 1.
    fn mastery_score(&mut self, element: Element<'_>) -> Option<f64> {
        let value = element.attribute("masteryScore")?;
        let decimal = value.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '+' | '-'));
        let score = value.parse::<f64>().ok().filter(|score| decimal && (0.0..=1.0).contains(score));
        if score.is_none() {
            self.value(element, "masteryScore", &value);
        }
        score
    }

    /// The address as it is kept (cmi5 8.1, 13.1.4, 14).
    fn address(&mut self, element: Element<'_>, title: &Text) -> String {
        self.attributes(element, &[]);
        let (url, _) = element.text(SHORT);
        let title = title.first.as_str();
        if let Some(name) = reserved_parameter(&url) {
            self.error(rules::URL_PARAMETER, element, &[("title", title), ("name", &name)]);
        }
        match resolve(self.folder, &url) {
            Address::Malformed => {
                self.error(rules::URL, element, &[("title", title), ("url", &url)]);
                String::new()
            }
            Address::Remote(address) => {
                self.report(Finding::hint(rules::REMOTE), element, &[("title", title), ("url", &address)]);
                address
            }
            Address::File { path, address } => {
                if let Some(files) = self.files.filter(|files| !files.contains(&path)) {
                    if files.paths().nth(1).is_none() {
                        self.error(rules::URL_RELATIVE, element, &[("title", title), ("url", &url)]);
                    } else {
                        self.error(rules::FILE_MISSING, element, &[("title", title), ("target", &path)]);
                    }
                }
                address
            }
        }
    }
}
