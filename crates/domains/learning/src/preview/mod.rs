//! Previews: an author looks at a package, or at a version that nobody learns from yet, in the player and with the
//! run-time that learners have. Content finds itself in `browse`, not for credit (RTE 4.2.6, 4.2.13; RTE 1.2, 3.4.4;
//! cmi5 10.2.2).
//!
//! A preview has no registration: what it holds is in its own row, which goes after a day. Nothing of it can reach
//! results, the record or institutions, since no row of theirs is ever asked for.
//!
//! The sequencer decides as it would for a learner. An author may open any lesson besides: one that the sequencer would
//! not deliver is shown *apart* from it, and what it says of itself is reported all the same.

mod apart;
mod browsing;
mod documents;
mod play;
mod rows;
mod units;

pub use documents::{
    browsed_document, browsed_document_ids, delete_browsed_document, note_browsed_preferences, put_browsed_document,
};
pub use play::{browse_on, browsed_result, browsed_standing, exchange_preview};
pub use rows::{PreviewFacts, PreviewOf, open_preview, preview_by_code, preview_facts};
pub use units::{BrowseError, BrowsedUnit, browse_unit, browsed_statements, browsed_token, browsed_unit};
