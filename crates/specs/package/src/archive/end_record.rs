//! Finding the directory of an archive: the end record, with and without ZIP64
//! (APPNOTE 4.3.14 to 4.3.16), between bytes in front and behind that do not belong to it.

use std::io;

use super::ReadAt;
use super::fields::Fields;

const END: [u8; 4] = *b"PK\x05\x06";
const END_LENGTH: u64 = 22;
const END_64: [u8; 4] = *b"PK\x06\x06";
const END_64_LENGTH: u64 = 56;
const LOCATOR: [u8; 4] = *b"PK\x06\x07";
const LOCATOR_LENGTH: u64 = 20;
pub(super) const CENTRAL: [u8; 4] = *b"PK\x01\x02";

/// How far from the end the end record is looked for: the longest comment, and as much junk again.
const SEARCHED: u64 = 2 * (1 << 16) + END_LENGTH;

/// Where the directory lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Bytes in front of the archive; every offset in it counts from behind them.
    pub prefix: u64,
    /// The first byte of the directory and the first behind it, in the file.
    pub from: u64,
    pub to: u64,
    /// The number of entries as declared, and whether the count had only 16 bits to stand in.
    pub entries: u64,
    pub short_count: bool,
    /// Bytes behind the archive.
    pub suffix: u64,
}

/// What the search came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Search {
    Found(Place),
    /// There is an end record at this place, but no directory where it points.
    Contradiction(u64),
    /// The end record belongs to one of several disks.
    Multidisk,
    Nothing,
}

/// Looks for the directory from the end of the file on.
///
/// An end record whose comment ends with the file goes before one with junk behind it, and the last
/// in the file before earlier ones, so that an archive inside a comment or inside an entry is not
/// taken for the archive itself.
pub(super) fn find(reader: &(impl ReadAt + ?Sized), size: u64) -> io::Result<Search> {
    let from = size.saturating_sub(SEARCHED);
    let mut tail = vec![0; usize::try_from(size - from).unwrap_or_default()];
    let filled = reader.fill_at(&mut tail, from)?;
    tail.truncate(filled);
    let mut verdict = Search::Nothing;
    for exact in [true, false] {
        for at in (0..tail.len()).rev() {
            let Some(record) = tail.get(at..).filter(|bytes| bytes.starts_with(&END)) else { continue };
            let Some(end) = EndRecord::parse(record) else { continue };
            let position = from + at as u64;
            let behind = position + END_LENGTH + u64::from(end.comment);
            if behind > size || (behind == size) != exact {
                continue;
            }
            match end.place(reader, position, size - behind)? {
                Search::Found(place) => return Ok(Search::Found(place)),
                other if verdict == Search::Nothing => verdict = other,
                _ => {}
            }
        }
    }
    Ok(verdict)
}

/// The fixed part of the end record, or what the ZIP64 record says instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct EndRecord {
    disk: u32,
    directory_disk: u32,
    entries_here: u64,
    entries: u64,
    size: u64,
    offset: u64,
    comment: u16,
}

impl EndRecord {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields::new(bytes.get(4..)?);
        Some(Self {
            disk: fields.u16()?.into(),
            directory_disk: fields.u16()?.into(),
            entries_here: fields.u16()?.into(),
            entries: fields.u16()?.into(),
            size: fields.u32()?.into(),
            offset: fields.u32()?.into(),
            comment: fields.u16()?,
        })
    }

    /// The ZIP64 record (APPNOTE 4.3.14).
    fn parse_64(bytes: &[u8], comment: u16) -> Option<Self> {
        let mut fields = Fields::new(bytes.strip_prefix(&END_64)?);
        fields.take(12)?; // its own length, versions
        let (disk, directory_disk) = (fields.u32()?, fields.u32()?);
        let (entries_here, entries) = (fields.u64()?, fields.u64()?);
        let (size, offset) = (fields.u64()?, fields.u64()?);
        Some(Self { disk, directory_disk, entries_here, entries, size, offset, comment })
    }

    /// Whether this record says nothing else than `wide`, apart from the fields that are saturated.
    fn agrees_with(&self, wide: &Self) -> bool {
        let same = |narrow: u64, full: u64, saturated: u64| narrow == saturated || narrow == full;
        same(self.entries, wide.entries, 0xFFFF)
            && same(self.entries_here, wide.entries_here, 0xFFFF)
            && same(self.size, wide.size, 0xFFFF_FFFF)
            && same(self.offset, wide.offset, 0xFFFF_FFFF)
    }

    fn place(self, reader: &(impl ReadAt + ?Sized), position: u64, suffix: u64) -> io::Result<Search> {
        let mut record = self;
        let mut directory_end = position;
        let mut short_count = true;
        if let Some((wide, at)) = self.wide(reader, position)? {
            if !self.agrees_with(&wide) {
                return Ok(Search::Contradiction(at));
            }
            (record, directory_end, short_count) = (wide, at, false);
        }
        if record.disk != 0 || record.directory_disk != 0 || record.entries_here != record.entries {
            return Ok(Search::Multidisk);
        }
        let Some(from) = directory_start(reader, &record, directory_end)? else {
            return Ok(Search::Contradiction(position));
        };
        Ok(Search::Found(Place {
            prefix: from - record.offset,
            from,
            to: from + record.size,
            entries: record.entries,
            short_count,
            suffix,
        }))
    }

    /// The ZIP64 record that a locator in front of this record points to, and its place in the file.
    fn wide(&self, reader: &(impl ReadAt + ?Sized), position: u64) -> io::Result<Option<(Self, u64)>> {
        let Some(locator_at) = position.checked_sub(LOCATOR_LENGTH) else { return Ok(None) };
        let mut locator = [0; 20];
        reader.fill_at(&mut locator, locator_at)?;
        let Some(rest) = locator.strip_prefix(&LOCATOR) else { return Ok(None) };
        let mut fields = Fields::new(rest);
        let pointed = fields.u32().and_then(|_| fields.u64());
        // With bytes in front of the archive the pointer is off by as many: the record then lies
        // where it does in every archive without extensible data, right in front of the locator.
        for at in pointed.into_iter().chain(locator_at.checked_sub(END_64_LENGTH)) {
            let mut bytes = [0; 56];
            let filled = reader.fill_at(&mut bytes, at)?;
            let whole = filled == bytes.len() && at.checked_add(END_64_LENGTH).is_some_and(|end| end <= locator_at);
            if let Some(wide) = Self::parse_64(&bytes, self.comment).filter(|_| whole) {
                return Ok(Some((wide, at)));
            }
        }
        Ok(None)
    }
}

/// The place of the directory's first header: right in front of the end record, or, where
/// a tool has left bytes between the two, where the end record points.
fn directory_start(reader: &(impl ReadAt + ?Sized), record: &EndRecord, directory_end: u64) -> io::Result<Option<u64>> {
    let adjacent = directory_end.checked_sub(record.size).filter(|from| *from >= record.offset);
    let pointed = record.offset.checked_add(record.size).filter(|end| *end <= directory_end).map(|_| record.offset);
    for from in adjacent.into_iter().chain(pointed) {
        let mut signature = [0; 4];
        reader.fill_at(&mut signature, from)?;
        if (record.entries == 0 && record.size == 0) || signature == CENTRAL {
            return Ok(Some(from));
        }
    }
    Ok(None)
}
