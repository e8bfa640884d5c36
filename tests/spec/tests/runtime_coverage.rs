//! Whether the rows of `tests/spec/runtime` leave anything of the data models out. The rows themselves are played by
//! the Rust run-time (`crates/specs/scorm/tests/rows.rs`) and by the browser's interpreter.

#![expect(clippy::expect_used, reason = "a test stops where its data is wrong")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;
use vidik_scorm::{Access, Element, Standard, Table, error_string};

#[derive(Deserialize)]
struct Row {
    standard: String,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Call {
    #[serde(rename = "call")]
    name: String,
    #[serde(default)]
    element: String,
    error: String,
}

const STANDARDS: [Standard; 2] = [Standard::Scorm12, Standard::Scorm2004];

fn specifications() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rows(standard: Standard) -> Vec<Row> {
    let files = fs::read_dir(specifications().join("runtime")).expect("the folder of rows");
    let texts = files.map(|file| fs::read_to_string(file.expect("a file").path()).expect("rows"));
    let rows = texts.flat_map(|text| serde_json::from_str::<Vec<Row>>(&text).expect("rows"));
    rows.filter(|row| row.standard == standard.as_str()).collect()
}

/// The table's name of an element as content writes it.
fn pattern(element: &str) -> String {
    if let Some((head, _)) = element.split_once(".{target=") {
        return format!("{head}.{{target=}}");
    }
    let is_index = |segment: &str| segment.starts_with("{id=") || segment.bytes().all(|byte| byte.is_ascii_digit());
    let segments: Vec<&str> = element.split('.').map(|segment| if is_index(segment) { "n" } else { segment }).collect();
    segments.join(".")
}

fn without_rows() -> BTreeMap<String, String> {
    let text = fs::read_to_string(specifications().join("runtime-without-rows.json")).expect("rules without rows");
    serde_json::from_str(&text).expect("rules without rows")
}

/// Calls of this name with each element, and whether one of them succeeded and one failed.
fn made(rows: &[Row], name: &str) -> BTreeMap<String, (bool, bool)> {
    let mut made: BTreeMap<String, (bool, bool)> = BTreeMap::new();
    for call in rows.iter().flat_map(|row| &row.calls).filter(|call| call.name == name) {
        let (fine, refused) = made.entry(pattern(&call.element)).or_default();
        *fine |= call.error == "0";
        *refused |= call.error != "0";
    }
    made
}

fn gaps(element: &Element, read: &BTreeMap<String, (bool, bool)>, set: &BTreeMap<String, (bool, bool)>) -> Vec<String> {
    let (read, refused_read) = read.get(element.name).copied().unwrap_or_default();
    let (set, refused_set) = set.get(element.name).copied().unwrap_or_default();
    let wanted = match element.access {
        Access::ReadOnly => [(read, "read"), (refused_set, "set, and refused")].to_vec(),
        Access::WriteOnly => [(set, "set"), (refused_read, "read, and refused")].to_vec(),
        Access::ReadWrite => [(read, "read"), (set, "set")].to_vec(),
    };
    let missing = wanted.into_iter().filter(|(done, _)| !done);
    missing.map(|(_, what)| format!("{} is never {what}", element.name)).collect()
}

#[test]
fn every_element_is_read_and_set_by_a_row() {
    let mut missing = Vec::new();
    for standard in STANDARDS {
        let rows = rows(standard);
        let (read, set) = (made(&rows, "GetValue"), made(&rows, "SetValue"));
        for element in Table::of(standard).elements {
            missing.extend(gaps(element, &read, &set).into_iter().map(|gap| format!("{}: {gap}", standard.as_str())));
        }
        println!("{}: {} elements, {} rows", standard.as_str(), Table::of(standard).elements.len(), rows.len());
    }
    assert!(missing.is_empty(), "{} gaps:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn every_error_code_is_given_by_a_row_or_has_a_reason() {
    let explained = without_rows();
    let (mut bare, mut idle) = (Vec::new(), explained.keys().cloned().collect::<BTreeSet<_>>());
    for standard in STANDARDS {
        let given: BTreeSet<String> =
            rows(standard).into_iter().flat_map(|row| row.calls).map(|call| call.error).collect();
        for code in (0..1_000_u16).map(|code| code.to_string()) {
            if error_string(standard, &code).is_none() || given.contains(&code) {
                continue;
            }
            let rule = format!("{} {code}", standard.as_str());
            println!("no row: {rule}: {}", explained.get(&rule).map_or("NO REASON", String::as_str));
            if !idle.remove(&rule) {
                bare.push(rule);
            }
        }
    }
    assert!(bare.is_empty(), "neither row nor reason: {bare:?}");
    assert!(idle.is_empty(), "a reason, but there is a row or no such code: {idle:?}");
}
