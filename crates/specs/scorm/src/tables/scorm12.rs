//! The data model of SCORM 1.2 (RTE 3.4.4).
//!
//! `CMIFeedback` (responses and patterns of interactions) is kept as text: the formats of that type are
//! followed by hardly any package, and refusing them would take answers away from learners.

use crate::table::{Element, Kind, List};

const TEXT255: Kind = Kind::Text { floor: 255, cap: 4_000 };
const LARGE: Kind = Kind::Text { floor: 4_096, cap: 64_000 };
const ID: Kind = Kind::Token { floor: 255, cap: 4_000 };
const FEEDBACK: Kind = Kind::Text { floor: 255, cap: 64_000 };
const PERCENT: Kind = Kind::Decimal { min: Some(0.0), max: Some(100.0) };
const SCORE_CHILDREN: Kind = Kind::Children("raw,min,max");
const STATUS: Kind = Kind::Words(&["passed", "completed", "failed", "incomplete", "browsed", "not attempted"]);

/// All elements are in one section, without numbers of their own.
const SECTION: &str = "RTE12 3.4.4";

/// Groups of the AICC model that SCORM 1.2 left out: error 401 instead of 201.
pub const NOT_IMPLEMENTED: &[&str] = &[
    "cmi.evaluation",
    "cmi.paths",
    "cmi.student_demographics",
    "cmi.student_data.attempt_number",
    "cmi.student_data.attempt_records",
    "cmi.student_data.tries",
    "cmi.student_data.tries_during_lesson",
    "cmi.core.output_file",
];

/// Every list.
pub const LISTS: &[List] = &[
    List { path: "cmi.objectives", floor: 1, cap: 1_000, fixed: false },
    List { path: "cmi.interactions", floor: 1, cap: 2_000, fixed: false },
    List { path: "cmi.interactions.n.objectives", floor: 1, cap: 100, fixed: false },
    List { path: "cmi.interactions.n.correct_responses", floor: 1, cap: 100, fixed: false },
];

/// Every element.
#[rustfmt::skip] // One element a line reads as a table.
pub const ELEMENTS: &[Element] = &[
    Element::ro("cmi._version", Kind::Fixed("3.4"), "RTE12 3.4.3"),
    Element::ro("cmi.core._children", Kind::Children("student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,lesson_mode,exit,session_time"), SECTION),
    Element::ro("cmi.core.student_id", ID, SECTION),
    Element::ro("cmi.core.student_name", TEXT255, SECTION),
    Element::rw("cmi.core.lesson_location", TEXT255, SECTION),
    Element::ro("cmi.core.credit", Kind::Words(&["credit", "no-credit"]), SECTION).or("credit"),
    Element::rw("cmi.core.lesson_status", STATUS, SECTION).or("not attempted"),
    Element::ro("cmi.core.entry", Kind::Words(&["ab-initio", "resume", ""]), SECTION),
    Element::ro("cmi.core.score._children", SCORE_CHILDREN, SECTION),
    Element::rw("cmi.core.score.raw", PERCENT, SECTION),
    Element::rw("cmi.core.score.max", PERCENT, SECTION),
    Element::rw("cmi.core.score.min", PERCENT, SECTION),
    Element::ro("cmi.core.total_time", Kind::Timespan, SECTION).or("0000:00:00.00"),
    Element::ro("cmi.core.lesson_mode", Kind::Words(&["browse", "normal", "review"]), SECTION).or("normal"),
    Element::wo("cmi.core.exit", Kind::Words(&["time-out", "suspend", "logout", ""]), SECTION),
    Element::wo("cmi.core.session_time", Kind::Timespan, SECTION),
    Element::rw("cmi.suspend_data", LARGE, SECTION),
    Element::ro("cmi.launch_data", LARGE, SECTION),
    Element::rw("cmi.comments", LARGE, SECTION),
    Element::ro("cmi.comments_from_lms", LARGE, SECTION),
    Element::ro("cmi.objectives._children", Kind::Children("id,score,status"), SECTION),
    Element::ro("cmi.objectives._count", Kind::Count, SECTION),
    Element::rw("cmi.objectives.n.id", ID, SECTION),
    Element::ro("cmi.objectives.n.score._children", SCORE_CHILDREN, SECTION),
    Element::rw("cmi.objectives.n.score.raw", PERCENT, SECTION),
    Element::rw("cmi.objectives.n.score.max", PERCENT, SECTION),
    Element::rw("cmi.objectives.n.score.min", PERCENT, SECTION),
    Element::rw("cmi.objectives.n.status", STATUS, SECTION).or("not attempted"),
    Element::ro("cmi.student_data._children", Kind::Children("mastery_score,max_time_allowed,time_limit_action"), SECTION),
    Element::ro("cmi.student_data.mastery_score", PERCENT, SECTION),
    Element::ro("cmi.student_data.max_time_allowed", Kind::Timespan, SECTION),
    Element::ro("cmi.student_data.time_limit_action", Kind::Words(&["exit,message", "exit,no message", "continue,message", "continue,no message"]), SECTION),
    Element::ro("cmi.student_preference._children", Kind::Children("audio,language,speed,text"), SECTION),
    Element::rw("cmi.student_preference.audio", Kind::Integer { min: -1, max: 100 }, SECTION).or("0"),
    Element::rw("cmi.student_preference.language", TEXT255, SECTION),
    Element::rw("cmi.student_preference.speed", Kind::Integer { min: -100, max: 100 }, SECTION).or("0"),
    Element::rw("cmi.student_preference.text", Kind::Integer { min: -1, max: 1 }, SECTION).or("0"),
    Element::ro("cmi.interactions._children", Kind::Children("id,objectives,time,type,correct_responses,weighting,student_response,result,latency"), SECTION),
    Element::ro("cmi.interactions._count", Kind::Count, SECTION),
    Element::wo("cmi.interactions.n.id", ID, SECTION),
    Element::ro("cmi.interactions.n.objectives._count", Kind::Count, SECTION),
    Element::wo("cmi.interactions.n.objectives.n.id", ID, SECTION),
    Element::wo("cmi.interactions.n.time", Kind::Clock, SECTION),
    Element::wo("cmi.interactions.n.type", Kind::Words(&["true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric"]), SECTION),
    Element::ro("cmi.interactions.n.correct_responses._count", Kind::Count, SECTION),
    Element::wo("cmi.interactions.n.correct_responses.n.pattern", FEEDBACK, SECTION),
    Element::wo("cmi.interactions.n.weighting", Kind::Decimal { min: None, max: None }, SECTION),
    Element::wo("cmi.interactions.n.student_response", FEEDBACK, SECTION),
    Element::wo("cmi.interactions.n.result", Kind::Result(&["correct", "wrong", "unanticipated", "neutral"]), SECTION),
    Element::wo("cmi.interactions.n.latency", Kind::Timespan, SECTION),
];
