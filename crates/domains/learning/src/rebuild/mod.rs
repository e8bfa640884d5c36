//! Roll-ups beside the record: whether what is shown of every registration is what its statements tell.
//!
//! Compared are the course's result, that of each item, units of cmi5 with what they satisfy, what the lessons come to,
//! and what institutions read. Completion, success and score stand in the record whenever they change. What does not
//! stand there cannot be rebuilt: progress within a lesson, time (a course has that of its longest lesson at least), and
//! the row of a membership that has ended, which stays as it was on its last day.
//!
//! Nothing that was reached is lowered here: a roll-up that is behind the record is raised to it, one that is ahead of
//! it (results that were carried into a new version are not told twice) is counted and left.

mod parts;
mod told;

use std::{collections::HashMap, sync::Arc};

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _, DatabaseTransaction, DbBackend,
    DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Statement,
};
use uuid::Uuid;
use vidik_base::{Completion, CourseVersionId, RegistrationId};
use vidik_catalogue::{Editions, PlayableEdition, editions_of};
use vidik_db::{Db, change_number};
use vidik_package::Format;

use self::{
    parts::{items_of_units, raised_course, raised_items, store_units, wrong_units},
    told::{Heard, heard},
};
use crate::{
    entity::{registration, registration_item},
    institution_feed,
    roll_up::RollUp,
    standing::store_items,
};

/// Registrations that are looked at together.
const TOGETHER: u64 = 400;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Registrations that were looked at.
    pub looked_at: u64,
    /// Those whose result is behind the record, or behind what their own lessons come to.
    pub behind: Vec<RegistrationId>,
    /// Those with an item that is behind the record.
    pub items_behind: Vec<RegistrationId>,
    /// Those with a unit of cmi5, or a block, that is not what its statements tell.
    pub units_wrong: Vec<RegistrationId>,
    /// Those whose result is ahead of the record.
    pub ahead: Vec<RegistrationId>,
    /// Those that an institution sees otherwise than they are, or does not see though it may.
    pub told_wrongly: Vec<RegistrationId>,
}

impl Rebuilt {
    /// Whether nothing has to be mended.
    pub fn agrees(&self) -> bool {
        [&self.behind, &self.items_behind, &self.units_wrong, &self.told_wrongly].into_iter().all(Vec::is_empty)
    }

    fn add(&mut self, part: Self) {
        self.looked_at += part.looked_at;
        self.behind.extend(part.behind);
        self.items_behind.extend(part.items_behind);
        self.units_wrong.extend(part.units_wrong);
        self.ahead.extend(part.ahead);
        self.told_wrongly.extend(part.told_wrongly);
    }
}

/// Compares the roll-ups of all registrations with the record; with `mend`, raises those that are behind and tells
/// institutions anew what they see wrongly. The server may run meanwhile.
pub async fn rebuild(db: &Db, mend: bool) -> Result<Rebuilt, DbErr> {
    let editions = Arc::new(Editions::default());
    let (mut found, mut after) = (Rebuilt::default(), Uuid::nil());
    loop {
        let (last, part) = if mend {
            let editions = Arc::clone(&editions);
            db.write(async move |txn| look_at(txn, &editions, after, true).await).await?
        } else {
            // What stands at one moment, without anybody waiting for it.
            let txn = db.snapshot().await?;
            let looked = look_at(&txn, &editions, after, false).await;
            txn.rollback().await?;
            looked?
        };
        found.add(part);
        match last {
            Some(last) => after = last,
            None => return Ok(found),
        }
    }
}

/// Looks at the registrations behind `after`; says which was the last.
async fn look_at(
    txn: &DatabaseTransaction,
    editions: &Editions,
    after: Uuid,
    mend: bool,
) -> Result<(Option<Uuid>, Rebuilt), DbErr> {
    let mut query = registration::Entity::find()
        .filter(registration::Column::Id.gt(after))
        .order_by_asc(registration::Column::Id)
        .limit(TOGETHER);
    if mend {
        query = query.lock_exclusive();
    }
    let rows = query.all(txn).await?;
    let last = rows.last().map(|row| row.id);
    Ok((last, compare(txn, editions, rows, mend).await?))
}

