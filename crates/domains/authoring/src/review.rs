//! Setting the state of a text: found good, or not good any more.

use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};
use thiserror::Error;
use vidik_base::LanguageTag;

use crate::{
    access::{Access, Actor},
    draft::{self, Draft},
    entity::draft_text,
    history::{Entry, How, record},
    state::{Cell, TextState},
    texts::{Text, WriteError, Writer, check_language, find_text, find_unit},
};

/// Why a state cannot be set.
#[derive(Debug, Error)]
pub enum ReviewError {
    /// The text cannot be found, or is not the actor's to touch.
    #[error(transparent)]
    Text(#[from] WriteError),
    /// Nothing is written.
    #[error("nothing is written")]
    Nothing,
    /// Words are missing that the source has.
    #[error("words are missing that the source has")]
    Incomplete,
    /// Whoever wrote a text does not review it.
    #[error("whoever wrote a text does not review it")]
    OwnText,
    /// A text is published with its course, and begins without words.
    #[error("this state is not set by hand")]
    NotByHand,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Says that a text is reviewed, or a draft after all. To review an outdated text is to say that it fits the source as
/// it stands now. Authors may review what they wrote; translators need a second person.
pub async fn set_state<C: ConnectionTrait>(
    txn: &C,
    writer: Writer<'_>,
    draft: &Draft,
    (actor, access): (&Actor, &Access),
    (key, language, revision): (&str, &LanguageTag, i32),
    state: TextState,
) -> Result<Text, ReviewError> {
    check_language(draft, language)?;
    if !access.writes(language, key) {
        return Err(WriteError::NotAssigned.into());
    }
    let unit = find_unit(txn, draft.course, key).await?;
    let before = find_text(txn, &unit, language).await?.ok_or(ReviewError::Nothing)?;
    if before.revision != revision {
        return Err(WriteError::Changed(before.revision).into());
    }
    check(actor, &before, state)?;
    if before.state == state && before.cell != Cell::Outdated {
        return Ok(before);
    }
    let hash = if state == TextState::Reviewed { &unit.source_hash } else { &before.source_hash };
    let row = draft_text::ActiveModel {
        state: Set(state.as_str().to_owned()),
        source_hash: Set(hash.clone()),
        revision: Set(revision.saturating_add(1)),
        changed_by: Set(Some(writer.person.0)),
        changed_at: Set(writer.clock.now()),
        ..Default::default()
    };
    let updated = draft_text::Entity::update_many()
        .set(row)
        .filter(draft_text::Column::CourseId.eq(draft.course.0))
        .filter(draft_text::Column::Key.eq(key))
        .filter(draft_text::Column::Language.eq(language.as_str()))
        .filter(draft_text::Column::Revision.eq(revision))
        .exec(txn)
        .await?;
    if updated.rows_affected != 1 {
        return Err(WriteError::Changed(revision.saturating_add(1)).into());
    }
    let after = find_text(txn, &unit, language).await?.ok_or(ReviewError::Nothing)?;
    let entry = Entry { course: draft.course, key, how: How::State, before: Some(&before), after: &after };
    record(txn, writer, entry).await?;
    draft::touch(txn, writer.clock, draft.course).await?;
    Ok(after)
}

fn check(actor: &Actor, before: &Text, state: TextState) -> Result<(), ReviewError> {
    match state {
        _ if before.state == TextState::None => Err(ReviewError::Nothing),
        TextState::None | TextState::Published => Err(ReviewError::NotByHand),
        TextState::Reviewed if !before.complete => Err(ReviewError::Incomplete),
        TextState::Reviewed if !actor.author && before.changed_by == Some(actor.person) => Err(ReviewError::OwnText),
        TextState::Draft | TextState::Reviewed => Ok(()),
    }
}
