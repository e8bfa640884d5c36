//! One question.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use vidik_base::LocalizedText;

use super::{check_ids, texts::Texts};
use crate::{
    model::{Accepted, Choice, Gap, NumericAnswer, OptionText, Pair, Question, QuestionKind, gap_names},
    problem::QuizProblem,
    rules,
};

pub(super) fn check_question(
    question: &Question,
    pointer: &str,
    texts: &mut Texts<'_>,
    problems: &mut Vec<QuizProblem>,
) {
    texts.needed(&format!("{pointer}/prompt"), &question.prompt);
    texts.optional(&format!("{pointer}/feedback"), &question.feedback);
    if question.points <= 0.0 {
        number(format!("{pointer}/points"), "points", question.points, problems);
    }
    match &question.kind {
        QuestionKind::Single { choices } => {
            check_choices(choices, true, &format!("{pointer}/choices"), texts, problems);
        }
        QuestionKind::Multiple { choices } => {
            check_choices(choices, false, &format!("{pointer}/choices"), texts, problems);
        }
        QuestionKind::TrueFalse { .. } => {}
        QuestionKind::Matching { pairs, distractors } => check_matching(pairs, distractors, pointer, texts, problems),
        QuestionKind::Ordering { items } => check_options(items, &format!("{pointer}/items"), texts, problems),
        QuestionKind::Gap { text, gaps } => check_gaps(text, gaps, pointer, texts, problems),
        QuestionKind::Numeric { answer, unit } => {
            check_numeric(*answer, pointer, problems);
            texts.optional(&format!("{pointer}/unit"), unit);
        }
        QuestionKind::ShortText { accept, .. } => {
            texts.known_languages(&format!("{pointer}/accept"), accept.0.keys());
        }
        QuestionKind::Likert { scale } => check_options(scale, &format!("{pointer}/scale"), texts, problems),
    }
}

fn number(pointer: String, field: &str, value: f64, problems: &mut Vec<QuizProblem>) {
    problems.push(QuizProblem::error(pointer, rules::NUMBER).with("field", field).with("value", value));
}

fn check_choices(
    choices: &[Choice],
    single: bool,
    pointer: &str,
    texts: &mut Texts<'_>,
    problems: &mut Vec<QuizProblem>,
) {
    two_at_least(choices.len(), pointer, problems);
    check_ids(choices.iter().map(|choice| choice.id.as_str()), pointer, problems);
    for (index, choice) in choices.iter().enumerate() {
        texts.needed(&format!("{pointer}/{index}/text"), &choice.text);
        texts.optional(&format!("{pointer}/{index}/feedback"), &choice.feedback);
    }
    told_apart(&choices.iter().map(|choice| &choice.text), pointer, problems);
    let correct = choices.iter().filter(|choice| choice.correct).count();
    if correct == 0 || (single && correct > 1) {
        problems.push(QuizProblem::error(pointer, rules::CORRECT).with("found", correct));
    }
}

fn check_options(options: &[OptionText], pointer: &str, texts: &mut Texts<'_>, problems: &mut Vec<QuizProblem>) {
    two_at_least(options.len(), pointer, problems);
    check_ids(options.iter().map(|option| option.id.as_str()), pointer, problems);
    for (index, option) in options.iter().enumerate() {
        texts.needed(&format!("{pointer}/{index}/text"), &option.text);
    }
    told_apart(&options.iter().map(|option| &option.text), pointer, problems);
}

