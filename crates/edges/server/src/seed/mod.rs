//! The demonstration Centre: everything that a first look needs, made by the same verbs that people's clicks reach.
//!
//! Chance is seeded, so that two demonstrations look alike; times are reckoned back from today. What is there already
//! is left as it is, so that seeding twice changes nothing.

mod accounts;
mod courses;
mod people;
mod quizzes;
mod study;

use std::{fmt, sync::Arc};

use chrono::{DateTime, Duration, Utc};
use vidik_assessment::QuizShelf;
use vidik_base::{Clock as _, FixedClock, Rng as _, SeededRng};
use vidik_blob::BlobStore;
use vidik_catalogue::{Course, Editions, ServedPackages};
use vidik_db::Db;
use vidik_identity::{Passwords, people as all_people};
use vidik_learning::Desk;

use crate::{
    config::Config,
    failure::{Failure, OrFail as _},
    machine::SystemClock,
};

/// Of all demonstration accounts.
pub const PASSWORD: &str = "vidik-demo";
/// How long the demonstration Centre has been at work.
const HISTORY: Duration = Duration::days(240);

/// What was added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seeded {
    /// Courses made of packages.
    pub courses: usize,
    /// People, accounts to sign in with included.
    pub people: usize,
    /// Attempts that they began.
    pub attempts: usize,
}

impl fmt::Display for Seeded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { courses, people, attempts } = self;
        if *self == Self::default() {
            return formatter.write_str("the demonstration Centre is there already; nothing was seeded");
        }
        write!(formatter, "seeded {courses} courses, {people} people, {attempts} attempts; ")?;
        write!(
            formatter,
            "sign in as learner@demo.test, author@…, translator@…, trainer@…, coordinator@… or admin@demo.test with {PASSWORD}"
        )
    }
}

/// Whether anybody has an account.
pub async fn has_people(db: &Db) -> Result<bool, Failure> {
    let found = all_people(db.read(), None, 1).await.or_fail("the database did not answer")?;
    Ok(!found.is_empty())
}

/// What the parts of the demonstration are made with.
struct Stage {
    db: Db,
    blobs: BlobStore,
    editions: Arc<Editions>,
    packages: ServedPackages,
    quizzes: QuizShelf,
    rng: Arc<SeededRng>,
    now: DateTime<Utc>,
    home_page: String,
    password_hash: String,
}

impl Stage {
    /// A desk whose clock stands at `at` and is moved by hand.
    fn desk(&self, at: DateTime<Utc>) -> (Desk, Arc<FixedClock>) {
        let clock = Arc::new(FixedClock::new(at));
        let desk = Desk { clock: clock.clone(), rng: self.rng.clone(), home_page: self.home_page.clone() };
        (desk, clock)
    }

    /// When the demonstration began.
    fn beginning(&self) -> DateTime<Utc> {
        self.now - HISTORY
    }

    /// A number below `bound`, which is not 0.
    fn chance(&self, bound: u32) -> u32 {
        let mut bytes = [0_u8; 4];
        self.rng.fill(&mut bytes);
        u32::from_le_bytes(bytes) % bound.max(1)
    }
}

/// Adds whatever of the demonstration is not there yet.
pub async fn seed(db: &Db, blobs: &BlobStore, config: &Config) -> Result<Seeded, Failure> {
    let passwords = Passwords::new(1);
    let public = config.addresses.public_url(config.addresses.ports().0);
    let stage = Stage {
        db: db.clone(),
        blobs: blobs.clone(),
        editions: Arc::new(Editions::default()),
        packages: ServedPackages::default(),
        quizzes: QuizShelf::default(),
        rng: Arc::new(SeededRng::new(20_260_301)),
        now: SystemClock.now(),
        home_page: public.as_str().trim_end_matches('/').to_owned(),
        password_hash: passwords.hash(PASSWORD.to_owned()).await.or_fail("passwords cannot be hashed")?,
    };
    let mut seeded = Seeded::default();
    let institutions = accounts::institutions(&stage).await?;
    let author = accounts::accounts(&stage, &institutions, &mut seeded).await?;
    let courses: Vec<Course> = courses::courses(&stage, &config.limits, author, &mut seeded).await?;
    study::demonstration_learner(&stage, &courses, &mut seeded).await?;
    people::people(&stage, &institutions, &courses, &mut seeded).await?;
    Ok(seeded)
}

#[cfg(test)]
mod tests;
