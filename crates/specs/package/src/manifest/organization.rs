//! `<organizations>`: each organization as an activity tree.

use std::collections::BTreeSet;

use vidik_sequencing::{Activity, ActivityTree, Edition, SequencingDefinition, prerequisite_items};

use super::activity;
use super::context::{Context, TITLE};
use super::names::Names;
use super::resources::References;
use super::sequencing;
use super::values::truth;
use crate::course::Organization;
use crate::finding::Finding;
use crate::rules;
use crate::xml::{Element, Ns};

/// Reads every organization of the manifest; gives those in which something can be opened, and which of them is
/// the default. `None`, with an error, where there is none.
pub(super) fn read_all<'d>(
    context: &mut Context<'_>,
    references: &mut References<'d, '_>,
    edition: Edition,
    manifest: Element<'d>,
) -> Option<(Vec<Organization>, usize)> {
    let section = manifest.child(Ns::is_packaging, "organizations");
    let elements: Vec<_> =
        section.into_iter().flat_map(|section| section.children_named(Ns::is_packaging, "organization")).collect();
    if elements.is_empty() {
        context.report(Finding::error(rules::MAN_NO_ORGANIZATION), section.unwrap_or(manifest));
        return None;
    }
    let section = section.unwrap_or(manifest);
    let mut found: Vec<Organization> = Vec::new();
    let mut names = Names::default();
    let mut nothing = Vec::new();
    for element in elements {
        let mut reader = Reader { context, references, edition, names: Names::default(), scripts: Vec::new() };
        let mut organization = reader.organization(element, found.len() + nothing.len());
        let unique = names.claim(&organization.identifier);
        if unique != organization.identifier {
            let params = [("identifier", organization.identifier.as_str()), ("renamed", &unique)];
            context.repair(rules::MAN_DUPLICATE, element, &params);
            organization.identifier = unique;
        }
        if organization.tree.root.children.is_empty() {
            nothing.push((element, organization.title));
        } else {
            found.push(organization);
        }
    }
    let unusable = found.is_empty();
    for (element, title) in nothing {
        let finding = if unusable { Finding::error } else { Finding::warning };
        context.report(finding(rules::MAN_NOTHING_TO_OPEN).with("title", title), element);
    }
    if unusable {
        return None;
    }
    let default = default_of(context, section, &found);
    Some((found, default))
}

fn default_of(context: &mut Context<'_>, section: Element<'_>, found: &[Organization]) -> usize {
    let wanted = section.attribute("default").unwrap_or_default();
    if let Some(place) = found.iter().position(|organization| *organization.identifier == *wanted) {
        return place;
    }
    let used = found.first().map_or("", |organization| organization.identifier.as_str());
    let wanted = if wanted.is_empty() { "—" } else { &wanted };
    context.repair(rules::MAN_DEFAULT_ORGANIZATION, section, &[("found", wanted), ("used", used)]);
    0
}

struct Reader<'r, 'c, 'd, 'f> {
    context: &'r mut Context<'c>,
    references: &'r mut References<'d, 'f>,
    edition: Edition,
    /// Identifiers of this tree.
    names: Names,
    /// Prerequisites, to be looked at when all identifiers are known.
    scripts: Vec<(Element<'d>, String, String)>,
}

impl<'d> Reader<'_, '_, 'd, '_> {
    fn organization(&mut self, element: Element<'d>, number: usize) -> Organization {
        let mut root = self.node(element, || format!("organization-{}", number + 1));
        activity::properties(self.context, self.edition, element, &mut root);
        root.children = self.children(element, 1, &mut Vec::new());
        self.finish(element, &mut root);
        self.check_prerequisites(&mut root);
        let tree = ActivityTree {
            edition: self.edition,
            objectives_global_to_system: self.global(element, "objectivesGlobalToSystem"),
            shared_data_global_to_system: self.global(element, "sharedDataGlobalToSystem"),
            root,
        };
        Organization { identifier: tree.root.identifier.to_string(), title: tree.root.title.clone(), tree }
    }

