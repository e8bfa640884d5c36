//! Any bytes as `cmi5.xml`: a tree that survives its own JSON, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vidik_cmi5::{read, tree};
use vidik_package::{CourseTree, Findings, manifest::Limits};

fuzz_target!(|bytes: &[u8]| {
    let mut findings = Findings::new();
    let structure = read(bytes, "cmi5.xml", None, &Limits::default(), &mut findings);
    assert!(structure.is_some() || findings.has_errors());
    if let Some(structure) = structure.filter(|_| !findings.has_errors()) {
        let tree = tree(&structure, "");
        let json = serde_json::to_string(&tree).expect("a tree serialises");
        assert_eq!(serde_json::from_str::<CourseTree>(&json).expect("its own JSON reads back"), tree);
    }
});
