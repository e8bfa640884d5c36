//! How an institution's people stand: at a glance, by course, by learner.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Datelike as _, Duration, Months, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;
use vidik_base::PersonId;
use vidik_institutions::external_ids;
use vidik_reporting::{completions, course_summaries, learner_summaries, overview};

use super::{
    query::course_named,
    summaries_dto::{
        ActivePeople, CountSince, CourseSummaryDto, CourseSummaryList, CourseSummaryQuery, LearnerSummaryDto,
        LearnerSummaryList, MonthCompletions, OverviewDto,
    },
    told::learner,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    institutions::readable,
    known::unless_known,
    language,
    lists::{ListQuery, cut},
    privacy::{List, note_list},
    problem::{Problem, ProblemBody},
    row_names::RowNames,
    state::House,
};

/// How long ago somebody counts as active.
const ACTIVE: Duration = Duration::days(30);

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_overview).service(list_course_summaries).service(list_learner_summaries);
}

/// How many months the completions are told of.
const MONTHS: u32 = 12;

/// The first moment of the quarter that a moment falls into.
fn quarter(now: DateTime<Utc>) -> DateTime<Utc> {
    let month = (now.month0() / 3) * 3 + 1;
    begin(NaiveDate::from_ymd_opt(now.year(), month, 1).unwrap_or_else(|| now.date_naive()))
}

const fn begin(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The first days of the last twelve months, this one included, and of the next one.
fn months(today: NaiveDate) -> Vec<NaiveDate> {
    let Some(this) = today.with_day(1) else { return Vec::new() };
    let next = this.checked_add_months(Months::new(1));
    let past = (0..MONTHS).rev().filter_map(|back| this.checked_sub_months(Months::new(back)));
    past.chain(next).collect()
}

/// An institution at a glance: its people, who is active, what was completed this quarter, what is overdue.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id or slug", example = "demo-ministry")),
    responses(
        (status = 200, description = "The numbers", body = OverviewDto),
        (status = 304, description = "It is what `If-None-Match` names"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `progress:read`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("progress:read")))
)]
#[get("/institutions/{id}/summary")]
async fn show_overview(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let institution = readable(&house, &caller, &id, "progress:read").await?;
    let (now, conn) = (house.clock.now(), house.db.read());
    // By the day, so that the answer is the same until something changes.
    let (active, completed) = (begin(now.date_naive()) - ACTIVE, quarter(now));
    let numbers = overview(conn, institution.id, now.date_naive(), active, completed).await?;
    let months = months(now.date_naive());
    let moments: Vec<_> = months.iter().map(|month| begin(*month)).collect();
    let counts = completions(conn, institution.id, &moments).await?;
    let body = OverviewDto {
        members: numbers.members,
        active: ActivePeople { count: numbers.active, registrations: numbers.active_registrations, since: active },
        in_progress: numbers.in_progress,
        completed: CountSince { count: numbers.completed, since: completed },
        overdue: numbers.overdue,
        completions: months.into_iter().zip(counts).map(|(month, count)| MonthCompletions { month, count }).collect(),
    };
    unless_known(&request, &body)
}

/// How an institution's people stand in each course, with the distribution of scores and progress.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id or slug", example = "demo-ministry"), CourseSummaryQuery),
    responses(
        (status = 200, description = "Courses", body = CourseSummaryList),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `progress:read`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "There is no such course", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("progress:read")))
)]
#[get("/institutions/{id}/summaries/courses")]
async fn list_course_summaries(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    query: web::Query<CourseSummaryQuery>,
) -> Result<web::Json<CourseSummaryList>, Problem> {
    let institution = readable(&house, &caller, &id, "progress:read").await?;
    let (conn, language) = (house.db.read(), language::of(&request));
    let course = course_named(conn, query.course.as_deref()).await?;
    let summaries = course_summaries(conn, institution.id, course).await?;
    let courses = summaries.iter().map(|summary| summary.course);
    let names = RowNames::of(conn, std::iter::empty(), courses, language).await?;
    let told = summaries.into_iter().filter_map(|summary| {
        Some(CourseSummaryDto {
            course: names.course(summary.course)?,
            standing: summary.standing.into(),
            scores: summary.scores.to_vec(),
            progress: summary.progress.to_vec(),
        })
    });
    let mut items: Vec<_> = told.collect();
    items.sort_by_cached_key(|item| vidik_lang::sort_key(&item.course.title, language));
    Ok(web::Json(CourseSummaryList { items, next_cursor: None }))
}

/// How each of an institution's learners stands, all courses together.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id or slug", example = "demo-ministry"), ListQuery),
    responses(
        (status = 200, description = "Learners", body = LearnerSummaryList),
        (status = 400, description = "The cursor was not made for this list", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `progress:read`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("progress:read")))
)]
#[get("/institutions/{id}/summaries/learners")]
async fn list_learner_summaries(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    query: web::Query<ListQuery>,
) -> Result<web::Json<LearnerSummaryList>, Problem> {
    let institution = readable(&house, &caller, &id, "progress:read").await?;
    let (conn, language) = (house.db.read(), language::of(&request));
    let (limit, after) = (query.limit()?, query.after::<Uuid>()?);
    let rows = learner_summaries(conn, institution.id, after.map(PersonId), limit + 1).await?;
    let page = cut(rows, limit, |row| row.person.0)?;
    let ids: Vec<_> = page.items.iter().map(|row| row.person).collect();
    note_list(&house, &caller, &request, List::of("learners", institution.id), ids.iter().map(|id| id.0)).await?;
    let names = RowNames::of(conn, ids.iter().copied(), std::iter::empty(), language).await?;
    let mut external = external_ids(conn, institution.id, &ids).await?;
    let items = page.items.into_iter().filter_map(|row| {
        let learner = learner(&names, row.person.0, external.remove(&row.person))?;
        Some(LearnerSummaryDto { learner, standing: row.standing.into() })
    });
    Ok(web::Json(LearnerSummaryList { items: items.collect(), next_cursor: page.next_cursor }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_begin_in_january_april_july_and_october() {
        for (now, begin) in [("2026-11-22", "2026-10-01"), ("2026-01-01", "2026-01-01"), ("2026-06-30", "2026-04-01")] {
            let at = |day: &str| format!("{day}T00:00:00Z").parse::<DateTime<Utc>>().unwrap();
            assert_eq!(quarter(at(now)), at(begin));
        }
    }

    #[test]
    fn twelve_months_go_over_the_turn_of_the_year() {
        let told = months(NaiveDate::from_ymd_opt(2026, 3, 31).unwrap());
        let day = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        assert_eq!(told.len(), 13);
        assert_eq!((told[0], told[11], told[12]), (day(2025, 4), day(2026, 3), day(2026, 4)));
    }
}
