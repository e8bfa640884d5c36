//! A test on paper: always in the same order, so that what was written on it can be typed in.

use serde_json::{Map, Value};
use vidik_lang::fold;

use crate::{
    draw::{Paper, PaperQuestion, Seeds, draw},
    model::{Bank, Blueprint, Form, Gap, Question, QuestionKind, Quiz, gap_names},
};

/// What separates the gaps of one answer.
const BETWEEN_GAPS: char = '|';

/// The paper of a form as it is printed: the same for everybody, choices as the author has them.
pub fn printed(quiz: &Quiz, blueprint: Option<&Blueprint>, bank: &Bank, form: Option<Form>) -> Paper {
    let quiz = Quiz { shuffle_questions: false, shuffle_choices: false, ..quiz.clone() };
    draw(&quiz, blueprint, bank, form, Seeds { questions: 0, order: 0 })
}

/// The letter before a choice on paper: a, b, c …, and after z the number.
pub fn letter(place: usize) -> String {
    u8::try_from(place)
        .ok()
        .filter(|place| *place < 26)
        .map_or_else(|| (place + 1).to_string(), |place| char::from(b'a' + place).to_string())
}

/// An answer as it is typed in from paper, as a response with the bank's ids; `null` for an empty cell.
///
/// Choices are letters of the paper (`b`, `a c`, `ac`), a matching is numbers with letters (`1b 2a`), an ordering
/// letters in order, gaps stand between `|`, true and false are `true` and `false` (or `t`, `f`). `None` where the
/// cell cannot be an answer to the question.
pub fn typed_answer(question: &Question, laid_out: &PaperQuestion, cell: &str) -> Option<Value> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Some(Value::Null);
    }
    match &question.kind {
        QuestionKind::Single { .. } => Some(Value::from(only(letters(cell, &laid_out.order)?)?)),
        QuestionKind::Likert { scale } => {
            let ids: Vec<String> = scale.iter().map(|step| step.id.clone()).collect();
            // Steps are numbered by their authors; a letter will do as well.
            ids.iter().find(|id| *id == cell).cloned().or_else(|| only(letters(cell, &ids)?)).map(Value::from)
        }
        QuestionKind::Multiple { .. } | QuestionKind::Ordering { .. } => {
            Some(Value::from(letters(cell, &laid_out.order)?))
        }
        QuestionKind::TrueFalse { .. } => match fold(cell).as_str() {
            "true" | "t" | "1" | "tacno" | "tocno" => Some(Value::from("true")),
            "false" | "f" | "0" | "n" | "netacno" | "netocno" => Some(Value::from("false")),
            _ => None,
        },
        QuestionKind::Matching { pairs, .. } => {
            let left: Vec<&str> = pairs.iter().map(|pair| pair.id.as_str()).collect();
            matched(cell, &left, &laid_out.order)
        }
        QuestionKind::Gap { text, gaps } => {
            let (_, words) = text.iter().next()?;
            let names = gap_names(words);
            let cells: Vec<&str> = cell.split(BETWEEN_GAPS).map(str::trim).collect();
            if cells.len() != names.len() {
                return None;
            }
            let mut filled = Map::new();
            for (name, cell) in names.into_iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                let value = match gaps.get(name)? {
                    Gap::Choices(_) => only(letters(cell, laid_out.gaps.get(name)?)?)?,
                    Gap::Numeric(_) | Gap::Accept(_) => cell.to_owned(),
                };
                filled.insert(name.to_owned(), Value::from(value));
            }
            Some(Value::Object(filled))
        }
        QuestionKind::Numeric { .. } | QuestionKind::ShortText { .. } => Some(Value::from(cell)),
    }
}

fn only(ids: Vec<String>) -> Option<String> {
    let mut ids = ids.into_iter();
    ids.next().filter(|_| ids.next().is_none())
}

/// The ids behind letters, each once.
fn letters(cell: &str, order: &[String]) -> Option<Vec<String>> {
    let mut ids: Vec<String> = Vec::new();
    // Cyrillic look-alikes are what somebody typed on the other keyboard.
    for sign in fold(cell).chars().filter(|sign| sign.is_alphanumeric()) {
        let place = usize::try_from(u32::from(sign).checked_sub(u32::from('a'))?).ok()?;
        let id = order.get(place)?.clone();
        if ids.contains(&id) {
            return None;
        }
        ids.push(id);
    }
    (!ids.is_empty()).then_some(ids)
}

/// `1b 2a`: the number of the left one, the letter of the right one.
fn matched(cell: &str, left: &[&str], order: &[String]) -> Option<Value> {
    let mut pairs = Map::new();
    let folded = fold(cell);
    let mut number = String::new();
    for sign in folded.chars() {
        if sign.is_ascii_digit() {
            number.push(sign);
        } else if sign.is_alphabetic() {
            let place: usize = number.parse().ok()?;
            let from = left.get(place.checked_sub(1)?)?;
            let to = only(letters(&sign.to_string(), order)?)?;
            if pairs.insert((*from).to_owned(), Value::from(to)).is_some() {
                return None;
            }
            number.clear();
        }
    }
    (number.is_empty() && !pairs.is_empty()).then_some(Value::Object(pairs))
}
