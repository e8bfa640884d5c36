//! Quizzes and banks of questions: what an author writes down, and everything that follows from it without a
//! database or a clock.
//!
//! - [`Quiz`], [`Bank`], [`Question`]: the files `quizzes/<id>.json` and `banks/<id>.json` of a course;
//! - [`check_quiz`], [`check_blueprint`], [`check_bank`]: what is wrong with them, by rule; the words are in
//!   `messages/` ([`messages::catalogue`]).

mod check;
pub mod messages;
mod model;
mod problem;
pub mod rules;

pub use check::{check_bank, check_blueprint, check_quiz};
pub use model::{
    Accepted, Bank, Blueprint, Choice, Draw, Form, Forms, Gap, NumericAnswer, OptionText, Pair, Question, QuestionKind,
    QuestionType, Quiz, QuizKind, ReviewPolicy, Scoring, Topic, gap_names,
};
pub use problem::QuizProblem;
