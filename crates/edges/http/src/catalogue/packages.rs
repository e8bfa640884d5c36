//! Routes of packages.

use std::sync::OnceLock;

use actix_multipart::Multipart;
use actix_web::{HttpRequest, HttpResponse, get, http::header, post, web};
use uuid::Uuid;
use vidik_base::{InterfaceLanguage, LanguageTag, PackageId};
use vidik_catalogue::{ImportError, Package, add_package, check_package, package, packages};
use vidik_lang::Catalogue;
use vidik_learning::outline;
use vidik_package::Finding;
use vidik_sequencing::IndexedTree;

use super::{
    dto::{FindingDto, PackageDto, PackageList, ReportDto, UploadForm},
    upload::receive,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    language,
    learning::activity_node,
    lists::{ListQuery, cut},
    problem::{FieldError, Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_packages).service(upload_package).service(show_package);
}

/// Takes in a package: checks it whole, and says everything that was found.
///
/// Nothing is kept of a package that cannot be used.
#[utoipa::path(
    tag = "packages",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "Taken in", body = PackageDto, headers(("Location" = String, description = "The package"))),
        (status = 400, description = "The form cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The archive is too large", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not a form of files", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The package cannot be used; `errors` has every finding", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translator")))
)]
#[post("/packages")]
async fn upload_package(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    form: Result<Multipart, actix_web::Error>,
) -> Result<HttpResponse, Problem> {
    let bringer = caller.translator()?.id;
    let language = language::of(&request);
    let form = form.map_err(|_| Problem::new(Code::UnsupportedMediaType))?;
    let limits = house.settings.limits.clone();
    let (upload, name) = receive(&house.blobs, form, limits.archive.compressed_bytes).await?;
    let checked =
        check_package(&house.blobs, upload, &name, &limits).await.map_err(|error| refused(error, language))?;
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let package = house
        .db
        .write(async move |txn| add_package(txn, clock.as_ref(), rng.as_ref(), &checked, Some(bringer)).await)
        .await
        .map_err(|error| refused(error, language))?;
    let location = format!("/api/v1/packages/{}", package.id);
    Ok(HttpResponse::Created().insert_header((header::LOCATION, location)).json(described(package, language)))
}

/// Packages, by id. Translators see those that they brought themselves.
#[utoipa::path(
    tag = "packages",
    params(ListQuery),
    responses(
        (status = 200, description = "Packages", body = PackageList),
        (status = 400, description = "The cursor was not made for this list", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The limit is out of range", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translator")))
)]
#[get("/packages")]
async fn list_packages(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    query: web::Query<ListQuery>,
) -> Result<web::Json<PackageList>, Problem> {
    let person = caller.translator()?.id;
    let by = (!caller.is_author()).then_some(person);
    let language = language::of(&request);
    let (limit, after) = (query.limit()?, query.after::<Uuid>()?);
    let rows = packages(house.db.read(), by, after, limit + 1).await?;
    let page = cut(rows, limit, |package| package.id.0)?.map(|package| described(package, language));
    Ok(web::Json(PackageList { items: page.items, next_cursor: page.next_cursor }))
}

/// One package, with its report. Translators see their own alone.
#[utoipa::path(
    tag = "packages",
    params(("id" = Uuid, Path, description = "The package")),
    responses(
        (status = 200, description = "The package", body = PackageDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translator")))
)]
#[get("/packages/{id}")]
async fn show_package(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<web::Json<PackageDto>, Problem> {
    let person = caller.translator()?.id;
    let id = PackageId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    let found = package(house.db.read(), id).await?;
    let shown = found.filter(|package| caller.is_author() || package.uploaded_by == Some(person));
    let found = shown.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(web::Json(described(found, language::of(&request))))
}

fn finding_texts() -> &'static Catalogue {
    static TEXTS: OnceLock<Catalogue> = OnceLock::new();
    TEXTS.get_or_init(vidik_course::messages::catalogue)
}

fn told(finding: &Finding, language: InterfaceLanguage) -> FindingDto {
    let text = finding.text(finding_texts(), language);
    FindingDto {
        severity: serde_json::to_value(finding.severity)
            .ok()
            .and_then(|word| word.as_str().map(str::to_owned))
            .unwrap_or_default(),
        rule: finding.rule.to_string(),
        file: finding.file.clone(),
        line: finding.line,
        message: text.message,
        advice: text.advice,
    }
}

pub(crate) fn refused(error: ImportError, language: InterfaceLanguage) -> Problem {
    match error {
        ImportError::Refused(findings) => {
            let errors = findings.iter().map(|finding| {
                let told = told(finding, language);
                let place = told.file.unwrap_or_default();
                let place = told.line.map_or_else(|| place.clone(), |line| format!("{place}:{line}"));
                FieldError {
                    pointer: if place.is_empty() { "/file".to_owned() } else { format!("/file/{place}") },
                    code: told.rule,
                    message: format!("{} {}", told.message, told.advice).trim().to_owned(),
                }
            });
            Problem::new(Code::PackageRefused).fields(errors)
        }
        ImportError::Database(error) => error.into(),
        other => Problem::internal(other),
    }
}

fn described(package: Package, language: InterfaceLanguage) -> PackageDto {
    let tree = package.tree;
    let content_language = package.languages.first().cloned();
    let nodes = tree.as_ref().and_then(|tree| tree.organization()).map(|organization| {
        let spoken = content_language.clone().unwrap_or_else(|| LanguageTag::from(language));
        let tree = IndexedTree::new(organization.tree.clone());
        outline(&tree).iter().map(|node| activity_node(node, &spoken, language)).collect()
    });
    let tool = tree.as_ref().and_then(|tree| tree.authoring_tool);
    PackageDto {
        id: package.id.0,
        format: package.format,
        edition: package.edition,
        title: package.title,
        file_name: package.file_name,
        languages: package.languages.iter().map(|tag| tag.as_str().to_owned()).collect(),
        size: package.size,
        file_count: package.file_count,
        authoring_tool: tool.map(|tool| tool.name().to_owned()),
        uploaded_at: package.uploaded_at,
        report: ReportDto {
            verdict: "usable".to_owned(),
            findings: package.findings.iter().map(|finding| told(finding, language)).collect(),
        },
        tree: nodes.unwrap_or_default(),
    }
}
