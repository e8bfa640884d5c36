//! Routes about institutions and their members.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, get, http::header, post, web};
use uuid::Uuid;
use vidik_base::MembershipId;
use vidik_identity::people_by_id;
use vidik_institutions::{InstitutionError, NewInstitution, add_institution, institutions, members};

use super::{
    dto::{InstitutionList, MemberDto, MemberList, NewInstitutionDto},
    readable, reference,
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    language,
    lists::{ListQuery, cut},
    people::{InstitutionRef, NameDto},
    privacy::{List, note_list},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_institutions).service(create_institution).service(show_institution).service(list_members);
}

/// The institutions that the caller may see: all for administrators, one's own for coordinators and programs.
#[utoipa::path(
    tag = "institutions",
    responses(
        (status = 200, description = "Institutions", body = InstitutionList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For coordinators, programs and administrators", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institutions")))
)]
#[get("/institutions")]
async fn list_institutions(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
) -> Result<web::Json<InstitutionList>, Problem> {
    let seen = caller.institutions_seen()?;
    let language = language::of(&request);
    let all = institutions(house.db.read()).await?;
    let items = all
        .iter()
        .filter(|institution| seen.as_ref().is_none_or(|seen| seen.contains(&institution.id)))
        .map(|institution| reference(institution, language));
    Ok(web::Json(InstitutionList { items: items.collect(), next_cursor: None }))
}

/// Adds an institution.
#[utoipa::path(
    tag = "institutions",
    request_body = NewInstitutionDto,
    responses(
        (status = 201, description = "Added", body = InstitutionRef, headers(("Location" = String, description = "The institution"))),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The slug is taken", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[post("/institutions")]
async fn create_institution(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    body: web::Json<Object<NewInstitutionDto>>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let NewInstitutionDto { slug, name } = body.into_inner().0;
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let new = NewInstitution { slug, name };
    let added =
        house.db.write(async move |txn| add_institution(txn, clock.as_ref(), rng.as_ref(), new).await).await.map_err(
            |error| match error {
                InstitutionError::BadSlug => Problem::new(Code::Invalid).field("/slug", "bad_slug"),
                InstitutionError::NoName => Problem::new(Code::Invalid).field("/name", "name_missing"),
                InstitutionError::SlugTaken => Problem::new(Code::SlugTaken).field("/slug", "taken"),
                InstitutionError::Database(error) => error.into(),
            },
        )?;
    let location = format!("/api/v1/institutions/{}", added.slug);
    let body = reference(&added, language::of(&request));
    Ok(HttpResponse::Created().insert_header((header::LOCATION, location)).json(body))
}

/// One institution.
#[utoipa::path(
    tag = "institutions",
    params(("id" = String, Path, description = "Id or slug", example = "demo-ministry")),
    responses(
        (status = 200, description = "The institution", body = InstitutionRef),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For coordinators, programs and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")))
)]
#[get("/institutions/{id}")]
async fn show_institution(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<web::Json<InstitutionRef>, Problem> {
    // Any scope will do for the name of one's own institution.
    let institution = match readable(&house, &caller, &id, "progress:read").await {
        Ok(institution) => institution,
        Err(_) => readable(&house, &caller, &id, "members:read").await?,
    };
    Ok(web::Json(reference(&institution, language::of(&request))))
}

/// Who belongs to the institution, and who did.
#[utoipa::path(
    tag = "institutions",
    params(("id" = String, Path, description = "Id or slug", example = "demo-ministry"), ListQuery),
    responses(
        (status = 200, description = "Members", body = MemberList),
        (status = 400, description = "The cursor was not made for this list", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `members:read`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("members:read")))
)]
#[get("/institutions/{id}/members")]
async fn list_members(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    query: web::Query<ListQuery>,
) -> Result<web::Json<MemberList>, Problem> {
    let institution = readable(&house, &caller, &id, "members:read").await?;
    let (limit, after) = (query.limit()?, query.after::<Uuid>()?);
    let rows = members(house.db.read(), institution.id, after.map(MembershipId), limit + 1).await?;
    let page = cut(rows, limit, |membership| membership.id.0)?;
    let ids: Vec<_> = page.items.iter().map(|membership| membership.person).collect();
    let people: HashMap<_, _> =
        people_by_id(house.db.read(), &ids).await?.into_iter().map(|person| (person.id, person)).collect();
    note_list(&house, &caller, &request, List::of("members", institution.id), ids.iter().map(|id| id.0)).await?;
    let items = page.items.iter().filter_map(|membership| {
        let person = people.get(&membership.person)?;
        Some(MemberDto {
            membership_id: membership.id.0,
            id: person.id.0,
            name: NameDto::from(person.name.clone()),
            email: person.email.clone(),
            staff_number: person.staff_number.clone(),
            starts_on: membership.starts_on,
            ends_on: membership.ends_on,
        })
    });
    Ok(web::Json(MemberList { items: items.collect(), next_cursor: page.next_cursor }))
}
