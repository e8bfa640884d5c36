//! The tables of the record.

pub mod statement;
pub mod statement_activity;
pub mod statement_actor;
