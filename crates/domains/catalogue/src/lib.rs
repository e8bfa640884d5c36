//! Packages, courses, versions, editions, aligned items.

mod course;
mod courses;
mod editions;
mod entity;

pub use course::{Course, DeliveryMode, MOTIFS, PALETTES};
pub use courses::{
    CourseError, CourseFilter, CourseTexts, NewCourse, change_course, course, courses, courses_by_id, create_course,
    find_course, publish_course,
};
pub use editions::{
    Edition, EditionError, Editions, PlayableEdition, editions_of, editions_of_all, newest_version, version_number,
};
