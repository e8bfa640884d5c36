//! How the record and the reports do with little in them, and with much: the same requests before and after the tables
//! grew. By one connection: how long a program waits is asked for.

mod rows;
mod tables;

use std::path::Path;
use std::time::Instant;

use serde_json::json;

use crate::cases::{Wanted, at_least};
use crate::client::{Connection, request};
use crate::failure::{Failure, Tried as _};
use crate::load::{Load, Script};
use crate::mix::{self, Part};
use crate::once::median;
use crate::package;
use crate::postgres::Postgres;
use crate::processes::{Running, Yard, resident_mib};
use crate::report::Row;
use crate::server::{Caller, Site, publish};

use self::rows::{ACTIVITIES, AGENTS, statement};
use self::tables::Tables;

/// The program of the demonstration Centre, `demo-lrs` with its secret.
const AUTHORIZATION: &str = "Basic ZGVtby1scnM6dmlkaWstZGVtby1scnM=";
/// Statements of one request while the record is filled.
const BATCH: usize = 500;
/// The institution that all people of the tables belong to.
const INSTITUTION: &str = "demo-ministry";
/// Courses that registrations are spread over.
const COURSES: usize = 10;
/// Rows of a list's part.
const PART: usize = 100;
/// Rows that changed last, which whoever keeps up asks for.
const CHANGED: usize = 1_000;
/// How often a file is fetched.
const TIMES: usize = 3;
/// What every list and write may lose: its time with all the data is at most 1.2 times its time with little.
const KEPT: f64 = 1.0 / 1.2;

/// How much there is.
struct Stage {
    statements: usize,
    registrations: usize,
}

const LITTLE: Stage = Stage { statements: 50_000, registrations: 10_000 };
const MUCH: Stage = Stage { statements: 1_000_000, registrations: 1_000_000 };

/// One request that is sent at both stages.
struct Case {
    name: &'static str,
    status: u16,
    request: Vec<u8>,
    /// Milliseconds within which half are to be answered, where there is such a goal.
    most_ms: Option<f64>,
}

/// The loads of both stages on both databases, and the files of 100,000 rows.
pub async fn rows(
    yard: &Yard,
    program: &Path,
    postgres: Option<&mut Postgres>,
    wanted: &Wanted,
    seconds: f64,
) -> Result<Vec<Row>, Failure> {
    let names = ["record, ", "registrations", "progress list", "export", "100,000 rows", "1,000,000", "growth"];
    if wanted.0.as_deref().is_some_and(|part| !names.iter().any(|name| name.contains(part) || part.contains(name))) {
        return Ok(Vec::new());
    }
    let site = Site::new(yard, program, "growth", None)?;
    let mut rows = of_database(yard, &site, "sqlite", wanted, seconds).await?;
    site.remove()?;
    if let Some(postgres) = postgres {
        let site = Site::new(yard, program, "growth-postgres", Some(postgres.database("growth")?))?;
        rows.extend(of_database(yard, &site, "postgres", wanted, seconds).await?);
        postgres.drop_database("growth")?;
    }
    Ok(rows)
}

async fn of_database(
    yard: &Yard,
    site: &Site<'_>,
    database: &'static str,
    wanted: &Wanted,
    seconds: f64,
) -> Result<Vec<Row>, Failure> {
    site.fill()?;
    let mut server = site.serve()?.0;
    prepare(yard, site).await?;
    let mut parts: Vec<Part> = Vec::new();
    let mut memory = 0.0_f64;
    let mut before = Stage { statements: 0, registrations: 0 };
    for stage in [LITTLE, MUCH] {
        drop(server);
        server = grown(site, &before, &stage).await?;
        let mut loads = parts_of(site, &server, database, &stage, wanted).await?;
        memory = memory.max(mix::run(&mut loads, seconds, yard, server.id()).await?);
        parts.extend(loads);
        before = stage;
    }
    let mut rows = mix::rows(&parts);
    rows.extend(exports(site, database, wanted).await?);
    memory = memory.max(resident_mib(server.id()).unwrap_or(0.0));
    if wanted.has("memory, with 1,000,000") {
        let row = Row::at_most("memory, with 1,000,000 of each", memory, "MiB", 120.0);
        rows.push(Row { database: Some(database), ..row });
    }
    Ok(rows)
}

