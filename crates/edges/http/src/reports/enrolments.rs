//! Places on courses: who is to complete what, by when.

use actix_web::{HttpRequest, HttpResponse, get, web};
use vidik_reporting::{AfterEnrolment, EnrolmentRow, enrolments};

use super::{
    enrolments_dto::EnrolmentList,
    export::{PORTION, behind, whole},
    query::{EnrolmentsQuery, Wanted, wanted},
    told::told_enrolments,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    institutions::readable,
    known::unless_known,
    language,
    lists::cut,
    privacy::{List, note_list, note_taken_out},
    problem::{Problem, ProblemBody},
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_enrolments);
}

/// Places on courses of the people who belong to an institution today, begun or not, those that are due first at the
/// beginning.
///
/// `overdue=true` gives what was due before today and is not completed, which is the number in the summary.
#[utoipa::path(
    tag = "reports",
    params(("id" = String, Path, description = "Id or slug", example = "demo-ministry"), EnrolmentsQuery),
    responses(
        (status = 200, description = "Enrolments, in parts or as a file", content(
            (EnrolmentList = "application/json"),
            (String = "text/csv"),
            (String = "application/x-ndjson"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 304, description = "It is what `If-None-Match` names"),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `progress:read`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("progress:read")))
)]
#[get("/institutions/{id}/enrolments")]
async fn list_enrolments(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    query: web::Query<EnrolmentsQuery>,
) -> Result<HttpResponse, Problem> {
    let institution = readable(&house, &caller, &id, "progress:read").await?;
    let language = language::of(&request);
    let filter = query.filter(&house, institution.id).await?;
    let (today, wanted) = (house.clock.now().date_naive(), wanted(&request, query.format, query.separator, language));
    let listed = List::of("enrolments", institution.id);
    if wanted != Wanted::Parts {
        note_taken_out(&house, &caller, &request, listed).await?;
        return whole(&format!("enrolments-{}", institution.slug), wanted, move |after| {
            let (house, filter) = (house.clone(), filter.clone());
            async move {
                let rows = enrolments(house.db.read(), institution.id, &filter, today, after, PORTION).await?;
                let next = behind(&rows, EnrolmentRow::place);
                Ok((told_enrolments(&house, rows, language).await?, next))
            }
        });
    }
    let part = query.part();
    let (limit, after) = (part.limit()?, part.after::<AfterEnrolment>()?);
    let rows = enrolments(house.db.read(), institution.id, &filter, today, after, limit + 1).await?;
    let page = cut(rows, limit, EnrolmentRow::place)?;
    let items = told_enrolments(&house, page.items, language).await?;
    note_list(&house, &caller, &request, listed, items.iter().map(|row| row.learner.id)).await?;
    unless_known(&request, &EnrolmentList { items, next_cursor: page.next_cursor })
}
