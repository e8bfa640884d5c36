//! What the record tells of a registration: of the course and of each of its items.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, DbErr};
use serde_json::Value;
use uuid::Uuid;
use vidik_base::{Completion, Score, Success};
use vidik_cmi5::{UnitResult, categories, verbs as cmi5};
use vidik_lrs::of_registrations;
use vidik_xapi::verbs;

use crate::{entity::registration, roll_up::RollUp};

/// Who asserts what our run-times write.
const OURSELVES: &str = "vidik";
/// What scores may lose on their way through JSON.
pub(super) const NEARLY: f64 = 1e-9;

/// What the record tells of one course or item; nothing where it cannot tell any more, since a part was taken back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Told {
    pub completed: Option<bool>,
    pub success: Option<Success>,
    pub score: Option<Score>,
    pub completed_at: Option<DateTime<Utc>>,
}

impl Default for Told {
    fn default() -> Self {
        Self { completed: Some(false), success: Some(Success::Unknown), score: None, completed_at: None }
    }
}

impl Told {
    /// A part of what it was made of was taken back.
    const UNSURE: Self = Self { completed: None, success: None, score: None, completed_at: None };

    fn hear(&mut self, verb: &str, at: Option<DateTime<Utc>>, score: Option<Score>) {
        if verb == verbs::completed().id {
            self.completed = Some(true);
            self.completed_at = self.completed_at.or(at);
        } else if verb == verbs::passed().id {
            self.success = Some(Success::Passed);
        } else if verb == verbs::failed().id && self.success != Some(Success::Passed) {
            self.success = Some(Success::Failed);
        }
        self.score = match (self.score, score) {
            (Some(known), Some(told)) => Some(known.best(told)),
            (known, told) => known.or(told),
        };
    }

    /// Whether more is told than stands in this result.
    pub fn is_ahead_of(&self, result: &RollUp) -> bool {
        let told = self.score.and_then(|score| score.effective_scaled());
        let better = told.is_some_and(|told| {
            let known = result.score.effective_scaled();
            known.is_none_or(|known| known < told - NEARLY)
        });
        better
            || self.completed == Some(true) && result.completion != Completion::Completed
            || match self.success {
                Some(Success::Passed) => result.success != Success::Passed,
                Some(Success::Failed) => result.success == Success::Unknown,
                _ => false,
            }
    }

    /// Whether less is told than stands there.
    pub fn is_behind(&self, result: &RollUp) -> bool {
        let more = self.completed == Some(false) && result.completion == Completion::Completed;
        more || self.success.is_some_and(|told| told != Success::Passed && result.success == Success::Passed)
    }

    /// The result, raised to what is told.
    pub fn raise(&self, result: RollUp) -> RollUp {
        let told = RollUp {
            completion: if self.completed == Some(true) { Completion::Completed } else { Completion::Unknown },
            success: self.success.unwrap_or_default(),
            progress: None,
            score: self.score.unwrap_or_default(),
            time: result.time,
        };
        result.best(told)
    }
}

/// What is told of a registration.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Heard {
    /// Of the course as a whole.
    pub course: Told,
    /// Of items of our own run-times, by the aligned item.
    pub items: BTreeMap<Uuid, Told>,
    /// Of units of cmi5, by the last part of their addresses.
    pub units: BTreeMap<String, UnitResult>,
    /// Units that were waived, blocks and courses that were told to be satisfied: the last part of their address.
    pub waived: Vec<String>,
    pub satisfied: Vec<String>,
    /// Whether all of it was taken back.
    pub taken_back: bool,
}

impl Heard {
    fn hear(&mut self, course: Uuid, statement: &Value) {
        let text = |pointer: &str| statement.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let (verb, object) = (text("/verb/id"), text("/object/id"));
        let author = text("/authority/account/name");
        if author.starts_with("registration-") {
            self.hear_unit(verb, object, statement);
        }
        if author != OURSELVES {
            return;
        }
        let place = object.rsplit_once("/id/").map(|(_, place)| place).unwrap_or_default();
        let name = name_in(object);
        let item = place.strip_prefix("items/").and_then(|item| item.parse::<Uuid>().ok());
        let of_course = place.strip_prefix("courses/").is_some_and(|id| id.parse() == Ok(course));
        match verb {
            cmi5::ABANDONED if of_course => *self = Self { taken_back: true, ..Self::default() },
            cmi5::ABANDONED => {
                self.course = Told { completed_at: self.course.completed_at, ..Told::UNSURE };
                self.items.clear();
            }
            // A course that need not be done counts as completed, too.
            cmi5::WAIVED if of_course => {
                self.course.hear(&verbs::completed().id, text("/timestamp").parse().ok(), None);
            }
            cmi5::WAIVED => self.waived.push(name),
            cmi5::SATISFIED => self.satisfied.push(name),
            _ => {
                let (at, score) = (text("/timestamp").parse().ok(), score(statement));
                if of_course {
                    self.course.hear(verb, at, score);
                } else if let Some(item) = item {
                    self.items.entry(item).or_default().hear(verb, at, score);
                }
            }
        }
    }

    /// Only what cmi5 defines counts (cmi5 9.6.2.1), and it is taken only where it counts (10.2.2).
    fn hear_unit(&mut self, verb: &str, object: &str, statement: &Value) {
        let category = statement.pointer("/context/contextActivities/category");
        let one = |activity: &Value| activity.get("id").and_then(Value::as_str) == Some(categories::CMI5);
        let defined = category.is_some_and(|told| told.as_array().map_or_else(|| one(told), |all| all.iter().any(one)));
        if !defined {
            return;
        }
        let result = self.units.entry(name_in(object)).or_default();
        match verb {
            cmi5::COMPLETED => result.completed = true,
            cmi5::PASSED => result.passed = true,
            cmi5::FAILED => result.failed = true,
            _ => {}
        }
    }
}

