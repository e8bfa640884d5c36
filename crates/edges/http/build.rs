//! Notices the first build of the client and of the player.
//!
//! A release build carries both inside itself, and the compiler watches each file that it took in. It cannot watch files
//! that were not there: without this, a program compiled before the client was built would never get one. Debug builds
//! read the folders when asked.

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        for page in ["../../../web-client/build/spa.html", "../../../web-client/player/dist/index.html"] {
            println!("cargo::rerun-if-changed={page}");
        }
    }
}
