//! Writing the normalised archive: the one that is kept and served from.

use std::io::{BufWriter, Write};

use flate2::{Compress, Compression, FlushCompress, Status};

use super::ReadAt;
use super::entry::{Entry, Extent, Method};
use super::entry_reader::{EntryError, EntryReader};
use super::index::ArchiveIndex;
use super::media::Kind;
use super::writer::ArchiveWriter;

/// What is copied at once.
const CHUNK: usize = 64 * 1024;
/// Stored text from this length on is deflated, as long as the result stays in the bound below.
const WORTH_DEFLATING: u64 = 1024;
/// The longest deflated text that is held in memory, since its length stands in front of it.
const DEFLATED_MOST: usize = 4 * 1024 * 1024;
/// Longer text is left as it is: it would not come out below the bound above.
const STORED_MOST: u64 = 32 * 1024 * 1024;
/// How many times shorter than the content its deflated form may be.
const DEFLATED_TIMES: u64 = 100;

/// Writes `entries` in their order. Gives them back with their places in the new archive, and its length.
///
/// Data that lies well is copied raw and neither inflated nor compared: that is the check's part.
pub(super) fn write(
    reader: &(impl ReadAt + ?Sized),
    entries: &[Entry],
    out: impl Write,
) -> Result<(Vec<Entry>, u64), EntryError> {
    let mut writer = ArchiveWriter::new(BufWriter::with_capacity(4 * CHUNK, out));
    let mut chunk = vec![0; CHUNK];
    let mut written = Vec::with_capacity(entries.len());
    for entry in entries {
        let mut new = entry.clone();
        match treatment(entry) {
            Treatment::Copy => {
                writer.begin(&mut new)?;
                // Copying deflated bytes is reading a stored file of the compressed length.
                let raw = Extent { length: entry.compressed_length, method: Method::Stored, ..entry.extent() };
                copy(EntryReader::over(reader, raw), &mut writer, &mut chunk)?;
            }
            Treatment::Store => {
                new.method = Method::Stored;
                new.compressed_length = entry.length;
                writer.begin(&mut new)?;
                copy(EntryReader::new(reader, entry), &mut writer, &mut chunk)?;
            }
            Treatment::Deflate => {
                if let Some(deflated) = deflate(EntryReader::new(reader, entry), entry.length, &mut chunk)? {
                    new.method = Method::Deflated;
                    new.compressed_length = deflated.len() as u64;
                    writer.begin(&mut new)?;
                    writer.data(&deflated)?;
                } else {
                    writer.begin(&mut new)?;
                    copy(EntryReader::new(reader, entry), &mut writer, &mut chunk)?;
                }
            }
        }
        written.push(new);
    }
    let length = writer.finish(&written)?;
    Ok((written, length))
}

/// The index of entries that were written.
pub(super) fn index(written: Vec<Entry>, checked: &[Entry]) -> ArchiveIndex {
    let mut written = written;
    // Hashes may have been found while the archive was being written.
    for (new, entry) in written.iter_mut().zip(checked) {
        new.sha256 = entry.sha256;
        new.utf8 = entry.utf8;
    }
    ArchiveIndex::new(written)
}

enum Treatment {
    Copy,
    Store,
    Deflate,
}

fn treatment(entry: &Entry) -> Treatment {
    match (entry.kind(), entry.method) {
        (Kind::Media, Method::Deflated) => Treatment::Store,
        (Kind::Text, Method::Stored) if (WORTH_DEFLATING..=STORED_MOST).contains(&entry.length) => Treatment::Deflate,
        _ => Treatment::Copy,
    }
}

fn copy<R: ReadAt, W: Write>(
    mut source: EntryReader<R>,
    writer: &mut ArchiveWriter<W>,
    chunk: &mut [u8],
) -> Result<(), EntryError> {
    loop {
        let count = source.next_chunk(chunk)?;
        match chunk.get(..count) {
            Some(content) if count > 0 => writer.data(content)?,
            _ => return Ok(()),
        }
    }
}

/// The content deflated, unless that gains less than a tenth, takes too much memory, or would look like
/// a bomb to the next one who checks the archive.
fn deflate<R: ReadAt>(
    mut source: EntryReader<R>,
    length: u64,
    chunk: &mut [u8],
) -> Result<Option<Vec<u8>>, EntryError> {
    let most = usize::try_from(length / 10 * 9).unwrap_or(usize::MAX).min(DEFLATED_MOST);
    let mut compress = Compress::new(Compression::default(), false);
    let mut out = Vec::with_capacity((most / 4).max(CHUNK));
    loop {
        let count = source.next_chunk(chunk)?;
        let mut rest = chunk.get(..count).unwrap_or_default();
        let flush = if count == 0 { FlushCompress::Finish } else { FlushCompress::None };
        loop {
            if out.len() > most {
                return Ok(None);
            }
            out.reserve(CHUNK);
            let before = compress.total_in();
            let status = compress.compress_vec(rest, &mut out, flush).map_err(std::io::Error::other)?;
            let consumed = usize::try_from(compress.total_in() - before).unwrap_or_default();
            rest = rest.get(consumed..).unwrap_or_default();
            if status == Status::StreamEnd {
                let gains = out.len() <= most && (out.len() as u64).saturating_mul(DEFLATED_TIMES) >= length;
                return Ok(gains.then_some(out));
            }
            if rest.is_empty() && count > 0 {
                break;
            }
        }
    }
}
