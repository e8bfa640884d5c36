//! A course's folder in memory.

use std::collections::BTreeMap;

use vidik_package::PackageFiles;

/// The files of a course by their path in its folder, with slashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFiles(BTreeMap<String, Vec<u8>>);

impl SourceFiles {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every file of a package, from its folder on; `at_most` bytes of each.
    pub fn of_package(files: &dyn PackageFiles, folder: &str, at_most: usize) -> Self {
        let inside = files.paths().filter_map(|path| Some((path.strip_prefix(folder)?.to_owned(), path)));
        Self(inside.filter_map(|(own, path)| Some((own, files.read(path, at_most)?))).collect())
    }

    /// The file's bytes.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    /// Puts a file in place.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.insert(path.into(), bytes.into());
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &str) -> Option<Vec<u8>> {
        self.0.remove(path)
    }

    /// Every path with its bytes, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }
}

impl FromIterator<(String, Vec<u8>)> for SourceFiles {
    fn from_iter<I: IntoIterator<Item = (String, Vec<u8>)>>(files: I) -> Self {
        Self(files.into_iter().collect())
    }
}

impl PackageFiles for SourceFiles {
    fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.0.keys().map(String::as_str))
    }

    fn contains(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    fn read(&self, path: &str, at_most: usize) -> Option<Vec<u8>> {
        PackageFiles::read(&self.0, path, at_most)
    }
}
