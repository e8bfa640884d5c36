//! Writes XLIFF 2.1: a file for the course, a unit for each text, a segment for each paragraph.
//!
//! What XLIFF has no word for stands in attributes of our own, which tools have to keep (XLIFF 2.1, 5.1.3): the hash of
//! the source, and the state that the text had.

use std::fmt::Write as _;

use quick_xml::{
    Writer,
    escape::escape,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use super::{Row, Sheet, blocks::pairs};
use crate::state::Cell;

/// XLIFF 2.1's namespace.
pub(super) const CORE: &str = "urn:oasis:names:tc:xliff:document:2.0";
/// Of our own attributes.
pub(super) const OWN: &str = "urn:vidik:translation:1";

/// The sheet as XLIFF 2.1.
pub fn write_xliff(sheet: &Sheet) -> Result<Vec<u8>, std::io::Error> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = BytesStart::new("xliff").with_attributes([
        ("xmlns", CORE),
        ("xmlns:vidik", OWN),
        ("version", "2.1"),
        ("srcLang", sheet.source_language.as_str()),
        ("trgLang", sheet.target_language.as_str()),
    ]);
    writer.write_event(Event::Start(root))?;
    let file = BytesStart::new("file").with_attributes([("id", "course"), ("original", sheet.course.as_str())]);
    writer.write_event(Event::Start(file))?;
    for row in &sheet.rows {
        unit(&mut writer, row)?;
    }
    writer.write_event(Event::End(BytesEnd::new("file")))?;
    writer.write_event(Event::End(BytesEnd::new("xliff")))?;
    Ok(writer.into_inner())
}

type Out = Writer<Vec<u8>>;

fn unit(writer: &mut Out, row: &Row) -> std::io::Result<()> {
    let id = format!("{}:{}", row.key, row.path);
    let unit = BytesStart::new("unit").with_attributes([
        ("id", id.as_str()),
        ("name", &row.name),
        ("canResegment", "no"),
        ("vidik:source", &row.hash),
        ("vidik:state", row.was.as_str()),
    ]);
    writer.write_event(Event::Start(unit))?;
    if !row.note.is_empty() {
        writer.write_event(Event::Start(BytesStart::new("notes")))?;
        for line in row.note.lines() {
            element(writer, "note", line, false)?;
        }
        writer.write_event(Event::End(BytesEnd::new("notes")))?;
    }
    for ((source, target), number) in pairs(&row.source, &row.target).into_iter().zip(1..) {
        let (name, id) =
            if source.is_block() { ("segment", format!("s{number}")) } else { ("ignorable", format!("i{number}")) };
        let mut tag = BytesStart::new(name).with_attributes([("id", id.as_str())]);
        if source.is_block() {
            let (state, part) = state(if target.is_some() { row.state } else { Cell::None });
            tag.push_attribute(("state", state));
            if let Some(part) = part {
                tag.push_attribute(("subState", part));
            }
        }
        writer.write_event(Event::Start(tag))?;
        element(writer, "source", source.text(), true)?;
        if let Some(target) = target {
            element(writer, "target", target.text(), true)?;
        }
        writer.write_event(Event::End(BytesEnd::new(name)))?;
    }
    writer.write_event(Event::End(BytesEnd::new("unit")))
}

/// XLIFF's own word, and ours where that says less.
const fn state(cell: Cell) -> (&'static str, Option<&'static str>) {
    match cell {
        Cell::None => ("initial", None),
        Cell::Draft => ("translated", None),
        Cell::Reviewed => ("reviewed", None),
        Cell::Published => ("final", None),
        Cell::Outdated => ("translated", Some("vidik:outdated")),
    }
}

/// An element with text alone: no white space is put into it. What XML cannot hold is written as XLIFF has it (4.2.3.1).
fn element(writer: &mut Out, name: &str, text: &str, exactly: bool) -> std::io::Result<()> {
    let mut tag = BytesStart::new(name);
    if exactly {
        tag.push_attribute(("xml:space", "preserve"));
    }
    let mut inner = String::with_capacity(text.len() + 16);
    let mut run = String::new();
    for c in text.chars() {
        if c == '\r' {
            inner.push_str(&escape(run.as_str()));
            run.clear();
            inner.push_str("&#xD;");
        } else if (c.is_control() && u32::from(c) < 0x20 && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{fffe}' | '\u{ffff}')
        {
            inner.push_str(&escape(run.as_str()));
            run.clear();
            let _ = write!(inner, "<cp hex=\"{:04X}\"/>", u32::from(c));
        } else {
            run.push(c);
        }
    }
    inner.push_str(&escape(run.as_str()));
    writer.write_event(Event::Start(tag))?;
    writer.write_event(Event::Text(BytesText::from_escaped(inner)))?;
    writer.write_event(Event::End(BytesEnd::new(name)))
}
