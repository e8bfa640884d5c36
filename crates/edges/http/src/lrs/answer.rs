//! What every answer of the record has: the version, the leave for pages of other origins, problems with the clause.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    web::Payload,
};
use chrono::{DateTime, SecondsFormat, Utc};
use vidik_xapi::Version;

use super::call::Call;
use crate::{
    problem::{FieldError, Problem},
    problem_codes::Code,
    state::House,
};

/// The header that names the version.
pub(crate) const VERSION_HEADER: &str = "x-experience-api-version";
/// The version of a request that names none: the last one that had no header for it (1.0.3, part three, 3.3). It is not
/// spoken here.
const NAMELESS: &str = "0.9";
const CONSISTENT_THROUGH: &str = "x-experience-api-consistent-through";

/// Headers that go with every answer. Any page may ask: what lets it in is the header `Authorization`, which no
/// browser adds of itself, since it is never asked for in a way that a browser would answer.
const FOR_PAGES: [(&str, &str); 3] = [
    ("access-control-allow-origin", "*"),
    (
        "access-control-expose-headers",
        "ETag, Last-Modified, Content-Length, X-Experience-API-Version, X-Experience-API-Consistent-Through, \
         X-Experience-API-Hash",
    ),
    ("vary", "Origin"),
];

/// Reads a request, has it answered, and adds what every answer has.
pub(crate) async fn answer(
    request: &HttpRequest,
    payload: Payload,
    work: impl AsyncFnOnce(Call) -> Result<HttpResponse, Problem>,
) -> Result<HttpResponse, Problem> {
    let named = request.headers().get(VERSION_HEADER).and_then(|value| value.to_str().ok().map(str::to_owned));
    let (named, answer) = match Call::read(request, payload).await {
        Ok(call) => (call.header(VERSION_HEADER).map(str::to_owned), work(call).await),
        Err(problem) => (named, Err(problem)),
    };
    let version = Version::negotiate(named.as_deref()).unwrap_or(Version::V2_0_0).as_str();
    match answer {
        Ok(mut response) => {
            for (name, value) in for_every(version) {
                response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            Ok(response)
        }
        Err(problem) => Err(for_every(if named.is_some() { version } else { NAMELESS })
            .fold(problem, |problem, (name, value)| problem.header(HeaderName::from_static(name), value))),
    }
}

fn for_every(version: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FOR_PAGES.into_iter().chain([(VERSION_HEADER, version)])
}

/// What a page's browser asks before the request itself.
pub(crate) async fn preflight() -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    for (name, value) in FOR_PAGES {
        response.insert_header((name, value));
    }
    response
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, PUT, POST, DELETE"))
        .insert_header((
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, If-Match, If-None-Match, Accept-Language, X-Experience-API-Version",
        ))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish()
}

/// Which requirement is broken, and where.
pub(crate) fn invalid(problem: vidik_xapi::Problem) -> Problem {
    let error = FieldError { pointer: problem.pointer, code: problem.rule.to_owned(), message: problem.detail };
    Problem::new(Code::StatementInvalid).fields([error])
}

/// The method is none of these.
pub(crate) fn wrong_method(right: &'static str) -> Problem {
    Problem::new(Code::MethodNotAllowed).header(header::ALLOW, right)
}

/// An answer that is kept by nobody on the way.
pub(crate) fn ok(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-cache"));
    response
}

/// Up to when every statement is found that will ever be found. Asked for before the statements are.
pub(crate) async fn consistent_through(house: &House) -> Result<(&'static str, String), Problem> {
    let now = house.clock.now();
    let running = house.db.oldest_write().await?;
    let through = now - chrono::TimeDelta::from_std(running).unwrap_or_default();
    Ok((CONSISTENT_THROUGH, moment(through)))
}

/// A moment as the specification writes it.
pub(crate) fn moment(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// `Last-Modified` (RFC 9110, 8.8.2).
pub(crate) fn last_modified(at: DateTime<Utc>) -> header::LastModified {
    header::LastModified(std::time::SystemTime::from(at).into())
}
