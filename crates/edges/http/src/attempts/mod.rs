//! Attempts as the people of the Centre see them: lists, everything that one holds, corrections, traces, the audit log.

mod audit;
mod corrections;
mod dto;
mod list;
mod record;
mod record_dto;
mod traces;

pub(crate) use corrections::reason;
use vidik_base::{InstitutionId, RegistrationId};
use vidik_identity::Role;
use vidik_institutions::memberships_of;
use vidik_learning::{AttemptFilter, AttemptRow, attempt_row};

use crate::{
    api_routes::ServiceConfig,
    caller::{Caller, Seen},
    privacy::{Look, note_look},
    problem::Problem,
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    list::configure(config);
    record::configure(config);
    corrections::configure(config);
    traces::configure(config);
    audit::configure(config);
}

/// The institutions whose people the caller sees: those that a coordinator acts for, those that a trainer belongs to.
/// None for an administrator, who sees everybody.
async fn institutions_seen(house: &House, caller: &Caller) -> Result<Option<Vec<InstitutionId>>, Problem> {
    let person = caller.sees_learners()?;
    if person.roles.contains(&Role::Administrator) {
        return Ok(None);
    }
    let mut seen = person.coordinates.clone();
    if person.roles.contains(&Role::Trainer) {
        let today = house.clock.now().date_naive();
        let memberships = memberships_of(house.db.read(), person.id).await?;
        let running = memberships
            .into_iter()
            .filter(|membership| membership.starts_on <= today && membership.ends_on.is_none_or(|end| end >= today));
        seen.extend(running.map(|membership| membership.institution));
    }
    Ok(Some(seen))
}

/// The attempt, if the caller may see its learner. Others do not learn that it is there.
async fn visible(house: &House, caller: &Caller, id: &str) -> Result<AttemptRow, Problem> {
    let filter = AttemptFilter { institutions: institutions_seen(house, caller).await?, ..AttemptFilter::default() };
    let id = RegistrationId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    let today = house.clock.now().date_naive();
    attempt_row(house.db.read(), id, &filter, today).await?.ok_or_else(|| Problem::new(Code::NotFound))
}

/// The attempt, if the caller may correct it: an administrator every one, a coordinator those of people who belong to
/// the institution today. To others it is not there.
async fn corrected_by(house: &House, caller: &Caller, id: &str) -> Result<RegistrationId, Problem> {
    let institutions = match caller.enters_results()? {
        Seen::Everybody => None,
        Seen::Institutions(own) => Some(own),
        Seen::WithoutNames => Some(Vec::new()),
    };
    let id = RegistrationId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    let filter = AttemptFilter { institutions, ..AttemptFilter::default() };
    let found = attempt_row(house.db.read(), id, &filter, house.clock.now().date_naive()).await?;
    found.map(|_| id).ok_or_else(|| Problem::new(Code::NotFound))
}

/// Writes down that somebody's attempt is looked at.
async fn look(house: &House, caller: &Caller, attempt: &AttemptRow) -> Result<(), Problem> {
    let (object, subject) = (attempt.progress.registration.0, attempt.progress.person);
    note_look(house, caller, Look { kind: "attempt", object, subject }).await
}
