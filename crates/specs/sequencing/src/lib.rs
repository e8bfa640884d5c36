//! The sequencer: one pure function over activity tree, tracking state and event.

pub mod definition;
pub mod identifiers;
pub mod rules;

pub use definition::{Activity, ActivityTree, Edition, SequencingDefinition};
pub use identifiers::{ActivityId, ObjectiveId};