    fn global(&mut self, element: Element<'_>, name: &str) -> bool {
        let Some(value) = element.attribute(name) else { return true };
        truth(&value).unwrap_or_else(|| {
            self.context.bad_value(rules::MAN_VALUE, element, name, &value);
            true
        })
    }

    /// An activity with identifier and title; both are made up where they are missing.
    fn node(&mut self, element: Element<'d>, fallback: impl FnOnce() -> String) -> Activity {
        let written = self.context.identifier(element, "identifier");
        let identifier = written.clone().unwrap_or_else(fallback);
        let free = self.names.claim(&identifier);
        if written.is_none() {
            let params = [("element", element.name()), ("identifier", free.as_str())];
            self.context.repair(rules::MAN_NO_IDENTIFIER, element, &params);
        } else if free != identifier {
            let params = [("identifier", identifier.as_str()), ("renamed", &free)];
            self.context.repair(rules::MAN_DUPLICATE, element, &params);
        }
        let title = element.child(Ns::is_packaging, "title").map(|title| self.context.text(title, TITLE));
        let mut title = title.unwrap_or_default();
        if title.is_empty() {
            self.context.warn(rules::MAN_NO_TITLE, element, &[("identifier", free.as_str())]);
            title.clone_from(&free);
        }
        Activity::new(free, title)
    }

    /// The items of an element. `within` holds the sub-manifests that are being put in.
    fn children(&mut self, element: Element<'d>, depth: usize, within: &mut Vec<u32>) -> Vec<Activity> {
        let mut children = Vec::new();
        for item in element.children_named(Ns::is_packaging, "item") {
            if depth >= self.context.activity_depth {
                let limit = self.context.activity_depth;
                self.context.report(Finding::error(rules::MAN_DEPTH).with("limit", limit), item);
                break;
            }
            if !self.context.take_activity(item) {
                break;
            }
            children.extend(self.item(item, depth, within));
        }
        children
    }

    /// An item; `None`, with a finding, where nothing in it can be opened.
    fn item(&mut self, item: Element<'d>, depth: usize, within: &mut Vec<u32>) -> Option<Activity> {
        let mut activity = self.node(item, || format!("item-{}", item.position()));
        activity::properties(self.context, self.edition, item, &mut activity);
        if let Some(script) = &activity.scorm12.prerequisites {
            self.scripts.push((item, activity.identifier.to_string(), script.clone()));
        }
        activity.children = self.children(item, depth + 1, within);
        let reference = item.attribute("identifierref").filter(|reference| !reference.is_empty());
        let mut complained = false;
        if let Some(reference) = &reference {
            if self.references.has_resource(reference) {
                let opened = self.references.open(self.context, reference, &activity.title);
                complained = opened.is_none();
                activity.resource = opened.map(|opened| activity::launch(self.context, item, opened));
            } else if let Some(manifest) = self.submanifest(reference) {
                self.put_in(item, manifest, reference, depth, within, &mut activity);
            } else {
                complained = true;
                let params = [("title", activity.title.as_str()), ("resource", reference)];
                self.context.warn(rules::RES_UNKNOWN, item, &params);
            }
        }
        if activity.resource.is_none() && activity.children.is_empty() {
            if !complained {
                self.context.repair(rules::MAN_EMPTY_ITEM, item, &[("title", activity.title.as_str())]);
            }
            return None;
        }
        self.finish(item, &mut activity);
        Some(activity)
    }

