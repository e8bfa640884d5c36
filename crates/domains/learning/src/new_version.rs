//! Learners and a new version: who would keep what, and moving those who are to move.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QuerySelect as _,
};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{AlignedItemId, CourseId, CourseVersionId, RegistrationId};
use vidik_catalogue::{
    Course, CourseError, Edition, EditionError, Editions, ItemFacts, Policy, editions_of, item_of, items_of,
    publish_version,
};

use crate::{
    Desk,
    attempt::run_of,
    entity::{registration, registration_item},
    mend::carry_all,
    reading::edition_for,
    roll_up::RollUp,
    standing::store_items,
};

/// Whom a version would touch, and what they would lose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// Learners in the middle of another version.
    pub in_progress: usize,
    /// Those of them who would keep everything that they reached.
    pub keep_everything: usize,
    /// Learners who have completed the course; nothing happens to them.
    pub completed: usize,
    /// Items that would be lost, by lineage, with how many learners have reached something there.
    pub losing: BTreeMap<Uuid, usize>,
}

/// Who is in the middle of another version than `to`, and what of it a version with these lineages keeps.
pub async fn affected<C: ConnectionTrait>(
    conn: &C,
    course: CourseId,
    to: Option<CourseVersionId>,
    kept: &BTreeSet<Uuid>,
) -> Result<Affected, DbErr> {
    let items = items_of(conn, course).await?;
    let rows = registration::Entity::find()
        .filter(registration::Column::CourseId.eq(course.0))
        .filter(registration::Column::Open.eq(true))
        .all(conn)
        .await?;
    let (completed, open): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.completed_at.is_some());
    let open: Vec<_> = open.into_iter().filter(|row| Some(row.course_version_id.into()) != to).collect();
    let mut told = Affected { in_progress: open.len(), completed: completed.len(), ..Affected::default() };
    let reached = reached_by(conn, &open).await?;
    for row in &open {
        let lost: BTreeSet<Uuid> = reached
            .get(&row.id)
            .into_iter()
            .flatten()
            .filter_map(|item| items.get(item))
            .filter(|facts| facts.version.0 == row.course_version_id && facts.kind != "cluster")
            .map(|facts| facts.lineage)
            .filter(|lineage| !kept.contains(lineage))
            .collect();
        if lost.is_empty() {
            told.keep_everything += 1;
        }
        for lineage in lost {
            *told.losing.entry(lineage).or_default() += 1;
        }
    }
    Ok(told)
}

/// The items at which each of these registrations has reached something.
async fn reached_by<C: ConnectionTrait>(
    conn: &C,
    rows: &[registration::Model],
) -> Result<HashMap<Uuid, Vec<AlignedItemId>>, DbErr> {
    let mut reached: HashMap<Uuid, Vec<AlignedItemId>> = HashMap::new();
    for chunk in rows.chunks(500) {
        let items = registration_item::Entity::find()
            .filter(registration_item::Column::RegistrationId.is_in(chunk.iter().map(|row| row.id)))
            .all(conn)
            .await?;
        for item in items {
            reached.entry(item.registration_id).or_default().push(AlignedItemId(item.aligned_item_id));
        }
    }
    Ok(reached)
}

/// How many learners are in the middle of each version of a course, and how many have completed it.
pub async fn learners_by_version<C: ConnectionTrait>(
    conn: &C,
    course: CourseId,
) -> Result<HashMap<CourseVersionId, (usize, usize)>, DbErr> {
    let rows = registration::Entity::find()
        .filter(registration::Column::CourseId.eq(course.0))
        .filter(registration::Column::Open.eq(true))
        .all(conn)
        .await?;
    let mut counts: HashMap<CourseVersionId, (usize, usize)> = HashMap::new();
    for row in rows {
        let (in_progress, completed) = counts.entry(row.course_version_id.into()).or_default();
        *(if row.completed_at.is_some() { completed } else { in_progress }) += 1;
    }
    Ok(counts)
}

