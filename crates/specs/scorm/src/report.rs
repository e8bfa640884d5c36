//! What a visit says about the learner, in terms that do not depend on the standard.

use serde::{Deserialize, Serialize};

use crate::number::real;
use crate::runtime::RunTime;
use crate::standard::Standard;
use crate::time::Span;

/// How far the learner got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// Nothing known. Set by a SCO it stays so.
    #[default]
    Unknown,
    /// Said so by the SCO.
    NotAttempted,
    /// Begun.
    Incomplete,
    /// Done.
    Completed,
}

/// Whether the learner passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Success {
    /// Nothing known. Set by a SCO it stays so.
    #[default]
    Unknown,
    /// Passed.
    Passed,
    /// Failed.
    Failed,
}

/// Scores; `scaled` is −1…1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Score {
    /// −1…1.
    pub scaled: Option<f64>,
    /// On the SCO's own scale.
    pub raw: Option<f64>,
    /// The scale's lower end.
    pub min: Option<f64>,
    /// The scale's upper end.
    pub max: Option<f64>,
}

/// How the SCO left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// Said nothing, or said the empty string.
    #[default]
    Unset,
    /// Normally.
    Normal,
    /// To come back: the data stays.
    Suspend,
    /// The time was up.
    TimeOut,
    /// The learner wants to log out of the whole course.
    Logout,
}

/// `adl.nav.request`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "request", content = "target", rename_all = "snake_case")]
pub enum NavigationRequest {
    /// `_none_`.
    None,
    /// The next activity.
    Continue,
    /// The one before.
    Previous,
    /// Leave the activity.
    Exit,
    /// Leave the course.
    ExitAll,
    /// Leave the activity and forget the attempt.
    Abandon,
    /// Leave the course and forget the attempt.
    AbandonAll,
    /// Leave the course to come back.
    SuspendAll,
    /// This activity, by the rules of choice.
    Choice(String),
    /// This activity, without them.
    Jump(String),
}

/// The word of `adl.nav.request` as a request (SN 5.6.3); `None` for any other word.
pub fn parse_navigation(word: &str) -> Option<NavigationRequest> {
    Some(match word {
        "_none_" => NavigationRequest::None,
        "continue" => NavigationRequest::Continue,
        "previous" => NavigationRequest::Previous,
        "exit" => NavigationRequest::Exit,
        "exitAll" => NavigationRequest::ExitAll,
        "abandon" => NavigationRequest::Abandon,
        "abandonAll" => NavigationRequest::AbandonAll,
        "suspendAll" => NavigationRequest::SuspendAll,
        _ => {
            let (target, verb) = word.strip_prefix("{target=")?.rsplit_once('}')?;
            match verb {
                _ if target.is_empty() => return None,
                "choice" => NavigationRequest::Choice(target.to_owned()),
                "jump" => NavigationRequest::Jump(target.to_owned()),
                _ => return None,
            }
        }
    })
}

/// What a SCO says about one objective.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ObjectiveReport {
    /// `cmi.objectives.n.id`; empty where a SCORM 1.2 package gave none.
    pub id: String,
    /// `None` where nothing was set.
    pub completion: Option<Completion>,
    /// `None` where nothing was set.
    pub success: Option<Success>,
    /// 0…1.
    pub progress: Option<f64>,
    /// Its scores.
    pub score: Score,
}

/// What a visit says about the learner.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Report {
    /// As determined by threshold and measure where there is a threshold.
    pub completion: Completion,
    /// Whether the SCO or a threshold said anything about completion. SCORM 2004: when it did not and the
    /// content does not set completion, the sequencer decides.
    pub completion_set: bool,
    /// As determined by passing score and score where there is a passing score.
    pub success: Success,
    /// Whether the SCO or a passing score said anything about success.
    pub success_set: bool,
    /// 0…1.
    pub progress: Option<f64>,
    /// Of the whole SCO.
    pub score: Score,
    /// In the order of the list.
    pub objectives: Vec<ObjectiveReport>,
    /// How the SCO left.
    pub exit: Exit,
    /// Of this visit.
    pub session_time: Option<Span>,
    /// Of all visits, this one included once it has ended.
    pub total_time: Span,
    /// What the SCO asked for.
    pub navigation: Option<NavigationRequest>,
    /// SCORM 1.2: `cmi.core.lesson_status` after the LMS's own rules.
    pub lesson_status: Option<String>,
    /// The bookmark.
    pub location: Option<String>,
}

impl Report {
    /// Whether the next visit goes on with this one's data: the SCO left with `suspend`, or asked to suspend the
    /// course. A learner's Suspend does the same and is known to the caller alone.
    pub fn suspends(&self) -> bool {
        self.exit == Exit::Suspend || self.navigation == Some(NavigationRequest::SuspendAll)
    }
}

