//! The route of search.

use actix_web::{HttpRequest, HttpResponse, get, http::header, web};
use vidik_base::InterfaceLanguage;
use vidik_catalogue::search::{Piece, Query};

use super::{
    dto::{HitCourse, HitKind, HitLesson, SearchHit, SearchHits, SearchQuery},
    hits::{Hit, hits, html},
};
use crate::{
    api_routes::ServiceConfig,
    language,
    lists::{ListQuery, cut},
    pages::answer::{ASK_EACH_TIME, Content, answer, tag_of},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

/// The longest query.
pub(crate) const QUERY_LETTERS: usize = 200;
/// Further down nobody looks, and the index does not rank.
const DEEPEST: u64 = 400;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(search_courses);
}

/// Courses and lessons in which words begin as those of the query do: any script, with or without diacritics, also with
/// look-alike letters of the other script. Titles come first, then summaries, then texts.
#[utoipa::path(
    tag = "catalogue",
    params(SearchQuery),
    responses(
        (status = 200, description = "What was found", body = SearchHits, headers(("ETag" = String, description = "Changes with the answer"))),
        (status = 304, description = "What `If-None-Match` names still stands"),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The query is too long, or the limit out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("public"))),
    security(())
)]
#[get("/search")]
async fn search_courses(
    house: web::Data<House>,
    request: HttpRequest,
    asked: web::Query<SearchQuery>,
) -> Result<HttpResponse, Problem> {
    let asked = asked.into_inner();
    if asked.q.chars().count() > QUERY_LETTERS {
        return Err(Problem::new(Code::Invalid).field("q", "too_long"));
    }
    let list = ListQuery { cursor: asked.cursor, limit: asked.limit };
    let (limit, skip) = (list.limit()?, list.after::<u64>()?.unwrap_or(0).min(DEEPEST));
    let language = language::of(&request);
    let found = match Query::read(&asked.q) {
        Some(query) => hits(&house, &query, language, place(skip), place(limit + 1)).await?,
        None => Vec::new(),
    };
    let page = cut(found, limit, |_| skip + limit)?.map(|hit| told(hit, language));
    let body = SearchHits { items: page.items, next_cursor: page.next_cursor };
    let body = web::Bytes::from(serde_json::to_vec(&body).map_err(Problem::internal)?);
    let content = Content { tag: tag_of(&body), body, gzip: false, kind: "application/json", keeping: ASK_EACH_TIME };
    Ok(answer(&request, content, |response| {
        response
            .insert_header((header::CONTENT_LANGUAGE, language.tag()))
            .append_header((header::VARY, "Accept-Language"));
    }))
}

fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn told(hit: Hit, language: InterfaceLanguage) -> SearchHit {
    let text = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
    let title = text(&hit.title);
    let url = hit.address(language);
    SearchHit {
        kind: if hit.activity.is_some() { HitKind::Lesson } else { HitKind::Course },
        lesson: hit.activity.map(|id| HitLesson { id, title: title.clone() }),
        title,
        snippet_html: html(&hit.extract),
        language: hit.language,
        url,
        course: HitCourse { slug: hit.slug, title: hit.course.text, title_language: hit.course.language },
    }
}
