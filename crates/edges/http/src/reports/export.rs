//! Lists that go out whole, row by row: memory does not grow with them.

use actix_web::{HttpResponse, http::header};
use bytes::Bytes;
use futures::stream;
use serde::Serialize;
use vidik_reporting::table::{Cell, Format, Table};

use super::query::Wanted;
use crate::problem::Problem;

/// How many rows are read at a time.
pub(super) const PORTION: u64 = 1_000;

/// A row of a list that can be had as a table.
pub(super) trait Row: Serialize {
    /// The heads of the columns: names for programs, the same in every language.
    const HEADS: &'static [&'static str];

    /// What stands under each head.
    fn cells(&self) -> Vec<Cell>;
}

/// Rows, and where the next ones begin; nothing at the end.
pub(super) type Portion<R, K> = (Vec<R>, Option<K>);

/// Where the rows behind a portion begin: nowhere where it is not full.
pub(super) fn behind<R, K>(rows: &[R], key: impl FnOnce(&R) -> K) -> Option<K> {
    let full = u64::try_from(rows.len()).is_ok_and(|count| count == PORTION);
    rows.last().filter(|_| full).map(key)
}

enum Writer {
    Lines,
    Table(Box<Table>),
}

impl Writer {
    fn begin<R: Row>(format: Option<Format>) -> std::io::Result<Self> {
        Ok(match format {
            Some(format) => Self::Table(Box::new(Table::begin(format, R::HEADS)?)),
            None => Self::Lines,
        })
    }

    fn rows<R: Row>(&mut self, rows: &[R]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Lines => {
                let mut out = Vec::new();
                for row in rows {
                    serde_json::to_writer(&mut out, row)?;
                    out.push(b'\n');
                }
                Ok(out)
            }
            Self::Table(table) => {
                for row in rows {
                    table.row(&row.cells())?;
                }
                Ok(table.take())
            }
        }
    }

    fn finish(self) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Lines => Ok(Vec::new()),
            Self::Table(table) => table.finish(),
        }
    }
}

/// The whole list as a file of that name; `next` gives the rows behind a key.
pub(super) fn whole<R, K, F, A>(name: &str, wanted: Wanted, next: F) -> Result<HttpResponse, Problem>
where
    R: Row + 'static,
    K: 'static,
    F: FnMut(Option<K>) -> A + 'static,
    A: Future<Output = Result<Portion<R, K>, Problem>>,
{
    let (format, kind, end) = match wanted {
        Wanted::Table(format @ Format::Csv { .. }) => (Some(format), "text/csv; charset=utf-8", "csv"),
        Wanted::Table(Format::Xlsx) => {
            (Some(Format::Xlsx), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
        }
        Wanted::Lines | Wanted::Parts => (None, "application/x-ndjson", "ndjson"),
    };
    let writer = Writer::begin::<R>(format).map_err(Problem::internal)?;
    let body = stream::unfold(Some((next, writer, None)), async |state| {
        let (mut next, mut writer, after) = state?;
        let step = async {
            let (rows, after) = next(after).await.map_err(|problem| std::io::Error::other(format!("{problem:?}")))?;
            let mut bytes = writer.rows(&rows)?;
            let Some(after) = after else {
                bytes.extend(writer.finish()?);
                return Ok((Bytes::from(bytes), None));
            };
            Ok((Bytes::from(bytes), Some((next, writer, Some(after)))))
        };
        // A file that cannot be ended breaks off, so that nobody takes it for a whole one.
        Some(match step.await {
            Ok((bytes, state)) => (Ok(bytes), state),
            Err(error) => {
                tracing::error!(%error, "a list could not be written to its end");
                (Err::<Bytes, std::io::Error>(error), None)
            }
        })
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{end}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(body))
}
