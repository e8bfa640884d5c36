//! The quizzes of a course, and what their questions are worth.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpRequest, get, web};
use vidik_assessment::{WholeQuiz, sheets};
use vidik_base::{InterfaceLanguage, LanguageTag};
use vidik_lang::sort_key;
use vidik_quiz::{
    Bank, Form, Question, QuestionKind, Reading,
    analysis::{Sheet, analysis},
    printed,
};

use super::{
    Quizzes,
    dto::{AnalysisDto, QuestionDto, QuestionWords, QuizDto, QuizList},
};
use crate::{
    api_routes::ServiceConfig,
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
        let on_paper = |form: Option<Form>| printed(whole.quiz, whole.blueprint, whole.bank, form).questions;
        let every = forms.iter().map(|form| Some(*form)).chain(forms.is_empty().then_some(None));
        let mut columns: Vec<String> = every.flat_map(on_paper).map(|one| one.id).collect();
        let mut seen = BTreeSet::new();
        columns.retain(|id| seen.insert(id.clone()));
        QuizDto {
            id: whole.quiz.id.clone(),
            kind: whole.quiz.kind.as_str(),
            title: reading.plain(&whole.quiz.title),
            questions: on_paper(forms.first().copied()).len(),
            columns,
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
    let interface = language::of(&request);
    let reading = LanguageTag::from(interface);
    let reading = Reading::new(&reading, &of.all.names);
    let questions = found.questions.into_iter().filter_map(|one| {
        let words = words(bank, bank.question(&one.question)?, &sheets, &reading, interface);
        Some(QuestionDto::new(one, words))
    });
    Ok(web::Json(AnalysisDto { quiz, papers: found.papers, mean: found.mean, questions: questions.collect() }))
}

/// What a question says, and what was written where nothing is expected.
fn words(
    bank: &Bank,
    question: &Question,
    sheets: &[Sheet],
    reading: &Reading<'_>,
    language: InterfaceLanguage,
) -> QuestionWords {
    let topic = question.topic.as_ref().and_then(|id| bank.topics.iter().find(|topic| topic.id == *id));
    let options: BTreeMap<String, String> = match &question.kind {
        QuestionKind::Single { choices } | QuestionKind::Multiple { choices } => {
            choices.iter().map(|choice| (choice.id.clone(), reading.plain(&choice.text))).collect()
        }
        QuestionKind::Likert { scale } => {
            scale.iter().map(|step| (step.id.clone(), reading.plain(&step.text))).collect()
        }
        _ => BTreeMap::new(),
    };
    let free = matches!(question.kind, QuestionKind::ShortText { .. }) && !question.can_be_marked();
    let answers = sheets.iter().filter(|_| free).filter_map(|sheet| sheet.answers.get(&question.id));
    let texts = answers.filter_map(|answer| answer.response.as_str()).map(str::trim).filter(|text| !text.is_empty());
    let mut written: Vec<String> = texts.map(str::to_owned).collect();
    written.sort_by_cached_key(|text| sort_key(text, language));
    QuestionWords {
        prompt: reading.plain(&question.prompt),
        topic: topic.map(|topic| reading.plain(&topic.title)),
        form: question.form.map(Form::as_str),
        options,
        written,
    }
}
