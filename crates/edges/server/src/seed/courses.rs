//! Our own courses, in the program: packed as a package, taken in as any other.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Write as _},
};

use rust_embed::RustEmbed;
use serde::Deserialize;
use vidik_base::{FixedClock, LanguageTag, LocalizedText, PersonId};
use vidik_catalogue::{
    Course, CourseTexts, ImportLimits, NewCourse, add_package, check_package, create_course, find_course,
    publish_course,
};
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{Seeded, Stage};
use crate::failure::{Failure, OrFail as _};

/// `<slug>/course.json` says what the catalogue shows; below `<slug>/package/` lies what is packed.
#[derive(RustEmbed)]
#[folder = "../../../course-packages/courses"]
struct Sources;

/// What the catalogue says of a course.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    language: LanguageTag,
    title: LocalizedText,
    summary: LocalizedText,
    description: LocalizedText,
    outcomes: BTreeMap<LanguageTag, Vec<String>>,
    duration_minutes: u32,
    level: String,
}

/// The slugs of all courses, in order.
pub(super) fn slugs() -> BTreeSet<String> {
    Sources::iter().filter_map(|path| path.split_once("/package/").map(|(slug, _)| slug.to_owned())).collect()
}

/// The package of a course, as an author would upload it.
pub(super) fn archive(slug: &str) -> Result<Vec<u8>, ZipError> {
    let folder = format!("{slug}/package/");
    let mut names: Vec<Cow<'static, str>> = Sources::iter().filter(|path| path.starts_with(&folder)).collect();
    names.sort();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The date stays zip's earliest one, so that the same sources give the same bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for name in names {
        let (Some(file), Some(path)) = (Sources::get(&name), name.strip_prefix(&folder)) else { continue };
        archive.start_file(path, options)?;
        archive.write_all(&file.data)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Every course, made where it is not there yet.
pub async fn courses(
    stage: &Stage,
    limits: &ImportLimits,
    author: Option<PersonId>,
    seeded: &mut Seeded,
) -> Result<Vec<Course>, Failure> {
    let mut courses = Vec::new();
    for slug in slugs() {
        let found = find_course(stage.db.read(), &slug).await.or_fail("the database did not answer")?;
        courses.push(if let Some(course) = found {
            course
        } else {
            seeded.courses += 1;
            make(stage, limits, author, &slug).await?
        });
    }
    Ok(courses)
}

async fn make(stage: &Stage, limits: &ImportLimits, author: Option<PersonId>, slug: &str) -> Result<Course, Failure> {
    let what = format!("the course {slug} could not be made");
    let file = Sources::get(&format!("{slug}/course.json")).ok_or_else(|| Failure::new(format!("{what}: no texts")))?;
    let texts: Texts = serde_json::from_slice(&file.data).or_fail(&what)?;
    let mut draft = stage.blobs.draft().await.or_fail(&what)?;
    draft.append(&archive(slug).or_fail(&what)?).await.or_fail(&what)?;
    let upload = draft.seal().await.or_fail(&what)?;
    let checked = check_package(&stage.blobs, upload, &format!("{slug}.zip"), limits).await.or_fail(&what)?;
    let (clock, rng) = (FixedClock::new(stage.beginning()), stage.rng.clone());
    let package = stage.db.write(async move |txn| add_package(txn, &clock, rng.as_ref(), &checked, author).await);
    let new = NewCourse {
        slug: slug.to_owned(),
        package: package.await.or_fail(&what)?.id,
        language: Some(texts.language),
        author,
        texts: CourseTexts {
            title: Some(texts.title),
            summary: Some(texts.summary),
            description: Some(texts.description),
            outcomes: Some(texts.outcomes),
            duration_minutes: Some(texts.duration_minutes),
            level: Some(texts.level),
            ..CourseTexts::default()
        },
    };
    let (clock, rng) = (FixedClock::new(stage.beginning()), stage.rng.clone());
    let course = stage.db.write(async move |txn| {
        let course: Course = create_course(txn, &clock, rng.as_ref(), new).await?;
        publish_course(txn, &clock, course.id).await
    });
    course.await.or_fail(&what)
}
