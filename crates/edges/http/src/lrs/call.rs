//! A request of xAPI, read: also one whose headers and body are written as a form (1.0.3, part three, 1.3).

use actix_web::{
    HttpRequest,
    http::{Method, header},
    web::{Bytes, BytesMut, Payload},
};
use futures::StreamExt as _;
use vidik_xapi::Version;

use super::answer::{VERSION_HEADER, invalid};
use crate::{problem::Problem, problem_codes::Code};

/// The largest body that is taken: a batch with its attachments.
const BODY_BYTES: usize = 32 * 1024 * 1024;

/// Names that stand for headers among the fields of a form.
const FORM_HEADERS: [&str; 9] = [
    "authorization",
    VERSION_HEADER,
    "content-type",
    "content-length",
    "if-match",
    "if-none-match",
    "accept",
    "accept-language",
    "content-transfer-encoding",
];

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The method that is meant.
    pub method: Method,
    /// The parameters, in their order.
    pub params: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl Call {
    /// Reads a request, its body too.
    pub(crate) async fn read(request: &HttpRequest, mut payload: Payload) -> Result<Self, Problem> {
        let mut body = BytesMut::new();
        while let Some(piece) = payload.next().await {
            let piece = piece.map_err(|_| Problem::new(Code::MalformedRequest))?;
            if body.len() + piece.len() > BODY_BYTES {
                return Err(Problem::new(Code::BodyTooLarge));
            }
            body.extend_from_slice(&piece);
        }
        let headers = request.headers().iter().filter_map(|(name, value)| {
            let text = value.to_str().ok().map(str::to_owned);
            text.or_else(|| String::from_utf8(value.as_bytes().to_vec()).ok()).map(|text| (name.to_string(), text))
        });
        let call = Self {
            method: request.method().clone(),
            params: fields(request.query_string().as_bytes()),
            headers: headers.collect(),
            body: body.freeze(),
        };
        let alternate = call.method == Method::POST && call.params.iter().any(|(name, _)| name == "method");
        if alternate { call.unfold() } else { Ok(call) }
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body's media type; JSON where nothing is said.
    pub(crate) fn content_type(&self) -> &str {
        self.header(header::CONTENT_TYPE.as_str()).unwrap_or("application/json")
    }

    /// The version that is spoken.
    pub(crate) fn version(&self) -> Result<Version, Problem> {
        Version::negotiate(self.header(VERSION_HEADER)).map_err(invalid)
    }

    /// What the form means. 2.0 has no such form: its `method` is an unknown parameter there.
    fn unfold(self) -> Result<Self, Problem> {
        let form = fields(&self.body);
        let of_form = |name: &str| form.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let version = of_form(VERSION_HEADER).map(|(_, value)| value.as_str()).or_else(|| self.header(VERSION_HEADER));
        let version = Version::negotiate(version).map_err(invalid)?;
        let [(_, method)] = self.params.as_slice() else { return Err(Problem::new(Code::MalformedRequest)) };
        let method = match method.as_str() {
            "GET" => Method::GET,
            "HEAD" => Method::HEAD,
            "PUT" => Method::PUT,
            "POST" => Method::POST,
            "DELETE" => Method::DELETE,
            _ => return Err(Problem::new(Code::MalformedRequest)),
        };
        if version == Version::V2_0_0 {
            return Err(Problem::new(Code::MalformedRequest));
        }
        let mut call = Self { method, params: Vec::new(), headers: Vec::new(), body: Bytes::new() };
        for (name, value) in form {
            if name == "content" {
                call.body = value.into_bytes().into();
            } else if FORM_HEADERS.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                call.headers.push((name, value));
            } else {
                call.params.push((name, value));
            }
        }
        // What the form does not say is taken from the request, but for what describes the form itself.
        let own = self.headers.into_iter().filter(|(name, _)| !name.to_ascii_lowercase().starts_with("content-"));
        call.headers.extend(own);
        Ok(call)
    }
}

fn fields(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}
