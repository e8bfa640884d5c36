//! A person's own data: copies, the end of them, who looked at them, consents, how long things are kept.

mod consents;
mod dto;
mod erasures;
mod export;
mod lists;
mod looks;
mod retention;

pub(crate) use lists::{List, note_list, note_taken_out};
pub(crate) use looks::{Look, note_look};

use crate::api_routes::ServiceConfig;

pub use erasures::finish_begun_erasures;
pub use lists::ListLooks;
pub use retention::keep_retention;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    export::configure(config);
    erasures::configure(config);
    looks::configure(config);
    consents::configure(config);
    retention::configure(config);
}
