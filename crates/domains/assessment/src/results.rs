//! What many people answered: for the analysis of questions, and for what a course changed.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, Statement,
};
use uuid::Uuid;
use vidik_base::{CourseId, InstitutionId, PersonId};
use vidik_quiz::{
    Bank,
    analysis::{Sheet, SheetAnswer},
    gain::{Points, TestResult},
};

use crate::{
    Attempt, SavedAnswer,
    entity::{quiz_answer, quiz_attempt},
};

/// Attempts are read in parts, since a database takes only so many parameters.
const PART: usize = 500;

/// Every attempt at a quiz of a course that was handed in, the newest first.
pub async fn results<C: ConnectionTrait>(conn: &C, course: CourseId, quiz: &str) -> Result<Vec<Attempt>, DbErr> {
    use quiz_attempt::Column;
    let rows = quiz_attempt::Entity::find()
        .filter(Column::CourseId.eq(course.0))
        .filter(Column::Quiz.eq(quiz))
        .filter(Column::SubmittedAt.is_not_null())
        .order_by_desc(Column::SubmittedAt)
        .order_by_desc(Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(Attempt::try_from).collect()
}

/// Every first attempt at a quiz of a course that was handed in: later ones know the questions.
async fn first_attempts<C: ConnectionTrait>(conn: &C, course: CourseId, quiz: &str) -> Result<Vec<Attempt>, DbErr> {
    use quiz_attempt::Column;
    let rows = quiz_attempt::Entity::find()
        .filter(Column::CourseId.eq(course.0))
        .filter(Column::Quiz.eq(quiz))
        .filter(Column::Number.eq(1))
        .filter(Column::SubmittedAt.is_not_null())
        .order_by_asc(Column::SubmittedAt)
        .all(conn)
        .await?;
    rows.into_iter().map(Attempt::try_from).collect()
}

async fn answers_by_attempt<C: ConnectionTrait>(
    conn: &C,
    attempts: &[Attempt],
) -> Result<HashMap<Uuid, Vec<SavedAnswer>>, DbErr> {
    let mut by_attempt: HashMap<Uuid, Vec<SavedAnswer>> = HashMap::new();
    for part in attempts.chunks(PART) {
        let ids = part.iter().map(|attempt| attempt.id);
        let rows = quiz_answer::Entity::find().filter(quiz_answer::Column::AttemptId.is_in(ids)).all(conn).await?;
        for row in rows {
            by_attempt.entry(row.attempt_id).or_default().push(SavedAnswer::from(row));
        }
    }
    Ok(by_attempt)
}

/// The papers of a quiz, all languages and versions together.
pub async fn sheets<C: ConnectionTrait>(conn: &C, course: CourseId, quiz: &str) -> Result<Vec<Sheet>, DbErr> {
    let attempts = first_attempts(conn, course, quiz).await?;
    let mut answers = answers_by_attempt(conn, &attempts).await?;
    let sheets = attempts.into_iter().filter_map(|attempt| {
        let answers = answers.remove(&attempt.id)?.into_iter().map(|saved| {
            let share =
                saved.points.zip(saved.max_points).filter(|(_, max)| *max > 0.0).map(|(points, max)| points / max);
            (saved.question, SheetAnswer { share, response: saved.response.unwrap_or_default() })
        });
        Some(Sheet { answers: answers.collect(), language: attempt.language })
    });
    Ok(sheets.collect())
}

/// One person before and after.
#[derive(Clone, Debug)]
pub struct BeforeAndAfter {
    /// Who.
    pub person: PersonId,
    /// The day of the second test.
    pub day: NaiveDate,
    /// The first attempt at the entry test.
    pub before: TestResult,
    /// The first attempt at the exit test.
    pub after: TestResult,
}

/// Everybody who handed in both tests in one run through the course. `banks` are those of entry and exit test.
pub async fn matched<C: ConnectionTrait>(
    conn: &C,
    course: CourseId,
    entry: (&str, &Bank),
    exit: (&str, &Bank),
) -> Result<Vec<BeforeAndAfter>, DbErr> {
    let before = first_attempts(conn, course, entry.0).await?;
    let after = first_attempts(conn, course, exit.0).await?;
    let before_answers = answers_by_attempt(conn, &before).await?;
    let after_answers = answers_by_attempt(conn, &after).await?;
    let before: HashMap<_, _> = before.into_iter().map(|attempt| (attempt.registration, attempt)).collect();
    let pairs = after.into_iter().filter_map(|after| {
        let before = before.get(&after.registration)?;
        Some(BeforeAndAfter {
            person: after.person,
            day: after.submitted_at?.date_naive(),
            before: test_result(before, before_answers.get(&before.id), entry.1),
            after: test_result(&after, after_answers.get(&after.id), exit.1),
        })
    });
    Ok(pairs.collect())
}

/// By topic, as the attempt keeps it; by question, as far as answers are known.
fn test_result(attempt: &Attempt, answers: Option<&Vec<SavedAnswer>>, bank: &Bank) -> TestResult {
    let mut result = TestResult::default();
    for topic in &attempt.topics {
        result.topics.insert(topic.topic.clone(), Points { points: topic.points, max: topic.max_points });
    }
    for saved in answers.into_iter().flatten() {
        let Some(question) = bank.question(&saved.question) else { continue };
        let points = saved.points.zip(saved.max_points).map(|(points, max)| Points { points, max });
        if let Some(share) = points.and_then(Points::share) {
            result.questions.insert(question.pair.clone().unwrap_or_else(|| question.id.clone()), share);
        }
    }
    result
}

/// When people belong to institutions.
#[derive(Clone, Debug, Default)]
pub struct Belonging(BTreeMap<PersonId, Vec<(NaiveDate, Option<NaiveDate>)>>);

impl Belonging {
    /// Whether somebody belonged on that day.
    pub fn on(&self, person: PersonId, day: NaiveDate) -> bool {
        let within = |(from, to): &(NaiveDate, Option<NaiveDate>)| *from <= day && to.is_none_or(|to| day <= to);
        self.0.get(&person).is_some_and(|spans| spans.iter().any(within))
    }
}

/// Who belongs to one of these institutions, and when.
pub async fn belonging<C: ConnectionTrait>(conn: &C, institutions: &[InstitutionId]) -> Result<Belonging, DbErr> {
    // The table is another domain's; they meet in the schema.
    const SQL: &str = "SELECT person_id, starts_on, ends_on FROM membership WHERE institution_id = $1";
    let mut spans: BTreeMap<PersonId, Vec<_>> = BTreeMap::new();
    for institution in institutions {
        let asked = Statement::from_sql_and_values(conn.get_database_backend(), SQL, [institution.0.into()]);
        for row in conn.query_all_raw(asked).await? {
            let person = PersonId(row.try_get_by_index(0)?);
            spans.entry(person).or_default().push((row.try_get_by_index(1)?, row.try_get_by_index(2)?));
        }
    }
    Ok(Belonging(spans))
}
