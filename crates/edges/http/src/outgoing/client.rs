//! The client of every request that leaves the house.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use reqwest::{Client, RequestBuilder, Response, redirect};
use url::Url;

use super::addresses::{PublicOnly, refused};
use crate::state::House;

/// How many bytes are told of why something went wrong.
const WORDS: usize = 500;
/// How many bytes are told of what the other side says in words.
const ANSWER: usize = 300;

/// The other side's status, where it answered, and what went wrong.
pub(crate) type Trouble = (Option<u16>, String);

/// Sends to the world, and to nothing behind the server's back; follows no redirect, since it might lead there.
pub(crate) struct OutgoingClient {
    client: Client,
    to_this_machine: bool,
}

impl OutgoingClient {
    /// A client of this installation, whose requests may take so long, answers included. Only the demonstration, which
    /// is served there, sends to this machine itself.
    pub fn new(house: &House, patience: Duration) -> Result<Self, reqwest::Error> {
        let to_this_machine = house.settings.is_on_this_machine();
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .timeout(patience)
            .user_agent("Vidik")
            .dns_resolver(Arc::new(PublicOnly { to_this_machine }))
            .build()?;
        Ok(Self { client, to_this_machine })
    }

    /// A POST to this address, where it is one that may be reached.
    pub fn post(&self, url: &str) -> Result<RequestBuilder, Trouble> {
        let url: Url = url.parse().map_err(|error| (None, format!("{error}")))?;
        if refused(&url, self.to_this_machine).is_some() {
            return Err((None, "the address is not allowed".to_owned()));
        }
        Ok(self.client.post(url))
    }
}

/// Sends a request; whatever is answered is an answer.
pub(crate) async fn send(request: RequestBuilder) -> Result<Response, Trouble> {
    request.send().await.map_err(|error| (None, causes(&error)))
}

/// An error with all that led to it, without the address.
fn causes(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "no answer in time".to_owned() } else { "no connection".to_owned() };
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text.truncate(text.floor_char_boundary(WORDS));
    text
}

/// What an answer begins with, in words that can be kept: no more of it is read than is told, however long it is.
pub(crate) async fn beginning(mut response: Response) -> String {
    let mut bytes = Vec::new();
    // A character has four bytes at the most: one that is cut in two lies behind what is told.
    while bytes.len() < ANSWER + 4 {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    told(&bytes)
}

/// Control characters are left out: PostgreSQL keeps no NUL, and a log has lines of its own.
fn told(bytes: &[u8]) -> String {
    let mut words = String::from_utf8_lossy(bytes).replace(char::is_control, " ");
    words.truncate(words.floor_char_boundary(ANSWER));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_short_and_can_be_kept() {
        assert_eq!(told("није\0добро\n".as_bytes()), "није добро ");
        let long = "ж".repeat(ANSWER);
        assert_eq!(told(long.as_bytes()), "ж".repeat(ANSWER / 2));
        // The last character came in half.
        let cut = &long.as_bytes()[..=ANSWER + 4];
        assert_eq!(told(cut), "ж".repeat(ANSWER / 2));
    }
}
