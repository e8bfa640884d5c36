//! Results from paper, as a table: one line a learner, with answers by question or points by topic.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait as _};
use serde_json::Value;
use uuid::Uuid;
use vidik_base::{IsoDuration, PackageId, new_ordered_id};
use vidik_quiz::{Form, Paper, number, printed, typed_answer};

use crate::{
    Attempt, QuizError, Setting, TopicPoints, WholeQuiz,
    attempt::{PAPER, attempts_of},
    begin::attempts_allowed,
    csv::{Row, rows},
    entity::{quiz_answer, quiz_attempt},
    forms::keep_given,
    institution_feed,
    submit::{finish_at, report, result_row},
};

/// The most lines that are taken at once.
const MOST_LINES: usize = 1_000;
/// What stands before a topic's id in the header.
const TOPIC: &str = "topic:";

/// One line, read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadLine {
    /// Where it stands in the file, from 1.
    pub line: usize,
    /// E-mail address or staff number.
    pub learner: String,
    /// What was filled in.
    pub paper: PaperLine,
}

/// What was filled in on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct PaperLine {
    /// Which form.
    pub form: Option<Form>,
    /// On which day; today where it is not said.
    pub taken_on: Option<NaiveDate>,
    /// Answers or points.
    pub filled: Filled,
}

/// Answers or points.
#[derive(Clone, Debug, PartialEq)]
pub enum Filled {
    /// By question id, with the bank's ids.
    Answers(BTreeMap<String, Value>),
    /// By topic.
    Topics(Vec<TopicPoints>),
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// Where it stands in the file, from 1.
    pub line: usize,
    /// The column's name in the header; empty for the whole line.
    pub column: String,
    /// Stable name: `unknown_column`, `missing_column`, `no_lines`, `too_many_lines`, `missing`, `twice`, `bad_form`,
    /// `bad_date`, `bad_answer`, `not_on_form`, `bad_points`; and what taking the lines in may find:
    /// `unknown_learner`, `not_enrolled`, `already_taken`, `no_attempt_left`.
    pub code: &'static str,
}

impl LineError {
    /// A line that is wrong.
    pub fn new(line: usize, column: impl Into<String>, code: &'static str) -> Self {
        Self { line, column: column.into(), code }
    }
}

