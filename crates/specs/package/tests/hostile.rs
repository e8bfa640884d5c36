//! Manifests that want to do harm: never a panic, never without end.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use vidik_package::CourseTree;
use vidik_package::finding::Findings;
use vidik_package::manifest::{Limits, read};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifests").join(name)).unwrap()
}

fn tried(bytes: &[u8]) -> (Option<CourseTree>, Findings) {
    let mut findings = Findings::new();
    let tree = read(bytes, "imsmanifest.xml", None, &Limits::default(), &mut findings);
    assert_eq!(tree.is_none(), findings.has_errors());
    (tree, findings)
}

/// Something done to the bytes of a manifest.
#[derive(Debug, Clone)]
enum Change {
    Set(usize, u8),
    Cut(usize, usize),
    Repeat(usize, usize),
    Insert(usize, &'static str),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    const PIECES: [&str; 14] = [
        "<item>",
        "</item>",
        "<imsss:sequencing/>",
        "&",
        "\"",
        "<![CDATA[",
        "]]>",
        "<!--",
        "identifier=\"A\"",
        "\u{fffd}",
        "<manifest>",
        "xml:base=\"../\"",
        "&#x10ffff;",
        "<?",
    ];
    let change = prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<usize>(), 0_usize..200).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<usize>(), 0_usize..400).prop_map(|(at, length)| Change::Repeat(at, length)),
        (any::<usize>(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Insert(at, PIECES[piece])),
    ];
    prop::collection::vec(change, 1..8)
}

fn apply(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let length = bytes.len().max(1);
        match change {
            Change::Set(at, byte) => {
                if let Some(old) = bytes.get_mut(at % length) {
                    *old = *byte;
                }
            }
            Change::Cut(at, count) => {
                let from = (at % length).min(bytes.len());
                bytes.drain(from..(from + count).min(bytes.len()));
            }
            Change::Repeat(at, count) => {
                let from = (at % length).min(bytes.len());
                let part = bytes[from..(from + count).min(bytes.len())].to_vec();
                bytes.splice(from..from, part);
            }
            Change::Insert(at, text) => {
                let from = (at % length).min(bytes.len());
                bytes.splice(from..from, text.bytes());
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_manifest_never_panics(
        name in prop::sample::select(vec![
            "sequencing.xml", "scorm12.xml", "collection.xml", "faults-structure.xml",
            "scorm2004-2nd-submanifest.xml", "addresses.xml", "scorm2004-3rd.xml",
        ]),
        changes in changes(),
    ) {
        let (tree, _) = tried(&apply(fixture(name), &changes));
        if let Some(tree) = tree {
            let json = serde_json::to_string(&tree).unwrap();
            prop_assert_eq!(serde_json::from_str::<CourseTree>(&json).unwrap(), tree);
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        tried(&bytes);
    }
}

fn around(items: &str, rest: &str) -> String {
    format!(
        "<manifest identifier=\"M\" xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\" \
         xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_v1p3\" xmlns:imsss=\"http://www.imsglobal.org/xsd/imsss\">\
         <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>\
         <organizations default=\"O\"><organization identifier=\"O\"><title>T</title>{items}</organization></organizations>\
         <resources><resource identifier=\"R\" adlcp:scormType=\"sco\" href=\"a.html\"/></resources>{rest}</manifest>"
    )
}

fn refused_soon(text: &str) -> Vec<String> {
    let begun = Instant::now();
    let (tree, findings) = tried(text.as_bytes());
    assert!(tree.is_none());
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    findings.iter().map(|finding| finding.rule.to_string()).collect()
}

#[test]
fn one_large_collection_for_every_item() {
    let rule = "<imsss:preConditionRule><imsss:ruleConditions><imsss:ruleCondition condition=\"always\"/>\
                </imsss:ruleConditions><imsss:ruleAction action=\"skip\"/></imsss:preConditionRule>";
    let collection = format!(
        "<imsss:sequencingCollection><imsss:sequencing ID=\"S\"><imsss:sequencingRules>{}</imsss:sequencingRules>\
         </imsss:sequencing></imsss:sequencingCollection>",
        rule.repeat(2_000)
    );
    let items: String = (0..3_000).fold(String::new(), |mut items, number| {
        let _ = write!(
            items,
            "<item identifier=\"I{number}\" identifierref=\"R\"><title>x</title><imsss:sequencing IDRef=\"S\"/></item>"
        );
        items
    });
    assert!(refused_soon(&around(&items, &collection)).contains(&"PKG-MAN-COMPLEX".to_owned()));
}

#[test]
fn sub_manifests_that_contain_each_other_many_times() {
    let mut rest = String::new();
    for level in 0..12 {
        let items: String = (0..6).fold(String::new(), |mut items, number| {
            let _ =
                write!(items, "<item identifier=\"I\" identifierref=\"M{}\"><title>{number}</title></item>", level + 1);
            items
        });
        let _ = write!(
            rest,
            "<manifest identifier=\"M{level}\"><organizations><organization identifier=\"O\"><title>T</title>{items}\
             </organization></organizations></manifest>"
        );
    }
    let items = "<item identifier=\"A\" identifierref=\"M0\"><title>x</title></item>";
    assert!(refused_soon(&around(items, &rest)).contains(&"PKG-MAN-COMPLEX".to_owned()));
}

#[test]
fn a_sub_manifest_that_contains_itself() {
    let rest = "<manifest identifier=\"M0\"><organizations><organization identifier=\"O\"><title>T</title>\
                <item identifier=\"I\" identifierref=\"M0\"><title>x</title></item></organization></organizations></manifest>";
    let items = "<item identifier=\"A\" identifierref=\"M0\"><title>x</title></item>\
                 <item identifier=\"B\" identifierref=\"R\"><title>y</title></item>";
    let (tree, _) = tried(around(items, rest).as_bytes());
    assert_eq!(tree.unwrap().organization().unwrap().tree.root.children.len(), 1);
}

#[test]
fn deep_wide_and_long() {
    let deep = format!("{}{}", "<item identifier=\"I\"><title>x</title>".repeat(200), "</item>".repeat(200));
    assert!(refused_soon(&around(&deep, "")).contains(&"PKG-MAN-DEPTH".to_owned()));
    let wide = "<item identifier=\"I\" identifierref=\"R\"><title>x</title></item>".repeat(6_000);
    assert!(refused_soon(&around(&wide, "")).contains(&"PKG-MAN-COMPLEX".to_owned()));
    let files = "<x/>".repeat(200_000);
    assert!(refused_soon(&around("", &files)).contains(&"PKG-MAN-COMPLEX".to_owned()));
    let spaces = format!("<manifest {}>", " ".repeat(33 * 1024 * 1024));
    assert!(refused_soon(&spaces).contains(&"PKG-MAN-TOO-LARGE".to_owned()));
}
