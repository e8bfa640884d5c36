//! Every public page in every language, from courses that nobody had to store.

use actix_web::{http::header, test::TestRequest};
use chrono::DateTime;
use url::Url;
use uuid::Uuid;
use vidik_base::{CourseId, CourseVersionId, EditionId, LanguageTag, LocalizedText, PackageId};
use vidik_catalogue::{Course, DeliveryMode, Edition, ImportLimits};
use vidik_learning::{ActivityKind, ActivityNode};

use super::*;
use crate::state::Settings;

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).unwrap()
}

fn texts(texts: &[(&str, &str)]) -> LocalizedText {
    texts.iter().map(|(language, text)| (tag(language), (*text).to_owned())).collect()
}

fn settings() -> Settings {
    Settings {
        public_url: Url::parse("https://learn.example/").unwrap(),
        content_url: "https://{package}.usercontent.example".to_owned(),
        centre_name: texts(&[("en", "The Centre"), ("sr-Cyrl", "Центар за обуку")]),
        limits: ImportLimits::default(),
        metrics_token: None,
        behind_proxy: false,
    }
}

fn course() -> Course {
    Course {
        id: CourseId(Uuid::nil()),
        slug: "migration-and-development".to_owned(),
        title: texts(&[("en", "<script>alert(1)</script> & \"more\""), ("sr-Cyrl", "Миграције и развој")]),
        summary: texts(&[("en", "Why people <b>move</b>.")]),
        description: texts(&[("sr-Cyrl", "О дознакама.")]),
        outcomes: [(tag("sr-Cyrl"), vec!["Разликује појмове.".to_owned()])].into_iter().collect(),
        duration_minutes: Some(90),
        level: Some("6".to_owned()),
        delivery_mode: DeliveryMode::Blended,
        listed: true,
        self_enrolment: true,
        motif: 3,
        palette: 2,
        created_by: None,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::from_timestamp(1_795_219_200, 0).unwrap(),
        published_version: Some(CourseVersionId(Uuid::nil())),
    }
}

fn editions() -> [Edition; 2] {
    ["sr-Cyrl", "en"].map(|language| Edition {
        id: EditionId(Uuid::nil()),
        version: CourseVersionId(Uuid::nil()),
        language: tag(language),
        package: PackageId(Uuid::nil()),
    })
}

fn outline() -> [ActivityNode; 1] {
    let leaf = ActivityNode {
        id: "L".to_owned(),
        title: "Дознаке".to_owned(),
        kind: ActivityKind::Sco,
        visible: true,
        children: vec![],
    };
    [ActivityNode {
        id: "M".to_owned(),
        title: "Модул".to_owned(),
        kind: ActivityKind::Cluster,
        visible: true,
        children: vec![leaf],
    }]
}

fn course_page(language: InterfaceLanguage) -> String {
    let editions = editions();
    let edition = course::nearest(&editions, language).unwrap();
    course::rendered(&settings(), language, &course(), &editions, edition, &outline()).unwrap()
}

fn catalogue_page(language: InterfaceLanguage) -> String {
    let card = catalogue::card(&course(), &editions(), language);
    catalogue::rendered(&settings(), language, None, vec![card], Some("x")).unwrap()
}

fn search_page(language: InterfaceLanguage, query: &str, found: bool) -> String {
    let piece = |text: &str, marked| vidik_catalogue::search::Piece { text: text.to_owned(), marked };
    let hit = crate::search::Hit {
        slug: "asylum".to_owned(),
        course: crate::texts::Shown { text: "Азил".to_owned(), language: "sr-Cyrl".to_owned() },
        activity: Some("l1".to_owned()),
        title: vec![piece("Право на ", false), piece("азил", true)],
        extract: vec![piece("<b> ", false), piece("азила", true)],
        language: "mk".to_owned(),
    };
    let asked = search::Asked { query: query.to_owned(), from: 0 };
    search::rendered(&settings(), language, &asked, if found { vec![hit] } else { Vec::new() }, found).unwrap()
}

