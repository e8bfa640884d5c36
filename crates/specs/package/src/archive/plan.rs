//! From the directory to the files that are worth reading: names, headers, declared sizes, overlaps.
//! Nothing is inflated here.

use std::io;
use std::sync::Arc;

use super::code_page::{CodePage, Guess};
use super::collisions;
use super::directory::{self, Directory, Record, Stop};
use super::entry::{Entry, Method};
use super::local::{self, Span};
use super::names::{self, Path};
use super::{Limits, ReadAt, rules};
use crate::finding::{Finding, Findings};

/// Set when the name is UTF-8 (APPNOTE 4.4.4, bit 11).
const UTF8_NAME: u16 = 1 << 11;

/// What an archive says that it holds.
#[derive(Debug)]
pub(super) struct Plan {
    /// The files, in the order in which their data lies in the archive; hashes still missing.
    pub entries: Vec<Entry>,
    /// Reading the data could do harm, so that it is not read even to find more.
    pub dangerous: bool,
}

/// Reads the directory and every local header. All findings but those about data are in `findings`
/// afterwards; entries with an error are not in the plan.
pub(super) fn make(reader: &(impl ReadAt + ?Sized), limits: &Limits, findings: &mut Findings) -> Result<Plan, Stop> {
    let mut directory = directory::read(reader, limits, findings)?;
    let mut records = std::mem::take(&mut directory.records);
    records.sort_unstable_by_key(|record| record.header);
    let mut planner = Planner {
        limits,
        page: guess_page(&directory, &records),
        directory: &directory,
        findings,
        entries: Vec::with_capacity(records.len()),
        behind: directory.place.prefix,
        inflated: 0,
        paths_bytes: 0,
        dangerous: false,
        mended: Mended::default(),
    };
    for record in &records {
        planner.take(reader, record)?;
    }
    Ok(planner.finish())
}

/// The code page of those names that say nothing about their encoding and are not UTF-8.
fn guess_page(directory: &Directory, records: &[Record]) -> Option<CodePage> {
    let mut guess = Guess::default();
    for record in records.iter().filter(|record| record.unicode_name.is_none()) {
        let raw = directory.raw_name(record);
        if std::str::from_utf8(raw).is_err() {
            guess.add(raw);
        }
    }
    guess.best()
}

/// Counts of what was mended, with the first example of each.
#[derive(Debug, Default)]
struct Mended {
    backslash: Tally,
    dot: Tally,
    utf8: Tally,
    page: Tally,
    junk: Tally,
}

#[derive(Debug, Default)]
struct Tally {
    count: usize,
    example: String,
}

impl Tally {
    fn add(&mut self, example: &str) {
        if self.count == 0 {
            example.clone_into(&mut self.example);
        }
        self.count += 1;
    }

    fn report(&self, finding: Finding, findings: &mut Findings) {
        if self.count > 0 {
            findings.push(finding.with("count", self.count).with("example", &self.example));
        }
    }
}

struct Planner<'a> {
    limits: &'a Limits,
    directory: &'a Directory,
    page: Option<CodePage>,
    findings: &'a mut Findings,
    entries: Vec<Entry>,
    /// The first byte that no entry before this one has taken.
    behind: u64,
    inflated: u64,
    paths_bytes: usize,
    dangerous: bool,
    mended: Mended,
}

