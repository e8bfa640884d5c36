//! Archives whose parts contradict each other, or are missing.

use vidik_package::archive::{ArchiveError, Limits, check};

use crate::forge::{Forge, Part, accepted, deflated, extra, forge, page, refused, refused_by};

fn two() -> [Part; 2] {
    [Part::deflated("index.html", &page(1)), Part::stored("image.png", &page(2))]
}

fn refused_bytes(bytes: &[u8]) -> Vec<String> {
    refused_by(bytes, &Limits::default())
}

#[test]
fn what_is_no_archive_is_called_so() {
    for bytes in [&b""[..], b"P", b"hello", b"%PDF-1.7", &[0; 10_000]] {
        assert_eq!(refused_bytes(bytes), ["NOT-ZIP"]);
    }
    assert_eq!(refused(&forge([])), ["EMPTY"]);
    assert_eq!(refused(&forge([Part::stored("folder/", b"")])), ["EMPTY"]);
    let part_of_many = Forge { disk: 1, ..forge(two()) };
    assert_eq!(refused(&part_of_many), ["MULTIDISK"]);
}

#[test]
fn an_archive_cut_off_anywhere_is_refused() {
    let whole = forge(two()).bytes();
    accepted(&whole);
    for part in 0..64 {
        let cut = &whole[..whole.len() * part / 64];
        let rules = refused_bytes(cut);
        assert!(rules == ["TRUNCATED"] || (cut.len() < 4 && rules == ["NOT-ZIP"]), "{part}: {rules:?}");
    }
    assert_eq!(refused_bytes(&whole[..whole.len() - 1]), ["TRUNCATED"]);
}

#[test]
fn an_archive_without_its_beginning_is_refused() {
    let whole = forge(two()).bytes();
    for part in 1..64 {
        assert!(!refused_bytes(&whole[whole.len() * part / 64..]).is_empty());
    }
}

#[test]
fn two_archives_in_one_file_are_refused() {
    let inner = forge([Part::stored("second.html", b"2")]).bytes();
    let first = forge([Part::stored("first.html", b"1")]);
    assert_eq!(refused_bytes(&[first.bytes(), inner.clone()].concat()), ["DIRECTORY"]);
    let in_comment = Forge { comment: inner.clone(), ..first };
    assert_eq!(refused(&in_comment), ["DIRECTORY"]);
    // Cut off behind an archive inside it.
    let outer = forge([Part::stored("inner.zip", &inner), Part::stored("b.png", &page(2))]).bytes();
    accepted(&outer);
    assert_eq!(refused_bytes(&outer[..outer.len() / 2]), ["TRUNCATED"]);
}

#[test]
fn the_two_headers_of_an_entry_must_agree() {
    let part = || Part::deflated("index.html", &page(1));
    for (lying, field) in [
        (part().local(|said| said.name = b"other.html".to_vec()), "name"),
        (part().local(|said| said.name = b"index.htm".to_vec()), "name"),
        (part().local(|said| said.method = 0), "method"),
        (part().local(|said| said.flags |= 1), "method"),
        (part().local(|said| said.crc32 ^= 1), "checksum"),
        (part().local(|said| said.length += 1), "size"),
        (part().local(|said| said.compressed -= 1), "size"),
        (part().local(|said| said.length = u32::MAX), "size"),
        (Part { offset: Some(7), ..part() }, "place"),
        (Part { offset: Some(0xFFFF_FFF0), ..part() }, "place"),
    ] {
        match check(&forge([Part::stored("a", b"b"), lying]).bytes(), &Limits::default()) {
            Err(ArchiveError::Refused(findings)) => {
                let finding = &findings.into_vec()[0];
                assert_eq!((finding.rule.as_str(), finding.params["field"].as_str()), ("PKG-ARC-HEADERS", field));
            }
            other => panic!("{field}: {other:?}"),
        }
    }
}

