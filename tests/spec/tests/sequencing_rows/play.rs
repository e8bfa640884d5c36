//! Plays a row: the steps one after another, and what went otherwise than the row says.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use vidik_sequencing::{
    ActivityId, CompletionStatus, Effect, Event, IndexedTree, LookAhead, Navigation, NodeIndex, ObjectiveReport,
    ScoreReport, SequencerState, SharedObjectives, TrackingReport, look_ahead, status, step_traced,
};

use crate::row::{Row, Step, read};

/// What a row came to.
#[derive(Debug, Default)]
pub struct Played {
    pub breaches: Vec<String>,
    /// The processes that were gone through.
    pub processes: BTreeSet<&'static str>,
    /// The exceptions that were given.
    pub exceptions: BTreeSet<&'static str>,
}

struct Game {
    tree: IndexedTree,
    state: SequencerState,
    effects: Vec<Effect>,
    /// Of the last step.
    through: BTreeSet<&'static str>,
    played: Played,
}

pub fn play(row: &Row) -> Played {
    let tree = row.tree();
    let state = SequencerState::new(&tree, 1, SharedObjectives::new());
    let mut game = Game { tree, state, effects: Vec::new(), through: BTreeSet::new(), played: Played::default() };
    for (number, step) in row.steps.iter().enumerate() {
        let before = game.played.breaches.len();
        game.make(step);
        for breach in &mut game.played.breaches[before..] {
            *breach = format!("{} ({}), step {}: {breach}", row.rule, row.what, number + 1);
        }
    }
    game.played
}

impl Game {
    fn make(&mut self, step: &Step) {
        if let Some(request) = &step.go {
            self.event(Event::Navigate(navigation(request)));
            let given = self.given();
            self.compare("gives", &json!(given), &json!(step.gives.as_deref().expect("what it gives")));
        }
        if let Some(entry) = &step.entry {
            let found = self.effects.iter().find_map(|effect| match effect {
                Effect::Deliver { entry, .. } => Some(json!(entry)),
                _ => None,
            });
            self.compare("entry", &found.unwrap_or_default(), entry);
        }
        if let Some(said) = &step.say {
            let delivered = self.state.delivered().expect("something is delivered");
            let activity = self.tree.id(delivered).clone();
            self.event(Event::Report { activity, report: report(said) });
        }
        self.look(step);
    }

    fn event(&mut self, event: Event) {
        let outcome = step_traced(&self.tree, std::mem::take(&mut self.state), event);
        let text = serde_json::to_string(&outcome.state).expect("a state is JSON");
        self.state = serde_json::from_str(&text).expect("and back");
        assert_eq!(self.state, outcome.state, "a state that was stored is the same");
        self.effects = outcome.effects;
        self.through = outcome.trace.iter().map(|step| step.process).collect();
        self.played.processes.extend(&self.through);
        self.played.exceptions.extend(self.effects.iter().filter_map(|effect| match effect {
            Effect::Refused(exception) => Some(exception.code()),
            _ => None,
        }));
    }

    fn given(&self) -> String {
        let told = self.effects.iter().find_map(|effect| match effect {
            Effect::Deliver { activity, .. } => Some(activity.to_string()),
            Effect::SessionEnded => Some("ends".to_owned()),
            Effect::Refused(exception) => Some(format!("refused {}", exception.code())),
            Effect::AttemptEnded { .. } => None,
        });
        told.unwrap_or_else(|| "nothing".to_owned())
    }

    fn look(&mut self, step: &Step) {
        for (name, wanted) in &step.known {
            let found = json!(status(&self.tree, &self.state, self.place(name)));
            self.compare_fields(name, &found, wanted);
        }
        for (name, wanted) in &step.shared {
            let found = json!(self.state.shared.get(name.as_str()));
            self.compare_fields(name, &found, wanted);
        }
        for (name, wanted) in &step.children {
            let children = self.state.available(&self.tree, self.place(name));
            let names: Vec<String> = children.iter().map(|child| self.tree.id(*child).to_string()).collect();
            match wanted.as_u64() {
                Some(count) => self.compare(name, &json!(names.len()), &json!(count)),
                None => self.compare(name, &json!(names), wanted),
            }
        }
        self.look_ahead(&step.may);
        for process in &step.through {
            let gone = self.through.contains(process.as_str());
            self.compare(process, &json!(gone), &json!(true));
        }
        for process in &step.not_through {
            let gone = self.through.contains(process.as_str());
            self.compare(process, &json!(gone), &json!(false));
        }
    }

