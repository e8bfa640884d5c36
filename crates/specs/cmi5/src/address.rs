//! Addresses of units (cmi5 8.1, 13.1.4, 14).

use percent_encoding::percent_decode_str;
use url::Url;

/// Names that a launch adds to the address itself (cmi5 8.1).
const RESERVED: [&str; 5] = ["endpoint", "fetch", "actor", "registration", "activityId"];

/// What an address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    /// A file: its path in the archive, decoded, and the whole address as part of a URL.
    File { path: String, address: String },
    /// A page of another site.
    Remote(String),
    /// No URL, or one that nothing can be launched at.
    Malformed,
}

/// Reads an address; relative ones begin in the folder of the course structure, a prefix with a slash at its end, and
/// never leave it.
pub(crate) fn resolve(folder: &str, text: &str) -> Address {
    if !is_written_right(text) {
        return Address::Malformed;
    }
    let (path, suffix) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
    if let Some((scheme, rest)) = path.split_once("://") {
        let known = ["http", "https"].iter().any(|known| known.eq_ignore_ascii_case(scheme));
        return match Url::parse(text) {
            Ok(url) if known && url.has_host() && !rest.is_empty() => Address::Remote(text.to_owned()),
            _ => Address::Malformed,
        };
    }
    let scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || scheme || path.starts_with('/') {
        return Address::Malformed;
    }
    let Some(path) = without_dots(path) else { return Address::Malformed };
    let Ok(decoded) = percent_decode_str(&path).decode_utf8() else { return Address::Malformed };
    if decoded.contains(['\\', '\0']) || decoded.split('/').any(|part| part == "..") {
        return Address::Malformed;
    }
    Address::File { path: format!("{folder}{decoded}"), address: format!("{folder}{path}{suffix}") }
}

/// Characters that no URL has (RFC 1738, 2.2); letters beyond ASCII are taken, as `anyURI` does.
fn is_written_right(text: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    let escaped = text.split('%').skip(1).all(|rest| {
        let mut digits = rest.bytes();
        [digits.next(), digits.next()].iter().all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit()))
    });
    !text.is_empty() && !text.contains(forbidden) && escaped
}

fn without_dots(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// The first parameter of the address that the launch would collide with.
pub(crate) fn reserved_parameter(address: &str) -> Option<String> {
    let front = address.split('#').next().unwrap_or_default();
    let (_, query) = front.split_once('?')?;
    url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, _)| name.into_owned())
        .find(|name| RESERVED.contains(&name.as_str()))
}

/// Whether a text is an absolute IRI (cmi5 3): with a scheme, with something behind it, without blanks.
pub(crate) fn is_absolute_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    named && is_written_right(rest) && !rest.trim_start_matches('/').is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, address: &str) -> Address {
        Address::File { path: path.into(), address: address.into() }
    }

    #[test]
    fn addresses_by_rule_cmi5_13_1_4() {
        assert_eq!(resolve("", "index.html?a=1#b"), file("index.html", "index.html?a=1#b"));
        assert_eq!(resolve("course/", "./a/../my%20page.html"), file("course/my page.html", "course/my%20page.html"));
        assert_eq!(resolve("", "https://example.org/a?b"), Address::Remote("https://example.org/a?b".into()));
        for wrong in [
            "",
            "http://example.com index.html",
            "http://",
            "ftp://example.org/a",
            "javascript:alert(1)",
            "../a.html",
            "%2e%2e/a.html",
            "/index.html",
            "//example.org/a",
            "a%2.html",
            "?a=1",
            "a\\b.html",
        ] {
            assert_eq!(resolve("", wrong), Address::Malformed, "{wrong}");
        }
    }

    #[test]
    fn parameters_of_the_launch_by_rule_cmi5_8_1() {
        assert_eq!(reserved_parameter("a.html?x=1&endpoint=y").as_deref(), Some("endpoint"));
        assert_eq!(reserved_parameter("a.html?Endpoint=y#?fetch=1"), None);
        assert_eq!(reserved_parameter("a.html?activit%79Id=y").as_deref(), Some("activityId"));
    }

    #[test]
    fn iris_by_rule_cmi5_3() {
        for right in ["https://w3id.org/a", "urn:uuid:1", "https://пример.срб/курс"] {
            assert!(is_absolute_iri(right), "{right}");
        }
        for wrong in ["w3id.org/a", "/a", "", "https://", "https://a b", "1a:b", "#a"] {
            assert!(!is_absolute_iri(wrong), "{wrong}");
        }
    }
}
