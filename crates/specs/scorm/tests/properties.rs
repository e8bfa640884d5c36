//! Whatever content calls, the model stays one that the table allows.

use proptest::prelude::*;
use vidik_scorm::{Access, Data, Kind, RunTime, Standard, Table};

/// Names of the table with indices put in, and names that are nearly so.
fn name(standard: Standard) -> impl Strategy<Value = String> {
    let names: Vec<&str> = Table::of(standard).elements.iter().map(|element| element.name).collect();
    let known = (proptest::sample::select(names), 0_usize..3, 0_usize..3).prop_map(|(name, outer, inner)| {
        let mut indices = [outer, inner].into_iter();
        let segments: Vec<String> = name
            .split('.')
            .map(|segment| match segment {
                "n" => indices.next().unwrap_or(0).to_string(),
                _ => segment.to_owned(),
            })
            .collect();
        segments.join(".")
    });
    prop_oneof![9 => known, 1 => "[a-z_.0-9{}=]{0,40}"]
}

fn value() -> impl Strategy<Value = String> {
    let words = [
        "",
        "passed",
        "completed",
        "incomplete",
        "unknown",
        "true",
        "choice",
        "numeric",
        "performance",
        "a",
        "b",
        "a[,]b",
        "a[.]b",
        "1[:]2",
        "0",
        "1",
        "0.5",
        "-1",
        "80",
        "PT1S",
        "00:00:01",
        "10:00:00",
        "2026",
        "suspend",
        "continue",
        "{target=a}choice",
        "{lang=sr}x",
        "sr",
    ];
    prop_oneof![6 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

fn calls() -> impl Strategy<Value = (Standard, Vec<(String, String)>)> {
    prop_oneof![Just(Standard::Scorm12), Just(Standard::Scorm2004)]
        .prop_flat_map(|standard| (Just(standard), proptest::collection::vec((name(standard), value()), 0..60)))
}

fn pattern(name: &str) -> String {
    let segments: Vec<&str> = name
        .split('.')
        .map(|segment| if segment.bytes().all(|byte| byte.is_ascii_digit()) { "n" } else { segment })
        .collect();
    segments.join(".")
}

/// What can be said of a value without the interpreter's own checks.
fn is_allowed(kind: Kind, value: &str) -> bool {
    let within = |min: Option<f64>, max: Option<f64>| {
        value
            .parse::<f64>()
            .is_ok_and(|number| min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max))
    };
    match kind {
        Kind::Text { cap, .. } | Kind::Identifier { cap, .. } | Kind::Token { cap, .. } => value.chars().count() <= cap,
        Kind::Words(words) => words.contains(&value),
        Kind::Real { min, max } => within(min, max),
        Kind::Decimal { min, max } => value.is_empty() || within(min, max),
        Kind::Integer { min, max } => value.parse::<i64>().is_ok_and(|number| (min..=max).contains(&number)),
        Kind::Result(words) => words.contains(&value) || within(None, None),
        Kind::Children(_) | Kind::Count | Kind::Fixed(_) | Kind::Valid => false,
        _ => true,
    }
}

proptest! {
    #[test]
    fn accepted_values_are_of_their_type((standard, calls) in calls()) {
        let mut run_time = RunTime::resume(standard, &Data::new());
        let mut accepted = Vec::new();
        for (name, value) in &calls {
            let before = run_time.data().clone();
            if run_time.set_value(name, value) {
                let element = Table::of(standard).element(&pattern(name));
                prop_assert!(element.is_some_and(|element| element.access != Access::ReadOnly
                    && is_allowed(element.kind, value)), "{} = {:?}", name, value);
                accepted.push((name.as_str(), value.as_str()));
            } else {
                prop_assert_ne!(run_time.last_error().0, 0);
                prop_assert_eq!(run_time.data(), &before);
            }
            prop_assert!(run_time.diagnostic("").chars().count() <= 255);
            let read = run_time.get_value(name);
            prop_assert!(read.is_empty() || run_time.last_error().0 == 0);
        }
        let mut again = RunTime::resume(standard, &Data::new());
        prop_assert_eq!(again.apply(accepted), vec![]);
        prop_assert_eq!(again.stored(), run_time.stored());
        let stored = run_time.stored();
        let resumed = RunTime::resume(standard, &stored);
        prop_assert_eq!(resumed.stored(), stored);
        run_time.terminate("");
        let _ = run_time.report();
    }
}