fn check_matching(
    pairs: &[Pair],
    distractors: &[OptionText],
    pointer: &str,
    texts: &mut Texts<'_>,
    problems: &mut Vec<QuizProblem>,
) {
    let place = format!("{pointer}/pairs");
    two_at_least(pairs.len() + distractors.len(), &place, problems);
    if pairs.is_empty() {
        problems.push(QuizProblem::error(place.as_str(), rules::CORRECT).with("found", 0));
    }
    check_ids(pairs.iter().map(|pair| pair.id.as_str()), &place, problems);
    check_ids(distractors.iter().map(|one| one.id.as_str()), &format!("{pointer}/distractors"), problems);
    for (index, one) in distractors.iter().enumerate() {
        if pairs.iter().any(|pair| pair.id == one.id) {
            let place = format!("{pointer}/distractors/{index}/id");
            problems.push(QuizProblem::error(place, rules::DUPLICATE).with("id", &one.id));
        }
        texts.needed(&format!("{pointer}/distractors/{index}/text"), &one.text);
    }
    for (index, pair) in pairs.iter().enumerate() {
        texts.needed(&format!("{place}/{index}/left"), &pair.left);
        texts.needed(&format!("{place}/{index}/right"), &pair.right);
    }
    told_apart(&pairs.iter().map(|pair| &pair.left), &place, problems);
    told_apart(&pairs.iter().map(|pair| &pair.right).chain(distractors.iter().map(|one| &one.text)), &place, problems);
}

fn check_gaps(
    text: &LocalizedText,
    gaps: &BTreeMap<String, Gap>,
    pointer: &str,
    texts: &mut Texts<'_>,
    problems: &mut Vec<QuizProblem>,
) {
    texts.needed(&format!("{pointer}/text"), text);
    let wanted: Vec<&str> = gaps.keys().map(String::as_str).collect();
    if wanted.is_empty() {
        problems.push(QuizProblem::error(format!("{pointer}/gaps"), rules::EMPTY));
    }
    for (language, words) in text.iter() {
        let mut found = gap_names(words);
        found.sort_unstable();
        if found != wanted {
            let problem = QuizProblem::error(format!("{pointer}/text/{language}"), rules::GAPS);
            let problem = problem.with("language", language).with("found", found.join(", "));
            problems.push(problem.with("wanted", wanted.join(", ")).with("gap", "{{name}}"));
        }
    }
    for (name, gap) in gaps {
        let place = format!("{pointer}/gaps/{name}");
        super::check_id(name, &place, problems);
        match gap {
            Gap::Numeric(answer) => check_numeric(*answer, &format!("{place}/numeric"), problems),
            Gap::Accept(accept) => check_accept(accept, &format!("{place}/accept"), texts, problems),
            Gap::Choices(choices) => check_choices(choices, true, &format!("{place}/choices"), texts, problems),
        }
    }
}

fn check_accept(accept: &Accepted, pointer: &str, texts: &mut Texts<'_>, problems: &mut Vec<QuizProblem>) {
    texts.known_languages(pointer, accept.0.keys());
    if accept.words().all(|word| word.trim().is_empty()) {
        problems.push(QuizProblem::error(pointer, rules::ACCEPT));
    }
}

fn check_numeric(answer: NumericAnswer, pointer: &str, problems: &mut Vec<QuizProblem>) {
    if answer.tolerance < 0.0 {
        number(format!("{pointer}/tolerance"), "tolerance", answer.tolerance, problems);
    }
}

fn two_at_least(count: usize, pointer: &str, problems: &mut Vec<QuizProblem>) {
    if count < 2 {
        problems.push(QuizProblem::error(pointer, rules::CHOICES));
    }
}

/// Two choices with the same words cannot be told apart.
fn told_apart<'a>(
    all: &(impl Iterator<Item = &'a LocalizedText> + Clone),
    pointer: &str,
    problems: &mut Vec<QuizProblem>,
) {
    let languages: BTreeSet<_> = all.clone().flat_map(|text| text.iter().map(|(language, _)| language)).collect();
    for language in languages {
        let mut seen = HashSet::new();
        for words in all.clone().filter_map(|text| text.get(language)).map(str::trim) {
            if !words.is_empty() && !seen.insert(words) {
                let problem = QuizProblem::warning(pointer, rules::SAME).with("language", language);
                problems.push(problem.with("text", words));
            }
        }
    }
}
