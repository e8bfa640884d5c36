//! What this machine can do at best: bare handlers on the same stack, in a process of their own.

mod bare;
mod commits;
mod files;
mod hash;
pub mod tokens;

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use actix_web::{App, HttpServer, web};
use clap::Args;

pub use commits::{launch_id, run_id};
pub use hash::hash;

use crate::failure::{Failure, Tried as _};

/// Serves the limits, until killed. Its first line is the address.
#[derive(Debug, Args)]
pub struct Limits {
    /// Where to keep files
    #[arg(long)]
    folder: PathBuf,
    /// An empty PostgreSQL database
    #[arg(long)]
    postgres: Option<String>,
}

/// Serves.
pub fn serve(limits: &Limits) -> Result<(), Failure> {
    actix_web::rt::System::new().block_on(run(&limits.folder, limits.postgres.as_deref()))
}

#[expect(clippy::print_stdout, reason = "the address is told to whoever started this")]
async fn run(folder: &Path, postgres: Option<&str>) -> Result<(), Failure> {
    let writers = web::Data::new(commits::Writers::open(folder, postgres).await?);
    let files = web::Data::new(files::Files::make(folder)?);
    let tokens = web::Data::new(tokens::Tokens::make()?);
    let listener = TcpListener::bind(("127.0.0.1", 0)).tried("a port for the limits")?;
    let address = listener.local_addr().tried("a port for the limits")?;
    println!("{address}");
    let server = HttpServer::new(move || {
        App::new()
            .app_data(writers.clone())
            .app_data(files.clone())
            .app_data(tokens.clone())
            .app_data(web::JsonConfig::default().limit(1 << 20))
            .configure(bare::configure)
            .configure(files::configure)
            .configure(commits::configure)
    });
    server.tcp_nodelay(true).listen(listener).tried("the limits' listener")?.run().await.tried("the limits")
}
