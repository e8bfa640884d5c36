//! Who is asking, and what each route asks of them.
//!
//! A route says its permission in its documentation (`x-permission`) and asks for it in its first line; a test walks
//! every route with every role and holds the two against each other.

use std::{future::Future, pin::Pin, sync::Arc};

use actix_web::{FromRequest, HttpMessage as _, HttpRequest, dev::Payload, http::header, web};
use vidik_base::{InstitutionId, PersonId};
use vidik_identity::{MachinePrincipal, PersonPrincipal, Principal, Role, TokenError};

use crate::{authorization::credentials, problem::Problem, problem_codes::Code, state::House};

/// Whoever sent the request, signed in or not.
#[derive(Clone, Debug)]
pub struct Caller(Option<Arc<Principal>>);

/// Whose results somebody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Everybody's.
    Everybody,
    /// Those of people of these institutions.
    Institutions(Vec<InstitutionId>),
    /// Everybody's together, nobody's alone.
    WithoutNames,
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { identify(&request).await })
    }
}

async fn identify(request: &HttpRequest) -> Result<Caller, Problem> {
    if !request.headers().contains_key(header::AUTHORIZATION) {
        return Ok(Caller(None));
    }
    let token = credentials(request, "Bearer").ok_or_else(not_signed_in)?;
    let house = request.app_data::<web::Data<House>>().ok_or_else(|| Problem::internal("no state"))?;
    let principal = house.access.check(token, house.clock.now()).map_err(|error| match error {
        TokenError::Expired => challenge(Problem::new(Code::TokenExpired)),
        TokenError::UnknownKey | TokenError::Invalid => not_signed_in(),
    })?;
    if let Principal::Machine(machine) = principal.as_ref() {
        let works = vidik_identity::machine_works(house.db.read(), house.clock.as_ref(), &machine.client).await?;
        if !works {
            return Err(not_signed_in());
        }
        let allowance = house.allowances.take(&machine.client, house.clock.now());
        request.extensions_mut().insert(allowance);
        if allowance.exceeded {
            let problem = Problem::new(Code::TooManyRequests).with("seconds", allowance.seconds);
            return Err(problem.header(header::RETRY_AFTER, allowance.seconds));
        }
    }
    Ok(Caller(Some(principal)))
}

fn not_signed_in() -> Problem {
    challenge(Problem::new(Code::NotSignedIn))
}

fn challenge(problem: Problem) -> Problem {
    problem.header(header::WWW_AUTHENTICATE, "Bearer")
}

fn not_allowed() -> Problem {
    Problem::new(Code::NotAllowed)
}

impl Caller {
    /// `public`: anybody. Says who it is where a person is signed in.
    pub fn person_if_any(&self) -> Option<&PersonPrincipal> {
        match self.0.as_deref() {
            Some(Principal::Person(person)) => Some(person),
            _ => None,
        }
    }

    /// The institution's program, where it is one.
    pub fn program_if_any(&self) -> Option<&MachinePrincipal> {
        match self.0.as_deref() {
            Some(Principal::Machine(program)) => Some(program),
            _ => None,
        }
    }

    /// `person`: anybody with a browser who is signed in.
    pub fn person(&self) -> Result<&PersonPrincipal, Problem> {
        match self.0.as_deref() {
            Some(Principal::Person(person)) => Ok(person),
            Some(Principal::Machine(_)) => Err(not_allowed()),
            None => Err(not_signed_in()),
        }
    }

    /// `author`: authors and administrators.
    pub fn author(&self) -> Result<&PersonPrincipal, Problem> {
        self.any_of(&[Role::Author, Role::Administrator])
    }

    /// `translator`: translators, authors and administrators. `translation` asks for a part of the course besides.
    pub fn translator(&self) -> Result<&PersonPrincipal, Problem> {
        self.any_of(&[Role::Translator, Role::Author, Role::Administrator])
    }

