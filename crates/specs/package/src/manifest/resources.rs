//! `<resources>`: what items can open, and whether it is there.

use std::borrow::Cow;
use std::collections::BTreeMap;

use vidik_sequencing::definition::ResourceKind;

use super::address::{Address, decoded, encoded, join_base, resolve};
use super::context::Context;
use super::values::find_word;
use crate::files::{Found, Inventory};
use crate::finding::Finding;
use crate::rules;
use crate::xml::{Element, Ns};

/// What of a manifest items and other elements refer to by identifier, sub-manifests included.
pub(super) struct References<'d, 'f> {
    /// The manifest's folder.
    folder: String,
    files: Option<Inventory<'f>>,
    resources: BTreeMap<Cow<'d, str>, (Element<'d>, usize)>,
    /// The base of each `<resources>`.
    bases: Vec<String>,
    manifests: BTreeMap<Cow<'d, str>, Element<'d>>,
    collections: BTreeMap<Cow<'d, str>, Element<'d>>,
    /// Resources that were already looked into, by their place in the document.
    opened: BTreeMap<u32, Option<Opened>>,
    /// How many different launch files are there, and how many are not.
    present: usize,
    absent: usize,
}

/// A resource that an item can open.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub(super) identifier: String,
    pub(super) kind: ResourceKind,
    /// A URL against the archive's root, or an absolute one.
    pub(super) url: String,
}

impl<'d, 'f> References<'d, 'f> {
    /// Collects everything from a manifest and the manifests in it, and checks what is listed.
    pub(super) fn collect(
        context: &mut Context<'_>,
        manifest: Element<'d>,
        folder: &str,
        files: Option<Inventory<'f>>,
    ) -> Self {
        let mut references = Self {
            folder: folder.to_owned(),
            files,
            resources: BTreeMap::new(),
            bases: Vec::new(),
            manifests: BTreeMap::new(),
            collections: BTreeMap::new(),
            opened: BTreeMap::new(),
            present: 0,
            absent: 0,
        };
        references.add_manifest(context, manifest, folder);
        references.check_dependencies(context);
        references
    }

    fn add_manifest(&mut self, context: &mut Context<'_>, manifest: Element<'d>, base: &str) {
        let base = based(manifest, base);
        for section in manifest.children() {
            if section.ns().is_packaging() && section.is("resources") {
                self.add_resources(context, section, &base);
            } else if section.ns().is_packaging() && section.is("manifest") {
                if let Some(identifier) = section.attribute("identifier") {
                    self.manifests.entry(identifier).or_insert(section);
                }
                self.add_manifest(context, section, &base);
            } else if section.ns() == Ns::Imsss && section.is("sequencingCollection") {
                for sequencing in section.children_named(|ns| ns == Ns::Imsss, "sequencing") {
                    if let Some(identifier) = sequencing.attribute("ID") {
                        self.collections.entry(identifier).or_insert(sequencing);
                    }
                }
            }
        }
    }

    fn add_resources(&mut self, context: &mut Context<'_>, section: Element<'d>, base: &str) {
        let number = self.bases.len();
        self.bases.push(based(section, base));
        for resource in section.children_named(Ns::is_packaging, "resource") {
            match resource.attribute("identifier").filter(|identifier| !identifier.is_empty()) {
                Some(identifier) if self.resources.contains_key(&identifier) => {
                    context.warn(rules::RES_DUPLICATE, resource, &[("resource", &identifier)]);
                }
                Some(identifier) => {
                    self.resources.insert(identifier, (resource, number));
                }
                // Nothing can refer to it.
                None => {}
            }
            self.check_files(context, resource, number);
        }
    }

    /// Every listed file that is not there.
    fn check_files(&self, context: &mut Context<'_>, resource: Element<'d>, number: usize) {
        if self.files.is_none() {
            return;
        }
        let base = self.base_of(resource, number);
        let launch = resource.attribute("href");
        for file in resource.children_named(Ns::is_packaging, "file") {
            // The launch file has a finding of its own.
            let Some(href) = file.attribute("href").filter(|href| Some(href) != launch.as_ref()) else { continue };
            if let Address::File { path, .. } = resolve(&self.folder, &base, &href)
                && self.find(&path).is_none()
            {
                context.warn(rules::RES_MISSING_FILE, file, &[("target", &path)]);
            }
        }
    }

    fn check_dependencies(&self, context: &mut Context<'_>) {
        let mut resources: Vec<_> = self.resources.iter().collect();
        resources.sort_by_key(|(_, (resource, _))| resource.position());
        for (identifier, (resource, _)) in resources {
            for dependency in resource.children_named(Ns::is_packaging, "dependency") {
                let Some(target) = dependency.attribute("identifierref") else { continue };
                if !self.resources.contains_key(&target) && !self.manifests.contains_key(&target) {
                    let params = [("resource", identifier.as_ref()), ("dependency", &target)];
                    context.warn(rules::RES_DEPENDENCY, dependency, &params);
                }
            }
        }
    }

