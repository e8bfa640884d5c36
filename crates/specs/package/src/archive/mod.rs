//! Opening an archive safely, and normalising it.
//!
//! [`check`] reads an uploaded archive as if an enemy had sent it, and says everything that is wrong.
//! [`normalise`] writes what it accepted as a new archive whose every byte is known from an
//! [`ArchiveIndex`]; [`import`] does both at once. Files are served out of that archive, never unpacked:
//! a stored one is a range of it, a deflated one goes out between [`gzip_header`] and [`gzip_trailer`].
//! [`ArchiveStream`] is the other way: an archive of our own that goes out while it is written.
//!
//! Memory stays below 64 MiB whatever an archive says: directories are read through a window, paths are
//! bounded in number and in all, files pass through fixed buffers.
//!
//! *APPNOTE* is PKWARE's ".ZIP File Format Specification", 6.3.10.

mod code_page;
mod collisions;
mod directory;
mod end_record;
mod entry;
mod entry_reader;
mod fields;
mod gzip;
mod index;
mod limits;
mod local;
mod media;
mod names;
mod normalise;
mod plan;
mod read_at;
pub mod rules;
mod stream;
mod verify;
mod window;
mod writer;

use std::io::{self, Write};
use std::thread;

pub use entry::{Entry, Method};
pub use entry_reader::{EntryError, EntryReader, read_entry};
pub use gzip::{gzip_header, gzip_trailer, inflate_bounded};
pub use index::{ArchiveIndex, IndexError, decode_url_path};
pub use limits::Limits;
pub use read_at::ReadAt;
pub use stream::ArchiveStream;

use crate::finding::Findings;
use directory::Stop;
use entry::Extent;
use plan::Plan;
use verify::Queue;

/// Why an archive was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The archive's fault: the findings hold at least one error.
    #[error("the archive is refused")]
    Refused(Findings),
    /// Ours: it could not be read, or its normalised form not be written.
    #[error("the archive could not be read or written: {0}")]
    Io(#[from] io::Error),
}

/// An archive that was read to the last byte and found safe.
#[derive(Debug)]
pub struct CheckedArchive {
    /// In the order in which their data lies.
    entries: Vec<Entry>,
    findings: Findings,
}

impl CheckedArchive {
    /// What was mended and what could be better; no errors.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The files, with their places in the archive that was checked.
    pub fn index(&self) -> ArchiveIndex {
        ArchiveIndex::new(self.entries.clone())
    }
}

/// An archive that was checked and normalised.
#[derive(Debug)]
pub struct Imported {
    /// The files, with their places in the normalised archive.
    pub index: ArchiveIndex,
    /// What was mended and what could be better; no errors.
    pub findings: Findings,
    /// Bytes of the normalised archive.
    pub length: u64,
}

/// Reads the whole archive and checks it against every rule of [`rules`] and against `limits`.
pub fn check(reader: &(impl ReadAt + ?Sized), limits: &Limits) -> Result<CheckedArchive, ArchiveError> {
    let mut findings = Findings::new();
    let Some(mut plan) = planned(reader, limits, &mut findings)? else {
        return Err(ArchiveError::Refused(findings));
    };
    let queue = Queue::new(&plan.entries);
    let outcomes = thread::scope(|scope| {
        let others: Vec<_> =
            (1..limits.threads_for(plan.entries.len())).map(|_| scope.spawn(|| queue.work(reader))).collect();
        joined(queue.work(reader), others)
    })?;
    verify::settle(&mut plan.entries, outcomes, &mut findings)?;
    accepted(findings).map(|findings| CheckedArchive { entries: plan.entries, findings })
}

/// Writes the normalised archive of what [`check`] accepted to `out`. Gives its index and its length.
///
/// Good entries are copied raw. Media that lie deflated are stored, so that ranges of them can be
/// served; text that lies stored is deflated. Folders, comments, times, extra fields and whatever lay
/// between the entries are gone.
pub fn normalise(
    reader: &(impl ReadAt + ?Sized),
    out: impl Write,
    checked: &CheckedArchive,
) -> io::Result<(ArchiveIndex, u64)> {
    let (written, length) = normalise::write(reader, &checked.entries, out)?;
    Ok((normalise::index(written, &checked.entries), length))
}

/// [`check`] and [`normalise`] in one pass: while other threads read, compare and hash, this one
/// writes. When it returns an error, what was written to `out` is to be thrown away.
pub fn import(reader: &(impl ReadAt + ?Sized), out: impl Write, limits: &Limits) -> Result<Imported, ArchiveError> {
    let mut findings = Findings::new();
    let Some(mut plan) = planned(reader, limits, &mut findings)? else {
        return Err(ArchiveError::Refused(findings));
    };
    let queue = Queue::new(&plan.entries);
    let refused = findings.has_errors();
    let (written, outcomes) = thread::scope(|scope| {
        let others: Vec<_> =
            (1..limits.threads_for(plan.entries.len())).map(|_| scope.spawn(|| queue.work(reader))).collect();
        let written = (!refused).then(|| normalise::write(reader, &plan.entries, out));
        if matches!(written, Some(Err(EntryError::Io(_)))) {
            queue.stop();
        }
        (written, joined(queue.work(reader), others))
    });
    if let Some(Err(EntryError::Io(error))) = written {
        return Err(error.into());
    }
    verify::settle(&mut plan.entries, outcomes?, &mut findings)?;
    match written {
        Some(Ok((entries, length))) => {
            let findings = accepted(findings)?;
            Ok(Imported { index: normalise::index(entries, &plan.entries), findings, length })
        }
        // What stopped the writer stopped a reading thread, too, and is among the findings.
        _ if findings.has_errors() => Err(ArchiveError::Refused(findings)),
        _ => Err(io::Error::other("the archive changed while it was read").into()),
    }
}

/// The plan, unless there is none to go on with; all findings are in `findings` then.
fn planned(reader: &(impl ReadAt + ?Sized), limits: &Limits, findings: &mut Findings) -> io::Result<Option<Plan>> {
    match plan::make(reader, limits, findings) {
        Ok(plan) => Ok((!plan.dangerous).then_some(plan)),
        Err(Stop::Refused) => Ok(None),
        Err(Stop::Io(error)) => Err(error),
    }
}

fn joined(
    mut own: verify::Outcomes,
    others: Vec<thread::ScopedJoinHandle<'_, verify::Outcomes>>,
) -> io::Result<verify::Outcomes> {
    for other in others {
        own.extend(other.join().map_err(|_| io::Error::other("a reading thread panicked"))?);
    }
    Ok(own)
}

fn accepted(findings: Findings) -> Result<Findings, ArchiveError> {
    if findings.has_errors() { Err(ArchiveError::Refused(findings)) } else { Ok(findings) }
}
