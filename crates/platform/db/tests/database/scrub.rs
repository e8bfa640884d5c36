//! What is left in SQLite's files of what was deleted.

use std::path::Path;

use vidik_db::{ConnectionTrait as _, Db, DbOptions};

use crate::{add_note, make_notes, note_ids};

const MARK: &str = "Mila Petrović lives at Cara Dušana 7";

/// Which files have the words.
fn holding(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        let bytes = std::fs::read(file.path()).unwrap();
        if bytes.windows(MARK.len()).any(|part| part == MARK.as_bytes()) {
            found.push(file.file_name().into_string().unwrap());
        }
    }
    found.sort();
    found
}

async fn open(folder: &Path) -> Db {
    let url = format!("sqlite://{}", folder.join("notes.db").display());
    Db::connect(&url, DbOptions::default()).await.unwrap()
}

/// Rows of all sizes, an index with them, changed before they are deleted; one in ten stays, without the words.
async fn wrote_and_deleted(db: &Db) {
    make_notes(db).await;
    for from in (0..400).step_by(50) {
        db.write(async move |txn| {
            for id in from..from + 50 {
                let words = MARK.repeat(1 + usize::try_from(id * 37 % 300).unwrap());
                let body = if id % 10 == 0 { format!("{id}") } else { format!("{id} {words}") };
                add_note(txn, id * 7919 % 400, &body).await?;
            }
            Ok::<_, vidik_db::DbErr>(())
        })
        .await
        .unwrap();
    }
    for sql in [
        "UPDATE notes SET body = body || body WHERE id % 3 = 0 AND length(body) > 5",
        "DELETE FROM notes WHERE length(body) > 5",
    ] {
        db.write(async move |txn| txn.execute_unprepared(sql).await).await.unwrap();
    }
}

#[tokio::test]
async fn scrubbed_files_have_nothing_of_what_was_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(folder.path()).await;
    wrote_and_deleted(&db).await;
    assert!(!holding(folder.path()).is_empty(), "there is something to be taken out");
    let scrubbed = db.scrub(u64::MAX).await.unwrap().unwrap();
    assert!(scrubbed.rewritten && scrubbed.log_emptied);
    assert_eq!(holding(folder.path()), Vec::<String>::new());
    assert_eq!(note_ids(&db).await.len(), 40);
    // The writer goes on, and what is deleted from now on is overwritten in the same way.
    db.write(async move |txn| add_note(txn, 1000, "after").await).await.unwrap();
    assert_eq!(note_ids(&db).await.len(), 41);
}

#[tokio::test]
async fn pages_that_become_free_are_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(folder.path()).await;
    make_notes(&db).await;
    db.write(async move |txn| add_note(txn, 1, &MARK.repeat(3000)).await).await.unwrap();
    db.write(async move |txn| txn.execute_unprepared("DELETE FROM notes").await).await.unwrap();
    let scrubbed = db.scrub(0).await.unwrap().unwrap();
    assert!(!scrubbed.rewritten && scrubbed.log_emptied, "the file is too large to be written anew");
    assert_eq!(holding(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn who_reads_an_older_state_is_not_disturbed() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(folder.path()).await;
    make_notes(&db).await;
    db.write(async move |txn| add_note(txn, 1, MARK).await).await.unwrap();
    let reader = db.snapshot().await.unwrap();
    reader
        .query_all_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "SELECT * FROM notes"))
        .await
        .unwrap();
    db.write(async move |txn| txn.execute_unprepared("DELETE FROM notes").await).await.unwrap();
    assert!(!db.scrub(0).await.unwrap().unwrap().log_emptied);
    drop(reader);
    assert!(db.scrub(0).await.unwrap().unwrap().log_emptied);
    assert_eq!(holding(folder.path()), Vec::<String>::new());
}
