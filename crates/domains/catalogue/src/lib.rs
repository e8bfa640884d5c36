//! Packages, courses, versions, editions, aligned items.
//!
//! A course has immutable *versions*, a version has *editions* by language, an edition is made of a package. What the
//! editions of a version have in common are its *aligned items*.

mod add_edition;
mod aligned;
mod alignment;
mod course;
mod courses;
mod difference;
mod editions;
mod entity;
mod import_package;
mod kept;
mod mend_alignment;
mod packages;
pub mod search;
mod served;
mod transliterate;
mod versions;

pub use add_edition::{EditionChangeError, add_edition};
pub use aligned::{AlignedActivity, AlignedEdition, AlignedItem, Alignment, alignment};
pub use alignment::How;
pub use course::{Course, DeliveryMode, MOTIFS, PALETTES};
pub use courses::{
    CourseError, CourseFilter, CourseTexts, NewCourse, Policy, change_course, course, courses, courses_by_id,
    create_course, delete_course, find_course, lock_course, publish_course, publish_version,
};
pub use difference::{Change, Comparison, Difference, DifferenceRow, compare_plan, compare_versions};
pub use editions::{
    Edition, EditionError, Editions, PlayableEdition, VersionFacts, editions_of, editions_of_all, item_of,
    newest_version, version_number, version_numbered,
};
pub use import_package::{CheckedPackage, ImportError, ImportLimits, add_package, check_package, look_at_package};
pub use kept::Kept;
pub use mend_alignment::{Realigned, mend_alignment};
pub use packages::{Package, package, packages};
pub use served::{ServeError, ServedPackage, ServedPackages};
pub use transliterate::{is_transliterated, set_transliterate};
pub use versions::{
    ItemFacts, NewVersion, PlannedEdition, VersionPlan, create_version, items_of, plan_version, versions_of,
};
