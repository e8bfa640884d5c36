//! What is asked, and what is found.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbBackend, DbErr, EntityTrait as _, FromQueryResult, QueryFilter as _, Statement,
};
use uuid::Uuid;
use vidik_base::{CourseId, LanguageTag};
use vidik_lang::folded_words;

use crate::entity::search_document;

/// How many words of a query count.
const WORDS: usize = 8;
/// How many documents are ranked.
const CANDIDATES: u64 = 400;

/// The words that somebody looks for, folded; there is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    words: Vec<String>,
}

impl Query {
    /// Reads any text; `None` where it has neither a letter nor a digit.
    pub fn read(text: &str) -> Option<Self> {
        let mut words: Vec<String> = Vec::new();
        for word in folded_words(text).into_iter().take(4 * WORDS) {
            if words.len() < WORDS && !words.contains(&word) {
                words.push(word);
            }
        }
        (!words.is_empty()).then_some(Self { words })
    }

    /// Which of the words this one, as it stands in a text, begins with.
    pub(super) fn places(&self, word: &str) -> impl Iterator<Item = usize> {
        let folded = folded_words(word);
        let begins = move |asked: &String| folded.iter().any(|one| one.starts_with(asked.as_str()));
        let places: Vec<usize> =
            self.words.iter().enumerate().filter(|(_, asked)| begins(asked)).map(|(place, _)| place).collect();
        places.into_iter()
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether each of the words begins some word of the texts.
    fn all_in(&self, texts: &[&str]) -> bool {
        let words: Vec<String> = texts.iter().flat_map(|text| folded_words(text)).collect();
        self.words.iter().all(|asked| words.iter().any(|word| word.starts_with(asked.as_str())))
    }

    /// In the language of the database. The words are letters and digits alone, so that nothing in them is a sign of it.
    fn expression(&self, backend: DbBackend) -> String {
        let (word, and): (fn(&String) -> String, _) = match backend {
            DbBackend::Postgres => (|word| format!("'{word}':*"), " & "),
            _ => (|word| format!("\"{word}\"*"), " AND "),
        };
        self.words.iter().map(word).collect::<Vec<_>>().join(and)
    }
}

/// A course, or a lesson of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The course.
    pub course: CourseId,
    /// The lesson's activity; absent where the course itself was found.
    pub activity: Option<String>,
    /// In which language.
    pub language: LanguageTag,
    /// The title of the course or of the lesson.
    pub title: String,
    /// One or two sentences, or nothing.
    pub summary: String,
    /// What it says.
    pub body: String,
}

#[derive(Debug, FromQueryResult)]
struct Candidate {
    number: i32,
    course_id: Uuid,
    item_id: Option<Uuid>,
    activity: Option<String>,
    language: String,
    title: String,
    summary: String,
    score: f64,
}

/// What is told once, in whatever languages it was found: a course, or a lesson where its editions are aligned.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Thing {
    course: Uuid,
    item: Option<Uuid>,
    /// Where nothing aligns it.
    activity: Option<String>,
}

impl Thing {
    fn of(candidate: &Candidate) -> Self {
        let activity = candidate.activity.clone().filter(|_| candidate.item_id.is_none());
        Self { course: candidate.course_id, item: candidate.item_id, activity }
    }
}

/// How a candidate stands among the others, the smallest first.
#[derive(Debug, PartialEq)]
struct Rank {
    /// 0: all words in the title, 1: in title and summary, 2: elsewhere.
    place: u8,
    /// How far down the reader's chain of languages.
    language: usize,
    /// The database's, smaller for better.
    score: f64,
    number: i32,
}

impl Rank {
    fn of(candidate: &Candidate, query: &Query, chain: &[LanguageTag]) -> Self {
        let place = if query.all_in(&[&candidate.title]) {
            0
        } else {
            2 - u8::from(query.all_in(&[&candidate.title, &candidate.summary]))
        };
        let language = chain.iter().position(|tag| tag.as_str() == candidate.language).unwrap_or(chain.len());
        Self { place, language, score: candidate.score, number: candidate.number }
    }

    fn before(&self, other: &Self) -> std::cmp::Ordering {
        (self.place, self.language)
            .cmp(&(other.place, other.language))
            .then(self.score.total_cmp(&other.score))
            .then(self.number.cmp(&other.number))
    }
}

const SQLITE: &str = "SELECT d.number, d.course_id, d.item_id, d.activity, d.language, d.title, d.summary, \
                      bm25(search_index, 8.0, 3.0, 1.0) AS score \
                      FROM search_index JOIN search_document d ON d.number = search_index.rowid \
                      WHERE search_index MATCH ? ORDER BY score, d.number LIMIT ?";

const POSTGRES: &str = "SELECT d.number, d.course_id, d.item_id, d.activity, d.language, d.title, d.summary, \
                        -CAST(ts_rank('{0.1, 0.2, 0.4, 1.0}', d.words, asked) AS double precision) AS score \
                        FROM search_document d, CAST($1 AS tsquery) asked \
                        WHERE d.words @@ asked ORDER BY score, d.number LIMIT $2";

/// What is found, best first: `limit` of it after the first `skip`. Each course and each lesson comes once, in the first
/// language of the reader's chain in which it was found.
pub async fn search<C: ConnectionTrait>(
    conn: &C,
    query: &Query,
    chain: &[LanguageTag],
    skip: usize,
    limit: usize,
) -> Result<Vec<Found>, DbErr> {
    let backend = conn.get_database_backend();
    let sql = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    let limited = i64::try_from(CANDIDATES).unwrap_or(i64::MAX);
    let values = [query.expression(backend).into(), limited.into()];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let mut best: HashMap<Thing, (Rank, Candidate)> = HashMap::new();
    for row in rows {
        let candidate = Candidate::from_query_result(&row, "")?;
        let rank = Rank::of(&candidate, query, chain);
        let thing = Thing::of(&candidate);
        let better = |known: &(Rank, Candidate)| rank.before(&known.0).is_ge();
        if !best.get(&thing).is_some_and(better) {
            best.insert(thing, (rank, candidate));
        }
    }
    let mut ranked: Vec<(Rank, Candidate)> = best.into_values().collect();
    ranked.sort_by(|(one, _), (other, _)| one.before(other));
    let chosen: Vec<Candidate> = ranked.into_iter().skip(skip).take(limit).map(|(_, candidate)| candidate).collect();
    with_texts(conn, chosen).await
}

async fn with_texts<C: ConnectionTrait>(conn: &C, chosen: Vec<Candidate>) -> Result<Vec<Found>, DbErr> {
    let numbers = chosen.iter().map(|candidate| candidate.number);
    let rows = search_document::Entity::find().filter(search_document::Column::Number.is_in(numbers)).all(conn).await?;
    let mut bodies: HashMap<i32, String> = rows.into_iter().map(|row| (row.number, row.body)).collect();
    let found = |candidate: Candidate| {
        Some(Found {
            course: CourseId(candidate.course_id),
            activity: candidate.activity,
            language: LanguageTag::parse(&candidate.language).ok()?,
            title: candidate.title,
            summary: candidate.summary,
            body: bodies.remove(&candidate.number).unwrap_or_default(),
        })
    };
    Ok(chosen.into_iter().filter_map(found).collect())
}
