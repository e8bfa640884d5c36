//! The cases at which other programs fail, as a table.

use vidik_lang::script::{to_cyrillic, to_latin};

/// Both ways give the other side.
const BOTH_WAYS: &[(&str, &str)] = &[
    // Two letters that look like one.
    ("инјекција", "injekcija"),
    ("надживети", "nadživeti"),
    ("конјугација", "konjugacija"),
    ("конјункција", "konjunkcija"),
    ("наджњевати", "nadžnjevati"),
    ("оджалити", "odžaliti"),
    ("поджанр", "podžanr"),
    ("Танјуг", "Tanjug"),
    ("Танјуга", "Tanjuga"),
    ("ванјезички", "vanjezički"),
    // One letter that looks like two.
    ("коњушар", "konjušar"),
    ("тањир", "tanjir"),
    ("наџак", "nadžak"),
    ("оџак", "odžak"),
    ("уџбеник", "udžbenik"),
    ("хаџија", "hadžija"),
    ("вањски", "vanjski"),
    // Capitals by their neighbours.
    ("ЏУГАЊ", "DŽUGANJ"),
    ("ЏУНГЛА", "DŽUNGLA"),
    ("Џунгла", "Džungla"),
    ("ЉУБАВ", "LJUBAV"),
    ("Љубав", "Ljubav"),
    ("ПОЉЕ", "POLJE"),
    ("КОЊ", "KONJ"),
    ("ИНЈЕКЦИЈА", "INJEKCIJA"),
    ("НАДЖИВЕТИ", "NADŽIVETI"),
    // Montenegrin.
    ("с\u{301}утра", "śutra"),
    ("из\u{301}ести", "iźesti"),
    ("С\u{301}УТРА", "ŚUTRA"),
    // What stays: addresses, numerals, codes.
    ("пишите на info@rmtc.test", "pišite na info@rmtc.test"),
    ("сајт https://rmtc.test/sr?a=nj", "sajt https://rmtc.test/sr?a=nj"),
    ("на kirs.gov.rs", "na kirs.gov.rs"),
    ("XIX век", "XIX vek"),
    ("глава III, члан IV", "glava III, član IV"),
    ("образац B2", "obrazac B2"),
    ("члан 5а", "član 5a"),
];

#[test]
fn both_ways() {
    for (cyrillic, latin) in BOTH_WAYS {
        assert_eq!(to_latin(cyrillic), *latin);
        assert_eq!(to_cyrillic(latin), *cyrillic);
    }
}

#[test]
fn twice_is_once() {
    for (cyrillic, latin) in BOTH_WAYS {
        assert_eq!(to_latin(latin), *latin);
        assert_eq!(to_cyrillic(cyrillic), *cyrillic);
    }
}
