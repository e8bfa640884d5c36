//! One player's place at the table: a run with its sequencer's state, loaded for one transaction.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _, sea_query::OnConflict,
};
use vidik_base::{IsoDuration, PersonId, RunId};
use vidik_catalogue::PlayableEdition;
use vidik_scorm::{Data, RunTime, SharedFacts, Standard};
use vidik_sequencing::{
    Effect, Entry, Event, Exception, NodeIndex, ObjectiveId, ObjectiveState, SequencerState, SharedObjectives, step,
    step_traced,
};

use crate::{
    Desk,
    delivery::{Delivery, LearnerFacts, Visit, standard_of, visit_data},
    entity::{global_objective, run, run_activity, shared_data},
    report_result::Answered,
    trace::{self, TracedStep},
    view::{ActivityKind, SequencingView, kind, sequencing_view},
};

/// Objectives and stores that live on between courses stand under no attempt's name.
const EVERYWHERE: &str = "";

/// A run in the hands of one transaction.
pub(crate) struct Sitting<'a> {
    pub txn: &'a DatabaseTransaction,
    pub desk: &'a Desk,
    pub edition: &'a PlayableEdition,
    pub run: RunId,
    pub person: PersonId,
    pub learner: &'a LearnerFacts,
    pub state: SequencerState,
    /// The shared objectives as they were loaded, to store only what changed.
    loaded_objectives: SharedObjectives,
    /// What happened in this transaction, in order.
    pub happened: Vec<Happened>,
    pub ended: bool,
    pub exception: Option<Exception>,
    deliver: Option<(NodeIndex, Entry)>,
    /// A new attempt at the course has begun, by whatever request.
    begun_anew: bool,
    /// What this transaction went through, where the run is looked into.
    trace: Option<Vec<TracedStep>>,
}

/// What the record tells of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Happened {
    /// An attempt at an activity began, or went on.
    Delivered { activity: NodeIndex, resumed: bool },
    /// An attempt at an activity ended, or was interrupted.
    Ended { activity: NodeIndex, suspended: bool },
    /// A question of a test was answered.
    Answered { activity: NodeIndex, answered: Box<Answered> },
}

impl<'a> Sitting<'a> {
    pub(crate) async fn load(
        txn: &'a DatabaseTransaction,
        desk: &'a Desk,
        edition: &'a PlayableEdition,
        run: RunId,
        person: PersonId,
        learner: &'a LearnerFacts,
    ) -> Result<Self, DbErr> {
        let row = run::Entity::find_by_id(run.0).one(txn).await?;
        let (stored, traced) = row.map(|row| (row.state, row.traced)).unwrap_or_default();
        let scope = objective_scope(edition, run);
        let shared = load_objectives(txn, person, &scope).await?;
        let state = match serde_json::from_str::<SequencerState>(&stored) {
            Ok(mut state) => {
                state.shared.clone_from(&shared);
                state
            }
            Err(error) if !stored.is_empty() => return Err(DbErr::Custom(format!("a run's state: {error}"))),
            Err(_) => SequencerState::new(&edition.tree, seed(desk), shared.clone()),
        };
        Ok(Self {
            txn,
            desk,
            edition,
            run,
            person,
            learner,
            state,
            loaded_objectives: shared,
            happened: Vec::new(),
            ended: false,
            exception: None,
            deliver: None,
            begun_anew: false,
            trace: traced.then(Vec::new),
        })
    }

    pub(crate) fn standard(&self) -> Standard {
        standard_of(self.edition.format)
    }

    /// Takes an event through the sequencer and notes what came of it.
    pub(crate) fn take(&mut self, event: Event) {
        let root = self.state.activity(NodeIndex::ROOT).clone();
        let (tree, state) = (&self.edition.tree, std::mem::take(&mut self.state));
        let outcome = match &mut self.trace {
            None => step(tree, state, event),
            Some(trace) => {
                let told = trace::told(&event);
                let mut outcome = step_traced(tree, state, event);
                trace.push(TracedStep::new(told, std::mem::take(&mut outcome.trace), self.desk.now()));
                outcome
            }
        };
        self.state = outcome.state;
        let now = self.state.activity(NodeIndex::ROOT);
        // An organization that is not tracked counts no attempts.
        let counted = now.attempt_count > root.attempt_count;
        self.begun_anew |= counted || (now.active && !root.active && !root.suspended);
        for effect in outcome.effects {
            match effect {
                Effect::AttemptEnded { activity, suspended } => {
                    if let Some(index) = self.edition.tree.find(&activity) {
                        self.happened.push(Happened::Ended { activity: index, suspended });
                    }
                    self.deliver = None;
                }
                Effect::Deliver { activity, entry, .. } => {
                    self.deliver = self.edition.tree.find(&activity).map(|index| (index, entry));
                }
                Effect::SessionEnded => {
                    self.ended = true;
                    self.deliver = None;
                }
                Effect::Refused(exception) => self.exception = Some(exception),
            }
        }
    }

