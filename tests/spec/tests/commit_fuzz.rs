//! Commits as content could send them: pieces of the rows' calls, shuffled, cut and spoilt. Whatever comes, the
//! run-time does not panic, and nothing is kept that the table forbids, by a second opinion written here. A second's
//! worth each time; as long as `VIDIK_FUZZ_SECONDS` says where it is set.

#![expect(clippy::expect_used, reason = "a test stops where its data is wrong")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use vidik_scorm::{Access, Data, Kind, RunTime, Standard, Table, next_visit_data};

#[expect(clippy::disallowed_methods, reason = "how long to go on is said by the environment alone")]
fn seconds() -> u64 {
    std::env::var("VIDIK_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(1)
}

/// `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).expect("a bound")).expect("below it")
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        items.get(self.below(items.len())).expect("something to draw from")
    }
}

/// What the rows set, and the names of the tables: the pieces that commits are made of.
struct Pieces {
    names: Vec<String>,
    values: Vec<String>,
}

fn pieces(standard: Standard) -> Pieces {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime");
    let mut pieces = Pieces { names: Vec::new(), values: Vec::new() };
    for file in fs::read_dir(folder).expect("the folder of rows") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("rows");
        let rows: Vec<Value> = serde_json::from_str(&text).expect("rows");
        for call in rows.iter().filter_map(|row| row.get("calls")?.as_array()).flatten() {
            let text = |key: &str| call.get(key).and_then(Value::as_str).map(str::to_owned);
            pieces.names.extend(text("element"));
            pieces.values.extend(text("value"));
        }
    }
    let known = Table::of(standard).elements.iter().map(|element| element.name.replace(".n.", ".0."));
    pieces.names.extend(known.clone());
    pieces.names.extend(known);
    pieces
}

const SPOILT: &[&str] = &[
    "",
    "\0",
    "€",
    "Ж",
    "[,]",
    "[.]",
    "[:]",
    "{",
    "}",
    "{lang=",
    "=",
    "e999",
    "-",
    ".",
    "NaN",
    "inf",
    "\u{202e}",
    " ",
    "9999999999999999999",
];

fn spoil(text: &str, pieces: &Pieces, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..chance.below(3) {
        let at = chance.below(letters.len() + 1);
        match chance.below(6) {
            0 => letters.truncate(at),
            1 => drop(letters.splice(at..at, chance.of(SPOILT).chars())),
            2 => drop(letters.splice(at..at, chance.of(&pieces.values).chars())),
            3 if at < letters.len() => drop(letters.remove(at)),
            4 if letters.len() < 2_000 => letters = letters.repeat(1 + chance.below(40)),
            _ => letters.reverse(),
        }
    }
    letters.into_iter().collect()
}

fn commit(pieces: &Pieces, chance: &mut Chance) -> Vec<(String, String)> {
    (0..chance.below(24))
        .map(|_| {
            let name = chance.of(&pieces.names);
            let name = match chance.below(6) {
                0 => spoil(name, pieces, chance),
                1 => name.replace(".0.", &format!(".{}.", chance.below(4))),
                _ => name.clone(),
            };
            let value = chance.of(&pieces.values).clone();
            (name, if chance.below(3) == 0 { spoil(&value, pieces, chance) } else { value })
        })
        .collect()
}

/// A number of `real (10,7)`, read without the run-time's own parser.
fn number(value: &str) -> Option<f64> {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    value.parse::<f64>().ok().filter(|number| plain && number.is_finite())
}

