//! The cases as they are written: `cases.json`.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Case {
    pub id: String,
    #[serde(default)]
    pub start: Option<String>,
    pub visits: Vec<Visit>,
    #[serde(default)]
    pub must_end_session: bool,
}

#[derive(Debug, Deserialize)]
pub struct Visit {
    pub activity: String,
    #[serde(default)]
    pub ui: Vec<Question>,
    #[serde(default)]
    pub calls: Vec<Call>,
    #[serde(default)]
    pub then: Option<Then>,
}

#[derive(Debug, Deserialize)]
pub struct Question {
    pub ask: String,
    #[serde(default)]
    pub title: Option<String>,
    pub yes: bool,
}

#[derive(Debug, Deserialize)]
pub struct Call {
    #[serde(rename = "call")]
    pub name: String,
    #[serde(default)]
    pub element: Option<String>,
    #[serde(default)]
    pub value: Option<String>,
    #[serde(default)]
    pub expect: Option<serde_json::Value>,
    #[serde(default)]
    pub shorter_than: Option<usize>,
    #[serde(default)]
    pub error: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Then {
    #[serde(rename = "do")]
    pub action: String,
    #[serde(default)]
    pub target: Option<String>,
    #[serde(default)]
    pub exit_first: bool,
    #[serde(default, rename = "then_choose")]
    pub choose: Option<String>,
    #[serde(default)]
    pub package: Option<String>,
    #[serde(default)]
    pub and: Option<Box<AndThen>>,
}

/// What the learner does afterwards: a word, or another step.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum AndThen {
    Word(String),
    Step(Then),
}
