//! Random courses, and what learners do in them.

use proptest::collection::vec;
use proptest::prelude::*;

use vidik_sequencing::definition::{
    CompletionThreshold, ConstrainedChoice, ControlModes, DeliveryControls, LimitConditions, MapFlags, Objective,
    ObjectiveMap, Objectives, Randomization, Timing,
};
use vidik_sequencing::rules::{
    ChildSet, Combination, Condition, ExitAction, Operator, PostAction, PreAction, Required, Rollup, RollupAction,
    RollupCondition, RollupConditionKind, RollupConsiderations, RollupRule, Rule, RuleCondition, Rules,
};
use vidik_sequencing::{
    Activity, ActivityTree, CompletionStatus, Edition, Event, IndexedTree, Navigation, ObjectiveReport, ScoreReport,
    SequencerState, SequencingDefinition, SuccessStatus, TrackingReport,
};

fn condition() -> impl Strategy<Value = RuleCondition> {
    let kind = prop_oneof![
        Just(Condition::Satisfied),
        Just(Condition::ObjectiveStatusKnown),
        Just(Condition::ObjectiveMeasureGreaterThan),
        Just(Condition::Completed),
        Just(Condition::Attempted),
        Just(Condition::AttemptLimitExceeded),
        Just(Condition::Always),
    ];
    (kind, any::<bool>(), prop::option::weighted(0.3, Just("local".into()))).prop_map(
        |(condition, not, referenced_objective)| RuleCondition {
            condition,
            referenced_objective,
            measure_threshold: 0.5,
            operator: if not { Operator::Not } else { Operator::NoOp },
        },
    )
}

fn rule<A: Clone + std::fmt::Debug + 'static>(actions: Vec<A>) -> impl Strategy<Value = Rule<A>> {
    let combination = prop_oneof![Just(Combination::All), Just(Combination::Any)];
    (combination, vec(condition(), 1..3), prop::sample::select(actions))
        .prop_map(|(combination, conditions, action)| Rule { combination, conditions, action })
}

fn rules() -> impl Strategy<Value = Rules> {
    let pre = vec![PreAction::Skip, PreAction::Disabled, PreAction::HiddenFromChoice, PreAction::StopForwardTraversal];
    let post = vec![
        PostAction::ExitParent,
        PostAction::ExitAll,
        PostAction::Retry,
        PostAction::RetryAll,
        PostAction::Continue,
        PostAction::Previous,
    ];
    (
        prop_oneof![3 => Just(Vec::new()), 1 => vec(rule(pre), 1..3)],
        prop_oneof![6 => Just(Vec::new()), 1 => vec(rule(vec![ExitAction::Exit]), 1)],
        prop_oneof![6 => Just(Vec::new()), 1 => vec(rule(post), 1..3)],
    )
        .prop_map(|(pre, exit, post)| Rules { pre, exit, post })
}

fn rollup() -> impl Strategy<Value = Rollup> {
    let kind = prop_oneof![
        Just(RollupConditionKind::Satisfied),
        Just(RollupConditionKind::Completed),
        Just(RollupConditionKind::Attempted),
    ];
    let action = prop_oneof![
        Just(RollupAction::Satisfied),
        Just(RollupAction::NotSatisfied),
        Just(RollupAction::Completed),
        Just(RollupAction::Incomplete),
    ];
    let set = prop_oneof![
        Just(ChildSet::All),
        Just(ChildSet::Any),
        Just(ChildSet::None),
        Just(ChildSet::AtLeastCount(2)),
        Just(ChildSet::AtLeastPercent(0.5)),
    ];
    let rule = (set, kind, action).prop_map(|(child_set, condition, action)| RollupRule {
        child_set,
        combination: Combination::Any,
        conditions: vec![RollupCondition { condition, operator: Operator::NoOp }],
        action,
    });
    let required = prop_oneof![
        Just(Required::Always),
        Just(Required::IfAttempted),
        Just(Required::IfNotSkipped),
        Just(Required::IfNotSuspended)
    ];
    (vec(rule, 0..2), required, any::<bool>()).prop_map(|(rules, required, if_active)| Rollup {
        rules,
        considerations: RollupConsiderations {
            required_for_completed: required,
            required_for_satisfied: required,
            measure_satisfaction_if_active: if_active,
            ..RollupConsiderations::default()
        },
        ..Rollup::default()
    })
}

fn objectives() -> impl Strategy<Value = Objectives> {
    let map = (0..3_u8, any::<[bool; 4]>()).prop_map(|(target, flags)| ObjectiveMap {
        target: format!("shared-{target}").into(),
        flags: MapFlags {
            read_satisfied_status: flags[0],
            read_normalized_measure: flags[1],
            write_satisfied_status: flags[2],
            write_normalized_measure: flags[3],
            write_completion_status: flags[2],
            ..MapFlags::default()
        },
    });
    (any::<bool>(), vec(map, 0..2), any::<bool>()).prop_map(|(satisfied_by_measure, maps, named)| Objectives {
        primary: Objective {
            id: named.then(|| "local".into()),
            satisfied_by_measure,
            min_normalized_measure: 0.6,
            maps: if named { maps } else { Vec::new() },
        },
        others: Vec::new(),
    })
}

