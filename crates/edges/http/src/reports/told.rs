//! Rows with the names that belong to them.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;
use vidik_base::{
    Completion, CourseId, CourseVersionId, InterfaceLanguage, LanguageTag, PackageId, PersonId, Score, Success,
};
use vidik_catalogue::editions_of_all;
use vidik_learning::{Waiver, lessons_counted};
use vidik_quiz::Reading;
use vidik_reporting::{EnrolmentRow, QuizResultRow, RegistrationRow};

use super::{
    dto::{ProgressShare, QuizRef, QuizResultDto, RegisteredLearner, RegistrationDto, ShareUnit, TopicResult},
    enrolments_dto::{EnrolmentAttempt, EnrolmentRowDto},
};
use crate::{institutions::LearnerRef, learning::score_dto, problem::Problem, row_names::RowNames, state::House};

/// A learner with what the institution calls them.
pub(super) fn learner(names: &RowNames, id: Uuid, external_id: Option<String>) -> Option<RegisteredLearner> {
    let LearnerRef { id, name, email, staff_number } = names.learner(PersonId(id))?;
    Some(RegisteredLearner { id, external_id, name, email, staff_number })
}

/// Whoever waived: a person by name, a program by its id.
fn waiving(names: &RowNames, by: String) -> String {
    let person = by.parse().ok().and_then(|id| names.name(PersonId(id)));
    person.unwrap_or(by)
}

/// What a version is made of.
struct Made {
    kind: String,
    lessons: usize,
}

async fn made(house: &House, rows: &[RegistrationRow]) -> Result<HashMap<CourseVersionId, Made>, Problem> {
    let conn = house.db.read();
    let versions: BTreeSet<_> = rows.iter().map(|row| CourseVersionId(row.course_version_id)).collect();
    let versions: Vec<_> = versions.into_iter().collect();
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
    let by = rows.iter().filter_map(|row| row.waived_by.as_deref()?.parse().ok());
    let people = rows.iter().map(|row| row.person_id).chain(by).map(PersonId);
    let courses = rows.iter().map(|row| CourseId(row.course_id));
    let names = RowNames::of(house.db.read(), people, courses, language).await?;
    let made = made(house, &rows).await?;
    let told = rows.into_iter().filter_map(|row| {
        let made = made.get(&CourseVersionId(row.course_version_id));
        let score = Score { scaled: row.scaled, raw: row.raw, min: row.min, max: row.max };
        Some(RegistrationDto {
            id: row.registration_id,
            learner: learner(&names, row.person_id, row.external_id)?,
            course: names.course(CourseId(row.course_id))?,
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
            waived_by: row.waived_by.map(|by| waiving(&names, by)),
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
    let people = rows.iter().map(|row| PersonId(row.person_id));
    let courses = rows.iter().map(|row| CourseId(row.course_id));
    let names = RowNames::of(house.db.read(), people, courses, language).await?;
    let told = rows.into_iter().filter_map(|row| {
        let word = |word: Option<String>| word.unwrap_or_default();
        Some(EnrolmentRowDto {
            id: row.enrolment_id,
            learner: learner(&names, row.person_id, row.external_id)?,
            course: names.course(CourseId(row.course_id))?,
            enrolled_at: row.enrolled_at,
            due_on: row.due_on,
            overdue: row.overdue,
            registration: row.registration_id.map(|id| EnrolmentAttempt {
                id,
                completion: Completion::from_word(&word(row.completion)).into(),
                success: Success::from_word(&word(row.success)).into(),
                progress: row.progress,
                seconds: row.hundredths.unwrap_or_default() / 100,
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
    let people = waivers.iter().filter_map(|waiver| waiver.by.parse().ok()).map(PersonId);
    let names = RowNames::of(house.db.read(), people, std::iter::empty(), language).await?;
    Ok(waivers.iter().map(|waiver| waiving(&names, waiver.by.clone())).collect())
}

/// Titles of the quizzes that rows are of, by package and the quiz's id. What cannot be read has none.
async fn quiz_titles(
    house: &House,
    rows: &[QuizResultRow],
    language: InterfaceLanguage,
) -> HashMap<(Uuid, String), String> {
    let mut titles = HashMap::new();
    let packages: BTreeSet<Uuid> = rows.iter().map(|row| row.package_id).collect();
    for package in packages {
        let all = house.quizzes.get(house.db.read(), &house.packages, &house.blobs, PackageId(package)).await;
        let all = match all {
            Ok(all) => all,
            Err(error) => {
                tracing::warn!(%package, %error, "quizzes are named by their ids");
                continue;
            }
        };
        let reading = Reading::new(&LanguageTag::from(language), &all.names);
        for row in rows.iter().filter(|row| row.package_id == package) {
            if let Some(quiz) = all.quizzes.get(&row.quiz) {
                titles.entry((package, row.quiz.clone())).or_insert_with(|| reading.plain(&quiz.title));
            }
        }
    }
    titles
}

/// Results of quizzes as they are told, in the same order.
pub(super) async fn told_results(
    house: &House,
    rows: Vec<QuizResultRow>,
    language: InterfaceLanguage,
) -> Result<Vec<QuizResultDto>, Problem> {
    let people = rows.iter().map(|row| PersonId(row.person_id));
    let courses = rows.iter().map(|row| CourseId(row.course_id));
    let names = RowNames::of(house.db.read(), people, courses, language).await?;
    let titles = quiz_titles(house, &rows, language).await;
    let told = rows.into_iter().filter_map(|row| {
        let title = titles.get(&(row.package_id, row.quiz.clone())).unwrap_or(&row.quiz).clone();
        let topics: Vec<vidik_assessment::TopicPoints> = serde_json::from_str(&row.topics).unwrap_or_default();
        let topics = topics.into_iter().map(|one| TopicResult {
            topic: one.topic,
            points: one.points,
            max_points: one.max_points,
        });
        Some(QuizResultDto {
            id: row.attempt_id,
            learner: learner(&names, row.person_id, row.external_id)?,
            course: names.course(CourseId(row.course_id))?,
            registration_id: row.registration_id,
            quiz: QuizRef { id: row.quiz, title, kind: row.kind },
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
