//! Papers: what is drawn, and what a learner sees of it.

use std::collections::BTreeSet;

use serde_json::json;
use vidik_quiz::{Form, Names, Paper, Reading, Seeds, draw, present, printed, solution, typed_answer};

use crate::sample::{bank, blueprint, exit_test, tag};

fn paper(form: Form, questions: u64, order: u64) -> Paper {
    draw(&exit_test(), Some(&blueprint()), &bank(), Some(form), Seeds { questions, order })
}

fn pairs(paper: &Paper) -> BTreeSet<String> {
    let bank = bank();
    paper.questions.iter().map(|one| bank.question(&one.id).unwrap().pair.clone().unwrap()).collect()
}

#[test]
fn a_paper_has_the_questions_of_its_form_by_topic() {
    let bank = bank();
    let mut seen = BTreeSet::new();
    for seed in 0..40 {
        let (a, b) = (paper(Form::A, seed, seed), paper(Form::B, seed, seed + 1));
        for (paper, form) in [(&a, Form::A), (&b, Form::B)] {
            let questions: Vec<_> = paper.questions.iter().map(|one| bank.question(&one.id).unwrap()).collect();
            assert!(questions.iter().all(|question| question.form == Some(form)));
            let of = |topic: &str| questions.iter().filter(|one| one.topic.as_deref() == Some(topic)).count();
            assert_eq!((of("law"), of("bodies")), (2, 1));
        }
        assert_eq!(pairs(&a), pairs(&b), "parallel questions are drawn");
        seen.insert(pairs(&a));
    }
    assert_eq!(seen.len(), 2, "either pair about bodies is drawn");
}

#[test]
fn the_order_is_of_chance_only_where_the_quiz_says_so() {
    let mut quiz = exit_test();
    let orders = |quiz: &vidik_quiz::Quiz| -> BTreeSet<Vec<String>> {
        let of = |order| draw(quiz, None, &bank(), Some(Form::A), Seeds { questions: 1, order });
        (0..20).map(|order| of(order).questions.into_iter().map(|one| one.id).collect()).collect()
    };
    assert!(orders(&quiz).len() > 5);
    quiz.shuffle_questions = false;
    assert_eq!(orders(&quiz).len(), 1);
    quiz.shuffle_choices = false;
    let paper = draw(&quiz, None, &bank(), None, Seeds { questions: 1, order: 3 });
    assert_eq!(paper.questions.len(), 8);
    assert_eq!(paper.questions[0].order, ["a", "b", "c"]);
    let ordering = paper.questions.iter().find(|one| one.id == "bodies-1-b").unwrap();
    assert_ne!(ordering.order, ["i1", "i2", "i3"], "the right order is never shown");
}

#[test]
fn a_question_is_shown_without_its_answer() {
    let (bank, names) = (bank(), Names::default());
    let reading = Reading::new(&tag("sr-Latn"), &names);
    let view = |id: &str| {
        let paper = draw(&exit_test(), None, &bank, None, Seeds { questions: 1, order: 4 });
        let laid_out = paper.questions.iter().find(|one| one.id == id).unwrap();
        serde_json::to_value(present(bank.question(id).unwrap(), laid_out, &reading)).unwrap()
    };
    assert_eq!(
        view("law-2-b"),
        json!({
            "id": "law-2-b", "type": "gap", "topic": "law", "prompt_html": "Dopunite.", "points": 3.0, "language": "sr-Latn",
            "text_html": "Usvojena <span data-gap=\"year\"></span>. u gradu <span data-gap=\"city\"></span>, na <span data-gap=\"body\"></span>.",
            "gaps": [
                {"id": "year", "kind": "number"},
                {"id": "city", "kind": "text"},
                {"id": "body", "kind": "choice", "choices": view("law-2-b")["gaps"][2]["choices"]},
            ]
        })
    );
    assert_eq!(view("bodies-2-a")["unit"], "godina");
    let matching = view("bodies-1-a");
    let ids = |side: &str| -> Vec<String> {
        matching[side].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        (ids("left"), ids("right")),
        (vec!["p1".to_owned(), "p2".into()], vec!["o1".to_owned(), "o2".into(), "o3".into()])
    );
}

