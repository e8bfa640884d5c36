//! What every handler stands on.

use std::sync::Arc;

use url::Url;
use vidik_base::{Clock, Rng};
use vidik_blob::BlobStore;
use vidik_catalogue::{Editions, ImportLimits, ServedPackages};
use vidik_db::Db;
use vidik_identity::{AccessTokens, Passwords, SignInThrottle};
use vidik_learning::LaunchTokens;

/// Addresses and names that the operator sets.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach the app.
    pub public_url: Url,
    /// Where people reach course content; may hold `{package}`.
    pub content_url: String,
    /// What learners read at the top of the page.
    pub centre_name: vidik_base::LocalizedText,
    /// Bounds on what authors upload.
    pub limits: ImportLimits,
    /// Token that may read `/metrics` from elsewhere than this machine.
    pub metrics_token: Option<String>,
    /// Whether the last address in `X-Forwarded-For` is believed.
    pub behind_proxy: bool,
}

impl Settings {
    /// The content origin for one package, without a slash at its end.
    pub fn content_origin(&self, package: vidik_base::PackageId) -> String {
        self.content_url.replace("{package}", &package.to_string()).trim_end_matches('/').to_owned()
    }

    /// An address of the app below its public one.
    pub fn app_address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }

    /// Whether the app is served on this machine for this machine alone: the demonstration, and tests.
    pub fn is_on_this_machine(&self) -> bool {
        match self.public_url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Whether cookies are to travel over TLS alone.
    pub fn secure_cookies(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

/// The house behind the edge: composed once, shared by all workers.
pub struct House {
    /// The database.
    pub db: Db,
    /// Archives and their indexes.
    pub blobs: BlobStore,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where secrets and ids come from.
    pub rng: Arc<dyn Rng>,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Slows down guessing.
    pub throttle: SignInThrottle,
    /// Issues and checks access tokens.
    pub access: AccessTokens,
    /// Issues and checks the player's tokens.
    pub launches: LaunchTokens,
    /// Editions that are being played.
    pub editions: Editions,
    /// Packages whose files are being served.
    pub packages: ServedPackages,
    /// Quizzes that are being played.
    pub quizzes: vidik_assessment::QuizShelf,
    /// Lessons of our own format that are being read.
    pub lessons: crate::lessons::LessonShelf,
    /// What the catalogue shows, kept while nothing changes.
    pub catalogue_pages: crate::catalogue::CataloguePages,
    /// How much programs may ask.
    pub allowances: crate::allowance::Allowances,
    /// Lists of people that were read a short while ago.
    pub list_looks: crate::privacy::ListLooks,
    /// Seals the secrets of others.
    pub seals: crate::forwarding::Seals,
    /// Addresses and names.
    pub settings: Settings,
}
