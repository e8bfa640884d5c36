//! The languages of the product: Serbian in two scripts, Macedonian, English.
//!
//! - [`script`] turns Serbian Cyrillic into Latin without loss, and Latin into Cyrillic with a list of
//!   exceptions; [`html`] does so with the text nodes of a page.
//! - [`Catalogue`] formats the messages of a program in the reader's language; Serbian Latin is always
//!   derived from the Cyrillic master.
//! - [`negotiate`] and [`fallback_chain`] decide which language a reader gets.
//! - [`sort_key`] puts titles in the order that a language's readers expect.
//! - [`fold`] is the one normal form that search indexes and search queries share.
//!
//! Nothing here reads a clock, a file or the environment.

mod catalogue;
mod date;
mod fold;
pub mod html;
mod language;
mod message;
mod number;
mod plural;
pub mod script;
mod sort;

pub use catalogue::{Catalogue, Sources, Value};
pub use date::date;
pub use fold::{LONGEST_WORD, fold, folded_words};
pub use language::{
    FallbackChains, best_match, fallback_chain, interface_chain, interface_language, negotiate, set_fallback_chains,
};
pub use plural::PluralCategory;
pub use sort::{SortKey, compare, sort_key};
pub use vidik_base::InterfaceLanguage;
