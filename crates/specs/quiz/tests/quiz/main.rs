//! Quizzes through the crate's public door.

mod checks;
mod files;
mod sample;
