//! Opens an archive safely; every manifest becomes one course tree and findings.
//!
//! - [`archive`]: checks an uploaded archive, normalises it, finds files in it;
//! - [`xml`]: reads XML within bounds, without DTDs;
//! - [`manifest`]: makes a [`CourseTree`] out of `imsmanifest.xml`, SCORM 1.2 and 2004;
//! - [`package`]: both together, with a look at the pages that are launched;
//! - [`course_rules`]: the rules of our own format, which `vidik-course` reads;
//! - [`finding`]: what the author is told, its words in `messages/`.

pub mod archive;
pub mod course;
pub mod course_rules;
pub mod files;
pub mod finding;
pub mod manifest;
pub mod messages;
pub mod package;
mod pages;
pub mod rules;
pub mod tool;
pub mod xml;

pub use course::{CourseTree, Format, Metadata, Organization};
pub use files::PackageFiles;
pub use finding::{Finding, Findings, RuleId, Severity};
pub use package::{ArchivedFiles, read_files};
pub use tool::AuthoringTool;
