//! Password hashes: Argon2id, off the async threads, a few at a time.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, PasswordHasher as _, Version, password_hash::phc::PasswordHash};
use subtle::ConstantTimeEq as _;
use thiserror::Error;
use tokio::sync::Semaphore;

/// Hashes and checks passwords. Clones share the same limit.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// The memory of checks that are done, for those to come: given back to the system's allocator, pieces of this
    /// size would stay with the process several times over.
    memory: Arc<Mutex<Vec<Memory>>>,
}

/// What a hash is made in.
type Memory = Vec<Block>;

/// What is checked when nobody has the name, so that an unknown name takes as long as a known one. No password is
/// known to come to it, and one that did would not open anything.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3MgYWNjb3VudA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password could not be hashed.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Shorter than eight characters.
    #[error("a password has at least 8 characters")]
    TooShort,
    /// Longer than 256 characters.
    #[error("a password has at most 256 characters")]
    TooLong,
    /// The hash itself failed, or its thread was gone.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
}

/// 19 MiB, two passes, one lane.
fn argon() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

impl Passwords {
    /// At most `parallel` hashes at a time, each taking 19 MiB.
    pub fn new(parallel: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(parallel.max(1))), memory: Arc::default() }
    }

    /// Hashes a new password, as a PHC string with its own salt.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        match password.chars().count() {
            0..8 => return Err(PasswordError::TooShort),
            8..=256 => {}
            _ => return Err(PasswordError::TooLong),
        }
        self.off_thread(move || hash_now(&password)).await?
    }

    /// Whether `password` is the one that was hashed. Without a hash it works as long and says no.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, PasswordError> {
        if password.chars().count() > 256 {
            return Ok(false);
        }
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| DECOY.to_owned());
        let kept = Arc::clone(&self.memory);
        let right = self
            .off_thread(move || {
                let mut memory = kept.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
                let right = comes_to(&password, &hash, &mut memory).unwrap_or(false);
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
                right
            })
            .await?;
        Ok(known && right)
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.map_err(|error| PasswordError::Hash(error.to_string()))?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        })
        .await
        .map_err(|error| PasswordError::Hash(error.to_string()))
    }
}

/// Whether the password comes to that hash, with whatever parameters it was made; nothing where it is none.
fn comes_to(password: &str, hash: &str, memory: &mut Memory) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = Version::try_from(hash.version?).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let (salt, known) = (hash.salt?, hash.hash?);
    memory.resize(params.block_count().max(memory.len()), Block::default());
    let mut output = vec![0; known.len()];
    let argon = Argon2::new(algorithm, version, params);
    argon.hash_password_into_with_memory(password.as_bytes(), salt.as_ref(), &mut output, memory).ok()?;
    Some(output.ct_eq(known.as_bytes()).into())
}

fn hash_now(password: &str) -> Result<String, PasswordError> {
    argon()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| PasswordError::Hash(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_opens() {
        let passwords = Passwords::new(1);
        let hash = passwords.hash("vidik-demo".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify("vidik-demo".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("vidik-Demo".to_owned(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("no account has this password".to_owned(), None).await.unwrap());
        assert!(matches!(passwords.hash("short".to_owned()).await, Err(PasswordError::TooShort)));
    }
}
