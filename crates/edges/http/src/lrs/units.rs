//! What the session of a cmi5 unit may do in the record: speak of its own learner, unit and registration, and no more.

use std::sync::Arc;

use actix_web::http::Method;
use vidik_catalogue::PlayableEdition;
use vidik_cmi5::{Refusal, read_preferences};
use vidik_learning::{LAUNCH_DATA, PREFERENCES, UnitSession, actor_of, note_preferences_read};
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

/// The session's key of its learner.
pub(crate) fn own_agent(house: &House, session: &UnitSession) -> String {
    agent_key(&actor_of(&house.settings.app_address(""), session.place.person)).unwrap_or_default()
}

/// Whether a session may do this with a document (cmi5 8.1, 10, 11). That it asked for the preferences is noted.
pub(crate) async fn check_document(
    house: &House,
    session: &UnitSession,
    resource: Resource,
    asked: &Asked,
    call: &Call,
) -> Result<(), Problem> {
    let reads = call.method == Method::GET || call.method == Method::HEAD;
    if let Some(agent) = &asked.agent {
        require(agent.key == own_agent(house, session), "8.1.3", "the agent must be the one that the launch named")?;
    }
    if let Some(activity) = &asked.activity {
        require(*activity == session.activity_iri, "8.1.5", "the activity must be the launch's")?;
    }
    match resource {
        Resource::State => {
            let own = asked.registration == Some(session.place.registration.0);
            require(own, "8.1.4", "the registration must be the launch's")?;
            // A unit that deletes all of its states would delete what the launch has laid there.
            let launch_data = asked.id.as_deref().is_none_or(|id| id == LAUNCH_DATA);
            require(reads || !launch_data, "10.2.1", "LMS.LaunchData can only be read")
        }
        Resource::AgentProfile => {
            let id = asked.id.as_deref();
            require(id.is_none_or(|id| id == PREFERENCES), "11", "the only profile is cmi5LearnerPreferences")?;
            if reads && id.is_some() {
                let id = session.id;
                house.db.write::<_, vidik_db::DbErr, _>(async move |txn| note_preferences_read(txn, id).await).await?;
            } else if !reads {
                let put = call.method == Method::PUT;
                let good = put && read_preferences(call.header("content-type").unwrap_or_default(), &call.body);
                require(good, "11", "the preferences must be a JSON object with its two properties")?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
