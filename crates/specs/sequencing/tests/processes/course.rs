//! Small courses, and a learner who goes through them.

use vidik_sequencing::definition::{LaunchResource, ResourceKind};
use vidik_sequencing::rules::{Combination, Condition, PostAction, PreAction, Rule, RuleCondition};
use vidik_sequencing::{
    Activity, ActivityTree, CompletionStatus, Edition, Effect, Entry, Event, Exception, IndexedTree, LookAhead,
    Navigation, SequencerState, SequencingDefinition, SharedObjectives, SuccessStatus, TrackingReport, look_ahead,
    status, step,
};

pub fn leaf(id: &str) -> Activity {
    let mut leaf = Activity::new(id, id);
    leaf.resource = Some(LaunchResource {
        identifier: format!("resource-{id}"),
        kind: ResourceKind::Sco,
        href: format!("{id}.html"),
    });
    leaf
}

/// A cluster with flow and choice.
pub fn cluster(id: &str, children: Vec<Activity>) -> Activity {
    Activity { sequencing: SequencingDefinition::scorm12_cluster(), children, ..Activity::new(id, id) }
}

pub fn with(mut activity: Activity, change: impl FnOnce(&mut SequencingDefinition)) -> Activity {
    change(&mut activity.sequencing);
    activity
}

pub fn pre(activity: Activity, action: PreAction, condition: Condition) -> Activity {
    with(activity, |sequencing| sequencing.rules.pre.push(rule(action, condition)))
}

pub fn post(activity: Activity, action: PostAction, condition: Condition) -> Activity {
    with(activity, |sequencing| sequencing.rules.post.push(rule(action, condition)))
}

pub fn rule<A>(action: A, condition: Condition) -> Rule<A> {
    Rule { combination: Combination::All, conditions: vec![RuleCondition::new(condition)], action }
}

/// A learner in a course.
pub struct Learner {
    pub tree: IndexedTree,
    pub state: SequencerState,
    /// Of the last step.
    pub effects: Vec<Effect>,
}

impl Learner {
    pub fn new(root: Activity) -> Self {
        Self::of(ActivityTree {
            edition: Edition::Scorm2004Fourth,
            objectives_global_to_system: true,
            shared_data_global_to_system: true,
            root,
        })
    }

    pub fn of(tree: ActivityTree) -> Self {
        let tree = IndexedTree::new(tree);
        let state = SequencerState::new(&tree, 1, SharedObjectives::new());
        Self { tree, state, effects: Vec::new() }
    }

    pub fn started(root: Activity) -> Self {
        let mut learner = Self::new(root);
        learner.go(Navigation::Start);
        learner
    }

    /// Makes a request; the activity that it delivers.
    pub fn go(&mut self, request: Navigation) -> Option<String> {
        self.step(Event::Navigate(request));
        self.effects.iter().find_map(|effect| match effect {
            Effect::Deliver { activity, .. } => Some(activity.to_string()),
            _ => None,
        })
    }

    pub fn choose(&mut self, id: &str) -> Option<String> {
        self.go(Navigation::Choice(id.into()))
    }

    /// Makes a request that is refused; why.
    pub fn refused(&mut self, request: Navigation) -> Option<Exception> {
        self.step(Event::Navigate(request));
        self.effects.iter().find_map(|effect| match effect {
            Effect::Refused(exception) => Some(*exception),
            _ => None,
        })
    }

    pub fn entry(&self) -> Option<Entry> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Deliver { entry, .. } => Some(*entry),
            _ => None,
        })
    }

    pub fn ended(&self) -> bool {
        self.effects.contains(&Effect::SessionEnded)
    }

    pub fn says(&mut self, report: TrackingReport) {
        let activity = self.state.delivered().map(|index| self.tree.id(index).clone());
        let activity = activity.expect("something is delivered");
        self.step(Event::Report { activity, report });
    }

    pub fn says_status(&mut self, completion: Option<CompletionStatus>, success: Option<SuccessStatus>) {
        self.says(TrackingReport {
            completion_status: completion,
            success_status: success,
            ..TrackingReport::default()
        });
    }

    pub fn scores(&mut self, scaled: f64) {
        let mut report = TrackingReport::default();
        report.score.scaled = Some(scaled);
        self.says(report);
    }

    fn step(&mut self, event: Event) {
        let outcome = step(&self.tree, std::mem::take(&mut self.state), event);
        self.state = outcome.state;
        self.effects = outcome.effects;
    }

    pub fn ahead(&self) -> LookAhead {
        look_ahead(&self.tree, &self.state)
    }

    pub fn may_choose(&self, id: &str) -> bool {
        self.ahead().reach(self.tree.find(id).expect("an activity")).choice
    }

    pub fn completion(&self, id: &str) -> CompletionStatus {
        status(&self.tree, &self.state, self.tree.find(id).expect("an activity")).completion
    }

    pub fn success(&self, id: &str) -> SuccessStatus {
        status(&self.tree, &self.state, self.tree.find(id).expect("an activity")).success
    }
}
