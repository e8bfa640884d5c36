//! Messages to institutions' own systems.

mod addresses;
mod dto;
mod routes;
mod sender;

pub(crate) use addresses::{PublicOnly, refused};
pub(crate) use routes::configure;
pub use sender::WebhookSender;
pub(crate) use sender::causes;
