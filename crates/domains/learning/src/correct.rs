//! Corrections by hand: an administrator takes something back, sets it, or has it rolled up anew. A player that has the
//! attempt open is taken over; what was done stands in the audit log with its reason, and in the record.

use std::sync::Arc;

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde_json::{Value, json};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{Completion, EditionId, PersonId, RegistrationId, RunId, Success, new_ordered_id};
use vidik_catalogue::{EditionError, Editions, PlayableEdition};
use vidik_db::{audit, change_number};
use vidik_lrs::append;
use vidik_package::Format;
use vidik_scorm::{Data, Standard};
use vidik_sequencing::{
    CarriedResult, IndexedTree, NodeIndex, ScoreReport, SuccessStatus, carry_over, recalculate, reset,
};
use vidik_xapi::Actor;

use crate::{
    Desk,
    delivery::LearnerFacts,
    entity::{registration, registration_item, run, run_activity},
    exchange::put_away,
    finish::leave_unfinished_visit,
    institution_feed,
    record::Recorder,
    roll_up::RollUp,
    sitting::{Sitting, keep_data},
    standing::{Spent, bring_up_to_date, merge_all, restate, standings, stored_items},
    units::{forget_results, item_of},
    waive::forget_waivers,
};

/// What is to be corrected.
#[derive(Clone, Debug, PartialEq)]
pub enum Correction {
    /// The attempt is closed and counts no more: the learner's next one begins anew.
    ResetAttempt,
    /// What was reached in an activity, and in all below it, is taken back: it was never opened.
    ResetActivity(String),
    /// An activity is brought to what the learner is known to have reached. Nothing is lowered by it.
    Raise {
        /// Which. Of a cluster only completion can be said: it means every lesson below.
        activity: String,
        /// Gone through.
        completed: bool,
        /// Mastered, or judged as not mastered.
        success: Option<bool>,
        /// −1…1.
        scaled: Option<f64>,
    },
    /// Everything is rolled up anew from what the lessons know. Nothing is lowered by it.
    Recalculate,
}

impl Correction {
    /// The word in the audit log.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::ResetAttempt => "attempt.reset",
            Self::ResetActivity(_) => "activity.reset",
            Self::Raise { .. } => "activity.raise",
            Self::Recalculate => "attempt.recalculate",
        }
    }

    fn activity(&self) -> Option<&str> {
        match self {
            Self::ResetActivity(activity) | Self::Raise { activity, .. } => Some(activity),
            Self::ResetAttempt | Self::Recalculate => None,
        }
    }
}

/// Who corrects, and why.
#[derive(Clone, Debug)]
pub struct Note {
    /// Who.
    pub actor: PersonId,
    /// Why, in their words.
    pub reason: String,
}

