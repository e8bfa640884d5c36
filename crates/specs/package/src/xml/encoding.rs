//! From bytes to text: marks, declarations, and what to do when they lie.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{XmlLimits, line_ends};
use crate::finding::{Finding, Findings};
use crate::rules;

/// Decodes an XML file: UTF-8 with or without a mark, UTF-16 by mark or by its zero bytes, otherwise as declared.
/// Text without a declaration is UTF-8. Pure UTF-8 is borrowed, also where a code page of one byte a character is
/// declared: tools write `ISO-8859-1` above UTF-8, and no words in a code page happen to be UTF-8.
///
/// `None`, with an error, where the file is larger than allowed. Bytes that do not fit their encoding become
/// U+FFFD, with a warning.
pub fn decode<'b>(bytes: &'b [u8], file: &str, limits: &XmlLimits, findings: &mut Findings) -> Option<Cow<'b, str>> {
    let (encoding, body) = detect(bytes);
    let limit = if encoding == UTF_8 && std::str::from_utf8(body).is_ok() { limits.bytes } else { limits.bytes / 2 };
    if bytes.len() > limit {
        findings.push(Finding::error(rules::MAN_TOO_LARGE).in_file(file).with("megabytes", limit / (1024 * 1024)));
        return None;
    }
    let (text, broken) = encoding.decode_without_bom_handling(body);
    if broken {
        let line = text.find('\u{fffd}').map_or(0, |at| line_of(&text, at));
        findings
            .push(Finding::warning(rules::MAN_ENCODING).in_file(file).at_line(line).with("encoding", encoding.name()));
    }
    Some(text)
}

fn line_of(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    line_ends(before).saturating_add(1)
}

/// The encoding, and the bytes after a mark.
fn detect(bytes: &[u8]) -> (&'static Encoding, &[u8]) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return (encoding, bytes.get(length..).unwrap_or_default());
    }
    match bytes {
        [b'<', 0, ..] => return (UTF_16LE, bytes),
        [0, b'<', ..] => return (UTF_16BE, bytes),
        _ => {}
    }
    let declared = declared(bytes).and_then(|label| Encoding::for_label(label.as_bytes()));
    // One byte a character up to here, so a declared UTF-16 cannot be true.
    let declared = declared.filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE);
    let declared = declared.filter(|encoding| !encoding.is_single_byte() || std::str::from_utf8(bytes).is_err());
    (declared.unwrap_or(UTF_8), bytes)
}

/// The value of `encoding="…"` in the XML declaration.
fn declared(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..bytes.len().min(256)).unwrap_or_default();
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let head = std::str::from_utf8(head.get(..end)?).ok()?.trim_start();
    let (_, rest) = head.strip_prefix("<?xml")?.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, Findings) {
        let mut findings = Findings::new();
        let text = decode(bytes, "imsmanifest.xml", &XmlLimits::default(), &mut findings).unwrap().into_owned();
        (text, findings)
    }

    #[test]
    fn every_way_to_write_the_same_text() {
        let plain = "<a>Ђорђе</a>";
        let wide = |bytes: fn(u16) -> [u8; 2]| plain.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
        let little = wide(u16::to_le_bytes);
        let big = wide(u16::to_be_bytes);
        let cases = [
            plain.as_bytes().to_vec(),
            [b"\xef\xbb\xbf".as_slice(), plain.as_bytes()].concat(),
            [b"\xff\xfe".as_slice(), &little].concat(),
            [b"\xfe\xff".as_slice(), &big].concat(),
            little,
            big,
        ];
        for bytes in cases {
            let (found, findings) = text(&bytes);
            assert_eq!(found, plain, "{bytes:?}");
            assert!(findings.is_empty());
        }
    }

    #[test]
    fn a_declared_code_page_is_followed() {
        let mut bytes = b"<?xml version='1.0' encoding = 'windows-1251'?><a>".to_vec();
        bytes.extend(encoding_rs::WINDOWS_1251.encode("Миграције").0.iter());
        bytes.extend(b"</a>");
        assert!(text(&bytes).0.ends_with("<a>Миграције</a>"));
    }

    #[test]
    fn a_code_page_declared_above_utf_8_is_not_believed() {
        let bytes = "<?xml version='1.0' encoding='ISO-8859-1'?><a>Миграције и азил</a>".as_bytes();
        let (found, findings) = text(bytes);
        assert!(found.ends_with("<a>Миграције и азил</a>") && findings.is_empty());
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>Stra\xdfe \xfcber M\xfcnchen</a>";
        assert!(text(latin).0.ends_with("<a>Straße über München</a>"));
    }

    #[test]
    fn a_false_declaration_of_utf_16_is_not_believed() {
        let bytes = b"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>";
        assert!(text(bytes).0.ends_with("<a/>"));
    }

    #[test]
    fn broken_bytes_are_reported_with_their_line() {
        let (found, findings) = text(b"<a>\n\xff</a>");
        assert_eq!(found, "<a>\n\u{fffd}</a>");
        let finding = findings.iter().next().unwrap();
        assert_eq!((finding.rule.clone(), finding.line), (rules::MAN_ENCODING, Some(2)));
    }

    #[test]
    fn too_large_is_refused() {
        let limits = XmlLimits { bytes: 4, ..XmlLimits::default() };
        let mut findings = Findings::new();
        assert_eq!(decode(b"<abc/>", "imsmanifest.xml", &limits, &mut findings), None);
        assert!(findings.has_errors());
    }
}
