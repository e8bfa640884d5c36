//! What reports are read from.

pub mod institution_progress;
pub mod webhook;
pub mod webhook_delivery;
