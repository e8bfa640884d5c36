//! Reading the central directory (APPNOTE 4.3.12) within bounds.
//!
//! Not by the `zip` crate: it keeps the last of two entries with one name, hides unix modes' file
//! types, raw names and the flags of the local headers, and reads a whole directory into memory
//! before anybody can say how large it may be. All of that is what has to be checked here.

use std::io;

use super::end_record::{self, CENTRAL, Place, Search};
use super::fields::{Fields, extra_field};
use super::window::Window;
use super::{Limits, ReadAt, rules};
use crate::finding::{Finding, Findings};

/// Why checking ends early: an error is among the findings, or the file could not be read.
#[derive(Debug)]
pub(super) enum Stop {
    Refused,
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// An entry as the directory has it.
#[derive(Debug)]
pub(super) struct Record {
    /// Where the name's bytes lie in [`Directory::names`].
    name_start: u32,
    name_length: u16,
    /// The name by the Info-ZIP Unicode path field (0x7075), when it belongs to this name.
    pub unicode_name: Option<Box<str>>,
    pub flags: u16,
    pub method: u16,
    pub crc32: u32,
    pub compressed: u64,
    pub length: u64,
    /// The place of the local header in the file.
    pub header: u64,
    /// The unix mode, file type included; 0 when the tool stored none.
    pub mode: u16,
}

/// The central directory.
#[derive(Debug)]
pub(super) struct Directory {
    pub place: Place,
    pub records: Vec<Record>,
    /// The raw names one behind the other: one allocation instead of 100,000.
    names: Vec<u8>,
    /// Bytes of the Unicode names beside them.
    unicode_bytes: usize,
}

impl Directory {
    /// The name as it stands in the archive.
    pub(super) fn raw_name(&self, record: &Record) -> &[u8] {
        let start = record.name_start as usize;
        self.names.get(start..start + usize::from(record.name_length)).unwrap_or_default()
    }
}

/// Finds and reads the directory. Every problem becomes a finding; an entry that cannot be told
/// apart from its neighbours ends the reading.
pub(super) fn read(
    reader: &(impl ReadAt + ?Sized),
    limits: &Limits,
    findings: &mut Findings,
) -> Result<Directory, Stop> {
    let place = locate(reader, limits, findings)?;
    let mut directory = Directory { place, records: Vec::new(), names: Vec::new(), unicode_bytes: 0 };
    let mut window = Window::new(reader, place.from, place.to);
    let mut seen: u64 = 0;
    while window.position() < place.to {
        let at = window.position();
        seen += 1;
        if seen > limits.entries {
            return refuse(findings, too_many(seen, limits));
        }
        let Some(fixed) = Fixed::read(&mut window)? else {
            return refuse(findings, Finding::error(rules::DIRECTORY).with("place", at));
        };
        if !directory.take_entry(&fixed, &mut window, limits, findings)? {
            return refuse(findings, Finding::error(rules::DIRECTORY).with("place", at));
        }
        if directory.names.len() + directory.unicode_bytes > limits.all_paths_bytes {
            let finding = Finding::error(rules::ALL_PATHS).with("limit", limits.all_paths_bytes);
            return refuse(findings, finding);
        }
    }
    // Tools without ZIP64 let the 16-bit count of a large directory run over.
    let counted = if place.short_count { seen % (1 << 16) } else { seen };
    if counted != place.entries {
        return refuse(findings, Finding::error(rules::DIRECTORY).with("place", place.to));
    }
    Ok(directory)
}

fn refuse<T>(findings: &mut Findings, finding: Finding) -> Result<T, Stop> {
    findings.push(finding);
    Err(Stop::Refused)
}

fn too_many(count: u64, limits: &Limits) -> Finding {
    Finding::error(rules::ENTRIES).with("count", count).with("limit", limits.entries)
}

fn locate(reader: &(impl ReadAt + ?Sized), limits: &Limits, findings: &mut Findings) -> Result<Place, Stop> {
    let size = reader.size()?;
    if size > limits.compressed_bytes {
        let finding = Finding::error(rules::SIZE).with("size", size).with("limit", limits.compressed_bytes);
        return refuse(findings, finding);
    }
    let mut start = [0; 4];
    reader.fill_at(&mut start, 0)?;
    let place = match end_record::find(reader, size)? {
        Search::Found(place) => place,
        Search::Multidisk => return refuse(findings, Finding::error(rules::MULTIDISK)),
        Search::Contradiction(at) => {
            return refuse(findings, Finding::error(rules::DIRECTORY).with("place", at));
        }
        Search::Nothing => {
            let rule = match &start {
                b"PK\x03\x04" => rules::TRUNCATED,
                b"PK\x07\x08" => rules::MULTIDISK,
                _ => rules::NOT_ZIP,
            };
            return refuse(findings, Finding::error(rule));
        }
    };
    if place.prefix > 0 && start == *b"PK\x03\x04" {
        // What lies in front is the beginning of another archive: this one is a file inside it whose end
        // was cut off, or the second of two. Others would read the first.
        let rule = if place.suffix > 0 { rules::TRUNCATED } else { rules::DIRECTORY };
        return refuse(findings, Finding::error(rule).with("place", place.prefix));
    }
    if place.entries > limits.entries {
        return refuse(findings, too_many(place.entries, limits));
    }
    if place.prefix > 0 {
        findings.push(Finding::repaired(rules::PREFIX).with("bytes", place.prefix));
    }
    if place.suffix > 0 {
        findings.push(Finding::repaired(rules::SUFFIX).with("bytes", place.suffix));
    }
    Ok(place)
}

/// The fixed part of a header of the directory.
struct Fixed {
    flags: u16,
    method: u16,
    crc32: u32,
    compressed: u32,
    length: u32,
    name: u16,
    extra: u16,
    comment: u16,
    attributes: u32,
    header: u32,
}

impl Fixed {
    fn read<R: ReadAt + ?Sized>(window: &mut Window<'_, R>) -> io::Result<Option<Self>> {
        Ok(window.take(46)?.and_then(Self::parse))
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields::new(bytes.strip_prefix(&CENTRAL)?);
        fields.take(4)?; // versions
        let (flags, method) = (fields.u16()?, fields.u16()?);
        fields.take(4)?; // time and date
        let crc32 = fields.u32()?;
        let (compressed, length) = (fields.u32()?, fields.u32()?);
        let (name, extra, comment) = (fields.u16()?, fields.u16()?, fields.u16()?);
        fields.take(4)?; // disk, internal attributes
        let (attributes, header) = (fields.u32()?, fields.u32()?);
        Some(Self { flags, method, crc32, compressed, length, name, extra, comment, attributes, header })
    }
}

impl Directory {
    /// Takes the variable part of one header in; `false` when the header breaks off or lies.
    fn take_entry<R: ReadAt + ?Sized>(
        &mut self,
        fixed: &Fixed,
        window: &mut Window<'_, R>,
        limits: &Limits,
        findings: &mut Findings,
    ) -> Result<bool, Stop> {
        let name_start = self.names.len();
        let Some(name) = window.take(fixed.name.into())? else { return Ok(false) };
        if name.len() > limits.path_bytes {
            findings.push(name_too_long(&String::from_utf8_lossy(name), limits));
            return Ok(window.skip(fixed.extra.into())? && window.skip(fixed.comment.into())?);
        }
        self.names.extend_from_slice(name);
        let name_crc = crc32fast::hash(name);
        let Some(extra) = window.take(fixed.extra.into())? else { return Ok(false) };
        let unicode_name = unicode_path(extra, name_crc).filter(|name| name.len() <= limits.path_bytes);
        self.unicode_bytes += unicode_name.as_deref().map_or(0, str::len);
        let Some(sizes) = Sizes::of(fixed, extra) else { return Ok(false) };
        let Some(header) = sizes.header.checked_add(self.place.prefix) else { return Ok(false) };
        if !window.skip(fixed.comment.into())? {
            return Ok(false);
        }
        self.records.push(Record {
            name_start: u32::try_from(name_start).unwrap_or(u32::MAX),
            name_length: fixed.name,
            unicode_name,
            flags: fixed.flags,
            method: fixed.method,
            crc32: fixed.crc32,
            compressed: sizes.compressed,
            length: sizes.length,
            header,
            mode: u16::try_from(fixed.attributes >> 16).unwrap_or_default(),
        });
        Ok(true)
    }
}

pub(super) fn name_too_long(name: &str, limits: &Limits) -> Finding {
    Finding::error(rules::NAME_LENGTH).in_file(name).with("limit", limits.path_bytes)
}

struct Sizes {
    length: u64,
    compressed: u64,
    header: u64,
}

impl Sizes {
    /// The sizes and the offset; those that are saturated stand in the ZIP64 field, in this order
    /// (APPNOTE 4.5.3).
    fn of(fixed: &Fixed, extra: &[u8]) -> Option<Self> {
        let mut wide = Fields::new(extra_field(extra, 0x0001).unwrap_or_default());
        let mut full = |narrow: u32| if narrow == u32::MAX { wide.u64() } else { Some(narrow.into()) };
        Some(Self { length: full(fixed.length)?, compressed: full(fixed.compressed)?, header: full(fixed.header)? })
    }
}

/// The Info-ZIP Unicode path field (APPNOTE 4.6.9). It counts only while its checksum fits the
/// name beside it: a tool that renames an entry may not know the field.
fn unicode_path(extra: &[u8], name_crc: u32) -> Option<Box<str>> {
    let mut fields = Fields::new(extra_field(extra, 0x7075)?);
    let fits = fields.u8()? == 1 && fields.u32()? == name_crc;
    let name = std::str::from_utf8(fields.rest()).ok()?;
    (fits && !name.is_empty()).then(|| name.into())
}
