//! One file of an archive: where its bytes lie and what they are.

use std::sync::Arc;

use super::media::{self, Kind};

/// How a file's bytes lie in the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// As they are: a range of the file is a range of the archive.
    Stored,
    /// As a raw deflate stream (RFC 1951).
    Deflated,
}

/// A file of a checked archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The path inside the package: relative, `/` between components, never `.` or `..`.
    pub path: Arc<str>,
    /// The first byte of the data in the archive.
    pub offset: u64,
    /// Bytes in the archive.
    pub compressed_length: u64,
    /// Bytes of the file.
    pub length: u64,
    /// CRC-32 of the file (the one of ZIP and gzip).
    pub crc32: u32,
    /// How the bytes lie in the archive.
    pub method: Method,
    /// The file is of a text type and its bytes are valid UTF-8.
    pub utf8: bool,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
}

impl Entry {
    /// The value for `Content-Type`. Text that is UTF-8 says so; other text names its encoding itself.
    pub fn mime(&self) -> &'static str {
        media::lookup(&self.path, self.utf8).0
    }

    pub(super) fn kind(&self) -> Kind {
        media::lookup(&self.path, false).1
    }

    /// The SHA-256 in hexadecimal.
    pub fn sha256_hex(&self) -> String {
        let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
        self.sha256.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    /// The strong entity tag of the file as it is (RFC 9110 8.8.3), with its quotation marks.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.sha256_hex())
    }

    /// The strong entity tag of the file as gzip: another sequence of bytes needs another tag.
    pub fn gzip_etag(&self) -> String {
        format!("\"{}-gzip\"", self.sha256_hex())
    }

    pub(super) fn extent(&self) -> Extent {
        Extent {
            offset: self.offset,
            compressed_length: self.compressed_length,
            length: self.length,
            method: self.method,
        }
    }
}

/// Where a file's bytes lie and how many they must come to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub offset: u64,
    pub compressed_length: u64,
    pub length: u64,
    pub method: Method,
}
