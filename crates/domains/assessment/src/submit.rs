//! Handing in: marking, the best result, and what the course is told.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait as _, sea_query::OnConflict,
};
use uuid::Uuid;
use vidik_base::{Completion, IsoDuration, Score, Success};
use vidik_learning::{LaunchClaims, ReportedResult, Reporting, report_result, take_seat};
use vidik_quiz::{Mark, Question, Quiz, Response, mark};

use crate::{
    Attempt, QuizError, SavedAnswer, Setting, TopicPoints, WholeQuiz,
    answer::own_attempt,
    attempt::{answers_of, attempts_of},
    begin::attempts_allowed,
    entity::{quiz_answer, quiz_attempt},
    institution_feed,
    statements::answered,
};

/// What an attempt came to.
#[derive(Debug)]
pub struct Submission {
    /// The attempt, handed in.
    pub attempt: Attempt,
    /// Where the course stands; nothing where the edition no longer has the quiz.
    pub reporting: Option<Reporting>,
}

/// Hands an attempt in. Doing so again answers the same.
pub async fn submit(
    txn: &DatabaseTransaction,
    setting: &Setting,
    claims: &LaunchClaims,
    attempt: Uuid,
) -> Result<Submission, QuizError> {
    take_seat(txn, claims).await?;
    let attempt = own_attempt(txn, setting.place.registration, attempt).await?;
    if attempt.is_running() {
        let overdue = attempt.is_overdue(setting.desk.clock.now());
        return finish(txn, setting, &attempt, overdue).await;
    }
    let reporting = report(txn, setting, &attempt, Vec::new(), IsoDuration::ZERO).await?;
    Ok(Submission { attempt, reporting })
}

/// A question of the paper with what was answered and what that is worth.
pub(crate) struct Marked<'a> {
    pub question: &'a Question,
    pub saved: Option<&'a SavedAnswer>,
    pub response: Option<Response>,
    pub mark: Mark,
}

/// Marks what was answered and hands the attempt in; `overdue` says that time ran out.
pub(crate) async fn finish(
    txn: &DatabaseTransaction,
    setting: &Setting,
    attempt: &Attempt,
    overdue: bool,
) -> Result<Submission, QuizError> {
    let now = setting.desk.clock.now();
    let submitted_at = attempt.deadline.filter(|_| overdue).unwrap_or(now).min(now);
    finish_at(txn, setting, attempt, submitted_at, overdue).await
}

/// The same for an attempt that was handed in at that moment.
pub(crate) async fn finish_at(
    txn: &DatabaseTransaction,
    setting: &Setting,
    attempt: &Attempt,
    submitted_at: DateTime<Utc>,
    automatic: bool,
) -> Result<Submission, QuizError> {
    let whole = setting.quiz(&attempt.quiz)?;
    let saved: HashMap<String, SavedAnswer> =
        answers_of(txn, attempt.id).await?.into_iter().map(|saved| (saved.question.clone(), saved)).collect();
    let marked = all_marked(&whole, attempt, &saved);
    store_marks(txn, setting, attempt.id, &marked, submitted_at).await?;
    let row = result_row(whole.quiz, attempt, &by_topic(&marked), submitted_at, automatic)?;
    let handed_in = Attempt::try_from(row.update(txn).await?)?;
    institution_feed::tell(txn, &handed_in).await?;
    let seconds = u64::try_from((submitted_at - attempt.started_at).num_seconds()).unwrap_or(0);
    let told = marked.iter().filter_map(|marked| answered(setting, marked)).collect();
    let reporting = report(txn, setting, &handed_in, told, IsoDuration::from_seconds(seconds)).await?;
    Ok(Submission { attempt: handed_in, reporting })
}

/// Every question of the paper, marked.
pub(crate) fn all_marked<'a>(
    whole: &WholeQuiz<'a>,
    attempt: &Attempt,
    saved: &'a HashMap<String, SavedAnswer>,
) -> Vec<Marked<'a>> {
    let asked = attempt.paper.questions.iter().filter_map(|one| whole.bank.question(&one.id));
    let marked = asked.map(|question| {
        let saved = saved.get(&question.id);
        let value = saved.and_then(|saved| saved.response.as_ref());
        let response = value.and_then(|value| Response::read(question, value).ok().flatten());
        let mut mark = mark(question, response.as_ref());
        if !whole.quiz.kind.is_marked() {
            mark = Mark::default();
        }
        Marked { question, saved, response, mark }
    });
    marked.collect()
}

