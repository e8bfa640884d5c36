//! Secrets of others that we must be able to show them: sealed, so that a copy of the database gives none away.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use vidik_base::Rng;

/// Seals and opens secrets, each bound to the thing that it belongs to.
pub struct Seals {
    key: [u8; 32],
}

impl Seals {
    /// With a key made of these bytes, which nobody else has.
    pub fn new(secret: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"vidik secrets of forwards\n");
        hash.update(secret);
        Self { key: hash.finalize().into() }
    }

    fn key(&self) -> Option<LessSafeKey> {
        UnboundKey::new(&AES_256_GCM, &self.key).ok().map(LessSafeKey::new)
    }

    /// A secret that only [`Seals::open`] gives back, for the same thing.
    pub(super) fn seal(&self, rng: &dyn Rng, of: Uuid, secret: &str) -> Option<String> {
        let mut nonce = [0; NONCE_LEN];
        rng.fill(&mut nonce);
        let mut text = secret.as_bytes().to_vec();
        let aad = Aad::from(of.into_bytes());
        self.key()?.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text).ok()?;
        let mut all = nonce.to_vec();
        all.append(&mut text);
        Some(STANDARD.encode(all))
    }

    /// The secret; nothing where it was sealed with another key or for another thing.
    pub(super) fn open(&self, of: Uuid, sealed: &str) -> Option<String> {
        let all = STANDARD.decode(sealed).ok()?;
        let (nonce, text) = all.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let opened = self.key()?.open_in_place(nonce, Aad::from(of.into_bytes()), &mut text).ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vidik_base::SeededRng;

    #[test]
    fn a_secret_is_opened_with_its_key_for_its_thing_alone() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let seals = Seals::new(b"key");
        let sealed = seals.seal(&SeededRng::new(1), one, "тајна").unwrap();
        assert!(!sealed.contains("тајна"));
        assert_eq!(seals.open(one, &sealed).as_deref(), Some("тајна"));
        assert_eq!(seals.open(other, &sealed), None);
        assert_eq!(Seals::new(b"another").open(one, &sealed), None);
        assert_eq!(seals.open(one, "AAAA"), None);
    }
}
