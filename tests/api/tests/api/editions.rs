//! One course in several languages: which activities are the same, and one progress over all of them.

use serde_json::{Value, json};

use crate::{
    archives::{own_course, scorm12, scorm12_lessons, scorm2004, scorm2004_lessons},
    centre::{Centre, text},
    player::{Player, open_in},
};

const PASSED: &[(&str, &str)] = &[
    ("cmi.completion_status", "completed"),
    ("cmi.success_status", "passed"),
    ("cmi.score.scaled", "0.9"),
    ("cmi.suspend_data", "of one build alone"),
    ("cmi.location", "page 7"),
];

/// A course in English with a Macedonian edition: two lessons of the same names, one of another.
async fn bilingual(db: vidik_db::Db) -> Centre {
    let centre = Centre::open(db).await;
    centre.course("asylum", scorm2004("Asylum", "en")).await;
    centre.edition("asylum", scorm2004_lessons("Азил", "mk", &["ITEM-1", "ITEM-2", "DRUGO"]), "mk").await;
    centre
}

async fn alignment(centre: &Centre, slug: &str) -> Value {
    let author = centre.sign_in("author").await;
    centre.get(&format!("/courses/{slug}/alignment")).by(&author).gives(200).await.json()
}

/// The item of an activity of the edition at this place.
fn item_of(alignment: &Value, edition: usize, activity: &str) -> String {
    let edition = &alignment["editions"][edition]["edition"];
    let is = |of: &Value| of["edition"] == *edition && of["activity"] == activity;
    let mut items = alignment["items"].as_array().unwrap().iter();
    let item = items.find(|item| item["activities"].as_array().unwrap().iter().any(is));
    text(item.unwrap_or_else(|| panic!("no {activity}: {alignment}")), "/item")
}

async fn mend(centre: &Centre, slug: &str, edition: usize, activity: &str, item: Option<&str>) -> Value {
    let author = centre.sign_in("author").await;
    let edition = alignment(centre, slug).await["editions"][edition]["edition"].clone();
    let body = json!({ "edition": edition, "activity": activity, "item": item });
    centre.call("PUT", &format!("/courses/{slug}/alignment")).by(&author).json(&body).gives(200).await.json()
}

fn standing<'a>(view: &'a Value, activity: &str) -> (&'a str, &'a str) {
    let standing = &view["activities"][activity];
    (standing["completion"].as_str().unwrap(), standing["success"].as_str().unwrap())
}

