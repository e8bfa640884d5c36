//! Who is who in statements, and what activities are called in them.

use serde_json::{Value, json};
use vidik_base::{PersonId, RegistrationId};
use vidik_catalogue::PlayableEdition;
use vidik_lrs::Writer;
use vidik_sequencing::NodeIndex;

use crate::Desk;

/// The learner's preferences among the profiles of the agent (cmi5 11).
pub const PREFERENCES: &str = "cmi5LearnerPreferences";

/// The learner as units know them (cmi5 9.2).
pub fn actor_of(home_page: &str, person: PersonId) -> Value {
    account(home_page, &person.to_string())
}

/// Who asserts what the units of a registration say.
pub fn authority_of(home_page: &str, registration: RegistrationId) -> Value {
    account(home_page, &format!("registration-{registration}"))
}

fn account(home_page: &str, name: &str) -> Value {
    json!({ "objectType": "Agent", "account": { "homePage": home_page, "name": name } })
}

/// Ourselves.
pub(super) fn own_writer(desk: &Desk) -> Writer {
    Writer {
        authority: account(&desk.home_page, "vidik"),
        institution: None,
        may_define: true,
        may_void_others: false,
        home_page: desk.home_page.clone(),
    }
}

/// A unit's own writer: it neither defines what is ours nor voids.
pub(super) fn unit_writer(desk: &Desk, registration: RegistrationId) -> Writer {
    Writer { authority: authority_of(&desk.home_page, registration), may_define: false, ..own_writer(desk) }
}

/// What an activity is called in `unit_result`: the same in every language.
pub(crate) fn item_of(edition: &PlayableEdition, index: NodeIndex) -> String {
    let activity = edition.tree.id(index);
    edition.aligned.get(activity.as_str()).map_or_else(|| activity.to_string(), ToString::to_string)
}

/// What an activity is called in statements: never by the publisher's id (cmi5 8.1.5, 9.3.9).
pub(crate) fn iri_of(desk: &Desk, edition: &PlayableEdition, index: NodeIndex) -> String {
    if index == NodeIndex::ROOT {
        return format!("{}/id/courses/{}", desk.home_page, edition.course);
    }
    format!("{}/id/items/{}", desk.home_page, item_of(edition, index))
}

/// The publisher's id of an activity (cmi5 9.6.2.3).
pub(super) fn publisher_of(edition: &PlayableEdition, index: NodeIndex) -> &str {
    if index == NodeIndex::ROOT { &edition.identifier } else { edition.tree.id(index) }
}
