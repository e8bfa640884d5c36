//! People, sign-in, tokens, machine clients.
//!
//! A password opens a *family* of refresh tokens, each good for one use; a token used twice ends the family. Access
//! tokens are JWT of ten minutes, signed with a key that changes in turn. Nothing here knows HTTP.

mod access;
mod entity;
mod keys;
mod machine;
mod model;
mod passwords;
mod people;
mod secrets;
mod sign_in;
mod throttle;

pub use access::{
    ACCESS_LIFETIME, AccessTokens, MachinePrincipal, PersonPrincipal, Principal, SigningError, TokenError,
};
pub use keys::{KeyError, KeyRing, SIGNING_KEY_LIFETIME, SigningKey, VerifyingKey, load_keys};
pub use machine::{
    MachineClient, MachineError, NewMachineClient, SCOPES, add_machine_client, authenticate_machine, machine_clients,
    machine_works, revoke_machine_client,
};
pub use model::{NameError, NameForm, Person, PersonName, Role};
pub use passwords::{PasswordError, Passwords};
pub use people::{
    NewPerson, OwnChanges, PersonError, add_person, anybody_is, change_own, grant, password_hash_of, people,
    people_by_id, people_with, person, roles_of, set_disabled, set_password, was_let_in,
};
pub use secrets::{new_secret, secret_hash, secret_matches};
pub use sign_in::{
    REFRESH_LIFETIME, Refreshed, Session, begin_session, end_other_sessions, end_sessions, find_by_sign_in_name,
    refresh, sign_out,
};
pub use throttle::SignInThrottle;
