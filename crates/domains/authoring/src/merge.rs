//! Two changes of one unit, made apart from the same words, put together.

use crate::unit::Strings;

/// What comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Merged {
    /// The words that stand from now on.
    pub strings: Strings,
    /// Whether both changed the same text, each in another way: then the working copy's words stand.
    pub clash: bool,
}

/// Words changed on one side alone are taken from there; words changed on both stay as the working copy has them. A
/// text that the newer version has no place for is left out.
pub(crate) fn merge(base: &Strings, newer: &Strings, own: &Strings, places: &[&str]) -> Merged {
    let mut merged = Merged { strings: Strings::new(), clash: false };
    for place in places {
        let (was, theirs, ours) = (base.get(*place), newer.get(*place), own.get(*place));
        let words = match () {
            () if ours == was || ours == theirs => theirs,
            () if theirs == was => ours,
            () => {
                merged.clash = true;
                ours.or(theirs)
            }
        };
        if let Some(words) = words {
            merged.strings.insert((*place).to_owned(), words.clone());
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(pairs: &[(&str, &str)]) -> Strings {
        pairs.iter().map(|(path, words)| ((*path).to_owned(), (*words).to_owned())).collect()
    }

    #[test]
    fn what_one_side_changed_is_taken_from_there() {
        let base = strings(&[("title", "Law"), ("body", "old"), ("hint", "gone")]);
        let newer = strings(&[("title", "The law"), ("body", "old")]);
        let own = strings(&[("title", "Law"), ("body", "mine"), ("hint", "gone")]);
        let merged = merge(&base, &newer, &own, &["title", "body"]);
        assert_eq!(merged, Merged { strings: strings(&[("title", "The law"), ("body", "mine")]), clash: false });
    }

    #[test]
    fn what_both_changed_stays_ours_and_is_told() {
        let base = strings(&[("title", "Law")]);
        let merged = merge(&base, &strings(&[("title", "A")]), &strings(&[("title", "B")]), &["title"]);
        assert_eq!(merged, Merged { strings: strings(&[("title", "B")]), clash: true });
        let agreed = merge(&base, &strings(&[("title", "A")]), &strings(&[("title", "A")]), &["title"]);
        assert!(!agreed.clash);
    }

    #[test]
    fn words_are_never_lost_to_an_empty_place() {
        let base = strings(&[("title", "Law")]);
        let emptied = merge(&base, &strings(&[("title", "A")]), &Strings::new(), &["title"]);
        assert_eq!(emptied, Merged { strings: strings(&[("title", "A")]), clash: true });
    }
}
