//! Which of two parallel forms a learner meets first.

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _,
    PaginatorTrait as _, QueryFilter as _,
};
use vidik_quiz::{Form, Forms, QuizKind};

use crate::{Setting, WholeQuiz, entity::quiz_form};

/// The form of a quiz for this learner, and where the drawing of its questions begins: the same for entry and exit
/// test, so that parallel questions are drawn. Decided at the first test and kept.
pub(crate) async fn form_for(
    txn: &DatabaseTransaction,
    setting: &Setting,
    whole: &WholeQuiz<'_>,
) -> Result<(Option<Form>, u64), DbErr> {
    let Some((name, blueprint)) = whole.quiz.blueprint.as_ref().zip(whole.blueprint) else {
        return Ok((None, random(setting)));
    };
    let key = (setting.place.registration.0, name.clone());
    let (first, seed) = match quiz_form::Entity::find_by_id(key).one(txn).await? {
        Some(row) => (Form::from_letter(&row.form).unwrap_or(Form::A), row.seed.cast_unsigned()),
        None => give(txn, setting, name, blueprint.forms).await?,
    };
    if whole.bank.questions.iter().all(|question| question.form.is_none()) {
        return Ok((None, seed));
    }
    let crossed = blueprint.forms == Forms::Crossed && whole.quiz.kind == QuizKind::Exit;
    Ok((Some(if crossed { first.other() } else { first }), seed))
}

/// By turns, whichever fewer have; the first learner of a course gets A.
async fn give(
    txn: &DatabaseTransaction,
    setting: &Setting,
    blueprint: &str,
    forms: Forms,
) -> Result<(Form, u64), DbErr> {
    use quiz_form::Column;
    let given = async |form: Form| {
        quiz_form::Entity::find()
            .filter(Column::CourseId.eq(setting.edition.course.0))
            .filter(Column::Blueprint.eq(blueprint))
            .filter(Column::Form.eq(form.as_str()))
            .count(txn)
            .await
    };
    let first = match forms {
        Forms::Crossed if given(Form::B).await? < given(Form::A).await? => Form::B,
        Forms::Crossed | Forms::Single => Form::A,
    };
    let seed = random(setting);
    insert(txn, setting, blueprint, first, seed).await?;
    Ok((first, seed))
}

async fn insert(
    txn: &DatabaseTransaction,
    setting: &Setting,
    blueprint: &str,
    form: Form,
    seed: u64,
) -> Result<(), DbErr> {
    quiz_form::ActiveModel {
        registration_id: Set(setting.place.registration.0),
        blueprint: Set(blueprint.to_owned()),
        course_id: Set(setting.edition.course.0),
        form: Set(form.as_str().to_owned()),
        seed: Set(seed.cast_signed()),
        given_at: Set(setting.desk.clock.now()),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Keeps the form that somebody was given on paper, unless one was given before.
pub(crate) async fn keep_given(
    txn: &DatabaseTransaction,
    setting: &Setting,
    whole: &WholeQuiz<'_>,
    form: Option<Form>,
) -> Result<(), DbErr> {
    let Some(((name, blueprint), form)) = whole.quiz.blueprint.as_ref().zip(whole.blueprint).zip(form) else {
        return Ok(());
    };
    let key = (setting.place.registration.0, name.clone());
    if quiz_form::Entity::find_by_id(key).one(txn).await?.is_some() {
        return Ok(());
    }
    let crossed = blueprint.forms == Forms::Crossed && whole.quiz.kind == QuizKind::Exit;
    insert(txn, setting, name, if crossed { form.other() } else { form }, random(setting)).await
}

pub(crate) fn random(setting: &Setting) -> u64 {
    let mut bytes = [0; 8];
    setting.desk.rng.fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
