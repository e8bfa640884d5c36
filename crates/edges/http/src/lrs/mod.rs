//! The record for programs that speak xAPI, 1.0.3 and 2.0, at `/xapi`.
//!
//! Every resource has one handler for all of its methods, since a request may say by a form which method it means.
//! Who may do what is decided by the scopes of a credential ([`access`]).

mod access;
mod administration;
mod answer;
mod attachments;
mod call;
mod documents;
mod dto;
mod fetch;
mod names;
mod previews;
mod statements;
mod units;

use actix_web::{HttpRequest, HttpResponse, web};

pub(crate) use administration::{account_key, configure as configure_administration};

use crate::{problem::Problem, problem_codes::Code};

/// The resources. Clients add their paths to the endpoint with a slash, also where it ends with one.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config
        .service(resource("statements").to(statements::serve))
        .service(resource("activities/state").to(documents::states))
        .service(resource("activities/profile").to(documents::activity_profiles))
        .service(resource("agents/profile").to(documents::agent_profiles))
        .service(resource("activities").to(names::activities))
        .service(resource("agents").to(names::agents))
        .service(resource("about").to(names::about))
        .service(resource("fetch/{code}").to(fetch::serve))
        .configure(previews::configure)
        .service(web::resource("/xapi{rest:(/.*)?}").to(unknown));
}

async fn unknown(request: HttpRequest, payload: web::Payload) -> Result<HttpResponse, Problem> {
    answer::answer(&request, payload, async |_| Err(Problem::new(Code::NotFound))).await
}

fn resource(name: &str) -> actix_web::Resource {
    web::resource([format!("/xapi/{name}"), format!("/xapi//{name}")])
        .route(web::method(actix_web::http::Method::OPTIONS).to(answer::preflight))
}
