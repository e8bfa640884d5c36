//! The right answer, and what is said about it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::{
    draw::PaperQuestion,
    mask::mask_id,
    model::{Accepted, Choice, Gap, Question, QuestionKind},
    reading::Reading,
    response::Response,
};

/// What a learner is told about a question afterwards.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Solution {
    /// The right answer, in the shape of a response; `null` where nothing is right or wrong.
    pub solution: Value,
    /// The choices of single and multiple choice.
    pub choices: Vec<ChoiceReview>,
    /// Why.
    pub feedback_html: String,
}

/// What is said about one choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChoiceReview {
    /// Id within the question.
    pub id: String,
    /// Whether it belongs to the right answer.
    pub correct: bool,
    /// What is said to who chose it.
    pub feedback_html: String,
}

/// The right answer as `reading` reads it, under the ids that the paper gives.
pub fn solution(question: &Question, laid_out: &PaperQuestion, reading: &Reading<'_>) -> Solution {
    let choices = match &question.kind {
        QuestionKind::Single { choices } | QuestionKind::Multiple { choices } => choices.as_slice(),
        _ => &[],
    };
    let review = |choice: &Choice| ChoiceReview {
        id: mask_id(&laid_out.order, &choice.id),
        correct: choice.correct,
        feedback_html: reading.html(&choice.feedback),
    };
    Solution {
        solution: right_answer(question, reading)
            .map_or(Value::Null, |response| laid_out.mask(question, &response.to_value())),
        choices: choices.iter().map(review).collect(),
        feedback_html: reading.html(&question.feedback),
    }
}

fn right_answer(question: &Question, reading: &Reading<'_>) -> Option<Response> {
    let correct = |choices: &[Choice]| -> Vec<String> {
        choices.iter().filter(|choice| choice.correct).map(|choice| choice.id.clone()).collect()
    };
    Some(match &question.kind {
        QuestionKind::Single { choices } => Response::One(correct(choices).into_iter().next()?),
        QuestionKind::Multiple { choices } => Response::Several(correct(choices)),
        QuestionKind::TrueFalse { correct } => Response::One(correct.to_string()),
        QuestionKind::Matching { pairs, .. } => {
            Response::Matched(pairs.iter().map(|pair| (pair.id.clone(), pair.id.clone())).collect())
        }
        QuestionKind::Ordering { items } => Response::Ordered(items.iter().map(|item| item.id.clone()).collect()),
        QuestionKind::Gap { gaps, .. } => {
            let word = |gap: &Gap| match gap {
                Gap::Numeric(answer) => Some(number_words(answer.value, reading)),
                Gap::Accept(accept) => accepted_word(accept, reading),
                Gap::Choices(choices) => correct(choices).into_iter().next(),
            };
            let words: BTreeMap<String, String> =
                gaps.iter().filter_map(|(name, gap)| Some((name.clone(), word(gap)?))).collect();
            Response::Gaps(words)
        }
        QuestionKind::Numeric { answer, .. } => Response::Text(number_words(answer.value, reading)),
        QuestionKind::ShortText { accept, .. } => Response::Text(accepted_word(accept, reading)?),
        QuestionKind::Likert { .. } => return None,
    })
}

/// Serbian and Macedonian write a comma before the decimals.
fn number_words(value: f64, reading: &Reading<'_>) -> String {
    let words = value.to_string();
    if reading.language().primary() == "en" { words } else { words.replace('.', ",") }
}

/// The first accepted word of the language that is read.
fn accepted_word(accept: &Accepted, reading: &Reading<'_>) -> Option<String> {
    let first =
        |(language, words): (&vidik_base::LanguageTag, &Vec<String>)| Some((language.clone(), words.first()?.clone()));
    let words: vidik_base::LocalizedText = accept.0.iter().filter_map(first).collect();
    let shown = reading.show(&words)?;
    Some(shown.letters.apply(shown.words).into_owned())
}
