//! Roll-ups beside the record: whether what is shown of every registration is what its statements tell.
//!
//! Completion and success stand in the record whenever they change; points and time stand there as they were then, and
//! are not compared. Nothing that was reached is lowered here: a roll-up that is behind the record is raised to it, one
//! that is ahead of it (results that were carried into a new version are not told twice) is counted and left.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Statement,
};
use serde_json::Value;
use uuid::Uuid;
use vidik_base::{Completion, RegistrationId, Success};
use vidik_db::{Db, change_number};
use vidik_lrs::of_registrations;
use vidik_xapi::verbs;

use crate::{entity::registration, institution_feed};

/// Registrations that are looked at together.
const TOGETHER: u64 = 400;
/// The verb by which a result is taken back.
const ABANDONED: &str = vidik_cmi5::verbs::ABANDONED;
/// By which a course counts as completed, too: it need not be done.
const WAIVED: &str = vidik_cmi5::verbs::WAIVED;
/// Who asserts what our run-times write.
const OURSELVES: &str = "vidik";

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Registrations that were looked at.
    pub looked_at: u64,
    /// Those whose roll-up is behind the record.
    pub behind: Vec<RegistrationId>,
    /// Those whose roll-up is ahead of it.
    pub ahead: Vec<RegistrationId>,
    /// Those that an institution sees otherwise than they are.
    pub told_wrongly: Vec<RegistrationId>,
}

impl Rebuilt {
    /// Whether nothing has to be mended.
    pub fn agrees(&self) -> bool {
        self.behind.is_empty() && self.told_wrongly.is_empty()
    }
}

/// What the record tells of one registration; nothing where it cannot tell any more, since a part was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Told {
    completed: Option<bool>,
    success: Option<Success>,
    completed_at: Option<DateTime<Utc>>,
}

impl Default for Told {
    fn default() -> Self {
        Self { completed: Some(false), success: Some(Success::Unknown), completed_at: None }
    }
}

impl Told {
    fn hear(&mut self, verb: &str, of_course: bool, at: Option<DateTime<Utc>>) {
        if verb == ABANDONED {
            *self = if of_course { Self::default() } else { Self { completed: None, success: None, ..*self } };
        } else if !of_course {
            // What was reached in a lesson is told of the course by a statement of its own.
        } else if verb == verbs::completed().id || verb == WAIVED {
            self.completed = Some(true);
            self.completed_at = self.completed_at.or(at);
        } else if verb == verbs::passed().id {
            self.success = Some(Success::Passed);
        } else if verb == verbs::failed().id && self.success != Some(Success::Passed) {
            self.success = Some(Success::Failed);
        }
    }

    fn is_ahead_of(&self, row: &registration::Model) -> bool {
        let more = self.completed == Some(true) && row.completion != Completion::Completed.as_str();
        more || match self.success {
            Some(Success::Passed) => row.success != Success::Passed.as_str(),
            Some(Success::Failed) => row.success == Success::Unknown.as_str(),
            _ => false,
        }
    }

    fn is_behind(&self, row: &registration::Model) -> bool {
        let more = self.completed == Some(false) && row.completion == Completion::Completed.as_str();
        more || self.success.is_some_and(|told| told != Success::Passed && row.success == Success::Passed.as_str())
    }
}

/// Compares the roll-ups of all registrations with the record; with `mend`, raises those that are behind and tells
/// institutions anew what they see wrongly. The server may run meanwhile.
pub async fn rebuild(db: &Db, mend: bool) -> Result<Rebuilt, DbErr> {
    let (mut found, mut after) = (Rebuilt::default(), Uuid::nil());
    loop {
        let (rows, part) = db
            .write(async move |txn| {
                let rows = registration::Entity::find()
                    .filter(registration::Column::Id.gt(after))
                    .order_by_asc(registration::Column::Id)
                    .limit(TOGETHER)
                    .lock_exclusive()
                    .all(txn)
                    .await?;
                let part = compare(txn, &rows, mend).await?;
                Ok::<_, DbErr>((rows.iter().map(|row| row.id).collect::<Vec<_>>(), part))
            })
            .await?;
        found.looked_at += rows.len() as u64;
        found.behind.extend(part.behind);
        found.ahead.extend(part.ahead);
        found.told_wrongly.extend(part.told_wrongly);
        match rows.last() {
            Some(last) => after = *last,
            None => return Ok(found),
        }
    }
}

