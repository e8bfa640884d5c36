//! xAPI statements as they are written and stored (IEEE 9274.1.1, "xAPI 2.0").
//!
//! A [`Statement`] serialises to exactly the JSON that is kept: properties in the specification's order, nothing that
//! is unknown written as `null` (4.1.1).

mod statement;
pub mod verbs;

pub use statement::{
    Account, Activity, ActivityDefinition, Actor, Context, ContextActivities, Interaction, Object, Outcome,
    ScoreResult, Statement, Verb,
};
