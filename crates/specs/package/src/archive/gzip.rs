//! Sending a deflated entry as it lies in the archive: a gzip member (RFC 1952) around its bytes.

use super::entry_reader::{EntryError, EntryReader};
use super::{Entry, Extent, Method};

/// What goes in front of the raw deflate bytes: no name, no time, an unknown system.
pub const fn gzip_header() -> [u8; 10] {
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]
}

/// What goes behind them: CRC-32 and length modulo 2³², little-endian.
pub fn gzip_trailer(crc32: u32, length: u64) -> [u8; 8] {
    (length << 32 | u64::from(crc32)).to_le_bytes()
}

impl Entry {
    /// Header and trailer of the file as gzip, when it lies deflated.
    pub fn gzip_frame(&self) -> Option<([u8; 10], [u8; 8])> {
        (self.method == Method::Deflated).then(|| (gzip_header(), gzip_trailer(self.crc32, self.length)))
    }
}

/// Inflates a raw deflate stream that must come to exactly `length` bytes, `limit` at most.
pub fn inflate_bounded(deflated: &[u8], length: u64, limit: u64) -> Result<Vec<u8>, EntryError> {
    let too_long = EntryError::Limit { length, limit };
    let Ok(expected) = usize::try_from(length) else { return Err(too_long) };
    if length > limit {
        return Err(too_long);
    }
    // Deflate cannot stretch its input more than 1032 times: a longer claim is not worth the memory.
    let possible = deflated.len().saturating_mul(1032);
    let mut content = vec![0; expected.min(possible)];
    let extent = Extent { offset: 0, compressed_length: deflated.len() as u64, length, method: Method::Deflated };
    let mut source = EntryReader::over(deflated, extent);
    let mut filled = 0;
    loop {
        let mut end = [0; 1];
        let room = content.get_mut(filled..).filter(|room| !room.is_empty()).unwrap_or(&mut end);
        match source.next_chunk(room)? {
            0 => return Ok(content),
            count => filled += count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn deflated(content: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut source = flate2::read::DeflateEncoder::new(content, flate2::Compression::default());
        source.read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn header_raw_bytes_and_trailer_make_a_gzip_member() {
        let content = b"<p>Preview</p>".repeat(50);
        let mut member = gzip_header().to_vec();
        member.extend(deflated(&content));
        member.extend(gzip_trailer(crc32fast::hash(&content), content.len() as u64));
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(member.as_slice()).read_to_end(&mut back).unwrap();
        assert_eq!(back, content);
    }

    #[test]
    fn inflating_stops_where_it_was_told_to() {
        let content = vec![7; 100_000];
        let raw = deflated(&content);
        assert_eq!(inflate_bounded(&raw, 100_000, 100_000).unwrap(), content);
        assert!(matches!(inflate_bounded(&raw, 100_000, 99_999), Err(EntryError::Limit { .. })));
        assert!(matches!(inflate_bounded(&raw, 99_999, u64::MAX), Err(EntryError::TooLong)));
        assert!(matches!(inflate_bounded(&raw, 100_001, u64::MAX), Err(EntryError::TooShort)));
        assert!(inflate_bounded(&raw, u64::MAX / 2, u64::MAX).is_err());
        assert_eq!(inflate_bounded(&deflated(b""), 0, 0).unwrap(), b"");
    }
}
