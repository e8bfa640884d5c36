//! Pages of packages made elsewhere, in the script of a reader of the other one: only where an author has ticked it.

use serde_json::{Value, json};

use crate::{
    archives::{manifest2004, scorm12, zip},
    centre::{Centre, text},
    player::Player,
};

const PAGE: &str = "<!doctype html><html lang=\"sr-Cyrl\"><head><title>Љубав</title><link rel=\"stylesheet\" \
                    href=\"стил.css\"><script>var реч = \"љ\";</script></head><body><p>Љубав <code>љ</code></p></body></html>";

fn package(page: &[u8]) -> Vec<u8> {
    let manifest = manifest2004(
        "<organizations default=\"O\"><organization identifier=\"O\"><title>Љубав</title>\
         <item identifier=\"A\" identifierref=\"R\"><title>Лекција</title></item></organization></organizations>\
         <resources><resource identifier=\"R\" type=\"webcontent\" adlcp:scormType=\"sco\" href=\"index.html\">\
         <file href=\"index.html\"/></resource></resources>",
    );
    zip(&[
        ("imsmanifest.xml", manifest.as_bytes()),
        ("index.html", page),
        ("text.css", "p { color: red } /* љ */".as_bytes()),
    ])
}

/// A Serbian course, and the address of its edition.
async fn open(db: vidik_db::Db, page: &[u8]) -> (Centre, String) {
    let centre = Centre::open(db).await;
    let texts = json!({ "language": "sr-Cyrl", "title": { "sr-Cyrl": "Љубав" } });
    centre.draft("love", package(page), texts).await;
    centre.publish("love").await;
    let author = centre.sign_in("author").await;
    let alignment = centre.get("/courses/love/alignment").by(&author).gives(200).await.json();
    assert_eq!(alignment["editions"][0]["transliterate"], false, "off until somebody says so");
    let edition = format!("/courses/love/editions/{}", text(&alignment, "/editions/0/edition"));
    (centre, edition)
}

async fn tick(centre: &Centre, edition: &str, on: bool) {
    let author = centre.sign_in("author").await;
    centre.call("PATCH", edition).by(&author).json(&json!({ "transliterate": on })).gives(204).await;
    let alignment = centre.get("/courses/love/alignment").by(&author).gives(200).await.json();
    assert_eq!(alignment["editions"][0]["transliterate"], on);
}

fn address(player: &Player<'_>) -> String {
    text(&player.launch, "/delivery/url")
}

vidik_db::database_tests! {
    async fn a_page_is_in_the_readers_script_where_it_is_ticked(db: Db) {
        let (centre, edition) = open(db, PAGE.as_bytes()).await;
        let plain = address(&Player::begin_in(&centre, "learner", "love", "sr-Latn").await);
        assert!(!plain.contains("sr-Latn"), "{plain}");
        tick(&centre, &edition, true).await;
        let latin = address(&Player::begin_in(&centre, "learner", "love", "sr-Latn").await);
        assert_eq!(latin, plain.replacen("/index", ".sr-Latn/index", 1));
        let page = centre.content_call("GET", &latin).gives(200).await;
        assert_eq!(page.text(), PAGE.replace("sr-Cyrl", "sr-Latn").replace(">Љубав", ">Ljubav"));
        assert!(page.header("cache-control").contains("max-age") && !page.header("cache-control").contains("immutable"));
        let tag = page.header("etag").to_owned();
        assert_ne!(tag, centre.content_call("GET", &plain).gives(200).await.header("etag"));
        centre.content_call("GET", &latin).header("If-None-Match", &tag).gives(304).await;
        let packed = centre.content_call("GET", &latin).header("Accept-Encoding", "gzip").gives(200).await;
        assert!(packed.header("etag") != tag && packed.words("vary").contains(&"Accept-Encoding".to_owned()));
        let style = latin.replace("index.html", "text.css");
        assert!(centre.content_call("GET", &style).gives(200).await.text().contains('љ'), "only pages are put into a script");
        let cyrillic = address(&Player::begin_in(&centre, "author", "love", "sr-Cyrl").await);
        assert_eq!(cyrillic, plain, "whoever reads the script of the package gets the package");
        tick(&centre, &edition, false).await;
        let back = centre.content_call("GET", &latin).gives(302).await;
        assert_eq!((back.header("location"), back.header("cache-control")), (plain.as_str(), "no-store"));
    }

    async fn what_is_no_utf8_is_served_as_it_lies(db: Db) {
        let (centre, edition) = open(db, b"<p>\x8a\x9a</p>").await;
        tick(&centre, &edition, true).await;
        let latin = address(&Player::begin_in(&centre, "learner", "love", "sr-Latn").await);
        assert_eq!(&*centre.content_call("GET", &latin).gives(200).await.body, b"<p>\x8a\x9a</p>");
        for wrong in [latin.replace(".sr-Latn", ".sr-Latin"), latin.replace(".sr-Latn", "."), latin.replace("index", "none")] {
            centre.content_call("GET", &wrong).refused(404, "not_found").await;
        }
    }

    async fn only_serbian_editions_of_this_course_can_be_ticked(db: Db) {
        let (centre, edition) = open(db, PAGE.as_bytes()).await;
        centre.course("other", scorm12("Other", "en", None)).await;
        let author = centre.sign_in("author").await;
        let on = json!({ "transliterate": true });
        let english = centre.get("/courses/other/alignment").by(&author).gives(200).await.json();
        let english = text(&english, "/editions/0/edition");
        let told = centre.call("PATCH", &format!("/courses/other/editions/{english}")).by(&author).json(&on);
        let told: Value = told.refused(422, "invalid").await.json();
        assert_eq!(told["errors"][0]["code"], "not_serbian");
        centre.call("PATCH", &format!("/courses/love/editions/{english}")).by(&author).json(&on).refused(404, "not_found").await;
        let learner = centre.sign_in("learner").await;
        centre.call("PATCH", &edition).by(&learner).json(&on).refused(403, "not_allowed").await;
        centre.call("PATCH", &edition).by(&author).json(&json!({})).refused(400, "malformed_json").await;
    }
}
