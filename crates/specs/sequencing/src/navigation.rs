//! NB.2.1 Navigation Request Process: may this request be made now, and what does it ask for?

use crate::engine::{Engine, SequencingRequest, TerminationRequest};
use crate::event::Navigation;
use crate::exception::Exception;
use crate::tree::NodeIndex;

/// The termination request and the sequencing request that a navigation request stands for.
type Requests = (Option<TerminationRequest>, Option<SequencingRequest>);

impl Engine<'_> {
    /// NB.2.1 Navigation Request Process.
    pub(crate) fn nb_2_1_navigation_request(&mut self, request: &Navigation) -> Result<Requests, Exception> {
        let result = self.requests_of(request);
        self.trace("NB.2.1", self.state.current, || match &result {
            Ok(requests) => format!("{requests:?}"),
            Err(exception) => exception.code().to_owned(),
        });
        result
    }

    fn requests_of(&self, request: &Navigation) -> Result<Requests, Exception> {
        match request {
            Navigation::Start => match self.state.current {
                None => Ok((None, Some(SequencingRequest::Start))),
                Some(_) => Err(Exception::SessionAlreadyBegun),
            },
            Navigation::ResumeAll => match (self.state.current, self.state.suspended) {
                (Some(_), _) => Err(Exception::SessionAlreadyBegun),
                (None, None) => Err(Exception::NothingSuspended),
                (None, Some(_)) => Ok((None, Some(SequencingRequest::ResumeAll))),
            },
            Navigation::Continue => self.request_continue(),
            Navigation::Previous => self.request_previous(),
            Navigation::Choice(target) => {
                let target = self.tree.find(target).ok_or(Exception::NoSuchTarget)?;
                self.request_choice(target)
            }
            Navigation::Jump(target) => {
                let target = self.tree.find(target).ok_or(Exception::NoSuchTarget)?;
                self.request_jump(target)
            }
            Navigation::Exit => self.request_end_of_current(TerminationRequest::Exit),
            Navigation::Abandon => self.request_end_of_current(TerminationRequest::Abandon),
            Navigation::ExitAll => self.request_end_of_session(TerminationRequest::ExitAll),
            Navigation::AbandonAll => self.request_end_of_session(TerminationRequest::AbandonAll),
            Navigation::SuspendAll => self.request_end_of_session(TerminationRequest::SuspendAll),
        }
    }

    fn begun(&self) -> Result<NodeIndex, Exception> {
        self.state.current.ok_or(Exception::SessionNotBegun)
    }

    /// An active activity is exited first.
    fn leaving(&self, request: SequencingRequest) -> Requests {
        let active = self.state.current.is_some_and(|current| self.state.activity(current).active);
        (active.then_some(TerminationRequest::Exit), Some(request))
    }

    pub(crate) fn request_continue(&self) -> Result<Requests, Exception> {
        let current = self.begun()?;
        match self.parent(current) {
            Some(parent) if self.tree.sketch(parent).flow() => Ok(self.leaving(SequencingRequest::Continue)),
            _ => Err(Exception::ContinueNotEnabled),
        }
    }

    pub(crate) fn request_previous(&self) -> Result<Requests, Exception> {
        let current = self.begun()?;
        let parent = self.parent(current).ok_or(Exception::PreviousAtRoot)?;
        let sketch = self.tree.sketch(parent);
        if sketch.flow() && !sketch.forward_only() {
            Ok(self.leaving(SequencingRequest::Previous))
        } else {
            Err(Exception::PreviousNotEnabled)
        }
    }

    /// NB.2.1 step 7.
    pub(crate) fn request_choice(&self, target: NodeIndex) -> Result<Requests, Exception> {
        let parent = self.parent(target);
        if let Some(parent) = parent
            && !self.tree.sketch(parent).choice()
        {
            return Err(Exception::ChoiceNotEnabled);
        }
        let Some(current) = self.state.current else {
            return Ok((None, Some(SequencingRequest::Choice(target))));
        };
        self.may_leave_by_choice(current, target)?;
        Ok(self.leaving(SequencingRequest::Choice(target)))
    }

    /// Every active activity that the choice ends must allow it. What the two have in common is not ended, unless it is
    /// the current activity itself, which always is.
    fn may_leave_by_choice(&self, current: NodeIndex, target: NodeIndex) -> Result<(), Exception> {
        let holds = |index: &NodeIndex| self.state.activity(*index).active && !self.tree.sketch(*index).choice_exit();
        match self.tree.upwards(current).find(holds) {
            Some(held) if held == current || !self.tree.contains(held, target) => Err(Exception::ChoiceExitNotAllowed),
            _ => Ok(()),
        }
    }

    /// NB.2.1 step 13 (4th edition).
    pub(crate) fn request_jump(&self, target: NodeIndex) -> Result<Requests, Exception> {
        self.begun()?;
        let available = self.tree.upwards(target).all(|index| self.is_available(index));
        if !available {
            return Err(Exception::NoSuchTarget);
        }
        Ok(self.leaving(SequencingRequest::Jump(target)))
    }

    fn request_end_of_current(&self, termination: TerminationRequest) -> Result<Requests, Exception> {
        let current = self.begun()?;
        if self.state.activity(current).active {
            Ok((Some(termination), Some(SequencingRequest::Exit)))
        } else {
            Err(Exception::CurrentAlreadyEnded)
        }
    }

    fn request_end_of_session(&self, termination: TerminationRequest) -> Result<Requests, Exception> {
        self.begun()?;
        Ok((Some(termination), Some(SequencingRequest::Exit)))
    }
}
