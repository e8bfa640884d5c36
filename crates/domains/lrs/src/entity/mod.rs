//! The tables of the record.

pub mod activity_definition;
pub mod attachment;
pub mod forward;
pub mod forward_log;
pub mod institution_definition;
pub mod lrs_credential;
pub mod lrs_document;
pub mod statement;
pub mod statement_activity;
pub mod statement_actor;
pub mod statement_attachment;
pub mod statement_institution;
pub mod statement_target;
