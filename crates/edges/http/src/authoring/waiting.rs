//! What waits for the caller: courses to read, to approve and to publish, parts to translate.

use actix_web::{HttpRequest, get, web};
use vidik_authoring::{Action, Assignment, WaitingStep, steps_waiting_for};
use vidik_base::{CourseId, InterfaceLanguage, PersonId};
use vidik_catalogue::{Course, courses_by_id};

use super::{
    assignments::own_parts,
    desk::{Names, actor},
    waiting_dto::{WaitingDto, WaitingFor, WaitingList},
    work_dto::OwnAssignment,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    language,
    problem::{Problem, ProblemBody},
    state::House,
    texts,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_waiting);
}

/// What waits for the caller on the ways of courses to publication. Empty for whoever has no part in them.
#[utoipa::path(
    tag = "authoring",
    responses(
        (status = 200, description = "What waits", body = WaitingList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For people, not for programs", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[get("/me/waiting")]
async fn list_waiting(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
) -> Result<web::Json<WaitingList>, Problem> {
    let actor = actor(caller.person()?);
    let language = language::of(&request);
    let steps = steps_waiting_for(house.db.read(), &actor).await?;
    let mut parts = own_parts(&house, actor.person, language).await?;
    parts.retain(|(_, told)| told.counts.none + told.counts.outdated > 0);
    let mut items = described(&house, steps, parts, language).await?;
    items.sort_by_key(|item| (item.due_on.is_none(), item.due_on, item.since));
    Ok(web::Json(WaitingList { items }))
}

async fn described(
    house: &House,
    steps: Vec<WaitingStep>,
    parts: Vec<(Assignment, OwnAssignment)>,
    language: InterfaceLanguage,
) -> Result<Vec<WaitingDto>, Problem> {
    let of_steps = steps.iter().map(|step| (step.course, step.asked_by));
    let of_parts = parts.iter().map(|(part, _)| (part.course, part.assigned_by));
    let (ids, people): (Vec<CourseId>, Vec<Option<PersonId>>) = of_steps.chain(of_parts).unzip();
    let courses = courses_by_id(house.db.read(), &ids).await?;
    let names = Names::of(house, people.into_iter().flatten(), language).await?;
    let course_of = |id: CourseId| courses.iter().find(|course| course.id == id);
    let steps = steps.into_iter().filter_map(|step| {
        let what = match step.action {
            Action::Accept => WaitingFor::Review,
            Action::Approve => WaitingFor::Approve,
            Action::Publish => WaitingFor::Publish,
            _ => return None,
        };
        let mut told = begun(course_of(step.course)?, what, language);
        told.since = step.since;
        told.asked_by = names.told(step.asked_by);
        Some(told)
    });
    let parts = parts.into_iter().filter_map(|(part, own)| {
        let mut told = begun(course_of(part.course)?, WaitingFor::Translate, language);
        told.since = Some(part.assigned_at);
        told.asked_by = names.told(part.assigned_by);
        told.due_on = part.due_on;
        told.language = Some(own.language);
        told.open = Some(own.counts.none + own.counts.outdated);
        Some(told)
    });
    Ok(steps.chain(parts).collect())
}

fn begun(course: &Course, what: WaitingFor, language: InterfaceLanguage) -> WaitingDto {
    let title = texts::in_language(&course.title, language);
    let (title, title_language) =
        title.map_or_else(|| (course.slug.clone(), "en".to_owned()), |shown| (shown.text, shown.language));
    WaitingDto {
        what,
        slug: course.slug.clone(),
        title,
        title_language,
        since: None,
        asked_by: None,
        due_on: None,
        language: None,
        open: None,
    }
}