    /// Whether it is an author or administrator.
    pub fn is_author(&self) -> bool {
        self.author().is_ok()
    }

    /// `administrator`.
    pub fn administrator(&self) -> Result<&PersonPrincipal, Problem> {
        self.any_of(&[Role::Administrator])
    }

    /// `self`: the person whom the thing belongs to, and administrators. Others do not learn that it is there.
    pub fn owner(&self, owner: PersonId) -> Result<&PersonPrincipal, Problem> {
        let person = self.person()?;
        if person.id == owner || person.roles.contains(&Role::Administrator) {
            Ok(person)
        } else {
            Err(Problem::new(Code::NotFound))
        }
    }

    /// `institution`: its coordinators, its programs with that scope, and administrators. Others do not learn
    /// whether it is there.
    pub fn reads_institution(&self, institution: InstitutionId, scope: &str) -> Result<(), Problem> {
        match self.0.as_deref() {
            None => Err(not_signed_in()),
            Some(Principal::Machine(machine)) if machine.institution != institution => {
                Err(Problem::new(Code::NotFound))
            }
            Some(Principal::Machine(machine)) if machine.scopes.iter().any(|held| held == scope) => Ok(()),
            Some(Principal::Person(person)) if acts_for(person, institution) => Ok(()),
            Some(Principal::Person(person)) if person.roles.contains(&Role::Coordinator) => {
                Err(Problem::new(Code::NotFound))
            }
            Some(_) => Err(not_allowed()),
        }
    }

    /// Before the institution is looked up: whoever could read none at all is told so, whatever the id.
    pub fn reads_institutions(&self) -> Result<(), Problem> {
        match self.0.as_deref() {
            None => Err(not_signed_in()),
            Some(Principal::Machine(_)) => Ok(()),
            Some(Principal::Person(person))
                if person.roles.contains(&Role::Coordinator) || person.roles.contains(&Role::Administrator) =>
            {
                Ok(())
            }
            Some(Principal::Person(_)) => Err(not_allowed()),
        }
    }

    /// `staff`: authors, coordinators and administrators. Says whose results they see.
    pub fn staff(&self) -> Result<Seen, Problem> {
        let person = self.any_of(&[Role::Author, Role::Coordinator, Role::Administrator])?;
        Ok(if person.roles.contains(&Role::Administrator) {
            Seen::Everybody
        } else if person.roles.contains(&Role::Coordinator) {
            Seen::Institutions(person.coordinates.clone())
        } else {
            Seen::WithoutNames
        })
    }

    /// `learners`, `learner`: coordinators and trainers, for people of their institutions, and administrators.
    pub fn sees_learners(&self) -> Result<&PersonPrincipal, Problem> {
        self.any_of(&[Role::Coordinator, Role::Trainer, Role::Administrator])
    }

    /// `results`: coordinators, for their own people, and administrators.
    pub fn enters_results(&self) -> Result<Seen, Problem> {
        self.any_of(&[Role::Coordinator, Role::Administrator])?;
        self.staff()
    }

    /// The institution that a program acts for, and those that a coordinator does; none for an administrator, who
    /// sees all.
    pub fn institutions_seen(&self) -> Result<Option<Vec<InstitutionId>>, Problem> {
        self.reads_institutions()?;
        Ok(match self.0.as_deref() {
            Some(Principal::Machine(machine)) => Some(vec![machine.institution]),
            Some(Principal::Person(person)) if !person.roles.contains(&Role::Administrator) => {
                Some(person.coordinates.clone())
            }
            _ => None,
        })
    }

    fn any_of(&self, roles: &[Role]) -> Result<&PersonPrincipal, Problem> {
        let person = self.person()?;
        if person.roles.iter().any(|role| roles.contains(role)) { Ok(person) } else { Err(not_allowed()) }
    }
}

fn acts_for(person: &PersonPrincipal, institution: InstitutionId) -> bool {
    person.roles.contains(&Role::Administrator) || person.coordinates.contains(&institution)
}
