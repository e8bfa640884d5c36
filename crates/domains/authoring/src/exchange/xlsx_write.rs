//! Writes a spreadsheet: a text a row, the columns that translators do not change greyed or hidden.

use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, XlsxError};

use super::Sheet;

/// What the columns are called; readers go by these words.
pub(super) const COLUMNS: [&str; 8] = ["key", "path", "source", "target", "state", "note", "hash", "was"];
/// The longest part of a text in one cell: a cell holds 32,767 UTF-16 units.
pub(super) const MOST_UNITS: usize = 30_000;

/// The sheet as a spreadsheet. A text that is longer than a cell takes several rows: `body`, `body#2`, `body#3`.
pub fn write_xlsx(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Translation")?;
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00E6_EBF2));
    let fixed = Format::new().set_font_color(Color::RGB(0x0055_5F6B)).set_text_wrap().set_align(FormatAlign::Top);
    let free = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (name, column) in COLUMNS.iter().zip(0_u16..) {
        let language = match *name {
            "source" => Some(&sheet.source_language),
            "target" => Some(&sheet.target_language),
            _ => None,
        };
        let words = language.map_or_else(|| (*name).to_owned(), |tag| format!("{name} ({tag})"));
        page.write_string_with_format(0, column, words, &head)?;
    }
    page.write_string_with_format(0, 8, format!("course {}", sheet.course), &head)?;
    for (column, width) in [(0, 28), (1, 18), (2, 60), (3, 60), (4, 12), (5, 30)] {
        page.set_column_width(column, width)?;
    }
    for hidden in 6..=8 {
        page.set_column_hidden(hidden)?;
    }
    page.set_freeze_panes(1, 2)?;
    let mut line = 1;
    for row in &sheet.rows {
        let (sources, targets) = (parts(&row.source), parts(&row.target));
        for part in 0..sources.len().max(targets.len()) {
            let path = if part == 0 { row.path.clone() } else { format!("{}#{}", row.path, part + 1) };
            let of = |parts: &[String]| parts.get(part).cloned().unwrap_or_default();
            page.write_string_with_format(line, 0, &row.key, &fixed)?;
            page.write_string_with_format(line, 1, path, &fixed)?;
            page.write_string_with_format(line, 2, of(&sources), &fixed)?;
            page.write_string_with_format(line, 3, of(&targets), &free)?;
            page.write_string_with_format(line, 4, row.state.as_str(), &free)?;
            page.write_string_with_format(line, 5, if part == 0 { row.note.as_str() } else { "" }, &free)?;
            page.write_string(line, 6, &row.hash)?;
            page.write_string(line, 7, row.was.as_str())?;
            line += 1;
        }
    }
    book.save_to_buffer()
}

/// The text in pieces that fit a cell; one empty piece for an empty text.
fn parts(text: &str) -> Vec<String> {
    let (mut parts, mut units) = (vec![String::new()], 0);
    for c in text.chars() {
        if units + c.len_utf16() > MOST_UNITS {
            parts.push(String::new());
            units = 0;
        }
        units += c.len_utf16();
        parts.iter_mut().last().into_iter().for_each(|part| part.push(c));
    }
    parts
}
