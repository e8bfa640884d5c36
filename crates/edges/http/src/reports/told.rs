//! Rows with the names that belong to them.

use std::collections::HashMap;

use vidik_base::{Completion, CourseId, CourseVersionId, InterfaceLanguage, PersonId, Score, Success};
use vidik_catalogue::{Course, courses_by_id, editions_of_all};
use vidik_identity::{Person, people_by_id};
use vidik_learning::{Waiver, lessons_counted};
use vidik_reporting::{EnrolmentRow, QuizResultRow, RegistrationRow};

use super::{
    dto::{ProgressShare, QuizRef, QuizResultDto, RegisteredLearner, RegistrationDto, ShareUnit, TopicResult},
    enrolments_dto::{EnrolmentAttempt, EnrolmentRowDto},
};
use crate::{institutions::CourseRef, learning::score_dto, problem::Problem, state::House, texts};

/// People and courses that rows name.
struct Names {
    people: HashMap<PersonId, Person>,
    courses: HashMap<CourseId, Course>,
    language: InterfaceLanguage,
}

impl Names {
    async fn of(
        house: &House,
        people: impl Iterator<Item = uuid::Uuid>,
        courses: impl Iterator<Item = uuid::Uuid>,
        language: InterfaceLanguage,
    ) -> Result<Self, Problem> {
        let conn = house.db.read();
        let people: Vec<PersonId> = distinct(people).into_iter().map(PersonId).collect();
        let courses: Vec<CourseId> = distinct(courses).into_iter().map(CourseId).collect();
        Ok(Self {
            people: people_by_id(conn, &people).await?.into_iter().map(|person| (person.id, person)).collect(),
            courses: courses_by_id(conn, &courses).await?.into_iter().map(|course| (course.id, course)).collect(),
            language,
        })
    }

    fn learner(&self, id: uuid::Uuid, external_id: Option<String>) -> Option<RegisteredLearner> {
        let person = self.people.get(&PersonId(id))?;
        Some(RegisteredLearner {
            id,
            external_id,
            name: person.name.display(self.language),
            email: person.email.clone(),
            staff_number: person.staff_number.clone(),
        })
    }

    /// Whoever waived: a person by name, a program by its id.
    fn waiving(&self, by: String) -> String {
        let person = by.parse().ok().and_then(|id| self.people.get(&PersonId(id)));
        person.map_or(by, |person| person.name.display(self.language))
    }

    fn course(&self, id: uuid::Uuid) -> Option<CourseRef> {
        Some(course_ref(self.courses.get(&CourseId(id))?, self.language))
    }
}

/// A course, named in the reader's language.
pub(super) fn course_ref(course: &Course, language: InterfaceLanguage) -> CourseRef {
    CourseRef {
        id: course.id.0,
        slug: course.slug.clone(),
        title: texts::in_language(&course.title, language).map_or_else(|| course.slug.clone(), |text| text.text),
    }
}

fn distinct(ids: impl Iterator<Item = uuid::Uuid>) -> Vec<uuid::Uuid> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What a version is made of.
struct Made {
    kind: String,
    lessons: usize,
}

async fn made(house: &House, rows: &[RegistrationRow]) -> Result<HashMap<CourseVersionId, Made>, Problem> {
    let conn = house.db.read();
    let versions = distinct(rows.iter().map(|row| row.course_version_id));
    let versions: Vec<_> = versions.into_iter().map(CourseVersionId).collect();
    let editions = editions_of_all(conn, &versions).await.map_err(Problem::internal)?;
    let mut made = HashMap::new();
    for (version, editions) in editions {
        let Some(edition) = editions.first() else { continue };
        let edition = house.editions.playable(conn, edition.id).await.map_err(Problem::internal)?;
        let kind = serde_json::to_value(edition.format).map_err(Problem::internal)?;
        let kind = kind.as_str().unwrap_or_default().to_owned();
        made.insert(version, Made { kind, lessons: lessons_counted(&edition.tree) });
    }
    Ok(made)
}

