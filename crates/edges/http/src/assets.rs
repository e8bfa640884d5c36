//! The built client and the built player, which travel inside the program.
//!
//! A debug build reads both folders anew with each request. Where the client has not been built, its pages say how to
//! build it; everything else works.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{OnceLock, PoisonError, RwLock},
};

use actix_web::{
    HttpRequest, HttpResponse,
    guard::{self, Guard},
    http::{StatusCode, header},
    web::{self, Bytes, ServiceConfig},
};
use rust_embed::{EmbeddedFile, RustEmbed};
use vidik_course::PageAssets;

use crate::{
    pages::{
        answer::{ASK_EACH_TIME, Content, FOR_GOOD, answer, compress, in_hex, redirect, takes_gzip},
        policy,
    },
    state::House,
};

/// The web client: `spa.html`, `_app/` (names change with the content) and `assets/` (stable names).
#[derive(RustEmbed)]
#[folder = "../../../web-client/build/"]
#[allow_missing = true]
struct Client;

/// The player of the content origin: `index.html` and `assets/` (names change with the content); in `assets/lesson/` and
/// `export/` what lessons and exported quizzes need, under stable names.
#[derive(RustEmbed)]
#[folder = "../../../web-client/player/dist/"]
#[allow_missing = true]
struct Player;

/// Styles, covers and icons without a version in their address.
const SOME_TIME: &str = "public, max-age=600, stale-while-revalidate=86400";
/// Typefaces: their names say the release in the client's lock file, and they rarely change.
const A_MONTH: &str = "public, max-age=2592000";

const NOT_BUILT: &str = "The player is not built. Run: cargo xtask run\n";

/// The client's files on the app's server.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .route("/robots.txt", web::route().guard(reads()).to(robots))
        .route("/favicon.ico", web::route().guard(reads()).to(favicon))
        .route("/_app/{path:.*}", web::route().guard(reads()).to(client_file))
        .route("/assets/{path:.*}", web::route().guard(reads()).to(client_file));
}

/// The player on the content server.
pub fn configure_player(config: &mut ServiceConfig) {
    config
        .route("/robots.txt", web::route().guard(reads()).to(no_robots))
        .route("/play", web::route().guard(reads()).to(to_player))
        .route("/play/", web::route().guard(reads()).to(player))
        .route("/play/assets/{path:.*}", web::route().guard(reads()).to(player_file));
}

/// GET and HEAD.
pub(crate) fn reads() -> impl Guard {
    guard::Any(guard::Get()).or(guard::Head())
}

/// The client's one page, as it was built; none where it was not.
pub(crate) fn client_page() -> Option<String> {
    String::from_utf8(Client::get("spa.html")?.data.into_owned()).ok()
}

/// The address of the stylesheet that all pages share, which changes with it.
pub(crate) fn styles() -> String {
    let version = Client::get("assets/site.css").map(|file| version_of(&file));
    version.map_or_else(|| "/assets/site.css".to_owned(), |version| format!("/assets/site.css?v={version}"))
}

/// What a page of a lesson loads; the addresses change with the files.
pub(crate) fn lesson_assets() -> PageAssets {
    let address = |name: &str| {
        let path = format!("assets/lesson/{name}");
        let version = Player::get(&path).map(|file| version_of(&file)).unwrap_or_default();
        format!("/play/{path}?v={version}")
    };
    PageAssets { styles: vec![address("lesson.css")], script: address("lesson.js"), module: false, loads: None }
}

async fn client_file(request: HttpRequest) -> HttpResponse {
    let path = request.path().trim_start_matches('/');
    let Some(file) = found::<Client>(path) else { return HttpResponse::NotFound().finish() };
    let versioned = request.query_string().strip_prefix("v=") == Some(version_of(&file).as_str());
    let keeping = match path {
        _ if versioned || path.starts_with("_app/immutable/") => FOR_GOOD,
        _ if path.starts_with("assets/fonts/") => A_MONTH,
        _ if path.starts_with("assets/") && request.query_string().is_empty() => SOME_TIME,
        _ => ASK_EACH_TIME,
    };
    answer(&request, content(path, file, keeping, takes_gzip(&request)), |_| ())
}

async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /api/\nDisallow: /xapi/\n"
}

async fn no_robots() -> &'static str {
    "User-agent: *\nDisallow: /\n"
}

async fn favicon() -> HttpResponse {
    redirect(StatusCode::FOUND, "/assets/sign.svg")
}

async fn to_player(request: HttpRequest) -> HttpResponse {
    let query = request.query_string();
    let mark = if query.is_empty() { "" } else { "?" };
    redirect(StatusCode::FOUND, &format!("/play/{mark}{query}"))
}

