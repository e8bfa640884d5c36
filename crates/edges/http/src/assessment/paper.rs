//! A test to print.

use actix_web::{HttpRequest, HttpResponse, get, http::header, web};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use vidik_base::LanguageTag;
use vidik_quiz::{Form, Reading, printed};

use super::{Quizzes, analysis::forms, dto::PaperQuery, print};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    language,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(print_paper);
}

/// The test on paper, as HTML that prints well; the right answers behind it on request.
///
/// It is the same each time, so that what was written on it can be typed in: columns of the table of results are named
/// by the ids beside the questions, choices by their letters.
#[utoipa::path(
    tag = "assessment",
    params(("slug" = String, Path, description = "The course"), ("quiz" = String, Path, description = "The quiz"), PaperQuery),
    responses(
        (status = 200, description = "The paper", body = String, content_type = "text/html"),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors, coordinators and administrators; the right answers for authors and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "There is no such form or language", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("staff")))
)]
#[get("/courses/{slug}/quizzes/{quiz}/paper")]
async fn print_paper(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    query: web::Query<PaperQuery>,
) -> Result<HttpResponse, Problem> {
    caller.staff()?;
    let query = query.into_inner();
    let with_key = query.key == Some(true);
    if with_key {
        caller.author()?;
    }
    let (slug, quiz) = path.into_inner();
    let of = Quizzes::of(&house, &slug).await?;
    let whole = of.whole(&quiz)?;
    let form = wanted_form(query.form.as_deref(), &forms(&whole))?;
    let tag = match &query.lang {
        Some(tag) => LanguageTag::parse(tag).map_err(|_| Problem::new(Code::Invalid).field("lang", "bad_language"))?,
        None => LanguageTag::from(language::of(&request)),
    };
    let reading = Reading::new(&tag, &of.all.names);
    let paper = printed(whole.quiz, whole.blueprint, whole.bank, form);
    let page = print::page(&whole, &paper, &reading, with_key);
    let style = STANDARD.encode(Sha256::digest(print::STYLE));
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_LANGUAGE, tag.as_str()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            format!("default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'self'"),
        ))
        .body(page))
}

fn wanted_form(asked: Option<&str>, forms: &[Form]) -> Result<Option<Form>, Problem> {
    match asked {
        None => Ok(forms.first().copied()),
        Some(letter) => {
            let form = Form::from_letter(letter).filter(|form| forms.contains(form));
            form.map(Some).ok_or_else(|| Problem::new(Code::Invalid).field("form", "unknown"))
        }
    }
}
