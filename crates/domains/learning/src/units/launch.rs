//! Launching a unit: the session, `LMS.LaunchData`, the statement launched, the address (cmi5 8, 10).

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _,
};
use serde_json::{Value, json};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::IsoDuration;
use vidik_catalogue::PlayableEdition;
use vidik_cmi5::{Judged, Launch, LaunchMode, Places, Progress, Told, UnitResult};
use vidik_lrs::{Asked, Content, DocumentError, DocumentKind, Precondition, Shelf, document, put_document};
use vidik_sequencing::AssignableUnit;
use vidik_xapi::agent_key;

use super::{
    accounts::{PREFERENCES, actor_of, iri_of},
    sessions::{keep_progress, progress_of},
    told::{Scribe, Standing, report},
};
use crate::{
    Desk,
    codes::{code_hash, new_code},
    entity::unit_session,
    report_result::{Place, locked},
};

/// The document that a unit begins with (cmi5 10).
pub const LAUNCH_DATA: &str = "LMS.LaunchData";

/// Addresses that a launch tells.
#[derive(Clone, Debug)]
pub struct UnitPlaces {
    /// The folder of the package's files, with a slash at its end.
    pub files: String,
    /// The record.
    pub endpoint: String,
    /// What the code of the fetch address is put behind.
    pub fetch: String,
    /// Where the unit leads when it is over.
    pub return_url: String,
    /// The language that the learner reads, for units that can choose.
    pub language: String,
}

/// A unit that is launched.
#[derive(Clone, Debug)]
pub struct LaunchedUnit {
    /// The session.
    pub session: Uuid,
    /// What is opened.
    pub url: String,
    /// Whether it must have a window to itself.
    pub own_window: bool,
}

