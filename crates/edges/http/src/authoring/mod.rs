//! The way a course is made: texts in all languages, translators, terms, steps to publication.

mod assignments;
mod comments;
pub(crate) mod desk;
mod dto;
mod editions_grid;
mod exchange;
mod exchange_dto;
mod grid;
mod preview;
mod publish;
mod publish_dto;
mod terms;
mod texts;
mod waiting;
mod waiting_dto;
mod work_dto;
mod workflow;

use crate::api_routes::ServiceConfig;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    // What has a name of its own comes before what has a unit's key in its place.
    assignments::configure(config);
    grid::configure(config);
    exchange::configure(config);
    comments::configure(config);
    texts::configure(config);
    preview::configure(config);
    publish::configure(config);
    workflow::configure(config);
    terms::configure(config);
    waiting::configure(config);
}
