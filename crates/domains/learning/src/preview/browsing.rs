//! A preview in the hands of one request: the sequencer's state and the run-time data, without a database.

use vidik_catalogue::PlayableEdition;
use vidik_scorm::{Data, Report, RequestValid, RunTime, SharedFacts, Standard};
use vidik_sequencing::{
    Effect, Entry, Event, Exception, Navigation, NodeIndex, SequencerState, SharedObjectives, TrackingReport,
    definition::HiddenControl, look_ahead, step,
};

use super::{
    apart::{after, before, chosen},
    rows::Kept,
};
use crate::{
    delivery::{Delivery, LearnerFacts, Visit, standard_of, visit_data},
    finish::tracking,
    view::{ActivityKind, SequencingView, kind, sequencing_view},
    viewing::{Mode, tell_mode},
};

/// A preview that is played.
pub(super) struct Browsing<'a> {
    pub edition: &'a PlayableEdition,
    learner: &'a LearnerFacts,
    kept: Kept,
    state: SequencerState,
    /// What is shown apart from the sequencer.
    apart: Option<NodeIndex>,
    deliver: Option<(NodeIndex, bool)>,
    pub ended: bool,
    pub exception: Option<Exception>,
}

impl<'a> Browsing<'a> {
    pub(super) fn new(edition: &'a PlayableEdition, learner: &'a LearnerFacts, mut kept: Kept, seed: u64) -> Self {
        let sequencer = kept.sequencer.take();
        let state = sequencer.unwrap_or_else(|| SequencerState::new(&edition.tree, seed, SharedObjectives::new()));
        let apart = kept.apart.as_deref().and_then(|id| edition.tree.find(id));
        Self { edition, learner, kept, state, apart, deliver: None, ended: false, exception: None }
    }

    /// What is to be kept of it.
    pub(super) fn into_kept(self) -> Kept {
        let apart = self.apart.map(|index| self.edition.tree.id(index).to_string());
        Kept { sequencer: Some(self.state), apart, ..self.kept }
    }

    /// The lesson that is shown.
    pub(super) fn shown(&self) -> Option<NodeIndex> {
        self.apart.or_else(|| self.state.delivered())
    }

    pub(super) fn standard(&self) -> Standard {
        standard_of(self.edition.format)
    }

    fn take(&mut self, event: Event) {
        let outcome = step(&self.edition.tree, std::mem::take(&mut self.state), event);
        self.state = outcome.state;
        for effect in outcome.effects {
            match effect {
                Effect::AttemptEnded { .. } => self.deliver = None,
                Effect::Deliver { activity, entry, .. } => {
                    self.deliver = self.edition.tree.find(&activity).map(|index| (index, entry == Entry::Resume));
                }
                Effect::SessionEnded => (self.ended, self.deliver) = (true, None),
                Effect::Refused(exception) => self.exception = Some(exception),
            }
        }
    }

    /// What the content of an activity finds, and goes on from.
    pub(super) fn run_time(&self, index: NodeIndex) -> Option<RunTime> {
        let data = self.kept.data.get(self.edition.tree.id(index).as_str())?;
        Some(RunTime::resume(self.standard(), data))
    }

    /// What an open visit has said so far.
    pub(super) fn report(&mut self, index: NodeIndex, run_time: &RunTime) {
        self.tell(index, tracking(&run_time.report(), false));
        self.keep(index, run_time, run_time.data().clone());
    }

    /// Ends a visit.
    pub(super) fn finish(&mut self, index: NodeIndex, mut run_time: RunTime) -> Report {
        run_time.terminate("");
        let report = run_time.report();
        self.tell(index, tracking(&report, true));
        let data = run_time.data().clone();
        self.keep(index, &run_time, data);
        report
    }

    /// Keeps data that sequencing does not look at.
    pub(super) fn keep(&mut self, index: NodeIndex, run_time: &RunTime, data: Data) {
        self.kept.data.insert(self.edition.tree.id(index).to_string(), data);
        for store in run_time.shared_stores().into_iter().filter(|store| store.writable) {
            match store.value {
                Some(value) => self.kept.stores.insert(store.id, value),
                None => self.kept.stores.remove(&store.id),
            };
        }
    }

    /// Hands a result to the sequencer. One from apart of it is rolled up at once, since no attempt will end with it.
    pub(super) fn tell(&mut self, index: NodeIndex, report: TrackingReport) {
        let activity = self.edition.tree.id(index).clone();
        self.take(Event::Report { activity: activity.clone(), report });
        if self.state.delivered() != Some(index) {
            self.take(Event::RollUp { activity });
        }
    }

    /// Begins where a learner would; where nothing is delivered by itself, with the first lesson.
    pub(super) fn start(&mut self) {
        self.take(Event::Navigate(Navigation::Start));
        if self.deliver.is_none() {
            let first = super::apart::leaves(&self.edition.tree).next();
            self.show_apart(first);
        }
    }

