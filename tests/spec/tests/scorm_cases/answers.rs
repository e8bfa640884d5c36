//! The SCO's calls and what they must answer.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::case::Call;
use crate::player::Course;

/// Makes a call and compares the answer.
pub fn play(course: &mut Course, call: &Call) -> Result<(), String> {
    let wanted = call.element.clone().unwrap_or_default();
    let Some(run_time) = course.run_time() else {
        return Err("nothing answers the call".to_owned());
    };
    if call.name == "objective_ids" {
        let expected: BTreeSet<String> =
            call.expect.as_ref().and_then(Value::as_array).into_iter().flatten().filter_map(text).collect();
        let count: usize = run_time.get_value("cmi.objectives._count").parse().unwrap_or(0);
        let found: BTreeSet<String> =
            (0..count).map(|place| run_time.get_value(&format!("cmi.objectives.{place}.id"))).collect();
        return if found == expected { Ok(()) } else { Err(format!("objectives are {found:?}, not {expected:?}")) };
    }
    let element = resolve(run_time, &wanted);
    let value = call.value.clone().unwrap_or_default();
    let answer = match call.name.as_str() {
        "Initialize" => run_time.initialize(&wanted).to_string(),
        "Terminate" => run_time.terminate(&wanted).to_string(),
        "Commit" => run_time.commit(&wanted).to_string(),
        "GetValue" => run_time.get_value(&element),
        "SetValue" => run_time.set_value(&element, &value).to_string(),
        "GetLastError" => run_time.last_error().to_string(),
        "GetErrorString" => run_time.error_string(&wanted).to_owned(),
        "GetDiagnostic" => run_time.diagnostic(&wanted),
        other => return Err(format!("unknown call {other:?}")),
    };
    let error = run_time.last_error().to_string();
    let diagnostic = run_time.diagnostic("");
    let said = format!("{}({wanted:?}, {value:?}) answered {answer:?}, error {error} {diagnostic}", call.name);
    // Where the suite leaves it to the system whether there are comments.
    if call.expect.as_ref().and_then(Value::as_str) == Some("Returned a valid value or error code") {
        return Ok(());
    }
    if call.error.as_ref().is_some_and(|expected| *expected != error) {
        return Err(format!("{said}; error should be {:?}", call.error));
    }
    if call.shorter_than.is_some_and(|limit| answer.len() >= limit) {
        return Err(format!("{said}; too long"));
    }
    match call.expect.as_ref().and_then(text) {
        Some(expected) if !equal(&expected, &answer, &element) => Err(format!("{said}; should be {expected:?}")),
        _ => Ok(()),
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// `{id=X}` becomes the index of the list's entry with that id, or the next free one.
fn resolve(run_time: &mut vidik_scorm::RunTime, element: &str) -> String {
    let mut element = element.to_owned();
    while let Some((list, rest)) = element.split_once(".{id=") {
        let Some((id, rest)) = rest.split_once('}') else { break };
        let count: usize = run_time.get_value(&format!("{list}._count")).parse().unwrap_or(0);
        let place = (0..count).find(|place| run_time.get_value(&format!("{list}.{place}.id")) == id).unwrap_or(count);
        element = format!("{list}.{place}{rest}");
    }
    element
}

/// Numbers by value, durations by meaning, sets and lists without order.
fn equal(expected: &str, answer: &str, element: &str) -> bool {
    if expected == answer || expected.starts_with("{learner_") || element == "cmi.learner_name" {
        return true;
    }
    if let (Ok(expected), Ok(answer)) = (expected.parse::<f64>(), answer.parse::<f64>()) {
        return (expected - answer).abs() < 1e-9;
    }
    if let (Some(expected), Some(answer)) =
        (vidik_scorm::time::Span::parse(expected), vidik_scorm::time::Span::parse(answer))
    {
        return expected == answer;
    }
    let (expected, answer) = (plain(expected), plain(answer));
    let set = |text: &str, separator: &str| -> BTreeSet<String> { text.split(separator).map(str::to_owned).collect() };
    let separator = if element.ends_with("._children") { "," } else { "[,]" };
    set(&expected, separator) == set(&answer, separator)
}

/// Delimiters in front are in any order, and those that say the default may be left out
/// (RTE 4.1.1.6).
fn plain(text: &str) -> String {
    let mut delimiters = BTreeSet::new();
    let mut rest = text;
    while let Some((delimiter, after)) = rest.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
        if !["order_matters=true", "case_matters=false", "lang=en"].contains(&delimiter) {
            delimiters.insert(delimiter);
        }
        rest = after;
    }
    delimiters.insert(rest);
    delimiters.into_iter().collect::<Vec<_>>().join("}")
}
