//! What is done with registrations from outside the player: waived, their sessions ended, launched for a learner.

mod dto;
mod launches;
mod waiving;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    waiving::configure(config);
    launches::configure(config);
}
