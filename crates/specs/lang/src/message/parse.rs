//! Source text → syntax tree.

use std::iter::Peekable;
use std::str::Chars;

use super::{Message, Part, PluralKey};
use crate::plural::PluralCategory;

/// Why a message cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SyntaxError {
    #[error("a brace is not closed")]
    Unclosed,
    #[error("a brace is closed that was not opened")]
    Unopened,
    #[error("expected {0}")]
    Expected(&'static str),
    #[error("`{0}` is not plural, select or number")]
    UnknownKind(String),
    #[error("`{0}` is not a plural key (=1, one, few, other)")]
    UnknownPluralKey(String),
    #[error("`{0}` has no branch `other`")]
    WithoutOther(String),
    #[error("braces nest deeper than {MOST_NESTED}")]
    TooDeep,
}

/// How deep plural and select may nest: sources come from translators' files, and nothing sensible nests
/// deeper.
const MOST_NESTED: usize = 8;

pub(crate) fn parse(source: &str) -> Result<Message, SyntaxError> {
    let mut parser = Parser { rest: source.chars().peekable(), depth: 0 };
    let message = parser.message(false)?;
    match parser.rest.next() {
        None => Ok(message),
        Some(_) => Err(SyntaxError::Unopened),
    }
}

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    depth: usize,
}

impl Parser<'_> {
    /// Parts up to the end or to a closing brace, which stays.
    fn message(&mut self, in_plural: bool) -> Result<Message, SyntaxError> {
        let mut parts = Vec::new();
        let mut text = String::new();
        while let Some(letter) = self.rest.next_if(|letter| *letter != '}') {
            match letter {
                '{' => {
                    push_text(&mut parts, &mut text);
                    parts.push(self.argument(in_plural)?);
                }
                '#' if in_plural => {
                    push_text(&mut parts, &mut text);
                    parts.push(Part::Number);
                }
                '\'' => self.quoted(in_plural, &mut text),
                other => text.push(other),
            }
        }
        push_text(&mut parts, &mut text);
        Ok(Message(parts))
    }

    /// After an apostrophe.
    fn quoted(&mut self, in_plural: bool, text: &mut String) {
        if self.rest.next_if_eq(&'\'').is_some() {
            text.push('\'');
            return;
        }
        let opens = |letter: &char| matches!(letter, '{' | '}') || (in_plural && *letter == '#');
        if !self.rest.peek().is_some_and(opens) {
            text.push('\'');
            return;
        }
        while let Some(letter) = self.rest.next() {
            match letter {
                '\'' if self.rest.next_if_eq(&'\'').is_none() => return,
                other => text.push(other),
            }
        }
    }

    /// After an opening brace, up to and with the closing one.
    fn argument(&mut self, in_plural: bool) -> Result<Part, SyntaxError> {
        self.depth += 1;
        if self.depth > MOST_NESTED {
            return Err(SyntaxError::TooDeep);
        }
        let name = self.word("the name of an argument")?;
        let part = match self.next_mark()? {
            '}' => Part::Argument { name, grouped: false },
            ',' => match self.word("plural, select or number")?.as_str() {
                "number" => {
                    self.mark('}', "a closing brace after number")?;
                    Part::Argument { name, grouped: true }
                }
                "plural" => self.plural(name)?,
                "select" => self.select(name, in_plural)?,
                other => return Err(SyntaxError::UnknownKind(other.to_owned())),
            },
            _ => return Err(SyntaxError::Expected("a comma or a closing brace after the argument's name")),
        };
        self.depth -= 1;
        Ok(part)
    }

    fn plural(&mut self, name: String) -> Result<Part, SyntaxError> {
        let mut branches = Vec::new();
        for (key, branch) in self.branches(true)? {
            let key = match key.strip_prefix('=') {
                Some(number) => number.parse().ok().map(PluralKey::Exactly),
                None => PluralCategory::from_keyword(&key).map(PluralKey::Category),
            };
            branches.push((key, branch));
        }
        let branches: Vec<(PluralKey, Message)> = branches
            .into_iter()
            .map(|(key, branch)| key.map(|key| (key, branch)))
            .collect::<Option<_>>()
            .ok_or_else(|| SyntaxError::UnknownPluralKey(name.clone()))?;
        if !branches.iter().any(|(key, _)| *key == PluralKey::Category(PluralCategory::Other)) {
            return Err(SyntaxError::WithoutOther(name));
        }
        Ok(Part::Plural { name, branches })
    }

    fn select(&mut self, name: String, in_plural: bool) -> Result<Part, SyntaxError> {
        let branches = self.branches(in_plural)?;
        if !branches.iter().any(|(key, _)| key == "other") {
            return Err(SyntaxError::WithoutOther(name));
        }
        Ok(Part::Select { name, branches })
    }

    /// `, key {message} key {message} }`
    fn branches(&mut self, in_plural: bool) -> Result<Vec<(String, Message)>, SyntaxError> {
        self.mark(',', "a comma before the branches")?;
        let mut branches = Vec::new();
        loop {
            self.skip_space();
            if self.rest.next_if_eq(&'}').is_some() {
                return Ok(branches);
            }
            let key = self.word("a key or a closing brace")?;
            self.mark('{', "an opening brace after the key")?;
            let branch = self.message(in_plural)?;
            self.mark('}', "a closing brace after the branch")?;
            branches.push((key, branch));
        }
    }

    fn word(&mut self, expected: &'static str) -> Result<String, SyntaxError> {
        self.skip_space();
        let mut word = String::new();
        while let Some(letter) =
            self.rest.next_if(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '=' | '.'))
        {
            word.push(letter);
        }
        match (word.is_empty(), self.rest.peek()) {
            (false, _) => Ok(word),
            (true, None) => Err(SyntaxError::Unclosed),
            (true, Some(_)) => Err(SyntaxError::Expected(expected)),
        }
    }

    fn mark(&mut self, mark: char, expected: &'static str) -> Result<(), SyntaxError> {
        if self.next_mark()? == mark { Ok(()) } else { Err(SyntaxError::Expected(expected)) }
    }

    fn next_mark(&mut self) -> Result<char, SyntaxError> {
        self.skip_space();
        self.rest.next().ok_or(SyntaxError::Unclosed)
    }

    fn skip_space(&mut self) {
        while self.rest.next_if(|letter| letter.is_whitespace()).is_some() {}
    }
}

