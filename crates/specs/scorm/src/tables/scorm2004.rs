//! The data model of SCORM 2004 (RTE 4.2, 4.3; SN 5.6). Numbers are those of the 4th edition.

use crate::table::{Element, Kind, List};

const LONG_ID: Kind = Kind::Identifier { floor: 4_000, cap: 8_000 };
const ANY_REAL: Kind = Kind::Real { min: None, max: None };
const SCALED: Kind = Kind::Real { min: Some(-1.0), max: Some(1.0) };
const MEASURE: Kind = Kind::Real { min: Some(0.0), max: Some(1.0) };
const POSITIVE: Kind = Kind::Real { min: Some(0.0), max: None };
const COMMENT: Kind = Kind::Localized { floor: 4_000, cap: 16_000 };
const PLACE: Kind = Kind::Text { floor: 250, cap: 4_000 };
const DESCRIPTION: Kind = Kind::Localized { floor: 250, cap: 4_000 };
const BOOKMARK: Kind = Kind::Text { floor: 1_000, cap: 8_000 };
const LARGE: Kind = Kind::Text { floor: 64_000, cap: 128_000 };
const COMPLETION: Kind = Kind::Words(&["completed", "incomplete", "not attempted", "unknown"]);
const SUCCESS: Kind = Kind::Words(&["passed", "failed", "unknown"]);
const SCORE_CHILDREN: Kind = Kind::Children("scaled,raw,min,max");
const VALIDITY: Kind = Kind::Valid;

/// How the values of `cmi.interactions.n.type` are written.
pub const INTERACTION_TYPES: &[&str] = &[
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "likert",
    "matching",
    "performance",
    "sequencing",
    "numeric",
    "other",
];

const INTERACTION: &[&str] = &["cmi.interactions.n.id"];
const TYPED_INTERACTION: &[&str] = &["cmi.interactions.n.id", "cmi.interactions.n.type"];
const OBJECTIVE: &[&str] = &["cmi.objectives.n.id"];

/// Every list.
pub const LISTS: &[List] = &[
    List { path: "cmi.comments_from_learner", floor: 250, cap: 1_000, fixed: false },
    List { path: "cmi.comments_from_lms", floor: 100, cap: 1_000, fixed: true },
    List { path: "cmi.interactions", floor: 250, cap: 2_000, fixed: false },
    List { path: "cmi.interactions.n.objectives", floor: 10, cap: 100, fixed: false },
    List { path: "cmi.interactions.n.correct_responses", floor: 10, cap: 100, fixed: false },
    List { path: "cmi.objectives", floor: 100, cap: 1_000, fixed: false },
    List { path: "adl.data", floor: 0, cap: 1_000, fixed: true },
];

