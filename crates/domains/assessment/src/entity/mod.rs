//! The tables of assessment.

pub mod extra_time;
pub mod quiz_answer;
pub mod quiz_attempt;
pub mod quiz_form;
