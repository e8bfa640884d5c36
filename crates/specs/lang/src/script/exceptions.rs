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
    let pairs = word.windows(2).enumerate();
    pairs.filter(|(_, pair)| is_digraph(pair)).map(|(index, _)| index).filter(|index| is_split(word, *index)).collect()
}

fn is_digraph(pair: &[char]) -> bool {
    let [first, second] = *pair else { return false };
    matches!((lower(first), lower(second)), ('n' | 'l', 'j') | ('d', 'ž'))
}

/// Whether some entry splits the digraph at `index`.
fn is_split(word: &[char], index: usize) -> bool {
    let Some((head, tail)) = word.split_at_checked(index + 1) else { return false };
    ANYWHERE.iter().any(|entry| start_of(entry, head, tail).is_some())
        || AT_THE_START.iter().filter_map(|entry| start_of(entry, head, tail)).any(|start| {
            let before = head.get(..start).unwrap_or_default();
            NEGATIONS.iter().any(|negation| is_same(before.iter().copied(), negation.chars()))
        })
}

/// Where `entry` begins in the word that is `head` and `tail`, when its bar is between them.
fn start_of(entry: &str, head: &[char], tail: &[char]) -> Option<usize> {
    let (before, after) = entry.split_once('|')?;
    let mut letters = head.iter().rev().copied();
    let mut length = 0;
    for expected in before.chars().rev() {
        if lower(letters.next()?) != expected {
            return None;
        }
        length += 1;
    }
    let mut rest = tail.iter().copied().map(lower);
    after.chars().all(|expected| rest.next() == Some(expected)).then(|| head.len() - length)
}

fn is_same(letters: impl Iterator<Item = char>, expected: impl Iterator<Item = char>) -> bool {
    letters.map(lower).eq(expected)
}
