//! `vidik config`.

use std::process::ExitCode;

use clap::Subcommand;

use super::say;
use crate::{
    config::{self, KEYS, Kind},
    failure::Failure,
};

/// Look at the settings.
#[derive(Debug, Subcommand)]
pub enum ConfigVerb {
    /// Say whether the settings can be used, and every problem when they cannot
    Check,
    /// List every setting: its name in the file, its variable, what it is for
    Keys,
}

pub fn run(verb: &ConfigVerb) -> Result<ExitCode, Failure> {
    match verb {
        ConfigVerb::Keys => keys(),
        ConfigVerb::Check => {
            let loaded = config::load()?;
            for warning in &loaded.warnings {
                say(format!("warning: {warning}"));
            }
            let (port, content_port) = loaded.config.addresses.ports();
            say(format!("app      {}", loaded.config.addresses.public_url(port)));
            say(format!("content  {}", loaded.config.addresses.content_url(content_port)));
            say("the settings can be used");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn keys() {
    for key in KEYS {
        let secret = if key.kind == Kind::Secret { " (or …_file, …_FILE)" } else { "" };
        say(format!("{:<30} {:<34} {}{secret}", key.name, key.variable(), key.about));
    }
}
