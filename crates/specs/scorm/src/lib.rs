//! The run-time data models of SCORM 1.2 and SCORM 2004 (2nd to 4th edition) from one element table.
//!
//! [`tables`] says what every element is: access, type, limits, default, what must be set before it.
//! [`RunTime`] plays that table: it answers a SCO's calls and, on the server, checks every commit by the
//! same rules. [`table_json`] writes the table as data; `web-client/player/src/runtime` plays it in the
//! browser. The rows in `tests/spec/runtime` test both.
//!
//! On the server, at a delivery: [`next_visit_data`], [`LaunchFacts::write`]; the result goes to the browser and is
//! kept. At a commit: [`RunTime::resume`] with it, [`RunTime::apply`], [`RunTime::terminate`] when the session is
//! over, then keep [`RunTime::stored`] and [`RunTime::shared_stores`] and act on [`RunTime::report`].
//!
//! Rules are named by the section of the Run-Time Environment book (`RTE 4.2.17`), those of SCORM 1.2
//! as `RTE12 3.4.4`, navigation as `SN 5.6`.

mod check;
mod commit;
mod error;
mod identifier;
mod language;
mod name;
mod number;
mod report;
mod response;
mod runtime;
mod standard;
mod status;
mod table;
pub mod tables;
pub mod time;
mod visit;

pub use commit::{Excess, Rejected};
pub use error::{ErrorCode, Operation, Reason, Refusal, error_string};
pub use report::{Completion, Exit, NavigationRequest, ObjectiveReport, Report, Score, Success, parse_navigation};
pub use runtime::{Data, RequestValid, RunTime, SharedStore, State};
pub use standard::Standard;
pub use table::{Access, Element, Kind, List, Table, table_json};
pub use visit::{LaunchFacts, ObjectiveFacts, SharedFacts, next_visit_data};
