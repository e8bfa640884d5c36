//! Little-endian numbers in front of each other, as ZIP headers have them.

/// Takes numbers and runs of bytes off the front of a header; `None` when it is too short.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }
}

/// The payload of the extra field `id` in a header's block of extra fields (APPNOTE 4.5.1).
/// A block that breaks off ends the search: padding tools leave such tails.
pub(super) fn extra_field(block: &[u8], id: u16) -> Option<&[u8]> {
    let mut fields = Fields::new(block);
    loop {
        let (found, length) = (fields.u16()?, fields.u16()?);
        let payload = fields.take(usize::from(length))?;
        if found == id {
            return Some(payload);
        }
    }
}
