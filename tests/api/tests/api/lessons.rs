//! Lessons of our own format: as pages of the content origin, and for the app.

use serde_json::{Value, json};

use crate::{
    archives::own_course,
    centre::{Centre, text},
    player::Player,
};

/// The sample course, published; its package.
async fn sample(db: vidik_db::Db) -> (Centre, String) {
    let centre = Centre::open(db).await;
    let package = centre.package(own_course()).await;
    let author = centre.sign_in("author").await;
    let body = json!({ "slug": "sample", "package_id": package });
    centre.post("/courses").by(&author).json(&body).gives(201).await;
    centre.publish("sample").await;
    (centre, package)
}

/// The value of an attribute in the first tag that begins so.
fn attribute(page: &str, tag: &str, name: &str) -> String {
    let tag = page.split(tag).nth(1).and_then(|rest| rest.split('>').next()).expect("the tag");
    tag.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).expect("the attribute").to_owned()
}

vidik_db::database_tests! {
    async fn a_lesson_is_a_page_of_the_content_origin(db: Db) {
        let (centre, package) = sample(db).await;
        let address = format!("/lessons/{package}/sr-Latn/first-steps");
        let answer = centre.content_call("GET", &address).send().await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"));
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        let page = answer.text();
        assert!(page.starts_with("<!doctype html>\n<html lang=\"sr-Latn\">"), "{page}");
        assert!(page.contains("<h1>Prvi koraci</h1>") && page.contains("data-check=\"d1\""));
        assert!(attribute(&page, "<script", "src").starts_with("/play/assets/lesson/lesson.js?v="));
        let tag = answer.header("etag").to_owned();
        let again = centre.content_call("GET", &address).header("If-None-Match", &tag).send().await;
        assert_eq!((again.status, again.text().len()), (304, 0));

        let page = centre.content_call("GET", &format!("/lessons/{package}/mk/asking-well")).gives(200).await.text();
        let film = attribute(&page, "<video", "src");
        assert_eq!(film, format!("/files/{package}/media/clip.webm"));
        centre.content_call("GET", &film).gives(200).await;
    }

    async fn what_is_no_lesson_is_not_found(db: Db) {
        let (centre, package) = sample(db).await;
        let scorm = centre.package(crate::archives::scorm12("Lesson", "en", None)).await;
        for address in [
            format!("/lessons/{package}/en/none"),
            format!("/lessons/{package}/not_a_tag/words"),
            format!("/lessons/{scorm}/en/LESSON"),
            "/lessons/00000000-0000-0000-0000-000000000000/en/words".to_owned(),
            "/lessons/x/en/words".to_owned(),
        ] {
            assert_eq!(centre.content_call("GET", &address).send().await.status, 404, "{address}");
        }
        let address = format!("/lessons/{package}/en/words");
        let posted = centre.content_call("POST", &address).send().await;
        assert_eq!((posted.status, posted.header("allow")), (405, "GET, HEAD"));
        let worker = centre.content_call("GET", &address).header("Service-Worker", "script").send().await;
        assert_eq!(worker.status, 403);
    }

    async fn a_lesson_is_delivered_by_its_page(db: Db) {
        let (centre, package) = sample(db).await;
        let mut player = Player::begin_in(&centre, "learner", "sample", "en").await;
        assert_eq!(player.launch["delivery"]["kind"], "quiz");
        let answer = player.go("choice", Some("first-steps")).await;
        let delivery = &answer["delivery"];
        assert_eq!((&delivery["kind"], &delivery["url"]), (&json!("sco"), &json!(format!("/lessons/{package}/en/first-steps"))));
        assert_eq!(centre.content_call("GET", delivery["url"].as_str().unwrap()).send().await.status, 200);
    }

    async fn a_lesson_is_read_by_who_learns_and_by_authors(db: Db) {
        let (centre, package) = sample(db).await;
        let (learner, author) = (centre.sign_in("learner").await, centre.sign_in("author").await);
        let address = "/courses/sample/lessons/words?lang=sr-Latn";
        let refused = centre.get(address).by(&learner).gives(409).await.json();
        assert_eq!(text(&refused, "/code"), "not_enrolled");
        centre.post("/courses/sample/enrolments").by(&learner).gives(201).await;
        let lesson = centre.get(address).by(&learner).gives(200).await.json();
        assert_eq!((text(&lesson, "/title"), text(&lesson, "/language")), ("Reči koje su važne".to_owned(), "sr-Latn".to_owned()));
        assert_eq!(lesson["notice"], Value::Null);
        assert!(text(&lesson, "/html").contains("injekcija, nadživeti, Ljubiša"));
        assert_eq!(lesson, centre.get(address).by(&author).gives(200).await.json());

        let german = centre.get("/courses/sample/lessons/asking-well?lang=de").by(&learner).gives(200).await.json();
        assert_eq!(german["notice"], json!({ "code": "not_translated", "wanted": "de", "shown": "en" }));
        assert!(text(&german, "/html").contains(&format!("{}/files/{package}/media/photo.png", centre.content_origin())));
        for (address, status) in [
            ("/courses/sample/lessons/none", 404),
            ("/courses/none/lessons/words", 404),
            ("/courses/sample/lessons/words?lang=x_y", 422),
        ] {
            centre.get(address).by(&learner).gives(status).await;
        }
        centre.course("foreign", crate::archives::scorm12("Lesson", "en", None)).await;
        let foreign = centre.get("/courses/foreign/lessons/LESSON").by(&author).gives(409).await.json();
        assert_eq!(text(&foreign, "/code"), "foreign_format");
    }
}
