//! Catalogues, through the public door.

use vidik_lang::InterfaceLanguage::{En, Mk, SrCyrl, SrLatn};
use vidik_lang::{Catalogue, Sources};

const EN: &str = r#"{
    "hello": "Hello, {name}!",
    "days": "{days, plural, =0 {today} one {# day} other {# days}}",
    "score": "{score} of {most, number} points",
    "state": "{state, select, passed {Passed} failed {Not passed} other {Unknown}}",
    "both": "{who, select, all {{n, plural, one {# person} other {# people}}} other {nobody}}",
    "english.only": "Only here, {name}"
}"#;

const SR: &str = r#"{
    "hello": "Здраво, {name}!",
    "days": "{days, plural, =0 {данас} one {# дан} few {# дана} other {# дана}}",
    "score": "{score} од {most, number} бодова, пишите на info@rmtc.test",
    "state": "{state, select, passed {Положено} failed {Није положено} other {Непознато}}",
    "both": "{who, select, all {{n, plural, one {# особа} few {# особе} other {# особа}}} other {нико}}"
}"#;

const MK: &str = r#"{
    "hello": "Здраво, {name}!",
    "days": "{days, plural, =0 {денес} one {# ден} other {# дена}}",
    "score": "{score} од {most, number} бода",
    "state": "{state, select, passed {Положено} failed {Не е положено} other {Непознато}}",
    "both": "{who, select, all {{n, plural, one {# лице} other {# лица}}} other {никој}}"
}"#;

fn catalogue() -> Catalogue {
    Catalogue::new(&Sources { en: EN, sr_cyrl: SR, mk: MK })
}

#[test]
fn plural_forms_follow_the_language() {
    let catalogue = catalogue();
    let days = |language, number: i64| catalogue.format(language, "days", &[("days", number.into())]);
    for (number, en, sr, latin, mk) in [
        (0, "today", "данас", "danas", "денес"),
        (1, "1 day", "1 дан", "1 dan", "1 ден"),
        (2, "2 days", "2 дана", "2 dana", "2 дена"),
        (5, "5 days", "5 дана", "5 dana", "5 дена"),
        (11, "11 days", "11 дана", "11 dana", "11 дена"),
        (21, "21 days", "21 дан", "21 dan", "21 ден"),
        (1_101, "1,101 days", "1.101 дан", "1.101 dan", "1.101 ден"),
    ] {
        assert_eq!(days(En, number), en);
        assert_eq!(days(SrCyrl, number), sr);
        assert_eq!(days(SrLatn, number), latin);
        assert_eq!(days(Mk, number), mk);
    }
}

#[test]
fn serbian_latin_is_derived_in_its_own_text_only() {
    let catalogue = catalogue();
    assert_eq!(
        catalogue.format(SrLatn, "score", &[("score", 7.5.into()), ("most", 1000.into())]),
        "7,5 od 1.000 bodova, pišite na info@rmtc.test"
    );
    assert_eq!(catalogue.format(SrLatn, "hello", &[("name", "Ђорђе".into())]), "Zdravo, Ђорђе!");
    assert_eq!(catalogue.format(SrLatn, "state", &[("state", "passed".into())]), "Položeno");
}

#[test]
fn branches_nest() {
    let catalogue = catalogue();
    let both = |who: &str| catalogue.format(SrCyrl, "both", &[("who", who.into()), ("n", 22.into())]);
    assert_eq!(both("all"), "22 особе");
    assert_eq!(both("none"), "нико");
}

#[test]
fn what_is_missing_is_seen_and_does_not_fail() {
    let catalogue = catalogue();
    assert_eq!(catalogue.format(SrLatn, "english.only", &[("name", "Ana".into())]), "Only here, Ana");
    assert_eq!(catalogue.format(Mk, "no.such.key", &[]), "no.such.key");
    assert_eq!(catalogue.format(En, "hello", &[]), "Hello, {name}!");
    assert!(catalogue.has(Mk, "english.only"));
    assert!(!catalogue.has(Mk, "no.such.key"));
}

#[test]
fn the_check_lists_what_a_translator_has_to_correct() {
    assert_eq!(catalogue().check(), ["sr-Cyrl: `english.only` is missing", "mk: `english.only` is missing"]);
    let findings = Catalogue::new(&Sources {
        en: r#"{"a": "{x}", "b": "{n, plural, one {#} other {#}}", "c": "{k, select, p {1} other {2}}"}"#,
        sr_cyrl: r#"{"a": "{y}", "b": "{n, plural, one {#} other {#}}", "c": "{k, select, q {1} other {2}}"}"#,
        mk: r#"{"a": "{x", "b": "{n, plural, one {#} other {#}}", "c": "{k, select, p {1} other {2}}", "d": ""}"#,
    })
    .check();
    assert_eq!(
        findings,
        [
            "mk: `a` cannot be read: a brace is not closed",
            "en: `d` is missing",
            "sr-Cyrl: `a` has the arguments {\"y\"}, English has {\"x\"}",
            "sr-Cyrl: `b` has no `few` for `n`",
            "sr-Cyrl: `c` selects among {\"k: other, q\"}, English among {\"k: other, p\"}",
            "sr-Cyrl: `d` is missing",
            "mk: `a` has the arguments {}, English has {\"x\"}",
        ]
    );
    let broken = Catalogue::new(&Sources { en: "[]", sr_cyrl: "{}", mk: "{}" });
    assert_eq!(broken.check().len(), 1);
}
