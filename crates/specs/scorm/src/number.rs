//! Numbers as the standards write them: no exponent, no thousands separator.

/// More digits than this are no measure of anything.
const LONGEST_NUMBER: usize = 100;

/// `real (10,7)` (RTE 4.1.1.12): `-0.5`, `7`, `.5`.
pub(crate) fn real(text: &str) -> Option<f64> {
    if text.len() > LONGEST_NUMBER {
        return None;
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let well_formed = match fraction {
        Some(fraction) => !fraction.is_empty() && all_digits(fraction) && all_digits(whole),
        None => !whole.is_empty() && all_digits(whole),
    };
    if well_formed { text.parse().ok() } else { None }
}

/// `CMIInteger`, `CMISInteger`; a leading plus is written by some packages and harmless.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}
