//! A course structure as `cmi5.xml` describes it (cmi5 13.1).

use vidik_base::{LanguageTag, LocalizedText};
use vidik_sequencing::AssignableUnit;

/// A whole course.
#[derive(Debug, Clone, PartialEq)]
pub struct Structure {
    /// The publisher's id, an IRI.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Description.
    pub description: Text,
    /// The objectives that units and blocks may refer to.
    pub objectives: Vec<Objective>,
    /// What it is made of, never empty.
    pub parts: Vec<Part>,
}

/// `langstring`s: a text in several languages, the first being the one to show where nothing else is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The first one's words.
    pub first: String,
    /// All that say their language.
    pub all: LocalizedText,
}

impl Text {
    /// The languages in which it is said.
    pub fn languages(&self) -> impl Iterator<Item = &LanguageTag> {
        self.all.iter().map(|(language, _)| language)
    }
}

/// An objective.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objective {
    /// The publisher's id, an IRI.
    pub id: String,
    /// Title.
    pub title: Text,
}

/// A unit, or a block of such.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// `<au>`.
    Unit(Unit),
    /// `<block>`.
    Block(Block),
}

/// `<block>`.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The publisher's id, an IRI.
    pub id: String,
    /// Title.
    pub title: Text,
    /// What it is made of, never empty.
    pub parts: Vec<Part>,
}

/// `<au>`: an assignable unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The publisher's id, an IRI.
    pub id: String,
    /// Title.
    pub title: Text,
    /// A path in the archive with query and fragment, as part of a URL; or a whole URL.
    pub address: String,
    /// Everything else.
    pub terms: AssignableUnit,
}
