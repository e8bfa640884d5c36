//! Lists of attempts.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use vidik_base::{CourseId, InterfaceLanguage, PersonId};
use vidik_catalogue::{Course, courses_by_id, find_course};
use vidik_db::ConnectionTrait;
use vidik_identity::{Person, people_by_id};
use vidik_learning::{AttemptFilter, AttemptRow, attempts};

use super::{
    dto::{AttemptList, AttemptRowDto, AttemptsQuery},
    institutions_seen,
};
use crate::{
    caller::Caller,
    institutions::{CourseRef, LearnerRef},
    language,
    learning::told_progress,
    lists::{ListQuery, cut},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
    texts,
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
    Ok(web::Json(AttemptList { items, next_cursor: page.next_cursor }))
}

/// Rows with the names of people and courses.
pub(super) async fn told<C: ConnectionTrait>(
    conn: &C,
    rows: Vec<AttemptRow>,
    language: InterfaceLanguage,
) -> Result<Vec<AttemptRowDto>, Problem> {
    let mut people: Vec<PersonId> = rows.iter().map(|row| row.progress.person).collect();
    people.sort_unstable();
    people.dedup();
    let people: HashMap<_, _> =
        people_by_id(conn, &people).await?.into_iter().map(|person| (person.id, person)).collect();
    let mut courses: Vec<CourseId> = rows.iter().map(|row| row.progress.course).collect();
    courses.sort_unstable();
    courses.dedup();
    let courses: HashMap<_, _> =
        courses_by_id(conn, &courses).await?.into_iter().map(|course| (course.id, course)).collect();
    let told = rows.into_iter().filter_map(|row| {
        let (person, course) = (people.get(&row.progress.person)?, courses.get(&row.progress.course)?);
        Some(AttemptRowDto {
            id: row.progress.registration.0,
            number: row.number,
            state: row.state.into(),
            learner: learner(person, language),
            course: course_ref(course, language),
            progress: told_progress(&row.progress, None, language),
        })
    });
    Ok(told.collect())
}

fn learner(person: &Person, language: InterfaceLanguage) -> LearnerRef {
    LearnerRef {
        id: person.id.0,
        name: person.name.display(language),
        email: person.email.clone(),
        staff_number: person.staff_number.clone(),
    }
}

fn course_ref(course: &Course, language: InterfaceLanguage) -> CourseRef {
    let title = texts::in_language(&course.title, language).map_or_else(|| course.slug.clone(), |text| text.text);
    CourseRef { id: course.id.0, slug: course.slug.clone(), title }
}
