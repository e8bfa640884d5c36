//! Quizzes through the crate's public door.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a test stops where its quiz is not as it should be, and is read rather than fast"
)]

mod analysing;
mod checks;
mod files;
mod gains;
mod marking;
mod papers;
mod properties;
mod qti;
mod sample;
