//! Routes that open previews. What happens in one is [`crate::play`]'s business, and nobody else's.

use actix_web::{HttpRequest, HttpResponse, http::header, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vidik_base::{LanguageTag, PackageId};
use vidik_catalogue::{editions_of, package, version_numbered};
use vidik_learning::{PreviewOf, Wanted, open_preview};

use crate::{
    api_routes::ServiceConfig,
    authoring::desk,
    body::Object,
    caller::Caller,
    language,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(preview_package).service(preview_version);
}

/// How it is to be looked at.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenPreview {
    /// The language to read in; where absent, the one of the interface or the nearest. `sr-Latn` of what is in `sr-Cyrl`
    /// is the same text in the other script.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "mk")]
    pub language: Option<LanguageTag>,
}

/// A preview, ready to be played.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenedPreview {
    /// What is looked at.
    pub title: String,
    /// Plays alone in a browser, or in a frame with `&frame=1`; good once, for two minutes.
    pub launch_url: String,
    /// The language of the content.
    pub language: String,
    /// The language that it is read in.
    pub reading: String,
}

/// Opens a package for a look, as learners would see it. Nothing that happens in it is recorded.
#[utoipa::path(
    tag = "packages",
    params(("id" = uuid::Uuid, Path, description = "The package")),
    request_body = OpenPreview,
    responses(
        (status = 200, description = "Ready to be played", body = OpenedPreview),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or somebody else brought it", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translator")))
)]
#[post("/packages/{id}/previews")]
async fn preview_package(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
    body: web::Json<Object<OpenPreview>>,
) -> Result<HttpResponse, Problem> {
    let person = caller.translator()?.id;
    let id = PackageId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    let found = package(house.db.read(), id).await?;
    let shown = found.filter(|package| caller.is_author() || package.uploaded_by == Some(person));
    let found = shown.ok_or_else(|| Problem::new(Code::NotFound))?;
    let wanted = Wanted { language: body.into_inner().0.language, interface: language::of(&request) };
    // Content that says nothing of its language is read as it is.
    let (language, reading) = wanted.among(&found.languages).unwrap_or_else(|| {
        let interface = LanguageTag::from(wanted.interface);
        (interface.clone(), interface)
    });
    let back = format!("author/packages/{id}");
    let of = PreviewOf { package: id, edition: None, language, reading, back };
    opened(&house, &request, person, of).await
}

/// Opens a version of a course for a look, published or not, as learners would see it. Nothing that happens in it is
/// recorded.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("slug" = String, Path, description = "The course"),
        ("number" = i32, Path, description = "The version"),
    ),
    request_body = OpenPreview,
    responses(
        (status = 200, description = "Ready to be played", body = OpenedPreview),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or nothing of the course is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[post("/courses/{slug}/versions/{number}/previews")]
async fn preview_version(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    body: web::Json<Object<OpenPreview>>,
) -> Result<HttpResponse, Problem> {
    let (slug, number) = path.into_inner();
    let desk = desk::open(&house, &caller, &slug).await?;
    let not_found = || Problem::new(Code::NotFound);
    let number: i32 = number.parse().map_err(|_| not_found())?;
    let conn = house.db.read();
    let version = version_numbered(conn, desk.course.id, number).await?.ok_or_else(not_found)?;
    let editions = editions_of(conn, version.id).await.map_err(Problem::internal)?;
    let tags: Vec<LanguageTag> = editions.iter().map(|edition| edition.language.clone()).collect();
    let wanted = Wanted { language: body.into_inner().0.language, interface: language::of(&request) };
    let (language, reading) = wanted.among(&tags).ok_or_else(not_found)?;
    let edition = editions.into_iter().find(|edition| edition.language == language).ok_or_else(not_found)?;
    // Translators have the course's page; the version's own is for those who publish it.
    let page = if caller.is_author() { format!("versions/{number}") } else { "translations".to_owned() };
    let back = format!("author/courses/{slug}/{page}");
    let of = PreviewOf { package: edition.package, edition: Some(edition.id), language, reading, back };
    opened(&house, &request, desk.actor.person, of).await
}

async fn opened(
    house: &web::Data<House>,
    request: &HttpRequest,
    person: vidik_base::PersonId,
    of: PreviewOf,
) -> Result<HttpResponse, Problem> {
    let edition = house.previewed(&of).await?;
    let title = crate::play::title_in(&edition.title, &edition, of.reading.as_str());
    let (desk, moved) = (house.desk(), of.clone());
    let code = house
        .db
        .write::<_, vidik_db::DbErr, _>(async move |txn| open_preview(txn, &desk, person, &moved).await)
        .await?;
    let origin = house.settings.content_origin(of.package);
    let launch_url = format!("{origin}/play/?lang={}#code={code}", language::of(request));
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(OpenedPreview {
        title,
        launch_url,
        language: of.language.to_string(),
        reading: of.reading.to_string(),
    }))
}
