//! Writing an archive that every program reads alike: one header form, UTF-8 names, sizes in front of
//! the data, ZIP64 only where a number needs it (APPNOTE 4.3).
//!
//! Not by the `zip` crate's writer: offsets have to be known for the index, and the sink is a plain
//! `Write` that cannot go back to fill a header in.

use std::io::{self, Write};

use super::entry::{Entry, Method};

const UTF8_NAMES: u16 = 1 << 11;
/// 1 January 1980, the first day that ZIP knows: times of files are not kept.
const DATE: u16 = 0x0021;
const VERSION: u16 = 20;
const VERSION_64: u16 = 45;
/// Made on unix; a plain file that everybody may read.
const MADE_BY: u16 = 3 << 8 | VERSION_64;
const ATTRIBUTES: u32 = 0o100_644 << 16;
const SATURATED: u64 = 0xFFFF_FFFF;

/// Counts what it passes on.
#[derive(Debug)]
pub(super) struct ArchiveWriter<W> {
    out: W,
    position: u64,
}

impl<W: Write> ArchiveWriter<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, position: 0 }
    }

    /// Writes the local header of `entry` and sets its offset to the place behind it, where the data
    /// has to be written next.
    pub(super) fn begin(&mut self, entry: &mut Entry) -> io::Result<()> {
        let wide = entry.length >= SATURATED || entry.compressed_length >= SATURATED;
        let mut header = Vec::with_capacity(64 + entry.path.len());
        header.extend(b"PK\x03\x04");
        put16(&mut header, if wide { VERSION_64 } else { VERSION });
        description(&mut header, entry, wide);
        put16(&mut header, name_length(entry)?);
        put16(&mut header, if wide { 20 } else { 0 });
        header.extend(entry.path.as_bytes());
        if wide {
            put16(&mut header, 0x0001);
            put16(&mut header, 16);
            header.extend(entry.length.to_le_bytes());
            header.extend(entry.compressed_length.to_le_bytes());
        }
        self.data(&header)?;
        entry.offset = self.position;
        Ok(())
    }

    /// Writes data of the entry that was begun.
    pub(super) fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.position += bytes.len() as u64;
        Ok(())
    }

    /// Writes the directory of `entries`, in the order in which they were begun. Gives the length of all.
    pub(super) fn finish(mut self, entries: &[Entry]) -> io::Result<u64> {
        let from = self.position;
        for entry in entries {
            self.central(entry)?;
        }
        let size = self.position - from;
        self.end(entries.len() as u64, size, from)?;
        self.out.flush()?;
        Ok(self.position)
    }

    fn central(&mut self, entry: &Entry) -> io::Result<()> {
        let wide = entry.length >= SATURATED || entry.compressed_length >= SATURATED;
        // The header lies where the data begins, less its own length.
        let header_length = 30 + entry.path.len() as u64 + if wide { 20 } else { 0 };
        let header = entry.offset.saturating_sub(header_length);
        let far = header >= SATURATED;
        let mut extra = Vec::new();
        if wide {
            extra.extend(entry.length.to_le_bytes());
            extra.extend(entry.compressed_length.to_le_bytes());
        }
        if far {
            extra.extend(header.to_le_bytes());
        }
        let extra_length = u16::try_from(extra.len()).unwrap_or_default();
        let mut bytes = Vec::with_capacity(80 + entry.path.len());
        bytes.extend(b"PK\x01\x02");
        put16(&mut bytes, MADE_BY);
        put16(&mut bytes, if wide || far { VERSION_64 } else { VERSION });
        description(&mut bytes, entry, wide);
        put16(&mut bytes, name_length(entry)?);
        put16(&mut bytes, if extra.is_empty() { 0 } else { extra_length + 4 });
        put16(&mut bytes, 0); // comment
        put16(&mut bytes, 0); // disk
        put16(&mut bytes, 0); // internal attributes
        bytes.extend(ATTRIBUTES.to_le_bytes());
        bytes.extend(narrow(header).to_le_bytes());
        bytes.extend(entry.path.as_bytes());
        if !extra.is_empty() {
            put16(&mut bytes, 0x0001);
            put16(&mut bytes, extra_length);
            bytes.extend(extra);
        }
        self.data(&bytes)
    }

    fn end(&mut self, count: u64, size: u64, from: u64) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(98);
        if count >= 0xFFFF || size >= SATURATED || from >= SATURATED {
            let at = self.position;
            bytes.extend(b"PK\x06\x06");
            bytes.extend(44_u64.to_le_bytes());
            put16(&mut bytes, MADE_BY);
            put16(&mut bytes, VERSION_64);
            bytes.extend([0; 8]); // disks
            for number in [count, count, size, from] {
                bytes.extend(number.to_le_bytes());
            }
            bytes.extend(b"PK\x06\x07");
            bytes.extend([0; 4]); // disk
            bytes.extend(at.to_le_bytes());
            bytes.extend(1_u32.to_le_bytes()); // disks
        }
        let short = u16::try_from(count).unwrap_or(u16::MAX);
        bytes.extend(b"PK\x05\x06");
        bytes.extend([0; 4]); // disks
        put16(&mut bytes, short);
        put16(&mut bytes, short);
        bytes.extend(narrow(size).to_le_bytes());
        bytes.extend(narrow(from).to_le_bytes());
        put16(&mut bytes, 0); // comment
        self.data(&bytes)
    }
}

/// The fields that both headers of an entry share, flags to length.
fn description(bytes: &mut Vec<u8>, entry: &Entry, wide: bool) {
    put16(bytes, UTF8_NAMES);
    put16(bytes, if entry.method == Method::Stored { 0 } else { 8 });
    put16(bytes, 0); // time
    put16(bytes, DATE);
    bytes.extend(entry.crc32.to_le_bytes());
    for length in [entry.compressed_length, entry.length] {
        bytes.extend(if wide { u32::MAX } else { narrow(length) }.to_le_bytes());
    }
}

fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn name_length(entry: &Entry) -> io::Result<u16> {
    u16::try_from(entry.path.len()).map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "the path is too long"))
}

fn put16(bytes: &mut Vec<u8>, number: u16) {
    bytes.extend(number.to_le_bytes());
}
