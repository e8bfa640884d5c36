//! What is kept of a preview.

use std::collections::BTreeMap;

use chrono::Duration;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vidik_base::{EditionId, LanguageTag, PackageId, PersonId, new_ordered_id};
use vidik_scorm::Data;
use vidik_sequencing::SequencerState;

use super::units::Look;
use crate::{
    Desk,
    attempt::LAUNCH_CODE_LIFETIME,
    codes::{code_hash, new_code},
    entity::preview,
};

/// How long a preview is kept; no player renews its token for longer.
const KEPT: Duration = Duration::hours(24);

/// What is to be looked at.
#[derive(Clone, Debug)]
pub struct PreviewOf {
    /// The package.
    pub package: PackageId,
    /// The edition, where it is a version of a course that is looked at.
    pub edition: Option<EditionId>,
    /// The content's language, where the package holds several.
    pub language: LanguageTag,
    /// The language that it is read in: the same, or Serbian in the reader's script.
    pub reading: LanguageTag,
    /// Where the way back leads: the path of a page of the app, below its language.
    pub back: String,
}

/// A preview, as far as a player has to know of it before it begins.
#[derive(Clone, Debug)]
pub struct PreviewFacts {
    /// Who looks.
    pub person: PersonId,
    /// At what.
    pub of: PreviewOf,
}

/// All that happened in a preview.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    /// Nothing before the first delivery.
    pub sequencer: Option<SequencerState>,
    /// The lesson that is shown apart from the sequencer.
    pub apart: Option<String>,
    /// Run-time data by activity.
    pub data: BTreeMap<String, Data>,
    /// Shared stores by their id.
    pub stores: BTreeMap<String, String>,
    /// Sessions of cmi5 units.
    pub units: BTreeMap<Uuid, Look>,
}

/// Opens a preview, and throws away those that nobody can come back to; gives the code for its player.
pub async fn open_preview(
    txn: &DatabaseTransaction,
    desk: &Desk,
    person: PersonId,
    of: &PreviewOf,
) -> Result<String, DbErr> {
    let now = desk.now();
    preview::Entity::delete_many().filter(preview::Column::CreatedAt.lt(now - KEPT)).exec(txn).await?;
    let code = new_code(desk.rng.as_ref());
    let id: Uuid = new_ordered_id(desk.clock.as_ref(), desk.rng.as_ref());
    preview::ActiveModel {
        id: Set(id),
        person_id: Set(person.0),
        package_id: Set(of.package.0),
        edition_id: Set(of.edition.map(|edition| edition.0)),
        language: Set(of.language.as_str().to_owned()),
        reading: Set(of.reading.as_str().to_owned()),
        back: Set(of.back.clone()),
        code_hash: Set(code_hash(&code)),
        code_expires_at: Set(now + LAUNCH_CODE_LIFETIME),
        exchanged_at: Set(None),
        last_number: Set(0),
        visit: Set(0),
        state: Set(String::new()),
        created_at: Set(now),
    }
    .insert(txn)
    .await?;
    Ok(code)
}

/// The preview that a code leads to.
pub async fn preview_by_code<C: ConnectionTrait>(conn: &C, code: &str) -> Result<Option<PreviewFacts>, DbErr> {
    let found = preview::Entity::find().filter(preview::Column::CodeHash.eq(code_hash(code))).one(conn).await?;
    found.map(|row| told(&row)).transpose()
}

/// The preview of that id.
pub async fn preview_facts<C: ConnectionTrait>(conn: &C, id: Uuid) -> Result<Option<PreviewFacts>, DbErr> {
    preview::Entity::find_by_id(id).one(conn).await?.map(|row| told(&row)).transpose()
}

fn told(row: &preview::Model) -> Result<PreviewFacts, DbErr> {
    let tag = |text: &str| LanguageTag::parse(text).map_err(|error| DbErr::Custom(format!("a preview: {error}")));
    Ok(PreviewFacts {
        person: PersonId(row.person_id),
        of: PreviewOf {
            package: PackageId(row.package_id),
            edition: row.edition_id.map(EditionId),
            language: tag(&row.language)?,
            reading: tag(&row.reading)?,
            back: row.back.clone(),
        },
    })
}

pub(super) fn kept(row: &preview::Model) -> Result<Kept, DbErr> {
    if row.state.is_empty() {
        return Ok(Kept::default());
    }
    serde_json::from_str(&row.state).map_err(|error| DbErr::Custom(format!("a preview's state: {error}")))
}

pub(super) async fn keep(
    txn: &DatabaseTransaction,
    id: Uuid,
    kept: &Kept,
    last_number: i64,
    visit: i32,
) -> Result<(), DbErr> {
    let state = serde_json::to_string(kept).map_err(|error| DbErr::Custom(error.to_string()))?;
    preview::ActiveModel {
        id: Set(id),
        state: Set(state),
        last_number: Set(last_number),
        visit: Set(visit),
        ..Default::default()
    }
    .update(txn)
    .await?;
    Ok(())
}