/// Why a version is not published.
#[derive(Debug, Error)]
pub enum PublishError {
    /// The catalogue says no.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// An edition cannot be laid out.
    #[error(transparent)]
    Edition(#[from] EditionError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Publishes a version and does with the learners of others as the policy says. Gives the course, and how many
/// attempts it touched. Nobody who has completed the course is touched.
pub async fn publish(
    txn: &DatabaseTransaction,
    desk: &Desk,
    laid_out: &Editions,
    course: CourseId,
    number: Option<i32>,
    policy: Policy,
) -> Result<(Course, usize), PublishError> {
    let (course, new) = publish_version(txn, desk.clock.as_ref(), course, number, policy).await?;
    let Some(to) = course.published_version.filter(|_| new && policy != Policy::FinishOnOld) else {
        return Ok((course, 0));
    };
    let rows = registration::Entity::find()
        .filter(registration::Column::CourseId.eq(course.id.0))
        .filter(registration::Column::Open.eq(true))
        .filter(registration::Column::CompletedAt.is_null())
        .filter(registration::Column::CourseVersionId.ne(to.0))
        .lock_exclusive()
        .all(txn)
        .await?;
    let touched = rows.len();
    let destination = Destination::load(txn, laid_out, course.id, to).await?;
    for row in rows {
        match policy {
            Policy::Restart => close(txn, &row).await?,
            Policy::Move | Policy::FinishOnOld => destination.take_in(txn, desk, row).await?,
        }
    }
    Ok((course, touched))
}

/// The attempt stays on record as it is; the next one begins anew. Players that have it open are told so.
async fn close(txn: &DatabaseTransaction, row: &registration::Model) -> Result<(), DbErr> {
    let generation = row.generation.saturating_add(1);
    registration::ActiveModel { id: Set(row.id), open: Set(false), generation: Set(generation), ..Default::default() }
        .update(txn)
        .await?;
    Ok(())
}

/// A version that learners are moved to.
struct Destination<'a> {
    laid_out: &'a Editions,
    version: CourseVersionId,
    editions: Vec<Edition>,
    items: BTreeMap<AlignedItemId, ItemFacts>,
    by_lineage: HashMap<Uuid, AlignedItemId>,
}

impl<'a> Destination<'a> {
    async fn load(
        txn: &DatabaseTransaction,
        laid_out: &'a Editions,
        course: CourseId,
        version: CourseVersionId,
    ) -> Result<Self, PublishError> {
        let items = items_of(txn, course).await?;
        let here = items.iter().filter(|(_, facts)| facts.version == version);
        let by_lineage = here.map(|(item, facts)| (facts.lineage, *item)).collect();
        Ok(Self { laid_out, version, editions: editions_of(txn, version).await?, items, by_lineage })
    }

    /// The item that an item of another version goes on as.
    fn item(&self, of: AlignedItemId) -> Option<AlignedItemId> {
        self.by_lineage.get(&self.items.get(&of)?.lineage).copied()
    }

    /// Moves an attempt: results go along where the version has their items, the old run is left as it is.
    async fn take_in(
        &self,
        txn: &DatabaseTransaction,
        desk: &Desk,
        row: registration::Model,
    ) -> Result<(), PublishError> {
        let wanted = row.reading.as_deref().unwrap_or(&row.language);
        let edition = edition_for(&self.editions, wanted).ok_or(EditionError::Unknown)?;
        let playable = self.laid_out.playable(txn, edition.id).await?;
        self.carry_items(txn, desk, &row).await?;
        let place = match self.place(txn, &row).await? {
            Some(item) => playable.activity_of(item).map(|index| playable.tree.id(index).to_string()),
            None => None,
        };
        let moved = registration::ActiveModel {
            id: Set(row.id),
            course_version_id: Set(self.version.0),
            generation: Set(row.generation.saturating_add(1)),
            language: Set(edition.language.as_str().to_owned()),
            current_activity: Set(place),
            // A share of the lessons of this version, counted anew.
            progress: Set(None),
            ..Default::default()
        };
        let moved = moved.update(txn).await?;
        let run = run_of(txn, desk, RegistrationId(moved.id), edition).await?;
        Ok(carry_all(txn, desk, &playable, moved, run).await?)
    }

    async fn carry_items(
        &self,
        txn: &DatabaseTransaction,
        desk: &Desk,
        row: &registration::Model,
    ) -> Result<(), DbErr> {
        let rows = registration_item::Entity::find()
            .filter(registration_item::Column::RegistrationId.eq(row.id))
            .all(txn)
            .await?;
        let mut reached: HashMap<Uuid, RollUp> =
            rows.iter().map(|row| (row.aligned_item_id, RollUp::from(row))).collect();
        let mut changed = Vec::new();
        for old in &rows {
            let facts = self.items.get(&AlignedItemId(old.aligned_item_id));
            if facts.is_none_or(|facts| facts.version.0 != row.course_version_id) {
                continue;
            }
            let Some(item) = self.item(AlignedItemId(old.aligned_item_id)) else { continue };
            let result = RollUp::from(old);
            let known = reached.entry(item.0).or_default();
            *known = known.best(result).with_time(known.time.max(result.time));
            changed.push(item.0);
        }
        store_items(txn, RegistrationId(row.id), desk.now(), &changed, &reached).await
    }

    /// The item where the learner was, as it goes on here.
    async fn place(
        &self,
        txn: &DatabaseTransaction,
        row: &registration::Model,
    ) -> Result<Option<AlignedItemId>, PublishError> {
        let Some(activity) = &row.current_activity else { return Ok(None) };
        let editions = editions_of(txn, row.course_version_id.into()).await?;
        let Some(last) = editions.iter().find(|edition| edition.language.as_str() == row.language) else {
            return Ok(None);
        };
        Ok(item_of(txn, last.id, activity).await?.and_then(|item| self.item(item)))
    }
}
