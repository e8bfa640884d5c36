//! What reports are read from.

pub mod institution_progress;
