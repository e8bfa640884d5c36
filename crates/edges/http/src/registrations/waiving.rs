//! Waiving, and ending sessions.

use actix_web::{HttpRequest, HttpResponse, post, web};
use vidik_base::{EnrolmentId, RegistrationId};
use vidik_catalogue::courses_by_id;
use vidik_learning::{
    AbandonError, AttemptError, Enrolment, WaiveError, WaivedBy, Waiving, Wanted, abandon_sessions, enrolment,
    place_on, waive,
};
use vidik_lrs::is_member;
use vidik_reporting::RegistrationRow;

use super::dto::{AbandonBody, AbandonedDto, WaiveBody, WaivePlaceBody, WaivedDto};
use crate::{
    api_routes::ServiceConfig,
    attempts::reason,
    body::Object,
    caller::Caller,
    language,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    reports::visible_registration,
    state::House,
};

/// What a program must be allowed.
const SCOPE: &str = "registrations:write";

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(waive_registration).service(waive_enrolment).service(abandon_registration);
}

/// The registration, for somebody who may act on it: of an institution, while the learner belongs to it.
async fn own(house: &House, caller: &Caller, id: &str) -> Result<RegistrationRow, Problem> {
    let row = visible_registration(house, caller, id, SCOPE).await?;
    let Some(institutions) = caller.institutions_seen()? else { return Ok(row) };
    for institution in institutions {
        if is_member(house.db.read(), institution, row.person_id, house.clock.now()).await? {
            return Ok(row);
        }
    }
    Err(Problem::new(Code::NotFound))
}

fn waived_by(caller: &Caller) -> Result<WaivedBy, Problem> {
    match (caller.person_if_any(), caller.program_if_any()) {
        (Some(person), _) => Ok(WaivedBy::Person(person.id)),
        (None, Some(program)) => Ok(WaivedBy::Program(program.client.clone())),
        (None, None) => Err(Problem::new(Code::NotSignedIn)),
    }
}

/// Waives a registration: the learner is known to meet what the course asks for in another way.
///
/// It counts as completed from now on, and says so by `waived_at`, `waived_by` and `waived_reason` in the lists; score,
/// success and progress stay as they are. Of a cmi5 course one unit, or all of a block, can be waived: the record gets
/// the statement waived for each, and satisfied for the blocks and the course that it completes (cmi5 9.3.7, 9.3.9).
/// Whoever waives stands in the audit log with the reason.
#[utoipa::path(
    tag = "reports",
    params(("id" = uuid::Uuid, Path, description = "The registration")),
    request_body = WaiveBody,
    responses(
        (status = 204, description = "Waived"),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For coordinators of the learner's institution, its programs with `registrations:write`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It is done or waived already, or closed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("registrations:write")))
)]
#[post("/registrations/{id}/waive")]
async fn waive_registration(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<Object<WaiveBody>>,
) -> Result<HttpResponse, Problem> {
    let id = RegistrationId(own(&house, &caller, &id).await?.registration_id);
    let body = body.into_inner().0;
    let waiving = Waiving { by: waived_by(&caller)?, reason: reason(&body.reason)? };
    let (desk, inside) = (house.desk(), house.clone());
    house
        .db
        .write(async move |txn| waive(txn, &desk, &inside.editions, id, body.activity.as_deref(), &waiving).await)
        .await
        .map_err(not_waived)?;
    Ok(HttpResponse::NoContent().finish())
}

/// The enrolment, for somebody who may act on it: of an institution, while the learner belongs to it.
async fn own_place(house: &House, caller: &Caller, id: &str) -> Result<Enrolment, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let seen = caller.institutions_seen()?;
    let id = EnrolmentId(id.parse().map_err(|_| not_found())?);
    let place = enrolment(house.db.read(), id).await?.ok_or_else(not_found)?;
    let Some(institutions) = seen else { return Ok(place) };
    for institution in institutions {
        if is_member(house.db.read(), institution, place.person.0, house.clock.now()).await? {
            caller.reads_institution(institution, SCOPE)?;
            return Ok(place);
        }
    }
    Err(not_found())
}

