//! The log: one line an event, on standard error.

use std::io;

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};
use crate::failure::{Failure, OrFail as _};

/// Begins to log as the settings say.
pub fn begin(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log_level)
        .or_fail("log_level cannot be read; write info, or info,vidik_http=debug")?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    match config.log_format {
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
        LogFormat::Pretty => lines.with_target(false).try_init(),
    }
    .or_fail("the log could not be opened")
}

/// For verbs that work alone: warnings and errors only.
pub fn begin_quietly() {
    // A second subscriber is only met in tests, where the first one serves as well.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("warn"))
        .with_writer(io::stderr)
        .without_time()
        .try_init();
}
