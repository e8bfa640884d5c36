//! For whom something is opened: for nobody whose account is disabled.
//!
//! What they have open already goes on for as long as the token of a player that is not renewed, so that what was done
//! in it is stored.

use chrono::{DateTime, Utc};
use vidik_base::PersonId;
use vidik_identity::was_let_in;
use vidik_learning::LAUNCH_TOKEN_LIFETIME;

use crate::{problem::Problem, problem_codes::Code, state::House};

/// Whether something new may be opened for this person.
pub(crate) async fn let_in(house: &House, person: PersonId) -> Result<(), Problem> {
    since(house, person, house.clock.now()).await
}

/// Whether what this person has open goes on.
pub(crate) async fn runs_on(house: &House, person: PersonId) -> Result<(), Problem> {
    since(house, person, house.clock.now() - LAUNCH_TOKEN_LIFETIME).await
}

async fn since(house: &House, person: PersonId, at: DateTime<Utc>) -> Result<(), Problem> {
    if was_let_in(house.db.read(), person, at).await? { Ok(()) } else { Err(Problem::new(Code::AccountDisabled)) }
}
