//! What lists are asked for.

use actix_web::{HttpRequest, http::header};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vidik_base::{CourseId, InstitutionId, InterfaceLanguage, PersonId, RegistrationId};
use vidik_db::ConnectionTrait;
use vidik_institutions::people_named;
use vidik_reporting::{
    After, EnrolmentFilter, Order, QuizResultFilter, RegistrationFilter, Status, people_called, table::Format,
};

use crate::{lists::ListQuery, problem::Problem, problem_codes::Code, state::House};

/// How many letters of a name are looked for.
const CALLED_LETTERS: usize = 200;
/// How many people may be called so: a list of them goes to the database, which has a bound on parameters.
const MOST_CALLED: usize = 10_000;

/// How a list comes.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FormatDto {
    /// In parts, as JSON.
    Json,
    /// Whole, as lines of JSON.
    Ndjson,
    /// Whole, as CSV in UTF-8 with a byte order mark.
    Csv,
    /// Whole, as a spreadsheet.
    Xlsx,
}

/// What stands between the columns of CSV.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SeparatorDto {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
}

/// In which shape a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// In parts.
    Parts,
    /// Whole, a line of JSON a row.
    Lines,
    /// Whole, as a table.
    Table(Format),
}

/// What was asked for by name, else by `Accept`. Spreadsheets of the region take the semicolon for a separator.
pub(super) fn wanted(
    request: &HttpRequest,
    format: Option<FormatDto>,
    separator: Option<SeparatorDto>,
    language: InterfaceLanguage,
) -> Wanted {
    let separator = match separator {
        Some(SeparatorDto::Tab) => b'\t',
        Some(SeparatorDto::Comma) => b',',
        None if language == InterfaceLanguage::En => b',',
        Some(SeparatorDto::Semicolon) | None => b';',
    };
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let format = format.or_else(|| {
        let kinds = [
            ("text/csv", FormatDto::Csv),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FormatDto::Xlsx),
            ("application/x-ndjson", FormatDto::Ndjson),
        ];
        kinds.into_iter().find(|(kind, _)| accepted.starts_with(kind)).map(|(_, format)| format)
    });
    match format {
        None | Some(FormatDto::Json) => Wanted::Parts,
        Some(FormatDto::Ndjson) => Wanted::Lines,
        Some(FormatDto::Csv) => Wanted::Table(Format::Csv { separator }),
        Some(FormatDto::Xlsx) => Wanted::Table(Format::Xlsx),
    }
}

/// Where a registration stands.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatusDto {
    /// Opened, and nothing is known yet.
    NotStarted,
    /// Begun, not completed.
    InProgress,
    /// Gone through.
    Completed,
    /// Mastered.
    Passed,
    /// Not mastered.
    Failed,
}

impl From<StatusDto> for Status {
    fn from(status: StatusDto) -> Self {
        match status {
            StatusDto::NotStarted => Self::NotStarted,
            StatusDto::InProgress => Self::InProgress,
            StatusDto::Completed => Self::Completed,
            StatusDto::Passed => Self::Passed,
            StatusDto::Failed => Self::Failed,
        }
    }
}

/// In which order a list comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SortDto {
    /// In the order of changes: a row that changes meanwhile comes again, none is skipped.
    Changes,
    /// What changed last first.
    Newest,
}

/// The order asked for, from a place on.
pub(super) fn order(sort: Option<SortDto>, after: Option<After>) -> Order {
    if sort == Some(SortDto::Newest) { Order::Newest(after) } else { Order::Changes(after) }
}

