//! Results (Data 2.4.5; 2.0: 4.2.2.4).

use serde_json::Value;

use super::{boolean, duration, extensions, object_of, optional, text};
use crate::{
    problem::{Check, Problem},
    rules,
};

const RESULT: &[&str] = &["score", "success", "completion", "response", "duration", "extensions"];

/// A result.
pub(super) fn result(value: &Value) -> Check {
    let map = object_of(value, &rules::RESULT_OBJECT, RESULT)?;
    optional(map, "score", score)?;
    optional(map, "success", |success| boolean(success, &rules::RESULT_SUCCESS))?;
    optional(map, "completion", |completion| boolean(completion, &rules::RESULT_COMPLETION))?;
    optional(map, "response", |response| text(response, &rules::RESULT_RESPONSE).map(|_| ()))?;
    optional(map, "duration", duration)?;
    optional(map, "extensions", extensions)
}

fn score(value: &Value) -> Check {
    let map = object_of(value, &rules::SCORE_OBJECT, &["scaled", "raw", "min", "max"])?;
    let number = |key: &str| -> Result<Option<f64>, Problem> {
        let Some(value) = map.get(key) else { return Ok(None) };
        value.as_f64().map(Some).ok_or_else(|| Problem::value(&rules::SCORE_NUMBER, value).at(key))
    };
    let (scaled, raw, min, max) = (number("scaled")?, number("raw")?, number("min")?, number("max")?);
    if scaled.is_some_and(|scaled| !(-1.0..=1.0).contains(&scaled)) {
        return Err(Problem::of(&rules::SCORE_SCALED).at("scaled"));
    }
    if min.zip(max).is_some_and(|(min, max)| min >= max) {
        return Err(Problem::of(&rules::SCORE_BOUNDS).at("min"));
    }
    let below = raw.zip(min).is_some_and(|(raw, min)| raw < min);
    if below || raw.zip(max).is_some_and(|(raw, max)| raw > max) {
        return Err(Problem::of(&rules::SCORE_RAW).at("raw"));
    }
    Ok(())
}
