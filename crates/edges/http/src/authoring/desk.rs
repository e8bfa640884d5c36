//! What every route of authoring begins with: the course, its working copy, and what the caller may do with it.

use std::collections::HashMap;

use actix_web::{HttpRequest, http::header, web};
use uuid::Uuid;
use vidik_authoring::{
    Access, Actor, Draft, DraftError, DraftSource, Origin, SourceError, WriteError, Writer, access, draft_of,
    draft_source, make_draft,
};
use vidik_base::{InterfaceLanguage, LanguageTag, PersonId};
use vidik_catalogue::{Course, editions_of, find_course, newest_version};
use vidik_identity::{PersonPrincipal, Role, people_by_id};

use super::dto::PersonRef;
use crate::{caller::Caller, problem::Problem, problem_codes::Code, state::House};

/// The caller, as somebody who makes courses.
pub(super) fn actor(person: &PersonPrincipal) -> Actor {
    let is = |roles: &[Role]| person.roles.iter().any(|role| roles.contains(role));
    Actor {
        person: person.id,
        author: is(&[Role::Author, Role::Administrator]),
        expert: is(&[Role::Author, Role::Trainer, Role::Administrator]),
        administrator: is(&[Role::Administrator]),
        coordinates: person.coordinates.clone(),
    }
}

/// A course whose texts the caller may read.
pub(crate) struct Desk {
    /// The course.
    pub course: Course,
    /// Who asks.
    pub actor: Actor,
    /// What they may write.
    pub access: Access,
}

/// `translation`: authors, administrators, and translators who have a part of the course. Other translators do not
/// learn whether it is there.
pub(crate) async fn open(house: &House, caller: &Caller, slug: &str) -> Result<Desk, Problem> {
    let actor = actor(caller.translator()?);
    let course = course(house, slug).await?;
    let access = access(house.db.read(), &actor, course.id).await?;
    if access.reads() { Ok(Desk { course, actor, access }) } else { Err(Problem::new(Code::NotFound)) }
}

/// `author`: the course, for authors alone.
pub(super) async fn open_as_author(house: &House, caller: &Caller, slug: &str) -> Result<Desk, Problem> {
    let actor = actor(caller.author()?);
    Ok(Desk { course: course(house, slug).await?, actor, access: Access::All })
}

/// The course of that slug.
pub(super) async fn course(house: &House, slug: &str) -> Result<Course, Problem> {
    find_course(house.db.read(), slug).await?.ok_or_else(|| Problem::new(Code::NotFound))
}

/// The course's working copy, made of its newest version where there is none yet.
pub(super) async fn working_copy(house: &web::Data<House>, course: &Course) -> Result<Draft, Problem> {
    texts_of(house, course).await?.ok_or_else(|| Problem::new(Code::NoWorkingCopy))
}

/// The same; nothing for a course of packages that were made elsewhere.
pub(super) async fn texts_of(house: &web::Data<House>, course: &Course) -> Result<Option<Draft>, Problem> {
    if let Some(draft) = found_copy(house, course).await? {
        return Ok(Some(draft));
    }
    let Some(origin) = origin(house, course).await? else { return Ok(None) };
    let Some(source) = source(house, origin).await? else { return Ok(None) };
    let there = house.clone();
    let made = house.db.write(async move |txn| make_draft(txn, there.clock.as_ref(), &source).await).await;
    match made {
        // Somebody else was faster, with the same.
        Ok(()) | Err(DraftError::Exists) => {}
        Err(error) => return Err(draft_refused(error)),
    }
    found_copy(house, course).await
}

/// The texts of a package; nothing for one that was made elsewhere.
pub(super) async fn source(house: &House, origin: Origin) -> Result<Option<DraftSource>, Problem> {
    let served = house.packages.get(house.db.read(), &house.blobs, origin.package).await.map_err(Problem::internal)?;
    match draft_source(served, origin).await {
        Ok(source) => Ok(Some(source)),
        Err(SourceError::Foreign) => Ok(None),
        Err(error) => Err(Problem::internal(error)),
    }
}

