//! The place of a text where the words stand that were looked for.

use vidik_lang::script::{self, Script};

use super::query::Query;

/// How long a place is, in letters.
const LENGTH: usize = 240;
/// How much of it stands before the first word that was looked for.
const BEFORE: usize = 60;
/// How many words that fit are looked at to find the best place.
const PLACES: usize = 24;

/// A part of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// As the reader sees it.
    pub text: String,
    /// Whether it is a word that was looked for.
    pub marked: bool,
}

/// The best place of the first text that has one; where none has, the beginning of the first that says something.
/// In `script` where that is given.
pub fn extract(texts: &[&str], query: &Query, script: Option<Script>) -> Vec<Piece> {
    let place = texts.iter().find_map(|text| Some((*text, best_place(text, query)?)));
    let Some((text, start)) = place.or_else(|| Some((*texts.iter().find(|text| !text.is_empty())?, 0))) else {
        return Vec::new();
    };
    let (start, end) = window(text, start);
    let shown = text.get(start..end).unwrap_or_default().trim();
    let mut shown = script.map_or_else(|| shown.to_owned(), |script| script::in_script(shown, script));
    if start > 0 {
        shown.insert_str(0, "… ");
    }
    if end < text.len() {
        shown.push_str(" …");
    }
    marked(&shown, query)
}

/// A text with the words marked that were looked for.
pub fn marked(text: &str, query: &Query) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for run in runs(text) {
        let marked = query.places(run).next().is_some();
        match pieces.last_mut() {
            Some(last) if last.marked == marked && !marked => last.text.push_str(run),
            _ => pieces.push(Piece { text: run.to_owned(), marked }),
        }
    }
    pieces
}

/// Words, and what stands between them.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let in_word = is_of_word(rest.chars().next()?);
        let end = rest.find(|letter| is_of_word(letter) != in_word).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(run)
    })
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '\u{300}'..='\u{36f}' | '\u{ad}')
}

/// Where the first word stands around which most of the query is.
fn best_place(text: &str, query: &Query) -> Option<usize> {
    let mut at = 0;
    let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
    for run in runs(text) {
        let places: Vec<usize> = query.places(run).collect();
        if !places.is_empty() {
            found.push((at, places));
        }
        at += run.len();
        if found.len() >= PLACES {
            break;
        }
    }
    let around = |start: usize| {
        let near = found.iter().filter(|(at, _)| (start..start + LENGTH).contains(at));
        let mut seen = vec![false; query.len()];
        for place in near.flat_map(|(_, places)| places) {
            if let Some(one) = seen.get_mut(*place) {
                *one = true;
            }
        }
        seen.into_iter().filter(|one| *one).count()
    };
    // The first of the best.
    found.iter().map(|(at, _)| *at).rev().max_by_key(|at| around(*at))
}

/// From a little before `place`, cut between words.
fn window(text: &str, place: usize) -> (usize, usize) {
    let before = text.get(..place).unwrap_or_default();
    let start = match before.char_indices().rev().nth(BEFORE) {
        None => 0,
        Some((from, _)) => {
            // A sentence's beginning, else a word's.
            let head = before.get(from..).unwrap_or_default();
            let sentence = head.find(['.', '!', '?']).and_then(|end| {
                let next = head.get(end + 1..)?;
                Some(from + end + 1 + (next.len() - next.trim_start().len()))
            });
            let word = head.find(' ').map(|space| from + space + 1);
            sentence.filter(|start| *start <= place).or(word).unwrap_or(place)
        }
    };
    let rest = text.get(start..).unwrap_or_default();
    let Some((cut, _)) = rest.char_indices().nth(LENGTH) else { return (start, text.len()) };
    let end = rest.get(..cut).and_then(|shown| shown.rfind(' ')).unwrap_or(cut);
    (start, start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(texts: &[&str], query: &str, script: Option<Script>) -> String {
        let pieces = extract(texts, &Query::read(query).unwrap(), script);
        pieces.iter().map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[test]
    fn words_are_marked_in_the_readers_script() {
        let text = "Право на азил има свако ко се плаши прогона.";
        assert_eq!(shown(&[text], "azil", None), "Право на [азил] има свако ко се плаши прогона.");
        assert_eq!(
            shown(&[text], "АЗИЛ прог", Some(Script::Latin)),
            "Pravo na [azil] ima svako ko se plaši [progona]."
        );
        assert_eq!(shown(&["Plandište i Đorđe"], "plandiste djor", None), "[Plandište] i [Đorđe]");
    }

    #[test]
    fn the_place_with_most_words_is_shown() {
        let filler = "реч ".repeat(100);
        let text = format!("Азил. {filler}Крај реченице. Право на азил и заштиту. {filler}");
        let shown = shown(&["", &text], "pravo azil", None);
        assert!(shown.starts_with("… [Право] на [азил] и заштиту."), "{shown}");
        assert!(shown.ends_with("реч …") && shown.chars().count() < 260, "{shown}");
    }

    #[test]
    fn where_nothing_stands_the_beginning_is_shown() {
        assert_eq!(shown(&["", "Увод у <азил>."], "drugo", None), "Увод у <азил>.");
        assert_eq!(shown(&[""], "drugo", None), "");
    }
}
