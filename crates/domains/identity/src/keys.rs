//! The keys that sign: made once, kept in the database, changed in turn.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _,
};
use thiserror::Error;
use vidik_base::{Clock, Rng};

use crate::{access::ACCESS_LIFETIME, entity::signing_key, secrets::new_secret};

/// A key is used for signing this long, then a new one takes over.
pub const SIGNING_KEY_LIFETIME: Duration = Duration::days(90);

/// The present signing key, secret part included.
#[derive(Clone)]
pub struct SigningKey {
    /// The key's name in a token's header.
    pub kid: String,
    /// The private key, PKCS #8.
    pub pkcs8: Vec<u8>,
}

/// The public part of a key, as a JWK has it (RFC 8037).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    /// The key's name.
    pub kid: String,
    /// The public key, base64url.
    pub x: String,
}

/// All that is needed to sign and to check.
#[derive(Clone)]
pub struct KeyRing {
    /// Signs access tokens.
    pub signing: SigningKey,
    /// Check access tokens: the present key and those whose last tokens may still be about.
    pub verifying: Vec<VerifyingKey>,
    /// Signs the player's launch tokens (HS256).
    pub launch_secret: Vec<u8>,
    /// When the present signing key was made.
    pub signing_since: DateTime<Utc>,
}

/// Why the keys are not to be had.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// A stored key cannot be read, or a new one cannot be made.
    #[error("a signing key cannot be used: {0}")]
    Unusable(&'static str),
}

const ACCESS: &str = "access";
const LAUNCH: &str = "launch";

/// Loads the keys; makes those that are missing, and a new signing key when the present one has served its time or
/// `rotate` asks for it.
pub async fn load_keys<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    rotate: bool,
) -> Result<KeyRing, KeyError> {
    let now = clock.now();
    let rows = signing_key::Entity::find()
        .order_by_desc(signing_key::Column::CreatedAt)
        .order_by_desc(signing_key::Column::Kid)
        .all(txn)
        .await?;
    let current = rows.iter().find(|row| row.purpose == ACCESS && row.retired_at.is_none());
    let fresh = current.filter(|row| !rotate && now - row.created_at < SIGNING_KEY_LIFETIME).cloned();
    let present = if let Some(row) = fresh {
        row
    } else {
        retire(txn, now).await?;
        new_signing_key(rng, now)?.insert_into(txn).await?
    };
    let launch = match rows.iter().find(|row| row.purpose == LAUNCH) {
        Some(row) => row.clone(),
        None => new_launch_key(rng, now).insert_into(txn).await?,
    };
    let still_about = |row: &&signing_key::Model| {
        row.purpose == ACCESS
            && row.kid != present.kid
            && row.retired_at.is_none_or(|retired| now - retired < ACCESS_LIFETIME * 2)
    };
    let verifying = std::iter::once(&present)
        .chain(rows.iter().filter(still_about))
        .map(|row| VerifyingKey { kid: row.kid.clone(), x: row.public.clone() })
        .collect();
    Ok(KeyRing {
        signing: SigningKey { kid: present.kid.clone(), pkcs8: decoded(&present.secret)? },
        verifying,
        launch_secret: decoded(&launch.secret)?,
        signing_since: present.created_at,
    })
}

async fn retire<C: ConnectionTrait>(txn: &C, now: DateTime<Utc>) -> Result<(), DbErr> {
    signing_key::Entity::update_many()
        .col_expr(signing_key::Column::RetiredAt, now.into())
        .filter(signing_key::COLUMN.purpose.eq(ACCESS))
        .filter(signing_key::COLUMN.retired_at.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

struct NewKey(signing_key::ActiveModel);

impl NewKey {
    async fn insert_into<C: ConnectionTrait>(self, txn: &C) -> Result<signing_key::Model, DbErr> {
        self.0.insert(txn).await
    }
}

fn new_signing_key(rng: &dyn Rng, now: DateTime<Utc>) -> Result<NewKey, KeyError> {
    let mut seed = [0_u8; 32];
    rng.fill(&mut seed);
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| KeyError::Unusable("no Ed25519 pair"))?;
    let pkcs8 = pair.to_pkcs8().map_err(|_| KeyError::Unusable("no PKCS #8 form"))?;
    let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    Ok(NewKey(row(rng, now, ACCESS, URL_SAFE_NO_PAD.encode(pkcs8.as_ref()), public)))
}

fn new_launch_key(rng: &dyn Rng, now: DateTime<Utc>) -> NewKey {
    NewKey(row(rng, now, LAUNCH, new_secret(rng), String::new()))
}

fn row(rng: &dyn Rng, now: DateTime<Utc>, purpose: &str, secret: String, public: String) -> signing_key::ActiveModel {
    let mut kid = new_secret(rng);
    kid.truncate(16);
    signing_key::ActiveModel {
        kid: Set(kid),
        purpose: Set(purpose.to_owned()),
        secret: Set(secret),
        public: Set(public),
        created_at: Set(now),
        retired_at: Set(None),
    }
}

fn decoded(text: &str) -> Result<Vec<u8>, KeyError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| KeyError::Unusable("not base64url"))
}
