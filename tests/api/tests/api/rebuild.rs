//! Every roll-up is held against what it is made of: what is spoilt is found, and mended.

use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::Value;
use vidik_assessment::{RebuiltResults, rebuild_results};
use vidik_db::{DbErr, database_tests};
use vidik_learning::{Rebuilt, rebuild};

use crate::{
    archives::{own_course, scorm12},
    centre::{Centre, text},
    player::Player,
    quizzes::sit,
    units,
};

async fn look(centre: &Centre, mend: bool) -> (Rebuilt, RebuiltResults) {
    let house = &centre.house;
    let attempts = rebuild(&house.db, mend).await.expect("the record is read");
    (attempts, rebuild_results(&house.db, &house.blobs, mend).await.expect("results are read"))
}

async fn spoil(centre: &Centre, sql: &'static str) {
    let run = async move |txn: &vidik_db::DatabaseTransaction| {
        txn.execute_raw(Statement::from_string(txn.get_database_backend(), sql)).await.map(|done| done.rows_affected())
    };
    assert_ne!(centre.house.db.write::<_, DbErr, _>(run).await.expect("it is spoilt"), 0, "{sql}");
}

/// What an institution reads of results, in no order.
async fn shown(centre: &Centre, token: &str) -> Vec<Value> {
    centre.settled().await;
    let mut shown = Vec::new();
    for (list, fields) in [
        ("registrations", ["completion", "success", "progress", "score"]),
        ("quiz-results", ["points", "scaled", "passed", "topics"]),
    ] {
        let body = centre.get(&format!("/institutions/ministry/{list}")).by(token).gives(200).await.json();
        for item in body["items"].as_array().expect("items") {
            let told = fields.map(|field| item[field].clone());
            shown.push((text(item, "/id"), told));
        }
    }
    shown.sort_by(|one, other| one.0.cmp(&other.0));
    shown.into_iter().map(|(id, told)| serde_json::json!([id, told])).collect()
}

type Found = fn(&(Rebuilt, RebuiltResults)) -> usize;

const SPOILT: [(&str, Found); 12] = [
    (
        "UPDATE registration SET completion = 'incomplete', success = 'unknown', completed_at = NULL WHERE raw = 70",
        |found| found.0.behind.len(),
    ),
    ("UPDATE registration SET scaled = 0.1, raw = 10 WHERE raw = 70", |found| found.0.behind.len()),
    ("UPDATE registration SET progress = NULL", |found| found.0.behind.len()),
    ("UPDATE registration SET completed_at = NULL", |found| found.0.behind.len()),
    ("DELETE FROM registration_item", |found| found.0.items_behind.len()),
    ("UPDATE registration_item SET success = 'unknown'", |found| found.0.items_behind.len()),
    ("DELETE FROM unit_result", |found| found.0.units_wrong.len()),
    ("UPDATE unit_result SET satisfied = (1 = 0)", |found| found.0.units_wrong.len()),
    ("UPDATE institution_progress SET hundredths = hundredths + 1", |found| found.0.told_wrongly.len()),
    ("DELETE FROM institution_progress", |found| found.0.told_wrongly.len()),
    ("UPDATE quiz_attempt SET points = points + 1, scaled = 0.1, passed = NULL, topics = '[]'", |found| {
        found.1.wrong.len()
    }),
    ("DELETE FROM institution_quiz_result", |found| found.1.told_wrongly.len()),
];

database_tests! {
    async fn what_is_spoilt_is_found_and_mended(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("first", scorm12("First", "en", None)).await;
        let mut player = Player::begin(&centre, "learner", "first").await;
        player.terminate(&[("cmi.core.lesson_status", "passed"), ("cmi.core.score.raw", "70")]).await;
        centre.course("sample", own_course()).await;
        let player = Player::begin(&centre, "learner", "sample").await;
        sit(&centre, &player, "entry-test", false).await;
        sit(&centre, &player, "exit-test", true).await;
        centre.course("border", units::cmi5()).await;
        units::finish(&Player::begin(&centre, "learner", "border").await).await;

        let token = centre.sign_in("administrator").await;
        let before = shown(&centre, &token).await;
        assert_eq!(before.len(), 5, "{before:?}");
        let (attempts, results) = look(&centre, false).await;
        assert!(attempts.agrees() && attempts.ahead.is_empty() && attempts.looked_at == 3, "{attempts:?}");
        assert!(results.agrees() && results.unreadable.is_empty() && results.looked_at == 2, "{results:?}");
        for (sql, count) in SPOILT {
            spoil(&centre, sql).await;
            let found = look(&centre, false).await;
            assert_ne!(count(&found), 0, "{sql}: {found:?}");
            let again = look(&centre, true).await;
            assert_eq!(count(&again), count(&found), "{sql}: looking changed something");
            let after = look(&centre, false).await;
            assert!(after.0.agrees() && after.1.agrees(), "{sql}: {after:?}");
            assert_eq!(shown(&centre, &token).await, before, "{sql}");
        }
    }
}
