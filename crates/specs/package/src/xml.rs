//! XML of a package: decoded, bounded, without DTDs, as a compact tree that borrows from its source.

mod build;
mod document;
mod encoding;
mod namespace;

pub use build::parse;
pub use document::{Document, Element};
pub use encoding::decode;
pub use namespace::Ns;

/// Bounds for one XML file, so that a hostile one costs neither time nor memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct XmlLimits {
    /// The largest file in UTF-8, in bytes. Files in another encoding may have half of it, since they are held
    /// twice while they are decoded.
    pub bytes: usize,
    /// How deeply elements may be nested.
    pub depth: usize,
    /// How many elements there may be in all.
    pub elements: usize,
    /// How many attributes there may be in all.
    pub attributes: usize,
    /// How many attributes one element may have.
    pub attributes_per_element: usize,
}

impl Default for XmlLimits {
    fn default() -> Self {
        Self {
            bytes: 32 * 1024 * 1024,
            depth: 256,
            elements: 150_000,
            attributes: 300_000,
            attributes_per_element: 128,
        }
    }
}

/// How many lines end in these bytes.
#[expect(clippy::naive_bytecount, reason = "once over a manifest, which no dependency is worth")]
fn line_ends(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX)
}
