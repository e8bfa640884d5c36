//! What an administrator takes back or rolls up anew, and what a trace says of rules.

use vidik_sequencing::definition::{MapFlags, ObjectiveMap};
use vidik_sequencing::rules::{Condition, PreAction};
use vidik_sequencing::{
    ActivityId, CompletionStatus, DecidingRule, Event, Navigation, RuleKind, SuccessStatus, recalculate, reset,
    step_traced,
};

use crate::course::{Learner, cluster, leaf, pre, with};

fn done(learner: &mut Learner) {
    learner.says_status(Some(CompletionStatus::Completed), Some(SuccessStatus::Passed));
}

fn two_lessons_done() -> Learner {
    let first = with(leaf("one"), |sequencing| {
        sequencing.objectives.primary.maps.push(ObjectiveMap {
            target: "shared".into(),
            flags: MapFlags { write_satisfied_status: true, ..MapFlags::default() },
        });
    });
    let mut learner = Learner::started(cluster("course", vec![first, leaf("two")]));
    done(&mut learner);
    learner.go(Navigation::Continue);
    done(&mut learner);
    learner.go(Navigation::ExitAll);
    assert_eq!(learner.completion("course"), CompletionStatus::Completed);
    learner
}

#[test]
fn what_is_reset_was_never_opened_and_the_rest_stands() {
    let mut learner = two_lessons_done();
    let index = learner.tree.find("one").expect("a lesson");
    learner.state = reset(&learner.tree, learner.state.clone(), index);
    assert_eq!(learner.completion("one"), CompletionStatus::Unknown);
    assert_eq!(learner.success("one"), SuccessStatus::Unknown, "the shared objective that it wrote is taken back, too");
    assert_eq!(learner.state.activity(index).attempt_count, 0);
    assert_eq!(learner.completion("two"), CompletionStatus::Completed);
    assert_ne!(learner.completion("course"), CompletionStatus::Completed);
    assert_eq!(learner.go(Navigation::Start), Some("one".to_owned()));
}

#[test]
fn a_course_that_is_reset_begins_anew() {
    let mut learner = two_lessons_done();
    learner.go(Navigation::Start);
    learner.go(Navigation::SuspendAll);
    let root = learner.tree.find("course").expect("the course");
    learner.state = reset(&learner.tree, learner.state.clone(), root);
    assert_eq!(learner.state.suspended(), None);
    for id in ["course", "one", "two"] {
        assert_eq!(learner.completion(id), CompletionStatus::Unknown, "{id}");
    }
}

#[test]
fn rolling_up_anew_changes_nothing_that_was_right() {
    let learner = two_lessons_done();
    assert_eq!(recalculate(&learner.tree, learner.state.clone()), learner.state);
}

#[test]
fn a_trace_names_the_rule_that_decided() {
    let blocked = pre(leaf("two"), PreAction::Disabled, Condition::Always);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), blocked]));
    done(&mut learner);
    let event = Event::Navigate(Navigation::Continue);
    let outcome = step_traced(&learner.tree, learner.state.clone(), event);
    let named = outcome.trace.iter().find(|step| step.process == "UP.2").expect("the rule is checked");
    assert_eq!(named.activity, Some(ActivityId::from("two")));
    let told = DecidingRule { kind: RuleKind::Pre, number: 1, text: "if always then disabled".to_owned() };
    assert_eq!(named.rule, Some(told));
    let mut learner = Learner::started(cluster("course", vec![leaf("one")]));
    done(&mut learner);
    let outcome = step_traced(&learner.tree, learner.state.clone(), Event::Navigate(Navigation::ExitAll));
    let rolled = outcome.trace.iter().find(|step| step.process == "RB.1.4").expect("the course is rolled up");
    assert_eq!(rolled.rule.as_ref().map(|rule| (rule.kind, rule.number)), Some((RuleKind::Rollup, 0)));
}
