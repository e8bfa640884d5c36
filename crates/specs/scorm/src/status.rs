//! Statuses that the LMS determines, whatever the SCO said.

use crate::number::real;
use crate::runtime::Data;
use crate::standard::Standard;

/// What `GetValue` answers instead of the held value; `None` where nothing overrides it.
pub(crate) fn computed(standard: Standard, element: &str, values: &Data) -> Option<String> {
    if standard == Standard::Scorm12 {
        return None;
    }
    let number = |name: &str| values.get(name).and_then(|text| real(text));
    let (limit, measure, words) = match element {
        "cmi.completion_status" => ("cmi.completion_threshold", "cmi.progress_measure", ["completed", "incomplete"]),
        "cmi.success_status" => ("cmi.scaled_passing_score", "cmi.score.scaled", ["passed", "failed"]),
        _ => return None,
    };
    // RTE 4.2.4.1 table 4.2.4.1b; RTE 4.2.22.1 table 4.2.22.1b: with a limit and no measure it is unknown.
    let limit = number(limit)?;
    let [reached, missed] = words;
    let word = match number(measure) {
        Some(measure) if measure >= limit => reached,
        Some(_) => missed,
        None => "unknown",
    };
    Some(word.to_owned())
}
