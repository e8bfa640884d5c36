//! A ZIP writer that can lie about everything. It writes what it is told, byte by byte.

use std::io::Read;

use vidik_package::archive::{ArchiveError, CheckedArchive, Limits, check};
use vidik_package::{Finding, Severity};

pub const UTF8: u16 = 1 << 11;
pub const DESCRIPTOR: u16 = 1 << 3;

/// What a header says about an entry.
#[derive(Debug, Clone)]
pub struct Said {
    pub name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub crc32: u32,
    pub compressed: u32,
    pub length: u32,
    pub extra: Vec<u8>,
}

/// An entry: both headers and the bytes between.
#[derive(Debug, Clone)]
pub struct Part {
    pub local: Said,
    pub central: Said,
    pub data: Vec<u8>,
    pub descriptor: Vec<u8>,
    pub mode: u16,
    /// Where the directory says that the local header is, instead of where it is.
    pub offset: Option<u32>,
    /// No local header and data at all: the entry lives on another one's.
    pub phantom: bool,
}

pub fn deflated(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut source = flate2::read::DeflateEncoder::new(content, flate2::Compression::new(6));
    source.read_to_end(&mut out).unwrap();
    out
}

impl Part {
    pub fn raw(name: &[u8], method: u16, content: &[u8], data: Vec<u8>) -> Self {
        let said = Said {
            name: name.to_vec(),
            flags: 0,
            method,
            crc32: crc32fast::hash(content),
            compressed: data.len() as u32,
            length: content.len() as u32,
            extra: Vec::new(),
        };
        let central = said.clone();
        Self { local: said, central, data, descriptor: Vec::new(), mode: 0o100_644, offset: None, phantom: false }
    }

    pub fn stored(name: &str, content: &[u8]) -> Self {
        Self::raw(name.as_bytes(), 0, content, content.to_vec())
    }

    pub fn deflated(name: &str, content: &[u8]) -> Self {
        Self::raw(name.as_bytes(), 8, content, deflated(content))
    }

    /// The same change to both headers.
    pub fn both(mut self, change: impl Fn(&mut Said)) -> Self {
        change(&mut self.local);
        change(&mut self.central);
        self
    }

    pub fn local(mut self, change: impl Fn(&mut Said)) -> Self {
        change(&mut self.local);
        self
    }

    pub fn central(mut self, change: impl Fn(&mut Said)) -> Self {
        change(&mut self.central);
        self
    }

    pub fn mode(mut self, mode: u16) -> Self {
        self.mode = mode;
        self
    }

    /// As a program writes that cannot go back: zeros in front, the truth behind.
    pub fn streamed(mut self, signature: bool, wide: bool) -> Self {
        self.local.flags |= DESCRIPTOR;
        self.central.flags |= DESCRIPTOR;
        if signature {
            self.descriptor.extend(b"PK\x07\x08");
        }
        self.descriptor.extend(self.central.crc32.to_le_bytes());
        for size in [self.central.compressed, self.central.length] {
            self.descriptor.extend(size.to_le_bytes());
            self.descriptor.extend(if wide { vec![0; 4] } else { vec![] });
        }
        (self.local.crc32, self.local.compressed, self.local.length) = (0, 0, 0);
        self
    }
}

/// An extra field.
pub fn extra(id: u16, payload: &[u8]) -> Vec<u8> {
    let mut field = id.to_le_bytes().to_vec();
    field.extend((payload.len() as u16).to_le_bytes());
    field.extend(payload);
    field
}

/// A whole archive.
#[derive(Debug, Clone, Default)]
pub struct Forge {
    pub parts: Vec<Part>,
    pub prefix: Vec<u8>,
    pub suffix: Vec<u8>,
    pub comment: Vec<u8>,
    /// Declared instead of the real number of entries.
    pub count: Option<u16>,
    pub directory_offset: Option<u32>,
    pub directory_size: Option<u32>,
    pub disk: u16,
    pub zip64: bool,
}

pub fn forge(parts: impl IntoIterator<Item = Part>) -> Forge {
    Forge { parts: parts.into_iter().collect(), ..Forge::default() }
}

