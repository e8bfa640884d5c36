//! Packages made for the bench: SCORM 2004, the same bytes in every run.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::failure::{Failure, Tried as _};
use crate::noise::Noise;

/// Path of the file of 4 KiB in the small package.
pub const SMALL_FILE: &str = "media/4k.png";
/// Path of the file of 1 MiB in the small package.
pub const LARGE_FILE: &str = "media/1m.mp4";

/// How many files the large package has, and how many bytes it comes to.
const FILES: u32 = 2_000;
const BYTES: u64 = 50 * 1024 * 1024;
/// Scripts and pages among them; the rest are pictures.
const TEXTS: u32 = 1_200;
const TEXT: usize = 24 * 1024;

/// Twelve lessons and the two files that are fetched.
pub fn small(path: &Path) -> Result<(), Failure> {
    let mut archive = Archive::create(path)?;
    let mut noise = Noise::new(2);
    archive.deflated("imsmanifest.xml", manifest(12).as_bytes())?;
    for lesson in 1..=12 {
        archive.deflated(&format!("lesson-{lesson}.html"), page(&mut noise, 6 * 1024).as_bytes())?;
    }
    archive.stored(SMALL_FILE, &noise.bytes(4 * 1024))?;
    archive.stored(LARGE_FILE, &noise.bytes(1024 * 1024))?;
    archive.finish()
}

/// 50 MB in 2,000 files: pages, scripts, pictures. Each seed gives another one of the same size.
pub fn large(path: &Path, seed: u64) -> Result<(), Failure> {
    let mut archive = Archive::create(path)?;
    let mut noise = Noise::new(seed);
    archive.deflated("imsmanifest.xml", manifest(40).as_bytes())?;
    for lesson in 1..=40 {
        archive.deflated(&format!("lesson-{lesson}.html"), page(&mut noise, TEXT).as_bytes())?;
    }
    for number in 41..TEXTS {
        let (folder, kind) = if number % 2 == 0 { ("pages", "html") } else { ("scripts", "js") };
        archive.deflated(&format!("{folder}/{number}.{kind}"), noise.text(TEXT).as_bytes())?;
    }
    for number in TEXTS..FILES {
        let left = BYTES.saturating_sub(archive.written()) / u64::from(FILES - number);
        let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
        picture.extend(noise.bytes(usize::try_from(left.saturating_sub(120)).unwrap_or(0)));
        archive.stored(&format!("media/{number}.png"), &picture)?;
    }
    archive.finish()
}

/// Counts what goes by.
struct Counted {
    file: BufWriter<File>,
    written: Arc<AtomicU64>,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = self.file.write(bytes)?;
        self.written.fetch_add(taken as u64, Ordering::Relaxed);
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

struct Archive {
    writer: ZipWriter<Counted>,
    written: Arc<AtomicU64>,
}

impl Archive {
    fn create(path: &Path) -> Result<Self, Failure> {
        let written = Arc::new(AtomicU64::new(0));
        let file = BufWriter::with_capacity(1 << 20, File::create(path).tried("a package")?);
        Ok(Self { writer: ZipWriter::new(Counted { file, written: Arc::clone(&written) }), written })
    }

    /// Bytes so far, a little more than the archive has: headers are written twice.
    fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    fn add(&mut self, name: &str, bytes: &[u8], method: CompressionMethod) -> Result<(), Failure> {
        // Without a date of its own every file has zip's earliest one.
        let options = SimpleFileOptions::default().compression_method(method);
        self.writer.start_file(name, options).tried("a file of a package")?;
        self.writer.write_all(bytes).tried("a file of a package")
    }

    fn deflated(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.add(name, bytes, CompressionMethod::Deflated)
    }

    fn stored(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.add(name, bytes, CompressionMethod::Stored)
    }

    fn finish(self) -> Result<(), Failure> {
        let mut file = self.writer.finish().tried("a package")?;
        file.flush().tried("a package")
    }
}

fn page(noise: &mut Noise, length: usize) -> String {
    let text = noise.text(length);
    format!("<!doctype html><html lang=\"en\"><head><title>Lesson</title></head><body><p>{text}</p></body></html>")
}

fn manifest(lessons: u32) -> String {
    let mut items = String::new();
    let mut resources = String::new();
    for lesson in 1..=lessons {
        let item = "<item identifier=\"item-N\" identifierref=\"resource-N\"><title>Lesson N</title></item>";
        let resource = "<resource identifier=\"resource-N\" type=\"webcontent\" adlcp:scormType=\"sco\" \
                        href=\"lesson-N.html\"><file href=\"lesson-N.html\"/></resource>";
        items.push_str(&item.replace('N', &lesson.to_string()));
        resources.push_str(&resource.replace('N', &lesson.to_string()));
    }
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="bench" version="1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3"
    xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
<metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
<organizations default="course"><organization identifier="course"><title>A course for the bench</title>{items}
<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing></organization></organizations>
<resources>{resources}</resources>
</manifest>"#
    )
}
