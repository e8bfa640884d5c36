//! Search over courses and their lessons.

mod dto;
mod hits;
mod routes;

pub(crate) use hits::{Hit, hits};
pub(crate) use routes::{QUERY_LETTERS, configure};