/// Which registrations.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegistrationsQuery {
    /// Only this course: its id or slug.
    #[param(example = "migration-governance")]
    pub course: Option<String>,
    /// Only this learner: our id, or the one that the institution gave (external id).
    pub learner: Option<String>,
    /// Only learners who are called so: words of a name, in either script and with or without marks, or of an address,
    /// a staff number, an external id. Parts of words are enough.
    #[param(max_length = 200, example = "ilic")]
    pub q: Option<String>,
    /// Only those that stand so.
    #[param(inline)]
    pub status: Option<StatusDto>,
    /// Only what changed at this moment or later (RFC 3339).
    pub updated_since: Option<DateTime<Utc>>,
    /// Only what was completed at this moment or later (RFC 3339).
    pub completed_since: Option<DateTime<Utc>>,
    /// `true`: only what is not completed, though it was due before today. Places where nothing was begun are among an
    /// institution's enrolments.
    pub overdue: Option<bool>,
    /// `newest`: what changed last first, for people who look. Programs that keep up leave it away.
    #[param(inline)]
    pub sort: Option<SortDto>,
    /// Where the part begins: `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many rows at the most. Files have no bound.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u64>,
    /// The shape; `Accept` says it too.
    #[param(inline)]
    pub format: Option<FormatDto>,
    /// What separates the columns of CSV: a comma, in Serbian and Macedonian a semicolon, where it is not said.
    #[param(inline)]
    pub separator: Option<SeparatorDto>,
    /// The language that titles and names come in.
    #[param(example = "en")]
    #[expect(dead_code, reason = "describes the parameter; `language::of` reads it")]
    pub lang: Option<String>,
}

impl RegistrationsQuery {
    pub(super) fn part(&self) -> ListQuery {
        ListQuery { cursor: self.cursor.clone(), limit: self.limit }
    }

    /// The filter, with course and learner looked up.
    pub(super) async fn filter(
        &self,
        house: &House,
        institution: Option<InstitutionId>,
    ) -> Result<RegistrationFilter, Problem> {
        let conn = house.db.read();
        Ok(RegistrationFilter {
            course: course_named(conn, self.course.as_deref()).await?,
            people: people_asked(conn, institution, self.learner.as_deref(), self.q.as_deref()).await?,
            status: self.status.map(Into::into),
            updated_since: self.updated_since,
            completed_since: self.completed_since,
            overdue_on: (self.overdue == Some(true)).then(|| house.clock.now().date_naive()),
        })
    }
}

/// Which results of quizzes.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuizResultsQuery {
    /// Only this course: its id or slug.
    #[param(example = "migration-governance")]
    pub course: Option<String>,
    /// Only this learner: our id, or the one that the institution gave (external id).
    pub learner: Option<String>,
    /// Only learners who are called so: words of a name, in either script and with or without marks, or of an address,
    /// a staff number, an external id. Parts of words are enough.
    #[param(max_length = 200, example = "ilic")]
    pub q: Option<String>,
    /// Only the quiz of this id.
    #[param(example = "exit-test")]
    pub quiz: Option<String>,
    /// Only what was handed in at this moment or later (RFC 3339).
    pub since: Option<DateTime<Utc>>,
    /// Only in this registration.
    pub registration: Option<Uuid>,
    /// `newest`: what changed last first, for people who look.
    #[param(inline)]
    pub sort: Option<SortDto>,
    /// Where the part begins: `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many rows at the most. Files have no bound.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u64>,
    /// The shape; `Accept` says it too.
    #[param(inline)]
    pub format: Option<FormatDto>,
    /// What separates the columns of CSV.
    #[param(inline)]
    pub separator: Option<SeparatorDto>,
    /// The language that titles and names come in.
    #[param(example = "en")]
    #[expect(dead_code, reason = "describes the parameter; `language::of` reads it")]
    pub lang: Option<String>,
}

impl QuizResultsQuery {
    pub(super) fn part(&self) -> ListQuery {
        ListQuery { cursor: self.cursor.clone(), limit: self.limit }
    }

    pub(super) async fn filter(&self, house: &House, institution: InstitutionId) -> Result<QuizResultFilter, Problem> {
        let conn = house.db.read();
        Ok(QuizResultFilter {
            course: course_named(conn, self.course.as_deref()).await?,
            people: people_asked(conn, Some(institution), self.learner.as_deref(), self.q.as_deref()).await?,
            quiz: self.quiz.clone(),
            since: self.since,
            registration: self.registration.map(RegistrationId),
        })
    }
}

