//! Parameters of a request: known, once, and of their type (Communication 3.2, Data 2.2; 2.0: 4.1.6).

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    agent::{Agent, read_agent},
    problem::Problem,
    rules::{self, Rule},
    values::{is_iri, read_timestamp, read_uuid},
    version::Version,
};

/// The parameters, of which each is known and none comes twice.
pub(crate) struct Parameters<'a> {
    given: &'a [(String, String)],
    version: Version,
}

impl<'a> Parameters<'a> {
    pub(crate) fn of(given: &'a [(String, String)], known: &[&str], version: Version) -> Result<Self, Problem> {
        for (place, (name, _)) in given.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(Problem::of(&rules::PARAMETER_UNKNOWN).about(name).at(name));
            }
            if given.iter().take(place).any(|(before, _)| before == name) {
                return Err(Problem::of(&rules::PARAMETER_TWICE).at(name));
            }
        }
        Ok(Self { given, version })
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.given.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    fn read<T>(
        &self,
        name: &str,
        rule: &'static Rule,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        read(text).map(Some).ok_or_else(|| Problem::of(rule).at(name))
    }

    pub(crate) fn uuid(&self, name: &str) -> Result<Option<Uuid>, Problem> {
        self.read(name, &rules::PARAMETER_UUID, read_uuid)
    }

    pub(crate) fn iri(&self, name: &str) -> Result<Option<String>, Problem> {
        self.read(name, &rules::PARAMETER_IRI, |text| is_iri(text).then(|| text.to_owned()))
    }

    pub(crate) fn boolean(&self, name: &str) -> Result<bool, Problem> {
        let read = self.read(name, &rules::PARAMETER_BOOLEAN, |text| text.parse().ok())?;
        Ok(read.unwrap_or(false))
    }

    /// A `+` in a zone that was not escaped in the address arrives as a space.
    pub(crate) fn timestamp(&self, name: &str) -> Result<Option<DateTime<Utc>>, Problem> {
        self.read(name, &rules::PARAMETER_TIMESTAMP, |text| {
            let text = if text.contains(' ') { Cow::Owned(text.replace(' ', "+")) } else { Cow::Borrowed(text) };
            read_timestamp(&text, self.version)
        })
    }

    pub(crate) fn agent(&self, name: &str) -> Result<Option<Agent>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        read_agent(text, self.version).map(Some).map_err(|problem| problem.at(name))
    }

    pub(crate) fn number(&self, name: &str, rule: &'static Rule) -> Result<Option<u32>, Problem> {
        self.read(name, rule, |text| {
            text.bytes().all(|byte| byte.is_ascii_digit()).then_some(text).and_then(|text| text.parse().ok())
        })
    }
}