/// Registrations as they are told, in the same order.
pub(super) async fn told(
    house: &House,
    rows: Vec<RegistrationRow>,
    language: InterfaceLanguage,
) -> Result<Vec<RegistrationDto>, Problem> {
    let waiving = rows.iter().filter_map(|row| row.waived_by.as_deref()?.parse().ok());
    let people = rows.iter().map(|row| row.person_id).chain(waiving);
    let names = Names::of(house, people, rows.iter().map(|row| row.course_id), language).await?;
    let made = made(house, &rows).await?;
    let told = rows.into_iter().filter_map(|row| {
        let made = made.get(&CourseVersionId(row.course_version_id));
        let score = Score { scaled: row.scaled, raw: row.raw, min: row.min, max: row.max };
        Some(RegistrationDto {
            id: row.registration_id,
            learner: names.learner(row.person_id, row.external_id)?,
            course: names.course(row.course_id)?,
            version: row.version,
            number: row.number,
            kind: made.map(|made| made.kind.clone()).unwrap_or_default(),
            language: row.language,
            completion: Completion::from_word(&row.completion).into(),
            success: Success::from_word(&row.success).into(),
            progress: row.progress,
            progress_of: made.map(|made| ProgressShare {
                unit: if made.lessons == 1 { ShareUnit::Lesson } else { ShareUnit::Lessons },
                lessons: made.lessons,
            }),
            score: score_dto(score),
            seconds: row.hundredths / 100,
            enrolled_at: row.enrolled_at,
            started_at: row.started_at,
            updated_at: row.updated_at,
            completed_at: row.completed_at,
            due_on: row.due_on,
            waived_at: row.waived_at,
            waived_by: row.waived_by.map(|by| names.waiving(by)),
            waived_reason: row.waived_reason,
        })
    });
    Ok(told.collect())
}

/// Places on courses as they are told, in the same order.
pub(super) async fn told_enrolments(
    house: &House,
    rows: Vec<EnrolmentRow>,
    language: InterfaceLanguage,
) -> Result<Vec<EnrolmentRowDto>, Problem> {
    let people = rows.iter().map(|row| row.person_id);
    let names = Names::of(house, people, rows.iter().map(|row| row.course_id), language).await?;
    let told = rows.into_iter().filter_map(|row| {
        let word = |word: Option<String>| word.unwrap_or_default();
        Some(EnrolmentRowDto {
            id: row.enrolment_id,
            learner: names.learner(row.person_id, row.external_id)?,
            course: names.course(row.course_id)?,
            enrolled_at: row.enrolled_at,
            due_on: row.due_on,
            overdue: row.overdue,
            registration: row.registration_id.map(|id| EnrolmentAttempt {
                id,
                completion: Completion::from_word(&word(row.completion)).into(),
                success: Success::from_word(&word(row.success)).into(),
                progress: row.progress,
                updated_at: row.updated_at,
            }),
        })
    });
    Ok(told.collect())
}

/// Who waived, by the ids that waivers keep.
pub(super) async fn told_waiving(
    house: &House,
    waivers: &[Waiver],
    language: InterfaceLanguage,
) -> Result<Vec<String>, Problem> {
    let people = waivers.iter().filter_map(|waiver| waiver.by.parse().ok());
    let names = Names::of(house, people, std::iter::empty(), language).await?;
    Ok(waivers.iter().map(|waiver| names.waiving(waiver.by.clone())).collect())
}

/// Results of quizzes as they are told, in the same order.
pub(super) async fn told_results(
    house: &House,
    rows: Vec<QuizResultRow>,
    language: InterfaceLanguage,
) -> Result<Vec<QuizResultDto>, Problem> {
    let people = rows.iter().map(|row| row.person_id);
    let names = Names::of(house, people, rows.iter().map(|row| row.course_id), language).await?;
    let told = rows.into_iter().filter_map(|row| {
        let topics: Vec<vidik_assessment::TopicPoints> = serde_json::from_str(&row.topics).unwrap_or_default();
        let topics = topics.into_iter().map(|one| TopicResult {
            topic: one.topic,
            points: one.points,
            max_points: one.max_points,
        });
        Some(QuizResultDto {
            id: row.attempt_id,
            learner: names.learner(row.person_id, row.external_id)?,
            course: names.course(row.course_id)?,
            registration_id: row.registration_id,
            quiz: QuizRef { id: row.quiz, kind: row.kind },
            number: row.number,
            form: row.form,
            on_paper: row.source == "paper",
            language: row.language,
            scaled: row.scaled,
            points: row.points,
            max_points: row.max_points,
            passed: row.passed,
            topics: topics.collect(),
            started_at: row.started_at,
            submitted_at: row.submitted_at,
            time_ran_out: row.automatic,
        })
    });
    Ok(told.collect())
}
