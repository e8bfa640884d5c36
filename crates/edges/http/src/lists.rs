//! What all lists share: how many, and from where on.

use serde::{Deserialize, de::DeserializeOwned};
use utoipa::IntoParams;
use vidik_db::decode_cursor;

use crate::{problem::Problem, problem_codes::Code};

/// How many rows a list gives where nobody says.
const DEFAULT_LIMIT: u64 = 50;
/// How many it gives at most.
const MAX_LIMIT: u64 = 200;

/// A part of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Where the part begins: `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many rows at the most.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u64>,
}

impl ListQuery {
    /// The bound asked for, within 1 and 200.
    pub fn limit(&self) -> Result<u64, Problem> {
        match self.limit {
            None => Ok(DEFAULT_LIMIT),
            Some(limit @ 1..=MAX_LIMIT) => Ok(limit),
            Some(_) => Err(Problem::new(Code::Invalid).field("limit", "out_of_range")),
        }
    }

    /// The sort key of the row before.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        let key = self.cursor.as_deref().filter(|cursor| !cursor.is_empty()).map(decode_cursor).transpose();
        key.map_err(|_| Problem::new(Code::MalformedCursor))
    }
}

/// Cuts rows that were asked for with one more than the bound.
pub fn cut<T, K: serde::Serialize>(
    rows: Vec<T>,
    limit: u64,
    key: impl FnOnce(&T) -> K,
) -> Result<vidik_db::Page<T>, Problem> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    vidik_db::Page::cut(rows, limit, key).map_err(Problem::internal)
}
