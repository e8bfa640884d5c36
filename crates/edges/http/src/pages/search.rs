//! The page of search: complete without scripts, and not for search engines.

use actix_web::HttpRequest;
use serde::Serialize;
use url::form_urlencoded;
use vidik_base::InterfaceLanguage;
use vidik_catalogue::search::{Piece, Query};

use super::{PageError, catalogue::Text, catalogue::reads, frame::Frame, frame::language_name, templates};
use crate::{
    search::{Hit, QUERY_LETTERS, hits},
    state::{House, Settings},
};

/// How many hits a page shows.
const HITS: usize = 20;
/// Further down nobody looks.
const DEEPEST: usize = 400;

/// The variables of `search.html`.
#[derive(Debug, Serialize)]
struct View<'a> {
    query: &'a str,
    hits: Vec<HitView>,
    next_href: Option<String>,
}

#[derive(Debug, Serialize)]
struct HitView {
    href: String,
    is_lesson: bool,
    title: Vec<PieceView>,
    extract: Vec<PieceView>,
    language: String,
    shown_in: Option<String>,
    course: Text,
}

#[derive(Debug, Serialize)]
struct PieceView {
    text: String,
    marked: bool,
}

/// What the address asks: `?q=` and where to begin, `&from=`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub query: String,
    pub from: usize,
}

impl Asked {
    /// Reads any address; a query is cut where it is too long.
    pub fn of(request: &HttpRequest) -> Self {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
            match &*name {
                "q" => asked.query = value.trim().chars().take(QUERY_LETTERS).collect(),
                "from" => asked.from = value.parse().unwrap_or(0).min(DEEPEST),
                _ => {}
            }
        }
        asked
    }

    fn address(&self, from: usize) -> String {
        if self.query.is_empty() {
            return "search".to_owned();
        }
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("q", &self.query);
        if from > 0 {
            pairs.append_pair("from", &from.to_string());
        }
        format!("search?{}", pairs.finish())
    }
}

/// The page at `/{language}/search`.
pub(super) async fn page(house: &House, language: InterfaceLanguage, asked: &Asked) -> Result<String, PageError> {
    let mut found = match Query::read(&asked.query) {
        Some(query) => hits(house, &query, language, asked.from, HITS + 1).await?,
        None => Vec::new(),
    };
    let more = found.len() > HITS;
    found.truncate(HITS);
    rendered(&house.settings, language, asked, found, more)
}

pub(super) fn rendered(
    settings: &Settings,
    language: InterfaceLanguage,
    asked: &Asked,
    found: Vec<Hit>,
    more: bool,
) -> Result<String, PageError> {
    let next_href = more.then(|| format!("/{}/{}", language.tag(), asked.address(asked.from + HITS)));
    let hits = found.into_iter().map(|hit| view(hit, language)).collect();
    let view = View { query: &asked.query, hits, next_href };
    let frame = Frame::bare(settings, language, &asked.address(0));
    Ok(templates::render("search.html", &frame, view)?)
}

fn view(hit: Hit, language: InterfaceLanguage) -> HitView {
    let pieces = |pieces: Vec<Piece>| {
        pieces.into_iter().map(|Piece { text, marked }| PieceView { text, marked }).collect::<Vec<_>>()
    };
    HitView {
        href: hit.address(language),
        is_lesson: hit.activity.is_some(),
        title: pieces(hit.title),
        extract: pieces(hit.extract),
        shown_in: (!reads(language, &hit.language)).then(|| language_name(&hit.language).to_owned()),
        language: hit.language,
        course: Text { text: hit.course.text, language: hit.course.language },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn an_address_is_read_and_written() {
        for (uri, query, from, address) in [
            ("/mk/search", "", 0, "search"),
            ("/mk/search?q=", "", 0, "search"),
            (
                "/mk/search?q=+%D0%B0%D0%B7%D0%B8%D0%BB+&from=20",
                "азил",
                20,
                "search?q=%D0%B0%D0%B7%D0%B8%D0%BB&from=20",
            ),
            ("/mk/search?q=a%26b%3D%22c&from=x", "a&b=\"c", 0, "search?q=a%26b%3D%22c"),
            ("/mk/search?q=%ff&from=99999", "\u{fffd}", 400, "search?q=%EF%BF%BD&from=400"),
        ] {
            let asked = Asked::of(&TestRequest::with_uri(uri).to_http_request());
            assert_eq!((asked.query.as_str(), asked.from), (query, from), "{uri}");
            assert_eq!(asked.address(from), address);
        }
        let long = Asked::of(&TestRequest::with_uri(&format!("/en/search?q={}", "a".repeat(5_000))).to_http_request());
        assert_eq!(long.query.len(), 200);
    }
}
