//! Sequences with known outcomes, read from a folder beside the project: which activity must be
//! delivered after each step, and what every call of the API must answer. Skipped where the
//! folder is missing.

mod answers;
mod case;
mod player;
mod script;

use std::path::PathBuf;

use vidik_package::{Findings, manifest};
use vidik_sequencing::IndexedTree;

use crate::case::Case;
use crate::player::Learner;

#[expect(clippy::disallowed_methods, reason = "a test is told by the environment where the cases are")]
fn told(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

#[test]
fn scorm_cases() {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/scorm-cases");
    let folder = told("VIDIK_SCORM_CASES").map_or(beside, PathBuf::from);
    let Ok(text) = std::fs::read_to_string(folder.join("cases.json")) else {
        println!("skipped: no cases at {}", folder.display());
        return;
    };
    let cases: Vec<Case> = serde_json::from_str(&text).expect("cases.json");
    let load = |package: &str| -> IndexedTree {
        let path = folder.join("manifests").join(format!("{package}.xml"));
        let bytes = std::fs::read(&path).expect("manifest");
        let mut findings = Findings::default();
        let course = manifest::read(&bytes, "imsmanifest.xml", None, &manifest::Limits::default(), &mut findings);
        let course = course.unwrap_or_else(|| panic!("{}: {findings:?}", path.display()));
        IndexedTree::new(course.organization().expect("an organization").tree.clone())
    };
    let mut learner = Learner::default();
    let (mut passed, mut failed) = (0, 0);
    for case in &cases {
        match script::play(case, &mut learner, &load) {
            Ok(()) => passed += 1,
            Err(difference) => {
                failed += 1;
                println!("{}: {difference}", case.id);
            }
        }
    }
    println!("{passed} cases passed, {failed} failed");
    assert_eq!(failed, 0, "cases failed");
}