/// Points by topic, in the order in which the topics come.
pub(crate) fn by_topic(marked: &[Marked<'_>]) -> Vec<TopicPoints> {
    let mut topics: Vec<TopicPoints> = Vec::new();
    for one in marked.iter().filter(|one| one.mark.max > 0.0) {
        let topic = one.question.topic.as_deref().unwrap_or_default();
        match topics.iter_mut().find(|known| known.topic == topic) {
            Some(known) => {
                known.points += one.mark.points;
                known.max_points += one.mark.max;
            }
            None => {
                topics.push(TopicPoints { topic: topic.to_owned(), points: one.mark.points, max_points: one.mark.max });
            }
        }
    }
    topics
}

/// What changes when an attempt is handed in.
pub(crate) fn result_row(
    quiz: &Quiz,
    attempt: &Attempt,
    topics: &[TopicPoints],
    submitted_at: DateTime<Utc>,
    automatic: bool,
) -> Result<quiz_attempt::ActiveModel, DbErr> {
    let points: f64 = topics.iter().map(|topic| topic.points).sum();
    let max_points: f64 = topics.iter().map(|topic| topic.max_points).sum();
    let scaled = (max_points > 0.0).then(|| (points / max_points).clamp(0.0, 1.0));
    Ok(quiz_attempt::ActiveModel {
        id: Set(attempt.id),
        submitted_at: Set(Some(submitted_at)),
        automatic: Set(automatic),
        points: Set(points),
        max_points: Set(max_points),
        scaled: Set(scaled),
        passed: Set(passes(quiz, scaled)),
        topics: Set(serde_json::to_string(topics).map_err(|error| DbErr::Custom(error.to_string()))?),
        ..Default::default()
    })
}

fn passes(quiz: &Quiz, scaled: Option<f64>) -> Option<bool> {
    let (mark, scaled) = quiz.pass_mark.filter(|_| quiz.kind.is_marked()).zip(scaled)?;
    // Sums of points must not miss the mark by what floating point loses.
    Some(scaled >= mark - 1e-9)
}

async fn store_marks(
    txn: &DatabaseTransaction,
    setting: &Setting,
    attempt: Uuid,
    marked: &[Marked<'_>],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    use quiz_answer::Column;
    let rows = marked.iter().map(|one| quiz_answer::ActiveModel {
        attempt_id: Set(attempt),
        question: Set(one.question.id.clone()),
        response: Set(one.response.as_ref().map(|response| response.to_value().to_string())),
        flagged: Set(one.saved.is_some_and(|saved| saved.flagged)),
        saved_at: Set(one.saved.map_or(now, |saved| saved.saved_at)),
        language: Set(setting.reading.as_str().to_owned()),
        points: Set(Some(one.mark.points)),
        max_points: Set(Some(one.mark.max)),
        correct: Set(one.mark.correct),
    });
    let rows: Vec<_> = rows.collect();
    let replace = OnConflict::columns([Column::AttemptId, Column::Question])
        .update_columns([Column::Points, Column::MaxPoints, Column::Correct])
        .to_owned();
    for chunk in rows.chunks(100) {
        quiz_answer::Entity::insert_many(chunk.to_vec())
            .on_conflict(replace.clone())
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}

/// Tells the course the best of all attempts.
pub(crate) async fn report(
    txn: &DatabaseTransaction,
    setting: &Setting,
    attempt: &Attempt,
    answered: Vec<vidik_learning::Answered>,
    time: IsoDuration,
) -> Result<Option<Reporting>, QuizError> {
    let quiz = setting.quiz(&attempt.quiz)?.quiz;
    let attempts = attempts_of(txn, attempt.registration, &attempt.quiz).await?;
    let mut result = best(quiz, &attempts);
    (result.answered, result.time) = (answered, time);
    let Setting { desk, edition, learner, place, .. } = setting;
    Ok(report_result(txn, desk, edition, learner, place, &attempt.quiz, result).await?)
}

/// Passed once is passed. Without a pass mark handing in completes the quiz; with one, passing does, or that no attempt
/// is left.
fn best(quiz: &Quiz, attempts: &[Attempt]) -> ReportedResult {
    let done: Vec<&Attempt> = attempts.iter().filter(|attempt| !attempt.is_running()).collect();
    let best = done.iter().max_by(|one, other| one.scaled.unwrap_or(0.0).total_cmp(&other.scaled.unwrap_or(0.0)));
    let used = u32::try_from(done.len()).unwrap_or(u32::MAX);
    let none_left = attempts_allowed(quiz).is_some_and(|allowed| used >= allowed);
    let success = match (quiz.pass_mark, done.iter().any(|attempt| attempt.passed == Some(true))) {
        (Some(_), true) if quiz.kind.is_marked() => Success::Passed,
        (Some(_), false) if quiz.kind.is_marked() => Success::Failed,
        _ => Success::Unknown,
    };
    let completed = success != Success::Failed || none_left;
    let score = best.filter(|best| best.scaled.is_some()).map(|best| Score {
        scaled: best.scaled,
        raw: Some(best.points),
        min: Some(0.0),
        max: Some(best.max_points),
    });
    ReportedResult {
        completion: if completed { Completion::Completed } else { Completion::Incomplete },
        success,
        score: score.unwrap_or_default(),
        ..ReportedResult::default()
    }
}
