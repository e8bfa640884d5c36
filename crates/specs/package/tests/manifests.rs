//! Manifests of one feature each, with what reading them gives.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use serde_json::json;
use vidik_lang::InterfaceLanguage;
use vidik_package::finding::Findings;
use vidik_package::manifest::{Limits, read};
use vidik_package::messages::catalogue;

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifests");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    found.sort();
    assert!(found.len() > 10);
    found
}

#[test]
fn trees_and_findings() {
    for (name, bytes) in fixtures() {
        let mut findings = Findings::new();
        let tree = read(&bytes, "imsmanifest.xml", None, &Limits::default(), &mut findings);
        assert_eq!(tree.is_none(), name.starts_with("error-"), "{name}: {findings:#?}");
        assert_eq!(tree.is_none(), findings.has_errors(), "{name}");
        let findings: Vec<_> = findings
            .iter()
            .map(|finding| {
                let params: Vec<_> = finding.params.iter().map(|(name, value)| format!("{name}={value}")).collect();
                let line = finding.line.map_or_else(String::new, |line| format!(" line {line}"));
                format!("{:?} {}{line}: {}", finding.severity, finding.rule, params.join(", "))
            })
            .collect();
        insta::assert_json_snapshot!(name, json!({ "findings": findings, "tree": tree }));
    }
}

#[test]
fn every_finding_has_a_text_without_gaps() {
    let catalogue = catalogue();
    for (name, bytes) in fixtures() {
        let mut findings = Findings::new();
        read(&bytes, "imsmanifest.xml", None, &Limits::default(), &mut findings);
        for finding in &findings {
            for language in InterfaceLanguage::ALL {
                let text = finding.text(&catalogue, language);
                for part in [&text.message, &text.advice] {
                    assert!(
                        !part.is_empty() && !part.contains(['{', '}']) && !part.starts_with("PKG-"),
                        "{name}: {part}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_same_manifest_in_other_encodings() {
    let utf8 = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifests/scorm12.xml")).unwrap();
    let text = String::from_utf8(utf8.clone()).unwrap();
    let tree = |bytes: &[u8]| {
        let mut findings = Findings::new();
        let tree = read(bytes, "imsmanifest.xml", None, &Limits::default(), &mut findings);
        assert!(findings.is_empty(), "{findings:?}");
        tree.unwrap()
    };
    let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let marked: Vec<u8> = [0xef, 0xbb, 0xbf].into_iter().chain(utf8.iter().copied()).collect();
    let expected = tree(&utf8);
    for bytes in [marked, little, big] {
        assert_eq!(tree(&bytes), expected);
    }
}
