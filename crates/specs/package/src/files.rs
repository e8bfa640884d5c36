//! The files of a package as the importer sees them: paths, and bytes up to a bound.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_normalization::UnicodeNormalization;

/// The files of a package, checked: slashes between components, no `..`, no leading slash.
pub trait PackageFiles {
    /// All paths, in the archive's order.
    fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_>;

    /// Whether there is a file of exactly this path.
    fn contains(&self, path: &str) -> bool;

    /// The file from its beginning, at most `at_most` bytes; `None` where it is not there or cannot be read.
    fn read(&self, path: &str, at_most: usize) -> Option<Vec<u8>>;
}

/// Files in memory, for tests and for packages that are made here.
impl PackageFiles for BTreeMap<String, Vec<u8>> {
    fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.keys().map(String::as_str))
    }

    fn contains(&self, path: &str) -> bool {
        self.contains_key(path)
    }

    fn read(&self, path: &str, at_most: usize) -> Option<Vec<u8>> {
        self.get(path).map(|bytes| bytes.iter().take(at_most).copied().collect())
    }
}

/// Finds files by paths that authors got nearly right.
pub(crate) struct Inventory<'f> {
    files: &'f dyn PackageFiles,
    folded: OnceCell<HashMap<u64, &'f str>>,
}

/// How a path was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found<'f> {
    /// As written.
    Exactly,
    /// Under another name: case or Unicode form differ.
    Nearly(&'f str),
    /// Not at all.
    Not,
}

impl<'f> Inventory<'f> {
    pub(crate) fn new(files: &'f dyn PackageFiles) -> Self {
        Self { files, folded: OnceCell::new() }
    }

    /// Looks a path up, then looks for one that differs in case or Unicode form alone.
    pub(crate) fn find(&self, path: &str) -> Found<'f> {
        if self.files.contains(path) {
            return Found::Exactly;
        }
        let folded = self.folded.get_or_init(|| self.files.paths().map(|path| (fold(path), path)).collect());
        match folded.get(&fold(path)) {
            Some(near) => Found::Nearly(near),
            None => Found::Not,
        }
    }
}

/// Only hashes are kept, since a hundred thousand folded paths are many megabytes.
fn fold(path: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for c in path.nfc().flat_map(char::to_lowercase) {
        c.hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_differs_in_case_or_form() {
        let files: BTreeMap<String, Vec<u8>> =
            ["Index.html", "слика/Й.png"].into_iter().map(|path| (path.to_owned(), Vec::new())).collect();
        let inventory = Inventory::new(&files);
        assert_eq!(inventory.find("Index.html"), Found::Exactly);
        assert_eq!(inventory.find("index.HTML"), Found::Nearly("Index.html"));
        assert_eq!(inventory.find("слика/й.png"), Found::Nearly("слика/Й.png"));
        assert_eq!(inventory.find("слика/И\u{306}.png"), Found::Nearly("слика/Й.png"));
        assert_eq!(inventory.find("other.html"), Found::Not);
    }
}
