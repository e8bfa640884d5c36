//! Why a verb could not do its work: one line, with what to do.

use std::fmt;

/// What is printed before the program ends with 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(Vec<String>);

impl Failure {
    /// One line.
    pub fn new(line: impl Into<String>) -> Self {
        Self(vec![line.into().replace('\n', " ")])
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|line| writeln!(formatter, "vidik: {line}"))
    }
}

impl From<Vec<crate::config::ConfigProblem>> for Failure {
    fn from(problems: Vec<crate::config::ConfigProblem>) -> Self {
        Self(problems.iter().map(ToString::to_string).collect())
    }
}

/// Says what could not be done, in front of why.
pub trait OrFail<T> {
    /// `what` is a half-sentence: "the database could not be migrated".
    fn or_fail(self, what: &str) -> Result<T, Failure>;
}

impl<T, E: fmt::Display> OrFail<T> for Result<T, E> {
    fn or_fail(self, what: &str) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(format!("{what}: {error}")))
    }
}
