//! Routes about oneself.

use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use vidik_base::{InterfaceLanguage, PersonId};
use vidik_identity::{
    OwnChanges, PasswordError, PersonError, change_own, end_other_sessions, password_hash_of, person, roles_of,
    set_password,
};
use vidik_institutions::{coordinated_by, find_institution, memberships_of};

use super::dto::{Me, MeChanges, MembershipDto, NewPassword, PersonDto, RoleDto};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    institutions::reference,
    language,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_me).service(update_me).service(change_password);
}

/// Oneself: name, roles, memberships.
#[utoipa::path(
    tag = "people",
    responses(
        (status = 200, description = "Oneself", body = Me),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs have no self", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[get("/me")]
async fn show_me(house: web::Data<House>, caller: Caller, request: HttpRequest) -> Result<web::Json<Me>, Problem> {
    let id = caller.person()?.id;
    Ok(web::Json(described(&house, id, language::of(&request)).await?))
}

/// Changes what a person says of themselves.
#[utoipa::path(
    tag = "people",
    request_body = MeChanges,
    responses(
        (status = 200, description = "Oneself, changed", body = Me),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs have no self", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[patch("/me")]
async fn update_me(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    body: web::Json<Object<MeChanges>>,
) -> Result<web::Json<Me>, Problem> {
    let id = caller.person()?.id;
    let MeChanges { language, name } = body.into_inner().0;
    let changes = OwnChanges { language: language.map(Into::into), name: name.map(Into::into) };
    house.db.write(async move |txn| change_own(txn, id, changes).await).await.map_err(refused)?;
    Ok(web::Json(described(&house, id, language::of(&request)).await?))
}

/// Sets a new password; every other sign-in of the person ends.
#[utoipa::path(
    tag = "people",
    request_body = NewPassword,
    responses(
        (status = 204, description = "Set"),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs have no password", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The present password is wrong, or the new one too short", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many failures", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[post("/me/password")]
async fn change_password(
    house: web::Data<House>,
    caller: Caller,
    body: web::Json<Object<NewPassword>>,
) -> Result<HttpResponse, Problem> {
    let (id, family) = caller.person().map(|person| (person.id, person.family))?;
    let NewPassword { current, new } = body.into_inner().0;
    let name = id.to_string();
    if let Some(wait) = house.throttle.wait(&name, "password", house.clock.now()) {
        return Err(Problem::new(Code::TooManyFailures).with("minutes", (wait.num_seconds() + 59) / 60));
    }
    let known = password_hash_of(house.db.read(), id).await?;
    if !house.passwords.verify(current, known).await.map_err(Problem::internal)? {
        house.throttle.failed(&name, "password", house.clock.now());
        return Err(Problem::new(Code::Invalid).field("/current", "wrong_password"));
    }
    let hash = house.passwords.hash(new).await.map_err(|error| match error {
        PasswordError::TooShort => Problem::new(Code::Invalid).field("/new", "password_too_short"),
        PasswordError::TooLong => Problem::new(Code::Invalid).field("/new", "too_long"),
        PasswordError::Hash(cause) => Problem::internal(cause),
    })?;
    let clock = house.clock.clone();
    house
        .db
        .write(async move |txn| {
            set_password(txn, id, hash).await?;
            end_other_sessions(txn, clock.as_ref(), id, family).await
        })
        .await?;
    house.throttle.succeeded(&name, "password");
    Ok(HttpResponse::NoContent().finish())
}

pub(super) async fn described(house: &House, id: PersonId, language: InterfaceLanguage) -> Result<Me, Problem> {
    let conn = house.db.read();
    let found = person(conn, id).await?.ok_or_else(|| Problem::new(Code::NotSignedIn))?;
    let mut roles: Vec<RoleDto> = roles_of(conn, id).await?.into_iter().map(RoleDto::from).collect();
    let mut coordinates = Vec::new();
    for institution in coordinated_by(conn, id).await? {
        if let Some(institution) = find_institution(conn, &institution.to_string()).await? {
            coordinates.push(reference(&institution, language));
        }
    }
    if !coordinates.is_empty() {
        roles.push(RoleDto::Coordinator);
    }
    let mut memberships = Vec::new();
    for membership in memberships_of(conn, id).await? {
        if let Some(institution) = find_institution(conn, &membership.institution.to_string()).await? {
            memberships.push(MembershipDto {
                id: membership.id.0,
                institution: reference(&institution, language),
                starts_on: membership.starts_on,
                ends_on: membership.ends_on,
            });
        }
    }
    Ok(Me { person: PersonDto::from(found), roles, memberships, coordinates })
}

/// What is wrong with a person's data, by field.
pub(crate) fn refused(error: PersonError) -> Problem {
    match error {
        PersonError::Name(vidik_identity::NameError::Missing) => {
            Problem::new(Code::Invalid).field("/name", "name_missing")
        }
        PersonError::Name(vidik_identity::NameError::BadPart) => Problem::new(Code::Invalid).field("/name", "bad_name"),
        PersonError::BadSignInName(field) => Problem::new(Code::Invalid).field(format!("/{field}"), "malformed"),
        PersonError::NoSignInName => Problem::new(Code::Invalid).field("/email", "sign_in_name_missing"),
        PersonError::SignInNameTaken(field) => Problem::new(Code::SignInNameTaken).field(format!("/{field}"), "taken"),
        PersonError::Database(error) => error.into(),
    }
}
