//! Saving an answer as soon as it is given.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait as _, QuerySelect as _, sea_query::OnConflict};
use serde_json::Value;
use uuid::Uuid;
use vidik_base::RegistrationId;
use vidik_learning::{LaunchClaims, take_seat};
use vidik_quiz::Response;

use crate::{
    Attempt, QuizError, Setting,
    entity::{quiz_answer, quiz_attempt},
    submit::finish,
};

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Saved.
    At(DateTime<Utc>),
    /// It came too late: the attempt was handed in as it stood.
    TimeOver,
}

/// The attempt of this registration, locked for the transaction.
pub(crate) async fn own_attempt(
    txn: &DatabaseTransaction,
    registration: RegistrationId,
    id: Uuid,
) -> Result<Attempt, QuizError> {
    let row = quiz_attempt::Entity::find_by_id(id).lock_exclusive().one(txn).await?;
    let row = row.filter(|row| row.registration_id == registration.0).ok_or(QuizError::Unknown)?;
    Ok(Attempt::try_from(row)?)
}

/// Saves a response, in the ids that the paper shows, or that there is none.
pub async fn save_answer(
    txn: &DatabaseTransaction,
    setting: &Setting,
    claims: &LaunchClaims,
    attempt: Uuid,
    question: &str,
    response: &Value,
    flagged: bool,
) -> Result<Saved, QuizError> {
    take_seat(txn, claims).await?;
    let attempt = own_attempt(txn, setting.place.registration, attempt).await?;
    if !attempt.is_running() {
        return Err(QuizError::Submitted);
    }
    let now = setting.desk.clock.now();
    if attempt.is_overdue(now) {
        finish(txn, setting, &attempt, true).await?;
        return Ok(Saved::TimeOver);
    }
    let laid_out = attempt.paper.questions.iter().find(|one| one.id == question).ok_or(QuizError::Unknown)?;
    let asked = setting.quiz(&attempt.quiz)?.bank.question(question).ok_or(QuizError::Unknown)?;
    let own = laid_out.unmask(asked, response);
    let response = Response::read(asked, &own).map_err(|_| QuizError::BadResponse)?;
    let row = quiz_answer::ActiveModel {
        attempt_id: Set(attempt.id),
        question: Set(question.to_owned()),
        response: Set(response.map(|response| response.to_value().to_string())),
        flagged: Set(flagged),
        saved_at: Set(now),
        language: Set(setting.reading.as_str().to_owned()),
        points: Set(None),
        max_points: Set(None),
        correct: Set(None),
    };
    let replace = OnConflict::columns([quiz_answer::Column::AttemptId, quiz_answer::Column::Question])
        .update_columns([
            quiz_answer::Column::Response,
            quiz_answer::Column::Flagged,
            quiz_answer::Column::SavedAt,
            quiz_answer::Column::Language,
        ])
        .to_owned();
    quiz_answer::Entity::insert(row).on_conflict(replace).exec_without_returning(txn).await?;
    Ok(Saved::At(now))
}
