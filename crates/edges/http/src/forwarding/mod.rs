//! Forwarding statements to record stores elsewhere.

mod dto;
mod routes;
mod seals;
mod sender;

pub(crate) use routes::configure;
pub use seals::Seals;
pub use sender::Forwarder;
