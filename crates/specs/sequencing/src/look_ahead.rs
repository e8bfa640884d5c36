//! What each request would do if it were made now, without making it.
//!
//! Correct by construction: it runs the processes themselves, on one copy of the state in which
//! the current activity has ended. From there on nothing changes the state, so that answers of
//! rules are shared between all the targets.

use crate::definition::HiddenControl;
use crate::engine::{Engine, Sequenced, SequencingRequest, TerminationRequest};
use crate::exception::Exception;
use crate::rules::PreAction;
use crate::state::SequencerState;
use crate::tree::{IndexedTree, NodeIndex};

/// Which requests would be carried out. What a SCO may still say before it ends can change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookAhead {
    pub start: bool,
    pub resume_all: bool,
    /// Continue would be carried out; true as well where it ends the session behind the last
    /// activity. For `adl.nav.request_valid.continue`.
    pub next: bool,
    /// Continue is to be offered: flow is on where the learner is (NB.2.1), whatever comes of it.
    pub offers_next: bool,
    pub previous: bool,
    pub exit: bool,
    pub exit_all: bool,
    pub abandon: bool,
    pub abandon_all: bool,
    pub suspend_all: bool,
    /// In the tree's order.
    pub activities: Vec<Reach>,
    /// What the delivered activity does not want to see shown.
    pub hidden_controls: Vec<HiddenControl>,
}

/// How an activity can be reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    pub choice: bool,
    pub jump: bool,
    /// Hidden from choice by a rule on it or above it, or not selected: not in the outline.
    pub hidden: bool,
    /// Disabled by a rule, a limit or a prerequisite on it or above it.
    pub disabled: bool,
}

impl LookAhead {
    /// How one activity can be reached.
    pub fn reach(&self, index: NodeIndex) -> Reach {
        self.activities.get(index.place()).copied().unwrap_or_default()
    }

    /// Whether a control is to be shown while the current activity is delivered.
    pub fn shows(&self, control: HiddenControl) -> bool {
        !self.hidden_controls.contains(&control)
    }
}

/// Looks ahead from a state. Costs one copy of the state and about one visit an activity.
pub fn look_ahead(tree: &IndexedTree, state: &SequencerState) -> LookAhead {
    let engine = Engine::new(tree, state.clone(), false);
    let now = Now::of(&engine);
    let mut after = After::new(engine);
    let activities = tree.indices().zip(&now.targets).map(|(index, target)| after.reach(index, *target)).collect();
    LookAhead {
        start: now.current.is_none() && after.carries_out(SequencingRequest::Start),
        resume_all: now.current.is_none() && after.carries_out(SequencingRequest::ResumeAll),
        next: now.next.is_some_and(|next| after.carries_out(next)),
        offers_next: now.offers_next,
        previous: now.previous.is_some_and(|previous| after.carries_out(previous)),
        exit: now.active && after.carries_out(SequencingRequest::Exit),
        exit_all: now.current.is_some(),
        abandon: now.active,
        abandon_all: now.current.is_some(),
        suspend_all: now.suspend_all,
        activities,
        hidden_controls: state.delivered().map(|index| tree.activity(index).hide_lms_ui.clone()).unwrap_or_default(),
    }
}

/// What NB.2.1 says while the current activity has not ended.
struct Now {
    current: Option<NodeIndex>,
    active: bool,
    next: Option<SequencingRequest>,
    offers_next: bool,
    previous: Option<SequencingRequest>,
    suspend_all: bool,
    targets: Vec<Target>,
}

/// Whether NB.2.1 lets an activity be asked for.
#[derive(Clone, Copy)]
struct Target {
    choice: bool,
    jump: bool,
}

impl Now {
    fn of(engine: &Engine<'_>) -> Self {
        let pending = |requests: Result<(_, Option<SequencingRequest>), Exception>| {
            requests.ok().and_then(|(_, sequencing)| sequencing)
        };
        let (tree, state) = (engine.tree, &engine.state);
        let active = state.delivered().is_some();
        let target =
            |index| Target { choice: engine.request_choice(index).is_ok(), jump: engine.request_jump(index).is_ok() };
        Self {
            current: state.current,
            active,
            next: pending(engine.request_continue()),
            offers_next: engine.request_continue().is_ok(),
            previous: pending(engine.request_previous()),
            suspend_all: state
                .current
                .is_some_and(|index| active || index != NodeIndex::ROOT || state.activity(index).suspended),
            targets: tree.indices().map(target).collect(),
        }
    }
}

/// The state once the current activity has ended.
struct After<'t> {
    engine: Engine<'t>,
    /// What rules make of every request that leaves the current activity.
    instead: Result<Option<SequencingRequest>, Exception>,
    /// Whether that would be carried out.
    instead_holds: bool,
    /// Hidden and disabled on the path to each activity, filled from the root on.
    above: Vec<(bool, bool)>,
}

impl<'t> After<'t> {
    fn new(mut engine: Engine<'t>) -> Self {
        let instead = if engine.state.delivered().is_some() {
            engine.tb_2_3_termination_request(TerminationRequest::Exit)
        } else {
            Ok(None)
        };
        match instead {
            Ok(Some(request)) => engine.prepare(request),
            Ok(None) if engine.state.current.is_none() => engine.prepare_course(),
            Ok(None) | Err(_) => {}
        }
        engine.freeze();
        let instead_holds = match instead {
            Ok(Some(request)) => engine.would(request).is_ok(),
            Ok(None) | Err(_) => false,
        };
        let above = Vec::with_capacity(engine.tree.len());
        Self { engine, instead, instead_holds, above }
    }

    fn carries_out(&mut self, request: SequencingRequest) -> bool {
        match self.instead {
            Err(_) => false,
            Ok(Some(_)) => self.instead_holds,
            Ok(None) => self.engine.would(request).is_ok(),
        }
    }

    fn reach(&mut self, index: NodeIndex, now: Target) -> Reach {
        let (mut hidden, mut disabled) =
            self.engine.parent(index).and_then(|parent| self.above.get(parent.place()).copied()).unwrap_or_default();
        hidden =
            hidden || !self.engine.is_available(index) || self.engine.pre_condition(index, PreAction::HiddenFromChoice);
        disabled = disabled || self.engine.up_5_check_activity(index);
        self.above.push((hidden, disabled));
        Reach {
            choice: now.choice && self.carries_out(SequencingRequest::Choice(index)),
            jump: now.jump && self.carries_out(SequencingRequest::Jump(index)),
            hidden,
            disabled,
        }
    }
}

impl Engine<'_> {
    /// What a sequencing request comes to, up to the check of the delivery request.
    fn would(&mut self, request: SequencingRequest) -> Result<Sequenced, Exception> {
        let sequenced = self.sequence(request)?;
        if let Sequenced::Deliver(index) = sequenced {
            self.db_1_1_delivery_request(index)?;
        }
        Ok(sequenced)
    }
}
