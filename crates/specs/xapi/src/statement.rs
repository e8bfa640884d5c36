//! The shape of a statement (xAPI 2.0, 4.2).

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;
use vidik_base::{IsoDuration, Score};

use crate::agent::account_key;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// Id.
    pub id: Uuid,
    /// Who.
    pub actor: Actor,
    /// Did what.
    pub verb: Verb,
    /// With what.
    pub object: Object,
    /// To what result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Outcome>,
    /// In what surroundings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// When it happened.
    #[serde(serialize_with = "moment")]
    pub timestamp: DateTime<Utc>,
    /// When it was written down.
    #[serde(serialize_with = "moment")]
    pub stored: DateTime<Utc>,
    /// Who says so.
    pub authority: Actor,
    /// The version of the specification.
    pub version: String,
}

/// A person or program, known by an account of ours and not by name or address (4.2.2.1, 4.2.2.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Always `Agent`.
    #[serde(rename = "objectType")]
    pub object_type: String,
    /// The account.
    pub account: Account,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The system that has the account.
    #[serde(rename = "homePage")]
    pub home_page: String,
    /// Its name there: an id that tells nothing.
    pub name: String,
}

impl Actor {
    /// An account of the system at `home_page`.
    pub fn account(home_page: &str, name: impl Into<String>) -> Self {
        Self {
            object_type: "Agent".to_owned(),
            account: Account { home_page: home_page.to_owned(), name: name.into() },
        }
    }

    /// One text that is the same for the same actor: what statements are found by.
    pub fn key(&self) -> String {
        account_key(&self.account.home_page, &self.account.name)
    }
}

/// What was done (4.2.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verb {
    /// IRI.
    pub id: String,
    /// In words, by language.
    pub display: BTreeMap<String, String>,
}

/// What it was done with.
pub type Object = Activity;

/// An activity (4.2.4.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Always `Activity`.
    #[serde(rename = "objectType")]
    pub object_type: String,
    /// IRI.
    pub id: String,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<ActivityDefinition>,
}

/// What an activity is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityDefinition {
    /// Title by language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub name: BTreeMap<String, String>,
    /// IRI of its kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is asked, where it is a question.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub interaction: Option<Interaction>,
}

/// A question (4.2.4.1.2): what kind of answer it takes, and which are right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interaction {
    /// `choice`, `true-false`, `matching`, …
    #[serde(rename = "interactionType")]
    pub kind: String,
    /// In the format of the kind; several where each of them is right.
    #[serde(rename = "correctResponsesPattern", default, skip_serializing_if = "Vec::is_empty")]
    pub correct: Vec<String>,
}

impl Activity {
    /// An activity that is only named.
    pub fn named(id: impl Into<String>) -> Self {
        Self { object_type: "Activity".to_owned(), id: id.into(), definition: None }
    }
}

/// A result (4.2.5).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// Score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<ScoreResult>,
    /// Passed or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success: Option<bool>,
    /// Gone through or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion: Option<bool>,
    /// What was answered, in the format of the question's kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    /// How long it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<IsoDuration>,
}

/// A score (4.2.5.1): min ≤ raw ≤ max, and scaled in −1…1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ScoreResult(Score);

impl ScoreResult {
    /// The score as a statement may hold it: bounds that contradict the points are left out.
    pub fn of(score: Score) -> Option<Self> {
        let mut score = score;
        if let (Some(min), Some(max)) = (score.min, score.max)
            && min >= max
        {
            (score.min, score.max) = (None, None);
        }
        if score.raw.zip(score.min).is_some_and(|(raw, min)| raw < min) {
            score.min = None;
        }
        if score.raw.zip(score.max).is_some_and(|(raw, max)| raw > max) {
            score.max = None;
        }
        (!score.is_empty()).then_some(Self(score))
    }
}

/// Surroundings (4.2.6).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Context {
    /// The run through the course.
    pub registration: Uuid,
    /// Activities around it.
    #[serde(rename = "contextActivities", skip_serializing_if = "ContextActivities::is_empty")]
    pub context_activities: ContextActivities,
    /// What wrote it.
    pub platform: String,
    /// The language it happened in.
    pub language: String,
}

/// Activities around the object (4.2.6.2).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ContextActivities {
    /// What it is a direct part of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parent: Vec<Activity>,
    /// What it belongs to: the course.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grouping: Vec<Activity>,
    /// The profile by which it was written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub category: Vec<Activity>,
}

impl ContextActivities {
    fn is_empty(&self) -> bool {
        self.parent.is_empty() && self.grouping.is_empty() && self.category.is_empty()
    }

    /// Every activity with the part that it plays.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Activity)> {
        let parts = [("parent", &self.parent), ("grouping", &self.grouping), ("category", &self.category)];
        parts.into_iter().flat_map(|(part, activities)| activities.iter().map(move |activity| (part, activity)))
    }
}

fn moment<S: Serializer>(moment: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&moment.to_rfc3339_opts(SecondsFormat::Millis, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_never_contradicts_itself() {
        let score = Score { scaled: None, raw: Some(120.0), min: Some(0.0), max: Some(100.0) };
        let json = serde_json::to_value(ScoreResult::of(score)).unwrap();
        assert_eq!(json, serde_json::json!({ "raw": 120.0, "min": 0.0 }));
        assert_eq!(ScoreResult::of(Score::default()), None);
    }
}