/// The courses, the state that is kept, and the statements of the first stage, which come in as a program sends them.
async fn prepare(yard: &Yard, site: &Site<'_>) -> Result<(), Failure> {
    let path = yard.folder().join("growth.zip");
    package::small(&path)?;
    let archive = std::fs::read(&path).tried("a package")?;
    let mut author = Caller::sign_in(site.app, "author@demo.test").await?;
    let slugs: Vec<String> = (0..COURSES).map(course).collect();
    publish(&mut author, &archive, &slugs).await?;
    let mut connection = Connection::open(site.app).await?;
    for from in (0..LITTLE.statements).step_by(BATCH) {
        let statements: Vec<_> = (from..from + BATCH).map(statement).collect();
        let body = json!(statements).to_string();
        let status = connection.status_of(&call("POST", "/xapi/statements", body.as_bytes())).await?;
        if status != 200 {
            return Err(Failure::Unexpected(format!("statements are answered with {status}")));
        }
    }
    Ok(())
}

fn course(number: usize) -> String {
    format!("growth-course-{number}")
}

/// The server again, on tables that hold so much.
async fn grown(site: &Site<'_>, there: &Stage, wanted: &Stage) -> Result<Running, Failure> {
    let begun = Instant::now();
    let mut tables = Tables::open(site.database()).await?;
    if there.statements > 0 {
        tables.add_statements(there.statements, wanted.statements).await?;
    }
    let slugs: Vec<String> = (0..COURSES).map(course).collect();
    tables.add_registrations(INSTITUTION, &slugs, there.registrations, wanted.registrations).await?;
    tables.settle().await?;
    tell(&format!(
        "{} statements and {} registrations after {:.0} s",
        wanted.statements,
        wanted.registrations,
        begun.elapsed().as_secs_f64()
    ));
    Ok(site.serve()?.0)
}

#[expect(clippy::print_stderr, reason = "tells people how far it is")]
fn tell(words: &str) {
    eprintln!("{words}");
}

fn call(method: &str, path: &str, body: &[u8]) -> Vec<u8> {
    let headers =
        [("authorization", AUTHORIZATION), ("x-experience-api-version", "1.0.3"), ("content-type", "application/json")];
    request(method, path, &headers, body)
}

async fn parts_of(
    site: &Site<'_>,
    server: &Running,
    database: &'static str,
    stage: &Stage,
    wanted: &Wanted,
) -> Result<Vec<Part>, Failure> {
    let (many, little) = (stage.statements > LITTLE.statements, LITTLE);
    let mut parts = Vec::new();
    let record = record().into_iter().map(|case| (case, little.statements, stage.statements));
    let lists = lists(site, stage).await?;
    let lists = lists.into_iter().map(|case| (case, little.registrations, stage.registrations));
    for (case, before, now) in record.chain(lists) {
        let name = format!("{} at {}", case.name, thousands(now));
        if !wanted.has(&name) && !wanted.has("growth") {
            continue;
        }
        let load = Load { address: site.app, scripts: vec![Script::Same(case.request)], status: case.status };
        let mut part = Part::new(&name, Some(database), server.id(), load);
        if let Some(most) = case.most_ms {
            part = part.within(most);
        }
        if many {
            part = part.against(format!("{} at {}", case.name, thousands(before)), Some(at_least(KEPT)));
        }
        parts.push(part);
    }
    Connection::open(site.app).await?.status_of(&state("PUT")).await?;
    Ok(parts)
}

/// `1,000,000`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn state(method: &str) -> Vec<u8> {
    let agent = agent(7);
    let path = format!("/xapi/activities/state?activityId=https%3A%2F%2Fbench.test%2Fa&agent={agent}&stateId=s");
    let kept = json!({ "bookmark": "x".repeat(1_000) }).to_string();
    call(method, &path, if method == "PUT" { kept.as_bytes() } else { b"" })
}

