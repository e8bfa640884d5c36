//! How far a text is.

use serde::{Deserialize, Serialize};

/// What is kept of a text's state. That it is outdated is never kept: it shows by comparing hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextState {
    /// All words were taken out again.
    None,
    /// Written, by whomever.
    Draft,
    /// Read by a second person and found good.
    Reviewed,
    /// In a published version, as it stands.
    Published,
}

impl TextState {
    /// The word on the wire and in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Draft => "draft",
            Self::Reviewed => "reviewed",
            Self::Published => "published",
        }
    }

    /// Reads the word; what is unknown is a draft.
    pub fn from_word(word: &str) -> Self {
        match word {
            "none" => Self::None,
            "reviewed" => Self::Reviewed,
            "published" => Self::Published,
            _ => Self::Draft,
        }
    }
}

/// What the grid shows of a unit in a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing is written.
    None,
    /// Written.
    Draft,
    /// Found good by a second person.
    Reviewed,
    /// Published as it stands.
    Published,
    /// The source has changed since.
    Outdated,
}

impl Cell {
    /// Every one, in the order in which a text goes through them.
    pub const ALL: [Self; 5] = [Self::None, Self::Draft, Self::Reviewed, Self::Published, Self::Outdated];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Draft => "draft",
            Self::Reviewed => "reviewed",
            Self::Published => "published",
            Self::Outdated => "outdated",
        }
    }

    /// Reads the word; what is unknown is nothing.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|cell| cell.as_str() == word).unwrap_or(Self::None)
    }

    /// What is shown of a text in this state whose source had `hash` when it was written, and has `now`.
    pub fn of(state: TextState, hash: &str, now: &str) -> Self {
        match state {
            TextState::None => Self::None,
            _ if hash != now => Self::Outdated,
            TextState::Draft => Self::Draft,
            TextState::Reviewed => Self::Reviewed,
            TextState::Published => Self::Published,
        }
    }

    /// Whether somebody has to do something before learners have it.
    pub const fn wants_attention(self) -> bool {
        matches!(self, Self::None | Self::Outdated)
    }
}
