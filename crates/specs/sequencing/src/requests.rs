//! SB.2.5 to 2.8 and 2.10 to 2.13: sequencing requests.

use crate::engine::{Engine, Sequenced, SequencingRequest};
use crate::exception::Exception;
use crate::flow::{Direction, Stop};
use crate::tree::NodeIndex;

type Result<T = Sequenced> = std::result::Result<T, Exception>;

impl SequencingRequest {
    /// The process that carries it out.
    fn process(self) -> &'static str {
        match self {
            Self::Start => "SB.2.5",
            Self::ResumeAll => "SB.2.6",
            Self::Continue => "SB.2.7",
            Self::Previous => "SB.2.8",
            Self::Choice(_) => "SB.2.9",
            Self::Retry => "SB.2.10",
            Self::Exit => "SB.2.11",
            Self::Jump(_) => "SB.2.13",
        }
    }
}

impl Engine<'_> {
    /// SB.2.12 Sequencing Request Process.
    pub(crate) fn sb_2_12_sequencing_request(&mut self, request: SequencingRequest) -> Result {
        let before = self.state.current;
        let result = self.sequence(request);
        match (request, result) {
            (_, Ok(Sequenced::EndSession)) => {
                self.up_3_terminate_descendents(NodeIndex::ROOT);
            }
            (SequencingRequest::Choice(target), Err(Exception::ChoiceNothingToDeliver)) => {
                self.leave_for(before, target);
            }
            _ => {}
        }
        self.trace("SB.2.12", before, || format!("{request:?}: {result:?}"));
        result
    }

    /// The request's own process, which leaves the state as it is.
    pub(crate) fn sequence(&mut self, request: SequencingRequest) -> Result {
        self.trace(request.process(), self.state.current, || "asked".to_owned());
        match request {
            SequencingRequest::Start => self.sb_2_5_start(),
            SequencingRequest::ResumeAll => self.sb_2_6_resume_all(),
            SequencingRequest::Continue => self.sb_2_7_continue(),
            SequencingRequest::Previous => self.sb_2_8_previous(),
            SequencingRequest::Choice(target) => self.sb_2_9_choice(target).map(Sequenced::Deliver),
            SequencingRequest::Retry => self.sb_2_10_retry(),
            SequencingRequest::Exit => self.sb_2_11_exit(),
            SequencingRequest::Jump(target) => self.sb_2_13_jump(target),
        }
    }

    /// SB.2.9 step 14: the chosen cluster has nothing to deliver, and the learner is there.
    fn leave_for(&mut self, current: Option<NodeIndex>, target: NodeIndex) {
        // Before a session has begun there is nothing to leave, and none begins by this.
        let Some(current) = current else { return };
        let ancestor = self.tree.common_ancestor(current, target);
        self.up_3_terminate_descendents(ancestor);
        self.up_4_end_attempt(ancestor);
        self.state.current = Some(target);
    }

    /// SB.2.5 Start Sequencing Request Process.
    fn sb_2_5_start(&mut self) -> Result {
        if self.state.current.is_some() {
            return Err(Exception::StartWithCurrent);
        }
        if self.is_leaf(NodeIndex::ROOT) {
            return Ok(Sequenced::Deliver(NodeIndex::ROOT));
        }
        match (self.flow(NodeIndex::ROOT, Direction::Forward, true), self.tree.only_leaf()) {
            // A course of one activity has nothing to choose from: it starts where its manifest does not say flow.
            (Err(Exception::FlowNotEnabled), Some(only)) => Ok(Sequenced::Deliver(only)),
            (result, _) => result,
        }
    }

    /// SB.2.6 Resume All Sequencing Request Process.
    fn sb_2_6_resume_all(&mut self) -> Result {
        if self.state.current.is_some() {
            return Err(Exception::ResumeWithCurrent);
        }
        let suspended = self.state.suspended.ok_or(Exception::ResumeWithoutSuspended)?;
        if self.is_leaf(suspended) {
            return Ok(Sequenced::Deliver(suspended));
        }
        // TB.2.3 5.3 suspends the cluster around an activity that had ended. A cluster cannot be
        // delivered: the learner goes on with what it leads to.
        self.flow(suspended, Direction::Forward, true)
    }

    /// SB.2.7 Continue Sequencing Request Process.
    fn sb_2_7_continue(&mut self) -> Result {
        let current = self.state.current.ok_or(Exception::ContinueWithoutCurrent)?;
        if !self.flows(current) {
            return Err(Exception::ContinueWithoutFlow);
        }
        self.flow(current, Direction::Forward, false)
    }

    /// SB.2.8 Previous Sequencing Request Process.
    fn sb_2_8_previous(&mut self) -> Result {
        let current = self.state.current.ok_or(Exception::PreviousWithoutCurrent)?;
        if !self.flows(current) {
            return Err(Exception::PreviousWithoutFlow);
        }
        self.flow(current, Direction::Backward, false)
    }

    fn flows(&self, index: NodeIndex) -> bool {
        self.parent(index).is_none_or(|parent| self.tree.sketch(parent).flow())
    }

    fn flow(&mut self, from: NodeIndex, direction: Direction, consider_children: bool) -> Result {
        match self.sb_2_3_flow(from, direction, consider_children) {
            Ok(leaf) => Ok(Sequenced::Deliver(leaf)),
            Err(Stop::EndSession) => Ok(Sequenced::EndSession),
            Err(Stop::Exception(exception)) => Err(exception),
        }
    }

    /// SB.2.10 Retry Sequencing Request Process.
    fn sb_2_10_retry(&mut self) -> Result {
        let current = self.state.current.ok_or(Exception::RetryWithoutCurrent)?;
        let activity = self.state.activity(current);
        if activity.active || activity.suspended {
            return Err(Exception::RetryOfActive);
        }
        if self.is_leaf(current) {
            return Ok(Sequenced::Deliver(current));
        }
        self.sb_2_3_flow(current, Direction::Forward, true)
            .map(Sequenced::Deliver)
            .map_err(|_| Exception::RetryNothingToDeliver)
    }

    /// SB.2.11 Exit Sequencing Request Process.
    fn sb_2_11_exit(&mut self) -> Result {
        let current = self.state.current.ok_or(Exception::ExitWithoutCurrent)?;
        if self.state.activity(current).active {
            return Err(Exception::ExitOfActive);
        }
        if current == NodeIndex::ROOT { Ok(Sequenced::EndSession) } else { Ok(Sequenced::Nothing) }
    }

    /// SB.2.13 Jump Sequencing Request Process (4th edition).
    fn sb_2_13_jump(&mut self, target: NodeIndex) -> Result {
        if self.state.current.is_none() {
            return Err(Exception::JumpWithoutCurrent);
        }
        Ok(Sequenced::Deliver(target))
    }
}