/// The package of a course's newest version; a package of ours holds all languages.
pub(super) async fn origin(house: &House, course: &Course) -> Result<Option<Origin>, Problem> {
    let conn = house.db.read();
    let Some((version, number)) = newest_version(conn, course.id).await? else { return Ok(None) };
    let editions = editions_of(conn, version).await.map_err(Problem::internal)?;
    let published = course.published_version == Some(version);
    let origin = |package| Origin { course: course.id, package, version: number, published };
    Ok(editions.first().map(|edition| origin(edition.package)))
}

/// The course's working copy, where it has texts.
pub(super) async fn found_copy(house: &House, course: &Course) -> Result<Option<Draft>, Problem> {
    draft_of(house.db.read(), course.id).await.map_err(draft_refused)
}

pub(super) fn draft_refused(error: DraftError) -> Problem {
    match error {
        DraftError::Database(error) => error.into(),
        other => Problem::internal(other),
    }
}

impl House {
    /// Who writes, for the verbs of authoring.
    pub(super) fn writer(&self, person: PersonId) -> Writer<'_> {
        Writer { clock: self.clock.as_ref(), rng: self.rng.as_ref(), person }
    }
}

/// The language that a path or a body names.
pub(super) fn language_tag(text: &str, pointer: &str) -> Result<LanguageTag, Problem> {
    LanguageTag::parse(text).map_err(|_| Problem::new(Code::Invalid).field(pointer, "bad_language"))
}

/// The revision that `If-Match` names: `"3"`, `"0"` for what is not there yet.
pub(super) fn revision(request: &HttpRequest) -> Result<i32, Problem> {
    let header = request.headers().get(header::IF_MATCH).ok_or_else(|| Problem::new(Code::PreconditionRequired))?;
    let text = header.to_str().unwrap_or_default().trim();
    let number = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
    number.parse().ok().filter(|number| *number >= 0).ok_or_else(|| Problem::new(Code::MalformedRequest))
}

/// A revision as an entity tag.
pub(super) fn entity_tag(revision: i32) -> (header::HeaderName, String) {
    (header::ETAG, format!("\"{revision}\""))
}

/// Why words are not written.
pub(super) fn write_refused(error: WriteError) -> Problem {
    let invalid = |pointer: String, code: &str| Problem::new(Code::Invalid).field(pointer, code);
    let place = |path: &str| format!("/strings/{}", path.replace('~', "~0").replace('/', "~1"));
    match error {
        WriteError::UnknownUnit => Problem::new(Code::NotFound),
        WriteError::UnknownLanguage => invalid("language".to_owned(), "language_not_available"),
        WriteError::Derived => invalid("language".to_owned(), "derived_language"),
        WriteError::UnknownPath(path) => invalid(place(&path), "unknown_text"),
        WriteError::TooLong(path) => invalid(place(&path), "too_long"),
        WriteError::ControlCharacters(path) => invalid(place(&path), "control_characters"),
        WriteError::BadHash => invalid("/source_hash".to_owned(), "malformed"),
        WriteError::EmptySource => invalid("/strings".to_owned(), "source_missing"),
        WriteError::NotAssigned => Problem::new(Code::NotAssigned),
        WriteError::Changed(revision) => changed(revision),
        WriteError::Broken => Problem::internal(WriteError::Broken),
        WriteError::Database(error) => error.into(),
    }
}

/// Somebody else was faster; the answer says which revision stands.
pub(super) fn changed(revision: i32) -> Problem {
    let (name, tag) = entity_tag(revision);
    Problem::new(Code::ChangedMeanwhile).header(name, tag)
}

/// Names of people, looked up at once.
pub(super) struct Names(HashMap<Uuid, String>);

impl Names {
    /// Looks these people up.
    pub(super) async fn of(
        house: &House,
        people: impl IntoIterator<Item = PersonId>,
        language: InterfaceLanguage,
    ) -> Result<Self, Problem> {
        let mut ids: Vec<PersonId> = people.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let found = people_by_id(house.db.read(), &ids).await?;
        Ok(Self(found.into_iter().map(|person| (person.id.0, person.name.display(language))).collect()))
    }

    /// The person, named; absent where nobody is named or the person is gone.
    pub(super) fn told(&self, person: Option<PersonId>) -> Option<PersonRef> {
        let person = person?;
        self.0.get(&person.0).map(|name| PersonRef { id: person.0, name: name.clone() })
    }
}