/// Every element.
#[rustfmt::skip] // One element a line reads as a table.
pub const ELEMENTS: &[Element] = &[
    Element::ro("cmi._version", Kind::Fixed("1.0"), "RTE 4.2.1"),
    // Comments
    Element::ro("cmi.comments_from_learner._children", Kind::Children("comment,location,timestamp"), "RTE 4.2.2"),
    Element::ro("cmi.comments_from_learner._count", Kind::Count, "RTE 4.2.2"),
    Element::rw("cmi.comments_from_learner.n.comment", COMMENT, "RTE 4.2.2.1"),
    Element::rw("cmi.comments_from_learner.n.location", PLACE, "RTE 4.2.2.1"),
    Element::rw("cmi.comments_from_learner.n.timestamp", Kind::Time, "RTE 4.2.2.1"),
    Element::ro("cmi.comments_from_lms._children", Kind::Children("comment,location,timestamp"), "RTE 4.2.3"),
    Element::ro("cmi.comments_from_lms._count", Kind::Count, "RTE 4.2.3"),
    Element::ro("cmi.comments_from_lms.n.comment", COMMENT, "RTE 4.2.3.1"),
    Element::ro("cmi.comments_from_lms.n.location", PLACE, "RTE 4.2.3.1"),
    Element::ro("cmi.comments_from_lms.n.timestamp", Kind::Time, "RTE 4.2.3.1"),
    // Status
    Element::rw("cmi.completion_status", COMPLETION, "RTE 4.2.4").or("unknown"),
    Element::ro("cmi.completion_threshold", MEASURE, "RTE 4.2.5"),
    Element::ro("cmi.credit", Kind::Words(&["credit", "no-credit"]), "RTE 4.2.6").or("credit"),
    Element::ro("cmi.entry", Kind::Words(&["ab-initio", "resume", ""]), "RTE 4.2.7").or(""),
    Element::wo("cmi.exit", Kind::Words(&["time-out", "suspend", "logout", "normal", ""]), "RTE 4.2.8").or(""),
    // Interactions
    Element::ro("cmi.interactions._children", Kind::Children("id,type,objectives,timestamp,correct_responses,weighting,learner_response,result,latency,description"), "RTE 4.2.9"),
    Element::ro("cmi.interactions._count", Kind::Count, "RTE 4.2.9"),
    Element::rw("cmi.interactions.n.id", LONG_ID, "RTE 4.2.9.1"),
    Element::rw("cmi.interactions.n.type", Kind::Words(INTERACTION_TYPES), "RTE 4.2.9.1").needs(INTERACTION),
    Element::ro("cmi.interactions.n.objectives._count", Kind::Count, "RTE 4.2.9.1"),
    Element::rw("cmi.interactions.n.objectives.n.id", LONG_ID, "RTE 4.2.9.1").needs(INTERACTION).unique(),
    Element::rw("cmi.interactions.n.timestamp", Kind::Time, "RTE 4.2.9.1").needs(INTERACTION),
    Element::ro("cmi.interactions.n.correct_responses._count", Kind::Count, "RTE 4.2.9.1"),
    Element::rw("cmi.interactions.n.correct_responses.n.pattern", Kind::Pattern, "RTE 4.2.9.1").needs(TYPED_INTERACTION),
    Element::rw("cmi.interactions.n.weighting", ANY_REAL, "RTE 4.2.9.1").needs(INTERACTION),
    Element::rw("cmi.interactions.n.learner_response", Kind::Response, "RTE 4.2.9.1").needs(TYPED_INTERACTION),
    Element::rw("cmi.interactions.n.result", Kind::Result(&["correct", "incorrect", "unanticipated", "neutral"]), "RTE 4.2.9.1").needs(INTERACTION),
    Element::rw("cmi.interactions.n.latency", Kind::Interval, "RTE 4.2.9.1").needs(INTERACTION),
    Element::rw("cmi.interactions.n.description", DESCRIPTION, "RTE 4.2.9.1").needs(INTERACTION),
    // Learner and launch
    Element::ro("cmi.launch_data", Kind::Text { floor: 4_000, cap: 64_000 }, "RTE 4.2.10"),
    Element::ro("cmi.learner_id", LONG_ID, "RTE 4.2.11"),
    Element::ro("cmi.learner_name", DESCRIPTION, "RTE 4.2.12"),
    Element::ro("cmi.learner_preference._children", Kind::Children("audio_level,language,delivery_speed,audio_captioning"), "RTE 4.2.13"),
    Element::rw("cmi.learner_preference.audio_level", POSITIVE, "RTE 4.2.13.1").or("1"),
    Element::rw("cmi.learner_preference.language", Kind::Language { floor: 250 }, "RTE 4.2.13.1").or(""),
    Element::rw("cmi.learner_preference.delivery_speed", POSITIVE, "RTE 4.2.13.1").or("1"),
    Element::rw("cmi.learner_preference.audio_captioning", Kind::Words(&["-1", "0", "1"]), "RTE 4.2.13.1").or("0"),
    Element::rw("cmi.location", BOOKMARK, "RTE 4.2.14"),
    Element::ro("cmi.max_time_allowed", Kind::Interval, "RTE 4.2.15"),
    Element::ro("cmi.mode", Kind::Words(&["browse", "normal", "review"]), "RTE 4.2.16").or("normal"),
    // Objectives
    Element::ro("cmi.objectives._children", Kind::Children("id,score,success_status,completion_status,progress_measure,description"), "RTE 4.2.17"),
    Element::ro("cmi.objectives._count", Kind::Count, "RTE 4.2.17"),
    Element::rw("cmi.objectives.n.id", LONG_ID, "RTE 4.2.17.1").unique().once(),
    Element::ro("cmi.objectives.n.score._children", SCORE_CHILDREN, "RTE 4.2.17.1"),
    Element::rw("cmi.objectives.n.score.scaled", SCALED, "RTE 4.2.17.1").needs(OBJECTIVE),
    Element::rw("cmi.objectives.n.score.raw", ANY_REAL, "RTE 4.2.17.1").needs(OBJECTIVE),
    Element::rw("cmi.objectives.n.score.min", ANY_REAL, "RTE 4.2.17.1").needs(OBJECTIVE),
    Element::rw("cmi.objectives.n.score.max", ANY_REAL, "RTE 4.2.17.1").needs(OBJECTIVE),
    Element::rw("cmi.objectives.n.success_status", SUCCESS, "RTE 4.2.17.1").needs(OBJECTIVE).or("unknown"),
    Element::rw("cmi.objectives.n.completion_status", COMPLETION, "RTE 4.2.17.1").needs(OBJECTIVE).or("unknown"),
    Element::rw("cmi.objectives.n.progress_measure", MEASURE, "RTE 4.2.17.1").needs(OBJECTIVE).since(3),
    Element::rw("cmi.objectives.n.description", DESCRIPTION, "RTE 4.2.17.1").needs(OBJECTIVE),
    // Measures, scores, times
    Element::rw("cmi.progress_measure", MEASURE, "RTE 4.2.18"),
    Element::ro("cmi.scaled_passing_score", SCALED, "RTE 4.2.19"),
    Element::ro("cmi.score._children", SCORE_CHILDREN, "RTE 4.2.20"),
    Element::rw("cmi.score.scaled", SCALED, "RTE 4.2.20.1"),
    Element::rw("cmi.score.raw", ANY_REAL, "RTE 4.2.20.1"),
    Element::rw("cmi.score.min", ANY_REAL, "RTE 4.2.20.1"),
    Element::rw("cmi.score.max", ANY_REAL, "RTE 4.2.20.1"),
    Element::wo("cmi.session_time", Kind::Interval, "RTE 4.2.21"),
    Element::rw("cmi.success_status", SUCCESS, "RTE 4.2.22").or("unknown"),
    Element::rw("cmi.suspend_data", LARGE, "RTE 4.2.23"),
    Element::ro("cmi.time_limit_action", Kind::Words(&["exit,message", "continue,message", "exit,no message", "continue,no message"]), "RTE 4.2.24").or("continue,no message"),
    Element::ro("cmi.total_time", Kind::Interval, "RTE 4.2.25").or("PT0H0M0S"),
    // Shared data
    Element::ro("adl.data._children", Kind::Children("id,store"), "RTE 4.3.1").since(4),
    Element::ro("adl.data._count", Kind::Count, "RTE 4.3.1").since(4),
    Element::ro("adl.data.n.id", LONG_ID, "RTE 4.3.1").since(4),
    Element::rw("adl.data.n.store", LARGE, "RTE 4.3.1").since(4),
    // Navigation
    Element::rw("adl.nav.request", Kind::Navigation, "SN 5.6.3").or("_none_"),
    Element::ro("adl.nav.request_valid.continue", VALIDITY, "SN 5.6.4"),
    Element::ro("adl.nav.request_valid.previous", VALIDITY, "SN 5.6.4"),
    Element::ro("adl.nav.request_valid.choice.{target=}", VALIDITY, "SN 5.6.4"),
    Element::ro("adl.nav.request_valid.jump.{target=}", VALIDITY, "SN 5.6.4").since(4),
];
