//! What a player does in a preview: trading its code, commits, results of quizzes.

use sea_orm::{ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use uuid::Uuid;
use vidik_base::{CourseId, EditionId, LaunchId, PackageId, PersonId, RegistrationId, RunId};
use vidik_catalogue::PlayableEdition;
use vidik_scorm::{ErrorCode, Rejected, RunTime};
use vidik_sequencing::{Navigation, NodeIndex};

use super::{
    browsing::Browsing,
    rows::{Kept, keep, kept},
};
use crate::{
    Desk,
    codes::code_hash,
    commit::{
        Commit, CommitAnswer, CommitBatch, CommitError, GENERAL_SET_FAILURE, RejectedValue, content_request, fresh,
    },
    delivery::LearnerFacts,
    entity::preview,
    exchange::{ExchangeError, Launch},
    finish::seen,
    report_result::{ReportedResult, tracking},
    sitting::seed,
    tokens::LaunchClaims,
    view::{ActivityKind, SequencingView, kind, whole_outline},
    viewing::Mode,
};

/// Trades the code of a preview for its first delivery.
pub async fn exchange_preview(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    learner: &LearnerFacts,
    code: &str,
) -> Result<Launch, ExchangeError> {
    let row = spend_code(txn, desk, code).await?;
    let learner = &learner.reading(Some(&row.reading));
    let mut browsing = Browsing::new(edition, learner, Kept::default(), seed(desk));
    browsing.start();
    let (sequencing, delivery) = browsing.delivery(1);
    let (ended, exception) = (browsing.ended, browsing.exception);
    keep(txn, row.id, &browsing.into_kept(), 0, 1).await?;
    Ok(Launch {
        launch: LaunchId(row.id),
        attempt: RegistrationId(row.id),
        generation: 0,
        package: PackageId(row.package_id),
        activities: vec![whole_outline(&edition.tree)],
        reading: learner.language.clone(),
        sequencing,
        ended,
        delivery,
        exception,
        completed_at: None,
        mode: Mode::Browse,
        claims: claims(&row, edition),
    })
}

/// A preview goes by its own id everywhere: no row of a run or a registration has it.
fn claims(row: &preview::Model, edition: &PlayableEdition) -> LaunchClaims {
    LaunchClaims {
        launch: LaunchId(row.id),
        run: RunId(row.id),
        registration: RegistrationId(row.id),
        edition: EditionId(row.edition_id.unwrap_or(row.id)),
        course: CourseId(edition.course.0),
        person: PersonId(row.person_id),
        generation: 0,
        mode: Mode::Browse,
    }
}

async fn spend_code(txn: &DatabaseTransaction, desk: &Desk, code: &str) -> Result<preview::Model, ExchangeError> {
    let found = preview::Entity::find().filter(preview::Column::CodeHash.eq(code_hash(code)));
    let row = found.one(txn).await?.ok_or(ExchangeError::Unknown)?;
    let now = desk.now();
    if row.exchanged_at.is_some() {
        return Err(ExchangeError::Used);
    }
    if row.code_expires_at <= now {
        return Err(ExchangeError::Expired);
    }
    let marked = preview::Entity::update_many()
        .col_expr(preview::Column::ExchangedAt, now.into())
        .filter(preview::Column::Id.eq(row.id))
        .filter(preview::Column::ExchangedAt.is_null())
        .exec(txn)
        .await?;
    if marked.rows_affected == 0 { Err(ExchangeError::Used) } else { Ok(row) }
}

pub(super) async fn locked(txn: &DatabaseTransaction, id: Uuid) -> Result<preview::Model, CommitError> {
    preview::Entity::find_by_id(id).lock_exclusive().one(txn).await?.ok_or(CommitError::Unknown)
}

/// Takes commits and goes where it was asked to, all of it within the preview.
pub async fn browse_on(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    learner: &LearnerFacts,
    claims: &LaunchClaims,
    batch: CommitBatch,
) -> Result<CommitAnswer, CommitError> {
    let row = locked(txn, claims.launch.0).await?;
    let learner = &learner.reading(Some(&row.reading));
    let brought = !batch.commits.is_empty();
    let moves = batch.navigation.is_some() || batch.commits.iter().any(|commit| commit.terminate);
    let mut browsing = Browsing::new(edition, learner, kept(&row)?, seed(desk));
    let commits = fresh(batch.commits, row.last_number)?;
    let mut answer = CommitAnswer::unchanged(commits.last().map_or(row.last_number, |last| last.number), Vec::new());
    if brought && moves && commits.is_empty() {
        let (sequencing, delivery) = browsing.standing_delivery(row.visit);
        (answer.ended, answer.sequencing, answer.delivery) = (delivery.is_none(), Some(sequencing), delivery);
        return Ok(answer);
    }
    let said = apply(&browsing, row.visit, commits, &mut answer.rejected);
    let changed = hear(&mut browsing, said, batch.navigation);
    let mut visit = row.visit;
    if changed {
        let (sequencing, delivery) = browsing.delivery(visit.saturating_add(1));
        visit = delivery.as_ref().map_or(visit, |delivery| delivery.visit);
        (answer.sequencing, answer.delivery) = (Some(sequencing), delivery);
        (answer.ended, answer.exception) = (browsing.ended, browsing.exception);
    }
    keep(txn, row.id, &browsing.into_kept(), answer.acknowledged, visit).await?;
    Ok(answer)
}

/// What the content of the lesson that is shown has said.
struct Said {
    index: NodeIndex,
    before: RunTime,
    run_time: RunTime,
    terminated: bool,
}

/// Applies what the content set, by the same table that the browser has.
fn apply(browsing: &Browsing<'_>, visit: i32, commits: Vec<Commit>, rejected: &mut Vec<RejectedValue>) -> Option<Said> {
    let tree = &browsing.edition.tree;
    let mut said = browsing.shown().filter(|index| kind(tree, *index) == ActivityKind::Sco).and_then(|index| {
        let (before, run_time) = (browsing.run_time(index)?, browsing.run_time(index)?);
        Some(Said { index, before, run_time, terminated: false })
    });
    let mut heard = false;
    for commit in commits {
        let open = said.as_mut().filter(|said| {
            !said.terminated && commit.visit == visit && tree.id(said.index).as_str() == commit.activity
        });
        let refused = match open {
            Some(said) => {
                heard = true;
                said.terminated = commit.terminate;
                said.run_time.apply(commit.set.iter().map(|(element, value)| (element.as_str(), value.as_str())))
            }
            None => commit.set.iter().map(|(element, _)| over(element)).collect(),
        };
        rejected.extend(refused.into_iter().map(|value| RejectedValue { number: commit.number, value }));
    }
    said.filter(|_| heard)
}

fn over(element: &str) -> Rejected {
    Rejected {
        element: element.to_owned(),
        error: ErrorCode(GENERAL_SET_FAILURE),
        diagnostic: "the visit that this commit belongs to is over".to_owned(),
    }
}

/// Hands over what was said, and goes where the author, or else the content, wants to. False where nothing changed that
/// sequencing looks at.
fn hear(browsing: &mut Browsing<'_>, said: Option<Said>, asked: Option<Navigation>) -> bool {
    let mut request = asked;
    let mut changed = request.is_some();
    if let Some(Said { index, before, run_time, terminated }) = said {
        if terminated || request.is_some() {
            let standard = run_time.standard();
            let report = browsing.finish(index, run_time);
            request = request.or_else(|| content_request(&report, standard));
            changed = true;
        } else if seen(&before) == seen(&run_time) {
            let data = run_time.data().clone();
            browsing.keep(index, &run_time, data);
        } else {
            browsing.report(index, &run_time);
            changed = true;
        }
    }
    if let Some(request) = request {
        browsing.go(request);
    }
    changed
}

/// Where a preview stands.
pub async fn browsed_standing(
    txn: &DatabaseTransaction,
    edition: &PlayableEdition,
    claims: &LaunchClaims,
) -> Result<SequencingView, CommitError> {
    let row = locked(txn, claims.launch.0).await?;
    let learner = LearnerFacts::default();
    Ok(Browsing::new(edition, &learner, kept(&row)?, 0).view().0)
}

/// Takes what a quiz of the preview came to; nothing where the edition has no such activity.
pub async fn browsed_result(
    txn: &DatabaseTransaction,
    edition: &PlayableEdition,
    claims: &LaunchClaims,
    activity: &str,
    result: &ReportedResult,
) -> Result<Option<SequencingView>, CommitError> {
    let row = locked(txn, claims.launch.0).await?;
    let Some(index) = edition.tree.find(activity) else { return Ok(None) };
    let learner = LearnerFacts::default();
    let mut browsing = Browsing::new(edition, &learner, kept(&row)?, 0);
    browsing.tell(index, tracking(result));
    let view = browsing.view().0;
    keep(txn, row.id, &browsing.into_kept(), row.last_number, row.visit).await?;
    Ok(Some(view))
}
