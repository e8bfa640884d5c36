//! Which of the two run-time standards a package talks.

use serde::{Deserialize, Serialize};

/// The run-time standard of a SCO. Editions of SCORM 2004 share one model; see [`crate::Element::since`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Standard {
    /// SCORM 1.2, object `API`.
    #[serde(rename = "scorm12")]
    Scorm12,
    /// SCORM 2004, object `API_1484_11`.
    #[serde(rename = "scorm2004")]
    Scorm2004,
}

impl Standard {
    /// The name used on the wire and in the table: `scorm12` or `scorm2004`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scorm12 => "scorm12",
            Self::Scorm2004 => "scorm2004",
        }
    }

    /// The standard of a wire name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "scorm12" => Some(Self::Scorm12),
            "scorm2004" => Some(Self::Scorm2004),
            _ => None,
        }
    }
}
