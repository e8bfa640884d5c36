//! Whether a statement of a unit's session is taken (cmi5 7.1, 9, 10.2).

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{IsoDuration, Score};

use crate::{
    launch::LaunchMode,
    satisfied::UnitResult,
    terms::{categories, extensions, verbs},
};

/// What the launch laid down for a session.
#[derive(Debug, Clone, Copy)]
pub struct Session<'a> {
    /// The session.
    pub id: Uuid,
    /// The registration.
    pub registration: Uuid,
    /// The unit's id here.
    pub activity: &'a str,
    /// The learner, an Agent with an account.
    pub actor: &'a Value,
    /// `contextTemplate`, as it was told.
    pub template: &'a Value,
    /// How it was launched.
    pub mode: LaunchMode,
    /// The mastery score that was told.
    pub mastery_score: Option<f64>,
}

/// How far a session has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The learner's preferences were read (cmi5 11).
    pub preferences_read: bool,
    /// The unit is ready.
    pub initialized: bool,
    /// It said completed.
    pub completed: bool,
    /// It said passed or failed.
    pub judged: bool,
    /// It said its last.
    pub terminated: bool,
    /// It ended without a word.
    pub abandoned: bool,
}

/// What a statement that was taken says of the unit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Judged {
    /// Whether the unit's results changed.
    pub counts: bool,
    /// The score of passed or failed.
    pub score: Option<Score>,
    /// How much is done, 0 to 1 (cmi5 9.5.5.1).
    pub progress: Option<f64>,
    /// How long the session was, by its last statement.
    pub session_time: Option<IsoDuration>,
}

/// Why a statement is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("cmi5 {rule}: {detail}")]
pub struct Refusal {
    /// The clause.
    pub rule: &'static str,
    /// What is wrong, in English, for the unit's author.
    pub detail: &'static str,
}

/// Results of a unit in a registration, as [`judge`] reads and changes them.
pub type Results = UnitResult;

fn refuse<T>(rule: &'static str, detail: &'static str) -> Result<T, Refusal> {
    Err(Refusal { rule, detail })
}

fn require(holds: bool, rule: &'static str, detail: &'static str) -> Result<(), Refusal> {
    if holds { Ok(()) } else { refuse(rule, detail) }
}

/// Takes a statement, valid as xAPI asks, into the session, or says why not. Nothing changes where it is refused.
pub fn judge(
    session: &Session<'_>,
    progress: &mut Progress,
    results: &mut Results,
    statement: &Value,
) -> Result<Judged, Refusal> {
    let verb = text(statement, &["verb", "id"]).unwrap_or_default();
    alive(*progress)?;
    common(session, verb, statement)?;
    context(session, statement)?;
    let defined = in_category(statement, categories::CMI5);
    require(
        progress.initialized || (defined && verb == verbs::INITIALIZED),
        "9.3",
        "nothing comes before initialized",
    )?;
    move_on_category(defined, statement)?;
    let mut judged = Judged { progress: told_progress(statement), ..Judged::default() };
    if !defined {
        return Ok(judged);
    }
    require(text(statement, &["object", "id"]) == Some(session.activity), "9.4", "the object must be the unit")?;
    let (mut next, mut reached) = (*progress, *results);
    match verb {
        verbs::INITIALIZED => {
            require(!progress.initialized, "9.3.2", "initialized comes once in a session")?;
            require(progress.preferences_read, "11", "the learner's preferences must be read before initialized")?;
            next.initialized = true;
        }
        verbs::COMPLETED => {
            require(!progress.completed && !results.completed, "9.3.3", "completed comes once in a registration")?;
            (next.completed, reached.completed) = (true, true);
        }
        verbs::PASSED | verbs::FAILED => {
            let passed = verb == verbs::PASSED;
            require(!progress.judged, "9.3", "passed or failed comes once in a session")?;
            require(!results.passed, "9.3", "neither passed nor failed comes after passed")?;
            mastery(session, statement, passed)?;
            next.judged = true;
            if passed {
                reached.passed = true;
            } else {
                reached.failed = true;
            }
            judged.score = score(statement);
        }
        verbs::TERMINATED => {
            next.terminated = true;
            judged.session_time = duration(statement);
        }
        _ => return refuse("9.3", "this verb is not the unit's to use in a statement that cmi5 defines"),
    }
    result(verb, statement)?;
    let satisfies = matches!(verb, verbs::COMPLETED | verbs::PASSED | verbs::FAILED);
    require(!satisfies || session.mode == LaunchMode::Normal, "10.2.2", "results are not taken in this launch mode")?;
    judged.counts = reached != *results;
    (*progress, *results) = (next, reached);
    Ok(judged)
}

fn alive(progress: Progress) -> Result<(), Refusal> {
    require(!progress.abandoned, "9.3.6", "the session was abandoned")?;
    require(!progress.terminated, "9.3.8", "the session is over")
}

/// What every statement must have, defined or allowed (cmi5 6.3, 9.1, 9.2, 9.7).
fn common(session: &Session<'_>, verb: &str, statement: &Value) -> Result<(), Refusal> {
    require(verb != verbs::VOIDED, "6.3", "a unit may not void statements")?;
    require(text(statement, &["id"]).is_some(), "9.1", "the unit must give the statement an id")?;
    let moment = text(statement, &["timestamp"]).and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    let Some(moment) = moment else { return refuse("9.7", "the statement must have a timestamp") };
    require(moment.offset().local_minus_utc() == 0, "9.7", "the timestamp must be in UTC")?;
    let kind = text(statement, &["actor", "objectType"]);
    require(kind.is_none_or(|kind| kind == "Agent"), "9.2", "the actor must be an Agent")?;
    let account = |part: &str| text(statement, &["actor", "account", part]);
    let own = |part: &str| text(session.actor, &["account", part]);
    let same = ["homePage", "name"].iter().all(|part| account(part).is_some() && account(part) == own(part));
    require(same, "9.2", "the actor must be the one that the launch named")
}

