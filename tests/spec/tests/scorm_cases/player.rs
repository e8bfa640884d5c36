//! A small learning management system around sequencer and run-time: one learner, in memory.

use std::collections::BTreeMap;

use vidik_scorm::{
    Completion, Data, Exit, LaunchFacts, NavigationRequest, ObjectiveFacts, Report, RequestValid, RunTime, Score,
    SharedFacts, Standard, Success, next_visit_data, parse_navigation,
};
use vidik_sequencing::definition::{HiddenControl, ResourceKind};
use vidik_sequencing::{
    CompletionStatus, Effect, Entry, Event, IndexedTree, LookAhead, Navigation, NodeIndex, ObjectiveReport,
    ScoreReport, SequencerState, SharedObjectives, SuccessStatus, TrackingReport, look_ahead, objectives_for_delivery,
    step_traced,
};

/// What outlives a course: the learner's shared objectives and data stores.
#[derive(Default)]
pub struct Learner {
    pub objectives: SharedObjectives,
    pub stores: BTreeMap<String, String>,
}

/// A course that the learner has open or has left.
pub struct Course {
    pub tree: IndexedTree,
    pub state: SequencerState,
    stored: BTreeMap<NodeIndex, Data>,
    /// Data stores of a course that keeps them to itself.
    stores: BTreeMap<String, String>,
    pub visit: Option<Visit>,
    pub ended: bool,
    /// What the processes did in the last step.
    pub trace: Vec<String>,
}

/// A delivered activity.
pub struct Visit {
    pub index: NodeIndex,
    /// None for an asset.
    pub run_time: Option<RunTime>,
}

impl Course {
    pub fn new(tree: IndexedTree, learner: &Learner) -> Self {
        let shared =
            if tree.objectives_global_to_system { learner.objectives.clone() } else { SharedObjectives::new() };
        let state = SequencerState::new(&tree, 7, shared);
        Self {
            tree,
            state,
            stored: BTreeMap::new(),
            stores: BTreeMap::new(),
            visit: None,
            ended: false,
            trace: Vec::new(),
        }
    }

    /// Opens the course: goes on where it was suspended, else begins.
    pub fn open(&mut self, learner: &mut Learner, chosen: Option<&str>) {
        self.ended = false;
        if !self.state.activity(NodeIndex::ROOT).suspended {
            self.stores.clear();
        }
        let chosen = chosen.and_then(|title| self.by_title(title));
        let navigation = match (self.state.suspended(), chosen) {
            (_, Some(index)) => Navigation::Choice(self.tree.id(index).clone()),
            (Some(_), None) => Navigation::ResumeAll,
            (None, None) => Navigation::Start,
        };
        self.navigate(learner, navigation);
    }

    pub fn by_title(&self, title: &str) -> Option<NodeIndex> {
        self.tree.indices().find(|index| self.tree.activity(*index).title == title)
    }

    pub fn look_ahead(&self) -> LookAhead {
        look_ahead(&self.tree, &self.state)
    }

