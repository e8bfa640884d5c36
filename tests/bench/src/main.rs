//! The bench: a load generator, the limits of this machine, and the cases of the product between the two.
//!
//! `cargo xtask bench` builds everything for release and runs this with `VIDIK_BIN` naming the server. Servers listen
//! on the loopback interface, keep their things in a temporary folder, and end with this program.

mod cases;
mod client;
mod failure;
mod growth;
mod launches;
mod limits;
mod load;
mod mix;
mod noise;
mod once;
mod package;
mod postgres;
mod processes;
mod report;
mod sequencing;
mod server;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use clap::{Parser, Subcommand};

use cases::{Subject, Wanted};
use failure::{Failure, Tried as _};
use mix::Part;
use postgres::Postgres;
use processes::{Running, Yard};
use report::Row;
use server::{Caller, Site, publish};

/// How long each case of the tables that grow runs, at most.
const GROWTH_SECONDS: f64 = 2.0;

/// Measures the server beside what this machine can do at best.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    part: Option<Helper>,
    /// Only the cases whose names hold this
    #[arg(long)]
    case: Option<String>,
    /// How long each case runs, in seconds
    #[arg(long, default_value_t = 3.0, value_parser = seconds)]
    seconds: f64,
}

/// What the bench starts itself as.
#[derive(Debug, Subcommand)]
enum Helper {
    #[command(hide = true)]
    Limits(limits::Limits),
    #[command(hide = true)]
    Hash { seconds: f64 },
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.1..=10.0).contains(seconds));
    seconds.ok_or_else(|| "a number from 0.1 to 10".to_owned())
}

#[expect(clippy::print_stderr, reason = "a failure is told to whoever started this")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.part {
        Some(Helper::Limits(limits)) => limits::serve(limits),
        Some(Helper::Hash { seconds }) => limits::hash(*seconds),
        None => bench(arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the bench is no part of the product; the environment is its input")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

fn bench(arguments: Arguments) -> Result<(), Failure> {
    let program = variable("VIDIK_BIN")
        .map(PathBuf::from)
        .ok_or_else(|| Failure::Unexpected("VIDIK_BIN names no server; use cargo xtask bench".to_owned()))?;
    let yard = Yard::open()?;
    let mut postgres = Postgres::find(variable("VIDIK_TEST_POSTGRES").as_deref())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().tried("a runtime")?;
    let wanted = Wanted(arguments.case);
    let measured = measure(&yard, &program, postgres.as_mut(), &wanted, arguments.seconds);
    let rows = runtime.block_on(measured)?;
    report::print(&rows);
    report::write(&root().join("target/bench/latest.json"), &rows, yard.is_pinned())
}

async fn measure(
    yard: &Yard,
    program: &Path,
    mut postgres: Option<&mut Postgres>,
    wanted: &Wanted,
    seconds: f64,
) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    let site = Site::new(yard, program, "sqlite", None)?;
    site.fill()?;
    if wanted.has("first start") {
        rows.push(once::first_starts(yard, program)?);
    }
    if wanted.has("cold start") || wanted.has("memory, idle") {
        rows.extend(once::starts(&site)?);
    }
    let (server, _) = site.serve()?;
    let subject = Subject { site, process: server.id(), database: "sqlite" };
    let mut parts = parts_of(yard, &subject, wanted).await?;
    let mut second = None;
    if let Some(postgres) = postgres.as_deref_mut() {
        let site = Site::new(yard, program, "postgres", Some(postgres.database("subject")?))?;
        site.fill()?;
        let (server, _) = site.serve()?;
        let subject = Subject { site, process: server.id(), database: "postgres" };
        parts.extend(parts_of(yard, &subject, wanted).await?);
        second = Some(server);
    }
    let limits = postgres.as_deref_mut().map(|postgres| postgres.database("limit")).transpose()?;
    let (bare, address) = start_limits(yard, limits)?;
    let limits = cases::limits(address, bare.id(), &parts).await?;
    parts.extend(limits);
    let most = mix::run(&mut parts, seconds, yard, subject.process).await?;
    rows.extend(mix::rows(&parts));
    drop((second, bare));
    if !parts.is_empty() {
        rows.push(Row::at_most("memory, under load", most, "MiB", 120.0));
    }
    rows.extend(alone(yard, program, &subject, wanted).await?);
    drop(server);
    rows.extend(growth::rows(yard, program, postgres, wanted, seconds.min(GROWTH_SECONDS)).await?);
    Ok(rows)
}

/// What has the machine to itself, after the loads.
async fn alone(yard: &Yard, program: &Path, subject: &Subject<'_>, wanted: &Wanted) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    if wanted.has("launch") {
        let taken = cases::launch(&subject.site, "bench-course-1").await?;
        rows.push(Row::at_most("launch, four round trips", once::median(taken), "ms", 5.0));
    }
    if wanted.has("click") {
        rows.extend(sequencing::rows());
    }
    if wanted.has("import") {
        rows.push(once::imports(yard, &subject.site, subject.process).await?);
    }
    if wanted.has("release binary") {
        rows.push(once::program_size(program)?);
    }
    if wanted.has("scripts") {
        rows.extend(once::script_size(&root().join("web-client/build")));
    }
    Ok(rows)
}

/// The loads of one installation; signing in and files are measured on SQLite alone.
async fn parts_of(yard: &Yard, subject: &Subject<'_>, wanted: &Wanted) -> Result<Vec<Part>, Failure> {
    // Before there are the bench's own courses: the catalogue is the demonstration's.
    let mut parts = cases::reading(subject, wanted).await?;
    let is_first = subject.database == "sqlite";
    if is_first {
        parts.extend(cases::lessons(subject, wanted).await?);
    }
    if is_first && wanted.has("login") {
        parts.push(cases::signing_in(subject));
    }
    let path = yard.folder().join("small.zip");
    package::small(&path)?;
    let archive = std::fs::read(&path).tried("a package")?;
    let mut author = Caller::sign_in(subject.site.app, "author@demo.test").await?;
    let slugs = cases::slugs();
    let id = publish(&mut author, &archive, &slugs).await?;
    if is_first {
        parts.extend(cases::files(subject, &id, wanted));
    }
    if wanted.has("commit") {
        parts.extend(cases::commits(subject, &slugs).await?);
    }
    Ok(parts)
}

fn start_limits(yard: &Yard, postgres: Option<String>) -> Result<(Running, SocketAddr), Failure> {
    let this = std::env::current_exe().tried("this program's path")?;
    let mut command = yard.on_server_core(&this);
    command.arg("limits").arg("--folder").arg(yard.folder()).stdout(Stdio::piped());
    if let Some(postgres) = postgres {
        command.arg("--postgres").arg(postgres);
    }
    let mut limits = yard.start(&mut command)?;
    let address = limits.first_line()?.parse().tried("the limits' address")?;
    Ok((limits, address))
}
