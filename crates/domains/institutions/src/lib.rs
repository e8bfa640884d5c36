//! Institutions and who belongs to them, from when to when.
//!
//! A person belongs to none, one or several institutions. An institution sees what fell within the membership; a
//! coordinator acts for one institution.

mod entity;
mod external_ids;
mod institutions;
mod kept_answers;
mod memberships;

pub use external_ids::{ExternalIdError, external_ids, name_externally, people_named};
pub use institutions::{
    Institution, InstitutionError, NewInstitution, add_institution, appoint_coordinator, coordinated_by,
    dismiss_coordinator, find_institution, institutions,
};
pub use kept_answers::{KeptAnswer, keep_answer, kept_answer};
pub use memberships::{
    Membership, MembershipError, NewMembership, add_membership, end_membership, members, memberships_by_id,
    memberships_of,
};
