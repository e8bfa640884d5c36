//! Statements with the contents of their attachments: `multipart/mixed` (Data 2.4.11, Communication 1.5.2; 2.0:
//! 4.1.3), after RFC 2046, 5.1.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

use crate::{problem::Problem, received::Received, rules};

/// A body taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multipart<'a> {
    /// The first part: statements as JSON.
    pub statements: &'a [u8],
    /// The others.
    pub parts: Vec<Part<'a>>,
}

/// The contents of an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// Its media type, where the part says one.
    pub content_type: Option<String>,
    /// Its hash, in lower-case hexadecimal digits; what is in [`Part::content`] has it.
    pub sha2: String,
    /// What it is.
    pub content: &'a [u8],
}

/// Whether a request's `Content-Type` says `multipart/mixed`.
pub fn is_multipart(content_type: &str) -> bool {
    content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("multipart/mixed")
}

/// Takes a body apart. `content_type` is the request's, with the boundary.
///
/// # Errors
/// No boundary, no end, a first part that is not JSON, a part without its hash or encoding, or with another hash than
/// it says.
pub fn read<'a>(body: &'a [u8], content_type: &str) -> Result<Multipart<'a>, Problem> {
    let boundary = boundary_of(content_type).ok_or_else(|| Problem::of(&rules::MULTIPART))?;
    let mut parts = split(body, &boundary).ok_or_else(|| Problem::of(&rules::MULTIPART))?.into_iter();
    let (headers, statements) = parts.next().and_then(headers).ok_or_else(|| Problem::of(&rules::MULTIPART))?;
    let kind = header(&headers, "content-type").unwrap_or_default();
    if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(Problem::of(&rules::MULTIPART_FIRST));
    }
    let parts = parts.map(part).collect::<Result<_, _>>()?;
    Ok(Multipart { statements, parts })
}

/// Whether parts and statements belong together: each part is an attachment of one of them, and each attachment
/// without a fileUrl is there. For a request that is not multipart, `parts` is empty.
///
/// # Errors
/// One of them lacks the other.
pub fn check_attachments(statements: &[Received], parts: &[Part<'_>]) -> Result<(), Problem> {
    let attachments: Vec<_> = statements.iter().map(Received::attachments).collect();
    let mut all = attachments.iter().flatten();
    if parts.iter().any(|part| !attachments.iter().flatten().any(|attachment| attachment.sha2 == part.sha2)) {
        return Err(Problem::of(&rules::MULTIPART_UNKNOWN));
    }
    let absent =
        all.find(|attachment| attachment.file_url.is_none() && !parts.iter().any(|part| part.sha2 == attachment.sha2));
    absent.map_or(Ok(()), |attachment| Err(Problem::of(&rules::ATTACHMENT_ABSENT).about(&attachment.sha2)))
}

/// Puts an answer together: the statements, then each attachment with its media type and hash. The boundary must not
/// occur in any of them.
pub fn write<'a>(
    boundary: &str,
    statements: &[u8],
    attachments: impl IntoIterator<Item = (&'a str, &'a str, &'a [u8])>,
) -> Vec<u8> {
    let mut body = format!("--{boundary}\r\nContent-Type: application/json\r\n\r\n").into_bytes();
    body.extend_from_slice(statements);
    for (content_type, sha2, content) in attachments {
        let mut head = format!("\r\n--{boundary}\r\nContent-Type: {content_type}\r\n");
        // Writing into a text does not fail.
        let _ = write!(head, "Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {sha2}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
    }
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    body
}

/// The hash of a content in hexadecimal digits, by the algorithm of the SHA-2 family whose hashes have that length.
pub fn sha2_like(hash: &str, content: &[u8]) -> Option<String> {
    Some(match hash.len() {
        56 => hexadecimal(&Sha224::digest(content)),
        64 => hexadecimal(&Sha256::digest(content)),
        96 => hexadecimal(&Sha384::digest(content)),
        128 => hexadecimal(&Sha512::digest(content)),
        _ => return None,
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// RFC 2046, 5.1.1: at most 70 characters, in quotes or not.
fn boundary_of(content_type: &str) -> Option<String> {
    let at = content_type.to_ascii_lowercase().find("boundary=")?;
    let rest = content_type.get(at + "boundary=".len()..)?;
    let boundary = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split(';').next()?.trim_end(),
    };
    (!boundary.is_empty() && boundary.len() <= 70).then(|| boundary.to_owned())
}

/// What lies between the delimiters; `None` without an end.
fn split<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<&'a [u8]>> {
    let opening = format!("--{boundary}");
    let delimiter = format!("\r\n{opening}");
    let mut rest = match body.strip_prefix(opening.as_bytes()) {
        Some(rest) => rest,
        None => after(body, delimiter.as_bytes())?.1,
    };
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        // Blanks may stand behind a delimiter.
        let (blanks, next) = after(rest, b"\r\n")?;
        if !blanks.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return None;
        }
        // The line's end belongs to the delimiter, but may be that of the next one, too, behind an empty part.
        let line_end = rest.get(blanks.len()..)?;
        if let Some(following) = line_end.strip_prefix(delimiter.as_bytes()) {
            parts.push(b"".as_slice());
            rest = following;
            continue;
        }
        let (part, following) = after(next, delimiter.as_bytes())?;
        parts.push(part);
        rest = following;
    }
}

/// What stands before and behind the first place where the bytes are found.
fn after<'a>(bytes: &'a [u8], sought: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let first = *sought.first()?;
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(sought) {
            return Some((bytes.get(..at)?, bytes.get(at + sought.len()..)?));
        }
        from = at + 1;
    }
}

