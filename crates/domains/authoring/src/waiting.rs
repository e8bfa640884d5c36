//! What waits for somebody on the ways of all courses: to be read, to be approved, to be published.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;
use vidik_base::{CourseId, PersonId};

use crate::{
    access::Actor,
    entity::{course_workflow, workflow_step},
    workflow::{Action, Stage, Workflow, read},
};

/// A step that is somebody's to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingStep {
    /// On the way of which course.
    pub course: CourseId,
    /// The step that leads on: accept, approve or publish.
    pub action: Action,
    /// Who brought it here; nobody where that is not known.
    pub asked_by: Option<PersonId>,
    /// Since when it waits; not known where no step was written down.
    pub since: Option<DateTime<Utc>>,
}

/// The steps that wait for this person, the longest waiting first.
pub async fn steps_waiting_for<C: ConnectionTrait>(conn: &C, actor: &Actor) -> Result<Vec<WaitingStep>, DbErr> {
    let stages = [Stage::ExpertReview, Stage::Approval].map(Stage::as_str);
    let rows = course_workflow::Entity::find().filter(course_workflow::Column::Stage.is_in(stages)).all(conn).await?;
    let ways = rows.iter().map(read);
    let own: Vec<(CourseId, Action)> = ways.filter_map(|way| Some((way.course, step_for(&way, actor)?))).collect();
    let courses = own.iter().map(|(course, _)| course.0);
    let steps = workflow_step::Entity::find()
        .filter(workflow_step::Column::CourseId.is_in(courses))
        .order_by_asc(workflow_step::Column::Id)
        .all(conn)
        .await?;
    let last: HashMap<Uuid, workflow_step::Model> = steps.into_iter().map(|step| (step.course_id, step)).collect();
    let mut waiting: Vec<WaitingStep> = own
        .into_iter()
        .map(|(course, action)| {
            let step = last.get(&course.0);
            WaitingStep {
                course,
                action,
                asked_by: step.and_then(|step| step.taken_by).map(PersonId),
                since: step.map(|step| step.taken_at),
            }
        })
        .collect();
    waiting.sort_by_key(|step| (step.since, step.course));
    Ok(waiting)
}

/// The step that leads on from where a course waits, where it is this person's.
fn step_for(way: &Workflow, actor: &Actor) -> Option<Action> {
    let steps = [Action::Accept, Action::Approve, Action::Publish];
    steps.into_iter().find(|action| way.leads_to(*action).is_some() && way.may_take(actor, *action))
}
