//! Identifiers that have to be different from each other.

use std::collections::{BTreeMap, BTreeSet};

/// The identifiers that were given away in one tree.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
    /// The number that was last put to a name, so that ten thousand equal names are no ten thousand searches each.
    last: BTreeMap<String, u32>,
}

impl Names {
    /// Takes the name, or where it is taken the first free one that a number makes of it.
    pub(super) fn claim(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        if self.taken.contains(&free) {
            let last = self.last.entry(name.to_owned()).or_insert(1);
            while self.taken.contains(&free) {
                *last = last.saturating_add(1);
                free = format!("{name}-{last}");
            }
        }
        self.taken.insert(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn equal_names_are_numbered() {
        let mut names = Names::default();
        let claimed: Vec<_> = ["A", "A", "A-3", "A", "B"].into_iter().map(|name| names.claim(name)).collect();
        assert_eq!(claimed, ["A", "A-2", "A-3", "A-4", "B"]);
    }
}