/// A column, by its header.
enum Column<'a> {
    Learner,
    Form,
    Date,
    Question(&'a str),
    Topic(&'a str),
}

/// Reads a table of results. The header names `learner`, `form` where the quiz has two, perhaps `date`, and then either
/// questions by id or topics as `topic:id`. Every line that is wrong is told.
pub fn read_paper_results(text: &str, whole: &WholeQuiz<'_>) -> Result<Vec<ReadLine>, Vec<LineError>> {
    let rows = rows(text);
    let Some((header, lines)) = rows.split_first() else { return Err(vec![LineError::new(1, "", "no_lines")]) };
    let columns = columns(header, whole)?;
    if lines.is_empty() {
        return Err(vec![LineError::new(header.line, "", "no_lines")]);
    }
    if lines.len() > MOST_LINES {
        return Err(vec![LineError::new(header.line, "", "too_many_lines")]);
    }
    let reader = Reader { header, columns, whole, papers: papers(whole) };
    let (mut read, mut errors) = (Vec::new(), Vec::new());
    for row in lines {
        match reader.line(row) {
            Ok(line) => read.push(line),
            Err(found) => errors.extend(found),
        }
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for line in &read {
        if seen.insert(line.learner.to_lowercase(), line.line).is_some() {
            errors.push(LineError::new(line.line, "learner", "twice"));
        }
    }
    errors.sort_by_key(|error| error.line);
    if errors.is_empty() { Ok(read) } else { Err(errors) }
}

fn has_forms(whole: &WholeQuiz<'_>) -> bool {
    whole.blueprint.is_some() && whole.bank.questions.iter().any(|question| question.form.is_some())
}

fn papers(whole: &WholeQuiz<'_>) -> Vec<(Option<Form>, Paper)> {
    let forms: &[Option<Form>] = if has_forms(whole) { &[Some(Form::A), Some(Form::B)] } else { &[None] };
    forms.iter().map(|form| (*form, printed(whole.quiz, whole.blueprint, whole.bank, *form))).collect()
}

fn columns<'a>(header: &'a Row, whole: &WholeQuiz<'_>) -> Result<Vec<Column<'a>>, Vec<LineError>> {
    let mut columns = Vec::new();
    let mut errors = Vec::new();
    for cell in &header.cells {
        let name = cell.trim();
        columns.push(match name.to_lowercase().as_str() {
            "learner" => Column::Learner,
            "form" => Column::Form,
            "date" => Column::Date,
            _ => match name.strip_prefix(TOPIC).map(str::trim) {
                Some(topic) if whole.bank.topic(topic).is_some() => Column::Topic(topic),
                None if whole.bank.question(name).is_some() => Column::Question(name),
                _ => {
                    errors.push(LineError::new(header.line, name, "unknown_column"));
                    continue;
                }
            },
        });
    }
    let mut needs = |column: &str, there: bool| {
        if !there {
            errors.push(LineError::new(header.line, column, "missing_column"));
        }
    };
    let has = |test: fn(&Column<'_>) -> bool| columns.iter().any(test);
    needs("learner", has(|column| matches!(column, Column::Learner)));
    needs("form", !has_forms(whole) || has(|column| matches!(column, Column::Form)));
    let (questions, topics) =
        (has(|column| matches!(column, Column::Question(_))), has(|column| matches!(column, Column::Topic(_))));
    needs("topic:", questions != topics);
    if errors.is_empty() { Ok(columns) } else { Err(errors) }
}

struct Reader<'a> {
    header: &'a Row,
    columns: Vec<Column<'a>>,
    whole: &'a WholeQuiz<'a>,
    papers: Vec<(Option<Form>, Paper)>,
}

impl Reader<'_> {
    fn line(&self, row: &Row) -> Result<ReadLine, Vec<LineError>> {
        let mut errors = Vec::new();
        let cell = |place: usize| row.cells.get(place).map_or("", |cell| cell.trim());
        let name = |place: usize| self.header.cells.get(place).map_or("", |cell| cell.trim());
        let (mut learner, mut form, mut taken_on) = (String::new(), None, None);
        for (place, column) in self.columns.iter().enumerate() {
            match column {
                Column::Learner => cell(place).clone_into(&mut learner),
                Column::Form if has_forms(self.whole) => {
                    form = Form::from_letter(&vidik_lang::fold(cell(place)).to_uppercase());
                    if form.is_none() {
                        errors.push(LineError::new(row.line, name(place), "bad_form"));
                    }
                }
                Column::Date if !cell(place).is_empty() => match day(cell(place)) {
                    Some(day) => taken_on = Some(day),
                    None => errors.push(LineError::new(row.line, name(place), "bad_date")),
                },
                _ => {}
            }
        }
        if learner.is_empty() {
            errors.push(LineError::new(row.line, "learner", "missing"));
        }
        let paper = self.papers.iter().find(|(of, _)| *of == form).map(|(_, paper)| paper);
        let filled = paper.map(|paper| self.filled(row, paper, &mut errors));
        match filled.filter(|_| errors.is_empty()) {
            Some(filled) => Ok(ReadLine { line: row.line, learner, paper: PaperLine { form, taken_on, filled } }),
            None => Err(errors),
        }
    }

    fn filled(&self, row: &Row, paper: &Paper, errors: &mut Vec<LineError>) -> Filled {
        let (mut answers, mut topics) = (BTreeMap::new(), Vec::new());
        for (place, column) in self.columns.iter().enumerate() {
            let cell = row.cells.get(place).map_or("", |cell| cell.trim());
            match column {
                Column::Question(id) => match self.answer(paper, id, cell) {
                    Ok(Some(answer)) => {
                        answers.insert((*id).to_owned(), answer);
                    }
                    Ok(None) => {}
                    Err(code) => errors.push(LineError::new(row.line, *id, code)),
                },
                Column::Topic(id) => match self.points(paper, id, cell) {
                    Some(points) => topics.push(points),
                    None => errors.push(LineError::new(row.line, format!("{TOPIC}{id}"), "bad_points")),
                },
                _ => {}
            }
        }
        if topics.is_empty() { Filled::Answers(answers) } else { Filled::Topics(topics) }
    }

    /// An answer; questions of the other form stay empty.
    fn answer(&self, paper: &Paper, id: &str, cell: &str) -> Result<Option<Value>, &'static str> {
        let asked = paper.questions.iter().find(|one| one.id == id).zip(self.whole.bank.question(id));
        match asked {
            None if cell.is_empty() => Ok(None),
            None => Err("not_on_form"),
            Some((laid_out, question)) => typed_answer(question, laid_out, cell)
                .map(|answer| (!answer.is_null()).then_some(answer))
                .ok_or("bad_answer"),
        }
    }

    /// Points of a topic, at most as many as its questions on the paper have.
    fn points(&self, paper: &Paper, topic: &str, cell: &str) -> Option<TopicPoints> {
        let questions = paper.questions.iter().filter_map(|one| self.whole.bank.question(&one.id));
        let of_topic =
            questions.filter(|question| question.topic.as_deref() == Some(topic) && question.can_be_marked());
        let max_points: f64 = of_topic.map(|question| question.points).sum();
        let points = number(cell).filter(|points| (0.0..=max_points).contains(points))?;
        Some(TopicPoints { topic: topic.to_owned(), points, max_points })
    }
}

