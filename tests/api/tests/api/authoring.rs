//! Texts in all languages: written side by side, reviewed by a second person, outdated when the source changes.

use chrono::Duration;
use serde_json::{Value, json};
use vidik_authoring::{DraftError, DraftSource, SourceString, SourceUnit, TermError, fill_term_base, make_draft};
use vidik_base::{LanguageTag, SeededRng};
use vidik_catalogue::{find_course, packages};

use crate::{
    archives::{own_course, own_course_with, scorm12, scorm12_lessons},
    call::{Answer, Call},
    centre::{Centre, text},
};

const COURSE: &str = "/courses/own-course";

/// A published course in our own format, and an author.
async fn course(db: vidik_db::Db) -> (Centre, String) {
    let centre = Centre::open(db).await;
    centre.course("own-course", own_course()).await;
    let author = centre.sign_in("author").await;
    (centre, author)
}

fn put(centre: &Centre, by: &str, key: &str, language: &str, revision: i32, strings: &Value) -> Call {
    centre.wait(Duration::seconds(1));
    let call = centre.call("PUT", &format!("{COURSE}/translations/{key}/{language}")).by(by);
    call.header("If-Match", &format!("\"{revision}\"")).json(&json!({ "strings": strings }))
}

fn set_state(centre: &Centre, by: &str, key: &str, language: &str, revision: i32, state: &str) -> Call {
    centre.wait(Duration::seconds(1));
    let call = centre.call("PUT", &format!("{COURSE}/translations/{key}/{language}/state")).by(by);
    call.header("If-Match", &format!("\"{revision}\"")).json(&json!({ "state": state }))
}

async fn unit(centre: &Centre, by: &str, key: &str) -> Value {
    centre.get(&format!("{COURSE}/translations/{key}")).by(by).gives(200).await.json()
}

fn of<'a>(unit: &'a Value, language: &str) -> &'a Value {
    let texts = unit["texts"].as_array().unwrap();
    texts.iter().find(|text| text["language"] == language).unwrap()
}

async fn grid(centre: &Centre, by: &str, query: &str) -> Value {
    centre.get(&format!("{COURSE}/translations?{query}")).by(by).gives(200).await.json()
}

fn keys(grid: &Value) -> Vec<String> {
    grid["items"].as_array().unwrap().iter().map(|item| text(item, "/key")).collect()
}

fn revision_of(answer: &Answer) -> i32 {
    answer.header("etag").trim_matches('"').parse().unwrap()
}

/// What waits for somebody: what is to be done, in which course.
async fn waiting(centre: &Centre, by: &str) -> Value {
    let list = centre.get("/me/waiting").by(by).gives(200).await.json();
    let items = list["items"].as_array().expect("a list").iter();
    items.map(|item| json!([item["what"], item["slug"]])).collect()
}

async fn assign(centre: &Centre, author: &str, body: Value) -> Answer {
    let mut body = body;
    body["person"] = centre.person("translator").to_string().into();
    centre.post(&format!("{COURSE}/translations/assignments")).by(author).json(&body).send().await
}

