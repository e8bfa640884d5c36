//! A row as it is written: a small course, what is asked of it, and what must come of that.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use vidik_sequencing::definition::{LaunchResource, ResourceKind};
use vidik_sequencing::{Activity, ActivityTree, Edition, IndexedTree};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// A process (`SB.2.1`), an exception (`SB.2.1-2`), or a section with what it is about.
    pub rule: String,
    pub what: String,
    pub tree: Value,
    #[serde(default = "fourth")]
    pub edition: Edition,
    /// Of a course that keeps its shared objectives to itself.
    #[serde(default)]
    pub own_objectives: bool,
    pub steps: Vec<Step>,
}

/// One thing that is done or looked at. Whatever it leaves out is not looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Step {
    /// A navigation request, with its target: `choice two`.
    pub go: Option<String>,
    /// The activity that it delivers, `ends`, `nothing`, or `refused` with the exception.
    pub gives: Option<String>,
    /// How the activity is entered: `ab-initio` or `resume`.
    pub entry: Option<Value>,
    /// What the delivered activity says of itself.
    pub say: Option<Value>,
    /// What is known of activities afterwards, by name.
    pub known: Map<String, Value>,
    /// What the look-ahead tells: `continue`, `choice two`, `hidden two`, `disabled two` …
    pub may: Map<String, Value>,
    /// Shared objectives afterwards, by name.
    pub shared: Map<String, Value>,
    /// Available Children of activities, by name.
    pub children: Map<String, Value>,
    /// Processes that the step goes through, and ones that it must not.
    pub through: Vec<String>,
    pub not_through: Vec<String>,
}

fn fourth() -> Edition {
    Edition::Scorm2004Fourth
}

pub fn read<T: DeserializeOwned>(value: Value) -> T {
    let shown = value.to_string();
    serde_json::from_value(value).unwrap_or_else(|error| panic!("{error}: {shown}"))
}

impl Row {
    pub fn tree(&self) -> IndexedTree {
        IndexedTree::new(ActivityTree {
            edition: self.edition,
            objectives_global_to_system: !self.own_objectives,
            shared_data_global_to_system: true,
            root: activity(&self.tree),
        })
    }
}

/// A name alone is a leaf. An object has `id`, `children`, rules as `[action, condition …]`, and the names of the
/// sequencing definition; a cluster allows choice and flow unless its `control` says otherwise.
fn activity(written: &Value) -> Activity {
    let mut fields = match written {
        Value::String(id) => Map::from_iter([("id".to_owned(), json!(id))]),
        Value::Object(fields) => fields.clone(),
        other => panic!("no activity: {other}"),
    };
    let children: Vec<Activity> = match fields.remove("children") {
        Some(Value::Array(children)) => children.iter().map(activity).collect(),
        _ => Vec::new(),
    };
    let id = fields.remove("id").expect("an activity has an id");
    let id = id.as_str().expect("a name");
    let mut sequencing = sequencing(&mut fields);
    if !children.is_empty() {
        let control = sequencing.entry("control").or_insert_with(|| json!({}));
        let control = control.as_object_mut().expect("control modes");
        control.entry("flow").or_insert(json!(true));
    }
    fields.insert("identifier".to_owned(), json!(id));
    fields.insert("sequencing".to_owned(), Value::Object(sequencing));
    let mut activity: Activity = read(Value::Object(fields));
    if children.is_empty() {
        let href = format!("{id}.html");
        activity.resource = Some(LaunchResource { identifier: id.to_owned(), kind: ResourceKind::Sco, href });
    }
    Activity { children, ..activity }
}

fn sequencing(fields: &mut Map<String, Value>) -> Map<String, Value> {
    let mut sequencing = Map::new();
    let names = ["control", "constrained_choice", "limits", "rollup", "objectives", "randomization", "delivery"];
    for name in names {
        if let Some(value) = fields.remove(name) {
            sequencing.insert(name.to_owned(), value);
        }
    }
    let mut rules = Map::new();
    for kind in ["pre", "exit", "post"] {
        if let Some(Value::Array(written)) = fields.remove(kind) {
            rules.insert(kind.to_owned(), written.iter().map(rule).collect());
        }
    }
    sequencing.insert("rules".to_owned(), Value::Object(rules));
    sequencing
}

/// `[action, condition …]`, all of which must hold; `[action, {"any": [condition …]}]` where one is enough.
fn rule(written: &Value) -> Value {
    let [action, conditions @ ..] = written.as_array().expect("a rule").as_slice() else {
        panic!("a rule has an action: {written}");
    };
    let (combination, conditions) = match conditions {
        [one] if one.get("any").is_some() => ("any", one["any"].as_array().expect("conditions").clone()),
        all => ("all", all.to_vec()),
    };
    let conditions: Vec<Value> = conditions
        .into_iter()
        .map(|condition| if condition.is_string() { json!({"condition": condition}) } else { condition })
        .collect();
    json!({"action": action, "combination": combination, "conditions": conditions})
}
