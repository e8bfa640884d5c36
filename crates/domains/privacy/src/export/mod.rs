//! A copy of everything that is held of a person, as an archive that is written while it is read.

mod page;

use std::collections::VecDeque;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult as _, JsonValue, QueryResult};
use serde_json::{Map, Value, json};
use thiserror::Error;
use uuid::Uuid;
use vidik_blob::{BlobId, BlobStore};
use vidik_db::{Db, Sql};
use vidik_package::archive::ArchiveStream;

pub use self::page::{Section, Words};
use crate::{
    about::About as _,
    inventory::{HOLDINGS, Holding},
    subject::Subject,
};

/// How many rows are read at a time.
const PORTION: i64 = 200;
/// How much of a file is read at a time, in bytes.
const PIECE: u64 = 256 * 1024;

/// What stops a copy in the middle.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// The store of files said no.
    #[error(transparent)]
    Blob(#[from] vidik_blob::BlobError),
    /// The archive could not be written.
    #[error(transparent)]
    Archive(#[from] std::io::Error),
}

enum Task {
    Rows { holding: &'static Holding, from: i64 },
    Statements { after: Uuid },
    Documents { from: i64 },
    Attachments,
    Attachment { blob: BlobId, from: u64, length: u64 },
    Page,
}

/// A copy on its way out: [`Export::next`] gives it piece by piece.
pub struct Export {
    subject: Subject,
    words: Words,
    tasks: VecDeque<Task>,
    archive: Option<ArchiveStream>,
    /// Files, and how many rows each has.
    written: Vec<(String, u64)>,
}

impl Export {
    /// Begins a copy; `words` are for the page that says what is in it.
    pub fn begin(subject: Subject, words: Words) -> Self {
        let rows = HOLDINGS.iter().filter(|holding| holding.given).map(|holding| Task::Rows { holding, from: 0 });
        let rest =
            [Task::Statements { after: Uuid::nil() }, Task::Documents { from: 0 }, Task::Attachments, Task::Page];
        let tasks = rows.chain(rest).collect();
        Self { subject, words, tasks, archive: Some(ArchiveStream::default()), written: Vec::new() }
    }

    /// The next piece; nothing at the end.
    pub async fn next(&mut self, db: &Db, blobs: &BlobStore) -> Result<Option<Vec<u8>>, ExportError> {
        loop {
            let Some(task) = self.tasks.pop_front() else { return Ok(None) };
            match task {
                Task::Rows { holding, from } => self.rows(db.read(), holding, from).await?,
                Task::Statements { after } => self.statements(db.read(), after).await?,
                Task::Documents { from } => self.documents(db.read(), from).await?,
                Task::Attachments => self.attachments(db.read()).await?,
                Task::Attachment { blob, from, length } => self.attachment(blobs, blob, from, length).await?,
                Task::Page => {
                    let page = page::page(&self.words, &self.written);
                    let Some(mut archive) = self.archive.take() else { return Ok(None) };
                    archive.file("index.html")?;
                    archive.write(page.as_bytes())?;
                    return Ok(Some(archive.finish()?));
                }
            }
            let piece = self.archive.as_mut().map(ArchiveStream::take).unwrap_or_default();
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
        }
    }

    fn begin_file(&mut self, name: &str) -> Result<(), ExportError> {
        self.written.push((name.to_owned(), 0));
        if let Some(archive) = &mut self.archive {
            archive.file(name)?;
        }
        Ok(())
    }

    fn write(&mut self, text: &[u8]) -> Result<(), ExportError> {
        if let Some(archive) = &mut self.archive {
            archive.write(text)?;
        }
        Ok(())
    }

    fn counted(&mut self, rows: usize) {
        if let Some((_, count)) = self.written.last_mut() {
            *count += rows as u64;
        }
    }

    /// Rows as a JSON list; a table without rows has no file.
    fn list(&mut self, name: &str, rows: &[Value], first: bool, last: bool) -> Result<(), ExportError> {
        if first && rows.is_empty() {
            return Ok(());
        }
        if first {
            self.begin_file(name)?;
        }
        for (place, row) in rows.iter().enumerate() {
            self.write(if first && place == 0 { b"[\n" } else { b",\n" })?;
            self.write(row.to_string().as_bytes())?;
        }
        self.counted(rows.len());
        if last { self.write(b"\n]\n") } else { Ok(()) }
    }

    async fn rows<C: ConnectionTrait>(
        &mut self,
        conn: &C,
        holding: &'static Holding,
        from: i64,
    ) -> Result<(), ExportError> {
        let mut sql = Sql::new("SELECT * FROM ");
        sql.push(holding.table).push(" WHERE ").about(&self.subject, holding.rows);
        sql.push(" ORDER BY 1, 2 LIMIT ").value(PORTION).push(" OFFSET ").value(from);
        let rows = sql.rows(conn).await?;
        let told: Vec<Value> = rows.iter().map(|row| told(row, holding.hidden)).collect::<Result<_, _>>()?;
        let full = i64::try_from(rows.len()).is_ok_and(|count| count == PORTION);
        if full {
            self.tasks.push_front(Task::Rows { holding, from: from + PORTION });
        }
        self.list(&format!("{}.json", holding.table), &told, from == 0, !full)
    }

    /// As the record has them, a line each.
    async fn statements<C: ConnectionTrait>(&mut self, conn: &C, after: Uuid) -> Result<(), ExportError> {
        let mut sql = Sql::new("SELECT sequence, payload FROM statement WHERE sequence > ");
        sql.value(after).about(&self.subject, " AND (sequence IN {statements}");
        sql.about(&self.subject, " OR sequence IN (SELECT sequence FROM statement_actor WHERE actor IN {keys}))");
        sql.push(" ORDER BY sequence LIMIT ").value(PORTION);
        let rows = sql.rows(conn).await?;
        if after.is_nil() && !rows.is_empty() {
            self.begin_file("statements.ndjson")?;
        }
        for row in &rows {
            self.write(row.try_get_by_index::<String>(1)?.as_bytes())?;
            self.write(b"\n")?;
        }
        self.counted(if rows.is_empty() { 0 } else { rows.len() });
        if let Some(last) = rows.last() {
            self.tasks.push_front(Task::Statements { after: last.try_get_by_index(0)? });
        }
        Ok(())
    }

    async fn documents<C: ConnectionTrait>(&mut self, conn: &C, from: i64) -> Result<(), ExportError> {
        let mut sql = Sql::new("SELECT * FROM lrs_document WHERE ");
        sql.about(&self.subject, "agent IN {keys} OR registration IN {registration_texts}");
        sql.push(" ORDER BY id LIMIT ").value(PORTION).push(" OFFSET ").value(from);
        let rows = sql.rows(conn).await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut document = told(row, &["body"])?;
            let body: Vec<u8> = row.try_get("", "body")?;
            let body = String::from_utf8(body)
                .map_or_else(|error| json!({ "base64": STANDARD.encode(error.as_bytes()) }), opened);
            if let Some(document) = document.as_object_mut() {
                document.insert("body".to_owned(), body);
            }
            all.push(document);
        }
        let full = i64::try_from(rows.len()).is_ok_and(|count| count == PORTION);
        if full {
            self.tasks.push_front(Task::Documents { from: from + PORTION });
        }
        self.list("lrs_document.json", &all, from == 0, !full)
    }

    async fn attachments<C: ConnectionTrait>(&mut self, conn: &C) -> Result<(), ExportError> {
        let mut sql = Sql::new("SELECT blob, length FROM attachment WHERE sha2 IN ");
        sql.push("(SELECT sha2 FROM statement_attachment WHERE sequence IN ").about(&self.subject, "{statements})");
        for row in sql.rows(conn).await? {
            let (blob, length): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            if let Ok(blob) = blob.parse::<BlobId>() {
                let length = u64::try_from(length).unwrap_or(0);
                self.tasks.push_front(Task::Attachment { blob, from: 0, length });
            }
        }
        Ok(())
    }

    async fn attachment(&mut self, blobs: &BlobStore, blob: BlobId, from: u64, length: u64) -> Result<(), ExportError> {
        if from == 0 {
            self.begin_file(&format!("attachments/{blob}"))?;
            self.counted(1);
        }
        let take = PIECE.min(length.saturating_sub(from));
        if take > 0 {
            let bytes = blobs.range(blob, from, take).await?;
            self.write(&bytes)?;
            self.tasks.push_front(Task::Attachment { blob, from: from + take, length });
        }
        Ok(())
    }
}

/// A row by the names of its columns; JSON that is kept as text comes as JSON.
fn told(row: &QueryResult, hidden: &[&str]) -> Result<Value, DbErr> {
    let Value::Object(columns) = JsonValue::from_query_result(row, "")? else { return Ok(Value::Null) };
    let told = columns.into_iter().filter(|(name, _)| !hidden.contains(&name.as_str())).map(|(name, value)| {
        let value = match value {
            Value::String(text) => opened(text),
            other => other,
        };
        (name, value)
    });
    Ok(Value::Object(told.collect::<Map<_, _>>()))
}

fn opened(text: String) -> Value {
    let json = text.starts_with(['{', '[']).then(|| serde_json::from_str(&text).ok()).flatten();
    json.unwrap_or(Value::String(text))
}
