//! The quizzes of a course, and what their questions are worth.

use actix_web::{HttpRequest, get, web};
use utoipa_actix_web::service_config::ServiceConfig;
use vidik_assessment::{WholeQuiz, sheets};
use vidik_base::LanguageTag;
use vidik_quiz::{Form, Reading, analysis::analysis, printed};

use super::{
    Quizzes,
    dto::{AnalysisDto, QuestionDto, QuizDto, QuizList},
};
use crate::{
    caller::Caller,
    language,
    problem::{Problem, ProblemBody},
    state::House,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_quizzes).service(analyse_quiz);
}

/// The parallel forms of a quiz; none where it has one.
pub(super) fn forms(whole: &WholeQuiz<'_>) -> Vec<Form> {
    let has = |form| whole.blueprint.is_some() && whole.bank.questions.iter().any(|one| one.form == Some(form));
    [Form::A, Form::B].into_iter().filter(|form| has(*form)).collect()
}

/// The quizzes of a course of our own format, in its order.
#[utoipa::path(
    tag = "assessment",
    params(("slug" = String, Path, description = "The course")),
    responses(
        (status = 200, description = "Quizzes", body = QuizList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors, coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it has no quizzes", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("staff")))
)]
#[get("/courses/{slug}/quizzes")]
async fn list_quizzes(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
) -> Result<web::Json<QuizList>, Problem> {
    caller.staff()?;
    let of = Quizzes::of(&house, &slug).await?;
    let reading = LanguageTag::from(language::of(&request));
    let reading = Reading::new(&reading, &of.all.names);
    let items = of.all.order.iter().filter_map(|id| of.all.whole(id)).map(|whole| {
        let forms = forms(&whole);
        QuizDto {
            id: whole.quiz.id.clone(),
            kind: whole.quiz.kind.as_str(),
            title: reading.plain(&whole.quiz.title),
            questions: printed(whole.quiz, whole.blueprint, whole.bank, forms.first().copied()).questions.len(),
            forms: forms.into_iter().map(Form::as_str).collect(),
            pass_mark: whole.quiz.pass_mark,
            attempts: whole.quiz.attempts,
            time_limit_minutes: whole.quiz.time_limit_minutes,
        }
    });
    Ok(web::Json(QuizList { items: items.collect(), next_cursor: None }))
}

/// How hard the questions of a quiz are and whether they tell good from bad answers, all languages together.
///
/// A question with fewer than 20 answers has no figures and says so.
#[utoipa::path(
    tag = "assessment",
    params(("slug" = String, Path, description = "The course"), ("quiz" = String, Path, description = "The quiz")),
    responses(
        (status = 200, description = "The analysis", body = AnalysisDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[get("/courses/{slug}/quizzes/{quiz}/analysis")]
async fn analyse_quiz(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<web::Json<AnalysisDto>, Problem> {
    caller.author()?;
    let (slug, quiz) = path.into_inner();
    let of = Quizzes::of(&house, &slug).await?;
    let bank = of.whole(&quiz)?.bank;
    let sheets = sheets(house.db.read(), of.course.id, &quiz).await?;
    let found = analysis(bank, &sheets);
    let reading = LanguageTag::from(language::of(&request));
    let reading = Reading::new(&reading, &of.all.names);
    let prompt = |id: &str| bank.question(id).map(|question| reading.plain(&question.prompt)).unwrap_or_default();
    let questions = found.questions.into_iter().map(|one| {
        let prompt = prompt(&one.question);
        QuestionDto::new(one, prompt)
    });
    Ok(web::Json(AnalysisDto { quiz, papers: found.papers, mean: found.mean, questions: questions.collect() }))
}
