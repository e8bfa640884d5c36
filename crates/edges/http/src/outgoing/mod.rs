//! Requests to other people's servers: which addresses may be reached, and what is said of one that did not answer well.

mod addresses;
mod client;

pub(crate) use addresses::refused;
pub(crate) use client::{OutgoingClient, Trouble, beginning, send};
