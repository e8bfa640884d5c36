//! What holds for every quiz.

use proptest::prelude::*;
use serde_json::{Value, json};
use vidik_quiz::{Form, Names, Question, QuestionKind, Reading, Response, Scoring, Seeds, draw, mark, present};

use crate::sample::{bank, blueprint, exit_test, tag};

/// Answers of all shapes, sensible and not.
fn any_response() -> impl Strategy<Value = Value> {
    let word = prop_oneof!["[abcdxi][0-9]?", Just("true".to_owned()), "-?[0-9]{1,4}[.,]?[0-9]{0,2}", ".{0,8}"];
    let id = prop_oneof![
        Just("a"),
        Just("b"),
        Just("c"),
        Just("d"),
        Just("p1"),
        Just("p2"),
        Just("x"),
        Just("i1"),
        Just("i2"),
        Just("i3")
    ];
    let key = prop_oneof![Just("p1"), Just("p2"), Just("year"), Just("city"), Just("body")];
    prop_oneof![
        Just(Value::Null),
        word.clone().prop_map(Value::from),
        prop::collection::vec(id, 0..5).prop_map(Value::from),
        prop::collection::btree_map(key, word, 0..4).prop_map(|map| json!(map)),
    ]
}

proptest! {
    #[test]
    fn marks_lie_between_nothing_and_all(response in any_response(), at in 0_usize..8, partial: bool, points in 0.0..50.0_f64) {
        let mut question = bank().questions[at].clone();
        question.points = points;
        question.scoring = if partial { Scoring::Partial } else { Scoring::AllOrNothing };
        if let Ok(response) = Response::read(&question, &response) {
            let mark = mark(&question, response.as_ref());
            prop_assert!(mark.points >= 0.0 && mark.points <= mark.max, "{mark:?}");
            prop_assert!((mark.max - points).abs() < 1e-9);
            prop_assert!(mark.correct != Some(true) || (mark.points - points).abs() < 1e-9);
            // What was read is written as it was.
            if let Some(response) = response {
                prop_assert_eq!(Response::read(&question, &response.to_value()), Ok(Some(response)));
            }
        }
    }

    #[test]
    fn the_same_seed_draws_the_same_paper(questions: u64, order: u64, form_b: bool, law in 0_usize..4, bodies in 0_usize..4) {
        let form = if form_b { Form::B } else { Form::A };
        let mut blueprint = blueprint();
        (blueprint.draw[0].count, blueprint.draw[1].count) = (law, bodies);
        let seeds = Seeds { questions, order };
        let draw_once = || draw(&exit_test(), Some(&blueprint), &bank(), Some(form), seeds);
        let paper = draw_once();
        prop_assert_eq!(&paper, &draw_once());
        let bank = bank();
        let of = |topic: &str| {
            paper.questions.iter().filter(|one| bank.question(&one.id).unwrap().topic.as_deref() == Some(topic)).count()
        };
        prop_assert_eq!((of("law"), of("bodies")), (law.min(2), bodies.min(2)));
    }

    /// Another bank, with other right answers and the same words, is shown the same way.
    #[test]
    fn what_is_shown_does_not_depend_on_what_is_right(order: u64, by in 1_usize..3) {
        let (names, quiz) = (Names::default(), exit_test());
        let reading = Reading::new(&tag("en"), &names);
        for question in bank().questions {
            let mut other_bank = bank();
            other_bank.questions = vec![question.clone()];
            let paper = draw(&quiz, None, &other_bank, None, Seeds { questions: 0, order });
            let shown = serde_json::to_value(present(&question, &paper.questions[0], &reading)).unwrap();
            let (other, laid_out) = with_other_answers(&question, &paper.questions[0], by);
            prop_assert_eq!(shown, serde_json::to_value(present(&other, &laid_out, &reading)).unwrap());
        }
    }
}

/// The same words with other answers; where the bank's own order is the answer, the paper is told of the new ids.
fn with_other_answers(
    question: &Question,
    laid_out: &vidik_quiz::PaperQuestion,
    by: usize,
) -> (Question, vidik_quiz::PaperQuestion) {
    let (mut question, mut laid_out) = (question.clone(), laid_out.clone());
    question.feedback = vidik_base::LocalizedText::default();
    match &mut question.kind {
        QuestionKind::Single { choices } | QuestionKind::Multiple { choices } => {
            let count = choices.len();
            let flags: Vec<bool> = choices.iter().map(|choice| choice.correct).collect();
            for (place, choice) in choices.iter_mut().enumerate() {
                choice.correct = flags[(place + by) % count];
                choice.feedback = vidik_base::LocalizedText::default();
            }
        }
        QuestionKind::TrueFalse { correct } => *correct = !*correct,
        QuestionKind::Matching { pairs, .. } => {
            let [one, other] = pairs.as_mut_slice() else { panic!("two pairs") };
            std::mem::swap(&mut one.right, &mut other.right);
            for id in &mut laid_out.order {
                match id.as_str() {
                    "p1" => "p2".clone_into(id),
                    "p2" => "p1".clone_into(id),
                    _ => {}
                }
            }
        }
        QuestionKind::Ordering { items } => items.rotate_left(by),
        QuestionKind::Gap { gaps, .. } => {
            gaps.insert("year".to_owned(), serde_json::from_value(json!({"numeric": {"value": 7}})).unwrap());
            gaps.insert("city".to_owned(), serde_json::from_value(json!({"accept": {"en": ["Paris"]}})).unwrap());
        }
        QuestionKind::Numeric { answer, .. } => answer.value += 1.0,
        QuestionKind::ShortText { accept, .. } => accept.0.clear(),
        QuestionKind::Likert { .. } => {}
    }
    if let QuestionKind::ShortText { accept, .. } = &mut question.kind {
        accept.0.insert(tag("en"), vec!["other".to_owned()]);
    }
    (question, laid_out)
}
