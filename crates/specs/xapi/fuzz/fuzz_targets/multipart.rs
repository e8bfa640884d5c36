//! Bodies with attachments and their signatures, as anybody may send them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use vidik_xapi::{Version, multipart, read_batch, signature};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(taken) = multipart::read(bytes, "multipart/mixed; boundary=a") {
        if let Ok(statements) = read_batch(taken.statements, Version::V2_0_0) {
            let _ = multipart::check_attachments(&statements, &taken.parts);
            let _ = signature::check_signatures(&statements, &taken.parts);
        }
    }
});
