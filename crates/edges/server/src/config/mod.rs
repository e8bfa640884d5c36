//! Settings: from `vidik.toml`, overridden by `VIDIK_…` variables. Nothing else of this program reads the environment.

mod addresses;
mod keys;
mod problem;
mod read;

use std::{collections::BTreeMap, num::NonZeroUsize, path::PathBuf};

pub use addresses::{Addresses, Neighbours};
pub use keys::{KEYS, Kind};
pub use problem::ConfigProblem;

pub use read::Sources;
use read::Values;
use vidik_base::{InterfaceLanguage, LanguageTag, LocalizedText};
use vidik_blob::{BlobOptions, S3Access};
use vidik_catalogue::ImportLimits;
use vidik_lang::FallbackChains;

const MEGABYTE: u64 = 1 << 20;
/// How addresses of databases begin.
const DATABASES: [&str; 3] = ["sqlite:", "postgres:", "postgresql:"];
/// How addresses of file stores begin.
const FILE_STORES: [&str; 2] = ["file://", "s3://"];

/// How lines of the log are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    #[default]
    Json,
    /// For people.
    Pretty,
}

/// Everything that the operator sets.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where both servers listen, and where people reach them.
    pub addresses: Addresses,
    /// `sqlite://path` or `postgres://…`.
    pub database_url: String,
    /// `file://folder` or `s3://bucket/prefix`.
    pub blob_url: String,
    /// How the blob store is used.
    pub blob_options: BlobOptions,
    /// Threads that answer requests.
    pub workers: usize,
    /// How long requests in flight may take when the server stops, in seconds.
    pub shutdown_seconds: u64,
    /// Whether the last address in `X-Forwarded-For` is believed.
    pub behind_proxy: bool,
    /// Reads `/metrics` from elsewhere.
    pub metrics_token: Option<String>,
    /// What secrets of forwards are sealed with.
    pub forwarding_key: Option<String>,
    /// As `EnvFilter` reads it.
    pub log_level: String,
    /// How lines look.
    pub log_format: LogFormat,
    /// Sign-in name of the first administrator.
    pub admin_email: String,
    /// The first administrator's password.
    pub admin_password: Option<String>,
    /// What learners read at the top of the page.
    pub centre_name: LocalizedText,
    /// What readers are offered where a text is not in their language, as far as the operator says.
    pub fallback: FallbackChains,
    /// Bounds on what authors upload.
    pub limits: ImportLimits,
}

/// Settings, and what is odd about them.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// Lines for the log; nothing that keeps the program from working.
    pub warnings: Vec<String>,
}

/// Reads file and variables of this process.
pub fn load() -> Result<Loaded, Vec<ConfigProblem>> {
    from_sources(&process_sources().map_err(|problem| vec![problem])?)
}

/// The settings file is `vidik.toml` where `VIDIK_CONFIG` names none; only the named one must be there.
fn process_sources() -> Result<Sources, ConfigProblem> {
    // Variables whose names or values are no Unicode are none of ours.
    let variables: BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let named = variables.get("VIDIK_CONFIG").filter(|path| !path.is_empty());
    let path = PathBuf::from(named.map_or("vidik.toml", String::as_str));
    let file = match std::fs::read_to_string(&path) {
        Ok(text) => Some((path, text)),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            return Err(ConfigProblem::NoFile { file: path.display().to_string(), reason: error.to_string() });
        }
    };
    Ok(Sources { file, variables })
}

/// Settings of whatever sources: what tests use.
pub fn from_sources(sources: &Sources) -> Result<Loaded, Vec<ConfigProblem>> {
    let mut warnings = Vec::new();
    let values = read::read(sources, &mut warnings)?;
    let mut reader = Reader { values, problems: Vec::new() };
    let config = reader.config();
    if reader.problems.is_empty() { Ok(Loaded { config, warnings }) } else { Err(reader.problems) }
}

/// Turns texts into values and gathers what is wrong with them.
struct Reader {
    values: Values,
    problems: Vec<ConfigProblem>,
}

impl Reader {
    fn config(&mut self) -> Config {
        Config {
            addresses: self.addresses(),
            database_url: self.address("database_url", &DATABASES, "sqlite://data/vidik.db"),
            blob_url: self.address("blob_url", &FILE_STORES, "file://data/blobs"),
            blob_options: self.blob_options(),
            workers: self.workers(),
            shutdown_seconds: self.number("shutdown_seconds", 0, 3_600).unwrap_or(30),
            behind_proxy: self.switch("behind_proxy"),
            metrics_token: self.text("metrics_token"),
            forwarding_key: self.text("forwarding_key"),
            log_level: self.log_level(),
            log_format: self.log_format(),
            admin_email: self.text("admin_email").unwrap_or_else(|| "admin@localhost".to_owned()),
            admin_password: self.admin_password(),
            centre_name: self.centre_name(),
            fallback: self.fallback(),
            limits: self.limits(),
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        self.values.get(name).map(|value| value.text.clone()).filter(|text| !text.is_empty())
    }

    fn bad(&mut self, name: &str, reason: impl Into<String>) {
        let place = self.values.get(name).map_or_else(|| name.to_owned(), |value| value.place.clone());
        self.problems.push(ConfigProblem::Bad { place, reason: reason.into() });
    }

    fn number(&mut self, name: &str, least: u64, most: u64) -> Option<u64> {
        let text = self.text(name)?;
        let number = text.trim().parse().ok().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.bad(name, format!("{text:?} is no whole number from {least} to {most}"));
        }
        number
    }