    fn look_ahead(&mut self, wanted: &Map<String, Value>) {
        if wanted.is_empty() {
            return;
        }
        let ahead = look_ahead(&self.tree, &self.state);
        for (request, wanted) in wanted {
            let found = self.tells(&ahead, request);
            self.compare(request, &json!(found), wanted);
        }
    }

    fn tells(&self, ahead: &LookAhead, request: &str) -> bool {
        let (request, target) = request.split_once(' ').unwrap_or((request, ""));
        let reach = || ahead.reach(self.place(target));
        match request {
            "start" => ahead.start,
            "resume" => ahead.resume_all,
            "continue" => ahead.next,
            "offer-continue" => ahead.offers_next,
            "previous" => ahead.previous,
            "exit" => ahead.exit,
            "exit-all" => ahead.exit_all,
            "abandon" => ahead.abandon,
            "abandon-all" => ahead.abandon_all,
            "suspend-all" => ahead.suspend_all,
            "choice" => reach().choice,
            "jump" => reach().jump,
            "hidden" => reach().hidden,
            "disabled" => reach().disabled,
            other => panic!("the look-ahead does not tell {other}"),
        }
    }

    fn place(&self, name: &str) -> NodeIndex {
        self.tree.find(name).unwrap_or_else(|| panic!("no activity {name}"))
    }

    fn compare_fields(&mut self, name: &str, found: &Value, wanted: &Value) {
        for (field, wanted) in wanted.as_object().expect("fields") {
            self.compare(&format!("{name}.{field}"), &found[field], wanted);
        }
    }

    fn compare(&mut self, what: &str, found: &Value, wanted: &Value) {
        if found != wanted {
            self.played.breaches.push(format!("{what} is {found}, not {wanted}"));
        }
    }
}

fn navigation(request: &str) -> Navigation {
    let (request, target) = request.split_once(' ').unwrap_or((request, ""));
    let target = || ActivityId::from(target);
    match request {
        "start" => Navigation::Start,
        "resume" => Navigation::ResumeAll,
        "continue" => Navigation::Continue,
        "previous" => Navigation::Previous,
        "choice" => Navigation::Choice(target()),
        "jump" => Navigation::Jump(target()),
        "exit" => Navigation::Exit,
        "exit-all" => Navigation::ExitAll,
        "abandon" => Navigation::Abandon,
        "abandon-all" => Navigation::AbandonAll,
        "suspend-all" => Navigation::SuspendAll,
        other => panic!("no request {other}"),
    }
}

/// `{completion, success, progress, scaled, raw, min, max, suspended, objectives: {id: the same}}`.
fn report(said: &Value) -> TrackingReport {
    let mut objectives: Vec<ObjectiveReport> = Vec::new();
    if let Some(named) = said["objectives"].as_object() {
        for (id, said) in named {
            let mut objective = ObjectiveReport::new(id.as_str());
            (objective.completion_status, objective.success_status) = statuses(said);
            objective.progress_measure = said["progress"].as_f64();
            objective.score = score(said);
            objectives.push(objective);
        }
    }
    let (completion_status, success_status) = statuses(said);
    TrackingReport {
        completion_status,
        browsed: said["browsed"].as_bool().unwrap_or(false),
        success_status,
        progress_measure: said["progress"].as_f64(),
        score: score(said),
        objectives,
        suspended: said["suspended"].as_bool(),
    }
}

fn statuses(said: &Value) -> (Option<CompletionStatus>, Option<vidik_sequencing::SuccessStatus>) {
    (read(said["completion"].clone()), read(said["success"].clone()))
}

fn score(said: &Value) -> ScoreReport {
    let number = |name: &str| said[name].as_f64();
    ScoreReport { scaled: number("scaled"), raw: number("raw"), min: number("min"), max: number("max") }
}
