//! The routes of the API, told to whom it concerns: a server that answers them, the specification that describes them,
//! or whoever asks just which there are. Each of a server's threads has routes of its own; if they were described for
//! each, too, that would be most of an idle program's memory.

use actix_web::{HttpRequest, dev::HttpServiceFactory, http::header, web};
use utoipa::openapi::{HttpMethod, Paths, RefOr, schema::Schema};
use utoipa_actix_web::OpenApiFactory;

use crate::{problem::Problem, problem_codes::Code};

/// Below what the API lies.
pub(crate) const PREFIX: &str = "/api/v1";

/// Takes routes.
pub(crate) enum ServiceConfig<'s> {
    Served(&'s mut web::ServiceConfig),
    Described(&'s mut Description),
    Named(&'s mut Vec<Route>),
}

/// What the specification says of routes.
#[derive(Default)]
pub(crate) struct Description {
    pub paths: Paths,
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

/// A path in its segments, with the methods that it takes.
pub(crate) struct Route {
    segments: Vec<String>,
    methods: Vec<&'static str>,
}

impl ServiceConfig<'_> {
    /// Takes one route.
    pub(crate) fn service<R>(&mut self, route: R) -> &mut Self
    where
        R: HttpServiceFactory + OpenApiFactory + utoipa::Path + 'static,
    {
        match self {
            Self::Served(server) => {
                server.service(route);
            }
            Self::Described(description) => {
                description.paths.merge(route.paths());
                route.schemas(&mut description.schemas);
            }
            Self::Named(routes) => routes.push(Route {
                segments: R::path().split('/').map(str::to_owned).collect(),
                methods: R::methods().iter().map(method_name).collect(),
            }),
        }
        self
    }
}

/// Every route. A request is held against them in this order, so what learners ask for comes first.
pub(crate) fn all(config: &mut ServiceConfig<'_>) {
    crate::auth::configure(config);
    crate::catalogue::configure(config);
    crate::learning::configure(config);
    crate::lessons::configure(config);
    crate::people::configure(config);
    crate::search::configure(config);
    crate::institutions::configure(config);
    crate::reports::configure(config);
    crate::registrations::configure(config);
    crate::webhooks::configure(config);
    crate::attempts::configure(config);
    crate::assessment::configure(config);
    crate::authoring::configure(config);
    crate::previews::configure(config);
    crate::privacy::configure(config);
    crate::lrs::configure_administration(config);
    crate::forwarding::configure(config);
}

/// Which routes there are.
pub(crate) struct KnownRoutes(Vec<Route>);

impl KnownRoutes {
    pub(crate) fn all() -> Self {
        let mut routes = Vec::new();
        all(&mut ServiceConfig::Named(&mut routes));
        Self(routes)
    }

    /// The methods that a path takes; none where there is no such path.
    fn methods(&self, path: &str) -> Vec<&'static str> {
        let Some(path) = path.strip_prefix(PREFIX) else { return Vec::new() };
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |route: &&Route| {
            route.segments.len() == parts.len()
                && route.segments.iter().zip(&parts).all(|(known, part)| known == part || known.starts_with('{'))
        };
        let mut methods: Vec<&str> =
            self.0.iter().filter(fits).flat_map(|route| route.methods.iter().copied()).collect();
        methods.sort_unstable();
        methods.dedup();
        methods
    }
}

/// What answers where no route does.
pub(crate) async fn unknown(request: HttpRequest, routes: web::Data<KnownRoutes>) -> Result<&'static str, Problem> {
    let methods = routes.methods(request.path());
    if methods.is_empty() || methods.contains(&request.method().as_str()) {
        return Err(Problem::new(Code::NotFound));
    }
    Err(Problem::new(Code::MethodNotAllowed).header(header::ALLOW, methods.join(", ")))
}

fn method_name(method: &HttpMethod) -> &'static str {
    match method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
        HttpMethod::Put => "PUT",
        HttpMethod::Delete => "DELETE",
        HttpMethod::Options => "OPTIONS",
        HttpMethod::Head => "HEAD",
        HttpMethod::Patch => "PATCH",
        HttpMethod::Trace => "TRACE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_knows_its_methods() {
        let known = KnownRoutes::all();
        assert_eq!(known.methods("/api/v1/courses"), ["GET", "POST"]);
        assert_eq!(known.methods("/api/v1/people/7"), ["GET"]);
        assert_eq!(known.methods("/api/v1/nothing"), [""; 0]);
        assert_eq!(known.methods("/courses"), [""; 0]);
    }
}
