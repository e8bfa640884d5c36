//! Traces of attempts that an administrator looks into: what the sequencer went through, and which rule decided. An
//! attempt that nobody looks into has none, and pays one column that is read with its state.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use vidik_base::{PersonId, RegistrationId, RunId, new_ordered_id};
use vidik_db::audit;
use vidik_sequencing::{DecidingRule, Event, Navigation, TraceStep};

use crate::{
    Desk,
    entity::{run, run_trace},
    report_result::locked,
};

/// How many steps of a run are kept.
const KEPT: i64 = 200;

/// One step of the sequencer.
#[derive(Clone, Debug, PartialEq)]
pub struct TracedStep {
    /// Counts the steps of a run.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What came in.
    pub event: TracedEvent,
    /// What it went through, in order.
    pub processes: Vec<TracedProcess>,
}

/// What came into the sequencer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracedEvent {
    /// A navigation request by its word, `report` for what content said, `roll_up` for a result from elsewhere.
    pub word: String,
    /// The activity that it is about, where it names one.
    #[serde(default)]
    pub activity: Option<String>,
}

/// One process of the specification's pseudo-code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracedProcess {
    /// Its code, such as `SB.2.9`.
    pub process: String,
    /// The activity that it was about.
    #[serde(default)]
    pub activity: Option<String>,
    /// What came of it.
    pub result: String,
    /// The rule of that activity that decided.
    #[serde(default)]
    pub rule: Option<DecidingRule>,
}

impl TracedStep {
    pub(crate) fn new(event: TracedEvent, steps: Vec<TraceStep>, at: DateTime<Utc>) -> Self {
        let processes = steps.into_iter().map(|step| TracedProcess {
            process: step.process.to_owned(),
            activity: step.activity.map(|activity| activity.to_string()),
            result: step.result,
            rule: step.rule,
        });
        Self { number: 0, at, event, processes: processes.collect() }
    }
}

/// An event in words.
pub(crate) fn told(event: &Event) -> TracedEvent {
    let (word, activity) = match event {
        Event::Report { activity, .. } => ("report", Some(activity.to_string())),
        Event::RollUp { activity } => ("roll_up", Some(activity.to_string())),
        Event::Navigate(request) => match request {
            Navigation::Choice(target) => ("choice", Some(target.to_string())),
            Navigation::Jump(target) => ("jump", Some(target.to_string())),
            Navigation::Start => ("start", None),
            Navigation::ResumeAll => ("resume", None),
            Navigation::Continue => ("continue", None),
            Navigation::Previous => ("previous", None),
            Navigation::Exit => ("exit", None),
            Navigation::ExitAll => ("exit_all", None),
            Navigation::Abandon => ("abandon", None),
            Navigation::AbandonAll => ("abandon_all", None),
            Navigation::SuspendAll => ("suspend_all", None),
        },
    };
    TracedEvent { word: word.to_owned(), activity }
}

/// Adds steps to what is kept of a run, and drops the oldest.
pub(crate) async fn keep(txn: &DatabaseTransaction, run: RunId, steps: Vec<TracedStep>) -> Result<(), DbErr> {
    let of_run = run_trace::Entity::find().filter(run_trace::Column::RunId.eq(run.0));
    let last = of_run.order_by_desc(run_trace::Column::Number).one(txn).await?.map_or(0, |row| row.number);
    let mut rows = Vec::new();
    for (step, number) in steps.into_iter().zip(last + 1..) {
        let text = |value: serde_json::Result<String>| value.map_err(|error| DbErr::Custom(error.to_string()));
        rows.push(run_trace::ActiveModel {
            run_id: Set(run.0),
            number: Set(number),
            at: Set(step.at),
            event: Set(text(serde_json::to_string(&step.event))?),
            steps: Set(text(serde_json::to_string(&step.processes))?),
        });
    }
    let newest = last + i64::try_from(rows.len()).unwrap_or(0);
    run_trace::Entity::insert_many(rows).exec_without_returning(txn).await?;
    run_trace::Entity::delete_many()
        .filter(run_trace::Column::RunId.eq(run.0))
        .filter(run_trace::Column::Number.lte(newest - KEPT))
        .exec(txn)
        .await?;
    Ok(())
}

/// Whether an attempt is traced.
pub async fn is_traced<C: ConnectionTrait>(conn: &C, registration: RegistrationId) -> Result<bool, DbErr> {
    let traced = run::Entity::find()
        .filter(run::Column::RegistrationId.eq(registration.0))
        .filter(run::Column::Traced.eq(true))
        .one(conn)
        .await?;
    Ok(traced.is_some())
}

/// Traces an attempt from now on, or no longer. What was kept stays. That somebody looks into it stands in the audit
/// log; asking for what is so already changes nothing.
pub async fn set_tracing(
    txn: &DatabaseTransaction,
    desk: &Desk,
    actor: PersonId,
    registration: RegistrationId,
    on: bool,
) -> Result<(), DbErr> {
    let Some(row) = locked(txn, registration).await? else { return Ok(()) };
    let before = is_traced(txn, registration).await?;
    if before == on {
        return Ok(());
    }
    run::Entity::update_many()
        .col_expr(run::Column::Traced, on.into())
        .filter(run::Column::RegistrationId.eq(registration.0))
        .exec(txn)
        .await?;
    let entry = audit::Entry {
        id: new_ordered_id(desk.clock.as_ref(), desk.rng.as_ref()),
        at: desk.now(),
        actor: Some(actor.0),
        subject: Some(row.person_id),
        action: "attempt.trace".to_owned(),
        kind: "attempt".to_owned(),
        object: registration.0,
        part: None,
        reason: String::new(),
        before: json!({ "traced": before }),
        after: json!({ "traced": on }),
    };
    audit::add(txn, entry).await
}

/// The last steps of an attempt, newest first.
pub async fn trace_of<C: ConnectionTrait>(conn: &C, registration: RegistrationId) -> Result<Vec<TracedStep>, DbErr> {
    let runs = run::Entity::find().filter(run::Column::RegistrationId.eq(registration.0)).all(conn).await?;
    let rows = run_trace::Entity::find()
        .filter(run_trace::Column::RunId.is_in(runs.iter().map(|run| run.id)))
        .order_by_desc(run_trace::Column::At)
        .order_by_desc(run_trace::Column::Number)
        .limit(u64::try_from(KEPT).unwrap_or_default())
        .all(conn)
        .await?;
    let read = rows.into_iter().map(|row| {
        let broken = |error: serde_json::Error| DbErr::Custom(format!("a trace: {error}"));
        Ok(TracedStep {
            number: row.number,
            at: row.at,
            event: serde_json::from_str(&row.event).map_err(broken)?,
            processes: serde_json::from_str(&row.steps).map_err(broken)?,
        })
    });
    read.collect()
}
