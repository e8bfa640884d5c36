//! One registration: its activities, sessions and statements.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, get, web};
use uuid::Uuid;
use vidik_base::{AlignedItemId, InterfaceLanguage, PersonId, RegistrationId};
use vidik_catalogue::{PlayableEdition, course};
use vidik_learning::{attempt_view, progress, waivers_of};
use vidik_lrs::statements_of;
use vidik_reporting::{RegistrationRow, Scope, registration, seen_by, sessions};

use super::{
    dto::{RegistrationDetail, SessionDto, StatementList, WaivedUnitDto},
    told::{told, told_waiving},
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    language,
    learning::{ActivityNodeDto, ActivityStandingDto, activity_node, edition_played, score_dto},
    lists::{ListQuery, cut},
    privacy::{Look, note_look},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_registration).service(list_registration_statements);
}

/// The registration as the caller sees it: an administrator as it is, an institution as it stood within the membership.
pub(crate) async fn visible(house: &House, caller: &Caller, id: &str, scope: &str) -> Result<RegistrationRow, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let seen = caller.institutions_seen()?;
    let id = RegistrationId(id.parse().map_err(|_| not_found())?);
    let conn = house.db.read();
    let Some(own) = seen else { return registration(conn, Scope::Everybody, id).await?.ok_or_else(not_found) };
    for institution in seen_by(conn, id).await?.into_iter().filter(|institution| own.contains(institution)) {
        caller.reads_institution(institution, scope)?;
        if let Some(row) = registration(conn, Scope::Institution(institution), id).await? {
            return Ok(row);
        }
    }
    Err(not_found())
}

/// One registration, with every activity, what was reached there, and every opening of the player.
#[utoipa::path(
    tag = "reports",
    params(("id" = Uuid, Path, description = "The registration")),
    responses(
        (status = 200, description = "The registration", body = RegistrationDetail),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For coordinators of the learner's institution, its programs with `progress:read`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("progress:read")))
)]
#[get("/registrations/{id}")]
async fn show_registration(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<web::Json<RegistrationDetail>, Problem> {
    let row = visible(&house, &caller, &id, "progress:read").await?;
    let subject = PersonId(row.person_id);
    note_look(&house, &caller, Look { kind: "registration", object: row.registration_id, subject }).await?;
    let language = language::of(&request);
    let (until, went_on, id) = (row.updated_at, row.went_on, RegistrationId(row.registration_id));
    let told = told(&house, vec![row], language).await?.into_iter().next();
    let registration = told.ok_or_else(|| Problem::new(Code::NotFound))?;
    let opened = sessions(house.db.read(), id).await?.into_iter();
    let opened = opened.filter(|session| !went_on || session.began_at <= until);
    let found = if went_on { None } else { activities(&house, id, language).await? };
    let (tree, activities, waived_units) = match found {
        Some((tree, activities, waived)) => (Some(tree), Some(activities), waived),
        None => (None, None, Vec::new()),
    };
    Ok(web::Json(RegistrationDetail {
        registration,
        tree,
        activities,
        waived_units,
        sessions: opened
            .map(|session| SessionDto { id: session.id, began_at: session.began_at, language: session.language })
            .collect(),
    }))
}

type Activities = (Vec<ActivityNodeDto>, BTreeMap<String, ActivityStandingDto>, Vec<WaivedUnitDto>);

async fn activities(
    house: &House,
    id: RegistrationId,
    language: InterfaceLanguage,
) -> Result<Option<Activities>, Problem> {
    let conn = house.db.read();
    let Some(progress) = progress(conn, id).await? else { return Ok(None) };
    let Some(course) = course(conn, progress.course).await? else { return Ok(None) };
    let Some(edition) = edition_played(house, &course, &progress).await? else { return Ok(None) };
    let view = attempt_view(conn, id, &edition).await?;
    let spoken = &edition.edition.language;
    let standings = view.standings.into_iter().map(|(id, (standing, result))| {
        let told = ActivityStandingDto {
            completion: standing.completion.into(),
            success: standing.success.into(),
            progress: standing.progress,
            score: score_dto(result.score),
            seconds: result.time.seconds(),
        };
        (id, told)
    });
    let tree = view.activities.iter().map(|node| activity_node(node, spoken, language)).collect();
    let waived = waived_units(house, id, &edition, language).await?;
    Ok(Some((tree, standings.collect(), waived)))
}

async fn waived_units(
    house: &House,
    id: RegistrationId,
    edition: &PlayableEdition,
    language: InterfaceLanguage,
) -> Result<Vec<WaivedUnitDto>, Problem> {
    let waivers = waivers_of(house.db.read(), id).await?;
    let by = told_waiving(house, &waivers, language).await?;
    let units = waivers.into_iter().zip(by).filter_map(|(waiver, by)| {
        let item = waiver.item?.parse().ok()?;
        let activity = edition.tree.id(edition.activity_of(AlignedItemId(item))?).to_string();
        Some(WaivedUnitDto { activity, at: waiver.at, by, reason: waiver.reason })
    });
    Ok(units.collect())
}

/// What the record says of a registration, as xAPI statements, in the order in which they were stored.
#[utoipa::path(
    tag = "reports",
    params(("id" = Uuid, Path, description = "The registration"), ListQuery),
    responses(
        (status = 200, description = "Statements", body = StatementList),
        (status = 400, description = "The cursor was not made for this list", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For coordinators of the learner's institution, its programs with `progress:read`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("progress:read")))
)]
#[get("/registrations/{id}/statements")]
async fn list_registration_statements(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    query: web::Query<ListQuery>,
) -> Result<web::Json<StatementList>, Problem> {
    let row = visible(&house, &caller, &id, "progress:read").await?;
    let (limit, after) = (query.limit()?, query.after::<Uuid>()?);
    if after.is_none() {
        let subject = PersonId(row.person_id);
        note_look(&house, &caller, Look { kind: "statements", object: row.registration_id, subject }).await?;
    }
    let registration = RegistrationId(row.registration_id);
    let seen_by = caller.institutions_seen()?;
    let rows = statements_of(house.db.read(), registration, seen_by.as_deref(), after, limit + 1).await?;
    let mut page = cut(rows, limit, |(sequence, _)| *sequence)?;
    if row.went_on {
        // What was stored after the institution's last look is not its business.
        let told = page.items.len();
        page.items.retain(|(_, statement)| stored_by(statement, row.updated_at));
        page.next_cursor = page.next_cursor.filter(|_| page.items.len() == told);
    }
    let items = page.items.into_iter().map(|(_, statement)| statement).collect();
    Ok(web::Json(StatementList { items, next_cursor: page.next_cursor }))
}

fn stored_by(statement: &serde_json::Value, moment: chrono::DateTime<chrono::Utc>) -> bool {
    let stored = statement.get("stored").and_then(serde_json::Value::as_str);
    let stored = stored.and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
    stored.is_some_and(|stored| stored <= moment)
}
