//! What a write promises.

use std::time::Duration;

use futures::future::join_all;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tokio::sync::oneshot;
use vidik_db::testing::TestDb;
use vidik_db::{Db, DbErr, DbOptions, database_tests, is_unique_violation};

use super::{add_note, make_notes, note_ids};

#[derive(Debug, PartialEq, thiserror::Error)]
enum NoteError {
    #[error("refused")]
    Refused,
    #[error(transparent)]
    Db(#[from] DbErr),
}

database_tests! {
    async fn what_is_written_is_read(db: Db) {
        make_notes(&db).await;
        let answer: Result<&str, DbErr> = db
            .write(async move |txn| {
                add_note(txn, 1, "one").await?;
                Ok("written")
            })
            .await;
        assert_eq!(answer, Ok("written"));
        assert_eq!(note_ids(&db).await, [1]);
    }

    async fn an_error_undoes_its_own_write_alone(db: Db) {
        make_notes(&db).await;
        let writes = (0..100).map(|id| {
            let db = db.clone();
            async move {
                db.write(async move |txn| {
                    add_note(txn, id, &format!("note {id}")).await?;
                    if id % 7 == 0 { Err(NoteError::Refused) } else { Ok(id) }
                })
                .await
            }
        });
        for (id, answer) in (0..).zip(join_all(writes).await) {
            let expected = if id % 7 == 0 { Err(NoteError::Refused) } else { Ok(id) };
            assert_eq!(answer, expected);
        }
        let mut left = note_ids(&db).await;
        left.sort_unstable();
        let expected: Vec<i64> = (0..100).filter(|id| id % 7 != 0).collect();
        assert_eq!(left, expected);
    }

    async fn a_panic_fails_its_own_write_alone(db: Db) {
        make_notes(&db).await;
        let before = db.write(async move |txn| add_note(txn, 1, "before").await);
        let panicking = db.write(async move |txn| {
            add_note(txn, 2, "half done").await?;
            assert!(txn.support_returning(), "both databases know RETURNING");
            panic!("a fault in the program");
            #[expect(unreachable_code, reason = "it names the closure's type")]
            Ok::<(), DbErr>(())
        });
        let after = db.write(async move |txn| add_note(txn, 3, "after").await);
        let (before, panicking, after) = tokio::join!(before, panicking, after);
        assert_eq!((before, after), (Ok(()), Ok(())));
        assert!(panicking.unwrap_err().to_string().contains("panicked"));
        let mut left = note_ids(&db).await;
        left.sort_unstable();
        assert_eq!(left, [1, 3]);
    }

    async fn a_database_error_reaches_its_caller(db: Db) {
        make_notes(&db).await;
        db.write(async move |txn| add_note(txn, 1, "same").await).await.unwrap();
        let refused = db.write(async move |txn| add_note(txn, 2, "same").await).await;
        let violation = is_unique_violation(&refused.unwrap_err()).unwrap();
        assert!(violation.is_on("notes", &["body"]), "{violation:?}");
        assert!(!violation.is_on("notes", &["id"]));
        let missing = db.write(async move |txn| txn.execute_unprepared("SELECT nothing").await).await;
        assert_eq!(is_unique_violation(&missing.unwrap_err()), None);
    }

    async fn a_caller_who_leaves_disturbs_nobody(db: Db) {
        make_notes(&db).await;
        for id in 0..20 {
            let db = db.clone();
            let writing = tokio::spawn(async move {
                db.write(async move |txn| {
                    add_note(txn, id, &format!("note {id}")).await?;
                    tokio::time::sleep(Duration::from_millis(2)).await;
                    add_note(txn, id + 1000, &format!("note {id}, second")).await
                })
                .await
            });
            tokio::time::sleep(Duration::from_millis(1)).await;
            writing.abort();
        }
        db.write(async move |txn| add_note(txn, 500, "later").await).await.unwrap();
        let left = note_ids(&db).await;
        for id in 0..20 {
            assert_eq!(left.contains(&id), left.contains(&(id + 1000)), "half of write {id}");
        }
        assert!(left.contains(&500));
    }

    async fn closing_finishes_what_is_queued(db: Db) {
        make_notes(&db).await;
        let writes = (0..50).map(|id| {
            let db = db.clone();
            tokio::spawn(async move {
                db.write(async move |txn| add_note(txn, id, &format!("note {id}")).await).await
            })
        });
        let writes: Vec<_> = writes.collect();
        tokio::time::sleep(Duration::from_millis(1)).await;
        db.close().await.unwrap();
        for write in writes {
            // Done, or refused as a whole; none is left waiting.
            let _ = write.await.unwrap();
        }
        let late = db.write(async move |txn| add_note(txn, 99, "late").await).await;
        assert!(late.is_err());
    }

    async fn a_snapshot_sees_one_moment(db: Db) {
        make_notes(&db).await;
        let snapshot = db.snapshot().await.unwrap();
        assert_eq!(super::super::notes_between(&snapshot, -1, 9).await.len(), 0);
        db.write(async move |txn| add_note(txn, 1, "meanwhile").await).await.unwrap();
        assert_eq!(super::super::notes_between(&snapshot, -1, 9).await.len(), 0);
        drop(snapshot);
        assert_eq!(note_ids(&db).await, [1]);
    }

    async fn plain_writes_may_refuse_before_they_write(db: Db) {
        make_notes(&db).await;
        db.write(async move |txn| add_note(txn, 1, "one").await).await.unwrap();
        let kept = db.write_plain(async move |txn| add_note(txn, 2, "two").await);
        let refused = db.write_plain(async move |_txn| Err::<(), _>(NoteError::Refused));
        let failed = db.write_plain(async move |txn| add_note(txn, 1, "again").await);
        let also = db.write_plain(async move |txn| add_note(txn, 3, "three").await);
        let (kept, refused, failed, also) = tokio::join!(kept, refused, failed, also);
        assert_eq!((kept, also), (Ok(()), Ok(())));
        assert_eq!(refused, Err(NoteError::Refused));
        assert!(is_unique_violation(&failed.unwrap_err()).is_some());
        assert_eq!(note_ids(&db).await, [1, 2, 3]);
    }

    async fn every_write_is_counted(db: Db) {
        make_notes(&db).await;
        let before = db.statistics();
        db.write(async move |txn| add_note(txn, 1, "one").await).await.unwrap();
        let _ = db.write(async move |_txn| Err::<(), _>(NoteError::Refused)).await;
        let after = db.statistics();
        assert_eq!(after.writes - before.writes, 1);
        assert_eq!(after.refused - before.refused, 1);
        assert_eq!(after.failed_groups, 0);
        assert_eq!(db.waiting_writes(), 0);
    }
}

#[tokio::test]
async fn writes_that_wait_share_one_commit() {
    let db = TestDb::sqlite().await;
    make_notes(&db).await;
    let before = db.statistics();
    let (started, running) = oneshot::channel();
    let (release, released) = oneshot::channel();
    let handle = db.handle();
    let slow = tokio::spawn(async move {
        handle
            .write(async move |txn| {
                started.send(()).unwrap();
                released.await.unwrap();
                add_note(txn, 1000, "slow").await
            })
            .await
    });
    running.await.unwrap();
    let waiting: Vec<_> = (0..100)
        .map(|id| {
            let db = db.handle();
            tokio::spawn(async move { db.write(async move |txn| add_note(txn, id, &format!("note {id}")).await).await })
        })
        .collect();
    while db.waiting_writes() < 100 {
        tokio::task::yield_now().await;
    }
    release.send(()).unwrap();
    slow.await.unwrap().unwrap();
    for write in waiting {
        write.await.unwrap().unwrap();
    }
    let after = db.statistics();
    assert_eq!(after.groups - before.groups, 2);
    assert_eq!(after.writes - before.writes, 101);
    assert_eq!(after.largest_group, 100);
}

#[tokio::test]
async fn sqlite_flushes_every_commit_and_readers_cannot_write() {
    let db = TestDb::sqlite().await;
    let pragma = |name: &str| Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"));
    let (synchronous, foreign_keys) = (pragma("synchronous"), pragma("foreign_keys"));
    let writer: (i32, i32) = db
        .write(async move |txn| {
            let full = txn.query_one_raw(synchronous).await?.expect("a row");
            let keys = txn.query_one_raw(foreign_keys).await?.expect("a row");
            Ok::<_, DbErr>((full.try_get_by_index(0)?, keys.try_get_by_index(0)?))
        })
        .await
        .unwrap();
    assert_eq!(writer, (2, 1), "synchronous is FULL, foreign keys are ON");
    let row = db.read().query_one_raw(pragma("journal_mode")).await;
    let mode: String = row.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert_eq!(mode, "wal");
    let refused = db.read().execute_unprepared("CREATE TABLE sneaked (id int)").await;
    assert!(refused.unwrap_err().to_string().contains("readonly"));
}

#[tokio::test]
async fn a_write_inside_a_write_is_refused_instead_of_waiting_for_itself() {
    let db = TestDb::sqlite().await;
    let inner = db.handle();
    let answer: Result<(), DbErr> =
        db.write(async move |_txn| inner.write(async move |txn| add_note(txn, 1, "x").await).await).await;
    assert!(answer.unwrap_err().to_string().contains("inside another"));
}

#[tokio::test]
async fn a_file_is_made_with_its_folder_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite://{}/data/vidik.db", folder.path().display());
    for _start in 0..2 {
        let db = Db::connect(&address, DbOptions::default()).await.unwrap();
        vidik_db::migrate::up(&db).await.unwrap();
        db.close().await.unwrap();
    }
    assert!(folder.path().join("data/vidik.db").exists());
}

