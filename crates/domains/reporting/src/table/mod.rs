//! Tables that go out: CSV, spreadsheets, lines of JSON; written row by row, so that their length does not matter.

mod csv;
mod xlsx;

use chrono::{DateTime, SecondsFormat, Utc};

use self::xlsx::Xlsx;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, or separated otherwise: UTF-8 with a byte order mark, so that spreadsheets read it right.
    Csv {
        /// What separates: a comma, a semicolon or a tab.
        separator: u8,
    },
    /// A spreadsheet (ECMA-376).
    Xlsx,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A moment.
    Time(DateTime<Utc>),
    /// Yes or no.
    Flag(bool),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<DateTime<Utc>> for Cell {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Time(time)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A table that is being written. What was written so far is taken out now and then.
pub struct Table(Kind);

enum Kind {
    Csv { out: Vec<u8>, separator: u8 },
    Xlsx(Box<Xlsx>),
}

impl Table {
    /// Begins with the heads of the columns.
    pub fn begin(format: Format, heads: &[&str]) -> std::io::Result<Self> {
        let mut table = Self(match format {
            Format::Csv { separator } => Kind::Csv { out: "\u{feff}".as_bytes().to_vec(), separator },
            Format::Xlsx => Kind::Xlsx(Box::new(Xlsx::begin()?)),
        });
        let heads: Vec<Cell> = heads.iter().map(|head| Cell::from(*head)).collect();
        table.row(&heads)?;
        Ok(table)
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[Cell]) -> std::io::Result<()> {
        match &mut self.0 {
            Kind::Csv { out, separator } => {
                csv::row(out, *separator, cells);
                Ok(())
            }
            Kind::Xlsx(sheet) => sheet.row(cells),
        }
    }

    /// What was written since this was asked last.
    pub fn take(&mut self) -> Vec<u8> {
        match &mut self.0 {
            Kind::Csv { out, .. } => std::mem::take(out),
            Kind::Xlsx(sheet) => sheet.take(),
        }
    }

    /// Ends the table: the rest of it.
    pub fn finish(self) -> std::io::Result<Vec<u8>> {
        match self.0 {
            Kind::Csv { out, .. } => Ok(out),
            Kind::Xlsx(sheet) => sheet.finish(),
        }
    }
}
