//! Waiving units (cmi5 9.3.7), and ending sessions that nobody will end (9.3.6).

use sea_orm::{ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::RegistrationId;
use vidik_catalogue::{EditionError, Editions, PlayableEdition};
use vidik_cmi5::{Judged, Told, UnitResult};
use vidik_sequencing::NodeIndex;

use super::{
    accounts::{actor_of, iri_of, item_of},
    launch::abandon,
    sessions::place,
    told::{Scribe, Standing, report},
};
use crate::{
    Desk,
    entity::unit_session,
    report_result::{Place, locked},
};

/// Waives the units in a part of the course that are not satisfied, each in a session made up for it; what that makes
/// of blocks and the course is told in the same. Gives the units by what they are called in every language.
pub(crate) async fn waive_units(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    place: &Place,
    part: NodeIndex,
    reason: &str,
) -> Result<Vec<String>, DbErr> {
    let tree = &edition.tree;
    let actor = actor_of(&desk.home_page, place.person);
    let mut scribe = Scribe::new(txn, desk);
    let mut standing = Standing::load(txn, edition, place.registration).await?;
    let mut waived = Vec::new();
    for index in tree.indices() {
        let inside = std::iter::successors(Some(index), |at| tree.node(*at).parent).any(|at| at == part);
        let activity = tree.activity(index);
        let Some(unit) = activity.cmi5.as_ref().filter(|_| inside) else { continue };
        let known = standing.of(&activity.identifier);
        if known.satisfies(unit.move_on) {
            continue;
        }
        let (session, result) = (scribe.id(), UnitResult { waived: true, ..known });
        let told = Told { session, registration: place.registration.0, actor: &actor, publisher: &activity.identifier };
        let statement = told.waived(scribe.id(), &iri_of(desk, edition, index), reason, scribe.now());
        scribe.say(statement).await?;
        standing.keep(txn, edition, index, result).await?;
        scribe.say_satisfied(edition, &mut standing, session, &actor).await?;
        report(txn, desk, edition, place, index, result, Judged::default()).await?;
        waived.push(item_of(edition, index));
    }
    Ok(waived)
}

/// Why no session was abandoned.
#[derive(Debug, Error)]
pub enum AbandonError {
    /// There is no such registration.
    #[error("there is no such registration")]
    Unknown,
    /// No session is open, or not this one.
    #[error("no such session is open")]
    NotOpen,
    /// The edition cannot be laid out.
    #[error(transparent)]
    Edition(#[from] EditionError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Abandons the sessions of a registration that are open, or one of them; says which.
pub async fn abandon_sessions(
    txn: &DatabaseTransaction,
    desk: &Desk,
    editions: &Editions,
    id: RegistrationId,
    session: Option<Uuid>,
) -> Result<Vec<Uuid>, AbandonError> {
    locked(txn, id).await?.ok_or(AbandonError::Unknown)?;
    let mut open = unit_session::Entity::find()
        .filter(unit_session::Column::RegistrationId.eq(id.0))
        .filter(unit_session::Column::EndedAt.is_null());
    if let Some(session) = session {
        open = open.filter(unit_session::Column::Id.eq(session));
    }
    let open = open.all(txn).await?;
    if open.is_empty() {
        return Err(AbandonError::NotOpen);
    }
    let mut scribe = Scribe::new(txn, desk);
    for row in &open {
        let place = place(txn, row).await?.ok_or(AbandonError::Unknown)?;
        let edition = editions.playable(txn, place.edition).await?;
        let actor = actor_of(&desk.home_page, place.person);
        abandon(&mut scribe, &edition, &place, &actor, row).await?;
    }
    Ok(open.into_iter().map(|row| row.id).collect())
}