impl RunTime {
    /// What the visit says so far; after [`RunTime::terminate`], what it came to.
    pub fn report(&self) -> Report {
        match self.standard() {
            Standard::Scorm2004 => self.report_2004(),
            Standard::Scorm12 => self.report_12(),
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.data().get(name).map(String::as_str)
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.text(name).and_then(real)
    }

    fn time(&self, name: &str) -> Option<Span> {
        self.text(name).and_then(|text| self.span(text))
    }

    fn score(&self, group: &str) -> Score {
        Score {
            scaled: self.number(&format!("{group}.scaled")),
            raw: self.number(&format!("{group}.raw")),
            min: self.number(&format!("{group}.min")),
            max: self.number(&format!("{group}.max")),
        }
    }

    fn objective_count(&self) -> usize {
        self.get("cmi.objectives._count").ok().and_then(|count| count.parse().ok()).unwrap_or(0)
    }

    fn report_2004(&self) -> Report {
        let objectives = (0..self.objective_count())
            .map(|index| {
                let name = |leaf: &str| format!("cmi.objectives.{index}.{leaf}");
                ObjectiveReport {
                    id: self.text(&name("id")).unwrap_or_default().to_owned(),
                    completion: self.text(&name("completion_status")).map(completion),
                    success: self.text(&name("success_status")).map(success),
                    progress: self.number(&name("progress_measure")),
                    score: self.score(&name("score")),
                }
            })
            .collect();
        let word = |name: &str| self.get(name).unwrap_or_default();
        let has = |name: &str| self.text(name).is_some();
        Report {
            completion: completion(&word("cmi.completion_status")),
            completion_set: has("cmi.completion_status") || has("cmi.completion_threshold"),
            success: success(&word("cmi.success_status")),
            success_set: has("cmi.success_status") || has("cmi.scaled_passing_score"),
            progress: self.number("cmi.progress_measure"),
            score: self.score("cmi.score"),
            objectives,
            exit: exit(self.text("cmi.exit").unwrap_or_default()),
            session_time: self.time("cmi.session_time"),
            total_time: self.time("cmi.total_time").unwrap_or_default(),
            navigation: self.text("adl.nav.request").and_then(parse_navigation),
            lesson_status: None,
            location: self.text("cmi.location").map(str::to_owned),
        }
    }

    fn report_12(&self) -> Report {
        let objectives = (0..self.objective_count())
            .map(|index| {
                let name = |leaf: &str| format!("cmi.objectives.{index}.{leaf}");
                let status = self.text(&name("status")).map(of_lesson_status);
                ObjectiveReport {
                    id: self.text(&name("id")).unwrap_or_default().to_owned(),
                    completion: status.map(|(completion, _)| completion),
                    success: status.map(|(_, success)| success),
                    progress: None,
                    score: scaled_12(self.score(&name("score"))),
                }
            })
            .collect();
        let exit = exit(self.text("cmi.core.exit").unwrap_or_default());
        let status = self.lesson_status(exit);
        let (completion, success) = of_lesson_status(&status);
        Report {
            completion,
            completion_set: completion != Completion::Unknown,
            success,
            success_set: success != Success::Unknown,
            progress: None,
            score: scaled_12(self.score("cmi.core.score")),
            objectives,
            exit,
            session_time: self.time("cmi.core.session_time"),
            total_time: self.time("cmi.core.total_time").unwrap_or_default(),
            navigation: None,
            lesson_status: Some(status),
            location: self.text("cmi.core.lesson_location").map(str::to_owned),
        }
    }

    /// RTE12 3.4.4, `cmi.core.lesson_status`: what the LMS makes of it. Launched, a lesson is no longer
    /// "not attempted"; left without a status and not to come back, it is completed; taken for credit,
    /// mastery score and raw score decide between passed and failed.
    fn lesson_status(&self, exit: Exit) -> String {
        use crate::runtime::State;
        let ended = self.state() == State::Terminated;
        let mode = self.text("cmi.core.lesson_mode").unwrap_or("normal");
        let said = self.text("cmi.core.lesson_status").unwrap_or("not attempted");
        let status = match said {
            "not attempted" if mode == "browse" => "browsed",
            "not attempted" if ended && exit != Exit::Suspend && mode == "normal" => "completed",
            "not attempted" if self.state() != State::NotInitialized => "incomplete",
            _ => said,
        };
        let for_credit = mode == "normal" && self.text("cmi.core.credit") != Some("no-credit");
        let scores = self.number("cmi.student_data.mastery_score").zip(self.number("cmi.core.score.raw"));
        match scores {
            // A lesson that says it goes on is not judged yet.
            Some((mastery, raw)) if ended && for_credit && status != "incomplete" => {
                if raw >= mastery { "passed" } else { "failed" }.to_owned()
            }
            _ => status.to_owned(),
        }
    }
}

fn completion(word: &str) -> Completion {
    match word {
        "completed" => Completion::Completed,
        "incomplete" => Completion::Incomplete,
        "not attempted" => Completion::NotAttempted,
        _ => Completion::Unknown,
    }
}

fn success(word: &str) -> Success {
    match word {
        "passed" => Success::Passed,
        "failed" => Success::Failed,
        _ => Success::Unknown,
    }
}

fn exit(word: &str) -> Exit {
    match word {
        "normal" => Exit::Normal,
        "suspend" => Exit::Suspend,
        "time-out" => Exit::TimeOut,
        "logout" => Exit::Logout,
        _ => Exit::Unset,
    }
}

/// One status of SCORM 1.2 as two. A failed lesson counts as not completed, so that it can be taken again
/// for credit.
fn of_lesson_status(word: &str) -> (Completion, Success) {
    match word {
        "passed" => (Completion::Completed, Success::Passed),
        "completed" => (Completion::Completed, Success::Unknown),
        "failed" => (Completion::Incomplete, Success::Failed),
        "incomplete" | "browsed" => (Completion::Incomplete, Success::Unknown),
        "not attempted" => (Completion::NotAttempted, Success::Unknown),
        _ => (Completion::Unknown, Success::Unknown),
    }
}

/// SCORM 1.2 has no scaled score: between min and max where the package gives a maximum, else of 100.
fn scaled_12(score: Score) -> Score {
    let min = score.min.unwrap_or(0.0);
    let scaled = score.raw.map(|raw| {
        let scaled = match score.max {
            Some(max) if max > min => (raw - min) / (max - min),
            _ => raw / 100.0,
        };
        scaled.clamp(0.0, 1.0)
    });
    Score { scaled, ..score }
}
