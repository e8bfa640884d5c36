//! What goes into the sequencer and what comes out.

use serde::{Deserialize, Serialize};

use crate::exception::Exception;
use crate::identifiers::{ActivityId, ObjectiveId};
use crate::state::SequencerState;
use crate::trace::TraceStep;

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The learner, the content or the system asks to go somewhere.
    Navigate(Navigation),
    /// The run-time reports what a SCO has said about itself.
    Report { activity: ActivityId, report: TrackingReport },
    /// What was reported of an activity is to reach its clusters at once (RB.1.5), whether it is delivered or not: for
    /// results that do not wait for the end of a visit, such as a test that was handed in.
    RollUp { activity: ActivityId },
}

/// A navigation request (SN 5.6, table NB.2.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "request", content = "target", rename_all = "snake_case")]
pub enum Navigation {
    Start,
    #[serde(rename = "resume")]
    ResumeAll,
    Continue,
    Previous,
    Choice(ActivityId),
    Jump(ActivityId),
    Exit,
    ExitAll,
    Abandon,
    AbandonAll,
    SuspendAll,
}

/// What a SCO said, as far as sequencing hears it (RTE 4.2, "sequencing impacts"). A field left
/// out says nothing; `Unknown` takes back what was said before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TrackingReport {
    pub completion_status: Option<CompletionStatus>,
    /// `cmi.core.lesson_status` of SCORM 1.2 is `browsed`; heard where a completion status is told.
    pub browsed: bool,
    pub success_status: Option<SuccessStatus>,
    /// `cmi.progress_measure`, 0 to 1.
    pub progress_measure: Option<f64>,
    pub score: ScoreReport,
    /// `cmi.objectives`, by id. Ids that the activity does not define are ignored.
    pub objectives: Vec<ObjectiveReport>,
    /// `cmi.exit` once the SCO has terminated: true for `suspend`, false for anything else.
    pub suspended: Option<bool>,
}

/// `cmi.score` or `cmi.objectives.n.score`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ScoreReport {
    /// -1 to 1.
    pub scaled: Option<f64>,
    pub raw: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
}

/// One entry of `cmi.objectives`.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectiveReport {
    pub id: ObjectiveId,
    pub completion_status: Option<CompletionStatus>,
    pub success_status: Option<SuccessStatus>,
    pub progress_measure: Option<f64>,
    pub score: ScoreReport,
}

impl ObjectiveReport {
    /// A report that says nothing yet.
    pub fn new(id: impl Into<ObjectiveId>) -> Self {
        Self {
            id: id.into(),
            completion_status: None,
            success_status: None,
            progress_measure: None,
            score: ScoreReport::default(),
        }
    }
}

/// `cmi.completion_status`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CompletionStatus {
    #[default]
    Unknown,
    #[serde(rename = "not attempted")]
    NotAttempted,
    Incomplete,
    Completed,
}

impl CompletionStatus {
    /// The word of the data model.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::NotAttempted => "not attempted",
            Self::Incomplete => "incomplete",
            Self::Completed => "completed",
        }
    }

    /// Attempt Progress Status and Attempt Completion Status (RTE 4.2.4).
    pub(crate) fn tracked(self) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::NotAttempted | Self::Incomplete => Some(false),
            Self::Completed => Some(true),
        }
    }
}

impl From<Option<bool>> for CompletionStatus {
    fn from(completed: Option<bool>) -> Self {
        match completed {
            None => Self::Unknown,
            Some(false) => Self::Incomplete,
            Some(true) => Self::Completed,
        }
    }
}

/// `cmi.success_status`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SuccessStatus {
    #[default]
    Unknown,
    Passed,
    Failed,
}

impl SuccessStatus {
    /// The word of the data model.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }

    /// Objective Progress Status and Objective Satisfied Status (RTE 4.2.22).
    pub(crate) fn tracked(self) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::Passed => Some(true),
            Self::Failed => Some(false),
        }
    }
}

impl From<Option<bool>> for SuccessStatus {
    fn from(satisfied: Option<bool>) -> Self {
        match satisfied {
            None => Self::Unknown,
            Some(true) => Self::Passed,
            Some(false) => Self::Failed,
        }
    }
}

/// The new state and what the caller has to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub state: SequencerState,
    pub effects: Vec<Effect>,
    /// Empty unless the step was traced.
    pub trace: Vec<TraceStep>,
}

/// What the caller has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The attempt at a delivered leaf is over: its content is to be unloaded.
    AttemptEnded {
        activity: ActivityId,
        /// The next delivery goes on with the run-time data stored.
        suspended: bool,
    },
    /// Show this leaf.
    Deliver {
        activity: ActivityId,
        entry: Entry,
        /// Of this activity, counted from 1; 0 where it is not tracked.
        attempt: u32,
    },
    /// The sequencing session is over.
    SessionEnded,
    /// The request was refused. What had ended before it was refused stays ended.
    Refused(Exception),
}

/// `cmi.entry`, and whether stored run-time data is gone back to (RTE 4.2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// A new attempt with new run-time data.
    AbInitio,
    /// The attempt that was suspended, with its run-time data.
    Resume,
}
