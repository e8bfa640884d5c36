//! The sequencer: one pure function over activity tree, tracking state and event.
//!
//! [`definition`] and [`rules`] say what an importer makes of a manifest; [`IndexedTree`] is that
//! tree laid out for work; [`step`] takes a [`SequencerState`] and an [`Event`] and gives the new
//! state and what is to be done. No clock, no chance, no I/O: what differs from call to call is
//! in the state (its seed) or in the event. [`look_ahead`] tells what each request would do.
//!
//! The processes are those of SCORM 2004 4th Edition, "Sequencing and Navigation", appendix C,
//! each a function named by its code. What the 2nd and 3rd editions lack is simply never said by
//! their manifests; SCORM 1.2, blocks of cmi5 and own lessons are trees with plain rules.

mod attempts;
mod carry_over;
mod checks;
mod choice;
mod correction;
pub mod definition;
mod delivery;
mod engine;
mod event;
mod exception;
mod flow;
mod identifiers;
mod look_ahead;
mod navigation;
mod plain_rules;
mod prerequisites;
mod report;
mod requests;
mod rollup;
pub mod rules;
mod selection;
mod sketch;
mod state;
mod status;
mod termination;
mod trace;
mod tracking;
mod tree;

pub use carry_over::{CarriedResult, carry_over};
pub use correction::{recalculate, reset};
pub use definition::{Activity, ActivityTree, AssignableUnit, Edition, MoveOn, SequencingDefinition};
pub use engine::{step, step_traced};
pub use event::{
    CompletionStatus, Effect, Entry, Event, Navigation, ObjectiveReport, Outcome, ScoreReport, SuccessStatus,
    TrackingReport,
};
pub use exception::Exception;
pub use identifiers::{ActivityId, ObjectiveId};
pub use look_ahead::{LookAhead, Reach, look_ahead};
pub use prerequisites::prerequisite_items;
pub use state::{ActivityState, ObjectiveState, SequencerState, SharedObjectives};
pub use status::{ActivityStatus, DeliveredObjective, objectives_for_delivery, status};
pub use trace::{DecidingRule, RuleKind, TraceStep, rules_of};
pub use tree::{IndexedTree, Node, NodeIndex};
