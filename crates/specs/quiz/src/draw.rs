//! From a bank to a paper: which questions, in which form, in which order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    chance::Chance,
    model::{Bank, Blueprint, Choice, Draw, Form, Gap, OptionText, Question, QuestionKind, Quiz},
};

/// Where chance begins. Kept with an attempt it gives the same paper again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeds {
    /// Which questions are drawn. Entry and exit test of the same seed draw parallel questions.
    pub questions: u64,
    /// In which order questions and choices stand.
    pub order: u64,
}

/// What one learner is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The parallel form, where there are two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// The questions in order.
    pub questions: Vec<PaperQuestion>,
}

/// One question of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperQuestion {
    /// The question's id.
    pub id: String,
    /// Ids of choices, steps, items, or right ones of a matching, in order; empty where there is nothing to order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
    /// The same for gaps with choices.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gaps: BTreeMap<String, Vec<String>>,
}

/// Draws a paper: by the blueprint where the quiz has one, else by its own `draw` from the bank. Where a topic has
/// fewer questions than are wanted ([`crate::check_quiz`] tells), all of them are taken.
pub fn draw(quiz: &Quiz, blueprint: Option<&Blueprint>, bank: &Bank, form: Option<Form>, seeds: Seeds) -> Paper {
    let draws: &[Draw] = blueprint.map_or(&quiz.draw, |blueprint| &blueprint.draw);
    let fits = |question: &&Question| form.is_none() || question.form.is_none() || question.form == form;
    let mut chosen: Vec<&Question> = if draws.is_empty() {
        bank.questions.iter().filter(fits).collect()
    } else {
        let topics = draws.iter().flat_map(|draw| {
            let of_topic = bank.questions.iter().filter(fits).filter(|one| one.topic.as_ref() == Some(&draw.topic));
            some_of(of_topic.collect(), draw, seeds.questions)
        });
        let mut ids: Vec<&str> = topics.map(|question| question.id.as_str()).collect();
        ids.sort_unstable();
        bank.questions.iter().filter(|question| ids.binary_search(&question.id.as_str()).is_ok()).collect()
    };
    if quiz.shuffle_questions {
        Chance::named(seeds.order, "questions").shuffle(&mut chosen);
    }
    let questions = chosen.into_iter().map(|question| laid_out(question, quiz.shuffle_choices, seeds.order)).collect();
    Paper { form, questions }
}

/// So many of a topic's questions. What two forms have in common decides, so that parallel questions are drawn.
fn some_of<'a>(mut questions: Vec<&'a Question>, draw: &Draw, seed: u64) -> Vec<&'a Question> {
    let in_common = |question: &Question| question.pair.clone().unwrap_or_else(|| question.id.clone());
    questions.sort_by_key(|question| in_common(question));
    Chance::named(seed, &draw.topic).shuffle(&mut questions);
    questions.truncate(draw.count);
    questions
}

/// What is asked with its choices in order. A matching and an ordering are always mixed: their order is the answer.
fn laid_out(question: &Question, shuffle: bool, seed: u64) -> PaperQuestion {
    let mut chance = Chance::named(seed, &question.id);
    let mut order = Vec::new();
    let mut gaps = BTreeMap::new();
    match &question.kind {
        QuestionKind::Single { choices } | QuestionKind::Multiple { choices } => {
            order = choice_order(choices, shuffle, &mut chance);
        }
        QuestionKind::Matching { pairs, distractors } => {
            order = pairs.iter().map(|pair| pair.id.clone()).chain(option_ids(distractors)).collect();
            mix(&mut order, &mut chance);
        }
        QuestionKind::Ordering { items } => {
            order = option_ids(items).collect();
            mix(&mut order, &mut chance);
        }
        QuestionKind::Likert { scale } => order = option_ids(scale).collect(),
        QuestionKind::Gap { gaps: all, .. } => {
            for (name, gap) in all {
                if let Gap::Choices(choices) = gap {
                    gaps.insert(name.clone(), choice_order(choices, shuffle, &mut chance));
                }
            }
        }
        QuestionKind::TrueFalse { .. } | QuestionKind::Numeric { .. } | QuestionKind::ShortText { .. } => {}
    }
    PaperQuestion { id: question.id.clone(), order, gaps }
}

fn option_ids(options: &[OptionText]) -> impl Iterator<Item = String> + '_ {
    options.iter().map(|option| option.id.clone())
}

fn choice_order(choices: &[Choice], shuffle: bool, chance: &mut Chance) -> Vec<String> {
    let mut ids: Vec<String> = choices.iter().map(|choice| choice.id.clone()).collect();
    if shuffle {
        chance.shuffle(&mut ids);
    }
    ids
}

/// An order of chance that is not the one it began with.
fn mix(ids: &mut [String], chance: &mut Chance) {
    let before = ids.to_vec();
    chance.shuffle(ids);
    if *ids == *before && ids.len() > 1 {
        ids.rotate_left(1);
    }
}
