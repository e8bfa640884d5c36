//! Attempts at quizzes: which form and which questions, answers as they are given, marking, results.
//!
//! Attempts belong to a registration and a quiz's id, so that another language, and another version of the course, find
//! them again. What an attempt came to goes into the course through [`vidik_learning::report_result`].

mod answer;
mod attempt;
mod begin;
mod csv;
mod entity;
mod extra_time;
mod forms;
mod institution_feed;
mod overdue;
mod paper_results;
mod quizzes;
mod rebuild;
mod results;
mod review;
mod statements;
mod submit;

pub use answer::{Saved, save_answer};
pub use attempt::{
    Attempt, QuizError, SavedAnswer, Setting, TopicPoints, answers_of, attempt, attempts_of, entry_result,
};
pub use begin::{Begun, attempts_allowed, begin, time_limit};
pub use extra_time::{MOST_EXTRA_TIME, extra_time_of, set_extra_time};
pub use institution_feed::admit_results;
pub use overdue::{Overdue, overdue_attempts, submit_overdue};
pub use paper_results::{Filled, LineError, PaperLine, ReadLine, read_paper_results, take_paper_result};
pub use quizzes::{CourseQuizzes, QuizShelf, QuizzesError, WholeQuiz};
pub use rebuild::{RebuildError, RebuiltResults, rebuild_results};
pub use results::{BeforeAndAfter, Belonging, belonging, matched, results, sheets};
pub use review::review_is_open;
pub use submit::{Submission, submit};
