//! What a learner reached, in a course or in one item of it: the live result and the best one.

use vidik_base::{Completion, IsoDuration, Score, Success};
use vidik_sequencing::{ActivityStatus, CompletionStatus, SuccessStatus};

use crate::entity::{registration, registration_item};

/// A result. Points stand beside the scaled score where the content told them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RollUp {
    /// Gone through or not.
    pub completion: Completion,
    /// Mastered or not.
    pub success: Success,
    /// How far, 0…1, where it is known.
    pub progress: Option<f64>,
    /// Score.
    pub score: Score,
    /// Time spent.
    pub time: IsoDuration,
}

impl RollUp {
    /// What the sequencer says of an activity now; time is not its business.
    pub(crate) fn of_status(status: &ActivityStatus) -> Self {
        let completion = match status.completion {
            CompletionStatus::Completed => Completion::Completed,
            CompletionStatus::Incomplete => Completion::Incomplete,
            _ if status.attempted => Completion::Incomplete,
            _ => Completion::Unknown,
        };
        let success = match status.success {
            SuccessStatus::Passed => Success::Passed,
            SuccessStatus::Failed => Success::Failed,
            SuccessStatus::Unknown => Success::Unknown,
        };
        let score = Score { scaled: status.measure, raw: status.raw, min: status.min, max: status.max };
        Self { completion, success, progress: status.progress_measure, score, time: IsoDuration::ZERO }
    }

    /// What a run-time says of itself.
    pub(crate) fn of_report(report: &vidik_scorm::Report) -> Self {
        let completion = match report.completion {
            vidik_scorm::Completion::Completed => Completion::Completed,
            vidik_scorm::Completion::Incomplete => Completion::Incomplete,
            _ => Completion::Unknown,
        };
        let success = match report.success {
            vidik_scorm::Success::Passed => Success::Passed,
            vidik_scorm::Success::Failed => Success::Failed,
            vidik_scorm::Success::Unknown => Success::Unknown,
        };
        let score = report.score;
        let score = Score { scaled: score.scaled, raw: score.raw, min: score.min, max: score.max };
        Self { completion, success, progress: report.progress, score, time: IsoDuration::ZERO }
    }

    /// The better of two results: nothing that was reached is taken away by opening the course again.
    #[must_use]
    pub(crate) fn best(self, other: Self) -> Self {
        let further = match (self.progress, other.progress) {
            (Some(mine), Some(theirs)) => Some(mine.max(theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        Self {
            completion: self.completion.best(other.completion),
            success: self.success.best(other.success),
            progress: further,
            score: self.score.best(other.score),
            time: self.time,
        }
    }

    #[must_use]
    pub(crate) fn with_time(self, time: IsoDuration) -> Self {
        Self { time, ..self }
    }

    pub(crate) fn hundredths(&self) -> i64 {
        i64::try_from(self.time.hundredths()).unwrap_or(i64::MAX)
    }
}

macro_rules! from_row {
    ($row:expr) => {
        RollUp {
            completion: Completion::from_word(&$row.completion),
            success: Success::from_word(&$row.success),
            progress: $row.progress,
            score: Score { scaled: $row.scaled, raw: $row.raw, min: $row.min, max: $row.max },
            time: IsoDuration::from_hundredths(u64::try_from($row.hundredths).unwrap_or(0)),
        }
    };
}

impl From<&registration::Model> for RollUp {
    fn from(row: &registration::Model) -> Self {
        from_row!(row)
    }
}

impl From<&registration_item::Model> for RollUp {
    fn from(row: &registration_item::Model) -> Self {
        from_row!(row)
    }
}
