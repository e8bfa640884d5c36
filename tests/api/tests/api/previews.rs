//! Looking at a package or a version before anybody learns from it: nothing that happens is anybody's result.

use serde_json::{Value, json};

use crate::{
    archives::{own_course, scorm12_ruled, scorm2004},
    centre::{Centre, text},
    player::{Player, exchange},
};

/// Opens a preview; gives the answer's body and the launch code.
async fn preview(centre: &Centre, who: &str, path: &str, wish: Value) -> (Value, String) {
    let token = centre.sign_in(who).await;
    let body = centre.post(&format!("{path}/previews")).by(&token).json(&wish).gives(200).await.json();
    let code = text(&body, "/launch_url").split_once("#code=").expect("a code in the fragment").1.to_owned();
    (body, code)
}

/// The preview in a player's hands.
pub async fn look<'a>(centre: &'a Centre, path: &str) -> Player<'a> {
    let (_, code) = preview(centre, "author", path, json!({})).await;
    Player::trade(centre, &code).await
}

/// What anybody could see of learners: attempts, statements, one's own courses.
async fn traces(centre: &Centre) -> Value {
    let administrator = centre.sign_in("administrator").await;
    let author = centre.sign_in("author").await;
    centre.settled().await;
    let attempts = centre.get("/attempts").by(&administrator).gives(200).await.json();
    let courses = centre.get("/me/courses").by(&author).gives(200).await.json();
    let progress = centre.get("/institutions/ministry/progress").by(&administrator).gives(200).await.json();
    json!([attempts["items"], courses["items"], progress["items"], centre.statements().await])
}

