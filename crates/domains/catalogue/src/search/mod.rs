//! Search over courses and what their lessons say, in any spelling.
//!
//! - [`texts`]: when a package is taken in, the words of its pages are put beside it, so that publishing needs no files.
//! - [`index`]: a course that is published and listed has documents: one for itself in each language of its title, one
//!   for each activity in each edition. What is indexed is [`vidik_lang::folded_words`]; the documents keep the text as
//!   it is written. The index is FTS5 on SQLite, a `tsvector` on PostgreSQL; both hold the same words.
//! - [`query`]: every word of a query has to begin some word of the document. Titles come before summaries, those
//!   before texts, the reader's language before others; a lesson that was found in several languages is told once.
//! - [`extract`]: the place of the text where the words stand, in the reader's script.

mod extract;
mod index;
mod query;
mod rebuild;
mod texts;

pub use extract::{Piece, extract, marked};
pub(crate) use index::forget;
pub use index::{index_course, index_version};
pub use query::{Found, Query, search};
pub use rebuild::{RebuildError, Rebuilt, rebuild};
pub use texts::{ActivityText, keep_texts, texts_of};
