//! Review: what was gone through is opened once more, to be looked at. Content finds itself in `review`, not for
//! credit, with what it had left; whatever it says is acknowledged and changes nothing (RTE 4.2.7, 4.2.13, 4.2.6).
//!
//! A review takes nobody's attempt over, and the sequencer has no part in it: the learner goes freely from one finished
//! lesson to another, in the order of the tree.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use serde::{Deserialize, Serialize};
use vidik_base::{Completion, PersonId, RegistrationId, RunId, Success};
use vidik_catalogue::{Course, Edition, PlayableEdition, editions_of};
use vidik_scorm::{Data, RequestValid, RunTime, Standard};
use vidik_sequencing::{Exception, Navigation, NodeIndex, definition::HiddenControl};

use crate::{
    Desk,
    attempt::{AttemptError, OpenedAttempt, add_launch, latest_registration},
    commit::{Commit, CommitAnswer, CommitBatch, CommitError, content_request},
    delivery::{Delivery, LearnerFacts, Visit, visit_data},
    entity::{launch, registration, registration_item, run},
    exchange::Launch,
    reading::{Wanted, edition_for, reading_in},
    roll_up::RollUp,
    sitting::Sitting,
    standing::{standings, stored_items},
    tokens::LaunchClaims,
    view::{ActivityKind, SequencingView, Valid, kind, standing_of, whole_outline},
};

/// What a launch is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// To learn: it takes the attempt over.
    #[default]
    Normal,
    /// To look again at what was gone through.
    Review,
    /// To look at what nobody learns from yet.
    Browse,
}

impl Mode {
    /// The word in the table and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Review => "review",
            Self::Browse => "browse",
        }
    }

    pub(crate) fn from_word(word: &str) -> Self {
        [Self::Review, Self::Browse].into_iter().find(|mode| mode.as_str() == word).unwrap_or_default()
    }
}

/// Opens a learner's newest attempt for review, in the run that was read last or in the language that is wanted, where
/// that has one.
pub async fn open_review(
    txn: &DatabaseTransaction,
    desk: &Desk,
    person: PersonId,
    course: &Course,
    wanted: &Wanted,
) -> Result<OpenedAttempt, AttemptError> {
    let latest = latest_registration(txn, person, course.id).await?;
    let row = latest.filter(|row| row.open || row.completed_at.is_some()).ok_or(AttemptError::NothingToReview)?;
    if !anything_done(txn, RegistrationId(row.id)).await? {
        return Err(AttemptError::NothingToReview);
    }
    let (run, edition) = run_to_review(txn, &row, wanted).await?.ok_or(AttemptError::NothingToReview)?;
    let tag = wanted.tag(row.reading.as_deref());
    let reading = reading_in(&edition.language, &tag);
    let code = add_launch(txn, desk, run, &reading, Mode::Review).await?;
    let registration = RegistrationId(row.id);
    Ok(OpenedAttempt { registration, edition: edition.id, package: edition.package, reading, code })
}

async fn anything_done<C: ConnectionTrait>(conn: &C, id: RegistrationId) -> Result<bool, DbErr> {
    let items = registration_item::Entity::find().filter(registration_item::Column::RegistrationId.eq(id.0));
    Ok(items.all(conn).await?.iter().any(|row| is_done(&RollUp::from(row))))
}

fn is_done(result: &RollUp) -> bool {
    result.completion == Completion::Completed || result.success == Success::Passed
}

async fn run_to_review(
    txn: &DatabaseTransaction,
    row: &registration::Model,
    wanted: &Wanted,
) -> Result<Option<(RunId, Edition)>, AttemptError> {
    let runs = run::Entity::find()
        .filter(run::Column::RegistrationId.eq(row.id))
        .order_by_desc(run::Column::CreatedAt)
        .all(txn)
        .await?;
    let editions = editions_of(txn, row.course_version_id.into()).await?;
    let run_of = |edition: &Edition| {
        runs.iter().find(|run| run.package_id == edition.package.0).map(|run| (RunId(run.id), edition.clone()))
    };
    let tag = wanted.tag(row.reading.as_deref());
    let wished = edition_for(&editions, &tag).and_then(run_of);
    let last = editions.iter().find(|edition| edition.language.as_str() == row.language).and_then(run_of);
    Ok(wished.or(last).or_else(|| editions.iter().find_map(run_of)))
}

