//! The shape of the element table, its lookup, and the table as data.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::error;
use crate::language;
use crate::standard::Standard;
use crate::tables::{scorm12, scorm2004};

/// Who may do what with an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A SCO may only read it.
    ReadOnly,
    /// A SCO may only write it.
    WriteOnly,
    /// A SCO may read and write it.
    ReadWrite,
}

impl Access {
    fn code(self) -> &'static str {
        match self {
            Self::ReadOnly => "ro",
            Self::WriteOnly => "wo",
            Self::ReadWrite => "rw",
        }
    }
}

/// The type of an element's value. Lengths are counted in characters (code points), never in bytes;
/// `floor` is the smallest permitted maximum of the specification, `cap` what we accept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// `characterstring`, `CMIString255`, `CMIString4096`, `CMIFeedback`.
    Text { floor: usize, cap: usize },
    /// `localized_string_type`: an optional `{lang=…}` and text.
    Localized { floor: usize, cap: usize },
    /// `language_type`; the empty string where the element allows it.
    Language { floor: usize },
    /// `long_identifier_type`, `short_identifier_type`: a URI.
    Identifier { floor: usize, cap: usize },
    /// `CMIIdentifier`: no white space.
    Token { floor: usize, cap: usize },
    /// `state (…)`, `CMIVocabulary`.
    Words(&'static [&'static str]),
    /// `real (10,7)` with its range.
    Real { min: Option<f64>, max: Option<f64> },
    /// `CMIDecimal` or blank, with its range.
    Decimal { min: Option<f64>, max: Option<f64> },
    /// `CMIInteger`, `CMISInteger` with its range.
    Integer { min: i64, max: i64 },
    /// One of these words or a real number: the result of an interaction.
    Result(&'static [&'static str]),
    /// `time (second,10,0)`.
    Time,
    /// `timeinterval (second,10,2)`.
    Interval,
    /// `CMITime`: `HH:MM:SS.SS`.
    Clock,
    /// `CMITimespan`: `HHHH:MM:SS.SS`.
    Timespan,
    /// `cmi.interactions.n.learner_response`, in the format of the interaction's type.
    Response,
    /// `cmi.interactions.n.correct_responses.n.pattern`, in the format of the interaction's type.
    Pattern,
    /// `adl.nav.request`.
    Navigation,
    /// `adl.nav.request_valid.…`: answered from the look-ahead.
    Valid,
    /// `_children`: the names, comma-separated.
    Children(&'static str),
    /// `_count` of the list that it belongs to.
    Count,
    /// A constant: `_version`.
    Fixed(&'static str),
}

/// One element of a data model.
#[derive(Debug, Clone, Copy)]
pub struct Element {
    /// The name, with `n` for every index: `cmi.interactions.n.objectives.n.id`.
    pub name: &'static str,
    /// Who may do what.
    pub access: Access,
    /// The type of the value.
    pub kind: Kind,
    /// What `GetValue` answers before anything is set; without one it is error 403 in SCORM 2004, the empty
    /// string in SCORM 1.2.
    pub default: Option<&'static str>,
    /// Elements (same leading indices) that must hold a value first, else error 408.
    pub needs: &'static [&'static str],
    /// No two members of the list may hold the same value (error 351).
    pub unique: bool,
    /// A value, once set, may only be set to itself (error 351).
    pub once: bool,
    /// The first edition of SCORM 2004 that has it (2, 3 or 4); 2 for SCORM 1.2. Later elements are
    /// answered to packages of earlier editions too: no rule forbids it and real packages mix them.
    pub since: u8,
    /// The section that defines it.
    pub rule: &'static str,
}

impl Element {
    /// A SCO may only read it.
    pub const fn ro(name: &'static str, kind: Kind, rule: &'static str) -> Self {
        Self::new(name, Access::ReadOnly, kind, rule)
    }

    /// A SCO may only write it.
    pub const fn wo(name: &'static str, kind: Kind, rule: &'static str) -> Self {
        Self::new(name, Access::WriteOnly, kind, rule)
    }

    /// A SCO may read and write it.
    pub const fn rw(name: &'static str, kind: Kind, rule: &'static str) -> Self {
        Self::new(name, Access::ReadWrite, kind, rule)
    }

