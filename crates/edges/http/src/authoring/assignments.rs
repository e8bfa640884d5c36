//! Who translates what.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, put, web};
use vidik_authoring::{
    Access, Assignment, AssignmentChanges, AssignmentError, Draft, GridCounts, GridFilter, NewAssignment, assign,
    assign_edition, assignments_of, assignments_to, change_assignment, grid, withdraw,
};
use vidik_base::{AssignmentId, InterfaceLanguage, PersonId};
use vidik_catalogue::courses_by_id;
use vidik_identity::{Role, people_with};

use super::{
    desk::{self, Names, language_tag},
    dto::PersonRef,
    editions_grid::edition_standing,
    work_dto::{
        AssignmentChangesDto, AssignmentDto, AssignmentList, NewAssignmentDto, OwnAssignment, OwnAssignments,
        TranslatorList,
    },
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    language,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
    texts,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_own_assignments)
        .service(list_translators)
        .service(list_assignments)
        .service(create_assignment)
        .service(update_assignment)
        .service(delete_assignment);
}

/// Who may be given something to translate.
const TRANSLATORS: [Role; 3] = [Role::Translator, Role::Author, Role::Administrator];

/// What one has to translate, in all courses, with how far it is.
#[utoipa::path(
    tag = "authoring",
    responses(
        (status = 200, description = "Parts of courses", body = OwnAssignments),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translator")))
)]
#[get("/me/assignments")]
async fn list_own_assignments(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
) -> Result<web::Json<OwnAssignments>, Problem> {
    let person = caller.translator()?.id;
    let items = own_parts(&house, person, language::of(&request)).await?;
    Ok(web::Json(OwnAssignments { items: items.into_iter().map(|(_, told)| told).collect() }))
}

/// What somebody has to translate, with how far it is.
pub(super) async fn own_parts(
    house: &House,
    person: PersonId,
    language: InterfaceLanguage,
) -> Result<Vec<(Assignment, OwnAssignment)>, Problem> {
    let parts = assignments_to(house.db.read(), person).await?;
    let ids: Vec<_> = parts.iter().map(|part| part.course).collect();
    let courses = courses_by_id(house.db.read(), &ids).await?;
    let mut items = Vec::new();
    for part in parts {
        let Some(course) = courses.iter().find(|course| course.id == part.course) else { continue };
        let (total, counts) = match desk::found_copy(house, course).await? {
            Some(draft) => texts_standing(house, &draft, &part).await?,
            None => edition_standing(house, course, &part.language).await?,
        };
        let title = texts::in_language(&course.title, language).map(|shown| shown.text);
        let told = OwnAssignment {
            id: part.id.0,
            slug: course.slug.clone(),
            title: title.unwrap_or_else(|| course.slug.clone()),
            language: part.language.to_string(),
            due_on: part.due_on,
            total: u32::try_from(total).unwrap_or(u32::MAX),
            counts: (&counts).into(),
        };
        items.push((part, told));
    }
    Ok(items)
}

/// How many units a part has, and how they stand.
async fn texts_standing(house: &House, draft: &Draft, part: &Assignment) -> Result<(usize, GridCounts), Problem> {
    let filter = GridFilter {
        language: Some(part.language.clone()),
        assigned: Some(vec![part.clone()]),
        ..GridFilter::default()
    };
    let grid = grid(house.db.read(), draft, &Access::Nothing, &filter).await?;
    let mut counts = GridCounts::new();
    for cell in grid.rows.iter().filter_map(|row| row.cells.last()) {
        *counts.entry(*cell).or_default() += 1;
    }
    Ok((grid.rows.len(), counts))
}

