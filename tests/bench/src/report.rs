//! What was measured: a table for people, a file for programs.

use std::path::Path;

use serde::Serialize;
use serde_json::json;

use crate::failure::{Failure, Tried as _};

/// A limit, as it did in the same run.
#[derive(Clone, Debug, Serialize)]
pub struct Limit {
    /// What it does.
    pub name: String,
    /// How often a second.
    pub requests_per_second: f64,
}

/// One line of the report.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    /// What was measured.
    pub name: String,
    /// Connections.
    pub concurrency: Option<usize>,
    /// `sqlite` or `postgres`, where it matters.
    pub database: Option<&'static str>,
    /// Answers a second.
    pub requests_per_second: Option<f64>,
    /// Half were answered within this.
    pub p50_ms: Option<f64>,
    /// All but one in a hundred were answered within this.
    pub p99_ms: Option<f64>,
    /// The server's processor time for one.
    pub cpu_us: Option<f64>,
    /// What it is held against.
    pub limit: Option<Limit>,
    /// Its rate through the limit's; of an import, its time through the limit's.
    pub ratio: Option<f64>,
    /// A time, a size.
    pub value: Option<f64>,
    /// Of `value`.
    pub unit: Option<&'static str>,
    /// What it is to reach.
    pub goal: Option<String>,
    /// Whether it did.
    pub met: Option<bool>,
    /// Why it counts as met though it is not.
    pub excused: Option<String>,
}

impl Row {
    /// A time or a size that must not be exceeded.
    pub fn at_most(name: &str, value: f64, unit: &'static str, most: f64) -> Self {
        Self {
            name: name.to_owned(),
            value: Some(value),
            unit: Some(unit),
            goal: Some(format!("≤ {most} {unit}")),
            met: Some(value <= most),
            ..Self::default()
        }
    }
}

/// Prints the table.
#[expect(clippy::print_stdout, reason = "the table is what the bench is for")]
pub fn print(rows: &[Row]) {
    println!(
        "{:<34} {:>4} {:<8} {:>9} {:>8} {:>8} {:>8} {:>10} {:>6}  {:<34} {:<3} limit",
        "case", "c", "database", "req/s", "p50 ms", "p99 ms", "CPU µs", "value", "ratio", "goal", "met"
    );
    for row in rows {
        let number = |number: Option<f64>, digits: usize| number.map_or(String::new(), |n| format!("{n:.digits$}"));
        let value = row.value.map_or(String::new(), |value| format!("{value:.1} {}", row.unit.unwrap_or_default()));
        let met = match row.met {
            None => "",
            Some(true) => "yes",
            Some(false) => "NO",
        };
        let limit = row
            .limit
            .as_ref()
            .map_or(String::new(), |limit| format!("{} {:.0}/s", limit.name, limit.requests_per_second));
        println!(
            "{:<34} {:>4} {:<8} {:>9} {:>8} {:>8} {:>8} {:>10} {:>6}  {:<34} {:<3} {limit}",
            row.name,
            row.concurrency.map_or(String::new(), |c| c.to_string()),
            row.database.unwrap_or_default(),
            number(row.requests_per_second, 0),
            number(row.p50_ms, 2),
            number(row.p99_ms, 2),
            number(row.cpu_us, 0),
            value,
            number(row.ratio, 2),
            row.goal.as_deref().unwrap_or_default(),
            met,
        );
    }
}

/// Writes `latest.json`.
pub fn write(path: &Path, rows: &[Row], pinned: bool) -> Result<(), Failure> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let line = |file: &str, name: &str| {
        let text = std::fs::read_to_string(file).ok()?;
        let line = text.lines().find(|line| line.starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let machine = json!({
        "system": std::env::consts::OS,
        "architecture": std::env::consts::ARCH,
        "processor": line("/proc/cpuinfo", "model name"),
        "memory": line("/proc/meminfo", "MemTotal"),
        "cores_of_the_generator": cores,
        "pinned": pinned,
        "load": std::fs::read_to_string("/proc/loadavg").ok().map(|load| load.trim().to_owned()),
    });
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).tried("the report's folder")?;
    }
    let text = serde_json::to_string_pretty(&json!({ "machine": machine, "cases": rows })).tried("the report")?;
    std::fs::write(path, text + "\n").tried("the report")
}
