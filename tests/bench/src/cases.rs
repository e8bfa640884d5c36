//! The loads: what each sends, and what it is held against.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::client::request;
use crate::failure::Failure;
use crate::launches::{self, Commits};
use crate::limits::tokens::keyed_token;
use crate::load::{Load, Script};
use crate::mix::{Goal, Part, Source};
use crate::package::{LARGE_FILE, SMALL_FILE};
use crate::server::{Caller, Site, text};

/// Connections of every load that has no number of its own.
const CONNECTIONS: usize = 64;
/// Connections of the commits.
const PLAYERS: [usize; 4] = [1, 16, 64, 256];
const LANGUAGES: [&str; 4] = ["en", "sr-Cyrl", "sr-Latn", "mk"];

/// A share of the limit's rate.
pub const fn at_least(ratio: f64) -> Goal {
    Goal { ratio, slowest: None }
}

/// Which cases were asked for.
pub struct Wanted(pub Option<String>);

impl Wanted {
    /// Whether this one was.
    pub fn has(&self, name: &str) -> bool {
        self.0.as_deref().is_none_or(|part| name.contains(part))
    }
}

/// An installation that serves.
pub struct Subject<'a> {
    /// Where.
    pub site: Site<'a>,
    /// As which process.
    pub process: u32,
    /// On what.
    pub database: &'static str,
}

fn same(address: SocketAddr, status: u16, connections: usize, requests: &[Vec<u8>]) -> Load {
    let scripts = requests.iter().cycle().take(connections).cloned().map(Script::Same).collect();
    Load { address, scripts, status }
}

fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    request("GET", path, headers, b"")
}

/// The bare handlers, so many of them as the parts that were made ask for.
pub async fn limits(address: SocketAddr, process: u32, parts: &[Part]) -> Result<Vec<Part>, Failure> {
    let tokens = Caller::stranger(address).await?.get("/tokens").await?;
    let tokens = String::from_utf8_lossy(&tokens.body).into_owned();
    let (signed, keyed) = tokens.split_once('\n').unwrap_or_default();
    let (signed, keyed) = (format!("Bearer {signed}"), format!("Bearer {keyed}"));
    let simple = [
        ("bare JSON", get("/bare", &[])),
        ("bare JSON, token remembered", get("/remembered", &[("authorization", &signed)])),
        ("bare JSON, token checked", get("/checked", &[("authorization", &keyed)])),
        ("4 KiB from memory", get("/memory/4k", &[])),
        ("4 KiB, positioned read", get("/read/4k", &[])),
        ("1 MiB from memory", get("/memory/1m", &[])),
        ("1 MiB, positioned read", get("/read/1m", &[])),
    ];
    let family = |name: &str| name.split([' ', ',']).take(2).collect::<Vec<_>>().join(" ");
    let needed =
        |name: &str| parts.iter().filter_map(|part| part.limit.as_deref()).any(|limit| family(limit) == family(name));
    let mut made: Vec<Part> = simple
        .into_iter()
        .filter(|(name, _)| needed(name))
        .map(|(name, request)| Part::new(name, None, process, same(address, 200, CONNECTIONS, &[request])))
        .collect();
    if needed("hash alone") {
        let mut part = Part::new("hash alone", None, process, same(address, 200, 0, &[]));
        part.source = Source::Hash;
        made.push(part);
    }
    made.extend(raw_rows(address, process, parts)?);
    Ok(made)
}

/// The rows of commits by raw statements, with as many connections as the commits that they are the limit of.
fn raw_rows(address: SocketAddr, process: u32, parts: &[Part]) -> Result<Vec<Part>, Failure> {
    let token = keyed_token()?;
    let mut made = Vec::new();
    for part in parts.iter().filter(|part| part.limit.as_deref() == Some("raw rows")) {
        let Some(database) = part.database else { continue };
        let connections = u32::try_from(part.concurrency()).unwrap_or(1);
        // Loads share no launch: every number comes once.
        let first = if connections == 256 { 256 } else { connections };
        let players = (first..first + connections).map(|number| Commits::of_limit(database, number, &token));
        let scripts = players.map(Script::Commits).collect();
        made.push(Part::new("raw rows", Some(database), process, Load { address, scripts, status: 200 }));
    }
    Ok(made)
}

