//! Launching for a learner: what another system puts behind a link of its own.

use actix_web::{HttpRequest, HttpResponse, http::header, post, web};
use serde_json::json;
use uuid::Uuid;
use vidik_base::{InterfaceLanguage, PersonId, RegistrationId, new_ordered_id};
use vidik_catalogue::{Course, EditionError, find_course};
use vidik_db::{DatabaseTransaction, DbErr, audit};
use vidik_identity::{person, was_let_in};
use vidik_institutions::people_named;
use vidik_learning::{
    AttemptError, OpenedAttempt, Place, UnitError, Wanted, launch_unit, open_attempt, open_review, place_on,
};
use vidik_lrs::is_member;

use super::dto::{LaunchBody, LaunchDto, LaunchForDto};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    institutions::readable,
    language,
    play::unit_places,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(launch_for_external).service(launch_for_person);
}

/// Makes the address by which a person of the institution opens a course on which they are enrolled, signed in or not:
/// in the player, or, of a cmi5 course, one unit by itself.
///
/// Hand the address to nobody but the learner: what is done behind it counts as theirs. It is made by whoever acts for
/// the learner, and the audit log says so.
///
/// For a learner whose account is disabled nothing is launched, and an address that was made before opens nothing any
/// more. What they have open already, in the player or as a unit, goes on for an hour at most, so that what was done is
/// stored; nothing of their record changes.
#[utoipa::path(
    tag = "institutions",
    params(
        ("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry"),
        ("external_id" = String, Path, description = "The person's id in the institution's own system", example = "HR-1042"),
    ),
    request_body = LaunchBody,
    responses(
        (status = 200, description = "Ready to be opened", body = LaunchDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `launches:write`, and administrators; and the learner's account must not be disabled (`account_disabled`)", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The person is not enrolled, or has nothing to review yet", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("launches:write")))
)]
#[post("/institutions/{id}/people/{external_id}/launches")]
async fn launch_for_external(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    body: web::Json<Object<LaunchBody>>,
) -> Result<HttpResponse, Problem> {
    let (id, external_id) = path.into_inner();
    let institution = readable(&house, &caller, &id, "launches:write").await?.id;
    let known = people_named(house.db.read(), Some(institution), &external_id).await?.first().copied();
    let person = known.ok_or_else(|| Problem::new(Code::NotFound))?;
    if !is_member(house.db.read(), institution, person.0, house.clock.now()).await? {
        return Err(Problem::new(Code::NotFound));
    }
    launch(&house, &caller, language::of(&request), person, body.into_inner().0).await
}

