use proptest::prelude::*;

use super::*;

#[test]
fn text_is_converted_and_markup_is_not() {
    for (cyrillic, latin) in [
        ("", ""),
        ("Људи", "Ljudi"),
        ("<h2 id=\"увод\">Увод</h2>", "<h2 id=\"увод\">Uvod</h2>"),
        ("<p class='љ' data-x=\"ж>ш\">ж&nbsp;ш</p>", "<p class='љ' data-x=\"ж>ш\">ž&nbsp;š</p>"),
        ("<!-- љ --><!DOCTYPE html><?xml љ?>љ", "<!-- љ --><!DOCTYPE html><?xml љ?>lj"),
        ("а < б и б > а", "a < b i b > a"),
        ("<сцрипт>", "&lt;script>"),
        ("<br>Ч<img alt=\"Џеп\" src=\"/џ.png\">", "<br>Č<img alt=\"Džep\" src=\"/џ.png\">"),
        ("<a href=\"/шта\" title='Шта &amp; како'>Шта</a>", "<a href=\"/шта\" title='Šta &amp; kako'>Šta</a>"),
        ("<input placeholder=Име disabled>", "<input placeholder=Ime disabled>"),
        ("<button aria-label=\"Затвори\"></button>", "<button aria-label=\"Zatvori\"></button>"),
        ("ЉУБАВ, Љубав", "LJUBAV, Ljubav"),
        (
            "<svg viewBox=\"0 0 1 1\"><path d=\"M0\"/><text>Ћуприја</text></svg>",
            "<svg viewBox=\"0 0 1 1\"><path d=\"M0\"/><text>Ćuprija</text></svg>",
        ),
    ] {
        assert_eq!(to_latin(cyrillic), latin);
    }
}

#[test]
fn what_is_no_prose_is_left_out() {
    for kept in [
        "<code>љ</code>",
        "<pre><b>љ</b></pre>",
        "<kbd>љ</kbd><samp>љ</samp>",
        "<script>if (a < b) \"љ</p>\"</script>",
        "<style>.љ > p {}</style>",
        "<textarea>љ <b>љ</textarea>",
        "<span translate=\"no\">љ <i>љ</i></span>",
        "<span data-keep>МИРКО</span>",
        "<span data-keep=\"\" lang=\"sr-Cyrl\" title=\"љ\">МИРКО</span>",
        "<span lang=\"mk\">Ѓорѓи љ <i>љ</i></span>",
        "<SPAN LANG=ru>щука</SPAN>",
    ] {
        assert_eq!(to_latin(kept), kept);
        assert_eq!(to_latin(&format!("<p>љ{kept}љ</p>")), format!("<p>lj{kept}lj</p>"), "{kept}");
    }
}

#[test]
fn a_serbian_element_in_a_foreign_one_is_converted() {
    assert_eq!(
        to_latin("<q lang=\"mk\">љ <b lang=\"sr-Cyrl-RS\" title=\"љ\">љ</b> љ</q> љ"),
        "<q lang=\"mk\">љ <b lang=\"sr-Latn-RS\" title=\"lj\">lj</b> љ</q> lj"
    );
    assert_eq!(to_latin("<p lang=\"sr\">љ</p>"), "<p lang=\"sr-Latn\">lj</p>");
    assert_eq!(to_cyrillic("<p xml:lang=\"sr-Latn\">lj</p>"), "<p xml:lang=\"sr-Cyrl\">љ</p>");
}

#[test]
fn end_tags_that_are_left_away_do_not_keep_an_element_open() {
    assert_eq!(to_latin("<ul><li lang=en>љ<li>љ</ul>љ"), "<ul><li lang=en>љ<li>lj</ul>lj");
    assert_eq!(to_latin("<div><p translate=no>љ</div>љ</p>"), "<div><p translate=no>љ</div>lj</p>");
    assert_eq!(to_latin("<p lang=\"mk\"/>љ"), "<p lang=\"mk\"/>lj");
    assert_eq!(to_latin("љ<b titl"), "lj<b titl");
}

#[test]
fn addresses_codes_and_numerals_stay() {
    for (latin, cyrillic) in [
        ("<p>Član IV, glava XIX, nivo B2 i H5P</p>", "<p>Члан IV, глава XIX, ниво B2 и H5P</p>"),
        (
            "vidi https://primer.test/a?b=prava&amp;c=1 ili info@rmtc.test",
            "види https://primer.test/a?b=prava&amp;c=1 или info@rmtc.test",
        ),
        ("<a href=\"https://rmtc.test\">rmtc.test</a> sajt", "<a href=\"https://rmtc.test\">rmtc.test</a> сајт"),
        ("90-ih, 5a, 1951. godine", "90-их, 5а, 1951. године"),
        (
            "<p lang=\"sr-Latn\">in<b>jekcija</b>, injekcija, njiva</p>",
            "<p lang=\"sr-Cyrl\">ин<b>јекција</b>, инјекција, њива</p>",
        ),
    ] {
        assert_eq!(to_cyrillic(latin), cyrillic);
    }
}

#[test]
fn references_to_letters_are_read() {
    for (written, cyrillic) in [
        ("&scaron;uma &#269;as &#x17E;ivot", "шума час живот"),
        ("R&D &amp; T&amp;T &lt;b&gt; &hellip;ne", "Р&Д &amp; Т&amp;Т &lt;б&gt; &hellip;не"),
        ("vi&shy;njak", "ви\u{ad}њак"),
        ("a &unknown; b; & c", "а &unknown; б; & ц"),
    ] {
        assert_eq!(to_cyrillic(written), cyrillic);
    }
}

/// Something like a page: tags, quotes and references, whole and broken.
fn page() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("<p lang=\"mk\">"),
        Just("</p>"),
        Just("<b title='"),
        Just("\""),
        Just("'"),
        Just(">"),
        Just("<"),
        Just("&amp;"),
        Just("&"),
        Just("<code>"),
        Just("</code>"),
        Just("<!--"),
        Just("-->"),
        Just("<script>"),
        Just("</script"),
        Just(" = "),
        Just("alt=\"њ\""),
        Just("/>"),
        Just("word "),
        Just("љубав "),
        Just("<br/>"),
        Just("\u{301}"),
        Just("njiva"),
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn pieces_are_the_page(html in prop_oneof![page(), any::<String>()]) {
        let together: String = Pieces::new(&html)
            .map(|piece| match piece {
                Piece::Text(text) | Piece::Other(text) | Piece::End { text, .. } => text,
                Piece::Start(tag) => tag.text,
            })
            .collect();
        prop_assert_eq!(together, html);
    }

    #[test]
    fn converting_twice_is_converting_once(html in page()) {
        let latin = to_latin(&html);
        prop_assert_eq!(to_latin(&latin), latin);
    }

    #[test]
    fn what_has_no_cyrillic_comes_out_as_it_is(html in "[a-z<>/=\"'& ;!-]{0,40}") {
        prop_assert_eq!(to_latin(&html), html);
    }
}
