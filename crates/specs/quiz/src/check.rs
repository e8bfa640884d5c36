//! What is wrong with quizzes, blueprints and banks. Every problem is told at once.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use vidik_base::LanguageTag;

use crate::{
    model::{Bank, Blueprint, Draw, Form, Forms, Question, Quiz, QuizKind},
    problem::QuizProblem,
    rules,
};

mod questions;
mod texts;

use texts::Texts;

/// Checks a quiz. `blueprint` is the one that it names and `bank` the one that it takes its questions from, by itself
/// or through the blueprint, where the course has them. `languages` are the course's, the master first.
pub fn check_quiz(
    quiz: &Quiz,
    blueprint: Option<&Blueprint>,
    bank: Option<&Bank>,
    languages: &[LanguageTag],
) -> Vec<QuizProblem> {
    let mut problems = Vec::new();
    check_id(&quiz.id, "/id", &mut problems);
    let mut texts = Texts::new(languages);
    texts.needed("/title", &quiz.title);
    texts.optional("/intro", &quiz.intro);
    problems.extend(texts.finish());
    check_numbers(quiz, &mut problems);
    match (&quiz.blueprint, &quiz.bank) {
        (Some(name), None) if blueprint.is_none() => {
            problems.push(QuizProblem::error("/blueprint", rules::BLUEPRINT).with("blueprint", name));
        }
        (None, Some(name)) if bank.is_none() => {
            problems.push(QuizProblem::error("/bank", rules::BANK).with("bank", name));
        }
        (Some(_), None) if !quiz.draw.is_empty() => {
            problems.push(QuizProblem::warning("/draw", rules::IDLE).with("field", "draw"));
        }
        (Some(_), None) | (None, Some(_)) => {}
        (None, None) | (Some(_), Some(_)) => problems.push(QuizProblem::error("", rules::SOURCE)),
    }
    if let Some(bank) = bank {
        if blueprint.is_none() {
            check_draw(&quiz.draw, bank, None, "/draw", &mut problems);
        }
        if bank.questions.is_empty() {
            problems.push(QuizProblem::error("", rules::EMPTY));
        }
        if quiz.kind.is_marked() {
            let source = if quiz.bank.is_some() { "/bank" } else { "/blueprint" };
            let unmarked = bank.questions.iter().filter(|question| !question.can_be_marked());
            problems.extend(unmarked.map(|one| QuizProblem::error(source, rules::UNMARKED).with("id", &one.id)));
        }
    }
    problems
}

fn check_numbers(quiz: &Quiz, problems: &mut Vec<QuizProblem>) {
    let mut wrong = |field: &str, value: String| {
        problems.push(QuizProblem::error(format!("/{field}"), rules::NUMBER).with("field", field).with("value", value));
    };
    if let Some(mark) = quiz.pass_mark.filter(|mark| !(0.0..=1.0).contains(mark)) {
        wrong("pass_mark", mark.to_string());
    }
    if quiz.attempts == Some(0) {
        wrong("attempts", "0".to_owned());
    }
    if quiz.time_limit_minutes == Some(0) {
        wrong("time_limit_minutes", "0".to_owned());
    }
    if quiz.kind == QuizKind::Survey && quiz.pass_mark.is_some() {
        problems.push(QuizProblem::warning("/pass_mark", rules::IDLE).with("field", "pass_mark"));
    }
}

/// Checks a blueprint with its bank, where the course has it.
pub fn check_blueprint(blueprint: &Blueprint, bank: Option<&Bank>) -> Vec<QuizProblem> {
    let mut problems = Vec::new();
    let Some(bank) = bank else {
        problems.push(QuizProblem::error("/bank", rules::BANK).with("bank", &blueprint.bank));
        return problems;
    };
    if blueprint.forms == Forms::Single {
        check_draw(&blueprint.draw, bank, Some(Form::A), "/draw", &mut problems);
        return problems;
    }
    let before = problems.len();
    check_draw(&blueprint.draw, bank, Some(Form::A), "/draw", &mut problems);
    if problems.len() == before {
        check_draw(&blueprint.draw, bank, Some(Form::B), "/draw", &mut problems);
    }
    let topics: BTreeSet<&str> = if blueprint.draw.is_empty() {
        bank.questions.iter().filter_map(|question| question.topic.as_deref()).collect()
    } else {
        blueprint.draw.iter().map(|draw| draw.topic.as_str()).collect()
    };
    for topic in &topics {
        let of = |form| bank.questions.iter().filter(|one| of_topic(one, topic) && one.form == Some(form)).count();
        let (a, b) = (of(Form::A), of(Form::B));
        if a != b {
            let problem = QuizProblem::error("/bank", rules::FORMS).with("topic", topic);
            problems.push(problem.with("a", a).with("b", b));
        }
    }
    let both = bank
        .questions
        .iter()
        .filter(|one| one.form.is_none() && one.topic.as_deref().is_none_or(|topic| topics.contains(topic)));
    problems.extend(both.map(|one| QuizProblem::warning("/bank", rules::BOTH_FORMS).with("id", &one.id)));
    problems
}

