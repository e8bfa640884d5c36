//! The content origin: package files, and the little that a player may ask.
//!
//! What runs here is other people's program. It has a token for one attempt and nothing else; no cookie of the app
//! ever comes here.

mod dto;
mod files;
mod lessons;
mod preview;
mod quiz;
mod ranges;
mod routes;
mod transliterated;
mod units;

pub(crate) use dto::title_in;
pub(crate) use files::configure as configure_files;
pub(crate) use lessons::{LessonPage, configure as configure_lessons};
pub use quiz::hand_in_overdue;
pub(crate) use routes::configure;
pub(crate) use units::places as unit_places;
