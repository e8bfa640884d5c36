//! What a launch says: its address, `LMS.LaunchData`, and the statements that are ours to make (cmi5 8, 9.3, 10).

use chrono::{DateTime, SecondsFormat, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use vidik_base::IsoDuration;
use vidik_sequencing::AssignableUnit;

use crate::terms::{categories, extensions, types, verbs};

/// Everything but what a query may hold as it is (RFC 3986, 2.3).
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How a unit is launched (cmi5 10.2.2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LaunchMode {
    /// Results count.
    #[default]
    Normal,
    /// A look around; nothing counts.
    Browse,
    /// A look back; nothing counts.
    Review,
}

impl LaunchMode {
    /// The word of the specification.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::Browse => "Browse",
            Self::Review => "Review",
        }
    }

    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Normal, Self::Browse, Self::Review].into_iter().find(|mode| mode.as_str() == word)
    }
}

/// Where the unit finds the record and its credentials (cmi5 8.1.1, 8.1.2).
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// The record's base address.
    pub endpoint: &'a str,
    /// Where the token is fetched, once.
    pub fetch: &'a str,
    /// Where the unit leads when it is over (cmi5 10.2.6).
    pub return_url: Option<&'a str>,
}

/// A session that begins.
#[derive(Debug, Clone, Copy)]
pub struct Launch<'a> {
    /// Who learns and in which session.
    pub told: Told<'a>,
    /// The unit's id here.
    pub activity: &'a str,
    /// What its course structure says of it.
    pub unit: &'a AssignableUnit,
    /// How it is launched.
    pub mode: LaunchMode,
    /// The unit's whole address, without what the launch adds.
    pub address: &'a str,
}

/// What every statement of ours about a session has in common.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The session.
    pub session: Uuid,
    /// The registration.
    pub registration: Uuid,
    /// The learner, an Agent with an account.
    pub actor: &'a Value,
    /// The publisher's id of the unit, block or course that the statement is about (cmi5 9.6.2.3).
    pub publisher: &'a str,
}

impl Launch<'_> {
    /// The address that is opened: the unit's own query stays (cmi5 8.1, 13.1.4).
    pub fn url(&self, places: &Places<'_>) -> String {
        let (front, fragment) = match self.address.find('#') {
            Some(at) => self.address.split_at(at),
            None => (self.address, ""),
        };
        let mark = match front.find('?') {
            None => "?",
            Some(_) if front.ends_with(['?', '&']) => "",
            Some(_) => "&",
        };
        let encoded = |text: &str| utf8_percent_encode(text, IN_QUERY).to_string();
        let parameters = [
            ("endpoint", encoded(places.endpoint)),
            ("fetch", encoded(places.fetch)),
            ("actor", encoded(&self.told.actor.to_string())),
            ("registration", encoded(&self.told.registration.to_string())),
            ("activityId", encoded(self.activity)),
        ];
        let query: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{front}{mark}{}{fragment}", query.join("&"))
    }

    /// The document `LMS.LaunchData` (cmi5 10.2).
    pub fn data(&self, places: &Places<'_>) -> Value {
        let mut data = Map::new();
        data.insert("contextTemplate".into(), self.told.template());
        data.insert("launchMode".into(), self.mode.as_str().into());
        data.insert("launchMethod".into(), if self.unit.own_window { "OwnWindow" } else { "AnyWindow" }.into());
        data.insert("moveOn".into(), self.unit.move_on.as_str().into());
        if let Some(parameters) = &self.unit.launch_parameters {
            data.insert("launchParameters".into(), parameters.as_str().into());
        }
        if let Some(score) = self.unit.mastery_score {
            data.insert("masteryScore".into(), score.into());
        }
        if let Some(url) = places.return_url {
            data.insert("returnURL".into(), url.into());
        }
        if let Some(key) = &self.unit.entitlement_key {
            data.insert("entitlementKey".into(), json!({ "courseStructure": key }));
        }
        data.into()
    }

    /// The statement that comes before everything else (cmi5 9.3.1, 9.6.3).
    pub fn launched(&self, id: Uuid, now: DateTime<Utc>) -> Value {
        let mut told = Map::new();
        told.insert(extensions::LAUNCH_MODE.into(), self.mode.as_str().into());
        told.insert(extensions::LAUNCH_URL.into(), self.address.into());
        told.insert(extensions::MOVE_ON.into(), self.unit.move_on.as_str().into());
        if let Some(score) = self.unit.mastery_score {
            told.insert(extensions::MASTERY_SCORE.into(), score.into());
        }
        if let Some(parameters) = &self.unit.launch_parameters {
            told.insert(extensions::LAUNCH_PARAMETERS.into(), parameters.as_str().into());
        }
        let object = json!({ "objectType": "Activity", "id": self.activity });
        self.told.statement(id, (verbs::LAUNCHED, "launched"), &object, None, told, now)
    }
}