vidik_db::database_tests! {
    async fn what_is_the_same_is_found_by_name_and_then_by_place(db: Db) {
        let centre = Centre::open(db).await;
        centre.draft("asylum", scorm2004("Asylum", "en"), json!({})).await;
        let found = centre.edition("asylum", scorm2004_lessons("Азил", "mk", &["ITEM-2", "ITEM-1", "X", "Y"]), "mk").await;
        let how: Vec<_> = found["items"].as_array().unwrap().iter().map(|item| (item["activity"].clone(), item["how"].clone())).collect();
        assert_eq!(how, [
            (json!("O"), json!("identifier")),
            (json!("ITEM-1"), json!("identifier")),
            (json!("ITEM-2"), json!("identifier")),
            (json!("X"), json!("place")),
            (json!("Y"), json!(null)),
        ]);
        assert_eq!((&found["unmatched"], &found["items"][4]["item"]), (&json!(1), &json!(null)));
        let seen = alignment(&centre, "asylum").await;
        assert_eq!((&seen["version"], &seen["published"], &seen["unmatched"]), (&json!(1), &json!(false), &json!(1)));
        assert_eq!(item_of(&seen, 0, "ITEM-3"), item_of(&seen, 1, "X"));
        assert_eq!(seen["items"][4]["activities"], json!([{
            "edition": seen["editions"][1]["edition"], "activity": "Y", "title": "Азил 4", "how": null
        }]));
        let author = centre.sign_in("author").await;
        let latin = centre.get("/courses/asylum/alignment?lang=sr-Latn").by(&author).gives(200).await.json();
        assert_eq!(latin["items"][4]["activities"][0]["title"], "Азил 4", "Macedonian is not Serbian");
        centre.publish("asylum").await;
        let languages: Vec<_> = centre.get("/courses/asylum").gives(200).await.json()["languages"].as_array().unwrap().iter().map(|l| text(l, "/tag")).collect();
        assert_eq!(languages, ["en", "mk"]);
    }

    async fn a_language_is_there_once_and_can_be_replaced_before_it_is_published(db: Db) {
        let centre = Centre::open(db).await;
        let author = centre.sign_in("author").await;
        centre.draft("asylum", scorm2004("Asylum", "en"), json!({})).await;
        centre.edition("asylum", scorm2004_lessons("Азил", "mk", &["X", "Y", "Z", "V"]), "mk").await;
        assert_eq!(centre.edition("asylum", scorm2004("Азил", "mk"), "mk").await["unmatched"], 0);
        assert_eq!(alignment(&centre, "asylum").await["items"].as_array().unwrap().len(), 4, "what stood alone is gone");
        centre.publish("asylum").await;
        let package = centre.package(scorm2004("Азил", "mk")).await;
        let add = |language: &str| centre.post("/courses/asylum/editions").by(&author).json(&json!({ "package_id": package, "language": language }));
        add("mk").refused(409, "language_taken").await;
        let bare = add("sr").refused(422, "invalid").await.json();
        assert_eq!((&bare["errors"][0]["pointer"], &bare["errors"][0]["code"]), (&json!("/language"), &json!("script_missing")));
        assert_eq!(add("not a tag").send().await.status, 400);
        let unknown = json!({ "package_id": uuid::Uuid::nil(), "language": "sr-Cyrl" });
        let unknown = centre.post("/courses/asylum/editions").by(&author).json(&unknown).refused(422, "invalid").await.json();
        assert_eq!(unknown["errors"][0]["code"], "unknown_package");
        add("sr-Cyrl").gives(201).await;
    }

    async fn one_progress_in_every_language(db: Db) {
        let centre = bilingual(db).await;
        let mut english = Player::begin_in(&centre, "learner", "asylum", "en").await;
        english.terminate(PASSED).await;
        english.ask("continue", None).await;
        english.set(&[("cmi.progress_measure", "0.5"), ("cmi.suspend_data", "secret of the English build")]).await;
        english.ask("suspend_all", None).await;

        let macedonian = Player::begin_in(&centre, "learner", "asylum", "mk").await;
        assert_eq!(macedonian.launch["attempt"], english.launch["attempt"], "one attempt");
        assert_eq!((&macedonian.launch["course"]["language"], &macedonian.launch["course"]["reading"]), (&json!("mk"), &json!("mk")));
        assert_eq!(macedonian.activity, "ITEM-2", "where the learner was, in the language that was chosen");
        let data = &macedonian.launch["delivery"]["data"];
        assert_eq!((&data["cmi.entry"], &data["cmi.learner_preference.language"]), (&json!("ab-initio"), &json!("mk")));
        assert!(!data.to_string().contains("secret") && data["cmi.location"].is_null(), "{data}");
        let standings = &macedonian.launch["sequencing"]["activities"];
        assert_eq!((&standings["ITEM-1"]["completion"], &standings["ITEM-1"]["score"]), (&json!("completed"), &json!(0.9)), "{standings}");
        assert_eq!(standings["DRUGO"]["attempted"], false);

        let view = macedonian.progress("learner").await;
        assert_eq!((&view["progress"]["language"], &view["progress"]["reading"]), (&json!("mk"), &json!("mk")));
        assert_eq!((standing(&view, "ITEM-1"), standing(&view, "DRUGO")), (("completed", "passed"), ("unknown", "unknown")));

        let back = Player::begin_in(&centre, "learner", "asylum", "en").await;
        assert_eq!(back.activity, "ITEM-2");
        assert_eq!(back.launch["delivery"]["data"]["cmi.suspend_data"], "secret of the English build", "its own bookmark");
    }

    async fn begun_in_one_language_and_finished_in_another(db: Db) {
        let centre = bilingual(db).await;
        let mut english = Player::begin_in(&centre, "learner", "asylum", "en").await;
        for _ in 0..2 {
            english.terminate(PASSED).await;
            english.ask("continue", None).await;
        }
        english.ask("suspend_all", None).await;
        let mut macedonian = Player::begin_in(&centre, "learner", "asylum", "mk").await;
        assert_eq!(macedonian.activity, "DRUGO", "by its place");
        macedonian.terminate(PASSED).await;
        macedonian.ask("exit_all", None).await;
        let view = macedonian.progress("learner").await;
        let whole = &view["progress"];
        assert_eq!((&whole["completion"], &whole["success"], &whole["progress"]), (&json!("completed"), &json!("passed"), &json!(1.0)));
        centre.settled().await;
        let coordinator = centre.sign_in("coordinator-a").await;
        let rows = centre.get("/institutions/ministry/progress").by(&coordinator).gives(200).await.json();
        let rows = rows["items"].as_array().unwrap();
        assert_eq!((rows.len(), &rows[0]["completion"]), (1, &json!("completed")), "one row in every report");
        let mine = centre.get("/me/courses").by(&centre.sign_in("learner").await).gives(200).await.json();
        assert_eq!((&mine["items"][0]["progress"]["reading"], mine["items"].as_array().unwrap().len()), (&json!("mk"), 1));
        let again = Player::begin_in(&centre, "learner", "asylum", "en").await;
        assert_eq!(again.launch["sequencing"]["activities"]["ITEM-3"]["completion"], "completed", "it goes back as well");
        assert_eq!(again.launch["review"], true);
    }

    async fn what_was_carried_over_is_told_once(db: Db) {
        let centre = bilingual(db).await;
        let mut english = Player::begin_in(&centre, "learner", "asylum", "en").await;
        english.terminate(PASSED).await;
        english.ask("suspend_all", None).await;
        for language in ["mk", "en", "mk"] {
            Player::begin_in(&centre, "learner", "asylum", language).await;
        }
        let statements = centre.statements().await;
        let completed = |statement: &&Value| statement["verb"]["id"] == "http://adlnet.gov/expapi/verbs/completed";
        assert_eq!(statements.iter().filter(completed).count(), 1, "{statements:?}");
    }

    async fn what_is_not_the_same_stands_alone_until_somebody_says_so(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("asylum", scorm2004("Asylum", "en")).await;
        centre.edition("asylum", scorm2004_lessons("Азил", "mk", &["A", "ITEM-1", "ITEM-2", "LAST"]), "mk").await;
        let seen = alignment(&centre, "asylum").await;
        assert_eq!(seen["unmatched"], 3, "A and LAST have no place of their own in English: {seen}");
        let mut english = Player::begin_in(&centre, "learner", "asylum", "en").await;
        english.ask("choice", Some("ITEM-3")).await;
        english.terminate(PASSED).await;
        let mut other = Player::begin_in(&centre, "second-learner", "asylum", "mk").await;
        other.ask("choice", Some("LAST")).await;
        other.terminate(&[("cmi.completion_status", "incomplete"), ("cmi.score.scaled", "0.4")]).await;
        let view = Player::begin_in(&centre, "learner", "asylum", "mk").await.progress("learner").await;
        assert_eq!(standing(&view, "LAST"), ("unknown", "unknown"));

        let third = item_of(&seen, 0, "ITEM-3");
        let mended = mend(&centre, "asylum", 1, "LAST", Some(&third)).await;
        assert_eq!((&mended["learners"], &mended["unmatched"]), (&json!(2), &json!(1)));
        let how = mended["items"].as_array().unwrap().iter().find(|item| item["item"] == third.as_str()).unwrap();
        assert_eq!(how["activities"][1]["how"], "hand");
        let view = other.progress("second-learner").await;
        assert_eq!((standing(&view, "LAST"), &view["activities"]["LAST"]["score"]["scaled"]), (("incomplete", "unknown"), &json!(0.4)));
        let view = Player::begin_in(&centre, "learner", "asylum", "mk").await;
        assert_eq!(view.launch["sequencing"]["activities"]["LAST"]["completion"], "completed", "the run that was open sees it");
        assert_eq!(standing(&view.progress("learner").await, "LAST"), ("completed", "passed"));

        let loose = mend(&centre, "asylum", 1, "LAST", None).await;
        assert_eq!(loose["unmatched"], 3);
        assert_ne!(item_of(&loose, 0, "ITEM-3"), item_of(&loose, 1, "LAST"));
        let view = other.progress("second-learner").await;
        assert_eq!(view["activities"]["LAST"]["score"]["scaled"], 0.4, "what was reached there stays there");
        assert_eq!(mend(&centre, "asylum", 1, "LAST", None).await["learners"], 0, "it is so already");
    }

    async fn an_item_is_one_activity_of_an_edition(db: Db) {
        let centre = bilingual(db).await;
        let seen = alignment(&centre, "asylum").await;
        let first = item_of(&seen, 0, "ITEM-1");
        let mended = mend(&centre, "asylum", 1, "ITEM-2", Some(&first)).await;
        assert_eq!(item_of(&mended, 1, "ITEM-2"), first);
        assert_ne!(item_of(&mended, 1, "ITEM-1"), first, "what was it before stands alone");
        assert_eq!(mended["unmatched"], 2);
    }

    async fn what_cannot_be_mended_says_why(db: Db) {
        let centre = bilingual(db).await;
        centre.course("other", scorm12_lessons("Other", "en")).await;
        let author = centre.sign_in("author").await;
        let (seen, other) = (alignment(&centre, "asylum").await, alignment(&centre, "other").await);
        let edition = &seen["editions"][1]["edition"];
        let (lesson, module) = (item_of(&seen, 0, "ITEM-1"), item_of(&seen, 0, "O"));
        for (body, pointer, code) in [
            (json!({ "edition": other["editions"][0]["edition"], "activity": "ITEM-1", "item": lesson }), "/edition", "unknown_edition"),
            (json!({ "edition": edition, "activity": "ITEM-9", "item": lesson }), "/activity", "unknown_activity"),
            (json!({ "edition": edition, "activity": "ITEM-1", "item": item_of(&other, 0, "ITEM-1") }), "/item", "unknown_item"),
            (json!({ "edition": edition, "activity": "ITEM-1", "item": module }), "/item", "other_kind"),
        ] {
            let answer = centre.call("PUT", "/courses/asylum/alignment").by(&author).json(&body).refused(422, "invalid").await.json();
            assert_eq!((&answer["errors"][0]["pointer"], &answer["errors"][0]["code"]), (&json!(pointer), &json!(code)), "{body}");
        }
        assert_eq!(alignment(&centre, "asylum").await, seen, "nothing has changed");
        centre.get("/courses/asylum/alignment?version=2").by(&author).refused(404, "not_found").await;
    }

    async fn a_translator_brings_the_language_that_is_assigned(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("azil", scorm12_lessons("Азил", "sr-Cyrl")).await;
        let (author, translator) = (centre.sign_in("author").await, centre.sign_in("translator").await);
        let bring = async |archive: Vec<u8>, token: &str| {
            text(&centre.post("/packages").by(token).file("a.zip", archive).gives(201).await.json(), "/id")
        };
        let theirs = bring(scorm12_lessons("Азил", "mk"), &translator).await;
        let anothers = bring(scorm12_lessons("Asylum", "en"), &author).await;
        let seen = centre.get("/packages").by(&translator).gives(200).await.json();
        let ids: Vec<String> = seen["items"].as_array().unwrap().iter().map(|package| text(package, "/id")).collect();
        assert_eq!(ids, std::slice::from_ref(&theirs), "their own alone");
        centre.get(&format!("/packages/{anothers}")).by(&translator).refused(404, "not_found").await;
        centre.get(&format!("/packages/{theirs}")).by(&author).gives(200).await;

        let add = |package: &str, language: &str| {
            let body = json!({ "package_id": package, "language": language });
            centre.post("/courses/azil/editions").by(&translator).json(&body)
        };
        add(&theirs, "mk").refused(404, "not_found").await;
        let part = json!({ "person": centre.person("translator").to_string(), "language": "mk" });
        centre.post("/courses/azil/translations/assignments").by(&author).json(&part).gives(201).await;
        let mine = centre.get("/me/assignments").by(&translator).gives(200).await.json();
        assert_eq!((&mine["items"][0]["slug"], &mine["items"][0]["language"]), (&json!("azil"), &json!("mk")));
        add(&theirs, "en").refused(403, "not_assigned").await;
        let refused = add(&anothers, "mk").refused(422, "invalid").await.json();
        assert_eq!(refused["errors"][0]["code"], "unknown_package");
        add(&theirs, "mk").gives(201).await;
        let mine = centre.get("/me/assignments").by(&translator).gives(200).await.json();
        assert_eq!(mine["items"][0]["counts"]["published"], mine["items"][0]["total"], "{mine}");

        let table = centre.get("/courses/azil/alignment").by(&translator).gives(200).await.json();
        let (serbian, macedonian) = (text(&table, "/editions/0/edition"), text(&table, "/editions/1/edition"));
        let activity = text(&table, "/items/1/activities/0/activity");
        let mend = |edition: &str| {
            let body = json!({ "edition": edition, "activity": activity });
            centre.call("PUT", "/courses/azil/alignment").by(&translator).json(&body)
        };
        mend(&serbian).refused(403, "not_assigned").await;
        mend(&macedonian).gives(200).await;
        centre.post("/courses/azil/publish").by(&translator).refused(403, "not_allowed").await;
    }

    async fn the_older_standard_is_carried_over_as_well(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("older", scorm12_lessons("Older", "en")).await;
        centre.edition("older", scorm12_lessons("Старији", "sr-Cyrl"), "sr-Cyrl").await;
        let mut english = Player::begin_in(&centre, "learner", "older", "en").await;
        english.terminate(&[("cmi.core.lesson_status", "passed"), ("cmi.core.score.raw", "80"), ("cmi.suspend_data", "x")]).await;
        let serbian = Player::begin_in(&centre, "learner", "older", "sr-Latn").await;
        let course = &serbian.launch["course"];
        assert_eq!((&course["language"], &course["reading"]), (&json!("sr-Cyrl"), &json!("sr-Latn")));
        let data = &serbian.launch["delivery"]["data"];
        assert_eq!((&data["cmi.student_preference.language"], &data["cmi.core.lesson_status"]), (&json!("sr-Latn"), &json!("passed")));
        assert!(data["cmi.suspend_data"].is_null(), "{data}");
        assert_eq!(serbian.launch["activities"][0]["children"][0]["title"], "Stariji 1", "titles are in the reader's script");
        let view = serbian.progress("learner").await;
        assert_eq!((&view["progress"]["language"], &view["progress"]["reading"]), (&json!("sr-Cyrl"), &json!("sr-Latn")));
        assert_eq!(view["tree"][0]["title"], "Старији 1");
    }

    async fn serbian_alone_is_the_readers_script(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("azil", scorm12("Азил", "sr-Cyrl", None)).await;
        let token = centre.sign_in("learner").await;
        centre.post("/courses/azil/enrolments").by(&token).gives(201).await;
        for (interface, wish, reading) in [
            ("sr-Latn", json!({ "language": "sr" }), "sr-Latn"),
            ("en", json!({ "language": "sr" }), "sr-Cyrl"),
            ("sr-Latn", json!({ "language": "sr-Cyrl" }), "sr-Cyrl"),
            ("mk", json!({}), "sr-Cyrl"),
        ] {
            let opened = centre.post("/courses/azil/attempts").language(interface).by(&token).json(&wish).gives(200).await;
            assert_eq!(opened.json()["reading"], reading, "{interface} {wish}");
        }
        let (_, code) = open_in(&centre, &token, "azil", "sr-Latn").await;
        crate::player::exchange(&centre, &code).gives(200).await;
        let again = centre.post("/courses/azil/attempts").language("en").by(&token).json(&json!({})).gives(200).await;
        assert_eq!(again.json()["reading"], "sr-Latn", "Continue leads to what was read last");
    }

    async fn a_course_of_our_own_is_in_all_its_languages(db: Db) {
        let centre = Centre::open(db).await;
        let (author, package) = (centre.sign_in("author").await, centre.package(own_course()).await);
        let made = centre.post("/courses?lang=mk").by(&author).json(&json!({ "package_id": package })).gives(201).await.json();
        assert_eq!((&made["slug"], &made["title"]), (&json!("own-course"), &json!("Примерен курс")));
        assert_eq!((&made["summary"], &made["level"]), (&json!("Сè што умее форматот на курсот, во неколку реда."), &json!("EQF 5")));
        assert_eq!(made["outcomes"].as_array().unwrap().len(), 2);
        let languages: Vec<_> = made["languages"].as_array().unwrap().iter().map(|language| text(language, "/tag")).collect();
        assert_eq!(languages, ["en", "mk", "sr-Cyrl"]);
        assert_eq!(made["outline"][1]["title"], "Основи", "the outline is in the reader's language");
        centre.publish("own-course").await;
        assert_eq!(centre.get("/courses/own-course?lang=sr-Latn").gives(200).await.json()["outline"][1]["title"], "Osnove");
        let seen = alignment(&centre, "own-course").await;
        assert_eq!(seen["unmatched"], 0);
        let hows = seen["items"].as_array().unwrap().iter().flat_map(|item| item["activities"].as_array().unwrap());
        assert!(hows.clone().all(|activity| activity["how"] == "id"), "{seen}");
        let package = centre.package(scorm12("Sample", "sr-Latn", None)).await;
        let body = json!({ "package_id": package, "language": "sr-Latn" });
        centre.post("/courses/own-course/editions").by(&author).json(&body).refused(409, "own_format").await;
    }

    async fn all_languages_of_our_own_share_one_run(db: Db) {
        let centre = Centre::open(db).await;
        centre.draft("own-course", own_course(), json!({})).await;
        centre.publish("own-course").await;
        let mut english = Player::begin_in(&centre, "learner", "own-course", "en").await;
        english.ask("choice", Some("first-steps")).await;
        english.set(&[("cmi.location", "figure-2"), ("cmi.progress_measure", "0.5")]).await;
        english.ask("suspend_all", None).await;
        let serbian = Player::begin_in(&centre, "learner", "own-course", "sr-Latn").await;
        assert_eq!(serbian.launch["attempt"], english.launch["attempt"]);
        let course = &serbian.launch["course"];
        assert_eq!((&course["language"], &course["reading"]), (&json!("sr-Cyrl"), &json!("sr-Latn")));
        let data = &serbian.launch["delivery"]["data"];
        assert_eq!((serbian.activity.as_str(), &data["cmi.location"], &data["cmi.entry"]), ("first-steps", &json!("figure-2"), &json!("resume")));
        assert_eq!(data["cmi.learner_preference.language"], "sr-Latn");
        assert_eq!(data["cmi.learner_name"], "learner, Mila");
        assert_eq!((&course["title"], &serbian.launch["delivery"]["title"]), (&json!("Ogledni kurs"), &json!("Prvi koraci")));
        assert_eq!(serbian.launch["activities"][0]["children"][1]["title"], "Osnove", "the outline, too");
        let view = serbian.progress("learner").await;
        assert_eq!((&view["progress"]["language"], &view["tree"][1]["title"]), (&json!("sr-Cyrl"), &json!("Основе")));
    }
}
