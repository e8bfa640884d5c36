//! Trading a launch code for a seat: this launch takes the attempt over from whoever had it.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QuerySelect as _,
};
use serde::Serialize;
use thiserror::Error;
use vidik_base::{EditionId, LanguageTag, LaunchId, PackageId, PersonId, RegistrationId, RunId};
use vidik_catalogue::PlayableEdition;
use vidik_sequencing::{Event, Exception, Navigation, NodeIndex, look_ahead};

use crate::{
    Desk,
    carry_in::{carry_in, comes_from_elsewhere, place_here},
    codes::code_hash,
    delivery::{Delivery, LearnerFacts},
    entity::{launch, registration, run},
    finish::leave_unfinished_visit,
    sitting::Sitting,
    standing::{Spent, bring_up_to_date, standings},
    tokens::LaunchClaims,
    view::{ActivityNode, SequencingView, whole_outline},
    viewing::{Mode, begin_review},
};

/// Whose seat a code leads to; found before the transaction, so that the edition is laid out outside of it.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Who learns.
    pub person: PersonId,
    /// In which edition.
    pub edition: EditionId,
    /// Read in this language, where the launch says so.
    pub reading: Option<LanguageTag>,
}

/// Everything a player begins with.
#[derive(Debug, Serialize)]
pub struct Launch {
    /// This launch.
    pub launch: LaunchId,
    /// The registration.
    pub attempt: RegistrationId,
    /// Counts the launches that took the attempt over.
    pub generation: i32,
    /// The package that is played.
    pub package: PackageId,
    /// The language that it is read in: the edition's, or Serbian in the reader's script.
    pub reading: String,
    /// The structure.
    pub activities: Vec<ActivityNode>,
    /// Where everything stands.
    pub sequencing: SequencingView,
    /// What is shown first; nothing where the learner has to choose.
    pub delivery: Option<Delivery>,
    /// Whether the course is over.
    pub ended: bool,
    /// Why nothing could be shown.
    pub exception: Option<Exception>,
    /// When the course was completed before.
    pub completed_at: Option<DateTime<Utc>>,
    /// What it is for.
    pub mode: Mode,
    /// What the player's token is to say.
    #[serde(skip)]
    pub claims: LaunchClaims,
}

