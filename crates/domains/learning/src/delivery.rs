//! Delivering an activity: the run-time data that its content finds (RTE 4.2, SN 4.9 "Content Delivery Environment").

use serde::Serialize;
use vidik_package::Format;
use vidik_scorm::{
    Completion, Data, LaunchFacts, ObjectiveFacts, RequestValid, Score, SharedFacts, Standard, Success, next_visit_data,
};
use vidik_sequencing::{
    Activity, ActivityStatus, CompletionStatus, DeliveredObjective, Edition, IndexedTree, NodeIndex, SequencerState,
    SuccessStatus, definition::TimeLimitAction, objectives_for_delivery, status,
};

use crate::view::ActivityKind;

/// An activity to be shown.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// Which.
    pub activity: String,
    /// Counts the deliveries of a launch.
    pub visit: i32,
    /// Its title.
    pub title: String,
    /// SCO or asset.
    pub kind: ActivityKind,
    /// Path in the package, with query and fragment; may be an absolute address.
    pub href: String,
    /// The language that it is to come in, where it can choose.
    pub reading: String,
    /// What the run-time begins with; nothing for an asset.
    pub data: Option<Data>,
    /// What `adl.nav.request_valid` answers.
    pub request_valid: RequestValid,
}

/// The learner as content is told of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LearnerFacts {
    /// An id that tells nothing.
    pub id: String,
    /// `Family, Given`.
    pub name: String,
    /// The language that the content should come in, where it can choose.
    pub language: String,
}

impl LearnerFacts {
    /// The same, reading in the language of a launch.
    pub(crate) fn reading(&self, reading: Option<&str>) -> Self {
        let language = reading.map_or_else(|| self.language.clone(), str::to_owned);
        Self { language, ..self.clone() }
    }
}

pub(crate) fn standard_of(format: Format) -> Standard {
    match format {
        Format::Scorm12 => Standard::Scorm12,
        // Units of cmi5 find no run-time; nothing of theirs is ever played.
        Format::Scorm2004 | Format::Native | Format::Cmi5 => Standard::Scorm2004,
    }
}

/// Where a visit begins: the activity, and what was left there.
pub(crate) struct Visit<'a> {
    pub tree: &'a IndexedTree,
    pub state: &'a SequencerState,
    pub index: NodeIndex,
    pub left: Option<&'a Data>,
    pub resumed: bool,
}

/// The data of a visit: what the last one left where the attempt goes on, what the manifest says, what the sequencer
/// knows of its objectives, and the stores that the learner shares between activities.
pub(crate) fn visit_data(
    standard: Standard,
    visit: &Visit<'_>,
    learner: &LearnerFacts,
    shared: Vec<SharedFacts>,
) -> Data {
    // Where the attempt was begun in another language, this content has nothing to go on with.
    let resumed = visit.resumed && visit.left.is_some();
    let mut data = next_visit_data(standard, visit.left, resumed);
    if visit.resumed && !resumed {
        carried_statuses(standard, &status(visit.tree, visit.state, visit.index), &mut data);
    }
    // Other activities may have written to the stores since; what they hold comes with the facts.
    data.retain(|name, _| !name.starts_with("adl.data."));
    let objectives = objectives(visit.tree, visit.state, visit.index);
    facts(visit.tree.activity(visit.index), learner, objectives, shared).write(standard, &mut data);
    let preference = match standard {
        Standard::Scorm2004 => "cmi.learner_preference.language",
        Standard::Scorm12 => "cmi.student_preference.language",
    };
    if !learner.language.is_empty() {
        let own = visit.tree.edition == Edition::Native;
        if own || !data.contains_key(preference) {
            data.insert(preference.to_owned(), learner.language.clone());
        }
    }
    data
}

/// What was reached elsewhere, as the content finds it: so that it does not say of itself that it was never done.
fn carried_statuses(standard: Standard, status: &ActivityStatus, data: &mut Data) {
    let completed = status.completion == CompletionStatus::Completed;
    let judged = match status.success {
        SuccessStatus::Passed => Some("passed"),
        SuccessStatus::Failed => Some("failed"),
        SuccessStatus::Unknown => None,
    };
    let completion = completed.then_some("completed");
    let told = match standard {
        Standard::Scorm2004 => [("cmi.completion_status", completion), ("cmi.success_status", judged)],
        Standard::Scorm12 => [("cmi.core.lesson_status", judged.or(completion)), ("", None)],
    };
    for (element, value) in told {
        if let Some(value) = value {
            data.insert(element.to_owned(), value.to_owned());
        }
    }
}

fn facts(
    activity: &Activity,
    learner: &LearnerFacts,
    objectives: Vec<ObjectiveFacts>,
    shared: Vec<SharedFacts>,
) -> LaunchFacts {
    let sequencing = &activity.sequencing;
    let primary = &sequencing.objectives.primary;
    let threshold = &activity.completion_threshold;
    LaunchFacts {
        learner_id: learner.id.clone(),
        learner_name: learner.name.clone(),
        mode: "normal".to_owned(),
        credit: true,
        launch_data: activity.data_from_lms.clone(),
        max_time_allowed: activity
            .scorm12
            .max_time_allowed
            .clone()
            .or_else(|| sequencing.limits.attempt_absolute_duration.clone()),
        time_limit_action: activity.time_limit_action.map(time_limit_word),
        completion_threshold: threshold.completed_by_measure.then(|| threshold.min_progress_measure.to_string()),
        scaled_passing_score: primary.satisfied_by_measure.then(|| primary.min_normalized_measure.to_string()),
        mastery_score: activity.scorm12.mastery_score.map(|score| score.to_string()),
        objectives,
        shared,
    }
}

fn time_limit_word(action: TimeLimitAction) -> String {
    match action {
        TimeLimitAction::ExitMessage => "exit,message",
        TimeLimitAction::ExitNoMessage => "exit,no message",
        TimeLimitAction::ContinueMessage => "continue,message",
        TimeLimitAction::ContinueNoMessage => "continue,no message",
    }
    .to_owned()
}

fn objectives(tree: &IndexedTree, state: &SequencerState, index: NodeIndex) -> Vec<ObjectiveFacts> {
    objectives_for_delivery(tree, state, index).iter().map(objective).collect()
}

fn objective(delivered: &DeliveredObjective) -> ObjectiveFacts {
    let known = &delivered.known;
    ObjectiveFacts {
        id: delivered.id.to_string(),
        completion: match delivered.completion_status() {
            CompletionStatus::Completed => Some(Completion::Completed),
            CompletionStatus::Incomplete => Some(Completion::Incomplete),
            CompletionStatus::NotAttempted => Some(Completion::NotAttempted),
            CompletionStatus::Unknown => None,
        },
        success: match delivered.success_status() {
            SuccessStatus::Passed => Some(Success::Passed),
            SuccessStatus::Failed => Some(Success::Failed),
            SuccessStatus::Unknown => None,
        },
        progress: known.progress_measure,
        score: Score { scaled: known.measure, raw: known.raw, min: known.min, max: known.max },
    }
}