#[test]
fn what_is_found_says_its_language_and_marks_the_words() {
    let page = search_page(InterfaceLanguage::En, "\"азил\"", true);
    for part in [
        "<meta name=\"robots\" content=\"noindex\">",
        "value=\"&quot;азил&quot;\"",
        "<h3 lang=\"mk\"><a href=\"/en/courses/asylum#outline\">Право на <mark>азил</mark></a></h3>",
        "<p class=\"hit__text\" lang=\"mk\">&lt;b&gt; <mark>азила</mark></p>",
        "<span lang=\"sr-Cyrl\">Азил</span>",
        "Shown in: Македонски",
        "<a href=\"/sr-Latn/search?q=%22%D0%B0%D0%B7%D0%B8%D0%BB%22\"",
        "href=\"/en/search?q=%22%D0%B0%D0%B7%D0%B8%D0%BB%22&amp;from=20\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!search_page(InterfaceLanguage::Mk, "азил", true).contains("Прикажано на јазик"));
    let none = search_page(InterfaceLanguage::SrLatn, "xyz", false);
    assert!(
        none.contains("Nema rezultata za „xyz“")
            && none.contains("<a class=\"button\" href=\"/sr-Latn/\">Pogledaj sve kurseve</a>")
    );
    assert!(!search_page(InterfaceLanguage::En, "", false).contains("Nothing found"));
}

fn problem_page(language: InterfaceLanguage, status: u16) -> String {
    let view = ProblemView { status, request_id: Some("R-1".to_owned()) };
    templates::render("problem.html", &Frame::bare(&settings(), language, "a/\"b"), view).unwrap()
}

fn client_missing(language: InterfaceLanguage) -> String {
    let view = serde_json::json!({ "command": "cargo xtask run" });
    templates::render("client.html", &Frame::bare(&settings(), language, "account"), view).unwrap()
}

#[test]
fn every_page_in_every_language_stands_without_scripts_and_inline_styles() {
    for language in InterfaceLanguage::ALL {
        let empty = catalogue::rendered(&settings(), language, Some("x"), Vec::new(), None).unwrap();
        for page in [
            course_page(language),
            catalogue_page(language),
            empty,
            problem_page(language, 404),
            problem_page(language, 500),
            client_missing(language),
            search_page(language, "азил", true),
            search_page(language, "азил", false),
            search_page(language, "", false),
        ] {
            assert!(page.contains(&format!("<html lang=\"{}\">", language.tag())), "{page}");
            assert_eq!(page.matches("<h1").count(), 1, "{page}");
            assert_eq!(page.matches("<main").count(), 1, "{page}");
            for refused in ["<script", "<style", " style=", " onclick=", "javascript:", ">page."] {
                assert!(!page.contains(refused), "{refused} in {page}");
            }
        }
    }
}

#[test]
fn titles_are_escaped() {
    let page = course_page(InterfaceLanguage::En);
    assert!(
        page.contains("<h1 lang=\"en\">&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;</h1>"),
        "{page}"
    );
    assert!(page.contains("Why people &lt;b&gt;move&lt;/b&gt;."), "{page}");
    assert!(problem_page(InterfaceLanguage::En, 404).contains("/mk/a/&quot;b"));
}

#[test]
fn search_engines_find_every_language() {
    for language in InterfaceLanguage::ALL {
        let page = course_page(language);
        let own = format!("https://learn.example/{}/courses/migration-and-development", language.tag());
        assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{own}\">")), "{page}");
        for other in InterfaceLanguage::ALL {
            let tag = other.tag();
            let link =
                format!("hreflang=\"{tag}\" href=\"https://learn.example/{tag}/courses/migration-and-development\"");
            assert!(page.contains(&link), "{link} in {page}");
            let menu = format!("<a href=\"/{tag}/courses/migration-and-development\" lang=\"{tag}\"");
            assert!(page.contains(&menu), "{menu} in {page}");
        }
        let default = "hreflang=\"x-default\" href=\"https://learn.example/courses/migration-and-development\"";
        assert!(page.contains(default), "{page}");
        assert!(!page.contains("noindex"));
        assert!(problem_page(language, 404).contains("<meta name=\"robots\" content=\"noindex\">"));
    }
}

