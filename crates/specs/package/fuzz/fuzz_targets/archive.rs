//! Any bytes as an archive: what is accepted reads back, and is accepted again unchanged.
#![no_main]

use vidik_package::archive::{Limits, check, import, read_entry};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { inflated_bytes: 1 << 24, entries: 1_000, threads: 1, ..Limits::default() };
    let mut once = Vec::new();
    let Ok(imported) = import(bytes, &mut once, &limits) else { return };
    for entry in &imported.index {
        read_entry(&once, entry, 1 << 24).expect("an accepted file reads back");
    }
    let again = check(&once, &limits).expect("a normalised archive is accepted");
    assert!(again.findings().is_empty());
    assert_eq!(again.index(), imported.index);
});
