//! Words in which two Latin letters are two Cyrillic ones.
//!
//! Each entry is the beginning of a family of words, with a bar where the digraph splits.

use super::table::lower;

/// Foreign stems with a border between n and j; prefixes may stand before them.
const ANYWHERE: &[&str] = &[
    "in|jekc",
    "in|jekt",
    "in|jicir",
    "in|jurij",
    "kon|jekt",
    "kon|jug",
    "kon|junk",
    "kon|juktiv",
    "tan|jug",
    "van|jezi",
    "van|jugoslov",
    "pan|jugoslov",
    "ssrn|j",
];

/// Families that open a word (a negation may stand before), above all prefixes in d before a stem in ž.
/// In other places the same letters are њ or џ, as in `kanjon`, `hodžalar`.
const AT_THE_START: &[&str] = &[
    "an|jon",
    "nad|žive",
    "nad|živl",
    "nad|živi",
    "nad|žnj",
    "nad|žanj",
    "nad|žet",
    "nad|ždr",
    "nad|župan",
    "nad|žarg",
    "od|žal",
    "od|žari",
    "od|žive",
    "od|živl",
    "od|živi",
    "od|žubor",
    "od|žva",
    "od|žvrg",
    "od|ždr",
    "pod|žanr",
    "pod|žbun",
    "pod|žeg",
    "pod|žeć",
    "pod|žig",
    "pod|žiz",
    "pod|žil",
    "pod|žnj",
    "pod|župan",
    "pred|žet",
    "pred|život",
    "pred|žrtv",
];

const NEGATIONS: &[&str] = &["", "ne", "naj"];

/// Positions (in letters) of first letters that do not join with the one after them.
pub(super) fn splits(word: &[char]) -> Vec<usize> {
    let small: Vec<char> = word.iter().copied().map(lower).collect();
    let anywhere =
        ANYWHERE.iter().filter_map(|entry| (0..small.len()).find_map(|start| split_at(&small, start, entry)));
    let at_the_start = AT_THE_START.iter().filter_map(|entry| {
        NEGATIONS
            .iter()
            .filter(|negation| small.iter().copied().zip(negation.chars()).all(|(one, other)| one == other))
            .find_map(|negation| split_at(&small, negation.len(), entry))
    });
    anywhere.chain(at_the_start).collect()
}

/// Where the digraph of `entry` splits in `word`, when `entry` stands at `start`.
fn split_at(word: &[char], start: usize, entry: &str) -> Option<usize> {
    let (before, after) = entry.split_once('|')?;
    let rest = word.get(start..)?;
    let mut letters = rest.iter().copied();
    let stands = before.chars().chain(after.chars()).all(|letter| letters.next() == Some(letter));
    // The digraph's first letter is the last one before the bar; entries are ASCII there.
    stands.then(|| start + before.len() - 1)
}
