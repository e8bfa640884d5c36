//! Every message file of the project: readable, complete, with the same arguments in each language.

use std::fs;
use std::path::Path;

use vidik_lang::{Catalogue, Sources};

const FOLDERS: [&str; 3] = ["web-client/messages", "crates/edges/http/messages", "crates/specs/package/messages"];

#[test]
fn every_catalogue_is_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let mut findings = Vec::new();
    for folder in FOLDERS {
        let read = |name: &str| fs::read_to_string(root.join(folder).join(name));
        let (Ok(en), Ok(sr_cyrl), Ok(mk)) = (read("en.json"), read("sr-Cyrl.json"), read("mk.json")) else {
            println!("skipped: {folder} has no messages");
            continue;
        };
        let catalogue = Catalogue::new(&Sources { en: &en, sr_cyrl: &sr_cyrl, mk: &mk });
        findings.extend(catalogue.check().into_iter().map(|finding| format!("{folder}: {finding}")));
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
