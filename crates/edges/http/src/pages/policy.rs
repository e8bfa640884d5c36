//! What a page may load (Content Security Policy Level 3), and what other pages may do with it.

use actix_web::{HttpResponseBuilder, http::header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

/// Public pages have no scripts at all.
pub(crate) const PUBLIC: &str = "default-src 'self'; script-src 'none'; style-src 'self'; img-src 'self' data:; \
     object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/// The client's one page: its bootstrap script by its hash, the player in a frame, and pictures and films of courses,
/// which previews show.
pub(crate) fn client(page: &str, content_url: &str) -> String {
    let scripts = script_hashes(page).into_iter().fold(String::new(), |all, hash| all + " 'sha256-" + &hash + "'");
    let player = frame_source(content_url);
    format!(
        "default-src 'self'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data: {player}; \
         media-src 'self' {player}; frame-src {player}; object-src 'none'; base-uri 'self'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

/// The player: framed by the app alone; what it frames is a course's, and that may lead anywhere.
pub(crate) fn player(app_origin: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         frame-src * data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'self' {app_origin}"
    )
}

/// A lesson of our own format: our script, our style, and media of the content origin; framed by the player, which the
/// app frames.
pub(crate) fn lesson(app_origin: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'self' {app_origin}"
    )
}

/// The headers that every page of the app carries beside its policy.
pub(crate) fn guard(response: &mut HttpResponseBuilder, policy: &str) {
    response
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header(("Cross-Origin-Opener-Policy", "same-origin-allow-popups"))
        .insert_header((header::REFERRER_POLICY, "strict-origin-when-cross-origin"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
}

/// The SHA-256 of every script that stands in the page itself, in base64.
fn script_hashes(page: &str) -> Vec<String> {
    page.split("<script")
        .skip(1)
        .filter_map(|rest| {
            let (attributes, rest) = rest.split_once('>')?;
            let (script, _) = rest.split_once("</script>")?;
            (!attributes.contains(" src=")).then(|| STANDARD.encode(Sha256::digest(script)))
        })
        .collect()
}

/// The origins that `content_url` stands for. A policy knows a wildcard in place of whole labels only, so a label that
/// holds `{package}` becomes one, with everything before it.
fn frame_source(content_url: &str) -> String {
    let (scheme, rest) = content_url.split_once("://").unwrap_or(("https", content_url));
    let authority = rest.split('/').next().unwrap_or(rest);
    match authority.split_once("{package}") {
        None => format!("{scheme}://{authority}"),
        Some((_, after)) => match after.split_once('.') {
            Some((_, parent)) => format!("{scheme}://*.{parent}"),
            None => format!("{scheme}:"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_origin_may_be_one_for_each_package() {
        for (url, expected) in [
            ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
            ("https://content.example/", "https://content.example"),
            ("https://{package}.usercontent.example", "https://*.usercontent.example"),
            ("https://p-{package}.c.example:8443/x", "https://*.c.example:8443"),
            ("https://content.example/{package}", "https://content.example"),
        ] {
            assert_eq!(frame_source(url), expected);
        }
    }

    #[test]
    fn only_scripts_in_the_page_have_hashes() {
        let page = "<script src=\"/a.js\"></script><script>\n1\n</script><script type=\"module\" src=\"b\"></script>";
        // The digest by another program: printf '\n1\n' | openssl dgst -sha256 -binary | base64
        assert_eq!(script_hashes(page), ["PBL+VNcqg2ezLpeQ7yj8J15XmnKAnnIb2qth9B/WTJ4="]);
        let policy = client(page, "http://127.0.0.1:8081");
        assert!(
            policy.contains("script-src 'self' 'sha256-PBL+VNcqg2ezLpeQ7yj8J15XmnKAnnIb2qth9B/WTJ4=';"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
