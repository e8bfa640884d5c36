//! Playing a course as a learner's browser does: launch, commits, navigation.

use chrono::{DateTime, Duration, Utc};
use vidik_base::{InterfaceLanguage, PersonId};
use vidik_catalogue::{Course, PlayableEdition};
use vidik_db::DatabaseTransaction;
use vidik_identity::find_by_sign_in_name;
use vidik_learning::{
    AttemptError, Commit, CommitBatch, CommitError, Desk, EnrolError, EnrolmentSource, ExchangeError, LaunchClaims,
    LearnerFacts, Wanted, commit, enrol, exchange, open_attempt, seat_of,
};
use vidik_package::Format;
use vidik_sequencing::Navigation;

use super::{Seeded, Stage};
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
            0..22 => Self::Absent,
            22..34 => Self::Enrolled,
            34..62 => Self::Lessons(1 + detail % 4),
            62..70 => Self::Through(40 + 20 * (detail % 2)),
            _ => Self::Through(80 + 20 * (detail % 2)),
        }
    }
}

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
        enrol(txn, clock.as_ref(), rng.as_ref(), person, &on, EnrolmentSource::Own).await
    });
    enrolled.await.map_err(|error: EnrolError| error).or_fail(&what)?;
    if plan == Plan::Enrolled {
        return Ok(false);
    }
    let (opening, on) = (desk.clone(), course.clone());
    let wanted = Wanted { language: None, interface: InterfaceLanguage::En };
    let opened = stage.db.write(async move |txn| open_attempt(txn, &opening, person, &on, &wanted).await);
    let code = opened.await.map_err(|error: AttemptError| error).or_fail(&what)?.code;
    let seat = seat_of(stage.db.read(), &code).await.or_fail(&what)?;
    let edition = stage.editions.playable(stage.db.read(), seat.edition).await.or_fail(&what)?;
    let facts = LearnerFacts { id: person.to_string(), name: "Polaznik".to_owned(), language: "en".to_owned() };
    let seconds: Vec<u32> = (0..32).map(|_| 180 + stage.chance(600)).collect();
    let played = stage.db.write(async move |txn| {
        let mut player = Player { txn, desk, edition: &edition, facts, seconds };
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
    Database(#[from] vidik_db::DbErr),
}

/// A browser that clicks Continue.
struct Player<'a> {
    txn: &'a DatabaseTransaction,
    desk: Desk,
    edition: &'a PlayableEdition,
    facts: LearnerFacts,
    /// How long each lesson takes.
    seconds: Vec<u32>,
}

impl Player<'_> {
    async fn play(&mut self, clock: &vidik_base::FixedClock, code: &str, plan: Plan) -> Result<(), PlayError> {
        let launch = exchange(self.txn, &self.desk, self.edition, &self.facts, code).await?;
        let mut delivery = launch.delivery;
        for (number, seconds) in (1_i64..).zip(self.seconds.clone()) {
            let Some(shown) = delivery.take() else { break };
            clock.advance(Duration::seconds(seconds.into()));
            let last = shown.activity == self.last_activity();
            let stops = matches!(plan, Plan::Lessons(count) if number >= i64::from(count)) || last;
            let leaves_open = stops && matches!(plan, Plan::Lessons(_));
            let points = match plan {
                Plan::Through(points) => points,
                _ => 80,
            };
            let values = self.values(leaves_open, points, seconds);
            let navigation = match (stops, leaves_open) {
                (false, _) => Navigation::Continue,
                (true, true) => Navigation::SuspendAll,
                (true, false) => Navigation::ExitAll,
            };
            let answer =
                self.send(launch.claims, number, &shown.activity, shown.visit, values, seconds, navigation).await?;
            delivery = answer.filter(|_| !stops);
        }
        Ok(())
    }

    fn last_activity(&self) -> String {
        let tree = &self.edition.tree;
        let last = tree.indices().filter(|index| tree.activity(*index).resource.is_some()).last();
        last.map_or_else(String::new, |index| tree.id(index).to_string())
    }

    #[expect(clippy::too_many_arguments, reason = "a commit has this many parts")]
    async fn send(
        &self,
        claims: LaunchClaims,
        number: i64,
        activity: &str,
        visit: i32,
        set: Vec<(String, String)>,
        seconds: u32,
        navigation: Navigation,
    ) -> Result<Option<vidik_learning::Delivery>, PlayError> {
        let one =
            Commit { number, activity: activity.to_owned(), visit, set, terminate: true, seconds: seconds.into() };
        let batch = CommitBatch { commits: vec![one], navigation: Some(navigation) };
        Ok(commit(self.txn, &self.desk, self.edition, &self.facts, &claims, batch).await?.delivery)
    }

    /// What a lesson's script sets by the time it is left.
    fn values(&self, leaves_open: bool, points: u32, seconds: u32) -> Vec<(String, String)> {
        let mut salt = [0_u8; 1];
        self.desk.rng.fill(&mut salt);
        let page = u32::from(salt.first().copied().unwrap_or(0)) % 4 + 1;
        let pairs: Vec<(&str, String)> = match (self.edition.format, leaves_open) {
            (Format::Scorm12, true) => vec![
                ("cmi.core.lesson_location", format!("page-{page}")),
                ("cmi.core.lesson_status", "incomplete".to_owned()),
                ("cmi.core.session_time", format!("00:{:02}:{:02}", seconds / 60, seconds % 60)),
                ("cmi.core.exit", "suspend".to_owned()),
            ],
            (Format::Scorm12, false) => vec![
                ("cmi.core.score.raw", points.to_string()),
                ("cmi.core.score.min", "0".to_owned()),
                ("cmi.core.score.max", "100".to_owned()),
                ("cmi.core.lesson_status", if points >= 80 { "passed" } else { "failed" }.to_owned()),
                ("cmi.core.session_time", format!("00:{:02}:{:02}", seconds / 60, seconds % 60)),
            ],
            (Format::Scorm2004 | Format::Native, true) => vec![
                ("cmi.location", "question".to_owned()),
                ("cmi.completion_status", "incomplete".to_owned()),
                ("cmi.session_time", format!("PT{seconds}S")),
                ("cmi.exit", "suspend".to_owned()),
            ],
            (Format::Scorm2004 | Format::Native, false) => vec![
                ("cmi.completion_status", "completed".to_owned()),
                ("cmi.success_status", if points >= 60 { "passed" } else { "failed" }.to_owned()),
                ("cmi.score.raw", points.to_string()),
                ("cmi.score.min", "0".to_owned()),
                ("cmi.score.max", "100".to_owned()),
                ("cmi.score.scaled", format!("{}.{:02}", points / 100, points % 100)),
                ("cmi.session_time", format!("PT{seconds}S")),
                ("cmi.exit", "normal".to_owned()),
            ],
        };
        pairs.into_iter().map(|(element, value)| (element.to_owned(), value)).collect()
    }
}
