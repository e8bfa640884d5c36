//! The sample course of `course-packages/fixtures/own-course/`, and what is wrong with others.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod export;
mod findings;
mod render;
mod schema;
mod tree;
mod units;

use std::path::{Path, PathBuf};

use vidik_base::LanguageTag;
use vidik_course::{Course, SourceFiles, read};
use vidik_package::Findings;

fn course_packages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../course-packages")
}

/// Every file below a folder.
fn folder(path: &Path) -> SourceFiles {
    fn walk(root: &Path, at: &Path, files: &mut SourceFiles) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut files = SourceFiles::new();
    walk(path, path, &mut files);
    files
}

fn sample() -> SourceFiles {
    folder(&course_packages().join("fixtures/own-course"))
}

fn course(files: &SourceFiles) -> Course {
    let (course, findings) = read(files);
    assert!(!findings.has_errors(), "{:?}", told(&findings));
    course.unwrap()
}

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).unwrap()
}

/// `RULE file:line` of every finding, in order.
fn told(findings: &Findings) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            let file = finding.file.as_deref().unwrap_or("-");
            let line = finding.line.map_or_else(String::new, |line| format!(":{line}"));
            format!("{} {file}{line}", finding.rule)
        })
        .collect()
}
