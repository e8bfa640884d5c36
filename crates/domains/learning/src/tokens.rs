//! The player's token: it can read and commit one attempt, for a short time, and nothing else.
//!
//! Content can reach the player's variables, so the token is worth no more than what the content does anyway.

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vidik_base::{CourseId, EditionId, LaunchId, PersonId, RegistrationId, RunId};

use crate::viewing::Mode;

/// How long a launch token is good; the player renews it while it lives.
pub const LAUNCH_TOKEN_LIFETIME: Duration = Duration::hours(1);
/// How long after that a token can still be renewed, while no newer launch has taken the attempt over.
const RENEWABLE: Duration = Duration::hours(16);
const AUDIENCE: &str = "vidik-play";

/// What a launch token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchClaims {
    /// The launch that it came from.
    pub launch: LaunchId,
    /// The run that it may commit to.
    pub run: RunId,
    /// The registration behind the run.
    pub registration: RegistrationId,
    /// The edition that is played.
    pub edition: EditionId,
    /// Its course.
    pub course: CourseId,
    /// The learner.
    pub person: PersonId,
    /// The generation that this launch took the attempt over with; in review, the one that it found.
    pub generation: i32,
    /// What the launch is for.
    #[serde(default)]
    pub mode: Mode,
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    aud: String,
    exp: i64,
    #[serde(flatten)]
    claims: LaunchClaims,
}

/// Why a launch token is not taken.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum LaunchTokenError {
    /// Past its time.
    #[error("the launch token has expired")]
    Expired,
    /// Not one of ours.
    #[error("the launch token is not valid")]
    Invalid,
}

/// Issues and checks launch tokens (JWT, HS256).
pub struct LaunchTokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl LaunchTokens {
    /// With the secret that all servers of an installation share.
    pub fn new(secret: &[u8]) -> Self {
        Self { encoding: EncodingKey::from_secret(secret), decoding: DecodingKey::from_secret(secret) }
    }

    /// A token, good from `now` on.
    pub fn issue(&self, claims: LaunchClaims, now: DateTime<Utc>) -> Result<String, jsonwebtoken::errors::Error> {
        let exp = (now + LAUNCH_TOKEN_LIFETIME).timestamp();
        let envelope = Envelope { aud: AUDIENCE.to_owned(), exp, claims };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &envelope, &self.encoding)
    }

    /// What a token allows.
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Result<LaunchClaims, LaunchTokenError> {
        self.check_until(token, now, Duration::zero())
    }

    /// What a token allows that may be renewed still: a laptop was closed over night.
    pub fn check_for_renewal(&self, token: &str, now: DateTime<Utc>) -> Result<LaunchClaims, LaunchTokenError> {
        self.check_until(token, now, RENEWABLE)
    }

    fn check_until(&self, token: &str, now: DateTime<Utc>, grace: Duration) -> Result<LaunchClaims, LaunchTokenError> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        // The caller's clock decides, not the machine's.
        validation.validate_exp = false;
        let envelope = jsonwebtoken::decode::<Envelope>(token, &self.decoding, &validation)
            .map_err(|_| LaunchTokenError::Invalid)?
            .claims;
        if now.timestamp() >= envelope.exp.saturating_add(grace.num_seconds()) {
            Err(LaunchTokenError::Expired)
        } else {
            Ok(envelope.claims)
        }
    }
}
