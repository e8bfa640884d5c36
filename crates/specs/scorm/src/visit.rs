//! What a delivery puts into the run-time data.

use crate::number::real;
use crate::report::{Completion, Score, Success};
use crate::runtime::Data;
use crate::standard::Standard;

/// An objective of the activity as the sequencer knows it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ObjectiveFacts {
    /// Its identifier.
    pub id: String,
    /// `None` or unknown: not written.
    pub completion: Option<Completion>,
    /// `None` or unknown: not written.
    pub success: Option<Success>,
    /// 0…1.
    pub progress: Option<f64>,
    /// Its scores.
    pub score: Score,
}

/// A shared data store that the activity's data map names (RTE 4.3.1).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SharedFacts {
    /// The target identifier.
    pub id: String,
    /// What the store holds.
    pub value: Option<String>,
    /// `readSharedData`.
    pub read: bool,
    /// `writeSharedData`.
    pub write: bool,
}

/// What the LMS knows when it delivers an activity. Numbers and times are texts as the manifest has them,
/// so that a SCO reads what its author wrote.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LaunchFacts {
    /// The learner's identifier.
    pub learner_id: String,
    /// The learner's name; SCORM 1.2 wants `Family, Given`.
    pub learner_name: String,
    /// `normal`, `browse`, `review`; empty is `normal`.
    pub mode: String,
    /// Whether the visit counts.
    pub credit: bool,
    /// `adlcp:dataFromLMS`, `adlcp:datafromlms`.
    pub launch_data: Option<String>,
    /// Absolute duration limit.
    pub max_time_allowed: Option<String>,
    /// `adlcp:timeLimitAction`.
    pub time_limit_action: Option<String>,
    /// `minProgressMeasure` where completed by measure (SCORM 2004).
    pub completion_threshold: Option<String>,
    /// The primary objective's `minNormalizedMeasure` where satisfied by measure (SCORM 2004).
    pub scaled_passing_score: Option<String>,
    /// `adlcp:masteryscore` (SCORM 1.2).
    pub mastery_score: Option<String>,
    /// Objectives with an identifier, the primary one first (SCORM 2004).
    pub objectives: Vec<ObjectiveFacts>,
    /// Data maps (SCORM 2004 4th edition).
    pub shared: Vec<SharedFacts>,
}

/// What the next visit begins with. `stored`: what [`crate::RunTime::stored`] gave at the end of the last visit of
/// this activity, `None` when there was none or a new registration begins. `resumed`: the SCO left with `suspend`
/// or the course was suspended ([`crate::Report::suspends`]).
///
/// SCORM 2004 (RTE 4.2.7, 4.2.8): without suspension everything but the learner's preferences starts anew. SCORM 1.2
/// knows no attempts: status, score, time and bookmark stay with the learner, and many packages rely on it without
/// ever setting `cmi.core.exit`; only `cmi.core.entry` tells the difference. Add [`LaunchFacts::write`].
pub fn next_visit_data(standard: Standard, stored: Option<&Data>, resumed: bool) -> Data {
    let (entry, kept) = match standard {
        Standard::Scorm2004 => ("cmi.entry", "cmi.learner_preference."),
        Standard::Scorm12 => ("cmi.core.entry", "cmi."),
    };
    let mut data: Data = stored
        .into_iter()
        .flatten()
        .filter(|(name, _)| !OF_ONE_VISIT.contains(&name.as_str()) && (resumed || name.starts_with(kept)))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let word = match standard {
        _ if resumed => "resume",
        Standard::Scorm12 if stored.is_some() => "",
        _ => "ab-initio",
    };
    data.insert(entry.to_owned(), word.to_owned());
    data
}

/// What a SCO says about the visit that it ends.
const OF_ONE_VISIT: &[&str] =
    &["cmi.exit", "cmi.session_time", "cmi.core.exit", "cmi.core.session_time", "adl.nav.request"];