/// Waives a course for somebody who is enrolled on it, begun or not: as a registration is waived, and where none goes on
/// one is begun for it, on the published version.
#[utoipa::path(
    tag = "reports",
    params(("id" = uuid::Uuid, Path, description = "The enrolment, as an institution's list of them has it")),
    request_body = WaivePlaceBody,
    responses(
        (status = 200, description = "Waived", body = WaivedDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For coordinators of the learner's institution, its programs with `registrations:write`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or the learner belongs to another", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It is done or waived already, or the course is not published", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("registrations:write")))
)]
#[post("/enrolments/{id}/waive")]
async fn waive_enrolment(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    body: web::Json<Object<WaivePlaceBody>>,
) -> Result<web::Json<WaivedDto>, Problem> {
    let place = own_place(&house, &caller, &id).await?;
    let waiving = Waiving { by: waived_by(&caller)?, reason: reason(&body.into_inner().0.reason)? };
    let course = courses_by_id(house.db.read(), &[place.course]).await?.into_iter().next();
    let course = course.ok_or_else(|| Problem::new(Code::NotFound))?;
    let wanted = Wanted { language: None, interface: language::of(&request) };
    let (desk, inside) = (house.desk(), house.clone());
    let waived = house.db.write(async move |txn| {
        let begun = place_on(txn, &desk, place.person, &course, &wanted).await.map_err(PlaceError::Attempt)?;
        waive(txn, &desk, &inside.editions, begun.registration, None, &waiving).await.map_err(PlaceError::Waive)?;
        Ok::<_, PlaceError>(WaivedDto { registration: begun.registration.0 })
    });
    Ok(web::Json(waived.await?))
}

/// Why a place is not waived.
enum PlaceError {
    Attempt(AttemptError),
    Waive(WaiveError),
}

impl From<vidik_db::DbErr> for PlaceError {
    fn from(error: vidik_db::DbErr) -> Self {
        Self::Waive(error.into())
    }
}

impl From<PlaceError> for Problem {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Waive(error) => not_waived(error),
            PlaceError::Attempt(AttemptError::NotEnrolled | AttemptError::NothingToReview) => Self::new(Code::NotFound),
            PlaceError::Attempt(AttemptError::NotPublished) => Self::new(Code::NotPublished),
            PlaceError::Attempt(AttemptError::Edition(error)) => Self::internal(error),
            PlaceError::Attempt(AttemptError::Database(error)) => error.into(),
        }
    }
}

fn not_waived(error: WaiveError) -> Problem {
    let field = |code: &str| Problem::new(Code::Invalid).field("/activity", code);
    match error {
        WaiveError::Unknown => Problem::new(Code::NotFound),
        WaiveError::Closed => Problem::new(Code::AttemptClosed),
        WaiveError::UnknownActivity => field("unknown_activity"),
        WaiveError::NotAUnit => field("not_a_unit"),
        WaiveError::NothingToWaive => Problem::new(Code::NothingToWaive),
        WaiveError::Edition(error) => Problem::internal(error),
        WaiveError::Database(error) => error.into(),
    }
}

/// Ends the sessions of cmi5 units that are open in a registration, or one of them: the record says abandoned, and the
/// unit is heard no more (cmi5 9.3.6).
#[utoipa::path(
    tag = "reports",
    params(("id" = uuid::Uuid, Path, description = "The registration")),
    request_body(content = Option<AbandonBody>, content_type = "application/json"),
    responses(
        (status = 200, description = "Ended", body = AbandonedDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For coordinators of the learner's institution, its programs with `registrations:write`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "No such session is open", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("registrations:write")))
)]
#[post("/registrations/{id}/abandon")]
async fn abandon_registration(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Bytes,
) -> Result<web::Json<AbandonedDto>, Problem> {
    let id = RegistrationId(own(&house, &caller, &id).await?.registration_id);
    let wanted: AbandonBody = if body.is_empty() {
        AbandonBody::default()
    } else {
        let read: Option<Object<AbandonBody>> =
            serde_json::from_slice(&body).map_err(|_| Problem::new(Code::MalformedJson))?;
        read.map(|read| read.0).unwrap_or_default()
    };
    let (desk, inside) = (house.desk(), house.clone());
    let sessions = house
        .db
        .write(async move |txn| abandon_sessions(txn, &desk, &inside.editions, id, wanted.session).await)
        .await
        .map_err(|error| match error {
            AbandonError::Unknown => Problem::new(Code::NotFound),
            AbandonError::NotOpen => Problem::new(Code::NoOpenSession),
            AbandonError::Edition(error) => Problem::internal(error),
            AbandonError::Database(error) => error.into(),
        })?;
    Ok(web::Json(AbandonedDto { sessions }))
}
