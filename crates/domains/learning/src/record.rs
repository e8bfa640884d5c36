//! From what happened to statements (SCORM profile of xAPI).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use vidik_base::{Completion, RegistrationId, Score, Success, new_id};
use vidik_catalogue::PlayableEdition;
use vidik_sequencing::NodeIndex;
use vidik_xapi::{
    Activity, ActivityDefinition, Actor, Context, ContextActivities, Interaction, Outcome, ScoreResult, Statement,
    Verb, verbs,
};

use crate::{Desk, report_result::Answered, roll_up::RollUp};

/// The activity by which statements of this profile are found (xAPI SCORM profile, 1.0).
pub(crate) const PROFILE: &str = "https://w3id.org/xapi/scorm";

/// The kind of activity that a question is (xAPI 4.2.4.1.2).
const INTERACTION: &str = "http://adlnet.gov/expapi/activities/cmi.interaction";

/// Writes statements about one registration.
pub(crate) struct Recorder<'a> {
    pub desk: &'a Desk,
    pub edition: &'a PlayableEdition,
    pub registration: RegistrationId,
    pub actor: Actor,
    pub now: DateTime<Utc>,
    pub statements: Vec<Statement>,
}

impl Recorder<'_> {
    /// An activity began, went on, was interrupted or ended.
    pub(crate) fn lived(&mut self, verb: Verb, index: NodeIndex, result: Option<&RollUp>) {
        let object = self.activity(index);
        let outcome = result.map(outcome);
        self.write(verb, object, outcome, true);
    }

    /// The result of an activity changed: one statement for each thing that was reached.
    pub(crate) fn reached(&mut self, index: NodeIndex, before: &RollUp, after: &RollUp) {
        let object = self.activity(index);
        for verb in reached(before, after) {
            self.write(verb, object.clone(), Some(outcome(after)), true);
        }
    }

    /// A question of a test was answered.
    pub(crate) fn answered(&mut self, index: NodeIndex, answered: &Answered) {
        let test = self.activity(index);
        let language = self.edition.edition.language.as_str().to_owned();
        let object = Activity {
            definition: Some(ActivityDefinition {
                name: BTreeMap::from([(language, answered.prompt.clone())]),
                kind: INTERACTION.to_owned(),
                interaction: Some(Interaction { kind: answered.kind.to_owned(), correct: answered.correct.clone() }),
            }),
            ..Activity::named(format!("{}/questions/{}", test.id, answered.question))
        };
        let result = Outcome {
            score: answered.score.and_then(ScoreResult::of),
            success: answered.success,
            response: Some(answered.response.clone()),
            ..Outcome::default()
        };
        self.write(verbs::answered(), object, Some(result), true);
        if let Some(context) = self.statements.last_mut().and_then(|statement| statement.context.as_mut()) {
            context.context_activities.parent.push(Activity::named(test.id));
        }
    }

    /// What was reached in an activity, or in the whole course, was taken back by hand (cmi5 9.3.7 has the verb).
    pub(crate) fn taken_back(&mut self, index: Option<NodeIndex>) {
        let object = index.map_or_else(|| self.course(), |index| self.activity(index));
        self.write(verbs::abandoned(), object, None, index.is_some());
    }

    /// The result of the whole course changed.
    pub(crate) fn course_reached(&mut self, before: &RollUp, after: &RollUp) {
        for verb in reached(before, after) {
            let object = self.course();
            self.write(verb, object, Some(outcome(after)), false);
        }
    }

    fn write(&mut self, verb: Verb, object: Activity, result: Option<Outcome>, in_course: bool) {
        let grouping = if in_course { vec![Activity::named(self.course().id)] } else { Vec::new() };
        self.statements.push(Statement {
            id: new_id(self.desk.rng.as_ref()),
            actor: self.actor.clone(),
            verb,
            object,
            result,
            context: Some(Context {
                registration: self.registration.0,
                context_activities: ContextActivities {
                    parent: Vec::new(),
                    grouping,
                    category: vec![Activity::named(PROFILE)],
                },
                platform: "Vidik".to_owned(),
                language: self.edition.edition.language.as_str().to_owned(),
            }),
            timestamp: self.now,
            stored: self.now,
            authority: Actor::account(&self.desk.home_page, "vidik"),
            version: "2.0.0".to_owned(),
        });
    }

    fn course(&self) -> Activity {
        Activity {
            definition: Some(self.definition("http://adlnet.gov/expapi/activities/course", &self.edition.title)),
            ..Activity::named(format!("{}/id/courses/{}", self.desk.home_page, self.edition.course))
        }
    }

    /// The same activity in every language: by its aligned item.
    fn activity(&self, index: NodeIndex) -> Activity {
        let activity = self.edition.tree.activity(index);
        let kind = if self.edition.tree.node(index).is_leaf() { "lesson" } else { "module" };
        let id = match self.edition.aligned.get(activity.identifier.as_str()) {
            Some(item) => format!("{}/id/items/{item}", self.desk.home_page),
            None => format!("{}/id/courses/{}", self.desk.home_page, self.edition.course),
        };
        let kind = format!("http://adlnet.gov/expapi/activities/{kind}");
        Activity { definition: Some(self.definition(&kind, &activity.title)), ..Activity::named(id) }
    }

    fn definition(&self, kind: &str, title: &str) -> ActivityDefinition {
        let language = self.edition.edition.language.as_str().to_owned();
        ActivityDefinition {
            name: BTreeMap::from([(language, title.to_owned())]),
            kind: kind.to_owned(),
            interaction: None,
        }
    }
}

fn reached(before: &RollUp, after: &RollUp) -> Vec<Verb> {
    let mut verbs = Vec::new();
    if after.completion == Completion::Completed && before.completion != Completion::Completed {
        verbs.push(verbs::completed());
    }
    match after.success {
        Success::Passed if before.success != Success::Passed => verbs.push(verbs::passed()),
        Success::Failed if before.success != Success::Failed => verbs.push(verbs::failed()),
        _ => {}
    }
    verbs
}

fn outcome(result: &RollUp) -> Outcome {
    let score = Score { scaled: result.score.effective_scaled(), ..result.score };
    Outcome {
        score: ScoreResult::of(score),
        success: match result.success {
            Success::Passed => Some(true),
            Success::Failed => Some(false),
            Success::Unknown => None,
        },
        completion: match result.completion {
            Completion::Completed => Some(true),
            Completion::Incomplete => Some(false),
            Completion::Unknown => None,
        },
        duration: (result.time.hundredths() > 0).then_some(result.time),
        response: None,
    }
}