fn agent(number: usize) -> String {
    format!("%7B%22mbox%22%3A%22mailto%3Aagent-{}%40bench.test%22%7D", number % AGENTS)
}

fn record() -> Vec<Case> {
    let case = |name, status, request, most| Case { name, status, request, most_ms: Some(most) };
    let fifty: Vec<_> = (0..50).map(statement).collect();
    let activity = format!("https%3A%2F%2Fbench.test%2Factivities%2F{}", ACTIVITIES / 2);
    let find = |question: &str| call("GET", &format!("/xapi/statements?limit=50&{question}"), b"");
    vec![
        case("record, POST one", 200, call("POST", "/xapi/statements", statement(1).to_string().as_bytes()), 1.0),
        case("record, POST 50", 200, call("POST", "/xapi/statements", json!(fifty).to_string().as_bytes()), 8.0),
        case("record, GET 50 of an agent", 200, find(&format!("agent={}", agent(7))), 3.0),
        case("record, GET 50 of an activity", 200, find(&format!("activity={activity}")), 3.0),
        case("record, PUT state", 204, state("PUT"), 1.0),
        case("record, GET state", 200, state("GET"), 1.0),
    ]
}

async fn lists(site: &Site<'_>, stage: &Stage) -> Result<Vec<Case>, Failure> {
    let admin = Caller::sign_in(site.app, "admin@demo.test").await?;
    let coordinator = Caller::sign_in(site.app, "coordinator@demo.test").await?;
    let case = |name, who: &Caller, path: String| {
        let bearer = format!("Bearer {}", who.token());
        Case { name, status: 200, request: request("GET", &path, &[("authorization", &bearer)], b""), most_ms: None }
    };
    let of = |rest: &str| format!("/api/v1/institutions/{INSTITUTION}/registrations?limit={PART}{rest}");
    let since = tables::moment(stage.registrations.saturating_sub(CHANGED));
    Ok(vec![
        case("registrations of everybody", &admin, format!("/api/v1/registrations?limit={PART}")),
        case("registrations of an institution", &coordinator, of("")),
        case("registrations, in progress", &coordinator, of("&status=in_progress")),
        case("registrations, of a course", &coordinator, of("&course=growth-course-3")),
        case("registrations, changed lately", &coordinator, of(&format!("&updated_since={since}"))),
        case("progress list", &coordinator, format!("/api/v1/institutions/{INSTITUTION}/progress?limit={PART}")),
    ])
}

/// Files with every row of one course: 100,000 of them.
async fn exports(site: &Site<'_>, database: &'static str, wanted: &Wanted) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for format in ["csv", "xlsx", "ndjson"] {
        let name = format!("export of 100,000 rows, {format}");
        if !wanted.has(&name) && !wanted.has("growth") {
            continue;
        }
        let mut coordinator = Caller::sign_in(site.app, "coordinator@demo.test").await?;
        let path = format!("/api/v1/institutions/{INSTITUTION}/registrations?course=growth-course-3&format={format}");
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let begun = Instant::now();
            let answer = coordinator.get(&path).await?;
            times.push(begun.elapsed().as_secs_f64());
            let lines = answer.body.split(|byte| *byte == b'\n').count().saturating_sub(1);
            let whole = format == "xlsx" && answer.body.ends_with(&[0, 0]) || lines >= MUCH.registrations / COURSES;
            if answer.status != 200 || !whole {
                return Err(Failure::Unexpected(format!("{path} gave {} and {lines} lines", answer.status)));
            }
        }
        rows.push(Row { database: Some(database), ..Row::at_most(&name, median(times), "s", 5.0) });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_people() {
        assert_eq!([0, 999, 1_000, 50_000, 1_000_000].map(thousands), ["0", "999", "1,000", "50,000", "1,000,000"]);
    }
}
