//! The page of an exported quiz: the questions with their answers as data, for the script that asks and marks them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use vidik_base::LanguageTag;
use vidik_lang::{fold, script};
use vidik_quiz::{
    Accepted, Bank, Blueprint, Choice, Form, Gap, Names, NumericAnswer, PaperQuestion, Question, QuestionKind, Quiz,
    Reading, Scoring, present, solution,
};

use super::{RUN_TIME, titled};
use crate::{model::Course, render::markup::escaped};

/// The whole page; none where the course has no such quiz, or the quiz no bank.
pub(super) fn page(course: &Course, id: &str, reading: &LanguageTag, script: &str) -> Option<String> {
    let quiz = course.quizzes.get(id)?;
    let data = exported_quiz(course, id, reading)?.to_string();
    // Within a script element only this could end it.
    let data = data.replace('<', "\\u003c");
    let title = titled(course, reading, &|tag| quiz.title.get(tag).map(str::to_owned)).unwrap_or_default();
    Some(format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title>\
         <link rel=\"stylesheet\" href=\"{RUN_TIME}quiz.css\">\
         <script type=\"application/json\" id=\"quiz\">{data}</script>\
         {script}</head><body></body></html>\n",
        escaped(reading.as_str()),
        escaped(&title),
    ))
}

/// A quiz with its answers, as the script of such a page takes it; none where the course has no such quiz, or the quiz
/// no bank.
pub fn exported_quiz(course: &Course, id: &str, reading: &LanguageTag) -> Option<Value> {
    let quiz = course.quizzes.get(id)?;
    let blueprint = quiz.blueprint.as_ref().and_then(|name| course.blueprints.get(name));
    let bank = course.banks.get(blueprint.map(|one| &one.bank).or(quiz.bank.as_ref())?)?;
    Some(described(course, quiz, blueprint, bank, reading))
}

fn described(
    course: &Course,
    quiz: &Quiz,
    blueprint: Option<&Blueprint>,
    bank: &Bank,
    language: &LanguageTag,
) -> Value {
    let names = Names {
        sources: course.sources.iter().map(|(id, source)| (id.clone(), source.title.clone())).collect(),
        terms: course.glossary.iter().map(|term| (term.id.clone(), term.term.clone())).collect(),
    };
    let reading = Reading::new(language, &names);
    let draw = blueprint.map_or(&quiz.draw, |blueprint| &blueprint.draw);
    let draw: Vec<Value> = draw.iter().map(|draw| json!({"topic": draw.topic, "count": draw.count})).collect();
    let topics = bank.topics.iter().map(|topic| json!({"id": topic.id, "title": reading.plain(&topic.title)}));
    let intro = reading.html(&quiz.intro);
    json!({
        "quiz": quiz.id,
        "kind": quiz.kind.as_str(),
        "title": reading.plain(&quiz.title),
        "intro_html": (!intro.is_empty()).then_some(intro),
        "language": language.as_str(),
        "pass_mark": quiz.pass_mark,
        "attempts": quiz.attempts,
        "time_limit_seconds": quiz.time_limit_minutes.map(|minutes| minutes.saturating_mul(60)),
        "shuffle_questions": quiz.shuffle_questions,
        "shuffle_choices": quiz.shuffle_choices,
        "review": quiz.review.as_str(),
        "draw": draw,
        "form": form_of(quiz, bank),
        "topics": topics.collect::<Vec<_>>(),
        "questions": bank.questions.iter().map(|question| exported(question, quiz, &reading)).collect::<Vec<_>>(),
        "fold": fold_table(),
    })
}

/// Where there are two forms, the entry test asks one and the exit test the other: no server can tell who had which.
fn form_of(quiz: &Quiz, bank: &Bank) -> Option<&'static str> {
    bank.questions.iter().any(|question| question.form.is_some()).then(|| {
        let form = if quiz.kind == vidik_quiz::QuizKind::Entry { Form::A } else { Form::B };
        form.as_str()
    })
}

fn exported(question: &Question, quiz: &Quiz, reading: &Reading<'_>) -> Value {
    // In the author's order: the page mixes it anew for each attempt.
    let plain = PaperQuestion { id: question.id.clone(), ..PaperQuestion::default() };
    let told = solution(question, &plain, reading);
    let marked = quiz.kind.is_marked() && question.can_be_marked();
    json!({
        "view": present(question, &plain, reading),
        "key": marked.then(|| key(question)),
        "points": question.points,
        "partial": question.scoring == Scoring::Partial,
        "form": question.form.map(Form::as_str),
        "solution": if marked { told.solution } else { Value::Null },
        "choices": told.choices,
        "feedback_html": told.feedback_html,
    })
}

/// What is right, as the page's script compares it.
fn key(question: &Question) -> Value {
    match &question.kind {
        QuestionKind::Single { choices } => one(choices),
        QuestionKind::Multiple { choices } => {
            let right = choices.iter().filter(|choice| choice.correct).map(|choice| choice.id.as_str());
            json!({"several": right.collect::<Vec<_>>()})
        }
        QuestionKind::TrueFalse { correct } => json!({"one": correct.to_string()}),
        QuestionKind::Matching { pairs, .. } => {
            let matched: BTreeMap<&str, &str> = pairs.iter().map(|pair| (&*pair.id, &*pair.id)).collect();
            json!({"matched": matched})
        }
        QuestionKind::Ordering { items } => {
            json!({"ordered": items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>()})
        }
        QuestionKind::Gap { gaps, .. } => {
            let inner = |gap: &Gap| match gap {
                Gap::Numeric(answer) => number(*answer),
                Gap::Accept(accept) => words(accept, false),
                Gap::Choices(choices) => one(choices),
            };
            let gaps: Map<String, Value> = gaps.iter().map(|(name, gap)| (name.clone(), inner(gap))).collect();
            json!({ "gaps": gaps })
        }
        QuestionKind::Numeric { answer, .. } => number(*answer),
        QuestionKind::ShortText { accept, case_sensitive } => words(accept, *case_sensitive),
        QuestionKind::Likert { .. } => Value::Null,
    }
}

fn one(choices: &[Choice]) -> Value {
    json!({"one": choices.iter().find(|choice| choice.correct).map(|choice| choice.id.as_str())})
}

fn number(answer: NumericAnswer) -> Value {
    json!({"number": {"value": answer.value, "tolerance": answer.tolerance}})
}

/// Every accepted word in the form in which answers are compared; where capitals matter, in both scripts.
fn words(accept: &Accepted, case_sensitive: bool) -> Value {
    if case_sensitive {
        let both = accept.words().flat_map(|word| [word.to_owned(), script::to_latin(word)]);
        return json!({"words": both.collect::<Vec<_>>(), "case_sensitive": true});
    }
    json!({"words": accept.words().map(fold).collect::<Vec<_>>()})
}

/// How letters are folded, for those that a browser does not fold the same way by itself.
fn fold_table() -> BTreeMap<String, String> {
    let letters = ('\u{c0}'..='\u{24f}').chain('\u{400}'..='\u{45f}').chain('\u{490}'..='\u{491}');
    let entry = |letter: char| {
        let (plain, folded) = (letter.to_string(), fold(&letter.to_string()));
        (folded != plain.to_lowercase()).then_some((plain, folded))
    };
    letters.filter_map(entry).collect()
}
