//! The way of a course from draft to publication: which steps there are, and who may take them.
//!
//! draft → expert review → translation → approval → published. Any step back says why.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{CourseId, InstitutionId, LanguageTag, PersonId, new_ordered_id};

use crate::{
    access::Actor,
    entity::{course_workflow, workflow_step},
    texts::Writer,
};

/// The longest comment on a step, in characters.
const MOST_CHARS: usize = 4_000;

/// Where a course is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Being written in its master language.
    Draft,
    /// Somebody who knows the subject reads it.
    ExpertReview,
    /// Being translated.
    Translation,
    /// Waits for approval, or has it.
    Approval,
    /// Learners have it as it stands.
    Published,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 5] = [Self::Draft, Self::ExpertReview, Self::Translation, Self::Approval, Self::Published];

    /// The word on the wire and in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::ExpertReview => "expert_review",
            Self::Translation => "translation",
            Self::Approval => "approval",
            Self::Published => "published",
        }
    }

    fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word).unwrap_or(Self::Draft)
    }
}

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The author asks for expert review.
    Submit,
    /// The expert finds it good: it may be translated.
    Accept,
    /// Back to where it came from, with a reason.
    Return,
    /// The author asks for approval.
    RequestApproval,
    /// It may be published.
    Approve,
    /// Learners have it; taken by publishing alone.
    Publish,
    /// The author works on it again.
    Reopen,
    /// A text changed: an approval falls, a published course is in work again. Taken by the program alone.
    Change,
}

impl Action {
    /// Every step.
    pub const ALL: [Self; 8] = [
        Self::Submit,
        Self::Accept,
        Self::Return,
        Self::RequestApproval,
        Self::Approve,
        Self::Publish,
        Self::Reopen,
        Self::Change,
    ];

    /// The steps that people take one by one.
    pub const BY_HAND: [Self; 6] =
        [Self::Submit, Self::Accept, Self::Return, Self::RequestApproval, Self::Approve, Self::Reopen];

    /// The word on the wire and in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Accept => "accept",
            Self::Return => "return",
            Self::RequestApproval => "request_approval",
            Self::Approve => "approve",
            Self::Publish => "publish",
            Self::Reopen => "reopen",
            Self::Change => "change",
        }
    }

    fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|action| action.as_str() == word).unwrap_or(Self::Change)
    }
}

/// How far a course is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// Of which course.
    pub course: CourseId,
    /// Where it is.
    pub stage: Stage,
    /// The institution whose coordinator has to approve; an author does where absent.
    pub approver: Option<InstitutionId>,
    /// The languages without which it is not published.
    pub required_languages: BTreeSet<LanguageTag>,
    /// Who asked for expert review.
    pub submitted_by: Option<PersonId>,
    /// Who approved it, as far as that is known.
    pub approved_by: Option<PersonId>,
    /// When it was approved; not yet, or not any more, where absent.
    pub approved_at: Option<DateTime<Utc>>,
}

impl Workflow {
    /// Where the way begins.
    const fn new(course: CourseId, published: bool) -> Self {
        Self {
            course,
            stage: if published { Stage::Published } else { Stage::Draft },
            approver: None,
            required_languages: BTreeSet::new(),
            submitted_by: None,
            approved_by: None,
            approved_at: None,
        }
    }

    /// Whether it may be published.
    pub const fn approved(&self) -> bool {
        matches!(self.stage, Stage::Approval) && self.approved_at.is_some()
    }

    /// Where a step leads from here; `None` where it cannot be taken.
    pub const fn leads_to(&self, action: Action) -> Option<Stage> {
        match (action, self.stage) {
            (Action::Submit, Stage::Draft) => Some(Stage::ExpertReview),
            (Action::Accept, Stage::ExpertReview) | (Action::Return, Stage::Approval) => Some(Stage::Translation),
            (Action::Return, Stage::ExpertReview | Stage::Translation) | (Action::Reopen, Stage::Published) => {
                Some(Stage::Draft)
            }
            (Action::RequestApproval, Stage::Translation) => Some(Stage::Approval),
            (Action::Approve, Stage::Approval) if self.approved_at.is_none() => Some(Stage::Approval),
            (Action::Publish, Stage::Approval) if self.approved_at.is_some() => Some(Stage::Published),
            _ => None,
        }
    }

    /// Whether this person may take a step that can be taken. Whoever asked for expert review does not give it,
    /// administrators excepted; the approval of an institution is given by its coordinators alone.
    pub fn may_take(&self, actor: &Actor, action: Action) -> bool {
        let approves = match self.approver {
            Some(institution) => actor.coordinates.contains(&institution),
            None => actor.author,
        };
        match (action, self.stage) {
            (Action::Accept, _) | (Action::Return, Stage::ExpertReview) => {
                actor.expert && (actor.administrator || self.submitted_by != Some(actor.person))
            }
            (Action::Return, Stage::Approval) => approves || actor.author,
            (Action::Approve, _) => approves,
            (Action::Submit | Action::RequestApproval | Action::Reopen | Action::Publish | Action::Return, _) => {
                actor.author
            }
            (Action::Change, _) => false,
        }
    }

