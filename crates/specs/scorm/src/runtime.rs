//! The interpreter of the element table: what a SCO's calls answer, and what they change.

mod session;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::check;
use crate::error::{Operation, Reason, Refusal};
use crate::name::{Name, bind};
use crate::response::{has_one_pattern, same_pattern};
use crate::standard::Standard;
use crate::status;
use crate::table::{Access, Element, Kind, Table};
use crate::time::Span;

/// Values by element name. What is stored between visits and what a delivery brings has this shape.
/// `adl.data.n._access` (`rw`, `r`, `w` or empty; default `rw`) is no element: it says what the data map
/// lets the SCO do with that store.
pub type Data = BTreeMap<String, String>;

/// The look-ahead behind `adl.nav.request_valid`. A target that is missing from a map is not valid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "snake_case")]
pub struct RequestValid {
    /// `true`, `false` or `unknown`; empty counts as `unknown`.
    #[serde(rename = "continue")]
    pub continue_: String,
    /// The same for Previous.
    pub previous: String,
    /// By activity identifier.
    pub choice: BTreeMap<String, String>,
    /// By activity identifier.
    pub jump: BTreeMap<String, String>,
}

/// Where a session is (RTE 3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Before Initialize.
    NotInitialized,
    /// Between Initialize and Terminate.
    Running,
    /// After Terminate.
    Terminated,
}

/// A shared data store (`adl.data`) as a SCO left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedStore {
    /// The store's target identifier.
    pub id: String,
    /// What it holds; `None` when it was emptied or never written.
    pub value: Option<String>,
    /// Whether the SCO may write it: others need not be stored.
    pub writable: bool,
}

/// One SCO's run-time data for one visit.
#[derive(Debug, Clone)]
pub struct RunTime {
    table: &'static Table,
    values: Data,
    counts: BTreeMap<String, usize>,
    valid: RequestValid,
    state: State,
    last: Option<Refusal>,
}

const STORE: &str = "adl.data.n.store";

impl RunTime {
    /// A session before Initialize with the values that the delivery brings. Names that the table does
    /// not know are left out.
    pub fn new(standard: Standard, data: &Data, valid: RequestValid) -> Self {
        let table = Table::of(standard);
        let mut run_time = Self {
            table,
            values: Data::new(),
            counts: BTreeMap::new(),
            valid,
            state: State::NotInitialized,
            last: None,
        };
        for (name, value) in data {
            let parsed = Name::parse(name);
            let known = table.element(&parsed.pattern).is_some()
                || parsed.pattern == "adl.data.n._access" && standard == Standard::Scorm2004;
            if let (true, Some(indices)) = (known, all(&parsed.indices)) {
                run_time.count(&parsed.pattern, &indices);
                run_time.values.insert(name.clone(), value.clone());
            }
        }
        run_time
    }

    /// The same, already running: for the server, which gets what the SCO set in several commits. `data` is what
    /// the delivery brought with what has been stored since over it.
    pub fn resume(standard: Standard, data: &Data) -> Self {
        let mut run_time = Self::new(standard, data, RequestValid::default());
        run_time.state = State::Running;
        run_time
    }

    /// Which standard's model it is.
    pub fn standard(&self) -> Standard {
        self.table.standard
    }

    /// Where the session is.
    pub fn state(&self) -> State {
        self.state
    }

    /// Everything it holds: what the delivery brought and what was set.
    pub fn data(&self) -> &Data {
        &self.values
    }