type Headers = Vec<(String, String)>;

fn headers(part: &[u8]) -> Option<(Headers, &[u8])> {
    if let Some(content) = part.strip_prefix(b"\r\n") {
        return Some((Vec::new(), content));
    }
    let (head, content) = after(part, b"\r\n\r\n")?;
    let head = std::str::from_utf8(head).ok()?;
    let headers = head.split("\r\n").map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    });
    Some((headers.collect::<Option<_>>()?, content))
}

fn header<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn part(part: &[u8]) -> Result<Part<'_>, Problem> {
    let (headers, content) = headers(part).ok_or_else(|| Problem::of(&rules::MULTIPART))?;
    if !header(&headers, "content-transfer-encoding").is_some_and(|encoding| encoding.eq_ignore_ascii_case("binary")) {
        return Err(Problem::of(&rules::MULTIPART_ENCODING));
    }
    let sha2 = header(&headers, "x-experience-api-hash").unwrap_or_default().to_ascii_lowercase();
    if sha2_like(&sha2, content).as_ref() != Some(&sha2) {
        return Err(Problem::of(&rules::MULTIPART_HASH).about(&sha2));
    }
    let content_type = header(&headers, "content-type");
    // It is given out again as a header.
    if content_type.is_some_and(|kind| kind.contains(char::is_control)) {
        return Err(Problem::of(&rules::MULTIPART));
    }
    Ok(Part { content_type: content_type.map(str::to_owned), sha2, content })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: &str = "multipart/mixed; boundary=\"a b\"";

    #[test]
    fn what_is_written_is_read() {
        let hash = sha2_like(&"0".repeat(64), b"\r\n--a").unwrap();
        let body = write("a b", b"{}", [("text/plain", hash.as_str(), b"\r\n--a".as_slice())]);
        let read = read(&body, KIND).unwrap();
        assert_eq!(read.statements, b"{}");
        let part = Part { content_type: Some("text/plain".to_owned()), sha2: hash, content: b"\r\n--a" };
        assert_eq!(read.parts, [part]);
    }

    #[test]
    fn what_does_not_hang_together_is_refused() {
        let rule = |body: &str, kind: &str| read(body.as_bytes(), kind).map_or_else(|problem| problem.rule, |_| "");
        let first = "--a\r\nContent-Type: application/json\r\n\r\n{}";
        let kind = "multipart/mixed; boundary=a";
        assert_eq!(rule(&format!("\r\n{first}\r\n--a--"), kind), "");
        assert_eq!(rule(&format!("preamble\r\n{first}\r\n--a--\r\nepilogue"), kind), "");
        assert_eq!(rule(first, kind), "XAPI-2.4.11-9");
        assert_eq!(rule(&format!("{first}\r\n--a--"), "multipart/mixed"), "XAPI-2.4.11-9");
        assert_eq!(rule("--a\r\nContent-Type: text/plain\r\n\r\n{}\r\n--a--", kind), "XAPI-2.4.11-10");
        assert_eq!(
            rule(&format!("{first}\r\n--a\r\nContent-Type: text/plain\r\n\r\nx\r\n--a--"), kind),
            "XAPI-2.4.11-11"
        );
        let binary = "Content-Transfer-Encoding: binary";
        assert_eq!(rule(&format!("{first}\r\n--a\r\n{binary}\r\n\r\nx\r\n--a--"), kind), "XAPI-2.4.11-12");
        let wrong = "X-Experience-API-Hash: 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4882";
        assert_eq!(rule(&format!("{first}\r\n--a\r\n{binary}\r\n{wrong}\r\n\r\nx\r\n--a--"), kind), "XAPI-2.4.11-12");
        let right = wrong.replace("1a4882", "1a4881");
        assert_eq!(rule(&format!("{first}\r\n--a\r\n{binary}\r\n{right}\r\n\r\nx\r\n--a--"), kind), "");
    }

    #[test]
    fn parts_and_attachments_belong_together() {
        let content = b"abc".as_slice();
        let sha2 = sha2_like(&"0".repeat(64), content).unwrap();
        let statement = |file_url: &str| {
            let text = format!(
                r#"{{"actor":{{"mbox":"mailto:a@b.c"}},"verb":{{"id":"http://a.b/c"}},"object":{{"id":"http://a.b/d"}},
                "attachments":[{{"usageType":"http://a.b/e","display":{{}},"contentType":"text/plain","length":3,
                "sha2":"{}"{file_url}}}]}}"#,
                sha2.to_uppercase()
            );
            crate::read_batch(text.as_bytes(), crate::Version::V2_0_0).unwrap()
        };
        let part = Part { content_type: None, sha2: sha2.clone(), content };
        let other = Part { content_type: None, sha2: sha2_like(&sha2, b"x").unwrap(), content: b"x" };
        assert_eq!(check_attachments(&statement(""), std::slice::from_ref(&part)), Ok(()));
        assert_eq!(check_attachments(&statement(r#","fileUrl":"http://a.b/f""#), &[]), Ok(()));
        assert_eq!(check_attachments(&statement(""), &[]).unwrap_err().rule, "XAPI-2.4.11-14");
        assert_eq!(check_attachments(&statement(""), &[part, other]).unwrap_err().rule, "XAPI-2.4.11-13");
    }
}
