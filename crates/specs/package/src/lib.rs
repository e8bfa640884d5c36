//! Opens an archive safely; every manifest becomes one course tree and findings.

pub mod archive;
pub mod finding;
pub mod rules;
pub mod xml;

pub use finding::{Finding, Findings, RuleId, Severity};
