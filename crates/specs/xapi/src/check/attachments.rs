//! What a statement says of its attachments (Data 2.4.11; 2.0: 4.2.2.6).

use serde_json::Value;

use super::{each, iri, language_map, object_of, optional, required, text_that};
use crate::{
    problem::{Check, Problem},
    rules,
    values::{is_media_type, is_sha2},
};

const ATTACHMENT: &[&str] = &["usageType", "display", "description", "contentType", "length", "sha2", "fileUrl"];

/// All attachments of a statement.
pub(super) fn attachments(value: &Value) -> Check {
    each(value, &rules::ATTACHMENTS, |attachment| {
        let map = object_of(attachment, &rules::ATTACHMENTS, ATTACHMENT)?;
        required(map, "usageType", &rules::ATTACHMENT_USAGE, |usage| iri(usage, &rules::ATTACHMENT_USAGE))?;
        required(map, "display", &rules::ATTACHMENT_DISPLAY, |text| language_map(text, &rules::ATTACHMENT_DISPLAY))?;
        optional(map, "description", |text| language_map(text, &rules::ATTACHMENT_DESCRIPTION))?;
        required(map, "contentType", &rules::ATTACHMENT_CONTENT_TYPE, |kind| {
            text_that(kind, &rules::ATTACHMENT_CONTENT_TYPE, is_media_type)
        })?;
        required(map, "length", &rules::ATTACHMENT_LENGTH, |length| {
            if length.is_u64() { Ok(()) } else { Err(Problem::value(&rules::ATTACHMENT_LENGTH, length)) }
        })?;
        required(map, "sha2", &rules::ATTACHMENT_SHA2, |hash| text_that(hash, &rules::ATTACHMENT_SHA2, is_sha2))?;
        optional(map, "fileUrl", |address| iri(address, &rules::ATTACHMENT_FILE_URL))
    })
}
