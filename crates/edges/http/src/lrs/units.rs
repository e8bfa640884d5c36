//! What the session of a cmi5 unit may do in the record: speak of its own learner, unit and registration, and no more.

use std::sync::Arc;

use actix_web::http::Method;
use uuid::Uuid;
use vidik_base::PersonId;
use vidik_catalogue::PlayableEdition;
use vidik_cmi5::{Refusal, read_preferences};
use vidik_learning::{BrowsedUnit, LAUNCH_DATA, PREFERENCES, UnitSession, actor_of};
use vidik_lrs::Writer;
use vidik_xapi::{
    agent_key,
    documents::{Asked, Resource},
};

use super::call::Call;
use crate::{
    problem::{FieldError, Problem},
    problem_codes::Code,
    state::House,
};

/// A session with the edition that it plays.
#[derive(Clone)]
pub(crate) struct Unit {
    /// The session.
    pub session: UnitSession,
    /// The edition.
    pub edition: Arc<PlayableEdition>,
}

/// As whom statements are written.
#[derive(Clone)]
pub(crate) struct Author {
    /// What is written down of it.
    pub writer: Writer,
    /// The unit, where it is one.
    pub unit: Option<Unit>,
}

/// Which clause does not allow it.
pub(crate) fn refused(refusal: &Refusal) -> Problem {
    let error = FieldError {
        pointer: String::new(),
        code: format!("CMI5-{}", refusal.rule),
        message: refusal.detail.to_owned(),
    };
    Problem::new(Code::NotAllowed).fields([error])
}

fn require(holds: bool, rule: &'static str, detail: &'static str) -> Result<(), Problem> {
    if holds { Ok(()) } else { Err(refused(&Refusal { rule, detail })) }
}

/// The key of a unit's learner.
pub(crate) fn own_agent(house: &House, learner: PersonId) -> String {
    agent_key(&actor_of(&house.settings.app_address(""), learner)).unwrap_or_default()
}

/// What a unit may speak of in documents: its own learner, activity and registration.
pub(super) struct Own {
    agent: String,
    activity: String,
    registration: Uuid,
}

impl Own {
    /// What is a session's own.
    pub fn of_session(house: &House, session: &UnitSession) -> Self {
        Self {
            agent: own_agent(house, session.place.person),
            activity: session.activity_iri.clone(),
            registration: session.place.registration.0,
        }
    }

    /// What is its own in a preview, which goes by its own id.
    pub fn of_preview(house: &House, unit: &BrowsedUnit) -> Self {
        Self { agent: own_agent(house, unit.person), activity: unit.activity_iri.clone(), registration: unit.preview }
    }

    /// Whether a unit may do this with a document (cmi5 8.1, 10, 11).
    pub fn check_document(&self, resource: Resource, asked: &Asked, call: &Call) -> Result<(), Problem> {
        let reads = call.method == Method::GET || call.method == Method::HEAD;
        if let Some(agent) = &asked.agent {
            require(agent.key == self.agent, "8.1.3", "the agent must be the one that the launch named")?;
        }
        if let Some(activity) = &asked.activity {
            require(*activity == self.activity, "8.1.5", "the activity must be the launch's")?;
        }
        let id = asked.id.as_deref();
        match resource {
            Resource::State => {
                let own = asked.registration == Some(self.registration);
                require(own, "8.1.4", "the registration must be the launch's")?;
                // A unit that deletes all of its states would delete what the launch has laid there.
                let launch_data = id.is_none_or(|id| id == LAUNCH_DATA);
                require(reads || !launch_data, "10.2.1", "LMS.LaunchData can only be read")
            }
            Resource::AgentProfile => {
                require(id.is_none_or(|id| id == PREFERENCES), "11", "the only profile is cmi5LearnerPreferences")?;
                let put = call.method == Method::PUT;
                let good = put && read_preferences(call.header("content-type").unwrap_or_default(), &call.body);
                require(reads || good, "11", "the preferences must be a JSON object with its two properties")
            }
            _ => Ok(()),
        }
    }
}

/// Whether a unit's request is the one for its learner's preferences, which it must have asked for before it begins
/// (cmi5 11).
pub(super) fn asks_for_preferences(resource: Resource, asked: &Asked, call: &Call) -> bool {
    let reads = call.method == Method::GET || call.method == Method::HEAD;
    reads && resource == Resource::AgentProfile && asked.id.as_deref() == Some(PREFERENCES)
}
