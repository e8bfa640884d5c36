//! One's own record: what was done, what came of it, and what is kept.

use actix_web::{HttpRequest, HttpResponse, get, web};
use uuid::Uuid;
use vidik_lrs::{Filter, Sight, statements};
use vidik_reporting::{Order, RegistrationFilter, Scope, own_quiz_results};

use super::{
    dto::{QuizResultList, RegistrationList, StatementList},
    export::{PORTION, behind, whole},
    query::{OwnRecordQuery, Wanted, wanted},
    registrations::{file, part},
    told::told_results,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    known::unless_known,
    language,
    lists::{ListQuery, cut},
    lrs::account_key,
    problem::{Problem, ProblemBody},
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_own).service(list_own_results).service(list_own_statements);
}

/// One's own registrations: every run through a course, what changed last first; or all of them as a file.
#[utoipa::path(
    tag = "reports",
    params(OwnRecordQuery),
    responses(
        (status = 200, description = "Registrations, in parts or as a file", content(
            (RegistrationList = "application/json"),
            (String = "text/csv"),
            (String = "application/x-ndjson"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 304, description = "It is what `If-None-Match` names"),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs have no record of their own", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[get("/me/record")]
async fn list_own(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    query: web::Query<OwnRecordQuery>,
) -> Result<HttpResponse, Problem> {
    let scope = Scope::Person(caller.person()?.id);
    let filter = RegistrationFilter::default();
    let wanted = wanted(&request, query.format, query.separator, language::of(&request));
    if wanted != Wanted::Parts {
        return file(house, scope, "record", &request, wanted, filter);
    }
    unless_known(&request, &part(&house, scope, &request, &filter, &query.part(), Order::Newest).await?)
}

/// What one handed in: an attempt at a quiz a row, newest first; or all of them as a file.
#[utoipa::path(
    tag = "reports",
    params(OwnRecordQuery),
    responses(
        (status = 200, description = "Results, in parts or as a file", content(
            (QuizResultList = "application/json"),
            (String = "text/csv"),
            (String = "application/x-ndjson"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 304, description = "It is what `If-None-Match` names"),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs have no record of their own", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[get("/me/record/quiz-results")]
async fn list_own_results(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    query: web::Query<OwnRecordQuery>,
) -> Result<HttpResponse, Problem> {
    let (person, language) = (caller.person()?.id, language::of(&request));
    let wanted = wanted(&request, query.format, query.separator, language);
    if wanted != Wanted::Parts {
        return whole("quiz-results", wanted, move |before| {
            let house = house.clone();
            async move {
                let rows = own_quiz_results(house.db.read(), person, before, PORTION).await?;
                let next = behind(&rows, |row| row.attempt_id);
                Ok((told_results(&house, rows, language).await?, next))
            }
        });
    }
    let part = query.part();
    let (limit, before) = (part.limit()?, part.after::<Uuid>()?);
    let rows = own_quiz_results(house.db.read(), person, before, limit + 1).await?;
    let page = cut(rows, limit, |row| row.attempt_id)?;
    let items = told_results(&house, page.items, language).await?;
    unless_known(&request, &QuizResultList { items, next_cursor: page.next_cursor })
}

/// What the record says of oneself, as xAPI statements, newest first.
#[utoipa::path(
    tag = "reports",
    params(ListQuery),
    responses(
        (status = 200, description = "Statements", body = StatementList),
        (status = 304, description = "It is what `If-None-Match` names"),
        (status = 400, description = "The cursor was not made for this list", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs have no record of their own", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[get("/me/record/statements")]
async fn list_own_statements(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, Problem> {
    let person = caller.person()?.id;
    let (limit, after) = (query.limit()?, query.after::<Uuid>()?);
    let filter = Filter {
        agent: Some(account_key(&house.settings.app_address(""), person.0)),
        after,
        limit: usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1),
        ..Filter::default()
    };
    let found = statements(house.db.read(), &Sight::default(), &filter).await?;
    let page = cut(found.statements, limit, |kept| kept.sequence)?;
    let items = page.items.iter().map(|kept| serde_json::from_str(&kept.payload)).collect::<Result<_, _>>();
    let items = items.map_err(Problem::internal)?;
    unless_known(&request, &StatementList { items, next_cursor: page.next_cursor })
}
