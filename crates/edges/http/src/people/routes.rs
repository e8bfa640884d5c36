//! What administrators do with people.

use actix_web::{HttpRequest, HttpResponse, get, http::header, patch, post, put, web};
use uuid::Uuid;
use vidik_base::{InterfaceLanguage, PersonId};
use vidik_identity::{NewPerson, PasswordError, Person, add_person, people, person, set_disabled};
use vidik_institutions::{
    MembershipError, NewMembership, add_membership, appoint_coordinator, dismiss_coordinator, end_membership,
    find_institution, memberships_of,
};
use vidik_privacy::is_last_administrator;

use super::{
    dto::{
        DisabledBody, MembershipDto, MembershipEnd, NewMembershipDto, NewPersonDto, PersonDetail, PersonDto,
        PersonList, RoleDto,
    },
    me::{described, refused},
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    institutions::reference,
    language,
    lists::{ListQuery, cut},
    privacy::{List, Look, note_list, note_look},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_people)
        .service(create_person)
        .service(show_person)
        .service(create_membership)
        .service(end_membership_of)
        .service(disable);
}

/// People, by id.
#[utoipa::path(
    tag = "people",
    params(ListQuery),
    responses(
        (status = 200, description = "People", body = PersonList),
        (status = 400, description = "The cursor was not made for this list", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/people")]
async fn list_people(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    query: web::Query<ListQuery>,
) -> Result<web::Json<PersonList>, Problem> {
    caller.administrator()?;
    let (limit, after) = (query.limit()?, query.after::<Uuid>()?);
    let rows = people(house.db.read(), after.map(PersonId), limit + 1).await?;
    let page = cut(rows, limit, |person| person.id.0)?.map(PersonDto::from);
    note_list(&house, &caller, &request, List::of_all("people"), page.items.iter().map(|person| person.id)).await?;
    Ok(web::Json(PersonList { items: page.items, next_cursor: page.next_cursor }))
}

/// Adds a person.
#[utoipa::path(
    tag = "people",
    request_body = NewPersonDto,
    responses(
        (status = 201, description = "Added", body = PersonDto, headers(("Location" = String, description = "The person"))),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Somebody else signs in with that name", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[post("/people")]
async fn create_person(
    house: web::Data<House>,
    caller: Caller,
    body: web::Json<Object<NewPersonDto>>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let body = body.into_inner().0;
    if body.roles.contains(&RoleDto::Coordinator) {
        return Err(Problem::new(Code::Invalid).field("/roles", "coordinator_by_membership"));
    }
    let password_hash = match body.password {
        Some(password) => Some(house.passwords.hash(password).await.map_err(bad_password)?),
        None => None,
    };
    let new = NewPerson {
        email: body.email,
        username: body.username,
        staff_number: body.staff_number,
        name: body.name.into(),
        password_hash,
        language: body.language.map(Into::into).unwrap_or_default(),
        roles: body.roles.into_iter().map(Into::into).collect(),
    };
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let added = house
        .db
        .write(async move |txn| add_person(txn, clock.as_ref(), rng.as_ref(), new).await)
        .await
        .map_err(refused)?;
    let location = format!("/api/v1/people/{}", added.id);
    Ok(HttpResponse::Created().insert_header((header::LOCATION, location)).json(PersonDto::from(added)))
}

/// One person.
#[utoipa::path(
    tag = "people",
    params(("id" = Uuid, Path, description = "The person")),
    responses(
        (status = 200, description = "The person", body = PersonDetail),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is nobody of that id", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/people/{id}")]
async fn show_person(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<web::Json<PersonDetail>, Problem> {
    caller.administrator()?;
    let id = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let found = person(house.db.read(), PersonId(id)).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
    note_look(&house, &caller, Look { kind: "person", object: id, subject: PersonId(id) }).await?;
    Ok(web::Json(detail(&house, found, language::of(&request)).await?))
}

/// Makes a person a member of an institution, which from then on sees what falls within the membership.
#[utoipa::path(
    tag = "people",
    params(("id" = Uuid, Path, description = "The person")),
    request_body = NewMembershipDto,
    responses(
        (status = 201, description = "Added", body = MembershipDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is nobody of that id", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The person belongs there on some of these days already", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[post("/people/{id}/memberships")]
async fn create_membership(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    body: web::Json<Object<NewMembershipDto>>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let id = PersonId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    person(house.db.read(), id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
    let body = body.into_inner().0;
    let institution = find_institution(house.db.read(), &body.institution)
        .await?
        .ok_or_else(|| Problem::new(Code::Invalid).field("/institution", "unknown_institution"))?;
    let new =
        NewMembership { person: id, institution: institution.id, starts_on: body.starts_on, ends_on: body.ends_on };
    let (rng, home_page) = (house.rng.clone(), house.settings.app_address(""));
    let membership = house
        .db
        .write(async move |txn| {
            let membership = add_membership(txn, rng.as_ref(), new).await?;
            if body.coordinator {
                appoint_coordinator(txn, new.institution, new.person).await?;
            }
            vidik_learning::admit(txn, new.person, new.institution, new.starts_on, new.ends_on).await?;
            vidik_lrs::admit(txn, &home_page, new.institution, new.person.0, new.starts_on, new.ends_on).await?;
            vidik_assessment::admit_results(txn, new.person, new.institution, new.starts_on, new.ends_on).await?;
            Ok::<_, MembershipError>(membership)
        })
        .await
        .map_err(|error| match error {
            MembershipError::EndsBeforeStart => Problem::new(Code::Invalid).field("/ends_on", "ends_before_start"),
            MembershipError::Overlaps => Problem::new(Code::MembershipOverlaps),
            MembershipError::Unknown => Problem::new(Code::NotFound),
            MembershipError::Database(error) => error.into(),
        })?;
    Ok(HttpResponse::Created().json(MembershipDto {
        id: membership.id.0,
        institution: reference(&institution, language::of(&request)),
        starts_on: membership.starts_on,
        ends_on: membership.ends_on,
    }))
}

async fn detail(house: &House, person: Person, language: InterfaceLanguage) -> Result<PersonDetail, Problem> {
    let id = person.id;
    let me = described(house, id, language).await?;
    Ok(PersonDetail {
        disabled: person.disabled,
        person: person.into(),
        roles: me.roles,
        memberships: me.memberships,
        coordinates: me.coordinates,
    })
}

/// Ends a membership with a day: what falls behind it the institution does not see. Whoever acted for the institution
/// acts for it no more once the day has come.
#[utoipa::path(
    tag = "people",
    params(
        ("id" = Uuid, Path, description = "The person"),
        ("membership" = Uuid, Path, description = "The membership"),
    ),
    request_body = MembershipEnd,
    responses(
        (status = 204, description = "Ended"),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such person or membership", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "It would end before it begins", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[patch("/people/{id}/memberships/{membership}")]
async fn end_membership_of(
    house: web::Data<House>,
    caller: Caller,
    path: web::Path<(String, String)>,
    body: web::Json<Object<MembershipEnd>>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let not_found = || Problem::new(Code::NotFound);
    let person = PersonId(path.0.parse().map_err(|_| not_found())?);
    let membership: Uuid = path.1.parse().map_err(|_| not_found())?;
    let all = memberships_of(house.db.read(), person).await?;
    let found = all.into_iter().find(|one| one.id.0 == membership).ok_or_else(not_found)?;
    let (ends_on, today) = (body.into_inner().0.ends_on, house.clock.now().date_naive());
    let ended = house.db.write(async move |txn| {
        if ends_on <= today {
            dismiss_coordinator(txn, found.institution, person).await?;
        }
        end_membership(txn, found.institution, found.id, ends_on).await
    });
    match ended.await {
        Ok(_) => Ok(HttpResponse::NoContent().finish()),
        Err(MembershipError::EndsBeforeStart) => {
            Err(Problem::new(Code::Invalid).field("/ends_on", "ends_before_start"))
        }
        Err(MembershipError::Database(error)) => Err(error.into()),
        Err(MembershipError::Unknown | MembershipError::Overlaps) => Err(not_found()),
    }
}

/// Refuses somebody's signing in from now on, and ends what they have open; or lets them in again. Nothing of their
/// record changes.
///
/// From then on nothing is launched for them, by whomever (`account_disabled`). A course that is open in a player, and a
/// unit that has begun, go on for an hour at most, so that what was done is stored.
#[utoipa::path(
    tag = "people",
    params(("id" = Uuid, Path, description = "The person")),
    request_body = DisabledBody,
    responses(
        (status = 204, description = "Done"),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is nobody of that id", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It is the last administrator", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[put("/people/{id}/disabled")]
async fn disable(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<Object<DisabledBody>>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let not_found = || Problem::new(Code::NotFound);
    let id = PersonId(id.parse().map_err(|_| not_found())?);
    person(house.db.read(), id).await?.ok_or_else(not_found)?;
    let disabled = body.into_inner().0.disabled;
    if disabled && is_last_administrator(house.db.read(), id).await? {
        return Err(Problem::new(Code::LastAdministrator));
    }
    let clock = house.clock.clone();
    house.db.write(async move |txn| set_disabled(txn, clock.as_ref(), id, disabled).await).await?;
    if disabled {
        house.access.bar(id, house.clock.now());
    } else {
        house.access.admit(id);
    }
    Ok(HttpResponse::NoContent().finish())
}

fn bad_password(error: PasswordError) -> Problem {
    match error {
        PasswordError::TooShort => Problem::new(Code::Invalid).field("/password", "password_too_short"),
        PasswordError::TooLong => Problem::new(Code::Invalid).field("/password", "too_long"),
        PasswordError::Hash(cause) => Problem::internal(cause),
    }
}
