//! What a learner reads of their own progress.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use vidik_base::{CourseId, CourseVersionId, EditionId, LanguageTag, PersonId, RegistrationId};
use vidik_catalogue::PlayableEdition;
use vidik_sequencing::{NodeIndex, SequencerState};

use crate::{
    attempt::latest_registration,
    entity::{registration, registration_item, run},
    roll_up::RollUp,
    standing::standings,
    view::{ActivityNode, ActivityStanding, outline, standing_of},
};

/// A registration with its roll-up: one row of progress, in whatever language the course was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The registration.
    pub registration: RegistrationId,
    /// Whose.
    pub person: PersonId,
    /// Of which course.
    pub course: CourseId,
    /// In which of its versions.
    pub version: CourseVersionId,
    /// In which edition last, by its language.
    pub language: String,
    /// In which language it was read there: the edition's, or Serbian in the reader's script.
    pub reading: String,
    /// The activity that Resume leads to.
    pub current_activity: Option<String>,
    /// Begun when.
    pub started_at: DateTime<Utc>,
    /// Changed when.
    pub updated_at: DateTime<Utc>,
    /// Completed when.
    pub completed_at: Option<DateTime<Utc>>,
    /// What was reached.
    pub result: RollUp,
}

impl From<registration::Model> for Progress {
    fn from(row: registration::Model) -> Self {
        Self {
            result: RollUp::from(&row),
            registration: RegistrationId(row.id),
            person: PersonId(row.person_id),
            course: CourseId(row.course_id),
            version: CourseVersionId(row.course_version_id),
            reading: row.reading.unwrap_or_else(|| row.language.clone()),
            language: row.language,
            current_activity: row.current_activity,
            started_at: row.started_at,
            updated_at: row.updated_at,
            completed_at: row.completed_at,
        }
    }
}

/// A learner's newest registration on a course; none where it was closed unfinished, so that another is to begin.
pub async fn progress_on<C: ConnectionTrait>(
    conn: &C,
    person: PersonId,
    course: CourseId,
) -> Result<Option<Progress>, DbErr> {
    let latest = latest_registration(conn, person, course).await?;
    Ok(latest.filter(|row| row.open || row.completed_at.is_some()).map(Progress::from))
}

/// A learner's newest registration on each course where there is one that goes on or was completed.
pub async fn progress_of<C: ConnectionTrait>(conn: &C, person: PersonId) -> Result<HashMap<CourseId, Progress>, DbErr> {
    let rows = registration::Entity::find()
        .filter(registration::Column::PersonId.eq(person.0))
        .order_by_asc(registration::Column::Number)
        .all(conn)
        .await?;
    let newest: HashMap<_, _> = rows.into_iter().map(|row| (CourseId(row.course_id), row)).collect();
    let standing = newest.into_iter().filter(|(_, row)| row.open || row.completed_at.is_some());
    Ok(standing.map(|(course, row)| (course, Progress::from(row))).collect())
}

/// One registration.
pub async fn progress<C: ConnectionTrait>(conn: &C, id: RegistrationId) -> Result<Option<Progress>, DbErr> {
    Ok(registration::Entity::find_by_id(id.0).one(conn).await?.map(Progress::from))
}

/// The edition that a registration was read in last.
pub async fn edition_of<C: ConnectionTrait>(
    conn: &C,
    id: RegistrationId,
    language: &str,
    editions: &[(EditionId, LanguageTag)],
) -> Result<Option<EditionId>, DbErr> {
    let runs = run::Entity::find().filter(run::Column::RegistrationId.eq(id.0)).all(conn).await?;
    let has_run = |edition: EditionId| runs.iter().any(|run| run.edition_id == edition.0);
    let wanted = editions.iter().find(|(edition, tag)| tag.as_str() == language && has_run(*edition));
    let any = editions.iter().find(|(edition, _)| has_run(*edition));
    Ok(wanted.or(any).or(editions.first()).map(|(edition, _)| *edition))
}

/// Every activity of a registration with what was reached there: the best of all attempts and languages.
#[derive(Clone, Debug)]
pub struct AttemptView {
    /// The structure.
    pub activities: Vec<ActivityNode>,
    /// By activity: where it stands, and the time spent there.
    pub standings: HashMap<String, (ActivityStanding, RollUp)>,
}

/// Looks at a registration without playing it.
pub async fn attempt_view<C: ConnectionTrait>(
    conn: &C,
    id: RegistrationId,
    edition: &PlayableEdition,
) -> Result<AttemptView, DbErr> {
    let items =
        registration_item::Entity::find().filter(registration_item::Column::RegistrationId.eq(id.0)).all(conn).await?;
    let items: HashMap<_, _> = items.iter().map(|row| (row.aligned_item_id, RollUp::from(row))).collect();
    let run = run::Entity::find()
        .filter(run::Column::RegistrationId.eq(id.0))
        .filter(run::Column::EditionId.eq(edition.edition.id.0))
        .one(conn)
        .await?;
    let state = run.and_then(|run| serde_json::from_str::<SequencerState>(&run.state).ok());
    let live: HashMap<NodeIndex, RollUp> =
        state.map(|state| edition.tree.indices().zip(standings(&edition.tree, &state)).collect()).unwrap_or_default();
    let standings = edition.tree.indices().map(|index| {
        let activity = edition.tree.id(index).to_string();
        let best = edition.aligned.get(&activity).and_then(|item| items.get(&item.0)).copied().unwrap_or_default();
        let shown = best.best(live.get(&index).copied().unwrap_or_default());
        let attempted = shown.completion != vidik_base::Completion::Unknown;
        (activity, (standing_of(&shown, attempted, false), shown))
    });
    Ok(AttemptView { activities: outline(&edition.tree), standings: standings.collect() })
}
