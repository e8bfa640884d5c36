//! What a player is told: the tree, where everything stands, what may be opened next.

use std::collections::BTreeMap;

use serde::Serialize;
use vidik_base::{Completion, Score, Success};
use vidik_scorm::RequestValid;
use vidik_sequencing::{
    Edition, IndexedTree, NodeIndex, SequencerState,
    definition::{HiddenControl, ResourceKind},
    look_ahead, status,
};

use crate::roll_up::RollUp;

/// A node of the course's structure, as the package has it.
#[derive(Clone, Debug, Serialize)]
pub struct ActivityNode {
    /// Identifier in the package.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is.
    pub kind: ActivityKind,
    /// Whether the outline names it; its children are shown either way.
    pub visible: bool,
    /// What it holds.
    pub children: Vec<ActivityNode>,
}

/// What an activity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ActivityKind {
    /// Holds others.
    Cluster,
    /// Speaks to the run-time.
    Sco,
    /// Only shows itself.
    Asset,
    /// A quiz of our own, which the player plays itself.
    Quiz,
    /// A unit of cmi5, which talks to the record.
    Unit,
}

/// Where one activity stands.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ActivityStanding {
    /// Gone through or not.
    pub completion: Completion,
    /// Mastered or not.
    pub success: Success,
    /// 0…1.
    pub progress: Option<f64>,
    /// Scaled, −1…1.
    pub score: Option<f64>,
    /// Opened at least once.
    pub attempted: bool,
    /// Hidden from choice by a rule, or not selected.
    pub hidden: bool,
}

/// Which requests would be carried out now.
#[derive(Clone, Debug, Serialize)]
pub struct Valid {
    /// Continue is offered.
    #[serde(rename = "continue")]
    pub next: bool,
    /// Continue would be carried out: what content is told of it (`adl.nav.request_valid.continue`, SN 5.6.4).
    pub continue_valid: bool,
    /// Previous.
    pub previous: bool,
    /// Exit the course.
    pub exit: bool,
    /// Suspend the course.
    pub suspend: bool,
    /// By activity.
    pub choice: BTreeMap<String, bool>,
    /// By activity.
    pub jump: BTreeMap<String, bool>,
}

/// Where everything stands, and what may come next.
#[derive(Clone, Debug, Serialize)]
pub struct SequencingView {
    /// The activity that is delivered.
    pub current: Option<String>,
    /// By activity.
    pub activities: BTreeMap<String, ActivityStanding>,
    /// Which requests would be carried out.
    pub valid: Valid,
    /// Controls that the current activity does not want to see.
    pub hide_ui: Vec<HiddenControl>,
}

/// The tree as an outline, without the course that holds it all; a tree of one node is its own outline.
pub fn outline(tree: &IndexedTree) -> Vec<ActivityNode> {
    let whole = whole_outline(tree);
    if whole.children.is_empty() { vec![whole] } else { whole.children }
}

/// The tree as an outline, from the course on.
pub fn whole_outline(tree: &IndexedTree) -> ActivityNode {
    node(tree, NodeIndex::ROOT)
}

/// Depth is bounded by the importer (XML depth 256), so recursion is.
fn node(tree: &IndexedTree, index: NodeIndex) -> ActivityNode {
    let activity = tree.activity(index);
    ActivityNode {
        id: activity.identifier.to_string(),
        title: activity.title.clone(),
        kind: kind(tree, index),
        visible: activity.visible,
        children: tree.node(index).children.iter().map(|child| node(tree, *child)).collect(),
    }
}

pub(crate) fn kind(tree: &IndexedTree, index: NodeIndex) -> ActivityKind {
    match &tree.activity(index).resource {
        Some(resource) if tree.edition == Edition::Native && resource.href.starts_with("quiz/") => ActivityKind::Quiz,
        Some(_) if tree.activity(index).cmi5.is_some() => ActivityKind::Unit,
        Some(resource) if resource.kind == ResourceKind::Sco => ActivityKind::Sco,
        Some(_) => ActivityKind::Asset,
        None => ActivityKind::Cluster,
    }
}

/// Where everything stands, by the live state.
pub(crate) fn sequencing_view(tree: &IndexedTree, state: &SequencerState) -> (SequencingView, RequestValid) {
    let ahead = look_ahead(tree, state);
    let word = |valid: bool| if valid { "true" } else { "false" }.to_owned();
    let mut valid =
        RequestValid { continue_: word(ahead.next), previous: word(ahead.previous), ..RequestValid::default() };
    let (mut choice, mut jump, mut activities) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for index in tree.indices() {
        let id = tree.id(index).to_string();
        let reach = ahead.reach(index);
        let standing = RollUp::of_status(&status(tree, state, index));
        activities.insert(id.clone(), standing_of(&standing, state.activity(index).attempt_count > 0, reach.hidden));
        valid.choice.insert(id.clone(), word(reach.choice));
        valid.jump.insert(id.clone(), word(reach.jump));
        choice.insert(id.clone(), reach.choice);
        jump.insert(id, reach.jump);
    }
    let view = SequencingView {
        current: state.delivered().map(|index| tree.id(index).to_string()),
        activities,
        valid: Valid {
            next: ahead.offers_next,
            continue_valid: ahead.next,
            previous: ahead.previous,
            exit: ahead.exit_all,
            suspend: ahead.suspend_all,
            choice,
            jump,
        },
        hide_ui: ahead.hidden_controls,
    };
    (view, valid)
}

pub(crate) fn standing_of(result: &RollUp, attempted: bool, hidden: bool) -> ActivityStanding {
    ActivityStanding {
        completion: result.completion,
        success: result.success,
        progress: result.progress,
        score: result.score.effective_scaled().or(Score::default().scaled),
        attempted,
        hidden,
    }
}
