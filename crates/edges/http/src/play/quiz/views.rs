//! Quizzes, attempts and reviews as a learner reads them.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use vidik_assessment::{Attempt, CourseQuizzes, SavedAnswer, WholeQuiz, attempts_allowed, review_is_open, time_limit};
use vidik_quiz::{Form, PaperQuestion, Question, QuestionView, Reading, Seeds, draw, present, solution};

use super::dto::{
    AnswerDto, AttemptDto, BeforeDto, LessonDto, OutcomeDto, QuizDto, ResultDto, ReviewDto, ReviewedDto, TopicDto,
};

/// What a quiz's first page stands on.
pub(super) struct Opened<'a> {
    pub whole: WholeQuiz<'a>,
    pub attempts: &'a [Attempt],
    pub running: Option<AttemptDto>,
    pub before: Option<&'a Attempt>,
    pub extra_percent: u32,
    /// In review no attempt can be begun.
    pub looking: bool,
}

pub(super) fn quiz(opened: Opened<'_>, reading: &Reading<'_>) -> QuizDto {
    let Opened { whole, attempts, running, before, extra_percent, looking } = opened;
    let quiz = whole.quiz;
    let allowed = attempts_allowed(quiz);
    let left = !looking && allowed.is_none_or(|allowed| u32::try_from(attempts.len()).is_ok_and(|used| used < allowed));
    let state = match (&running, left) {
        (Some(_), _) => "running",
        (None, true) => "ready",
        (None, false) => "exhausted",
    };
    let intro = reading.html(&quiz.intro);
    QuizDto {
        quiz: quiz.id.clone(),
        kind: quiz.kind.as_str(),
        title: reading.plain(&quiz.title),
        intro_html: (!intro.is_empty()).then_some(intro),
        question_count: running.as_ref().map_or_else(|| question_count(&whole), |running| running.questions.len()),
        time_limit_seconds: time_limit(quiz, extra_percent).map(|limit| limit.num_seconds()),
        attempts_allowed: allowed,
        attempts_used: attempts.len(),
        pass_mark: quiz.pass_mark.filter(|_| quiz.kind.is_marked()),
        counts: quiz.kind.counts(),
        review: quiz.review.as_str(),
        state,
        attempt: running,
        results: attempts.iter().filter_map(result).collect(),
        before: before.map(|before| BeforeDto { scaled: before.scaled }),
        language: reading.language().to_string(),
    }
}

fn question_count(whole: &WholeQuiz<'_>) -> usize {
    let form = whole.bank.questions.iter().any(|question| question.form.is_some()).then_some(Form::A);
    let form = form.filter(|_| whole.blueprint.is_some());
    draw(whole.quiz, whole.blueprint, whole.bank, form, Seeds { questions: 0, order: 0 }).questions.len()
}

fn result(attempt: &Attempt) -> Option<ResultDto> {
    Some(ResultDto {
        number: attempt.number,
        attempt: attempt.id,
        submitted_at: attempt.submitted_at?,
        scaled: attempt.scaled,
        passed: attempt.passed,
        form: attempt.form.map(Form::as_str),
    })
}

/// The questions of a paper that the bank still has, with their places on it.
fn on_paper<'a>(
    whole: &'a WholeQuiz<'_>,
    attempt: &'a Attempt,
) -> impl Iterator<Item = (&'a Question, &'a PaperQuestion)> {
    attempt.paper.questions.iter().filter_map(|laid_out| Some((whole.bank.question(&laid_out.id)?, laid_out)))
}

fn shown(whole: &WholeQuiz<'_>, question: &Question, laid_out: &PaperQuestion, reading: &Reading<'_>) -> QuestionView {
    let mut view = present(question, laid_out, reading);
    if !whole.quiz.kind.is_marked() {
        view.points = 0.0;
    }
    view
}

pub(super) fn attempt(
    whole: &WholeQuiz<'_>,
    attempt: &Attempt,
    saved: Vec<SavedAnswer>,
    reading: &Reading<'_>,
    now: DateTime<Utc>,
) -> AttemptDto {
    let laid_out: HashMap<&str, (&Question, &PaperQuestion)> =
        on_paper(whole, attempt).map(|(question, laid_out)| (question.id.as_str(), (question, laid_out))).collect();
    let answers: BTreeMap<String, AnswerDto> = saved
        .into_iter()
        .filter_map(|saved| {
            let (question, laid_out) = laid_out.get(saved.question.as_str())?;
            let response = saved.response.map(|response| laid_out.mask(question, &response));
            Some((saved.question, AnswerDto { response, flagged: saved.flagged, saved_at: saved.saved_at }))
        })
        .collect();
    AttemptDto {
        id: attempt.id,
        number: attempt.number,
        started_at: attempt.started_at,
        deadline: attempt.deadline,
        server_time: now,
        questions: on_paper(whole, attempt).map(|(one, laid_out)| shown(whole, one, laid_out, reading)).collect(),
        answers,
        submitted_at: attempt.submitted_at,
    }
}

pub(super) fn outcome(
    whole: &WholeQuiz<'_>,
    attempt: &Attempt,
    before: Option<&Attempt>,
    reading: &Reading<'_>,
) -> OutcomeDto {
    let per_topic = attempt.topics.iter().map(|points| TopicDto {
        topic: points.topic.clone(),
        title: whole.bank.topic(&points.topic).map(|topic| reading.plain(&topic.title)).unwrap_or_default(),
        points: points.points,
        max_points: points.max_points,
    });
    OutcomeDto {
        scaled: attempt.scaled,
        points: attempt.points,
        max_points: attempt.max_points,
        passed: attempt.passed,
        per_topic: per_topic.collect(),
        before: before.map(|before| BeforeDto { scaled: before.scaled }),
    }
}

/// The review, where the quiz's policy opens it.
pub(super) fn review(
    quizzes: &CourseQuizzes,
    whole: &WholeQuiz<'_>,
    attempts: &[Attempt],
    attempt: &Attempt,
    saved: &[SavedAnswer],
    reading: &Reading<'_>,
) -> Option<ReviewDto> {
    if attempt.is_running() || !review_is_open(whole.quiz, attempts) {
        return None;
    }
    let reviewed = on_paper(whole, attempt).map(|(question, laid_out)| {
        let saved = saved.iter().find(|saved| saved.question == question.id);
        let told = solution(question, laid_out, reading);
        let topic = question.topic.as_deref().and_then(|topic| whole.bank.topic(topic));
        let lesson = topic
            .and_then(|topic| topic.lesson.as_ref())
            .and_then(|id| Some(LessonDto { id: id.clone(), title: reading.plain(quizzes.lessons.get(id)?) }));
        ReviewedDto {
            question: shown(whole, question, laid_out, reading),
            response: saved.and_then(|saved| saved.response.as_ref()).map(|one| laid_out.mask(question, one)),
            correct: saved.and_then(|saved| saved.correct),
            points: saved.and_then(|saved| saved.points).unwrap_or(0.0),
            max_points: saved.and_then(|saved| saved.max_points).unwrap_or(0.0),
            solution: told.solution,
            choices: told.choices,
            feedback_html: told.feedback_html,
            lesson,
        }
    });
    Some(ReviewDto { questions: reviewed.collect() })
}
