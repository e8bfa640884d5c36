//! The header in front of an entry's data (APPNOTE 4.3.7) against the directory, and the descriptor
//! behind the data (4.3.9). A program that reads the archive as a stream believes these, one that
//! reads the directory believes that: where they differ, two programs see two packages.

use std::io;

use super::ReadAt;
use super::directory::Record;
use super::fields::{Fields, extra_field};

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const FIXED: usize = 30;
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";

/// Flag bits (APPNOTE 4.4.4).
const HAS_DESCRIPTOR: u16 = 1 << 3;
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;

/// Whether the flags, or the method of the AES tools, say that data cannot be read without a key.
pub(super) fn is_encrypted(flags: u16, method: u16) -> bool {
    flags & ENCRYPTED != 0 || method == 99
}

/// The bytes of the archive that an entry takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// The first byte of the data.
    pub data: u64,
    /// The first byte behind the entry, its descriptor included.
    pub end: u64,
}

/// Which field differs; the value of `field` in the message.
pub(super) type Difference = &'static str;

/// Compares an entry's two headers.
pub(super) fn compare(
    reader: &(impl ReadAt + ?Sized),
    record: &Record,
    raw_name: &[u8],
) -> io::Result<Result<Span, Difference>> {
    let mut bytes = vec![0; FIXED + raw_name.len()];
    let filled = reader.fill_at(&mut bytes, record.header)?;
    let Some(local) = bytes.get(..filled).and_then(Local::parse) else { return Ok(Err("place")) };
    if let Some(difference) = local.differs(record, raw_name) {
        return Ok(Err(difference));
    }
    let name_end = FIXED as u64 + u64::from(local.name_length);
    let data = record.header.saturating_add(name_end).saturating_add(local.extra.into());
    let sizes = if local.compressed == u32::MAX || local.length == u32::MAX {
        let mut extra = vec![0; local.extra.into()];
        let filled = reader.fill_at(&mut extra, record.header + name_end)?;
        extra.truncate(filled);
        local.wide_sizes(&extra)
    } else {
        Some((local.length.into(), local.compressed.into()))
    };
    let Some((length, compressed)) = sizes else { return Ok(Err("size")) };
    let streamed = (local.flags | record.flags) & HAS_DESCRIPTOR != 0;
    let exact = (length, compressed, local.crc32) == (record.length, record.compressed, record.crc32);
    if !exact && !streamed {
        return Ok(Err(if local.crc32 == record.crc32 { "size" } else { "checksum" }));
    }
    // A streaming writer leaves zeros; anything else it must mean.
    let told = |value: u64, known: u64| value == 0 || value == known;
    if !(told(length, record.length) && told(compressed, record.compressed)) {
        return Ok(Err("size"));
    }
    if !told(local.crc32.into(), record.crc32.into()) {
        return Ok(Err("checksum"));
    }
    let data_end = data.saturating_add(record.compressed);
    let descriptor = if streamed { descriptor(reader, record, data_end)? } else { Some(0) };
    // Some tools set the flag and write no descriptor: harmless when the header has said everything.
    Ok(match descriptor.or(exact.then_some(0)) {
        Some(behind) => Ok(Span { data, end: data_end.saturating_add(behind) }),
        None => Err("descriptor"),
    })
}

/// The length of the descriptor at `at`, when there is one that says what the directory says: with
/// or without signature, with lengths of 32 or 64 bits.
fn descriptor(reader: &(impl ReadAt + ?Sized), record: &Record, at: u64) -> io::Result<Option<u64>> {
    let mut buffer = [0; 24];
    let filled = reader.fill_at(&mut buffer, at)?;
    let bytes = buffer.get(..filled).unwrap_or_default();
    for (signature, body) in [(4, bytes.strip_prefix(&DESCRIPTOR)), (0, Some(bytes))] {
        let Some(body) = body else { continue };
        let mut fields = Fields::new(body);
        if fields.u32() != Some(record.crc32) {
            continue;
        }
        let mut wide = fields;
        if (wide.u64(), wide.u64()) == (Some(record.compressed), Some(record.length)) {
            return Ok(Some(signature + 20));
        }
        let short = (fields.u32().map(u64::from), fields.u32().map(u64::from));
        if short == (Some(record.compressed), Some(record.length)) {
            return Ok(Some(signature + 12));
        }
    }
    Ok(None)
}

struct Local<'a> {
    flags: u16,
    method: u16,
    crc32: u32,
    compressed: u32,
    length: u32,
    name_length: u16,
    extra: u16,
    name: &'a [u8],
}

impl<'a> Local<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut fields = Fields::new(bytes.strip_prefix(&LOCAL)?);
        fields.take(2)?; // version
        let (flags, method) = (fields.u16()?, fields.u16()?);
        fields.take(4)?; // time and date
        let crc32 = fields.u32()?;
        let (compressed, length) = (fields.u32()?, fields.u32()?);
        let (name_length, extra) = (fields.u16()?, fields.u16()?);
        Some(Self { flags, method, crc32, compressed, length, name_length, extra, name: fields.rest() })
    }

    fn differs(&self, record: &Record, raw_name: &[u8]) -> Option<Difference> {
        if usize::from(self.name_length) != raw_name.len() || self.name != raw_name {
            return Some("name");
        }
        if self.method != record.method
            || is_encrypted(self.flags, self.method) != is_encrypted(record.flags, record.method)
        {
            return Some("method");
        }
        None
    }

    /// Length and compressed length by the ZIP64 field, which has both in a local header.
    fn wide_sizes(&self, extra: &[u8]) -> Option<(u64, u64)> {
        let mut wide = Fields::new(extra_field(extra, 0x0001)?);
        let mut full = |narrow: u32| if narrow == u32::MAX { wide.u64() } else { Some(narrow.into()) };
        Some((full(self.length)?, full(self.compressed)?))
    }
}
