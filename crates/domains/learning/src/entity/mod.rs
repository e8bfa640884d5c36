//! The tables of learning.

pub mod enrolment;
pub mod global_objective;
pub mod institution_progress;
pub mod journal_aside;
pub mod launch;
pub mod preview;
pub mod registration;
pub mod registration_item;
pub mod run;
pub mod run_activity;
pub mod run_trace;
pub mod shared_data;
pub mod unit_result;
pub mod unit_session;
pub mod waiver;
