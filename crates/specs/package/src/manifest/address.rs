//! Where a resource lies: `xml:base`, `href` and an item's `parameters` put together.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What an `href` leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    /// A file of the package, by its path in the archive, with `?query` and `#fragment` as written.
    File { path: String, suffix: String },
    /// A page of another site.
    Remote(String),
    /// Neither: a way out of the package, a drive, a script.
    Unsafe,
}

/// Characters that would end a path in a URL, or that no URL has.
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Joins a base, a folder of the archive that ends in a slash or is empty, with a further `xml:base`.
/// A missing slash at the end is made good, since nobody means a file by it.
pub(crate) fn join_base(base: &str, further: &str) -> String {
    let further = further.trim().replace('\\', "/");
    if further.is_empty() {
        return base.to_owned();
    }
    let slash = if further.ends_with('/') { "" } else { "/" };
    if has_scheme(&further) || further.starts_with("//") {
        return format!("{further}{slash}");
    }
    format!("{base}{further}{slash}")
}

/// Reads an `href` against its base; `folder` is the manifest's, which a leading slash leads to and which
/// `..` does not leave.
pub(crate) fn resolve(folder: &str, base: &str, href: &str) -> Address {
    let href = href.trim();
    let (whole, suffix) = match href.find(['?', '#']) {
        Some(at) => href.split_at(at),
        None => (href, ""),
    };
    let whole = whole.replace('\\', "/");
    let joined = if has_scheme(&whole) || whole.starts_with("//") {
        whole
    } else if let Some(rest) = whole.strip_prefix('/') {
        format!("{folder}{rest}")
    } else {
        format!("{base}{whole}")
    };
    let lower = joined.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Address::Remote(format!("{joined}{suffix}"));
    }
    if joined.starts_with("//") {
        return Address::Remote(format!("https:{joined}{suffix}"));
    }
    if has_scheme(&joined) {
        return Address::Unsafe;
    }
    match without_dots(&joined) {
        Some(path) if path.starts_with(folder) => Address::File { path, suffix: suffix.to_owned() },
        _ => Address::Unsafe,
    }
}

fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Takes `.` and `..` out; `None` where it leads above the root.
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
    Some(parts.join("/"))
}

/// The path with `%20` and the like read; `None` where that changes nothing or leads elsewhere.
pub(crate) fn decoded(path: &str) -> Option<String> {
    let text = percent_decode_str(path).decode_utf8().ok()?;
    if text == path || text.split('/').any(|part| part == "..") || text.contains(['\0', '\\']) {
        return None;
    }
    Some(text.into_owned())
}

/// A path of the archive as part of a URL.
pub(crate) fn encoded(path: &str) -> String {
    utf8_percent_encode(path, IN_PATH).to_string()
}

/// Puts an item's parameters to a URL (CAM 3.4.1.19): leading `?` and `&` go; a fragment is only taken where
/// there is none; otherwise they become the query or its end. A query goes before a fragment.
pub(crate) fn with_parameters(url: &str, parameters: &str) -> String {
    let parameters = parameters.trim().trim_start_matches(['?', '&']);
    if parameters.is_empty() {
        return url.to_owned();
    }
    let (front, fragment) = match url.find('#') {
        Some(at) => url.split_at(at),
        None => (url, ""),
    };
    if parameters.starts_with('#') {
        return if fragment.is_empty() { format!("{url}{parameters}") } else { url.to_owned() };
    }
    let mark = match front.find('?') {
        None => "?",
        Some(_) if front.ends_with(['?', '&']) => "",
        Some(_) => "&",
    };
    format!("{front}{mark}{parameters}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, suffix: &str) -> Address {
        Address::File { path: path.into(), suffix: suffix.into() }
    }

    #[test]
    fn bases_and_ways() {
        assert_eq!(resolve("", "content/", "a/../b.htm?x=1#y"), file("content/b.htm", "?x=1#y"));
        assert_eq!(resolve("course/", "course/", "/b.htm"), file("course/b.htm", ""));
        assert_eq!(resolve("", "", "pages\\b.htm"), file("pages/b.htm", ""));
        assert_eq!(resolve("course/", "course/", "../b.htm"), Address::Unsafe);
        assert_eq!(resolve("", "", "../b.htm"), Address::Unsafe);
        assert_eq!(resolve("", "", "javascript:alert(1)"), Address::Unsafe);
        assert_eq!(resolve("", "", "C:\\course\\b.htm"), Address::Unsafe);
        assert_eq!(resolve("", "", "HTTPS://example.org/?a"), Address::Remote("HTTPS://example.org/?a".into()));
        assert_eq!(
            resolve("", "https://example.org/x/", "b.htm"),
            Address::Remote("https://example.org/x/b.htm".into())
        );
        assert_eq!(join_base("a/", "b"), "a/b/");
        assert_eq!(join_base("a/", "https://example.org"), "https://example.org/");
    }

    #[test]
    fn parameters_by_rule_cam_3_4_1_19() {
        for (url, parameters, whole) in [
            ("a.htm", "?x=1", "a.htm?x=1"),
            ("a.htm", "x=1", "a.htm?x=1"),
            ("a.htm", "&?&x=1", "a.htm?x=1"),
            ("a.htm?y=2", "?x=1", "a.htm?y=2&x=1"),
            ("a.htm", "#part", "a.htm#part"),
            ("a.htm#top", "#part", "a.htm#top"),
            ("a.htm?y=2", "#part", "a.htm?y=2#part"),
            ("a.htm#top", "x=1", "a.htm?x=1#top"),
            ("a.htm", " ", "a.htm"),
            ("a.htm", "??", "a.htm"),
        ] {
            assert_eq!(with_parameters(url, parameters), whole, "{url} {parameters}");
        }
    }

    #[test]
    fn percent_signs() {
        assert_eq!(decoded("my%20file.htm").as_deref(), Some("my file.htm"));
        assert_eq!(decoded("a%2e%2e/b"), Some("a../b".to_owned()));
        assert_eq!(decoded("%2e%2e/b"), None);
        assert_eq!(encoded("мој 100%.htm"), "%D0%BC%D0%BE%D1%98%20100%25.htm");
    }
}
