//! A record of every process a step went through, for an administrator who asks "why?".

use serde::Serialize;

use crate::identifiers::ActivityId;

/// One process and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TraceStep {
    /// The specification's name, such as `SB.2.9`.
    pub process: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<ActivityId>,
    pub result: String,
}
