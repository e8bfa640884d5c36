//! Attempts as the people of a Centre see them: which there are, and everything that one of them holds.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
    sea_query::{Expr, ExprTrait as _, Query},
};
use uuid::Uuid;
use vidik_base::{CourseId, EditionId, InstitutionId, LaunchId, PersonId, RegistrationId, RunId};
use vidik_catalogue::{EditionError, Editions, PlayableEdition};
use vidik_scorm::Data;
use vidik_sequencing::{
    ActivityStatus, DecidingRule, DeliveredObjective, NodeIndex, SequencerState, objectives_for_delivery, rules_of,
    status,
};

use crate::{
    commit::Commit,
    entity::{institution_progress, journal_aside, launch, registration, registration_item, run, run_activity},
    progress::Progress,
    roll_up::RollUp,
    view::{ActivityKind, kind},
    viewing::Mode,
};

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptState {
    /// It goes on.
    Open,
    /// The course was completed in it.
    Completed,
    /// It was closed unfinished: another one is to begin.
    Closed,
}

/// Which attempts are asked for; what is left out asks for all.
#[derive(Clone, Debug, Default)]
pub struct AttemptFilter {
    /// Of whom.
    pub person: Option<PersonId>,
    /// At which course.
    pub course: Option<CourseId>,
    /// Where they stand.
    pub state: Option<AttemptState>,
    /// Only what one of these institutions may see: their people, and what fell within the membership.
    pub institutions: Option<Vec<InstitutionId>>,
}

/// An attempt in a list.
#[derive(Clone, Debug)]
pub struct AttemptRow {
    /// What was reached, and when.
    pub progress: Progress,
    /// Counts the learner's attempts at the course.
    pub number: i32,
    /// Where it stands.
    pub state: AttemptState,
    /// How often it was taken over, by players and by people of the Centre.
    pub generation: i32,
}

impl From<registration::Model> for AttemptRow {
    fn from(row: registration::Model) -> Self {
        let state = match (row.open, row.completed_at) {
            (_, Some(_)) => AttemptState::Completed,
            (true, None) => AttemptState::Open,
            (false, None) => AttemptState::Closed,
        };
        Self { number: row.number, state, generation: row.generation, progress: Progress::from(row) }
    }
}

