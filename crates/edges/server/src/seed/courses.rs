//! Our own courses, in the program: packed as a package, taken in as any other.

use std::collections::{BTreeMap, BTreeSet};

use rust_embed::RustEmbed;
use vidik_base::{FixedClock, LanguageTag, LocalizedText, PersonId};
use vidik_catalogue::{
    CourseTexts, DeliveryMode, ImportLimits, NewCourse, add_package, check_package, create_course, find_course,
    publish_course,
};
use vidik_course::{Course, SourceFiles, pack, read};

use super::{Seeded, Stage};
use crate::failure::{Failure, OrFail as _};

/// `<slug>/` is the folder of a course in our own format.
#[derive(RustEmbed)]
#[folder = "../../../course-packages/courses"]
struct Sources;

/// The slugs of all courses, in order.
pub(super) fn slugs() -> BTreeSet<String> {
    let described = Sources::iter().filter_map(|path| path.strip_suffix("/course.json").map(str::to_owned));
    described.filter(|slug| !slug.contains('/')).collect()
}

/// The files of a course.
pub(super) fn sources(slug: &str) -> SourceFiles {
    let folder = format!("{slug}/");
    Sources::iter()
        .filter_map(|path| Some((path.strip_prefix(&folder)?.to_owned(), Sources::get(&path)?.data.into_owned())))
        .collect()
}

/// Every course, made where it is not there yet.
pub async fn courses(
    stage: &Stage,
    limits: &ImportLimits,
    author: Option<PersonId>,
    seeded: &mut Seeded,
) -> Result<Vec<vidik_catalogue::Course>, Failure> {
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

async fn make(
    stage: &Stage,
    limits: &ImportLimits,
    author: Option<PersonId>,
    slug: &str,
) -> Result<vidik_catalogue::Course, Failure> {
    let what = format!("the course {slug} could not be made");
    let files = sources(slug);
    let course = read(&files).0.ok_or_else(|| Failure::new(format!("{what}: it cannot be read")))?;
    let mut draft = stage.blobs.draft().await.or_fail(&what)?;
    draft.append(&pack(&files)).await.or_fail(&what)?;
    let upload = draft.seal().await.or_fail(&what)?;
    let checked = check_package(&stage.blobs, upload, &format!("{slug}.zip"), limits).await.or_fail(&what)?;
    let (clock, rng) = (FixedClock::new(stage.beginning()), stage.rng.clone());
    let package = stage.db.write(async move |txn| add_package(txn, &clock, rng.as_ref(), &checked, author).await);
    let new = NewCourse {
        slug: Some(slug.to_owned()),
        package: package.await.or_fail(&what)?.id,
        language: None,
        author,
        texts: texts(&course),
    };
    let (clock, rng) = (FixedClock::new(stage.beginning()), stage.rng.clone());
    let course = stage.db.write(async move |txn| {
        let course: vidik_catalogue::Course = create_course(txn, &clock, rng.as_ref(), new).await?;
        publish_course(txn, &clock, course.id).await
    });
    course.await.or_fail(&what)
}

/// What the catalogue says of a course.
fn texts(course: &Course) -> CourseTexts {
    let mut outcomes: BTreeMap<LanguageTag, Vec<String>> = BTreeMap::new();
    for (language, text) in course.outcomes.iter().flat_map(LocalizedText::iter) {
        outcomes.entry(language.clone()).or_default().push(text.to_owned());
    }
    CourseTexts {
        title: Some(course.title.clone()),
        summary: Some(course.summary.clone()),
        description: Some(course.description.clone()),
        outcomes: Some(outcomes),
        duration_minutes: course.duration_minutes,
        level: course.level.clone(),
        delivery_mode: course.delivery_mode.as_deref().map(DeliveryMode::from_word),
        ..CourseTexts::default()
    }
}
