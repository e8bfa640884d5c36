//! `vidik doctor`: whether everything that the server needs is there, one line a check.

use std::{path::PathBuf, process::ExitCode};

use chrono::Datelike as _;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbErr, Statement};
use vidik_base::Clock as _;
use vidik_db::{Backend, Db, migrate};

use super::say;
use crate::{
    config::{self, Config, Neighbours},
    failure::Failure,
    machine::SystemClock,
    stores,
};

/// Less free space than this is worth a warning: one large upload is kept twice while it is checked.
const LOW_SPACE_MEGABYTES: u64 = 4_096;

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Good,
    Warning,
    Bad,
}

#[derive(Debug, PartialEq, Eq)]
struct Line {
    verdict: Verdict,
    subject: &'static str,
    words: String,
}

fn line(verdict: Verdict, subject: &'static str, words: impl Into<String>) -> Line {
    Line { verdict, subject, words: words.into().replace('\n', " ") }
}

pub async fn run() -> Result<ExitCode, Failure> {
    let loaded = config::load()?;
    let mut lines = vec![line(Verdict::Good, "settings", "can be used")];
    lines.extend(loaded.warnings.iter().map(|warning| line(Verdict::Warning, "settings", warning)));
    database(&loaded.config, &mut lines).await;
    lines.push(blobs(&loaded.config).await);
    origins(&loaded.config, &mut lines);
    lines.push(clock());
    lines.extend(space(&loaded.config));
    for Line { verdict, subject, words } in &lines {
        let word = match verdict {
            Verdict::Good => "ok  ",
            Verdict::Warning => "warn",
            Verdict::Bad => "FAIL",
        };
        say(format!("{word} {subject}: {words}"));
    }
    let bad = lines.iter().any(|line| line.verdict == Verdict::Bad);
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn database(config: &Config, lines: &mut Vec<Line>) {
    let db = match stores::database(config).await {
        Ok(db) => db,
        Err(failure) => {
            let words = failure.to_string().trim_start_matches("vidik: ").trim_end().to_owned();
            lines.push(line(Verdict::Bad, "database", words));
            return;
        }
    };
    lines.push(schema(&db).await);
    if db.backend() == Backend::Sqlite {
        lines.push(sqlite_settings(&db).await);
    }
    // A database that did not answer need not close either.
    let _ = db.close().await;
}

async fn schema(db: &Db) -> Line {
    let name = if db.backend() == Backend::Sqlite { "SQLite" } else { "PostgreSQL" };
    match migrate::status(db).await {
        Err(error) => line(Verdict::Bad, "database", format!("{name} does not answer: {error}")),
        Ok(states) => {
            let applied = states.iter().filter(|state| state.applied).count();
            let words = format!("{name}, {applied} of {} migrations applied", states.len());
            if applied == states.len() {
                line(Verdict::Good, "database", words)
            } else {
                line(
                    Verdict::Warning,
                    "database",
                    format!("{words}; `vidik migrate` or the next start applies the rest"),
                )
            }
        }
    }
}

/// What an acknowledged commit rests on: a log that is written ahead, and pushed to the disk at every commit.
async fn sqlite_settings(db: &Db) -> Line {
    let read = db.write(async move |txn| {
        let journal = pragma(txn, "journal_mode").await?;
        let synchronous = pragma(txn, "synchronous").await?;
        Ok::<_, DbErr>((journal, synchronous))
    });
    match read.await {
        Err(error) => line(Verdict::Bad, "database", format!("cannot be written to: {error}")),
        Ok((journal, synchronous)) => {
            let full = matches!(synchronous.as_str(), "2" | "3");
            let words = format!("journal {journal}, synchronous {synchronous}");
            if journal == "wal" && full {
                line(Verdict::Good, "durability", words)
            } else {
                let advice = "; the file system cannot keep a write-ahead log: use a local disk or PostgreSQL";
                line(Verdict::Bad, "durability", format!("{words}{advice}"))
            }
        }
    }
}

async fn pragma(txn: &DatabaseTransaction, name: &str) -> Result<String, DbErr> {
    let statement = Statement::from_string(txn.get_database_backend(), format!("PRAGMA {name}"));
    let row = txn.query_one_raw(statement).await?.ok_or_else(|| DbErr::Custom(format!("no pragma {name}")))?;
    row.try_get_by_index::<String>(0).or_else(|_| row.try_get_by_index::<i64>(0).map(|number| number.to_string()))
}

async fn blobs(config: &Config) -> Line {
    let tried = async {
        let blobs = stores::blobs(config).await.map_err(|failure| failure.to_string())?;
        let id = blobs.put_bytes(b"vidik doctor").await.map_err(|error| error.to_string())?;
        blobs.delete(id).await.map_err(|error| error.to_string())
    };
    match tried.await {
        Ok(()) => line(Verdict::Good, "files", format!("{} can be written to", config.blob_url)),
        Err(error) => {
            line(Verdict::Bad, "files", format!("{} cannot be written to: {}", config.blob_url, error.trim_end()))
        }
    }
}

fn origins(config: &Config, lines: &mut Vec<Line>) {
    let addresses = &config.addresses;
    let production = addresses.in_production();
    let (app, content) = (addresses.public_url(addresses.ports().0), addresses.content_url(addresses.ports().1));
    lines.push(match (addresses.neighbours(), production) {
        (Neighbours::SameOrigin, _) => {
            line(Verdict::Bad, "origins", "app and content share an origin; give content another host")
        }
        (Neighbours::SameHost, true) => {
            line(Verdict::Bad, "origins", "app and content share a host, and so its cookies; give content another host")
        }
        (_, true) if addresses.shares_this_machine() => {
            let words = format!("others cannot reach course content at {content}; set VIDIK_CONTENT_URL");
            line(Verdict::Bad, "origins", words)
        }
        (Neighbours::SameHost, false) => {
            line(Verdict::Warning, "origins", "app and content share a host; fine on this machine alone")
        }
        (Neighbours::SameSite, true) => line(
            Verdict::Warning,
            "origins",
            "app and content seem to be of one site; a name of its own is safer for content",
        ),
        (_, false) => line(Verdict::Good, "origins", format!("{app} and {content}, for this machine alone")),
        (Neighbours::Apart, true) => line(Verdict::Good, "origins", format!("{app} and {content}")),
    });
    if production && app.scheme() != "https" {
        lines.push(line(
            Verdict::Warning,
            "origins",
            "public_url is not https; passwords go over the wire unprotected",
        ));
    }
}

fn clock() -> Line {
    let now = SystemClock.now();
    if (2026..2100).contains(&now.year()) {
        line(Verdict::Good, "clock", now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    } else {
        line(Verdict::Bad, "clock", format!("shows {now}; set the machine's clock, tokens and records rest on it"))
    }
}

/// Free space where the database and the files lie, as far as they are folders here.
fn space(config: &Config) -> Vec<Line> {
    let database = config.database_url.strip_prefix("sqlite://").map(|path| {
        let path = PathBuf::from(path.split('?').next().unwrap_or(path));
        path.parent().map_or_else(|| PathBuf::from("."), PathBuf::from)
    });
    let files = config.blob_url.strip_prefix("file://").map(PathBuf::from);
    let mut folders: Vec<PathBuf> = [database, files].into_iter().flatten().collect();
    folders.dedup();
    folders.iter().map(|folder| free_space(folder)).collect()
}

fn free_space(folder: &std::path::Path) -> Line {
    let folder = if folder.as_os_str().is_empty() { std::path::Path::new(".") } else { folder };
    let name = folder.display();
    match free_megabytes(folder) {
        None => line(Verdict::Warning, "space", format!("nobody says how much is free in {name}")),
        Some(free) if free < LOW_SPACE_MEGABYTES => {
            line(Verdict::Warning, "space", format!("only {free} MB are free in {name}"))
        }
        Some(free) => line(Verdict::Good, "space", format!("{free} MB are free in {name}")),
    }
}

/// By POSIX `df`: the standard library does not know.
fn free_megabytes(folder: &std::path::Path) -> Option<u64> {
    let output = std::process::Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let kilobytes: u64 = text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kilobytes / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Sources, from_sources};

    fn told(public: &str, content: &str) -> Vec<Verdict> {
        let variables = [("VIDIK_PUBLIC_URL", public), ("VIDIK_CONTENT_URL", content)];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
        let config = from_sources(&Sources { file: None, variables }).unwrap().config;
        let mut lines = Vec::new();
        origins(&config, &mut lines);
        lines.iter().map(|line| line.verdict).collect()
    }

    #[test]
    fn content_stays_apart_from_the_app() {
        assert_eq!(told("http://localhost:8080", "http://127.0.0.1:8081"), [Verdict::Good]);
        assert_eq!(told("http://localhost:8080", "http://localhost:8081"), [Verdict::Warning]);
        assert_eq!(told("https://learn.example", "https://usercontent.test"), [Verdict::Good]);
        assert_eq!(told("https://learn.example", "https://learn.example:8443"), [Verdict::Bad]);
        assert_eq!(told("https://learn.example", "http://127.0.0.1:8081"), [Verdict::Bad]);
        assert_eq!(told("http://learn.example", "http://content.test"), [Verdict::Good, Verdict::Warning]);
    }
}