/// People who can be given something to translate.
#[utoipa::path(
    tag = "authoring",
    responses(
        (status = 200, description = "People", body = TranslatorList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[get("/translators")]
async fn list_translators(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
) -> Result<web::Json<TranslatorList>, Problem> {
    caller.author()?;
    let language = language::of(&request);
    let people = people_with(house.db.read(), &TRANSLATORS).await?;
    let told = people.iter().map(|person| PersonRef { id: person.id.0, name: person.name.display(language) });
    Ok(web::Json(TranslatorList { items: told.collect() }))
}

/// Who translates which part of a course. Translators see their own parts.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course")),
    responses(
        (status = 200, description = "Parts", body = AssignmentList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or nothing of it is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[get("/courses/{slug}/translations/assignments")]
async fn list_assignments(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
) -> Result<web::Json<AssignmentList>, Problem> {
    let desk = desk::open(&house, &caller, &slug).await?;
    let parts = match desk.access {
        Access::All => assignments_of(house.db.read(), desk.course.id).await?,
        Access::Assigned(own) => own,
        Access::Nothing => Vec::new(),
    };
    let items = described(&house, parts, language::of(&request)).await?;
    Ok(web::Json(AssignmentList { items }))
}

/// Gives a part of a course to a translator. Of a course whose languages are packages of their own that is a whole
/// language, which it need not have yet.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course")),
    request_body = NewAssignmentDto,
    responses(
        (status = 201, description = "Given", body = AssignmentDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such course", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The person has a part of it in this language", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[post("/courses/{slug}/translations/assignments")]
async fn create_assignment(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    body: web::Json<Object<NewAssignmentDto>>,
) -> Result<HttpResponse, Problem> {
    let desk = desk::open_as_author(&house, &caller, &slug).await?;
    let (course, draft) = (desk.course.id, desk::texts_of(&house, &desk.course).await?);
    let new = checked(&house, body.into_inner().0).await?;
    let (clock, rng, by) = (house.clock.clone(), house.rng.clone(), desk.actor.person);
    let part = house
        .db
        .write(async move |txn| match draft {
            Some(draft) => assign(txn, clock.as_ref(), rng.as_ref(), &draft, by, new).await,
            None => assign_edition(txn, clock.as_ref(), rng.as_ref(), course, by, new).await,
        })
        .await
        .map_err(refused)?;
    let told = described(&house, vec![part], language::of(&request)).await?.pop();
    Ok(HttpResponse::Created().json(told))
}

async fn checked(house: &House, body: NewAssignmentDto) -> Result<NewAssignment, Problem> {
    let person = PersonId(body.person);
    let known = people_with(house.db.read(), &TRANSLATORS).await?;
    if !known.iter().any(|known| known.id == person) {
        return Err(Problem::new(Code::Invalid).field("/person", "no_translator"));
    }
    let language = language_tag(&body.language, "/language")?;
    Ok(NewAssignment { language, person, units: body.units, due_on: body.due_on })
}

/// Says which units a part has from now on, and until when.
#[utoipa::path(
    tag = "authoring",
    params(
        ("slug" = String, Path, description = "The course"),
        ("assignment" = uuid::Uuid, Path, description = "The part"),
    ),
    request_body = AssignmentChangesDto,
    responses(
        (status = 200, description = "Changed", body = AssignmentDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[put("/courses/{slug}/translations/assignments/{assignment}")]
async fn update_assignment(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    body: web::Json<Object<AssignmentChangesDto>>,
) -> Result<HttpResponse, Problem> {
    let (slug, id) = path.into_inner();
    let course = desk::open_as_author(&house, &caller, &slug).await?.course.id;
    let id = AssignmentId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    let AssignmentChangesDto { units, due_on } = body.into_inner().0;
    let changes = AssignmentChanges { units, due_on };
    let part =
        house.db.write(async move |txn| change_assignment(txn, course, id, changes).await).await.map_err(refused)?;
    let told = described(&house, vec![part], language::of(&request)).await?.pop();
    Ok(HttpResponse::Ok().json(told))
}

/// Takes a part back. What was written stays.
#[utoipa::path(
    tag = "authoring",
    params(
        ("slug" = String, Path, description = "The course"),
        ("assignment" = uuid::Uuid, Path, description = "The part"),
    ),
    responses(
        (status = 204, description = "Taken back"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[delete("/courses/{slug}/translations/assignments/{assignment}")]
async fn delete_assignment(
    house: web::Data<House>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (slug, id) = path.into_inner();
    let course = desk::open_as_author(&house, &caller, &slug).await?.course.id;
    let id = AssignmentId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    house.db.write(async move |txn| withdraw(txn, course, id).await).await.map_err(refused)?;
    Ok(HttpResponse::NoContent().finish())
}

async fn described(
    house: &House,
    parts: Vec<Assignment>,
    language: InterfaceLanguage,
) -> Result<Vec<AssignmentDto>, Problem> {
    let people = parts.iter().flat_map(|part| [Some(part.person), part.assigned_by]).flatten();
    let names = Names::of(house, people, language).await?;
    let told = |part: Assignment| AssignmentDto {
        id: part.id.0,
        language: part.language.to_string(),
        person: names.told(Some(part.person)),
        units: part.units,
        due_on: part.due_on,
        assigned_by: names.told(part.assigned_by),
        assigned_at: part.assigned_at,
    };
    Ok(parts.into_iter().map(told).collect())
}

fn refused(error: AssignmentError) -> Problem {
    let invalid = |pointer: &str, code: &str| Problem::new(Code::Invalid).field(pointer, code);
    match error {
        AssignmentError::Exists => Problem::new(Code::AlreadyAssigned),
        AssignmentError::Unknown => Problem::new(Code::NotFound),
        AssignmentError::UnknownLanguage => invalid("/language", "language_not_available"),
        AssignmentError::UnknownUnit(_) => invalid("/units", "unknown"),
        AssignmentError::NoUnits => invalid("/units", "missing"),
        AssignmentError::Database(error) => error.into(),
    }
}
