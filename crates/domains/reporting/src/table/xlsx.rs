//! A spreadsheet of one sheet (ECMA-376, transitional), written as it comes: cells hold their own words, so that
//! nothing has to be known before its end.

use std::io;

use chrono::{DateTime, Utc};
use vidik_package::archive::ArchiveStream;

use super::{Cell, rfc3339};

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const WORKBOOK_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
/// 0 plain, 1 a date with its time (format 22), 2 bold.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="22" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>"#;
/// The first row stays where it is.
const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>"#;

/// The most characters that a cell holds.
const LONGEST: usize = 32_767;

/// A spreadsheet that is being written.
pub(super) struct Xlsx {
    archive: ArchiveStream,
    rows: u64,
}

impl Xlsx {
    pub fn begin() -> io::Result<Self> {
        let mut archive = ArchiveStream::default();
        for (name, text) in [
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", RELATIONS),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
            ("xl/styles.xml", STYLES),
            ("xl/worksheets/sheet1.xml", SHEET),
        ] {
            archive.file(name)?;
            archive.write(text.as_bytes())?;
        }
        Ok(Self { archive, rows: 0 })
    }

    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let head = self.rows == 0;
        self.rows += 1;
        let mut text = String::from("<row>");
        for cell in cells {
            write_cell(&mut text, cell, head);
        }
        text.push_str("</row>");
        self.archive.write(text.as_bytes())
    }

    pub fn take(&mut self) -> Vec<u8> {
        self.archive.take()
    }

    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        self.archive.write(b"</sheetData></worksheet>")?;
        self.archive.finish()
    }
}

fn write_cell(out: &mut String, cell: &Cell, head: bool) {
    match cell {
        Cell::Empty => out.push_str("<c/>"),
        Cell::Text(text) => {
            out.push_str(if head {
                r#"<c s="2" t="inlineStr"><is><t xml:space="preserve">"#
            } else {
                r#"<c t="inlineStr"><is><t xml:space="preserve">"#
            });
            escape(out, text);
            out.push_str("</t></is></c>");
        }
        Cell::Number(number) => within(out, "<c><v>", &number.to_string(), "</v></c>"),
        Cell::Time(time) => match serial(*time) {
            Some(days) => within(out, r#"<c s="1"><v>"#, &days.to_string(), "</v></c>"),
            None => within(out, r#"<c t="inlineStr"><is><t>"#, &rfc3339(*time), "</t></is></c>"),
        },
        Cell::Flag(flag) => out.push_str(if *flag { r#"<c t="b"><v>1</v></c>"# } else { r#"<c t="b"><v>0</v></c>"# }),
    }
}

fn within(out: &mut String, before: &str, text: &str, after: &str) {
    out.push_str(before);
    out.push_str(text);
    out.push_str(after);
}

/// Days since 30 December 1899, as spreadsheets count them; from March 1900 on, where they count right.
fn serial(time: DateTime<Utc>) -> Option<f64> {
    const EPOCH: i64 = -2_209_161_600;
    let seconds = i32::try_from((time.timestamp() - EPOCH) / 60).ok().filter(|minutes| *minutes > 61 * 24 * 60)?;
    let rest = i32::try_from((time.timestamp() - EPOCH) % 60).ok()?;
    Some((f64::from(seconds) * 60.0 + f64::from(rest)) / 86_400.0)
}

fn escape(out: &mut String, text: &str) {
    for sign in text.chars().take(LONGEST) {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(sign),
            // XML 1.0 has no place for these.
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::table::{Format, Table};

    #[test]
    fn a_sheet_is_written_as_it_comes() {
        let mut table = Table::begin(Format::Xlsx, &["name", "score"]).unwrap();
        let mut bytes = table.take();
        table.row(&[Cell::from("=1+1 <Њ> & \u{1}"), Cell::from(0.5)]).unwrap();
        bytes.extend(table.take());
        table.row(&["2026-03-02T12:00:00Z".parse::<DateTime<Utc>>().unwrap().into(), Cell::from(true)]).unwrap();
        bytes.extend(table.finish().unwrap());
        let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        let mut sheet = String::new();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
        let rows = sheet.split_once("<sheetData>").unwrap().1;
        assert_eq!(
            rows,
            "<row><c s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">name</t></is></c>\
             <c s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">score</t></is></c></row>\
             <row><c t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1 &lt;Њ&gt; &amp; \u{fffd}</t></is></c><c><v>0.5</v></c></row>\
             <row><c s=\"1\"><v>46083.5</v></c><c t=\"b\"><v>1</v></c></row></sheetData></worksheet>"
        );
    }
}
