//! The progress of an institution's people.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use utoipa_actix_web::service_config::ServiceConfig;
use vidik_base::{Completion, CourseId, InterfaceLanguage, PersonId, Score, Success};
use vidik_catalogue::{Course, courses_by_id};
use vidik_identity::{Person, people_by_id};
use vidik_reporting::{After, ProgressRow, institution_progress};

use super::{
    dto::{CourseRef, LearnerRef, ProgressList, ProgressQuery, ProgressRowDto},
    readable,
};
use crate::{
    caller::Caller,
    language,
    learning::score_dto,
    lists::{ListQuery, cut},
    problem::{Problem, ProblemBody},
    state::House,
    texts,
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
    let people = people_of(conn, &page.items).await?;
    let courses = courses_of(conn, &page.items).await?;
    let language = language::of(&request);
    let items = page.items.into_iter().filter_map(|row| told(row, &people, &courses, language)).collect();
    Ok(web::Json(ProgressList { items, next_cursor: page.next_cursor }))
}

async fn people_of<C: vidik_db::ConnectionTrait>(
    conn: &C,
    rows: &[ProgressRow],
) -> Result<HashMap<PersonId, Person>, Problem> {
    let ids: Vec<PersonId> = rows.iter().map(|row| PersonId(row.person_id)).collect();
    Ok(people_by_id(conn, &ids).await?.into_iter().map(|person| (person.id, person)).collect())
}

async fn courses_of<C: vidik_db::ConnectionTrait>(
    conn: &C,
    rows: &[ProgressRow],
) -> Result<HashMap<CourseId, Course>, Problem> {
    let mut ids: Vec<CourseId> = rows.iter().map(|row| CourseId(row.course_id)).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(courses_by_id(conn, &ids).await?.into_iter().map(|course| (course.id, course)).collect())
}

fn told(
    row: ProgressRow,
    people: &HashMap<PersonId, Person>,
    courses: &HashMap<CourseId, Course>,
    language: InterfaceLanguage,
) -> Option<ProgressRowDto> {
    let person = people.get(&PersonId(row.person_id))?;
    let course = courses.get(&CourseId(row.course_id))?;
    let score = Score { scaled: row.scaled, raw: row.raw, min: row.min, max: row.max };
    Some(ProgressRowDto {
        learner: LearnerRef {
            id: person.id.0,
            name: person.name.display(language),
            email: person.email.clone(),
            staff_number: person.staff_number.clone(),
        },
        course: CourseRef {
            id: course.id.0,
            slug: course.slug.clone(),
            title: texts::in_language(&course.title, language).map_or_else(|| course.slug.clone(), |text| text.text),
        },
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