#[test]
fn ids_on_paper_lead_back_to_the_banks() {
    let (bank, names) = (bank(), Names::default());
    let reading = Reading::new(&tag("mk"), &names);
    let paper = draw(&exit_test(), None, &bank, None, Seeds { questions: 1, order: 9 });
    for laid_out in &paper.questions {
        let question = bank.question(&laid_out.id).unwrap();
        let solution = solution(question, laid_out, &reading);
        let own = laid_out.unmask(question, &solution.solution);
        let response = vidik_quiz::Response::read(question, &own).unwrap();
        let mark = vidik_quiz::mark(question, response.as_ref());
        assert_eq!(mark.correct, Some(true), "{}: {own}", question.id);
        assert_eq!(laid_out.mask(question, &own), solution.solution);
    }
}

#[test]
fn the_right_answer_comes_in_the_language_that_is_read() {
    let (bank, names) = (bank(), Names::default());
    let told = |id: &str, language: &str| {
        let paper = draw(&exit_test(), None, &bank, None, Seeds { questions: 1, order: 9 });
        let laid_out = paper.questions.iter().find(|one| one.id == id).unwrap();
        solution(bank.question(id).unwrap(), laid_out, &Reading::new(&tag(language), &names))
    };
    assert_eq!(told("law-2-b", "sr-Latn").solution["city"], "Ženeva");
    assert_eq!(told("law-2-b", "en").solution["city"], "Geneva");
    assert_eq!(told("law-1-a", "sr-Latn").feedback_html, "Član 33. stav 1.");
    let correct: Vec<_> = told("law-1-a", "en").choices.into_iter().filter(|choice| choice.correct).collect();
    assert_eq!(correct.len(), 1);
    assert_eq!(correct[0].feedback_html, "Yes.");
}

#[test]
fn what_is_typed_in_from_paper_is_an_answer() {
    let (bank, quiz) = (bank(), exit_test());
    let paper = printed(&quiz, None, &bank, None);
    assert_eq!(paper, printed(&quiz, None, &bank, None));
    let typed = |id: &str, cell: &str| {
        let laid_out = paper.questions.iter().find(|one| one.id == id).unwrap();
        typed_answer(bank.question(id).unwrap(), laid_out, cell)
    };
    let order = |id: &str| paper.questions.iter().find(|one| one.id == id).unwrap().order.clone();
    for (id, cell, answer) in [
        ("law-1-a", "b", json!("b")),
        ("law-1-a", " B) ", json!("b")),
        ("law-1-a", "а", json!("a")),
        ("law-1-a", "", json!(null)),
        ("law-1-b", "a, c", json!(["a", "c"])),
        ("law-1-b", "ca", json!(["c", "a"])),
        ("law-2-a", "Тачно", json!("true")),
        ("law-2-a", "F", json!("false")),
        ("law-2-b", "1951 | Geneva | b", json!({"year": "1951", "city": "Geneva", "body": "b"})),
        ("law-2-b", "1951||", json!({"year": "1951"})),
        ("bodies-1-a", "1b, 2a", json!({"p1": order("bodies-1-a")[1], "p2": order("bodies-1-a")[0]})),
        ("bodies-1-b", "cab", json!([order("bodies-1-b")[2], order("bodies-1-b")[0], order("bodies-1-b")[1]])),
        ("bodies-2-a", "18,5", json!("18,5")),
        ("bodies-2-b", "UNICEF", json!("UNICEF")),
    ] {
        assert_eq!(typed(id, cell), Some(answer), "{id}: {cell}");
    }
    for (id, cell) in [
        ("law-1-a", "ab"),
        ("law-1-a", "d"),
        ("law-1-b", "aa"),
        ("law-2-a", "maybe"),
        ("law-2-b", "1951"),
        ("bodies-1-a", "3a"),
        ("bodies-1-a", "1"),
        ("bodies-1-a", "1a 1b"),
        ("law-1-a", "?"),
    ] {
        assert_eq!(typed(id, cell), None, "{id}: {cell}");
    }
}
