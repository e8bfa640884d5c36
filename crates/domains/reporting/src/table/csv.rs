//! CSV (RFC 4180).

use super::{Cell, rfc3339};

/// Writes a row.
pub(super) fn row(out: &mut Vec<u8>, separator: u8, cells: &[Cell]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.push(separator);
        }
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => quoted(out, separator, &harmless(text)),
            Cell::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
            Cell::Time(time) => out.extend_from_slice(rfc3339(*time).as_bytes()),
            Cell::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// A spreadsheet takes what begins with one of these for a formula; an apostrophe before it makes it words.
fn harmless(text: &str) -> String {
    const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(SIGNS) { format!("'{text}") } else { text.to_owned() }
}

fn quoted(out: &mut Vec<u8>, separator: u8, text: &str) {
    let plain = !text.bytes().any(|byte| byte == separator || matches!(byte, b'"' | b'\r' | b'\n'));
    if plain {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(separator: u8, cells: &[Cell]) -> String {
        let mut out = Vec::new();
        row(&mut out, separator, cells);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_would_break_a_row_is_quoted() {
        let cells = ["a,b", "c;d", "say \"so\"", "two\nlines", ""].map(Cell::from);
        assert_eq!(line(b',', &cells), "\"a,b\",c;d,\"say \"\"so\"\"\",\"two\nlines\",\r\n");
        assert_eq!(line(b';', &cells), "a,b;\"c;d\";\"say \"\"so\"\"\";\"two\nlines\";\r\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for begin in ["=", "+", "-", "@", "\t", "＝", "＠"] {
            let text = format!("{begin}HYPERLINK()");
            assert_eq!(line(b';', &[Cell::from(text.as_str())]), format!("'{text}\r\n"));
        }
        assert_eq!(line(b',', &[Cell::from(-0.5), Cell::from(3.0), Cell::Empty, Cell::from(true)]), "-0.5,3,,true\r\n");
    }
}
