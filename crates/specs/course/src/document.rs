//! JSON whose places are known: the line of a key for a finding, the span of a value for a change that leaves the
//! rest of the file as its author wrote it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

/// Where a value stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Where its key begins, otherwise the value itself.
    pub name: usize,
    /// First byte of the value.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
}

/// A JSON file with the place of every value, by JSON pointer (RFC 6901).
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub value: Value,
    text: String,
    places: BTreeMap<String, Place>,
    /// Keys that an object has twice, by the pointer of the key.
    pub doubled: Vec<(String, usize)>,
}

impl Document {
    /// Reads a file; the error is the parser's own.
    pub(crate) fn parse(text: String) -> Result<Self, serde_json::Error> {
        let value: Value = serde_json::from_str(&text)?;
        let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, places: BTreeMap::new(), doubled: Vec::new() };
        scanner.value(String::new(), None);
        let Scanner { places, doubled, .. } = scanner;
        Ok(Self { value, text, places, doubled })
    }

    /// The file.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where the value of a pointer stands.
    pub(crate) fn place(&self, pointer: &str) -> Option<Place> {
        self.places.get(pointer).copied()
    }

    /// The line of a pointer's key, from 1; of the nearest value around it where there is none.
    pub(crate) fn line(&self, pointer: &str) -> u32 {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.places.get(pointer) {
                return line_at(&self.text, place.name);
            }
            match pointer.rsplit_once('/') {
                Some((above, _)) => pointer = above,
                None => return 1,
            }
        }
    }
}

/// The line of a byte, from 1.
#[expect(clippy::naive_bytecount, reason = "for findings alone, which no dependency is worth")]
pub(crate) fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    u32::try_from(before.iter().filter(|byte| **byte == b'\n').count()).map_or(u32::MAX, |lines| lines + 1)
}

/// One more step of a JSON pointer.
pub(crate) fn step(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Walks over JSON that the parser has accepted, so it need not be careful about syntax.
struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    places: BTreeMap<String, Place>,
    doubled: Vec<(String, usize)>,
}

impl Scanner<'_> {
    fn peek(&mut self) -> u8 {
        while let Some(byte) = self.bytes.get(self.at) {
            if !byte.is_ascii_whitespace() {
                return *byte;
            }
            self.at += 1;
        }
        0
    }

    fn value(&mut self, pointer: String, name: Option<usize>) {
        let first = self.peek();
        let start = self.at;
        match first {
            b'{' => self.object(&pointer),
            b'[' => self.array(&pointer),
            b'"' => {
                self.string();
            }
            _ => {
                while self
                    .bytes
                    .get(self.at)
                    .is_some_and(|byte| !matches!(byte, b',' | b']' | b'}') && !byte.is_ascii_whitespace())
                {
                    self.at += 1;
                }
            }
        }
        self.places.insert(pointer, Place { name: name.unwrap_or(start), start, end: self.at });
    }

    fn object(&mut self, pointer: &str) {
        self.at += 1;
        loop {
            match self.peek() {
                b'"' => {}
                b',' => {
                    self.at += 1;
                    continue;
                }
                _ => break,
            }
            let name_at = self.at;
            let raw = self.string();
            let name: String =
                std::str::from_utf8(raw).ok().and_then(|raw| serde_json::from_str(raw).ok()).unwrap_or_default();
            self.peek();
            self.at += 1;
            let own = step(pointer, &name);
            if self.places.contains_key(&own) {
                self.doubled.push((name, name_at));
            }
            self.value(own, Some(name_at));
        }
        self.at += 1;
    }

    fn array(&mut self, pointer: &str) {
        self.at += 1;
        let mut number = 0_usize;
        loop {
            match self.peek() {
                b',' => {
                    self.at += 1;
                    continue;
                }
                b']' | 0 => break,
                _ => {}
            }
            let mut own = pointer.to_owned();
            let _ = write!(own, "/{number}");
            self.value(own, None);
            number += 1;
        }
        self.at += 1;
    }

    /// The string at the cursor with its quotes; the cursor goes behind it.
    fn string(&mut self) -> &[u8] {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += match byte {
                b'\\' => 2,
                b'"' => {
                    self.at += 1;
                    break;
                }
                _ => 1,
            };
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_found_where_it_stands() {
        let text = "{\n \"a\": [1, {\"б\\n\": \"x, ]\\\"\"}],\n \"c/d\" : null\n}";
        let document = Document::parse(text.to_owned()).unwrap();
        let of = |pointer: &str| document.place(pointer).map(|place| &text[place.start..place.end]);
        assert_eq!(of("/a/0"), Some("1"));
        assert_eq!(of("/a/1/б\n"), Some(r#""x, ]\"""#));
        assert_eq!(of("/c~1d"), Some("null"));
        assert_eq!(of(""), Some(text));
        assert_eq!((document.line("/a/1"), document.line("/c~1d"), document.line("/c~1d/gone")), (2, 3, 3));
    }

    #[test]
    fn a_key_that_stands_twice_is_seen() {
        let document = Document::parse(r#"{"a": 1, "b": {"a": 2}, "a": 3}"#.to_owned()).unwrap();
        assert_eq!(document.doubled, [("a".to_owned(), 24)]);
    }
}
