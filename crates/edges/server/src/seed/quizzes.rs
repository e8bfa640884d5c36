//! Taking a quiz as somebody does who knows so much.

use std::sync::Arc;

use serde_json::Value;
use vidik_assessment::{CourseQuizzes, QuizError, Setting, begin, save_answer, submit};
use vidik_db::DatabaseTransaction;
use vidik_learning::LaunchClaims;
use vidik_quiz::{PaperQuestion, Question, QuestionKind, Reading, solution};

/// A quiz is begun, answered and handed in; of a hundred questions so many are answered rightly.
pub(super) async fn take(
    txn: &DatabaseTransaction,
    setting: &Setting,
    claims: &LaunchClaims,
    quiz: &str,
    knows: u32,
) -> Result<(), QuizError> {
    let quizzes: Arc<CourseQuizzes> = Arc::clone(&setting.quizzes);
    let attempt = begin(txn, setting, claims, quiz).await?.attempt;
    let whole = quizzes.whole(quiz).ok_or(QuizError::Unknown)?;
    let reading = Reading::new(&setting.reading, &quizzes.names);
    for asked in &attempt.paper.questions {
        let Some(question) = whole.bank.questions.iter().find(|question| question.id == asked.id) else { continue };
        let response = answer(setting, question, asked, &reading, knows);
        if !response.is_null() {
            save_answer(txn, setting, claims, attempt.id, &asked.id, &response, false).await?;
        }
    }
    submit(txn, setting, claims, attempt.id).await?;
    Ok(())
}

/// The right answer, or another one; none where a wrong one would have to be thought of.
fn answer(setting: &Setting, question: &Question, asked: &PaperQuestion, reading: &Reading<'_>, knows: u32) -> Value {
    let right = solution(question, asked, reading);
    if chance(setting, 100) < knows && !right.solution.is_null() {
        return right.solution;
    }
    match &question.kind {
        QuestionKind::Single { .. } => {
            let wrong: Vec<_> = right.choices.iter().filter(|choice| !choice.correct).collect();
            let place = usize::try_from(chance(setting, u32::try_from(wrong.len()).unwrap_or(1))).unwrap_or(0);
            wrong.get(place).map_or(Value::Null, |choice| Value::from(choice.id.clone()))
        }
        QuestionKind::TrueFalse { correct } => Value::from((!correct).to_string()),
        QuestionKind::Multiple { .. } => {
            right.choices.first().map_or(Value::Null, |choice| Value::from(vec![choice.id.clone()]))
        }
        // An opinion: most are content.
        QuestionKind::Likert { scale } => {
            let from_the_end = usize::try_from(chance(setting, 3)).unwrap_or(0);
            scale.iter().rev().nth(from_the_end).map_or(Value::Null, |step| Value::from(step.id.clone()))
        }
        _ => Value::Null,
    }
}

/// A number below `bound`.
fn chance(setting: &Setting, bound: u32) -> u32 {
    let mut bytes = [0_u8; 4];
    setting.desk.rng.fill(&mut bytes);
    u32::from_le_bytes(bytes) % bound.max(1)
}