#[test]
fn a_descriptor_must_agree_too() {
    let mut lying = Part::deflated("index.html", &page(1)).streamed(true, false);
    lying.descriptor[8] ^= 1;
    assert_eq!(refused(&forge([lying])), ["HEADERS"]);
    let mut missing = Part::deflated("index.html", &page(1)).streamed(true, false);
    missing.descriptor.clear();
    assert_eq!(refused(&forge([missing])), ["HEADERS"]);
    let mut said_in_front = Part::deflated("index.html", &page(1)).streamed(true, false);
    said_in_front.local = Part::deflated("index.html", &page(1)).local;
    said_in_front.descriptor.clear();
    accepted(&forge([said_in_front, Part::stored("a", b"b")]).bytes());
}

#[test]
fn content_must_be_what_was_declared() {
    for (part, rule) in [
        (Part::stored("a", b"abc").both(|said| said.crc32 ^= 1), "CRC"),
        (Part::deflated("a", &page(1)).both(|said| said.crc32 ^= 1), "CRC"),
        (Part::deflated("a", &page(1)).both(|said| said.length += 1), "LENGTH"),
        (Part::deflated("a", &page(1)).both(|said| said.length -= 1), "LENGTH"),
        (Part::stored("a", b"abc").both(|said| said.length = 4), "LENGTH"),
        (Part::raw(b"a", 8, b"abc", b"\xff\xff\xff\xff".to_vec()), "DATA"),
        (Part::raw(b"a", 8, b"", Vec::new()), "DATA"),
        (Part::raw(b"a", 8, b"abc", [deflated(b"abc"), b"more".to_vec()].concat()), "DATA"),
    ] {
        assert_eq!(refused(&forge([Part::stored("x", b"y"), part])), [rule]);
    }
    let cut = deflated(&page(1));
    let cut = cut[..cut.len() / 2].to_vec();
    let rules = refused(&forge([Part::raw(b"a", 8, &page(1), cut)]));
    assert!(rules == ["DATA"] || rules == ["LENGTH"], "{rules:?}");
}

#[test]
fn keys_and_strange_methods_are_refused() {
    for flags in [1, 1 | 1 << 6, 1 << 13] {
        assert_eq!(refused(&forge([Part::stored("a", b"b").both(|said| said.flags |= flags)])), ["ENCRYPTED"]);
    }
    assert_eq!(refused(&forge([Part::stored("a", b"b").both(|said| said.method = 99)])), ["ENCRYPTED"]);
    for method in [1, 6, 9, 12, 14, 93, 95, 98] {
        assert_eq!(refused(&forge([Part::stored("a", b"b").both(|said| said.method = method)])), ["METHOD"]);
    }
}

#[test]
fn a_directory_that_contradicts_itself_is_refused() {
    let few = Forge { count: Some(1), ..forge(two()) };
    assert_eq!(refused(&few), ["DIRECTORY"]);
    let many = Forge { count: Some(3), ..forge(two()) };
    assert_eq!(refused(&many), ["DIRECTORY"]);
    let elsewhere = Forge { directory_offset: Some(0xFFFF_0000), ..forge(two()) };
    assert_eq!(refused(&elsewhere), ["DIRECTORY"]);
    let longer = Forge { directory_size: Some(0x7FFF_FFFF), ..forge(two()) };
    assert_eq!(refused(&longer), ["DIRECTORY"]);
    let saturated = Part::stored("a", b"b").central(|said| said.length = u32::MAX);
    assert_eq!(refused(&forge([saturated])), ["DIRECTORY"]);
}

#[test]
fn two_end_records_must_agree() {
    let mut bytes = Forge { zip64: true, ..forge(two()) }.bytes();
    let end = bytes.len() - 22;
    bytes[end + 8..end + 12].copy_from_slice(&[1, 0, 1, 0]);
    assert_eq!(refused_bytes(&bytes), ["DIRECTORY"]);
}

#[test]
fn broken_extra_fields_do_no_harm() {
    for broken in [vec![1], vec![1, 0, 16], vec![1, 0, 255, 255, 0], extra(0x7075, b"\x01"), extra(0x0001, b"")] {
        let part = Part::stored("a", b"b").both(|said| said.extra.clone_from(&broken));
        accepted(&forge([part]).bytes());
    }
}
