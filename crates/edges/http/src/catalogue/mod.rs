//! Packages and courses.

mod courses;
mod dto;
mod editions;
mod editions_dto;
mod kept_pages;
mod packages;
mod upload;
mod versions;
mod versions_dto;

pub use kept_pages::CataloguePages;

use crate::api_routes::ServiceConfig;

pub(crate) use dto::{CourseSummary, summary};
pub(crate) use packages::refused as package_refused;
pub(crate) use upload::receive;
pub(crate) use versions::learners_touched;
pub(crate) use versions_dto::{AffectedLearners, PolicyDto};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    courses::configure(config);
    editions::configure(config);
    versions::configure(config);
    packages::configure(config);
}
