//! Two servers: the app, and course content on another origin.

use std::{net::TcpListener, sync::OnceLock, time::Duration};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    http::header,
    middleware::{DefaultHeaders, from_fn},
    web,
};
use tracing_actix_web::TracingLogger;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{
    allowance,
    api_routes::{self, KnownRoutes, PREFIX, ServiceConfig},
    assets, lrs,
    openapi::openapi_json,
    operation, pages, play,
    problem::{Problem, told},
    problem_codes::Code,
    state::House,
};

/// The largest JSON body that the API takes.
const JSON_BYTES: usize = 1024 * 1024;
/// The largest commit: suspend data of 64,000 characters of up to four bytes, and everything else that a visit holds.
const COMMIT_BYTES: usize = 8 * 1024 * 1024;

/// Where the specification is.
const SPECIFICATION: &str = "/api/openapi.json";

/// How a server is run.
#[derive(Clone, Copy, Debug)]
pub struct ServerOptions {
    /// Threads that serve.
    pub workers: usize,
    /// How long requests in flight may take once the server is to stop.
    pub shutdown_seconds: u64,
}

/// Settles what both servers have in common; a macro, since their types cannot be named.
macro_rules! run {
    ($server:expr, $listener:expr, $options:expr) => {{
        let server = $server
            .workers($options.workers.max(1))
            .shutdown_timeout($options.shutdown_seconds)
            .keep_alive(Duration::from_secs(75))
            .disable_signals()
            .tcp_nodelay(true)
            .listen($listener)?;
        Ok(server.run())
    }};
}
/// The app: public pages, API, the learner's and the author's screens.
pub fn app_server(house: web::Data<House>, listener: TcpListener, options: &ServerOptions) -> std::io::Result<Server> {
    let known = web::Data::new(KnownRoutes::all());
    let server = HttpServer::new(move || {
        let docs = SwaggerUi::new("/api/docs/{_:.*}").config(Config::new([SPECIFICATION]));
        App::new()
            .app_data(house.clone())
            .app_data(known.clone())
            .app_data(json_config(JSON_BYTES))
            .app_data(query_config())
            .app_data(form_config())
            .wrap(from_fn(told))
            .wrap(from_fn(allowance::shown))
            .wrap(operation::measured())
            .wrap(DefaultHeaders::new().add((header::X_CONTENT_TYPE_OPTIONS, "nosniff")))
            .wrap(TracingLogger::<operation::QuietSpans>::new())
            .configure(operation::configure)
            .service(web::scope(PREFIX).configure(api))
            .configure(lrs::configure)
            .route(SPECIFICATION, web::get().to(specification))
            .service(web::redirect("/api/docs", "/api/docs/"))
            .service(docs)
            .configure(pages::configure)
    });
    run!(server, listener, *options)
}

fn api(config: &mut web::ServiceConfig) {
    api_routes::all(&mut ServiceConfig::Served(config));
    config.default_service(web::to(api_routes::unknown));
}

/// The specification, made when it is first asked for.
async fn specification() -> Result<HttpResponse, Problem> {
    static MADE: OnceLock<Option<web::Bytes>> = OnceLock::new();
    let make = || Some(openapi_json().ok()?.into_bytes().into());
    let json = web::block(move || MADE.get_or_init(make).clone()).await.map_err(Problem::internal)?;
    let json = json.ok_or_else(|| Problem::new(Code::Internal))?;
    Ok(HttpResponse::Ok().content_type("application/json").body(json))
}

/// Course content, and the player: another host, no cookie, no page of the app.
pub fn content_server(
    house: web::Data<House>,
    listener: TcpListener,
    options: &ServerOptions,
) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(house.clone())
            .app_data(json_config(COMMIT_BYTES))
            .wrap(from_fn(told))
            .wrap(operation::measured())
            .wrap(
                DefaultHeaders::new()
                    .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                    .add(("Permissions-Policy", "unload=*"))
                    .add(("Referrer-Policy", "no-referrer"))
                    .add((header::CONTENT_SECURITY_POLICY, frame_ancestors(&house))),
            )
            .wrap(TracingLogger::<operation::QuietSpans>::new())
            .configure(play::configure_files)
            .configure(play::configure_lessons)
            .configure(play::configure)
            .configure(assets::configure_player)
            .default_service(web::to(|| async { Err::<&str, _>(Problem::new(Code::NotFound)) }))
    });
    run!(server, listener, *options)
}

/// Only the app, and the content origin itself, may frame what is served here.
fn frame_ancestors(house: &House) -> String {
    let origin = house.settings.public_url.origin().ascii_serialization();
    format!("frame-ancestors 'self' {origin}")
}

fn json_config(limit: usize) -> web::JsonConfig {
    use actix_web::error::JsonPayloadError;
    web::JsonConfig::default().limit(limit).error_handler(|error, _| {
        match error {
            JsonPayloadError::ContentType => Problem::new(Code::UnsupportedMediaType),
            JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => {
                Problem::new(Code::BodyTooLarge)
            }
            JsonPayloadError::Deserialize(cause) if cause.is_data() => {
                Problem::new(Code::MalformedJson).with("cause", cause)
            }
            _ => Problem::new(Code::MalformedJson),
        }
        .into()
    })
}

fn query_config() -> web::QueryConfig {
    web::QueryConfig::default().error_handler(|_, _| Problem::new(Code::MalformedRequest).into())
}

fn form_config() -> web::FormConfig {
    web::FormConfig::default().error_handler(|error, _| {
        match error {
            actix_web::error::UrlencodedError::ContentType => Problem::new(Code::UnsupportedMediaType),
            _ => Problem::new(Code::MalformedRequest),
        }
        .into()
    })
}