/// The last part of an address of ours: an item's id, or a course's.
fn name_in(address: &str) -> String {
    address.rsplit_once('/').map_or(address, |(_, name)| name).to_owned()
}

fn score(statement: &Value) -> Option<Score> {
    let number = |name: &str| statement.pointer(&format!("/result/score/{name}")).and_then(Value::as_f64);
    let score = Score { scaled: number("scaled"), raw: number("raw"), min: number("min"), max: number("max") };
    (!score.is_empty()).then_some(score)
}

/// What the record tells of each of these registrations.
pub(super) async fn heard(
    txn: &DatabaseTransaction,
    rows: &[registration::Model],
) -> Result<BTreeMap<Uuid, Heard>, DbErr> {
    const VERBS: [&str; 6] =
        [cmi5::COMPLETED, cmi5::PASSED, cmi5::FAILED, cmi5::ABANDONED, cmi5::WAIVED, cmi5::SATISFIED];
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let courses: BTreeMap<Uuid, Uuid> = rows.iter().map(|row| (row.id, row.course_id)).collect();
    let mut heard: BTreeMap<Uuid, Heard> = BTreeMap::new();
    for (registration, payload) in of_registrations(txn, &ids, &VERBS).await? {
        let json: Value = serde_json::from_str(&payload).map_err(|error| DbErr::Custom(error.to_string()))?;
        let Some(course) = courses.get(&registration) else { continue };
        heard.entry(registration).or_default().hear(*course, &json);
    }
    Ok(heard)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const COURSE: Uuid = Uuid::from_u128(7);

    fn said(verb: &str, object: &str, scaled: Option<f64>) -> Value {
        let mut statement = json!({
            "verb": { "id": verb },
            "object": { "id": format!("https://centre.example/id/{object}") },
            "authority": { "account": { "name": "vidik" } },
            "timestamp": "2026-02-03T04:05:06Z",
        });
        if let Some(scaled) = scaled {
            statement["result"] = json!({ "score": { "scaled": scaled } });
        }
        statement
    }

    #[test]
    fn what_the_record_tells_adds_up() {
        let (course, item) = (format!("courses/{COURSE}"), Uuid::from_u128(1));
        let lesson = format!("items/{item}");
        let mut heard = Heard::default();
        heard.hear(COURSE, &said(cmi5::FAILED, &course, Some(0.3)));
        assert_eq!(heard.course.success, Some(Success::Failed));
        heard.hear(COURSE, &said(cmi5::PASSED, &course, Some(0.9)));
        heard.hear(COURSE, &said(cmi5::FAILED, &course, Some(0.2)));
        assert_eq!(heard.course.success, Some(Success::Passed));
        assert_eq!(heard.course.score.unwrap().scaled, Some(0.9));
        heard.hear(COURSE, &said(cmi5::COMPLETED, &lesson, None));
        assert_eq!((heard.course.completed, heard.items[&item].completed), (Some(false), Some(true)));
        heard.hear(COURSE, &said(cmi5::COMPLETED, &course, None));
        assert_eq!(heard.course.completed, Some(true));
        heard.hear(COURSE, &said(cmi5::ABANDONED, &lesson, None));
        assert_eq!((heard.course.completed, heard.course.success), (None, None));
        assert!(heard.items.is_empty());
        heard.hear(COURSE, &said(cmi5::WAIVED, &course, None));
        assert_eq!(heard.course.completed, Some(true));
        heard.hear(COURSE, &said(cmi5::ABANDONED, &course, None));
        assert_eq!(heard, Heard { taken_back: true, ..Heard::default() });
    }

    #[test]
    fn others_do_not_tell_of_our_results() {
        let mut heard = Heard::default();
        let mut statement = said(cmi5::PASSED, &format!("courses/{COURSE}"), Some(1.0));
        statement["authority"]["account"]["name"] = json!("somebody");
        heard.hear(COURSE, &statement);
        assert_eq!(heard, Heard::default());
    }

    #[test]
    fn a_unit_tells_of_itself_by_what_cmi5_defines() {
        let mut heard = Heard::default();
        let mut statement = said(cmi5::PASSED, "x", None);
        statement["object"]["id"] = json!("https://centre.example/id/items/1");
        statement["authority"]["account"]["name"] = json!("registration-1");
        heard.hear(COURSE, &statement);
        assert!(heard.units.is_empty());
        statement["context"] = json!({ "contextActivities": { "category": [{ "id": categories::CMI5 }] } });
        heard.hear(COURSE, &statement);
        assert!(heard.units["1"].passed);
    }

    #[test]
    fn a_better_result_is_behind_nothing_that_is_told() {
        let told = Told { completed: Some(true), score: Score::from_scaled(0.5).ok(), ..Told::default() };
        let score = |scaled: f64| Score::from_scaled(scaled).unwrap();
        let result = RollUp { completion: Completion::Completed, score: score(0.7), ..RollUp::default() };
        assert!(!told.is_ahead_of(&result));
        let lower = RollUp { score: score(0.2), ..result };
        assert!(told.is_ahead_of(&lower));
        assert_eq!(told.raise(lower).score, score(0.5));
        assert!(told.is_ahead_of(&RollUp { score: score(0.7), ..RollUp::default() }));
    }
}