/// The first look: what a player begins with.
pub(crate) async fn begin_review(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    learner: &LearnerFacts,
    row: registration::Model,
    claims: LaunchClaims,
) -> Result<Launch, DbErr> {
    let sitting = Sitting::load(txn, desk, edition, claims.run, claims.person, learner).await?;
    let review = Review::load(&sitting, claims.registration).await?;
    let last = row.current_activity.as_deref().and_then(|activity| edition.tree.find(activity));
    let first = last.filter(|index| review.may(*index)).or_else(|| review.after(None));
    let shown = match first {
        Some(index) => Some(review.delivery(index, 1).await?),
        None => None,
    };
    Ok(Launch {
        launch: claims.launch,
        attempt: claims.registration,
        generation: claims.generation,
        package: edition.edition.package,
        activities: vec![whole_outline(&edition.tree)],
        reading: learner.language.clone(),
        sequencing: review.view(first).0,
        ended: false,
        delivery: shown,
        exception: None,
        completed_at: row.completed_at,
        mode: Mode::Review,
        claims,
    })
}

/// Takes what a player in review sends: says that it came, keeps nothing of it, and goes where the learner wants to.
pub async fn look_on(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    learner: &LearnerFacts,
    claims: &LaunchClaims,
    batch: CommitBatch,
) -> Result<CommitAnswer, CommitError> {
    let acknowledged = batch.commits.iter().map(|commit| commit.number).max().unwrap_or(0);
    let last = batch.commits.last();
    let here = last.and_then(|commit| edition.tree.find(&commit.activity));
    let ended = last.is_some_and(|commit| commit.terminate);
    let asked = batch.navigation.or_else(|| if ended { asked_by_content(edition, &batch.commits) } else { None });
    let Some(asked) = asked else { return Ok(CommitAnswer::unchanged(acknowledged, Vec::new())) };
    let launch = launch::Entity::find_by_id(claims.launch.0).one(txn).await?.ok_or(CommitError::Unknown)?;
    let learner = &learner.reading(launch.reading.as_deref());
    let sitting = Sitting::load(txn, desk, edition, claims.run, claims.person, learner).await?;
    let review = Review::load(&sitting, claims.registration).await?;
    let next = review.follow(here, &asked);
    let mut answer = CommitAnswer::unchanged(acknowledged, Vec::new());
    match next {
        Step::Show(index) => {
            let visit = last.map_or(1, |commit| commit.visit.saturating_add(1));
            answer.delivery = Some(review.delivery(index, visit).await?);
            answer.sequencing = Some(review.view(Some(index)).0);
        }
        Step::End => {
            answer.sequencing = Some(review.view(None).0);
            answer.ended = true;
        }
        Step::Refuse => {
            answer.sequencing = Some(review.view(None).0);
            answer.exception = Some(Exception::ChoiceNotAvailable);
        }
    }
    Ok(answer)
}

/// Where a review stands: what units of cmi5 say in one changes nothing.
pub async fn review_standing(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    claims: &LaunchClaims,
    here: Option<&str>,
) -> Result<SequencingView, DbErr> {
    let learner = LearnerFacts::default();
    let sitting = Sitting::load(txn, desk, edition, claims.run, claims.person, &learner).await?;
    let review = Review::load(&sitting, claims.registration).await?;
    Ok(review.view(here.and_then(|id| edition.tree.find(id))).0)
}

/// What the content asked for when it said goodbye.
fn asked_by_content(edition: &PlayableEdition, commits: &[Commit]) -> Option<Navigation> {
    let standard = crate::delivery::standard_of(edition.format);
    let mut run_time = RunTime::resume(standard, &Data::default());
    for commit in commits {
        run_time.apply(commit.set.iter().map(|(element, value)| (element.as_str(), value.as_str())));
    }
    content_request(&run_time.report(), standard)
}

enum Step {
    Show(NodeIndex),
    End,
    Refuse,
}

/// A finished attempt that is looked at.
struct Review<'a> {
    sitting: &'a Sitting<'a>,
    /// The best that was reached, by activity in the tree's order.
    reached: Vec<RollUp>,
}

impl<'a> Review<'a> {
    async fn load(sitting: &'a Sitting<'a>, registration: RegistrationId) -> Result<Self, DbErr> {
        let tree = &sitting.edition.tree;
        let items = stored_items(sitting.txn, registration).await?;
        let live = standings(tree, &sitting.state);
        let reached = tree.indices().zip(live).map(|(index, live)| {
            let item = sitting.edition.aligned.get(tree.id(index).as_str());
            live.best(item.and_then(|item| items.get(&item.0)).copied().unwrap_or_default())
        });
        Ok(Self { sitting, reached: reached.collect() })
    }

