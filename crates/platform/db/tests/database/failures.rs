//! What breaks, and that the writer goes on.

use std::time::Duration;

use sea_orm::ConnectionTrait as _;
use vidik_db::testing::TestDb;
use vidik_db::{Db, DbErr, DbOptions};

use super::{add_note, make_notes, note_ids};

#[tokio::test]
async fn a_write_that_takes_too_long_is_rolled_back() {
    let options = DbOptions { write_timeout: Duration::from_millis(200), ..DbOptions::default() };
    let db = Db::connect("sqlite::memory:", options).await.unwrap();
    make_notes(&db).await;
    let stuck: Result<(), DbErr> = db
        .write(async move |txn| {
            add_note(txn, 1, "stuck").await?;
            std::future::pending().await
        })
        .await;
    assert!(stuck.unwrap_err().to_string().contains("too long"));
    db.write(async move |txn| add_note(txn, 2, "next").await).await.unwrap();
    assert_eq!(note_ids(&db).await, [2]);
}

#[tokio::test]
async fn a_full_disk_loses_the_group_and_not_the_writer() {
    let db = TestDb::sqlite().await;
    make_notes(&db).await;
    let fits = db.write(async move |txn| add_note(txn, 1, "fits").await);
    let too_much = db.write(async move |txn| {
        // SQLite then answers "full" and rolls the whole transaction back by itself.
        txn.execute_unprepared("PRAGMA max_page_count = 20").await?;
        add_note(txn, 2, &"x".repeat(1_000_000)).await
    });
    let with_it = db.write(async move |txn| add_note(txn, 3, "with it").await);
    let (fits, too_much, with_it) = tokio::join!(fits, too_much, with_it);
    assert!(too_much.unwrap_err().to_string().contains("full"));
    // Whoever was told `Ok` is there, whoever was told an error is not.
    let expected: Vec<i64> =
        [(fits.is_ok(), 1), (with_it.is_ok(), 3)].into_iter().filter_map(|(ok, id)| ok.then_some(id)).collect();
    assert_eq!(note_ids(&db).await, expected);
    // The limit went with the connection that was given up.
    db.write(async move |txn| add_note(txn, 4, &"y".repeat(1_000_000)).await).await.unwrap();
    assert!(db.statistics().failed_groups >= 1);
}

#[tokio::test]
async fn a_plain_write_that_breaks_its_promise_takes_the_group_with_it() {
    let db = TestDb::sqlite().await;
    make_notes(&db).await;
    let broken: Result<(), DbErr> = db
        .write_plain(async move |txn| {
            add_note(txn, 1, "half done").await?;
            Err(DbErr::Custom("refused too late".to_owned()))
        })
        .await;
    assert!(broken.unwrap_err().to_string().contains("too late"));
    assert!(note_ids(&db).await.is_empty());
    assert_eq!(db.statistics().failed_groups, 1);
    db.write(async move |txn| add_note(txn, 2, "next").await).await.unwrap();
    assert_eq!(note_ids(&db).await, [2]);
}

#[tokio::test]
async fn a_group_that_cannot_commit_answers_everybody_with_the_error() {
    let db = TestDb::sqlite().await;
    db.write(async move |txn| {
        txn.execute_unprepared(
            "CREATE TABLE parent (id bigint PRIMARY KEY); \
             CREATE TABLE child (parent bigint REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)",
        )
        .await
    })
    .await
    .unwrap();
    // The key is looked at when the transaction commits, after the write answered `Ok`.
    let orphan =
        db.write(async move |txn| txn.execute_unprepared("INSERT INTO child VALUES (1)").await.map(|_| ())).await;
    assert!(orphan.unwrap_err().to_string().contains("FOREIGN KEY"));
    db.write(async move |txn| txn.execute_unprepared("INSERT INTO parent VALUES (1)").await).await.unwrap();
}
