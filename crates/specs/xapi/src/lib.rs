//! xAPI 1.0.3 and 2.0 (IEEE 9274.1.1), as far as it is a matter of reading and deciding: nothing here keeps anything.
//!
//! - What our own run-times write: [`Statement`] serialises to exactly the JSON that is kept.
//! - What comes in: [`read_batch`] gives [`Received`] statements, or the [`Problem`] with the first requirement that is
//!   broken, by an id of [`rules`]. [`Received::complete`] sets what a record store sets, and leaves the rest alone.
//! - What a statement is found by: [`links_of`]; whether two are one: [`same`]; how it is shown: [`formatted`].
//! - What a request asks for: [`StatementQuery`], [`documents`].
//! - What comes with statements: [`multipart`], [`signature`].

mod agent;
mod check;
pub mod documents;
mod format;
pub mod json;
mod kept_key;
mod links;
pub mod multipart;
mod parameters;
mod problem;
mod query;
mod received;
pub mod rules;
mod same;
pub mod signature;
mod statement;
mod values;
pub mod verbs;
mod version;
mod written;

pub use agent::{Agent, agent_key, read_agent};
pub use check::VOIDED;
pub use format::{Format, accepted_languages, formatted, merge_definition};
pub use kept_key::kept_key;
pub use links::{Links, Usage, links_of};
pub use problem::Problem;
pub use query::{StatementQuery, read_no_parameters, read_statement_id};
pub use received::{Attachment, Completed, Received, attachments_of, read_batch, read_one};
pub use same::same;
pub use statement::{
    Account, Activity, ActivityDefinition, Actor, Context, ContextActivities, Interaction, Object, Outcome,
    ScoreResult, Statement, Verb,
};
pub use values::{is_iri, read_timestamp};
pub use version::Version;
