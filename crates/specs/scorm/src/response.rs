//! What learners answer and what would be right, for the ten types of interaction (RTE 4.2.9, tables
//! 4.2.9a and 4.2.9b).

use std::collections::BTreeSet;

use crate::check::localized;
use crate::identifier::is_identifier;
use crate::number::real;

const SHORT_ID: usize = 4_000;

/// Whether a `learner_response` is in the format of the interaction's type.
pub(crate) fn is_response(kind: &str, value: &str) -> bool {
    match kind {
        "true-false" => matches!(value, "true" | "false"),
        "choice" => value.is_empty() || (value.split("[,]").all(is_short) && !repeats(value)),
        "sequencing" => value.is_empty() || value.split("[,]").all(is_short),
        "fill-in" => value.split("[,]").all(|part| localized(part).is_some()),
        "long-fill-in" => localized(value).is_some(),
        "likert" => is_short(value),
        "matching" => value.is_empty() || value.split("[,]").all(is_pair),
        "performance" => value.split("[,]").all(|step| is_step(step, is_answer)),
        "numeric" => real(value).is_some(),
        _ => true,
    }
}

/// Whether a correct-response pattern is in the format of the interaction's type.
pub(crate) fn is_pattern(kind: &str, value: &str) -> bool {
    match kind {
        "fill-in" => flags(value, &["case_matters", "order_matters"])
            .is_some_and(|rest| rest.split("[,]").all(|part| localized(part).is_some())),
        // Its two delimiters come in either order.
        "long-fill-in" => flags(value, &["case_matters"])
            .and_then(localized)
            .is_some_and(|rest| flags(rest, &["case_matters"]).is_some()),
        "performance" => flags(value, &["order_matters"])
            .is_some_and(|rest| rest.split("[,]").all(|step| is_step(step, is_expected))),
        "numeric" => is_range(value),
        _ => is_response(kind, value),
    }
}

/// Whether a type of interaction has a single correct-response pattern.
pub(crate) fn has_one_pattern(kind: &str) -> bool {
    matches!(kind, "true-false" | "likert" | "numeric" | "other")
}

/// Whether two patterns of one interaction say the same, where that is forbidden: the sets of `choice`.
pub(crate) fn same_pattern(kind: &str, left: &str, right: &str) -> bool {
    kind == "choice" && members(left) == members(right)
}

fn members(value: &str) -> BTreeSet<&str> {
    value.split("[,]").collect()
}

fn repeats(value: &str) -> bool {
    members(value).len() < value.split("[,]").count()
}

/// What follows the leading `{name=true|false}` delimiters; `None` where one of them is wrong. Once
/// something else has begun, such a word is text.
fn flags<'a>(value: &'a str, names: &[&str]) -> Option<&'a str> {
    let mut rest = value;
    'next: loop {
        for name in names {
            let Some(tail) =
                rest.strip_prefix('{').and_then(|tail| tail.strip_prefix(name)).and_then(|tail| tail.strip_prefix('='))
            else {
                continue;
            };
            let (word, tail) = tail.split_once('}')?;
            if !matches!(word, "true" | "false") {
                return None;
            }
            rest = tail;
            continue 'next;
        }
        return Some(rest);
    }
}

fn is_short(text: &str) -> bool {
    is_identifier(text) && (text.len() <= SHORT_ID || text.chars().count() <= SHORT_ID)
}

/// `source[.]target`.
fn is_pair(text: &str) -> bool {
    text.split_once("[.]").is_some_and(|(source, target)| is_short(source) && is_short(target))
}

/// `step_name[.]step_answer`: either may be missing, not both.
fn is_step(text: &str, is_answer: fn(&str) -> bool) -> bool {
    text.split_once("[.]").is_some_and(|(name, answer)| {
        (name.is_empty() || is_short(name)) && is_answer(answer) && !(name.is_empty() && answer.is_empty())
    })
}

fn is_answer(text: &str) -> bool {
    !text.contains("[.]")
}

/// An answer, or a range of numbers; what looks like a range must be one.
fn is_expected(text: &str) -> bool {
    is_answer(text) && (!text.contains("[:]") || is_range(text))
}

/// `min[:]max`, either end open.
fn is_range(text: &str) -> bool {
    let Some((low, high)) = text.split_once("[:]") else {
        return false;
    };
    let end = |text: &str| if text.is_empty() { Some(None) } else { real(text).map(Some) };
    match (end(low), end(high)) {
        (Some(Some(low)), Some(Some(high))) => low <= high,
        (Some(_), Some(_)) => true,
        _ => false,
    }
}