    fn leaves(&self) -> impl DoubleEndedIterator<Item = NodeIndex> + '_ {
        let tree = &self.sitting.edition.tree;
        let done: Vec<NodeIndex> = tree
            .indices()
            .zip(&self.reached)
            .filter(|(index, reached)| tree.node(*index).is_leaf() && is_done(reached))
            .map(|(index, _)| index)
            .collect();
        done.into_iter()
    }

    /// Whether a lesson was gone through.
    fn may(&self, index: NodeIndex) -> bool {
        self.leaves().any(|leaf| leaf == index)
    }

    /// The next finished lesson, or the first one.
    fn after(&self, here: Option<NodeIndex>) -> Option<NodeIndex> {
        self.leaves().find(|leaf| here.is_none_or(|here| *leaf > here))
    }

    fn before(&self, here: Option<NodeIndex>) -> Option<NodeIndex> {
        self.leaves().rev().find(|leaf| here.is_some_and(|here| *leaf < here))
    }

    /// The lesson itself, or the first finished one of a module.
    fn chosen(&self, target: &str) -> Option<NodeIndex> {
        let tree = &self.sitting.edition.tree;
        let target = tree.find(target)?;
        let under = |leaf: &NodeIndex| {
            std::iter::successors(Some(*leaf), |at| tree.node(*at).parent).any(|above| above == target)
        };
        self.leaves().find(under)
    }

    fn follow(&self, here: Option<NodeIndex>, asked: &Navigation) -> Step {
        match asked {
            Navigation::Continue => self.after(here).map_or(Step::End, Step::Show),
            Navigation::Previous => self.before(here).map_or(Step::Refuse, Step::Show),
            Navigation::Choice(target) | Navigation::Jump(target) => {
                self.chosen(target).map_or(Step::Refuse, Step::Show)
            }
            Navigation::Start | Navigation::ResumeAll => self.after(None).map_or(Step::End, Step::Show),
            Navigation::Exit
            | Navigation::ExitAll
            | Navigation::Abandon
            | Navigation::AbandonAll
            | Navigation::SuspendAll => Step::End,
        }
    }

    fn view(&self, here: Option<NodeIndex>) -> (SequencingView, RequestValid) {
        let tree = &self.sitting.edition.tree;
        let word = |valid: bool| if valid { "true" } else { "false" }.to_owned();
        let (next, previous) = (self.after(here).is_some(), self.before(here).is_some());
        let mut told = RequestValid { continue_: word(next), previous: word(previous), ..RequestValid::default() };
        let (mut choice, mut activities) = (BTreeMap::new(), BTreeMap::new());
        for (index, reached) in tree.indices().zip(&self.reached) {
            let id = tree.id(index).to_string();
            let open = self.chosen(&id).is_some();
            let attempted = reached.completion != Completion::Unknown;
            activities.insert(id.clone(), standing_of(reached, attempted, false));
            told.choice.insert(id.clone(), word(open));
            told.jump.insert(id.clone(), word(open));
            choice.insert(id, open);
        }
        let view = SequencingView {
            current: here.map(|index| tree.id(index).to_string()),
            activities,
            valid: Valid {
                next,
                continue_valid: next,
                previous,
                exit: true,
                suspend: false,
                jump: choice.clone(),
                choice,
            },
            // There is nothing that would be kept for later.
            hide_ui: vec![HiddenControl::SuspendAll],
        };
        (view, told)
    }

    async fn delivery(&self, index: NodeIndex, visit: i32) -> Result<Delivery, DbErr> {
        let sitting = self.sitting;
        let tree = &sitting.edition.tree;
        let activity = tree.activity(index);
        let id = activity.identifier.to_string();
        let kind = kind(tree, index);
        let data = if kind == ActivityKind::Sco {
            let left = sitting.left_behind(&id).await?;
            let shared = sitting.shared_stores(index).await?;
            let state = &sitting.state;
            let seen = Visit { tree, state, index, left: left.as_ref(), resumed: true };
            let mut data = visit_data(sitting.standard(), &seen, sitting.learner, shared);
            to_look_at(sitting.standard(), &mut data);
            Some(data)
        } else {
            None
        };
        let href = activity.resource.as_ref().map(|resource| resource.href.clone()).unwrap_or_default();
        let (title, reading) = (activity.title.clone(), sitting.learner.language.clone());
        let request_valid = self.view(Some(index)).1;
        Ok(Delivery { activity: id, visit, title, kind, href, reading, data, request_valid })
    }
}

/// Told what it is there for: not for credit (RTE 4.2.7, 4.2.13; RTE 1.2, 3.4.4).
pub(crate) fn tell_mode(standard: Standard, data: &mut Data, mode: Mode) {
    let (told, credit) = match standard {
        Standard::Scorm2004 => ("cmi.mode", "cmi.credit"),
        Standard::Scorm12 => ("cmi.core.lesson_mode", "cmi.core.credit"),
    };
    data.insert(told.to_owned(), mode.as_str().to_owned());
    data.insert(credit.to_owned(), "no-credit".to_owned());
}

/// In review it is neither a beginning nor a going on (RTE 4.2.9).
fn to_look_at(standard: Standard, data: &mut Data) {
    tell_mode(standard, data, Mode::Review);
    let entry = match standard {
        Standard::Scorm2004 => "cmi.entry",
        Standard::Scorm12 => "cmi.core.entry",
    };
    data.insert(entry.to_owned(), String::new());
}
