//! Beginning an attempt, or going on with the one that runs.

use chrono::Duration;
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, DatabaseTransaction, DbErr};
use uuid::Uuid;
use vidik_base::new_ordered_id;
use vidik_learning::{LaunchClaims, take_seat};
use vidik_quiz::{Quiz, Seeds, draw};

use crate::{
    Attempt, QuizError, Setting, WholeQuiz,
    attempt::attempts_of,
    entity::quiz_attempt,
    extra_time::extra_time_of,
    forms::{form_for, random},
    submit::finish,
};

/// An attempt that can be answered.
#[derive(Debug)]
pub struct Begun {
    /// The attempt.
    pub attempt: Attempt,
    /// Whether it was begun now.
    pub new: bool,
}

/// How often the quiz may be taken.
pub const fn attempts_allowed(quiz: &Quiz) -> Option<u32> {
    quiz.attempts
}

/// How long an attempt may last for somebody with so many percent of extra time.
pub fn time_limit(quiz: &Quiz, extra_percent: u32) -> Option<Duration> {
    let minutes = i64::from(quiz.time_limit_minutes?);
    Some(Duration::seconds(minutes * 60 * (100 + i64::from(extra_percent)) / 100))
}

/// Begins an attempt at a quiz of the edition's package; the one that runs is answered again. One whose time is over
/// is handed in first.
pub async fn begin(
    txn: &DatabaseTransaction,
    setting: &Setting,
    claims: &LaunchClaims,
    quiz: &str,
) -> Result<Begun, QuizError> {
    take_seat(txn, claims).await?;
    let whole = setting.quiz(quiz)?;
    let attempts = attempts_of(txn, setting.place.registration, quiz).await?;
    if let Some(running) = attempts.iter().find(|attempt| attempt.is_running()) {
        if !running.is_overdue(setting.desk.clock.now()) {
            return Ok(Begun { attempt: running.clone(), new: false });
        }
        finish(txn, setting, running, true).await?;
    }
    let used = u32::try_from(attempts.len()).unwrap_or(u32::MAX);
    if attempts_allowed(whole.quiz).is_some_and(|allowed| used >= allowed) {
        return Err(QuizError::Exhausted);
    }
    let number = attempts.last().map_or(1, |last| last.number.saturating_add(1));
    Ok(Begun { attempt: add_attempt(txn, setting, &whole, number).await?, new: true })
}

async fn add_attempt(
    txn: &DatabaseTransaction,
    setting: &Setting,
    whole: &WholeQuiz<'_>,
    number: i32,
) -> Result<Attempt, QuizError> {
    let (form, seed) = form_for(txn, setting, whole).await?;
    // The first attempt has the questions that are parallel to those of the other test; later ones have others.
    let again = u64::try_from(number.saturating_sub(1)).unwrap_or(0);
    let seeds = Seeds { questions: seed.wrapping_add(again), order: random(setting) };
    let paper = draw(whole.quiz, whole.blueprint, whole.bank, form, seeds);
    let now = setting.desk.clock.now();
    let extra = extra_time_of(txn, setting.place.person).await?;
    let id: Uuid = new_ordered_id(setting.desk.clock.as_ref(), setting.desk.rng.as_ref());
    let json = serde_json::to_string(&paper).map_err(|error| DbErr::Custom(error.to_string()))?;
    let row = quiz_attempt::ActiveModel {
        id: Set(id),
        registration_id: Set(setting.place.registration.0),
        person_id: Set(setting.place.person.0),
        course_id: Set(setting.edition.course.0),
        package_id: Set(setting.edition.edition.package.0),
        quiz: Set(whole.quiz.id.clone()),
        kind: Set(whole.quiz.kind.as_str().to_owned()),
        number: Set(number),
        form: Set(form.map(|form| form.as_str().to_owned())),
        source: Set("player".to_owned()),
        language: Set(setting.reading.as_str().to_owned()),
        paper: Set(json),
        started_at: Set(now),
        deadline: Set(time_limit(whole.quiz, extra).map(|limit| now + limit)),
        submitted_at: Set(None),
        automatic: Set(false),
        points: Set(0.0),
        max_points: Set(0.0),
        scaled: Set(None),
        passed: Set(None),
        topics: Set("[]".to_owned()),
    };
    Ok(Attempt::try_from(row.insert(txn).await?)?)
}
