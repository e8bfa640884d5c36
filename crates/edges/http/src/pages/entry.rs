//! Addresses without a language, and the language that a reader has chosen.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    cookie::{Cookie, SameSite, time::Duration},
    http::{StatusCode, header},
};
use vidik_base::InterfaceLanguage;
use vidik_lang::{interface_language, negotiate};

use super::answer::{header_text, redirect};
use crate::state::Settings;

/// Holds the reader's choice; the client writes it, too.
const COOKIE: &str = "vidik_language";

/// What the reader chose, else what the browser asks for, else English.
pub(super) fn reader_language(request: &HttpRequest) -> InterfaceLanguage {
    let chosen = request.cookie(COOKIE).and_then(|cookie| InterfaceLanguage::from_tag(cookie.value()));
    chosen.unwrap_or_else(|| header_text(request, &header::ACCEPT_LANGUAGE).map_or_else(Default::default, negotiate))
}

/// To the same address in the reader's language.
pub(super) fn to_language(request: &HttpRequest) -> HttpResponse {
    let query = request.query_string();
    let mark = if query.is_empty() { "" } else { "?" };
    let to = format!("/{}{}{mark}{query}", reader_language(request).tag(), request.path());
    let mut response = redirect(StatusCode::FOUND, &to);
    response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("Accept-Language, Cookie"));
    response
}

/// `/sr/…`, `/bs/…`, `/en-GB/…`: the address that is meant.
pub(super) fn meant(path: &str) -> Option<String> {
    let (first, rest) = path.strip_prefix('/')?.split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    let language = interface_language(first).filter(|language| language.tag() != first || !path.ends_with('/'))?;
    Some(format!("/{}/{rest}", language.tag()))
}

/// Remembers the language of the page for a reader who comes from another language of ours: that was the menu.
pub(super) fn remember(
    response: &mut HttpResponseBuilder,
    request: &HttpRequest,
    settings: &Settings,
    language: InterfaceLanguage,
) {
    let origin = settings.public_url.origin().ascii_serialization();
    let from = header_text(request, &header::REFERER)
        .and_then(|from| from.strip_prefix(origin.as_str())?.strip_prefix('/'))
        .and_then(|path| InterfaceLanguage::from_tag(path.split(['/', '?', '#']).next()?));
    if from.is_none_or(|from| from == language) {
        return;
    }
    let cookie = Cookie::build(COOKIE, language.tag())
        .path("/")
        .max_age(Duration::days(365))
        .same_site(SameSite::Lax)
        .secure(settings.secure_cookies())
        .finish();
    response.cookie(cookie);
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_reader_is_sent_to_their_language() {
        for (wish, cookie, expected) in [
            ("sr", None, "/sr-Cyrl/"),
            ("sr-RS,sr;q=0.9,en;q=0.8", None, "/sr-Cyrl/"),
            ("bs", None, "/sr-Latn/"),
            ("hr-HR", None, "/sr-Latn/"),
            ("cnr-ME", None, "/sr-Latn/"),
            ("sr-ME", None, "/sr-Latn/"),
            ("mk-MK,mk;q=0.9", None, "/mk/"),
            ("de", None, "/en/"),
            ("de", Some("mk"), "/mk/"),
            ("sr", Some("tlh"), "/sr-Cyrl/"),
        ] {
            let mut request = TestRequest::with_uri("/").insert_header((header::ACCEPT_LANGUAGE, wish));
            if let Some(cookie) = cookie {
                request = request.cookie(Cookie::new(COOKIE, cookie));
            }
            let response = to_language(&request.to_http_request());
            assert_eq!(response.status(), StatusCode::FOUND);
            let value = |name| response.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(value(header::LOCATION), Some(expected), "{wish} {cookie:?}");
            assert_eq!(value(header::CACHE_CONTROL), Some("no-store"));
            assert_eq!(value(header::VARY), Some("Accept-Language, Cookie"));
        }
    }

    #[test]
    fn an_address_in_a_language_that_we_speak_is_found() {
        for (path, expected) in [
            ("/sr/courses/x", Some("/sr-Cyrl/courses/x")),
            ("/bs/", Some("/sr-Latn/")),
            ("/en", Some("/en/")),
            ("/en-GB", Some("/en/")),
            ("/MK/x", Some("/mk/x")),
            ("/de/", None),
            ("/favicon.png", None),
            ("/", None),
        ] {
            assert_eq!(meant(path).as_deref(), expected, "{path}");
        }
    }
}