    const fn new(name: &'static str, access: Access, kind: Kind, rule: &'static str) -> Self {
        Self { name, access, kind, default: None, needs: &[], unique: false, once: false, since: 2, rule }
    }

    /// With this value before anything is set.
    #[must_use]
    pub const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    /// These must hold a value first.
    #[must_use]
    pub const fn needs(mut self, needs: &'static [&'static str]) -> Self {
        self.needs = needs;
        self
    }

    /// No two members of the list alike.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Set once.
    #[must_use]
    pub const fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// First in this edition of SCORM 2004.
    #[must_use]
    pub const fn since(mut self, edition: u8) -> Self {
        self.since = edition;
        self
    }
}

/// A list of records: `cmi.interactions`, `cmi.interactions.n.objectives`, …
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// The name, with `n` for every index of lists around it.
    pub path: &'static str,
    /// How many records the specification wants at least.
    pub floor: usize,
    /// How many we keep.
    pub cap: usize,
    /// Only the LMS makes records.
    pub fixed: bool,
}

/// The data model of one standard.
#[derive(Debug)]
pub struct Table {
    /// Whose.
    pub standard: Standard,
    /// Every element, in the order of the specification.
    pub elements: &'static [Element],
    /// Every list.
    pub lists: &'static [List],
    /// Groups that earlier models (AICC) know and this one does not implement.
    pub not_implemented: &'static [&'static str],
    by_name: HashMap<&'static str, &'static Element>,
    groups: Vec<&'static str>,
}

impl Table {
    fn build(
        standard: Standard,
        elements: &'static [Element],
        lists: &'static [List],
        not_implemented: &'static [&'static str],
    ) -> Self {
        let by_name = elements.iter().map(|element| (element.name, element)).collect();
        let mut groups = Vec::new();
        for element in elements {
            let mut end = element.name.len();
            while let Some(dot) = element.name.get(..end).and_then(|head| head.rfind('.')) {
                if let Some(head) = element.name.get(..dot)
                    && !groups.contains(&head)
                {
                    groups.push(head);
                }
                end = dot;
            }
        }
        Self { standard, elements, lists, not_implemented, by_name, groups }
    }

    /// The table of a standard.
    pub fn of(standard: Standard) -> &'static Self {
        static SCORM12: LazyLock<Table> = LazyLock::new(|| {
            Table::build(Standard::Scorm12, scorm12::ELEMENTS, scorm12::LISTS, scorm12::NOT_IMPLEMENTED)
        });
        static SCORM2004: LazyLock<Table> =
            LazyLock::new(|| Table::build(Standard::Scorm2004, scorm2004::ELEMENTS, scorm2004::LISTS, &[]));
        match standard {
            Standard::Scorm12 => &SCORM12,
            Standard::Scorm2004 => &SCORM2004,
        }
    }

    /// The element of a name with `n` for indices.
    pub fn element(&self, pattern: &str) -> Option<&'static Element> {
        self.by_name.get(pattern).copied()
    }

    /// The list of a path with `n` for indices.
    pub fn list(&self, pattern: &str) -> Option<&'static List> {
        self.lists.iter().find(|list| list.path == pattern)
    }

    /// Whether the name (with `n` for indices) is an element or a group of elements.
    pub fn knows(&self, pattern: &str) -> bool {
        self.by_name.contains_key(pattern) || self.groups.contains(&pattern)
    }
}

/// Both tables, languages and error texts as JSON, for the interpreter in the browser.
pub fn table_json() -> String {
    let mut root = Map::new();
    root.insert("languages".into(), json!(language::codes()));
    for standard in [Standard::Scorm12, Standard::Scorm2004] {
        root.insert(standard.as_str().into(), standard_json(standard));
    }
    root.insert("reasons".into(), error::reasons_json());
    let mut text = serde_json::to_string(&Value::Object(root)).unwrap_or_default();
    // One type or group a line, so that a change of the table reads well as a difference.
    for start in ["[\"cmi", "[\"adl", "{\"access\"", "{\"kind\""] {
        text = text.replace(start, &format!("\n{start}"));
    }
    text.push('\n');
    text
}

