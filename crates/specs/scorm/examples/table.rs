//! Writes the element table as data: `cargo run -p vidik-scorm --example table > web-client/player/src/generated/elements.json`.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    io::stdout().write_all(vidik_scorm::table_json().as_bytes())
}
