//! Playing a course as a learner's browser does: launch, commits, navigation.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use vidik_assessment::{CourseQuizzes, QuizError, Setting};
use vidik_base::{InterfaceLanguage, LanguageTag, PersonId};
use vidik_catalogue::{Course, PlayableEdition};
use vidik_db::DatabaseTransaction;
use vidik_identity::find_by_sign_in_name;
use vidik_learning::{
    ActivityKind, AttemptError, Commit, CommitBatch, CommitError, Desk, EnrolError, EnrolmentSource, ExchangeError,
    LaunchClaims, LearnerFacts, Place, Wanted, commit, enrol, exchange, open_attempt, seat_of, set_due_on,
};
use vidik_quiz::QuizKind;
use vidik_sequencing::Navigation;

use super::{Seeded, Stage, quizzes::take};
use crate::failure::{Failure, OrFail as _};

/// How far somebody gets in a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Not on the course.
    Absent,
    /// Enrolled, and nothing more.
    Enrolled,
    /// Left after so many lessons.
    Lessons(u32),
    /// Through to the end, with so many points of a hundred in each check.
    Through(u32),
}

impl Plan {
    /// As likely as in a Centre where people have other work to do.
    pub fn drawn(stage: &Stage) -> Self {
        let (draw, detail) = (stage.chance(100), stage.chance(1_000));
        match draw {
            0..58 => Self::Absent,
            58..64 => Self::Enrolled,
            64..78 => Self::Lessons(1 + detail % 7),
            78..83 => Self::Through(40 + 10 * (detail % 2)),
            _ => Self::Through(80 + 10 * (detail % 2)),
        }
    }
}

/// How long the institutions give their people for a course.
const TO_COMPLETE: Duration = Duration::days(60);

/// The learner's account has a course in the making, and one that waits.
pub async fn demonstration_learner(stage: &Stage, courses: &[Course], seeded: &mut Seeded) -> Result<(), Failure> {
    let found =
        find_by_sign_in_name(stage.db.read(), "learner@demo.test").await.or_fail("the database did not answer")?;
    let (Some((learner, _)), Some(course)) = (found, courses.last()) else { return Ok(()) };
    let enrolled = vidik_learning::find_enrolment(stage.db.read(), learner.id, course.id);
    if enrolled.await.or_fail("the database did not answer")?.is_none() {
        let begun = stage.now - Duration::days(9);
        seeded.attempts += usize::from(study(stage, learner.id, course, Plan::Lessons(2), begun).await?);
    }
    Ok(())
}

/// Enrols somebody and plays as far as the plan says; answers whether an attempt was begun.
pub async fn study(
    stage: &Stage,
    person: PersonId,
    course: &Course,
    plan: Plan,
    begun: DateTime<Utc>,
) -> Result<bool, Failure> {
    if plan == Plan::Absent {
        return Ok(false);
    }
    let what = format!("progress on {} could not be seeded", course.slug);
    let begun = begun.min(stage.now - Duration::days(2));
    let (desk, clock) = stage.desk(begun);
    let (enrolling, on) = (desk.clone(), course.clone());
    let enrolled = stage.db.write(async move |txn| {
        let Desk { clock, rng, .. } = &enrolling;
        let (enrolment, _) = enrol(txn, clock.as_ref(), rng.as_ref(), person, &on, EnrolmentSource::Own).await?;
        set_due_on(txn, enrolment.id, (begun + TO_COMPLETE).date_naive().into()).await?;
        Ok::<_, EnrolError>(())
    });
    enrolled.await.map_err(|error: EnrolError| error).or_fail(&what)?;
    if plan == Plan::Enrolled {
        return Ok(false);
    }
    let (opening, on) = (desk.clone(), course.clone());
    let interface = drawn_language(stage);
    let wanted = Wanted { language: None, interface };
    let opened = stage.db.write(async move |txn| open_attempt(txn, &opening, person, &on, &wanted).await);
    let code = opened.await.map_err(|error: AttemptError| error).or_fail(&what)?.code;
    let seat = seat_of(stage.db.read(), &code).await.or_fail(&what)?;
    let edition = stage.editions.playable(stage.db.read(), seat.edition).await.or_fail(&what)?;
    let reading = edition.edition.language.clone();
    let facts =
        LearnerFacts { id: person.to_string(), name: "Polaznik".to_owned(), language: reading.as_str().to_owned() };
    let package = edition.edition.package;
    let quizzes = stage.quizzes.get(stage.db.read(), &stage.packages, &stage.blobs, package).await.or_fail(&what)?;
    let seconds: Vec<u32> = (0..32).map(|_| 180 + stage.chance(600)).collect();
    let played = stage.db.write(async move |txn| {
        let mut player = Player { txn, desk, edition, quizzes, reading, facts, seconds };
        player.play(&clock, &code, plan).await
    });
    played.await.or_fail(&what)?;
    Ok(true)
}

