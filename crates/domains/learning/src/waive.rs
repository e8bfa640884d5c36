//! Waiving: somebody need not do a course, or units of one, since they are known to meet what it asks for in another
//! way. A waived registration is completed by that and by nothing else: no score, no success, no progress is made up.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, sea_query::OnConflict,
};
use serde_json::{Value, json};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{Completion, PersonId, RegistrationId, new_ordered_id};
use vidik_catalogue::{EditionError, Editions, PlayableEdition};
use vidik_cmi5::{extensions, verbs};
use vidik_db::{audit, change_number};
use vidik_package::Format;
use vidik_sequencing::NodeIndex;

use crate::{
    Desk,
    correct::{runs_of, told},
    entity::{registration, waiver},
    institution_feed,
    record::PROFILE,
    report_result::{Place, locked},
    units::{Scribe, actor_of, iri_of, waive_units},
};

/// What stands for the whole registration where others have an item.
const WHOLE: &str = "";

/// Who waives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaivedBy {
    /// A coordinator or administrator.
    Person(PersonId),
    /// A program of an institution, by its id.
    Program(String),
}

impl WaivedBy {
    fn word(&self) -> String {
        match self {
            Self::Person(person) => person.to_string(),
            Self::Program(client) => client.clone(),
        }
    }

    /// The person, for the audit log.
    const fn person(&self) -> Option<Uuid> {
        match self {
            Self::Person(person) => Some(person.0),
            Self::Program(_) => None,
        }
    }
}

/// Who waives, and why.
#[derive(Clone, Debug)]
pub struct Waiving {
    /// Who.
    pub by: WaivedBy,
    /// Why, in their words.
    pub reason: String,
}