    /// Delivers the activity once more, with what is known now.
    pub(crate) fn deliver_again(&mut self, index: NodeIndex) {
        self.deliver = Some((index, Entry::Resume));
    }

    /// What a visit to this activity left behind.
    pub(crate) async fn left_behind(&self, activity: &str) -> Result<Option<Data>, DbErr> {
        Ok(self.left_open(activity).await?.map(|(data, _)| data))
    }

    /// The same, with the time on the player's watch that is not counted yet.
    pub(crate) async fn left_open(&self, activity: &str) -> Result<Option<(Data, IsoDuration)>, DbErr> {
        let row = run_activity::Entity::find_by_id((self.run.0, activity.to_owned())).one(self.txn).await?;
        Ok(row.and_then(|row| {
            let watched = IsoDuration::from_seconds(u64::try_from(row.watched_seconds).unwrap_or(0));
            Some((serde_json::from_str(&row.data).ok()?, watched))
        }))
    }

    /// Keeps the data of a visit.
    pub(crate) async fn keep(&self, activity: &str, data: &Data, watched: IsoDuration) -> Result<(), DbErr> {
        keep_data(self.txn, self.run, activity, data, watched).await
    }

    /// Prepares the delivery that the last event led to, if it led to one.
    pub(crate) async fn delivery(&mut self, visit: i32) -> Result<(SequencingView, Option<Delivery>), DbErr> {
        if std::mem::take(&mut self.begun_anew) {
            self.forget_own_stores().await?;
        }
        let (view, request_valid) = sequencing_view(&self.edition.tree, &self.state);
        let Some((index, entry)) = self.deliver.take() else { return Ok((view, None)) };
        let tree = &self.edition.tree;
        let activity = tree.activity(index);
        let id = activity.identifier.to_string();
        let resumed = entry == Entry::Resume;
        self.happened.push(Happened::Delivered { activity: index, resumed });
        let kind = kind(tree, index);
        let data = if kind == ActivityKind::Sco {
            let left = self.left_behind(&id).await?;
            let shared = self.shared_stores(index).await?;
            let visit = Visit { tree, state: &self.state, index, left: left.as_ref(), resumed };
            let data = visit_data(self.standard(), &visit, self.learner, shared);
            self.keep(&id, &data, IsoDuration::ZERO).await?;
            Some(data)
        } else {
            None
        };
        let href = activity.resource.as_ref().map(|resource| resource.href.clone()).unwrap_or_default();
        let (title, reading) = (activity.title.clone(), self.learner.language.clone());
        let delivery = Delivery { activity: id, visit, title, kind, href, reading, data, request_valid };
        Ok((view, Some(delivery)))
    }

    /// What stands now, told once more: for a request whose answer was lost.
    pub(crate) async fn standing_delivery(&self, visit: i32) -> Result<(SequencingView, Option<Delivery>), DbErr> {
        let (view, request_valid) = sequencing_view(&self.edition.tree, &self.state);
        let Some(index) = self.state.delivered() else { return Ok((view, None)) };
        let activity = self.edition.tree.activity(index);
        let id = activity.identifier.to_string();
        let kind = kind(&self.edition.tree, index);
        let data = if kind == ActivityKind::Sco { self.left_behind(&id).await? } else { None };
        let href = activity.resource.as_ref().map(|resource| resource.href.clone()).unwrap_or_default();
        let (title, reading) = (activity.title.clone(), self.learner.language.clone());
        Ok((view, Some(Delivery { activity: id, visit, title, kind, href, reading, data, request_valid })))
    }

    pub(crate) async fn shared_stores(&self, index: NodeIndex) -> Result<Vec<SharedFacts>, DbErr> {
        let maps = &self.edition.tree.activity(index).data_maps;
        if maps.is_empty() {
            return Ok(Vec::new());
        }
        let scope = store_scope(self.edition, self.run);
        let rows = shared_data::Entity::find()
            .filter(shared_data::Column::PersonId.eq(self.person.0))
            .filter(shared_data::Column::Scope.eq(scope))
            .filter(shared_data::Column::Target.is_in(maps.iter().map(|map| map.target_id.as_str())))
            .all(self.txn)
            .await?;
        let values: BTreeMap<String, String> = rows.into_iter().map(|row| (row.target, row.value)).collect();
        let facts = maps.iter().map(|map| SharedFacts {
            id: map.target_id.clone(),
            value: values.get(&map.target_id).cloned(),
            read: map.read_shared_data,
            write: map.write_shared_data,
        });
        Ok(facts.collect())
    }

    /// Empties the stores that live no longer than an attempt at the course (`sharedDataGlobalToSystem`, CAM 3.4.1.5).
    async fn forget_own_stores(&self) -> Result<(), DbErr> {
        if self.edition.tree.shared_data_global_to_system {
            return Ok(());
        }
        shared_data::Entity::delete_many()
            .filter(shared_data::Column::PersonId.eq(self.person.0))
            .filter(shared_data::Column::Scope.eq(store_scope(self.edition, self.run)))
            .exec(self.txn)
            .await?;
        Ok(())
    }

