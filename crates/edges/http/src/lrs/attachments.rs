//! Statements with attachments: `multipart/mixed`, in and out (1.0.3, part three, 1.5.2; 2.0, 4.1.5).

use actix_web::{HttpResponse, HttpResponseBuilder, http::header, web::Bytes};
use uuid::Uuid;
use vidik_lrs::{Attachment, Kept, is_json};
use vidik_xapi::Received;

use super::call::Call;
use crate::{problem::Problem, problem_codes::Code, state::House};

/// A body, taken apart.
pub(super) struct Message {
    /// The statements, JSON.
    pub statements: Bytes,
}

/// Takes a body apart.
pub(super) fn read(call: &Call) -> Result<Message, Problem> {
    if is_json(call.content_type()) {
        return Ok(Message { statements: call.body.clone() });
    }
    Err(Problem::new(Code::MalformedRequest))
}

pub(super) async fn keep(
    _house: &House,
    _received: &[(Uuid, Received)],
    _message: Message,
) -> Result<Vec<Attachment>, Problem> {
    Ok(Vec::new())
}

pub(super) async fn send(
    _house: &House,
    mut response: HttpResponseBuilder,
    body: String,
    _kept: &[Kept],
    _asked: bool,
) -> Result<HttpResponse, Problem> {
    Ok(response.insert_header((header::CONTENT_TYPE, "application/json")).body(body))
}