/// Attempts, those begun last first; those behind the attempt `after`, `limit` of them at the most.
pub async fn attempts<C: ConnectionTrait>(
    conn: &C,
    filter: &AttemptFilter,
    today: NaiveDate,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<AttemptRow>, DbErr> {
    let mut asked = registration::Entity::find()
        .filter(condition(filter, today))
        .order_by_desc(registration::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        asked = asked.filter(registration::Column::Id.lt(after));
    }
    Ok(asked.all(conn).await?.into_iter().map(AttemptRow::from).collect())
}

/// One attempt, where the filter lets it through.
pub async fn attempt_row<C: ConnectionTrait>(
    conn: &C,
    id: RegistrationId,
    filter: &AttemptFilter,
    today: NaiveDate,
) -> Result<Option<AttemptRow>, DbErr> {
    let asked = registration::Entity::find_by_id(id.0).filter(condition(filter, today));
    Ok(asked.one(conn).await?.map(AttemptRow::from))
}

fn condition(filter: &AttemptFilter, today: NaiveDate) -> Condition {
    use registration::Column;
    let mut all = Condition::all();
    if let Some(person) = filter.person {
        all = all.add(Column::PersonId.eq(person.0));
    }
    if let Some(course) = filter.course {
        all = all.add(Column::CourseId.eq(course.0));
    }
    all = match filter.state {
        None => all,
        Some(AttemptState::Completed) => all.add(Column::CompletedAt.is_not_null()),
        Some(AttemptState::Open) => all.add(Column::CompletedAt.is_null()).add(Column::Open.eq(true)),
        Some(AttemptState::Closed) => all.add(Column::CompletedAt.is_null()).add(Column::Open.eq(false)),
    };
    match &filter.institutions {
        None => all,
        Some(institutions) => all.add(seen_by(institutions, today)),
    }
}

/// What an institution was told of, of people who belong to it today.
fn seen_by(institutions: &[InstitutionId], today: NaiveDate) -> Condition {
    let ids: Vec<Uuid> = institutions.iter().map(|institution| institution.0).collect();
    let told = Query::select()
        .column(institution_progress::Column::RegistrationId)
        .from(institution_progress::Entity)
        .and_where(institution_progress::Column::InstitutionId.is_in(ids.clone()))
        .take();
    // The table is another domain's; they meet in the schema.
    let members = Query::select()
        .column("person_id")
        .from("membership")
        .and_where(Expr::col("institution_id").is_in(ids))
        .and_where(Expr::col("starts_on").lte(today))
        .cond_where(Condition::any().add(Expr::col("ends_on").is_null()).add(Expr::col("ends_on").gte(today)))
        .take();
    Condition::all()
        .add(registration::Column::Id.in_subquery(told))
        .add(registration::Column::PersonId.in_subquery(members))
}

/// Everything that is kept of an attempt.
#[derive(Debug)]
pub struct AttemptRecord {
    /// Its runs, the one that is read now first.
    pub runs: Vec<RunRecord>,
    /// The launches that took it over, newest first.
    pub launches: Vec<LaunchRecord>,
    /// What came too late and is kept beside it, newest first.
    pub aside: Vec<AsideRecord>,
}

/// The part of an attempt that happened in one edition.
#[derive(Debug)]
pub struct RunRecord {
    /// Its id.
    pub id: RunId,
    /// The edition.
    pub edition: Arc<PlayableEdition>,
    /// Whether the attempt goes on in it.
    pub current: bool,
    /// Begun when.
    pub created_at: DateTime<Utc>,
    /// Every activity, in the tree's order.
    pub activities: Vec<ActivityRecord>,
}

/// One activity of a run.
#[derive(Clone, Debug)]
pub struct ActivityRecord {
    /// Identifier in the package.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is.
    pub kind: ActivityKind,
    /// 0 for the course.
    pub depth: usize,
    /// The best that was reached there, in whatever language.
    pub best: Option<RollUp>,
    /// What the sequencer knows of it now; nothing before the first launch.
    pub live: Option<ActivityStatus>,
    /// Its objectives that have a name.
    pub objectives: Vec<DeliveredObjective>,
    /// The run-time data of its last visit, by element.
    pub data: Data,
    /// What its manifest says to rule it.
    pub rules: Vec<DecidingRule>,
}

/// One launch.
#[derive(Clone, Debug)]
pub struct LaunchRecord {
    /// Its id.
    pub id: LaunchId,
    /// The run that it opened.
    pub run: RunId,
    /// Counts the take-overs of the attempt; 0 for a review, which takes nothing over.
    pub generation: i32,
    /// Opened when.
    pub exchanged_at: DateTime<Utc>,
    /// How many commits were taken.
    pub commits: i64,
    /// In which language.
    pub reading: Option<String>,
    /// What for.
    pub mode: Mode,
}

/// Commits that came too late.
#[derive(Clone, Debug)]
pub struct AsideRecord {
    /// The launch that they are of.
    pub launch: LaunchId,
    /// When they came.
    pub received_at: DateTime<Utc>,
    /// What they said.
    pub commits: Vec<Commit>,
}

/// Reads everything that is kept of an attempt.
pub async fn attempt_record<C: ConnectionTrait>(
    conn: &C,
    editions: &Editions,
    attempt: &AttemptRow,
) -> Result<AttemptRecord, EditionError> {
    let registration = attempt.progress.registration;
    let items = items_of(conn, registration).await?;
    let rows = run::Entity::find()
        .filter(run::Column::RegistrationId.eq(registration.0))
        .order_by_desc(run::Column::CreatedAt)
        .all(conn)
        .await?;
    let mut runs = Vec::new();
    for row in rows {
        let edition = editions.playable(conn, EditionId(row.edition_id)).await?;
        let current = edition.edition.language.as_str() == attempt.progress.language
            && edition.edition.version == attempt.progress.version;
        let activities = activities(conn, &row, &edition, &items).await?;
        runs.push(RunRecord { id: RunId(row.id), edition, current, created_at: row.created_at, activities });
    }
    runs.sort_by_key(|run| !run.current);
    let ids: Vec<Uuid> = runs.iter().map(|run| run.id.0).collect();
    let launches = launches(conn, &ids).await?;
    let aside = aside(conn, &launches).await?;
    Ok(AttemptRecord { runs, launches, aside })
}

async fn items_of<C: ConnectionTrait>(conn: &C, id: RegistrationId) -> Result<HashMap<Uuid, RollUp>, DbErr> {
    let rows = registration_item::Entity::find().filter(registration_item::Column::RegistrationId.eq(id.0));
    Ok(rows.all(conn).await?.iter().map(|row| (row.aligned_item_id, RollUp::from(row))).collect())
}

async fn activities<C: ConnectionTrait>(
    conn: &C,
    row: &run::Model,
    edition: &PlayableEdition,
    items: &HashMap<Uuid, RollUp>,
) -> Result<Vec<ActivityRecord>, DbErr> {
    let tree = &edition.tree;
    let state = serde_json::from_str::<SequencerState>(&row.state).ok();
    let visits = run_activity::Entity::find().filter(run_activity::Column::RunId.eq(row.id)).all(conn).await?;
    let mut data: HashMap<String, Data> = visits
        .into_iter()
        .map(|visit| (visit.activity, serde_json::from_str(&visit.data).unwrap_or_default()))
        .collect();
    let one = |index: NodeIndex| {
        let activity = tree.activity(index);
        let id = activity.identifier.to_string();
        ActivityRecord {
            title: activity.title.clone(),
            kind: kind(tree, index),
            depth: tree.node(index).depth,
            best: edition.aligned.get(&id).and_then(|item| items.get(&item.0)).copied(),
            live: state.as_ref().map(|state| status(tree, state, index)),
            objectives: state.as_ref().map(|state| objectives_for_delivery(tree, state, index)).unwrap_or_default(),
            data: data.remove(&id).unwrap_or_default(),
            rules: rules_of(activity),
            id,
        }
    };
    Ok(tree.indices().map(one).collect())
}

async fn launches<C: ConnectionTrait>(conn: &C, runs: &[Uuid]) -> Result<Vec<LaunchRecord>, DbErr> {
    let rows = launch::Entity::find()
        .filter(launch::Column::RunId.is_in(runs.iter().copied()))
        .order_by_desc(launch::Column::ExchangedAt)
        .order_by_desc(launch::Column::Generation)
        .all(conn)
        .await?;
    let opened = rows.into_iter().filter_map(|row| {
        Some(LaunchRecord {
            id: LaunchId(row.id),
            run: RunId(row.run_id),
            generation: row.generation,
            exchanged_at: row.exchanged_at?,
            commits: row.last_number,
            reading: row.reading,
            mode: Mode::from_word(&row.mode),
        })
    });
    Ok(opened.collect())
}

async fn aside<C: ConnectionTrait>(conn: &C, launches: &[LaunchRecord]) -> Result<Vec<AsideRecord>, DbErr> {
    let rows = journal_aside::Entity::find()
        .filter(journal_aside::Column::LaunchId.is_in(launches.iter().map(|launch| launch.id.0)))
        .order_by_desc(journal_aside::Column::ReceivedAt)
        .all(conn)
        .await?;
    let read = rows.into_iter().map(|row| AsideRecord {
        launch: LaunchId(row.launch_id),
        received_at: row.received_at,
        commits: serde_json::from_str(&row.commits).unwrap_or_default(),
    });
    Ok(read.collect())
}