/// Why a unit is not launched.
#[derive(Debug, Error)]
pub enum UnitError {
    /// There is no such unit, or no such attempt.
    #[error("there is no such unit")]
    Unknown,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Launches a unit; where no mode is asked for, for review once nothing more can be reached in it. Sessions of the
/// registration that did not end are abandoned (cmi5 9.3.6).
pub async fn launch_unit(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    place: &Place,
    activity: &str,
    mode: Option<LaunchMode>,
    places: &UnitPlaces,
) -> Result<LaunchedUnit, UnitError> {
    let index = edition.tree.find(activity).ok_or(UnitError::Unknown)?;
    let node = edition.tree.activity(index);
    let (Some(unit), Some(resource)) = (&node.cmi5, &node.resource) else { return Err(UnitError::Unknown) };
    locked(txn, place.registration).await?.ok_or(UnitError::Unknown)?;
    let actor = actor_of(&desk.home_page, place.person);
    let mut scribe = Scribe::new(txn, desk);
    // Who looks back takes nobody's session away.
    if mode != Some(LaunchMode::Review) {
        abandon_others(&mut scribe, edition, place, &actor).await?;
    }
    // What asks for nothing is satisfied from the beginning (cmi5 9.6.1.1).
    let mut standing = Standing::load(txn, edition, place.registration).await?;
    let own = scribe.id();
    scribe.say_satisfied(edition, &mut standing, own, &actor).await?;

    let mode = mode.unwrap_or_else(|| mode_for(unit, standing.of(activity)));
    let (session, code) = (scribe.id(), new_code(desk.rng.as_ref()));
    let iri = iri_of(desk, edition, index);
    let whole = resource.href.contains("://");
    let address = if whole { resource.href.clone() } else { format!("{}{}", places.files, resource.href) };
    let told = Told { session, registration: place.registration.0, actor: &actor, publisher: activity };
    let launch = Launch { told, activity: &iri, unit, mode, address: &address };
    let fetch = format!("{}{code}", places.fetch);
    let addresses = Places { endpoint: &places.endpoint, fetch: &fetch, return_url: Some(&places.return_url) };
    begin(&scribe, place, &launch, unit, &code).await?;
    write_documents(&scribe, &launch, &addresses, &places.language).await?;
    scribe.say(launch.launched(scribe.id(), scribe.now())).await?;
    Ok(LaunchedUnit { session, url: launch.url(&addresses), own_window: unit.own_window })
}

/// A unit that has said everything would be refused what it says again (cmi5 9.3).
fn mode_for(unit: &AssignableUnit, result: UnitResult) -> LaunchMode {
    let judged = unit.mastery_score.is_some() || unit.move_on.asks_to_pass();
    if result.completed && (result.passed || !judged) { LaunchMode::Review } else { LaunchMode::Normal }
}

async fn begin(
    scribe: &Scribe<'_>,
    place: &Place,
    launch: &Launch<'_>,
    unit: &AssignableUnit,
    code: &str,
) -> Result<(), DbErr> {
    let progress = serde_json::to_string(&Progress::default()).map_err(|error| DbErr::Custom(error.to_string()))?;
    unit_session::ActiveModel {
        id: Set(launch.told.session),
        registration_id: Set(place.registration.0),
        run_id: Set(place.run.0),
        activity: Set(launch.told.publisher.to_owned()),
        activity_iri: Set(launch.activity.to_owned()),
        mode: Set(launch.mode.as_str().to_owned()),
        mastery_score: Set(unit.mastery_score),
        fetch_hash: Set(code_hash(code)),
        fetched_at: Set(None),
        secret_hash: Set(None),
        progress: Set(progress),
        launched_at: Set(scribe.now()),
        last_at: Set(scribe.now()),
        ended_at: Set(None),
    }
    .insert(scribe.txn)
    .await?;
    Ok(())
}

/// `LMS.LaunchData` as it is now; the learner's preferences where there are none yet.
async fn write_documents(
    scribe: &Scribe<'_>,
    launch: &Launch<'_>,
    addresses: &Places<'_>,
    language: &str,
) -> Result<(), DbErr> {
    let agent = agent_key(launch.told.actor).unwrap_or_default();
    let state = Shelf {
        kind: DocumentKind::State,
        activity: launch.activity.to_owned(),
        agent: agent.clone(),
        registration: Some(launch.told.registration),
        institution: None,
    };
    put(scribe, &state, LAUNCH_DATA, &launch.data(addresses)).await?;
    let profile = Shelf {
        kind: DocumentKind::AgentProfile,
        activity: String::new(),
        agent,
        registration: None,
        institution: None,
    };
    if document(scribe.txn, &profile, PREFERENCES).await?.is_none() {
        let preferences = json!({ "languagePreference": language, "audioPreference": "on" });
        put(scribe, &profile, PREFERENCES, &preferences).await?;
    }
    Ok(())
}

async fn put(scribe: &Scribe<'_>, shelf: &Shelf, id: &str, json: &Value) -> Result<(), DbErr> {
    let content =
        Content { content_type: "application/json".to_owned(), body: json.to_string().into_bytes(), merge: false };
    let condition = Precondition { if_match: None, if_none_match: None, asked: Asked::Never };
    let (clock, rng) = (scribe.desk.clock.as_ref(), scribe.desk.rng.as_ref());
    match put_document(scribe.txn, clock, rng, shelf, id, content, &condition).await {
        Ok(_) => Ok(()),
        Err(DocumentError::Database(error)) => Err(error),
        Err(other) => Err(DbErr::Custom(format!("{id}: {other}"))),
    }
}

async fn abandon_others(
    scribe: &mut Scribe<'_>,
    edition: &PlayableEdition,
    place: &Place,
    actor: &Value,
) -> Result<(), DbErr> {
    let open = unit_session::Entity::find()
        .filter(unit_session::Column::RegistrationId.eq(place.registration.0))
        .filter(unit_session::Column::EndedAt.is_null())
        .all(scribe.txn)
        .await?;
    for row in open {
        abandon(scribe, edition, place, actor, &row).await?;
    }
    Ok(())
}

/// Ends a session that did not end itself: its time is counted up to its last word (cmi5 9.5.4.2).
pub(super) async fn abandon(
    scribe: &mut Scribe<'_>,
    edition: &PlayableEdition,
    place: &Place,
    actor: &Value,
    row: &unit_session::Model,
) -> Result<(), DbErr> {
    let progress = Progress { abandoned: true, ..progress_of(row)? };
    keep_progress(scribe.txn, row.id, progress, Some(scribe.now())).await?;
    let seconds = u64::try_from((row.last_at - row.launched_at).num_seconds()).unwrap_or(0);
    let time = IsoDuration::from_seconds(seconds);
    let told = Told { session: row.id, registration: row.registration_id, actor, publisher: &row.activity };
    scribe.say(told.abandoned(scribe.id(), &row.activity_iri, time, scribe.now())).await?;
    let Some(index) = edition.tree.find(&row.activity).filter(|_| seconds > 0 && row.mode == "Normal") else {
        return Ok(());
    };
    let result = Standing::load(scribe.txn, edition, place.registration).await?.of(&row.activity);
    let judged = Judged { session_time: Some(time), ..Judged::default() };
    report(scribe.txn, scribe.desk, edition, place, index, result, judged).await
}
