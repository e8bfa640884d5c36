//! The alternate request syntax of 1.0.3 (Communication 1.3): a form in the place of a request, for browsers that
//! could do no better. 2.0 does not have it.

use percent_encoding::percent_decode_str;

use crate::{documents::Method, problem::Problem, rules};

/// The headers that may come in the form.
const HEADERS: [&str; 9] = [
    "authorization",
    "x-experience-api-version",
    "content-type",
    "content-length",
    "if-match",
    "if-none-match",
    "accept",
    "accept-language",
    "accept-encoding",
];

/// The request that a form stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternate {
    /// Its method.
    pub method: Method,
    /// Its parameters.
    pub parameters: Vec<(String, String)>,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub content: Option<String>,
}

/// Reads a form. `query` is the address's, decoded: `method` and nothing else.
///
/// # Errors
/// Another parameter in the address, an unknown method, no form, a name twice, or content that the method does not
/// take.
pub fn read(query: &[(String, String)], body: &[u8]) -> Result<Alternate, Problem> {
    let wrong = |what: &str| Problem::of(&rules::ALTERNATE).about(what);
    let [(name, method)] = query else { return Err(wrong("more than a method in the address")) };
    let method = match (name.as_str(), method.as_str()) {
        ("method", "GET" | "HEAD") => Method::Get,
        ("method", "PUT") => Method::Put,
        ("method", "POST") => Method::Post,
        ("method", "DELETE") => Method::Delete,
        _ => return Err(wrong("method")),
    };
    let mut alternate = Alternate { method, parameters: Vec::new(), headers: Vec::new(), content: None };
    let body = std::str::from_utf8(body).map_err(|_| wrong("not UTF-8"))?;
    for pair in body.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(name), Some(value)) = (decoded(name), decoded(value)) else { return Err(wrong("not UTF-8")) };
        let lower = name.to_ascii_lowercase();
        if name == "content" {
            if alternate.content.replace(value).is_some() {
                return Err(wrong("content twice"));
            }
        } else if HEADERS.contains(&lower.as_str()) {
            alternate.headers.push((lower, value));
        } else {
            alternate.parameters.push((name, value));
        }
    }
    if alternate.content.is_some() != matches!(method, Method::Put | Method::Post) {
        return Err(wrong("content"));
    }
    Ok(alternate)
}

/// `application/x-www-form-urlencoded`.
fn decoded(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_is_a_request() {
        let form = b"statementId=1&Content-Type=application%2Fjson&content=%7B%22a%22%3A+%22%C5%A1%22%7D";
        let read_form = read(&query(&[("method", "PUT")]), form).unwrap();
        assert_eq!(read_form.method, Method::Put);
        assert_eq!(read_form.parameters, query(&[("statementId", "1")]));
        assert_eq!(read_form.headers, query(&[("content-type", "application/json")]));
        assert_eq!(read_form.content.as_deref(), Some("{\"a\": \"š\"}"));
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for (address, body) in [
            (query(&[("method", "PUT"), ("statementId", "1")]), "content=1"),
            (query(&[("method", "PATCH")]), ""),
            (query(&[("Method", "GET")]), ""),
            (query(&[("method", "PUT")]), "statementId=1"),
            (query(&[("method", "GET")]), "content=1"),
            (query(&[("method", "PUT")]), "content=%ff"),
            (query(&[("method", "PUT")]), "content=1&content=2"),
        ] {
            assert_eq!(read(&address, body.as_bytes()).unwrap_err().rule, "XAPI-C1.3-1");
        }
    }
}