async fn compare(
    txn: &DatabaseTransaction,
    editions: &Editions,
    rows: Vec<registration::Model>,
    mend: bool,
) -> Result<Rebuilt, DbErr> {
    let mut heard = heard(txn, &rows).await?;
    let mut items = items_of(txn, &rows).await?;
    let wrong = told_wrongly(txn, &rows).await?;
    let mut found = Rebuilt { looked_at: rows.len() as u64, ..Rebuilt::default() };
    for row in rows {
        let id = RegistrationId(row.id);
        let heard = heard.remove(&row.id).unwrap_or_default();
        let differs = Differs::find(txn, editions, &row, &heard, items.remove(&row.id).unwrap_or_default()).await?;
        let wrongly = wrong.contains(&row.id);
        let lists = [
            (&mut found.behind, differs.course.is_some()),
            (&mut found.items_behind, !differs.items.is_empty()),
            (&mut found.units_wrong, !differs.units.is_empty()),
            // Units of cmi5 tell of themselves; of the course nothing is told but that it is satisfied.
            (
                &mut found.ahead,
                !differs.is_something() && heard.units.is_empty() && heard.course.is_behind(&RollUp::from(&row)),
            ),
            (&mut found.told_wrongly, wrongly),
        ];
        for (list, holds) in lists {
            if holds {
                list.push(id);
            }
        }
        if mend && (wrongly || differs.is_something()) {
            let row = differs.mend(txn, row, &heard).await?;
            institution_feed::tell(txn, &row, row.change_number).await?;
        }
    }
    Ok(found)
}

/// What stands of a registration otherwise than it should.
#[derive(Default)]
struct Differs {
    course: Option<RollUp>,
    items: HashMap<Uuid, RollUp>,
    units: Vec<(String, vidik_cmi5::UnitResult, bool)>,
}

impl Differs {
    async fn find(
        txn: &DatabaseTransaction,
        editions: &Editions,
        row: &registration::Model,
        heard: &Heard,
        mut items: HashMap<Uuid, RollUp>,
    ) -> Result<Self, DbErr> {
        let mut differs = Self { items: raised_items(heard, &items), ..Self::default() };
        items.extend(differs.items.iter().map(|(item, result)| (*item, *result)));
        let result = RollUp::from(row);
        let mut should = if heard.course.is_ahead_of(&result) { heard.course.raise(result) } else { result };
        // What was taken back as a whole counts no more, though its lessons are kept.
        let counts = row.open || !heard.taken_back;
        if let Some(edition) = edition_of(txn, editions, row).await?.filter(|_| counts) {
            if edition.format == Format::Cmi5 {
                differs.units = wrong_units(txn, &edition, row.id, heard).await?;
                let raised = items_of_units(&edition, heard, &items);
                items.extend(raised.iter().map(|(item, result)| (*item, *result)));
                differs.items.extend(raised);
            }
            should = raised_course(&edition, &items, should).unwrap_or(should);
        }
        let undated = should.completion == Completion::Completed && row.completed_at.is_none();
        differs.course = (undated || should != result).then_some(should);
        Ok(differs)
    }

    fn is_something(&self) -> bool {
        self.course.is_some() || !self.items.is_empty() || !self.units.is_empty()
    }

