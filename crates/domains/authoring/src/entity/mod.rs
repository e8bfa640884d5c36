//! The tables of working copies, terms, assignments and the way to publication.

pub mod course_draft;
pub mod course_workflow;
pub mod draft_text;
pub mod draft_unit;
pub mod term;
pub mod text_change;
pub mod translation_assignment;
pub mod unit_comment;
pub mod workflow_step;