async fn player(house: web::Data<House>, request: HttpRequest) -> HttpResponse {
    let Some(file) = Player::get("index.html") else {
        return HttpResponse::ServiceUnavailable().insert_header((header::CACHE_CONTROL, "no-store")).body(NOT_BUILT);
    };
    let policy = policy::player(&house.settings.public_url.origin().ascii_serialization());
    answer(&request, content("index.html", file, ASK_EACH_TIME, takes_gzip(&request)), |response| {
        response.insert_header((header::CONTENT_SECURITY_POLICY, policy));
    })
}

async fn player_file(request: HttpRequest) -> HttpResponse {
    let path = request.path().trim_start_matches("/play/");
    let Some(file) = found::<Player>(path) else { return HttpResponse::NotFound().finish() };
    answer(&request, content(path, file, FOR_GOOD, takes_gzip(&request)), |_| ())
}

/// What an exported package carries beside its pages, by name; empty where the player is not built.
pub fn export_run_time() -> BTreeMap<String, Vec<u8>> {
    let file = |path: std::borrow::Cow<'static, str>| {
        let name = path.strip_prefix("assets/lesson/").or_else(|| path.strip_prefix("export/"))?.to_owned();
        Some((name, Player::get(&path)?.data.into_owned()))
    };
    Player::iter().filter_map(file).collect()
}

/// A file by its path. A debug build looks on the disk, where `..` would lead elsewhere.
fn found<F: RustEmbed>(path: &str) -> Option<EmbeddedFile> {
    if path.split('/').any(|part| part == "..") { None } else { F::get(path) }
}

fn version_of(file: &EmbeddedFile) -> String {
    let mut version = in_hex(&file.metadata.sha256_hash());
    version.truncate(12);
    version
}

/// The file in the form that the browser takes.
fn content(path: &str, file: EmbeddedFile, keeping: &'static str, gzip: bool) -> Content {
    let digest = file.metadata.sha256_hash();
    let (kind, packs) = kind(path);
    let body = match file.data {
        std::borrow::Cow::Borrowed(data) => Bytes::from_static(data),
        std::borrow::Cow::Owned(data) => Bytes::from(data),
    };
    let tag = in_hex(&digest);
    match (gzip && packs).then(|| compressed(digest, &body)).flatten() {
        Some(body) => Content { body, tag: format!("{tag}-gz"), gzip: true, kind, keeping },
        None => Content { body, tag, gzip: false, kind, keeping },
    }
}

/// The compressed form, made once for each content.
fn compressed(digest: [u8; 32], body: &Bytes) -> Option<Bytes> {
    type Forms = RwLock<HashMap<[u8; 32], Option<Bytes>>>;
    static FORMS: OnceLock<Forms> = OnceLock::new();
    let forms = FORMS.get_or_init(RwLock::default);
    if let Some(form) = forms.read().unwrap_or_else(PoisonError::into_inner).get(&digest) {
        return form.clone();
    }
    let form = compress(body);
    forms.write().unwrap_or_else(PoisonError::into_inner).insert(digest, form.clone());
    form
}

/// The type of a file by its name, and whether compression does anything for it.
fn kind(path: &str) -> (&'static str, bool) {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => ("text/html; charset=utf-8", true),
        "js" | "mjs" => ("text/javascript; charset=utf-8", true),
        "css" => ("text/css; charset=utf-8", true),
        "json" | "webmanifest" => ("application/json", true),
        "svg" => ("image/svg+xml", true),
        "txt" => ("text/plain; charset=utf-8", true),
        "woff2" => ("font/woff2", false),
        "png" => ("image/png", false),
        "webp" => ("image/webp", false),
        "ico" => ("image/x-icon", false),
        _ => ("application/octet-stream", false),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{App, http::StatusCode, test};

    use super::*;

    /// With and without a built client: what is not there is not found, and nothing outside the folders is there.
    #[actix_web::test]
    async fn only_what_was_built_is_there() {
        let app = test::init_service(App::new().configure(configure)).await;
        for path in
            ["/assets/none.css", "/assets/../spa.html", "/assets/%2e%2e/%2e%2e/package.json", "/_app/../spa.html"]
        {
            let answer = test::call_service(&app, test::TestRequest::get().uri(path).to_request()).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        }
        let refused = test::call_service(&app, test::TestRequest::post().uri("/robots.txt").to_request()).await;
        assert_ne!(refused.status(), StatusCode::OK);
    }

    #[test]
    async fn a_file_is_sent_in_the_form_that_is_taken() {
        let Some(file) = Client::get("assets/site.css") else { return };
        let plain = content("assets/site.css", file.clone(), FOR_GOOD, false);
        let packed = content("assets/site.css", file, FOR_GOOD, true);
        assert!(packed.gzip && packed.body.len() < plain.body.len() && packed.tag != plain.tag);
    }
}
