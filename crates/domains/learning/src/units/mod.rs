//! Units of cmi5: sessions, their statements, what they come to in the course.
//!
//! A unit talks to the record itself. Its launch opens a *session*, whose token may do in the record what this one
//! launch is about and nothing else; each statement is judged in the transaction that stores it, and what it says goes
//! the way of every other result.

mod accounts;
mod launch;
mod sessions;
mod take;
mod told;
mod waive;

pub use accounts::{PREFERENCES, actor_of, authority_of};
pub(crate) use accounts::{iri_of, item_of};
pub use launch::{LAUNCH_DATA, LaunchedUnit, UnitError, UnitPlaces, launch_unit};
pub use sessions::{FetchAnswer, UnitSession, fetch_token, learner_of_code, note_preferences_read, session_of};
pub use take::{TakeError, take_statements};
pub(crate) use told::{Scribe, forget_results};
pub(crate) use waive::waive_units;
pub use waive::{AbandonError, abandon_sessions};
