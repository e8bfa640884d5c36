//! What administrators do with the record: let programs in, and look at statements.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, delete, get, http::header, post, web};
use serde_json::Value;
use uuid::Uuid;
use vidik_base::{InterfaceLanguage, PersonId};
use vidik_institutions::{find_institution, institutions};
use vidik_lrs::{
    CredentialError, Filter, Kept, NewCredential, Scope, Sight, add_credential, credentials, person_of,
    revoke_credential, statement, statements,
};
use vidik_xapi::agent_key;

use super::dto::{
    CredentialDto, CredentialList, CredentialWithSecret, NewCredentialDto, RecordList, RecordQuery, RecordRowDto,
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    institutions::reference,
    language,
    lists::{ListQuery, cut},
    people::InstitutionRef,
    privacy::{List, Look, note_list, note_look},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

/// The longest name of a program, in characters.
const NAME: usize = 200;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_credentials)
        .service(create_credential)
        .service(delete_credential)
        .service(list_statements)
        .service(show_statement);
}

/// Programs that speak xAPI.
#[utoipa::path(
    tag = "record",
    responses(
        (status = 200, description = "Programs", body = CredentialList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/record/credentials")]
async fn list_credentials(
    house: web::Data<House>,
    request: HttpRequest,
    caller: Caller,
) -> Result<web::Json<CredentialList>, Problem> {
    caller.administrator()?;
    let named = named(&house, language::of(&request)).await?;
    let items = credentials(house.db.read()).await?.into_iter().map(|credential| {
        let institution = credential.institution.and_then(|id| named.get(&id.0).cloned());
        CredentialDto::new(credential, institution)
    });
    Ok(web::Json(CredentialList { items: items.collect(), next_cursor: None }))
}

async fn named(house: &House, language: InterfaceLanguage) -> Result<BTreeMap<Uuid, InstitutionRef>, Problem> {
    let all = institutions(house.db.read()).await?;
    Ok(all.iter().map(|institution| (institution.id.0, reference(institution, language))).collect())
}

/// Lets a program speak xAPI. Its secret is in the answer, and nowhere else.
#[utoipa::path(
    tag = "record",
    request_body = NewCredentialDto,
    responses(
        (status = 201, description = "Made", body = CredentialWithSecret),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[post("/record/credentials")]
async fn create_credential(
    house: web::Data<House>,
    request: HttpRequest,
    caller: Caller,
    body: web::Json<Object<NewCredentialDto>>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let body = body.into_inner().0;
    let name = body.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME {
        return Err(Problem::new(Code::Invalid).field("/name", "bad_name"));
    }
    if body.scopes.is_empty() {
        return Err(Problem::new(Code::Invalid).field("/scopes", "required"));
    }
    let institution = match &body.institution {
        None => None,
        Some(id) => {
            let found = find_institution(house.db.read(), id).await?;
            Some(found.ok_or_else(|| Problem::new(Code::Invalid).field("/institution", "unknown_institution"))?)
        }
    };
    let new = NewCredential {
        name,
        scopes: body.scopes.into_iter().map(Scope::from).collect(),
        institution: institution.as_ref().map(|institution| institution.id),
        own: None,
    };
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let added = house.db.write(async move |txn| add_credential(txn, clock.as_ref(), rng.as_ref(), new).await);
    let (credential, secret) = added.await.map_err(|error| match error {
        CredentialError::Database(error) => error.into(),
        CredentialError::KeyTaken => Problem::internal("a random key was taken"),
    })?;
    let institution = institution.map(|institution| reference(&institution, language::of(&request)));
    let credential = CredentialDto::new(credential, institution);
    Ok(HttpResponse::Created()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(CredentialWithSecret { credential, secret }))
}

/// Revokes a program: it is refused from the next request on.
#[utoipa::path(
    tag = "record",
    params(("id" = Uuid, Path, description = "The program")),
    responses(
        (status = 204, description = "Revoked"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[delete("/record/credentials/{id}")]
async fn delete_credential(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let id = Uuid::parse_str(&id).map_err(|_| Problem::new(Code::NotFound))?;
    let clock = house.clock.clone();
    let found = house.db.write(async move |txn| revoke_credential(txn, clock.as_ref(), id).await).await?;
    if found { Ok(HttpResponse::NoContent().finish()) } else { Err(Problem::new(Code::NotFound)) }
}

/// Statements, the newest first.
#[utoipa::path(
    tag = "record",
    params(RecordQuery, ListQuery),
    responses(
        (status = 200, description = "Statements", body = RecordList),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/record/statements")]
async fn list_statements(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    query: web::Query<RecordQuery>,
    list: web::Query<ListQuery>,
) -> Result<web::Json<RecordList>, Problem> {
    caller.administrator()?;
    let (limit, after) = (list.limit()?, list.after::<Uuid>()?);
    let query = query.into_inner();
    if let Some(person) = query.person.filter(|_| after.is_none()) {
        note_look(&house, &caller, Look { kind: "statements", object: person, subject: PersonId(person) }).await?;
    }
    let home_page = house.settings.app_address("");
    let filter = Filter {
        agent: query.person.map(|person| account_key(&home_page, person)),
        related_agents: true,
        verb: query.verb,
        activity: query.activity,
        related_activities: true,
        registration: query.registration,
        since: query.since,
        until: query.until,
        ascending: false,
        after,
        limit: usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1),
    };
    let found = statements(house.db.read(), &Sight::default(), &filter).await?;
    let page = cut(found.statements, limit, |kept| kept.sequence)?;
    let items = page.items.iter().map(|kept| row(kept, &home_page)).collect::<Result<Vec<_>, _>>()?;
    if query.person.is_none() {
        let people = items.iter().filter_map(|row| row.person);
        note_list(&house, &caller, &request, List::of_all("statements"), people).await?;
    }
    Ok(web::Json(RecordList { items, next_cursor: page.next_cursor }))
}

/// The key of the account by which the record knows one of our people.
pub(crate) fn account_key(home_page: &str, person: Uuid) -> String {
    let account = serde_json::json!({ "account": { "homePage": home_page, "name": person.to_string() } });
    agent_key(&account).unwrap_or_default()
}

/// One statement, as it is kept: also one that was voided.
#[utoipa::path(
    tag = "record",
    params(("id" = Uuid, Path, description = "The statement")),
    responses(
        (status = 200, description = "The statement, in the format of xAPI", body = Value),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/record/statements/{id}")]
async fn show_statement(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let id = Uuid::parse_str(&id).map_err(|_| Problem::new(Code::NotFound))?;
    for voided in [false, true] {
        if let Some(kept) = statement(house.db.read(), &Sight::default(), id, voided).await? {
            if let Some(person) = of_person(&kept, &house.settings.app_address("")) {
                note_look(&house, &caller, Look { kind: "statement", object: id, subject: PersonId(person) }).await?;
            }
            let json = (header::CONTENT_TYPE, "application/json");
            return Ok(HttpResponse::Ok().insert_header(json).body(kept.payload));
        }
    }
    Err(Problem::new(Code::NotFound))
}

/// The person of ours whom a statement is about.
fn of_person(kept: &Kept, home_page: &str) -> Option<Uuid> {
    let json: Value = serde_json::from_str(&kept.payload).ok()?;
    person_of(&agent_key(json.get("actor")?)?, home_page)
}

fn row(kept: &Kept, home_page: &str) -> Result<RecordRowDto, Problem> {
    let json: Value = serde_json::from_str(&kept.payload).map_err(Problem::internal)?;
    let part = |name: &str| json.get(name).unwrap_or(&Value::Null);
    let key = agent_key(part("actor"));
    let object = part("object");
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(RecordRowDto {
        id: kept.id,
        stored_at: kept.stored_at,
        happened_at: text(&json, "timestamp").and_then(|moment| moment.parse().ok()),
        actor: who(part("actor")),
        person: key.and_then(|key| person_of(&key, home_page)),
        verb: text(part("verb"), "id").unwrap_or_default(),
        verb_name: words(part("verb").get("display")),
        object: text(object, "id").or_else(|| agent_key(object)).unwrap_or_default(),
        object_name: words(object.get("definition").and_then(|definition| definition.get("name"))),
        authority: who(part("authority")),
    })
}

/// A name, or what an agent is known by.
fn who(agent: &Value) -> String {
    let name = agent.get("name").and_then(Value::as_str).map(str::to_owned);
    name.or_else(|| agent_key(agent)).unwrap_or_default()
}

/// The first of texts in several languages.
fn words(texts: Option<&Value>) -> Option<String> {
    texts?.as_object()?.values().next()?.as_str().map(str::to_owned)
}
