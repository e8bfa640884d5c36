//! Messages to institutions' own systems.

mod dto;
mod routes;
mod sender;

pub(crate) use routes::configure;
pub use sender::WebhookSender;
