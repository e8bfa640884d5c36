//! Results of activities that no content speaks for: a test that the server marks. They go the way of a SCO's report,
//! into the sequencer, the roll-up, the record and what institutions read, in the caller's transaction.

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use vidik_base::{Completion, EditionId, IsoDuration, PersonId, RegistrationId, RunId, Score, Success};
use vidik_catalogue::PlayableEdition;
use vidik_sequencing::{ActivityId, CompletionStatus, Event, ScoreReport, SuccessStatus, TrackingReport};

use crate::{
    Desk,
    commit::CommitError,
    delivery::LearnerFacts,
    entity::{registration, run},
    sitting::{Happened, Sitting},
    standing::{Spent, bring_up_to_date, standings},
    tokens::LaunchClaims,
    view::{SequencingView, sequencing_view},
};

/// Whose attempt at a course a result belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The registration.
    pub registration: RegistrationId,
    /// The run of it that is reported to.
    pub run: RunId,
    /// The edition of that run.
    pub edition: EditionId,
    /// The learner.
    pub person: PersonId,
}

impl From<&LaunchClaims> for Place {
    fn from(claims: &LaunchClaims) -> Self {
        Self { registration: claims.registration, run: claims.run, edition: claims.edition, person: claims.person }
    }
}

/// What an activity came to.
#[derive(Clone, Debug, Default)]
pub struct ReportedResult {
    /// Gone through or not.
    pub completion: Completion,
    /// Mastered or not.
    pub success: Success,
    /// Score.
    pub score: Score,
    /// How far, 0…1.
    pub progress: Option<f64>,
    /// Time spent, to be added.
    pub time: IsoDuration,
    /// Questions that were answered, for the record.
    pub answered: Vec<Answered>,
}

/// A question that was answered (xAPI 4.2.4.1.2, 4.2.5).
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The question's id within its activity.
    pub question: String,
    /// What was asked.
    pub prompt: String,
    /// The interaction's type: `choice`, `matching`, …
    pub kind: &'static str,
    /// The answer, in that type's format.
    pub response: String,
    /// Right answers, in that type's format.
    pub correct: Vec<String>,
    /// Right or wrong, where that can be.
    pub success: Option<bool>,
    /// Points, where there are some.
    pub score: Option<Score>,
}

/// Where everything stands afterwards.
#[derive(Debug)]
pub struct Reporting {
    /// The course's activities.
    pub sequencing: SequencingView,
    /// Whether no activity is being delivered.
    pub ended: bool,
}

/// Locks the registration for this transaction, and makes sure that the launch has not been taken over.
pub async fn take_seat(txn: &DatabaseTransaction, claims: &LaunchClaims) -> Result<(), CommitError> {
    seated(txn, claims).await.map(|_| ())
}

/// The same, with the registration.
pub(crate) async fn seated(
    txn: &DatabaseTransaction,
    claims: &LaunchClaims,
) -> Result<registration::Model, CommitError> {
    let row = locked(txn, claims.registration).await?.ok_or(CommitError::Unknown)?;
    if row.generation == claims.generation { Ok(row) } else { Err(CommitError::TakenOver) }
}

pub(crate) async fn locked(
    txn: &DatabaseTransaction,
    id: RegistrationId,
) -> Result<Option<registration::Model>, DbErr> {
    registration::Entity::find_by_id(id.0).lock_exclusive().one(txn).await
}

/// Where the course of a player stands now, unless the attempt was taken over.
pub async fn standing(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    claims: &LaunchClaims,
) -> Result<SequencingView, CommitError> {
    take_seat(txn, claims).await?;
    let learner = LearnerFacts::default();
    let sitting = Sitting::load(txn, desk, edition, claims.run, claims.person, &learner).await?;
    Ok(sequencing_view(&edition.tree, &sitting.state).0)
}

/// The newest run of a registration: where a result goes that comes without a launch.
pub async fn place_of<C: ConnectionTrait>(conn: &C, id: RegistrationId) -> Result<Option<Place>, DbErr> {
    let Some(row) = registration::Entity::find_by_id(id.0).one(conn).await? else { return Ok(None) };
    let runs = run::Entity::find().filter(run::Column::RegistrationId.eq(id.0));
    let newest = runs.order_by_desc(run::Column::CreatedAt).order_by_desc(run::Column::Id).one(conn).await?;
    Ok(newest.map(|run| Place {
        registration: id,
        run: RunId(run.id),
        edition: EditionId(run.edition_id),
        person: PersonId(row.person_id),
    }))
}

/// Reports what an activity came to, whether it is being delivered or not. Nothing where the edition has no such
/// activity.
pub async fn report_result(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    learner: &LearnerFacts,
    place: &Place,
    activity: &str,
    result: ReportedResult,
) -> Result<Option<Reporting>, DbErr> {
    let Some(index) = edition.tree.find(activity) else { return Ok(None) };
    let Some(registration) = locked(txn, place.registration).await? else { return Ok(None) };
    let mut sitting = Sitting::load(txn, desk, edition, place.run, place.person, learner).await?;
    let before = standings(&edition.tree, &sitting.state);
    let id: ActivityId = edition.tree.id(index).clone();
    sitting.take(Event::Report { activity: id.clone(), report: tracking(&result) });
    sitting.take(Event::RollUp { activity: id });
    let answered = result.answered.into_iter();
    sitting
        .happened
        .extend(answered.map(|answered| Happened::Answered { activity: index, answered: Box::new(answered) }));
    let (sequencing, _) = sitting.delivery(0).await?;
    sitting.store().await?;
    bring_up_to_date(&mut sitting, registration, &before, &Spent::from([(index, result.time)])).await?;
    Ok(Some(Reporting { sequencing, ended: sitting.state.current().is_none() }))
}

/// Leaving it suspends the attempt, so that opening the test again does not take back what was reached.
pub(crate) fn tracking(result: &ReportedResult) -> TrackingReport {
    let score = result.score;
    TrackingReport {
        completion_status: match result.completion {
            Completion::Completed => Some(CompletionStatus::Completed),
            Completion::Incomplete => Some(CompletionStatus::Incomplete),
            Completion::Unknown => None,
        },
        browsed: false,
        success_status: match result.success {
            Success::Passed => Some(SuccessStatus::Passed),
            Success::Failed => Some(SuccessStatus::Failed),
            Success::Unknown => None,
        },
        progress_measure: result.progress,
        score: ScoreReport { scaled: score.scaled, raw: score.raw, min: score.min, max: score.max },
        objectives: Vec::new(),
        suspended: Some(true),
    }
}
