//! One request, and what came back.

use std::collections::BTreeMap;

use reqwest::{RequestBuilder, header::HeaderMap};
use serde_json::Value;

/// A request that is being put together.
pub struct Call(pub RequestBuilder);

impl Call {
    /// With an access token, or a player's.
    pub fn by(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    /// For a reader whose browser asks for this language.
    pub fn language(self, tag: &str) -> Self {
        self.header("Accept-Language", tag)
    }

    pub fn json(self, body: &Value) -> Self {
        Self(self.0.json(body))
    }

    /// A body as it stands.
    pub fn body(self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self(self.0.header("Content-Type", kind).body(body.into()))
    }

    /// As a form of a page.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(fields);
        self.body("application/x-www-form-urlencoded", text.finish())
    }

    /// With a file in the field `file`.
    pub fn file(self, name: &str, bytes: Vec<u8>) -> Self {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        Self(self.0.multipart(reqwest::multipart::Form::new().part("file", part)))
    }

    pub async fn send(self) -> Answer {
        let response = self.0.send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("the answer is whole").to_vec();
        Answer { status, headers, body }
    }

    /// Sends, and insists on the status.
    #[track_caller]
    pub fn gives(self, status: u16) -> impl Future<Output = Answer> {
        let place = std::panic::Location::caller();
        async move {
            let answer = self.send().await;
            assert_eq!(answer.status, status, "{place}: {}", answer.text());
            answer
        }
    }

    /// Sends, and insists on a problem of that code, told as RFC 9457 has it.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> impl Future<Output = Answer> {
        let place = std::panic::Location::caller();
        async move {
            let answer = self.send().await;
            let told = format!("{place}: {} {}", answer.status, answer.text());
            assert_eq!(answer.status, status, "{told}");
            assert_eq!(answer.header("content-type"), "application/problem+json", "{told}");
            let body = answer.json();
            assert_eq!((&body["code"], &body["status"]), (&code.into(), &status.into()), "{told}");
            assert!(body["request_id"].as_str().is_some_and(|id| !id.is_empty()), "{told}");
            assert!(body["title"].as_str().is_some_and(|title| !title.is_empty()), "{told}");
            answer
        }
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A header's value; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header in ASCII"))
    }

    /// A header's words, in order of the alphabet.
    pub fn words(&self, name: &str) -> Vec<String> {
        let mut words: Vec<_> = self.header(name).split(',').map(|word| word.trim().to_owned()).collect();
        words.sort();
        words
    }

    /// A cookie that the answer sets.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let all = self.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        all.filter_map(|cookie| cookie.split(';').next()?.split_once('='))
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value.to_owned())
    }
}

/// A body with ids, times and secrets left out, so that it is the same each time.
pub fn steady(body: &Value) -> Value {
    match body {
        Value::Array(items) => items.iter().map(steady).collect(),
        Value::Object(fields) => {
            let fields: BTreeMap<_, _> = fields.iter().map(|(name, value)| (name.clone(), steady(value))).collect();
            serde_json::json!(fields)
        }
        Value::String(text) if uuid::Uuid::parse_str(text).is_ok() => "[id]".into(),
        Value::String(text) if chrono::DateTime::parse_from_rfc3339(text).is_ok() => "[time]".into(),
        other => other.clone(),
    }
}
