//! Checking a password, and nothing else.

use std::time::{Duration, Instant};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};

use crate::failure::{Failure, Tried as _};

/// Checks a password again and again; prints how many microseconds each took.
#[expect(clippy::print_stdout, reason = "the result is told to whoever started this")]
pub fn hash(seconds: f64) -> Result<(), Failure> {
    // The same parameters as the product's: 19 MiB, two passes, one lane.
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT);
    let hashed = argon.hash_password(b"vidik-demo").tried("a hash")?.to_string();
    let until = Instant::now() + Duration::from_secs_f64(seconds);
    while Instant::now() < until {
        let begun = Instant::now();
        let hashed = PasswordHash::new(&hashed).tried("a hash")?;
        argon.verify_password(b"vidik-demo", &hashed).tried("a check")?;
        println!("{}", begun.elapsed().as_micros());
    }
    Ok(())
}