fn sequencing() -> impl Strategy<Value = SequencingDefinition> {
    let control =
        (any::<[bool; 4]>(), prop::bool::weighted(0.8), prop::bool::weighted(0.8)).prop_map(|(flags, choice, flow)| {
            ControlModes {
                choice,
                flow,
                choice_exit: flags[0] || flags[1],
                forward_only: flags[1] && flags[2],
                use_current_attempt_objective_info: flags[3],
                use_current_attempt_progress_info: flags[2],
            }
        });
    let constrained = any::<[bool; 4]>().prop_map(|flags| ConstrainedChoice {
        prevent_activation: flags[0] && flags[1],
        constrain_choice: flags[2] && flags[3],
    });
    let limit = prop::option::weighted(0.2, 1..3_u32)
        .prop_map(|attempt_limit| LimitConditions { attempt_limit, ..LimitConditions::default() });
    let randomization = prop::option::weighted(0.2, 1..3_u32).prop_map(|select_count| Randomization {
        selection_timing: Timing::Once,
        select_count,
        randomization_timing: if select_count.is_some() { Timing::OnEachNewAttempt } else { Timing::Never },
        reorder_children: true,
    });
    let delivery = any::<[bool; 4]>().prop_map(|flags| DeliveryControls {
        tracked: flags[0] || flags[1] || flags[2],
        completion_set_by_content: flags[3],
        objective_set_by_content: flags[2] && flags[3],
    });
    (control, constrained, rules(), limit, rollup(), objectives(), randomization, delivery).prop_map(
        |(control, constrained_choice, rules, limits, rollup, objectives, randomization, delivery)| {
            SequencingDefinition {
                control,
                constrained_choice,
                rules,
                limits,
                rollup,
                objectives,
                randomization,
                delivery,
            }
        },
    )
}

fn activity() -> impl Strategy<Value = Activity> {
    let one = (sequencing(), prop::option::weighted(0.2, prop::sample::select(vec![0.25, 0.5, 1.0]))).prop_map(
        |(sequencing, threshold)| Activity {
            sequencing,
            completion_threshold: CompletionThreshold {
                completed_by_measure: threshold.is_some(),
                min_progress_measure: threshold.unwrap_or(1.0),
                ..CompletionThreshold::default()
            },
            ..Activity::new("", "")
        },
    );
    let one = one.boxed();
    one.clone().prop_recursive(3, 24, 4, move |inner| {
        (one.clone(), vec(inner, 1..5)).prop_map(|(above, children)| Activity { children, ..above })
    })
}

pub fn tree() -> impl Strategy<Value = ActivityTree> {
    (activity(), any::<bool>()).prop_map(|(mut root, objectives_global_to_system)| {
        fn name(activity: &mut Activity, next: &mut u32) {
            activity.identifier = format!("a{next}").into();
            *next += 1;
            for child in &mut activity.children {
                name(child, next);
            }
        }
        name(&mut root, &mut 0);
        ActivityTree {
            edition: Edition::Scorm2004Fourth,
            objectives_global_to_system,
            shared_data_global_to_system: true,
            root,
        }
    })
}

/// A step whose target is drawn from whatever tree there is.
#[derive(Debug, Clone)]
pub enum Move {
    Go(u8, u8),
    Report { status: u8, score: Option<f64>, progress: Option<f64>, suspended: bool },
}

pub fn moves() -> impl Strategy<Value = Vec<Move>> {
    let go = (0..11_u8, any::<u8>()).prop_map(|(request, target)| Move::Go(request, target));
    let report = (
        any::<u8>(),
        prop::option::of(prop::sample::select(vec![-1.0, 0.0, 0.5, 0.75, 1.0])),
        prop::option::of(prop::sample::select(vec![0.0, 0.25, 0.5, 1.0])),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(status, score, progress, suspended)| Move::Report { status, score, progress, suspended });
    vec(prop_oneof![3 => go, 2 => report], 1..24)
}

pub fn navigation(tree: &IndexedTree, request: u8, target: u8) -> Navigation {
    let target = tree.indices().nth(usize::from(target) % tree.len()).expect("a target");
    let target = tree.id(target).clone();
    match request {
        0 => Navigation::Start,
        1 => Navigation::ResumeAll,
        2 => Navigation::Continue,
        3 => Navigation::Previous,
        4 => Navigation::Jump(target),
        5 => Navigation::Exit,
        6 => Navigation::ExitAll,
        7 => Navigation::Abandon,
        8 => Navigation::AbandonAll,
        9 => Navigation::SuspendAll,
        _ => Navigation::Choice(target),
    }
}

/// A report is only ever made by what is being delivered.
pub fn event(tree: &IndexedTree, state: &SequencerState, step: &Move) -> Option<Event> {
    match step {
        Move::Go(request, target) => Some(Event::Navigate(navigation(tree, *request, *target))),
        Move::Report { status, score, progress, suspended } => {
            let activity = tree.id(state.delivered()?).clone();
            let completion = [None, Some(CompletionStatus::Completed), Some(CompletionStatus::Incomplete)];
            let success =
                [None, Some(SuccessStatus::Passed), Some(SuccessStatus::Failed), Some(SuccessStatus::Unknown)];
            let score = ScoreReport { scaled: *score, ..ScoreReport::default() };
            let mut objective = ObjectiveReport::new("local");
            objective.success_status = success[usize::from(*status / 16 % 4)];
            let report = TrackingReport {
                completion_status: completion[usize::from(*status % 3)],
                success_status: success[usize::from(*status / 4 % 4)],
                progress_measure: *progress,
                score,
                objectives: vec![objective],
                suspended: Some(*suspended),
                browsed: *status % 7 == 0,
            };
            Some(Event::Report { activity, report })
        }
    }
}
