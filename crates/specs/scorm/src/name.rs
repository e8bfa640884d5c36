//! Names of elements: `cmi.interactions.3.objectives.0.id` is the pattern
//! `cmi.interactions.n.objectives.n.id` with the indices 3 and 0.

/// A name taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// With `n` for every index.
    pub pattern: String,
    /// The indices; `None` for one with leading zeros or beyond any list (RTE 3.1.3: neither is an index).
    pub indices: Vec<Option<usize>>,
    /// What stands in `{target=…}`.
    pub target: Option<String>,
}

const CHOICE: &str = "adl.nav.request_valid.choice.";
const JUMP: &str = "adl.nav.request_valid.jump.";

impl Name {
    /// Takes a name apart. Identifiers in `{target=…}` may contain dots.
    pub fn parse(name: &str) -> Self {
        for prefix in [CHOICE, JUMP] {
            let target = name
                .strip_prefix(prefix)
                .and_then(|rest| rest.strip_prefix("{target="))
                .and_then(|rest| rest.strip_suffix('}'))
                .filter(|target| !target.is_empty());
            if let Some(target) = target {
                return Self {
                    pattern: format!("{prefix}{{target=}}"),
                    indices: Vec::new(),
                    target: Some(target.to_owned()),
                };
            }
        }
        let mut indices = Vec::new();
        let mut pattern = String::with_capacity(name.len());
        for (at, segment) in name.split('.').enumerate() {
            if at > 0 {
                pattern.push('.');
            }
            if !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit()) {
                pattern.push('n');
                indices.push(index(segment));
            } else if segment == "n" {
                // A literal `n` must not pass for an index.
                pattern.push_str("n?");
            } else {
                pattern.push_str(segment);
            }
        }
        Self { pattern, indices, target: None }
    }
}

fn index(segment: &str) -> Option<usize> {
    if segment.len() > 1 && segment.starts_with('0') || segment.len() > 6 {
        return None;
    }
    segment.parse().ok()
}

/// The name of a pattern with its first indices put in.
pub(crate) fn bind(pattern: &str, indices: &[usize]) -> String {
    let mut rest = indices.iter();
    let mut out = String::with_capacity(pattern.len() + 4);
    for (at, segment) in pattern.split('.').enumerate() {
        if at > 0 {
            out.push('.');
        }
        match (segment, rest.as_slice().first()) {
            ("n", Some(index)) => {
                out.push_str(&index.to_string());
                rest.next();
            }
            _ => out.push_str(segment),
        }
    }
    out
}
