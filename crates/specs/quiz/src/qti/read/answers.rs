//! Response declarations: what is right.

use std::collections::BTreeMap;

use crate::qti::dom::Element;

/// The declarations of an item by identifier.
pub(super) struct Declarations<'a>(BTreeMap<&'a str, &'a Element>);

/// What is known of one response.
#[derive(Default)]
pub(super) struct Declaration {
    pub cardinality: String,
    pub base: String,
    correct: Vec<String>,
    /// Values that are worth something.
    mapped: Vec<String>,
    /// Whether the item says that capitals matter.
    pub case_sensitive: bool,
}

impl<'a> Declarations<'a> {
    pub fn of(root: &'a Element) -> Self {
        let all = root.elements().filter(|one| one.name == "responseDeclaration");
        Self(all.filter_map(|one| Some((one.attribute("identifier")?, one))).collect())
    }

    pub fn of_interaction(&self, interaction: &Element) -> Declaration {
        let name = interaction.attribute("responseIdentifier").unwrap_or_default();
        let Some(element) = self.0.get(name) else { return Declaration::default() };
        let of = |name: &str| element.attribute(name).unwrap_or_default().to_owned();
        let correct = element.child("correctResponse").map(|correct| correct.named("value")).unwrap_or_default();
        let entries = element.child("mapping").map(|mapping| mapping.named("mapEntry")).unwrap_or_default();
        let worth = |entry: &&&Element| {
            entry.attribute("mappedValue").and_then(|value| value.parse::<f64>().ok()).is_some_and(|value| value > 0.0)
        };
        Declaration {
            cardinality: of("cardinality"),
            base: of("baseType"),
            correct: correct.iter().map(|value| value.words()).filter(|value| !value.is_empty()).collect(),
            mapped: entries
                .iter()
                .filter(worth)
                .filter_map(|entry| entry.attribute("mapKey").map(str::to_owned))
                .collect(),
            case_sensitive: entries.iter().any(|entry| entry.attribute("caseSensitive") == Some("true")),
        }
    }
}

impl Declaration {
    /// Every right value: the correct response; for words, whatever else is worth something; a mapping alone where
    /// nothing else is said.
    pub fn right(&self) -> Vec<String> {
        let mut right = self.correct.clone();
        if right.is_empty() || self.base == "string" {
            for value in &self.mapped {
                if !right.contains(value) {
                    right.push(value.clone());
                }
            }
        }
        right
    }
}
