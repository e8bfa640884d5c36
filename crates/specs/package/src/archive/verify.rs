//! Reading every file once: inflate within bounds, compare the checksum, hash, look whether text is UTF-8.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sha2::{Digest, Sha256};

use super::ReadAt;
use super::entry::Entry;
use super::entry_reader::{EntryError, EntryReader};
use super::media::Kind;
use super::rules;
use crate::finding::{Finding, Findings};

/// Content that is inflated at once: small enough to be hashed while it is in the processor's cache.
const CHUNK: usize = 64 * 1024;

/// What reading a file told about it.
#[derive(Debug)]
struct Digested {
    sha256: [u8; 32],
    utf8: bool,
}

/// What one thread has found out, by the entries' places in the plan.
pub(super) type Outcomes = Vec<Outcome>;

#[derive(Debug)]
pub(super) struct Outcome {
    index: usize,
    digested: Result<Digested, EntryError>,
}

/// The files that are still to be read, shared by the threads that read them.
#[derive(Debug)]
pub(super) struct Queue<'a> {
    entries: &'a [Entry],
    next: AtomicUsize,
    stopped: AtomicBool,
}

impl<'a> Queue<'a> {
    pub(super) fn new(entries: &'a [Entry]) -> Self {
        Self { entries, next: AtomicUsize::new(0), stopped: AtomicBool::new(false) }
    }

    /// Tells the threads to leave the rest.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn next(&self) -> Option<(usize, &'a Entry)> {
        if self.stopped.load(Ordering::Relaxed) {
            return None;
        }
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        Some((index, self.entries.get(index)?))
    }

    /// Reads files until none is left. To be called from as many threads as wanted.
    pub(super) fn work(&self, reader: &(impl ReadAt + ?Sized)) -> Outcomes {
        let mut outcomes = Vec::new();
        let mut chunk = vec![0; CHUNK];
        let mut source: Option<EntryReader<_>> = None;
        while let Some((index, entry)) = self.next() {
            let source = source.get_or_insert_with(|| EntryReader::new(reader, entry));
            source.restart(entry.extent());
            let digested = digest(source, entry, &mut chunk);
            if matches!(digested, Err(EntryError::Io(_))) {
                self.stop();
            }
            outcomes.push(Outcome { index, digested });
        }
        outcomes
    }
}

fn digest<R: ReadAt>(source: &mut EntryReader<R>, entry: &Entry, chunk: &mut [u8]) -> Result<Digested, EntryError> {
    let mut sha = Sha256::new();
    let mut crc = crc32fast::Hasher::new();
    let mut utf8 = (entry.kind() == Kind::Text).then(Utf8Check::default);
    loop {
        let count = source.next_chunk(chunk)?;
        let Some(content) = chunk.get(..count).filter(|content| !content.is_empty()) else { break };
        crc.update(content);
        sha.update(content);
        if let Some(check) = &mut utf8 {
            check.update(content);
        }
    }
    if crc.finalize() != entry.crc32 {
        return Err(EntryError::Checksum);
    }
    Ok(Digested { sha256: sha.finalize().into(), utf8: utf8.is_some_and(|check| check.is_valid()) })
}

/// Writes into the entries what the threads found; what was wrong becomes findings, in the archive's order.
pub(super) fn settle(
    entries: &mut [Entry],
    mut outcomes: Outcomes,
    findings: &mut Findings,
) -> Result<(), std::io::Error> {
    outcomes.sort_unstable_by_key(|outcome| outcome.index);
    for Outcome { index, digested } in outcomes {
        let Some(entry) = entries.get_mut(index) else { continue };
        let rule = match digested {
            Ok(digested) => {
                entry.sha256 = digested.sha256;
                entry.utf8 = digested.utf8;
                continue;
            }
            Err(EntryError::Io(error)) => return Err(error),
            Err(EntryError::Checksum) => rules::CRC,
            Err(EntryError::TooLong | EntryError::TooShort | EntryError::Limit { .. }) => rules::LENGTH,
            Err(EntryError::Damaged | EntryError::Leftover) => rules::DATA,
        };
        findings.push(Finding::error(rule).in_file(&entry.path));
    }
    Ok(())
}

/// Whether bytes that come in pieces are UTF-8.
#[derive(Debug, Default)]
struct Utf8Check {
    /// The beginning of a character that the last piece broke off in.
    carried: Vec<u8>,
    broken: bool,
}

impl Utf8Check {
    fn update(&mut self, mut piece: &[u8]) {
        while !self.carried.is_empty() && !self.broken {
            let Some((first, rest)) = piece.split_first() else { return };
            piece = rest;
            self.carried.push(*first);
            match std::str::from_utf8(&self.carried) {
                Ok(_) => self.carried.clear(),
                Err(error) => self.broken = error.error_len().is_some(),
            }
        }
        if let Err(error) = std::str::from_utf8(piece)
            && !self.broken
        {
            self.broken = error.error_len().is_some();
            self.carried.extend_from_slice(piece.get(error.valid_up_to()..).unwrap_or_default());
        }
    }

    fn is_valid(&self) -> bool {
        !self.broken && self.carried.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_seen_across_pieces_of_any_size() {
        let text = "Добро дошли — č€😀 ћ".as_bytes();
        for size in 1..text.len() {
            let mut check = Utf8Check::default();
            text.chunks(size).for_each(|piece| check.update(piece));
            assert!(check.is_valid(), "{size}");
            let mut cut = Utf8Check::default();
            text[..text.len() - 1].chunks(size).for_each(|piece| cut.update(piece));
            assert!(!cut.is_valid(), "{size}");
        }
    }

    #[test]
    fn windows_1251_is_not_utf8() {
        let mut check = Utf8Check::default();
        check.update(b"\xcf\xf0\xe8\xec\xe5\xf0");
        assert!(!check.is_valid());
    }
}
