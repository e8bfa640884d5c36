//! Secrets that people and programs carry: made here, kept as a hash.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use vidik_base::Rng;

/// A fresh secret of 256 bits, as text fit for a cookie, a header or a URL.
pub fn new_secret(rng: &dyn Rng) -> String {
    let mut bytes = [0_u8; 32];
    rng.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is kept of a secret: SHA-256. Enough for a secret of 256 random bits, and cheap on every request.
pub fn secret_hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

/// Whether `secret` is the one that `hash` was made of, in constant time.
pub fn secret_matches(secret: &str, hash: &str) -> bool {
    secret_hash(secret).as_bytes().ct_eq(hash.as_bytes()).into()
}