impl Planner<'_> {
    fn take(&mut self, reader: &(impl ReadAt + ?Sized), record: &Record) -> Result<(), Stop> {
        let raw = self.directory.raw_name(record);
        let shown = self.decode(record, raw);
        let is_folder_icon = names::is_folder_icon(&shown);
        let path = self.path(if is_folder_icon { shown.trim_end_matches('\r') } else { &shown });
        let allowed = self.allowed(record, &shown);
        let span = self.span(reader, record, raw, &shown)?;
        let (Some(path), Some(method), Some(span)) = (path, allowed, span) else { return Ok(()) };
        if path.folder || record.mode & 0xF000 == 0x4000 {
            if record.length > 0 {
                self.findings.push(Finding::error(rules::NAME_FOLDER).in_file(&path.text));
            }
            return Ok(());
        }
        if is_folder_icon || names::is_junk(&path.text) {
            self.mended.junk.add(&path.text);
            return Ok(());
        }
        if !self.sizes_fit(record, method, &path.text) {
            return Ok(());
        }
        self.paths_bytes += path.text.len();
        if self.paths_bytes > self.limits.all_paths_bytes {
            let finding = Finding::error(rules::ALL_PATHS).with("limit", self.limits.all_paths_bytes);
            self.findings.push(finding);
            return Err(Stop::Refused);
        }
        self.entries.push(Entry {
            path: Arc::from(path.text),
            offset: span.data,
            compressed_length: record.compressed,
            length: record.length,
            crc32: record.crc32,
            method,
            utf8: false,
            sha256: [0; 32],
        });
        Ok(())
    }

    /// The name in Unicode: by its own field, by the flag, or by looking at the bytes.
    fn decode(&mut self, record: &Record, raw: &[u8]) -> String {
        if let Some(name) = &record.unicode_name {
            return name.to_string();
        }
        if let Ok(name) = std::str::from_utf8(raw) {
            if !raw.is_ascii() && record.flags & UTF8_NAME == 0 {
                self.mended.utf8.add(name);
            }
            return name.to_owned();
        }
        let name = self.page.unwrap_or(CodePage::Cp437).decode(raw);
        self.mended.page.add(&name);
        name
    }

    fn path(&mut self, name: &str) -> Option<Path> {
        match names::clean(name) {
            Ok(path) if path.text.len() > self.limits.path_bytes => {
                self.findings.push(directory::name_too_long(&path.text, self.limits));
                None
            }
            Ok(path) => {
                if path.backslash {
                    self.mended.backslash.add(&path.text);
                }
                if path.dot && !path.text.is_empty() {
                    self.mended.dot.add(&path.text);
                }
                Some(path)
            }
            Err(rule) => {
                self.findings.push(Finding::error(rule).in_file(name));
                None
            }
        }
    }

    /// The method, when the entry is a plain file or folder that can be read without a key.
    fn allowed(&mut self, record: &Record, name: &str) -> Option<Method> {
        let kind = match record.mode & 0xF000 {
            0xA000 => Some(rules::LINK),
            0x1000 | 0x2000 | 0x6000 | 0xC000 => Some(rules::DEVICE),
            _ => None,
        };
        if let Some(rule) = kind {
            self.findings.push(Finding::error(rule).in_file(name));
            return None;
        }
        if local::is_encrypted(record.flags, record.method) {
            self.findings.push(Finding::error(rules::ENCRYPTED).in_file(name));
            return None;
        }
        match record.method {
            0 => Some(Method::Stored),
            8 => Some(Method::Deflated),
            other => {
                self.findings.push(Finding::error(rules::METHOD).in_file(name).with("method", other));
                None
            }
        }
    }

    /// Where the entry lies, when its two headers agree and nobody else lies there.
    fn span(
        &mut self,
        reader: &(impl ReadAt + ?Sized),
        record: &Record,
        raw: &[u8],
        name: &str,
    ) -> io::Result<Option<Span>> {
        let span = match local::compare(reader, record, raw)? {
            Ok(span) => span,
            Err(field) => {
                self.findings.push(Finding::error(rules::HEADERS).in_file(name).with("field", field));
                return Ok(None);
            }
        };
        let overlaps = record.header < self.behind || span.end > self.directory.place.from;
        self.behind = self.behind.max(span.end);
        if overlaps {
            self.dangerous = true;
            self.findings.push(Finding::error(rules::OVERLAP).in_file(name));
            return Ok(None);
        }
        Ok(Some(span))
    }

    /// Whether the declared sizes keep the limits. The actual ones are held to the declared ones later.
    fn sizes_fit(&mut self, record: &Record, method: Method, name: &str) -> bool {
        let limits = self.limits;
        if method == Method::Stored && record.compressed != record.length {
            self.findings.push(Finding::error(rules::LENGTH).in_file(name));
            return false;
        }
        if record.length > limits.entry_bytes {
            let finding = Finding::error(rules::ENTRY_SIZE).in_file(name);
            self.findings.push(finding.with("size", record.length).with("limit", limits.entry_bytes));
            return false;
        }
        if record.length > limits.ratio_floor_bytes && record.length > record.compressed.saturating_mul(limits.ratio) {
            let finding = Finding::error(rules::RATIO).in_file(name);
            self.findings.push(finding.with("limit", limits.ratio));
            return false;
        }
        let before = self.inflated;
        self.inflated = before.saturating_add(record.length);
        if self.inflated > limits.inflated_bytes {
            if before <= limits.inflated_bytes {
                self.findings.push(Finding::error(rules::INFLATED).with("limit", limits.inflated_bytes));
            }
            self.dangerous = true;
            return false;
        }
        true
    }

    fn finish(self) -> Plan {
        let findings = self.findings;
        let encoding = self.page.unwrap_or(CodePage::Cp437).label();
        self.mended.backslash.report(Finding::repaired(rules::NAME_BACKSLASH), findings);
        self.mended.dot.report(Finding::repaired(rules::NAME_DOT), findings);
        let utf8 = Finding::repaired(rules::NAME_ENCODING).with("encoding", "UTF-8");
        self.mended.utf8.report(utf8, findings);
        let guessed = Finding::repaired(rules::NAME_ENCODING).with("encoding", encoding);
        self.mended.page.report(guessed, findings);
        self.mended.junk.report(Finding::hint(rules::JUNK), findings);
        collisions::find(&self.entries, findings);
        if self.entries.is_empty() && !findings.has_errors() {
            findings.push(Finding::error(rules::EMPTY));
        }
        Plan { entries: self.entries, dangerous: self.dangerous }
    }
}
