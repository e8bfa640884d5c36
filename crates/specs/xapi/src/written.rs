//! JSON as it was written: taken apart and put together again without reading numbers and texts, so that nothing of
//! them is lost on the way. Everything here takes text that [`crate::json::parse`] has taken before.

/// The text without blanks between its parts.
pub(crate) fn compact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut place = 0;
    while let Some(byte) = text.as_bytes().get(place) {
        let end = match byte {
            b'"' => behind_string(text, place),
            _ => place + 1,
        };
        if !is_blank(*byte) {
            out.push_str(text.get(place..end).unwrap_or_default());
        }
        place = end;
    }
    out
}

/// The elements of an array, each as it is written.
pub(crate) fn elements(array: &str) -> Vec<&str> {
    let mut elements = Vec::new();
    let mut place = skip_blanks(array, 1);
    while let Some(end) = behind_value(array, place) {
        elements.push(array.get(place..end).unwrap_or_default());
        place = skip_separator(array, end);
    }
    elements
}

/// The properties of an object: each name and value as they are written.
pub(crate) fn properties(object: &str) -> Vec<(&str, &str)> {
    let mut properties = Vec::new();
    let mut place = skip_blanks(object, 1);
    while object.as_bytes().get(place) == Some(&b'"') {
        let name_end = behind_string(object, place);
        let value = skip_separator(object, name_end);
        let Some(end) = behind_value(object, value) else { break };
        properties.push((object.get(place..name_end).unwrap_or_default(), object.get(value..end).unwrap_or_default()));
        place = skip_separator(object, end);
    }
    properties
}

/// The name of a property, read.
pub(crate) fn name(written: &str) -> String {
    match crate::json::parse(written.as_bytes()) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The object with some of its values in another form: where the change gives one.
pub(crate) fn changed(object: &str, change: impl Fn(&str, &str) -> Option<String>) -> String {
    let properties = properties(object);
    let mut out = Object::with_capacity(object.len());
    for (written, value) in properties {
        match change(&name(written), value) {
            Some(value) => out.push(written, &value),
            None => out.push(written, value),
        }
    }
    out.finish()
}

/// An object that is being written.
pub(crate) struct Object(String);

impl Object {
    pub fn with_capacity(capacity: usize) -> Self {
        let mut text = String::with_capacity(capacity);
        text.push('{');
        Self(text)
    }

    /// Adds a property, name and value as they are to be written.
    pub fn push(&mut self, written: &str, value: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        for part in [written, ":", value] {
            self.0.push_str(part);
        }
    }

    pub fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn skip_blanks(text: &str, from: usize) -> usize {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| is_blank(**byte)).count()
}

/// Behind a comma or colon, with the blanks around it.
fn skip_separator(text: &str, from: usize) -> usize {
    let place = skip_blanks(text, from);
    let there = matches!(text.as_bytes().get(place), Some(b',' | b':'));
    skip_blanks(text, place + usize::from(there))
}

/// Behind a string that begins here.
fn behind_string(text: &str, from: usize) -> usize {
    let mut place = from + 1;
    while let Some(byte) = text.as_bytes().get(place) {
        match byte {
            b'"' => return place + 1,
            b'\\' => place += 2,
            _ => place += 1,
        }
    }
    text.len()
}

/// Behind a value that begins here, where there is one.
fn behind_value(text: &str, from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut place = from;
    while let Some(byte) = text.as_bytes().get(place) {
        match byte {
            b'"' => {
                place = behind_string(text, place);
                if depth == 0 {
                    return Some(place);
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => break,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(place + 1);
                }
            }
            byte if depth == 0 && (is_blank(*byte) || *byte == b',') => break,
            _ => {}
        }
        place += 1;
    }
    (place > from).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBJECT: &str = " { \"a\\\"}\" : [1, {\"x\": \"]\"}] ,\n\"b\":1e400 , \"\\u0063\" : \" , \" }";

    #[test]
    fn an_object_is_taken_apart_and_put_together() {
        let object = OBJECT.trim();
        let expected = [("\"a\\\"}\"", "[1, {\"x\": \"]\"}]"), ("\"b\"", "1e400"), ("\"\\u0063\"", "\" , \"")];
        assert_eq!(properties(object), expected);
        assert_eq!(name("\"\\u0063\""), "c");
        let other = changed(object, |name, value| (name == "c").then(|| format!("[{value}]")));
        assert_eq!(compact(&other), "{\"a\\\"}\":[1,{\"x\":\"]\"}],\"b\":1e400,\"\\u0063\":[\" , \"]}");
        assert_eq!(properties("{ }"), []);
    }

    #[test]
    fn an_array_is_taken_apart() {
        assert_eq!(
            elements("[ 1.0 , \"a,]\",[2,3] ,{\"b\":[]}, null ]"),
            ["1.0", "\"a,]\"", "[2,3]", "{\"b\":[]}", "null"]
        );
        assert_eq!(elements("[ ]"), [""; 0]);
        assert_eq!(elements("[7]"), ["7"]);
    }
}
