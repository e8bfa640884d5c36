//! Reading one file of an archive, front to back, with fixed buffers and never beyond its declared length.

use std::io::{self, Read};

use flate2::{Decompress, FlushDecompress, Status};

use super::ReadAt;
use super::entry::{Entry, Extent, Method};

/// Bytes that are read from the archive at once.
const INPUT: usize = 64 * 1024;

/// Why a file of an archive could not be read.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// The archive could not be read.
    #[error("the archive could not be read: {0}")]
    Io(#[from] io::Error),
    /// The compressed data is no deflate stream.
    #[error("the compressed data is damaged")]
    Damaged,
    /// There is more content than declared.
    #[error("the file is longer than declared")]
    TooLong,
    /// There is less content than declared.
    #[error("the file is shorter than declared")]
    TooShort,
    /// Bytes are left behind the end of the compressed data.
    #[error("there are bytes behind the compressed data")]
    Leftover,
    /// The content has another checksum than declared.
    #[error("the checksum is another one")]
    Checksum,
    /// The file is longer than the caller is willing to take.
    #[error("the file has {length} bytes, more than {limit}")]
    Limit {
        /// The file's length in bytes.
        length: u64,
        /// What the caller takes at most, in bytes.
        limit: u64,
    },
}

impl From<EntryError> for io::Error {
    fn from(error: EntryError) -> Self {
        match error {
            EntryError::Io(error) => error,
            other => Self::new(io::ErrorKind::InvalidData, other),
        }
    }
}

/// Gives a file's content, inflated where needed: at most as many bytes as declared, and an error
/// when the archive holds more or fewer. Takes about 110 KiB of memory whatever the file is.
#[derive(Debug)]
pub struct EntryReader<R> {
    reader: R,
    input: Vec<u8>,
    start: usize,
    end: usize,
    /// The next byte to read from the archive, and the first behind the file's data.
    next: u64,
    stop: u64,
    /// Content still to be given.
    left: u64,
    inflate: Decompress,
    method: Method,
    done: bool,
}

impl<R: ReadAt> EntryReader<R> {
    /// Begins to read `entry` of the archive behind `reader`.
    pub fn new(reader: R, entry: &Entry) -> Self {
        Self::over(reader, entry.extent())
    }

    pub(super) fn over(reader: R, extent: Extent) -> Self {
        let mut new = Self {
            reader,
            input: Vec::new(),
            start: 0,
            end: 0,
            next: 0,
            stop: 0,
            left: 0,
            inflate: Decompress::new(false),
            method: Method::Stored,
            done: false,
        };
        new.restart(extent);
        new
    }

    /// Begins another file with the same buffers.
    pub(super) fn restart(&mut self, extent: Extent) {
        (self.start, self.end) = (0, 0);
        self.next = extent.offset;
        self.stop = extent.offset.saturating_add(extent.compressed_length);
        self.left = extent.length;
        self.method = extent.method;
        self.done = false;
        if extent.method == Method::Deflated {
            self.inflate.reset(false);
            self.input.resize(INPUT, 0);
        }
    }

    /// The next bytes of the content, at the front of `out`; how many they are, 0 at the end.
    /// The end is the only proof that length and data are right.
    pub fn next_chunk(&mut self, out: &mut [u8]) -> Result<usize, EntryError> {
        if self.done || out.is_empty() {
            return Ok(0);
        }
        match self.method {
            Method::Stored => self.copy(out),
            Method::Deflated => self.inflate(out),
        }
    }

    fn copy(&mut self, out: &mut [u8]) -> Result<usize, EntryError> {
        let count = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let filled = match out.get_mut(..count) {
            Some(room) => self.reader.fill_at(room, self.next)?,
            None => 0,
        };
        if filled < count {
            return Err(EntryError::TooShort);
        }
        self.next += count as u64;
        self.left -= count as u64;
        self.done = count == 0;
        if self.done && self.next != self.stop {
            return Err(EntryError::Leftover);
        }
        Ok(count)
    }

    fn inflate(&mut self, out: &mut [u8]) -> Result<usize, EntryError> {
        loop {
            self.refill()?;
            let given = self.input.get(self.start..self.end).unwrap_or_default();
            // When everything declared has been given, one more byte of room shows whether there is more.
            let mut beyond = [0; 1];
            let full = self.left == 0;
            let room = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
            let target = if full { beyond.as_mut_slice() } else { out.get_mut(..room).unwrap_or_default() };
            let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
            let status =
                self.inflate.decompress(given, target, FlushDecompress::None).map_err(|_| EntryError::Damaged)?;
            let consumed = usize::try_from(self.inflate.total_in() - before_in).unwrap_or_default();
            let produced = self.inflate.total_out() - before_out;
            self.start += consumed;
            if full && produced > 0 {
                return Err(EntryError::TooLong);
            }
            self.left -= produced.min(self.left);
            if status == Status::StreamEnd {
                self.done = true;
                if self.left > 0 {
                    return Err(EntryError::TooShort);
                }
                if self.start < self.end || self.next < self.stop {
                    return Err(EntryError::Leftover);
                }
            }
            if produced > 0 || self.done {
                return Ok(usize::try_from(produced).unwrap_or_default());
            }
            if consumed == 0 {
                // Neither way forward: the stream wants bytes that the entry does not have.
                return Err(EntryError::Damaged);
            }
        }
    }

    fn refill(&mut self) -> Result<(), EntryError> {
        if self.start < self.end || self.next >= self.stop {
            return Ok(());
        }
        let count = self.input.len().min(usize::try_from(self.stop - self.next).unwrap_or(usize::MAX));
        let filled = match self.input.get_mut(..count) {
            Some(room) => self.reader.fill_at(room, self.next)?,
            None => 0,
        };
        if filled < count {
            return Err(EntryError::TooShort);
        }
        (self.start, self.end) = (0, count);
        self.next += count as u64;
        Ok(())
    }
}

impl<R: ReadAt> Read for EntryReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        Ok(self.next_chunk(out)?)
    }
}

/// The whole content of a file, its checksum compared; for manifests and other small files.
pub fn read_entry(reader: &(impl ReadAt + ?Sized), entry: &Entry, limit: u64) -> Result<Vec<u8>, EntryError> {
    if entry.length > limit {
        return Err(EntryError::Limit { length: entry.length, limit });
    }
    let length = usize::try_from(entry.length).map_err(|_| EntryError::Limit { length: entry.length, limit })?;
    // The declared length is not believed before the bytes are there.
    let mut content = Vec::with_capacity(length.min(INPUT));
    let mut source = EntryReader::new(reader, entry);
    let mut chunk = vec![0; INPUT.min(length.max(1))];
    loop {
        let count = source.next_chunk(&mut chunk)?;
        if count == 0 {
            break;
        }
        content.extend_from_slice(chunk.get(..count).unwrap_or_default());
    }
    if crc32fast::hash(&content) != entry.crc32 {
        return Err(EntryError::Checksum);
    }
    Ok(content)
}
