//! What authors' tools get wrong without harm.

use vidik_package::Severity;

use crate::forge::{Forge, Part, UTF8, accepted, extra, forge, noted, page, paths};

fn raw_named(name: &[u8]) -> Part {
    Part::raw(name, 0, b"x", b"x".to_vec())
}

fn windows_1251(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1251.encode(text).0.into_owned()
}

fn dos(text: &str) -> Vec<u8> {
    oem_cp::encode_string_lossy(text, &oem_cp::code_table::ENCODING_TABLE_CP866)
}

#[test]
fn backslashes_become_slashes() {
    let checked =
        accepted(&forge([Part::stored("shared\\api.js", b"x"), Part::stored("shared\\style.css", b"y")]).bytes());
    assert_eq!(paths(&checked), ["shared/api.js", "shared/style.css"]);
    assert_eq!(noted(&checked), ["NAME-BACKSLASH"]);
    let finding = checked.findings().iter().next().unwrap();
    assert_eq!((finding.severity, finding.params["count"].as_str()), (Severity::Repaired, "2"));
}

#[test]
fn cyrillic_names_without_a_flag_are_read_by_their_looks() {
    let names = ["лекции/увод.html", "слики/карта на земјата.png"];
    let checked = accepted(&forge(names.map(|name| raw_named(&windows_1251(name)))).bytes());
    assert_eq!(paths(&checked), names);
    let finding = checked.findings().iter().next().unwrap();
    assert_eq!((finding.rule.as_str(), finding.params["encoding"].as_str()), ("PKG-ARC-NAME-ENCODING", "Windows-1251"));

    let names = ["Занятие/введение.html", "документи/тест.pdf"];
    let checked = accepted(&forge(names.map(|name| raw_named(&dos(name)))).bytes());
    assert_eq!(paths(&checked), names);
    assert_eq!(checked.findings().iter().next().unwrap().params["encoding"], "CP866");
}

#[test]
fn western_names_without_a_flag_are_cp437() {
    let checked = accepted(&forge([raw_named(b"caf\x82.html")]).bytes());
    assert_eq!(paths(&checked), ["café.html"]);
}

#[test]
fn utf8_without_the_flag_is_utf8() {
    let checked = accepted(&forge([raw_named("слике/ћуприја.png".as_bytes())]).bytes());
    assert_eq!(paths(&checked), ["слике/ћуприја.png"]);
    assert_eq!(noted(&checked), ["NAME-ENCODING"]);
    let flagged = raw_named("слике/ћуприја.png".as_bytes()).both(|said| said.flags |= UTF8);
    assert!(noted(&accepted(&forge([flagged]).bytes())).is_empty());
}

#[test]
fn the_unicode_path_field_counts_while_its_checksum_fits() {
    let raw = dos("увод.html");
    let field = |crc: u32| {
        let payload = [&[1][..], &crc.to_le_bytes(), "учебник.html".as_bytes()].concat();
        extra(0x7075, &payload)
    };
    let fits = raw_named(&raw).both(|said| said.extra = field(crc32fast::hash(&raw)));
    let checked = accepted(&forge([fits]).bytes());
    assert_eq!((paths(&checked), noted(&checked)), (vec!["учебник.html".to_owned()], vec![]));
    let stale = raw_named(&raw).both(|said| said.extra = field(7));
    assert_eq!(paths(&accepted(&forge([stale]).bytes())), ["увод.html"]);
}

#[test]
fn a_unicode_path_is_held_to_the_same_rules() {
    let payload = [&[1][..], &crc32fast::hash(b"a").to_le_bytes(), b"../a"].concat();
    let part = raw_named(b"a").both(|said| said.extra = extra(0x7075, &payload));
    assert_eq!(crate::forge::refused(&forge([part])), ["NAME-TRAVERSAL"]);
}

#[test]
fn junk_is_dropped_with_a_hint() {
    let names =
        ["index.html", "__MACOSX/._index.html", ".DS_Store", "images/Thumbs.db", "images/desktop.ini", "images/Icon\r"];
    let checked = accepted(&forge(names.map(|name| Part::stored(name, b"x"))).bytes());
    assert_eq!((paths(&checked), noted(&checked)), (vec!["index.html".to_owned()], vec!["JUNK"]));
    let hint = checked.findings().iter().next().unwrap();
    assert_eq!((hint.severity, hint.params["count"].as_str()), (Severity::Hint, "5"));
}

#[test]
fn bytes_in_front_and_behind_are_left_out() {
    let parts = || [Part::deflated("index.html", &page(1)), Part::stored("a.png", b"png")];
    let both = Forge { prefix: b"#!/bin/sh\n".to_vec(), suffix: vec![0; 512], ..forge(parts()) };
    let checked = accepted(&both.bytes());
    assert_eq!((paths(&checked).len(), noted(&checked)), (2, vec!["PREFIX", "SUFFIX"]));
    let commented = Forge { comment: b"made with love".to_vec(), ..forge(parts()) };
    assert!(noted(&accepted(&commented.bytes())).is_empty());
}

#[test]
fn an_archive_in_a_comment_is_a_comment() {
    let inner = [forge([Part::stored("evil.html", b"evil")]).bytes(), b"tail".to_vec()].concat();
    let outer = Forge { comment: inner, ..forge([Part::stored("good.html", b"good")]) };
    assert_eq!(paths(&accepted(&outer.bytes())), ["good.html"]);
}

#[test]
fn zip64_is_read() {
    let parts = || [Part::deflated("index.html", &page(1)), Part::stored("a.png", b"png")];
    let plain = Forge { zip64: true, ..forge(parts()) };
    assert_eq!(paths(&accepted(&plain.bytes())).len(), 2);
    let moved = Forge { zip64: true, prefix: vec![b' '; 100], ..forge(parts()) };
    assert_eq!(noted(&accepted(&moved.bytes())), ["PREFIX"]);
    let wide = Part::deflated("wide.html", &page(2)).both(|said| {
        let sizes = [u64::from(said.length).to_le_bytes(), u64::from(said.compressed).to_le_bytes()].concat();
        said.extra = extra(0x0001, &sizes);
        (said.length, said.compressed) = (u32::MAX, u32::MAX);
    });
    let checked = accepted(&forge([wide]).bytes());
    assert_eq!(checked.index().get("wide.html").unwrap().length, page(2).len() as u64);
}

#[test]
fn streamed_entries_with_any_descriptor_are_read() {
    for (signature, wide) in [(true, false), (false, false), (true, true), (false, true)] {
        let parts = [
            Part::deflated("a.html", &page(1)).streamed(signature, wide),
            Part::stored("empty.txt", b"").streamed(signature, wide),
            Part::deflated("b.html", &page(2)),
        ];
        assert_eq!(paths(&accepted(&forge(parts).bytes())).len(), 3, "{signature} {wide}");
    }
}
