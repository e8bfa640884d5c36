//! The client's one page, at every address that it answers.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Bytes,
};
use serde::Serialize;
use serde_json::json;
use vidik_base::InterfaceLanguage;

use super::{
    HTML,
    answer::{ASK_EACH_TIME, Content, answer, compress, tag_of, takes_gzip},
    frame::{Frame, centre_name},
    page_now, policy,
};
use crate::{
    assets,
    state::{House, Settings},
};

/// The variables of `client.html`.
#[derive(Debug, Serialize)]
struct NotBuilt {
    command: &'static str,
}

pub(super) fn page(house: &House, request: &HttpRequest, language: InterfaceLanguage, rest: &str) -> HttpResponse {
    let settings = &house.settings;
    let Some(built) = assets::client_page() else {
        let frame = Frame::bare(settings, language, rest);
        let view = NotBuilt { command: "cargo xtask run" };
        return page_now(StatusCode::SERVICE_UNAVAILABLE, &frame, "client.html", view);
    };
    let policy = policy::client(&built, &settings.content_url);
    let plain = Bytes::from(filled_in(&built, settings, language));
    let tag = tag_of(&plain);
    let content = match takes_gzip(request).then(|| compress(&plain)).flatten() {
        Some(body) => Content { body, tag: format!("{tag}-gz"), gzip: true, kind: HTML, keeping: ASK_EACH_TIME },
        None => Content { body: plain, tag, gzip: false, kind: HTML, keeping: ASK_EACH_TIME },
    };
    answer(request, content, |response| {
        policy::guard(response, &policy);
        response.insert_header((header::CONTENT_LANGUAGE, language.tag()));
    })
}

/// The page with its language, the operator's settings and the stylesheet's present address.
fn filled_in(built: &str, settings: &Settings, language: InterfaceLanguage) -> String {
    let names = InterfaceLanguage::ALL.into_iter().map(|one| (one.tag().to_owned(), centre_name(settings, one).into()));
    let centre = json!({
        "name": serde_json::Value::Object(names.collect()),
        "upload_limit": settings.limits.archive.compressed_bytes,
    });
    let centre = attribute(&centre.to_string());
    built
        .replacen("<html lang=\"en\">", &format!("<html lang=\"{}\">", language.tag()), 1)
        .replacen("name=\"vidik:centre\" content=\"\"", &format!("name=\"vidik:centre\" content=\"{centre}\""), 1)
        .replacen("href=\"/assets/site.css\"", &format!("href=\"{}\"", assets::styles()), 1)
}

/// Text as an attribute's value in double quotes.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::attribute;

    #[test]
    fn a_name_does_not_leave_its_attribute() {
        assert_eq!(attribute("{\"a\": \"<script> & co\"}"), "{&quot;a&quot;: &quot;&lt;script> &amp; co&quot;}");
    }
}
