//! Packages, courses, versions, editions, aligned items.
//!
//! A course has immutable *versions*, a version has *editions* by language, an edition is made of a package. What the
//! editions of a version have in common are its *aligned items*.

mod course;
mod courses;
mod editions;
mod entity;
mod import_package;
mod packages;
mod served;

pub use course::{Course, DeliveryMode, MOTIFS, PALETTES};
pub use courses::{
    CourseError, CourseFilter, CourseTexts, NewCourse, change_course, course, courses, courses_by_id, create_course,
    find_course, publish_course,
};
pub use editions::{
    Edition, EditionError, Editions, PlayableEdition, editions_of, editions_of_all, newest_version, version_number,
};
pub use import_package::{CheckedPackage, ImportError, ImportLimits, add_package, check_package, look_at_package};
pub use packages::{Package, package, packages};
pub use served::{ServeError, ServedPackage, ServedPackages};