    fn base_of(&self, resource: Element<'d>, number: usize) -> String {
        based(resource, self.bases.get(number).map_or("", String::as_str))
    }

    /// The path that a written path means; `None` where no file has it, in any case.
    fn find(&self, path: &str) -> Option<String> {
        let Some(files) = &self.files else { return Some(path.to_owned()) };
        let decoded = decoded(path);
        let candidates = || std::iter::once(path).chain(decoded.as_deref());
        if let Some(exact) = candidates().find(|path| files.find(path) == Found::Exactly) {
            return Some(exact.to_owned());
        }
        candidates().find_map(|path| match files.find(path) {
            Found::Nearly(path) => Some(path.to_owned()),
            _ => None,
        })
    }

    /// The sub-manifest of this identifier.
    pub(super) fn manifest(&self, identifier: &str) -> Option<Element<'d>> {
        self.manifests.get(identifier).copied()
    }

    /// The `imsss:sequencing` of a collection.
    pub(super) fn collection(&self, identifier: &str) -> Option<Element<'d>> {
        self.collections.get(identifier).copied()
    }

    /// Whether there is a resource of this identifier.
    pub(super) fn has_resource(&self, identifier: &str) -> bool {
        self.resources.contains_key(identifier)
    }

    /// The resource as `title` opens it; `None`, with a finding, where there is nothing to open.
    pub(super) fn open(&mut self, context: &mut Context<'_>, identifier: &str, title: &str) -> Option<Opened> {
        let (resource, number) = *self.resources.get(identifier)?;
        if let Some(known) = self.opened.get(&resource.position()) {
            return known.clone();
        }
        let opened = self.look(context, resource, number, identifier, title);
        self.opened.insert(resource.position(), opened.clone());
        opened
    }

    fn look(
        &mut self,
        context: &mut Context<'_>,
        resource: Element<'d>,
        number: usize,
        identifier: &str,
        title: &str,
    ) -> Option<Opened> {
        let Some(href) = resource.attribute("href").filter(|href| !href.is_empty()) else {
            context.warn(rules::RES_NO_HREF, resource, &[("resource", identifier), ("title", title)]);
            return None;
        };
        let kind = kind(context, resource, identifier);
        let url = match resolve(&self.folder, &self.base_of(resource, number), &href) {
            Address::Unsafe => {
                context.warn(rules::RES_UNSAFE, resource, &[("href", &href), ("title", title)]);
                return None;
            }
            Address::Remote(url) => {
                self.present += 1;
                context.warn(rules::RES_REMOTE, resource, &[("url", &url), ("title", title)]);
                url
            }
            Address::File { path, suffix } => self.file(context, resource, &path, &suffix, title),
        };
        let url = context.keep(resource, Cow::Owned(url), super::context::IDENTIFIER);
        Some(Opened { identifier: identifier.to_owned(), kind, url })
    }

    fn file(
        &mut self,
        context: &mut Context<'_>,
        resource: Element<'d>,
        path: &str,
        suffix: &str,
        title: &str,
    ) -> String {
        let suffix = suffix.replace(' ', "%20");
        let Some(found) = self.find(path) else {
            self.absent += 1;
            context.warn(rules::RES_MISSING_LAUNCH, resource, &[("target", path), ("title", title)]);
            return format!("{}{suffix}", encoded(&decoded(path).unwrap_or_else(|| path.to_owned())));
        };
        self.present += 1;
        if found != path && decoded(path).as_deref() != Some(found.as_str()) {
            context.repair(rules::RES_CASE, resource, &[("href", path), ("found", &found)]);
        }
        // Without an archive at hand nothing tells `%20` from a blank: a manifest holds URLs.
        let name = if self.files.is_some() { found } else { decoded(&found).unwrap_or(found) };
        if name.to_ascii_lowercase().ends_with(".swf") {
            context.report(Finding::warning(rules::RES_FLASH).with("target", &name).with("title", title), resource);
        }
        format!("{}{suffix}", encoded(&name))
    }

    /// Whether launch files were asked for and none was there.
    pub(super) fn nothing_there(&self) -> bool {
        self.present == 0 && self.absent > 0
    }
}

/// The base with the element's own `xml:base`.
fn based(element: Element<'_>, base: &str) -> String {
    match element.xml_attribute("base") {
        Some(further) => join_base(base, &further),
        None => base.to_owned(),
    }
}

/// What the manifest leaves open may speak to the run-time: tools that forget the attribute export lessons that do. A
/// page that never speaks loses nothing by it, since what it leaves unsaid is taken as done (UP.4).
fn kind(context: &mut Context<'_>, resource: Element<'_>, identifier: &str) -> ResourceKind {
    let words = [("sco", ResourceKind::Sco), ("sca", ResourceKind::Sco), ("asset", ResourceKind::Asset)];
    let value = resource.attribute("scormType").unwrap_or_default();
    find_word(&value, &words).unwrap_or_else(|| {
        let value = if value.is_empty() { "—" } else { &value };
        context.warn(rules::RES_TYPE, resource, &[("resource", identifier), ("value", value), ("used", "sco")]);
        ResourceKind::Sco
    })
}
