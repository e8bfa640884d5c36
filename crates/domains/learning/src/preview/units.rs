//! Units of cmi5 in a preview. They speak to a record of the preview's own: it judges what they say as the record does,
//! and keeps nothing of it but their documents, in the preview's row (cmi5 10.2.2, Browse).

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{PersonId, new_id};
use vidik_catalogue::PlayableEdition;
use vidik_cmi5::{Launch, LaunchMode, Places, Progress, Refusal, Session, Told, judge};
use vidik_lrs::{Document, DocumentError, DocumentKind};

use super::{
    documents::Shelves,
    play::locked,
    rows::{keep, kept},
};
use crate::{
    Desk,
    codes::{code_hash, new_code},
    commit::CommitError,
    entity::preview,
    tokens::LaunchClaims,
    units::{FetchAnswer, LAUNCH_DATA, LaunchedUnit, PREFERENCES, UnitPlaces, actor_of},
};

/// What the keys of these sessions begin with.
const KEY: &str = "preview-";

/// One look at a unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Look {
    activity: String,
    fetch_hash: String,
    #[serde(default)]
    secret_hash: Option<String>,
    #[serde(default)]
    pub(super) progress: Progress,
    #[serde(default)]
    pub(super) shelves: Shelves,
}

/// A unit that showed its token.
#[derive(Clone, Debug)]
pub struct BrowsedUnit {
    /// The preview.
    pub preview: Uuid,
    /// The session.
    pub session: Uuid,
    /// Who looks.
    pub person: PersonId,
    /// The unit in statements.
    pub activity_iri: String,
}

/// Why a unit of a preview is not heard.
#[derive(Debug, Error)]
pub enum BrowseError {
    /// There is no such preview, or no such unit in it.
    #[error("there is no such unit")]
    Unknown,
    /// A rule of cmi5.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A document stays as it is.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<CommitError> for BrowseError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Database(error) => Self::Database(error),
            _ => Self::Unknown,
        }
    }
}

/// A name that is no learner's result's.
fn iri_of(desk: &Desk, preview: Uuid, activity: &str) -> String {
    format!("{}/id/previews/{preview}/{}", desk.home_page, code_hash(activity))
}

/// Launches a unit to be looked at.
pub async fn browse_unit(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    claims: &LaunchClaims,
    activity: &str,
    places: &UnitPlaces,
) -> Result<LaunchedUnit, BrowseError> {
    let row = locked(txn, claims.launch.0).await?;
    let index = edition.tree.find(activity).ok_or(BrowseError::Unknown)?;
    let node = edition.tree.activity(index);
    let (Some(unit), Some(resource)) = (&node.cmi5, &node.resource) else { return Err(BrowseError::Unknown) };
    let (session, code): (Uuid, String) = (new_id(desk.rng.as_ref()), new_code(desk.rng.as_ref()));
    let actor = actor_of(&desk.home_page, claims.person);
    let iri = iri_of(desk, row.id, activity);
    let whole = resource.href.contains("://");
    let address = if whole { resource.href.clone() } else { format!("{}{}", places.files, resource.href) };
    let told = Told { session, registration: row.id, actor: &actor, publisher: activity };
    let launch = Launch { told, activity: &iri, unit, mode: LaunchMode::Browse, address: &address };
    let fetch = format!("{}{code}", places.fetch);
    let addresses = Places { endpoint: &places.endpoint, fetch: &fetch, return_url: Some(&places.return_url) };
    let preferences = json!({ "languagePreference": places.language, "audioPreference": "on" });
    let mut shelves = Shelves::default();
    shelves.lay(DocumentKind::State, LAUNCH_DATA, &json_document(&launch.data(&addresses), desk.now()));
    shelves.lay(DocumentKind::AgentProfile, PREFERENCES, &json_document(&preferences, desk.now()));
    let look = Look {
        activity: activity.to_owned(),
        fetch_hash: code_hash(&code),
        secret_hash: None,
        progress: Progress::default(),
        shelves,
    };
    let mut state = kept(&row)?;
    // One unit is looked at at a time; what the one before had kept goes with it.
    state.units = BTreeMap::from([(session, look)]);
    keep(txn, row.id, &state, row.last_number, row.visit).await?;
    Ok(LaunchedUnit { session, url: launch.url(&addresses), own_window: unit.own_window })
}

