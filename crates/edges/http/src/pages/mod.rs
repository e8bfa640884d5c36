//! Pages for anybody, rendered here, complete without scripts; and the one page of the client for everything else.
//!
//! A public page is the same for every reader of its language: it is kept as long as the catalogue stands, and no
//! header of it depends on who asks. Only addresses without a language do; those redirect.

pub(crate) mod answer;
mod catalogue;
mod client;
mod course;
mod entry;
mod frame;
pub(crate) mod policy;
mod search;
mod templates;

use std::borrow::Cow;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Bytes, ServiceConfig},
};
use serde::Serialize;
use thiserror::Error;
use vidik_base::InterfaceLanguage;

use self::{
    answer::{ASK_EACH_TIME, Content, NOT_KEPT, compress, redirect, tag_of, takes_gzip},
    frame::Frame,
};
use crate::{
    assets,
    problem::{Problem, request_id},
    problem_codes::Code,
    state::House,
};

const HTML: &str = "text/html; charset=utf-8";

/// Why a page cannot be shown.
#[derive(Debug, Error)]
enum PageError {
    /// There is none, or it is not for everybody to see.
    #[error("there is no such page")]
    Missing,
    /// Ours to mend.
    #[error("{0}")]
    Broken(Cow<'static, str>),
}

impl From<vidik_db::DbErr> for PageError {
    fn from(error: vidik_db::DbErr) -> Self {
        Self::Broken(error.to_string().into())
    }
}

impl From<vidik_catalogue::EditionError> for PageError {
    fn from(error: vidik_catalogue::EditionError) -> Self {
        Self::Broken(error.to_string().into())
    }
}

impl From<minijinja::Error> for PageError {
    fn from(error: minijinja::Error) -> Self {
        Self::Broken(format!("{error:#}").into())
    }
}

/// All public pages, the client and its files. Comes last on the app's server: it answers whatever nothing else does.
pub(crate) fn configure(config: &mut ServiceConfig) {
    assets::configure(config);
    config
        .route("/", web::route().guard(assets::reads()).to(entrance))
        .route("/courses/{slug}", web::route().guard(assets::reads()).to(entrance))
        .route("/search", web::route().guard(assets::reads()).to(entrance))
        .route("/{language:en|sr-Cyrl|sr-Latn|mk}/{rest:.*}", web::route().guard(assets::reads()).to(within))
        .default_service(web::to(elsewhere));
}

/// What an address below `/{language}/` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place<'a> {
    Catalogue,
    Course(&'a str),
    Search,
    Client,
    Moved(&'a str),
    Nothing,
}

/// Addresses whose first part is one of these belong to the client, which says itself what it does not know.
const CLIENT: [&str; 8] = ["sign-in", "my-courses", "account", "learn", "preview", "author", "institution", "admin"];

fn place(rest: &str) -> Place<'_> {
    let (first, more) = rest.split_once('/').unwrap_or((rest, ""));
    match first {
        "" if rest.is_empty() => Place::Catalogue,
        "search" if rest == "search" => Place::Search,
        "search" if more.is_empty() => Place::Moved("search"),
        "courses" if more.is_empty() => Place::Moved(""),
        "courses" if !more.contains('/') => Place::Course(more),
        "courses" if more.trim_end_matches('/').contains('/') => Place::Nothing,
        "courses" => Place::Moved(rest.trim_end_matches('/')),
        _ if CLIENT.contains(&first) => Place::Client,
        _ => Place::Nothing,
    }
}

async fn entrance(request: HttpRequest) -> HttpResponse {
    entry::to_language(&request)
}

async fn within(house: web::Data<House>, request: HttpRequest) -> HttpResponse {
    let tag = request.match_info().get("language").unwrap_or_default();
    let language = InterfaceLanguage::from_tag(tag).unwrap_or_default();
    let rest = request.match_info().get("rest").unwrap_or_default();
    let page = match place(rest) {
        Place::Catalogue => {
            let after = after(&request);
            let key = format!("page {tag} after {after:?}");
            shown(&house, &request, language, key, catalogue::page(&house, language, after.as_deref())).await
        }
        Place::Course(slug) if is_slug(slug) => {
            let key = format!("page {tag} course {slug}");
            shown(&house, &request, language, key, course::page(&house, language, slug)).await
        }
        Place::Search => searched(&house, &request, language).await,
        Place::Client => return client::page(&house, &request, language, rest),
        Place::Moved(rest) => return redirect(StatusCode::PERMANENT_REDIRECT, &format!("/{tag}/{rest}")),
        Place::Course(_) | Place::Nothing => Err(PageError::Missing),
    };
    page.unwrap_or_else(|error| failed(&house, &request, language, rest, &error))
}

/// `?after={slug}`: the courses that come after that one.
fn after(request: &HttpRequest) -> Option<String> {
    let value = request.query_string().split('&').find_map(|pair| pair.strip_prefix("after="))?;
    is_slug(value).then(|| value.to_owned())
}

fn is_slug(text: &str) -> bool {
    (1..=80).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A page from those that are kept, or made now.
async fn shown(
    house: &House,
    request: &HttpRequest,
    language: InterfaceLanguage,
    key: String,
    make: impl Future<Output = Result<String, PageError>>,
) -> Result<HttpResponse, PageError> {
    let gzip = takes_gzip(request);
    let packed_key = format!("{key} gzip");
    let mut found = house.catalogue_pages.get(if gzip { &packed_key } else { &key });
    if found.is_none() {
        let plain = Bytes::from(make.await?);
        let tag = tag_of(&plain);
        let packed = compress(&plain).unwrap_or_default();
        let packed = house.catalogue_pages.keep(packed_key, packed, format!("{tag}-gz"));
        let plain = house.catalogue_pages.keep(key, plain, tag);
        found = Some(if gzip { packed } else { plain });
    }
    let kept = found.ok_or(PageError::Missing)?;
    Ok(sent(house, request, language, Kept { body: kept.body, tag: kept.etag, gzip }))
}

/// The page of search: made each time, since there is no end of what may be asked.
async fn searched(
    house: &House,
    request: &HttpRequest,
    language: InterfaceLanguage,
) -> Result<HttpResponse, PageError> {
    let plain = Bytes::from(search::page(house, language, &search::Asked::of(request)).await?);
    let tag = tag_of(&plain);
    let packed = if takes_gzip(request) { compress(&plain) } else { None };
    let kept = match packed {
        Some(packed) => Kept { body: packed, tag: format!("{tag}-gz"), gzip: true },
        None => Kept { body: plain, tag, gzip: false },
    };
    Ok(sent(house, request, language, kept))
}

/// A page on its way out.
struct Kept {
    body: Bytes,
    tag: String,
    gzip: bool,
}

fn sent(house: &House, request: &HttpRequest, language: InterfaceLanguage, page: Kept) -> HttpResponse {
    let Kept { body, tag, gzip } = page;
    let content = Content { body, tag, gzip, kind: HTML, keeping: ASK_EACH_TIME };
    answer::answer(request, content, |response| {
        policy::guard(response, policy::PUBLIC);
        response.insert_header((header::CONTENT_LANGUAGE, language.tag()));
        entry::remember(response, request, &house.settings, language);
    })
}

/// Whatever nothing else answers.
async fn elsewhere(house: web::Data<House>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let path = request.path();
    if ["/api", "/xapi", "/health", "/metrics"].iter().any(|machine| path.starts_with(machine)) {
        return Err(Problem::new(Code::NotFound));
    }
    if let Some(meant) = entry::meant(path) {
        return Ok(redirect(StatusCode::FOUND, &meant));
    }
    let language = entry::reader_language(&request);
    let mut response = failed(&house, &request, language, "", &PageError::Missing);
    response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("Accept-Language, Cookie"));
    Ok(response)
}

/// The variables of `problem.html`.
#[derive(Debug, Serialize)]
struct ProblemView {
    status: u16,
    request_id: Option<String>,
}

/// The page that says what is wrong; a cause is logged here and told nobody.
fn failed(
    house: &House,
    request: &HttpRequest,
    language: InterfaceLanguage,
    rest: &str,
    error: &PageError,
) -> HttpResponse {
    let status = match error {
        PageError::Missing => StatusCode::NOT_FOUND,
        PageError::Broken(cause) => {
            tracing::error!(%cause, "a page could not be shown");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    let view =
        ProblemView { status: status.as_u16(), request_id: Some(request_id(request)).filter(|id| !id.is_empty()) };
    page_now(status, &Frame::bare(&house.settings, language, rest), "problem.html", view)
}

/// A page that nobody keeps.
fn page_now(status: StatusCode, frame: &Frame, template: &str, view: impl Serialize) -> HttpResponse {
    let body = templates::render(template, frame, view).unwrap_or_else(|error| {
        tracing::error!(cause = format!("{error:#}"), "a page could not be shown");
        status.to_string()
    });
    let mut response = HttpResponse::build(status);
    policy::guard(&mut response, policy::PUBLIC);
    response
        .insert_header((header::CONTENT_TYPE, HTML))
        .insert_header((header::CONTENT_LANGUAGE, frame.language().tag()))
        .insert_header((header::CACHE_CONTROL, NOT_KEPT))
        .body(body)
}

#[cfg(test)]
mod tests;
