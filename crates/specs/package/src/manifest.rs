//! `imsmanifest.xml` of SCORM 1.2 and of SCORM 2004, 2nd to 4th edition, as a course tree.
//!
//! Quoted as *CAM* and *SN* are the books "Content Aggregation Model" and "Sequencing and Navigation" of SCORM
//! 2004 4th Edition, unless another edition is named.

mod activity;
mod address;
mod context;
mod edition;
mod metadata;
mod names;
mod organization;
mod resources;
mod sequencing;
mod values;

use std::collections::BTreeMap;

use vidik_base::LanguageTag;

pub use context::ManifestLimits;
use context::{Context, IDENTIFIER};
pub(crate) use metadata::language_of;
use resources::References;

use crate::course::{CourseTree, Metadata};
use crate::files::{Inventory, PackageFiles};
use crate::finding::{Finding, Findings};
use crate::rules;
use crate::xml::{self, Element, Ns, XmlLimits};

/// Bounds for a manifest: of its XML, and of what it may become.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Of the XML.
    pub xml: XmlLimits,
    /// Of the tree.
    pub manifest: ManifestLimits,
}

/// Reads a manifest that lies in the archive as `path`.
///
/// With `files`, everything that it names is looked up, and external metadata is read; without, everything
/// counts as being there. `None` where `findings` gained an error: the package cannot be used then.
pub fn read(
    bytes: &[u8],
    path: &str,
    files: Option<&dyn PackageFiles>,
    limits: &Limits,
    findings: &mut Findings,
) -> Option<CourseTree> {
    let text = xml::decode(bytes, path, &limits.xml, findings)?;
    let document = xml::parse(&text, path, &limits.xml, findings)?;
    let manifest = document.root();
    let mut context = Context::new(path, findings, limits.manifest);
    if !manifest.is("manifest") {
        context.report(Finding::error(rules::MAN_ROOT).with("element", manifest.name()), manifest);
        return None;
    }
    let edition = edition::edition(&mut context, &document, manifest)?;
    let folder = path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or_default().to_owned();
    let mut references = References::collect(&mut context, manifest, &folder, files.map(Inventory::new));
    let (organizations, default_organization) =
        organization::read_all(&mut context, &mut references, edition, manifest)?;
    if references.nothing_there() {
        context.report(Finding::error(rules::RES_NOTHING_THERE), manifest);
    }
    let identifier = context.identifier(manifest, "identifier").unwrap_or_default();
    let version = context.identifier(manifest, "version");
    let metadata = course_metadata(&mut context, manifest, &folder, files, &limits.xml);
    let chosen = organizations.get(default_organization)?;
    let title = title(&chosen.title, &chosen.identifier, &metadata);
    let languages = languages(&metadata, manifest);
    if context.has_errors() {
        return None;
    }
    Some(CourseTree {
        format: edition::format(edition),
        edition,
        identifier,
        version,
        title,
        metadata,
        languages,
        titles: BTreeMap::new(),
        organizations,
        default_organization,
        authoring_tool: None,
        folder,
    })
}

/// The organization's title; where it was made up from the identifier, the one of the metadata.
fn title(title: &str, identifier: &str, metadata: &Metadata) -> String {
    let other = metadata.titles.iter().next().map(|(_, title)| title);
    match other {
        Some(other) if title == identifier => other.to_owned(),
        _ => title.to_owned(),
    }
}

/// What the metadata says, otherwise the manifest's own `xml:lang`.
fn languages(metadata: &Metadata, manifest: Element<'_>) -> Vec<LanguageTag> {
    if !metadata.languages.is_empty() {
        return metadata.languages.clone();
    }
    manifest.xml_attribute("lang").and_then(|tag| language_of(&tag)).into_iter().collect()
}

/// The metadata of the manifest, otherwise of its first organization that has some: in place or in a file.
fn course_metadata(
    context: &mut Context<'_>,
    manifest: Element<'_>,
    folder: &str,
    files: Option<&dyn PackageFiles>,
    limits: &XmlLimits,
) -> Metadata {
    let organizations = manifest
        .child(Ns::is_packaging, "organizations")
        .into_iter()
        .flat_map(|section| section.children_named(Ns::is_packaging, "organization"));
    for owner in std::iter::once(manifest).chain(organizations.take(10)) {
        let Some(element) = owner.child(Ns::is_packaging, "metadata") else { continue };
        let found = match element.any_child("lom") {
            Some(lom) => metadata::read(context, lom),
            None => match element.any_child("location") {
                Some(location) => external(context, location, folder, files, limits),
                None => Metadata::default(),
            },
        };
        if !found.is_empty() {
            return found;
        }
    }
    Metadata::default()
}

/// `adlcp:location`: metadata in a file of its own (CAM 3.4.1.5).
fn external(
    context: &mut Context<'_>,
    location: Element<'_>,
    folder: &str,
    files: Option<&dyn PackageFiles>,
    limits: &XmlLimits,
) -> Metadata {
    let Some(files) = files else { return Metadata::default() };
    let target = context.text(location, IDENTIFIER);
    if target.is_empty() {
        return Metadata::default();
    }
    let limits = XmlLimits { bytes: 1024 * 1024, elements: 20_000, attributes: 20_000, ..*limits };
    let bytes = match address::resolve(folder, folder, &target) {
        address::Address::File { path, .. } => files.read(&path, limits.bytes),
        _ => None,
    };
    let mut own = Findings::new();
    let text = bytes.as_deref().and_then(|bytes| xml::decode(bytes, &target, &limits, &mut own));
    let document = text.as_deref().and_then(|text| xml::parse(text, &target, &limits, &mut own));
    let Some(document) = document else {
        context.warn(rules::MAN_METADATA_FILE, location, &[("target", &target)]);
        return Metadata::default();
    };
    metadata::read(context, document.root())
}
