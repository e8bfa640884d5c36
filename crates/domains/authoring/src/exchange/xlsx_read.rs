//! Reads a spreadsheet as it comes back from a translator.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use vidik_base::LanguageTag;
use vidik_package::archive::{self, Limits};

use super::{Row, Sheet, SheetError, xlsx_write::COLUMNS};
use crate::state::Cell;

/// More rows than any course has.
const MOST_ROWS: usize = 100_000;

/// A spreadsheet is an archive: it must not become larger than a course's texts are.
fn limits() -> Limits {
    Limits {
        inflated_bytes: 256 * 1024 * 1024,
        entry_bytes: 128 * 1024 * 1024,
        entries: 1_000,
        threads: 1,
        ..Limits::default()
    }
}

/// The sheet in a spreadsheet's first page. Columns are found by their names, wherever they stand.
pub fn read_xlsx(bytes: &[u8]) -> Result<Sheet, SheetError> {
    let unreadable = |why: &dyn std::fmt::Display| SheetError::Unreadable(why.to_string());
    archive::check(bytes, &limits()).map_err(|error| unreadable(&error))?;
    let mut book: Xlsx<_> =
        open_workbook_from_rs(Cursor::new(bytes)).map_err(|error: calamine::XlsxError| unreadable(&error))?;
    let page =
        book.worksheet_range_at(0).ok_or_else(|| unreadable(&"it has no page"))?.map_err(|error| unreadable(&error))?;
    let first = page.start().map_or(0, |(row, _)| row);
    let mut lines = page.rows();
    let head: Vec<String> = lines.next().map(|row| row.iter().map(words).collect()).unwrap_or_default();
    let columns = Columns::of(&head)?;
    let mut sheet = Sheet {
        course: columns.course.clone(),
        source_language: columns.source_language.clone(),
        target_language: columns.target_language.clone(),
        rows: Vec::new(),
    };
    for (line, place) in lines.zip(first.saturating_add(2)..) {
        if sheet.rows.len() >= MOST_ROWS {
            return Err(SheetError::TooLarge);
        }
        if let Some(row) = columns.row(line, place) {
            add(&mut sheet.rows, row);
        }
    }
    Ok(sheet)
}

/// `body#2` is the rest of `body`, which stands right before it.
fn add(rows: &mut Vec<Row>, row: Row) {
    let rest_of = row.path.rsplit_once('#').filter(|(_, number)| number.parse::<u32>().is_ok()).map(|(path, _)| path);
    match (rest_of, rows.iter_mut().last()) {
        (Some(path), Some(last)) if last.key == row.key && last.path == path => {
            last.source.push_str(&row.source);
            last.target.push_str(&row.target);
        }
        _ => rows.push(row),
    }
}

struct Columns {
    places: [Option<usize>; 8],
    course: String,
    source_language: LanguageTag,
    target_language: LanguageTag,
}

impl Columns {
    fn of(head: &[String]) -> Result<Self, SheetError> {
        let named = |name: &str| head.iter().position(|words| words.split_whitespace().next() == Some(name));
        let language = |name: &str| {
            let words = named(name).and_then(|place| head.get(place))?;
            let (_, tag) = words.split_once('(')?;
            LanguageTag::parse(tag.trim_end().trim_end_matches(')')).ok()
        };
        let course = named("course").and_then(|place| head.get(place)).and_then(|words| words.split_once(' '));
        Ok(Self {
            places: COLUMNS.map(named),
            course: course.map(|(_, slug)| slug.to_owned()).unwrap_or_default(),
            source_language: language("source").ok_or(SheetError::NoLanguages)?,
            target_language: language("target").ok_or(SheetError::NoLanguages)?,
        })
    }

    /// A row; none where every cell is empty.
    fn row(&self, line: &[Data], place: u32) -> Option<Row> {
        let [key, path, source, target, state, note, hash, was] =
            self.places.map(|place| place.and_then(|place| line.get(place)).map(words).unwrap_or_default());
        if [&key, &path, &source, &target].into_iter().all(String::is_empty) {
            return None;
        }
        Some(Row {
            place,
            name: String::new(),
            markdown: false,
            state: Cell::from_word(state.trim()),
            was: Cell::from_word(was.trim()),
            key,
            path,
            source,
            target,
            hash,
            note,
        })
    }
}

/// A cell's words; a number that somebody typed is a text as well.
fn words(cell: &Data) -> String {
    match cell {
        Data::String(words) => words.replace("\r\n", "\n").replace('\r', "\n"),
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}
