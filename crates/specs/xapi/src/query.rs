//! Which statements a GET asks for (Communication 2.1.3; 2.0: 4.1.6.1).

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{agent::Agent, format::Format, parameters::Parameters, problem::Problem, rules, version::Version};

const KNOWN: &[&str] = &[
    "statementId",
    "voidedStatementId",
    "agent",
    "verb",
    "activity",
    "registration",
    "related_activities",
    "related_agents",
    "since",
    "until",
    "limit",
    "format",
    "attachments",
    "ascending",
];
/// What may stand beside the id of a statement.
const BESIDE_AN_ID: [&str; 4] = ["statementId", "voidedStatementId", "attachments", "format"];

/// The parameters of a GET of statements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatementQuery {
    /// One statement that has not been voided.
    pub statement_id: Option<Uuid>,
    /// One that has been.
    pub voided_statement_id: Option<Uuid>,
    /// Whose.
    pub agent: Option<Agent>,
    /// By which verb.
    pub verb: Option<String>,
    /// About which activity.
    pub activity: Option<String>,
    /// Of which registration.
    pub registration: Option<Uuid>,
    /// The activity in any part.
    pub related_activities: bool,
    /// The agent in any part.
    pub related_agents: bool,
    /// Stored after.
    pub since: Option<DateTime<Utc>>,
    /// Stored then or before.
    pub until: Option<DateTime<Utc>>,
    /// How many at most; 0 and `None` are up to the store.
    pub limit: Option<u32>,
    /// How statements are shown.
    pub format: Format,
    /// With the contents of attachments.
    pub attachments: bool,
    /// The oldest first.
    pub ascending: bool,
}

impl StatementQuery {
    /// Reads the parameters, decoded.
    ///
    /// # Errors
    /// The first that is unknown, wrongly cased, doubled, not of its type, or does not go with another.
    pub fn read(parameters: &[(String, String)], version: Version) -> Result<Self, Problem> {
        let given = Parameters::of(parameters, KNOWN, version)?;
        let query = Self {
            statement_id: given.uuid("statementId")?,
            voided_statement_id: given.uuid("voidedStatementId")?,
            agent: given.agent("agent")?,
            verb: given.iri("verb")?,
            activity: given.iri("activity")?,
            registration: given.uuid("registration")?,
            related_activities: given.boolean("related_activities")?,
            related_agents: given.boolean("related_agents")?,
            since: given.timestamp("since")?,
            until: given.timestamp("until")?,
            limit: given.number("limit", &rules::QUERY_LIMIT)?,
            format: match given.text("format") {
                None => Format::Exact,
                Some(name) => {
                    Format::named(name).ok_or_else(|| Problem::of(&rules::QUERY_FORMAT).about(name).at("format"))?
                }
            },
            attachments: given.boolean("attachments")?,
            ascending: given.boolean("ascending")?,
        };
        query.alone(parameters)?;
        Ok(query)
    }

    fn alone(&self, parameters: &[(String, String)]) -> Result<(), Problem> {
        if self.statement_id.is_some() && self.voided_statement_id.is_some() {
            return Err(Problem::of(&rules::QUERY_BOTH_IDS).at("voidedStatementId"));
        }
        if self.statement_id.is_none() && self.voided_statement_id.is_none() {
            return Ok(());
        }
        let beside = parameters.iter().find(|(name, _)| !BESIDE_AN_ID.contains(&name.as_str()));
        beside.map_or(Ok(()), |(name, _)| Err(Problem::of(&rules::QUERY_ID_ALONE).at(name)))
    }
}

/// Reads the parameters of a PUT: the id under which the statement is put, and nothing else (Communication 2.1.1).
///
/// # Errors
/// It is missing or no UUID, or there are others.
pub fn read_statement_id(parameters: &[(String, String)], version: Version) -> Result<Uuid, Problem> {
    let given = Parameters::of(parameters, &["statementId"], version)?;
    given.uuid("statementId")?.ok_or_else(|| Problem::of(&rules::STATEMENT_ID_PARAMETER).at("statementId"))
}

/// A POST of statements has no parameters (Communication 2.1.2).
///
/// # Errors
/// There are some.
pub fn read_no_parameters(parameters: &[(String, String)], version: Version) -> Result<(), Problem> {
    Parameters::of(parameters, &[], version).map(|_| ())
}