fn of_topic(question: &Question, topic: &str) -> bool {
    question.topic.as_deref() == Some(topic)
}

fn check_draw(draws: &[Draw], bank: &Bank, form: Option<Form>, pointer: &str, problems: &mut Vec<QuizProblem>) {
    for (index, draw) in draws.iter().enumerate() {
        if bank.topic(&draw.topic).is_none() {
            problems
                .push(QuizProblem::error(format!("{pointer}/{index}/topic"), rules::TOPIC).with("topic", &draw.topic));
            continue;
        }
        let fits =
            |one: &&Question| of_topic(one, &draw.topic) && (form.is_none() || one.form.is_none() || one.form == form);
        let found = bank.questions.iter().filter(fits).count();
        if draw.count == 0 || found < draw.count {
            let problem = QuizProblem::error(format!("{pointer}/{index}/count"), rules::DRAW);
            problems.push(problem.with("topic", &draw.topic).with("wanted", draw.count).with("found", found));
        }
    }
}

/// Checks a bank. `languages` are the course's, the master first.
pub fn check_bank(bank: &Bank, languages: &[LanguageTag]) -> Vec<QuizProblem> {
    let mut problems = Vec::new();
    check_id(&bank.id, "/id", &mut problems);
    if bank.questions.is_empty() {
        problems.push(QuizProblem::error("/questions", rules::EMPTY));
    }
    let mut texts = Texts::new(languages);
    check_ids(bank.topics.iter().map(|topic| topic.id.as_str()), "/topics", &mut problems);
    for (index, topic) in bank.topics.iter().enumerate() {
        texts.needed(&format!("/topics/{index}/title"), &topic.title);
    }
    check_ids(bank.questions.iter().map(|question| question.id.as_str()), "/questions", &mut problems);
    for (index, question) in bank.questions.iter().enumerate() {
        let pointer = format!("/questions/{index}");
        if let Some(topic) = question.topic.as_deref().filter(|topic| bank.topic(topic).is_none()) {
            problems.push(QuizProblem::error(format!("{pointer}/topic"), rules::TOPIC).with("topic", topic));
        }
        questions::check_question(question, &pointer, &mut texts, &mut problems);
    }
    check_pairs(bank, &mut problems);
    problems.extend(texts.finish());
    problems
}

fn check_pairs(bank: &Bank, problems: &mut Vec<QuizProblem>) {
    let mut pairs: BTreeMap<&str, Vec<(usize, &Question)>> = BTreeMap::new();
    for (index, question) in bank.questions.iter().enumerate() {
        if let Some(pair) = &question.pair {
            pairs.entry(pair).or_default().push((index, question));
        }
    }
    for (pair, questions) in pairs {
        let parallel = match questions.as_slice() {
            [(_, one), (_, other)] => {
                one.topic == other.topic && one.form.is_some() && one.form.map(Form::other) == other.form
            }
            _ => false,
        };
        let first = questions.first().map_or(0, |(index, _)| *index);
        if !parallel {
            problems.push(QuizProblem::warning(format!("/questions/{first}/pair"), rules::PAIR).with("pair", pair));
        }
    }
}

/// Ids of things that stand side by side: well formed, and each once.
fn check_ids<'a>(ids: impl Iterator<Item = &'a str>, pointer: &str, problems: &mut Vec<QuizProblem>) {
    let mut seen = HashSet::new();
    for (index, id) in ids.enumerate() {
        let place = format!("{pointer}/{index}/id");
        check_id(id, &place, problems);
        if !seen.insert(id) {
            problems.push(QuizProblem::error(place, rules::DUPLICATE).with("id", id));
        }
    }
}

fn check_id(id: &str, pointer: &str, problems: &mut Vec<QuizProblem>) {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let first = id.bytes().next().is_some_and(plain);
    if !first || id.len() > 64 || !id.bytes().all(|byte| plain(byte) || byte == b'-') {
        problems.push(QuizProblem::error(pointer, rules::ID).with("id", id));
    }
}
