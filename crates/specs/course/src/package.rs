//! A checked archive, whatever it holds.

use vidik_package::{
    ArchivedFiles, CourseTree, Findings, PackageFiles,
    archive::{ArchiveIndex, ReadAt},
    manifest, read_files,
};

use crate::read::{COURSE, FORMAT_STEM, MAX_JSON, locate, read};

/// Reads the package in a checked (or normalised) archive: a course of our own where it holds one, otherwise by its
/// manifest, otherwise by its cmi5 course structure.
///
/// The tree is missing exactly where the findings hold an error. Paths in a tree by manifest are the archive's own;
/// in a native tree they are relative to its folder.
pub fn read_any(
    reader: &impl ReadAt,
    index: &ArchiveIndex,
    limits: &manifest::Limits,
) -> (Option<CourseTree>, Findings) {
    let files = ArchivedFiles::new(reader, index);
    if !is_own_course(&files) {
        // Tools that export for both put both files into one archive; the manifest is what was always read.
        let by_manifest = files.contains("imsmanifest.xml") || !vidik_cmi5::is_cmi5(&files);
        return if by_manifest { read_files(&files, limits) } else { vidik_cmi5::read_files(&files, limits) };
    }
    let (course, findings) = read(&files);
    let tree = course.filter(|_| !findings.has_errors()).map(|course| course.tree());
    (tree, findings)
}

/// Whether the files hold a course of our own, of any version of the format.
pub fn is_own_course(files: &dyn PackageFiles) -> bool {
    let Some(folder) = locate(files) else { return false };
    let Some(bytes) = files.read(&format!("{folder}{COURSE}"), MAX_JSON) else { return false };
    // A file that is not even JSON is told as such where nothing else can be meant.
    match serde_json::from_slice::<serde_json::Value>(&bytes) {
        Ok(value) => {
            value.get("format").and_then(serde_json::Value::as_str).is_some_and(|it| it.starts_with(FORMAT_STEM))
        }
        Err(_) => {
            !files.paths().any(|path| path.ends_with("imsmanifest.xml")) && {
                String::from_utf8_lossy(&bytes).contains(FORMAT_STEM)
            }
        }
    }
}
