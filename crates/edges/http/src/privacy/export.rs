//! Copies of what is held of a person.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, get, http::header, web};
use bytes::Bytes;
use futures::stream;
use vidik_base::{CourseId, InterfaceLanguage, PersonId};
use vidik_catalogue::courses_by_id;
use vidik_identity::person;
use vidik_institutions::{find_institution, memberships_of};
use vidik_lang::Value;
use vidik_learning::progress_of;
use vidik_privacy::{Export, Section, Words, subject_of};

use super::looks::{Look, note_look};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    institutions::reference,
    language, messages,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
    texts,
};

/// What is in which file: the beginning of its name, and the end of the key of its words. The longer names come first.
const FILES: [(&str, &str); 16] = [
    ("person_role", "account"),
    ("person", "account"),
    ("sign_in_name", "account"),
    ("refresh_", "sessions"),
    ("membership", "memberships"),
    ("institution_progress", "reports"),
    ("institution_quiz_result", "reports"),
    ("institution_", "memberships"),
    ("enrolment", "courses"),
    ("registration", "courses"),
    ("quiz_", "quizzes"),
    ("statements", "statements"),
    ("audit_log", "audit"),
    ("consent", "consents"),
    ("attachments", "attachments"),
    // Everything else that courses have kept.
    ("", "course_data"),
];

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(export_me).service(export_person);
}

/// A copy of everything that is held of oneself: a ZIP archive with a page to read, and files for programs.
#[utoipa::path(
    tag = "privacy",
    responses(
        (status = 200, description = "The archive", body = Vec<u8>, content_type = "application/zip"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs have no self", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[get("/me/export")]
async fn export_me(house: web::Data<House>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let id = caller.person()?.id;
    archive(house, id, language::of(&request)).await
}

/// A copy of everything that is held of a person, for them. It is written down who took it.
#[utoipa::path(
    tag = "privacy",
    params(("id" = uuid::Uuid, Path, description = "The person")),
    responses(
        (status = 200, description = "The archive", body = Vec<u8>, content_type = "application/zip"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is nobody of that id", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("administrator")))
)]
#[get("/people/{id}/export")]
async fn export_person(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    caller.administrator()?;
    let not_found = || Problem::new(Code::NotFound);
    let id = PersonId(id.parse().map_err(|_| not_found())?);
    let language = person(house.db.read(), id).await?.ok_or_else(not_found)?.language;
    note_look(&house, &caller, Look { kind: "export", object: id.0, subject: id }).await?;
    archive(house, id, language).await
}

async fn archive(house: web::Data<House>, id: PersonId, language: InterfaceLanguage) -> Result<HttpResponse, Problem> {
    let home_page = house.settings.app_address("");
    let subject = subject_of(house.db.read(), &home_page, id).await?.ok_or_else(|| Problem::new(Code::NotSignedIn))?;
    let export = Export::begin(subject, words(&house, id, language).await?);
    let name = format!("vidik-{}.zip", house.clock.now().format("%Y-%m-%d"));
    let body = stream::unfold(Some((export, house)), |state| async move {
        let (mut export, house) = state?;
        match export.next(&house.db, &house.blobs).await {
            Ok(None) => None,
            Ok(Some(piece)) => Some((Ok(Bytes::from(piece)), Some((export, house)))),
            Err(error) => {
                tracing::error!(%error, "a copy of somebody's data could not be written to its end");
                Some((Err(std::io::Error::other(error)), None))
            }
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/zip"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(body))
}

fn say(language: InterfaceLanguage, key: &str) -> String {
    messages::catalogue().format(language, &format!("privacy.export.{key}"), &[])
}

async fn words(house: &House, id: PersonId, language: InterfaceLanguage) -> Result<Words, Problem> {
    let day = house.clock.now().format("%Y-%m-%d").to_string();
    let introduction =
        messages::catalogue().format(language, "privacy.export.introduction", &[("day", Value::from(day.as_str()))]);
    let named = FILES.iter().map(|(name, key)| ((*name).to_owned(), say(language, &format!("file.{key}"))));
    Ok(Words {
        language: language.tag().to_owned(),
        title: say(language, "title"),
        introduction,
        sections: vec![account(house, id, language).await?, courses(house, id, language).await?],
        files: say(language, "files"),
        named: named.collect(),
    })
}

async fn account(house: &House, id: PersonId, language: InterfaceLanguage) -> Result<Section, Problem> {
    let conn = house.db.read();
    let mut rows = Vec::new();
    if let Some(person) = person(conn, id).await? {
        rows.push((say(language, "name"), person.name.display(language)));
        for (key, value) in
            [("email", person.email), ("username", person.username), ("staff_number", person.staff_number)]
        {
            rows.extend(value.map(|value| (say(language, key), value)));
        }
    }
    for membership in memberships_of(conn, id).await? {
        if let Some(institution) = find_institution(conn, &membership.institution.to_string()).await? {
            let until = membership.ends_on.map(|day| day.to_string()).unwrap_or_default();
            let words = format!("{}, {} – {until}", reference(&institution, language).name, membership.starts_on);
            rows.push((say(language, "membership"), words));
        }
    }
    Ok(Section { title: say(language, "account"), rows })
}

async fn courses(house: &House, id: PersonId, language: InterfaceLanguage) -> Result<Section, Problem> {
    let conn = house.db.read();
    let standing = progress_of(conn, id).await?;
    let ids: Vec<CourseId> = standing.keys().copied().collect();
    let courses: HashMap<_, _> = courses_by_id(conn, &ids).await?.into_iter().map(|one| (one.id, one)).collect();
    let mut rows: Vec<(String, String)> = Vec::new();
    for (course, progress) in standing {
        let Some(course) = courses.get(&course) else { continue };
        let title = texts::in_language(&course.title, language).map_or_else(|| course.slug.clone(), |text| text.text);
        let begun = progress.started_at.format("%Y-%m-%d");
        let words = match progress.completed_at {
            Some(at) => format!("{begun} – {}: {}", at.format("%Y-%m-%d"), say(language, "completed")),
            None => format!("{begun} –"),
        };
        rows.push((title, words));
    }
    rows.sort();
    Ok(Section { title: say(language, "courses"), rows })
}
