//! Commits: numbered, idempotent, checked again, durable before they are acknowledged.

use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait as _};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vidik_base::IsoDuration;
use vidik_catalogue::PlayableEdition;
use vidik_scorm::{Data, Exit, NavigationRequest, Rejected, Report, RunTime, Standard};
use vidik_sequencing::{ActivityId, Event, Exception, Navigation, NodeIndex};

use crate::{
    Desk,
    delivery::{Delivery, LearnerFacts, standard_of},
    entity::{launch, registration, run_activity},
    finish::{Seen, finish_visit, seen, tracking},
    report_result::seated,
    sitting::{Sitting, keep_data, keep_stores},
    standing::{Spent, bring_up_to_date, standings},
    tokens::LaunchClaims,
    view::{ActivityKind, SequencingView, kind},
};

/// Both standards' code for a value that cannot be set, whatever the reason (RTE 3.1.7.4).
pub(crate) const GENERAL_SET_FAILURE: u16 = 351;

/// What happened in a visit since the commit before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Commit {
    /// 1, 2, 3 … a launch, without gaps.
    pub number: i64,
    /// The activity that was visited.
    pub activity: String,
    /// Which delivery of this launch it was.
    pub visit: i32,
    /// What the content set, in order.
    #[serde(default)]
    pub set: Vec<(String, String)>,
    /// Whether the content has ended its session.
    #[serde(default)]
    pub terminate: bool,
    /// Seconds on the player's watch.
    #[serde(default)]
    pub seconds: u64,
}

impl Commit {
    /// Time on the player's watch; more than a day is a watch that stands wrong.
    pub(crate) fn watched(&self) -> IsoDuration {
        IsoDuration::from_seconds(self.seconds.min(86_400))
    }
}

/// Commits, and where the learner wants to go after them.
#[derive(Clone, Debug, Default)]
pub struct CommitBatch {
    /// In order of their numbers.
    pub commits: Vec<Commit>,
    /// What the learner asked for.
    pub navigation: Option<Navigation>,
}

/// What became of it; written down durably when it is told.
#[derive(Debug, Serialize)]
pub struct CommitAnswer {
    /// The highest number that the database has.
    pub acknowledged: i64,
    /// Values that were not taken.
    pub rejected: Vec<RejectedValue>,
    /// Where everything stands; absent when nothing changed that sequencing looks at.
    pub sequencing: Option<SequencingView>,
    /// What is to be shown now.
    pub delivery: Option<Delivery>,
    /// Whether the course is over.
    pub ended: bool,
    /// Why a request was refused.
    pub exception: Option<Exception>,
}

impl CommitAnswer {
    /// Nothing changed that sequencing looks at.
    pub(crate) const fn unchanged(acknowledged: i64, rejected: Vec<RejectedValue>) -> Self {
        Self { acknowledged, rejected, sequencing: None, delivery: None, ended: false, exception: None }
    }
}

/// A value that was not taken.
#[derive(Debug, Serialize)]
pub struct RejectedValue {
    /// The commit it came in.
    pub number: i64,
    /// The element, and why.
    #[serde(flatten)]
    pub value: Rejected,
}

