//! Ids as our format has them, out of XML's.

/// Small letters, digits and hyphens, beginning with a letter or digit, at most 64.
pub(super) fn plain_id(name: &str) -> String {
    let own =
        name.strip_prefix('_').filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit())).unwrap_or(name);
    let sign = |sign: char| {
        let small = sign.to_ascii_lowercase();
        if small.is_ascii_lowercase() || small.is_ascii_digit() { small } else { '-' }
    };
    let id: String = own.trim().chars().map(sign).collect();
    let id: String = id.trim_start_matches('-').chars().take(64).collect();
    if id.is_empty() { "item".to_owned() } else { id }
}

/// Gives each thing an id of its own.
#[derive(Default)]
pub(super) struct Ids(Vec<String>);

impl Ids {
    pub fn give(&mut self, name: &str) -> String {
        let wanted = plain_id(name);
        let mut id = wanted.clone();
        let mut number = 2;
        while self.0.contains(&id) {
            let short: String = wanted.chars().take(58).collect();
            id = format!("{short}-{number}");
            number += 1;
        }
        self.0.push(id.clone());
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_and_each_its_own() {
        let mut ids = Ids::default();
        let given = ["ChoiceA", "_1", "a b", "a_b", "...", "A-B"].map(|name| ids.give(name));
        assert_eq!(given, ["choicea", "1", "a-b", "a-b-2", "item", "a-b-3"]);
        assert_eq!(plain_id(&"x".repeat(100)).len(), 64);
    }
}