impl Forge {
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut offsets = Vec::new();
        for part in &self.parts {
            offsets.push(out.len() as u32);
            if part.phantom {
                continue;
            }
            out.extend(b"PK\x03\x04\x14\x00");
            described(&mut out, &part.local);
            out.extend(&part.local.name);
            out.extend(&part.local.extra);
            out.extend(&part.data);
            out.extend(&part.descriptor);
        }
        let from = out.len() as u32;
        for (part, offset) in self.parts.iter().zip(offsets) {
            out.extend(b"PK\x01\x02\x1e\x03\x14\x00");
            described(&mut out, &part.central);
            out.extend([0; 6]);
            out.extend((u32::from(part.mode) << 16).to_le_bytes());
            out.extend(part.offset.unwrap_or(offset).to_le_bytes());
            out.extend(&part.central.name);
            out.extend(&part.central.extra);
        }
        let size = out.len() as u32 - from;
        self.end(&mut out, self.directory_offset.unwrap_or(from), self.directory_size.unwrap_or(size));
        [self.prefix.clone(), out, self.suffix.clone()].concat()
    }

    fn end(&self, out: &mut Vec<u8>, from: u32, size: u32) {
        let count = self.count.unwrap_or(self.parts.len() as u16);
        if self.zip64 {
            let at = out.len() as u64;
            out.extend(b"PK\x06\x06");
            out.extend(44_u64.to_le_bytes());
            out.extend([45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            for number in [u64::from(count), u64::from(count), u64::from(size), u64::from(from)] {
                out.extend(number.to_le_bytes());
            }
            out.extend(b"PK\x06\x07\0\0\0\0");
            out.extend(at.to_le_bytes());
            out.extend(1_u32.to_le_bytes());
        }
        let saturated = self.zip64;
        out.extend(b"PK\x05\x06");
        out.extend(self.disk.to_le_bytes());
        out.extend(self.disk.to_le_bytes());
        for _ in 0..2 {
            out.extend(if saturated { u16::MAX } else { count }.to_le_bytes());
        }
        out.extend(if saturated { u32::MAX } else { size }.to_le_bytes());
        out.extend(if saturated { u32::MAX } else { from }.to_le_bytes());
        out.extend((self.comment.len() as u16).to_le_bytes());
        out.extend(&self.comment);
    }
}

fn described(out: &mut Vec<u8>, said: &Said) {
    out.extend(said.flags.to_le_bytes());
    out.extend(said.method.to_le_bytes());
    out.extend([0, 0, 0x21, 0]);
    out.extend(said.crc32.to_le_bytes());
    out.extend(said.compressed.to_le_bytes());
    out.extend(said.length.to_le_bytes());
    out.extend((said.name.len() as u16).to_le_bytes());
    out.extend((said.extra.len() as u16).to_le_bytes());
}

/// A page that deflates somewhat.
pub fn page(seed: usize) -> Vec<u8> {
    let line = |line: usize| format!("<p>{} {}</p>\n", seed * 31 + line, (seed + 7) * line * line % 997);
    (0..200).flat_map(|number| line(number).into_bytes()).collect()
}

/// The rules of the errors with which `bytes` are refused; panics when they are accepted.
pub fn refused_by(bytes: &[u8], limits: &Limits) -> Vec<String> {
    match check(bytes, limits) {
        Err(ArchiveError::Refused(findings)) => {
            assert!(findings.has_errors());
            errors(&findings.into_vec())
        }
        Err(ArchiveError::Io(error)) => panic!("{error}"),
        Ok(checked) => panic!("accepted: {checked:?}"),
    }
}

/// Like [`refused_by`] under the ordinary limits.
pub fn refused(forge: &Forge) -> Vec<String> {
    refused_by(&forge.bytes(), &Limits::default())
}

fn errors(findings: &[Finding]) -> Vec<String> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.rule.as_str().trim_start_matches("PKG-ARC-").to_owned()).collect()
}

/// Checks what must be accepted.
pub fn accepted(bytes: &[u8]) -> CheckedArchive {
    match check(bytes, &Limits::default()) {
        Ok(checked) => checked,
        Err(ArchiveError::Refused(findings)) => panic!("refused: {:?}", findings.into_vec()),
        Err(ArchiveError::Io(error)) => panic!("{error}"),
    }
}

/// The rules of the findings of an accepted archive.
pub fn noted(checked: &CheckedArchive) -> Vec<&str> {
    checked.findings().iter().map(|finding| finding.rule.as_str().trim_start_matches("PKG-ARC-")).collect()
}

/// The paths of an accepted archive.
pub fn paths(checked: &CheckedArchive) -> Vec<String> {
    checked.index().iter().map(|entry| entry.path.to_string()).collect()
}
