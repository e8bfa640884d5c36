//! The specification: made from the routes, and what the server itself knows of them.

use utoipa::{
    Modify, OpenApi,
    openapi::{
        Components, Content, Ref, RefOr, Required, ResponseBuilder,
        path::Operation,
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use crate::{
    api_routes::{self, Description, PREFIX, ServiceConfig},
    problem_codes::Code,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vidik",
        description = "Courses, progress and people of a training centre.\n\nTimes are RFC 3339 in UTC, scores are \
            scaled to −1…1 with points beside them, languages are BCP 47 tags, lists come in parts: \
            `{items, next_cursor}`. Errors are problem details (RFC 9457) with a stable `code`; the codes stand in \
            `openapi/errors.json`. `x-permission` says who may call a route.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "auth", description = "Signing in and out, for people and for programs"),
        (name = "people", description = "Oneself, and what administrators do with people"),
        (name = "privacy", description = "One's own data: copies, consents, who looked; erasing people; how long things are kept"),
        (name = "institutions", description = "An institution's people, their progress, its programs"),
        (name = "reports", description = "Registrations, results of quizzes, summaries, changes: for institutions and their programs"),
        (name = "catalogue", description = "Courses"),
        (name = "packages", description = "Uploaded archives"),
        (name = "authoring", description = "Texts in all languages, translators, terms, the way to publication"),
        (name = "assessment", description = "Quizzes for those who give them: analysis, paper, gain, extra time"),
        (name = "record", description = "Programs that speak xAPI (at `/xapi`), and statements for administrators"),
        (name = "attempts", description = "Attempts as the people of the Centre see and correct them"),
        (name = "learning", description = "Enrolments, attempts, one's own progress"),
    ),
    modifiers(&Bearer)
)]
struct Specification;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = openapi.components.get_or_insert_with(Components::new);
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
        openapi.security = Some(vec![SecurityRequirement::new::<_, [String; 0], String>("bearer", [])]);
    }
}

/// The specification (`OpenAPI` 3.1), without starting anything.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut description = Description::default();
    api_routes::all(&mut ServiceConfig::Described(&mut description));
    let mut specification = Specification::openapi();
    let paths = description.paths.paths.into_iter().map(|(path, item)| (format!("{PREFIX}{path}"), item));
    specification.paths.paths = paths.collect();
    specification.components.get_or_insert_with(Components::new).schemas.extend(description.schemas);
    for item in specification.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        operations.into_iter().flatten().for_each(name_refused_bodies);
    }
    specification
}

/// What the server says of bodies before a route sees them, the same everywhere.
fn name_refused_bodies(operation: &mut Operation) {
    let Some(RefOr::T(body)) = &operation.request_body else { return };
    if !matches!(body.required, Some(Required::True)) {
        return;
    }
    let problem = Content::new(Some(Ref::from_schema_name("Problem")));
    for (status, words) in [("413", "The body is too large"), ("415", "The body is of another type")] {
        let told = ResponseBuilder::new().description(words).content("application/problem+json", problem.clone());
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| told.build().into());
    }
}

/// The specification as text, the same whenever it is made: extensions come out of a map without an order.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    let mut json = serde_json::to_value(openapi())?;
    order_extensions(&mut json);
    serde_json::to_string_pretty(&json)
}

fn order_extensions(json: &mut serde_json::Value) {
    match json {
        serde_json::Value::Object(members) => {
            let mut names: Vec<String> = members.keys().filter(|name| name.starts_with("x-")).cloned().collect();
            names.sort_unstable();
            for name in names {
                // Taken out without a gap and put in at the end: sorted among themselves.
                if let Some(value) = members.shift_remove(&name) {
                    members.insert(name, value);
                }
            }
            members.values_mut().for_each(order_extensions);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(order_extensions),
        _ => {}
    }
}

/// Every problem code with its status, as JSON.
pub fn problem_codes_json() -> String {
    let codes: Vec<_> =
        Code::ALL.iter().map(|code| serde_json::json!({ "code": code.name(), "status": code.status() })).collect();
    serde_json::to_string_pretty(&codes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specification_is_the_same_every_time() {
        let first = openapi_json().unwrap();
        for _ in 0..20 {
            assert!(openapi_json().unwrap() == first, "the order of something is left to chance");
        }
    }

    #[test]
    fn every_code_stands_beside_its_status_in_the_rules() {
        let rules = include_str!("../../../../openapi/README.md");
        for code in Code::ALL {
            let row = rules.lines().find(|line| line.starts_with(&format!("| {} |", code.status())));
            assert!(row.is_some_and(|row| row.contains(&format!("`{}`", code.name()))), "{} is missing", code.name());
        }
    }
}