/// A second opinion: whether the table allows this value.
fn is_allowed(kind: Kind, value: &str) -> bool {
    let length = value.chars().count();
    let within = |min: Option<f64>, max: Option<f64>| {
        number(value).is_some_and(|number| min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max))
    };
    let only = |letters: &str| value.chars().all(|letter| letter.is_ascii_digit() || letters.contains(letter));
    match kind {
        Kind::Text { cap, .. } => length <= cap,
        // The delimiter with its tag does not count.
        Kind::Localized { cap, .. } => length <= cap + "{lang=}".len() + 250,
        Kind::Language { .. } => length <= 250 && !value.contains(char::is_whitespace),
        Kind::Identifier { cap, .. } => length <= cap && !value.is_empty() && !value.contains(char::is_whitespace),
        Kind::Token { cap, .. } => length <= cap && !value.contains(char::is_whitespace),
        Kind::Words(words) => words.contains(&value),
        Kind::Real { min, max } => within(min, max),
        Kind::Decimal { min, max } => value.is_empty() || within(min, max),
        Kind::Integer { min, max } => value.parse::<i64>().is_ok_and(|number| (min..=max).contains(&number)),
        Kind::Result(words) => words.contains(&value) || within(None, None),
        Kind::Time => only("-T:.Z+") && length <= 40 && ("1970"..="2038").contains(&value.get(..4).unwrap_or_default()),
        Kind::Interval => {
            value.starts_with('P') && only("PYMDTHS.") && value.contains(|letter: char| letter.is_ascii_digit())
        }
        Kind::Clock | Kind::Timespan => only(":.") && value.matches(':').count() == 2,
        Kind::Response | Kind::Pattern => length <= 256_000,
        Kind::Navigation => {
            let plain = ["continue", "previous", "exit", "exitAll", "abandon", "abandonAll", "suspendAll", "_none_"];
            plain.contains(&value)
                || value.starts_with("{target=") && (value.ends_with("}choice") || value.ends_with("}jump"))
        }
        Kind::Children(_) | Kind::Count | Kind::Fixed(_) | Kind::Valid => false,
    }
}

fn pattern(name: &str) -> String {
    let is_index = |segment: &str| !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
    name.split('.').map(|segment| if is_index(segment) { "n" } else { segment }).collect::<Vec<_>>().join(".")
}

/// What is kept after a commit, judged.
fn judge(run_time: &RunTime, brought: &Data) {
    let table = Table::of(run_time.standard());
    for (name, value) in run_time.data().iter().filter(|(name, value)| brought.get(*name) != Some(value)) {
        let element = table.element(&pattern(name)).expect("only elements are kept");
        assert_ne!(element.access, Access::ReadOnly, "{name} can only be read, and was written: {value:?}");
        assert!(is_allowed(element.kind, value), "{name} ({:?}) holds {value:?}", element.kind);
    }
}

#[test]
fn no_commit_is_taken_that_the_table_forbids() {
    let end = Instant::now() + Duration::from_secs(seconds());
    let mut chance = Chance(7);
    let kinds = [Standard::Scorm12, Standard::Scorm2004].map(|standard| (standard, pieces(standard)));
    let (mut visits, mut commits, mut set, mut taken) = (0_u64, 0_u64, 0_usize, 0_usize);
    while Instant::now() < end {
        let (standard, pieces) = chance.of(&kinds);
        let mut brought = Data::new();
        visits += 1;
        for _ in 0..=chance.below(3) {
            let mut run_time = RunTime::resume(*standard, &brought);
            for _ in 0..=chance.below(4) {
                let commit = commit(pieces, &mut chance);
                let rejected = run_time.apply(commit.iter().map(|(name, value)| (name.as_str(), value.as_str())));
                for one in &rejected {
                    assert_ne!(one.error.0, 0, "a refusal has a code");
                    assert!(one.diagnostic.chars().count() <= 255, "{}", one.diagnostic);
                }
                commits += 1;
                set += commit.len();
                taken += commit.len() - rejected.len();
                judge(&run_time, &brought);
                let _ = (run_time.excess(), run_time.shared_stores(), run_time.report());
            }
            if chance.below(2) == 0 {
                run_time.terminate("");
            }
            let report = run_time.report();
            for measure in [report.progress, report.score.scaled].into_iter().flatten() {
                assert!((-1.0..=1.0).contains(&measure), "{measure}");
            }
            let stored = run_time.stored();
            assert_eq!(RunTime::resume(*standard, &stored).stored(), stored, "what is stored comes back the same");
            brought = next_visit_data(*standard, Some(&stored), report.suspends());
        }
    }
    println!("{visits} visits, {commits} commits, {taken} of {set} values taken");
    assert!(taken * 20 > set, "a fuzzer whose values are all refused proves little");
}
