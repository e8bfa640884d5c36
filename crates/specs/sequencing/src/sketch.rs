//! What the processes ask of an activity at every turn, in a few bytes: a definition is about a kilobyte, and a course of
//! ten thousand of them is larger than a processor's cache.

use crate::rules::PreAction;
use crate::tree::{Node, NodeIndex};

/// An activity's place and switches, as its node has them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sketch {
    pub parent: Option<NodeIndex>,
    /// First index after this activity's descendants.
    pub end: u32,
    /// Place among the parent's children.
    pub position: u32,
    pub depth: u32,
    /// How many objectives there are beside the primary one.
    pub others: u32,
    switches: u16,
}

const LEAF: u16 = 1;
const CHOICE: u16 = 1 << 1;
const CHOICE_EXIT: u16 = 1 << 2;
const FLOW: u16 = 1 << 3;
const FORWARD_ONLY: u16 = 1 << 4;
const TRACKED: u16 = 1 << 5;
const PREVENTS_ACTIVATION: u16 = 1 << 6;
const CONSTRAINS_CHOICE: u16 = 1 << 7;
const ATTEMPT_LIMIT: u16 = 1 << 8;
const PREREQUISITES: u16 = 1 << 9;
const SKIPS: u16 = 1 << 10;
const DISABLES: u16 = 1 << 11;
const HIDES: u16 = 1 << 12;
const STOPS: u16 = 1 << 13;

impl Sketch {
    /// The node's own, once the whole tree is laid out.
    pub fn of(node: &Node) -> Self {
        let sequencing = &node.activity.sequencing;
        let (control, constrained) = (&sequencing.control, &sequencing.constrained_choice);
        let mut switches = sequencing.rules.pre.iter().fold(0, |switches, rule| switches | switch(rule.action));
        for (switch, on) in [
            (LEAF, node.is_leaf()),
            (CHOICE, control.choice),
            (CHOICE_EXIT, control.choice_exit),
            (FLOW, control.flow),
            (FORWARD_ONLY, control.forward_only),
            (TRACKED, sequencing.delivery.tracked),
            (PREVENTS_ACTIVATION, constrained.prevent_activation),
            (CONSTRAINS_CHOICE, constrained.constrain_choice),
            (ATTEMPT_LIMIT, sequencing.limits.attempt_limit.is_some()),
            (PREREQUISITES, node.prerequisites.is_some()),
        ] {
            if on {
                switches |= switch;
            }
        }
        Self {
            parent: node.parent,
            end: node.end,
            position: small(node.position),
            depth: small(node.depth),
            others: small(sequencing.objectives.others.len()),
            switches,
        }
    }

    fn has(self, switch: u16) -> bool {
        self.switches & switch != 0
    }

    pub fn is_leaf(self) -> bool {
        self.has(LEAF)
    }

    pub fn choice(self) -> bool {
        self.has(CHOICE)
    }

    pub fn choice_exit(self) -> bool {
        self.has(CHOICE_EXIT)
    }

    pub fn flow(self) -> bool {
        self.has(FLOW)
    }

    pub fn forward_only(self) -> bool {
        self.has(FORWARD_ONLY)
    }

    pub fn tracked(self) -> bool {
        self.has(TRACKED)
    }

    pub fn prevents_activation(self) -> bool {
        self.has(PREVENTS_ACTIVATION)
    }

    pub fn constrains_choice(self) -> bool {
        self.has(CONSTRAINS_CHOICE)
    }

    pub fn has_attempt_limit(self) -> bool {
        self.has(ATTEMPT_LIMIT)
    }

    pub fn has_prerequisites(self) -> bool {
        self.has(PREREQUISITES)
    }

    /// Whether there is a pre-condition rule with this action at all.
    pub fn has_rule(self, action: PreAction) -> bool {
        self.has(switch(action))
    }
}

fn switch(action: PreAction) -> u16 {
    match action {
        PreAction::Skip => SKIPS,
        PreAction::Disabled => DISABLES,
        PreAction::HiddenFromChoice => HIDES,
        PreAction::StopForwardTraversal => STOPS,
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