    async fn mend(
        self,
        txn: &DatabaseTransaction,
        row: registration::Model,
        heard: &Heard,
    ) -> Result<registration::Model, DbErr> {
        let changed: Vec<Uuid> = self.items.keys().copied().collect();
        store_items(txn, RegistrationId(row.id), row.updated_at, &changed, &self.items).await?;
        store_units(txn, row.id, self.units).await?;
        let mut change = registration::ActiveModel {
            id: Set(row.id),
            change_number: Set(change_number(txn).await?),
            ..Default::default()
        };
        if let Some(result) = self.course {
            let completed = result.completion == Completion::Completed;
            change.completion = Set(result.completion.as_str().to_owned());
            change.success = Set(result.success.as_str().to_owned());
            change.progress = Set(result.progress);
            change.scaled = Set(result.score.scaled.or(result.score.effective_scaled()));
            change.raw = Set(result.score.raw);
            change.min = Set(result.score.min);
            change.max = Set(result.score.max);
            change.hundredths = Set(result.hundredths());
            let at = row.completed_at.or(heard.course.completed_at).or(Some(row.updated_at));
            change.completed_at = Set(at.filter(|_| completed));
        }
        change.update(txn).await
    }
}

/// The edition that the registration was read in last; nothing where it cannot be laid out any more.
async fn edition_of(
    txn: &DatabaseTransaction,
    editions: &Editions,
    row: &registration::Model,
) -> Result<Option<Arc<PlayableEdition>>, DbErr> {
    let unreadable = |error: vidik_catalogue::EditionError| DbErr::Custom(error.to_string());
    let all = editions_of(txn, CourseVersionId(row.course_version_id)).await.map_err(unreadable)?;
    let Some(edition) = all.into_iter().find(|edition| edition.language.as_str() == row.language) else {
        return Ok(None);
    };
    Ok(Some(editions.playable(txn, edition.id).await.map_err(unreadable)?))
}

async fn items_of(
    txn: &DatabaseTransaction,
    rows: &[registration::Model],
) -> Result<HashMap<Uuid, HashMap<Uuid, RollUp>>, DbErr> {
    use registration_item::Column;
    let ids = rows.iter().map(|row| row.id);
    let rows = registration_item::Entity::find().filter(Column::RegistrationId.is_in(ids)).all(txn).await?;
    let mut items: HashMap<Uuid, HashMap<Uuid, RollUp>> = HashMap::new();
    for row in rows {
        items.entry(row.registration_id).or_default().insert(row.aligned_item_id, RollUp::from(&row));
    }
    Ok(items)
}

/// What institutions read of a registration, word for word.
const READ: [&str; 14] = [
    "person_id",
    "course_id",
    "language",
    "started_at",
    "updated_at",
    "completed_at",
    "completion",
    "success",
    "progress",
    "scaled",
    "raw",
    "min",
    "max",
    "hundredths",
];

/// The registrations that an institution sees otherwise than they are, or not at all, though the learner belonged to it
/// on the day of the last change.
async fn told_wrongly(txn: &DatabaseTransaction, rows: &[registration::Model]) -> Result<Vec<Uuid>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let backend = txn.get_database_backend();
    let day = match backend {
        DbBackend::Postgres => "(r.updated_at AT TIME ZONE 'UTC')::date",
        _ => "substr(r.updated_at, 1, 10)",
    };
    let differs: Vec<String> = READ.iter().map(|column| format!("p.{column} IS DISTINCT FROM r.{column}")).collect();
    let places: Vec<String> = (1..=rows.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT DISTINCT r.id FROM registration r \
         JOIN membership m ON m.person_id = r.person_id AND m.starts_on <= {day} \
         AND (m.ends_on IS NULL OR m.ends_on >= {day}) \
         LEFT JOIN institution_progress p ON p.registration_id = r.id AND p.institution_id = m.institution_id \
         WHERE r.id IN ({}) AND (p.registration_id IS NULL OR {})",
        places.join(", "),
        differs.join(" OR "),
    );
    let values: Vec<sea_orm::Value> = rows.iter().map(|row| row.id.into()).collect();
    let query = Statement::from_sql_and_values(backend, sql, values);
    txn.query_all_raw(query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}
