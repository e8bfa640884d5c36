//! The change feed.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use uuid::Uuid;
use vidik_base::{InstitutionId, InterfaceLanguage};
use vidik_db::encode_cursor;
use vidik_institutions::memberships_by_id;
use vidik_reporting::{Change, ChangePlace, Scope, Subject, changes, quiz_results_by_id, registrations_by_id};

use super::{
    changes_dto::{ChangeDto, ChangeKind, ChangeList, ChangesQuery, MembershipChange},
    told::{told, told_results},
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    institutions::readable,
    language,
    lists::ListQuery,
    privacy::{List, note_list},
    problem::{Problem, ProblemBody},
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_changes);
}

/// What changed since you asked last: registrations, results of quizzes, memberships, and what was deleted.
///
/// Begin without a cursor, keep `next_cursor`, and bring it back: no change is skipped. A subject that changed several
/// times meanwhile comes once, with its newest change; one that changes again comes again.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id or slug", example = "demo-ministry"), ChangesQuery),
    responses(
        (status = 200, description = "Changes", body = ChangeList),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `progress:read`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("progress:read")))
)]
#[get("/institutions/{id}/changes")]
async fn list_changes(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    query: web::Query<ChangesQuery>,
) -> Result<web::Json<ChangeList>, Problem> {
    let institution = readable(&house, &caller, &id, "progress:read").await?;
    let list = ListQuery { cursor: query.cursor.clone(), limit: query.limit };
    let (limit, after) = (list.limit()?, list.after::<ChangePlace>()?.unwrap_or(ChangePlace::BEGINNING));
    let mut found = changes(house.db.read(), institution.id, after, limit + 1).await?;
    let more = u64::try_from(found.len()).is_ok_and(|count| count > limit);
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let place = found.last().map_or(after, |change| change.place);
    let items = told_changes(&house, institution.id, found, language::of(&request)).await?;
    let people = items.iter().filter_map(|item| {
        let registered = item.registration.as_ref().map(|row| row.learner.id);
        let handed_in = item.quiz_result.as_ref().map(|row| row.learner.id);
        registered.or(handed_in).or(item.membership.as_ref().map(|row| row.person_id))
    });
    note_list(&house, &caller, &request, List::of("changes", institution.id), people).await?;
    let next_cursor = encode_cursor(&place).map_err(Problem::internal)?;
    Ok(web::Json(ChangeList { items, next_cursor, more }))
}

/// Changes with their subjects as they stand now. A subject that went meanwhile is left out: its deletion follows.
pub(crate) async fn told_changes(
    house: &House,
    institution: InstitutionId,
    changes: Vec<Change>,
    language: InterfaceLanguage,
) -> Result<Vec<ChangeDto>, Problem> {
    let conn = house.db.read();
    let ids = |subject: Subject| -> Vec<Uuid> {
        let wanted = changes.iter().filter(|change| change.subject == subject && !change.deleted);
        wanted.map(|change| change.place.id).collect()
    };
    let rows = registrations_by_id(conn, Scope::Institution(institution), &ids(Subject::Registration)).await?;
    let rows = told(house, rows, language).await?;
    let mut registrations: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let rows = quiz_results_by_id(conn, institution, &ids(Subject::QuizResult)).await?;
    let rows = told_results(house, rows, language).await?;
    let mut results: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let rows = memberships_by_id(conn, &ids(Subject::Membership)).await?;
    let memberships: HashMap<_, _> = rows.into_iter().map(|row| (row.id.0, row)).collect();
    let items = changes.into_iter().filter_map(|change| {
        let id = change.place.id;
        let mut item = ChangeDto {
            number: change.place.change,
            kind: kind(&change),
            id,
            registration: None,
            quiz_result: None,
            membership: None,
        };
        if change.deleted {
            return Some(item);
        }
        match change.subject {
            Subject::Registration => item.registration = Some(Box::new(registrations.remove(&id)?)),
            Subject::QuizResult => item.quiz_result = Some(Box::new(results.remove(&id)?)),
            Subject::Membership => {
                let row = memberships.get(&id)?;
                item.membership = Some(MembershipChange {
                    id,
                    person_id: row.person.0,
                    starts_on: row.starts_on,
                    ends_on: row.ends_on,
                });
            }
        }
        Some(item)
    });
    Ok(items.collect())
}

const fn kind(change: &Change) -> ChangeKind {
    match (change.subject, change.deleted) {
        (Subject::Registration, false) if change.completed => ChangeKind::RegistrationCompleted,
        (Subject::Registration, false) => ChangeKind::RegistrationChanged,
        (Subject::Registration, true) => ChangeKind::RegistrationDeleted,
        (Subject::QuizResult, false) => ChangeKind::QuizResultChanged,
        (Subject::QuizResult, true) => ChangeKind::QuizResultDeleted,
        (Subject::Membership, false) => ChangeKind::MembershipChanged,
        (Subject::Membership, true) => ChangeKind::MembershipDeleted,
    }
}
