//! Whatever comes in: no panic; and what is accepted reads back the same by every way.

use std::io::{Cursor, Read};

use proptest::prelude::*;
use vidik_package::archive::{ArchiveIndex, Limits, check, import, read_entry};

use crate::forge::{Forge, Part, deflated, forge, page};

fn limits() -> Limits {
    Limits { threads: 1, ..Limits::default() }
}

/// Imports, and when that succeeds compares the result with the original, by the index and by the `zip` crate.
fn survives(bytes: &[u8]) -> Result<bool, TestCaseError> {
    let mut out = Vec::new();
    let Ok(imported) = import(bytes, &mut out, &limits()) else { return Ok(false) };
    let original = check(bytes, &limits()).map_err(|error| TestCaseError::fail(error.to_string()))?.index();
    let stored = ArchiveIndex::from_bytes(&imported.index.to_bytes());
    prop_assert_eq!(stored.as_ref(), Ok(&imported.index));
    let mut other = zip::ZipArchive::new(Cursor::new(&out)).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(other.len(), imported.index.len());
    for entry in &imported.index {
        let content = read_entry(&out, entry, 1 << 24).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let before = original.get(&entry.path).ok_or_else(|| TestCaseError::fail("lost"))?;
        prop_assert_eq!(&read_entry(bytes, before, 1 << 24).map_err(|e| TestCaseError::fail(e.to_string()))?, &content);
        let mut read = Vec::new();
        let mut file = other.by_name(&entry.path).map_err(|error| TestCaseError::fail(error.to_string()))?;
        file.read_to_end(&mut read).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&read, &content);
    }
    Ok(true)
}

fn sample() -> Vec<u8> {
    let parts = [
        Part::deflated("index.html", &page(1)).streamed(true, false),
        Part::stored("слике/ћ.png", b"png"),
        Part::deflated("film.mp4", &page(2)),
        Part::stored("text.html", &page(3)),
        Part::raw(b"caf\x82.txt", 8, b"abc", deflated(b"abc")),
    ];
    Forge { zip64: true, ..forge(parts) }.bytes()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        survives(&bytes)?;
    }

    #[test]
    fn any_bytes_with_an_end_record_do_not_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..500),
        directory in proptest::collection::vec(any::<u8>(), 0..200),
        count in 0..5_u16,
    ) {
        let mut archive = [&bytes[..], b"PK\x01\x02", &directory].concat();
        archive.extend(b"PK\x05\x06\0\0\0\0");
        archive.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        archive.extend((directory.len() as u32 + 4).to_le_bytes());
        archive.extend((bytes.len() as u32).to_le_bytes());
        archive.extend([0, 0]);
        survives(&archive)?;
    }

    #[test]
    fn a_changed_archive_is_refused_or_read_right(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = sample();
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        survives(&bytes)?;
    }

    #[test]
    fn a_changed_directory_is_refused_or_read_right(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), 0..8_u8), 1..6),
    ) {
        let mut bytes = sample();
        let from = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        for (place, bit) in changes {
            let place = from + place.index(bytes.len() - from);
            bytes[place] ^= 1 << bit;
        }
        survives(&bytes)?;
    }

    #[test]
    fn honest_archives_are_accepted(
        files in proptest::collection::btree_map("[a-z]{1,8}/[a-z]{1,8}\\.(html|png|js|bin)", proptest::collection::vec(any::<u8>(), 0..5_000), 1..12),
        stored in any::<bool>(),
        streamed in any::<bool>(),
    ) {
        let parts = files.iter().map(|(path, content)| {
            let part = if stored { Part::stored(path, content) } else { Part::deflated(path, content) };
            if streamed { part.streamed(true, false) } else { part }
        });
        prop_assert!(survives(&forge(parts).bytes())?);
    }

    #[test]
    fn any_index_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        let _ = ArchiveIndex::from_bytes(&bytes);
        let _ = ArchiveIndex::from_bytes(&[b"VIDX\x01\x01\0\0\0", &bytes[..]].concat());
    }
}

#[test]
fn the_sample_itself_is_accepted() {
    assert!(survives(&sample()).unwrap());
}

#[test]
fn every_single_bit_of_a_small_archive_may_flip() {
    let bytes = forge([Part::deflated("a.html", b"abc"), Part::stored("b.png", b"defg")]).bytes();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        survives(&changed).unwrap();
    }
}
