//! People: oneself, and what administrators do.

mod dto;
mod let_in;
mod me;
mod routes;

pub(crate) use dto::{InstitutionRef, LanguageDto, NameDto};
pub(crate) use let_in::{let_in, runs_on};
pub(crate) use me::refused;

use crate::api_routes::ServiceConfig;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    me::configure(config);
    routes::configure(config);
}
