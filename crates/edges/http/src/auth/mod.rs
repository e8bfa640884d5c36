//! Signing in and out, for people and for programs.

mod dto;
mod routes;

pub(crate) use routes::configure;
