//! Marking.

use std::collections::{BTreeMap, BTreeSet};

use vidik_lang::{fold, script};

use crate::{
    model::{Accepted, Choice, Gap, NumericAnswer, Question, QuestionKind, Scoring},
    response::Response,
};

/// What an answer is worth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    /// 0…`max`.
    pub points: f64,
    /// The question's points; 0 where nothing can be right or wrong.
    pub max: f64,
    /// Whether all of it is right; nothing where nothing can be.
    pub correct: Option<bool>,
    /// Which parts are right: gaps by name, left ones of a matching and items by id.
    pub parts: BTreeMap<String, bool>,
}

impl Mark {
    /// The share of the points, 0…1; nothing where there are none.
    pub fn share(&self) -> Option<f64> {
        (self.max > 0.0).then(|| self.points / self.max)
    }
}

/// Marks an answer, or that there is none.
pub fn mark(question: &Question, response: Option<&Response>) -> Mark {
    if !question.can_be_marked() {
        return Mark::default();
    }
    let (share, parts) = share(question, response);
    let right = share >= 1.0 - 1e-9;
    let worth = match (right, question.scoring) {
        (true, _) => 1.0,
        (false, Scoring::Partial) => share.clamp(0.0, 1.0),
        (false, Scoring::AllOrNothing) => 0.0,
    };
    let max = question.points.max(0.0);
    Mark { points: worth * max, max, correct: Some(right), parts }
}

/// How much of the answer is right, 0…1, and which parts are.
fn share(question: &Question, response: Option<&Response>) -> (f64, BTreeMap<String, bool>) {
    let whole = |right: bool| (if right { 1.0 } else { 0.0 }, BTreeMap::new());
    match (&question.kind, response) {
        (QuestionKind::Single { choices }, Some(Response::One(id))) => whole(is_correct(choices, id)),
        (QuestionKind::TrueFalse { correct }, Some(Response::One(word))) => whole(*word == correct.to_string()),
        (QuestionKind::Multiple { choices }, Some(Response::Several(ids))) => {
            (of_choices(choices, ids), BTreeMap::new())
        }
        (QuestionKind::Numeric { answer, .. }, Some(Response::Text(text))) => whole(is_number(*answer, text)),
        (QuestionKind::ShortText { accept, case_sensitive }, Some(Response::Text(text))) => {
            whole(is_accepted(accept, *case_sensitive, text))
        }
        (QuestionKind::Matching { pairs, .. }, response) => {
            let matched = if let Some(Response::Matched(matched)) = response { Some(matched) } else { None };
            let right = |id: &String| matched.is_some_and(|matched| matched.get(id) == Some(id));
            of_parts(pairs.iter().map(|pair| (pair.id.clone(), right(&pair.id))).collect())
        }
        (QuestionKind::Ordering { items }, response) => {
            let order: &[String] = if let Some(Response::Ordered(order)) = response { order } else { &[] };
            let right = |(place, id): (usize, &String)| (id.clone(), order.get(place) == Some(id));
            of_parts(items.iter().map(|item| &item.id).enumerate().map(right).collect())
        }
        (QuestionKind::Gap { gaps, .. }, response) => {
            let filled = if let Some(Response::Gaps(filled)) = response { Some(filled) } else { None };
            let right = |name: &String, gap: &Gap| {
                filled.and_then(|filled| filled.get(name)).is_some_and(|words| fills(gap, words))
            };
            of_parts(gaps.iter().map(|(name, gap)| (name.clone(), right(name, gap))).collect())
        }
        _ => whole(false),
    }
}

fn is_correct(choices: &[Choice], id: &str) -> bool {
    choices.iter().any(|choice| choice.correct && choice.id == id)
}

/// Right minus wrong, of all that are right.
fn of_choices(choices: &[Choice], chosen: &[String]) -> f64 {
    let chosen: BTreeSet<&str> = chosen.iter().map(String::as_str).collect();
    let correct: BTreeSet<&str> =
        choices.iter().filter(|choice| choice.correct).map(|choice| choice.id.as_str()).collect();
    if chosen == correct {
        return 1.0;
    }
    let right = chosen.intersection(&correct).count();
    let wrong = chosen.difference(&correct).count();
    ratio(right.saturating_sub(wrong), correct.len())
}

fn of_parts(parts: BTreeMap<String, bool>) -> (f64, BTreeMap<String, bool>) {
    let right = parts.values().filter(|right| **right).count();
    (ratio(right, parts.len()), parts)
}

fn ratio(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}

fn fills(gap: &Gap, words: &str) -> bool {
    match gap {
        Gap::Numeric(answer) => is_number(*answer, words),
        Gap::Accept(accept) => is_accepted(accept, false, words),
        Gap::Choices(choices) => is_correct(choices, words),
    }
}

fn is_number(answer: NumericAnswer, text: &str) -> bool {
    // What binary fractions lose must not decide at the edge of the tolerance.
    let slack = 1e-9 * answer.value.abs().max(1.0);
    number(text).is_some_and(|value| (value - answer.value).abs() <= answer.tolerance + slack)
}

/// A number as people write it: comma or point before the decimals, blanks between thousands.
///
/// Where both comma and point stand, the last one is before the decimals, and the other is between thousands.
pub fn number(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '\u{a0}' && *letter != '\u{202f}')
        .map(|letter| if letter == '\u{2212}' { '-' } else { letter })
        .collect();
    let plain = match (plain.rfind(','), plain.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => plain.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => plain.replace(',', ""),
        (Some(_), None) if plain.matches(',').count() == 1 => plain.replace(',', "."),
        _ => plain,
    };
    let allowed = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '-' | '+');
    if !plain.chars().all(allowed) {
        return None;
    }
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Whether a word is accepted, in whatever language and script. Diacritics, capitals (unless they matter), blanks and
/// what stands at the end of a sentence make no difference.
fn is_accepted(accept: &Accepted, case_sensitive: bool, text: &str) -> bool {
    let form = |words: &str| {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.trim_end_matches(['.', ',', ';', ':', '!', '?']).trim();
        if case_sensitive { script::to_latin(words) } else { fold(words) }
    };
    let answer = form(text);
    !answer.is_empty() && accept.words().any(|word| form(word) == answer)
}
