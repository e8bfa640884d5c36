//! A reader with a cursor skips nothing, however late a writer commits.

use std::collections::BTreeSet;
use std::time::Duration;

use sea_orm::TransactionTrait as _;
use tokio::sync::oneshot;
use vidik_db::testing::TestDb;
use vidik_db::{Backend, Db, DbErr, change_number, database_tests, migrate, stable_below};

use super::{add_numbered, make_notes, notes_between};

/// One poll of a feed: what is new and stable after `cursor`, which is moved on.
async fn poll(db: &Db, cursor: &mut i64) -> Vec<i64> {
    let below = stable_below(db.read()).await.unwrap();
    let notes = notes_between(db.read(), *cursor, below).await;
    if let Some(last) = notes.last() {
        *cursor = last.change_number;
    }
    notes.iter().map(|note| note.id).collect()
}

/// Polls until `count` notes came. On PostgreSQL any writing transaction of the whole cluster, another
/// test's too, holds a feed back until it ends.
async fn poll_until(db: &Db, cursor: &mut i64, count: usize) -> Vec<i64> {
    let mut seen = Vec::new();
    for _poll in 0..30_000 {
        seen.extend(poll(db, cursor).await);
        if seen.len() >= count {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    seen
}

database_tests! {
    async fn a_cursor_waits_for_a_delayed_writer(db: Db) {
        make_notes(&db).await;
        let mut cursor = 0;
        let (numbered, has_number) = oneshot::channel();
        let (release, released) = oneshot::channel();
        let delayed = tokio::spawn({
            let db = db.clone();
            async move {
                db.write(async move |txn| {
                    let number = change_number(txn).await?;
                    add_numbered(txn, 1, "delayed", number).await?;
                    numbered.send(()).unwrap();
                    released.await.unwrap();
                    Ok::<i64, DbErr>(number)
                })
                .await
            }
        });
        has_number.await.unwrap();
        let quick = tokio::spawn({
            let db = db.clone();
            async move {
                db.write(async move |txn| {
                    let number = change_number(txn).await?;
                    add_numbered(txn, 2, "quick", number).await?;
                    Ok::<i64, DbErr>(number)
                })
                .await
            }
        });
        if db.backend() == Backend::Postgres {
            // The quick one is committed and visible, yet not given out before the delayed one.
            quick.await.unwrap().unwrap();
            assert_eq!(notes_between(db.read(), 0, i64::MAX).await.len(), 1);
        }
        assert!(poll(&db, &mut cursor).await.is_empty());
        release.send(()).unwrap();
        delayed.await.unwrap().unwrap();
        assert_eq!(poll_until(&db, &mut cursor, 2).await, [1, 2]);
    }

    async fn no_row_is_skipped_or_given_twice(db: Db) {
        const WRITES: i64 = 120;
        make_notes(&db).await;
        let writers: Vec<_> = (0..WRITES)
            .map(|id| {
                let db = db.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(u64::try_from(id % 40).unwrap())).await;
                    db.write(async move |txn| {
                        let number = change_number(txn).await?;
                        add_numbered(txn, id, &format!("note {id}"), number).await?;
                        let late = if id % 10 == 0 { 15 } else { 0 };
                        tokio::time::sleep(Duration::from_millis(late)).await;
                        if id % 13 == 0 {
                            return Err(DbErr::Custom("refused".to_owned()));
                        }
                        Ok(())
                    })
                    .await
                })
            })
            .collect();
        let expected = (0..WRITES).filter(|id| id % 13 != 0).count();
        let mut cursor = 0;
        let mut seen = poll_until(&db, &mut cursor, expected).await;
        for writer in writers {
            let _ = writer.await.unwrap();
        }
        seen.extend(poll(&db, &mut cursor).await);
        assert_eq!(seen.len(), expected);
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), expected);
    }
}

#[tokio::test]
async fn postgres_numbers_of_one_transaction_are_one() {
    let Some(db) = TestDb::postgres().await else {
        return;
    };
    let transaction = db.read().begin().await.unwrap();
    let first = change_number(&transaction).await.unwrap();
    assert_eq!(change_number(&transaction).await.unwrap(), first);
    assert!(stable_below(db.read()).await.unwrap() <= first);
    transaction.rollback().await.unwrap();
    // It, and whatever ran beside it in the cluster, ends.
    while stable_below(db.read()).await.unwrap() <= first {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn a_restored_dump_never_goes_backwards() {
    const RESTORED: i64 = 5_000_000_000;
    let Some(db) = TestDb::postgres().await else {
        return;
    };
    make_notes(&db).await;
    // As a dump from a cluster that had counted further.
    db.write(async move |txn| add_numbered(txn, 1, "restored", RESTORED).await).await.unwrap();
    migrate::up(&db).await.unwrap();
    let next = db.write(async move |txn| change_number(txn).await).await;
    let next = next.unwrap();
    assert!(next > RESTORED, "{next}");
    // A second start changes nothing.
    migrate::up(&db).await.unwrap();
    let later = db.write(async move |txn| change_number(txn).await).await;
    assert!((next + 1..next + 1_000).contains(&later.unwrap()));
    let mut cursor = 0;
    assert_eq!(poll_until(&db, &mut cursor, 1).await, [1]);
}