async fn compare(txn: &DatabaseTransaction, rows: &[registration::Model], mend: bool) -> Result<Rebuilt, DbErr> {
    let told = told(txn, rows).await?;
    let wrong = told_wrongly(txn, rows).await?;
    let mut found = Rebuilt::default();
    for row in rows {
        let told = told.get(&row.id).copied().unwrap_or_default();
        let (behind, wrong) = (told.is_ahead_of(row), wrong.contains(&row.id));
        if behind {
            found.behind.push(RegistrationId(row.id));
        } else if told.is_behind(row) {
            found.ahead.push(RegistrationId(row.id));
        }
        if wrong {
            found.told_wrongly.push(RegistrationId(row.id));
        }
        if mend && (behind || wrong) {
            let row = if behind { raise(txn, row.clone(), told).await? } else { row.clone() };
            let number = change_number(txn).await?;
            institution_feed::tell(txn, &row, number).await?;
        }
    }
    Ok(found)
}

async fn told(txn: &DatabaseTransaction, rows: &[registration::Model]) -> Result<BTreeMap<Uuid, Told>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let heard = [verbs::completed(), verbs::passed(), verbs::failed()].map(|verb| verb.id);
    let heard: Vec<&str> = heard.iter().map(String::as_str).chain([ABANDONED, WAIVED]).collect();
    let courses: BTreeMap<Uuid, String> =
        rows.iter().map(|row| (row.id, format!("/id/courses/{}", row.course_id))).collect();
    let mut told: BTreeMap<Uuid, Told> = BTreeMap::new();
    for (registration, payload) in of_registrations(txn, &ids, &heard).await? {
        let json: Value = serde_json::from_str(&payload).map_err(|error| DbErr::Custom(error.to_string()))?;
        let text = |pointer: &str| json.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        if text("/authority/account/name") != OURSELVES {
            continue;
        }
        let of_course = courses.get(&registration).is_some_and(|course| text("/object/id").ends_with(course.as_str()));
        told.entry(registration).or_default().hear(text("/verb/id"), of_course, text("/timestamp").parse().ok());
    }
    Ok(told)
}

/// The registrations that an institution, to which the learner belongs today, sees otherwise than they are.
async fn told_wrongly(txn: &DatabaseTransaction, rows: &[registration::Model]) -> Result<Vec<Uuid>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=rows.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT DISTINCT r.id FROM registration r \
         JOIN institution_progress p ON p.registration_id = r.id \
         JOIN membership m ON m.person_id = r.person_id AND m.institution_id = p.institution_id \
         WHERE r.id IN ({}) AND m.ends_on IS NULL AND (p.completion <> r.completion OR p.success <> r.success)",
        places.join(", ")
    );
    let values: Vec<sea_orm::Value> = rows.iter().map(|row| row.id.into()).collect();
    let query = Statement::from_sql_and_values(txn.get_database_backend(), sql, values);
    txn.query_all_raw(query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

async fn raise(txn: &DatabaseTransaction, row: registration::Model, told: Told) -> Result<registration::Model, DbErr> {
    let mut change = registration::ActiveModel { id: Set(row.id), ..Default::default() };
    if told.completed == Some(true) {
        change.completion = Set(Completion::Completed.as_str().to_owned());
        change.completed_at = Set(row.completed_at.or(told.completed_at));
    }
    match told.success {
        Some(Success::Passed) => change.success = Set(Success::Passed.as_str().to_owned()),
        Some(Success::Failed) if row.success == Success::Unknown.as_str() => {
            change.success = Set(Success::Failed.as_str().to_owned());
        }
        _ => {}
    }
    change.update(txn).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_record_tells_adds_up() {
        let mut told = Told::default();
        told.hear(&verbs::failed().id, true, None);
        assert_eq!(told.success, Some(Success::Failed));
        told.hear(&verbs::passed().id, true, None);
        told.hear(&verbs::failed().id, true, None);
        assert_eq!(told.success, Some(Success::Passed));
        told.hear(&verbs::completed().id, false, None);
        assert_eq!(told.completed, Some(false));
        told.hear(&verbs::completed().id, true, None);
        assert_eq!(told.completed, Some(true));
        told.hear(ABANDONED, false, None);
        assert_eq!((told.completed, told.success), (None, None));
        told.hear(ABANDONED, true, None);
        assert_eq!(told, Told::default());
    }
}
