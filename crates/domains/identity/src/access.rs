//! Access tokens: JWT signed with `EdDSA` (RFC 7519, RFC 8037), good for ten minutes.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use lru::LruCache;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{InstitutionId, PersonId};

use crate::{
    keys::{SigningKey, VerifyingKey},
    model::Role,
};

/// How long an access token is good.
pub const ACCESS_LIFETIME: Duration = Duration::minutes(10);
/// The audience that every route of the API asks for.
const AUDIENCE: &str = "vidik-api";

/// Who is asking, as a verified token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A person with a browser.
    Person(PersonPrincipal),
    /// A program of an institution.
    Machine(MachinePrincipal),
}

/// A signed-in person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonPrincipal {
    /// Who.
    pub id: PersonId,
    /// What they may be, coordinator included.
    pub roles: Vec<Role>,
    /// The institutions that they act for.
    pub coordinates: Vec<InstitutionId>,
    /// The sign-in that the token comes from.
    pub family: Uuid,
}

/// A program that acts for an institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachinePrincipal {
    /// The client's id.
    pub client: String,
    /// Its institution.
    pub institution: InstitutionId,
    /// What it may do: `progress:read`, `members:read`.
    pub scopes: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<Role>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    coordinates: Vec<InstitutionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    institution: Option<InstitutionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TokenError {
    /// Past its ten minutes.
    #[error("the access token has expired")]
    Expired,
    /// Signed by a key that is not known here (any more).
    #[error("the access token is signed by an unknown key")]
    UnknownKey,
    /// Anything else: not a token, another issuer, a broken signature.
    #[error("the access token is not valid")]
    Invalid,
}

