//! A small JSON answer: to anybody, to a token that is remembered, to a token that is checked each time.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::tokens::Tokens;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/bare", web::get().to(bare))
        .route("/tokens", web::get().to(given))
        .route("/remembered", web::get().to(remembered))
        .route("/checked", web::get().to(checked));
}

#[derive(Serialize)]
struct Course {
    id: u64,
    slug: &'static str,
    title: &'static str,
    published: bool,
}

fn answer() -> HttpResponse {
    HttpResponse::Ok().json(Course { id: 1, slug: "course", title: "Увод у миграције", published: true })
}

async fn bare() -> HttpResponse {
    answer()
}

/// An `EdDSA` token and an HS256 token, one a line.
async fn given(tokens: web::Data<Tokens>) -> String {
    format!("{}\n{}", tokens.signed, tokens.keyed)
}

async fn remembered(request: HttpRequest, tokens: web::Data<Tokens>) -> HttpResponse {
    match bearer(&request) {
        Some(token) if tokens.remembers(token) => answer(),
        _ => HttpResponse::Unauthorized().finish(),
    }
}

async fn checked(request: HttpRequest, tokens: web::Data<Tokens>) -> HttpResponse {
    match bearer(&request) {
        Some(token) if tokens.checks(token) => answer(),
        _ => HttpResponse::Unauthorized().finish(),
    }
}

/// The token of a request.
pub(super) fn bearer(request: &HttpRequest) -> Option<&str> {
    request.headers().get("authorization")?.to_str().ok()?.strip_prefix("Bearer ")
}
