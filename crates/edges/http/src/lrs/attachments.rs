//! Statements with attachments: `multipart/mixed`, in and out (1.0.3, part three, 1.5.2; 2.0, 4.1.5). Their contents
//! are blobs; the record knows them by the hashes that statements name.

use actix_web::{HttpResponse, HttpResponseBuilder, http::header};
use uuid::Uuid;
use vidik_base::new_id;
use vidik_blob::BlobId;
use vidik_lrs::{Attachment, Kept, attachments_of, is_json};
use vidik_xapi::{
    Received,
    multipart::{self, Multipart},
    signature::check_signatures,
};

use super::{answer::invalid, call::Call};
use crate::{problem::Problem, problem_codes::Code, state::House};

/// Takes a body apart: statements, and the contents of their attachments.
pub(super) fn read(call: &Call) -> Result<Multipart<'_>, Problem> {
    let kind = call.content_type();
    if multipart::is_multipart(kind) {
        return multipart::read(&call.body, kind).map_err(invalid);
    }
    if is_json(kind) {
        return Ok(Multipart { statements: &call.body, parts: Vec::new() });
    }
    Err(Problem::new(Code::MalformedRequest))
}

/// Whether statements and parts belong together, and what is signed is what is sent.
pub(super) fn check(received: &[Received], message: &Multipart<'_>) -> Result<(), Problem> {
    multipart::check_attachments(received, &message.parts).map_err(invalid)?;
    check_signatures(received, &message.parts).map_err(invalid)
}

/// Keeps the contents. What is kept of a batch that is refused afterwards is found by no statement.
pub(super) async fn keep(house: &House, message: &Multipart<'_>) -> Result<Vec<Attachment>, Problem> {
    let mut kept = Vec::with_capacity(message.parts.len());
    for part in &message.parts {
        let blob = house.blobs.put_bytes(part.content).await.map_err(Problem::internal)?;
        kept.push(Attachment {
            sha2: part.sha2.clone(),
            blob: blob.to_string(),
            length: part.content.len() as u64,
            content_type: part.content_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned()),
        });
    }
    Ok(kept)
}

/// The answer: statements alone, or with the contents of all of their attachments that are kept here.
pub(super) async fn send(
    house: &House,
    mut response: HttpResponseBuilder,
    body: String,
    kept: &[Kept],
    asked: bool,
) -> Result<HttpResponse, Problem> {
    if !asked {
        return Ok(response.insert_header((header::CONTENT_TYPE, "application/json")).body(body));
    }
    let mut contents = Vec::new();
    let sequences: Vec<Uuid> = kept.iter().map(|kept| kept.sequence).collect();
    for attachment in attachments_of(house.db.read(), &sequences).await? {
        let blob: BlobId = attachment.blob.parse().map_err(Problem::internal)?;
        let content = house.blobs.range(blob, 0, attachment.length).await.map_err(Problem::internal)?;
        contents.push((attachment, content));
    }
    let boundary = new_id::<Uuid>(house.rng.as_ref()).simple().to_string();
    let parts = contents
        .iter()
        .map(|(attachment, content)| (attachment.content_type.as_str(), attachment.sha2.as_str(), content.as_ref()));
    let body = multipart::write(&boundary, body.as_bytes(), parts);
    Ok(response.insert_header((header::CONTENT_TYPE, format!("multipart/mixed; boundary={boundary}"))).body(body))
}
