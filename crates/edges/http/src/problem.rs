//! Problems: what a client is told when something cannot be done (RFC 9457).
//!
//! A handler returns a [`Problem`]; the middleware [`told`] writes it out in the reader's language with the request's
//! id. A cause that is not the client's business is logged once, there, and never leaves the server.

use std::{borrow::Cow, fmt};

use actix_web::{
    Error, HttpMessage as _, HttpRequest, HttpResponse, ResponseError,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header},
    middleware::Next,
};
use serde::Serialize;
use utoipa::ToSchema;
use vidik_base::InterfaceLanguage;
use vidik_lang::Value;

use crate::{language, messages, problem_codes::Code};

/// One thing that is wrong with what was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// Where in the body (JSON pointer, RFC 6901), or the parameter's name.
    pub pointer: String,
    /// What is wrong, for programs.
    pub code: String,
    /// What is wrong, in the reader's language.
    pub message: String,
}

/// What cannot be done, and why.
#[derive(Debug)]
pub struct Problem {
    code: Code,
    values: Vec<(&'static str, String)>,
    errors: Vec<FieldError>,
    headers: Vec<(header::HeaderName, String)>,
    cause: Option<Cow<'static, str>>,
}

/// A problem as it goes over the wire.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Names the kind of problem; `code` does so more shortly.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is wrong, in the reader's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do about it, in the reader's language.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Stable name of the problem, for programs.
    pub code: String,
    /// Everything that is wrong with what was sent, each with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Names this request in the server's log.
    pub request_id: String,
}

impl Problem {
    /// A problem of that code.
    pub fn new(code: Code) -> Self {
        Self { code, values: Vec::new(), errors: Vec::new(), headers: Vec::new(), cause: None }
    }

    /// Something broke that the client can do nothing about; `cause` goes to the log alone.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self { cause: Some(cause.to_string().into()), ..Self::new(Code::Internal) }
    }

    /// A field is wrong; its message is the text `field.<code>`, filled in when the problem is told.
    #[must_use]
    pub fn field(mut self, pointer: impl Into<String>, code: &str) -> Self {
        self.errors.push(FieldError { pointer: pointer.into(), code: code.to_owned(), message: String::new() });
        self
    }

    /// Fields that are wrong, each with its message already in words.
    #[must_use]
    pub fn fields(mut self, errors: impl IntoIterator<Item = FieldError>) -> Self {
        self.errors.extend(errors);
        self
    }

    /// A value that the text names.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// A header that goes with it.
    #[must_use]
    pub fn header(mut self, name: header::HeaderName, value: impl fmt::Display) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    fn body(&self, language: InterfaceLanguage, request_id: String) -> ProblemBody {
        let catalogue = messages::catalogue();
        let values: Vec<(&str, Value<'_>)> =
            self.values.iter().map(|(name, value)| (*name, number_or_text(value))).collect();
        let name = self.code.name();
        let errors = self.errors.iter().cloned().map(|mut error| {
            if error.message.is_empty() {
                let key = format!("field.{}", error.code);
                error.message = catalogue.format(language, &key, &values);
            }
            error
        });
        ProblemBody {
            kind: format!("urn:vidik:problem:{name}"),
            title: catalogue.format(language, &format!("problem.{name}.title"), &values),
            status: self.code.status(),
            detail: catalogue.format(language, &format!("problem.{name}.detail"), &values),
            code: name.to_owned(),
            errors: errors.collect(),
            request_id,
        }
    }

    fn respond(&self, language: InterfaceLanguage, request_id: String) -> HttpResponse {
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        for (name, value) in &self.headers {
            response.insert_header((name.clone(), value.as_str()));
        }
        let body = serde_json::to_string(&self.body(language, request_id)).unwrap_or_default();
        response
            .insert_header((header::CONTENT_TYPE, "application/problem+json"))
            .insert_header((header::CONTENT_LANGUAGE, language.tag()))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(body)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.name())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        self.respond(InterfaceLanguage::En, String::new())
    }
}

/// Anything a database refuses is ours to mend, not the client's.
impl From<vidik_db::DbErr> for Problem {
    fn from(error: vidik_db::DbErr) -> Self {
        if vidik_db::is_unstorable(&error) {
            return Self::new(Code::MalformedRequest);
        }
        Self::internal(error)
    }
}

/// Numbers decide plural forms.
fn number_or_text(value: &str) -> Value<'_> {
    value.parse().map_or_else(|_| Value::Text(value.into()), Value::Integer)
}

/// The id under which this request stands in the log.
pub(crate) fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<tracing_actix_web::RequestId>().map_or_else(String::new, ToString::to_string)
}

/// Writes problems out in the reader's language, and whatever else failed as a problem too.
pub(crate) async fn told<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    // The request itself is not held on to: the router needs it to itself.
    let response = next.call(request).await?;
    let Some(problem) = response.response().error().map(as_problem) else {
        return Ok(response.map_into_left_body());
    };
    log_cause(&problem);
    let http = response.request().clone();
    let told = problem.respond(language::of(&http), request_id(&http));
    Ok(ServiceResponse::new(http, told).map_into_right_body())
}

fn log_cause(problem: &Problem) {
    if let Some(cause) = &problem.cause {
        tracing::error!(%cause, "a request failed");
    }
}

/// Errors that the framework raises, by their status.
fn as_problem(error: &Error) -> Problem {
    if let Some(problem) = error.as_error::<Problem>() {
        return Problem {
            code: problem.code,
            values: problem.values.clone(),
            errors: problem.errors.clone(),
            headers: problem.headers.clone(),
            cause: problem.cause.clone(),
        };
    }
    match error.as_response_error().status_code() {
        StatusCode::NOT_FOUND => Problem::new(Code::NotFound),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::BodyTooLarge),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(Code::UnsupportedMediaType),
        status if status.is_client_error() => Problem::new(Code::MalformedRequest),
        _ => Problem::internal(error),
    }
}
