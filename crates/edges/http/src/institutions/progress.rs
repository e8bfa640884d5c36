//! The progress of an institution's people.

use actix_web::{HttpRequest, get, web};
use vidik_base::{Completion, CourseId, PersonId, Score, Success};
use vidik_reporting::{After, ProgressRow, institution_progress};

use super::{
    dto::{ProgressList, ProgressQuery, ProgressRowDto},
    readable,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    language,
    learning::score_dto,
    lists::{ListQuery, cut},
    privacy::{List, note_list},
    problem::{Problem, ProblemBody},
    row_names::RowNames,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_progress);
}

/// How far the institution's people are: one row a learner and run through a course, own people only.
///
/// Rows come in the order in which they changed; a row that changes while you page comes again, none is skipped. To
/// keep up, bring back the last `next_cursor`, or ask with `since`. What fell outside a membership is not shown.
#[utoipa::path(
    tag = "institutions",
    params(("id" = String, Path, description = "Id or slug", example = "demo-ministry"), ProgressQuery),
    responses(
        (status = 200, description = "Progress", body = ProgressList),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `progress:read`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("progress:read")))
)]
#[get("/institutions/{id}/progress")]
async fn list_progress(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    query: web::Query<ProgressQuery>,
) -> Result<web::Json<ProgressList>, Problem> {
    let institution = readable(&house, &caller, &id, "progress:read").await?;
    let query = query.into_inner();
    let list = ListQuery { cursor: query.cursor, limit: query.limit };
    let (limit, after) = (list.limit()?, list.after::<After>()?);
    let conn = house.db.read();
    let rows = institution_progress(conn, institution.id, query.since, after, limit + 1).await?;
    let page = cut(rows, limit, |row| After { change: row.change_number, registration: row.registration_id })?;
    let people = page.items.iter().map(|row| PersonId(row.person_id));
    let courses = page.items.iter().map(|row| CourseId(row.course_id));
    let names = RowNames::of(conn, people, courses, language::of(&request)).await?;
    let items: Vec<_> = page.items.into_iter().filter_map(|row| told(row, &names)).collect();
    let shown = items.iter().map(|row| row.learner.id);
    note_list(&house, &caller, &request, List::of("progress", institution.id), shown).await?;
    Ok(web::Json(ProgressList { items, next_cursor: page.next_cursor }))
}

fn told(row: ProgressRow, names: &RowNames) -> Option<ProgressRowDto> {
    let score = Score { scaled: row.scaled, raw: row.raw, min: row.min, max: row.max };
    Some(ProgressRowDto {
        learner: names.learner(PersonId(row.person_id))?,
        course: names.course(CourseId(row.course_id))?,
        registration_id: row.registration_id,
        completion: Completion::from_word(&row.completion).into(),
        success: Success::from_word(&row.success).into(),
        progress: row.progress,
        score: score_dto(score),
        seconds: row.hundredths / 100,
        started_at: row.started_at,
        updated_at: row.updated_at,
        completed_at: row.completed_at,
        language: row.language,
    })
}