/// Why a code is not traded.
#[derive(Debug, Error)]
pub enum ExchangeError {
    /// Nobody gave that code out.
    #[error("the launch code is not known")]
    Unknown,
    /// It was traded before.
    #[error("the launch code has been used")]
    Used,
    /// It waited too long.
    #[error("the launch code has expired")]
    Expired,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Whether the attempt is still in the hands of this launch: before a token that has expired is renewed.
pub async fn still_seated<C: ConnectionTrait>(conn: &C, claims: &LaunchClaims) -> Result<bool, DbErr> {
    let row = registration::Entity::find_by_id(claims.registration.0).one(conn).await?;
    Ok(row.is_some_and(|row| row.generation == claims.generation))
}

/// Whose seat a code leads to.
pub async fn seat_of<C: ConnectionTrait>(conn: &C, code: &str) -> Result<Seat, ExchangeError> {
    let launch = launch::Entity::find()
        .filter(launch::Column::CodeHash.eq(code_hash(code)))
        .one(conn)
        .await?
        .ok_or(ExchangeError::Unknown)?;
    let run = run::Entity::find_by_id(launch.run_id).one(conn).await?.ok_or(ExchangeError::Unknown)?;
    let registration =
        registration::Entity::find_by_id(run.registration_id).one(conn).await?.ok_or(ExchangeError::Unknown)?;
    let reading = launch.reading.and_then(|tag| LanguageTag::parse(&tag).ok());
    Ok(Seat { person: PersonId(registration.person_id), edition: EditionId(run.edition_id), reading })
}

/// Trades the code. The attempt goes on where it was left: what an earlier launch did not end is suspended first.
pub async fn exchange(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    learner: &LearnerFacts,
    code: &str,
) -> Result<Launch, ExchangeError> {
    let launch = spend_code(txn, desk, code).await?;
    let run = run::Entity::find_by_id(launch.run_id).one(txn).await?.ok_or(ExchangeError::Unknown)?;
    let registration = registration::Entity::find_by_id(run.registration_id)
        .lock_exclusive()
        .one(txn)
        .await?
        .ok_or(ExchangeError::Unknown)?;
    let learner = &learner.reading(launch.reading.as_deref());
    let mode = Mode::from_word(&launch.mode);
    let mut claims = LaunchClaims {
        launch: LaunchId(launch.id),
        run: RunId(run.id),
        registration: RegistrationId(registration.id),
        edition: EditionId(run.edition_id),
        course: registration.course_id.into(),
        person: PersonId(registration.person_id),
        generation: registration.generation,
        mode,
    };
    if mode == Mode::Review {
        return Ok(begin_review(txn, desk, edition, learner, registration, claims).await?);
    }
    let elsewhere = comes_from_elsewhere(txn, &registration, claims.run).await?;
    claims.generation = take_over(txn, &launch, &registration).await?;
    let mut sitting = Sitting::load(txn, desk, edition, claims.run, claims.person, learner).await?;
    let mut before = standings(&edition.tree, &sitting.state);
    let mut spent = Spent::new();
    leave_unfinished_visit(&mut sitting, &mut spent).await?;
    put_away(&mut sitting);
    let mut place = None;
    if elsewhere {
        place = place_here(&sitting, &registration).await?;
        before = carry_in(&mut sitting, claims.registration, place, &before).await?;
    }
    begin(&mut sitting, place);
    let (sequencing, delivery) = sitting.delivery(1).await?;
    sitting.store().await?;
    let registration = bring_up_to_date(&mut sitting, registration, &before, &spent).await?;
    Ok(Launch {
        launch: claims.launch,
        attempt: claims.registration,
        generation: claims.generation,
        package: PackageId(run.package_id),
        activities: vec![whole_outline(&edition.tree)],
        reading: learner.language.clone(),
        sequencing,
        ended: sitting.ended,
        delivery,
        exception: sitting.exception,
        completed_at: registration.completed_at,
        mode,
        claims,
    })
}

async fn spend_code(txn: &DatabaseTransaction, desk: &Desk, code: &str) -> Result<launch::Model, ExchangeError> {
    let hash = code_hash(code);
    let launch = launch::Entity::find()
        .filter(launch::Column::CodeHash.eq(hash))
        .one(txn)
        .await?
        .ok_or(ExchangeError::Unknown)?;
    let now = desk.now();
    if launch.exchanged_at.is_some() {
        return Err(ExchangeError::Used);
    }
    if launch.code_expires_at <= now {
        return Err(ExchangeError::Expired);
    }
    // Of two that come at once, one marks the row.
    let marked = launch::Entity::update_many()
        .col_expr(launch::Column::ExchangedAt, now.into())
        .filter(launch::Column::Id.eq(launch.id))
        .filter(launch::Column::ExchangedAt.is_null())
        .exec(txn)
        .await?;
    if marked.rows_affected == 0 { Err(ExchangeError::Used) } else { Ok(launch) }
}

async fn take_over(
    txn: &DatabaseTransaction,
    launch: &launch::Model,
    registration: &registration::Model,
) -> Result<i32, DbErr> {
    let generation = registration.generation.saturating_add(1);
    registration::ActiveModel {
        id: Set(registration.id),
        generation: Set(generation),
        reading: Set(launch.reading.clone()),
        ..Default::default()
    }
    .update(txn)
    .await?;
    launch::ActiveModel { id: Set(launch.id), generation: Set(generation), visit: Set(1), ..Default::default() }
        .update(txn)
        .await?;
    Ok(generation)
}

/// Puts away what an earlier launch left open: it is suspended, or, where nothing can be suspended any more because the
/// learner had left it, ended.
pub(crate) fn put_away(sitting: &mut Sitting<'_>) {
    for request in [Navigation::SuspendAll, Navigation::ExitAll] {
        if sitting.state.current().is_some() {
            sitting.take(Event::Navigate(request));
        }
    }
    sitting.ended = false;
    sitting.exception = None;
}

/// Opens the activity that the learner was at in another language, where that may be chosen; else goes on with what was
/// suspended, or begins.
fn begin(sitting: &mut Sitting<'_>, place: Option<NodeIndex>) {
    let tree = &sitting.edition.tree;
    let place = place.filter(|index| sitting.state.suspended() != Some(*index));
    if let Some(index) = place.filter(|index| look_ahead(tree, &sitting.state).reach(*index).choice) {
        sitting.take(Event::Navigate(Navigation::Choice(tree.id(index).clone())));
        return;
    }
    if sitting.state.suspended().is_some() {
        sitting.take(Event::Navigate(Navigation::ResumeAll));
        return;
    }
    sitting.take(Event::Navigate(Navigation::Start));
}
