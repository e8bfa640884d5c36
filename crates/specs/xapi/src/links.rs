//! What a statement is found by (Communication 2.1.3; 2.0: 4.1.6.1).

use serde_json::Value;
use uuid::Uuid;

use crate::{agent::agent_key, check::PARTS, values::read_uuid};

/// Who and what a statement names, and in which part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links<'a> {
    /// Actors by key; a Group's members stand beside it in the same part.
    pub actors: Vec<(Usage, String)>,
    /// Activities by IRI, with the definition where one is given.
    pub activities: Vec<(Usage, &'a str, Option<&'a Value>)>,
    /// The verb's IRI.
    pub verb: &'a str,
    /// The registration, of the statement itself.
    pub registration: Option<Uuid>,
    /// The statement that a StatementRef as object names.
    pub target: Option<Uuid>,
}

/// Which part somebody or something plays in a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Usage {
    /// Its actor.
    Actor,
    /// Its object.
    Object,
    /// Who says so.
    Authority,
    /// Instructor in the context.
    Instructor,
    /// Team in the context.
    Team,
    /// Among contextAgents.
    ContextAgent,
    /// Among contextGroups.
    ContextGroup,
    /// Among contextActivities: parent.
    Parent,
    /// Among contextActivities: grouping.
    Grouping,
    /// Among contextActivities: category.
    Category,
    /// Among contextActivities: other.
    Other,
    /// Anywhere in a SubStatement.
    Sub,
}

impl Usage {
    /// As it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Object => "object",
            Self::Authority => "authority",
            Self::Instructor => "instructor",
            Self::Team => "team",
            Self::ContextAgent => "context_agent",
            Self::ContextGroup => "context_group",
            Self::Parent => "parent",
            Self::Grouping => "grouping",
            Self::Category => "category",
            Self::Other => "other",
            Self::Sub => "sub",
        }
    }
}

/// The links of a statement, one that came in or one that is kept. Nothing stands in it twice.
pub fn links_of(statement: &Value) -> Links<'_> {
    let mut links = Links {
        verb: statement.get("verb").and_then(|verb| verb.get("id")).and_then(Value::as_str).unwrap_or_default(),
        registration: context_of(statement).get("registration").and_then(Value::as_str).and_then(read_uuid),
        ..Links::default()
    };
    links.parts(statement, false);
    if let Some(authority) = statement.get("authority") {
        links.actor(Usage::Authority, authority);
    }
    let object = statement.get("object").unwrap_or(&Value::Null);
    if kind(object) == Some("StatementRef") {
        links.target = object.get("id").and_then(Value::as_str).and_then(read_uuid);
    }
    links
}

fn context_of(statement: &Value) -> &Value {
    statement.get("context").unwrap_or(&Value::Null)
}

fn kind(object: &Value) -> Option<&str> {
    object.get("objectType").and_then(Value::as_str)
}

impl<'a> Links<'a> {
    fn parts(&mut self, statement: &'a Value, within: bool) {
        let usage = |usage| if within { Usage::Sub } else { usage };
        if let Some(actor) = statement.get("actor") {
            self.actor(usage(Usage::Actor), actor);
        }
        if let Some(object) = statement.get("object") {
            match kind(object) {
                Some("Agent" | "Group") => self.actor(usage(Usage::Object), object),
                Some("SubStatement") => self.parts(object, true),
                Some("StatementRef") => {}
                _ => self.activity(usage(Usage::Object), object),
            }
        }
        let context = context_of(statement);
        for (key, part) in [("instructor", Usage::Instructor), ("team", Usage::Team)] {
            if let Some(actor) = context.get(key) {
                self.actor(usage(part), actor);
            }
        }
        for (list, key, part) in
            [("contextAgents", "agent", Usage::ContextAgent), ("contextGroups", "group", Usage::ContextGroup)]
        {
            for actor in context.get(list).and_then(Value::as_array).into_iter().flatten() {
                self.actor(usage(part), actor.get(key).unwrap_or(&Value::Null));
            }
        }
        let places = [Usage::Parent, Usage::Grouping, Usage::Category, Usage::Other];
        for (key, part) in PARTS.into_iter().zip(places) {
            match context.get("contextActivities").and_then(|activities| activities.get(key)) {
                Some(Value::Array(activities)) => {
                    for activity in activities {
                        self.activity(usage(part), activity);
                    }
                }
                Some(activity) => self.activity(usage(part), activity),
                None => {}
            }
        }
    }

    fn actor(&mut self, usage: Usage, actor: &Value) {
        let members = actor.get("member").and_then(Value::as_array).into_iter().flatten();
        for key in std::iter::once(actor).chain(members).filter_map(agent_key) {
            if !self.actors.iter().any(|known| known.0 == usage && known.1 == key) {
                self.actors.push((usage, key));
            }
        }
    }

    fn activity(&mut self, usage: Usage, activity: &'a Value) {
        let Some(id) = activity.get("id").and_then(Value::as_str) else { return };
        let definition = activity.get("definition");
        match self.activities.iter_mut().find(|known| known.0 == usage && known.1 == id) {
            Some(known) => known.2 = known.2.or(definition),
            None => self.activities.push((usage, id, definition)),
        }
    }
}