/// Why nothing was waived.
#[derive(Debug, Error)]
pub enum WaiveError {
    /// There is no such registration.
    #[error("there is no such registration")]
    Unknown,
    /// The attempt is closed: it stays as it is.
    #[error("the attempt is closed")]
    Closed,
    /// The course has no such activity.
    #[error("there is no such activity")]
    UnknownActivity,
    /// Only units of cmi5 are waived one by one.
    #[error("the activity is no unit of cmi5")]
    NotAUnit,
    /// It is done, or was waived before.
    #[error("nothing is left to be waived")]
    NothingToWaive,
    /// The edition cannot be laid out.
    #[error(transparent)]
    Edition(#[from] EditionError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Waives a registration, or, of cmi5, the units in one of its activities.
pub async fn waive(
    txn: &DatabaseTransaction,
    desk: &Desk,
    editions: &Editions,
    id: RegistrationId,
    activity: Option<&str>,
    waiving: &Waiving,
) -> Result<(), WaiveError> {
    let row = locked(txn, id).await?.ok_or(WaiveError::Unknown)?;
    if !row.open {
        return Err(WaiveError::Closed);
    }
    let runs = runs_of(txn, editions, &row).await?;
    let (run, edition) = runs.first().ok_or(WaiveError::Unknown)?;
    let part = match activity {
        None => NodeIndex::ROOT,
        Some(activity) => edition.tree.find(activity).ok_or(WaiveError::UnknownActivity)?,
    };
    let place = Place { registration: id, run: *run, edition: edition.edition.id, person: PersonId(row.person_id) };
    let before = told(txn, &row, edition, activity.map(|_| part)).await?;
    let items = if edition.format == Format::Cmi5 {
        waive_units(txn, desk, edition, &place, part, &waiving.reason).await?
    } else if activity.is_some() {
        return Err(WaiveError::NotAUnit);
    } else {
        Vec::new()
    };
    for item in &items {
        note(txn, desk, id, item, waiving).await?;
    }
    let whole = activity.is_none() && complete(txn, desk, edition, &place, waiving).await?;
    if items.is_empty() && !whole {
        return Err(WaiveError::NothingToWaive);
    }
    let row = locked(txn, id).await?.ok_or(WaiveError::Unknown)?;
    let mut after = told(txn, &row, edition, activity.map(|_| part)).await?;
    if let (WaivedBy::Program(client), Some(after)) = (&waiving.by, after.as_object_mut()) {
        after.insert("program".to_owned(), client.as_str().into());
    }
    let entry = audit::Entry {
        id: new_ordered_id(desk.clock.as_ref(), desk.rng.as_ref()),
        at: desk.now(),
        actor: waiving.by.person(),
        subject: Some(row.person_id),
        action: if activity.is_none() { "attempt.waive" } else { "activity.waive" }.to_owned(),
        kind: "attempt".to_owned(),
        object: row.id,
        part: activity.map(str::to_owned),
        reason: waiving.reason.clone(),
        before,
        after,
    };
    Ok(audit::add(txn, entry).await?)
}

/// Completes the registration by waiver, unless it was completed by the learner; says whether it did.
async fn complete(
    txn: &DatabaseTransaction,
    desk: &Desk,
    edition: &PlayableEdition,
    place: &Place,
    waiving: &Waiving,
) -> Result<bool, DbErr> {
    let own = waivers_of(txn, place.registration).await?;
    let Some(row) = locked(txn, place.registration).await? else { return Ok(false) };
    let completed = row.completion == Completion::Completed.as_str();
    if own.iter().any(|waiver| waiver.item.is_none()) || (completed && own.is_empty()) {
        return Ok(false);
    }
    // Units and their course tell of themselves by the rules of cmi5.
    if edition.format != Format::Cmi5 {
        let mut scribe = Scribe::new(txn, desk);
        let statement = statement(desk, edition, place, scribe.id(), &waiving.reason);
        scribe.say(statement).await?;
    }
    note(txn, desk, place.registration, WHOLE, waiving).await?;
    let (now, number) = (desk.now(), change_number(txn).await?);
    let changed = registration::ActiveModel {
        id: Set(row.id),
        updated_at: Set(now),
        completed_at: Set(Some(row.completed_at.unwrap_or(now))),
        completion: Set(Completion::Completed.as_str().to_owned()),
        change_number: Set(number),
        ..Default::default()
    };
    let row = changed.update(txn).await?;
    institution_feed::tell(txn, &row, number).await?;
    Ok(true)
}

/// That a course need not be done, in the record; the verb is cmi5's (9.3.7), whose other rules are for its units.
fn statement(desk: &Desk, edition: &PlayableEdition, place: &Place, id: Uuid, reason: &str) -> Value {
    json!({
        "id": id,
        "actor": actor_of(&desk.home_page, place.person),
        "verb": { "id": verbs::WAIVED, "display": { "en": "waived" } },
        "object": {
            "objectType": "Activity",
            "id": iri_of(desk, edition, NodeIndex::ROOT),
            "definition": { "type": "http://adlnet.gov/expapi/activities/course" },
        },
        "result": { "completion": true, "extensions": { extensions::REASON: reason } },
        "context": {
            "registration": place.registration.0,
            "contextActivities": { "category": [{ "objectType": "Activity", "id": PROFILE }] },
        },
        "timestamp": desk.now().to_rfc3339_opts(SecondsFormat::Millis, true),
    })
}

async fn note(
    txn: &DatabaseTransaction,
    desk: &Desk,
    id: RegistrationId,
    item: &str,
    waiving: &Waiving,
) -> Result<(), DbErr> {
    use waiver::Column;
    let row = waiver::ActiveModel {
        registration_id: Set(id.0),
        item: Set(item.to_owned()),
        waived_by: Set(waiving.by.word()),
        reason: Set(waiving.reason.clone()),
        waived_at: Set(desk.now()),
    };
    let replace = OnConflict::columns([Column::RegistrationId, Column::Item])
        .update_columns([Column::WaivedBy, Column::Reason, Column::WaivedAt])
        .to_owned();
    waiver::Entity::insert(row).on_conflict(replace).exec_without_returning(txn).await?;
    Ok(())
}

/// Takes waivers back: all of a registration, or those of some items.
pub(crate) async fn forget_waivers(
    txn: &DatabaseTransaction,
    id: RegistrationId,
    items: Option<Vec<String>>,
) -> Result<(), DbErr> {
    let mut rows = waiver::Entity::delete_many().filter(waiver::Column::RegistrationId.eq(id.0));
    if let Some(items) = items {
        rows = rows.filter(waiver::Column::Item.is_in(items));
    }
    rows.exec(txn).await?;
    Ok(())
}

/// Whether the whole registration was waived.
pub(crate) async fn is_waived(txn: &DatabaseTransaction, id: RegistrationId) -> Result<bool, DbErr> {
    Ok(waiver::Entity::find_by_id((id.0, WHOLE.to_owned())).one(txn).await?.is_some())
}

/// What was waived in a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The unit, as it is called in every language; nothing for the whole registration.
    pub item: Option<String>,
    /// The id of a person, or of an institution's program.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The waivers of a registration, in order.
pub async fn waivers_of<C: ConnectionTrait>(conn: &C, id: RegistrationId) -> Result<Vec<Waiver>, DbErr> {
    let rows = waiver::Entity::find()
        .filter(waiver::Column::RegistrationId.eq(id.0))
        .order_by_asc(waiver::Column::WaivedAt)
        .order_by_asc(waiver::Column::Item)
        .limit(10_000)
        .all(conn)
        .await?;
    let told = rows.into_iter().map(|row| Waiver {
        item: Some(row.item).filter(|item| item != WHOLE),
        by: row.waived_by,
        reason: row.reason,
        at: row.waived_at,
    });
    Ok(told.collect())
}
