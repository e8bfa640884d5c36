//! The program `vidik`: settings, verbs, composition.

mod config;
mod failure;
mod first_administrator;
mod logs;
mod machine;
mod seed;
mod stores;
mod verbs;

use std::{io::Write as _, process::ExitCode};

use clap::Parser as _;

fn main() -> ExitCode {
    match verbs::run(verbs::Vidik::parse().verb) {
        Ok(code) => code,
        Err(failure) => {
            // Nobody is left to be told when standard error is gone.
            let _ = write!(std::io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}