vidik_db::database_tests! {
    async fn a_whole_course_in_one_grid(db: Db) {
        let (centre, author) = course(db).await;
        let whole = grid(&centre, &author, "").await;
        assert_eq!((&whole["kind"], &whole["master"]), (&json!("texts"), &json!("sr-Cyrl")));
        let tags: Vec<_> = whole["languages"].as_array().unwrap().iter().map(|language| text(language, "/tag")).collect();
        assert_eq!(tags, ["sr-Cyrl", "en", "mk"], "the master first, and no column for what is derived");
        let items = whole["items"].as_array().unwrap();
        assert_eq!(whole["total"], items.len());
        assert!(items.iter().all(|item| item["states"] == json!(["published", "published", "published"])), "{whole}");
        assert!(keys(&whole).contains(&"lesson.first-steps".to_owned()));
        assert_eq!(whole["languages"][2]["counts"]["published"], items.len());
        let lessons = grid(&centre, &author, "kind=lesson&language=mk").await;
        assert_eq!(keys(&lessons), ["lesson.first-steps", "lesson.asking-well", "lesson.words"]);
        assert_eq!(lessons["languages"].as_array().unwrap().len(), 2);
        assert_eq!(keys(&grid(&centre, &author, "attention=true").await), Vec::<String>::new());
    }

    async fn a_translation_is_outdated_when_its_source_changes(db: Db) {
        let (centre, author) = course(db).await;
        let before = unit(&centre, &author, "module.basics.title").await;
        let path = text(&before, "/strings/0/path");
        let hash = text(&before, "/source_hash");
        let source = text(of(&before, "sr-Cyrl"), &format!("/strings/{path}"));
        put(&centre, &author, "module.basics.title", "sr-Cyrl", 1, &json!({ &path: "Темељи" })).gives(200).await;
        let after = unit(&centre, &author, "module.basics.title").await;
        assert_eq!((of(&after, "sr-Cyrl")["state"].as_str(), of(&after, "mk")["state"].as_str()), (Some("draft"), Some("outdated")));
        assert_eq!(after["name"], "Темељи", "a unit is called what its title says");
        assert_ne!(after["source_hash"], hash.as_str());
        let waiting = grid(&centre, &author, "attention=true&language=mk").await;
        assert_eq!(keys(&waiting), ["module.basics.title"]);
        assert_eq!(waiting["languages"][1]["counts"]["outdated"], 1);
        assert_eq!(keys(&grid(&centre, &author, "state=draft").await), ["module.basics.title"]);
        assert_eq!(keys(&grid(&centre, &author, "state=draft&language=mk").await), Vec::<String>::new(), "the master is beside it to be compared with");
        // What was written of the old source stays outdated, of the new one not.
        let late = centre.call("PUT", &format!("{COURSE}/translations/module.basics.title/mk")).by(&author).header("If-Match", "\"1\"");
        let late = late.json(&json!({ "strings": { &path: "Темели" }, "source_hash": hash })).gives(200).await;
        assert_eq!(late.json()["state"], "outdated");
        set_state(&centre, &author, "module.basics.title", "mk", 2, "reviewed").gives(200).await;
        assert_eq!(of(&unit(&centre, &author, "module.basics.title").await, "mk")["state"], "reviewed", "a reviewer says that it fits");
        // Back to the old source: the English, which nobody has touched, is as good as it was.
        put(&centre, &author, "module.basics.title", "sr-Cyrl", 2, &json!({ &path: source })).gives(200).await;
        let back = unit(&centre, &author, "module.basics.title").await;
        assert_eq!((of(&back, "en")["state"].as_str(), of(&back, "mk")["state"].as_str()), (Some("published"), Some("outdated")));
    }

    async fn two_who_write_do_not_overwrite_each_other(db: Db) {
        let (centre, author) = course(db).await;
        let path = text(&unit(&centre, &author, "module.basics.title").await, "/strings/0/path");
        let first = put(&centre, &author, "module.basics.title", "mk", 1, &json!({ &path: "Едно" })).gives(200).await;
        assert_eq!((revision_of(&first), first.json()["changed_by"]["name"].as_str()), (2, Some("Mila author")));
        let second = put(&centre, &author, "module.basics.title", "mk", 1, &json!({ &path: "Друго" })).refused(412, "changed_meanwhile").await;
        assert_eq!(revision_of(&second), 2, "the client learns what stands");
        set_state(&centre, &author, "module.basics.title", "mk", 1, "reviewed").refused(412, "changed_meanwhile").await;
        assert_eq!(of(&unit(&centre, &author, "module.basics.title").await, "mk")["strings"][&path], "Едно");
        let bare = centre.call("PUT", &format!("{COURSE}/translations/module.basics.title/mk")).by(&author);
        bare.json(&json!({ "strings": {} })).refused(428, "precondition_required").await;
        // What stands there is written again: nothing changes.
        let same = put(&centre, &author, "module.basics.title", "mk", 2, &json!({ &path: "Едно" })).gives(200).await;
        assert_eq!(revision_of(&same), 2);
    }

    async fn what_became_of_a_text(db: Db) {
        let (centre, author) = course(db).await;
        let path = text(&unit(&centre, &author, "module.basics.title").await, "/strings/0/path");
        put(&centre, &author, "module.basics.title", "mk", 1, &json!({ &path: "Едно" })).gives(200).await;
        set_state(&centre, &author, "module.basics.title", "mk", 2, "reviewed").gives(200).await;
        put(&centre, &author, "module.basics.title", "mk", 3, &json!({})).gives(200).await;
        put(&centre, &author, "module.basics.title", "en", 1, &json!({ &path: "One" })).gives(200).await;
        let history = centre.get(&format!("{COURSE}/translations/module.basics.title/history?language=mk")).by(&author).gives(200).await.json();
        let rows = history["items"].as_array().unwrap();
        let told: Vec<_> = rows.iter().map(|row| (row["how"].as_str().unwrap(), row["state_before"].as_str().unwrap(), row["state_after"].as_str().unwrap())).collect();
        assert_eq!(told, [("edit", "reviewed", "none"), ("state", "draft", "reviewed"), ("edit", "published", "draft")]);
        assert_eq!((&rows[2]["before"][&path], &rows[2]["after"][&path]), (&json!("Основи"), &json!("Едно")));
        assert_eq!((&rows[1]["before"], &rows[1]["after"]), (&json!(null), &json!(null)), "only the state changed");
        assert_eq!(rows[0]["changed_by"]["name"], "Mila author");
        assert_eq!(of(&unit(&centre, &author, "module.basics.title").await, "mk")["state"], "none");
        let first = centre.get(&format!("{COURSE}/translations/module.basics.title/history?limit=3")).by(&author).gives(200).await.json();
        let cursor = text(&first, "/next_cursor");
        let rest = centre.get(&format!("{COURSE}/translations/module.basics.title/history?limit=3&cursor={cursor}")).by(&author).gives(200).await.json();
        assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (3, 1));
    }

    async fn what_is_no_text_of_the_course(db: Db) {
        let (centre, author) = course(db).await;
        let path = text(&unit(&centre, &author, "module.basics.title").await, "/strings/0/path");
        for (language, strings, pointer, code) in [
            ("sr-Latn", json!({ &path: "Osnove" }), "language", "derived_language"),
            ("de", json!({ &path: "Grundlagen" }), "language", "language_not_available"),
            ("not a tag", json!({}), "language", "bad_language"),
            ("mk", json!({ "no-such": "x" }), "/strings/no-such", "unknown_text"),
            ("mk", json!({ &path: "a\u{1}b" }), &format!("/strings/{path}"), "control_characters"),
            ("mk", json!({ &path: "x".repeat(200_001) }), &format!("/strings/{path}"), "too_long"),
            ("sr-Cyrl", json!({}), "/strings", "source_missing"),
        ] {
            let bad = put(&centre, &author, "module.basics.title", language, 1, &strings).refused(422, "invalid").await.json();
            assert_eq!((&bad["errors"][0]["pointer"], &bad["errors"][0]["code"]), (&json!(pointer), &json!(code)));
        }
        put(&centre, &author, "module.nothing.title", "mk", 1, &json!({})).refused(404, "not_found").await;
        set_state(&centre, &author, "module.basics.title", "mk", 1, "published").refused(400, "malformed_json").await;
        centre.course("foreign", scorm12("Foreign", "en", None)).await;
        centre.get("/courses/foreign/translations/lesson.words").by(&author).refused(409, "no_working_copy").await;
    }

    async fn translators_write_what_is_theirs(db: Db) {
        let (centre, author) = course(db).await;
        let translator = centre.sign_in("translator").await;
        centre.get(&format!("{COURSE}/translations")).by(&translator).refused(404, "not_found").await;
        let listed = centre.get("/translators").by(&author).gives(200).await.json();
        assert!(listed["items"].as_array().unwrap().iter().any(|person| person["name"] == "Mila translator"), "{listed}");
        let part = json!({ "language": "mk", "units": ["module.basics.title"], "due_on": "2026-05-01" });
        let given = assign(&centre, &author, part.clone()).await;
        assert_eq!(given.status, 201, "{}", given.text());
        assert_eq!(assign(&centre, &author, part).await.json()["code"], "already_assigned");
        let whole = grid(&centre, &translator, "").await;
        let writable: Vec<_> = whole["items"].as_array().unwrap().iter().filter(|item| item["writable"] == true).map(|item| text(item, "/key")).collect();
        assert_eq!(writable, ["module.basics.title"]);
        assert_eq!(keys(&grid(&centre, &translator, "assigned=me").await), ["module.basics.title"]);
        let path = text(&unit(&centre, &author, "module.basics.title").await, "/strings/0/path");
        put(&centre, &translator, "module.basics.title", "en", 1, &json!({ &path: "One" })).refused(403, "not_assigned").await;
        put(&centre, &translator, "lesson.words", "mk", 1, &json!({})).refused(403, "not_assigned").await;
        put(&centre, &translator, "module.basics.title", "mk", 1, &json!({ &path: "Едно" })).gives(200).await;
        set_state(&centre, &translator, "module.basics.title", "mk", 2, "reviewed").refused(403, "own_text").await;
        set_state(&centre, &author, "module.basics.title", "mk", 2, "reviewed").gives(200).await;
        let own = centre.get("/me/assignments").by(&translator).gives(200).await.json();
        assert_eq!((&own["items"][0]["slug"], &own["items"][0]["due_on"], &own["items"][0]["total"]), (&json!("own-course"), &json!("2026-05-01"), &json!(1)));
        assert_eq!(own["items"][0]["counts"]["reviewed"], 1);
        let place = format!("{COURSE}/translations/assignments/{}", text(&given.json(), "/id"));
        centre.call("PUT", &place).by(&author).json(&json!({ "units": null, "due_on": null })).gives(200).await;
        assert_eq!(centre.get("/me/assignments").by(&translator).gives(200).await.json()["items"][0]["total"], whole["total"]);
        assert_eq!(waiting(&centre, &translator).await, json!([]), "everything is translated");
        put(&centre, &author, "module.basics.title", "sr-Cyrl", 1, &json!({ &path: "Темељи" })).gives(200).await;
        assert_eq!(waiting(&centre, &translator).await, json!([["translate", "own-course"]]));
        let bad = centre.call("PUT", &place).by(&author).json(&json!({ "units": ["lesson.nothing"] })).refused(422, "invalid").await.json();
        assert_eq!(bad["errors"][0]["pointer"], "/units");
        centre.call("DELETE", &place).by(&author).gives(204).await;
        centre.get(&format!("{COURSE}/translations")).by(&translator).refused(404, "not_found").await;
        let learner = json!({ "person": centre.person("learner").to_string(), "language": "mk" });
        let refused = centre.post(&format!("{COURSE}/translations/assignments")).by(&author).json(&learner).refused(422, "invalid").await.json();
        assert_eq!(refused["errors"][0]["code"], "no_translator");
    }

    async fn what_people_say_about_a_unit(db: Db) {
        let (centre, author) = course(db).await;
        let place = format!("{COURSE}/translations/lesson.words/comments");
        unit(&centre, &author, "lesson.words").await;
        let said = centre.post(&place).by(&author).json(&json!({ "text": " Which article? ", "language": "mk" })).gives(201).await.json();
        assert_eq!((&said["text"], &said["language"], &said["settled_at"]), (&json!("Which article?"), &json!("mk"), &json!(null)));
        let row = |grid: &Value| grid["items"].as_array().unwrap().iter().find(|item| item["key"] == "lesson.words").cloned().unwrap();
        assert_eq!(row(&grid(&centre, &author, "").await)["comments"], 1);
        let settle = format!("{place}/{}/settle", text(&said, "/id"));
        let settled = centre.post(&settle).by(&author).gives(200).await.json();
        assert_eq!(settled["settled_by"]["name"], "Mila author");
        assert_eq!(row(&grid(&centre, &author, "").await)["comments"], json!(null));
        assert_eq!(unit(&centre, &author, "lesson.words").await["comments"].as_array().unwrap().len(), 1);
        for bad in [" ".to_owned(), "x".repeat(4_001)] {
            centre.post(&place).by(&author).json(&json!({ "text": bad })).refused(422, "invalid").await;
        }
        centre.post(&format!("{COURSE}/translations/lesson.nothing/comments")).by(&author).json(&json!({ "text": "?" })).refused(404, "not_found").await;
    }

    async fn the_term_base_flags_other_words(db: Db) {
        let (centre, author) = course(db).await;
        let clock = centre.clock.clone();
        let fill = async move |txn: &vidik_db::DatabaseTransaction| fill_term_base(txn, clock.as_ref(), &SeededRng::new(7)).await;
        centre.house.db.write::<_, TermError, _>(fill.clone()).await.unwrap();
        centre.house.db.write::<_, TermError, _>(fill).await.unwrap();
        let base = centre.get("/terms").by(&author).gives(200).await.json();
        let items = base["items"].as_array().unwrap();
        assert_eq!(items[0]["texts"]["en"], json!(["Global and Regional Migration Governance"]), "in the order of the table");
        let refugees: Vec<&Value> = items.iter().filter(|item| item["texts"]["en"] == json!(["refugee"])).collect();
        assert_eq!(refugees.len(), 1, "filled once");
        let path = text(&unit(&centre, &author, "module.basics.title").await, "/strings/0/path");
        put(&centre, &author, "module.basics.title", "sr-Cyrl", 1, &json!({ &path: "Избеглицама помажу полазници" })).gives(200).await;
        let flagged = put(&centre, &author, "module.basics.title", "mk", 1, &json!({ &path: "На мигрантите им помагаат полазниците" })).gives(200).await.json();
        let flags = flagged["term_flags"].as_array().unwrap();
        assert_eq!((flags.len(), &flags[0]["source"], &flags[0]["wanted"]), (1, &json!("избеглица"), &json!(["бегалец"])));
        let good = put(&centre, &author, "module.basics.title", "mk", 2, &json!({ &path: "На бегалците им помагаат полазниците" })).gives(200).await.json();
        assert_eq!(good["term_flags"], json!([]));
        // Authors change entries, translators read them.
        let place = format!("/terms/{}", text(refugees[0], "/id"));
        let words = json!({ "texts": { "en": ["refugee"], "mk": ["мигрант"] }, "note": "For a test." });
        centre.call("PUT", &place).by(&author).json(&words).refused(428, "precondition_required").await;
        centre.call("PUT", &place).by(&author).header("If-Match", "\"1\"").json(&words).gives(200).await;
        centre.call("PUT", &place).by(&author).header("If-Match", "\"1\"").json(&words).refused(412, "changed_meanwhile").await;
        let translator = centre.sign_in("translator").await;
        centre.get("/terms").by(&translator).gives(200).await;
        centre.call("DELETE", &place).by(&translator).refused(403, "not_allowed").await;
        centre.call("DELETE", &place).by(&author).gives(204).await;
        centre.call("DELETE", &place).by(&author).refused(404, "not_found").await;
        for bad in [json!({ "texts": {} }), json!({ "texts": { "en": [] } }), json!({ "texts": { "en": [" "] } }), json!({ "texts": { "no tag": ["x"] } })] {
            centre.post("/terms").by(&author).json(&bad).refused(422, "invalid").await;
        }
    }

    async fn from_draft_to_approval(db: Db) {
        let (centre, author) = course(db).await;
        let trainer = centre.sign_in("trainer").await;
        let (coordinator, other) = (centre.sign_in("coordinator-a").await, centre.sign_in("coordinator-b").await);
        let way = format!("{COURSE}/workflow");
        let step = |by: &str, action: &str, comment: &str| {
            centre.wait(Duration::seconds(1));
            centre.post(&format!("{way}/steps")).by(by).json(&json!({ "action": action, "comment": comment }))
        };
        let now = centre.get(&way).by(&author).gives(200).await.json();
        assert_eq!((&now["stage"], &now["actions"]), (&json!("published"), &json!(["reopen"])));
        let path = text(&unit(&centre, &author, "module.basics.title").await, "/strings/0/path");
        put(&centre, &author, "module.basics.title", "sr-Cyrl", 1, &json!({ &path: "Темељи" })).gives(200).await;
        let now = centre.get(&way).by(&author).gives(200).await.json();
        assert_eq!((&now["stage"], &now["history"][0]["action"]), (&json!("draft"), &json!("change")), "the source changed");
        step(&trainer, "submit", "").refused(403, "not_allowed").await;
        step(&author, "approve", "").refused(409, "step_not_possible").await;
        step(&author, "submit", "Please look at module 1.").gives(200).await;
        step(&author, "accept", "").refused(403, "not_allowed").await;
        let why = step(&trainer, "return", " ").refused(422, "invalid").await.json();
        assert_eq!(why["errors"][0]["code"], "comment_missing");
        step(&trainer, "return", "Article 33 is missing.").gives(200).await;
        step(&author, "submit", "").gives(200).await;
        assert_eq!(step(&trainer, "accept", "Good.").gives(200).await.json()["stage"], "translation");
        centre.get(&way).by(&coordinator).refused(404, "not_found").await;
        let settings = centre.call("PUT", &format!("{way}/settings")).by(&author);
        let settings = settings.json(&json!({ "approver": "ministry", "required_languages": ["mk"] })).gives(200).await.json();
        assert_eq!((&settings["approver"]["slug"], &settings["required_languages"]), (&json!("ministry"), &json!(["mk"])));
        assert_eq!(grid(&centre, &author, "language=mk").await["languages"][1]["required"], true);
        step(&author, "request_approval", "").gives(200).await;
        step(&author, "approve", "").refused(403, "not_allowed").await;
        centre.get(&way).by(&other).refused(404, "not_found").await;
        let approved = step(&coordinator, "approve", "").gives(200).await.json();
        assert_eq!(approved["approved_by"]["name"], "Mila coordinator-a");
        let steps: Vec<_> = approved["history"].as_array().unwrap().iter().map(|step| text(step, "/action")).collect();
        assert_eq!(steps, ["approve", "request_approval", "accept", "submit", "return", "submit", "change"]);
        assert_eq!(approved["history"][4]["comment"], "Article 33 is missing.");
        // What was approved is not what stands there any more.
        put(&centre, &author, "module.basics.title", "mk", 1, &json!({ &path: "Темели" })).gives(200).await;
        let fallen = centre.get(&way).by(&author).gives(200).await.json();
        assert_eq!((&fallen["stage"], &fallen["approved_at"]), (&json!("approval"), &json!(null)));
        for (body, pointer) in [
            (json!({ "approver": "nobody", "required_languages": [] }), "/approver"),
            (json!({ "approver": null, "required_languages": ["en", "x y"] }), "/required_languages/1"),
        ] {
            let bad = centre.call("PUT", &format!("{way}/settings")).by(&author).json(&body).refused(422, "invalid").await.json();
            assert_eq!(bad["errors"][0]["pointer"], pointer);
        }
    }

    async fn a_lesson_as_its_readers_would_have_it(db: Db) {
        let (centre, author) = course(db).await;
        let place = format!("{COURSE}/draft/preview/lesson.words");
        let before = centre.get(&place).by(&author).gives(200).await.json();
        assert_eq!((&before["language"], &before["notice"]), (&json!("sr-Cyrl"), &json!(null)));
        let words = "# Нове речи\n\nЉудима је потребан *азил*.\n";
        put(&centre, &author, "lesson.words", "sr-Cyrl", 1, &json!({ "body": words })).gives(200).await;
        let after = centre.get(&place).by(&author).gives(200).await.json();
        assert_eq!(after["title"], "Нове речи");
        let latin = centre.get(&format!("{place}?lang=sr-Latn")).by(&author).gives(200).await.json();
        assert_eq!((&latin["title"], &latin["language"]), (&json!("Nove reči"), &json!("sr-Latn")));
        assert!(text(&latin, "/html").contains("Ljudima je potreban <em>azil</em>"), "{latin}");
        // Learners still have what was published; nobody has read the draft.
        put(&centre, &author, "lesson.words", "mk", 1, &json!({})).gives(200).await;
        let without = centre.get(&format!("{place}?lang=mk")).by(&author).gives(200).await.json();
        assert_eq!((&without["notice"]["code"], &without["notice"]["wanted"]), (&json!("not_translated"), &json!("mk")));
        for nothing in ["lesson.nothing", "module.basics.title"] {
            centre.get(&format!("{COURSE}/draft/preview/{nothing}")).by(&author).refused(404, "not_found").await;
        }
        centre.get(&format!("{place}?lang=x y")).by(&author).refused(422, "invalid").await;
    }

    async fn courses_of_other_tools_show_their_editions(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("own-course", scorm12_lessons("Two", "en")).await;
        let author = centre.sign_in("author").await;
        let package = centre.package(scorm12("One", "mk", None)).await;
        let added = json!({ "package_id": package, "language": "mk" });
        centre.post(&format!("{COURSE}/editions")).by(&author).json(&added).gives(201).await;
        let whole = grid(&centre, &author, "").await;
        assert_eq!((&whole["kind"], &whole["master"]), (&json!("editions"), &json!(null)));
        let tags: Vec<_> = whole["languages"].as_array().unwrap().iter().map(|language| text(language, "/tag")).collect();
        assert_eq!(tags, ["en", "mk"]);
        let (counts, total) = (&whole["languages"][1]["counts"], whole["total"].as_u64().unwrap());
        assert_eq!(counts["none"].as_u64().unwrap() + counts["published"].as_u64().unwrap(), total, "{whole}");
        assert_eq!(whole["unmatched"].as_u64().unwrap(), grid(&centre, &author, "attention=true").await["items"].as_array().unwrap().len() as u64);
        assert!(whole["unmatched"].as_u64().unwrap() > 0, "{whole}");
    }

    async fn out_to_translators_and_in_again(db: Db) {
        let (centre, author) = course(db).await;
        let import = |bytes: Vec<u8>, preview: bool| {
            centre.post(&format!("{COURSE}/translations/import?preview={preview}")).by(&author).file("texts", bytes)
        };
        for (format, name) in [("xliff", "own-course.mk.xlf"), ("xlsx", "own-course.mk.xlsx")] {
            let out = centre.get(&format!("{COURSE}/translations/export?format={format}&language=mk")).by(&author).gives(200).await;
            assert!(out.header("content-disposition").contains(name));
            let nothing = import(out.body, false).gives(200).await.json();
            assert_eq!((&nothing["changed"], &nothing["findings"], &nothing["comments"]), (&json!([]), &json!([]), &json!(0)), "what comes back unchanged changes nothing");
            assert!(nothing["rows"].as_u64().unwrap() > 60, "{nothing}");
        }
        let out = centre.get(&format!("{COURSE}/translations/export?format=xliff&language=mk")).by(&author).gives(200).await.text();
        assert!(out.contains(">Основи</target>"), "{out}");
        let sent = out.replace(">Основи</target>", ">Темели</target>");
        let looked = import(sent.clone().into_bytes(), true).gives(200).await.json();
        assert_eq!((&looked["changed"], &looked["preview"]), (&json!(["module.basics.title"]), &json!(true)));
        let path = text(&unit(&centre, &author, "module.basics.title").await, "/strings/0/path");
        assert_eq!(of(&unit(&centre, &author, "module.basics.title").await, "mk")["strings"][&path], "Основи", "only looked at");
        // One row is damaged: nothing of the file is taken in.
        let damaged = sent.replacen("<unit id=\"lesson.words:body\"", "<unit id=\"lesson.wards:body\"", 1);
        let refused = import(damaged.into_bytes(), false).refused(422, "import_refused").await.json();
        assert_eq!(refused["errors"][0]["code"], "unknown_unit");
        assert_ne!(refused["errors"][0]["pointer"], "/file/0");
        assert_eq!(of(&unit(&centre, &author, "module.basics.title").await, "mk")["strings"][&path], "Основи");
        // The source changes while the file is away: it comes in, and shows that it is outdated.
        put(&centre, &author, "module.basics.title", "sr-Cyrl", 1, &json!({ &path: "Темељи" })).gives(200).await;
        let taken = import(sent.into_bytes(), false).gives(200).await.json();
        assert_eq!((&taken["changed"], &taken["findings"][0]["code"]), (&json!(["module.basics.title"]), &json!("source_changed")));
        let after = unit(&centre, &author, "module.basics.title").await;
        assert_eq!((&of(&after, "mk")["strings"][&path], &of(&after, "mk")["state"]), (&json!("Темели"), &json!("outdated")));
        let history = centre.get(&format!("{COURSE}/translations/module.basics.title/history?language=mk")).by(&author).gives(200).await.json();
        assert_eq!(history["items"][0]["how"], "import");
        // A translator's file touches what is theirs alone.
        assign(&centre, &author, json!({ "language": "mk", "units": ["lesson.words"] })).await;
        let translator = centre.sign_in("translator").await;
        let other = centre.get(&format!("{COURSE}/translations/export?format=xliff&language=mk")).by(&translator).gives(200).await.text();
        let other = other.replace(">Темели</target>", ">Основи</target>").into_bytes();
        let refused = centre.post(&format!("{COURSE}/translations/import")).by(&translator).file("texts", other).refused(422, "import_refused").await.json();
        assert_eq!(refused["errors"][0]["code"], "not_assigned");
        for bad in [b"PK\x03\x04".to_vec(), b"<x/>".to_vec(), vec![0xff, 0xfe]] {
            import(bad, false).refused(422, "invalid").await;
        }
        centre.get(&format!("{COURSE}/translations/export?format=xliff&language=sr-Latn")).by(&author).refused(422, "invalid").await;
    }

    async fn publishing_makes_the_next_version(db: Db) {
        let (centre, author) = course(db).await;
        let trainer = centre.sign_in("trainer").await;
        let step = |by: &str, action: &str| {
            centre.wait(Duration::seconds(1));
            centre.post(&format!("{COURSE}/workflow/steps")).by(by).json(&json!({ "action": action }))
        };
        let place = format!("{COURSE}/draft/publish");
        let path = text(&unit(&centre, &author, "module.basics.title").await, "/strings/0/path");
        put(&centre, &author, "module.basics.title", "sr-Cyrl", 1, &json!({ &path: "Темељи" })).gives(200).await;
        put(&centre, &author, "lesson.words", "en", 1, &json!({ "body": "# Words anew\n\nOf another text.\n" })).gives(200).await;
        let ready = centre.get(&place).by(&author).gives(200).await.json();
        assert_eq!((&ready["can_publish"], &ready["languages"][2]["outdated"]), (&json!(false), &json!(["module.basics.title"])));
        centre.post(&place).by(&author).json(&json!({})).refused(409, "approval_missing").await;
        assert_eq!((&ready["learners"]["in_progress"], &ready["learners"]["completed"]), (&json!(0), &json!(0)));
        step(&author, "submit").gives(200).await;
        assert_eq!(waiting(&centre, &author).await, json!([]), "whoever asked does not review");
        assert_eq!(waiting(&centre, &trainer).await, json!([["review", "own-course"]]));
        step(&trainer, "accept").gives(200).await;
        assert_eq!(waiting(&centre, &trainer).await, json!([]));
        step(&author, "request_approval").gives(200).await;
        assert_eq!(waiting(&centre, &author).await, json!([["approve", "own-course"]]));
        let needs = json!({ "approver": "ministry", "required_languages": ["mk"] });
        centre.call("PUT", &format!("{COURSE}/workflow/settings")).by(&author).json(&needs).gives(200).await;
        let coordinator = centre.sign_in("coordinator-a").await;
        assert_eq!(waiting(&centre, &coordinator).await, json!([["approve", "own-course"]]));
        step(&coordinator, "approve").gives(200).await;
        assert_eq!(waiting(&centre, &coordinator).await, json!([]));
        assert_eq!(waiting(&centre, &author).await, json!([["publish", "own-course"]]));
        centre.post(&place).by(&author).json(&json!({})).refused(409, "course_incomplete").await;
        put(&centre, &author, "module.basics.title", "mk", 1, &json!({ &path: "Темели" })).gives(200).await;
        step(&coordinator, "approve").gives(200).await;
        let ready = centre.get(&place).by(&author).gives(200).await.json();
        assert_eq!((&ready["can_publish"], &ready["languages"][1]["outdated"]), (&json!(true), &json!(["module.basics.title"])), "English is not required");
        let published = centre.post(&place).by(&author).json(&json!({})).gives(200).await.json();
        assert_eq!(published["version"], 2);
        let whole = grid(&centre, &author, "language=mk").await;
        assert_eq!(whole["languages"][1]["counts"]["published"], whole["total"]);
        assert_eq!(centre.get(&format!("{COURSE}/workflow")).by(&author).gives(200).await.json()["stage"], "published");
        // What learners have from now on is what was written.
        assert_eq!(centre.get(COURSE).gives(200).await.json()["version"], 2);
        let read = centre.get(&format!("{COURSE}/lessons/words?lang=en")).by(&author).gives(200).await.json();
        assert_eq!(read["title"], "Words anew");
        centre.post(&place).by(&author).json(&json!({})).refused(409, "approval_missing").await;
    }

    async fn a_working_copy_is_not_published_over_a_newer_version(db: Db) {
        let (centre, author) = course(db).await;
        let trainer = centre.sign_in("trainer").await;
        let step = |by: &str, action: &str| {
            centre.wait(Duration::seconds(1));
            centre.post(&format!("{COURSE}/workflow/steps")).by(by).json(&json!({ "action": action }))
        };
        let path = text(&unit(&centre, &author, "module.basics.title").await, "/strings/0/path");
        put(&centre, &author, "module.basics.title", "sr-Cyrl", 1, &json!({ &path: "Темељи" })).gives(200).await;
        for (by, action) in [(&author, "submit"), (&trainer, "accept"), (&author, "request_approval"), (&author, "approve")] {
            step(by, action).gives(200).await;
        }
        let package = centre.package(own_course()).await;
        centre.post(&format!("{COURSE}/versions")).by(&author).json(&json!({ "package_id": package })).gives(201).await;
        let place = format!("{COURSE}/draft/publish");
        assert_eq!(centre.get(&place).by(&author).gives(200).await.json()["behind"], true);
        centre.post(&place).by(&author).json(&json!({})).refused(409, "working_copy_behind").await;
        centre.call("DELETE", &format!("{COURSE}/draft")).by(&author).gives(204).await;
        assert_eq!(of(&unit(&centre, &author, "module.basics.title").await, "sr-Cyrl")["strings"][&path], "Основе", "made anew");
        assert_eq!(centre.get(&place).by(&author).gives(200).await.json()["behind"], false);
        // An institution's approval is not gone round; what learners had before can be published again.
        let needs = json!({ "approver": "ministry", "required_languages": [] });
        centre.call("PUT", &format!("{COURSE}/workflow/settings")).by(&author).json(&needs).gives(200).await;
        centre.post(&format!("{COURSE}/publish")).by(&author).json(&json!({})).refused(409, "approval_missing").await;
        centre.post(&format!("{COURSE}/publish")).by(&author).json(&json!({ "version": 1 })).gives(200).await;
    }

    async fn a_working_copy_is_brought_up_to_a_newer_version(db: Db) {
        let (centre, author) = course(db).await;
        let trainer = centre.sign_in("trainer").await;
        let place = format!("{COURSE}/draft/catch-up");
        let path = text(&unit(&centre, &author, "module.basics.title").await, "/strings/0/path");
        let words = |words: &str| json!({ &path: words });
        put(&centre, &author, "module.basics.title", "sr-Cyrl", 1, &words("Темељи")).gives(200).await;
        put(&centre, &author, "module.basics.title", "mk", 1, &words("Темели")).gives(200).await;
        // The newer version changes one title that was not touched, one that was, and one that is written alike.
        let newer = own_course_with(|name, bytes| {
            let change = |text: String| {
                text.replace("\"title\": {\"en\": \"Basics\"", "\"title\": {\"en\": \"The basics\"")
                    .replace("\"mk\": \"Основи\"", "\"mk\": \"Почетоци\"")
                    .replace("\"en\": \"A sample course\"", "\"en\": \"One sample course\"")
            };
            Some(if name == "course.json" { change(String::from_utf8(bytes).unwrap()).into_bytes() } else { bytes })
        });
        let package = centre.package(newer).await;
        centre.post(&format!("{COURSE}/versions")).by(&author).json(&json!({ "package_id": package })).gives(201).await;
        centre.wait(Duration::seconds(1));
        centre.post(&place).by(&trainer).refused(403, "not_allowed").await;
        let told = centre.post(&place).by(&author).gives(200).await.json();
        assert_eq!((&told["version"], &told["taken"], &told["kept"]), (&json!(2), &json!(2), &json!(1)), "{told}");
        assert_eq!(told["clashes"], json!([{ "key": "module.basics.title", "language": "mk" }]));
        assert_eq!((&told["added"], &told["removed"]), (&json!([]), &json!([])));
        let title = unit(&centre, &author, "module.basics.title").await;
        assert_eq!(of(&title, "sr-Cyrl")["strings"][&path], "Темељи", "changed here alone");
        assert_eq!(of(&title, "en")["strings"][&path], "The basics", "changed there alone");
        assert_eq!(of(&title, "en")["state"], "outdated", "it was translated from another source");
        assert_eq!(of(&title, "mk")["strings"][&path], "Темели", "changed on both sides");
        let history = centre.get(&format!("{COURSE}/translations/module.basics.title/history?language=mk"));
        let history = history.by(&author).gives(200).await.json();
        assert_eq!(history["items"][0]["how"], "catch_up");
        assert_eq!(history["items"][0]["before"][&path], "Почетоци", "nothing is lost: {history}");
        let again = centre.post(&place).by(&author).gives(200).await.json();
        assert_eq!((&again["taken"], &again["clashes"]), (&json!(0), &json!([])));
        assert_eq!(centre.get(&format!("{COURSE}/draft/publish")).by(&author).gives(200).await.json()["behind"], false);
    }

    async fn what_comes_after_the_approval_is_not_approved(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("lessons", scorm12_lessons("Lessons", "en")).await;
        let (author, trainer) = (centre.sign_in("author").await, centre.sign_in("trainer").await);
        let coordinator = centre.sign_in("coordinator-a").await;
        let step = |by: &str, action: &str| {
            centre.wait(Duration::seconds(1));
            centre.post("/courses/lessons/workflow/steps").by(by).json(&json!({ "action": action }))
        };
        let needs = json!({ "approver": "ministry", "required_languages": [] });
        centre.call("PUT", "/courses/lessons/workflow/settings").by(&author).json(&needs).gives(200).await;
        let version = async |title: &str| {
            let package = centre.package(scorm12_lessons(title, "en")).await;
            let body = json!({ "package_id": package, "language": "en" });
            centre.post("/courses/lessons/versions").by(&author).json(&body).gives(201).await;
        };
        step(&author, "reopen").gives(200).await;
        version("Lessons anew").await;
        let publish = |number: i32| centre.post("/courses/lessons/publish").by(&author).json(&json!({ "version": number }));
        publish(2).refused(409, "approval_missing").await;
        for (by, action) in
            [(&author, "submit"), (&trainer, "accept"), (&author, "request_approval"), (&coordinator, "approve")]
        {
            step(by, action).gives(200).await;
        }
        centre.wait(Duration::seconds(1));
        version("Something else").await;
        publish(3).refused(409, "approval_missing").await;
        publish(2).gives(200).await;
        let way = centre.get("/courses/lessons/workflow").by(&author).gives(200).await.json();
        assert_eq!((&way["stage"], &way["history"][0]["action"]), (&json!("published"), &json!("publish")));
    }

    async fn five_hundred_items_in_four_languages_are_small(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("own-course", scorm12("Large", "en", None)).await;
        let course = find_course(centre.house.db.read(), "own-course").await.unwrap().unwrap();
        let package = packages(centre.house.db.read(), None, None, 1).await.unwrap().remove(0).id;
        let languages: Vec<LanguageTag> = ["sr-Cyrl", "en", "mk", "sq"].map(|tag| LanguageTag::parse(tag).unwrap()).into();
        let unit = |n: usize| SourceUnit {
            key: format!("question.bank-of-the-exit-test.governance-{n}-a"),
            kind: "question".to_owned(),
            name: format!("Питање {n}: који орган одлучује о захтеву за азил у првом степену, и у ком року?"),
            strings: vec![SourceString {
                path: "prompt".to_owned(),
                markdown: true,
                texts: languages.iter().map(|tag| (tag.clone(), "Реч ".repeat(200))).collect(),
            }],
        };
        let source = DraftSource {
            course: course.id, package, version: 1, published: false,
            master: languages[0].clone(), languages: languages.clone(), units: (0..500).map(unit).collect(),
        };
        let clock = centre.clock.clone();
        let make = async move |txn: &vidik_db::DatabaseTransaction| make_draft(txn, clock.as_ref(), &source).await;
        centre.house.db.write::<_, DraftError, _>(make).await.unwrap();
        let author = centre.sign_in("author").await;
        let answer = centre.get(&format!("{COURSE}/translations")).by(&author).gives(200).await;
        assert_eq!(answer.json()["items"].as_array().unwrap().len(), 500);
        assert!(answer.body.len() < 200_000, "{} bytes", answer.body.len());
    }
}
