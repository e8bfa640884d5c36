//! A window that slides once over a stretch of the archive, with a fixed buffer.

use std::io;

use super::ReadAt;

/// The longest run that can be asked for: a name, extra fields or a comment are at most 64 KiB each.
const LARGEST_RUN: usize = 1 << 16;
const BUFFER: usize = 2 * LARGEST_RUN;

/// Reads `[from, to)` front to back.
pub(super) struct Window<'a, R: ?Sized> {
    reader: &'a R,
    buffer: Vec<u8>,
    /// Where in `buffer` the unread bytes are.
    start: usize,
    end: usize,
    /// The place in the archive behind the buffered bytes.
    next: u64,
    to: u64,
}

impl<'a, R: ReadAt + ?Sized> Window<'a, R> {
    pub(super) fn new(reader: &'a R, from: u64, to: u64) -> Self {
        Self { reader, buffer: vec![0; BUFFER], start: 0, end: 0, next: from, to }
    }

    /// The place in the archive of the next byte.
    pub(super) fn position(&self) -> u64 {
        self.next - (self.end - self.start) as u64
    }

    /// The next `count` bytes, which are consumed; `None` when fewer are left.
    pub(super) fn take(&mut self, count: usize) -> io::Result<Option<&[u8]>> {
        if self.end - self.start < count {
            self.refill()?;
        }
        if self.end - self.start < count {
            return Ok(None);
        }
        let from = self.start;
        self.start += count;
        Ok(self.buffer.get(from..from + count))
    }

    /// Passes over `count` bytes; whether there were as many.
    pub(super) fn skip(&mut self, count: usize) -> io::Result<bool> {
        Ok(self.take(count)?.is_some())
    }

    fn refill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let left = usize::try_from(self.to.saturating_sub(self.next)).unwrap_or(usize::MAX);
        let room = self.buffer.len() - self.end;
        let count = left.min(room);
        if let Some(free) = self.buffer.get_mut(self.end..self.end + count) {
            let filled = self.reader.fill_at(free, self.next)?;
            self.end += filled;
            self.next += filled as u64;
        }
        Ok(())
    }
}
