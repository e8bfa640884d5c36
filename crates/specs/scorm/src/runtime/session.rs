//! A session (RTE 3.1): the calls of the API object, their states and errors.

use super::{RunTime, State};
use crate::error::{ErrorCode, LONGEST_TEXT, Operation, Reason, Refusal, error_string};
use crate::standard::Standard;

impl RunTime {
    /// `Initialize("")`, `LMSInitialize("")`.
    pub fn initialize(&mut self, argument: &str) -> bool {
        let answer = self.begin(argument);
        self.answer(answer).is_some()
    }

    /// `Terminate("")`, `LMSFinish("")`: ends the session, adds its time to the total and, in SCORM 1.2, settles
    /// the lesson's status.
    pub fn terminate(&mut self, argument: &str) -> bool {
        let answer = self.end(argument);
        self.answer(answer).is_some()
    }

    /// `GetValue(name)`, `LMSGetValue(name)`.
    pub fn get_value(&mut self, name: &str) -> String {
        let answer = self.running(Operation::Get).and_then(|()| self.get(name));
        self.answer(answer).unwrap_or_default()
    }

    /// `SetValue(name, value)`, `LMSSetValue(name, value)`.
    pub fn set_value(&mut self, name: &str, value: &str) -> bool {
        let answer = self.running(Operation::Set).and_then(|()| self.set(name, value));
        self.answer(answer).is_some()
    }

    /// `Commit("")`, `LMSCommit("")`: whether there is anything to say against it.
    pub fn commit(&mut self, argument: &str) -> bool {
        let answer = match self.state {
            _ if !argument.is_empty() => Err(self.refuse(Reason::Argument, Operation::Set)),
            State::NotInitialized => Err(self.refuse(Reason::CommitBeforeStart, Operation::Set)),
            State::Terminated => Err(self.refuse(Reason::CommitAfterEnd, Operation::Set)),
            State::Running => Ok(()),
        };
        self.answer(answer).is_some()
    }

    /// `GetLastError()`, `LMSGetLastError()`.
    pub fn last_error(&self) -> ErrorCode {
        self.last.as_ref().map_or(ErrorCode::NONE, |refusal| refusal.code)
    }

    /// `GetErrorString(code)`: empty for a code that the standard does not have.
    pub fn error_string(&self, code: &str) -> &'static str {
        error_string(self.table.standard, code).unwrap_or("")
    }

    /// `GetDiagnostic(code)`: of the last error for its code or none, else the text of the code.
    pub fn diagnostic(&self, code: &str) -> String {
        let text = match &self.last {
            Some(refusal) if code.is_empty() || refusal.code.to_string() == code => refusal.diagnostic(),
            _ => self.error_string(code).to_owned(),
        };
        text.chars().take(LONGEST_TEXT).collect()
    }

    fn begin(&mut self, argument: &str) -> Result<(), Refusal> {
        match self.state {
            _ if !argument.is_empty() => Err(self.refuse(Reason::Argument, Operation::Set)),
            State::Running => Err(self.refuse(Reason::AlreadyInitialized, Operation::Set)),
            State::Terminated => Err(self.refuse(Reason::InitializeAfterEnd, Operation::Set)),
            State::NotInitialized => {
                self.state = State::Running;
                Ok(())
            }
        }
    }

    fn end(&mut self, argument: &str) -> Result<(), Refusal> {
        match self.state {
            _ if !argument.is_empty() => Err(self.refuse(Reason::Argument, Operation::Set)),
            State::NotInitialized => Err(self.refuse(Reason::TerminateBeforeStart, Operation::Set)),
            State::Terminated => Err(self.refuse(Reason::TerminateAfterEnd, Operation::Set)),
            State::Running => {
                self.state = State::Terminated;
                self.add_session_time();
                if let Some(status) = self.report().lesson_status {
                    self.values.insert("cmi.core.lesson_status".to_owned(), status);
                }
                Ok(())
            }
        }
    }

    /// RTE 4.2.25: the total grows when the session ends, never during it.
    fn add_session_time(&mut self) {
        let (session, total) = match self.table.standard {
            Standard::Scorm2004 => ("cmi.session_time", "cmi.total_time"),
            Standard::Scorm12 => ("cmi.core.session_time", "cmi.core.total_time"),
        };
        let span = |name: &str| self.values.get(name).and_then(|text| self.span(text));
        let Some(added) = span(session) else {
            return;
        };
        let sum = span(total).unwrap_or_default().plus(added);
        let text = match self.table.standard {
            Standard::Scorm2004 => sum.to_string(),
            Standard::Scorm12 => sum.to_timespan(),
        };
        self.values.insert(total.to_owned(), text);
    }

    fn running(&self, operation: Operation) -> Result<(), Refusal> {
        match self.state {
            State::Running => Ok(()),
            State::NotInitialized => Err(self.refuse(Reason::ValueBeforeStart, operation)),
            State::Terminated => Err(self.refuse(Reason::ValueAfterEnd, operation)),
        }
    }

    fn refuse(&self, reason: Reason, operation: Operation) -> Refusal {
        Refusal {
            code: reason.code(self.table.standard, operation),
            reason,
            element: String::new(),
            rule: "",
            detail: String::new(),
        }
    }

    fn answer<T>(&mut self, answer: Result<T, Refusal>) -> Option<T> {
        match answer {
            Ok(value) => {
                self.last = None;
                Some(value)
            }
            Err(refusal) => {
                self.last = Some(refusal);
                None
            }
        }
    }
}
