//! A checked archive as a course: finds the manifest, reads it, looks at the pages that are launched.

use std::collections::BTreeSet;
use std::io::Read as _;

use percent_encoding::percent_decode_str;
use vidik_sequencing::Activity;

use crate::archive::{ArchiveIndex, EntryReader, ReadAt};
use crate::course::CourseTree;
use crate::files::PackageFiles;
use crate::finding::{Finding, Findings};
use crate::manifest::{self, Limits};
use crate::pages;
use crate::rules;
use crate::tool::AuthoringTool;

/// The manifest's name.
const MANIFEST: &str = "imsmanifest.xml";

/// Reads the package that these files are, those of a checked (or normalised) archive for instance.
///
/// The tree is missing exactly where the findings hold an error. Paths in it are the archive's own; where the
/// manifest lies in a folder, that folder is part of them.
pub fn read_files(files: &dyn PackageFiles, limits: &Limits) -> (Option<CourseTree>, Findings) {
    let mut findings = Findings::new();
    let tree = read(files, limits, &mut findings);
    (tree.filter(|_| !findings.has_errors()), findings)
}

fn read(files: &dyn PackageFiles, limits: &Limits, findings: &mut Findings) -> Option<CourseTree> {
    let path = locate(files, findings)?;
    let Some(bytes) = files.read(&path, limits.xml.bytes.saturating_add(1)) else {
        findings.push(Finding::error(rules::MAN_UNREADABLE).in_file(&path));
        return None;
    };
    let mut tree = manifest::read(&bytes, &path, Some(files), limits, findings)?;
    drop(bytes);
    tree.authoring_tool =
        AuthoringTool::recognise(files.paths().filter_map(|path| path.strip_prefix(tree.folder.as_str())));
    let languages = pages::look(files, &launched(&tree), findings);
    if tree.languages.is_empty() {
        tree.languages = languages;
    }
    Some(tree)
}

/// Files of a checked archive.
#[derive(Debug)]
pub struct ArchivedFiles<'a, R> {
    reader: &'a R,
    index: &'a ArchiveIndex,
}

impl<'a, R: ReadAt> ArchivedFiles<'a, R> {
    /// The files that the index names, read out of the archive.
    pub fn new(reader: &'a R, index: &'a ArchiveIndex) -> Self {
        Self { reader, index }
    }
}

impl<R: ReadAt> PackageFiles for ArchivedFiles<'_, R> {
    fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.index.iter().map(|entry| &*entry.path))
    }

    fn contains(&self, path: &str) -> bool {
        self.index.get(path).is_some()
    }

    fn read(&self, path: &str, at_most: usize) -> Option<Vec<u8>> {
        let entry = self.index.get(path)?;
        let mut bytes = Vec::new();
        EntryReader::new(self.reader, entry).take(at_most as u64).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// The manifest's path: at the root, otherwise in the folder nearest to it.
fn locate(files: &dyn PackageFiles, findings: &mut Findings) -> Option<String> {
    if files.contains(MANIFEST) {
        return Some(MANIFEST.to_owned());
    }
    let depth = |path: &str| path.matches('/').count();
    let named = |path: &&str| path.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case(MANIFEST));
    let Some(nearest) = files.paths().filter(named).map(depth).min() else {
        findings.push(absent(files));
        return None;
    };
    let mut candidates: Vec<&str> = files.paths().filter(named).filter(|path| depth(path) == nearest).collect();
    candidates.sort_unstable();
    // Beside one of the right name, others are somebody's copies.
    let exact = candidates.iter().filter(|path| path.ends_with(MANIFEST)).count();
    if exact == 1 {
        candidates.retain(|path| path.ends_with(MANIFEST));
    }
    if let [first, second, ..] = candidates.as_slice() {
        findings.push(Finding::error(rules::MAN_SEVERAL).with("first", first).with("second", second));
        return None;
    }
    let path = candidates.first().copied()?;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if !folder.is_empty() {
        findings.push(Finding::repaired(rules::MAN_NESTED).in_file(path).with("folder", folder));
    }
    if name != MANIFEST {
        findings.push(Finding::repaired(rules::MAN_CASE).in_file(path).with("name", name));
    }
    Some(path.to_owned())
}

/// Why there may be no manifest, in the author's terms.
fn absent(files: &dyn PackageFiles) -> Finding {
    const OTHERS: [(&str, &str); 6] = [
        ("cmi5.xml", "cmi5"),
        ("tincan.xml", "xAPI (Tin Can)"),
        ("h5p.json", "H5P"),
        ("content.opf", "EPUB"),
        ("moodle_backup.xml", "Moodle"),
        ("course.au", "AICC"),
    ];
    let mut count = 0;
    let mut archive = None;
    for path in files.paths() {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        if let Some((_, format)) = OTHERS.iter().find(|(mark, _)| *mark == name) {
            return Finding::error(rules::MAN_OTHER_FORMAT).in_file(path).with("format", format);
        }
        count += 1;
        if name.rsplit_once('.').is_some_and(|(_, extension)| extension == "zip") {
            archive = Some(path);
        }
    }
    match archive {
        Some(name) if count <= 3 => Finding::error(rules::MAN_ZIP_IN_ZIP).with("name", name),
        _ => Finding::error(rules::MAN_MISSING),
    }
}

/// The files that the default organization launches, each once, in the outline's order.
fn launched(tree: &CourseTree) -> Vec<String> {
    fn walk(activity: &Activity, seen: &mut BTreeSet<String>, paths: &mut Vec<String>) {
        if let Some(resource) = &activity.resource
            && !resource.href.contains("://")
        {
            let path = resource.href.split(['?', '#']).next().unwrap_or_default();
            let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
            if seen.insert(path.clone()) {
                paths.push(path);
            }
        }
        for child in &activity.children {
            walk(child, seen, paths);
        }
    }
    let (mut seen, mut paths) = (BTreeSet::new(), Vec::new());
    if let Some(organization) = tree.organization() {
        walk(&organization.tree.root, &mut seen, &mut paths);
    }
    paths
}
