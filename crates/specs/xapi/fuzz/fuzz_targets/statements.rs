//! Statements as anybody may send them: what is taken is the same statement when it is read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use vidik_xapi::{Version, read_batch, same};

fuzz_target!(|bytes: &[u8]| {
    for version in [Version::V1_0_3, Version::V2_0_0] {
        for received in read_batch(bytes, version).unwrap_or_default() {
            let text = received.json().to_string();
            let again = read_batch(text.as_bytes(), version).expect("what was taken is taken again");
            assert!(same(received.json(), again[0].json()));
        }
    }
});
