//! The catalogue: for anybody, in the reader's language, sent anew only when it has changed.

use serde_json::{Value, json};

use crate::{
    archives::{scorm12, scorm2004},
    call::steady,
    centre::{Centre, text},
};

fn titles() -> Value {
    json!({ "title": { "en": "Asylum and Protection", "sr-Cyrl": "Љубав према ближњем: азил", "mk": "Азил и заштита" } })
}

fn slugs(body: &Value) -> Vec<String> {
    body["items"].as_array().unwrap().iter().map(|item| text(item, "/slug")).collect()
}

vidik_db::database_tests! {
    async fn titles_in_the_readers_language(db: Db) {
        let centre = Centre::open(db).await;
        centre.draft("asylum", scorm2004("Азил", "sr-Cyrl"), titles()).await;
        centre.publish("asylum").await;
        for (language, title, of) in [
            ("en", "Asylum and Protection", "en"),
            ("sr-Cyrl", "Љубав према ближњем: азил", "sr-Cyrl"),
            ("sr-Latn", "Ljubav prema bližnjem: azil", "sr-Latn"),
            ("mk", "Азил и заштита", "mk"),
        ] {
            for path in [format!("/courses?lang={language}"), "/courses".to_owned()] {
                let answer = centre.get(&path).language(if path.contains('?') { "en" } else { language }).gives(200).await;
                let course = &answer.json()["items"][0];
                assert_eq!((&course["title"], &course["title_language"]), (&json!(title), &json!(of)), "{path}");
                assert_eq!(answer.header("content-language"), language);
            }
            let one = centre.get("/courses/asylum").language(language).gives(200).await.json();
            assert_eq!(one["title"], title);
            let lesson = if language == "sr-Latn" { "Azil 1" } else { "Азил 1" };
            assert_eq!(one["outline"][0]["title"], lesson, "the outline is in the course's language, in the reader's script");
        }
        let wish = centre.get("/courses").language("de-DE, sr-Latn-RS;q=0.8, en;q=0.5").gives(200).await.json();
        assert_eq!(wish["items"][0]["title_language"], "sr-Latn");
    }

    async fn a_course_for_anybody(db: Db) {
        let centre = Centre::open(db).await;
        let mut texts = titles();
        texts["summary"] = json!({ "en": "What protection is." });
        texts["outcomes"] = json!({ "en": ["tell asylum from migration"] });
        texts["duration_minutes"] = json!(45);
        texts["delivery_mode"] = json!("blended");
        centre.draft("asylum", scorm2004("Azil", "en"), texts).await;
        centre.publish("asylum").await;
        let mut body = steady(&centre.get("/courses/asylum?lang=en").gives(200).await.json());
        body["pattern"] = "[cover]".into();
        insta::assert_json_snapshot!("course", body);
    }

    async fn sent_anew_only_when_it_has_changed(db: Db) {
        let centre = Centre::open(db).await;
        centre.draft("asylum", scorm2004("Azil", "en"), titles()).await;
        centre.publish("asylum").await;
        for path in ["/courses", "/courses/asylum"] {
            let get = |language: &str| centre.get(path).language(language);
            let first = get("en").gives(200).await;
            let tag = first.header("etag").to_owned();
            assert_eq!(first.words("vary"), ["Accept-Language", "Authorization"], "{path}");
            assert_ne!(get("mk").gives(200).await.header("etag"), tag, "each language has its own tag");
            let known = get("en").header("If-None-Match", &tag).gives(304).await;
            assert_eq!((known.body.len(), known.header("etag"), known.words("vary")), (0, tag.as_str(), first.words("vary")));
            let author = centre.sign_in("author").await;
            let mut texts = titles();
            texts["title"]["en"] = format!("Asylum, revised for {path}").into();
            centre.call("PATCH", "/courses/asylum").by(&author).json(&texts).gives(200).await;
            let anew = get("en").header("If-None-Match", &tag).gives(200).await;
            assert!(anew.text().contains("revised for"), "{path}");
        }
    }

    async fn drafts_are_for_authors(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("public", scorm12("Public", "en", None)).await;
        centre.draft("draft", scorm12("Draft", "en", None), json!({})).await;
        centre.draft("unlisted", scorm12("Unlisted", "en", None), json!({ "listed": false })).await;
        centre.publish("unlisted").await;
        let (learner, author) = (centre.sign_in("learner").await, centre.sign_in("author").await);
        assert_eq!(slugs(&centre.get("/courses").gives(200).await.json()), ["public"]);
        assert_eq!(slugs(&centre.get("/courses").by(&author).gives(200).await.json()), ["public"]);
        centre.get("/courses?drafts=true").refused(401, "not_signed_in").await;
        centre.get("/courses?drafts=true").by(&learner).refused(403, "not_allowed").await;
        let all = centre.get("/courses?drafts=true").by(&author).gives(200).await;
        assert_eq!((slugs(&all.json()), all.header("cache-control")), (vec!["draft".to_owned(), "public".to_owned(), "unlisted".to_owned()], "no-store"));
        centre.get("/courses/draft").refused(404, "not_found").await;
        centre.get("/courses/draft").by(&learner).refused(404, "not_found").await;
        assert_eq!(centre.get("/courses/draft").by(&author).gives(200).await.json()["published"], false);
        centre.get("/courses/unlisted").gives(200).await;
        centre.post("/courses/draft/enrolments").by(&learner).refused(404, "not_found").await;
        // Nobody who asked before keeps the answer from before it was published.
        centre.publish("draft").await;
        centre.get("/courses/draft").gives(200).await;
        centre.post("/courses/draft/enrolments").by(&learner).gives(201).await;
    }

    async fn a_course_that_is_closed_for_self_enrolment(db: Db) {
        let centre = Centre::open(db).await;
        centre.draft("closed", scorm12("Closed", "en", None), json!({ "self_enrolment": false })).await;
        centre.publish("closed").await;
        let learner = centre.sign_in("learner").await;
        centre.post("/courses/closed/enrolments").by(&learner).refused(403, "enrolment_closed").await;
        assert_eq!(centre.get("/courses/closed").gives(200).await.json()["self_enrolment"], false);
    }

    async fn slugs_are_good_and_taken_once(db: Db) {
        let centre = Centre::open(db).await;
        centre.draft("asylum", scorm12("A", "en", None), json!({})).await;
        let (author, package) = (centre.sign_in("author").await, centre.package(scorm12("B", "en", None)).await);
        let create = |body: Value| centre.post("/courses").by(&author).json(&body);
        let taken = create(json!({ "slug": "asylum", "package_id": package })).refused(409, "slug_taken").await.json();
        assert_eq!(taken["errors"][0]["pointer"], "/slug");
        for slug in ["", "ab", "With Blanks", "азил", "UPPER", "a/b"] {
            let bad = create(json!({ "slug": slug, "package_id": package })).refused(422, "invalid").await.json();
            assert_eq!((&bad["errors"][0]["pointer"], &bad["errors"][0]["code"]), (&json!("/slug"), &json!("bad_slug")), "{slug}");
        }
        let unknown = uuid::Uuid::nil();
        let bad = create(json!({ "slug": "good", "package_id": unknown })).refused(422, "invalid").await.json();
        assert_eq!(bad["errors"][0]["code"], "unknown_package");
        let made = create(json!({ "slug": "good", "package_id": package })).gives(201).await;
        assert_eq!((made.header("location"), &made.json()["published"]), ("/api/v1/courses/good", &json!(false)));
    }

    async fn a_long_catalogue_comes_in_parts(db: Db) {
        let centre = Centre::open(db).await;
        for slug in ["alpha", "beta", "gamma"] {
            centre.course(slug, scorm12(slug, "en", None)).await;
        }
        let first = centre.get("/courses?limit=2").gives(200).await.json();
        assert_eq!(slugs(&first), ["alpha", "beta"]);
        let cursor = text(&first, "/next_cursor");
        let second = centre.get(&format!("/courses?limit=2&cursor={cursor}")).gives(200).await.json();
        assert_eq!((slugs(&second), &second["next_cursor"]), (vec!["gamma".to_owned()], &json!(null)));
        centre.get("/courses?limit=0").refused(422, "invalid").await;
        centre.get("/courses?cursor=x").refused(400, "malformed_cursor").await;
    }
}
