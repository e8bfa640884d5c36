//! The rows of `tests/spec/runtime`, which the interpreter in the browser plays too.
#![expect(clippy::unwrap_used, reason = "a test stops where its data is wrong")]

mod play;

use std::fs;
use std::path::Path;

use play::call;
use serde_json::Value;
use vidik_scorm::{Data, RequestValid, RunTime, Standard};

fn rows() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/spec/runtime");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut rows = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let content: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        rows.extend(content.as_array().unwrap().iter().map(|row| (name.clone(), row.clone())));
    }
    rows
}

/// What went otherwise than the row says.
fn breaches(row: &Value) -> Vec<String> {
    let standard = Standard::parse(row["standard"].as_str().unwrap()).unwrap();
    let data: Data = serde_json::from_value(row["data"].clone()).unwrap_or_default();
    let valid: RequestValid = serde_json::from_value(row["request_valid"].clone()).unwrap_or_default();
    let mut run_time = RunTime::new(standard, &data, valid);
    if row["start"] != false {
        assert!(run_time.initialize(""));
    }
    let mut breaches = Vec::new();
    for wanted in row["calls"].as_array().unwrap() {
        let answer = call(&mut run_time, wanted);
        let error = run_time.last_error().to_string();
        let as_expected = match wanted["expect_length"].as_u64() {
            Some(length) => answer.chars().count() as u64 == length,
            None => answer == wanted["expect"].as_str().unwrap(),
        };
        if !as_expected || error != wanted["error"].as_str().unwrap() {
            let answer: String = answer.chars().take(100).collect();
            breaches.push(format!("{wanted} → {answer:?} {error} ({})", run_time.diagnostic("")));
        }
        assert!(run_time.diagnostic("").chars().count() <= 255);
    }
    breaches
}

#[test]
fn every_row_holds() {
    let rows = rows();
    assert!(rows.len() > 500, "only {} rows", rows.len());
    let mut failures = Vec::new();
    for (file, row) in &rows {
        for breach in breaches(row) {
            failures.push(format!("{file}: {} {}: {breach}", row["rule"], row["what"]));
        }
    }
    assert!(failures.is_empty(), "{} breaches:\n{}", failures.len(), failures.join("\n"));
}
