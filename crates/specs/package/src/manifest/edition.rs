//! Which edition a manifest is written for.

use vidik_sequencing::Edition;

use super::context::{Context, TITLE};
use crate::course::Format;
use crate::finding::Finding;
use crate::rules;
use crate::xml::{Document, Element, Ns};

/// By `schemaversion`, otherwise by the namespaces (CAM 3.4.1.4). `None`, with an error, where the manifest is
/// of another format altogether.
pub(super) fn edition(context: &mut Context<'_>, document: &Document<'_>, manifest: Element<'_>) -> Option<Edition> {
    let metadata = manifest.child(Ns::is_packaging, "metadata");
    let mut text = |name: &str| {
        metadata
            .and_then(|metadata| metadata.child(Ns::is_packaging, name))
            .map(|element| context.text(element, TITLE))
            .unwrap_or_default()
    };
    let (schema, version) = (text("schema"), text("schemaversion"));
    let schema_lower = schema.to_ascii_lowercase();
    if schema_lower.contains("common cartridge") || schema_lower.contains("qti") {
        context.report(Finding::error(rules::MAN_OTHER_FORMAT).with("format", &schema), manifest);
        return None;
    }
    if let Some(edition) = by_version(&version)
        && agrees(edition, document)
    {
        return Some(edition);
    }
    let edition = by_namespaces(document, manifest);
    let found = if version.is_empty() { "—" } else { version.as_str() };
    context.warn(rules::MAN_EDITION, metadata.unwrap_or(manifest), &[("found", found), ("edition", name(edition))]);
    Some(edition)
}

fn by_version(version: &str) -> Option<Edition> {
    let version = version.to_ascii_lowercase();
    let version = version.trim_start_matches("scorm").trim();
    match version {
        "1.2" | "1.1" => Some(Edition::Scorm12),
        "cam 1.3" | "1.3" | "2004" | "2004 1st edition" | "2004 2nd edition" => Some(Edition::Scorm2004Second),
        "2004 3rd edition" => Some(Edition::Scorm2004Third),
        "2004 4th edition" => Some(Edition::Scorm2004Fourth),
        _ => None,
    }
}

/// A version is not believed where only the other family's elements are used.
fn agrees(edition: Edition, document: &Document<'_>) -> bool {
    if edition == Edition::Scorm12 {
        document.uses_adlcp12() || !document.uses_adlcp()
    } else {
        document.uses_adlcp() || !document.uses_adlcp12()
    }
}

fn by_namespaces(document: &Document<'_>, manifest: Element<'_>) -> Edition {
    let resource_has = |name: &str| {
        manifest
            .children_named(Ns::is_packaging, "resources")
            .flat_map(|resources| resources.children_named(Ns::is_packaging, "resource"))
            .any(|resource| resource.attribute(name).is_some())
    };
    match (document.uses_adlcp(), document.uses_adlcp12()) {
        (true, _) => Edition::Scorm2004Fourth,
        (false, false) if resource_has("scormType") => Edition::Scorm2004Fourth,
        // Also plain content packaging: pages that look for no run-time.
        (false, _) => Edition::Scorm12,
    }
}

/// The edition in words.
pub(crate) fn name(edition: Edition) -> &'static str {
    match edition {
        Edition::Scorm12 => "SCORM 1.2",
        Edition::Scorm2004Second => "SCORM 2004 2nd Edition",
        Edition::Scorm2004Third => "SCORM 2004 3rd Edition",
        Edition::Scorm2004Fourth => "SCORM 2004 4th Edition",
        Edition::Native => "Vidik",
        Edition::Cmi5 => "cmi5",
    }
}

/// The family that it belongs to.
pub(super) fn format(edition: Edition) -> Format {
    if edition == Edition::Scorm12 { Format::Scorm12 } else { Format::Scorm2004 }
}
