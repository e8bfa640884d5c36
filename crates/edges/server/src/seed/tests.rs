use std::collections::HashMap;

use vidik_base::{Completion, Success};
use vidik_blob::BlobOptions;
use vidik_db::{Db, testing};
use vidik_institutions::{find_institution, members};
use vidik_learning::{enrolments_of, progress_on};

use super::*;
use crate::config::{Sources, from_sources};

/// How many courses there are in course-packages/courses.
const COURSES: usize = 4;

async fn seeded(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let blobs = BlobStore::open(&format!("file://{}", folder.path().display()), BlobOptions::default()).await.unwrap();
    let config = from_sources(&Sources::default()).unwrap().config;
    assert!(!has_people(&db).await.unwrap());
    let first = seed(&db, &blobs, &config).await.unwrap();
    assert_eq!((first.courses, first.people), (COURSES, 66));
    assert!(first.attempts > 40, "{first}");
    assert!(has_people(&db).await.unwrap());
    let people = all_people(db.read(), None, 1_000).await.unwrap();
    assert_eq!(people.len(), 66);
    let ministry = find_institution(db.read(), "demo-ministry").await.unwrap().unwrap();
    assert!(members(db.read(), ministry.id, None, 100).await.unwrap().len() > 10);

    let courses = vidik_catalogue::courses(db.read(), vidik_catalogue::CourseFilter::Public, None, 10).await.unwrap();
    assert_eq!(courses.len(), COURSES);
    assert!(courses.iter().all(|course| course.self_enrolment && course.title.iter().count() == 3));
    let mut reached: HashMap<(Completion, Success), usize> = HashMap::new();
    for person in &people {
        for course in &courses {
            if let Some(progress) = progress_on(db.read(), person.id, course.id).await.unwrap() {
                assert!(progress.updated_at <= SystemClock.now(), "nothing lies in the future");
                *reached.entry((progress.result.completion, progress.result.success)).or_default() += 1;
            }
        }
    }
    let completed = reached.iter().filter(|((completion, _), _)| *completion == Completion::Completed).map(|(_, n)| n);
    assert!(completed.sum::<usize>() > 15, "{reached:?}");
    assert!(reached.iter().any(|((_, success), _)| *success == Success::Failed), "{reached:?}");
    assert!(reached.iter().any(|((completion, _), _)| *completion == Completion::Incomplete), "{reached:?}");

    let learner = find("learner@demo.test", &people);
    assert_eq!(enrolments_of(db.read(), learner).await.unwrap().len(), 1);
    assert_eq!(seed(&db, &blobs, &config).await.unwrap(), Seeded::default(), "seeding again changes nothing");
    assert_eq!(all_people(db.read(), None, 1_000).await.unwrap().len(), 66);
}

fn find(email: &str, people: &[vidik_identity::Person]) -> vidik_base::PersonId {
    people.iter().find(|person| person.email.as_deref() == Some(email)).unwrap().id
}

#[test]
fn seeding_is_done_once_on_sqlite() {
    testing::on_sqlite(seeded);
}

#[test]
fn seeding_is_done_once_on_postgres() {
    testing::on_postgres(seeded);
}

#[test]
fn the_same_sources_give_the_same_package() {
    assert_eq!(courses::slugs().len(), COURSES);
    for slug in courses::slugs() {
        assert_eq!(vidik_course::pack(&courses::sources(&slug)), vidik_course::pack(&courses::sources(&slug)));
    }
}
