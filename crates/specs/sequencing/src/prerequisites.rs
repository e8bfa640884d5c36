//! `adlcp:prerequisites` of SCORM 1.2, written in AICC script (CAM 1.2, 2.3.2.5.2).

use crate::tracking::{PRIMARY, Tracking};

/// A parsed expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Prerequisites {
    /// The item is completed or passed.
    Done(String),
    /// `item = "status"`, or `<>` for the opposite.
    Status {
        item: String,
        status: String,
        equal: bool,
    },
    Not(Box<Prerequisites>),
    All(Vec<Prerequisites>),
    Any(Vec<Prerequisites>),
    /// `n*{a, b, c}`: at least that many.
    AtLeast(usize, Vec<Prerequisites>),
}

impl Prerequisites {
    /// `None` where the text is no expression: then nothing is locked, as a learner must not
    /// be shut out by a typing mistake.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
        let parsed = parser.any()?;
        (parser.next == parser.tokens.len()).then_some(parsed)
    }

    /// The items that they name, each as often as it stands there.
    fn items<'p>(&'p self, found: &mut Vec<&'p str>) {
        match self {
            Self::Done(item) | Self::Status { item, .. } => found.push(item),
            Self::Not(inner) => inner.items(found),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => {
                for part in parts {
                    part.items(found);
                }
            }
        }
    }

    /// Whether they hold. An item that does not exist is not done.
    pub fn hold(&self, tracking: Tracking<'_>) -> bool {
        match self {
            Self::Done(item) => has_status(tracking, item, "done"),
            Self::Status { item, status, equal } => has_status(tracking, item, status) == *equal,
            Self::Not(inner) => !inner.hold(tracking),
            Self::All(parts) => parts.iter().all(|part| part.hold(tracking)),
            Self::Any(parts) => parts.iter().any(|part| part.hold(tracking)),
            Self::AtLeast(count, parts) => parts.iter().filter(|part| part.hold(tracking)).count() >= *count,
        }
    }
}

/// The item identifiers that an `aicc_script` names (CAM 1.2, 2.3.2.5.2); `None` where the engine makes nothing of it
/// and locks nothing.
pub fn prerequisite_items(script: &str) -> Option<Vec<String>> {
    let parsed = Prerequisites::parse(script)?;
    let mut found = Vec::new();
    parsed.items(&mut found);
    Some(found.into_iter().map(str::to_owned).collect())
}

fn has_status(tracking: Tracking<'_>, item: &str, status: &str) -> bool {
    let Some(index) = tracking.tree.find(item) else {
        return false;
    };
    let browsed = tracking.browsed(index);
    let completed = tracking.completed(index);
    let satisfied = tracking.satisfied(index, PRIMARY);
    match status {
        "done" => satisfied == Some(true) || completed == Some(true) && satisfied != Some(false),
        "passed" | "p" => satisfied == Some(true),
        "failed" | "f" => satisfied == Some(false),
        "completed" | "c" => completed == Some(true),
        "incomplete" | "i" => completed == Some(false) && tracking.attempted(index) && !browsed,
        "not attempted" | "n" => !tracking.attempted(index),
        "browsed" | "b" => browsed,
        _ => false,
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(char),
    NotEqual,
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '"' => {
                let (inside, _) = rest.get(1..)?.split_once('"')?;
                found.push(Token::Quoted(inside.trim().to_lowercase()));
                inside.len() + 2
            }
            '<' if rest.starts_with("<>") => {
                found.push(Token::NotEqual);
                2
            }
            '&' | '|' | '~' | '=' | '(' | ')' | '{' | '}' | ',' | '*' => {
                found.push(Token::Sign(first));
                1
            }
            _ => {
                let end = rest
                    .find(|sign: char| sign.is_whitespace() || "&|~=<>(){},*\"".contains(sign))
                    .unwrap_or(rest.len());
                found.push(Token::Word(rest.get(..end)?.to_owned()));
                end.max(first.len_utf8())
            }
        };
        rest = rest.get(taken..)?.trim_start();
    }
    Some(found)
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

/// Deeper than anybody writes, far from what a stack holds.
const MAX_DEPTH: usize = 64;

impl Parser {
    fn take(&mut self, sign: char) -> Option<()> {
        (self.tokens.get(self.next) == Some(&Token::Sign(sign))).then(|| self.next += 1)
    }

    fn any(&mut self) -> Option<Prerequisites> {
        let mut parts = vec![self.all()?];
        while self.take('|').is_some() {
            parts.push(self.all()?);
        }
        Some(single(parts, Prerequisites::Any))
    }

    fn all(&mut self) -> Option<Prerequisites> {
        let mut parts = vec![self.one()?];
        while self.take('&').is_some() {
            parts.push(self.one()?);
        }
        Some(single(parts, Prerequisites::All))
    }

    fn one(&mut self) -> Option<Prerequisites> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let parsed = self.operand();
        self.depth -= 1;
        parsed
    }

    fn operand(&mut self) -> Option<Prerequisites> {
        if self.take('~').is_some() {
            return Some(Prerequisites::Not(Box::new(self.one()?)));
        }
        if self.take('(').is_some() {
            let inside = self.any()?;
            self.take(')')?;
            return Some(inside);
        }
        let Some(Token::Word(word)) = self.tokens.get(self.next).cloned() else {
            return None;
        };
        self.next += 1;
        if self.take('*').is_some() {
            return Some(Prerequisites::AtLeast(word.parse().ok()?, self.set()?));
        }
        let equal = match self.tokens.get(self.next) {
            Some(Token::Sign('=')) => true,
            Some(Token::NotEqual) => false,
            _ => return Some(Prerequisites::Done(word)),
        };
        self.next += 1;
        let status = match self.tokens.get(self.next).cloned()? {
            Token::Quoted(status) => status,
            Token::Word(status) => status.to_lowercase(),
            Token::Sign(_) | Token::NotEqual => return None,
        };
        self.next += 1;
        Some(Prerequisites::Status { item: word, status, equal })
    }

    fn set(&mut self) -> Option<Vec<Prerequisites>> {
        self.take('{')?;
        let mut parts = vec![self.any()?];
        while self.take(',').is_some() {
            parts.push(self.any()?);
        }
        self.take('}')?;
        Some(parts)
    }
}

fn single(mut parts: Vec<Prerequisites>, many: impl FnOnce(Vec<Prerequisites>) -> Prerequisites) -> Prerequisites {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => many(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::prerequisite_items;

    #[test]
    fn items_of_a_script() {
        let items = |script| prerequisite_items(script).unwrap();
        assert_eq!(items("S1 & (S2 | ~S3)"), ["S1", "S2", "S3"]);
        assert_eq!(items("2 * {S1,S2,S3}"), ["S1", "S2", "S3"]);
        assert_eq!(items("S1=\"not attempted\"|S2<>P"), ["S1", "S2"]);
        assert_eq!(items("S1 = passed & ~S2"), ["S1", "S2"]);
        for nothing in ["", "(S1", "S1)", "S1=\"passed", "S1,S2", "S1 S2", "x*{S1}"] {
            assert_eq!(prerequisite_items(nothing), None, "{nothing}");
        }
    }
}
