//! Taking what a unit says, all of a batch or nothing.

use sea_orm::{DatabaseTransaction, DbErr, EntityTrait as _, QuerySelect as _};
use thiserror::Error;
use uuid::Uuid;
use vidik_catalogue::PlayableEdition;
use vidik_cmi5::{Judged, LaunchMode, Refusal, Session, Told, judge};
use vidik_lrs::{Sight, StoreError, statement};
use vidik_xapi::Received;

use super::{
    accounts::{actor_of, unit_writer},
    sessions::{UnitSession, keep_progress, progress_of},
    told::{Scribe, Standing, report},
};
use crate::{Desk, entity::unit_session, report_result::locked};

/// Why a unit's statements are not taken.
#[derive(Debug, Error)]
pub enum TakeError {
    /// A rule of cmi5.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The record would not have them.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbErr> for TakeError {
    fn from(error: DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// Whether there is a statement of this id, taken back or not.
async fn is_stored(txn: &DatabaseTransaction, id: Uuid) -> Result<bool, DbErr> {
    let everything = Sight::default();
    let valid = statement(txn, &everything, id, false).await?.is_some();
    Ok(valid || statement(txn, &everything, id, true).await?.is_some())
}

/// Judges statements of a session, stores them under these ids, and lets them count. What is stored already, because an
/// answer was lost, is not judged a second time.
pub async fn take_statements(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    from: &UnitSession,
    received: Vec<(Uuid, Received)>,
) -> Result<(), TakeError> {
    const OVER: Refusal = Refusal { rule: "9.3.8", detail: "the session is over" };
    locked(txn, from.place.registration).await?.ok_or(OVER)?;
    let row = unit_session::Entity::find_by_id(from.id).lock_exclusive().one(txn).await?.ok_or(OVER)?;
    let index = edition.tree.find(&from.activity).ok_or(OVER)?;
    let actor = actor_of(&desk.home_page, from.place.person);
    let told =
        Told { session: from.id, registration: from.place.registration.0, actor: &actor, publisher: &from.activity };
    let template = told.template();
    let session = Session {
        id: from.id,
        registration: from.place.registration.0,
        activity: &from.activity_iri,
        actor: &actor,
        template: &template,
        mode: from.mode,
        mastery_score: row.mastery_score,
    };
    let mut standing = Standing::load(txn, edition, from.place.registration).await?;
    let before = (progress_of(&row)?, standing.of(&from.activity));
    let (mut progress, mut result) = before;
    let mut sum = Judged::default();
    for (id, received) in &received {
        if !is_stored(txn, *id).await? {
            let judged = judge(&session, &mut progress, &mut result, received.json())?;
            sum.score = judged.score.or(sum.score);
            sum.progress = judged.progress.or(sum.progress);
            sum.session_time = judged.session_time.or(sum.session_time);
        }
    }
    let mut scribe = Scribe::new(txn, desk);
    scribe.write(&unit_writer(desk, from.place.registration), received).await?;
    keep_progress(txn, from.id, progress, Some(scribe.now())).await?;
    let news = before != (progress, result) || sum != Judged::default();
    if news && from.mode == LaunchMode::Normal {
        if before.1 != result {
            standing.keep(txn, edition, index, result).await?;
            scribe.say_satisfied(edition, &mut standing, from.id, &actor).await?;
        }
        report(txn, desk, edition, &from.place, index, result, sum).await?;
    }
    Ok(())
}
