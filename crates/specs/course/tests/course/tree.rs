//! The tree, and what the sequencer makes of it.

use vidik_course::{Course, ROOT};
use vidik_package::Format;
use vidik_sequencing::{
    ActivityStatus, CompletionStatus, Event, IndexedTree, Navigation, NodeIndex, ScoreReport, SequencerState,
    SharedObjectives, SuccessStatus, TrackingReport, status, step,
};

use crate::{course, sample, tag};

#[test]
fn the_tree_of_the_sample() {
    let tree = course(&sample()).tree();
    assert_eq!(tree.format, Format::Native);
    insta::assert_json_snapshot!(tree);
}

#[test]
fn titles_stand_in_every_language() {
    let tree = course(&sample()).tree();
    let titles = &tree.titles[&tag("mk")];
    assert_eq!(titles[""], "Примерен курс");
    assert_eq!(titles[ROOT], titles[""]);
    assert_eq!((titles["basics"].as_str(), titles["first-steps"].as_str()), ("Основи", "Први чекори"));
    assert_eq!(titles["exit-test"], "Излезен тест");
}

/// Where the course stands after each activity has reported that it is completed, tests with their score.
fn played(course: &Course, visits: &[(&str, Option<f64>)]) -> ActivityStatus {
    let tree = IndexedTree::new(course.tree().organizations.remove(0).tree);
    let mut state =
        step(&tree, SequencerState::new(&tree, 1, SharedObjectives::new()), Event::Navigate(Navigation::Start)).state;
    for (activity, scaled) in visits {
        let report = TrackingReport {
            completion_status: Some(CompletionStatus::Completed),
            score: ScoreReport { scaled: *scaled, ..ScoreReport::default() },
            ..TrackingReport::default()
        };
        state = step(&tree, state, Event::Navigate(Navigation::Choice((*activity).into()))).state;
        state = step(&tree, state, Event::Report { activity: (*activity).into(), report }).state;
    }
    state = step(&tree, state, Event::Navigate(Navigation::ExitAll)).state;
    status(&tree, &state, NodeIndex::ROOT)
}

#[test]
fn lessons_and_quizzes_complete_the_course_and_the_exit_test_decides_it() {
    let course = course(&sample());
    let mut visits = vec![("first-steps", None), ("asking-well", None), ("words", None), ("basics-check", Some(0.2))];
    let before = played(&course, &visits);
    assert_eq!(
        (before.completion, before.success, before.measure),
        (CompletionStatus::Unknown, SuccessStatus::Unknown, None)
    );
    visits.push(("exit-test", Some(0.9)));
    let after = played(&course, &visits);
    assert_eq!(
        (after.completion, after.success, after.measure),
        (CompletionStatus::Completed, SuccessStatus::Passed, Some(0.9))
    );
    let failed = played(&course, &[("exit-test", Some(0.5))]);
    assert_eq!((failed.completion, failed.success), (CompletionStatus::Unknown, SuccessStatus::Failed));
}

#[test]
fn entry_test_and_survey_count_for_nothing() {
    let course = course(&sample());
    let after = played(&course, &[("entry-test", Some(1.0)), ("evaluation", None)]);
    assert_eq!(
        (after.completion, after.success, after.measure),
        (CompletionStatus::Unknown, SuccessStatus::Unknown, None)
    );
}

#[test]
fn without_a_test_nothing_is_passed() {
    let mut files = sample();
    let text = std::str::from_utf8(files.get("course.json").unwrap()).unwrap();
    let text = text.replace(", {\"quiz\": \"basics-check\"}", "").replace("{\"quiz\": \"entry-test\"},", "");
    let text = text.replace("    {\"quiz\": \"exit-test\"},\n", "");
    files.insert("course.json", text);
    let after = played(&course(&files), &[("first-steps", None), ("asking-well", None), ("words", None)]);
    assert_eq!((after.completion, after.success), (CompletionStatus::Completed, SuccessStatus::Unknown));
}

#[test]
fn without_an_exit_test_the_quizzes_decide() {
    let mut files = sample();
    let text = std::str::from_utf8(files.get("course.json").unwrap()).unwrap();
    files.insert("course.json", text.replace("    {\"quiz\": \"exit-test\"},\n", ""));
    let after = played(&course(&files), &[("basics-check", Some(0.75))]);
    assert_eq!((after.success, after.measure), (SuccessStatus::Passed, Some(0.75)));
}
