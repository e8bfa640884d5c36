//! The index of an archive: from path to bytes, without opening the archive.

use std::borrow::Cow;
use std::sync::Arc;

use super::collisions::folded_hash;
use super::entry::{Entry, Method};
use super::fields::Fields;
use super::names;

/// The first bytes of an index in its stored form, and the version of that form.
const MAGIC: [u8; 4] = *b"VIDX";
const VERSION: u8 = 1;
/// Bytes of an entry beside its path.
const FIXED: usize = 64;
const PATH_BYTES: usize = 4096;

/// Every file of an archive, by path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArchiveIndex {
    /// In the order of their paths' bytes.
    entries: Vec<Entry>,
    /// Hash of the folded path and place in `entries`, in the order of the hashes.
    folded: Vec<(u64, u32)>,
}

/// Why bytes are no index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// Not an index, or of a version that this program does not know.
    #[error("not an archive index of version 1")]
    Unknown,
    /// It breaks off, or goes on behind its end.
    #[error("the archive index has the wrong length")]
    Length,
    /// An entry contradicts itself, or the entries are not in order.
    #[error("entry {0} of the archive index is invalid")]
    Entry(usize),
}

impl ArchiveIndex {
    /// Takes entries in any order; their paths must differ.
    pub(super) fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let mut folded: Vec<(u64, u32)> =
            entries.iter().zip(0..).map(|(entry, place)| (folded_hash(&entry.path), place)).collect();
        folded.sort_unstable();
        Self { entries, folded }
    }

    /// The file with exactly this path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        let place = self.entries.binary_search_by(|entry| (*entry.path).cmp(path)).ok()?;
        self.entries.get(place)
    }

    /// The file with this path, or else the only one whose path differs from it in case or in Unicode
    /// form alone: pages that were written on a system that tells neither apart still find their files.
    /// The path is percent-decoded by the caller.
    pub fn resolve(&self, path: &str) -> Option<&Entry> {
        if let Some(entry) = self.get(path) {
            return Some(entry);
        }
        if path.len() > PATH_BYTES {
            return None;
        }
        let hash = folded_hash(path);
        let wanted = names::folded(path);
        let from = self.folded.partition_point(|(known, _)| *known < hash);
        let mut found = self
            .folded
            .get(from..)?
            .iter()
            .take_while(|(known, _)| *known == hash)
            .filter_map(|(_, place)| self.entries.get(*place as usize))
            .filter(|entry| names::folded(&entry.path) == wanted);
        let only = found.next();
        if found.next().is_some() { None } else { only }
    }

    /// The files in the order of their paths.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes of all files together, inflated.
    pub fn total_length(&self) -> u64 {
        self.entries.iter().map(|entry| entry.length).fold(0, u64::saturating_add)
    }

    /// The stored form: magic, version, count, and the entries in order, all numbers little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let paths: usize = self.entries.iter().map(|entry| entry.path.len()).sum();
        let mut bytes = Vec::with_capacity(9 + paths + self.entries.len() * FIXED);
        bytes.extend(MAGIC);
        bytes.push(VERSION);
        bytes.extend(u32::try_from(self.entries.len()).unwrap_or(u32::MAX).to_le_bytes());
        for entry in &self.entries {
            bytes.extend(u16::try_from(entry.path.len()).unwrap_or(u16::MAX).to_le_bytes());
            bytes.push(match entry.method {
                Method::Stored => 0,
                Method::Deflated => 8,
            });
            bytes.push(u8::from(entry.utf8));
            bytes.extend(entry.crc32.to_le_bytes());
            bytes.extend(entry.offset.to_le_bytes());
            bytes.extend(entry.compressed_length.to_le_bytes());
            bytes.extend(entry.length.to_le_bytes());
            bytes.extend(entry.sha256);
            bytes.extend(entry.path.as_bytes());
        }
        bytes
    }

    /// Reads the stored form. Takes no more memory than a small multiple of `bytes`, whatever they say.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, IndexError> {
        let mut fields = Fields::new(bytes);
        if fields.array() != Some(MAGIC) || fields.u8() != Some(VERSION) {
            return Err(IndexError::Unknown);
        }
        let count = fields.u32().ok_or(IndexError::Length)? as usize;
        if count > fields.rest().len() / FIXED {
            return Err(IndexError::Length);
        }
        let mut entries: Vec<Entry> = Vec::with_capacity(count);
        for place in 0..count {
            let raw = RawEntry::parse(&mut fields).ok_or(IndexError::Length)?;
            let entry = raw.entry().filter(is_sound).ok_or(IndexError::Entry(place))?;
            if entries.last().is_some_and(|last| last.path >= entry.path) {
                return Err(IndexError::Entry(place));
            }
            entries.push(entry);
        }
        if fields.rest().is_empty() { Ok(Self::new(entries)) } else { Err(IndexError::Length) }
    }
}

