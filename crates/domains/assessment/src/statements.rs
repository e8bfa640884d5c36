//! What the record is told of an answer.

use vidik_base::Score;
use vidik_learning::Answered;
use vidik_quiz::{Reading, xapi};

use crate::{Setting, submit::Marked};

/// The statement of an answered question; nothing for one that was left out.
pub(crate) fn answered(setting: &Setting, marked: &Marked<'_>) -> Option<Answered> {
    let response = marked.response.as_ref()?;
    let reading = Reading::new(&setting.edition.edition.language, &setting.quizzes.names);
    let mark = &marked.mark;
    let score = mark.share().map(|scaled| Score {
        scaled: Some(scaled),
        raw: Some(mark.points),
        min: Some(0.0),
        max: Some(mark.max),
    });
    Some(Answered {
        question: marked.question.id.clone(),
        prompt: reading.plain(&marked.question.prompt),
        kind: xapi::interaction_type(marked.question),
        response: xapi::pattern(marked.question, response),
        correct: xapi::correct_patterns(marked.question),
        success: mark.correct,
        score,
    })
}
