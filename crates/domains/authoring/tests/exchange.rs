//! Out and in again is the identity, whatever the texts are.

use proptest::{collection::vec, prelude::*, sample::select};
use vidik_authoring::{
    Cell,
    exchange::{Row, Sheet, SheetError, read_xliff, read_xlsx, write_xliff, write_xlsx},
};
use vidik_base::InterfaceLanguage;

/// Pieces that texts are made of, the awkward ones among them.
const PIECES: &[&str] = &[
    "Избеглица",
    "бегалец",
    "refugee",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n\n\n",
    "\t",
    "<b>",
    "&amp;",
    "&",
    "]]>",
    "\"",
    "'",
    "=1+1",
    "@x",
    "_x000D_",
    "_x0041_",
    ":::case\n",
    "# ",
    "- [x] ",
    "> ",
    "{lang=en}",
    "|",
    "\u{200b}",
    "\u{1f600}",
    "é",
    "e\u{301}",
    "+",
    "-",
    "0012",
    "1e5",
    "TRUE",
    "\\",
    "%",
    "\u{a0}",
    "\u{2028}",
];

fn text() -> impl Strategy<Value = String> {
    vec(select(PIECES), 0..14).prop_map(|pieces| pieces.concat())
}

fn cell() -> impl Strategy<Value = Cell> {
    select(&Cell::ALL[..])
}

prop_compose! {
    fn row()(source in text(), target in text(), state in cell(), was in cell(), note in vec("[a-zа-ш]{1,8}( [a-z]{1,5})?", 0..3), hash in "[0-9a-f]{64}") -> Row {
        let state = if target.is_empty() { Cell::None } else if state == Cell::None { Cell::Draft } else { state };
        let source = if source.is_empty() && target.is_empty() { "x".to_owned() } else { source };
        Row {
            place: 0, key: String::new(), path: String::new(), name: "A \"name\" & more".to_owned(), markdown: true,
            source, target, state, was, hash, note: note.join("\n"),
        }
    }
}

prop_compose! {
    fn sheet()(rows in vec(row(), 0..12)) -> Sheet {
        let rows = rows.into_iter().zip(0..).map(|(row, n)| Row {
            key: format!("question.bank.q-{}", n / 3),
            path: format!("choice.a{n}.feedback"),
            ..row
        });
        Sheet { course: "own-course".to_owned(), source_language: InterfaceLanguage::SrCyrl.into(), target_language: InterfaceLanguage::Mk.into(), rows: rows.collect() }
    }
}

/// What is not read back, or only told by reading.
fn bare(mut sheet: Sheet) -> Sheet {
    for row in &mut sheet.rows {
        (row.place, row.markdown) = (0, false);
        row.name.clear();
    }
    sheet
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn xliff_out_and_in_is_the_identity(sheet in sheet()) {
        let bytes = write_xliff(&sheet).unwrap();
        let back = read_xliff(&String::from_utf8(bytes).unwrap()).unwrap();
        prop_assert_eq!(bare(back), bare(sheet));
    }

    #[test]
    fn xlsx_out_and_in_is_the_identity(sheet in sheet()) {
        let back = read_xlsx(&write_xlsx(&sheet).unwrap()).unwrap();
        prop_assert_eq!(bare(back), bare(sheet));
    }

    #[test]
    fn whatever_comes_in_no_reader_panics(text in "\\PC{0,200}", bytes in vec(any::<u8>(), 0..300)) {
        let _ = read_xliff(&text);
        let _ = read_xlsx(&bytes);
    }
}

fn long() -> Sheet {
    let row = Row {
        place: 0,
        key: "lesson.one".to_owned(),
        path: "body".to_owned(),
        name: String::new(),
        markdown: false,
        source: "Реченица о азилу. ".repeat(6_000),
        target: "Реченица.\n\n".repeat(3_000),
        state: Cell::Draft,
        was: Cell::Draft,
        hash: "0".repeat(64),
        note: String::new(),
    };
    Sheet {
        course: "a".to_owned(),
        source_language: InterfaceLanguage::SrCyrl.into(),
        target_language: InterfaceLanguage::Mk.into(),
        rows: vec![row],
    }
}

#[test]
fn a_text_longer_than_a_cell_takes_several_rows() {
    let back = read_xlsx(&write_xlsx(&long()).unwrap()).unwrap();
    assert_eq!(bare(back), long());
}

#[test]
fn a_segment_a_paragraph_and_the_line_of_each_unit() {
    let mut sheet = long();
    sheet.rows[0].source = "# Наслов\n\nПрви.\n\nДруги.\n".to_owned();
    sheet.rows[0].target = "# Наслов\n\nПрв.\n\nВтор.\n".to_owned();
    let text = String::from_utf8(write_xliff(&sheet).unwrap()).unwrap();
    assert_eq!((text.matches("<segment").count(), text.matches("<ignorable").count()), (3, 3), "{text}");
    assert!(text.contains("<unit id=\"lesson.one:body\""), "{text}");
    assert_eq!(read_xliff(&text).unwrap().rows[0].place, 4);
    // A tool that translated one paragraph of three: half a lesson is none.
    let half = text.replacen("<target xml:space=\"preserve\">Прв.</target>", "", 1);
    assert_eq!(read_xliff(&half).unwrap().rows[0].target, "");
    // Marks that a tool puts into a text are read past.
    let marked = text.replacen("Прв.", "<mrk id=\"m1\" type=\"term\">Пр</mrk>в<ph id=\"p\"/>.", 1);
    assert_eq!(read_xliff(&marked).unwrap().rows[0].target, sheet.rows[0].target);
}

#[test]
fn what_is_no_such_file() {
    for text in [
        "",
        "<a/>",
        "<xliff version=\"1.2\" srcLang=\"en\" trgLang=\"mk\"/>",
        "<xliff version=\"2.1\"/>",
        "<xliff version=\"2.0\" srcLang=\"en\" trgLang=\"mk\">",
        "<!DOCTYPE x><xliff version=\"2.0\" srcLang=\"en\" trgLang=\"mk\"/>",
        "<xliff version=\"2.0\" srcLang=\"en\" trgLang=\"mk\"><file><unit id=\"a:b\"><segment><source>&x;</source></segment></unit></file></xliff>",
    ] {
        assert!(read_xliff(text).is_err(), "{text}");
    }
    assert!(matches!(read_xlsx(b"PK"), Err(SheetError::Unreadable(_))));
}
