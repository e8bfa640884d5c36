//! What is done with registrations from outside the player: waived, their sessions ended, launched for a learner.

mod dto;
mod launches;
mod waiving;

use crate::api_routes::ServiceConfig;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    waiving::configure(config);
    launches::configure(config);
}