    /// Whether this person has anything to do with the way of this course.
    pub fn concerns(&self, actor: &Actor) -> bool {
        actor.author || actor.expert || self.approver.is_some_and(|approver| actor.coordinates.contains(&approver))
    }

    /// The steps that this person can take now.
    pub fn steps_for(&self, actor: &Actor) -> Vec<Action> {
        let can = |action: &Action| self.leads_to(*action).is_some() && self.may_take(actor, *action);
        Action::BY_HAND.into_iter().filter(can).collect()
    }
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Id; sorts by time.
    pub id: Uuid,
    /// Which.
    pub action: Action,
    /// From where.
    pub before: Stage,
    /// To where.
    pub after: Stage,
    /// What was said.
    pub comment: String,
    /// By whom; nobody where the person is gone.
    pub taken_by: Option<PersonId>,
    /// When.
    pub taken_at: DateTime<Utc>,
}

/// What is set for a course's way.
#[derive(Clone, Debug, Default)]
pub struct WorkflowSettings {
    /// The institution whose coordinator has to approve; an author does where absent.
    pub approver: Option<InstitutionId>,
    /// The languages without which it is not published.
    pub required_languages: BTreeSet<LanguageTag>,
}

/// Why a step cannot be taken.
#[derive(Debug, Error)]
pub enum WorkflowError {
    /// There is no such course.
    #[error("there is no such course")]
    UnknownCourse,
    /// The step does not begin where the course is.
    #[error("this step cannot be taken from here")]
    NotNow(Stage),
    /// The step is another person's.
    #[error("this step is another person's")]
    NotYours,
    /// Whoever sends something back says why.
    #[error("a step back needs a comment")]
    NoComment,
    /// The comment is too long.
    #[error("a comment has at most 4,000 characters")]
    LongComment,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// How far a course is.
pub async fn workflow_of<C: ConnectionTrait>(conn: &C, course: CourseId) -> Result<Workflow, WorkflowError> {
    if let Some(row) = course_workflow::Entity::find_by_id(course.0).one(conn).await? {
        return Ok(read(&row));
    }
    let found = vidik_catalogue::course(conn, course).await?.ok_or(WorkflowError::UnknownCourse)?;
    Ok(Workflow::new(course, found.published_version.is_some()))
}

pub(crate) fn read(row: &course_workflow::Model) -> Workflow {
    Workflow {
        course: CourseId(row.course_id),
        stage: Stage::from_word(&row.stage),
        approver: row.approver_institution_id.map(InstitutionId),
        required_languages: serde_json::from_str(&row.required_languages).unwrap_or_default(),
        submitted_by: row.submitted_by.map(PersonId),
        approved_by: row.approved_by.map(PersonId),
        approved_at: row.approved_at,
    }
}

/// The steps that were taken, the newest first.
pub async fn steps_of<C: ConnectionTrait>(conn: &C, course: CourseId) -> Result<Vec<Step>, DbErr> {
    let rows = workflow_step::Entity::find()
        .filter(workflow_step::Column::CourseId.eq(course.0))
        .order_by_desc(workflow_step::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(step).collect())
}

fn step(row: workflow_step::Model) -> Step {
    Step {
        id: row.id,
        action: Action::from_word(&row.action),
        before: Stage::from_word(&row.stage_before),
        after: Stage::from_word(&row.stage_after),
        comment: row.comment,
        taken_by: row.taken_by.map(PersonId),
        taken_at: row.taken_at,
    }
}

/// Takes a step that a person takes by hand.
pub async fn take_step<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    actor: &Actor,
    course: CourseId,
    action: Action,
    comment: &str,
) -> Result<Workflow, WorkflowError> {
    let comment = comment.trim();
    if comment.chars().count() > MOST_CHARS {
        return Err(WorkflowError::LongComment);
    }
    let before = workflow_of(txn, course).await?;
    if !before.may_take(actor, action) {
        return Err(WorkflowError::NotYours);
    }
    let stage = before.leads_to(action).ok_or(WorkflowError::NotNow(before.stage))?;
    if action == Action::Return && comment.is_empty() {
        return Err(WorkflowError::NoComment);
    }
    move_on(txn, writer, before, action, stage, comment).await
}

/// Goes to a stage, and writes the step down. Two who step at once: the second finds the stage changed.
pub(crate) async fn move_on<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    before: Workflow,
    action: Action,
    stage: Stage,
    comment: &str,
) -> Result<Workflow, WorkflowError> {
    let mut after = Workflow { stage, ..before.clone() };
    match action {
        Action::Submit => after.submitted_by = Some(writer.person),
        Action::Approve => {
            after.approved_by = Some(writer.person);
            after.approved_at = Some(writer.clock.now());
        }
        _ => {
            after.approved_by = None;
            after.approved_at = None;
        }
    }
    store(txn, writer, &before, &after).await?;
    let id: Uuid = new_ordered_id(writer.clock, writer.rng);
    let row = workflow_step::ActiveModel {
        id: Set(id),
        course_id: Set(before.course.0),
        action: Set(action.as_str().to_owned()),
        stage_before: Set(before.stage.as_str().to_owned()),
        stage_after: Set(stage.as_str().to_owned()),
        comment: Set(comment.to_owned()),
        taken_by: Set(Some(writer.person.0)),
        taken_at: Set(writer.clock.now()),
    };
    row.insert(txn).await?;
    Ok(after)
}

