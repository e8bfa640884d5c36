//! Calls written as data.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where its data is wrong")]

use serde_json::Value;
use vidik_scorm::RunTime;

/// `{id=X}`: the index whose `.id` is X.
fn resolved(run_time: &RunTime, element: &str) -> String {
    let Some((head, rest)) = element.split_once("{id=") else {
        return element.to_owned();
    };
    let (id, tail) = rest.split_once('}').unwrap();
    let count: usize = run_time.get(&format!("{head}_count")).unwrap().parse().unwrap();
    let index = (0..count)
        .find(|index| run_time.get(&format!("{head}{index}.id")).is_ok_and(|held| held == id))
        .unwrap_or_else(|| panic!("no {head}n.id is {id}"));
    format!("{head}{index}{tail}")
}

/// Makes a call as rows and recordings write it: `{call, element, value, repeat}`.
pub fn call(run_time: &mut RunTime, call: &Value) -> String {
    let element = resolved(run_time, call["element"].as_str().unwrap_or_default());
    let times = usize::try_from(call["repeat"].as_u64().unwrap_or(1)).unwrap();
    let value = call["value"].as_str().unwrap_or_default().repeat(times);
    match call["call"].as_str().unwrap() {
        "Initialize" => run_time.initialize(&element).to_string(),
        "Terminate" => run_time.terminate(&element).to_string(),
        "GetValue" => run_time.get_value(&element),
        "SetValue" => run_time.set_value(&element, &value).to_string(),
        "Commit" => run_time.commit(&element).to_string(),
        "GetLastError" => run_time.last_error().to_string(),
        "GetErrorString" => run_time.error_string(&element).to_owned(),
        "GetDiagnostic" => run_time.diagnostic(&element),
        other => panic!("unknown call {other}"),
    }
}