    /// The activity that is shown, as the suite names it.
    pub fn shown(&self) -> Option<String> {
        let visit = self.visit.as_ref()?;
        let resource = self.tree.activity(visit.index).resource.as_ref()?;
        let (_, query) = resource.href.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix("act=")).map(str::to_owned)
    }

    pub fn href(&self) -> String {
        let resource = self.visit.as_ref().and_then(|visit| self.tree.activity(visit.index).resource.as_ref());
        resource.map(|resource| resource.href.clone()).unwrap_or_default()
    }

    pub fn run_time(&mut self) -> Option<&mut RunTime> {
        self.visit.as_mut()?.run_time.as_mut()
    }

    /// The SCO's session ends; what it said is reported, and what it asked for is given back.
    pub fn terminate(&mut self, learner: &mut Learner) -> Option<Navigation> {
        let visit = self.visit.as_mut()?;
        let index = visit.index;
        let run_time = visit.run_time.as_mut()?;
        run_time.terminate("");
        let report = run_time.report();
        let stores = if self.tree.shared_data_global_to_system { &mut learner.stores } else { &mut self.stores };
        for store in run_time.shared_stores().into_iter().filter(|store| store.writable) {
            match store.value {
                Some(value) => stores.insert(store.id, value),
                None => stores.remove(&store.id),
            };
        }
        self.stored.insert(index, run_time.stored());
        let event = Event::Report { activity: self.tree.id(index).clone(), report: tracking_report(&report) };
        self.visit.as_mut()?.run_time = None;
        // RTE 4.2.8: these two mean the whole course, whatever else was asked for.
        let navigation = match report.exit {
            Exit::TimeOut | Exit::Logout => Some(Navigation::ExitAll),
            Exit::Unset | Exit::Normal | Exit::Suspend => report.navigation.as_ref().and_then(navigation),
        };
        self.step(learner, event);
        navigation
    }

    pub fn navigate(&mut self, learner: &mut Learner, navigation: Navigation) {
        self.trace.clear();
        self.step(learner, Event::Navigate(navigation));
    }

    fn step(&mut self, learner: &mut Learner, event: Event) {
        let mut state = std::mem::take(&mut self.state);
        if self.tree.objectives_global_to_system {
            state.shared.clone_from(&learner.objectives);
        }
        let outcome = step_traced(&self.tree, state, event);
        self.state = outcome.state;
        if self.tree.objectives_global_to_system {
            learner.objectives.clone_from(&self.state.shared);
        }
        self.trace.extend(outcome.trace.iter().map(|step| {
            let activity = step.activity.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{} {activity}: {}", step.process, step.result)
        }));
        for effect in outcome.effects {
            match effect {
                Effect::AttemptEnded { .. } => self.visit = None,
                Effect::SessionEnded => self.ended = true,
                Effect::Refused(exception) => self.trace.push(format!("refused {exception}")),
                Effect::Deliver { activity, entry, .. } => {
                    if let Some(index) = self.tree.find(&activity) {
                        self.deliver(learner, index, entry);
                    }
                }
            }
        }
    }

    fn deliver(&mut self, learner: &Learner, index: NodeIndex, entry: Entry) {
        let activity = self.tree.activity(index);
        let sco = activity.resource.as_ref().is_some_and(|resource| resource.kind == ResourceKind::Sco);
        let run_time = sco.then(|| {
            let mut data = next_visit_data(Standard::Scorm2004, self.stored.get(&index), entry == Entry::Resume);
            self.facts(learner, index).write(Standard::Scorm2004, &mut data);
            RunTime::new(Standard::Scorm2004, &data, self.request_valid())
        });
        self.visit = Some(Visit { index, run_time });
    }

    fn facts(&self, learner: &Learner, index: NodeIndex) -> LaunchFacts {
        let activity = self.tree.activity(index);
        let stores = if self.tree.shared_data_global_to_system { &learner.stores } else { &self.stores };
        let threshold = &activity.completion_threshold;
        let primary = &activity.sequencing.objectives.primary;
        LaunchFacts {
            learner_id: "learner".to_owned(),
            learner_name: "Learner".to_owned(),
            credit: true,
            launch_data: activity.data_from_lms.clone(),
            max_time_allowed: activity.sequencing.limits.attempt_absolute_duration.clone(),
            time_limit_action: activity
                .time_limit_action
                .and_then(|action| serde_json::to_value(action).ok()?.as_str().map(str::to_owned)),
            completion_threshold: threshold.completed_by_measure.then(|| threshold.min_progress_measure.to_string()),
            scaled_passing_score: primary.satisfied_by_measure.then(|| primary.min_normalized_measure.to_string()),
            objectives: objectives_for_delivery(&self.tree, &self.state, index)
                .into_iter()
                .map(|objective| ObjectiveFacts {
                    id: objective.id.to_string(),
                    completion: objective.known.completed.map(completion),
                    success: objective.known.satisfied.map(success),
                    progress: objective.known.progress_measure,
                    score: Score {
                        scaled: objective.known.measure,
                        raw: objective.known.raw,
                        min: objective.known.min,
                        max: objective.known.max,
                    },
                })
                .collect(),
            shared: activity
                .data_maps
                .iter()
                .map(|map| SharedFacts {
                    id: map.target_id.clone(),
                    value: stores.get(&map.target_id).cloned(),
                    read: map.read_shared_data,
                    write: map.write_shared_data,
                })
                .collect(),
            ..LaunchFacts::default()
        }
    }

    fn request_valid(&self) -> RequestValid {
        let ahead = self.look_ahead();
        let word = |valid: bool| if valid { "true" } else { "false" }.to_owned();
        let each = |valid: &dyn Fn(NodeIndex) -> bool| {
            self.tree.indices().map(|index| (self.tree.id(index).to_string(), word(valid(index)))).collect()
        };
        RequestValid {
            continue_: word(ahead.next),
            previous: word(ahead.previous),
            choice: each(&|index| ahead.reach(index).choice),
            jump: each(&|index| ahead.reach(index).jump),
        }
    }

    /// An answer to what the learner sees.
    pub fn sees(&self, ask: &str, title: Option<&str>) -> bool {
        let ahead = self.look_ahead();
        let target = title.and_then(|title| {
            if title.starts_with("the activity that corresponds to the root") {
                Some(NodeIndex::ROOT)
            } else {
                self.by_title(title)
            }
        });
        let choosable = |index: NodeIndex| ahead.reach(index).choice && self.tree.activity(index).visible;
        match ask {
            "continue.enabled" => ahead.offers_next && ahead.shows(HiddenControl::Continue),
            "continue.disabled" => !(ahead.offers_next && ahead.shows(HiddenControl::Continue)),
            "previous.enabled" => ahead.previous && ahead.shows(HiddenControl::Previous),
            "previous.disabled" => !(ahead.previous && ahead.shows(HiddenControl::Previous)),
            "toc.enabled" => self.tree.only_leaf().is_none() && self.tree.indices().any(choosable),
            "toc.enabled.selectable" => target.is_some_and(choosable),
            "toc.visible" => {
                target.is_some_and(|index| !ahead.reach(index).hidden && self.tree.activity(index).visible)
            }
            _ => true,
        }
    }
}