#[derive(Debug, thiserror::Error)]
enum PlayError {
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    #[error(transparent)]
    Commit(#[from] CommitError),
    #[error(transparent)]
    Quiz(#[from] QuizError),
    #[error(transparent)]
    Database(#[from] vidik_db::DbErr),
}

/// A browser that clicks Continue.
struct Player<'a> {
    txn: &'a DatabaseTransaction,
    desk: Desk,
    edition: Arc<PlayableEdition>,
    quizzes: Arc<CourseQuizzes>,
    reading: LanguageTag,
    facts: LearnerFacts,
    /// How long each lesson takes.
    seconds: Vec<u32>,
}

impl Player<'_> {
    /// Lessons and quizzes in their order, up to where the plan ends.
    async fn play(&mut self, clock: &vidik_base::FixedClock, code: &str, plan: Plan) -> Result<(), PlayError> {
        let launch = exchange(self.txn, &self.desk, &self.edition, &self.facts, code).await?;
        let claims = launch.claims;
        let setting = self.setting(&claims);
        let (mut delivery, mut number, mut lessons) = (launch.delivery, 0, 0);
        for seconds in self.seconds.clone() {
            let Some(shown) = delivery.take() else { break };
            clock.advance(Duration::seconds(seconds.into()));
            let last = shown.activity == self.last_activity();
            let quiz = shown.kind == ActivityKind::Quiz;
            lessons += u32::from(!quiz);
            let stops = last || matches!(plan, Plan::Lessons(count) if !quiz && lessons >= count);
            let leaves_open = stops && matches!(plan, Plan::Lessons(_));
            let navigation = match (stops, leaves_open) {
                (false, _) => Navigation::Continue,
                (true, true) => Navigation::SuspendAll,
                (true, false) => Navigation::ExitAll,
            };
            let mut commits = Vec::new();
            if quiz {
                take(self.txn, &setting, &claims, &shown.activity, self.knows(&shown.activity, plan)).await?;
            } else {
                number += 1;
                let set = values(leaves_open, seconds);
                commits.push(Commit {
                    number,
                    activity: shown.activity.clone(),
                    visit: shown.visit,
                    set,
                    terminate: true,
                    seconds: seconds.into(),
                });
            }
            let batch = CommitBatch { commits, navigation: Some(navigation) };
            let answer = commit(self.txn, &self.desk, &self.edition, &self.facts, &claims, batch).await?;
            delivery = answer.delivery.filter(|_| !stops);
        }
        Ok(())
    }

    fn setting(&self, claims: &LaunchClaims) -> Setting {
        Setting {
            desk: self.desk.clone(),
            edition: Arc::clone(&self.edition),
            quizzes: Arc::clone(&self.quizzes),
            learner: self.facts.clone(),
            place: Place::from(claims),
            reading: self.reading.clone(),
        }
    }

    /// How many of a hundred questions are answered rightly: fewer before the course than after it.
    fn knows(&self, quiz: &str, plan: Plan) -> u32 {
        let points = match plan {
            Plan::Through(points) => points,
            _ => 75,
        };
        match self.quizzes.quizzes.get(quiz).map(|quiz| quiz.kind) {
            Some(QuizKind::Entry) => points.saturating_sub(35),
            _ => points,
        }
    }

    fn last_activity(&self) -> String {
        let tree = &self.edition.tree;
        let last = tree.indices().filter(|index| tree.activity(*index).resource.is_some()).last();
        last.map_or_else(String::new, |index| tree.id(index).to_string())
    }
}

/// What a lesson's script sets by the time it is left.
fn values(leaves_open: bool, seconds: u32) -> Vec<(String, String)> {
    let kept =
        if leaves_open { r#"{"answers":{},"down":0.4,"end":false}"# } else { r#"{"answers":{},"down":1,"end":true}"# };
    let pairs = [
        ("cmi.suspend_data", kept.to_owned()),
        ("cmi.completion_status", if leaves_open { "incomplete" } else { "completed" }.to_owned()),
        ("cmi.progress_measure", if leaves_open { "0.4" } else { "1" }.to_owned()),
        ("cmi.session_time", format!("PT{seconds}S")),
        ("cmi.exit", "suspend".to_owned()),
    ];
    pairs.into_iter().map(|(element, value)| (element.to_owned(), value)).collect()
}

/// The languages of the region, none rare.
fn drawn_language(stage: &Stage) -> InterfaceLanguage {
    match stage.chance(10) {
        0..4 => InterfaceLanguage::SrLatn,
        4..7 => InterfaceLanguage::SrCyrl,
        7..9 => InterfaceLanguage::Mk,
        _ => InterfaceLanguage::En,
    }
}
