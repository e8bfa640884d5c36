//! What questions are worth: how hard they are, whether they tell good from bad answers, which wrong choices are taken,
//! whether they behave differently in one language.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::model::{Bank, Choice, Question, QuestionKind};

/// Fewer answers than these carry no statistics.
pub const FEWEST_ANSWERS: usize = 20;
/// From this difference on a question is flagged (Dorans and Kulick's standardised p-difference).
const DIFFERENCE: f64 = 0.1;

/// One submitted paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The language it was answered in; both scripts of Serbian are one language.
    pub language: String,
    /// By question id.
    pub answers: BTreeMap<String, SheetAnswer>,
}

/// One answer, marked.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetAnswer {
    /// Share of the points, 0…1; nothing where it is not marked.
    pub share: Option<f64>,
    /// The response; `null` where it was left out.
    pub response: Value,
}

/// What is known of a bank's questions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Analysis {
    /// How many papers it rests on.
    pub papers: usize,
    /// Mean share of the points, 0…1.
    pub mean: Option<f64>,
    /// The questions in the bank's order, as far as they were asked.
    pub questions: Vec<QuestionAnalysis>,
}

/// What is known of one question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuestionAnalysis {
    /// The question's id.
    pub question: String,
    /// How many answered it, or left it out on a paper that had it.
    pub answers: usize,
    /// Why there are no figures.
    pub refused: Option<Refused>,
    /// Mean share of the points, 0…1: the higher, the easier.
    pub difficulty: Option<f64>,
    /// Correlation with the rest of the paper (corrected item-total correlation), −1…1; nothing where all answered
    /// alike.
    pub discrimination: Option<f64>,
    /// How often each choice was taken; the first of equal names is the choice's id.
    pub choices: Vec<ChoiceCount>,
    /// How many left it out.
    pub left_out: usize,
    /// Languages in which it behaves otherwise.
    pub languages: Vec<LanguageDifference>,
}

/// Why there are no figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// `too_few_answers`, `not_marked`.
    pub code: &'static str,
    /// How many answers there must be.
    pub needed: usize,
}

/// How often a choice was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChoiceCount {
    /// The choice's id, or a step's.
    pub id: String,
    /// Whether it belongs to the right answer.
    pub correct: bool,
    /// How often.
    pub count: usize,
}

/// One language against all others, people of like results compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LanguageDifference {
    /// The language.
    pub language: String,
    /// How many answered in it.
    pub answers: usize,
    /// Share of the points less the others' share, −1…1.
    pub difference: f64,
    /// Whether somebody should look at the translation.
    pub flagged: bool,
}

/// Analyses the answers to a bank. Questions with fewer than [`FEWEST_ANSWERS`] answers say so and nothing else.
pub fn analysis(bank: &Bank, sheets: &[Sheet]) -> Analysis {
    let shares = sheets.iter().filter_map(|sheet| mean(sheet.answers.values().filter_map(|answer| answer.share)));
    let asked = bank.questions.iter().filter(|one| sheets.iter().any(|sheet| sheet.answers.contains_key(&one.id)));
    Analysis {
        papers: sheets.len(),
        mean: if sheets.len() < FEWEST_ANSWERS { None } else { mean(shares) },
        questions: asked.map(|question| of_question(question, sheets)).collect(),
    }
}

/// One answer with the share that its paper reached without it.
struct Item<'a> {
    language: &'a str,
    share: f64,
    rest: Option<f64>,
}

fn of_question(question: &Question, sheets: &[Sheet]) -> QuestionAnalysis {
    let with: Vec<(&Sheet, &SheetAnswer)> =
        sheets.iter().filter_map(|sheet| Some((sheet, sheet.answers.get(&question.id)?))).collect();
    let mut found = QuestionAnalysis {
        question: question.id.clone(),
        answers: with.len(),
        refused: None,
        difficulty: None,
        discrimination: None,
        choices: Vec::new(),
        left_out: 0,
        languages: Vec::new(),
    };
    if with.len() < FEWEST_ANSWERS {
        found.refused = Some(Refused { code: "too_few_answers", needed: FEWEST_ANSWERS });
        return found;
    }
    found.left_out = with.iter().filter(|(_, answer)| answer.response.is_null()).count();
    found.choices = choice_counts(question, &with.iter().map(|(_, answer)| &answer.response));
    if !question.can_be_marked() {
        found.refused = Some(Refused { code: "not_marked", needed: FEWEST_ANSWERS });
        return found;
    }
    let items: Vec<Item<'_>> = with
        .iter()
        .map(|(sheet, answer)| {
            let others = sheet.answers.iter().filter(|(id, _)| **id != question.id);
            Item {
                language: primary(&sheet.language),
                share: answer.share.unwrap_or(0.0),
                rest: mean(others.filter_map(|(_, other)| other.share)),
            }
        })
        .collect();
    found.difficulty = mean(items.iter().map(|item| item.share));
    found.discrimination = correlation(&items);
    found.languages = language_differences(&items);
    found
}

fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

fn choice_counts<'a>(question: &Question, responses: &(impl Iterator<Item = &'a Value> + Clone)) -> Vec<ChoiceCount> {
    let count = |id: &str, correct: bool| ChoiceCount {
        id: id.to_owned(),
        correct,
        count: responses.clone().filter(|response| names(response, id)).count(),
    };
    match &question.kind {
        QuestionKind::Single { choices } | QuestionKind::Multiple { choices } => {
            choices.iter().map(|Choice { id, correct, .. }| count(id, *correct)).collect()
        }
        QuestionKind::TrueFalse { correct } => vec![count("true", *correct), count("false", !*correct)],
        QuestionKind::Likert { scale } => scale.iter().map(|step| count(&step.id, false)).collect(),
        _ => Vec::new(),
    }
}

/// Whether a response is this id, or has it among others.
fn names(response: &Value, id: &str) -> bool {
    match response {
        Value::String(one) => one == id,
        Value::Array(several) => several.iter().any(|one| one == id),
        _ => false,
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count.saturating_add(1)));
    (count > 0).then(|| sum / f64::from(count))
}

/// Pearson's correlation of a question with the rest of its paper.
fn correlation(items: &[Item<'_>]) -> Option<f64> {
    let pairs: Vec<(f64, f64)> = items.iter().filter_map(|item| Some((item.share, item.rest?))).collect();
    let of_item = mean(pairs.iter().map(|pair| pair.0))?;
    let of_rest = mean(pairs.iter().map(|pair| pair.1))?;
    let (mut both, mut own, mut rest) = (0.0, 0.0, 0.0);
    for (share, others) in &pairs {
        let (x, y) = (share - of_item, others - of_rest);
        both += x * y;
        own += x * x;
        rest += y * y;
    }
    (own > 1e-12 && rest > 1e-12).then(|| (both / (own * rest).sqrt()).clamp(-1.0, 1.0))
}

/// Each language that has answers enough, against all others that have answers enough.
fn language_differences(items: &[Item<'_>]) -> Vec<LanguageDifference> {
    let mut by_language: BTreeMap<&str, Vec<&Item<'_>>> = BTreeMap::new();
    for item in items {
        by_language.entry(item.language).or_default().push(item);
    }
    by_language.retain(|_, items| items.len() >= FEWEST_ANSWERS);
    if by_language.len() < 2 {
        return Vec::new();
    }
    let of = |(language, own): (&&str, &Vec<&Item<'_>>)| {
        let others: Vec<&Item<'_>> = by_language
            .iter()
            .filter(|(other, _)| *other != language)
            .flat_map(|(_, items)| items.iter().copied())
            .collect();
        let difference = standardised(own, &others)?;
        Some(LanguageDifference {
            language: (*language).to_owned(),
            answers: own.len(),
            difference,
            flagged: difference.abs() >= DIFFERENCE,
        })
    };
    by_language.iter().filter_map(of).collect()
}

/// The difference of the shares within three bands of the rest of the paper, weighted by the language's own people:
/// a group that is weaker altogether does not make every question look harder for it.
fn standardised(own: &[&Item<'_>], others: &[&Item<'_>]) -> Option<f64> {
    let band = |item: &Item<'_>| match item.rest {
        Some(rest) if rest > 2.0 / 3.0 => 2,
        Some(rest) if rest > 1.0 / 3.0 => 1,
        _ => 0,
    };
    let (mut sum, mut weight) = (0.0, 0.0);
    for level in 0..3 {
        let within = |items: &[&Item<'_>]| -> Vec<f64> {
            items.iter().filter(|item| band(item) == level).map(|item| item.share).collect()
        };
        let (mine, theirs) = (within(own), within(others));
        if let (Some(mean_of_mine), Some(mean_of_theirs)) = (mean(mine.iter().copied()), mean(theirs.iter().copied())) {
            let people = f64::from(u32::try_from(mine.len()).unwrap_or(u32::MAX));
            sum += people * (mean_of_mine - mean_of_theirs);
            weight += people;
        }
    }
    (weight > 0.0).then(|| sum / weight)
}
