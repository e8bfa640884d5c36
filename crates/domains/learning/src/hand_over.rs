//! What an older launch left in a device's journal, handed over by the next one.

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _,
};
use uuid::Uuid;
use vidik_base::{IsoDuration, LaunchId, new_id};
use vidik_catalogue::PlayableEdition;
use vidik_db::audit;
use vidik_scorm::RunTime;
use vidik_sequencing::NodeIndex;

use crate::{
    Desk,
    commit::{Commit, CommitError},
    delivery::{Delivery, LearnerFacts, standard_of},
    entity::{journal_aside, launch, registration, run},
    finish::finish_visit,
    report_result::seated,
    sitting::Sitting,
    standing::{Spent, bring_up_to_date, merge_aside, standings},
    tokens::LaunchClaims,
    view::SequencingView,
    viewing::Mode,
};

/// What became of a journal.
#[derive(Debug)]
pub enum HandOver {
    /// The database had all of it.
    Known,
    /// Taken up as if it had come in time; the activity is delivered anew with it.
    Accepted {
        /// Where everything stands now.
        sequencing: Box<SequencingView>,
        /// The activity, with its data brought up to date.
        delivery: Option<Box<Delivery>>,
    },
    /// A later launch has committed since: kept beside the attempt, its best result and its time merged.
    KeptAside,
}

impl HandOver {
    /// The word on the wire.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Known | Self::Accepted { .. } => "accepted",
            Self::KeptAside => "kept_aside",
        }
    }
}

/// Takes up the commits of an older launch of the same attempt.
pub async fn hand_over(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    learner: &LearnerFacts,
    claims: &LaunchClaims,
    old: LaunchId,
    commits: Vec<Commit>,
) -> Result<HandOver, CommitError> {
    let registration = seated(txn, claims).await?;
    let reading = launch::Entity::find_by_id(claims.launch.0).one(txn).await?.and_then(|launch| launch.reading);
    let learner = &learner.reading(reading.as_deref());
    let Some(old) = older_launch(txn, claims, old).await? else { return Ok(HandOver::Known) };
    let fresh: Vec<Commit> = commits.into_iter().filter(|commit| commit.number > old.last_number).collect();
    let Some(last) = fresh.last().map(|commit| commit.number) else { return Ok(HandOver::Known) };
    let mut sitting = Sitting::load(txn, desk, edition, claims.run, claims.person, learner).await?;
    let place = one_visit(&fresh).and_then(|activity| edition.tree.find(activity));
    let in_time = !committed_since(txn, claims, old.generation).await? && old.run_id == claims.run.0;
    let taken_back = taken_back_since(txn, &old, registration.id).await?;
    let outcome = match place {
        Some(index) if in_time && !taken_back && sitting.state.delivered() == Some(index) => {
            take_up(&mut sitting, registration, index, &fresh).await?
        }
        place => keep_aside(&mut sitting, registration, &old, place.filter(|_| !taken_back), &fresh).await?,
    };
    launch::ActiveModel { id: Set(old.id), last_number: Set(last), ..Default::default() }.update(txn).await?;
    if let HandOver::Accepted { delivery: Some(delivery), .. } = &outcome {
        launch::ActiveModel { id: Set(claims.launch.0), visit: Set(delivery.visit), ..Default::default() }
            .update(txn)
            .await?;
    }
    Ok(outcome)
}

/// The launch, if it was one of this attempt and not this one.
async fn older_launch(
    txn: &DatabaseTransaction,
    claims: &LaunchClaims,
    old: LaunchId,
) -> Result<Option<launch::Model>, DbErr> {
    let Some(row) = launch::Entity::find_by_id(old.0).one(txn).await? else { return Ok(None) };
    let run = run::Entity::find_by_id(row.run_id).one(txn).await?;
    let same = run.is_some_and(|run| run.registration_id == claims.registration.0);
    // What was said in review is nothing that was left behind.
    let learned = Mode::from_word(&row.mode) == Mode::Normal;
    Ok(Some(row).filter(|row| same && learned && row.id != claims.launch.0 && row.generation < claims.generation))
}

