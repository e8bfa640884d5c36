//! What is held of a person: a copy of it, its end, how long it is kept, what was agreed to. Meets the other domains in
//! the schema alone: `inventory` has every table, and a test holds it against the database.

mod about;
mod consent;
mod entity;
mod erase;
mod export;
mod inventory;
mod retention;
mod subject;

pub use consent::{Consent, Purpose, Read, consents, give_consent, withdraw_consent};
pub use erase::{
    EraseError, EraseTrouble, Erasure, Mode, NewErasure, begin_erasure, erasure, erasures, finish_erasure,
    is_last_administrator, unfinished_erasures,
};
pub use export::{Export, ExportError, Section, Words};
pub use inventory::{Fate, Finding, findings};
pub use retention::{Kind, RetentionError, Rule, Run, carry_out, due, rules, runs, set_rule};
pub use subject::{Subject, subject_of};
