//! Who read which list of people. A row for a list, not one for everybody in it, written before it is answered; the same
//! list read again soon is the same look.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
};

use actix_web::{HttpRequest, web::Query};
use chrono::{DateTime, Duration, Utc};
use lru::LruCache;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use vidik_base::{InstitutionId, PersonId};
use vidik_db::audit;

use super::looks::{Look, Noted, note_look, write};
use crate::{caller::Caller, problem::Problem, state::House};

/// For so long, what a person reads again is the same look.
const SAME_LOOK: Duration = Duration::hours(1);
/// For so long, whatever a program reads of a list is: it keeps up with it all day.
const SAME_PULL: Duration = Duration::days(1);
/// What says how a list comes, and not what is in it.
const SHAPE: [&str; 6] = ["cursor", "limit", "format", "separator", "sort", "lang"];
/// What somebody is looked for by: that it was used is written down, not what it was.
const NAMING: [&str; 3] = ["q", "learner", "person"];
/// The most characters of a filter that are written down.
const LONGEST: usize = 200;

/// Which looks were written down a short while ago, by this server.
#[derive(Debug)]
pub struct ListLooks {
    noted: Mutex<LruCache<[u8; 32], DateTime<Utc>>>,
}

impl Default for ListLooks {
    fn default() -> Self {
        Self { noted: Mutex::new(LruCache::new(NonZeroUsize::new(10_000).unwrap_or(NonZeroUsize::MIN))) }
    }
}

impl ListLooks {
    fn is_known(&self, look: &[u8; 32], now: DateTime<Utc>) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.get(look).is_some_and(|until| now < *until)
    }

    fn know(&self, look: [u8; 32], until: DateTime<Utc>) {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).put(look, until);
    }
}

/// A list of people.
#[derive(Clone, Copy, Debug)]
pub(crate) struct List {
    /// A word: `registrations`, `quiz_results`, `enrolments`, `attempts`, `learners`, `progress`, `changes`, `members`,
    /// `people`, `statements`, `gain`.
    pub kind: &'static str,
    /// The institution whose people they are; none where they are of several, or of all.
    pub institution: Option<InstitutionId>,
}

impl List {
    /// A list of people of any institution.
    pub const fn of_all(kind: &'static str) -> Self {
        Self { kind, institution: None }
    }

    /// A list of an institution's people.
    pub const fn of(kind: &'static str, institution: InstitutionId) -> Self {
        Self { kind, institution: Some(institution) }
    }

    fn object(self) -> Uuid {
        self.institution.map_or_else(Uuid::nil, |institution| institution.0)
    }
}

/// Writes down that a person, or a program, was shown a part of a list with these people. A list of one person who
/// was looked for is a look at them.
pub(crate) async fn note_list(
    house: &House,
    caller: &Caller,
    request: &HttpRequest,
    list: List,
    people: impl IntoIterator<Item = Uuid>,
) -> Result<(), Problem> {
    let actor = caller.person_if_any().map(|person| person.id);
    let people: BTreeSet<Uuid> = people.into_iter().filter(|id| Some(PersonId(*id)) != actor).collect();
    let Some(first) = people.first() else { return Ok(()) };
    if actor.is_none() {
        return note_pull(house, caller, list).await;
    }
    let parameters = parameters(request);
    let of_one = people.len() == 1 && NAMING.iter().any(|name| parameters.contains_key(*name));
    if of_one {
        return note_look(house, caller, Look { kind: list.kind, object: *first, subject: PersonId(*first) }).await;
    }
    let after = json!({ "people": people.len(), "filter": filter(&parameters) });
    let part = parameters.get("cursor").map(String::as_str).unwrap_or_default();
    let seen = format!("{actor:?} {} {} {after} {part}", list.kind, list.object());
    let noted = Noted { action: audit::LISTED, kind: list.kind, object: list.object(), subject: None, after };
    once(house, actor, &seen, SAME_LOOK, noted).await
}

/// Writes down that a list is taken out as a file: by a person each time.
pub(crate) async fn note_taken_out(
    house: &House,
    caller: &Caller,
    request: &HttpRequest,
    list: List,
) -> Result<(), Problem> {
    let Some(actor) = caller.person_if_any().map(|person| person.id) else {
        return note_pull(house, caller, list).await;
    };
    let after = json!({ "filter": filter(&parameters(request)) });
    let noted = Noted { action: audit::EXPORTED, kind: list.kind, object: list.object(), subject: None, after };
    write(house, Some(actor), noted).await
}

/// Writes down that a program reads a list of its institution: once a day.
async fn note_pull(house: &House, caller: &Caller, list: List) -> Result<(), Problem> {
    let Some(program) = caller.program_if_any() else { return Ok(()) };
    let seen = format!("{} {} {}", program.client, list.kind, list.object());
    let after = json!({ "program": program.client });
    let noted = Noted { action: audit::LISTED, kind: list.kind, object: list.object(), subject: None, after };
    once(house, None, &seen, SAME_PULL, noted).await
}

async fn once(house: &House, actor: Option<PersonId>, seen: &str, same: Duration, noted: Noted) -> Result<(), Problem> {
    let (look, now) = (Sha256::digest(seen).into(), house.clock.now());
    if house.list_looks.is_known(&look, now) {
        return Ok(());
    }
    write(house, actor, noted).await?;
    house.list_looks.know(look, now + same);
    Ok(())
}

/// What the request says of the list, in its path too.
fn parameters(request: &HttpRequest) -> BTreeMap<String, String> {
    let asked = Query::<BTreeMap<String, String>>::from_query(request.query_string());
    let mut all = asked.map(Query::into_inner).unwrap_or_default();
    for (path, name) in [("slug", "course"), ("quiz", "quiz")] {
        if let Some(value) = request.match_info().get(path) {
            all.insert(name.to_owned(), value.to_owned());
        }
    }
    all
}

/// What was asked for of a list.
fn filter(parameters: &BTreeMap<String, String>) -> BTreeMap<&str, String> {
    let asked = parameters.iter().filter(|(name, value)| !SHAPE.contains(&name.as_str()) && !value.is_empty());
    let told = asked.map(|(name, value)| {
        let value =
            if NAMING.contains(&name.as_str()) { "…".to_owned() } else { value.chars().take(LONGEST).collect() };
        (name.as_str(), value)
    });
    told.collect()
}
