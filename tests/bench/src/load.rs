//! The generator: so many connections, each sending its next request as soon as it has its answer.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::client::Connection;
use crate::failure::{Failure, Tried as _};
use crate::launches::Commits;

/// What one connection sends.
pub enum Script {
    /// The same request again and again.
    Same(Vec<u8>),
    /// One numbered commit after the other.
    Commits(Commits),
}

impl Script {
    fn next<'a>(&'a mut self, buffer: &'a mut Vec<u8>) -> &'a [u8] {
        match self {
            Self::Same(request) => request,
            Self::Commits(commits) => {
                commits.next(buffer);
                buffer
            }
        }
    }
}

/// Requests to one server over as many connections as there are scripts.
pub struct Load {
    /// Whom they are sent to.
    pub address: SocketAddr,
    /// What each connection sends.
    pub scripts: Vec<Script>,
    /// The status that every answer must have.
    pub status: u16,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// How long each request took, in microseconds.
    pub latencies: Vec<u32>,
    /// How long all of it took.
    pub elapsed: Duration,
    /// Processor time that the server took meanwhile.
    pub cpu: Duration,
}

impl Sample {
    /// Adds what was measured in another slice of time.
    pub fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.elapsed += other.elapsed;
        self.cpu += other.cpu;
    }

    /// Answers a second.
    #[expect(clippy::cast_precision_loss, reason = "counts of requests are far below 2^52")]
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// Microseconds of the server's processor time a request; none where there were no requests.
    #[expect(clippy::cast_precision_loss, reason = "counts of requests are far below 2^52")]
    pub fn cpu_us(&self) -> Option<f64> {
        let requests = self.latencies.len() as f64;
        (requests > 0.0).then(|| self.cpu.as_secs_f64() * 1_000_000.0 / requests)
    }

    /// Milliseconds within which this share of the requests was answered.
    pub fn percentile_ms(&self, percent: usize) -> Option<f64> {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let last = sorted.len().checked_sub(1)?;
        sorted.get(last * percent / 100).map(|micros| f64::from(*micros) / 1_000.0)
    }
}

impl Load {
    /// Sends requests for so long; a request that is under way then is waited for.
    pub async fn run(&mut self, duration: Duration) -> Result<Sample, Failure> {
        let mut connections = Vec::with_capacity(self.scripts.len());
        for _ in &self.scripts {
            connections.push(Connection::open(self.address).await?);
        }
        let begun = Instant::now();
        let until = begun + duration;
        let mut tasks = Vec::with_capacity(self.scripts.len());
        for (script, connection) in self.scripts.drain(..).zip(connections) {
            tasks.push(tokio::spawn(drive(connection, script, until, self.status)));
        }
        let mut sample = Sample::default();
        let mut failed = None;
        for task in tasks {
            let (script, latencies, failure) = task.await.tried("a connection's task")?;
            self.scripts.push(script);
            sample.latencies.extend(latencies);
            failed = failed.or(failure);
        }
        sample.elapsed = begun.elapsed();
        failed.map_or(Ok(sample), Err)
    }
}

async fn drive(
    mut connection: Connection,
    mut script: Script,
    until: Instant,
    wanted: u16,
) -> (Script, Vec<u32>, Option<Failure>) {
    let mut latencies = Vec::new();
    let mut buffer = Vec::new();
    while Instant::now() < until {
        let request = script.next(&mut buffer);
        let begun = Instant::now();
        match connection.status_of(request).await {
            Ok(status) if status == wanted => {
                latencies.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
            }
            Ok(status) => {
                let line = String::from_utf8_lossy(request).lines().next().unwrap_or_default().to_owned();
                let told = Failure::Unexpected(format!("{line} answered {status} instead of {wanted}"));
                return (script, latencies, Some(told));
            }
            Err(failure) => return (script, latencies, Some(failure)),
        }
    }
    (script, latencies, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_sorted_latencies() {
        let sample = Sample { latencies: (1..=100).rev().map(|n| n * 1_000).collect(), ..Sample::default() };
        assert_eq!(sample.percentile_ms(50), Some(50.0));
        assert_eq!(sample.percentile_ms(99), Some(99.0));
        assert_eq!(Sample::default().percentile_ms(50), None);
    }
}
