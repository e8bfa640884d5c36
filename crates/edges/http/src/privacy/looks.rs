//! Who looked at whose record. A look of the staff is written down before it is answered; one's own is nobody's business.

use actix_web::{HttpRequest, get, web};
use serde_json::Value;
use uuid::Uuid;
use vidik_base::{PersonId, new_ordered_id};
use vidik_db::audit;
use vidik_identity::{people_by_id, person};

use super::dto::{LookDto, LookList};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    language,
    lists::{ListQuery, cut},
    problem::{Problem, ProblemBody},
    state::House,
};

/// What of somebody was looked at.
pub(crate) struct Look {
    /// A word: `attempt`, `registration`, `statements`, `person`, `export`, or of a list that shows nobody else its name.
    pub kind: &'static str,
    /// Which.
    pub object: Uuid,
    /// Whose.
    pub subject: PersonId,
}

/// Writes down a look of a person at somebody else's record.
pub(crate) async fn note_look(house: &House, caller: &Caller, look: Look) -> Result<(), Problem> {
    let Some(actor) = caller.person_if_any().map(|person| person.id).filter(|id| *id != look.subject) else {
        return Ok(());
    };
    // A pseudonym in a statement, or an id that means nobody.
    if person(house.db.read(), look.subject).await?.is_none() {
        return Ok(());
    }
    let Look { kind, object, subject } = look;
    write(house, Some(actor), Noted { action: audit::READ, kind, object, subject: Some(subject), after: Value::Null })
        .await
}

/// What is written down.
pub(super) struct Noted {
    pub action: &'static str,
    pub kind: &'static str,
    pub object: Uuid,
    pub subject: Option<PersonId>,
    pub after: Value,
}

pub(super) async fn write(house: &House, actor: Option<PersonId>, noted: Noted) -> Result<(), Problem> {
    let entry = audit::Entry {
        id: new_ordered_id(house.clock.as_ref(), house.rng.as_ref()),
        at: house.clock.now(),
        actor: actor.map(|actor| actor.0),
        subject: noted.subject.map(|subject| subject.0),
        action: noted.action.to_owned(),
        kind: noted.kind.to_owned(),
        object: noted.object,
        part: None,
        reason: String::new(),
        before: Value::Null,
        after: noted.after,
    };
    Ok(house.db.write(async move |txn| audit::add(txn, entry).await).await?)
}

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_looks);
}

/// Who of the staff looked at one's own record, newest first.
#[utoipa::path(
    tag = "privacy",
    params(ListQuery),
    responses(
        (status = 200, description = "Looks", body = LookList),
        (status = 400, description = "The cursor was not made for this list", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs have no self", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[get("/me/record-reads")]
async fn list_looks(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    query: web::Query<ListQuery>,
) -> Result<web::Json<LookList>, Problem> {
    let own = caller.person()?.id;
    let (limit, after) = (query.limit()?, query.after::<Uuid>()?);
    let filter =
        audit::Filter { subject: Some(own.0), action: Some(audit::READ.to_owned()), ..audit::Filter::default() };
    let conn = house.db.read();
    let page = cut(audit::list(conn, &filter, after, limit + 1).await?, limit, |entry| entry.id)?;
    let mut actors: Vec<PersonId> = page.items.iter().filter_map(|entry| entry.actor.map(PersonId)).collect();
    actors.sort_unstable();
    actors.dedup();
    let people = people_by_id(conn, &actors).await?;
    let language = language::of(&request);
    let items = page.items.into_iter().map(|entry| LookDto {
        at: entry.at,
        who: people.iter().find(|one| Some(one.id.0) == entry.actor).map(|one| one.name.display(language)),
        kind: entry.kind,
        object: entry.object,
    });
    Ok(web::Json(LookList { items: items.collect(), next_cursor: page.next_cursor }))
}
