//! The tables of packages and courses.

pub mod aligned_item;
pub mod course;
pub mod course_version;
pub mod edition;
pub mod edition_item;
pub mod package;
pub mod package_text;
pub mod search_document;
