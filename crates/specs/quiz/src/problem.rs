//! What is wrong with a quiz or a bank.

use std::{collections::BTreeMap, fmt};

use vidik_package::{Finding, RuleId, Severity};

/// One thing that is wrong, at a place in the file that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizProblem {
    /// Where in the file (RFC 6901), such as `/questions/3/choices/0/text`; empty for the whole.
    pub pointer: String,
    /// How much it matters.
    pub severity: Severity,
    /// The rule, one of [`crate::rules`].
    pub rule: RuleId,
    /// Values for the message's arguments.
    pub params: BTreeMap<String, String>,
}

impl QuizProblem {
    /// The quiz cannot be used so.
    pub(crate) fn error(pointer: impl Into<String>, rule: RuleId) -> Self {
        Self { pointer: pointer.into(), severity: Severity::Error, rule, params: BTreeMap::new() }
    }

    /// It can be used, but not as its author probably meant.
    pub(crate) fn warning(pointer: impl Into<String>, rule: RuleId) -> Self {
        Self { severity: Severity::Warning, ..Self::error(pointer, rule) }
    }

    /// Something could be better.
    pub(crate) fn hint(pointer: impl Into<String>, rule: RuleId) -> Self {
        Self { severity: Severity::Hint, ..Self::error(pointer, rule) }
    }

    /// Adds a value for the message's argument `name`.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// The same as a finding about `file`, where the pointer is at `line` (0: unknown).
    pub fn finding(&self, file: &str, line: u32) -> Finding {
        let finding = Finding::new(self.severity, self.rule.clone()).in_file(file).at_line(line);
        self.params.iter().fold(finding, |finding, (name, value)| finding.with(name, value))
    }
}
