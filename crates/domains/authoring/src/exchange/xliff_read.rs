//! Reads XLIFF 2.x as it comes back from a translator's tool.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};
use vidik_base::LanguageTag;

use super::{Row, Sheet, SheetError};
use crate::state::Cell;

/// More elements than any course needs, and deeper.
const MOST_ELEMENTS: usize = 400_000;
const DEEPEST: usize = 32;

/// The sheet in an XLIFF file. Inline elements that a tool put into texts are read past, their text is kept.
pub fn read_xliff(text: &str) -> Result<Sheet, SheetError> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut file = File::default();
    let (mut elements, mut depth) = (0_usize, 0_usize);
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                (elements, depth) = (elements + 1, depth + 1);
                if elements > MOST_ELEMENTS || depth > DEEPEST {
                    return Err(SheetError::TooLarge);
                }
                file.start(&tag, at)?;
            }
            Ok(Event::Empty(tag)) => {
                elements += 1;
                file.start(&tag, at)?;
                file.end(tag.local_name().as_ref());
            }
            Ok(Event::End(tag)) => {
                depth = depth.saturating_sub(1);
                file.end(tag.local_name().as_ref());
            }
            Ok(Event::Text(part)) => file.text(&part),
            Ok(Event::CData(part)) => file.text(&part),
            Ok(Event::GeneralRef(name)) => file.reference(&name)?,
            Ok(Event::DocType(_)) => return Err(SheetError::Unreadable("a document type".to_owned())),
            Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => {}
            Ok(Event::Eof) if depth == 0 => break,
            Ok(Event::Eof) => return Err(SheetError::Unreadable("it ends too early".to_owned())),
            Err(error) => return Err(SheetError::Unreadable(error.to_string())),
        }
    }
    file.finish(text)
}

/// Which text is being gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Into {
    Source,
    Target,
    Note,
}

#[derive(Default)]
struct File {
    languages: Option<(String, String)>,
    course: String,
    rows: Vec<Row>,
    /// Byte offsets of the units, for their lines.
    offsets: Vec<usize>,
    unit: Option<Unit>,
    into: Option<Into>,
}

#[derive(Default)]
struct Unit {
    offset: usize,
    id: String,
    name: String,
    hash: String,
    was: String,
    notes: Vec<String>,
    source: String,
    target: String,
    /// Of the segment that is open.
    part: Part,
    /// Whether every segment has a target, and whether any has.
    all: bool,
    any: bool,
    states: Vec<Cell>,
}

#[derive(Default)]
struct Part {
    is_segment: bool,
    source: String,
    target: Option<String>,
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, SheetError> {
    for found in tag.attributes() {
        let found = found.map_err(|error| SheetError::Unreadable(error.to_string()))?;
        let key = found.key.as_ref();
        if key == name {
            let value = found.normalized_value(XmlVersion::Implicit1_0);
            return value
                .map(|value| Some(value.into_owned()))
                .map_err(|error| SheetError::Unreadable(error.to_string()));
        }
    }
    Ok(None)
}

impl File {
    fn start(&mut self, tag: &BytesStart<'_>, at: usize) -> Result<(), SheetError> {
        match tag.local_name().as_ref() {
            "xliff" => {
                let version = attribute(tag, "version")?.unwrap_or_default();
                if !version.starts_with("2.") {
                    return Err(SheetError::Unreadable(format!("version {version}")));
                }
                self.languages = attribute(tag, "srcLang")?.zip(attribute(tag, "trgLang")?);
            }
            "file" => self.course = attribute(tag, "original")?.unwrap_or_default(),
            "unit" => {
                self.unit = Some(Unit {
                    offset: at,
                    id: attribute(tag, "id")?.unwrap_or_default(),
                    name: attribute(tag, "name")?.unwrap_or_default(),
                    hash: attribute(tag, "vidik:source")?.unwrap_or_default(),
                    was: attribute(tag, "vidik:state")?.unwrap_or_default(),
                    all: true,
                    ..Unit::default()
                });
            }
            name @ ("segment" | "ignorable") => {
                let state = state(attribute(tag, "state")?.as_deref(), attribute(tag, "subState")?.as_deref());
                if let Some(unit) = &mut self.unit {
                    unit.part = Part { is_segment: name == "segment", ..Part::default() };
                    if name == "segment" {
                        unit.states.push(state);
                    }
                }
            }
            "source" => self.into = Some(Into::Source),
            "target" => {
                self.into = Some(Into::Target);
                if let Some(unit) = &mut self.unit {
                    unit.part.target = Some(String::new());
                }
            }
            "note" if self.unit.is_some() => {
                self.into = Some(Into::Note);
                self.unit.iter_mut().for_each(|unit| unit.notes.push(String::new()));
            }
            "cp" => self.code_point(attribute(tag, "hex")?.as_deref()),
            _ => {}
        }
        Ok(())
    }