/// The same for anybody, by our own id.
#[utoipa::path(
    tag = "people",
    params(("id" = Uuid, Path, description = "The person")),
    request_body = LaunchBody,
    responses(
        (status = 200, description = "Ready to be opened", body = LaunchDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators; and the learner's account must not be disabled (`account_disabled`)", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is nobody of that id", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The person is not enrolled, or has nothing to review yet", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[post("/people/{id}/launches")]
async fn launch_for_person(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    body: web::Json<Object<LaunchBody>>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let id = PersonId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    person(house.db.read(), id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
    launch(&house, &caller, language::of(&request), id, body.into_inner().0).await
}

/// Why nothing is launched.
enum Refused {
    Attempt(AttemptError),
    Unit(UnitError),
    /// The learner's account is disabled.
    Disabled,
    /// The learner's open registration is another than the one that was asked for.
    OtherRegistration,
}

impl From<DbErr> for Refused {
    fn from(error: DbErr) -> Self {
        Self::Attempt(error.into())
    }
}

impl From<EditionError> for Refused {
    fn from(error: EditionError) -> Self {
        Self::Attempt(error.into())
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Attempt(AttemptError::NotEnrolled) => Self::new(Code::NotEnrolled),
            Refused::Attempt(AttemptError::NotPublished) => Self::new(Code::NotPublished),
            Refused::Attempt(AttemptError::NothingToReview) => Self::new(Code::NothingToReview),
            Refused::Attempt(AttemptError::Edition(error)) => Self::internal(error),
            Refused::Attempt(AttemptError::Database(error)) | Refused::Unit(UnitError::Database(error)) => error.into(),
            Refused::Unit(UnitError::Unknown) => Self::new(Code::Invalid).field("/activity", "not_a_unit"),
            Refused::Disabled => Self::new(Code::AccountDisabled),
            Refused::OtherRegistration => Self::new(Code::Invalid).field("/registration", "other_registration"),
        }
    }
}

async fn launch(
    house: &web::Data<House>,
    caller: &Caller,
    interface: InterfaceLanguage,
    person: PersonId,
    body: LaunchBody,
) -> Result<HttpResponse, Problem> {
    let course = find_course(house.db.read(), &body.course).await?;
    let course = course.filter(|course| course.published_version.is_some());
    let course = course.ok_or_else(|| Problem::new(Code::Invalid).field("/course", "unknown_course"))?;
    let bad_url = || Problem::new(Code::Invalid).field("/return_url", "bad_url");
    if let Some(address) = &body.return_url {
        let url = url::Url::parse(address).map_err(|_| bad_url())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(bad_url());
        }
    }
    if body.mode == LaunchForDto::Browse && body.activity.is_none() {
        return Err(Problem::new(Code::Invalid).field("/mode", "units_only"));
    }
    let by = caller.person_if_any().map(|person| person.id.0);
    let program = caller.program_if_any().map(|program| program.client.clone());
    let inside = house.clone();
    let told = house
        .db
        .write(async move |txn| {
            if !was_let_in(txn, person, inside.clock.now()).await? {
                return Err(Refused::Disabled);
            }
            let told = match &body.activity {
                Some(activity) => launched_unit(&inside, txn, &course, person, interface, activity, &body).await?,
                None => opened_player(&inside, txn, &course, person, interface, &body).await?,
            };
            if body.registration.is_some_and(|wanted| wanted != told.registration) {
                return Err(Refused::OtherRegistration);
            }
            audit::add(txn, noted(&inside, by, program.as_deref(), person, &body, &told)).await?;
            Ok(told)
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(told))
}

async fn launched_unit(
    house: &House,
    txn: &DatabaseTransaction,
    course: &Course,
    person: PersonId,
    interface: InterfaceLanguage,
    activity: &str,
    body: &LaunchBody,
) -> Result<LaunchDto, Refused> {
    let desk = house.desk();
    let wanted = Wanted { language: body.language.clone(), interface };
    let place: Place = place_on(txn, &desk, person, course, &wanted).await.map_err(Refused::Attempt)?;
    let edition = house.editions.playable(txn, place.edition).await?;
    let mut places = unit_places(house, txn, place.registration, edition.edition.package).await?;
    if let Some(address) = &body.return_url {
        places.return_url.clone_from(address);
    }
    let mode = Some(body.mode.into());
    let launched = launch_unit(txn, &desk, &edition, &place, activity, mode, &places).await.map_err(Refused::Unit)?;
    Ok(LaunchDto {
        registration: place.registration.0,
        session: Some(launched.session),
        url: launched.url,
        own_window: launched.own_window,
    })
}

async fn opened_player(
    house: &House,
    txn: &DatabaseTransaction,
    course: &Course,
    person: PersonId,
    interface: InterfaceLanguage,
    body: &LaunchBody,
) -> Result<LaunchDto, Refused> {
    let desk = house.desk();
    let wanted = Wanted { language: body.language.clone(), interface };
    let opened: OpenedAttempt = match body.mode {
        LaunchForDto::Review => open_review(txn, &desk, person, course, &wanted).await,
        _ => open_attempt(txn, &desk, person, course, &wanted).await,
    }
    .map_err(Refused::Attempt)?;
    let RegistrationId(registration) = opened.registration;
    let origin = house.settings.content_origin(opened.package);
    let url = format!("{origin}/play/?lang={interface}#code={}", opened.code);
    Ok(LaunchDto { registration, session: None, url, own_window: false })
}

/// That somebody else than the learner made the launch.
fn noted(
    house: &House,
    by: Option<Uuid>,
    program: Option<&str>,
    person: PersonId,
    body: &LaunchBody,
    told: &LaunchDto,
) -> audit::Entry {
    audit::Entry {
        id: new_ordered_id(house.clock.as_ref(), house.rng.as_ref()),
        at: house.clock.now(),
        actor: by,
        subject: Some(person.0),
        action: "attempt.launch".to_owned(),
        kind: "attempt".to_owned(),
        object: told.registration,
        part: body.activity.clone(),
        reason: String::new(),
        before: serde_json::Value::Null,
        after: json!({ "program": program, "session": told.session }),
    }
}
