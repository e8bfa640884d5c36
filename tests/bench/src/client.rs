//! A connection that speaks just enough HTTP/1.1: one request, one answer of a known length, again.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::failure::{Failure, Tried as _};

/// Larger than the head of any answer.
const BUFFER: usize = 64 * 1024;

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    /// 200, 304 …
    pub status: u16,
    head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; fails where the status is not a good one.
    pub fn json(&self) -> Result<Value, Failure> {
        if !(200..300).contains(&self.status) {
            let told = String::from_utf8_lossy(&self.body).into_owned();
            return Err(Failure::Unexpected(format!("status {}: {told}", self.status)));
        }
        serde_json::from_slice(&self.body).tried("an answer's JSON")
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

/// Writes a request down.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let length = body.len().to_string();
    let counted = (!body.is_empty() || method == "POST").then_some(("content-length", length.as_str()));
    let mut text = [method, " ", path, " HTTP/1.1\r\nhost: 127.0.0.1\r\n"].concat();
    for (name, value) in headers.iter().copied().chain(counted) {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A connection that is kept.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await.tried("a connection")?;
        stream.set_nodelay(true).tried("TCP_NODELAY")?;
        Ok(Self { stream, buffer: vec![0; BUFFER] })
    }

    /// Sends a request, reads its answer to the end, and tells the status alone.
    pub async fn status_of(&mut self, request: &[u8]) -> Result<u16, Failure> {
        let (status, _) = self.exchange(request, None).await?;
        Ok(status)
    }

    /// Sends a request and keeps its answer.
    pub async fn answer_to(&mut self, request: &[u8]) -> Result<Answer, Failure> {
        let mut body = Vec::new();
        let (status, head) = self.exchange(request, Some(&mut body)).await?;
        Ok(Answer { status, head, body })
    }

    async fn exchange(&mut self, request: &[u8], keep: Option<&mut Vec<u8>>) -> Result<(u16, String), Failure> {
        self.stream.write_all(request).await.tried("a request")?;
        let (end, filled) = self.read_head().await?;
        let read = self.buffer.get(..filled).unwrap_or_default();
        let (head, begun) = read.split_at(end.min(filled));
        let head = std::str::from_utf8(head).tried("an answer's head")?;
        let status = head.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        let chunked = header(head, "transfer-encoding") == Some("chunked");
        let length = match header(head, "content-length").map(str::parse) {
            Some(length) => length.tried("a content-length")?,
            None if chunked || matches!(status, 204 | 304) => 0,
            None => return Err(Failure::Unexpected(format!("an answer without a length: {head}"))),
        };
        // The generator's hot path keeps neither head nor body.
        let told = if keep.is_some() { head.to_owned() } else { String::new() };
        if chunked {
            let begun = begun.to_vec();
            self.read_chunks(begun, keep).await?;
            return Ok((status, told));
        }
        let left = if status == 304 { 0 } else { usize::saturating_sub(length, begun.len()) };
        let mut kept = keep;
        if let Some(body) = &mut kept {
            body.extend_from_slice(begun);
        }
        self.read_body(left, kept).await?;
        Ok((status, told))
    }

    /// Where the head ends, and how much was read.
    async fn read_head(&mut self) -> Result<(usize, usize), Failure> {
        let mut filled = 0;
        loop {
            let free = self.buffer.get_mut(filled..).unwrap_or_default();
            let read = self.stream.read(free).await.tried("an answer")?;
            if read == 0 {
                return Err(Failure::Unexpected("the server closed the connection".to_owned()));
            }
            filled += read;
            let seen = self.buffer.get(..filled).unwrap_or_default();
            if let Some(end) = seen.windows(4).position(|four| four == b"\r\n\r\n") {
                return Ok((end + 4, filled));
            }
        }
    }

    /// The pieces of a body whose length was not known when it began (RFC 9112, 7.1).
    async fn read_chunks(&mut self, mut read: Vec<u8>, mut keep: Option<&mut Vec<u8>>) -> Result<(), Failure> {
        loop {
            let line = loop {
                match read.windows(2).position(|two| two == b"\r\n") {
                    Some(end) => break end,
                    None => self.read_more(&mut read).await?,
                }
            };
            let size = read.get(..line).and_then(|digits| std::str::from_utf8(digits).ok());
            let size = usize::from_str_radix(size.unwrap_or_default().trim(), 16).tried("a piece's length")?;
            let end = line + 2 + size + 2;
            while read.len() < end {
                self.read_more(&mut read).await?;
            }
            if let Some(body) = &mut keep {
                body.extend_from_slice(read.get(line + 2..end - 2).unwrap_or_default());
            }
            read.drain(..end);
            if size == 0 {
                return Ok(());
            }
        }
    }

    async fn read_more(&mut self, read: &mut Vec<u8>) -> Result<(), Failure> {
        let count = self.stream.read(&mut self.buffer).await.tried("a piece of a body")?;
        if count == 0 {
            return Err(Failure::Unexpected("the server closed the connection within a body".to_owned()));
        }
        read.extend_from_slice(self.buffer.get(..count).unwrap_or_default());
        Ok(())
    }

    async fn read_body(&mut self, mut left: usize, mut keep: Option<&mut Vec<u8>>) -> Result<(), Failure> {
        while left > 0 {
            let room = left.min(self.buffer.len());
            let read = self.stream.read(self.buffer.get_mut(..room).unwrap_or_default()).await.tried("a body")?;
            if read == 0 {
                return Err(Failure::Unexpected("the server closed the connection within a body".to_owned()));
            }
            if let Some(body) = &mut keep {
                body.extend_from_slice(self.buffer.get(..read).unwrap_or_default());
            }
            left -= read;
        }
        Ok(())
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").find_map(|line| {
        let (told, value) = line.split_once(':')?;
        told.eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_whatever_their_case() {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\netag: \"a\"\r\n\r\n";
        assert_eq!(header(head, "content-length"), Some("12"));
        assert_eq!(header(head, "ETag"), Some("\"a\""));
        assert_eq!(header(head, "vary"), None);
    }
}
