//! Mending an alignment by hand: results that were reached already follow.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{AlignedItemId, CourseVersionId, EditionId, PersonId, RegistrationId, RunId};
use vidik_catalogue::{EditionChangeError, EditionError, Editions, PlayableEdition, Realigned, mend_alignment};
use vidik_sequencing::{SequencerState, status};

use crate::{
    Desk,
    carry_in::{carry_in, place_here},
    delivery::LearnerFacts,
    entity::{registration, registration_item, run},
    roll_up::RollUp,
    sitting::Sitting,
    standing::{Spent, bring_up_to_date, standings, store_items, stored_items},
};

/// Why an alignment is not mended.
#[derive(Debug, Error)]
pub enum MendError {
    /// The catalogue says no.
    #[error(transparent)]
    Change(#[from] EditionChangeError),
    /// An edition cannot be laid out.
    #[error(transparent)]
    Edition(#[from] EditionError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Says which item an activity is, and takes along what learners reached there: the better result stands. Says how many
/// attempts it touched.
pub async fn mend(
    txn: &DatabaseTransaction,
    desk: &Desk,
    editions: &Editions,
    version: CourseVersionId,
    edition: EditionId,
    activity: &str,
    item: Option<AlignedItemId>,
) -> Result<usize, MendError> {
    let changes = mend_alignment(txn, desk.rng.as_ref(), version, edition, activity, item).await?;
    if changes.is_empty() {
        return Ok(0);
    }
    editions.forget(edition);
    let mended = editions.playable(txn, edition).await?;
    let mut touched = BTreeSet::new();
    for change in &changes {
        touched.extend(follow(txn, desk, &mended, change).await?);
    }
    for registration in &touched {
        refresh(txn, desk, editions, RegistrationId(*registration)).await?;
    }
    Ok(touched.len())
}

/// Merges what was reached at the old item into the new one, for everybody who worked in that edition.
async fn follow(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    change: &Realigned,
) -> Result<Vec<Uuid>, DbErr> {
    let runs = run::Entity::find().filter(run::Column::EditionId.eq(change.edition.0)).all(txn).await?;
    let rows = registration_item::Entity::find()
        .filter(registration_item::Column::AlignedItemId.eq(change.from.0))
        .all(txn)
        .await?;
    let at_item: HashMap<Uuid, RollUp> = rows.iter().map(|row| (row.registration_id, RollUp::from(row))).collect();
    let there = registration_item::Entity::find()
        .filter(registration_item::Column::AlignedItemId.eq(change.to.0))
        .all(txn)
        .await?;
    let mut touched: Vec<Uuid> = there.iter().map(|row| row.registration_id).collect();
    touched.retain(|registration| runs.iter().any(|run| run.registration_id == *registration));
    for run in runs {
        // Nobody else's item any more: whatever was reached there was reached here.
        let reached = if change.left_alone {
            at_item.get(&run.registration_id).copied()
        } else {
            live(edition, &run.state, &change.activity)
        };
        let Some(reached) = reached else { continue };
        let registration = RegistrationId(run.registration_id);
        registration::Entity::find_by_id(registration.0).lock_exclusive().one(txn).await?;
        let mut items = stored_items(txn, registration).await?;
        let known = items.entry(change.to.0).or_default();
        *known = known.best(reached).with_time(known.time.plus(reached.time));
        store_items(txn, registration, desk.now(), &[change.to.0], &items).await?;
        touched.push(registration.0);
    }
    Ok(touched)
}

/// What a run itself says of an activity, where it was opened there at all.
fn live(edition: &PlayableEdition, state: &str, activity: &str) -> Option<RollUp> {
    let state: SequencerState = serde_json::from_str(state).ok()?;
    let index = edition.tree.find(activity)?;
    let status = status(&edition.tree, &state, index);
    status.attempted.then(|| RollUp::of_status(&status))
}

/// Brings a registration up to date in the run that it is read in now, after its items changed.
async fn refresh(
    txn: &DatabaseTransaction,
    desk: &Desk,
    editions: &Editions,
    registration: RegistrationId,
) -> Result<(), MendError> {
    let Some(row) = registration::Entity::find_by_id(registration.0).one(txn).await? else { return Ok(()) };
    let runs = run::Entity::find().filter(run::Column::RegistrationId.eq(row.id)).all(txn).await?;
    for run in runs {
        let edition = editions.playable(txn, EditionId(run.edition_id)).await?;
        if edition.edition.version.0 == row.course_version_id && edition.edition.language.as_str() == row.language {
            return Ok(carry_all(txn, desk, &edition, row, RunId(run.id)).await?);
        }
    }
    Ok(())
}

/// Carries everything that was reached into a run and writes down what it comes to.
pub(crate) async fn carry_all(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    row: registration::Model,
    run: RunId,
) -> Result<(), DbErr> {
    let nobody = LearnerFacts::default();
    let mut sitting = Sitting::load(txn, desk, edition, run, PersonId(row.person_id), &nobody).await?;
    let before = standings(&edition.tree, &sitting.state);
    let place = place_here(&sitting, &row).await?;
    let before = carry_in(&mut sitting, RegistrationId(row.id), place, &before).await?;
    sitting.store().await?;
    bring_up_to_date(&mut sitting, row, &before, &Spent::new()).await?;
    Ok(())
}
