//! Tables of this crate.

pub(crate) mod consent;
pub(crate) mod erasure;
pub(crate) mod retention_rule;
pub(crate) mod retention_run;
