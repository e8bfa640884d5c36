//! Versions of the specification, as a request names them (1.0.3: Communication 3.3; 2.0: 4.1.3, 4.2.4.3).

use crate::{problem::Problem, rules};

/// A version of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// 1.0, in all its patches.
    V1_0_3,
    /// 2.0 (IEEE 9274.1.1).
    V2_0_0,
}

impl Version {
    /// The version that a request's `X-Experience-API-Version` names. `1.0` and each `1.0.x` are 1.0.3, `2.0.x` is 2.0.
    ///
    /// # Errors
    /// No header, or another version.
    pub fn negotiate(header: Option<&str>) -> Result<Self, Problem> {
        let Some(header) = header else { return Err(Problem::of(&rules::VERSION_HEADER_MISSING)) };
        Self::named(header.trim()).ok_or_else(|| Problem::of(&rules::VERSION_HEADER))
    }

    /// What an answer's header says.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1_0_3 => "1.0.3",
            Self::V2_0_0 => "2.0.0",
        }
    }

    /// What is written into a statement that does not say by which version it was made (Data 2.4.10; 4.2.4.3).
    pub const fn unnamed(self) -> &'static str {
        match self {
            Self::V1_0_3 => "1.0.0",
            Self::V2_0_0 => "2.0.0",
        }
    }

    /// The version of a text such as `1.0` or `2.0.0`.
    pub fn named(text: &str) -> Option<Self> {
        if is_patch_of(text, "1.0") {
            return Some(Self::V1_0_3);
        }
        is_patch_of(text, "2.0").then_some(Self::V2_0_0)
    }
}

fn is_patch_of(text: &str, minor: &str) -> bool {
    let Some(rest) = text.strip_prefix(minor) else { return false };
    if rest.is_empty() {
        return true;
    }
    rest.strip_prefix('.')
        .is_some_and(|patch| !patch.is_empty() && patch.len() <= 9 && patch.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn a_request_says_a_version_that_is_known() {
        for (header, version) in [
            ("1.0", Version::V1_0_3),
            ("1.0.0", Version::V1_0_3),
            ("1.0.9", Version::V1_0_3),
            ("2.0", Version::V2_0_0),
            ("2.0.0", Version::V2_0_0),
            ("2.0.1", Version::V2_0_0),
        ] {
            assert_eq!(Version::negotiate(Some(header)), Ok(version), "{header}");
        }
        assert_eq!(Version::negotiate(None).unwrap_err().rule, "XAPI-C3.3-1");
        for header in ["", "0.9", "0.95", "1", "1.1.0", "1.0.", "1.0.x", "2.1.0", "3.0.0", "1.0.3, 2.0.0", "1.00"] {
            assert_eq!(Version::negotiate(Some(header)).unwrap_err().rule, "XAPI-C3.3-2", "{header}");
        }
    }
}
