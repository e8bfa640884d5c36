//! The audit log.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use uuid::Uuid;
use vidik_base::{InterfaceLanguage, PersonId};
use vidik_db::{ConnectionTrait, audit};
use vidik_identity::people_by_id;
use vidik_institutions::institutions;

use super::dto::{AuditEntryDto, AuditList, AuditQuery, PersonRef};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    institutions::reference,
    language,
    lists::{ListQuery, cut},
    people::InstitutionRef,
    problem::{Problem, ProblemBody},
    state::House,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_audit);
}

/// Changes that people made by hand, with their reasons, newest first.
#[utoipa::path(
    tag = "attempts",
    params(AuditQuery),
    responses(
        (status = 200, description = "Changes", body = AuditList),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/audit")]
async fn list_audit(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    query: web::Query<AuditQuery>,
) -> Result<web::Json<AuditList>, Problem> {
    caller.administrator()?;
    let query = query.into_inner();
    let list = ListQuery { cursor: query.cursor, limit: query.limit };
    let (limit, after) = (list.limit()?, list.after::<Uuid>()?);
    let filter = audit::Filter {
        actor: query.actor,
        subject: query.subject,
        action: query.action,
        object: query.object,
        from: query.from,
        until: query.until,
        changes_only: false,
    };
    let conn = house.db.read();
    let page = cut(audit::list(conn, &filter, after, limit + 1).await?, limit, |entry| entry.id)?;
    let items = named(conn, page.items, language::of(&request)).await?;
    Ok(web::Json(AuditList { items, next_cursor: page.next_cursor }))
}

/// The institutions whose lists rows tell of.
async fn institutions_in<C: ConnectionTrait>(
    conn: &C,
    entries: &[audit::Entry],
    language: InterfaceLanguage,
) -> Result<HashMap<Uuid, InstitutionRef>, Problem> {
    if !entries.iter().any(is_of_list) {
        return Ok(HashMap::new());
    }
    let all = institutions(conn).await?;
    Ok(all.iter().map(|institution| (institution.id.0, reference(institution, language))).collect())
}

fn is_of_list(entry: &audit::Entry) -> bool {
    [audit::LISTED, audit::EXPORTED].contains(&entry.action.as_str())
}

/// Rows with the names of the people and institutions in them.
pub(super) async fn named<C: ConnectionTrait>(
    conn: &C,
    entries: Vec<audit::Entry>,
    language: InterfaceLanguage,
) -> Result<Vec<AuditEntryDto>, Problem> {
    let mut ids: Vec<PersonId> =
        entries.iter().flat_map(|entry| [entry.actor, entry.subject]).flatten().map(PersonId).collect();
    ids.sort_unstable();
    ids.dedup();
    let people = people_by_id(conn, &ids).await?.into_iter();
    let names: HashMap<Uuid, String> = people.map(|person| (person.id.0, person.name.display(language))).collect();
    let institutions = institutions_in(conn, &entries, language).await?;
    let known = |id: Uuid| PersonRef { id, name: names.get(&id).cloned() };
    let told = entries.into_iter().map(|entry| AuditEntryDto {
        institution: institutions.get(&entry.object).filter(|_| is_of_list(&entry)).cloned(),
        id: entry.id,
        at: entry.at,
        actor: entry.actor.map(known),
        subject: entry.subject.map(known),
        action: entry.action,
        kind: entry.kind,
        object: entry.object,
        part: entry.part,
        reason: entry.reason,
        before: entry.before,
        after: entry.after,
    });
    Ok(told.collect())
}
