//! JSON as statements need it: nothing twice in an object (Data 2.2), and numbers rounded right, so that what is
//! kept reads as what came.

use serde_json::{Map, Number, Value};

use crate::{problem::Problem, rules};

/// How deep arrays and objects may lie in one another.
const DEPTH: usize = 100;

/// Reads one JSON text.
///
/// # Errors
/// Not UTF-8, not JSON (RFC 8259), too deep, or a property twice in one object.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::of(&rules::NOT_JSON).about("not UTF-8"))?;
    let mut reader = Reader { text, place: 0 };
    reader.blank();
    let value = reader.value(0)?;
    reader.blank();
    if reader.place < text.len() { Err(reader.wrong()) } else { Ok(value) }
}

struct Reader<'a> {
    text: &'a str,
    place: usize,
}

impl Reader<'_> {
    fn wrong(&self) -> Problem {
        Problem::of(&rules::NOT_JSON).about(&format!("at octet {}", self.place))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.place).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.place += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.place += usize::from(there);
        there
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Problem> {
        if self.text.get(self.place..).is_some_and(|rest| rest.starts_with(word)) {
            self.place += word.len();
            Ok(value)
        } else {
            Err(self.wrong())
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, Problem> {
        if depth > DEPTH {
            return Err(Problem::of(&rules::NOT_JSON).about("too deep"));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => Ok(Value::String(self.string()?)),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.wrong()),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Problem> {
        let mut map = Map::new();
        self.place += 1;
        self.blank();
        if self.take(b'}') {
            return Ok(Value::Object(map));
        }
        loop {
            self.blank();
            if self.peek() != Some(b'"') {
                return Err(self.wrong());
            }
            let key = self.string()?;
            self.blank();
            if !self.take(b':') {
                return Err(self.wrong());
            }
            self.blank();
            let value = self.value(depth + 1).map_err(|problem| problem.at(&key))?;
            if map.contains_key(&key) {
                return Err(Problem::of(&rules::DUPLICATE_PROPERTY).at(&key));
            }
            map.insert(key, value);
            self.blank();
            if self.take(b'}') {
                return Ok(Value::Object(map));
            }
            if !self.take(b',') {
                return Err(self.wrong());
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Problem> {
        let mut values = Vec::new();
        self.place += 1;
        self.blank();
        if self.take(b']') {
            return Ok(Value::Array(values));
        }
        loop {
            self.blank();
            let value = self.value(depth + 1).map_err(|problem| problem.at(values.len()))?;
            values.push(value);
            self.blank();
            if self.take(b']') {
                return Ok(Value::Array(values));
            }
            if !self.take(b',') {
                return Err(self.wrong());
            }
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.place;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.place += 1;
        }
        self.place - start
    }

    fn number(&mut self) -> Result<Value, Problem> {
        let start = self.place;
        self.take(b'-');
        let zero = self.peek() == Some(b'0');
        let digits = self.digits();
        if digits == 0 || (zero && digits > 1) {
            return Err(self.wrong());
        }
        let mut whole = true;
        if self.take(b'.') {
            whole = false;
            if self.digits() == 0 {
                return Err(self.wrong());
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            whole = false;
            self.place += 1;
            if !self.take(b'+') {
                self.take(b'-');
            }
            if self.digits() == 0 {
                return Err(self.wrong());
            }
        }
        let text = self.text.get(start..self.place).unwrap_or_default();
        if whole && text != "-0" {
            if let Ok(number) = text.parse::<u64>() {
                return Ok(Value::Number(number.into()));
            }
            if let Ok(number) = text.parse::<i64>() {
                return Ok(Value::Number(number.into()));
            }
        }
        let number = text.parse::<f64>().ok().and_then(Number::from_f64);
        number.map(Value::Number).ok_or_else(|| Problem::of(&rules::NOT_JSON).about("a number out of range"))
    }

    fn string(&mut self) -> Result<String, Problem> {
        self.place += 1;
        let mut out = String::new();
        loop {
            let start = self.place;
            while self.peek().is_some_and(|byte| byte != b'"' && byte != b'\\' && byte >= 0x20) {
                self.place += 1;
            }
            out.push_str(self.text.get(start..self.place).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.place += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.place += 1;
                    let character = self.escape()?;
                    out.push(character);
                }
                _ => return Err(self.wrong()),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Problem> {
        let Some(byte) = self.peek() else { return Err(self.wrong()) };
        self.place += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.code_point(),
            _ => return Err(self.wrong()),
        })
    }

    /// `\uXXXX`, or two of them that are a surrogate pair (RFC 8259, 7).
    fn code_point(&mut self) -> Result<char, Problem> {
        let first = self.four_digits()?;
        if !(0xd800..0xe000).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.wrong());
        }
        if first >= 0xdc00 || !(self.take(b'\\') && self.take(b'u')) {
            return Err(self.wrong());
        }
        let second = self.four_digits()?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(self.wrong());
        }
        char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)).ok_or_else(|| self.wrong())
    }

    fn four_digits(&mut self) -> Result<u32, Problem> {
        let digits = self
            .text
            .get(self.place..self.place + 4)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or_else(|| self.wrong())?;
        self.place += 4;
        Ok(number)
    }
}
