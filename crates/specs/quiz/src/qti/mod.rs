//! QTI 2.1 and 2.2: questions as other systems exchange them.
//!
//! An item is in one language. What QTI has no place for (topic, form, pair) stands in the item's `label`, which other
//! systems keep or ignore.

mod dom;
mod html;
mod package;
mod read;
mod write;

pub use package::{Imported, export_package, import};
pub use read::read_item;
pub use write::write_item;

/// Which edition is written. Both are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// IMS QTI 2.1.
    V2p1,
    /// IMS QTI 2.2.
    #[default]
    V2p2,
}

impl Version {
    /// The namespace of items.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::V2p1 => "http://www.imsglobal.org/xsd/imsqti_v2p1",
            Self::V2p2 => "http://www.imsglobal.org/xsd/imsqti_v2p2",
        }
    }

    /// The resource type in a package's manifest.
    pub(crate) const fn resource_type(self) -> &'static str {
        match self {
            Self::V2p1 => "imsqti_item_xmlv2p1",
            Self::V2p2 => "imsqti_item_xmlv2p2",
        }
    }

    /// The number, as people write it.
    pub const fn number(self) -> &'static str {
        match self {
            Self::V2p1 => "2.1",
            Self::V2p2 => "2.2",
        }
    }
}
