//! What can be wrong with settings, in one line each, with what to do.

use thiserror::Error;

use super::keys::Kind;

/// One thing that is wrong.
#[derive(Debug, Error)]
pub enum ConfigProblem {
    /// The file named by `VIDIK_CONFIG` cannot be opened.
    #[error("the settings file {file} cannot be read ({reason}); correct VIDIK_CONFIG or make the file")]
    NoFile {
        /// Which.
        file: String,
        /// What the operating system said.
        reason: String,
    },
    /// The file is no TOML.
    #[error("{file}, line {line}: {reason}; the file is written in TOML")]
    Unreadable {
        /// Which.
        file: String,
        /// From 1.
        line: usize,
        /// What the parser said.
        reason: String,
    },
    /// A key that means nothing.
    #[error("{file}: there is no setting {key}{}", hint(.nearest.as_deref()))]
    UnknownKey {
        /// In which file.
        file: String,
        /// Which.
        key: String,
        /// The setting that was probably meant.
        nearest: Option<String>,
    },
    /// A text where a number belongs, or the like.
    #[error("{place} must be {}", kind_in_words(*.kind))]
    WrongKind {
        /// Where.
        place: String,
        /// What it has to be.
        kind: Kind,
    },
    /// A value that cannot be used.
    #[error("{place}: {reason}")]
    Bad {
        /// Where.
        place: String,
        /// What is wrong, and what to write.
        reason: String,
    },
    /// Two places say the same.
    #[error("{one} and {other} are both set; keep one of them")]
    Twice {
        /// The one.
        one: String,
        /// The other.
        other: String,
    },
    /// The file of a secret cannot be used.
    #[error("{place}: the file {path} cannot be used ({reason})")]
    SecretFile {
        /// Where it is named.
        place: String,
        /// Its path.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(
        || "; `vidik config keys` lists all of them".to_owned(),
        |nearest| format!("; did you mean {nearest}?"),
    )
}

const fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "a text in quotation marks",
        Kind::Secret => "a text in quotation marks, or stand in a file that …_file names",
        Kind::Number => "a whole number, without quotation marks",
        Kind::Switch => "true or false, without quotation marks",
    }
}