/// Why nothing was corrected.
#[derive(Debug, Error)]
pub enum CorrectionError {
    /// There is no such attempt.
    #[error("there is no such attempt")]
    Unknown,
    /// The attempt is closed: it stays as it is.
    #[error("the attempt is closed")]
    Closed,
    /// The course has no such activity.
    #[error("there is no such activity")]
    UnknownActivity,
    /// Nothing is known of the activity, whatever happens: it is not tracked.
    #[error("the activity is not tracked")]
    NotTracked,
    /// Of a cluster only completion can be said.
    #[error("a cluster has no result of its own")]
    Cluster,
    /// Whether the activity is mastered follows from its score, which has to be said.
    #[error("success follows from the score")]
    ScoreDecides,
    /// The edition cannot be laid out.
    #[error(transparent)]
    Edition(#[from] EditionError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Corrects an attempt.
pub async fn correct(
    txn: &DatabaseTransaction,
    desk: &Desk,
    editions: &Editions,
    id: RegistrationId,
    correction: Correction,
    note: Note,
) -> Result<(), CorrectionError> {
    let row = registration::Entity::find_by_id(id.0).lock_exclusive().one(txn).await?;
    let row = row.ok_or(CorrectionError::Unknown)?;
    if !row.open {
        return Err(CorrectionError::Closed);
    }
    let runs = runs_of(txn, editions, &row).await?;
    let (run, edition) = runs.first().ok_or(CorrectionError::Unknown)?;
    let part =
        correction.activity().map(|activity| edition.tree.find(activity).ok_or(CorrectionError::UnknownActivity));
    let part = part.transpose()?;
    let row = taken_from_players(txn, row).await?;
    let before = told(txn, &row, edition, part).await?;
    let nobody = LearnerFacts::default();
    let person = PersonId(row.person_id);
    let mut sitting = Sitting::load(txn, desk, edition, *run, person, &nobody).await?;
    let row = match &correction {
        Correction::ResetAttempt => close(&mut sitting, row).await?,
        Correction::ResetActivity(_) => take_back(&mut sitting, row, part.unwrap_or(NodeIndex::ROOT), &runs).await?,
        Correction::Raise { completed, success, scaled, .. } => {
            let wanted = Wanted { completed: *completed, success: *success, scaled: *scaled };
            raise(&mut sitting, row, part.unwrap_or(NodeIndex::ROOT), wanted).await?
        }
        Correction::Recalculate => roll_up_anew(&mut sitting, row).await?,
    };
    let after = told(txn, &row, edition, part).await?;
    let entry = audit::Entry {
        id: new_ordered_id(desk.clock.as_ref(), desk.rng.as_ref()),
        at: desk.now(),
        actor: Some(note.actor.0),
        subject: Some(row.person_id),
        action: correction.word().to_owned(),
        kind: "attempt".to_owned(),
        object: row.id,
        part: correction.activity().map(str::to_owned),
        reason: note.reason,
        before,
        after,
    };
    Ok(audit::add(txn, entry).await?)
}

/// The runs in this version of the course, the one that is read now first.
pub(crate) async fn runs_of(
    txn: &DatabaseTransaction,
    editions: &Editions,
    row: &registration::Model,
) -> Result<Vec<(RunId, Arc<PlayableEdition>)>, EditionError> {
    let rows = run::Entity::find()
        .filter(run::Column::RegistrationId.eq(row.id))
        .order_by_desc(run::Column::CreatedAt)
        .all(txn)
        .await?;
    let mut runs = Vec::new();
    for run in rows {
        let edition = editions.playable(txn, EditionId(run.edition_id)).await?;
        if edition.edition.version.0 == row.course_version_id {
            runs.push((RunId(run.id), edition));
        }
    }
    runs.sort_by_key(|(_, edition)| edition.edition.language.as_str() != row.language);
    Ok(runs)
}

/// A player that has it open is told so with its next commit.
async fn taken_from_players(txn: &DatabaseTransaction, row: registration::Model) -> Result<registration::Model, DbErr> {
    let generation = row.generation.saturating_add(1);
    registration::ActiveModel { id: Set(row.id), generation: Set(generation), ..Default::default() }.update(txn).await
}

/// What is told of a result in the audit log.
pub(crate) async fn told(
    txn: &DatabaseTransaction,
    row: &registration::Model,
    edition: &PlayableEdition,
    part: Option<NodeIndex>,
) -> Result<Value, DbErr> {
    let mut told = json!({ "course": result_told(&RollUp::from(row)) });
    if let Some(item) = part.and_then(|index| edition.aligned.get(edition.tree.id(index).as_str())) {
        let items = stored_items(txn, RegistrationId(row.id)).await?;
        let result = items.get(&item.0).copied().unwrap_or_default();
        if let Some(told) = told.as_object_mut() {
            told.insert("activity".to_owned(), result_told(&result));
        }
    }
    Ok(told)
}

fn result_told(result: &RollUp) -> Value {
    json!({
        "completion": result.completion.as_str(),
        "success": result.success.as_str(),
        "progress": result.progress,
        "scaled": result.score.effective_scaled(),
        "seconds": result.time.seconds(),
    })
}

/// What an open visit had come to is counted, and the attempt stands still.
async fn stand_still(sitting: &mut Sitting<'_>) -> Result<Spent, DbErr> {
    let mut spent = Spent::new();
    leave_unfinished_visit(sitting, &mut spent).await?;
    put_away(sitting);
    Ok(spent)
}

/// The attempt stays on record with all that was done in it, but nothing of it counts any more.
async fn close(sitting: &mut Sitting<'_>, row: registration::Model) -> Result<registration::Model, DbErr> {
    let spent = stand_still(sitting).await?;
    let total = spent.values().fold(RollUp::from(&row).time, |sum, more| sum.plus(*more));
    // What its objectives had written for other attempts would pass for this learner's next one.
    sitting.state.shared = reset(&sitting.edition.tree, sitting.state.clone(), NodeIndex::ROOT).shared;
    sitting.store().await?;
    let cleared = registration::ActiveModel {
        id: Set(row.id),
        open: Set(false),
        current_activity: Set(None),
        updated_at: Set(sitting.desk.now()),
        completed_at: Set(None),
        completion: Set(Completion::Unknown.as_str().to_owned()),
        success: Set(Success::Unknown.as_str().to_owned()),
        progress: Set(None),
        scaled: Set(None),
        raw: Set(None),
        min: Set(None),
        max: Set(None),
        hundredths: Set(RollUp::default().with_time(total).hundredths()),
        ..Default::default()
    };
    let row = cleared.update(sitting.txn).await?;
    forget_waivers(sitting.txn, RegistrationId(row.id), None).await?;
    say_taken_back(sitting, &row, None).await?;
    Ok(row)
}

/// Takes an activity back in every language, since what was reached belongs to what they have in common.
async fn take_back(
    sitting: &mut Sitting<'_>,
    row: registration::Model,
    part: NodeIndex,
    runs: &[(RunId, Arc<PlayableEdition>)],
) -> Result<registration::Model, CorrectionError> {
    let before = standings(&sitting.edition.tree, &sitting.state);
    let spent = stand_still(sitting).await?;
    let row = bring_up_to_date(sitting, row, &before, &spent).await?;
    forget(sitting, part).await?;
    let item = sitting.edition.aligned.get(sitting.edition.tree.id(part).as_str()).copied();
    for (run, edition) in runs.iter().filter(|(run, _)| *run != sitting.run) {
        let Some(index) = item.and_then(|item| edition.activity_of(item)) else { continue };
        let mut other =
            Sitting::load(sitting.txn, sitting.desk, edition, *run, sitting.person, sitting.learner).await?;
        put_away(&mut other);
        forget(&mut other, index).await?;
    }
    let items = below(&sitting.edition.tree, part)
        .filter_map(|index| sitting.edition.aligned.get(sitting.edition.tree.id(index).as_str()))
        .map(|item| item.0);
    registration_item::Entity::delete_many()
        .filter(registration_item::Column::RegistrationId.eq(row.id))
        .filter(registration_item::Column::AlignedItemId.is_in(items.collect::<Vec<Uuid>>()))
        .exec(sitting.txn)
        .await?;
    forget_units(sitting, RegistrationId(row.id), part).await?;
    let above: Vec<NodeIndex> =
        std::iter::successors(sitting.edition.tree.node(part).parent, |at| sitting.edition.tree.node(*at).parent)
            .collect();
    let row = restate(sitting, row, &above).await?;
    say_taken_back(sitting, &row, Some(part)).await?;
    Ok(row)
}

/// Of cmi5: what units below were told to have reached, or not to need, and what that had satisfied around them.
async fn forget_units(sitting: &Sitting<'_>, id: RegistrationId, part: NodeIndex) -> Result<(), DbErr> {
    if sitting.edition.format != Format::Cmi5 {
        return Ok(());
    }
    let tree = &sitting.edition.tree;
    let around = std::iter::successors(tree.node(part).parent, |at| tree.node(*at).parent);
    let items: Vec<String> = below(tree, part).chain(around).map(|index| item_of(sitting.edition, index)).collect();
    forget_results(sitting.txn, id, items.clone()).await?;
    forget_waivers(sitting.txn, id, Some(items)).await
}

/// The activity and everything below it.
fn below(tree: &IndexedTree, part: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
    let under =
        move |index: &NodeIndex| std::iter::successors(Some(*index), |at| tree.node(*at).parent).any(|at| at == part);
    tree.indices().filter(under)
}

/// State and run-time data of an activity, in one run.
async fn forget(sitting: &mut Sitting<'_>, part: NodeIndex) -> Result<(), DbErr> {
    let tree = &sitting.edition.tree;
    sitting.state = reset(tree, std::mem::take(&mut sitting.state), part);
    let activities: Vec<String> = below(tree, part).map(|index| tree.id(index).to_string()).collect();
    run_activity::Entity::delete_many()
        .filter(run_activity::Column::RunId.eq(sitting.run.0))
        .filter(run_activity::Column::Activity.is_in(activities))
        .exec(sitting.txn)
        .await?;
    sitting.store().await
}

/// The record and the institutions hear of what was taken back.
async fn say_taken_back(
    sitting: &Sitting<'_>,
    row: &registration::Model,
    part: Option<NodeIndex>,
) -> Result<(), DbErr> {
    let mut recorder = Recorder {
        desk: sitting.desk,
        edition: sitting.edition,
        registration: RegistrationId(row.id),
        actor: Actor::account(&sitting.desk.home_page, sitting.person.to_string()),
        now: sitting.desk.now(),
        statements: Vec::new(),
    };
    recorder.taken_back(part);
    let statements = recorder.statements;
    let number = change_number(sitting.txn).await?;
    registration::ActiveModel { id: Set(row.id), change_number: Set(number), ..Default::default() }
        .update(sitting.txn)
        .await?;
    append(sitting.txn, sitting.desk.rng.as_ref(), number, &statements).await?;
    institution_feed::tell(sitting.txn, row, number).await
}

/// What a learner is known to have reached.
#[derive(Clone, Copy)]
struct Wanted {
    completed: bool,
    success: Option<bool>,
    scaled: Option<f64>,
}

async fn raise(
    sitting: &mut Sitting<'_>,
    row: registration::Model,
    part: NodeIndex,
    wanted: Wanted,
) -> Result<registration::Model, CorrectionError> {
    let leaves = raised(&sitting.edition.tree, part, wanted)?;
    let before = standings(&sitting.edition.tree, &sitting.state);
    let spent = stand_still(sitting).await?;
    let tree = &sitting.edition.tree;
    let results: Vec<(NodeIndex, CarriedResult)> =
        leaves.iter().map(|index| (*index, carried(tree, *index, wanted))).collect();
    sitting.state = carry_over(tree, std::mem::take(&mut sitting.state), &results);
    for index in leaves {
        tell_content(sitting, index, wanted).await?;
    }
    sitting.store().await?;
    Ok(bring_up_to_date(sitting, row, &before, &spent).await?)
}

/// The lessons that are meant, where all of them can be brought to it.
fn raised(tree: &IndexedTree, part: NodeIndex, wanted: Wanted) -> Result<Vec<NodeIndex>, CorrectionError> {
    let tracked = |index: &NodeIndex| tree.activity(*index).sequencing.delivery.tracked;
    if !tree.node(part).is_leaf() {
        if wanted.success.is_some() || wanted.scaled.is_some() {
            return Err(CorrectionError::Cluster);
        }
        return Ok(below(tree, part).filter(|index| tree.node(*index).is_leaf() && tracked(index)).collect());
    }
    if !tracked(&part) {
        return Err(CorrectionError::NotTracked);
    }
    let by_measure = tree.activity(part).sequencing.objectives.primary.satisfied_by_measure;
    if by_measure && wanted.success.is_some() && wanted.scaled.is_none() {
        return Err(CorrectionError::ScoreDecides);
    }
    Ok(vec![part])
}

fn carried(tree: &IndexedTree, index: NodeIndex, wanted: Wanted) -> CarriedResult {
    let by_measure = tree.activity(index).completion_threshold.completed_by_measure;
    CarriedResult {
        completed: wanted.completed,
        success: match wanted.success {
            Some(true) => SuccessStatus::Passed,
            Some(false) => SuccessStatus::Failed,
            None => SuccessStatus::Unknown,
        },
        progress_measure: (wanted.completed && by_measure).then_some(1.0),
        score: ScoreReport { scaled: wanted.scaled, ..ScoreReport::default() },
        open: false,
    }
}

/// Content that is gone back to finds what was set, so that it does not say the opposite of itself.
async fn tell_content(sitting: &Sitting<'_>, index: NodeIndex, wanted: Wanted) -> Result<(), DbErr> {
    let activity = sitting.edition.tree.id(index).clone();
    let Some((mut data, watched)) = sitting.left_open(&activity).await? else { return Ok(()) };
    match sitting.standard() {
        Standard::Scorm2004 => tell_2004(&mut data, wanted),
        Standard::Scorm12 => tell_12(&mut data, wanted),
    }
    keep_data(sitting.txn, sitting.run, &activity, &data, watched).await
}

fn tell_2004(data: &mut Data, wanted: Wanted) {
    if wanted.completed {
        data.insert("cmi.completion_status".to_owned(), "completed".to_owned());
    }
    let passed = data.get("cmi.success_status").is_some_and(|word| word == "passed");
    if let Some(success) = wanted.success.filter(|success| *success || !passed) {
        let word = if success { "passed" } else { "failed" };
        data.insert("cmi.success_status".to_owned(), word.to_owned());
    }
    let known = data.get("cmi.score.scaled").and_then(|score| score.parse::<f64>().ok());
    if let Some(scaled) = wanted.scaled.filter(|scaled| known.is_none_or(|known| *scaled > known)) {
        data.insert("cmi.score.scaled".to_owned(), scaled.to_string());
    }
}

fn tell_12(data: &mut Data, wanted: Wanted) {
    const STATUS: &str = "cmi.core.lesson_status";
    let known = data.get(STATUS).map(String::as_str).unwrap_or_default();
    let word = match (wanted.success, known) {
        (Some(true), _) => Some("passed"),
        (Some(false), known) if known != "passed" => Some("failed"),
        (None, known) if wanted.completed && !matches!(known, "passed" | "failed") => Some("completed"),
        _ => None,
    };
    if let Some(word) = word {
        data.insert(STATUS.to_owned(), word.to_owned());
    }
}

async fn roll_up_anew(sitting: &mut Sitting<'_>, row: registration::Model) -> Result<registration::Model, DbErr> {
    let before = standings(&sitting.edition.tree, &sitting.state);
    let spent = stand_still(sitting).await?;
    sitting.state = recalculate(&sitting.edition.tree, std::mem::take(&mut sitting.state));
    merge_all(sitting, RegistrationId(row.id)).await?;
    sitting.store().await?;
    bring_up_to_date(sitting, row, &before, &spent).await
}
