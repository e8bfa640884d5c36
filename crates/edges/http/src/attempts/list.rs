//! Lists of attempts.

use actix_web::{HttpRequest, get, web};
use uuid::Uuid;
use vidik_base::{InterfaceLanguage, PersonId};
use vidik_catalogue::find_course;
use vidik_db::ConnectionTrait;
use vidik_learning::{AttemptFilter, AttemptRow, attempts};

use super::{
    dto::{AttemptList, AttemptRowDto, AttemptsQuery},
    institutions_seen,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    language,
    learning::told_progress,
    lists::{ListQuery, cut},
    privacy::{List, note_list},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    row_names::RowNames,
    state::House,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_attempts);
}

/// Attempts of the people whom the caller may see: a coordinator and a trainer those of their institutions, within the
/// membership, an administrator everybody's.
#[utoipa::path(
    tag = "attempts",
    params(AttemptsQuery),
    responses(
        (status = 200, description = "Attempts, those begun last first", body = AttemptList),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For coordinators, trainers and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "There is no such course, or the limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("learners")))
)]
#[get("/attempts")]
async fn list_attempts(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    query: web::Query<AttemptsQuery>,
) -> Result<web::Json<AttemptList>, Problem> {
    let institutions = institutions_seen(&house, &caller).await?;
    let query = query.into_inner();
    let list = ListQuery { cursor: query.cursor, limit: query.limit };
    let (limit, after) = (list.limit()?, list.after::<Uuid>()?);
    let conn = house.db.read();
    let course = match query.course {
        None => None,
        Some(slug) => {
            let found = find_course(conn, &slug).await?;
            Some(found.ok_or_else(|| Problem::new(Code::Invalid).field("course", "unknown_course"))?.id)
        }
    };
    let state = query.state.map(Into::into);
    let filter = AttemptFilter { person: query.person.map(PersonId), course, state, institutions };
    let rows = attempts(conn, &filter, house.clock.now().date_naive(), after, limit + 1).await?;
    let page = cut(rows, limit, |row| row.progress.registration.0)?;
    let items = told(conn, page.items, language::of(&request)).await?;
    note_list(&house, &caller, &request, List::of_all("attempts"), items.iter().map(|row| row.learner.id)).await?;
    Ok(web::Json(AttemptList { items, next_cursor: page.next_cursor }))
}

/// Rows with the names of people and courses.
pub(super) async fn told<C: ConnectionTrait>(
    conn: &C,
    rows: Vec<AttemptRow>,
    language: InterfaceLanguage,
) -> Result<Vec<AttemptRowDto>, Problem> {
    let people = rows.iter().map(|row| row.progress.person);
    let names = RowNames::of(conn, people, rows.iter().map(|row| row.progress.course), language).await?;
    let told = rows.into_iter().filter_map(|row| {
        Some(AttemptRowDto {
            id: row.progress.registration.0,
            number: row.number,
            state: row.state.into(),
            learner: names.learner(row.progress.person)?,
            course: names.course(row.progress.course)?,
            progress: told_progress(&row.progress, None, language),
        })
    });
    Ok(told.collect())
}
