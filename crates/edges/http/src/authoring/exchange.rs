//! Texts out to translators and in again.

use std::io::Read as _;

use actix_multipart::Multipart;
use actix_web::{HttpRequest, HttpResponse, get, http::header, post, web};
use vidik_authoring::{
    ReviewError,
    exchange::{
        Imported, Sheet, SheetError, Trouble, import_sheet, read_xliff, read_xlsx, sheet, write_xliff, write_xlsx,
    },
};
use vidik_base::InterfaceLanguage;
use vidik_blob::Sealed;

use super::{
    desk::{self, draft_refused, language_tag},
    exchange_dto::{ExportFormat, ExportQuery, ImportDto, ImportFinding, ImportForm, ImportQuery},
    texts::review_refused,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    catalogue::receive,
    language, messages,
    problem::{FieldError, Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

/// The largest file that comes back: many times what a course's texts are.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(export_texts).service(import_texts);
}

/// The texts of a course from its master into one language, as a file for translators.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course"), ExportQuery),
    responses(
        (status = 200, description = "The file", content((Vec<u8> = "application/xliff+xml"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or nothing of it is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course has no texts of its own", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[get("/courses/{slug}/translations/export")]
async fn export_texts(
    house: web::Data<House>,
    caller: Caller,
    slug: web::Path<String>,
    query: web::Query<ExportQuery>,
) -> Result<HttpResponse, Problem> {
    let desk = desk::open(&house, &caller, &slug).await?;
    let draft = desk::working_copy(&house, &desk.course).await?;
    let missing = || Problem::new(Code::Invalid).field("language", "missing");
    let into = language_tag(query.language.as_deref().ok_or_else(missing)?, "language")?;
    let format = query.format.unwrap_or(ExportFormat::Xliff);
    if !draft.languages.contains(&into) || into == draft.master {
        return Err(Problem::new(Code::Invalid).field("language", "language_not_available"));
    }
    let texts = sheet(house.db.read(), &draft, &desk.course.slug, &into).await.map_err(draft_refused)?;
    let name = format!("{}.{into}.{}", desk.course.slug, format.ending());
    let written = tokio::task::spawn_blocking(move || written(&texts, format)).await.map_err(Problem::internal)??;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, format.media_type()))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(written))
}

fn written(texts: &Sheet, format: ExportFormat) -> Result<Vec<u8>, Problem> {
    match format {
        ExportFormat::Xliff => write_xliff(texts).map_err(Problem::internal),
        ExportFormat::Xlsx => write_xlsx(texts).map_err(Problem::internal),
    }
}

/// Takes in a file that came back from a translator, XLIFF 2 or a spreadsheet: everything, or nothing where a row is
/// wrong. With `preview` it is only looked at.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course"), ImportQuery),
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "Taken in, or looked at", body = ImportDto),
        (status = 400, description = "The form cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or nothing of it is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course has no texts of its own", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Somebody wrote meanwhile", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The file is too large", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not a form of files", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The file cannot be read, or rows are wrong; `errors` names them", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[post("/courses/{slug}/translations/import")]
async fn import_texts(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
    query: web::Query<ImportQuery>,
    form: Result<Multipart, actix_web::Error>,
) -> Result<web::Json<ImportDto>, Problem> {
    let desk = desk::open(&house, &caller, &slug).await?;
    let draft = desk::working_copy(&house, &desk.course).await?;
    let form = form.map_err(|_| Problem::new(Code::UnsupportedMediaType))?;
    let (upload, _) = receive(&house.blobs, form, MOST_BYTES).await?;
    let sent = tokio::task::spawn_blocking(move || read(&upload)).await.map_err(Problem::internal)??;
    let (there, only_look, language) = (house.clone(), query.preview.unwrap_or(false), language::of(&request));
    let (actor, access, slug) = (desk.actor, desk.access, desk.course.slug);
    let told = house
        .db
        .write(async move |txn| {
            let writer = there.writer(actor.person);
            import_sheet(txn, writer, &draft, (&actor, &access), (&slug, &sent), only_look).await
        })
        .await
        .map_err(|error: ReviewError| review_refused(error))?;
    if told.is_refused() && !only_look {
        return Err(refused(&told, language));
    }
    Ok(web::Json(described(told, only_look, language)))
}

fn read(upload: &Sealed) -> Result<Sheet, Problem> {
    let mut bytes = Vec::new();
    upload.reader().map_err(Problem::internal)?.read_to_end(&mut bytes).map_err(Problem::internal)?;
    let sheet = if bytes.starts_with(b"PK") {
        read_xlsx(&bytes)
    } else {
        let unreadable = |_| SheetError::Unreadable("it is no text in UTF-8".to_owned());
        std::str::from_utf8(&bytes).map_err(unreadable).and_then(read_xliff)
    };
    sheet.map_err(|error| {
        let code = match error {
            SheetError::Unreadable(_) => "unreadable_sheet",
            SheetError::TooLarge => "too_long",
            SheetError::NoLanguages => "sheet_without_languages",
        };
        Problem::new(Code::Invalid).field("/file", code)
    })
}

fn words(trouble: &Trouble, language: InterfaceLanguage) -> String {
    messages::catalogue().format(language, &format!("import.{}", trouble.code), &[])
}

fn refused(told: &Imported, language: InterfaceLanguage) -> Problem {
    let errors = told.troubles.iter().filter(|trouble| trouble.is_error).map(|trouble| FieldError {
        pointer: format!("/file/{}", trouble.place),
        code: trouble.code.to_owned(),
        message: words(trouble, language),
    });
    Problem::new(Code::ImportRefused).fields(errors)
}

fn described(told: Imported, preview: bool, language: InterfaceLanguage) -> ImportDto {
    let findings = told.troubles.iter().map(|trouble| ImportFinding {
        row: trouble.place,
        key: trouble.key.clone(),
        code: trouble.code.to_owned(),
        severity: if trouble.is_error { "error" } else { "warning" }.to_owned(),
        message: words(trouble, language),
    });
    ImportDto {
        preview,
        rows: told.rows,
        findings: findings.collect(),
        changed: told.changed,
        reviewed: told.reviewed,
        comments: told.comments,
    }
}
