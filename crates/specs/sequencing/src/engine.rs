//! OP.1 and what every process shares.

use std::collections::BTreeSet;

use crate::checks::Known;
use crate::event::{Effect, Event, Navigation, Outcome};
use crate::exception::Exception;
use crate::flow::Stop;
use crate::identifiers::ObjectiveId;
use crate::selection::Drawn;
use crate::state::SequencerState;
use crate::trace::{DecidingRule, TraceStep};
use crate::tracking::Tracking;
use crate::tree::{IndexedTree, NodeIndex};

/// One step in the making.
pub(crate) struct Engine<'t> {
    pub tree: &'t IndexedTree,
    pub state: SequencerState,
    pub effects: Vec<Effect>,
    trace: Option<Vec<TraceStep>>,
    /// Answers of pre-condition rules, kept only while nothing changes the state.
    known: Option<Vec<Known>>,
    /// SB.2.9 step 8: where forward traversal from an activity stops, kept likewise.
    pub stops: Option<(NodeIndex, usize)>,
    /// SB.2.2: where flow leads forward from an activity, kept likewise.
    pub leads: Vec<Option<Result<NodeIndex, Stop>>>,
    /// Lent to whoever walks along a path, so that each walk need not ask for memory.
    pub path: Vec<NodeIndex>,
    /// Where an activity stands among the Available Children that selection or randomisation has drawn.
    pub drawn: Drawn,
    /// Shared objectives that changed and whose readers were not rolled up yet.
    pub changed: BTreeSet<ObjectiveId>,
}

/// Sequencing requests (SN 4.6), what a navigation request or a post-condition rule leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SequencingRequest {
    Start,
    ResumeAll,
    Continue,
    Previous,
    Choice(NodeIndex),
    Jump(NodeIndex),
    Retry,
    Exit,
}

/// Termination requests (SN 4.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TerminationRequest {
    Exit,
    ExitAll,
    Abandon,
    AbandonAll,
    SuspendAll,
}

/// `(tree, state, event) → (state, effects)`.
pub fn step(tree: &IndexedTree, state: SequencerState, event: Event) -> Outcome {
    run(Engine::new(tree, state, false), event)
}

/// As [`step`], with a record of every process it went through.
pub fn step_traced(tree: &IndexedTree, state: SequencerState, event: Event) -> Outcome {
    run(Engine::new(tree, state, true), event)
}

fn run(mut engine: Engine<'_>, event: Event) -> Outcome {
    match event {
        Event::Navigate(request) => {
            if let Err(exception) = engine.op_1_overall(&request) {
                engine.trace("OP.1", None, || exception.code().to_owned());
                engine.effects.push(Effect::Refused(exception));
            }
        }
        Event::Report { activity, report } => {
            if let Some(index) = engine.tree.find(&activity) {
                engine.take_report(index, &report);
            }
        }
        Event::RollUp { activity } => {
            if let Some(index) = engine.tree.find(&activity) {
                engine.write_objectives(index);
                engine.rb_1_5_overall_rollup(index);
            }
        }
    }
    Outcome { state: engine.state, effects: engine.effects, trace: engine.trace.unwrap_or_default() }
}

impl<'t> Engine<'t> {
    pub(crate) fn new(tree: &'t IndexedTree, mut state: SequencerState, traced: bool) -> Self {
        state.fit(tree);
        let drawn = Drawn::of(&state);
        Self {
            tree,
            state,
            effects: Vec::new(),
            trace: traced.then(Vec::new),
            known: None,
            stops: None,
            leads: Vec::new(),
            path: Vec::new(),
            drawn,
            changed: BTreeSet::new(),
        }
    }

    /// OP.1 Overall Sequencing Process, one navigation request.
    fn op_1_overall(&mut self, request: &Navigation) -> Result<(), Exception> {
        self.trace("OP.1", None, || format!("{request:?}"));
        let (termination, mut sequencing) = self.nb_2_1_navigation_request(request)?;
        if let Some(termination) = termination {
            let after = self.tb_2_3_termination_request(termination)?;
            // The one that termination gives replaces the one that is pending.
            sequencing = after.or(sequencing);
        }
        let Some(sequencing) = sequencing else {
            return Ok(());
        };
        self.prepare(sequencing);
        match self.sb_2_12_sequencing_request(sequencing)? {
            Sequenced::EndSession => self.end_session(),
            Sequenced::Nothing => {}
            Sequenced::Deliver(index) => {
                self.db_1_1_delivery_request(index)?;
                self.db_2_content_delivery(index)?;
            }
        }
        Ok(())
    }

    /// Before a request that may begin a new attempt at the course is carried out.
    pub(crate) fn prepare(&mut self, request: SequencingRequest) {
        match (request, self.state.current) {
            (SequencingRequest::Retry, Some(NodeIndex::ROOT))
            | (SequencingRequest::Start | SequencingRequest::Choice(_), None) => self.prepare_course(),
            _ => {}
        }
    }

    /// OP.1 1.4.2: the session ends, and with it the attempt at the root.
    fn end_session(&mut self) {
        if self.state.activity(NodeIndex::ROOT).active {
            self.up_4_end_attempt(NodeIndex::ROOT);
        }
        self.state.current = None;
        self.trace("OP.1", None, || "session ended".to_owned());
        self.effects.push(Effect::SessionEnded);
    }

    pub(crate) fn tracking(&self) -> Tracking<'_> {
        Tracking { tree: self.tree, state: &self.state, current_attempt: false }
    }

    /// As rollup sees it.
    pub(crate) fn rollup_tracking(&self) -> Tracking<'_> {
        Tracking { current_attempt: true, ..self.tracking() }
    }

    pub(crate) fn tracked(&self, index: NodeIndex) -> bool {
        self.tree.sketch(index).tracked()
    }

    pub(crate) fn is_leaf(&self, index: NodeIndex) -> bool {
        self.tree.sketch(index).is_leaf()
    }

    pub(crate) fn parent(&self, index: NodeIndex) -> Option<NodeIndex> {
        self.tree.parent(index)
    }

    /// Notes a process where the step is traced; costs one branch where it is not.
    pub(crate) fn trace(
        &mut self,
        process: &'static str,
        activity: Option<NodeIndex>,
        result: impl FnOnce() -> String,
    ) {
        self.trace_ruled(process, activity, || (result(), None));
    }

    /// The same, with what of the activity's manifest decided.
    pub(crate) fn trace_ruled(
        &mut self,
        process: &'static str,
        activity: Option<NodeIndex>,
        told: impl FnOnce() -> (String, Option<DecidingRule>),
    ) {
        if let Some(trace) = &mut self.trace {
            let (result, rule) = told();
            let activity = activity.map(|index| self.tree.id(index).clone());
            trace.push(TraceStep { process, activity, result, rule });
        }
    }

    pub(crate) fn traced(&self) -> bool {
        self.trace.is_some()
    }

    /// From now on the state stands still: answers of rules may be kept.
    pub(crate) fn freeze(&mut self) {
        self.known = Some(vec![Known::default(); self.tree.len()]);
        self.leads = vec![None; self.tree.len()];
    }

    pub(crate) fn frozen(&self) -> bool {
        self.known.is_some()
    }

    pub(crate) fn known(&self, index: NodeIndex) -> Option<Known> {
        self.known.as_ref()?.get(index.place()).copied()
    }

    pub(crate) fn known_mut(&mut self, index: NodeIndex) -> Option<&mut Known> {
        self.known.as_mut()?.get_mut(index.place())
    }
}

/// What a sequencing request came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sequenced {
    Deliver(NodeIndex),
    EndSession,
    Nothing,
}
