//! cmi5 (Quartz, 1st edition): courses whose units talk to the record in xAPI statements.
//!
//! - [`read_files`]: a package with `cmi5.xml` as a [`vidik_package::CourseTree`], with findings;
//! - [`judge`]: whether the record takes a statement of a unit's session, and what follows from it;
//! - [`newly_satisfied`]: which blocks, and whether the course, are satisfied;
//! - [`Launch`]: the address that a unit is launched with, `LMS.LaunchData`, and the statements that are ours to make.
//!
//! Numbers such as `cmi5 9.3.4` are clauses of the specification.

mod address;
mod judge;
mod launch;
pub mod messages;
mod package;
mod preferences;
mod read;
pub mod rules;
mod satisfied;
mod structure;
mod terms;
mod tree;

pub use judge::{Judged, Progress, Refusal, Results, Session, judge};
pub use launch::{Launch, LaunchMode, Places, Told};
pub use package::{COURSE_STRUCTURE, is_bare_structure, is_cmi5, read_files};
pub use preferences::read_preferences;
pub use read::read;
pub use satisfied::{UnitResult, newly_satisfied};
pub use structure::{Block, Objective, Part, Structure, Text, Unit};
pub use terms::{categories, extensions, types, verbs};
pub use tree::{ROOT, tree};