    /// A character that XML cannot hold (XLIFF 2.1, 4.2.3.1).
    fn code_point(&mut self, hex: Option<&str>) {
        let c = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        if let Some(c) = c {
            self.text(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn text(&mut self, part: &str) {
        let Some(unit) = &mut self.unit else { return };
        match self.into {
            Some(Into::Source) => unit.part.source.push_str(part),
            Some(Into::Target) => unit.part.target.iter_mut().for_each(|target| target.push_str(part)),
            Some(Into::Note) => unit.notes.iter_mut().last().into_iter().for_each(|note| note.push_str(part)),
            None => {}
        }
    }

    fn reference(&mut self, name: &BytesRef<'_>) -> Result<(), SheetError> {
        let unknown = || SheetError::Unreadable(format!("the entity {}", &**name));
        match name.resolve_char_ref() {
            Ok(Some(c)) => self.text(c.encode_utf8(&mut [0; 4])),
            Ok(None) => self.text(quick_xml::escape::resolve_predefined_entity(name).ok_or_else(unknown)?),
            Err(_) => return Err(unknown()),
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "source" | "target" | "note" => self.into = None,
            "segment" | "ignorable" => self.unit.iter_mut().for_each(Unit::end_part),
            "unit" => {
                if let Some(unit) = self.unit.take() {
                    self.offsets.push(unit.offset);
                    self.rows.push(unit.row());
                }
            }
            _ => {}
        }
    }

    fn finish(mut self, text: &str) -> Result<Sheet, SheetError> {
        let (source, target) = self.languages.ok_or(SheetError::NoLanguages)?;
        let tag = |text: &str| LanguageTag::parse(text).map_err(|_| SheetError::NoLanguages);
        let (mut line, mut counted) = (1_u32, 0);
        for (row, offset) in self.rows.iter_mut().zip(&self.offsets) {
            let passed = text.as_bytes().get(counted..*offset).unwrap_or_default();
            line =
                line.saturating_add(u32::try_from(passed.split(|byte| *byte == b'\n').count() - 1).unwrap_or(u32::MAX));
            counted = (*offset).max(counted);
            row.place = line;
        }
        Ok(Sheet {
            course: self.course,
            source_language: tag(&source)?,
            target_language: tag(&target)?,
            rows: self.rows,
        })
    }
}

impl Unit {
    fn end_part(&mut self) {
        let part = std::mem::take(&mut self.part);
        if let Some(target) = &part.target {
            self.any |= part.is_segment;
            self.target.push_str(target);
        } else {
            self.all &= !part.is_segment;
            // Without a target of its own an ignorable stands as it is.
            self.target.push_str(&part.source);
        }
        self.source.push_str(&part.source);
    }

    /// A text of which a segment is not translated yet is not translated: half of it would be the source.
    fn row(self) -> Row {
        let (key, path) = self.id.rsplit_once(':').unwrap_or((&self.id, ""));
        let state = self.states.iter().copied().min_by_key(|state| rank(*state)).unwrap_or(Cell::None);
        Row {
            place: 0,
            key: key.to_owned(),
            path: path.to_owned(),
            name: self.name,
            markdown: false,
            source: self.source,
            target: if self.any && self.all { self.target } else { String::new() },
            state,
            was: Cell::from_word(&self.was),
            hash: self.hash,
            note: self.notes.join("\n"),
        }
    }
}

/// The least of a text's segments says how far it is.
const fn rank(cell: Cell) -> u8 {
    match cell {
        Cell::None => 0,
        Cell::Outdated => 1,
        Cell::Draft => 2,
        Cell::Reviewed => 3,
        Cell::Published => 4,
    }
}

fn state(state: Option<&str>, part: Option<&str>) -> Cell {
    match (state, part) {
        (_, Some("vidik:outdated")) => Cell::Outdated,
        (Some("translated"), _) => Cell::Draft,
        (Some("reviewed"), _) => Cell::Reviewed,
        (Some("final"), _) => Cell::Published,
        _ => Cell::None,
    }
}
