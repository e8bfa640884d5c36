//! The record: statements, appended once, in the transaction that changes the state they tell of.

mod append;
mod entity;

pub use append::append;