/// The key could not sign.
#[derive(Debug, Error)]
#[error("the access token could not be signed: {0}")]
pub struct SigningError(#[from] jsonwebtoken::errors::Error);

/// Issues and checks access tokens. Checked ones are remembered until they expire, as a check costs as much as seven
/// plain requests.
pub struct AccessTokens {
    issuer: String,
    ring: RwLock<Ring>,
    checked: Mutex<Checked>,
    /// People whose tokens are refused, and until when there can be any.
    barred: Mutex<HashMap<PersonId, DateTime<Utc>>>,
}

/// Principals by the SHA-256 of their token, and until when each is good.
type Checked = LruCache<[u8; 32], (Arc<Principal>, DateTime<Utc>)>;

struct Ring {
    kid: String,
    signing: EncodingKey,
    verifying: Vec<(VerifyingKey, DecodingKey)>,
}

impl Ring {
    fn new(signing: &SigningKey, verifying: Vec<VerifyingKey>) -> Self {
        let verifying = verifying
            .into_iter()
            .filter_map(|key| DecodingKey::from_ed_components(&key.x).ok().map(|decoding| (key, decoding)))
            .collect();
        Self { kid: signing.kid.clone(), signing: EncodingKey::from_ed_der(&signing.pkcs8), verifying }
    }
}

impl AccessTokens {
    /// Signs with `signing`, accepts whatever one of `verifying` signed.
    pub fn new(issuer: impl Into<String>, signing: &SigningKey, verifying: Vec<VerifyingKey>) -> Self {
        Self {
            issuer: issuer.into(),
            ring: RwLock::new(Ring::new(signing, verifying)),
            checked: Mutex::new(LruCache::new(NonZeroUsize::new(10_000).unwrap_or(NonZeroUsize::MIN))),
            barred: Mutex::default(),
        }
    }

    /// Takes over a new set of keys after a rotation.
    pub fn replace_keys(&self, signing: &SigningKey, verifying: Vec<VerifyingKey>) {
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Ring::new(signing, verifying);
        self.forget_checked();
    }

    /// The keys that others need to check our tokens (RFC 7517).
    pub fn verifying_keys(&self) -> Vec<VerifyingKey> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        ring.verifying.iter().map(|(key, _)| key.clone()).collect()
    }

    /// A token that says who `principal` is, good for ten minutes from `now`.
    pub fn issue(&self, principal: &Principal, now: DateTime<Utc>) -> Result<String, SigningError> {
        let mut claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: String::new(),
            iat: now.timestamp(),
            exp: (now + ACCESS_LIFETIME).timestamp(),
            roles: Vec::new(),
            coordinates: Vec::new(),
            sid: None,
            institution: None,
            scope: None,
        };
        match principal {
            Principal::Person(person) => {
                claims.sub = person.id.to_string();
                claims.roles.clone_from(&person.roles);
                claims.coordinates.clone_from(&person.coordinates);
                claims.sid = Some(person.family);
            }
            Principal::Machine(machine) => {
                claims.sub.clone_from(&machine.client);
                claims.institution = Some(machine.institution);
                claims.scope = Some(machine.scopes.join(" "));
            }
        }
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let header = Header { kid: Some(ring.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        Ok(jsonwebtoken::encode(&header, &claims, &ring.signing)?)
    }

    /// Who carries this token.
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Result<Arc<Principal>, TokenError> {
        let key: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        if let Some((principal, expires)) = self.checked().get(&key) {
            return if now < *expires { Ok(Arc::clone(principal)) } else { Err(TokenError::Expired) };
        }
        let claims = self.verified_claims(token)?;
        let expires = DateTime::from_timestamp(claims.exp, 0).ok_or(TokenError::Invalid)?;
        if now >= expires {
            return Err(TokenError::Expired);
        }
        let principal = Arc::new(principal_of(claims)?);
        if let Principal::Person(person) = principal.as_ref()
            && self.is_barred(person.id, now)
        {
            return Err(TokenError::Invalid);
        }
        self.checked().put(key, (Arc::clone(&principal), expires));
        Ok(principal)
    }

    /// Forgets every token checked before: after a revocation.
    pub fn forget_checked(&self) {
        self.checked().clear();
    }

    /// Refuses the tokens that a person still has, in this process: they are no longer let in.
    pub fn bar(&self, person: PersonId, now: DateTime<Utc>) {
        self.barred.lock().unwrap_or_else(PoisonError::into_inner).insert(person, now + ACCESS_LIFETIME);
        self.forget_checked();
    }

    /// Takes that back.
    pub fn admit(&self, person: PersonId) {
        self.barred.lock().unwrap_or_else(PoisonError::into_inner).remove(&person);
    }

    fn is_barred(&self, person: PersonId, now: DateTime<Utc>) -> bool {
        let mut barred = self.barred.lock().unwrap_or_else(PoisonError::into_inner);
        barred.retain(|_, until| *until > now);
        barred.contains_key(&person)
    }

    fn checked(&self) -> std::sync::MutexGuard<'_, Checked> {
        self.checked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn verified_claims(&self, token: &str) -> Result<Claims, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Invalid)?;
        let kid = header.kid.ok_or(TokenError::Invalid)?;
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let (_, key) = ring.verifying.iter().find(|(key, _)| key.kid == kid).ok_or(TokenError::UnknownKey)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&self.issuer]);
        // The caller's clock decides, not the machine's.
        validation.validate_exp = false;
        jsonwebtoken::decode::<Claims>(token, key, &validation).map(|data| data.claims).map_err(|_| TokenError::Invalid)
    }
}

fn principal_of(claims: Claims) -> Result<Principal, TokenError> {
    if let Some(institution) = claims.institution {
        let scopes = claims.scope.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        return Ok(Principal::Machine(MachinePrincipal { client: claims.sub, institution, scopes }));
    }
    Ok(Principal::Person(PersonPrincipal {
        id: claims.sub.parse().map_err(|_| TokenError::Invalid)?,
        roles: claims.roles,
        coordinates: claims.coordinates,
        family: claims.sid.ok_or(TokenError::Invalid)?,
    }))
}
