//! Tokens as the product has them: `EdDSA`, checked once and remembered; HS256, checked each time.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Tried as _};

const SECRET: &[u8] = b"the limits of the bench share this";
/// The year 2100.
const FOR_LONG: u64 = 4_102_444_800;

#[derive(Clone, Serialize, Deserialize)]
struct Claims {
    sub: String,
    exp: u64,
}

/// Both kinds, with their keys.
pub struct Tokens {
    /// Signed with Ed25519.
    pub signed: String,
    /// Keyed with HMAC SHA-256.
    pub keyed: String,
    verifying: DecodingKey,
    secret: DecodingKey,
    known: RwLock<HashMap<String, Claims>>,
}

impl Tokens {
    /// New keys and a token of each.
    pub fn make() -> Result<Self, Failure> {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).tried("an Ed25519 key")?;
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).tried("an Ed25519 key")?;
        let claims = Claims { sub: "learner".to_owned(), exp: FOR_LONG };
        let sign = |algorithm, key: &EncodingKey| jsonwebtoken::encode(&Header::new(algorithm), &claims, key);
        Ok(Self {
            signed: sign(Algorithm::EdDSA, &EncodingKey::from_ed_der(pkcs8.as_ref())).tried("a token")?,
            keyed: sign(Algorithm::HS256, &EncodingKey::from_secret(SECRET)).tried("a token")?,
            verifying: DecodingKey::from_ed_der(pair.public_key().as_ref()),
            secret: DecodingKey::from_secret(SECRET),
            known: RwLock::default(),
        })
    }

    /// Whether the signed token is good; asked of the signature only the first time.
    pub fn remembers(&self, token: &str) -> bool {
        if self.known.read().unwrap_or_else(PoisonError::into_inner).contains_key(token) {
            return true;
        }
        let validation = Validation::new(Algorithm::EdDSA);
        let Ok(checked) = jsonwebtoken::decode::<Claims>(token, &self.verifying, &validation) else { return false };
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(token.to_owned(), checked.claims);
        true
    }

    /// Whether the keyed token is good.
    pub fn checks(&self, token: &str) -> bool {
        jsonwebtoken::decode::<Claims>(token, &self.secret, &Validation::new(Algorithm::HS256)).is_ok()
    }
}

/// A keyed token, from outside of the limits' process.
pub fn keyed_token() -> Result<String, Failure> {
    let claims = Claims { sub: "learner".to_owned(), exp: FOR_LONG };
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(SECRET)).tried("a token")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_tokens_are_taken_and_others_are_not() {
        let tokens = Tokens::make().unwrap();
        assert!(tokens.remembers(&tokens.signed) && tokens.remembers(&tokens.signed));
        assert!(tokens.checks(&tokens.keyed) && tokens.checks(&keyed_token().unwrap()));
        assert!(!tokens.remembers(&tokens.keyed) && !tokens.checks(&tokens.signed));
    }
}
