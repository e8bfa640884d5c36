//! The statements that are sent.

use serde_json::{Value, json};

/// Agents that the statements are spread over.
pub const AGENTS: usize = 100;
/// Activities that they are spread over.
pub const ACTIVITIES: usize = 1_000;

/// A statement as an ordinary program sends it.
pub fn statement(number: usize) -> Value {
    json!({
        "actor": { "mbox": format!("mailto:agent-{}@bench.test", number % AGENTS) },
        "verb": { "id": "http://adlnet.gov/expapi/verbs/experienced", "display": { "en": "experienced" } },
        "object": {
            "id": format!("https://bench.test/activities/{}", number % ACTIVITIES),
            "definition": { "name": { "en": "An activity of the bench" }, "type": "http://adlnet.gov/expapi/activities/lesson" },
        },
        "result": { "score": { "scaled": 0.8 }, "completion": true, "duration": "PT5M" },
        "context": { "contextActivities": { "grouping": [{ "id": "https://bench.test/courses/one" }] } },
    })
}
