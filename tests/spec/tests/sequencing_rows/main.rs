//! Rows for the sequencer: `tests/spec/sequencing/*.json`, by the codes of the pseudo-code in "Sequencing and
//! Navigation", appendix C. A process or an exception without a row fails the test, unless `without-rows.json` says
//! why there cannot be one.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where its data is wrong"
)]

mod play;
mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use vidik_sequencing::Exception;

use crate::play::play;
use crate::row::{Row, read};

/// Every process of appendix C, parts written apart where the specification has them apart.
const PROCESSES: &[&str] = &[
    "OP.1", "NB.2.1", "TB.2.1", "TB.2.2", "TB.2.3", "RB.1.1 a", "RB.1.1 b", "RB.1.2 a", "RB.1.2 b", "RB.1.3 a",
    "RB.1.3 b", "RB.1.4", "RB.1.4.1", "RB.1.4.2", "RB.1.5", "SR.1", "SR.2", "SB.2.1", "SB.2.2", "SB.2.3", "SB.2.4",
    "SB.2.5", "SB.2.6", "SB.2.7", "SB.2.8", "SB.2.9", "SB.2.9.1", "SB.2.9.2", "SB.2.10", "SB.2.11", "SB.2.12",
    "SB.2.13", "UP.1", "UP.2", "UP.2.1", "UP.3", "UP.4", "UP.5", "DB.1.1", "DB.2", "DB.2.1",
];

/// Words of the definition model that change what the sequencer does: each must stand in a row's course.
const WORDS: &[&str] = &[
    // Control modes and constraints (SN 3.2, 3.3)
    "choice",
    "choice_exit",
    "flow",
    "forward_only",
    "use_current_attempt_objective_info",
    "use_current_attempt_progress_info",
    "prevent_activation",
    "constrain_choice",
    // Conditions (SN 3.4)
    "satisfied",
    "objectiveStatusKnown",
    "objectiveMeasureKnown",
    "objectiveMeasureGreaterThan",
    "objectiveMeasureLessThan",
    "completed",
    "activityProgressKnown",
    "attempted",
    "attemptLimitExceeded",
    "timeLimitExceeded",
    "outsideAvailableTimeRange",
    "always",
    "never",
    "not",
    "any",
    "all",
    "referenced_objective",
    "measure_threshold",
    // Actions (SN 3.4)
    "skip",
    "disabled",
    "hiddenFromChoice",
    "stopForwardTraversal",
    "exit",
    "exitParent",
    "exitAll",
    "retry",
    "retryAll",
    "continue",
    "previous",
    // Limits, rollup (SN 3.5, 3.7, 3.8)
    "attempt_limit",
    "attempt_absolute_duration",
    "none",
    "atLeastCount",
    "atLeastPercent",
    "notSatisfied",
    "incomplete",
    "objective_satisfied",
    "progress_completion",
    "objective_measure_weight",
    "required_for_satisfied",
    "required_for_not_satisfied",
    "required_for_completed",
    "required_for_incomplete",
    "ifNotSuspended",
    "ifAttempted",
    "ifNotSkipped",
    "measure_satisfaction_if_active",
    "completed_by_measure",
    "min_progress_measure",
    "progress_weight",
    // Objectives (SN 3.9)
    "satisfied_by_measure",
    "min_normalized_measure",
    "read_satisfied_status",
    "read_normalized_measure",
    "write_satisfied_status",
    "write_normalized_measure",
    "read_raw_score",
    "read_min_score",
    "read_max_score",
    "read_completion_status",
    "read_progress_measure",
    "write_raw_score",
    "write_min_score",
    "write_max_score",
    "write_completion_status",
    "write_progress_measure",
    // Selection, randomisation, delivery (SN 3.10 to 3.12)
    "selection_timing",
    "select_count",
    "randomization_timing",
    "reorder_children",
    "once",
    "onEachNewAttempt",
    "tracked",
    "completion_set_by_content",
    "objective_set_by_content",
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sequencing")
}

fn written(path: &PathBuf) -> String {
    fs::read_to_string(path).expect("a file of rows")
}

fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).expect("the folder of rows");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.retain(|file| !file.ends_with("without-rows.json"));
    files.sort();
    files
}

fn rows() -> Vec<Row> {
    let values = files().into_iter().flat_map(|file| -> Vec<serde_json::Value> {
        serde_json::from_str(&written(&file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    });
    values.map(read).collect()
}

/// Rules without rows, each with the reason.
fn explained() -> BTreeMap<String, String> {
    serde_json::from_str(&written(&folder().join("without-rows.json"))).expect("rules without rows")
}

#[test]
fn every_row_holds() {
    let mut breaches = Vec::new();
    let rows = rows();
    for row in &rows {
        let played = play(row);
        breaches.extend(played.breaches);
        // A row proves its rule only where the rule was at work.
        if PROCESSES.contains(&row.rule.as_str()) && !played.processes.contains(row.rule.as_str()) {
            breaches.push(format!("{} ({}): the process was not gone through", row.rule, row.what));
        }
        if Exception::ALL.iter().any(|exception| exception.code() == row.rule)
            && !played.exceptions.contains(row.rule.as_str())
        {
            breaches.push(format!("{} ({}): the exception was not given", row.rule, row.what));
        }
    }
    println!("{} rows", rows.len());
    assert!(breaches.is_empty(), "{} breaches:\n{}", breaches.len(), breaches.join("\n"));
}

#[test]
fn every_rule_has_a_row_or_a_reason() {
    let with: BTreeSet<String> = rows().into_iter().map(|row| row.rule).collect();
    let explained = explained();
    let codes = Exception::ALL.iter().map(|exception| exception.code());
    let all: BTreeSet<&str> = PROCESSES.iter().copied().chain(codes).collect();
    let without: Vec<&str> = all.iter().copied().filter(|rule| !with.contains(*rule)).collect();
    for rule in &without {
        println!("no row: {rule}: {}", explained.get(*rule).map_or("NO REASON", String::as_str));
    }
    println!("{} rules, {} without rows", all.len(), without.len());
    let bare: Vec<_> = without.iter().filter(|rule| !explained.contains_key(**rule)).collect();
    assert!(bare.is_empty(), "neither row nor reason: {bare:?}");
    let idle: Vec<_> = explained.keys().filter(|rule| with.contains(*rule) || !all.contains(rule.as_str())).collect();
    assert!(idle.is_empty(), "a reason, but there is a row or no such rule: {idle:?}");
}

#[test]
fn every_word_of_the_definition_model_is_in_a_row() {
    let text: String = files().iter().map(written).collect();
    let missing: Vec<_> = WORDS.iter().filter(|word| !text.contains(&format!("\"{word}\""))).collect();
    assert!(missing.is_empty(), "in no row: {missing:?}");
}
