//! SB.2.4 and SB.2.9.

use vidik_sequencing::rules::{Condition, PreAction};
use vidik_sequencing::{Exception, Navigation};

use crate::course::{Learner, cluster, leaf, pre, with};

#[test]
fn sb_2_9_a_cluster_is_chosen_for_its_first_activity() {
    let part = cluster("part", vec![leaf("two"), leaf("three")]);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), part]));
    assert_eq!(learner.choose("part").as_deref(), Some("two"));
    assert_eq!(learner.choose("course").as_deref(), Some("one"));
}

#[test]
fn sb_2_9_the_current_activity_is_chosen_again_as_a_new_attempt() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    assert_eq!(learner.choose("one").as_deref(), Some("one"));
    let one = learner.tree.find("one").expect("an activity");
    assert_eq!(learner.state.activity(one).attempt_count, 2);
}

#[test]
fn sb_2_9_3_hidden_from_choice() {
    let part = pre(cluster("part", vec![leaf("two")]), PreAction::HiddenFromChoice, Condition::Always);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), part]));
    let two = learner.tree.find("two").expect("an activity");
    assert!(learner.ahead().reach(two).hidden);
    assert_eq!(learner.refused(Navigation::Choice("two".into())), Some(Exception::ChoiceHidden));
}

#[test]
fn sb_2_4_1_forward_traversal_is_stopped_for_choice() {
    let stop = pre(leaf("two"), PreAction::StopForwardTraversal, Condition::Always);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), stop, leaf("three")]));
    assert!(learner.may_choose("two"));
    assert!(!learner.may_choose("three"));
    assert_eq!(learner.refused(Navigation::Choice("three".into())), Some(Exception::TraversalStopped));
}

#[test]
fn sb_2_4_2_no_choice_backward_in_a_forward_only_cluster() {
    let root = with(cluster("course", vec![leaf("one"), leaf("two")]), |course| course.control.forward_only = true);
    let mut learner = Learner::started(root);
    learner.go(Navigation::Continue);
    assert_eq!(learner.refused(Navigation::Choice("one".into())), Some(Exception::ChoiceForwardOnly));
}

#[test]
fn sb_2_9_6_a_cluster_may_prevent_activation_of_what_is_inside() {
    let part = with(cluster("part", vec![leaf("two")]), |part| part.constrained_choice.prevent_activation = true);
    let learner = Learner::started(cluster("course", vec![leaf("one"), part]));
    assert!(learner.may_choose("part"), "the cluster itself may be chosen");
    assert!(!learner.may_choose("two"));
}

#[test]
fn sb_2_9_8_constrained_choice_reaches_the_neighbours() {
    let part = |id: &str, inside: &str| cluster(id, vec![leaf(inside)]);
    let middle = with(part("middle", "three"), |middle| middle.constrained_choice.constrain_choice = true);
    let parts = vec![part("first", "one"), part("second", "two"), middle, part("fourth", "four"), part("last", "five")];
    let mut learner = Learner::new(cluster("course", parts));
    learner.choose("three");
    let near: Vec<_> = ["one", "two", "four", "five"].into_iter().filter(|id| learner.may_choose(id)).collect();
    assert_eq!(near, ["two", "four"]);
    assert_eq!(learner.refused(Navigation::Choice("five".into())), Some(Exception::ChoiceConstrained));
}

#[test]
fn sb_2_9_9_a_cluster_with_nothing_to_deliver() {
    let part = with(cluster("part", vec![leaf("two")]), |part| part.control.flow = false);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), part]));
    assert!(!learner.may_choose("part"));
    assert_eq!(learner.refused(Navigation::Choice("part".into())), Some(Exception::ChoiceNothingToDeliver));
    assert_eq!(learner.choose("two").as_deref(), Some("two"), "the learner is there and goes on");
}

#[test]
fn db_1_1_3_a_disabled_activity_is_not_delivered() {
    let disabled = pre(leaf("two"), PreAction::Disabled, Condition::Always);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), disabled]));
    assert_eq!(learner.refused(Navigation::Choice("two".into())), Some(Exception::DeliveryBlocked));
}
