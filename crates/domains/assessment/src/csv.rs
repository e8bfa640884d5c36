//! Tables as spreadsheets write them (RFC 4180, and semicolons or tabs for commas).

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Where it begins, from 1.
    pub line: usize,
    /// Its cells.
    pub cells: Vec<String>,
}

/// The rows that have something in them. What stands first decides what separates.
pub(crate) fn rows(text: &str) -> Vec<Row> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = separator(text.lines().next().unwrap_or_default());
    let mut rows = Vec::new();
    let mut row = Row { line: 1, cells: Vec::new() };
    let mut cell = String::new();
    let (mut quoted, mut line) = (false, 1);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\r' if !quoted => {}
            '\n' => {
                line += 1;
                if quoted {
                    cell.push('\n');
                    continue;
                }
                row.cells.push(std::mem::take(&mut cell));
                rows.push(std::mem::replace(&mut row, Row { line, cells: Vec::new() }));
            }
            other if other == separator && !quoted => row.cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    row.cells.push(cell);
    rows.push(row);
    rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    rows
}

fn separator(header: &str) -> char {
    let count = |sign: &char| header.matches(*sign).count();
    // Of equals the last is taken: a comma where nothing separates.
    [';', '\t', ','].into_iter().max_by_key(count).unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        rows(text).into_iter().map(|row| (row.line, row.cells)).collect()
    }

    #[test]
    fn spreadsheets_are_read_as_they_write() {
        let row = |line: usize, cells: &[&str]| (line, cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            cells("\u{feff}a;b\r\n1;\"x;\"\"y\"\"\"\r\n\r\n;\r\n2;\"two\nlines\"\r\n3;"),
            [row(1, &["a", "b"]), row(2, &["1", "x;\"y\""]), row(5, &["2", "two\nlines"]), row(7, &["3", ""]),]
        );
        assert_eq!(cells("a,b\n1,2"), [row(1, &["a", "b"]), row(2, &["1", "2"])]);
        assert_eq!(cells("a\tb,c\td"), [row(1, &["a", "b,c", "d"])]);
        assert_eq!(cells(""), []);
    }
}
