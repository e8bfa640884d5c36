//! Answers that whoever asks may have already: a tag by what is in them (RFC 9110, 8.8.3 and 13.1.2).

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, EntityTag, Header as _, IfNoneMatch},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::problem::Problem;

/// Whether the request says that this is known already.
pub(crate) fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    request.headers().contains_key(header::IF_NONE_MATCH)
        && match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => true,
            Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
            Err(_) => false,
        }
}

/// The body as JSON with its tag; 304 without it, where the request names that tag.
pub(crate) fn unless_known(request: &HttpRequest, body: &impl Serialize) -> Result<HttpResponse, Problem> {
    let body = serde_json::to_vec(body).map_err(Problem::internal)?;
    let tag = EntityTag::new_strong(URL_SAFE_NO_PAD.encode(Sha256::digest(&body)));
    let known = is_known(request, &tag);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .insert_header(header::ETag(tag))
        .insert_header((header::VARY, "Accept, Accept-Language, Authorization"))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"));
    Ok(if known {
        answer.finish()
    } else {
        answer.insert_header((header::CONTENT_TYPE, "application/json")).body(body)
    })
}