    /// Sequencing, and a resource of a cluster as its first child, since only leaves are delivered (SN 2.1).
    fn finish(&mut self, element: Element<'d>, activity: &mut Activity) {
        if !activity.children.is_empty() && activity.resource.is_some() {
            let name = self.names.claim(&format!("{}-content", activity.identifier));
            let mut child = Activity::new(name, activity.title.clone());
            child.resource = activity.resource.take();
            child.data_from_lms = activity.data_from_lms.take();
            child.time_limit_action = activity.time_limit_action.take();
            child.completion_threshold = std::mem::take(&mut activity.completion_threshold);
            child.hide_lms_ui = std::mem::take(&mut activity.hide_lms_ui);
            child.data_maps = std::mem::take(&mut activity.data_maps);
            let prerequisites = activity.scorm12.prerequisites.take();
            child.scorm12 = std::mem::take(&mut activity.scorm12);
            activity.scorm12.prerequisites = prerequisites;
            self.context.repair(rules::MAN_CLUSTER_RESOURCE, element, &[("title", activity.title.as_str())]);
            activity.children.insert(0, child);
        }
        let cluster = !activity.children.is_empty();
        if self.edition == Edition::Scorm12 {
            activity.sequencing =
                if cluster { SequencingDefinition::scorm12_cluster() } else { SequencingDefinition::default() };
            return;
        }
        activity.sequencing = sequencing::read(self.context, self.references, element, &activity.title);
        let control = &activity.sequencing.control;
        if cluster && !control.choice && !control.flow {
            self.context.warn(rules::SEQ_NO_WAY_IN, element, &[("title", activity.title.as_str())]);
        }
    }

    fn submanifest(&self, identifier: &str) -> Option<Element<'d>> {
        self.references.manifest(identifier)
    }

    /// Puts the default organization of a sub-manifest in as children of the item (CAM 2004 2nd edition, 2.3.2).
    fn put_in(
        &mut self,
        item: Element<'d>,
        manifest: Element<'d>,
        identifier: &str,
        depth: usize,
        within: &mut Vec<u32>,
        activity: &mut Activity,
    ) {
        if within.contains(&manifest.position()) {
            self.context.warn(
                rules::RES_UNKNOWN,
                item,
                &[("title", activity.title.as_str()), ("resource", identifier)],
            );
            return;
        }
        let Some(section) = manifest.child(Ns::is_packaging, "organizations") else { return };
        let wanted = section.attribute("default").unwrap_or_default();
        let mut all = section.children_named(Ns::is_packaging, "organization");
        let chosen = all
            .clone()
            .find(|organization| organization.attribute("identifier").is_some_and(|name| name == wanted))
            .or_else(|| all.next());
        let Some(organization) = chosen else { return };
        within.push(manifest.position());
        activity.children.extend(self.children(organization, depth + 1, within));
        within.pop();
        self.context.repair(rules::MAN_SUBMANIFEST, item, &[("identifier", identifier)]);
    }

    /// Takes out prerequisites that cannot be understood or that name an activity which is not in the tree: they
    /// would keep an activity closed for ever.
    fn check_prerequisites(&mut self, root: &mut Activity) {
        let mut present = BTreeSet::new();
        identifiers(root, &mut present);
        let mut bad = BTreeSet::new();
        for (item, identifier, script) in std::mem::take(&mut self.scripts) {
            let known =
                prerequisite_items(&script).is_some_and(|names| names.iter().all(|name| present.contains(name)));
            if !known {
                self.context.warn(rules::MAN_PREREQUISITES, item, &[("identifier", &identifier), ("script", &script)]);
                bad.insert(identifier);
            }
        }
        if !bad.is_empty() {
            drop_prerequisites(root, &bad);
        }
    }
}

fn identifiers(activity: &Activity, into: &mut BTreeSet<String>) {
    into.insert(activity.identifier.to_string());
    for child in &activity.children {
        identifiers(child, into);
    }
}

fn drop_prerequisites(activity: &mut Activity, of: &BTreeSet<String>) {
    if of.contains(activity.identifier.as_str()) {
        activity.scorm12.prerequisites = None;
    }
    for child in &mut activity.children {
        drop_prerequisites(child, of);
    }
}
