//! Results from paper.

use std::sync::Arc;

use actix_web::{HttpRequest, post, web};
use vidik_assessment::{
    Belonging, LineError, QuizError, ReadLine, Setting, belonging, read_paper_results, take_paper_result,
};
use vidik_base::{InterfaceLanguage, PersonId};
use vidik_catalogue::{Course, EditionError};
use vidik_identity::find_by_sign_in_name;
use vidik_lang::Value;
use vidik_learning::{AttemptError, LearnerFacts, Wanted, find_enrolment, place_on};

use super::{
    Quizzes,
    dto::{PaperResultDto, PaperResultsQuery, PaperResultsTaken},
};
use crate::{
    api_routes::ServiceConfig,
    caller::{Caller, Seen},
    language, messages,
    problem::{FieldError, Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(take_paper_results);
}

/// Takes in what was written on paper: a table with a line a learner.
///
/// The header names `learner` (e-mail address or staff number), `form` where the test has two, perhaps `date`, and then
/// either questions by their ids or topics as `topic:id`. Answers are letters of the paper; a matching is `1b 2a`, gaps
/// stand between `|`. Commas, semicolons or tabs separate. When a line is wrong, every wrong line is told and nothing
/// is taken. With `preview` everything is looked at as if it were taken, and nothing is.
#[utoipa::path(
    tag = "assessment",
    params(("slug" = String, Path, description = "The course"), ("quiz" = String, Path, description = "The quiz"), PaperResultsQuery),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, description = "All of it was taken", body = PaperResultsTaken),
        (status = 400, description = "The body is no text", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For coordinators, of their own people, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course is not published", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "Lines are wrong; `errors` has every one, `pointer` is `/line/column`", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("results")))
)]
#[post("/courses/{slug}/quizzes/{quiz}/paper-results")]
async fn take_paper_results(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    query: web::Query<PaperResultsQuery>,
    body: web::Bytes,
) -> Result<web::Json<PaperResultsTaken>, Problem> {
    let seen = caller.enters_results()?;
    let (slug, quiz) = path.into_inner();
    let of = Quizzes::of(&house, &slug).await?;
    let whole = of.whole(&quiz)?;
    let text = std::str::from_utf8(&body).map_err(|_| Problem::new(Code::MalformedRequest))?;
    let language = language::of(&request);
    let lines = read_paper_results(text, &whole).map_err(|errors| refused(&errors, language))?;
    if of.course.published_version.is_none() {
        return Err(Problem::new(Code::NotPublished));
    }
    let people = learners(&house, &of.course, &lines, &seen).await?.map_err(|errors| refused(&errors, language))?;
    let read = Read { quiz, lines, people, keep: query.preview != Some(true) };
    let taken = take(&house, of, read, language).await?.map_err(|errors| refused(&errors, language))?;
    Ok(web::Json(PaperResultsTaken { items: taken }))
}

/// Every error in the reader's language, with the line and the column that it is about.
fn refused(errors: &[LineError], language: InterfaceLanguage) -> Problem {
    let told = errors.iter().map(|error| {
        let line = i64::try_from(error.line).unwrap_or(i64::MAX);
        let values = [("line", Value::Integer(line)), ("column", Value::Text(error.column.as_str().into()))];
        let column = if error.column.is_empty() { String::new() } else { format!("/{}", error.column) };
        FieldError {
            pointer: format!("/{}{column}", error.line),
            code: error.code.to_owned(),
            message: messages::catalogue().format(language, &format!("paper.error.{}", error.code), &values),
        }
    });
    Problem::new(Code::PaperResultsRefused).fields(told)
}