    fn switch(&mut self, name: &str) -> bool {
        match self.text(name).as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => {
                let reason = format!("{other:?} is neither true nor false");
                self.bad(name, reason);
                false
            }
        }
    }

    fn workers(&mut self) -> usize {
        let machine = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let set = self.number("workers", 1, 1_024).and_then(|number| usize::try_from(number).ok());
        set.unwrap_or(machine)
    }

    /// An address of one of these kinds. It is not repeated: it may hold a password.
    fn address(&mut self, name: &str, kinds: &[&str], usual: &str) -> String {
        let Some(text) = self.text(name) else { return usual.to_owned() };
        if !kinds.iter().any(|kind| text.starts_with(kind)) {
            self.bad(name, format!("it begins with {}; write it as {usual}", kinds.join(" or ")));
        }
        text
    }

    fn log_level(&mut self) -> String {
        let Some(text) = self.text("log_level") else { return "info,actix_server=warn".to_owned() };
        if tracing_subscriber::EnvFilter::try_new(&text).is_err() {
            self.bad("log_level", format!("{text:?} cannot be read; write info, or info,vidik_http=debug"));
        }
        text
    }

    fn log_format(&mut self) -> LogFormat {
        match self.text("log_format").as_deref() {
            None | Some("json") => LogFormat::Json,
            Some("pretty") => LogFormat::Pretty,
            Some(other) => {
                let reason = format!("{other:?} is neither json nor pretty");
                self.bad("log_format", reason);
                LogFormat::Json
            }
        }
    }

    fn admin_password(&mut self) -> Option<String> {
        let password = self.text("admin_password")?;
        if password.chars().count() < 8 {
            self.bad("admin_password", "a password has at least 8 characters");
        }
        Some(password)
    }

    fn centre_name(&mut self) -> LocalizedText {
        let mut name = LocalizedText::default();
        for (language, key, usual) in [
            (InterfaceLanguage::En, "centre_name.en", "Regional Migration Training Centre"),
            (InterfaceLanguage::SrCyrl, "centre_name.sr-Cyrl", "Регионални центар за обуку у области миграција"),
            (InterfaceLanguage::Mk, "centre_name.mk", "Регионален центар за обука во областа на миграциите"),
        ] {
            let text = self.text(key).unwrap_or_else(|| usual.to_owned());
            if text.chars().count() > 200 {
                self.bad(key, "a name has at most 200 characters");
            }
            name.set(LanguageTag::from(language), text);
        }
        name
    }

    fn fallback(&mut self) -> FallbackChains {
        let mut chains = FallbackChains::new();
        for (language, key) in [
            (InterfaceLanguage::En, "fallback.en"),
            (InterfaceLanguage::SrCyrl, "fallback.sr-Cyrl"),
            (InterfaceLanguage::SrLatn, "fallback.sr-Latn"),
            (InterfaceLanguage::Mk, "fallback.mk"),
        ] {
            let Some(text) = self.text(key) else { continue };
            let tags: Result<Vec<LanguageTag>, _> =
                text.split([',', ' ']).filter(|tag| !tag.is_empty()).map(LanguageTag::parse).collect();
            match tags {
                Ok(tags) => {
                    chains.insert(language, tags);
                }
                Err(_) => self.bad(key, format!("{text:?} is no list of language tags, as sr-Cyrl, en")),
            }
        }
        chains
    }

    fn limits(&mut self) -> ImportLimits {
        let mut limits = ImportLimits::default();
        let archive = &mut limits.archive;
        let mut megabytes = |name: &str, bytes: &mut u64| {
            if let Some(number) = self.number(name, 1, 1 << 20) {
                *bytes = number * MEGABYTE;
            }
        };
        megabytes("import.compressed_megabytes", &mut archive.compressed_bytes);
        megabytes("import.inflated_megabytes", &mut archive.inflated_bytes);
        megabytes("import.file_megabytes", &mut archive.entry_bytes);
        if let Some(ratio) = self.number("import.ratio", 2, 100_000) {
            archive.ratio = ratio;
        }
        if let Some(files) = self.number("import.files", 1, 1_000_000) {
            archive.entries = files;
        }
        limits
    }

    fn blob_options(&mut self) -> BlobOptions {
        let mut options = BlobOptions {
            cache_folder: self.text("s3.cache_folder").map(PathBuf::from),
            s3: S3Access {
                endpoint: self.text("s3.endpoint"),
                region: self.text("s3.region"),
                key: self.text("s3.access_key_id").zip(self.text("s3.secret_access_key")),
                allow_http: self.switch("s3.allow_http"),
            },
            ..BlobOptions::default()
        };
        if let Some(megabytes) = self.number("s3.cache_megabytes", 1, 1 << 24) {
            options.cache_bytes = megabytes * MEGABYTE;
        }
        let (id, secret) = (self.text("s3.access_key_id"), self.text("s3.secret_access_key"));
        if id.is_some() != secret.is_some() {
            let missing = if id.is_some() { "s3.secret_access_key" } else { "s3.access_key_id" };
            self.bad(missing, "s3.access_key_id and s3.secret_access_key are set together or not at all");
        }
        options
    }
}

#[cfg(test)]
mod tests;
