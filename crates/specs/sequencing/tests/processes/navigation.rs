//! NB.2.1 Navigation Request Process.

use vidik_sequencing::{Exception, Navigation};

use crate::course::{Learner, cluster, leaf, with};

fn two() -> Learner {
    Learner::new(cluster("course", vec![leaf("one"), leaf("two")]))
}

#[test]
fn nb_2_1_1_a_session_begins_once() {
    let mut learner = two();
    assert_eq!(learner.go(Navigation::Start).as_deref(), Some("one"));
    assert_eq!(learner.refused(Navigation::Start), Some(Exception::SessionAlreadyBegun));
}

#[test]
fn nb_2_1_2_nothing_goes_on_before_the_session_has_begun() {
    for request in [Navigation::Continue, Navigation::Previous, Navigation::Exit, Navigation::SuspendAll] {
        assert_eq!(two().refused(request), Some(Exception::SessionNotBegun));
    }
}

#[test]
fn nb_2_1_3_nothing_to_resume() {
    assert_eq!(two().refused(Navigation::ResumeAll), Some(Exception::NothingSuspended));
}

#[test]
fn nb_2_1_4_and_5_without_flow_there_is_no_way_on_or_back() {
    let root = with(cluster("course", vec![leaf("one"), leaf("two")]), |course| course.control.flow = false);
    let mut learner = Learner::new(root);
    learner.choose("one");
    assert_eq!(learner.refused(Navigation::Continue), Some(Exception::ContinueNotEnabled));
    assert_eq!(learner.refused(Navigation::Previous), Some(Exception::PreviousNotEnabled));
    assert!(!learner.ahead().offers_next);
}

#[test]
fn nb_2_1_5_forward_only_has_no_way_back() {
    let root = with(cluster("course", vec![leaf("one"), leaf("two")]), |course| course.control.forward_only = true);
    let mut learner = Learner::started(root);
    learner.go(Navigation::Continue);
    assert_eq!(learner.refused(Navigation::Previous), Some(Exception::PreviousNotEnabled));
}

#[test]
fn nb_2_1_8_choice_exit_off_holds_the_learner() {
    let held = with(cluster("held", vec![leaf("one"), leaf("two")]), |held| held.control.choice_exit = false);
    let mut learner = Learner::started(cluster("course", vec![held, leaf("three")]));
    assert!(learner.may_choose("two"));
    assert!(!learner.may_choose("three"));
    assert_eq!(learner.refused(Navigation::Choice("three".into())), Some(Exception::ChoiceExitNotAllowed));
}

#[test]
fn nb_2_1_8_choice_exit_off_on_a_leaf_holds_it_among_its_siblings_too() {
    let held = with(leaf("one"), |one| one.control.choice_exit = false);
    let learner = Learner::started(cluster("course", vec![held, leaf("two")]));
    assert!(!learner.may_choose("two"));
    assert!(!learner.may_choose("one"));
}

#[test]
fn nb_2_1_10_the_parent_must_allow_choice() {
    let root = with(cluster("course", vec![leaf("one"), leaf("two")]), |course| course.control.choice = false);
    let mut learner = Learner::started(root);
    assert_eq!(learner.refused(Navigation::Choice("two".into())), Some(Exception::ChoiceNotEnabled));
}

#[test]
fn nb_2_1_11_a_target_that_is_not_there() {
    let mut learner = two();
    learner.go(Navigation::Start);
    assert_eq!(learner.refused(Navigation::Choice("nowhere".into())), Some(Exception::NoSuchTarget));
    assert_eq!(learner.refused(Navigation::Jump("nowhere".into())), Some(Exception::NoSuchTarget));
}

#[test]
fn nb_2_1_12_what_has_ended_does_not_end_again() {
    let mut learner = two();
    learner.go(Navigation::Start);
    learner.go(Navigation::Exit);
    assert_eq!(learner.refused(Navigation::Exit), Some(Exception::CurrentAlreadyEnded));
    assert_eq!(learner.refused(Navigation::Abandon), Some(Exception::CurrentAlreadyEnded));
    assert_eq!(learner.go(Navigation::Continue).as_deref(), Some("two"));
}

#[test]
fn every_exception_has_a_code_of_its_own() {
    let codes: std::collections::BTreeSet<_> = Exception::ALL.iter().map(|exception| exception.code()).collect();
    assert_eq!(codes.len(), Exception::ALL.len());
}
