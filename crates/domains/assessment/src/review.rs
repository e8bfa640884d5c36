//! When the right answers are shown.

use vidik_quiz::{Quiz, ReviewPolicy};

use crate::{Attempt, begin::attempts_allowed};

/// Whether the review of a quiz is open to a learner with these attempts.
pub fn review_is_open(quiz: &Quiz, attempts: &[Attempt]) -> bool {
    let mut done = attempts.iter().filter(|attempt| !attempt.is_running());
    match quiz.review {
        // While another attempt runs, nothing of the last one is told.
        _ if attempts.iter().any(Attempt::is_running) => false,
        ReviewPolicy::AfterSubmit => done.next().is_some(),
        ReviewPolicy::AfterPass => done.any(|attempt| attempt.passed != Some(false)),
        ReviewPolicy::AfterLastAttempt => {
            attempts_allowed(quiz).is_some_and(|allowed| u32::try_from(done.count()).is_ok_and(|used| used >= allowed))
        }
        ReviewPolicy::Never => false,
    }
}