/// Why commits are not taken.
#[derive(Debug, Error)]
pub enum CommitError {
    /// The attempt was opened elsewhere since.
    #[error("the attempt was taken over by a newer launch")]
    TakenOver,
    /// A number is missing before one of these.
    #[error("commit {expected} is missing")]
    OutOfOrder {
        /// The number that must come next.
        expected: i64,
    },
    /// The launch or its attempt is gone.
    #[error("there is no such launch")]
    Unknown,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Takes commits and carries out the learner's request, all or nothing.
pub async fn commit(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    learner: &LearnerFacts,
    claims: &LaunchClaims,
    batch: CommitBatch,
) -> Result<CommitAnswer, CommitError> {
    let registration = seated(txn, claims).await?;
    let launch = launch::Entity::find_by_id(claims.launch.0).one(txn).await?.ok_or(CommitError::Unknown)?;
    let learner = &learner.reading(launch.reading.as_deref());
    let brought = !batch.commits.is_empty();
    let moves = batch.navigation.is_some() || batch.commits.iter().any(|commit| commit.terminate);
    let commits = fresh(batch.commits, launch.last_number)?;
    if brought && moves && commits.is_empty() {
        return told_again(txn, desk, edition, learner, claims, &launch).await;
    }
    let acknowledged = commits.last().map_or(launch.last_number, |commit| commit.number);
    let mut desk_work =
        Work { txn, desk, edition, learner, claims, launch, registration, rejected: Vec::new(), spent: Spent::new() };
    let told = desk_work.take_all(commits, batch.navigation).await?;
    let Work { launch, rejected, .. } = desk_work;
    let visit = told.delivery.as_ref().map_or(launch.visit, |delivery| delivery.visit);
    launch::ActiveModel { id: Set(launch.id), last_number: Set(acknowledged), visit: Set(visit), ..Default::default() }
        .update(txn)
        .await?;
    Ok(CommitAnswer {
        acknowledged,
        rejected,
        sequencing: told.sequencing,
        delivery: told.delivery,
        ended: told.ended,
        exception: told.exception,
    })
}

/// The answer was lost and the request came again: nothing moves a second time.
async fn told_again(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    learner: &LearnerFacts,
    claims: &LaunchClaims,
    launch: &launch::Model,
) -> Result<CommitAnswer, CommitError> {
    let sitting = Sitting::load(txn, desk, edition, claims.run, claims.person, learner).await?;
    let (sequencing, delivery) = sitting.standing_delivery(launch.visit).await?;
    Ok(CommitAnswer {
        acknowledged: launch.last_number,
        rejected: Vec::new(),
        sequencing: Some(sequencing),
        delivery,
        ended: sitting.state.current().is_none(),
        exception: None,
    })
}

/// Leaves out what the database has already; the rest must follow on without a gap.
pub(crate) fn fresh(commits: Vec<Commit>, last: i64) -> Result<Vec<Commit>, CommitError> {
    let fresh: Vec<Commit> = commits.into_iter().filter(|commit| commit.number > last).collect();
    for (commit, expected) in fresh.iter().zip(last + 1..) {
        if commit.number != expected {
            return Err(CommitError::OutOfOrder { expected });
        }
    }
    Ok(fresh)
}

#[derive(Default)]
struct Told {
    sequencing: Option<SequencingView>,
    delivery: Option<Delivery>,
    ended: bool,
    exception: Option<Exception>,
}

struct Work<'a> {
    txn: &'a DatabaseTransaction,
    desk: &'a Desk,
    edition: &'a PlayableEdition,
    learner: &'a LearnerFacts,
    claims: &'a LaunchClaims,
    launch: launch::Model,
    registration: registration::Model,
    rejected: Vec<RejectedValue>,
    /// Time on pages that do not speak.
    spent: Spent,
}

/// A visit as the commits left it.
struct Visit {
    index: NodeIndex,
    run_time: RunTime,
    before: Seen,
    terminated: bool,
    watched: IsoDuration,
}

