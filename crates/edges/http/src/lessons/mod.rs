//! Lessons of our own format: rendered once in each language that they are read in, and kept.

mod dto;
mod routes;
mod shelf;

pub(crate) use routes::{configure, refused};
pub use shelf::LessonShelf;
pub(crate) use shelf::{LessonError, Shown};