/// Gives the token out, once (cmi5 8.2.3).
pub async fn browsed_token(
    txn: &DatabaseTransaction,
    desk: &Desk,
    preview: Uuid,
    code: &str,
) -> Result<FetchAnswer, DbErr> {
    let row = match locked(txn, preview).await {
        Ok(row) => row,
        Err(CommitError::Database(error)) => return Err(error),
        Err(_) => return Ok(FetchAnswer::Refused),
    };
    let mut state = kept(&row)?;
    let hash = code_hash(code);
    let Some((session, look)) = state.units.iter_mut().find(|(_, look)| look.fetch_hash == hash) else {
        return Ok(FetchAnswer::Refused);
    };
    if look.secret_hash.is_some() {
        return Ok(FetchAnswer::Used);
    }
    let secret = new_code(desk.rng.as_ref());
    look.secret_hash = Some(code_hash(&secret));
    let token = STANDARD.encode(format!("{KEY}{session}:{secret}"));
    keep(txn, row.id, &state, row.last_number, row.visit).await?;
    Ok(FetchAnswer::Token(token))
}

/// The unit behind a key and its secret; nothing where they are none's of this preview.
pub async fn browsed_unit<C: ConnectionTrait>(
    conn: &C,
    desk: &Desk,
    preview: Uuid,
    key: &str,
    secret: &str,
) -> Result<Option<BrowsedUnit>, DbErr> {
    let Some(session) = key.strip_prefix(KEY).and_then(|id| Uuid::parse_str(id).ok()) else { return Ok(None) };
    let Some(row) = preview::Entity::find_by_id(preview).one(conn).await? else { return Ok(None) };
    let state = kept(&row)?;
    let hash = code_hash(secret);
    let look = state.units.get(&session).filter(|look| look.secret_hash.as_deref() == Some(hash.as_str()));
    Ok(look.map(|look| BrowsedUnit {
        preview,
        session,
        person: PersonId(row.person_id),
        activity_iri: iri_of(desk, preview, &look.activity),
    }))
}

/// Changes what is kept of a unit that is looked at, or leaves it where the change is an error.
pub(super) async fn change<T>(
    txn: &DatabaseTransaction,
    from: &BrowsedUnit,
    how: impl FnOnce(&mut Look) -> Result<T, BrowseError>,
) -> Result<T, BrowseError> {
    let row = locked(txn, from.preview).await?;
    let mut state = kept(&row)?;
    let changed = how(state.units.get_mut(&from.session).ok_or(BrowseError::Unknown)?)?;
    keep(txn, row.id, &state, row.last_number, row.visit).await?;
    Ok(changed)
}

/// Judges what a unit says, all of a batch or nothing. None of it is kept.
pub async fn browsed_statements(
    txn: &DatabaseTransaction,
    desk: &Desk,
    from: &BrowsedUnit,
    statements: &[Value],
) -> Result<(), BrowseError> {
    let actor = actor_of(&desk.home_page, from.person);
    change(txn, from, |look| {
        let told = Told { session: from.session, registration: from.preview, actor: &actor, publisher: &look.activity };
        let template = told.template();
        let session = Session {
            id: from.session,
            registration: from.preview,
            activity: &from.activity_iri,
            actor: &actor,
            template: &template,
            mode: LaunchMode::Browse,
            mastery_score: None,
        };
        let (mut progress, mut result) = (look.progress, vidik_cmi5::UnitResult::default());
        for statement in statements {
            judge(&session, &mut progress, &mut result, statement)?;
        }
        look.progress = progress;
        Ok(())
    })
    .await
}

fn json_document(json: &Value, now: DateTime<Utc>) -> Document {
    Document::new("application/json".to_owned(), json.to_string().into_bytes(), now)
}
