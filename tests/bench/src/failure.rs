//! Why a bench ends early.

use thiserror::Error;

/// What kept the bench, or a part of it, from going on.
#[derive(Debug, Error)]
pub enum Failure {
    /// Something that the operating system or a library refused.
    #[error("{what}: {error}")]
    System {
        /// What was tried.
        what: String,
        /// What was said.
        error: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An answer that was not expected.
    #[error("{0}")]
    Unexpected(String),
}

/// Says what was tried when something fails.
pub trait Tried<T> {
    /// Names it.
    fn tried(self, what: &str) -> Result<T, Failure>;
}

impl<T, E: Into<Box<dyn std::error::Error + Send + Sync>>> Tried<T> for Result<T, E> {
    fn tried(self, what: &str) -> Result<T, Failure> {
        self.map_err(|error| Failure::System { what: what.to_owned(), error: error.into() })
    }
}
