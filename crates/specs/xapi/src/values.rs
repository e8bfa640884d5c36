//! Single values: UUIDs, IRIs, language tags, durations, timestamps, addresses (Data 4.2 to 4.6; 2.0: 4.2.7).

mod language;
mod time;

pub(crate) use language::is_language_tag;
pub(crate) use time::{is_duration, rounded_duration};

pub use time::read_timestamp;

use uuid::Uuid;

/// A UUID in its usual form: 8-4-4-4-12 hexadecimal digits (Data 4.4).
pub(crate) fn read_uuid(text: &str) -> Option<Uuid> {
    let bytes = text.as_bytes();
    let formed = bytes.len() == 36
        && bytes.iter().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    if formed { Uuid::parse_str(text).ok() } else { None }
}

/// An IRI with its scheme (RFC 3987, 2.2); an IRL is one, too. What cannot stand in any IRI is refused, parts that
/// only a scheme would forbid are not.
pub fn is_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut letters = scheme.bytes();
    let schemed = letters.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    schemed && !rest.is_empty() && rest.matches('#').count() <= 1 && percents(rest) && rest.chars().all(may_stand)
}

fn may_stand(character: char) -> bool {
    !character.is_control()
        && !character.is_whitespace()
        && !matches!(character, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
}

/// Every `%` begins an octet.
fn percents(text: &str) -> bool {
    text.split('%').skip(1).all(|after| after.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2)
}

/// `mailto:` and one address (Data 2.4.2.3).
pub(crate) fn is_mailbox(text: &str) -> bool {
    let Some(address) = text.strip_prefix("mailto:") else { return false };
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    !local.is_empty()
        && !domain.is_empty()
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && (local.starts_with('"') || !local.contains('@'))
        && address.chars().all(|c| !c.is_control() && !c.is_whitespace() && !matches!(c, '<' | '>' | ',' | ';' | '?'))
}

/// A SHA-1 in hexadecimal digits.
pub(crate) fn is_sha1(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A hash of the SHA-2 (or SHA-3) family in hexadecimal digits: 224, 256, 384 or 512 bits.
pub(crate) fn is_sha2(text: &str) -> bool {
    matches!(text.len(), 56 | 64 | 96 | 128) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A media type with its parameters, as `text/plain; charset=ascii` (RFC 6838).
pub(crate) fn is_media_type(text: &str) -> bool {
    let name = text.split(';').next().unwrap_or_default().trim();
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+*'%`|~".contains(&b))
    };
    name.split_once('/').is_some_and(|(kind, sort)| token(kind) && token(sort))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iris_have_a_scheme_and_nothing_that_cannot_stand_in_one() {
        for good in
            ["http://example.com", "urn:uuid:1", "act:дело", "https://пример.срб/а?б=в#г", "x-y.z+1:a", "tag:%20"]
        {
            assert!(is_iri(good), "{good}");
        }
        for bad in ["", "example.com", "ab=c://x", "http:", ":x", "1a:b", "a:b c", "a:<b>", "a:%2", "a:%zz", "a:b#c#d"]
        {
            assert!(!is_iri(bad), "{bad}");
        }
    }

    #[test]
    fn mailboxes_are_one_address() {
        for good in ["mailto:a@b", "mailto:a.b+c@d.example", "mailto:\"a@b\"@c.example"] {
            assert!(is_mailbox(good), "{good}");
        }
        for bad in [
            "a@b",
            "mailto:a",
            "mailto:@b",
            "mailto:a@",
            "mailto:a@b,c@d",
            "mailto:a b@c",
            "MAILTO:a@b",
            "mailto:a@b@c",
        ] {
            assert!(!is_mailbox(bad), "{bad}");
        }
    }
}
