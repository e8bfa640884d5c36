//! Two servers: the app, and course content on another origin.

use std::{net::TcpListener, time::Duration};

use actix_web::{
    App, HttpRequest, HttpServer,
    dev::Server,
    http::header,
    middleware::{DefaultHeaders, from_fn},
    web,
};
use tracing_actix_web::TracingLogger;
use utoipa_swagger_ui::SwaggerUi;

use crate::{
    allowance, assets, lrs,
    openapi::{self, openapi},
    operation, pages, play,
    problem::{Problem, told},
    problem_codes::Code,
    state::House,
};

/// The largest JSON body that the API takes.
const JSON_BYTES: usize = 1024 * 1024;
/// The largest commit: suspend data of 64,000 characters of up to four bytes, and everything else that a visit holds.
const COMMIT_BYTES: usize = 8 * 1024 * 1024;

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
    let specification = openapi();
    let json = specification.to_json().map_err(std::io::Error::other)?;
    let known = Routes::of(&specification);
    let server = HttpServer::new(move || {
        let docs = SwaggerUi::new("/api/docs/{_:.*}").url("/api/openapi.json", specification.clone());
        App::new()
            .app_data(house.clone())
            .app_data(web::Data::new(known.clone()))
            .app_data(json_config(JSON_BYTES))
            .app_data(query_config())
            .app_data(form_config())
            .wrap(from_fn(told))
            .wrap(from_fn(allowance::shown))
            .wrap(operation::measured())
            .wrap(DefaultHeaders::new().add((header::X_CONTENT_TYPE_OPTIONS, "nosniff")))
            .wrap(TracingLogger::<operation::QuietSpans>::new())
            .configure(operation::configure)
            .service(web::scope("/api/v1").configure(api_routes))
            .configure(lrs::configure)
            .service(web::redirect("/api/docs", "/api/docs/"))
            .service(docs)
            .app_data(web::Data::new(OpenApiJson(json.clone())))
            .configure(pages::configure)
    });
    run!(server, listener, *options)
}

struct OpenApiJson(#[expect(dead_code, reason = "kept for the life of the server")] String);

fn api_routes(config: &mut web::ServiceConfig) {
    let mut documented = utoipa_actix_web::service_config::ServiceConfig::new(config);
    openapi::routes(&mut documented);
    config.default_service(web::to(unknown_route));
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

/// The paths that the specification knows, with their methods.
#[derive(Clone)]
struct Routes(Vec<(Vec<String>, Vec<String>)>);

impl Routes {
    fn of(specification: &utoipa::openapi::OpenApi) -> Self {
        let json = serde_json::to_value(specification).unwrap_or_default();
        let paths = json.get("paths").and_then(serde_json::Value::as_object).cloned().unwrap_or_default();
        let routes = paths.into_iter().map(|(path, item)| {
            let methods = item.as_object().map(|item| item.keys().map(|method| method.to_uppercase()).collect());
            (path.split('/').map(str::to_owned).collect(), methods.unwrap_or_default())
        });
        Self(routes.collect())
    }

    /// The methods that a path takes; none where there is no such path.
    fn methods(&self, path: &str) -> Vec<&str> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |route: &[String]| {
            route.len() == parts.len()
                && route.iter().zip(&parts).all(|(known, part)| known == part || known.starts_with('{'))
        };
        let mut methods: Vec<&str> = self
            .0
            .iter()
            .filter(|(route, _)| fits(route))
            .flat_map(|(_, methods)| methods.iter().map(String::as_str))
            .collect();
        methods.sort_unstable();
        methods.dedup();
        methods
    }
}

async fn unknown_route(request: HttpRequest, routes: web::Data<Routes>) -> Result<&'static str, Problem> {
    let methods = routes.methods(request.path());
    if methods.is_empty() || methods.contains(&request.method().as_str()) {
        return Err(Problem::new(Code::NotFound));
    }
    Err(Problem::new(Code::MethodNotAllowed).header(header::ALLOW, methods.join(", ")))
}
