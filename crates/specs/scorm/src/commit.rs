//! What the browser's model accepted, checked again: every commit is untrusted input.

use serde::{Deserialize, Serialize};

use crate::error::ErrorCode;
use crate::name::Name;
use crate::runtime::RunTime;
use crate::table::{Kind, Table};

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

/// A value longer than any LMS has to keep: the package will lose it elsewhere, and its author should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excess {
    /// The element.
    pub element: String,
    /// How long its value is.
    pub characters: usize,
    /// The smallest permitted maximum.
    pub floor: usize,
}

impl RunTime {
    /// Values that were kept although the specification does not ask for it.
    pub fn excess(&self) -> Vec<Excess> {
        let table = Table::of(self.standard());
        let beyond = |(name, value): (&String, &String)| {
            let (Kind::Text { floor, .. }
            | Kind::Localized { floor, .. }
            | Kind::Language { floor }
            | Kind::Identifier { floor, .. }
            | Kind::Token { floor, .. }) = table.element(&Name::parse(name).pattern)?.kind
            else {
                return None;
            };
            let characters = value.chars().count();
            (characters > floor).then(|| Excess { element: name.clone(), characters, floor })
        };
        self.data().iter().filter_map(beyond).collect()
    }

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
