//! Messages in ICU `MessageFormat`, as far as the product's sources use it.
//!
//! Arguments `{name}` and `{name, number}`, `{name, plural, =0 {…} one {…} other {…}}` without offset,
//! `{name, select, key {…} other {…}}`, `#` within plural, and quoting with apostrophes (`''` is an
//! apostrophe, `'{'` a literal brace; any other apostrophe stands for itself).

mod format;
mod parse;

use std::collections::BTreeSet;

use crate::plural::PluralCategory;
use crate::script;

pub(crate) use parse::parse;

/// A message's syntax tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Message(pub(crate) Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// Text of the message itself.
    Text(String),
    /// `{name}`; `grouped` for `{name, number}`.
    Argument { name: String, grouped: bool },
    /// `#`: the number of the plural around it.
    Number,
    /// The first branch that fits; `other` is always there.
    Plural { name: String, branches: Vec<(PluralKey, Message)> },
    /// The branch of that key, else `other`, which is always there.
    Select { name: String, branches: Vec<(String, Message)> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PluralKey {
    /// `=0`
    Exactly(i64),
    Category(PluralCategory),
}

impl Message {
    /// A message that is its source text.
    pub(crate) fn literal(text: String) -> Self {
        Self(vec![Part::Text(text)])
    }

    /// The same message in Serbian Latin: the text parts change, names and keys do not.
    pub(crate) fn to_latin(&self) -> Self {
        Self(self.0.iter().map(Part::to_latin).collect())
    }

    /// The names of all arguments.
    pub(crate) fn arguments(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.each_part(&mut |part| {
            if let Part::Argument { name, .. } | Part::Plural { name, .. } | Part::Select { name, .. } = part {
                names.insert(name.as_str());
            }
        });
        names
    }

    /// The keys of every `select`, as `name: key, key`.
    pub(crate) fn selections(&self) -> BTreeSet<String> {
        let mut selections = BTreeSet::new();
        self.each_part(&mut |part| {
            if let Part::Select { name, branches } = part {
                let keys: BTreeSet<&str> = branches.iter().map(|(key, _)| key.as_str()).collect();
                selections.insert(format!("{name}: {}", Vec::from_iter(keys).join(", ")));
            }
        });
        selections
    }

    /// The plural arguments that lack one of these categories, with the category.
    pub(crate) fn missing_categories(&self, needed: &[PluralCategory]) -> Vec<(String, PluralCategory)> {
        let mut missing = Vec::new();
        self.each_part(&mut |part| {
            if let Part::Plural { name, branches } = part {
                for category in needed {
                    if !branches.iter().any(|(key, _)| *key == PluralKey::Category(*category)) {
                        missing.push((name.clone(), *category));
                    }
                }
            }
        });
        missing
    }

    fn each_part<'a>(&'a self, visit: &mut impl FnMut(&'a Part)) {
        for part in &self.0 {
            visit(part);
            match part {
                Part::Plural { branches, .. } => {
                    for (_, branch) in branches {
                        branch.each_part(visit);
                    }
                }
                Part::Select { branches, .. } => {
                    for (_, branch) in branches {
                        branch.each_part(visit);
                    }
                }
                Part::Text(_) | Part::Argument { .. } | Part::Number => {}
            }
        }
    }
}

impl Part {
    fn to_latin(&self) -> Self {
        match self {
            Self::Text(text) => Self::Text(script::to_latin(text)),
            Self::Plural { name, branches } => Self::Plural {
                name: name.clone(),
                branches: branches.iter().map(|(key, branch)| (*key, branch.to_latin())).collect(),
            },
            Self::Select { name, branches } => Self::Select {
                name: name.clone(),
                branches: branches.iter().map(|(key, branch)| (key.clone(), branch.to_latin())).collect(),
            },
            Self::Argument { .. } | Self::Number => self.clone(),
        }
    }
}
