//! Words in which two Latin letters are two Cyrillic ones.
//!
//! Each entry is the beginning of a family of words, with a bar where the digraph splits.

use super::table::lower;

/// Foreign stems with a border between n and j, and what begins with `van` or `pan`; prefixes may stand before them.
const ANYWHERE: &[&str] = &[
    "in|jekc",
    "in|jekt",
    "in|jicir",
    "in|jurij",
    "in|junkt",
    "kon|jekt",
    "kon|jug",
    "kon|junk",
    "kon|juktiv",
    "tan|jug",
    "van|jezg",
    "van|jezič",
    "van|jezik",
    "van|jugoslov",
    "pan|jelin",
    "pan|jugoslov",
    "ssrn|j",
];

/// Families that open a word (one of [`PREFIXES`] may stand before), above all prefixes in d before a stem in ž.
/// In other places the same letters are њ or џ, as in `kanjon`, `hodžalar`, `odžak`.
const AT_THE_START: &[&str] = &[
    "an|jon",
    "pin|jin",
    "nad|žalb",
    "nad|žandar",
    "nad|žanj",
    "nad|žanr",
    "nad|žarg",
    "nad|ždr",
    "nad|žet",
    "nad|žel",
    "nad|žeo",
    "nad|žbun",
    "nad|živ",
    "nad|žnj",
    "nad|žup",
    "od|žal",
    "od|žari",
    "od|žder",
    "od|ždr",
    "od|živ",
    "od|žubor",
    "od|žva",
    "od|žvrg",
    "pod|žandar",
    "pod|žanj",
    "pod|žanr",
    "pod|žar",
    "pod|žbun",
    "pod|žeć",
    "pod|žeg",
    "pod|žel",
    "pod|žeo",
    "pod|žet",
    "pod|žež",
    "pod|žić",
    "pod|žid",
    "pod|žig",
    "pod|žil",
    "pod|žit",
    "pod|živ",
    "pod|žiz",
    "pod|žiž",
    "pod|žnj",
    "pod|žup",
    "pod|žvak",
    "pred|želu",
    "pred|ženid",
    "pred|žet",
    "pred|život",
    "pred|žrtv",
    "pred|župn",
];

const PREFIXES: &[&str] = &["", "ne", "naj", "po", "is", "pona"];

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
            PREFIXES.iter().any(|prefix| is_same(before.iter().copied(), prefix.chars()))
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
