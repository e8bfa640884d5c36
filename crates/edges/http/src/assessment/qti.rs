//! Questions for other systems, and theirs.

use std::{collections::BTreeMap, sync::OnceLock};

use actix_web::{HttpRequest, HttpResponse, get, http::header, post, web};
use vidik_base::{InterfaceLanguage, LanguageTag};
use vidik_lang::Catalogue;
use vidik_package::{
    Finding, Severity,
    archive::{self, ArchiveError, Limits, read_entry},
};
use vidik_quiz::{
    messages,
    qti::{self, Version},
};

use super::{
    Quizzes,
    dto::{QtiFindingDto, QtiImportQuery, QtiQuery, QuizBankRead},
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    language,
    problem::{FieldError, Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

/// The largest upload: a bank is words.
const LARGEST: usize = 4 * 1024 * 1024;
/// The largest file of a package.
const LARGEST_FILE: u64 = 2 * 1024 * 1024;
/// The most bytes of all files together, inflated.
const LARGEST_WHOLE: u64 = 32 * 1024 * 1024;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(export_quiz).service(read_bank);
}

fn texts() -> &'static Catalogue {
    static TEXTS: OnceLock<Catalogue> = OnceLock::new();
    TEXTS.get_or_init(messages::catalogue)
}

/// The questions of a quiz's bank in one language, as a QTI content package.
#[utoipa::path(
    tag = "assessment",
    params(("slug" = String, Path, description = "The course"), ("quiz" = String, Path, description = "The quiz"), QtiQuery),
    responses(
        (status = 200, description = "The package", body = Vec<u8>, content_type = "application/zip"),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "There is no such language or version", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[get("/courses/{slug}/quizzes/{quiz}/qti")]
async fn export_quiz(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    query: web::Query<QtiQuery>,
) -> Result<HttpResponse, Problem> {
    caller.author()?;
    let (slug, quiz) = path.into_inner();
    let version = match query.version.as_deref() {
        None | Some("2.2") => Version::V2p2,
        Some("2.1") => Version::V2p1,
        Some(_) => return Err(Problem::new(Code::Invalid).field("version", "unknown")),
    };
    let tag = match &query.lang {
        Some(tag) => LanguageTag::parse(tag).map_err(|_| Problem::new(Code::Invalid).field("lang", "bad_language"))?,
        None => LanguageTag::from(language::of(&request)),
    };
    let of = Quizzes::of(&house, &slug).await?;
    let bank = of.whole(&quiz)?.bank;
    let zip = qti::export_package(&bank.id, bank.questions.iter(), &of.all.names, &tag, version);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/zip"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}-qti.zip\"", bank.id)))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(zip))
}

/// Reads QTI 2.1 or 2.2 items, one as XML or several in a package (ZIP), and answers with a bank to put into a course.
/// Nothing is kept.
#[utoipa::path(
    tag = "assessment",
    params(QtiImportQuery),
    request_body(content = Vec<u8>, content_type = "application/zip"),
    responses(
        (status = 200, description = "The bank", body = QuizBankRead),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The file is too large", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "No question could be read; `errors` has every finding", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("author")))
)]
#[post("/quiz-banks/qti")]
async fn read_bank(
    caller: Caller,
    request: HttpRequest,
    query: web::Query<QtiImportQuery>,
    body: web::Payload,
) -> Result<web::Json<QuizBankRead>, Problem> {
    caller.author()?;
    let language =
        query.language.as_deref().ok_or_else(|| Problem::new(Code::Invalid).field("language", "required"))?;
    let tag = LanguageTag::parse(language).ok().filter(|tag| tag.as_str() != "sr");
    let tag = tag.ok_or_else(|| Problem::new(Code::Invalid).field("language", "bad_language"))?;
    let id = query.into_inner().id.unwrap_or_else(|| "imported".to_owned());
    let bytes = body.to_bytes_limited(LARGEST).await.map_err(|_| Problem::new(Code::BodyTooLarge))?;
    let bytes = bytes.map_err(|_| Problem::new(Code::MalformedRequest))?;
    let language = language::of(&request);
    // Checking an archive takes its time.
    let read = move || files(&bytes).map(|files| qti::import(&files, &id, &tag));
    let imported = tokio::task::spawn_blocking(read).await.map_err(Problem::internal)??;
    let findings = imported.findings.into_vec();
    match imported.bank {
        Some(bank) => {
            let findings = findings.iter().map(|finding| told(finding, language)).collect();
            Ok(web::Json(QuizBankRead { bank, findings }))
        }
        None => Err(refused(&findings, language)),
    }
}

/// The files of a package; a single item stands for itself.
fn files(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Problem> {
    if !bytes.starts_with(b"PK") {
        return Ok(BTreeMap::from([("item.xml".to_owned(), bytes.to_vec())]));
    }
    let checked = archive::check(bytes, &Limits::default()).map_err(|error| match error {
        ArchiveError::Refused(_) => Problem::new(Code::PackageRefused),
        ArchiveError::Io(error) => Problem::internal(error),
    })?;
    let index = checked.index();
    if index.total_length() > LARGEST_WHOLE {
        return Err(Problem::new(Code::BodyTooLarge));
    }
    let mut files = BTreeMap::new();
    for entry in index.iter().filter(|entry| entry.path.to_lowercase().ends_with(".xml")) {
        if let Ok(file) = read_entry(bytes, entry, LARGEST_FILE) {
            files.insert(entry.path.to_string(), file);
        }
    }
    Ok(files)
}

fn told(finding: &Finding, language: InterfaceLanguage) -> QtiFindingDto {
    let text = finding.text(texts(), language);
    QtiFindingDto {
        severity: match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Repaired => "repaired",
            Severity::Hint => "hint",
        },
        rule: finding.rule.to_string(),
        file: finding.file.clone(),
        line: finding.line,
        message: text.message,
        advice: text.advice,
    }
}

fn refused(findings: &[Finding], language: InterfaceLanguage) -> Problem {
    let errors = findings.iter().map(|finding| FieldError {
        pointer: finding.file.clone().unwrap_or_default(),
        code: finding.rule.to_string(),
        message: finding.text(texts(), language).message,
    });
    Problem::new(Code::PackageRefused).fields(errors)
}
