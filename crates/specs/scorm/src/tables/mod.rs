//! What every element of a data model is, as tables.

pub mod scorm12;
pub mod scorm2004;
