//! The table that the browser plays is the one of this crate.

use std::path::Path;

#[test]
fn elements_json_is_what_the_table_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../web-client/player/src/generated/elements.json");
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == vidik_scorm::table_json(),
        "web-client/player/src/generated/elements.json is stale: run `cargo xtask gen`"
    );
}
