//! Counting what passed, from what the test runners print.

use std::process::Command;

use crate::{TaskError, process};

/// Tests that passed and failed so far.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    passed: u64,
    failed: u64,
}

/// Reads a line of a runner's output: tests that passed, tests that failed.
pub type Reader = fn(&str) -> Tally;

impl Tally {
    /// A step without tests of its own counts as one when it fails. Says whether it passed.
    pub fn step(&mut self, name: &str, run: impl FnOnce() -> Result<(), TaskError>) -> bool {
        match run() {
            Ok(()) => true,
            Err(error) => {
                println!("FAILED {name}: {error}");
                self.failed += 1;
                false
            }
        }
    }

    /// Runs a test runner and adds what it says. One that fails without naming a failed test counts as
    /// one failure.
    pub fn count(&mut self, command: &mut Command, read: Reader) -> Result<(), TaskError> {
        let mut counted = Self::default();
        let status = process::watch(command, |line| counted.add(read(line)))?;
        if !status.success() && counted.failed == 0 {
            counted.failed = 1;
        }
        self.add(counted);
        Ok(())
    }

    /// Prints the last line of a run.
    pub fn report(self) -> Result<(), TaskError> {
        let summary = format!("{} passed, {} failed", self.passed, self.failed);
        if self.failed > 0 {
            return Err(TaskError::Findings(summary));
        }
        println!("{summary}");
        Ok(())
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// `Summary [ 0.3s] 29 tests run: 27 passed (1 slow), 1 failed, 1 timed out, 0 skipped`
pub fn nextest(line: &str) -> Tally {
    match line.split_once("run: ") {
        Some((before, counts)) if before.contains("Summary") => Tally {
            passed: number_before(counts, " passed"),
            failed: [" failed", " timed out", " exec failed"].iter().map(|word| number_before(counts, word)).sum(),
        },
        _ => Tally::default(),
    }
}

/// `test result: FAILED. 3 passed; 1 failed; 0 ignored; …`
pub fn cargo_test(line: &str) -> Tally {
    match line.strip_prefix("test result: ") {
        Some(counts) => Tally { passed: number_before(counts, " passed"), failed: number_before(counts, " failed") },
        None => Tally::default(),
    }
}

/// `      Tests  2 failed | 10 passed (12)`
pub fn vitest(line: &str) -> Tally {
    match line.trim_start().strip_prefix("Tests ") {
        Some(counts) => Tally { passed: number_before(counts, " passed"), failed: number_before(counts, " failed") },
        None => Tally::default(),
    }
}

/// `ℹ pass 3`, `ℹ fail 1`, `ℹ cancelled 1`
pub fn node(line: &str) -> Tally {
    let count = |word: &str| {
        let text = line.trim_start().trim_start_matches(['ℹ', '#', ' ']);
        text.strip_prefix(word).and_then(|number| number.trim().parse().ok()).unwrap_or(0)
    };
    Tally { passed: count("pass "), failed: count("fail ") + count("cancelled ") }
}

/// The number that stands right before a word.
fn number_before(text: &str, word: &str) -> u64 {
    let Some((before, _)) = text.split_once(word) else { return 0 };
    before.rsplit(|letter: char| !letter.is_ascii_digit()).next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runners_are_understood() {
        let tally = |passed, failed| Tally { passed, failed };
        for (reader, line, expected) in [
            (
                nextest as Reader,
                "     Summary [   0.315s] 25/29 tests run: 24 passed, 1 failed, 0 skipped",
                tally(24, 1),
            ),
            (nextest, "     Summary [   0.200s] 29 tests run: 29 passed (2 slow), 3 skipped", tally(29, 0)),
            (nextest, "     Summary [   9.2s] 5 tests run: 2 passed, 1 failed, 2 timed out, 0 skipped", tally(2, 3)),
            (nextest, "        PASS [   0.011s] crate a_run: 3 passed", tally(0, 0)),
            (cargo_test, "test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured", tally(3, 1)),
            (cargo_test, "running 3 tests", tally(0, 0)),
            (vitest, "      Tests  2 failed | 10 passed (12)", tally(10, 2)),
            (vitest, "      Tests  12 passed (12)", tally(12, 0)),
            (vitest, " Test Files  2 passed (2)", tally(0, 0)),
            (node, "ℹ pass 3", tally(3, 0)),
            (node, "# fail 2", tally(0, 2)),
            (node, "ℹ cancelled 1", tally(0, 1)),
            (node, "ℹ duration_ms 12", tally(0, 0)),
        ] {
            assert_eq!(reader(line), expected, "{line}");
        }
    }
}
