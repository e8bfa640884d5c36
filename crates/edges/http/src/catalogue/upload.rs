//! Receiving an archive piece by piece, onto the store's own disk and never into memory.

use actix_multipart::Multipart;
use futures::TryStreamExt as _;
use vidik_blob::{BlobStore, Sealed};

use crate::{problem::Problem, problem_codes::Code};

/// Reads the field `file` of a form into a draft of the blob store; gives the file's name, too. Other fields are read
/// past. What is over the bound is refused as soon as it shows.
pub(crate) async fn receive(blobs: &BlobStore, mut form: Multipart, most: u64) -> Result<(Sealed, String), Problem> {
    let mut received = None;
    while let Some(mut field) = form.try_next().await.map_err(|error| unreadable(&error))? {
        let wanted = field.name() == Some("file") && received.is_none();
        if !wanted {
            while field.try_next().await.map_err(|error| unreadable(&error))?.is_some() {}
            continue;
        }
        let name = field.content_disposition().and_then(|disposition| disposition.get_filename());
        let name = name.unwrap_or("package.zip").to_owned();
        let mut draft = blobs.draft().await.map_err(Problem::internal)?;
        while let Some(piece) = field.try_next().await.map_err(|error| unreadable(&error))? {
            if draft.length().saturating_add(piece.len() as u64) > most {
                return Err(Problem::new(Code::BodyTooLarge));
            }
            draft.append(&piece).await.map_err(Problem::internal)?;
        }
        received = Some((draft.seal().await.map_err(Problem::internal)?, name));
    }
    received.ok_or_else(|| Problem::new(Code::Invalid).field("/file", "missing"))
}

fn unreadable(error: &actix_multipart::MultipartError) -> Problem {
    match error {
        actix_multipart::MultipartError::ContentTypeMissing
        | actix_multipart::MultipartError::ContentTypeIncompatible => Problem::new(Code::UnsupportedMediaType),
        _ => Problem::new(Code::MalformedRequest),
    }
}
