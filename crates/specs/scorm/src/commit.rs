//! What the browser's model accepted, checked again: every commit is untrusted input.

use serde::{Deserialize, Serialize};

use crate::error::ErrorCode;
use crate::runtime::RunTime;

/// A value that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The element as it was named.
    pub element: String,
    /// The code that `GetLastError` would answer.
    pub error: ErrorCode,
    /// Which rule, in English, at most 255 characters.
    pub diagnostic: String,
}

impl RunTime {
    /// Sets the values in order and says which were refused; the others hold.
    pub fn apply<'a>(&mut self, set: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Rejected> {
        set.into_iter()
            .filter_map(|(element, value)| {
                self.set(element, value).err().map(|refusal| Rejected {
                    element: element.to_owned(),
                    error: refusal.code,
                    diagnostic: refusal.diagnostic(),
                })
            })
            .collect()
    }
}
