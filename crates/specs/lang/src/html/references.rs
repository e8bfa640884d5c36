//! Text with character references: letters among them are read, all others stay as they are written.

use crate::script::{Script, convert_into};

/// Letters of Serbian Latin that HTML has names for, and what joins the parts of a word or an address.
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("shy", '\u{ad}'),
    ("cacute", 'ć'),
    ("Cacute", 'Ć'),
    ("ccaron", 'č'),
    ("Ccaron", 'Č'),
    ("dstrok", 'đ'),
    ("Dstrok", 'Đ'),
    ("scaron", 'š'),
    ("Scaron", 'Š'),
    ("zcaron", 'ž'),
    ("Zcaron", 'Ž'),
];

/// Writes the text of a node or an attribute in `script`.
pub(super) fn convert(text: &str, script: Script, written: &mut String) {
    if !text.contains('&') {
        convert_into(text, script, written);
        return;
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.find('&').and_then(|index| rest.split_at_checked(index)) {
        decoded.push_str(before);
        let (character, length) = reference(from);
        if let Some(character) = character {
            decoded.push(character);
        } else {
            flush(&mut decoded, script, written);
            written.push_str(from.get(..length).unwrap_or(from));
        }
        rest = from.get(length..).unwrap_or_default();
    }
    decoded.push_str(rest);
    flush(&mut decoded, script, written);
}

/// An ampersand that was decoded is written as a reference again.
fn flush(decoded: &mut String, script: Script, written: &mut String) {
    let mut converted = String::with_capacity(decoded.len());
    convert_into(decoded, script, &mut converted);
    for (index, part) in converted.split('&').enumerate() {
        if index > 0 {
            written.push_str("&amp;");
        }
        written.push_str(part);
    }
    decoded.clear();
}

/// The character of the reference that `text` begins with, where it is one that words are made of, and
/// how long it is; a bare ampersand is one byte of itself.
fn reference(text: &str) -> (Option<char>, usize) {
    let Some((body, _)) = text.strip_prefix('&').and_then(|body| body.split_once(';')) else { return (None, 1) };
    if body.is_empty() || body.len() > 32 || !body.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#') {
        return (None, 1);
    }
    let length = body.len() + 2;
    if !body.starts_with('#') {
        return (NAMED.iter().find(|(name, _)| *name == body).map(|(_, one)| *one), length);
    }
    let is_part_of_words = |one: &char| one.is_alphabetic() || matches!(one, '\u{300}'..='\u{36f}' | '\u{ad}');
    (code_point(body).filter(is_part_of_words), length)
}

/// What else stands in texts often enough.
const SIGNS: &[(&str, char)] = &[
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bdquo", '„'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("laquo", '«'),
    ("raquo", '»'),
];

/// The text as it is read, references resolved; those that nobody knows stay.
pub(super) fn plain(text: &str, written: &mut String) {
    let mut rest = text;
    while let Some((before, from)) = rest.find('&').and_then(|index| rest.split_at_checked(index)) {
        written.push_str(before);
        let (character, length) = reference(from);
        let source = from.get(..length).unwrap_or(from);
        match character.or_else(|| sign(source)) {
            Some(character) => written.push(character),
            None => written.push_str(source),
        }
        rest = from.get(length..).unwrap_or_default();
    }
    written.push_str(rest);
}

fn sign(reference: &str) -> Option<char> {
    let body = reference.strip_prefix('&')?.strip_suffix(';')?;
    match body.strip_prefix('#') {
        Some(_) => code_point(body).filter(|one| !one.is_control()),
        None => SIGNS.iter().find(|(name, _)| *name == body).map(|(_, one)| *one),
    }
}

/// `#1078` or `#x436`.
fn code_point(body: &str) -> Option<char> {
    let number = body.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
        None => number.parse().ok(),
    };
    code.and_then(char::from_u32)
}