impl Told<'_> {
    /// `contextTemplate` (cmi5 10.2.1).
    pub fn template(&self) -> Value {
        json!({
            "contextActivities": { "grouping": [{ "objectType": "Activity", "id": self.publisher }] },
            "extensions": { extensions::SESSION: self.session },
        })
    }

    /// A session ended without a word, or another took its place (cmi5 9.3.6, 9.5.4.2).
    pub fn abandoned(&self, id: Uuid, activity: &str, duration: IsoDuration, now: DateTime<Utc>) -> Value {
        let object = json!({ "objectType": "Activity", "id": activity });
        let result = json!({ "duration": duration.to_string() });
        self.statement(id, (verbs::ABANDONED, "abandoned"), &object, Some(result), Map::new(), now)
    }

    /// A unit need not be done (cmi5 9.3.7, 9.5.5.2); the session is made up for this statement.
    pub fn waived(&self, id: Uuid, activity: &str, reason: &str, now: DateTime<Utc>) -> Value {
        let object = json!({ "objectType": "Activity", "id": activity });
        let result = json!({ "success": true, "completion": true, "extensions": { extensions::REASON: reason } });
        self.statement(id, (verbs::WAIVED, "waived"), &object, Some(result), Map::new(), now)
    }

    /// A block, or the course, is satisfied (cmi5 9.3.9).
    pub fn satisfied(&self, id: Uuid, activity: &str, is_course: bool, now: DateTime<Utc>) -> Value {
        let kind = if is_course { types::COURSE } else { types::BLOCK };
        let object = json!({ "objectType": "Activity", "id": activity, "definition": { "type": kind } });
        self.statement(id, (verbs::SATISFIED, "satisfied"), &object, None, Map::new(), now)
    }

    fn statement(
        &self,
        id: Uuid,
        (verb, word): (&str, &str),
        object: &Value,
        result: Option<Value>,
        told: Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Value {
        let mut category = vec![json!({ "objectType": "Activity", "id": categories::CMI5 })];
        let counts = |result: &Value| result.get("success").is_some() || result.get("completion").is_some();
        if result.as_ref().is_some_and(counts) {
            category.push(json!({ "objectType": "Activity", "id": categories::MOVE_ON }));
        }
        let mut known = told;
        known.insert(extensions::SESSION.into(), self.session.to_string().into());
        let mut statement = json!({
            "id": id,
            "actor": self.actor,
            "verb": { "id": verb, "display": { "en": word } },
            "object": object,
            "context": {
                "registration": self.registration,
                "contextActivities": {
                    "grouping": [{ "objectType": "Activity", "id": self.publisher }],
                    "category": category,
                },
                "extensions": known,
            },
            "timestamp": now.to_rfc3339_opts(SecondsFormat::Millis, true),
        });
        if let (Some(result), Some(statement)) = (result, statement.as_object_mut()) {
            statement.insert("result".into(), result);
        }
        statement
    }
}
