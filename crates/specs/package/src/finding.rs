//! What the import tells the author: one finding per thing seen, by rule, with place and parameters.
//! The words are not here but in `messages/`, by rule and language.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// How much a finding matters to the author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The package cannot be used; nothing of it is kept.
    Error,
    /// The package works, but not as its author probably meant.
    Warning,
    /// Something was wrong and has been put right on the way in.
    Repaired,
    /// Nothing is wrong; something could be better.
    Hint,
}

/// The stable name of a rule, such as `PKG-MAN-NESTED`; also the stem of its message keys.
///
/// Areas: `PKG-ARC-` archive, `PKG-MAN-` manifest, `PKG-SEQ-` sequencing, `PKG-RES-` resources and
/// files, `PKG-A11Y-` accessibility, `PKG-NET-` what needs a network; `CRS-` our own course format.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(Cow<'static, str>);

impl RuleId {
    /// Names a rule; used for the constants of this crate.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// One thing that the import saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// The rule that it is about.
    pub rule: RuleId,
    /// The file of the package, by its path there, when it is about one.
    pub file: Option<String>,
    /// The line in that file, from 1.
    pub line: Option<u32>,
    /// Values for the message's arguments, by name.
    pub params: BTreeMap<String, String>,
}

/// The longest parameter or file name that is kept, in characters; the rest is cut off with `…`.
const MAX_PARAM_CHARS: usize = 200;

impl Finding {
    /// A finding without a place.
    pub fn new(severity: Severity, rule: RuleId) -> Self {
        Self { severity, rule, file: None, line: None, params: BTreeMap::new() }
    }

    /// The package cannot be used.
    pub fn error(rule: RuleId) -> Self {
        Self::new(Severity::Error, rule)
    }

    /// The package works, but not as meant.
    pub fn warning(rule: RuleId) -> Self {
        Self::new(Severity::Warning, rule)
    }

    /// Put right on the way in.
    pub fn repaired(rule: RuleId) -> Self {
        Self::new(Severity::Repaired, rule)
    }

    /// Could be better.
    pub fn hint(rule: RuleId) -> Self {
        Self::new(Severity::Hint, rule)
    }

    /// Adds the file that it is about.
    #[must_use]
    pub fn in_file(mut self, file: impl AsRef<str>) -> Self {
        self.file = Some(shortened(file.as_ref()));
        self
    }

    /// Adds the line that it is about; 0 means unknown.
    #[must_use]
    pub fn at_line(mut self, line: u32) -> Self {
        self.line = (line > 0).then_some(line);
        self
    }

    /// Adds a value for the message's argument `name`. Control characters become spaces, long values are cut.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        let mut kept = Kept::default();
        // Writing stops at the bound; what a hostile package wrote is never copied whole.
        let _ = write!(kept, "{value}");
        self.params.insert(name.to_owned(), kept.text);
        self
    }
}

fn shortened(text: &str) -> String {
    let mut kept = Kept::default();
    let _ = kept.write_str(text);
    kept.text
}

/// Text up to [`MAX_PARAM_CHARS`].
#[derive(Default)]
struct Kept {
    text: String,
    chars: usize,
}

impl fmt::Write for Kept {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        for c in part.chars() {
            if self.chars == MAX_PARAM_CHARS {
                self.text.push('…');
                self.chars += 1;
            }
            if self.chars > MAX_PARAM_CHARS {
                return Err(fmt::Error);
            }
            self.text.push(if c.is_control() { ' ' } else { c });
            self.chars += 1;
        }
        Ok(())
    }
}

/// Collects findings within bounds, so that a hostile package cannot make a report without end.
///
/// At most [`Findings::MAX_PER_RULE`] of one rule and [`Findings::MAX_TOTAL`] in all are kept; what is
/// left off is counted. Whether there was an error is remembered in any case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    kept: Vec<Finding>,
    per_rule: BTreeMap<RuleId, usize>,
    left_off: usize,
    errors: usize,
}

impl Findings {
    /// How many findings of one rule are kept.
    pub const MAX_PER_RULE: usize = 50;
    /// How many findings are kept in all.
    pub const MAX_TOTAL: usize = 1_000;

    /// No findings yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a finding in.
    pub fn push(&mut self, finding: Finding) {
        if finding.severity == Severity::Error {
            self.errors += 1;
        }
        let first_error = finding.severity == Severity::Error && self.errors == 1;
        let full = self.kept.len() >= Self::MAX_TOTAL
            || self.per_rule.get(&finding.rule).is_some_and(|count| *count >= Self::MAX_PER_RULE);
        if full && !first_error {
            self.left_off += 1;
            return;
        }
        *self.per_rule.entry(finding.rule.clone()).or_default() += 1;
        self.kept.push(finding);
    }

    /// Takes over everything that another collector holds.
    pub fn append(&mut self, other: Self) {
        let kept_errors = other.iter().filter(|finding| finding.severity == Severity::Error).count();
        self.errors += other.errors.saturating_sub(kept_errors);
        self.left_off += other.left_off;
        for finding in other.kept {
            self.push(finding);
        }
    }

    /// Whether any error was seen: the package is unusable then.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Whether nothing was seen.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many findings are kept.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// How many findings were seen beyond the bounds.
    pub fn left_off(&self) -> usize {
        self.left_off
    }

    /// How many of the kept findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The findings in the order in which they were seen.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.kept.iter()
    }

    /// The findings, worst first, otherwise in the order in which they were seen.
    pub fn into_vec(mut self) -> Vec<Finding> {
        self.kept.sort_by_key(|finding| finding.severity);
        self.kept
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: RuleId = RuleId::new("PKG-MAN-TEST");

    #[test]
    fn one_rule_cannot_fill_the_report() {
        let mut findings = Findings::new();
        for line in 1..=200 {
            findings.push(Finding::warning(RULE).at_line(line));
        }
        assert_eq!(findings.len(), Findings::MAX_PER_RULE);
        assert_eq!(findings.left_off(), 200 - Findings::MAX_PER_RULE);
        assert!(!findings.has_errors());
    }

    #[test]
    fn an_error_beyond_the_bounds_still_counts() {
        let mut findings = Findings::new();
        for _ in 0..200 {
            findings.push(Finding::warning(RULE));
        }
        findings.push(Finding::error(RULE));
        assert!(findings.has_errors());
        assert_eq!(findings.into_vec().first().map(|finding| finding.severity), Some(Severity::Error));
    }

    #[test]
    fn a_long_value_is_cut_and_control_characters_are_gone() {
        let finding = Finding::hint(RULE).with("name", format!("a\nb{}", "x".repeat(1_000)));
        let value = &finding.params["name"];
        assert!(value.starts_with("a b"));
        assert_eq!(value.chars().count(), MAX_PARAM_CHARS + 1);
    }

    #[test]
    fn the_wire_shape_is_plain() {
        let finding = Finding::repaired(RULE).in_file("imsmanifest.xml").at_line(3).with("id", "A");
        let json = serde_json::to_value(&finding).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"severity":"repaired","rule":"PKG-MAN-TEST","file":"imsmanifest.xml","line":3,"params":{"id":"A"}})
        );
    }
}
