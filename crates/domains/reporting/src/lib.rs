//! What institutions and coordinators read. Reads projections only, never statements.

mod entity;
mod institution_progress;

pub use institution_progress::{After, ProgressRow, institution_progress};