/// Who the lines are about: enrolled, and a coordinator's own people.
async fn learners(
    house: &House,
    course: &Course,
    lines: &[ReadLine],
    seen: &Seen,
) -> Result<Result<Vec<PersonId>, Vec<LineError>>, Problem> {
    let conn = house.db.read();
    let own: Option<Belonging> = match seen {
        Seen::Institutions(institutions) => Some(belonging(conn, institutions).await?),
        Seen::Everybody | Seen::WithoutNames => None,
    };
    let today = house.clock.now().date_naive();
    let (mut people, mut errors) = (Vec::new(), Vec::new());
    for line in lines {
        let found = find_by_sign_in_name(conn, &line.learner).await?.map(|(person, _)| person.id);
        let day = line.paper.taken_on.unwrap_or(today);
        let Some(person) = found.filter(|person| own.as_ref().is_none_or(|own| own.on(*person, day))) else {
            errors.push(LineError::new(line.line, "learner", "unknown_learner"));
            continue;
        };
        if people.contains(&person) {
            errors.push(LineError::new(line.line, "learner", "twice"));
        } else if find_enrolment(conn, person, course.id).await?.is_none() {
            errors.push(LineError::new(line.line, "learner", "not_enrolled"));
        } else {
            people.push(person);
        }
    }
    Ok(if errors.is_empty() { Ok(people) } else { Err(errors) })
}

/// A table that could be read.
struct Read {
    quiz: String,
    lines: Vec<ReadLine>,
    people: Vec<PersonId>,
    /// Whether it is taken, or only looked at.
    keep: bool,
}

/// Why nothing was taken.
enum NotTaken {
    /// It was to be looked at: this is what would have been taken.
    Preview(Vec<PaperResultDto>),
    Lines(Vec<LineError>),
    Attempt(AttemptError),
    Edition(EditionError),
    Quiz(QuizError),
}

impl From<vidik_db::DbErr> for NotTaken {
    fn from(error: vidik_db::DbErr) -> Self {
        Self::Quiz(QuizError::Database(error))
    }
}

/// All lines or none.
async fn take(
    house: &web::Data<House>,
    of: Quizzes,
    read: Read,
    interface: InterfaceLanguage,
) -> Result<Result<Vec<PaperResultDto>, Vec<LineError>>, Problem> {
    let (inside, desk) = (house.clone(), house.desk());
    let Read { quiz, lines, people, keep } = read;
    let taken = house
        .db
        .write(async move |txn| {
            let (mut taken, mut errors) = (Vec::new(), Vec::new());
            for (line, person) in lines.iter().zip(people) {
                let wanted = Wanted { language: None, interface };
                let place = place_on(txn, &desk, person, &of.course, &wanted).await.map_err(NotTaken::Attempt)?;
                let edition = inside.editions.playable(txn, place.edition).await.map_err(NotTaken::Edition)?;
                let reading = edition.edition.language.clone();
                let setting = Setting {
                    desk: desk.clone(),
                    edition,
                    quizzes: Arc::clone(&of.all),
                    learner: LearnerFacts::default(),
                    place,
                    reading,
                };
                match take_paper_result(txn, &setting, &quiz, of.package, &line.paper).await.map_err(NotTaken::Quiz)? {
                    Ok(attempt) => taken.push(PaperResultDto {
                        line: line.line,
                        learner: line.learner.clone(),
                        attempt: keep.then_some(attempt.id),
                        scaled: attempt.scaled,
                        passed: attempt.passed,
                    }),
                    Err(code) => errors.push(LineError::new(line.line, "learner", code)),
                }
            }
            match (errors.is_empty(), keep) {
                (true, true) => Ok(taken),
                // What fails is not kept.
                (true, false) => Err(NotTaken::Preview(taken)),
                (false, _) => Err(NotTaken::Lines(errors)),
            }
        })
        .await;
    match taken {
        Ok(taken) | Err(NotTaken::Preview(taken)) => Ok(Ok(taken)),
        Err(NotTaken::Lines(errors)) => Ok(Err(errors)),
        Err(NotTaken::Attempt(AttemptError::Database(error)) | NotTaken::Quiz(QuizError::Database(error))) => {
            Err(error.into())
        }
        Err(NotTaken::Attempt(error)) => Err(Problem::internal(error)),
        Err(NotTaken::Edition(error)) => Err(Problem::internal(error)),
        Err(NotTaken::Quiz(error)) => Err(Problem::internal(error)),
    }
}
