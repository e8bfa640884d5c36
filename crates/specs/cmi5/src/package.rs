//! A package of files as a course tree.

use vidik_package::{CourseTree, Finding, Findings, PackageFiles, manifest::Limits};

use crate::{read::read, rules, tree::tree};

/// The course structure's name (cmi5 13.2).
pub const COURSE_STRUCTURE: &str = "cmi5.xml";

/// Whether the files are a cmi5 course: `cmi5.xml` at the root, or in one folder where nothing lies beside it.
pub fn is_cmi5(files: &dyn PackageFiles) -> bool {
    locate(files).is_some()
}

/// Whether bytes that were uploaded look like a course structure without an archive (cmi5 14.2): XML, and no ZIP.
pub fn is_bare_structure(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let utf16 = start.starts_with(b"\xFF\xFE<\0") || start.starts_with(b"\xFE\xFF\0<");
    utf16 || start.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// Reads the course structure of a package. The tree is missing exactly where the findings hold an error.
pub fn read_files(files: &dyn PackageFiles, limits: &Limits) -> (Option<CourseTree>, Findings) {
    let mut findings = Findings::new();
    let Some(path) = locate(files) else {
        findings.push(Finding::error(vidik_package::rules::MAN_MISSING));
        return (None, findings);
    };
    let folder = path.strip_suffix(COURSE_STRUCTURE).unwrap_or_default();
    if !folder.is_empty() {
        findings.push(Finding::repaired(rules::NESTED).in_file(&path).with("folder", folder.trim_end_matches('/')));
    }
    let Some(bytes) = files.read(&path, limits.xml.bytes.saturating_add(1)) else {
        findings.push(Finding::error(vidik_package::rules::MAN_UNREADABLE).in_file(&path));
        return (None, findings);
    };
    let structure = read(&bytes, &path, Some(files), limits, &mut findings);
    let tree = structure.filter(|_| !findings.has_errors()).map(|structure| tree(&structure, folder));
    (tree, findings)
}

fn locate(files: &dyn PackageFiles) -> Option<String> {
    if files.contains(COURSE_STRUCTURE) {
        return Some(COURSE_STRUCTURE.to_owned());
    }
    let mut folders = files.paths().map(|path| path.split_once('/').map(|(folder, _)| folder));
    let first = folders.next()??;
    let alone = folders.all(|folder| folder == Some(first));
    let path = format!("{first}/{COURSE_STRUCTURE}");
    (alone && files.contains(&path)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_structures_are_known_by_their_first_bytes() {
        for right in [&b"<?xml"[..], b"\xEF\xBB\xBF<c", b"\n <courseStructure", b"\xFF\xFE<\0"] {
            assert!(is_bare_structure(right));
        }
        for wrong in [&b"PK\x03\x04"[..], b"", b"# A text", b"\xFF\xFE"] {
            assert!(!is_bare_structure(wrong));
        }
    }
}
