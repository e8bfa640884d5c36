//! One range of a file (RFC 9110, 14): what a video asks for when somebody seeks.

/// What a `Range` header asks of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Everything: no range, several ranges, or one that cannot be read.
    Whole,
    /// These bytes.
    Part {
        /// The first.
        from: u64,
        /// How many.
        length: u64,
    },
    /// Bytes that the file does not have.
    Outside,
}

/// Reads a `Range` header for a file of `length` bytes.
pub(super) fn asked(header: &str, length: u64) -> Asked {
    let Some(spec) = header.trim().strip_prefix("bytes=") else { return Asked::Whole };
    let Some((first, last)) = spec.split_once('-') else { return Asked::Whole };
    if spec.contains(',') {
        return Asked::Whole;
    }
    let (first, last) = (first.trim(), last.trim());
    if first.is_empty() {
        let Ok(suffix) = last.parse::<u64>() else { return Asked::Whole };
        if suffix == 0 || length == 0 {
            return Asked::Outside;
        }
        let suffix = suffix.min(length);
        return Asked::Part { from: length - suffix, length: suffix };
    }
    let Ok(from) = first.parse::<u64>() else { return Asked::Whole };
    let to = if last.is_empty() { Some(u64::MAX) } else { last.parse().ok() };
    let Some(to) = to.filter(|to| *to >= from) else { return Asked::Whole };
    if from >= length {
        return Asked::Outside;
    }
    Asked::Part { from, length: to.min(length - 1) - from + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_browsers_send() {
        for (header, length, expected) in [
            ("bytes=0-", 100, Asked::Part { from: 0, length: 100 }),
            ("bytes=0-0", 100, Asked::Part { from: 0, length: 1 }),
            ("bytes=10-19", 100, Asked::Part { from: 10, length: 10 }),
            ("bytes=90-200", 100, Asked::Part { from: 90, length: 10 }),
            ("bytes=-5", 100, Asked::Part { from: 95, length: 5 }),
            ("bytes=-500", 100, Asked::Part { from: 0, length: 100 }),
            ("bytes=100-", 100, Asked::Outside),
            ("bytes=-0", 100, Asked::Outside),
            ("bytes=0-", 0, Asked::Outside),
            ("bytes=5-4", 100, Asked::Whole),
            ("bytes=0-1,5-6", 100, Asked::Whole),
            ("items=0-1", 100, Asked::Whole),
            ("bytes=a-b", 100, Asked::Whole),
        ] {
            assert_eq!(asked(header, length), expected, "{header} of {length}");
        }
    }
}