/// Which places on courses.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EnrolmentsQuery {
    /// Only this course: its id or slug.
    #[param(example = "migration-governance")]
    pub course: Option<String>,
    /// Only this learner: our id, or the one that the institution gave (external id).
    pub learner: Option<String>,
    /// Only learners who are called so: words of a name, in either script and with or without marks, or of an address,
    /// a staff number, an external id. Parts of words are enough.
    #[param(max_length = 200, example = "ilic")]
    pub q: Option<String>,
    /// `true`: only what is not completed, though it was due before today.
    pub overdue: Option<bool>,
    /// Only where an attempt was begun, or where none was.
    pub begun: Option<bool>,
    /// Where the part begins: `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many rows at the most. Files have no bound.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u64>,
    /// The shape; `Accept` says it too.
    #[param(inline)]
    pub format: Option<FormatDto>,
    /// What separates the columns of CSV.
    #[param(inline)]
    pub separator: Option<SeparatorDto>,
    /// The language that titles and names come in.
    #[param(example = "en")]
    #[expect(dead_code, reason = "describes the parameter; `language::of` reads it")]
    pub lang: Option<String>,
}

impl EnrolmentsQuery {
    pub(super) fn part(&self) -> ListQuery {
        ListQuery { cursor: self.cursor.clone(), limit: self.limit }
    }

    pub(super) async fn filter(&self, house: &House, institution: InstitutionId) -> Result<EnrolmentFilter, Problem> {
        let conn = house.db.read();
        Ok(EnrolmentFilter {
            course: course_named(conn, self.course.as_deref()).await?,
            people: people_asked(conn, Some(institution), self.learner.as_deref(), self.q.as_deref()).await?,
            overdue: self.overdue == Some(true),
            begun: self.begun,
        })
    }
}

/// A part or the whole of one's own record.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OwnRecordQuery {
    /// Where the part begins: `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many rows at the most. Files have no bound.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u64>,
    /// The shape; `Accept` says it too.
    #[param(inline)]
    pub format: Option<FormatDto>,
    /// What separates the columns of CSV.
    #[param(inline)]
    pub separator: Option<SeparatorDto>,
    /// The language that titles come in.
    #[param(example = "en")]
    #[expect(dead_code, reason = "describes the parameter; `language::of` reads it")]
    pub lang: Option<String>,
}

impl OwnRecordQuery {
    pub(super) fn part(&self) -> ListQuery {
        ListQuery { cursor: self.cursor.clone(), limit: self.limit }
    }
}

pub(super) async fn course_named<C: ConnectionTrait>(
    conn: &C,
    name: Option<&str>,
) -> Result<Option<CourseId>, Problem> {
    let Some(name) = name else { return Ok(None) };
    let found = match name.parse() {
        Ok(id) => vidik_catalogue::course(conn, CourseId(id)).await?,
        Err(_) => vidik_catalogue::find_course(conn, name).await?,
    };
    let found = found.ok_or_else(|| Problem::new(Code::Invalid).field("course", "unknown_course"))?;
    Ok(Some(found.id))
}

/// Whoever is not known gives an empty list: who is known elsewhere is nobody's business.
async fn people_asked<C: ConnectionTrait>(
    conn: &C,
    institution: Option<InstitutionId>,
    learner: Option<&str>,
    called: Option<&str>,
) -> Result<Option<Vec<PersonId>>, Problem> {
    let found = match called.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => Some(called_so(conn, institution, text).await?),
        None => None,
    };
    let Some(learner) = learner else { return Ok(found) };
    let mut people = people_named(conn, institution, learner).await?;
    if let Ok(id) = learner.parse() {
        people.push(PersonId(id));
    }
    if let Some(found) = found {
        people.retain(|person| found.contains(person));
    }
    Ok(Some(people))
}

async fn called_so<C: ConnectionTrait>(
    conn: &C,
    institution: Option<InstitutionId>,
    text: &str,
) -> Result<Vec<PersonId>, Problem> {
    let wrong = |code: &str| Problem::new(Code::Invalid).field("q", code);
    if text.chars().count() > CALLED_LETTERS {
        return Err(wrong("too_long"));
    }
    let people = people_called(conn, institution, text).await?;
    if people.len() > MOST_CALLED { Err(wrong("too_many_found")) } else { Ok(people) }
}
