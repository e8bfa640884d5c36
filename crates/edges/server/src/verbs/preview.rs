//! `vidik check --watch`: a course's folder checked again whenever it changes, its lessons shown on this machine.

use std::{
    path::Path,
    process::ExitCode,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use actix_web::{App, HttpResponse, HttpServer, http::header, web};
use vidik_base::{InterfaceLanguage, LanguageTag};
use vidik_course::{Course, Item, PageAssets, SourceFiles, lesson_page, read, render_lesson_at};

use super::{check::report_words, folder, say};
use crate::failure::{Failure, OrFail as _};

/// How often the folder is looked at.
const PAUSE: Duration = Duration::from_millis(700);

/// The folder as it was read last.
#[derive(Default)]
struct Shown {
    files: SourceFiles,
    course: Option<Course>,
    /// Counts the changes: a page that knows an older one loads itself anew.
    edition: u64,
}

type Kept = Arc<RwLock<Shown>>;

/// Until Ctrl-C.
pub(super) fn run(path: &Path, port: u16, language: InterfaceLanguage) -> Result<ExitCode, Failure> {
    let kept = Kept::default();
    look(path, &kept, language)?;
    let served = Arc::clone(&kept);
    let path = path.to_owned();
    std::thread::spawn(move || watch(&path, &kept, language));
    actix_web::rt::System::new().block_on(async move {
        let listening = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(Arc::clone(&served)))
                .route("/", web::get().to(contents))
                .route("/edition", web::get().to(edition))
                .route("/run-time/{name}", web::get().to(run_time))
                .route("/{language}/{lesson}", web::get().to(lesson))
                .route("/files/{path:.*}", web::get().to(file))
        });
        let listening = listening
            .workers(1)
            .bind(("127.0.0.1", port))
            .or_fail(&format!("port {port} cannot be listened on; choose another with --port"))?;
        say(format!("the lessons: http://127.0.0.1:{port}/ (Ctrl-C ends)"));
        listening.run().await.or_fail("the preview broke off")
    })?;
    Ok(ExitCode::SUCCESS)
}

fn watch(path: &Path, kept: &Kept, language: InterfaceLanguage) {
    loop {
        std::thread::sleep(PAUSE);
        // A file that is being written may be gone for a moment: the next look sees it.
        let _ = look(path, kept, language);
    }
}

/// Reads the folder, and tells what is wrong where it is another than before.
fn look(path: &Path, kept: &Kept, language: InterfaceLanguage) -> Result<(), Failure> {
    let files = folder::files(path)?;
    let mut shown = kept.write().unwrap_or_else(PoisonError::into_inner);
    if shown.edition > 0 && shown.files == files {
        return Ok(());
    }
    let (course, findings) = read(&files);
    let tree = course.as_ref().map(Course::tree);
    report_words(tree.as_ref(), &findings.into_vec(), language);
    let edition = shown.edition + 1;
    // While something is wrong the lessons stay as they were last.
    let course = course.or_else(|| shown.course.take());
    *shown = Shown { files, course, edition };
    Ok(())
}

fn html(body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(body)
}

/// Every lesson in every language; Serbian in both scripts.
async fn contents(kept: web::Data<Kept>) -> HttpResponse {
    let shown = kept.read().unwrap_or_else(PoisonError::into_inner);
    let Some(course) = &shown.course else {
        return html("<!doctype html><p>course.json cannot be read yet.".to_owned());
    };
    let mut rows = String::new();
    for (_, item) in course.items() {
        let Item::Lesson { id, .. } = item else { continue };
        let links = readings(course).into_iter().map(|tag| format!(" <a href=\"/{tag}/{id}\">{tag}</a>"));
        rows.extend(["<li>".to_owned(), id.clone()].into_iter().chain(links).chain(["</li>".to_owned()]));
    }
    html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{id}</title>\
         <link rel=\"stylesheet\" href=\"/run-time/lesson.css\"><main><article class=\"lesson\"><h1>{id}</h1><ol>{rows}</ol>\
         </article></main>{}",
        reload(shown.edition),
        id = course.id
    ))
}

fn readings(course: &Course) -> Vec<String> {
    let mut tags = Vec::new();
    for tag in &course.languages {
        tags.push(tag.to_string());
        match (tag.primary(), tag.script()) {
            ("sr", Some("Cyrl")) => tags.push("sr-Latn".to_owned()),
            ("sr", Some("Latn")) => tags.push("sr-Cyrl".to_owned()),
            _ => {}
        }
    }
    tags
}

async fn lesson(kept: web::Data<Kept>, path: web::Path<(String, String)>) -> HttpResponse {
    let shown = kept.read().unwrap_or_else(PoisonError::into_inner);
    let (tag, id) = path.into_inner();
    let lesson = shown.course.as_ref().zip(LanguageTag::parse(&tag).ok()).and_then(|(course, reading)| {
        let lesson = render_lesson_at(course, &id, &reading, "/files/")?;
        let assets = PageAssets {
            styles: vec!["/run-time/lesson.css".to_owned()],
            script: "/run-time/lesson.js".to_owned(),
            module: false,
            loads: None,
        };
        Some(lesson_page(&lesson, &reading, &assets))
    });
    match lesson {
        Some(page) => html(page + &reload(shown.edition)),
        None => HttpResponse::NotFound().body("there is no such lesson in that language\n"),
    }
}

/// Loads the page anew when the folder has changed; the page stays where it was scrolled to.
fn reload(edition: u64) -> String {
    format!(
        "<script>setInterval(async () => {{ try {{ if (await (await fetch('/edition')).text() !== '{edition}') \
         location.reload(); }} catch {{}} }}, 1000)</script>"
    )
}

async fn edition(kept: web::Data<Kept>) -> String {
    kept.read().unwrap_or_else(PoisonError::into_inner).edition.to_string()
}

async fn run_time(name: web::Path<String>) -> HttpResponse {
    match vidik_http::export_run_time().remove(name.as_str()) {
        Some(bytes) => HttpResponse::Ok().content_type(kind_of(&name)).body(bytes),
        None => HttpResponse::NotFound().finish(),
    }
}

async fn file(kept: web::Data<Kept>, path: web::Path<String>) -> HttpResponse {
    let shown = kept.read().unwrap_or_else(PoisonError::into_inner);
    match shown.files.get(&path) {
        Some(bytes) => HttpResponse::Ok().content_type(kind_of(&path)).body(bytes.to_vec()),
        None => HttpResponse::NotFound().finish(),
    }
}

/// By the end of the name, as much as a lesson shows.
fn kind_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "vtt" => "text/vtt; charset=utf-8",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}