fn completion(completed: bool) -> Completion {
    if completed { Completion::Completed } else { Completion::Incomplete }
}

fn success(satisfied: bool) -> Success {
    if satisfied { Success::Passed } else { Success::Failed }
}

/// The request of a word of `adl.nav.request`.
pub fn navigation_word(word: &str) -> Option<Navigation> {
    parse_navigation(word).as_ref().and_then(navigation)
}

fn navigation(request: &NavigationRequest) -> Option<Navigation> {
    Some(match request {
        NavigationRequest::None => return None,
        NavigationRequest::Continue => Navigation::Continue,
        NavigationRequest::Previous => Navigation::Previous,
        NavigationRequest::Exit => Navigation::Exit,
        NavigationRequest::ExitAll => Navigation::ExitAll,
        NavigationRequest::Abandon => Navigation::Abandon,
        NavigationRequest::AbandonAll => Navigation::AbandonAll,
        NavigationRequest::SuspendAll => Navigation::SuspendAll,
        NavigationRequest::Choice(target) => Navigation::Choice(target.as_str().into()),
        NavigationRequest::Jump(target) => Navigation::Jump(target.as_str().into()),
    })
}

/// What of a visit the sequencer hears.
fn tracking_report(report: &Report) -> TrackingReport {
    TrackingReport {
        completion_status: report.completion_set.then(|| completion_status(report.completion)),
        browsed: false,
        success_status: report.success_set.then(|| success_status(report.success)),
        progress_measure: report.progress,
        score: score(&report.score),
        objectives: report
            .objectives
            .iter()
            .map(|objective| ObjectiveReport {
                id: objective.id.as_str().into(),
                completion_status: objective.completion.map(completion_status),
                success_status: objective.success.map(success_status),
                progress_measure: objective.progress,
                score: score(&objective.score),
            })
            .collect(),
        suspended: Some(report.exit == Exit::Suspend),
    }
}

fn score(score: &Score) -> ScoreReport {
    ScoreReport { scaled: score.scaled, raw: score.raw, min: score.min, max: score.max }
}

fn completion_status(completion: Completion) -> CompletionStatus {
    match completion {
        Completion::Unknown => CompletionStatus::Unknown,
        Completion::NotAttempted => CompletionStatus::NotAttempted,
        Completion::Incomplete => CompletionStatus::Incomplete,
        Completion::Completed => CompletionStatus::Completed,
    }
}

fn success_status(success: Success) -> SuccessStatus {
    match success {
        Success::Unknown => SuccessStatus::Unknown,
        Success::Passed => SuccessStatus::Passed,
        Success::Failed => SuccessStatus::Failed,
    }
}
