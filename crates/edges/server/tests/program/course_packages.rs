//! What importing our own packages must give.

use std::{fs::File, path::Path};

use serde_json::{Value, json};
use vidik_catalogue::{ImportLimits, look_at_package};
use vidik_learning::outline;
use vidik_sequencing::IndexedTree;

use super::{course_packages, pack};

/// Format, structure and findings of a packed folder.
fn imported(folder: &Path) -> Value {
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("package.zip");
    pack(folder, &archive);
    let (tree, findings) = look_at_package(File::open(archive).unwrap(), &ImportLimits::default()).unwrap();
    let findings: Vec<Value> = findings
        .iter()
        .map(|finding| json!({"severity": finding.severity, "rule": finding.rule, "file": finding.file}))
        .collect();
    let Some(tree) = tree else { return json!({"verdict": "refused", "findings": findings}) };
    let activities = outline(&IndexedTree::new(tree.organization().unwrap().tree.clone()));
    json!({
        "verdict": "usable",
        "format": tree.format,
        "edition": tree.edition,
        "title": tree.title,
        "languages": tree.languages,
        "activities": activities,
        "findings": findings,
    })
}

fn holds(folder: &Path, expected: &Path) {
    let found = imported(folder);
    let text = std::fs::read_to_string(expected).unwrap_or_default();
    let wanted: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let pretty = serde_json::to_string_pretty(&found).unwrap();
    assert_eq!(found, wanted, "{} does not hold what importing gave:\n{pretty}", expected.display());
}

#[test]
fn fixtures_import_as_written_down() {
    for name in
        ["scorm12-single", "scorm12-several", "scorm12-course", "scorm2004-several", "scorm2004-course", "own-course"]
    {
        let fixtures = course_packages().join("fixtures");
        holds(&fixtures.join(name), &fixtures.join(format!("{name}.expected.json")));
    }
}

#[test]
fn courses_import_without_a_finding() {
    for entry in std::fs::read_dir(course_packages().join("courses")).unwrap() {
        let folder = entry.unwrap().path();
        let found = imported(&folder);
        assert_eq!((&found["verdict"], &found["findings"]), (&json!("usable"), &json!([])), "{}", folder.display());
    }
}