async fn store<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    before: &Workflow,
    after: &Workflow,
) -> Result<(), WorkflowError> {
    let row = course_workflow::Model {
        course_id: after.course.0,
        stage: after.stage.as_str().to_owned(),
        approver_institution_id: after.approver.map(|institution| institution.0),
        required_languages: serde_json::to_string(&after.required_languages).unwrap_or_default(),
        submitted_by: after.submitted_by.map(|person| person.0),
        approved_by: after.approved_by.map(|person| person.0),
        approved_at: after.approved_at,
        changed_at: writer.clock.now(),
    };
    if course_workflow::Entity::find_by_id(after.course.0).one(txn).await?.is_none() {
        row.into_active_model().insert(txn).await?;
        return Ok(());
    }
    let updated = course_workflow::Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(course_workflow::Column::CourseId.eq(after.course.0))
        .filter(course_workflow::Column::Stage.eq(before.stage.as_str()))
        .exec(txn)
        .await?;
    if updated.rows_affected == 1 { Ok(()) } else { Err(WorkflowError::NotNow(before.stage)) }
}

/// Sets who has to approve, and which languages it needs. A new approver has not approved yet.
pub async fn change_settings<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    course: CourseId,
    settings: WorkflowSettings,
) -> Result<Workflow, WorkflowError> {
    let before = workflow_of(txn, course).await?;
    let mut after = before.clone();
    if settings.approver != after.approver {
        after.approved_by = None;
        after.approved_at = None;
    }
    after.approver = settings.approver;
    after.required_languages = settings.required_languages;
    store(txn, writer, &before, &after).await?;
    Ok(after)
}

/// A text changed: what was approved is not what stands there any more, and a published course is in work again, from
/// its beginning where the master language changed.
pub(crate) async fn text_changed<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    course: CourseId,
    master: bool,
) -> Result<(), DbErr> {
    let found = workflow_of(txn, course).await;
    let before = found.map_err(database)?;
    let stage = match before.stage {
        Stage::Published if master => Stage::Draft,
        Stage::Published => Stage::Translation,
        Stage::Approval if before.approved_at.is_some() => Stage::Approval,
        _ => return Ok(()),
    };
    move_on(txn, writer, before, Action::Change, stage, "").await.map_err(database).map(|_| ())
}

fn database(error: WorkflowError) -> DbErr {
    match error {
        WorkflowError::Database(error) => error,
        other => DbErr::Custom(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody(n: u128) -> Actor {
        let person = PersonId(Uuid::from_u128(n));
        Actor { person, author: false, expert: false, administrator: false, coordinates: vec![] }
    }

    #[test]
    fn each_step_has_its_people() {
        let author = Actor { author: true, expert: true, ..somebody(1) };
        let other_author = Actor { author: true, expert: true, ..somebody(2) };
        let trainer = Actor { expert: true, ..somebody(3) };
        let institution = InstitutionId(Uuid::from_u128(9));
        let coordinator = Actor { coordinates: vec![institution], ..somebody(4) };
        let administrator = Actor { author: true, expert: true, administrator: true, ..somebody(5) };
        let course = CourseId(Uuid::from_u128(7));
        let mut way = Workflow::new(course, false);
        assert_eq!(way.steps_for(&author), [Action::Submit]);
        assert_eq!(way.steps_for(&trainer), []);
        way.stage = Stage::ExpertReview;
        way.submitted_by = Some(author.person);
        assert_eq!(way.steps_for(&author), []);
        for reads in [&other_author, &trainer, &administrator] {
            assert_eq!(way.steps_for(reads), [Action::Accept, Action::Return]);
        }
        way.stage = Stage::Translation;
        assert_eq!(way.steps_for(&author), [Action::Return, Action::RequestApproval]);
        assert_eq!(way.steps_for(&trainer), []);
        way.stage = Stage::Approval;
        assert_eq!(way.steps_for(&author), [Action::Return, Action::Approve]);
        way.approver = Some(institution);
        assert_eq!(way.steps_for(&author), [Action::Return]);
        assert_eq!(way.steps_for(&administrator), [Action::Return]);
        assert_eq!(way.steps_for(&coordinator), [Action::Return, Action::Approve]);
        assert_eq!(way.leads_to(Action::Publish), None);
        way.approved_at = Some("2026-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(way.leads_to(Action::Publish), Some(Stage::Published));
        assert_eq!(way.steps_for(&coordinator), [Action::Return]);
    }
}