/// Catalogue and course, to strangers and to somebody who is signed in.
pub async fn reading(subject: &Subject<'_>, wanted: &Wanted) -> Result<Vec<Part>, Failure> {
    let Subject { site, process, database } = subject;
    let mut learner = Caller::sign_in(site.app, "learner@demo.test").await?;
    let list = learner.get("/api/v1/courses").await?.json()?;
    let slug = text(&list, "/items/0/slug")?;
    let bearer = format!("Bearer {}", learner.token());
    let mut catalogue = Vec::new();
    let (mut course, mut unchanged, mut own) = (Vec::new(), Vec::new(), Vec::new());
    for language in LANGUAGES {
        let path = format!("/api/v1/courses/{slug}?lang={language}");
        let tag = Caller::stranger(site.app).await?.get(&path).await?;
        let tag = tag.header("etag").unwrap_or_default().to_owned();
        catalogue.push(get(&format!("/api/v1/courses?lang={language}"), &[("authorization", &bearer)]));
        course.push(get(&path, &[]));
        unchanged.push(get(&path, &[("if-none-match", &tag)]));
        own.push(get(&path, &[("authorization", &bearer)]));
    }
    let limit = "bare JSON, token remembered";
    let part = |name: &str, status, requests: &[Vec<u8>]| {
        Part::new(name, Some(database), *process, same(site.app, status, CONNECTIONS, requests))
    };
    let all = [
        part("catalogue, with a token", 200, &catalogue).against(limit, Some(at_least(0.25))),
        part("course", 200, &course).against(limit, Some(at_least(0.25))),
        part("course, unchanged (304)", 304, &unchanged).against(limit, Some(at_least(0.5))),
        part("course, signed in", 200, &own).against(limit, None),
    ];
    Ok(all.into_iter().filter(|part| wanted.has(&part.name)).collect())
}

/// A lesson in the script that it is written in, and in the one that is made of it.
pub async fn lessons(subject: &Subject<'_>, wanted: &Wanted) -> Result<Vec<Part>, Failure> {
    let Subject { site, process, database } = subject;
    let author = Caller::sign_in(site.app, "author@demo.test").await?;
    let bearer = format!("Bearer {}", author.token());
    let part = |name: &str, language: &str| {
        let path = format!("/api/v1/courses/migration-and-gender/lessons/recognising-exploitation?lang={language}");
        let request = get(&path, &[("authorization", &bearer)]);
        Part::new(name, Some(database), *process, same(site.app, 200, CONNECTIONS, &[request]))
    };
    let written = "lesson, as it is written";
    let all = [
        part(written, "sr-Cyrl").against("bare JSON, token remembered", None),
        part("lesson, in the other script", "sr-Latn").against(written, Some(at_least(0.83))),
    ];
    Ok(all.into_iter().filter(|part| wanted.has(&part.name)).collect())
}

/// Signing in, one after the other.
pub fn signing_in(subject: &Subject<'_>) -> Part {
    let body = json!({ "email": "learner@demo.test", "password": "vidik-demo" }).to_string();
    let request = request("POST", "/api/v1/auth/token", &[("content-type", "application/json")], body.as_bytes());
    let load = same(subject.site.app, 200, 1, &[request]);
    Part::new("login", Some(subject.database), subject.process, load).against("hash alone", Some(at_least(0.95)))
}

/// Files of a package.
pub fn files(subject: &Subject<'_>, package: &str, wanted: &Wanted) -> Vec<Part> {
    let accept = [("accept-encoding", "gzip, deflate, br")];
    let part = |name: &str, file: &str| {
        let request = get(&format!("/files/{package}/{file}"), &accept);
        Part::new(name, None, subject.process, same(subject.site.content, 200, CONNECTIONS, &[request]))
    };
    let all = [
        part("file, 4 KiB", SMALL_FILE).against("4 KiB from memory", Some(at_least(0.9))),
        part("file, 1 MiB", LARGE_FILE).against("1 MiB, positioned read", Some(at_least(0.9))),
    ];
    all.into_iter().filter(|part| wanted.has(&part.name)).collect()
}

/// Commits of so many players at once, each with an attempt of their own.
pub async fn commits(subject: &Subject<'_>, slugs: &[String]) -> Result<Vec<Part>, Failure> {
    let Subject { site, process, database } = subject;
    let mut players = launches::open(site, slugs, PLAYERS.iter().sum()).await?;
    let mut parts = Vec::new();
    for connections in PLAYERS {
        let rest = players.split_off(connections.min(players.len()));
        let scripts = std::mem::replace(&mut players, rest).into_iter().map(Script::Commits).collect();
        let load = Load { address: site.content, scripts, status: 200 };
        let goal = (connections == 64).then_some(Goal { ratio: 0.7, slowest: Some(3.0) });
        parts.push(Part::new("commit", Some(database), *process, load).against("raw rows", goal));
    }
    Ok(parts)
}

/// The courses that it takes for all commits.
pub fn slugs() -> Vec<String> {
    (1..=launches::courses_for(PLAYERS.iter().sum())).map(|number| format!("bench-course-{number}")).collect()
}

/// A launch from the click on: attempt, player page, code, first file of the content.
pub async fn launch(site: &Site<'_>, slug: &str) -> Result<Vec<f64>, Failure> {
    const TIMES: usize = 40;
    let mut learner = Caller::sign_in(site.app, "learner@demo.test").await?;
    let mut content = Caller::stranger(site.content).await?;
    learner.post(&format!("/api/v1/courses/{slug}/enrolments"), &Value::Null).await?;
    let mut taken = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = std::time::Instant::now();
        let page = content.get("/play/?lang=en").await?;
        let launch = launches::seat(&mut learner, &mut content, slug).await?;
        let url = text(&launch, "/launch/delivery/url")?;
        let lesson = content.get(&url).await?;
        if page.status != 200 || lesson.status != 200 {
            return Err(Failure::Unexpected(format!("a launch gave {} and {}", page.status, lesson.status)));
        }
        taken.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(taken)
}
