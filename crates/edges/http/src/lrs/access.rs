//! Who speaks to the record, and what they may do there.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use uuid::Uuid;
use vidik_base::InstitutionId;
use vidik_learning::{UnitSession, authority_of, session_of};
use vidik_lrs::{Scope, Sight, Writer, check_credential, is_member, note_use, person_of};
use vidik_xapi::{Agent, agent_key};

use super::{
    call::Call,
    units::{Author, Unit, own_agent},
};
use crate::{people::runs_on, problem::Problem, problem_codes::Code, state::House};

/// Somebody who was let in.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    scopes: Vec<Scope>,
    institution: Option<InstitutionId>,
    authority: Value,
    home_page: String,
    /// The session of a unit, where it is one.
    session: Option<UnitSession>,
}

/// Nobody waits for the writer to have noted that a credential was used: it is for people who clear up, not for the
/// program that asks.
fn note_soon(house: &House, id: Uuid) {
    let (db, clock) = (house.db.clone(), house.clock.clone());
    actix_web::rt::spawn(async move {
        let noted = db.write::<_, vidik_db::DbErr, _>(async move |txn| note_use(txn, clock.as_ref(), id).await);
        if let Err(error) = noted.await {
            tracing::warn!(%error, "the use of a credential could not be noted");
        }
    });
}

impl Access {
    /// Lets in whoever shows a key and its secret. A browser is never asked for them: it would open a window over a
    /// course that is being played.
    pub(crate) async fn of(house: &House, call: &Call) -> Result<Self, Problem> {
        let (key, secret) = call.header("authorization").and_then(basic).ok_or_else(refused)?;
        if let Some(session) = session_of(house.db.read(), house.clock.now(), &key, &secret).await? {
            return Self::of_session(house, session).await;
        }
        let credential = check_credential(house.db.read(), &key, &secret).await?.ok_or_else(refused)?;
        if credential.is_news(house.clock.now()) {
            note_soon(house, credential.id);
        }
        let home_page = house.settings.app_address("");
        Ok(Self {
            authority: authority(&home_page, credential.id, &credential.name),
            scopes: credential.scopes,
            institution: credential.institution,
            home_page,
            session: None,
        })
    }

    /// A unit's session: it writes and keeps states, and reads what units of its registration said.
    async fn of_session(house: &House, session: UnitSession) -> Result<Self, Problem> {
        if session.ended {
            return Err(not_allowed());
        }
        runs_on(house, session.place.person).await?;
        let home_page = house.settings.app_address("");
        Ok(Self {
            scopes: vec![Scope::StatementsWrite, Scope::StatementsReadMine, Scope::State, Scope::Profile],
            institution: None,
            authority: authority_of(&home_page, session.place.registration),
            home_page,
            session: Some(session),
        })
    }

    /// The session of a unit, where it is one.
    pub(crate) fn session(&self) -> Option<&UnitSession> {
        self.session.as_ref()
    }

    /// As whom statements are written.
    pub(crate) async fn author(&self, house: &House) -> Result<Author, Problem> {
        let writer = self.writer()?;
        let Some(session) = self.session.clone() else { return Ok(Author { writer, unit: None }) };
        let edition = house.editions.playable(house.db.read(), session.place.edition).await;
        let unit = Unit { session, edition: edition.map_err(Problem::internal)? };
        Ok(Author { writer, unit: Some(unit) })
    }

    fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope) || self.scopes.contains(&Scope::All)
    }

    fn may(&self, scopes: &[Scope]) -> Result<(), Problem> {
        if scopes.iter().any(|scope| self.has(*scope)) { Ok(()) } else { Err(not_allowed()) }
    }

    /// Whether states may be read, or written.
    pub(crate) fn states(&self, writes: bool) -> Result<(), Problem> {
        self.may(if writes { &[Scope::State] } else { &[Scope::State, Scope::AllRead] })
    }

    /// Whether profiles may be read, or written.
    pub(crate) fn profiles(&self, writes: bool) -> Result<(), Problem> {
        self.may(if writes { &[Scope::Profile] } else { &[Scope::Profile, Scope::AllRead] })
    }

    /// Whether it may be read what activities and agents are: by all that read anything, or say what they are.
    pub(crate) fn reads_names(&self) -> Result<(), Problem> {
        self.may(&[
            Scope::StatementsRead,
            Scope::StatementsReadMine,
            Scope::AllRead,
            Scope::State,
            Scope::Profile,
            Scope::Define,
        ])
    }

    /// The institution whose program it is.
    pub(crate) fn institution(&self) -> Option<InstitutionId> {
        self.institution
    }

    /// As whom statements are written.
    fn writer(&self) -> Result<Writer, Problem> {
        self.may(&[Scope::StatementsWrite])?;
        Ok(Writer {
            authority: self.authority.clone(),
            institution: self.institution,
            may_define: self.has(Scope::Define),
            may_void_others: self.has(Scope::All),
            home_page: self.home_page.clone(),
        })
    }

    /// Which statements are seen.
    pub(crate) fn sight(&self) -> Result<Sight, Problem> {
        let everything = self.has(Scope::StatementsRead) || self.has(Scope::AllRead);
        if !everything {
            self.may(&[Scope::StatementsReadMine])?;
        }
        let authority = if everything { None } else { agent_key(&self.authority) };
        Ok(Sight { institution: self.institution, authority })
    }

    /// An institution's program keeps documents of its own people alone; others are as if they were not there.
    pub(crate) async fn keeps_of(&self, house: &House, agent: &Agent) -> Result<(), Problem> {
        if let Some(session) = &self.session {
            return if agent.key == own_agent(house, session.place.person) { Ok(()) } else { Err(not_allowed()) };
        }
        let Some(institution) = self.institution else { return Ok(()) };
        let own = match person_of(&agent.key, &self.home_page) {
            Some(person) => is_member(house.db.read(), institution, person, house.clock.now()).await?,
            None => false,
        };
        if own { Ok(()) } else { Err(not_allowed()) }
    }
}

/// Who asserts what a credential writes.
fn authority(home_page: &str, credential: Uuid, name: &str) -> Value {
    json!({
        "objectType": "Agent",
        "name": name,
        "account": { "homePage": home_page, "name": format!("credential-{credential}") },
    })
}

pub(super) fn refused() -> Problem {
    // RFC 9110 asks for a challenge; browsers leave one that they do not know to the page.
    Problem::new(Code::CredentialRefused).header(actix_web::http::header::WWW_AUTHENTICATE, "XApiBasic")
}

fn not_allowed() -> Problem {
    Problem::new(Code::NotAllowed)
}

/// Key and secret of the scheme `Basic` (RFC 7617).
pub(super) fn basic(value: &str) -> Option<(String, String)> {
    let (scheme, encoded) = value.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    // No key has a control character; a database may choke on one.
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let text = Some(text).filter(|text| !text.contains(char::is_control))?;
    text.split_once(':').map(|(key, secret)| (key.to_owned(), secret.to_owned()))
}