    /// Goes where it was asked to. What the sequencer would refuse a learner is shown apart from it.
    pub(super) fn go(&mut self, request: Navigation) {
        let tree = &self.edition.tree;
        let ahead = look_ahead(tree, &self.state);
        let here = self.apart;
        let target = match &request {
            Navigation::Choice(target) | Navigation::Jump(target) => Some(chosen(tree, target.as_str())),
            Navigation::Continue => here.map(|here| after(tree, here)),
            Navigation::Previous => here.map(|here| before(tree, here)),
            _ => None,
        };
        let valid = match &request {
            Navigation::Choice(target) => tree.find(target.as_str()).is_some_and(|index| ahead.reach(index).choice),
            Navigation::Jump(target) => tree.find(target.as_str()).is_some_and(|index| ahead.reach(index).jump),
            _ => here.is_none(),
        };
        if valid || (target.is_none() && here.is_none()) {
            self.apart = None;
            return self.take(Event::Navigate(request));
        }
        match target {
            Some(Some(index)) => self.show_apart(Some(index)),
            // Behind the last lesson the preview is over.
            Some(None) if request == Navigation::Continue => self.end(),
            Some(None) => self.exception = Some(Exception::ChoiceNotAvailable),
            None => self.end(),
        }
    }

    fn end(&mut self) {
        self.stand_still();
        (self.apart, self.deliver, self.ended) = (None, None, true);
    }

    fn stand_still(&mut self) {
        for request in [Navigation::SuspendAll, Navigation::ExitAll] {
            if self.state.current().is_some() {
                self.take(Event::Navigate(request));
            }
        }
        (self.ended, self.exception) = (false, None);
    }

    fn show_apart(&mut self, index: Option<NodeIndex>) {
        self.stand_still();
        self.apart = index;
        self.deliver = index.map(|index| (index, self.state.activity(index).suspended));
    }

    /// Where everything stands: any lesson may be opened.
    pub(super) fn view(&self) -> (SequencingView, RequestValid) {
        let tree = &self.edition.tree;
        let (mut view, mut told) = sequencing_view(tree, &self.state);
        for index in tree.indices() {
            let id = tree.id(index).to_string();
            let open = chosen(tree, &id).is_some();
            view.valid.choice.insert(id, open);
        }
        if let Some(here) = self.apart {
            let word = |valid: bool| if valid { "true" } else { "false" }.to_owned();
            view.current = Some(tree.id(here).to_string());
            (view.valid.next, view.valid.previous) = (after(tree, here).is_some(), before(tree, here).is_some());
            view.valid.continue_valid = view.valid.next;
            (told.continue_, told.previous) = (word(view.valid.next), word(view.valid.previous));
        }
        (view.valid.exit, view.valid.suspend) = (true, false);
        // There is nothing that would be kept for later, and a way out for whoever only looks.
        view.hide_ui.retain(|control| !matches!(control, HiddenControl::Exit | HiddenControl::ExitAll));
        if !view.hide_ui.contains(&HiddenControl::SuspendAll) {
            view.hide_ui.push(HiddenControl::SuspendAll);
        }
        (view, told)
    }

    /// What the last step led to, if it led to something that is to be shown.
    pub(super) fn delivery(&mut self, visit: i32) -> (SequencingView, Option<Delivery>) {
        let (view, request_valid) = self.view();
        let Some((index, resumed)) = self.deliver.take() else { return (view, None) };
        let data = (kind(&self.edition.tree, index) == ActivityKind::Sco).then(|| self.begin(index, resumed));
        (view, Some(self.described(index, visit, data, request_valid)))
    }

    /// What stands now, told once more.
    pub(super) fn standing_delivery(&self, visit: i32) -> (SequencingView, Option<Delivery>) {
        let (view, request_valid) = self.view();
        let delivery = self.shown().map(|index| {
            let data = self.kept.data.get(self.edition.tree.id(index).as_str());
            let data = data.filter(|_| kind(&self.edition.tree, index) == ActivityKind::Sco).cloned();
            self.described(index, visit, data, request_valid)
        });
        (view, delivery)
    }

    fn described(&self, index: NodeIndex, visit: i32, data: Option<Data>, request_valid: RequestValid) -> Delivery {
        let tree = &self.edition.tree;
        let activity = tree.activity(index);
        Delivery {
            activity: activity.identifier.to_string(),
            visit,
            title: activity.title.clone(),
            kind: kind(tree, index),
            href: activity.resource.as_ref().map(|resource| resource.href.clone()).unwrap_or_default(),
            reading: self.learner.language.clone(),
            data,
            request_valid,
        }
    }

    /// The data of a visit that begins.
    fn begin(&mut self, index: NodeIndex, resumed: bool) -> Data {
        let tree = &self.edition.tree;
        let id = tree.id(index).to_string();
        let left = self.kept.data.get(&id);
        let seen = Visit { tree, state: &self.state, index, left, resumed };
        let mut data = visit_data(self.standard(), &seen, self.learner, self.stores(index));
        tell_mode(self.standard(), &mut data, Mode::Browse);
        self.kept.data.insert(id, data.clone());
        data
    }

    fn stores(&self, index: NodeIndex) -> Vec<SharedFacts> {
        let maps = &self.edition.tree.activity(index).data_maps;
        let facts = maps.iter().map(|map| SharedFacts {
            id: map.target_id.clone(),
            value: self.kept.stores.get(&map.target_id).cloned(),
            read: map.read_shared_data,
            write: map.write_shared_data,
        });
        facts.collect()
    }
}
