//! Attempts that are being played, and the commits of their players.

use serde_json::Value;

use crate::client::request;
use crate::failure::Failure;
use crate::limits::{launch_id, run_id};
use crate::noise::Noise;
use crate::server::{Caller, Site, text};

/// The people of the demonstration Centre who can sign in.
const PEOPLE: usize = 60;
/// Bytes of `cmi.suspend_data`.
const SUSPEND_DATA: usize = 2_000;

/// What a player sends: the same visit, its commits numbered.
pub struct Commits {
    path: String,
    token: String,
    activity: String,
    visit: i64,
    number: u64,
    suspend_data: String,
}

impl Commits {
    /// Writes the next commit down as a request.
    pub fn next(&mut self, buffer: &mut Vec<u8>) {
        self.number += 1;
        let Self { path, token, activity, visit, number, suspend_data } = self;
        let body = format!(
            r#"{{"commits":[{{"number":{number},"activity":"{activity}","visit":{visit},"set":[["cmi.location","{number}"],["cmi.suspend_data","{number} {suspend_data}"]],"terminate":false,"seconds":12}}],"navigation":null}}"#
        );
        let headers = [("content-type", "application/json"), ("authorization", token.as_str())];
        *buffer = request("POST", path, &headers, body.as_bytes());
    }

    /// A player of the limit's own tables.
    pub fn of_limit(database: &str, number: u32, token: &str) -> Self {
        Self {
            path: format!("/{database}/{}/{}", launch_id(number), run_id(number)),
            token: format!("Bearer {token}"),
            activity: "item-1".to_owned(),
            visit: 1,
            number: 0,
            suspend_data: suspend_data(u64::from(number)),
        }
    }
}

fn suspend_data(seed: u64) -> String {
    let mut noise = Noise::new(seed + 100);
    let mut data = String::with_capacity(SUSPEND_DATA + 16);
    while data.len() < SUSPEND_DATA {
        data.push_str(&noise.number().to_string());
    }
    data.truncate(SUSPEND_DATA);
    data
}

/// How many courses it takes for so many attempts.
pub fn courses_for(attempts: usize) -> usize {
    attempts.div_ceil(PEOPLE)
}

/// Opens so many attempts, each of its own registration, and takes a seat in each.
pub async fn open(site: &Site<'_>, slugs: &[String], attempts: usize) -> Result<Vec<Commits>, Failure> {
    let mut open = Vec::with_capacity(attempts);
    let mut content = Caller::stranger(site.content).await?;
    for person in 1..=PEOPLE {
        let mut learner = Caller::sign_in(site.app, &format!("polaznik-{person:03}@demo.test")).await?;
        for slug in slugs {
            if open.len() == attempts {
                return Ok(open);
            }
            learner.post(&format!("/api/v1/courses/{slug}/enrolments"), &Value::Null).await?;
            let launch = seat(&mut learner, &mut content, slug).await?;
            open.push(Commits {
                path: "/play/commit".to_owned(),
                token: format!("Bearer {}", text(&launch, "/token")?),
                activity: text(&launch, "/launch/delivery/activity")?,
                visit: launch.pointer("/launch/delivery/visit").and_then(Value::as_i64).unwrap_or(1),
                number: 0,
                suspend_data: suspend_data(u64::try_from(open.len()).unwrap_or(0)),
            });
        }
    }
    Ok(open)
}

/// Begins or resumes an attempt and trades its code.
pub async fn seat(learner: &mut Caller, content: &mut Caller, slug: &str) -> Result<Value, Failure> {
    let attempt = learner.post(&format!("/api/v1/courses/{slug}/attempts"), &Value::Null).await?;
    let launch = text(&attempt, "/launch_url")?;
    let code = launch.rsplit_once("code=").map(|(_, code)| code).unwrap_or_default();
    content.post("/play/exchange", &serde_json::json!({ "code": code })).await
}
