//! The way of a course from draft to publication.

use actix_web::{HttpRequest, get, post, put, web};
use vidik_authoring::{
    Actor, Step, Workflow, WorkflowError, WorkflowSettings, change_settings, steps_of, take_step, workflow_of,
};
use vidik_base::{InstitutionId, InterfaceLanguage};
use vidik_catalogue::Course;
use vidik_institutions::find_institution;

use super::{
    desk::{self, Names, actor, language_tag},
    work_dto::{ActionDto, StepDto, TakeStepDto, WorkflowDto, WorkflowSettingsDto},
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    institutions::reference,
    language,
    people::InstitutionRef,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

/// How many languages a course may need.
const MOST_LANGUAGES: usize = 50;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_workflow).service(advance).service(set_workflow);
}

/// `workflow`: authors, trainers, administrators, and coordinators of the institution that has to approve.
async fn open(house: &House, caller: &Caller, slug: &str) -> Result<(Course, Actor, Workflow), Problem> {
    let person = caller.person()?;
    let actor = actor(person);
    if !actor.expert && person.coordinates.is_empty() {
        return Err(Problem::new(Code::NotAllowed));
    }
    let course = desk::course(house, slug).await?;
    let way = workflow_of(house.db.read(), course.id).await.map_err(step_refused)?;
    if way.concerns(&actor) { Ok((course, actor, way)) } else { Err(Problem::new(Code::NotFound)) }
}

/// Where a course is on its way to publication, and what the caller can do about it.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course")),
    responses(
        (status = 200, description = "Its way", body = WorkflowDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors, trainers and the approving institution", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or another institution approves it", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("workflow")))
)]
#[get("/courses/{slug}/workflow")]
async fn show_workflow(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
) -> Result<web::Json<WorkflowDto>, Problem> {
    let (_, actor, way) = open(&house, &caller, &slug).await?;
    Ok(web::Json(described(&house, &actor, way, language::of(&request)).await?))
}

/// Takes a step: asks for review, accepts, sends back with a reason, asks for approval, approves, opens again.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course")),
    request_body = TakeStepDto,
    responses(
        (status = 200, description = "Taken", body = WorkflowDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The step is another person's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or another institution approves it", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The step cannot be taken from where the course is", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("workflow")))
)]
#[post("/courses/{slug}/workflow/steps")]
async fn advance(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    body: web::Json<Object<TakeStepDto>>,
) -> Result<web::Json<WorkflowDto>, Problem> {
    let (course, actor, _) = open(&house, &caller, &slug).await?;
    let TakeStepDto { action, comment } = body.into_inner().0;
    let (there, taking) = (house.clone(), actor.clone());
    let way = house
        .db
        .write(async move |txn| {
            take_step(txn, there.writer(taking.person), &taking, course.id, action.into(), &comment).await
        })
        .await
        .map_err(step_refused)?;
    Ok(web::Json(described(&house, &actor, way, language::of(&request)).await?))
}

/// Sets which institution has to approve a course, and which languages it is not published without.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course")),
    request_body = WorkflowSettingsDto,
    responses(
        (status = 200, description = "Set", body = WorkflowDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such course", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Somebody else took a step meanwhile", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[put("/courses/{slug}/workflow/settings")]
async fn set_workflow(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    body: web::Json<Object<WorkflowSettingsDto>>,
) -> Result<web::Json<WorkflowDto>, Problem> {
    let desk = desk::open_as_author(&house, &caller, &slug).await?;
    let settings = settings(&house, body.into_inner().0).await?;
    let (there, course, person) = (house.clone(), desk.course.id, desk.actor.person);
    let way = house
        .db
        .write(async move |txn| change_settings(txn, there.writer(person), course, settings).await)
        .await
        .map_err(step_refused)?;
    Ok(web::Json(described(&house, &desk.actor, way, language::of(&request)).await?))
}

async fn settings(house: &House, body: WorkflowSettingsDto) -> Result<WorkflowSettings, Problem> {
    let invalid = |pointer: &str, code: &str| Problem::new(Code::Invalid).field(pointer, code);
    let approver = match body.approver {
        None => None,
        Some(name) => {
            let found = find_institution(house.db.read(), &name).await?;
            Some(found.ok_or_else(|| invalid("/approver", "unknown_institution"))?.id)
        }
    };
    if body.required_languages.len() > MOST_LANGUAGES {
        return Err(invalid("/required_languages", "out_of_range"));
    }
    let tags = body.required_languages.iter().enumerate();
    let languages = tags.map(|(place, tag)| language_tag(tag, &format!("/required_languages/{place}")));
    Ok(WorkflowSettings { approver, required_languages: languages.collect::<Result<_, _>>()? })
}

async fn described(
    house: &House,
    actor: &Actor,
    way: Workflow,
    language: InterfaceLanguage,
) -> Result<WorkflowDto, Problem> {
    let steps = steps_of(house.db.read(), way.course).await?;
    let people = steps.iter().map(|step| step.taken_by).chain([way.submitted_by, way.approved_by]);
    let names = Names::of(house, people.flatten(), language).await?;
    Ok(WorkflowDto {
        stage: way.stage.into(),
        approver: approver(house, way.approver, language).await?,
        required_languages: way.required_languages.iter().map(ToString::to_string).collect(),
        submitted_by: names.told(way.submitted_by),
        approved_by: names.told(way.approved_by),
        approved_at: way.approved_at,
        actions: way.steps_for(actor).into_iter().filter_map(ActionDto::told).collect(),
        history: steps.into_iter().map(|step| told(step, &names)).collect(),
    })
}

async fn approver(
    house: &House,
    institution: Option<InstitutionId>,
    language: InterfaceLanguage,
) -> Result<Option<InstitutionRef>, Problem> {
    let Some(id) = institution else { return Ok(None) };
    let found = find_institution(house.db.read(), &id.to_string()).await?;
    Ok(found.map(|institution| reference(&institution, language)))
}

fn told(step: Step, names: &Names) -> StepDto {
    StepDto {
        id: step.id,
        action: step.action.as_str().to_owned(),
        before: step.before.into(),
        after: step.after.into(),
        comment: step.comment,
        taken_by: names.told(step.taken_by),
        taken_at: step.taken_at,
    }
}

pub(super) fn step_refused(error: WorkflowError) -> Problem {
    match error {
        WorkflowError::UnknownCourse => Problem::new(Code::NotFound),
        WorkflowError::NotNow(_) => Problem::new(Code::StepNotPossible),
        WorkflowError::NotYours => Problem::new(Code::NotAllowed),
        WorkflowError::NoComment => Problem::new(Code::Invalid).field("/comment", "comment_missing"),
        WorkflowError::LongComment => Problem::new(Code::Invalid).field("/comment", "too_long"),
        WorkflowError::Database(error) => error.into(),
    }
}
