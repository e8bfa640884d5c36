//! Results of units in a registration, blocks that are satisfied, and statements of our own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _,
    sea_query::OnConflict,
};
use serde_json::Value;
use uuid::Uuid;
use vidik_base::{Clock, Completion, RegistrationId, Success, new_id};
use vidik_catalogue::PlayableEdition;
use vidik_cmi5::{Judged, Told, UnitResult, newly_satisfied};
use vidik_lrs::{StoreError, Writer, store};
use vidik_sequencing::{MoveOn, NodeIndex};
use vidik_xapi::{Received, Version};

use super::accounts::{iri_of, item_of, own_writer, publisher_of};
use crate::{
    Desk,
    delivery::LearnerFacts,
    entity::unit_result,
    report_result::{Place, ReportedResult, report_result},
};

/// What is kept of a registration's units and blocks.
pub(super) struct Standing {
    registration: RegistrationId,
    /// By the activity's id in the tree.
    results: BTreeMap<String, UnitResult>,
    /// Blocks, and the course, that were told to be satisfied.
    satisfied: BTreeSet<String>,
}

impl Standing {
    pub(super) async fn load(
        txn: &DatabaseTransaction,
        edition: &PlayableEdition,
        registration: RegistrationId,
    ) -> Result<Self, DbErr> {
        let rows =
            unit_result::Entity::find().filter(unit_result::Column::RegistrationId.eq(registration.0)).all(txn).await?;
        let rows: BTreeMap<String, unit_result::Model> = rows.into_iter().map(|row| (row.item.clone(), row)).collect();
        let mut standing = Self { registration, results: BTreeMap::new(), satisfied: BTreeSet::new() };
        for index in edition.tree.indices() {
            let Some(row) = rows.get(&item_of(edition, index)) else { continue };
            let id = edition.tree.id(index).to_string();
            let result = serde_json::from_str(&row.result)
                .map_err(|error| DbErr::Custom(format!("a unit's result: {error}")))?;
            if row.satisfied {
                standing.satisfied.insert(id.clone());
            }
            standing.results.insert(id, result);
        }
        Ok(standing)
    }

    pub(super) fn of(&self, activity: &str) -> UnitResult {
        self.results.get(activity).copied().unwrap_or_default()
    }

    pub(super) async fn keep(
        &mut self,
        txn: &DatabaseTransaction,
        edition: &PlayableEdition,
        index: NodeIndex,
        result: UnitResult,
    ) -> Result<(), DbErr> {
        self.results.insert(edition.tree.id(index).to_string(), result);
        self.write(txn, edition, index, result, false).await
    }

    async fn write(
        &self,
        txn: &DatabaseTransaction,
        edition: &PlayableEdition,
        index: NodeIndex,
        result: UnitResult,
        satisfied: bool,
    ) -> Result<(), DbErr> {
        use unit_result::Column;
        let json = serde_json::to_string(&result).map_err(|error| DbErr::Custom(error.to_string()))?;
        let row = unit_result::ActiveModel {
            registration_id: Set(self.registration.0),
            item: Set(item_of(edition, index)),
            result: Set(json),
            satisfied: Set(satisfied),
        };
        let replace = OnConflict::columns([Column::RegistrationId, Column::Item])
            .update_columns([Column::Result, Column::Satisfied])
            .to_owned();
        unit_result::Entity::insert(row).on_conflict(replace).exec_without_returning(txn).await?;
        Ok(())
    }
}

/// Writes statements of one transaction, each stored later than the one before it.
pub(crate) struct Scribe<'a> {
    pub txn: &'a DatabaseTransaction,
    pub desk: &'a Desk,
    now: DateTime<Utc>,
    written: i64,
}

/// A clock that stands.
struct Standstill(DateTime<Utc>);

impl Clock for Standstill {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

impl<'a> Scribe<'a> {
    pub(crate) fn new(txn: &'a DatabaseTransaction, desk: &'a Desk) -> Self {
        Self { txn, desk, now: desk.now(), written: 0 }
    }

    pub(super) const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(crate) fn id(&self) -> Uuid {
        new_id(self.desk.rng.as_ref())
    }

    /// Stores what a unit said.
    pub(super) async fn write(&mut self, writer: &Writer, received: Vec<(Uuid, Received)>) -> Result<(), StoreError> {
        let clock = Standstill(self.now + TimeDelta::microseconds(self.written));
        self.written += 1;
        store(self.txn, &clock, self.desk.rng.as_ref(), writer, received).await
    }

    /// Stores what we say.
    pub(crate) async fn say(&mut self, statement: Value) -> Result<(), DbErr> {
        let received = Received::of(statement, Version::V1_0_3)
            .map_err(|problem| DbErr::Custom(format!("a statement of our own: {} {}", problem.rule, problem.detail)))?;
        let id = received.id().unwrap_or_else(|| self.id());
        match self.write(&own_writer(self.desk), vec![(id, received)]).await {
            Ok(()) => Ok(()),
            Err(StoreError::Database(error)) => Err(error),
            Err(other) => Err(DbErr::Custom(format!("a statement of our own: {other}"))),
        }
    }

    /// Says which blocks are satisfied now, and at last the course (cmi5 9.3.9), in the name of this session.
    pub(super) async fn say_satisfied(
        &mut self,
        edition: &PlayableEdition,
        standing: &mut Standing,
        session: Uuid,
        actor: &Value,
    ) -> Result<(), DbErr> {
        for index in newly_satisfied(&edition.tree, &standing.results, &standing.satisfied) {
            let told =
                Told { session, registration: standing.registration.0, actor, publisher: publisher_of(edition, index) };
            let iri = iri_of(self.desk, edition, index);
            let statement = told.satisfied(self.id(), &iri, index == NodeIndex::ROOT, self.now);
            self.say(statement).await?;
            standing.satisfied.insert(edition.tree.id(index).to_string());
            standing.write(self.txn, edition, index, UnitResult::default(), true).await?;
        }
        Ok(())
    }
}

/// Forgets what was reached in these items: it was taken back by hand.
pub(crate) async fn forget_results(
    txn: &DatabaseTransaction,
    registration: RegistrationId,
    items: Vec<String>,
) -> Result<(), DbErr> {
    unit_result::Entity::delete_many()
        .filter(unit_result::Column::RegistrationId.eq(registration.0))
        .filter(unit_result::Column::Item.is_in(items))
        .exec(txn)
        .await?;
    Ok(())
}

/// Reports where a unit stands to the course: completed is what its `moveOn` asks for, since that is what the course is
/// made of; where it asks for nothing, what the unit says.
pub(super) async fn report(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    place: &Place,
    index: NodeIndex,
    result: UnitResult,
    judged: Judged,
) -> Result<(), DbErr> {
    let activity = edition.tree.activity(index);
    let move_on = activity.cmi5.as_ref().map(|unit| unit.move_on).unwrap_or_default();
    let done =
        if move_on == MoveOn::NotApplicable { result.completed || result.waived } else { result.satisfies(move_on) };
    let success = if result.passed {
        Success::Passed
    } else if result.failed {
        Success::Failed
    } else {
        Success::Unknown
    };
    let reported = ReportedResult {
        completion: if done { Completion::Completed } else { Completion::Incomplete },
        success,
        score: judged.score.unwrap_or_default(),
        progress: judged.progress,
        time: judged.session_time.unwrap_or_default(),
        answered: Vec::new(),
    };
    let id = activity.identifier.to_string();
    report_result(txn, desk, edition, &LearnerFacts::default(), place, &id, reported).await?;
    Ok(())
}
