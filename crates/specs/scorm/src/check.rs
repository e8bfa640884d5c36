//! Whether a value is of an element's type.

use crate::error::Reason;
use crate::identifier::{is_identifier, is_token};
use crate::language::is_language;
use crate::number::{integer, real};
use crate::response;
use crate::table::Kind;
use crate::time;

/// The longest learner response and correct-response pattern that is kept, in characters: 250 steps of a
/// performance at their smallest permitted maxima make 126,500.
const LONGEST_RESPONSE: usize = 256_000;

/// A breach with the words that its diagnostic needs.
pub(crate) type Breach = (Reason, String);

/// Checks a value. `interaction` is the type of the interaction that the element belongs to.
pub(crate) fn check(kind: Kind, value: &str, interaction: Option<&str>) -> Result<(), Breach> {
    // No character of any text (RTE 4.1.1.1), and no database keeps it.
    holds(!value.contains('\0'), "characterstring")?;
    match kind {
        Kind::Text { cap, .. } => length(value, cap),
        Kind::Localized { cap, .. } => {
            let text = localized(value).ok_or_else(|| wrong("localized_string_type"))?;
            length(text, cap)
        }
        Kind::Language { .. } => holds(value.is_empty() || is_language(value), "language_type"),
        Kind::Identifier { cap, .. } => {
            holds(is_identifier(value), "identifier (a URI)")?;
            length(value, cap)
        }
        Kind::Token { cap, .. } => {
            holds(is_token(value), "CMIIdentifier")?;
            length(value, cap)
        }
        Kind::Words(words) => holds(words.contains(&value), "state"),
        Kind::Real { min, max } => {
            let number = real(value).ok_or_else(|| wrong("real"))?;
            range(number, min, max)
        }
        Kind::Decimal { min, max } => match real(value) {
            Some(number) => range(number, min, max),
            None => holds(value.is_empty(), "CMIDecimal"),
        },
        Kind::Integer { min, max } => {
            let number = integer(value).ok_or_else(|| wrong("CMISInteger"))?;
            if (min..=max).contains(&number) { Ok(()) } else { Err((Reason::Range, format!("{min}…{max}"))) }
        }
        Kind::Result(words) => holds(words.contains(&value) || real(value).is_some(), "state or real"),
        Kind::Time => holds(time::is_time(value), "time (second,10,0)"),
        Kind::Interval => holds(time::Span::parse(value).is_some(), "timeinterval (second,10,2)"),
        Kind::Clock => holds(time::is_clock(value), "CMITime"),
        Kind::Timespan => holds(time::Span::parse_timespan(value).is_some(), "CMITimespan"),
        Kind::Response => {
            length(value, LONGEST_RESPONSE)?;
            let kind = interaction.unwrap_or("other");
            holds(response::is_response(kind, value), kind)
        }
        Kind::Pattern => {
            length(value, LONGEST_RESPONSE)?;
            let kind = interaction.unwrap_or("other");
            holds(response::is_pattern(kind, value), kind)
        }
        Kind::Navigation => holds(crate::report::parse_navigation(value).is_some(), "navigation request"),
        // Never written by a SCO.
        Kind::Valid | Kind::Children(_) | Kind::Count | Kind::Fixed(_) => Err(wrong("read only")),
    }
}

fn wrong(what: &str) -> Breach {
    (Reason::Type, what.to_owned())
}

fn holds(fine: bool, what: &str) -> Result<(), Breach> {
    if fine { Ok(()) } else { Err(wrong(what)) }
}

fn length(value: &str, cap: usize) -> Result<(), Breach> {
    // Bytes are never fewer than characters.
    if value.len() <= cap || value.chars().count() <= cap { Ok(()) } else { Err((Reason::TooLong, cap.to_string())) }
}

fn range(number: f64, min: Option<f64>, max: Option<f64>) -> Result<(), Breach> {
    if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
        let end = |bound: Option<f64>| bound.map_or(String::new(), |bound| bound.to_string());
        return Err((Reason::Range, format!("{}…{}", end(min), end(max))));
    }
    Ok(())
}

/// The text of a `localized_string_type` (RTE 4.1.1.6) without its `{lang=…}`; `None` where the language
/// is none.
pub(crate) fn localized(value: &str) -> Option<&str> {
    let Some(rest) = value.strip_prefix("{lang=") else {
        return Some(value);
    };
    let (tag, text) = rest.split_once('}')?;
    is_language(tag).then_some(text)
}
