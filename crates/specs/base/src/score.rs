//! What a learner reached: completion, success and score as every format reports them.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Whether an activity was gone through (RTE 4.2.4; xAPI `result.completion`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// Nothing is known yet.
    #[default]
    Unknown,
    /// Begun, not finished.
    Incomplete,
    /// Finished.
    Completed,
}

impl Completion {
    /// The wire word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Incomplete => "incomplete",
            Self::Completed => "completed",
        }
    }

    /// Reads the wire word; anything else is unknown.
    pub fn from_word(word: &str) -> Self {
        match word {
            "completed" => Self::Completed,
            "incomplete" => Self::Incomplete,
            _ => Self::Unknown,
        }
    }

    /// The better of two: a completed activity stays completed.
    #[must_use]
    pub const fn best(self, other: Self) -> Self {
        match (self, other) {
            (Self::Completed, _) | (_, Self::Completed) => Self::Completed,
            (Self::Incomplete, _) | (_, Self::Incomplete) => Self::Incomplete,
            _ => Self::Unknown,
        }
    }
}

/// Whether an activity was mastered (RTE 4.2.22; xAPI `result.success`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Success {
    /// Not judged.
    #[default]
    Unknown,
    /// Mastered.
    Passed,
    /// Not mastered.
    Failed,
}

impl Success {
    /// The wire word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }

    /// Reads the wire word; anything else is unknown.
    pub fn from_word(word: &str) -> Self {
        match word {
            "passed" => Self::Passed,
            "failed" => Self::Failed,
            _ => Self::Unknown,
        }
    }

    /// The better of two: a passed result is never lowered.
    #[must_use]
    pub const fn best(self, other: Self) -> Self {
        match (self, other) {
            (Self::Passed, _) | (_, Self::Passed) => Self::Passed,
            (Self::Failed, _) | (_, Self::Failed) => Self::Failed,
            _ => Self::Unknown,
        }
    }
}

/// A score, scaled to −1…1, with the points that it stands for where they are known (xAPI 4.2.4, RTE 4.2.20).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// −1…1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaled: Option<f64>,
    /// Points, in the content's own scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<f64>,
    /// The least points that could be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The most points that could be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// Why a score cannot be.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ScoreError {
    /// Scaled lies in −1…1.
    #[error("a scaled score lies between −1 and 1")]
    ScaledOutOfRange,
    /// NaN or infinite.
    #[error("a score is a finite number")]
    NotFinite,
}

impl Score {
    /// A score of scaled value only.
    pub fn from_scaled(scaled: f64) -> Result<Self, ScoreError> {
        if !scaled.is_finite() {
            return Err(ScoreError::NotFinite);
        }
        if !(-1.0..=1.0).contains(&scaled) {
            return Err(ScoreError::ScaledOutOfRange);
        }
        Ok(Self { scaled: Some(scaled), ..Self::default() })
    }

    /// Whether nothing is known.
    pub const fn is_empty(&self) -> bool {
        self.scaled.is_none() && self.raw.is_none() && self.min.is_none() && self.max.is_none()
    }

    /// The scaled value, or the share of the points where only these are known.
    pub fn effective_scaled(&self) -> Option<f64> {
        self.scaled.or_else(|| {
            let (raw, max) = (self.raw?, self.max?);
            let min = self.min.unwrap_or(0.0);
            (max > min).then(|| ((raw - min) / (max - min)).clamp(-1.0, 1.0))
        })
    }

    /// The better of two; a known score beats an unknown one.
    #[must_use]
    pub fn best(self, other: Self) -> Self {
        match (self.effective_scaled().or(self.raw), other.effective_scaled().or(other.raw)) {
            (Some(mine), Some(theirs)) if theirs > mine => other,
            (None, Some(_)) => other,
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_result_stands() {
        assert_eq!(Completion::Completed.best(Completion::Incomplete), Completion::Completed);
        assert_eq!(Success::Failed.best(Success::Passed), Success::Passed);
        let low = Score { raw: Some(20.0), max: Some(100.0), ..Score::default() };
        let high = Score::from_scaled(0.8).unwrap();
        assert_eq!(low.best(high), high);
        assert_eq!(high.best(low), high);
        assert_eq!(Score::default().best(low), low);
        assert_eq!(low.effective_scaled(), Some(0.2));
        assert_eq!(Score::from_scaled(1.5), Err(ScoreError::ScaledOutOfRange));
    }
}