/// `2026-11-21` or `21. 11. 2026`.
fn day(cell: &str) -> Option<NaiveDate> {
    let packed: String = cell.chars().filter(|sign| !sign.is_whitespace()).collect();
    NaiveDate::parse_from_str(&packed, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(packed.trim_end_matches('.'), "%d.%m.%Y"))
        .ok()
}

/// Takes a line in, with questions out of this package: an attempt of the learner at whose place `setting` is, handed in
/// on that day. The error is the code of a [`LineError`] where the learner cannot have one.
pub async fn take_paper_result(
    txn: &DatabaseTransaction,
    setting: &Setting,
    quiz: &str,
    package: PackageId,
    line: &PaperLine,
) -> Result<Result<Attempt, &'static str>, QuizError> {
    let whole = setting.quiz(quiz)?;
    let attempts = attempts_of(txn, setting.place.registration, quiz).await?;
    if attempts.iter().any(|attempt| attempt.on_paper) {
        return Ok(Err("already_taken"));
    }
    let used = u32::try_from(attempts.len()).unwrap_or(u32::MAX);
    if attempts_allowed(whole.quiz).is_some_and(|allowed| used >= allowed) {
        return Ok(Err("no_attempt_left"));
    }
    keep_given(txn, setting, &whole, line.form).await?;
    let number = attempts.last().map_or(1, |last| last.number.saturating_add(1));
    let now = setting.desk.clock.now();
    let at =
        line.taken_on.map_or(now, |day| day.and_time(NaiveTime::MIN).and_utc() + chrono::Duration::hours(12)).min(now);
    let attempt = add(txn, setting, &whole, package, line, number, at).await?;
    match &line.filled {
        Filled::Answers(answers) => {
            for (question, answer) in answers {
                add_answer(txn, setting, attempt.id, question, answer, at).await?;
            }
            Ok(Ok(finish_at(txn, setting, &attempt, at, false).await?.attempt))
        }
        Filled::Topics(topics) => {
            let row = result_row(whole.quiz, &attempt, topics, at, false)?;
            let attempt = Attempt::try_from(row.update(txn).await?)?;
            institution_feed::tell(txn, &attempt).await?;
            report(txn, setting, &attempt, Vec::new(), IsoDuration::ZERO).await?;
            Ok(Ok(attempt))
        }
    }
}

async fn add(
    txn: &DatabaseTransaction,
    setting: &Setting,
    whole: &WholeQuiz<'_>,
    package: PackageId,
    line: &PaperLine,
    number: i32,
    at: DateTime<Utc>,
) -> Result<Attempt, QuizError> {
    let paper = match &line.filled {
        Filled::Answers(_) => printed(whole.quiz, whole.blueprint, whole.bank, line.form),
        Filled::Topics(_) => Paper { form: line.form, questions: Vec::new() },
    };
    let id: Uuid = new_ordered_id(setting.desk.clock.as_ref(), setting.desk.rng.as_ref());
    let row = quiz_attempt::ActiveModel {
        id: Set(id),
        registration_id: Set(setting.place.registration.0),
        person_id: Set(setting.place.person.0),
        course_id: Set(setting.edition.course.0),
        package_id: Set(package.0),
        quiz: Set(whole.quiz.id.clone()),
        kind: Set(whole.quiz.kind.as_str().to_owned()),
        number: Set(number),
        form: Set(line.form.map(|form| form.as_str().to_owned())),
        source: Set(PAPER.to_owned()),
        language: Set(setting.reading.as_str().to_owned()),
        paper: Set(serde_json::to_string(&paper).map_err(|error| DbErr::Custom(error.to_string()))?),
        started_at: Set(at),
        deadline: Set(None),
        submitted_at: Set(None),
        automatic: Set(false),
        points: Set(0.0),
        max_points: Set(0.0),
        scaled: Set(None),
        passed: Set(None),
        topics: Set("[]".to_owned()),
    };
    Ok(Attempt::try_from(row.insert(txn).await?)?)
}

async fn add_answer(
    txn: &DatabaseTransaction,
    setting: &Setting,
    attempt: Uuid,
    question: &str,
    answer: &Value,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = quiz_answer::ActiveModel {
        attempt_id: Set(attempt),
        question: Set(question.to_owned()),
        response: Set(Some(answer.to_string())),
        flagged: Set(false),
        saved_at: Set(at),
        language: Set(setting.reading.as_str().to_owned()),
        points: Set(None),
        max_points: Set(None),
        correct: Set(None),
    };
    quiz_answer::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}