/// `{"types":[…],"groups":[[group, rule, {leaf: index of type, …}],…],"lists":{path:[cap, fixed?]},…}`: everything but
/// the name and the rule is the type. The smallest permitted maxima and the editions stay here: the browser has no use
/// for them.
fn standard_json(standard: Standard) -> Value {
    let table = Table::of(standard);
    let mut types: Vec<Value> = Vec::new();
    let mut groups: Vec<(&str, &str, Map<String, Value>)> = Vec::new();
    for element in table.elements {
        let (group, leaf) = element.name.rsplit_once('.').unwrap_or(("", element.name));
        let of_element = type_json(element);
        let at = types.iter().position(|known| *known == of_element).unwrap_or_else(|| {
            types.push(of_element);
            types.len() - 1
        });
        let of_group = groups.iter().position(|(name, rule, _)| *name == group && *rule == element.rule);
        let of_group = of_group.unwrap_or_else(|| {
            groups.push((group, element.rule, Map::new()));
            groups.len() - 1
        });
        if let Some((_, _, leaves)) = groups.get_mut(of_group) {
            leaves.insert(leaf.to_owned(), json!(at));
        }
    }
    let lists: Map<String, Value> = table
        .lists
        .iter()
        .map(|list| {
            let value = if list.fixed { json!([list.cap, 1]) } else { json!([list.cap]) };
            (list.path.to_owned(), value)
        })
        .collect();
    json!({
        "types": types,
        "groups": groups,
        "lists": lists,
        "absent": table.not_implemented,
        "errors": error::texts_json(standard),
    })
}

fn type_json(element: &Element) -> Value {
    let answered = matches!(element.kind, Kind::Fixed(_) | Kind::Children(_) | Kind::Count | Kind::Valid);
    let mut out = Map::new();
    if element.access != Access::ReadWrite {
        out.insert("access".into(), json!(element.access.code()));
    }
    // What a SCO never writes, the browser never checks.
    if let Value::Object(kind) = kind_json(element.kind)
        && (element.access != Access::ReadOnly || answered)
    {
        out.extend(kind);
    }
    if let Some(default) = element.default {
        out.insert("default".into(), json!(default));
    }
    if !element.needs.is_empty() {
        out.insert("needs".into(), json!(element.needs.join(" ")));
    }
    for (key, set) in [("unique", element.unique), ("once", element.once)] {
        if set {
            out.insert(key.into(), json!(1));
        }
    }
    Value::Object(out)
}

fn kind_json(kind: Kind) -> Value {
    let range = |kind: &str, min: Option<f64>, max: Option<f64>| {
        let mut out = json!({ "kind": kind });
        for (key, bound) in [("min", min), ("max", max)] {
            if let (Some(bound), Some(map)) = (bound, out.as_object_mut()) {
                map.insert(key.into(), json!(bound));
            }
        }
        out
    };
    match kind {
        Kind::Text { cap, .. } => json!({ "kind": "text", "cap": cap }),
        Kind::Localized { cap, .. } => json!({ "kind": "localized", "cap": cap }),
        Kind::Language { .. } => json!({ "kind": "language" }),
        Kind::Identifier { cap, .. } => json!({ "kind": "identifier", "cap": cap }),
        Kind::Token { cap, .. } => json!({ "kind": "token", "cap": cap }),
        Kind::Words(words) => json!({ "kind": "words", "words": words }),
        Kind::Real { min, max } => range("real", min, max),
        Kind::Decimal { min, max } => range("decimal", min, max),
        Kind::Integer { min, max } => json!({ "kind": "integer", "min": min, "max": max }),
        Kind::Result(words) => json!({ "kind": "result", "words": words }),
        Kind::Time => json!({ "kind": "time" }),
        Kind::Interval => json!({ "kind": "interval" }),
        Kind::Clock => json!({ "kind": "clock" }),
        Kind::Timespan => json!({ "kind": "timespan" }),
        Kind::Response => json!({ "kind": "response" }),
        Kind::Pattern => json!({ "kind": "pattern" }),
        Kind::Navigation => json!({ "kind": "navigation" }),
        Kind::Valid => json!({ "kind": "valid" }),
        Kind::Children(value) | Kind::Fixed(value) => json!({ "kind": "fixed", "value": value }),
        Kind::Count => json!({ "kind": "count" }),
    }
}
