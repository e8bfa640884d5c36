//! The tables of institutions.

pub mod institution;
pub mod institution_coordinator;
pub mod institution_person;
pub mod kept_answer;
pub mod membership;
