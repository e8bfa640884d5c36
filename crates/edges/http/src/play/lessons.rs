//! Lessons of our own format as pages: public like a package's files, framed by the player.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use vidik_base::{LanguageTag, PackageId};
use vidik_course::lesson_page;

use super::routes::wrong_method;
use crate::{
    assets,
    lessons::{self, Shown},
    pages::{
        answer::{ASK_EACH_TIME, Content, answer, compress, tag_of, takes_gzip},
        policy,
    },
    problem::Problem,
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut web::ServiceConfig) {
    let lesson = web::resource("/lessons/{package}/{reading}/{lesson}");
    let lesson = lesson.route(web::get().to(page)).route(web::head().to(page));
    config.service(lesson.default_service(web::to(|| wrong_method("GET, HEAD"))));
}

async fn page(
    house: web::Data<House>,
    request: HttpRequest,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    // As for files: nobody may put themselves between the learner and this origin.
    if request.headers().get("service-worker").is_some() {
        return Err(Problem::new(Code::NotAllowed));
    }
    let not_found = || Problem::new(Code::NotFound);
    let (package, reading, lesson) = path.into_inner();
    let package: PackageId = package.parse().map_err(|_| not_found())?;
    let reading = LanguageTag::parse(&reading).map_err(|_| not_found())?;
    let shown = house.lessons.lesson(&house, package, &lesson, &reading, false).await.map_err(|error| match error {
        lessons::LessonError::Foreign => not_found(),
        other => lessons::refused(other),
    })?;
    let kept = shown.page.get_or_init(|| LessonPage::of(&shown, &reading));
    let policy = policy::lesson(&house.settings.public_url.origin().ascii_serialization());
    Ok(answer(&request, kept.content(takes_gzip(&request)), |response| {
        response.insert_header((header::CONTENT_SECURITY_POLICY, policy));
    }))
}

/// A page in both the forms that browsers take.
#[derive(Debug)]
pub(crate) struct LessonPage {
    plain: web::Bytes,
    packed: Option<web::Bytes>,
    tag: String,
}

impl LessonPage {
    fn of(shown: &Shown, reading: &LanguageTag) -> Self {
        let page = lesson_page(&shown.lesson, reading, &assets::lesson_assets());
        Self { tag: tag_of(page.as_bytes()), packed: compress(page.as_bytes()), plain: page.into() }
    }

    fn content(&self, gzip: bool) -> Content {
        let packed = self.packed.as_ref().filter(|_| gzip);
        Content {
            body: packed.unwrap_or(&self.plain).clone(),
            tag: packed.map_or_else(|| self.tag.clone(), |_| format!("{}-gz", self.tag)),
            gzip: packed.is_some(),
            kind: "text/html; charset=utf-8",
            keeping: ASK_EACH_TIME,
        }
    }
}