/// Whether a launch after that one has committed something.
async fn committed_since(txn: &DatabaseTransaction, claims: &LaunchClaims, generation: i32) -> Result<bool, DbErr> {
    let runs: Vec<Uuid> = run::Entity::find()
        .filter(run::Column::RegistrationId.eq(claims.registration.0))
        .all(txn)
        .await?
        .into_iter()
        .map(|run| run.id)
        .collect();
    let later = launch::Entity::find()
        .filter(launch::Column::RunId.is_in(runs))
        .filter(launch::Column::Generation.gt(generation))
        .filter(launch::Column::LastNumber.gt(0))
        .one(txn)
        .await?;
    Ok(later.is_some())
}

/// Whether something of the attempt was taken back by hand since that launch: what it still holds is from before, and
/// must not bring it back.
async fn taken_back_since(txn: &DatabaseTransaction, old: &launch::Model, registration: Uuid) -> Result<bool, DbErr> {
    let filter = audit::Filter {
        object: Some(registration),
        action: Some("activity.reset".to_owned()),
        from: old.exchanged_at,
        ..audit::Filter::default()
    };
    Ok(!audit::list(txn, &filter, None, 1).await?.is_empty())
}

/// The activity, if all commits are of one visit.
fn one_visit(commits: &[Commit]) -> Option<&str> {
    let first = commits.first()?;
    let same = |commit: &Commit| commit.activity == first.activity && commit.visit == first.visit;
    commits.iter().all(same).then_some(first.activity.as_str())
}

fn replayed(run_time: &mut RunTime, commits: &[Commit]) -> IsoDuration {
    let mut watched = IsoDuration::ZERO;
    for commit in commits {
        run_time.apply(commit.set.iter().map(|(element, value)| (element.as_str(), value.as_str())));
        watched = watched.plus(IsoDuration::from_seconds(commit.seconds.min(86_400)));
    }
    watched
}

async fn take_up(
    sitting: &mut Sitting<'_>,
    registration: registration::Model,
    index: NodeIndex,
    commits: &[Commit],
) -> Result<HandOver, CommitError> {
    let before = standings(&sitting.edition.tree, &sitting.state);
    let activity = sitting.edition.tree.id(index).clone();
    let data = sitting.left_behind(&activity).await?.unwrap_or_default();
    let mut run_time = RunTime::resume(sitting.standard(), &data);
    let watched = replayed(&mut run_time, commits);
    let mut spent = Spent::new();
    finish_visit(sitting, index, run_time, watched, &mut spent).await?;
    sitting.deliver_again(index);
    let (sequencing, delivery) = sitting.delivery(2).await?;
    sitting.store().await?;
    bring_up_to_date(sitting, registration, &before, &spent).await?;
    Ok(HandOver::Accepted { sequencing: Box::new(sequencing), delivery: delivery.map(Box::new) })
}

async fn keep_aside(
    sitting: &mut Sitting<'_>,
    registration: registration::Model,
    old: &launch::Model,
    place: Option<NodeIndex>,
    commits: &[Commit],
) -> Result<HandOver, CommitError> {
    let json = serde_json::to_string(commits).map_err(|error| DbErr::Custom(error.to_string()))?;
    journal_aside::ActiveModel {
        id: Set(new_id::<Uuid>(sitting.desk.rng.as_ref())),
        launch_id: Set(old.id),
        commits: Set(json),
        received_at: Set(sitting.desk.clock.now()),
    }
    .insert(sitting.txn)
    .await?;
    if let Some(index) = place {
        let activity = sitting.edition.tree.id(index).clone();
        let data = sitting.left_behind(&activity).await?.unwrap_or_default();
        let mut run_time = RunTime::resume(standard_of(sitting.edition.format), &data);
        let watched = replayed(&mut run_time, commits);
        let told = run_time.report().session_time.map(|span| IsoDuration::from_hundredths(span.hundredths));
        let time = told.filter(|time| *time > IsoDuration::ZERO).unwrap_or(watched);
        merge_aside(sitting, registration, index, &run_time.report(), time).await?;
    }
    Ok(HandOver::KeptAside)
}
