//! TB.2.1, 2.2, 2.3: how the current activity ends, and what rules make of that.

use crate::engine::{Engine, SequencingRequest, TerminationRequest};
use crate::exception::Exception;
use crate::rules::{PostAction, Rule};
use crate::trace::{DecidingRule, RuleKind};
use crate::tree::NodeIndex;

/// What post-condition rules ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Nothing,
    Request(SequencingRequest),
    ExitParent,
    /// With the request that follows it.
    ExitAll(Option<SequencingRequest>),
}

impl Engine<'_> {
    /// TB.2.3 Termination Request Process: the sequencing request that it gives, if any.
    pub(crate) fn tb_2_3_termination_request(
        &mut self,
        request: TerminationRequest,
    ) -> Result<Option<SequencingRequest>, Exception> {
        let current = self.state.current.ok_or(Exception::TerminationWithoutCurrent)?;
        let active = self.state.activity(current).active;
        if matches!(request, TerminationRequest::Exit | TerminationRequest::Abandon) && !active {
            return Err(Exception::TerminationOfEnded);
        }
        self.trace("TB.2.3", Some(current), || format!("{request:?}"));
        match request {
            TerminationRequest::Exit => self.terminate_by_exit(current),
            TerminationRequest::ExitAll => Ok(Some(self.terminate_all(current, None))),
            TerminationRequest::SuspendAll => self.suspend_all(current),
            TerminationRequest::Abandon => {
                self.abandon(current);
                Ok(None)
            }
            TerminationRequest::AbandonAll => {
                for index in self.tree.path(current) {
                    self.abandon(index);
                }
                self.state.current = Some(NodeIndex::ROOT);
                Ok(Some(SequencingRequest::Exit))
            }
        }
    }

    /// TB.2.3 step 3.
    fn terminate_by_exit(&mut self, current: NodeIndex) -> Result<Option<SequencingRequest>, Exception> {
        self.up_4_end_attempt(current);
        let mut current = self.tb_2_1_exit_action_rules(current);
        loop {
            match self.tb_2_2_post_condition_rules(current) {
                After::ExitAll(next) => return Ok(Some(self.terminate_all(current, next))),
                After::ExitParent => {
                    let parent = self.parent(current).ok_or(Exception::ExitParentOfRoot)?;
                    self.state.current = Some(parent);
                    self.up_4_end_attempt(parent);
                    current = parent;
                }
                After::Request(SequencingRequest::Retry) => {
                    return Ok(Some(SequencingRequest::Retry));
                }
                // The root has ended and is not tried again: so has the session.
                After::Nothing | After::Request(_) if current == NodeIndex::ROOT => {
                    return Ok(Some(SequencingRequest::Exit));
                }
                After::Nothing => return Ok(None),
                After::Request(request) => return Ok(Some(request)),
            }
        }
    }

    /// TB.2.3 step 4.
    fn terminate_all(&mut self, current: NodeIndex, next: Option<SequencingRequest>) -> SequencingRequest {
        if self.state.activity(current).active {
            self.up_4_end_attempt(current);
        }
        self.up_3_terminate_descendents(NodeIndex::ROOT);
        if current != NodeIndex::ROOT || self.state.activity(NodeIndex::ROOT).active {
            self.up_4_end_attempt(NodeIndex::ROOT);
        }
        self.state.current = Some(NodeIndex::ROOT);
        next.unwrap_or(SequencingRequest::Exit)
    }

    /// TB.2.3 step 5.
    fn suspend_all(&mut self, current: NodeIndex) -> Result<Option<SequencingRequest>, Exception> {
        let activity = self.state.activity(current);
        if activity.active || activity.suspended {
            if activity.active {
                self.note_end_of_delivery(current, true);
            }
            self.write_objectives(current);
            self.rb_1_5_overall_rollup(current);
            self.state.suspended = Some(current);
        } else {
            let parent = self.parent(current).ok_or(Exception::NothingToSuspend)?;
            self.state.suspended = Some(parent);
        }
        let from = self.state.suspended.ok_or(Exception::NoPathToSuspend)?;
        for index in self.tree.path(from) {
            let activity = self.state.activity_mut(index);
            activity.active = false;
            activity.suspended = true;
        }
        self.state.current = Some(NodeIndex::ROOT);
        Ok(Some(SequencingRequest::Exit))
    }

    /// TB.2.3 steps 6 and 7: what was said in this attempt counts for nothing, here or above.
    fn abandon(&mut self, index: NodeIndex) {
        let leaf = self.is_leaf(index);
        let activity = self.state.activity_mut(index);
        if !activity.active {
            return;
        }
        activity.active = false;
        if leaf {
            activity.suspended = false;
            activity.forget_attempt();
            self.note_end_of_delivery(index, false);
        } else if !activity.suspended {
            self.sr_arrange_for_next_attempt(index);
        }
    }

    /// TB.2.1 Sequencing Exit Action Rules Subprocess: the highest cluster that must be left
    /// ends; the current activity afterwards.
    fn tb_2_1_exit_action_rules(&mut self, current: NodeIndex) -> NodeIndex {
        let Some(parent) = self.parent(current) else {
            return current;
        };
        let target = self.tree.path(parent).into_iter().find_map(|index| {
            let rules = &self.tree.activity(index).sequencing.rules.exit;
            self.tracking().up_2_first(index, rules).map(|(_, place)| (index, place))
        });
        let Some((target, place)) = target else {
            return current;
        };
        let rule = self.tree.activity(target).sequencing.rules.exit.get(place);
        self.trace_ruled("TB.2.1", Some(target), || {
            let told = |rule: &Rule<_>| DecidingRule { kind: RuleKind::Exit, number: place + 1, text: rule.text() };
            ("exit".to_owned(), rule.map(told))
        });
        self.up_3_terminate_descendents(target);
        self.up_4_end_attempt(target);
        self.state.current = Some(target);
        target
    }

    /// TB.2.2 Sequencing Post Condition Rules Subprocess.
    fn tb_2_2_post_condition_rules(&mut self, current: NodeIndex) -> After {
        if self.state.activity(current).suspended {
            return After::Nothing;
        }
        let rules = &self.tree.activity(current).sequencing.rules.post;
        let Some((action, place)) = self.tracking().up_2_first(current, rules) else {
            return After::Nothing;
        };
        self.trace_ruled("TB.2.2", Some(current), || {
            let told = |rule: &Rule<_>| DecidingRule { kind: RuleKind::Post, number: place + 1, text: rule.text() };
            (format!("{action:?}"), rules.get(place).map(told))
        });
        match action {
            PostAction::Retry => After::Request(SequencingRequest::Retry),
            PostAction::Continue => After::Request(SequencingRequest::Continue),
            PostAction::Previous => After::Request(SequencingRequest::Previous),
            PostAction::ExitParent => After::ExitParent,
            PostAction::ExitAll => After::ExitAll(None),
            PostAction::RetryAll => After::ExitAll(Some(SequencingRequest::Retry)),
        }
    }
}
