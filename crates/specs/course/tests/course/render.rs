//! Lessons as readers get them.

use vidik_base::LanguageTag;
use vidik_course::{FallbackNotice, SourceFiles, plain_text, render_lesson, render_lesson_at};

use crate::{course, sample, tag};

/// One tag a line, so that a difference can be read.
fn lines(html: &str) -> String {
    html.replace('<', "\n<").replace("\n</", "</").trim().to_owned()
}

#[test]
fn a_lesson_in_english() {
    let rendered = render_lesson_at(&course(&sample()), "first-steps", &tag("en"), "/files/x/").unwrap();
    assert_eq!((rendered.title.as_str(), rendered.language.as_str()), ("First steps", "en"));
    assert_eq!((rendered.notice, rendered.checks), (None, vec!["d1".to_owned()]));
    insta::assert_snapshot!(lines(&rendered.html));
}

#[test]
fn a_lesson_in_serbian_latin_letters() {
    let rendered = render_lesson(&course(&sample()), "first-steps", &tag("sr-Latn")).unwrap();
    assert_eq!((rendered.title.as_str(), rendered.language.as_str()), ("Prvi koraci", "sr-Latn"));
    assert_eq!(rendered.notice, None);
    insta::assert_snapshot!(lines(&rendered.html));
}

#[test]
fn a_lesson_with_media() {
    let rendered = render_lesson_at(&course(&sample()), "asking-well", &tag("mk"), "/files/x/").unwrap();
    insta::assert_snapshot!(lines(&rendered.html));
}

#[test]
fn serbian_in_both_scripts_leaves_out_what_is_marked() {
    let course = course(&sample());
    let latin = render_lesson(&course, "asking-well", &tag("sr-Latn")).unwrap().html;
    assert!(latin.contains("<span translate=\"no\">МИРКО</span>") && latin.contains("<code>Интервју.docx</code>"));
    let words = render_lesson(&course, "words", &tag("sr-Latn")).unwrap().html;
    assert!(
        words.contains("injekcija, nadživeti, Ljubiša, Njegoš, džep. Deo II Konvencije dolazi posle dela I."),
        "{words}"
    );
    assert!(words.contains("lang=\"sr-Latn\""));
    let cyrillic = render_lesson(&course, "words", &tag("sr-Cyrl")).unwrap().html;
    assert!(cyrillic.contains("инјекција, надживети") && cyrillic.contains("lang=\"sr-Cyrl\""));
}

#[test]
fn what_is_not_translated_is_shown_in_another_language_and_said() {
    let mut files = sample();
    files.remove("lessons/words/mk.md");
    let (course, _) = vidik_course::read(&files);
    let rendered = render_lesson(&course.unwrap(), "words", &tag("mk")).unwrap();
    assert_eq!(rendered.language, tag("en"));
    assert_eq!(rendered.notice, Some(FallbackNotice { wanted: tag("mk"), shown: tag("en") }));
    assert!(rendered.html.contains(
        "<p class=\"fallback\" role=\"note\" lang=\"mk\">Оваа лекција сѐ уште не е преведена на македонски. Прикажана е на англиски.</p>"
    ));
    assert!(rendered.html.contains("<p class=\"course-notice\" role=\"note\"><span lang=\"mk\">"), "{}", rendered.html);
}

fn hostile(markdown: &str) -> String {
    let mut files = sample();
    files.insert("lessons/words/en.md", markdown);
    let (course, _) = vidik_course::read(&files);
    render_lesson(&course.unwrap(), "words", &tag("en")).unwrap().html
}

