//! The tables of people and sign-in.

pub mod machine_client;
pub mod person;
pub mod person_role;
pub mod refresh_family;
pub mod refresh_token;
pub mod sign_in_name;
pub mod signing_key;
