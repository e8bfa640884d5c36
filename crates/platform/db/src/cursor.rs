//! Cursors of lists: opaque to clients, JSON inside.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A part of a list, with where the next part begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// The rows of this part, in the list's order.
    pub items: Vec<T>,
    /// The cursor of the next part; none at the end.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Cuts `rows`, which were asked for with `LIMIT limit + 1`, to `limit`; where there was one more,
    /// `key` of the last row kept becomes the cursor.
    pub fn cut<K: Serialize>(mut rows: Vec<T>, limit: usize, key: impl FnOnce(&T) -> K) -> Result<Self, CursorError> {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = match rows.last() {
            Some(last) if more => Some(encode_cursor(&key(last))?),
            _ => None,
        };
        Ok(Self { items: rows, next_cursor })
    }

    /// The same page of something else, made of each row.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next_cursor: self.next_cursor }
    }
}

/// A cursor that was not made here, or not for this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is not valid for this list")]
pub struct CursorError;

/// Packs a sort key (of the last row that was given) for a client to bring back.
pub fn encode_cursor<K: Serialize>(key: &K) -> Result<String, CursorError> {
    let json = serde_json::to_vec(key).map_err(|_error| CursorError)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

/// Unpacks a cursor. Clients can forge it: treat the key as input.
pub fn decode_cursor<K: DeserializeOwned>(cursor: &str) -> Result<K, CursorError> {
    let json = URL_SAFE_NO_PAD.decode(cursor).map_err(|_error| CursorError)?;
    serde_json::from_slice(&json).map_err(|_error| CursorError)
}
