//! What every part of the manifest reader needs: where findings go, and how much may still be taken in.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::finding::{Finding, Findings, RuleId};
use crate::rules;
use crate::xml::Element;

/// What one manifest may make of itself. One collection can be referenced by every item, so that the bounds of
/// the XML alone would not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManifestLimits {
    /// Activities in all organizations together.
    pub activities: usize,
    /// How deeply activities may be nested; small enough that the tree stays within the 128 levels that JSON
    /// readers allow.
    pub activity_depth: usize,
    /// Rules, conditions, objectives and maps in all activities together.
    pub sequencing_parts: usize,
    /// Characters of all texts together.
    pub text: usize,
}

impl Default for ManifestLimits {
    fn default() -> Self {
        Self { activities: 5_000, activity_depth: 50, sequencing_parts: 60_000, text: 4 * 1024 * 1024 }
    }
}

/// Titles, in characters.
pub(crate) const TITLE: usize = 1_000;
/// Identifiers, in characters (CAM asks for 4,000 at most).
pub(crate) const IDENTIFIER: usize = 4_000;
/// `dataFromLMS` (4,000 asked), prerequisites, descriptions.
pub(crate) const LONG_TEXT: usize = 64_000;

/// The state of reading one manifest.
pub(crate) struct Context<'c> {
    file: &'c str,
    findings: &'c mut Findings,
    text_left: usize,
    parts_left: usize,
    activities_left: usize,
    pub(crate) activity_depth: usize,
    exhausted: bool,
}

impl<'c> Context<'c> {
    pub(crate) fn new(file: &'c str, findings: &'c mut Findings, limits: ManifestLimits) -> Self {
        Self {
            file,
            findings,
            text_left: limits.text,
            parts_left: limits.sequencing_parts,
            activities_left: limits.activities,
            activity_depth: limits.activity_depth,
            exhausted: false,
        }
    }

    /// Takes a finding about the manifest.
    pub(crate) fn report(&mut self, finding: Finding, at: Element<'_>) {
        self.findings.push(finding.in_file(self.file).at_line(at.line()));
    }

    /// A warning about an element.
    pub(crate) fn warn(&mut self, rule: RuleId, at: Element<'_>, params: &[(&str, &str)]) {
        self.report(with_all(Finding::warning(rule), params), at);
    }

    /// Something put right.
    pub(crate) fn repair(&mut self, rule: RuleId, at: Element<'_>, params: &[(&str, &str)]) {
        self.report(with_all(Finding::repaired(rule), params), at);
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.findings.has_errors()
    }

    /// Says once that the manifest is too much; everything after it is left out.
    fn exhaust(&mut self, at: Element<'_>) {
        if !std::mem::replace(&mut self.exhausted, true) {
            self.report(Finding::error(rules::MAN_COMPLEX), at);
        }
    }

    /// Room for one more activity.
    pub(crate) fn take_activity(&mut self, at: Element<'_>) -> bool {
        let room = self.activities_left > 0 && !self.exhausted;
        if room {
            self.activities_left -= 1;
        } else {
            self.exhaust(at);
        }
        room
    }

    /// Room for one more rule, condition, objective or map.
    pub(crate) fn take_part(&mut self, at: Element<'_>) -> bool {
        let room = self.parts_left > 0 && !self.exhausted;
        if room {
            self.parts_left -= 1;
        } else {
            self.exhaust(at);
        }
        room
    }

    /// The text of an element, trimmed and bounded; a longer one is cut, with a finding.
    pub(crate) fn text(&mut self, element: Element<'_>, max_chars: usize) -> String {
        let (text, cut) = element.text(max_chars.min(self.text_left));
        self.text_left = self.text_left.saturating_sub(text.len());
        if cut && self.text_left == 0 {
            self.exhaust(element);
        } else if cut {
            let limit = max_chars.to_string();
            self.warn(rules::MAN_TEXT_LONG, element, &[("element", element.name()), ("limit", &limit)]);
        }
        text
    }

    /// A value out of the manifest, to be kept: bounded like a text.
    pub(crate) fn keep(&mut self, element: Element<'_>, value: Cow<'_, str>, max_chars: usize) -> String {
        let cut = value.char_indices().nth(max_chars).map(|(at, _)| at);
        let kept = match cut {
            Some(at) => value.get(..at).unwrap_or_default().to_owned(),
            None => value.into_owned(),
        };
        if cut.is_some() {
            let limit = max_chars.to_string();
            self.warn(rules::MAN_TEXT_LONG, element, &[("element", element.name()), ("limit", &limit)]);
        }
        if kept.len() > self.text_left {
            self.text_left = 0;
            self.exhaust(element);
            return String::new();
        }
        self.text_left -= kept.len();
        kept
    }

    /// An attribute to be kept; `None` where it is absent or empty.
    pub(crate) fn identifier(&mut self, element: Element<'_>, name: &str) -> Option<String> {
        let value = element.attribute(name).filter(|value| !value.is_empty())?;
        Some(self.keep(element, value, IDENTIFIER))
    }

    /// An objective's or a store's id, which is an `xsd:anyURI`: compared with `%20` and the like read, blanks
    /// around it gone and runs of them taken as one (CAM 5.1.7.1).
    pub(crate) fn uri_identifier(&mut self, element: Element<'_>, name: &str) -> Option<String> {
        let value = element.attribute(name)?;
        let decoded = percent_decode_str(&value).decode_utf8().unwrap_or(Cow::Borrowed(&value));
        let plain: Vec<&str> = decoded.split_whitespace().collect();
        let identifier = plain.join(" ");
        (!identifier.is_empty()).then(|| self.keep(element, identifier.into(), IDENTIFIER))
    }
}

fn with_all(finding: Finding, params: &[(&str, &str)]) -> Finding {
    params.iter().fold(finding, |finding, (name, value)| finding.with(name, value))
}
