//! `vidik openapi`: the specification that clients are made of; needs neither settings nor database.

use std::process::ExitCode;

use clap::Args;

use super::say;
use crate::failure::{Failure, OrFail as _};

/// Print the API's specification as JSON.
#[derive(Debug, Args)]
pub struct OpenApi {
    /// Print the codes of all problems instead
    #[arg(long)]
    errors: bool,
}

pub fn run(verb: &OpenApi) -> Result<ExitCode, Failure> {
    if verb.errors {
        say(vidik_http::problem_codes_json().trim_end());
    } else {
        say(vidik_http::openapi_json().or_fail("the specification could not be written")?.trim_end());
    }
    Ok(ExitCode::SUCCESS)
}