impl Work<'_> {
    async fn take_all(&mut self, commits: Vec<Commit>, asked: Option<Navigation>) -> Result<Told, CommitError> {
        let visit = self.apply(commits).await?;
        let Some(visit) = visit else {
            return match asked {
                None if self.spent.is_empty() => Ok(Told::default()),
                asked => self.sequence(None, asked).await,
            };
        };
        let unchanged = visit.before == seen(&visit.run_time);
        if unchanged && !visit.terminated && asked.is_none() {
            let activity = self.edition.tree.id(visit.index);
            keep_data(self.txn, self.claims.run, activity, visit.run_time.data(), visit.watched).await?;
            keep_stores(self.txn, self.edition, self.claims.run, self.claims.person, &visit.run_time).await?;
            return Ok(Told::default());
        }
        self.sequence(Some(visit), asked).await
    }

    /// Applies what the content set, by the same table that the browser has; whatever does not fit is refused alone.
    async fn apply(&mut self, commits: Vec<Commit>) -> Result<Option<Visit>, CommitError> {
        let mut visit: Option<Visit> = None;
        for commit in commits {
            let index = self.edition.tree.find(&commit.activity);
            let watched = commit.watched();
            if let Some(asset) = index.filter(|index| kind(&self.edition.tree, *index) == ActivityKind::Asset) {
                let sum = self.spent.entry(asset).or_default();
                *sum = sum.plus(watched);
                continue;
            }
            let known = index.filter(|index| kind(&self.edition.tree, *index) == ActivityKind::Sco);
            let open = visit.as_ref().is_none_or(|visit| !visit.terminated && Some(visit.index) == known);
            let Some(index) = known.filter(|_| open && commit.visit == self.launch.visit) else {
                self.refuse(&commit);
                continue;
            };
            if visit.is_none() {
                visit = self.open_visit(index, &commit.activity).await?;
            }
            let Some(visit) = &mut visit else {
                self.refuse(&commit);
                continue;
            };
            let set = commit.set.iter().map(|(element, value)| (element.as_str(), value.as_str()));
            let rejected = visit.run_time.apply(set);
            self.rejected.extend(rejected.into_iter().map(|value| RejectedValue { number: commit.number, value }));
            visit.terminated = commit.terminate;
            visit.watched = visit.watched.plus(watched);
        }
        Ok(visit)
    }

    async fn open_visit(&self, index: NodeIndex, activity: &str) -> Result<Option<Visit>, CommitError> {
        let row = run_activity::Entity::find_by_id((self.claims.run.0, activity.to_owned())).one(self.txn).await?;
        let Some(row) = row else { return Ok(None) };
        let data: Data =
            serde_json::from_str(&row.data).map_err(|error| DbErr::Custom(format!("a visit's data: {error}")))?;
        let run_time = RunTime::resume(standard_of(self.edition.format), &data);
        let before = seen(&run_time);
        let watched = IsoDuration::from_seconds(u64::try_from(row.watched_seconds).unwrap_or(0));
        Ok(Some(Visit { index, run_time, before, terminated: false, watched }))
    }

    /// A commit for a visit that is over, or for nothing that there is: acknowledged, since it will never fit.
    fn refuse(&mut self, commit: &Commit) {
        let code = vidik_scorm::ErrorCode(GENERAL_SET_FAILURE);
        self.rejected.extend(commit.set.iter().map(|(element, _)| RejectedValue {
            number: commit.number,
            value: Rejected {
                element: element.clone(),
                error: code,
                diagnostic: "the visit that this commit belongs to is over".to_owned(),
            },
        }));
    }

    /// Takes the visit's result and the request through the sequencer.
    async fn sequence(&mut self, visit: Option<Visit>, asked: Option<Navigation>) -> Result<Told, CommitError> {
        let mut sitting =
            Sitting::load(self.txn, self.desk, self.edition, self.claims.run, self.claims.person, self.learner).await?;
        let before = standings(&self.edition.tree, &sitting.state);
        let mut spent = std::mem::take(&mut self.spent);
        let mut request = asked;
        if let Some(visit) = visit {
            request = report(&mut sitting, visit, request, &mut spent).await?;
        }
        if let Some(request) = request {
            sitting.take(Event::Navigate(request));
        }
        let (sequencing, delivery) = sitting.delivery(self.launch.visit.saturating_add(1)).await?;
        sitting.store().await?;
        bring_up_to_date(&mut sitting, self.registration.clone(), &before, &spent).await?;
        Ok(Told { sequencing: Some(sequencing), delivery, ended: sitting.ended, exception: sitting.exception })
    }
}

/// Hands a visit's result to the sequencer; what the content asked for counts where the learner asked for nothing.
async fn report(
    sitting: &mut Sitting<'_>,
    visit: Visit,
    asked: Option<Navigation>,
    spent: &mut Spent,
) -> Result<Option<Navigation>, DbErr> {
    let activity: ActivityId = sitting.edition.tree.id(visit.index).clone();
    if visit.terminated || asked.is_some() {
        let standard = visit.run_time.standard();
        let report = finish_visit(sitting, visit.index, visit.run_time, visit.watched, spent).await?;
        return Ok(asked.or_else(|| content_request(&report, standard)));
    }
    let tracking = tracking(&visit.run_time.report(), false);
    sitting.take(Event::Report { activity: activity.clone(), report: tracking });
    sitting.keep(&activity, visit.run_time.data(), visit.watched).await?;
    keep_stores(sitting.txn, sitting.edition, sitting.run, sitting.person, &visit.run_time).await?;
    Ok(None)
}

/// `adl.nav.request` (SN 5.6.4); a time-out or a log-out ends the whole attempt, whatever else was asked (RTE 4.2.8).
///
/// Not in SCORM 1.2, whose words say nothing of the course: an authoring tool says `logout` on every page that is left,
/// and who closes the window in the middle would begin at the first page again.
pub(crate) fn content_request(report: &Report, standard: Standard) -> Option<Navigation> {
    if standard == Standard::Scorm2004 && matches!(report.exit, Exit::TimeOut | Exit::Logout) {
        return Some(Navigation::ExitAll);
    }
    report.navigation.as_ref().and_then(|request| {
        Some(match request {
            NavigationRequest::None => return None,
            NavigationRequest::Continue => Navigation::Continue,
            NavigationRequest::Previous => Navigation::Previous,
            NavigationRequest::Exit => Navigation::Exit,
            NavigationRequest::ExitAll => Navigation::ExitAll,
            NavigationRequest::Abandon => Navigation::Abandon,
            NavigationRequest::AbandonAll => Navigation::AbandonAll,
            NavigationRequest::SuspendAll => Navigation::SuspendAll,
            NavigationRequest::Choice(target) => Navigation::Choice(target.as_str().into()),
            NavigationRequest::Jump(target) => Navigation::Jump(target.as_str().into()),
        })
    })
}
