//! Values of a manifest by their types: truth values, numbers, words of a vocabulary.

use std::ops::RangeInclusive;

use super::context::Context;
use crate::finding::RuleId;
use crate::rules;
use crate::xml::Element;

impl Context<'_> {
    /// An attribute that is `true` or `false` (also `1`, `0`).
    pub(crate) fn flag(&mut self, element: Element<'_>, name: &str, default: bool) -> bool {
        let Some(value) = element.attribute(name) else { return default };
        if let Some(flag) = truth(&value) {
            return flag;
        }
        self.bad_value(rules::SEQ_VALUE, element, name, &value);
        default
    }

    /// An attribute out of a vocabulary. Case is not minded.
    pub(crate) fn word<T: Copy>(&mut self, element: Element<'_>, name: &str, words: &[(&str, T)]) -> Option<T> {
        let value = element.attribute(name)?;
        let found = find_word(&value, words);
        if found.is_none() {
            self.bad_value(rules::SEQ_VALUE, element, name, &value);
        }
        found
    }

    /// A number as an attribute, set to the nearest end where it is out of range.
    pub(crate) fn number(&mut self, element: Element<'_>, name: &str, range: RangeInclusive<f64>) -> Option<f64> {
        let value = element.attribute(name)?;
        self.number_of(element, name, &value, range)
    }

    /// The same for a value that was already read; `name` is the attribute, or the element itself.
    pub(crate) fn number_of(
        &mut self,
        element: Element<'_>,
        name: &str,
        value: &str,
        range: RangeInclusive<f64>,
    ) -> Option<f64> {
        let Some(number) = decimal(value) else {
            self.bad_value(rules::SEQ_VALUE, element, name, value);
            return None;
        };
        let used = number.clamp(*range.start(), *range.end());
        if range.contains(&number) {
            return Some(number);
        }
        let written = used.to_string();
        let params = [("element", element.name()), ("attribute", name), ("value", value), ("used", &written)];
        self.warn(rules::SEQ_RANGE, element, &params);
        Some(used)
    }

    /// A count: a whole number from 0.
    pub(crate) fn count(&mut self, element: Element<'_>, name: &str) -> Option<u32> {
        let value = element.attribute(name)?;
        let count = value.parse().ok();
        if count.is_none() {
            self.bad_value(rules::SEQ_VALUE, element, name, &value);
        }
        count
    }

    /// Reports a value that cannot be understood.
    pub(crate) fn bad_value(&mut self, rule: RuleId, element: Element<'_>, attribute: &str, value: &str) {
        let params = [("element", element.name()), ("attribute", attribute), ("value", value)];
        self.warn(rule, element, &params);
    }
}

/// `xsd:boolean`, in any case.
pub(crate) fn truth(value: &str) -> Option<bool> {
    find_word(value, &[("true", true), ("false", false), ("1", true), ("0", false)])
}

pub(crate) fn find_word<T: Copy>(value: &str, words: &[(&str, T)]) -> Option<T> {
    let value = value.trim();
    words.iter().find(|(word, _)| word.eq_ignore_ascii_case(value)).map(|(_, meaning)| *meaning)
}

/// A decimal without exponent, infinities and the like.
pub(crate) fn decimal(value: &str) -> Option<f64> {
    let value = value.trim();
    let plain = value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    if !plain || value.len() > 64 {
        return None;
    }
    value.parse::<f64>().ok().filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals() {
        assert_eq!(decimal(" 0.5 "), Some(0.5));
        assert_eq!(decimal("-1"), Some(-1.0));
        for bad in ["", "1e5", "NaN", "inf", "0,5", "half", "--1"] {
            assert_eq!(decimal(bad), None, "{bad}");
        }
    }

    #[test]
    fn truths() {
        assert_eq!((truth("TRUE"), truth("0"), truth("yes")), (Some(true), Some(false), None));
    }
}
