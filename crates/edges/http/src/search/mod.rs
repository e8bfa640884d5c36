//! Search over courses and their lessons.

mod dto;
mod hits;
mod routes;

pub(crate) use routes::configure;
