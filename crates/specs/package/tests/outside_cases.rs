//! Manifests of sequencing cases that are kept outside the project; skipped where they are not at hand.

use std::path::PathBuf;

use vidik_package::finding::{Findings, Severity};
use vidik_package::manifest::{Limits, read};
use vidik_sequencing::{Activity, Edition};

#[expect(clippy::disallowed_methods, reason = "where the cases lie is a setting of the test run alone")]
fn folder() -> PathBuf {
    std::env::var_os("VIDIK_SCORM_CASES")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/scorm-cases"), PathBuf::from)
}

fn leaves(activity: &Activity) -> Vec<&Activity> {
    if activity.children.is_empty() {
        return vec![activity];
    }
    activity.children.iter().flat_map(leaves).collect()
}

#[test]
fn every_manifest_gives_a_tree_without_errors() {
    let Ok(entries) = std::fs::read_dir(folder().join("manifests")) else {
        println!("skipped: no cases at {}", folder().display());
        return;
    };
    let mut count = 0;
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut findings = Findings::new();
        let tree = read(&std::fs::read(&path).unwrap(), "imsmanifest.xml", None, &Limits::default(), &mut findings);
        let found: Vec<_> = findings
            .iter()
            .map(|finding| format!("{} {:?} {:?}", finding.rule, finding.line, finding.params))
            .collect();
        let tree = tree.unwrap_or_else(|| panic!("{name}: {found:?}"));
        assert_eq!(findings.count(Severity::Error), 0, "{name}");
        if !found.is_empty() {
            println!("{name}: {found:#?}");
        }
        assert_eq!(tree.edition, Edition::Scorm2004Fourth, "{name}");
        let root = &tree.organization().unwrap().tree.root;
        for leaf in leaves(root) {
            let resource = leaf.resource.as_ref().unwrap_or_else(|| panic!("{name}: {}", leaf.identifier));
            assert!(resource.href.contains(".htm"), "{name}: {}", resource.href);
            assert_eq!(leaf.identifier.trim(), &*leaf.identifier, "{name}");
        }
        let json = serde_json::to_string(&tree).unwrap();
        assert_eq!(serde_json::from_str::<vidik_package::CourseTree>(&json).unwrap(), tree, "{name}");
        count += 1;
    }
    println!("{count} manifests");
    assert!(count > 0);
}