#[test]
fn nothing_in_a_lesson_can_run() {
    for markdown in [
        "# <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>",
        "# a\n\n[x](javascript:alert(1)) [y](JAVASCRIPT:alert(1)) ![z](data:text/html,x)",
        "# a\n\n:::accordion{title=\"<svg onload=alert(1)>\"}\n<b>\n:::",
        "# a\n\n[[non-refoulement|<script>alert(1)</script>]] [<i onclick=x>]{lang=fa} [@refugee-convention, <u onclick=x>]",
        "# a\n\n:::check{#\"><script>}\n:::\n:::check{#x\"onclick=alert}\nq\n- [x] <script>\n- [ ] b\n:::",
        "# a\n\n\u{e000}0\u{e001} \u{e004}0\u{e004} [x]{keep}",
        "# a\n\n<http://a.b/\"onclick=x>",
    ] {
        let html = hostile(markdown);
        for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
            let name = tag.trim_start_matches('/').split_whitespace().next().unwrap_or_default();
            assert!(!["script", "svg", "u", "b"].contains(&name), "{markdown}: {html}");
            // An attribute's value may say anything; its name may not.
            let names: String = tag.split('"').step_by(2).collect();
            assert!(!names.contains(" on"), "{tag}");
            assert!(!tag.to_ascii_lowercase().contains("javascript:") && !tag.contains("data:text"), "{tag}");
        }
    }
}

#[test]
fn headings_follow_each_other_and_ids_stand_once() {
    let course = course(&sample());
    for lesson in ["first-steps", "asking-well", "words"] {
        for language in ["en", "sr-Cyrl", "sr-Latn", "mk"] {
            let html = render_lesson(&course, lesson, &tag(language)).unwrap().html;
            let levels: Vec<u32> = html.split("<h").skip(1).filter_map(|rest| rest[..1].parse().ok()).collect();
            assert_eq!(html.matches("<h1").count(), 1);
            assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
            let mut ids: Vec<&str> = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{lesson}");
            for wanted in html.split("=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                assert!(ids.contains(&wanted), "{wanted}");
            }
            assert!(html.len() < 150_000);
        }
    }
}

#[test]
fn the_words_of_a_lesson_for_searching() {
    let course = course(&sample());
    insta::assert_snapshot!(plain_text(&course, "first-steps", &tag("mk")).unwrap());
    assert_eq!(plain_text(&course, "first-steps", &tag("sq")), None);
    assert_eq!(plain_text(&course, "none", &tag("mk")), None);
}

/// A Serbian master in Latin letters gives Cyrillic.
#[test]
fn the_other_master_script() {
    let latin: LanguageTag = tag("sr-Latn");
    let files: SourceFiles = sample()
        .iter()
        .map(|(path, bytes)| match std::str::from_utf8(bytes) {
            Ok(text) => (path.replace("sr-Cyrl", "sr-Latn"), text.replace("\"sr-Cyrl\"", "\"sr-Latn\"").into_bytes()),
            Err(_) => (path.to_owned(), bytes.to_vec()),
        })
        .collect();
    let mut files = files;
    files.insert("lessons/words/sr-Latn.md", "# Reči\n\nInjekcija i nadživeti, Ljubav.");
    let (course, _) = vidik_course::read(&files);
    let course = course.unwrap();
    let rendered = render_lesson(&course, "words", &tag("sr-Cyrl")).unwrap();
    assert_eq!((rendered.language.as_str(), rendered.title.as_str()), ("sr-Cyrl", "Речи"));
    assert!(rendered.html.contains("Инјекција и надживети, Љубав."), "{}", rendered.html);
    assert!(render_lesson(&course, "words", &latin).unwrap().html.contains("Injekcija"));
}

#[test]
fn latin_letters_in_a_cyrillic_text_stay() {
    let mut files = sample();
    let lesson = course(&files).lessons.keys().next().unwrap().clone();
    let path = format!("lessons/{lesson}/sr-Cyrl.md");
    let mut text = String::from_utf8(files.get(&path).unwrap().to_vec()).unwrap();
    text.push_str("\nДокумент HCR/GIP/02/01, Council of Europe.\n");
    files.insert(path, text);
    let course = course(&files);
    let html = |reading: &str| render_lesson(&course, &lesson, &tag(reading)).unwrap().html;
    assert!(html("sr-Cyrl").contains("Документ HCR/GIP/02/01, Council of Europe."));
    assert!(html("sr-Latn").contains("Dokument HCR/GIP/02/01, Council of Europe."));
}