/// The context as the template has it (cmi5 9.6, 10.2.1).
fn context(session: &Session<'_>, statement: &Value) -> Result<(), Refusal> {
    let registration = text(statement, &["context", "registration"]).and_then(|text| Uuid::parse_str(text).ok());
    require(registration == Some(session.registration), "9.6.1", "the registration must be the launch's")?;
    let told = text(statement, &["context", "extensions", extensions::SESSION]);
    let session_id = session.id.to_string();
    require(told == Some(session_id.as_str()), "9.6.3.1", "the session id must be the launch's")?;
    let extensions = session.template.get("extensions").and_then(Value::as_object);
    let kept = extensions
        .into_iter()
        .flatten()
        .all(|(name, value)| at(statement, &["context", "extensions", name]).is_some_and(|found| alike(found, value)));
    require(kept, "10.2.1", "the context must keep the extensions of the template")?;
    let activities = session.template.get("contextActivities").and_then(Value::as_object);
    let kept = activities.into_iter().flatten().all(|(part, list)| {
        ids(Some(list)).all(|id| ids(at(statement, &["context", "contextActivities", part])).any(|found| found == id))
    });
    require(kept, "9.6.2", "the context must keep the activities of the template")
}

/// Exactly the statements with success or completion are in the category `moveon` (cmi5 9.6.2.2).
fn move_on_category(defined: bool, statement: &Value) -> Result<(), Refusal> {
    let counts = ["success", "completion"].iter().any(|name| at(statement, &["result", name]).is_some());
    let marked = in_category(statement, categories::MOVE_ON);
    if defined && counts {
        return require(marked, "9.6.2.2", "a statement with success or completion must be in the category moveon");
    }
    require(!marked, "9.6.2.2", "the category moveon is for statements of cmi5 with success or completion")
}

/// Passed and failed agree with the mastery score (cmi5 9.3.4, 9.3.5, 9.6.3.2).
fn mastery(session: &Session<'_>, statement: &Value, passed: bool) -> Result<(), Refusal> {
    let Some(mastery) = session.mastery_score else { return Ok(()) };
    if at(statement, &["result", "score"]).is_none() {
        return Ok(());
    }
    if let Some(scaled) = number(statement, &["result", "score", "scaled"]) {
        require(!passed || scaled >= mastery, "9.3.4", "a score below the mastery score is not passed")?;
        require(passed || scaled < mastery, "9.3.5", "a score of the mastery score or more is not failed")?;
    }
    let told = number(statement, &["context", "extensions", extensions::MASTERY_SCORE]);
    let same = told.is_some_and(|told| (told - mastery).abs() < f64::EPSILON);
    require(same, "9.6.3.2", "passed or failed with a score must tell the mastery score")
}

/// What the result of each verb must have, and what it must not (cmi5 9.5).
fn result(verb: &str, statement: &Value) -> Result<(), Refusal> {
    let flag = |name: &str| at(statement, &["result", name]).map(Value::as_bool);
    let wanted = match verb {
        verbs::PASSED => Some(Some(true)),
        verbs::FAILED => Some(Some(false)),
        _ => None,
    };
    require(flag("success") == wanted, "9.5.2", "success is true with passed, false with failed, else absent")?;
    let wanted = (verb == verbs::COMPLETED).then_some(Some(true));
    require(flag("completion") == wanted, "9.5.3", "completion is true with completed, else absent")?;
    let scored = at(statement, &["result", "score"]).is_some();
    require(!scored || matches!(verb, verbs::PASSED | verbs::FAILED), "9.5.1", "a score is for passed and failed")?;
    let has = |name: &str| at(statement, &["result", "score", name]).is_some();
    require(!has("raw") || (has("min") && has("max")), "9.5.1", "a raw score needs min and max")?;
    let timed = verb == verbs::INITIALIZED || duration(statement).is_some();
    require(timed, "9.5.4.1", "the result must tell the duration")
}

fn score(statement: &Value) -> Option<Score> {
    let part = |name: &str| number(statement, &["result", "score", name]);
    let score = Score { scaled: part("scaled"), raw: part("raw"), min: part("min"), max: part("max") };
    (!score.is_empty()).then_some(score)
}

fn told_progress(statement: &Value) -> Option<f64> {
    let percent = number(statement, &["result", "extensions", extensions::PROGRESS])?;
    (0.0..=100.0).contains(&percent).then_some(percent / 100.0)
}

fn duration(statement: &Value) -> Option<IsoDuration> {
    text(statement, &["result", "duration"])?.parse().ok()
}

fn in_category(statement: &Value, category: &str) -> bool {
    ids(at(statement, &["context", "contextActivities", "category"])).any(|id| id == category)
}

/// Ids of one activity or a list of them; version 1.0.3 allows both.
fn ids(activities: Option<&Value>) -> impl Iterator<Item = &str> {
    let list = activities.and_then(Value::as_array).map(Vec::as_slice);
    let list = list.or_else(|| activities.map(std::slice::from_ref)).unwrap_or_default();
    list.iter().filter_map(|activity| activity.get("id").and_then(Value::as_str))
}

fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, name| value.get(name))
}

fn text<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    at(value, path)?.as_str()
}

fn number(value: &Value, path: &[&str]) -> Option<f64> {
    at(value, path)?.as_f64()
}

/// The same value; numbers by what they are worth.
fn alike(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() < f64::EPSILON,
        _ => one == other,
    }
}
