//! Paths that must not get in.

use crate::forge::{Part, accepted, forge, noted, paths, refused};

fn named(name: &str) -> Part {
    Part::stored(name, b"x")
}

#[test]
fn every_bad_path_is_told_and_good_ones_beside_it_do_not_help() {
    for (name, rule) in [
        ("../../etc/passwd", "NAME-TRAVERSAL"),
        ("a/../../b", "NAME-TRAVERSAL"),
        ("..\\..\\windows\\system.ini", "NAME-TRAVERSAL"),
        ("/etc/passwd", "NAME-ABSOLUTE"),
        ("\\\\server\\share\\a", "NAME-ABSOLUTE"),
        ("C:\\autoexec.bat", "NAME-DRIVE"),
        ("c:a", "NAME-DRIVE"),
        ("a\0.html", "NAME-CONTROL"),
        ("a\r\nSet-Cookie: b", "NAME-CONTROL"),
        ("a//b", "NAME-EMPTY"),
        ("", "NAME-EMPTY"),
    ] {
        assert_eq!(refused(&forge([named("index.html"), named(name)])), [rule], "{name:?}");
    }
}

#[test]
fn long_paths_are_refused_whatever_their_encoding() {
    assert_eq!(refused(&forge([named("a/".repeat(600).trim_end_matches('/'))])), ["NAME-LENGTH"]);
    // 600 bytes in Windows-1251 are 1,200 in UTF-8.
    let cyrillic = Part::raw(&[0xE0; 600], 0, b"x", b"x".to_vec());
    assert_eq!(refused(&forge([cyrillic])), ["NAME-LENGTH"]);
}

#[test]
fn one_path_is_one_file() {
    assert_eq!(refused(&forge([named("a.html"), named("a.html")])), ["NAME-DUPLICATE"]);
    assert_eq!(refused(&forge([named("Images/A.png"), named("images/a.PNG")])), ["NAME-CASE"]);
    assert_eq!(refused(&forge([named("č.png"), named("c\u{30c}.png")])), ["NAME-CASE"]);
    assert_eq!(refused(&forge([named("a/b"), named("a\\b")])), ["NAME-DUPLICATE"]);
    assert_eq!(refused(&forge([named("a/b"), named("./a/b")])), ["NAME-DUPLICATE"]);
    assert_eq!(refused(&forge([named("lesson"), named("lesson/index.html")])), ["NAME-FOLDER"]);
    assert_eq!(refused(&forge([named("LESSON/one"), named("x"), named("lesson/one/two/three")])), ["NAME-FOLDER"]);
}

#[test]
fn links_and_devices_are_refused() {
    for (mode, rule) in [
        (0o120_777, "LINK"),
        (0o020_666, "DEVICE"),
        (0o060_660, "DEVICE"),
        (0o010_644, "DEVICE"),
        (0o140_755, "DEVICE"),
    ] {
        assert_eq!(refused(&forge([named("index.html"), named("x").mode(mode)])), [rule], "{mode:o}");
    }
}

#[test]
fn folders_are_no_files() {
    let folder = Part::stored("images/", b"").mode(0o040_755);
    let silent = Part::stored("audio", b"").mode(0o040_755);
    let checked = accepted(&forge([folder, silent, named("images/a.png"), named("audio/a.mp3")]).bytes());
    assert_eq!(paths(&checked), ["audio/a.mp3", "images/a.png"]);
    assert!(noted(&checked).is_empty());
    assert_eq!(refused(&forge([named("index.html"), named("folder/")])), ["NAME-FOLDER"]);
}

#[test]
fn everything_wrong_is_said_at_once() {
    let parts = [
        named("../a"),
        named("/b"),
        Part::stored("c", b"abc").both(|said| said.crc32 ^= 1),
        Part::deflated("d", b"abc").both(|said| said.method = 12),
        named("e").both(|said| said.flags |= 1),
    ];
    let mut rules = refused(&forge(parts));
    rules.sort();
    assert_eq!(rules, ["CRC", "ENCRYPTED", "METHOD", "NAME-ABSOLUTE", "NAME-TRAVERSAL"]);
}

#[test]
fn a_thousand_bad_paths_do_not_make_a_thousand_findings() {
    let rules = refused(&forge((0..1_000).map(|number| named(&format!("../{number}")))));
    assert!(rules.len() <= 200, "{}", rules.len());
}