    /// Stores the sequencer's state and the shared objectives that changed.
    pub(crate) async fn store(&mut self) -> Result<(), DbErr> {
        let shared = std::mem::take(&mut self.state.shared);
        let json = serde_json::to_string(&self.state).map_err(|error| DbErr::Custom(error.to_string()))?;
        run::ActiveModel { id: Set(self.run.0), state: Set(json), ..Default::default() }.update(self.txn).await?;
        let scope = objective_scope(self.edition, self.run);
        store_objectives(self.txn, self.person, &scope, &self.loaded_objectives, &shared).await?;
        self.loaded_objectives.clone_from(&shared);
        self.state.shared = shared;
        if let Some(steps) = self.trace.as_mut().filter(|steps| !steps.is_empty()) {
            trace::keep(self.txn, self.run, std::mem::take(steps)).await?;
        }
        Ok(())
    }
}

/// Writes the data of a visit.
pub(crate) async fn keep_data(
    txn: &DatabaseTransaction,
    run: RunId,
    activity: &str,
    data: &Data,
    watched: IsoDuration,
) -> Result<(), DbErr> {
    let json = serde_json::to_string(data).map_err(|error| DbErr::Custom(error.to_string()))?;
    let row = run_activity::ActiveModel {
        run_id: Set(run.0),
        activity: Set(activity.to_owned()),
        data: Set(json),
        watched_seconds: Set(i64::try_from(watched.seconds()).unwrap_or(i64::MAX)),
    };
    let replace = OnConflict::columns([run_activity::Column::RunId, run_activity::Column::Activity])
        .update_columns([run_activity::Column::Data, run_activity::Column::WatchedSeconds])
        .to_owned();
    run_activity::Entity::insert(row).on_conflict(replace).exec_without_returning(txn).await?;
    Ok(())
}

/// Writes the stores that a SCO may write, as it left them.
pub(crate) async fn keep_stores(
    txn: &DatabaseTransaction,
    edition: &PlayableEdition,
    run: RunId,
    person: PersonId,
    run_time: &RunTime,
) -> Result<(), DbErr> {
    for store in run_time.shared_stores().into_iter().filter(|store| store.writable) {
        let Some(value) = store.value else {
            let key = (person.0, store_scope(edition, run), store.id);
            shared_data::Entity::delete_by_id(key).exec(txn).await?;
            continue;
        };
        let row = shared_data::ActiveModel {
            person_id: Set(person.0),
            scope: Set(store_scope(edition, run)),
            target: Set(store.id),
            value: Set(value),
        };
        let replace = OnConflict::columns([
            shared_data::Column::PersonId,
            shared_data::Column::Scope,
            shared_data::Column::Target,
        ])
        .update_column(shared_data::Column::Value)
        .to_owned();
        shared_data::Entity::insert(row).on_conflict(replace).exec_without_returning(txn).await?;
    }
    Ok(())
}

fn objective_scope(edition: &PlayableEdition, run: RunId) -> String {
    if edition.tree.objectives_global_to_system { EVERYWHERE.to_owned() } else { run.to_string() }
}

fn store_scope(edition: &PlayableEdition, run: RunId) -> String {
    if edition.tree.shared_data_global_to_system { EVERYWHERE.to_owned() } else { run.to_string() }
}

async fn load_objectives(txn: &DatabaseTransaction, person: PersonId, scope: &str) -> Result<SharedObjectives, DbErr> {
    let rows = global_objective::Entity::find()
        .filter(global_objective::Column::PersonId.eq(person.0))
        .filter(global_objective::Column::Scope.eq(scope))
        .all(txn)
        .await?;
    let known = rows.into_iter().filter_map(|row| {
        let state: ObjectiveState = serde_json::from_str(&row.value).ok()?;
        Some((ObjectiveId::from(row.objective), state))
    });
    Ok(known.collect())
}

async fn store_objectives(
    txn: &DatabaseTransaction,
    person: PersonId,
    scope: &str,
    before: &SharedObjectives,
    after: &SharedObjectives,
) -> Result<(), DbErr> {
    for (id, state) in after.iter().filter(|(id, state)| before.get(*id) != Some(*state)) {
        let value = serde_json::to_string(state).map_err(|error| DbErr::Custom(error.to_string()))?;
        let row = global_objective::ActiveModel {
            person_id: Set(person.0),
            scope: Set(scope.to_owned()),
            objective: Set(id.to_string()),
            value: Set(value),
        };
        let replace = OnConflict::columns([
            global_objective::Column::PersonId,
            global_objective::Column::Scope,
            global_objective::Column::Objective,
        ])
        .update_column(global_objective::Column::Value)
        .to_owned();
        global_objective::Entity::insert(row).on_conflict(replace).exec_without_returning(txn).await?;
    }
    Ok(())
}

pub(crate) fn seed(desk: &Desk) -> u64 {
    let mut bytes = [0_u8; 8];
    desk.rng.fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