#[test]
fn a_text_says_its_language_and_a_reader_is_told_of_another() {
    let latin = course_page(InterfaceLanguage::SrLatn);
    assert!(latin.contains("<h1 lang=\"sr-Latn\">Migracije i razvoj</h1>"), "{latin}");
    assert!(latin.contains("lang=\"sr-Latn\">O doznakama.</p>"), "{latin}");
    assert!(latin.contains("<span>Doznake</span>"), "{latin}");
    assert!(!latin.contains("class=\"notice\""), "{latin}");

    let macedonian = course_page(InterfaceLanguage::Mk);
    assert!(macedonian.contains("<h1 lang=\"en\">"), "{macedonian}");
    assert!(macedonian.contains("сѐ уште не е достапна на јазикот на страницата. Се прикажува на јазик: English."));
    assert!(catalogue_page(InterfaceLanguage::Mk).contains("Прикажано на јазик: English"));

    let english = course_page(InterfaceLanguage::En);
    assert!(english.contains("1 h 30 min") && english.contains("EQF level 6"), "{english}");
    assert!(english.contains("lang=\"sr-Cyrl\">О дознакама.</p>"), "{english}");
}

#[test]
fn one_primary_action_is_a_link_with_an_address_of_its_own() {
    for language in InterfaceLanguage::ALL {
        let page = course_page(language);
        assert_eq!(page.matches("button--primary").count(), 1);
        let href = format!("href=\"/{}/learn/migration-and-development\"", language.tag());
        assert!(page.contains(&href), "{page}");
    }
}

#[test]
fn addresses_below_a_language() {
    for (rest, expected) in [
        ("", Place::Catalogue),
        ("courses", Place::Moved("")),
        ("courses/", Place::Moved("")),
        ("courses/x", Place::Course("x")),
        ("courses/x/", Place::Moved("courses/x")),
        ("courses/x/y", Place::Nothing),
        ("search", Place::Search),
        ("search/", Place::Moved("search")),
        ("search/x", Place::Nothing),
        ("sign-in", Place::Client),
        ("learn/x", Place::Client),
        ("admin/people", Place::Client),
        ("administrators", Place::Nothing),
        ("/evil.example", Place::Nothing),
        ("nothing", Place::Nothing),
    ] {
        assert_eq!(place(rest), expected, "{rest}");
    }
}

#[test]
fn a_list_goes_on_after_a_slug_alone() {
    for (uri, expected) in
        [("/en/?after=a-1", Some("a-1")), ("/en/?after=%3Cb", None), ("/en/", None), ("/en/?after=", None)]
    {
        assert_eq!(after(&TestRequest::with_uri(uri).to_http_request()).as_deref(), expected, "{uri}");
    }
}

#[test]
fn the_menu_is_remembered_and_a_link_from_elsewhere_is_not() {
    for (from, expected) in [
        ("https://learn.example/en/courses/x", Some("vidik_language=mk")),
        ("https://learn.example/mk/", None),
        ("https://learn.example/", None),
        ("https://learn.example.evil.test/en/", None),
        ("https://elsewhere.test/en/", None),
    ] {
        let request = TestRequest::default().insert_header((header::REFERER, from)).to_http_request();
        let mut response = HttpResponse::Ok();
        entry::remember(&mut response, &request, &settings(), InterfaceLanguage::Mk);
        let response = response.finish();
        let cookie = response.headers().get(header::SET_COOKIE).map(|value| value.to_str().unwrap());
        assert_eq!(cookie.and_then(|cookie| cookie.split(';').next()), expected, "{from}");
        assert!(cookie.is_none_or(|cookie| cookie.contains("Secure") && cookie.contains("SameSite=Lax")));
    }
}