    /// What to keep of this visit: everything that a SCO can set, objectives' identifiers and the total
    /// time; not what the LMS computes at each delivery, and not `adl.data`, see
    /// [`Self::shared_stores`].
    pub fn stored(&self) -> Data {
        self.values
            .iter()
            .filter(|(name, _)| {
                let pattern = Name::parse(name).pattern;
                let kept = pattern.ends_with(".total_time")
                    || self.table.element(&pattern).is_some_and(|element| element.access != Access::ReadOnly);
                kept && !pattern.starts_with("adl.data.")
            })
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// The shared data stores of this visit.
    pub fn shared_stores(&self) -> Vec<SharedStore> {
        (0..self.counts.get("adl.data").copied().unwrap_or(0))
            .filter_map(|index| {
                Some(SharedStore {
                    id: self.values.get(&format!("adl.data.{index}.id"))?.clone(),
                    value: self.values.get(&format!("adl.data.{index}.store")).cloned(),
                    writable: self.store_access(index).contains('w'),
                })
            })
            .collect()
    }

    /// The value that a SCO would read, whatever the state of the session.
    pub fn get(&self, name: &str) -> Result<String, Refusal> {
        let (parsed, element) = self.resolve(name, Operation::Get)?;
        let refusal = |reason, detail: String| self.refusal(reason, Operation::Get, name, element, detail);
        if element.access == Access::WriteOnly {
            return Err(refusal(Reason::WriteOnly, String::new()));
        }
        let indices = match self.existing(element.name, &parsed.indices) {
            Ok(indices) => indices,
            Err(count) => return Err(refusal(Reason::Index, count.to_string())),
        };
        let store = indices.first().filter(|_| element.name == STORE);
        if store.is_some_and(|index| !self.store_access(*index).contains('r')) {
            return Err(refusal(Reason::WriteOnly, String::new()));
        }
        match element.kind {
            Kind::Fixed(value) | Kind::Children(value) => return Ok(value.to_owned()),
            Kind::Count => return Ok(self.counted(element.name, &indices).to_string()),
            Kind::Valid => return Ok(self.validity(&parsed)),
            _ => {}
        }
        status::computed(self.table.standard, element.name, &self.values)
            .or_else(|| self.values.get(name).cloned())
            .or_else(|| element.default.map(str::to_owned))
            .or_else(|| (self.table.standard == Standard::Scorm12).then(String::new))
            .ok_or_else(|| refusal(Reason::NotSet, String::new()))
    }

    /// Sets a value as a SCO may, whatever the state of the session.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        let (element, indices) = self.may_set(name, value)?;
        if element.name == STORE && value.is_empty() {
            // An emptied store counts as never written (RTE 4.3.1).
            self.values.remove(name);
            return Ok(());
        }
        self.count(element.name, &indices);
        self.values.insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    fn may_set(&self, name: &str, value: &str) -> Result<(&'static Element, Vec<usize>), Refusal> {
        let (parsed, element) = self.resolve(name, Operation::Set)?;
        let refusal = |reason, detail: String| self.refusal(reason, Operation::Set, name, element, detail);
        match (element.access, element.kind) {
            (_, Kind::Fixed(_) | Kind::Children(_) | Kind::Count) => {
                return Err(refusal(Reason::Keyword, String::new()));
            }
            (Access::ReadOnly, _) => return Err(refusal(Reason::ReadOnly, String::new())),
            _ => {}
        }
        let indices = self
            .reachable(element.name, &parsed.indices)
            .map_err(|(reason, number)| refusal(reason, number.to_string()))?;
        if element.name == STORE && !self.store_access(at(&indices, 0)).contains('w') {
            return Err(refusal(Reason::ReadOnly, String::new()));
        }
        for need in element.needs {
            let needed = bind(need, &indices);
            if needed != name && !self.values.contains_key(&needed) {
                return Err(refusal(Reason::Depends, needed));
            }
        }
        let interaction = self.interaction_type(element.kind, &indices);
        if element.kind == Kind::Pattern && interaction.is_some_and(has_one_pattern) && at(&indices, 1) > 0 {
            return Err(refusal(Reason::OnePattern, String::new()));
        }
        check::check(element.kind, value, interaction).map_err(|(reason, detail)| refusal(reason, detail))?;
        if let Some(reason) = self.clash(element, &indices, name, value) {
            return Err(refusal(reason, String::new()));
        }
        Ok((element, indices))
    }

    /// What speaks against a well-formed value because of what is set already.
    fn clash(&self, element: &Element, indices: &[usize], name: &str, value: &str) -> Option<Reason> {
        if element.once && self.values.get(name).is_some_and(|held| held != value) {
            return Some(Reason::Once);
        }
        let taken = match self.interaction_type(element.kind, indices) {
            Some(kind) if element.kind == Kind::Pattern => {
                self.is_taken(element.name, indices, |held| same_pattern(kind, held, value))
            }
            _ => element.unique && self.is_taken(element.name, indices, |held| held == value),
        };
        if taken {
            return Some(Reason::Duplicate);
        }
        None
    }

    /// Whether another member of the innermost list has such a value.
    fn is_taken(&self, pattern: &str, indices: &[usize], same: impl Fn(&str) -> bool) -> bool {
        let Some((own, outer)) = indices.split_last() else {
            return false;
        };
        let count = self.counted(pattern, outer);
        (0..count).filter(|index| index != own).any(|index| {
            let mut others = outer.to_vec();
            others.push(index);
            self.values.get(&bind(pattern, &others)).is_some_and(|held| same(held))
        })
    }

    fn interaction_type(&self, kind: Kind, indices: &[usize]) -> Option<&str> {
        if !matches!(kind, Kind::Response | Kind::Pattern) {
            return None;
        }
        let name = bind("cmi.interactions.n.type", indices);
        self.values.get(&name).map(String::as_str)
    }

    fn resolve(&self, name: &str, operation: Operation) -> Result<(Name, &'static Element), Refusal> {
        let parsed = Name::parse(name);
        if let Some(element) = self.table.element(&parsed.pattern) {
            return Ok((parsed, element));
        }
        let reason = self.why_unknown(name, &parsed.pattern);
        Err(Refusal {
            code: reason.code(self.table.standard, operation),
            reason,
            element: name.to_owned(),
            rule: "",
            detail: String::new(),
        })
    }

    fn why_unknown(&self, name: &str, pattern: &str) -> Reason {
        if name.is_empty() {
            return Reason::NoName;
        }
        if pattern.strip_suffix("._children").is_some_and(|head| self.table.knows(head)) {
            return Reason::NoChildren;
        }
        if pattern.strip_suffix("._count").is_some_and(|head| self.table.knows(head)) {
            return Reason::NoCount;
        }
        let absent = self
            .table
            .not_implemented
            .iter()
            .any(|group| pattern.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')));
        if absent { Reason::NotImplemented } else { Reason::Unknown }
    }

    /// The indices when all of them exist, else how many records the list has.
    fn existing(&self, pattern: &str, indices: &[Option<usize>]) -> Result<Vec<usize>, usize> {
        let mut known = Vec::with_capacity(indices.len());
        for index in indices {
            let count = self.counted(pattern, &known);
            match index {
                Some(index) if *index < count => known.push(*index),
                _ => return Err(count),
            }
        }
        Ok(known)
    }

    /// The indices when all of them exist or come next.
    fn reachable(&self, pattern: &str, indices: &[Option<usize>]) -> Result<Vec<usize>, (Reason, usize)> {
        let mut known = Vec::with_capacity(indices.len());
        for index in indices {
            let count = self.counted(pattern, &known);
            let list = self.table.list(list_of(pattern, known.len()));
            let fixed = list.is_none_or(|list| list.fixed);
            let cap = list.map_or(0, |list| list.cap);
            match index {
                Some(index) if *index < count => known.push(*index),
                Some(index) if *index == count && !fixed && count < cap => known.push(*index),
                Some(index) if *index == count && !fixed => return Err((Reason::Full, cap)),
                _ => return Err((Reason::Index, count)),
            }
        }
        Ok(known)
    }

    /// How many records the list at this depth of the pattern has.
    fn counted(&self, pattern: &str, outer: &[usize]) -> usize {
        let path = bind(list_of(pattern, outer.len()), outer);
        self.counts.get(&path).copied().unwrap_or(0)
    }

    fn count(&mut self, pattern: &str, indices: &[usize]) {
        for (depth, index) in indices.iter().enumerate() {
            let outer = indices.get(..depth).unwrap_or_default();
            let path = bind(list_of(pattern, depth), outer);
            let count = self.counts.entry(path).or_insert(0);
            *count = (*count).max(index + 1);
        }
    }

    fn store_access(&self, index: usize) -> &str {
        self.values.get(&format!("adl.data.{index}._access")).map_or("rw", String::as_str)
    }

    fn validity(&self, name: &Name) -> String {
        let of_target = |map: &BTreeMap<String, String>| {
            let target = name.target.as_deref().unwrap_or_default();
            map.get(target)
                .cloned()
                .unwrap_or_else(|| if map.is_empty() { "unknown".to_owned() } else { "false".to_owned() })
        };
        let answer = match name.pattern.strip_prefix("adl.nav.request_valid.") {
            Some("continue") => self.valid.continue_.clone(),
            Some("previous") => self.valid.previous.clone(),
            Some("choice.{target=}") => of_target(&self.valid.choice),
            _ => of_target(&self.valid.jump),
        };
        if answer.is_empty() { "unknown".to_owned() } else { answer }
    }

    /// A span in the standard's own notation.
    pub(crate) fn span(&self, text: &str) -> Option<Span> {
        match self.table.standard {
            Standard::Scorm2004 => Span::parse(text),
            Standard::Scorm12 => Span::parse_timespan(text),
        }
    }

    fn refusal(&self, reason: Reason, operation: Operation, name: &str, element: &Element, detail: String) -> Refusal {
        Refusal {
            code: reason.code(self.table.standard, operation),
            reason,
            element: name.to_owned(),
            rule: element.rule,
            detail,
        }
    }
}

fn all(indices: &[Option<usize>]) -> Option<Vec<usize>> {
    indices.iter().copied().collect()
}

fn at(indices: &[usize], position: usize) -> usize {
    indices.get(position).copied().unwrap_or(0)
}

/// The part of a pattern that names its list at a depth: `cmi.interactions.n.objectives` is at 1. For
/// `…._count` the list itself ends the path.
fn list_of(pattern: &str, depth: usize) -> &str {
    let mut seen = 0;
    let mut end = 0;
    for segment in pattern.split('.') {
        if segment == "n" {
            if seen == depth {
                break;
            }
            seen += 1;
        }
        if segment == "_count" {
            break;
        }
        end += segment.len() + 1;
    }
    pattern.get(..end.saturating_sub(1)).unwrap_or(pattern)
}
