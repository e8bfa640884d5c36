//! What an author writes down.

mod gaps;
mod question;
mod quiz;
mod source;

pub use gaps::gap_names;
pub(crate) use gaps::{TextPart, text_parts};

pub use question::{
    Accepted, Bank, Choice, Form, Gap, NumericAnswer, OptionText, Pair, Question, QuestionKind, QuestionType, Scoring,
    Topic,
};
pub use quiz::{Blueprint, Draw, Forms, Quiz, QuizKind, ReviewPolicy};

use serde::{Deserialize as _, Deserializer};

/// For `skip_serializing_if`: a switch that is off is left out.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// A finite number of any sign.
fn finite<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if value.is_finite() { Ok(value) } else { Err(serde::de::Error::custom("not a finite number")) }
}
