//! The cases that are loads: run in slices, in an order that changes, so that whatever else the machine does meanwhile
//! hits all alike.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::{Failure, Tried as _};
use crate::load::{Load, Sample};
use crate::noise::Noise;
use crate::processes::{Yard, capture, cpu_time, resident_mib};
use crate::report::{Limit, Row};

/// How many slices a case is cut into.
const ROUNDS: u32 = 3;

/// What makes a case's numbers.
pub enum Source {
    /// Requests.
    Load(Load),
    /// Password hashes, without a server.
    Hash,
}

/// What a case is to reach.
#[derive(Clone, Copy)]
pub struct Goal {
    /// Its rate, as a share of the limit's.
    pub ratio: f64,
    /// Its slowest answers, as a multiple of the limit's.
    pub slowest: Option<f64>,
}

/// One load.
pub struct Part {
    /// What it is called.
    pub name: String,
    /// `sqlite` or `postgres`, where it matters.
    pub database: Option<&'static str>,
    /// What makes its numbers.
    pub source: Source,
    /// The server's process.
    pub process: u32,
    /// The name of the part that it is held against; of the same database and as many connections where there is one.
    pub limit: Option<String>,
    /// What it is to reach.
    pub goal: Option<Goal>,
    /// Milliseconds within which half of its requests are to be answered.
    pub most_ms: Option<f64>,
    /// What was measured.
    pub sample: Sample,
}

impl Part {
    /// A load that nothing was measured of yet.
    pub fn new(name: &str, database: Option<&'static str>, process: u32, load: Load) -> Self {
        let (limit, goal, most_ms, sample) = (None, None, None, Sample::default());
        Self { name: name.to_owned(), database, source: Source::Load(load), process, limit, goal, most_ms, sample }
    }

    /// Says within how many milliseconds half of its requests are to be answered.
    pub fn within(mut self, most_ms: f64) -> Self {
        self.most_ms = Some(most_ms);
        self
    }

    /// Names what it is held against, and what it is to reach.
    pub fn against(mut self, limit: impl Into<String>, goal: Option<Goal>) -> Self {
        self.limit = Some(limit.into());
        self.goal = goal;
        self
    }

    /// Connections.
    pub fn concurrency(&self) -> usize {
        match &self.source {
            Source::Load(load) => load.scripts.len(),
            Source::Hash => 1,
        }
    }

    async fn slice(&mut self, duration: Duration, yard: &Yard) -> Result<Sample, Failure> {
        match &mut self.source {
            Source::Hash => hashes(duration, yard),
            Source::Load(load) => {
                let before = cpu_time(self.process).unwrap_or_default();
                let mut sample = load.run(duration).await?;
                sample.cpu = cpu_time(self.process).unwrap_or_default().saturating_sub(before);
                Ok(sample)
            }
        }
    }
}

fn hashes(duration: Duration, yard: &Yard) -> Result<Sample, Failure> {
    let program = std::env::current_exe().tried("this program's path")?;
    let mut command: Command = yard.on_server_core(&program);
    let told = capture(command.arg("hash").arg(duration.as_secs_f64().to_string()).stderr(Stdio::inherit()))?;
    let latencies: Vec<u32> = told.lines().filter_map(|line| line.parse().ok()).collect();
    let elapsed = Duration::from_micros(latencies.iter().map(|micros| u64::from(*micros)).sum());
    Ok(Sample { latencies, elapsed, cpu: elapsed })
}

/// Runs all parts; gives the most memory that `watched` was seen to use.
#[expect(clippy::print_stderr, reason = "tells people how far it is")]
pub async fn run(parts: &mut [Part], seconds: f64, yard: &Yard, watched: u32) -> Result<f64, Failure> {
    let slice = Duration::from_secs_f64(seconds / f64::from(ROUNDS));
    let mut noise = Noise::new(u64::from(std::process::id()));
    let mut most = 0.0_f64;
    for round in 1..=ROUNDS {
        let mut order: Vec<(u64, &mut Part)> = parts.iter_mut().map(|part| (noise.number(), part)).collect();
        order.sort_by_key(|(number, _)| *number);
        for (_, part) in order {
            let begun = Instant::now();
            let (name, connections) = (part.name.clone(), part.concurrency());
            let sample = part.slice(slice, yard).await;
            let sample =
                sample.map_err(|failure| Failure::Unexpected(format!("{name} (c={connections}): {failure}")))?;
            let rate = sample.rate();
            part.sample.add(sample);
            most = most.max(resident_mib(watched).unwrap_or(0.0));
            eprintln!("round {round}: {name} c={connections} {rate:.0}/s in {:.1} s", begun.elapsed().as_secs_f64());
        }
    }
    Ok(most)
}

/// The lines of the report, each beside its limit.
pub fn rows(parts: &[Part]) -> Vec<Row> {
    parts.iter().map(|part| row(part, parts)).collect()
}

fn row(part: &Part, parts: &[Part]) -> Row {
    let limit = part.limit.as_deref().and_then(|name| limit_of(part, name, parts));
    let ratio = limit.map(|limit| part.sample.rate() / limit.sample.rate());
    let slowest = limit.and_then(|limit| Some(part.sample.percentile_ms(99)? / limit.sample.percentile_ms(99)?));
    let met = part.goal.zip(ratio).map(|(goal, ratio)| {
        ratio >= goal.ratio && goal.slowest.zip(slowest).is_none_or(|(most, slowest)| slowest <= most)
    });
    let in_time = part.sample.percentile_ms(50).zip(part.most_ms).map(|(took, most)| took <= most);
    let met = met.zip(in_time).map(|(one, other)| one && other).or(met).or(in_time);
    let goal = part.goal.map(|goal| {
        let slowest = goal.slowest.map_or(String::new(), |most| format!(", p99 ≤ {most} × the limit's"));
        format!("≥ {:.3} of the limit{slowest}", goal.ratio)
    });
    let in_time = part.most_ms.map(|most| format!("p50 ≤ {most} ms"));
    Row {
        name: part.name.clone(),
        concurrency: Some(part.concurrency()),
        database: part.database,
        requests_per_second: Some(part.sample.rate()),
        p50_ms: part.sample.percentile_ms(50),
        p99_ms: part.sample.percentile_ms(99),
        cpu_us: part.sample.cpu_us(),
        limit: limit.map(|limit| Limit { name: limit.name.clone(), requests_per_second: limit.sample.rate() }),
        ratio,
        goal: Some(goal.into_iter().chain(in_time).collect::<Vec<_>>().join(", ")).filter(|goal| !goal.is_empty()),
        met,
        ..Row::default()
    }
}

fn limit_of<'a>(part: &Part, name: &str, parts: &'a [Part]) -> Option<&'a Part> {
    let named = || parts.iter().filter(|other| other.name == name);
    let like = |other: &&Part| other.concurrency() == part.concurrency();
    let same_database = named().find(|other| like(other) && other.database == part.database);
    same_database.or_else(|| named().find(like)).or_else(|| named().next())
}
