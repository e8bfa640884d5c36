//! The `Authorization` header: a scheme, in whatever case, and its credentials (RFC 9110, 11.4).

use actix_web::{HttpRequest, http::header};

/// The credentials of a request that names this scheme.
pub(crate) fn credentials<'a>(request: &'a HttpRequest, scheme: &str) -> Option<&'a str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (named, credentials) = value.trim().split_once(' ')?;
    named.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_the_scheme_does_not_matter() {
        let request = |value: &str| {
            actix_web::test::TestRequest::get().insert_header((header::AUTHORIZATION, value)).to_http_request()
        };
        assert_eq!(credentials(&request("Bearer abc"), "Bearer"), Some("abc"));
        assert_eq!(credentials(&request("bearer  abc "), "Bearer"), Some("abc"));
        assert_eq!(credentials(&request("Basic abc"), "Bearer"), None);
        assert_eq!(credentials(&request("Bearer"), "Bearer"), None);
    }
}