fn push_text(parts: &mut Vec<Part>, text: &mut String) {
    if !text.is_empty() {
        parts.push(Part::Text(std::mem::take(text)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_refused() {
        for (source, expected) in [
            ("{", SyntaxError::Unclosed),
            ("{name", SyntaxError::Unclosed),
            ("a } b", SyntaxError::Unopened),
            ("{}", SyntaxError::Expected("the name of an argument")),
            ("{a b}", SyntaxError::Expected("a comma or a closing brace after the argument's name")),
            ("{a, date}", SyntaxError::UnknownKind("date".into())),
            ("{n, plural, one {x}}", SyntaxError::WithoutOther("n".into())),
            ("{n, plural, many {x} other {y}}", SyntaxError::UnknownPluralKey("n".into())),
            ("{n, plural, =x {x} other {y}}", SyntaxError::UnknownPluralKey("n".into())),
            ("{n, select, a {x}}", SyntaxError::WithoutOther("n".into())),
            ("{n, select, a {x} other {y}", SyntaxError::Unclosed),
            ("{n, plural, one {x other {y}}", SyntaxError::Unclosed),
        ] {
            assert_eq!(parse(source).unwrap_err(), expected, "{source}");
        }
        assert_eq!(parse(&"{n, select, other {".repeat(20)), Err(SyntaxError::TooDeep));
    }

    #[test]
    fn apostrophes_quote_braces_only() {
        let text = |source: &str| parse(source).unwrap().0;
        assert_eq!(text("it's"), [Part::Text("it's".into())]);
        assert_eq!(text("it''s '{'x'}'"), [Part::Text("it's {x}".into())]);
        assert_eq!(text("'{a}' #"), [Part::Text("{a} #".into())]);
    }
}
