//! The record: statements written and found, states kept, by a program that speaks xAPI.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::cases::{Subject, Wanted};
use crate::client::{Connection, request};
use crate::failure::Failure;
use crate::load::{Load, Script};
use crate::mix::Part;

/// The program of the demonstration Centre, `demo-lrs` with its secret.
const AUTHORIZATION: &str = "Basic ZGVtby1scnM6dmlkaWstZGVtby1scnM=";
/// Agents that the statements are spread over.
const AGENTS: usize = 100;
/// Statements of one request while the record is filled.
const BATCH: usize = 500;
/// How many there are in the ordinary run.
const MANY: usize = 50_000;
/// How many there are where the case is asked for by its name.
const VERY_MANY: usize = 1_000_000;

fn statement(number: usize) -> Value {
    json!({
        "actor": { "mbox": format!("mailto:agent-{}@bench.test", number % AGENTS) },
        "verb": { "id": "http://adlnet.gov/expapi/verbs/experienced", "display": { "en": "experienced" } },
        "object": {
            "id": format!("https://bench.test/activities/{}", number % 1_000),
            "definition": { "name": { "en": "An activity of the bench" }, "type": "http://adlnet.gov/expapi/activities/lesson" },
        },
        "result": { "score": { "scaled": 0.8 }, "completion": true, "duration": "PT5M" },
        "context": { "contextActivities": { "grouping": [{ "id": "https://bench.test/courses/one" }] } },
    })
}

fn call(method: &str, path: &str, body: &[u8]) -> Vec<u8> {
    let headers =
        [("authorization", AUTHORIZATION), ("x-experience-api-version", "1.0.3"), ("content-type", "application/json")];
    request(method, path, &headers, body)
}

fn batch(from: usize, count: usize) -> Vec<u8> {
    let statements: Vec<Value> = (from..from + count).map(statement).collect();
    call("POST", "/xapi/statements", json!(statements).to_string().as_bytes())
}

/// Fills the record.
async fn fill(address: SocketAddr, count: usize) -> Result<(), Failure> {
    let mut connection = Connection::open(address).await?;
    for from in (0..count).step_by(BATCH) {
        let status = connection.status_of(&batch(from, BATCH)).await?;
        if status != 200 {
            return Err(Failure::Unexpected(format!("statements are answered with {status}")));
        }
    }
    Ok(())
}

/// The loads, over a record that is filled first. By one connection: how long a program waits is asked for.
pub async fn cases(subject: &Subject<'_>, wanted: &Wanted) -> Result<Vec<Part>, Failure> {
    let Subject { site, process, database } = subject;
    let by_name = wanted.0.as_deref().is_some_and(|part| part.contains("1,000,000"));
    let (count, words) = if by_name { (VERY_MANY, "1,000,000") } else { (MANY, "50,000") };
    let agent = "%7B%22mbox%22%3A%22mailto%3Aagent-7%40bench.test%22%7D";
    let state = format!("/xapi/activities/state?activityId=https%3A%2F%2Fbench.test%2Fa&agent={agent}&stateId=s");
    let one = statement(1).to_string();
    let kept = json!({ "bookmark": "x".repeat(1_000) }).to_string();
    let get = format!("/xapi/statements?limit=50&agent={agent}");
    let found = format!("record, GET 50 of an agent at {words}");
    let all = [
        ("record, POST one".to_owned(), 200, call("POST", "/xapi/statements", one.as_bytes()), 1.0),
        ("record, POST 50".to_owned(), 200, batch(0, 50), 8.0),
        (found, 200, call("GET", &get, b""), 3.0),
        ("record, PUT state".to_owned(), 204, call("PUT", &state, kept.as_bytes()), 1.0),
        ("record, GET state".to_owned(), 200, call("GET", &state, b""), 1.0),
    ];
    let asked: Vec<_> = all.into_iter().filter(|(name, ..)| wanted.has(name)).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    fill(site.app, count).await?;
    Connection::open(site.app).await?.status_of(&call("PUT", &state, kept.as_bytes())).await?;
    let parts = asked.into_iter().map(|(name, status, request, most)| {
        let load = Load { address: site.app, scripts: vec![Script::Same(request)], status };
        Part::new(&name, Some(database), *process, load).within(most)
    });
    Ok(parts.collect())
}