impl LaunchFacts {
    /// Writes the elements that the LMS initialises. Objectives that the data already has keep their
    /// index, their known statuses are brought up to date.
    pub fn write(&self, standard: Standard, data: &mut Data) {
        match standard {
            Standard::Scorm2004 => self.write_2004(data),
            Standard::Scorm12 => self.write_12(data),
        }
    }

    fn mode(&self) -> &str {
        if self.mode.is_empty() { "normal" } else { &self.mode }
    }

    fn credit(&self) -> &'static str {
        // RTE 4.2.16: nothing is for credit outside normal mode.
        if self.credit && self.mode() == "normal" { "credit" } else { "no-credit" }
    }

    fn write_2004(&self, data: &mut Data) {
        write(data, "cmi.learner_id", Some(&self.learner_id));
        write(data, "cmi.learner_name", Some(&self.learner_name));
        write(data, "cmi.mode", Some(self.mode()));
        write(data, "cmi.credit", Some(self.credit()));
        write(data, "cmi.launch_data", self.launch_data.as_deref());
        write(data, "cmi.max_time_allowed", self.max_time_allowed.as_deref());
        write(data, "cmi.time_limit_action", self.time_limit_action.as_deref());
        write(data, "cmi.completion_threshold", self.completion_threshold.as_deref());
        write(data, "cmi.scaled_passing_score", self.scaled_passing_score.as_deref());
        for objective in &self.objectives {
            write_objective(data, objective);
        }
        for (index, store) in self.shared.iter().enumerate() {
            let mut access = String::new();
            if store.read {
                access.push('r');
            }
            if store.write {
                access.push('w');
            }
            write(data, &format!("adl.data.{index}.id"), Some(&store.id));
            write(data, &format!("adl.data.{index}.store"), store.value.as_deref());
            write(data, &format!("adl.data.{index}._access"), Some(&access));
        }
    }

    fn write_12(&self, data: &mut Data) {
        write(data, "cmi.core.student_id", Some(&self.learner_id));
        write(data, "cmi.core.student_name", Some(&self.learner_name));
        write(data, "cmi.core.lesson_mode", Some(self.mode()));
        write(data, "cmi.core.credit", Some(self.credit()));
        write(data, "cmi.launch_data", self.launch_data.as_deref());
        write(data, "cmi.student_data.mastery_score", self.mastery_score.as_deref());
        write(data, "cmi.student_data.max_time_allowed", self.max_time_allowed.as_deref());
        write(data, "cmi.student_data.time_limit_action", self.time_limit_action.as_deref());
    }
}

fn write(data: &mut Data, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        data.insert(name.to_owned(), value.to_owned());
    }
}

fn write_objective(data: &mut Data, objective: &ObjectiveFacts) {
    let mut index = 0;
    while let Some(id) = data.get(&format!("cmi.objectives.{index}.id")) {
        if *id == objective.id {
            break;
        }
        index += 1;
    }
    let mut put = |leaf: &str, value: Option<&str>| {
        write(data, &format!("cmi.objectives.{index}.{leaf}"), value);
    };
    put("id", Some(&objective.id));
    put(
        "success_status",
        match objective.success {
            Some(Success::Passed) => Some("passed"),
            Some(Success::Failed) => Some("failed"),
            _ => None,
        },
    );
    put(
        "completion_status",
        match objective.completion {
            Some(Completion::Completed) => Some("completed"),
            Some(Completion::Incomplete) => Some("incomplete"),
            Some(Completion::NotAttempted) => Some("not attempted"),
            _ => None,
        },
    );
    for (leaf, number) in [
        ("progress_measure", objective.progress),
        ("score.scaled", objective.score.scaled),
        ("score.raw", objective.score.raw),
        ("score.min", objective.score.min),
        ("score.max", objective.score.max),
    ] {
        // Display of f64 never writes an exponent, as `real (10,7)` wants it.
        let text = number.map(|number| number.to_string()).filter(|text| real(text).is_some());
        put(leaf, text.as_deref());
    }
}
