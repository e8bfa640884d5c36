//! Paths that are the same to somebody: twice the same, alike but for case, a file where others have a folder.

use std::hash::{DefaultHasher, Hasher};

use super::entry::Entry;
use super::{names, rules};
use crate::finding::{Finding, Findings};

/// Hashes of a folded path's folders, outermost first, and of the path itself at the end.
///
/// The hash of the standard library with its fixed keys; what it finds is compared as text afterwards.
fn hashes(folded: &str, mut each: impl FnMut(u64, &str)) {
    let mut hasher = DefaultHasher::new();
    let mut end = 0;
    for component in folded.split('/') {
        if end > 0 {
            hasher.write_u8(b'/');
            end += 1;
        }
        hasher.write(component.as_bytes());
        end += component.len();
        each(hasher.finish(), folded.get(..end).unwrap_or(folded));
    }
}

/// The hash of a path without regard to case and Unicode form.
pub(super) fn folded_hash(path: &str) -> u64 {
    let mut last = 0;
    hashes(&names::folded(path), |hash, _| last = hash);
    last
}

/// Reports every path that collides with another.
pub(super) fn find(entries: &[Entry], findings: &mut Findings) {
    let mut by_hash: Vec<(u64, u32)> =
        entries.iter().zip(0..).map(|(entry, index)| (folded_hash(&entry.path), index)).collect();
    by_hash.sort_unstable();
    let path = |index: u32| entries.get(index as usize).map(|entry| &*entry.path);
    for pair in by_hash.windows(2) {
        let [(hash, first), (other_hash, second)] = pair else { continue };
        if hash != other_hash {
            continue;
        }
        let (Some(first), Some(second)) = (path(*first), path(*second)) else { continue };
        if first == second {
            findings.push(Finding::error(rules::NAME_DUPLICATE).in_file(second));
        } else if names::folded(first) == names::folded(second) {
            findings.push(Finding::error(rules::NAME_CASE).in_file(second).with("other", first));
        }
    }
    for entry in entries {
        let own = names::folded(&entry.path);
        hashes(&own, |hash, folder| {
            if folder.len() == own.len() {
                return;
            }
            let from = by_hash.partition_point(|(known, _)| *known < hash);
            let hit = by_hash.get(from).filter(|(known, _)| *known == hash).and_then(|(_, index)| path(*index));
            if let Some(file) = hit.filter(|file| names::folded(file) == folder) {
                findings.push(Finding::error(rules::NAME_FOLDER).in_file(file));
            }
        });
    }
}
