//! What was reached in another language or version counts here.

use vidik_sequencing::definition::{Objective, ObjectiveMap};
use vidik_sequencing::rules::{Condition, PreAction};
use vidik_sequencing::{
    Activity, ActivityTree, CarriedResult, CompletionStatus, Edition, Entry, Navigation, SuccessStatus, carry_over,
};

use crate::course::{Learner, cluster, leaf, pre, with};

const DONE: CarriedResult = CarriedResult {
    completed: true,
    success: SuccessStatus::Passed,
    progress_measure: None,
    score: vidik_sequencing::ScoreReport { scaled: Some(0.9), raw: None, min: None, max: None },
    open: false,
};

fn carry(learner: &mut Learner, results: &[(&str, CarriedResult)]) {
    let results: Vec<_> =
        results.iter().map(|(id, result)| (learner.tree.find(id).expect("an activity"), *result)).collect();
    learner.state = carry_over(&learner.tree, std::mem::take(&mut learner.state), &results);
}

#[test]
fn modules_are_rolled_up_and_rules_see_it() {
    let module = cluster("module", vec![leaf("one"), leaf("two")]);
    let locked = pre(leaf("locked"), PreAction::Skip, Condition::Attempted);
    let mut learner = Learner::new(cluster("course", vec![module, locked, leaf("last")]));
    carry(&mut learner, &[("one", DONE), ("two", DONE), ("locked", CarriedResult::default())]);
    assert_eq!(learner.completion("module"), CompletionStatus::Completed);
    assert_eq!(learner.success("module"), SuccessStatus::Passed);
    assert_eq!(learner.choose("two").as_deref(), Some("two"));
    assert_eq!(learner.go(Navigation::Continue).as_deref(), Some("last"), "what was begun elsewhere was attempted");
}

#[test]
fn beginning_the_course_does_not_forget_it() {
    let tree = |root: Activity| ActivityTree {
        edition: Edition::Scorm2004Fourth,
        objectives_global_to_system: false,
        shared_data_global_to_system: true,
        root,
    };
    let one = with(leaf("one"), |sequencing| {
        let mut map = ObjectiveMap::new("shared");
        map.flags.write_satisfied_status = true;
        sequencing.objectives.primary = Objective { id: Some("own".into()), maps: vec![map], ..Objective::default() };
    });
    let mut course = cluster("course", vec![one, leaf("two")]);
    course.sequencing.control.use_current_attempt_progress_info = true;
    course.sequencing.control.use_current_attempt_objective_info = true;
    let mut learner = Learner::of(tree(course));
    carry(&mut learner, &[("one", DONE)]);
    assert_eq!(learner.choose("two").as_deref(), Some("two"));
    assert_eq!(learner.success("one"), SuccessStatus::Passed, "the course's own shared objectives go on");
    learner.says_status(Some(CompletionStatus::Completed), Some(SuccessStatus::Passed));
    learner.go(Navigation::ExitAll);
    assert_eq!(learner.completion("course"), CompletionStatus::Completed, "it belongs to this attempt at the course");
}

#[test]
fn what_goes_on_is_continued_and_what_is_done_is_not_taken_back() {
    let mut learner = Learner::new(cluster("course", vec![leaf("one"), leaf("two")]));
    let open = CarriedResult { open: true, ..DONE };
    carry(&mut learner, &[("one", open)]);
    assert_eq!(learner.choose("one").as_deref(), Some("one"));
    assert_eq!(learner.entry(), Some(Entry::Resume));
    assert_eq!(learner.completion("one"), CompletionStatus::Completed);
    let worse = CarriedResult { success: SuccessStatus::Failed, ..CarriedResult::default() };
    learner.go(Navigation::SuspendAll);
    carry(&mut learner, &[("one", worse)]);
    assert_eq!(learner.success("one"), SuccessStatus::Passed);
    assert_eq!(learner.completion("one"), CompletionStatus::Completed);
}

#[test]
fn what_is_being_shown_is_left_alone() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    let before = learner.state.clone();
    carry(&mut learner, &[("one", DONE), ("course", DONE)]);
    assert_eq!(learner.state, before);
}
