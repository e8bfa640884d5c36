//! The archive that is kept.

use std::io::{Cursor, Read};

use vidik_package::archive::{
    Entry, EntryError, EntryReader, Imported, Limits, Method, check, import, inflate_bounded, normalise, read_entry,
};

use crate::forge::{Forge, Part, accepted, forge, page};

fn imported(bytes: &[u8]) -> (Imported, Vec<u8>) {
    let mut out = Vec::new();
    let imported = import(bytes, &mut out, &Limits::default()).unwrap();
    assert_eq!(imported.length, out.len() as u64);
    (imported, out)
}

fn raw<'a>(archive: &'a [u8], entry: &Entry) -> &'a [u8] {
    &archive[entry.offset as usize..][..entry.compressed_length as usize]
}

fn course() -> Forge {
    let noise: Vec<u8> = (0..5_000_u32).map(|x| (x.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let parts = [
        Part::deflated("imsmanifest.xml", b"<manifest/>"),
        Part::deflated("images/", b""),
        Part::deflated("index.html", &page(1)).streamed(true, false),
        Part::deflated("film.mp4", &noise),
        Part::stored("photo.jpg", &noise),
        Part::stored("long.html", &page(3)),
        Part::stored("short.html", b"<p>short</p>"),
        Part::stored("core.wasm", &page(4)),
        Part::stored("empty.js", b""),
    ];
    Forge { prefix: b"junk".to_vec(), comment: b"comment".to_vec(), ..forge(parts) }
}

#[test]
fn media_lie_stored_and_text_deflated() {
    let (imported, out) = imported(&course().bytes());
    let method = |path: &str| imported.index.get(path).unwrap().method;
    assert_eq!(method("film.mp4"), Method::Stored);
    assert_eq!(method("photo.jpg"), Method::Stored);
    assert_eq!(method("index.html"), Method::Deflated);
    assert_eq!(method("long.html"), Method::Deflated);
    assert_eq!(method("short.html"), Method::Stored);
    assert_eq!(method("core.wasm"), Method::Stored);
    let page_entry = imported.index.get("index.html").unwrap();
    assert_eq!(inflate_bounded(raw(&out, page_entry), page_entry.length, 1 << 20).unwrap(), page(1));
    assert_eq!(page_entry.mime(), "text/html; charset=utf-8");
}

#[test]
fn good_entries_are_copied_byte_for_byte() {
    let original = course().bytes();
    let before = accepted(&original).index();
    let (imported, out) = imported(&original);
    for path in ["index.html", "photo.jpg", "imsmanifest.xml", "short.html", "core.wasm"] {
        let (old, new) = (before.get(path).unwrap(), imported.index.get(path).unwrap());
        assert_eq!(raw(&original, old), raw(&out, new), "{path}");
        assert_eq!((old.crc32, old.sha256, old.length), (new.crc32, new.sha256, new.length));
    }
}

#[test]
fn one_pass_and_two_passes_give_the_same() {
    let original = course().bytes();
    let (imported, once) = imported(&original);
    let checked = check(&original, &Limits::default()).unwrap();
    let mut twice = Vec::new();
    let (index, length) = normalise(&original, &mut twice, &checked).unwrap();
    assert_eq!((index, length), (imported.index, imported.length));
    assert_eq!(once, twice);
}

#[test]
fn normalising_twice_changes_nothing() {
    let (first, once) = imported(&course().bytes());
    let (second, twice) = imported(&once);
    assert_eq!((first.index, once), (second.index, twice));
    assert!(second.findings.is_empty());
}

#[test]
fn a_normalised_archive_passes_the_check_again() {
    let blanks = vec![b' '; 2 << 20];
    let (imported, out) = imported(&forge([Part::stored("blank.html", &blanks)]).bytes());
    assert_eq!(imported.index.get("blank.html").unwrap().method, Method::Stored);
    assert_eq!(accepted(&out).index(), imported.index);
}

#[test]
fn others_read_the_normalised_archive() {
    let original = course().bytes();
    let index = accepted(&original).index();
    let (_, out) = imported(&original);
    let mut archive = zip::ZipArchive::new(Cursor::new(out)).unwrap();
    assert_eq!(archive.len(), index.len());
    for entry in &index {
        let mut content = Vec::new();
        archive.by_name(&entry.path).unwrap().read_to_end(&mut content).unwrap();
        assert_eq!(content, read_entry(&original, entry, 1 << 20).unwrap(), "{}", entry.path);
    }
}

#[test]
fn a_deflated_entry_goes_out_as_gzip() {
    let (imported, out) = imported(&course().bytes());
    let entry = imported.index.get("index.html").unwrap();
    let (header, trailer) = entry.gzip_frame().unwrap();
    let member = [&header[..], raw(&out, entry), &trailer].concat();
    let mut content = Vec::new();
    flate2::read::GzDecoder::new(member.as_slice()).read_to_end(&mut content).unwrap();
    assert_eq!(content, page(1));
    assert_ne!(entry.etag(), entry.gzip_etag());
    assert_eq!(imported.index.get("photo.jpg").unwrap().gzip_frame(), None);
}

#[test]
fn the_tag_is_the_hash_of_the_content() {
    use sha2::{Digest, Sha256};
    let index = accepted(&course().bytes()).index();
    let hash: [u8; 32] = Sha256::digest(page(1)).into();
    assert_eq!(index.get("index.html").unwrap().sha256, hash);
    let empty = index.get("empty.js").unwrap();
    assert_eq!(empty.etag(), "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"");
}

#[test]
fn text_in_an_old_encoding_is_not_called_utf8() {
    let old = Part::stored("old.htm", b"<meta charset=windows-1251><p>\xcf\xf0\xe8\xec\xe5\xf0</p>");
    let index = accepted(&forge([old]).bytes()).index();
    assert_eq!(index.get("old.htm").unwrap().mime(), "text/html");
}

#[test]
fn a_file_is_read_within_the_callers_limit() {
    let original = course().bytes();
    let index = accepted(&original).index();
    let entry = index.get("index.html").unwrap();
    assert_eq!(read_entry(&original, entry, entry.length).unwrap(), page(1));
    assert!(matches!(read_entry(&original, entry, entry.length - 1), Err(EntryError::Limit { .. })));
    let mut damaged = original.clone();
    damaged[entry.offset as usize + entry.compressed_length as usize / 2] ^= 0x10;
    assert!(read_entry(&damaged, entry, u64::MAX).is_err());
    let mut content = Vec::new();
    EntryReader::new(&original, entry).read_to_end(&mut content).unwrap();
    assert_eq!(content, page(1));
}

#[test]
fn a_refused_archive_is_not_even_begun_when_its_directory_says_enough() {
    let mut out = Vec::new();
    assert!(import(&forge([Part::stored("../a", b"b")]).bytes(), &mut out, &Limits::default()).is_err());
    assert!(out.is_empty());
}

#[test]
fn a_full_disk_is_not_the_authors_fault() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::from(std::io::ErrorKind::StorageFull))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let error = import(&course().bytes(), Full, &Limits::default()).unwrap_err();
    assert!(matches!(error, vidik_package::archive::ArchiveError::Io(_)));
}

/// Media that lie deflated are stored: a film of more than 4 GiB, and a page behind it.
#[test]
#[ignore = "inflates and writes 4 GiB three times; run in release"]
fn lengths_and_offsets_beyond_four_gibibytes_are_written_and_read() {
    const LENGTH: u64 = (1 << 32) + 5;
    let mut bytes = Vec::new();
    let mut writer = zip::ZipWriter::new(Cursor::new(&mut bytes));
    let options = zip::write::SimpleFileOptions::default().large_file(true);
    writer.start_file("film.mp4", options).unwrap();
    std::io::copy(&mut std::io::repeat(0).take(LENGTH), &mut writer).unwrap();
    writer.start_file("behind.html", options).unwrap();
    std::io::Write::write_all(&mut writer, &page(1)).unwrap();
    writer.finish().unwrap();
    let limits = Limits {
        compressed_bytes: 1 << 33,
        entry_bytes: 1 << 33,
        inflated_bytes: 1 << 33,
        ratio: 2_000,
        ..Limits::default()
    };
    let file = tempfile::tempfile().unwrap();
    let imported = import(&bytes, &file, &limits).unwrap();
    assert_eq!(imported.index.get("film.mp4").unwrap().length, LENGTH);
    assert_eq!(check(&file, &limits).unwrap().index(), imported.index);
    let archive = zip::ZipArchive::new(&file).unwrap();
    assert_eq!(archive.len(), 2);
}