vidik_db::database_tests! {
    async fn a_package_is_looked_at_before_anything_is_made_of_it(db: Db) {
        let centre = Centre::open(db).await;
        let package = centre.package(scorm2004("Migration", "en")).await;
        let before = traces(&centre).await;
        let mut player = look(&centre, &format!("/packages/{package}")).await;
        let launch = player.launch.clone();
        assert_eq!((&launch["mode"], &launch["course"]["title"]), (&json!("browse"), &json!("Migration")));
        assert!(text(&launch, "/exit_url").ends_with(&format!("/en/author/packages/{package}")), "{launch}");
        let data = &launch["delivery"]["data"];
        assert_eq!((&data["cmi.mode"], &data["cmi.credit"], &data["cmi.entry"]), (&json!("browse"), &json!("no-credit"), &json!("ab-initio")));
        let set = [("cmi.location", "page 2"), ("cmi.completion_status", "completed"), ("cmi.exit", "suspend"), ("cmi.mode", "normal")];
        let told = player.set(&set).await;
        assert_eq!((&told["rejected"][0]["element"], &told["rejected"][0]["error"]), (&json!("cmi.mode"), &json!(404)));
        assert_eq!(told["sequencing"]["activities"]["ITEM-1"]["completion"], "completed");
        let told = player.go("continue", None).await;
        assert_eq!(told["delivery"]["activity"], "ITEM-2");
        let told = player.go("previous", None).await;
        let data = &told["delivery"]["data"];
        assert_eq!((&data["cmi.location"], &data["cmi.entry"], &data["cmi.mode"]), (&json!("page 2"), &json!("resume"), &json!("browse")));
        assert_eq!(player.go("exit_all", None).await["ended"], true);
        assert_eq!(traces(&centre).await, before);
    }

    async fn every_lesson_can_be_opened_whatever_a_learner_could(db: Db) {
        let centre = Centre::open(db).await;
        let package = centre.package(scorm12_ruled("Migration", "en", "", "<adlcp:prerequisites type=\"aicc_script\">ITEM-1=\"passed\"</adlcp:prerequisites>")).await;
        let mut player = look(&centre, &format!("/packages/{package}")).await;
        let data = &player.launch["delivery"]["data"];
        assert_eq!((&data["cmi.core.lesson_mode"], &data["cmi.core.credit"]), (&json!("browse"), &json!("no-credit")));
        assert_eq!(player.launch["sequencing"]["valid"]["choice"]["ITEM-2"], true);
        let told = player.go("choice", Some("ITEM-2")).await;
        assert_eq!((&told["delivery"]["activity"], &told["sequencing"]["current"]), (&json!("ITEM-2"), &json!("ITEM-2")), "{told}");
        let told = player.set(&[("cmi.core.lesson_status", "passed"), ("cmi.core.lesson_location", "7"), ("cmi.core.exit", "suspend")]).await;
        assert_eq!(told["rejected"], json!([]));
        assert_eq!(told["sequencing"]["activities"]["ITEM-2"]["success"], "passed");
        let told = player.go("previous", None).await;
        assert_eq!(told["delivery"]["activity"], "ITEM-1", "apart from the sequencer it goes by the tree");
        let told = player.go("choice", Some("ITEM-2")).await;
        assert_eq!(told["delivery"]["data"]["cmi.core.lesson_location"], "7");
    }

    async fn a_version_that_is_not_published_is_looked_at_in_its_languages(db: Db) {
        let centre = Centre::open(db).await;
        centre.draft("sample", own_course(), json!({})).await;
        let before = traces(&centre).await;
        let path = "/courses/sample/versions/1";
        let (opened, code) = preview(&centre, "author", path, json!({ "language": "sr-Latn" })).await;
        assert_eq!((&opened["language"], &opened["reading"]), (&json!("sr-Cyrl"), &json!("sr-Latn")));
        let launch = exchange(&centre, &code).gives(200).await.json()["launch"].clone();
        assert_eq!((&launch["course"]["title"], &launch["delivery"]["title"]), (&json!("Ogledni kurs"), &json!("Ulazni test")));
        assert!(text(&launch, "/exit_url").ends_with("/author/courses/sample/versions/1"), "{launch}");
        exchange(&centre, &code).refused(409, "launch_code_used").await;
        assert_eq!(traces(&centre).await, before);
        let author = centre.sign_in("author").await;
        centre.post("/courses/sample/versions/2/previews").by(&author).json(&json!({})).refused(404, "not_found").await;
        let translator = centre.sign_in("translator").await;
        centre.post(&format!("{path}/previews")).by(&translator).json(&json!({})).refused(404, "not_found").await;
        let part = json!({ "person": centre.person("translator").to_string(), "language": "mk" });
        centre.post("/courses/sample/translations/assignments").by(&author).json(&part).gives(201).await;
        let (opened, _) = preview(&centre, "translator", path, json!({ "language": "mk" })).await;
        assert_eq!(opened["reading"], "mk");
    }

    async fn a_quiz_is_asked_and_marked_without_an_attempt(db: Db) {
        let centre = Centre::open(db).await;
        centre.draft("sample", own_course(), json!({})).await;
        let mut player = look(&centre, "/courses/sample/versions/1").await;
        let told = player.go("choice", Some("basics-check")).await;
        assert_eq!(told["delivery"]["kind"], "quiz", "{told}");
        player.get("/play/quiz/basics-check").refused(403, "launch_refused").await;
        let quiz = player.get("/play/preview/quiz/basics-check").gives(200).await.json();
        assert_eq!(quiz["quiz"], "basics-check");
        assert!(quiz["questions"].as_array().is_some_and(|questions| !questions.is_empty() && questions[0]["key"] != json!(null)), "{quiz}");
        let result = json!({ "scaled": 0.75, "passed": true, "completed": true });
        let told = player.post("/play/preview/quiz/basics-check/result").json(&result).gives(200).await.json();
        let standing = &told["sequencing"]["activities"]["basics-check"];
        assert_eq!((&standing["success"], &standing["score"]), (&json!("passed"), &json!(0.75)));
        player.get("/play/preview/quiz/no-such").refused(404, "not_found").await;
        // Whoever learns the course does not get its answers.
        centre.publish("sample").await;
        let learner = Player::begin(&centre, "learner", "sample").await;
        learner.get("/play/preview/quiz/basics-check").refused(403, "launch_refused").await;
    }

    async fn nothing_is_looked_at_for_whom_signing_in_is_refused(db: Db) {
        let centre = Centre::open(db).await;
        let package = centre.package(scorm2004("Migration", "en")).await;
        let (_, code) = preview(&centre, "author", &format!("/packages/{package}"), json!({})).await;
        let administrator = centre.sign_in("administrator").await;
        let path = format!("/people/{}/disabled", centre.person("author"));
        let disable = |disabled: bool| centre.call("PUT", &path).by(&administrator).json(&json!({ "disabled": disabled }));
        disable(true).gives(204).await;
        exchange(&centre, &code).refused(403, "account_disabled").await;
        disable(false).gives(204).await;
        exchange(&centre, &code).gives(200).await;
    }

    async fn a_preview_lasts_a_day_and_its_token_is_good_for_nothing_else(db: Db) {
        let centre = Centre::open(db).await;
        let package = centre.package(scorm2004("Migration", "en")).await;
        let path = format!("/packages/{package}");
        let (_, late) = preview(&centre, "author", &path, json!({})).await;
        let player = look(&centre, &path).await;
        player.post("/play/units").json(&json!({ "activity": "ITEM-1" })).refused(404, "not_found").await;
        let commit = player.commit_of(1, &[("cmi.location", "1")], false);
        let journal = json!({ "commits": [commit], "journal": { "launch": player.launch["launch"], "commits": [] } });
        assert_eq!(player.request(&journal).gives(200).await.json()["acknowledged"], 1);
        assert_eq!(player.request(&json!({ "commits": [commit] })).gives(200).await.json()["acknowledged"], 1, "taken once");
        player.request(&json!({ "commits": [player.commit_of(3, &[], false)] })).refused(409, "commit_out_of_order").await;
        centre.wait(chrono::Duration::minutes(3));
        exchange(&centre, &late).refused(410, "launch_code_expired").await;
        centre.wait(chrono::Duration::hours(25));
        look(&centre, &path).await;
        exchange(&centre, &late).refused(403, "launch_refused").await;
    }
}
