//! How a page or a file goes out: compressed where the browser takes it, and not at all where the browser has it.

use std::{fmt::Write as _, io::Write as _};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
    web::Bytes,
};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

/// Something to be sent, in the form that this browser takes.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    /// What is sent.
    pub body: Bytes,
    /// Tells this form from every other.
    pub tag: String,
    /// Whether `body` is compressed.
    pub gzip: bool,
    /// `Content-Type`.
    pub kind: &'static str,
    /// `Cache-Control`.
    pub keeping: &'static str,
}

/// Kept, but asked after each time.
pub(crate) const ASK_EACH_TIME: &str = "no-cache";
/// The name changes with the content.
pub(crate) const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// Depends on the reader, or is a mistake.
pub(crate) const NOT_KEPT: &str = "no-store";

/// Whether the browser takes gzip (RFC 9110, 12.5.3).
pub(crate) fn takes_gzip(request: &HttpRequest) -> bool {
    let Some(value) = header_text(request, &header::ACCEPT_ENCODING) else { return false };
    value.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok()) == Some(0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// Compressed, where that is worth it.
pub(crate) fn compress(body: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::default());
    encoder.write_all(body).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < body.len()).then(|| packed.into())
}

/// The tag of a body.
pub(crate) fn tag_of(body: &[u8]) -> String {
    in_hex(&Sha256::digest(body))
}

/// The first half of a SHA-256, in hexadecimal.
pub(crate) fn in_hex(digest: &[u8]) -> String {
    digest.iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The content, or 304 where the browser has it. The caller adds what else the answer needs.
pub(crate) fn answer(
    request: &HttpRequest,
    content: Content,
    headers: impl FnOnce(&mut HttpResponseBuilder),
) -> HttpResponse {
    let known = has(request, &content.tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, format!("\"{}\"", content.tag)))
        .insert_header((header::CACHE_CONTROL, content.keeping))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    headers(&mut response);
    response.append_header((header::VARY, "Accept-Encoding"));
    if known {
        return response.finish();
    }
    response.insert_header((header::CONTENT_TYPE, content.kind));
    if content.gzip {
        response.insert_header((header::CONTENT_ENCODING, "gzip"));
    }
    response.body(content.body)
}

/// Another address to go to.
pub(crate) fn redirect(status: StatusCode, to: &str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, NOT_KEPT))
        .finish()
}

/// A header's value, where it is text.
pub(crate) fn header_text<'a>(request: &'a HttpRequest, name: &header::HeaderName) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

fn has(request: &HttpRequest, tag: &str) -> bool {
    let known = header_text(request, &header::IF_NONE_MATCH).unwrap_or_default();
    known.split(',').map(str::trim).any(|one| {
        let one = one.strip_prefix("W/").unwrap_or(one);
        one == "*" || one.strip_prefix('"').and_then(|one| one.strip_suffix('"')) == Some(tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn gzip_is_for_whoever_takes_it() {
        for (value, expected) in
            [("gzip, deflate, br", true), ("br;q=1, gzip;q=0.5", true), ("gzip;q=0", false), ("br", false), ("", false)]
        {
            let request = TestRequest::default().insert_header((header::ACCEPT_ENCODING, value)).to_http_request();
            assert_eq!(takes_gzip(&request), expected, "{value}");
        }
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        for (value, expected) in
            [("\"a\"", true), ("W/\"b\", W/\"a\"", true), ("*", true), ("\"b\"", false), ("a", false)]
        {
            let request = TestRequest::default().insert_header((header::IF_NONE_MATCH, value)).to_http_request();
            assert_eq!(has(&request, "a"), expected, "{value}");
        }
    }
}
