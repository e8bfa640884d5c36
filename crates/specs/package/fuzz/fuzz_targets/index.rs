//! Any bytes as the stored index of an archive: refused, or written back the same.
#![no_main]

use vidik_package::archive::ArchiveIndex;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(index) = ArchiveIndex::from_bytes(bytes) else { return };
    assert_eq!(index.to_bytes(), bytes);
    for entry in &index {
        assert_eq!(index.get(&entry.path), Some(entry));
    }
});
