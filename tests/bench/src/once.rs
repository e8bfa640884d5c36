//! What is measured a few times, not under load: starts, imports, sizes.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::{Failure, Tried as _};
use crate::package;
use crate::processes::{Yard, cpu_time, resident_mib, run};
use crate::report::{Limit, Row};
use crate::server::{Caller, Site, publish};

/// How often each is done.
const TIMES: usize = 5;

/// The one in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// Starts of an installation that is there, and its memory before anybody comes.
pub fn starts(site: &Site<'_>) -> Result<Vec<Row>, Failure> {
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let (server, took) = site.serve()?;
        times.push(milliseconds(took));
        std::thread::sleep(Duration::from_millis(200));
        memory.push(resident_mib(server.id()).unwrap_or(0.0));
    }
    Ok(vec![
        Row::at_most("cold start", median(times), "ms", 60.0),
        Row::at_most("memory, idle", median(memory), "MiB", 40.0),
    ])
}

/// Starts with nothing there: tables, keys and an administrator are made.
pub fn first_starts(yard: &Yard, program: &Path) -> Result<Row, Failure> {
    let mut times = Vec::new();
    for number in 0..TIMES {
        let site = Site::new(yard, program, &format!("first-{number}"), None)?;
        let (_server, took) = site.serve()?;
        times.push(milliseconds(took));
    }
    Ok(Row::at_most("first start", median(times), "ms", 500.0))
}

/// Imports of 50 MB until a course can be played, beside `unzip -t` of the same archive.
pub async fn imports(yard: &Yard, site: &Site<'_>, process: u32) -> Result<Row, Failure> {
    let mut author = Caller::sign_in(site.app, "author@demo.test").await?;
    let (mut ours, mut theirs, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..TIMES {
        let path = yard.folder().join("large.zip");
        // A package that was there before would not be kept again.
        package::large(&path, 1_000 + u64::try_from(number).unwrap_or(0))?;
        let archive = std::fs::read(&path).tried("a package")?;
        let begun = Instant::now();
        run(yard.on_server_core(Path::new("unzip")).arg("-tqq").arg(&path))?;
        theirs.push(milliseconds(begun.elapsed()));
        let (begun, before) = (Instant::now(), cpu_time(process).unwrap_or_default());
        publish(&mut author, &archive, &[format!("large-{number}")]).await?;
        ours.push(milliseconds(begun.elapsed()));
        cpu.push(cpu_time(process).unwrap_or_default().saturating_sub(before).as_secs_f64() * 1_000_000.0);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let ratio = ours / theirs;
    Ok(Row {
        name: "import of 50 MB, 2,000 files".to_owned(),
        database: Some("sqlite"),
        cpu_us: Some(median(cpu)),
        limit: Some(Limit { name: "unzip -t".to_owned(), requests_per_second: 1_000.0 / theirs }),
        ratio: Some(ratio),
        value: Some(ours),
        unit: Some("ms"),
        goal: Some("≤ 0.5 of the limit's time".to_owned()),
        met: Some(ratio <= 0.5),
        ..Row::default()
    })
}

/// The program, with the app inside.
#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
pub fn program_size(program: &Path) -> Result<Row, Failure> {
    let size = std::fs::metadata(program).tried("the program")?.len();
    Ok(Row::at_most("release binary", size as f64 / 1_000_000.0, "MB", 40.0))
}

/// The scripts that the app's page names, packed; none where the client is not built.
#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
pub fn script_size(client: &Path) -> Option<Row> {
    let page = std::fs::read_to_string(client.join("spa.html")).ok()?;
    let mut total = 0;
    // Each is named twice: to be loaded early, and to be run.
    let scripts: BTreeSet<&str> = page.split('"').filter(|part| is_script(part)).collect();
    for name in scripts {
        total += packed_size(&client.join(name.trim_start_matches('/')))?;
    }
    Some(Row::at_most("scripts of the first page, shared part", total as f64 / 1_000.0, "kB", 90.0))
}

fn is_script(name: &str) -> bool {
    name.starts_with("/_app/") && Path::new(name).extension().is_some_and(|kind| kind == "js")
}

fn packed_size(path: &Path) -> Option<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(&std::fs::read(path).ok()?).ok()?;
    Some(encoder.finish().ok()?.len())
}