impl<'a> IntoIterator for &'a ArchiveIndex {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// An entry as it is stored, whatever it says.
struct RawEntry<'a> {
    method: u8,
    flags: u8,
    crc32: u32,
    offset: u64,
    compressed_length: u64,
    length: u64,
    sha256: [u8; 32],
    path: &'a [u8],
}

impl<'a> RawEntry<'a> {
    /// `None` when the bytes break off.
    fn parse(fields: &mut Fields<'a>) -> Option<Self> {
        let path_length = fields.u16()?;
        Some(Self {
            method: fields.u8()?,
            flags: fields.u8()?,
            crc32: fields.u32()?,
            offset: fields.u64()?,
            compressed_length: fields.u64()?,
            length: fields.u64()?,
            sha256: fields.array()?,
            path: fields.take(path_length.into())?,
        })
    }

    /// `None` when it says what no entry can.
    fn entry(&self) -> Option<Entry> {
        let method = match self.method {
            0 => Method::Stored,
            8 => Method::Deflated,
            _ => return None,
        };
        let path = std::str::from_utf8(self.path).ok()?;
        (self.flags <= 1).then(|| Entry {
            path: Arc::from(path),
            offset: self.offset,
            compressed_length: self.compressed_length,
            length: self.length,
            crc32: self.crc32,
            method,
            utf8: self.flags == 1,
            sha256: self.sha256,
        })
    }
}

/// Whether the entry could have been written by us: its path is clean, its numbers do not contradict.
fn is_sound(entry: &Entry) -> bool {
    let clean = names::clean(&entry.path).is_ok_and(|path| *path.text == *entry.path && !path.folder);
    clean
        && entry.offset.checked_add(entry.compressed_length).is_some()
        && (entry.method == Method::Deflated || entry.compressed_length == entry.length)
}

/// The path in an URL's path, percent-decoded; `None` when it is no UTF-8 or leads elsewhere.
pub fn decode_url_path(path: &str) -> Option<Cow<'_, str>> {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    names::clean(&decoded).is_ok_and(|clean| !clean.backslash && !clean.dot).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> Entry {
        Entry {
            path: Arc::from(path),
            offset: 30,
            compressed_length: 5,
            length: 9,
            crc32: 7,
            method: Method::Deflated,
            utf8: true,
            sha256: [3; 32],
        }
    }

    fn index(paths: &[&str]) -> ArchiveIndex {
        ArchiveIndex::new(paths.iter().map(|path| entry(path)).collect())
    }

    #[test]
    fn the_stored_form_reads_back() {
        let index = index(&["imsmanifest.xml", "a/b.html", "слике/Č.png"]);
        assert_eq!(ArchiveIndex::from_bytes(&index.to_bytes()), Ok(index));
        assert_eq!(ArchiveIndex::from_bytes(&ArchiveIndex::default().to_bytes()), Ok(ArchiveIndex::default()));
    }

    #[test]
    fn a_form_that_lies_is_refused() {
        let bytes = index(&["a", "b"]).to_bytes();
        for length in 0..bytes.len() {
            assert!(ArchiveIndex::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert_eq!(ArchiveIndex::from_bytes(&longer), Err(IndexError::Length));
        let mut many = bytes.clone();
        many[5..9].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(ArchiveIndex::from_bytes(&many), Err(IndexError::Length));
        let mut twice = bytes.clone();
        *twice.last_mut().unwrap() = b'a';
        assert_eq!(ArchiveIndex::from_bytes(&twice), Err(IndexError::Entry(1)));
        let mut climbing = bytes;
        *climbing.last_mut().unwrap() = b'\\';
        assert_eq!(ArchiveIndex::from_bytes(&climbing), Err(IndexError::Entry(1)));
    }

    #[test]
    fn the_wrong_case_resolves_only_without_doubt() {
        let index = index(&["Images/Logo.PNG", "a.js", "A.js"]);
        assert_eq!(index.resolve("images/logo.png").map(|entry| &*entry.path), Some("Images/Logo.PNG"));
        assert_eq!(index.get("images/logo.png"), None);
        assert_eq!(index.resolve("a.js").map(|entry| &*entry.path), Some("a.js"));
        assert_eq!(index.resolve("a.JS"), None);
        assert_eq!(index.resolve("b.js"), None);
    }

    #[test]
    fn decomposed_letters_resolve() {
        let index = index(&["slike/č.png"]);
        assert!(index.resolve("slike/c\u{30c}.png").is_some());
    }

    #[test]
    fn url_paths_are_decoded_and_held_to_the_rules() {
        assert_eq!(decode_url_path("a%20b/%D1%83.html").as_deref(), Some("a b/у.html"));
        for bad in ["%2e%2e/a", "a%2F..%2Fb", "%ff", "a%00", "%5Ca", "./a", "//a"] {
            assert_eq!(decode_url_path(bad), None, "{bad}");
        }
    }
}