#[tokio::test]
async fn an_unknown_address_is_explained() {
    let refused = Db::connect("mysql://localhost/vidik", DbOptions::default()).await;
    let message = refused.unwrap_err().to_string();
    assert!(message.contains("sqlite://path"), "{message}");
}

#[tokio::test]
async fn a_file_is_served_by_one_alone() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite://{}/vidik.db", folder.path().display());
    let alone = || DbOptions { alone: true, ..DbOptions::default() };
    let first = Db::connect(&address, alone()).await.unwrap();
    let message = Db::connect(&address, alone()).await.unwrap_err().to_string();
    assert!(message.contains("another server works with"), "{message}");
    // A verb of the command line may work beside the server.
    Db::connect(&address, DbOptions::default()).await.unwrap().close().await.unwrap();
    first.close().await.unwrap();
    drop(first);
    Db::connect(&address, alone()).await.unwrap().close().await.unwrap();
}

#[tokio::test]
async fn what_keeps_a_server_from_answering_is_told() {
    let options = DbOptions { acquire_timeout: Duration::from_millis(300), ..DbOptions::default() };
    // A port that nothing takes: a free one could be another test's a moment later.
    let refused = Db::connect("postgres://nobody@127.0.0.1:1/vidik", options).await;
    let message = refused.unwrap_err().to_string();
    assert!(message.contains("refused"), "{message}");
}
