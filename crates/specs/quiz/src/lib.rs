//! Quizzes and banks of questions: what an author writes down, and everything that follows from it without a
//! database or a clock.
//!
//! - [`Quiz`], [`Bank`], [`Question`]: the files `quizzes/<id>.json` and `banks/<id>.json` of a course;
//! - [`check_quiz`], [`check_blueprint`], [`check_bank`]: what is wrong with them, by rule; the words are in
//!   `messages/` ([`messages::catalogue`]);
//! - [`draw`] makes a [`Paper`] out of a bank, [`present`] shows a question without its answer, [`Response::read`]
//!   takes an answer (after [`PaperQuestion::unmask`]), [`mark`] marks it, [`solution`] tells the right one;
//! - [`gain`](gain::gain) compares two tests of the same people, [`analysis`](analysis::analysis) tells what the
//!   questions are worth;
//! - [`qti`] writes questions for other systems, and reads theirs.

pub mod analysis;
mod chance;
mod check;
mod draw;
pub mod gain;
mod inline;
mod mark;
mod mask;
pub mod messages;
mod model;
mod present;
mod printed;
mod problem;
pub mod qti;
mod reading;
mod response;
mod review;
pub mod rules;
pub mod xapi;

pub use check::{check_bank, check_blueprint, check_quiz};
pub use draw::{Paper, PaperQuestion, Seeds, draw};
pub use mark::{Mark, mark, number};
pub use model::{
    Accepted, Bank, Blueprint, Choice, Draw, Form, Forms, Gap, NumericAnswer, OptionText, Pair, Question, QuestionKind,
    QuestionType, Quiz, QuizKind, ReviewPolicy, Scoring, Topic, gap_names,
};
pub use present::{GapKind, GapView, OptionView, QuestionView, present};
pub use printed::{letter, printed, typed_answer};
pub use problem::QuizProblem;
pub use reading::{Names, Reading};
pub use response::{Response, ResponseError};
pub use review::{ChoiceReview, Solution, solution};
