//! What is wrong with something that came in.

use std::fmt::{self, Write as _};

use serde_json::Value;

use crate::rules::{self, Rule};

/// The first thing that is wrong: which requirement it breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Id of the requirement: see [`crate::rules::RULES`].
    pub rule: &'static str,
    /// Where, as a JSON pointer (RFC 6901); empty for the whole. For a parameter, its name behind a slash.
    pub pointer: String,
    /// In English, for whoever wrote the request.
    pub detail: String,
}

/// What a check gives.
pub(crate) type Check = Result<(), Problem>;

impl Problem {
    /// The requirement as it stands.
    pub(crate) fn of(rule: &'static Rule) -> Self {
        Self { rule: rule.id, pointer: String::new(), detail: rule.text.to_owned() }
    }

    /// A value that is not what the rule asks; `null` has its own rule (Data 2.2).
    pub(crate) fn value(rule: &'static Rule, value: &Value) -> Self {
        Self::of(if value.is_null() { &rules::NULL } else { rule })
    }

    /// With what exactly is meant.
    pub(crate) fn about(mut self, what: &str) -> Self {
        // Writing into a text does not fail.
        let _ = write!(self.detail, ": {what:.100}");
        self
    }

    /// The same, seen from the object or array that holds it under `key`.
    pub(crate) fn at(mut self, key: impl fmt::Display) -> Self {
        let key = key.to_string().replace('~', "~0").replace('/', "~1");
        self.pointer = format!("/{key}{}", self.pointer);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({}", self.detail, self.rule)?;
        if !self.pointer.is_empty() {
            write!(formatter, ", {}", self.pointer)?;
        }
        formatter.write_str(")")
    }
}

impl std::error::Error for Problem {}
