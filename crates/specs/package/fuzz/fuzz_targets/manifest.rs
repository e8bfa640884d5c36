#![no_main]
//! Any bytes as a manifest: a tree that survives its own JSON, or an error.

use libfuzzer_sys::fuzz_target;
use vidik_package::manifest::{Limits, read};
use vidik_package::{CourseTree, Findings};

fuzz_target!(|bytes: &[u8]| {
    let mut findings = Findings::new();
    let tree = read(bytes, "imsmanifest.xml", None, &Limits::default(), &mut findings);
    assert_eq!(tree.is_none(), findings.has_errors());
    if let Some(tree) = tree {
        let json = serde_json::to_string(&tree).expect("a tree is JSON");
        assert_eq!(serde_json::from_str::<CourseTree>(&json).expect("and back"), tree);
    }
});
