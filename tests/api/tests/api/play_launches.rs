//! Opening the player: the code, the token, taking over, what a device had left to say.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use crate::{
    archives::{scorm12, scorm2004},
    call::steady,
    centre::{Centre, text},
    player::{Player, exchange, open},
};

async fn centre_with_course(db: vidik_db::Db) -> Centre {
    let centre = Centre::open(db).await;
    centre.course("migration", scorm2004("Migration", "en")).await;
    centre
}

async fn enrolled(centre: &Centre, word: &str) -> String {
    let token = centre.sign_in(word).await;
    centre.post("/courses/migration/enrolments").by(&token).gives(201).await;
    token
}

vidik_db::database_tests! {
    async fn what_a_player_begins_with(db: Db) {
        let centre = centre_with_course(db).await;
        let token = enrolled(&centre, "learner").await;
        let opened = centre.post("/courses/migration/attempts").language("mk").by(&token).gives(200).await;
        assert_eq!(opened.header("cache-control"), "no-store");
        let address = text(&opened.json(), "/launch_url");
        let before = format!("{}/play/?lang=mk#code=", centre.content_origin());
        let code = address.strip_prefix(&before).unwrap_or_else(|| panic!("{address}"));
        let answer = exchange(&centre, code).language("mk").gives(200).await;
        assert_eq!((answer.header("cache-control"), answer.header("set-cookie")), ("no-store", ""));
        let body = answer.json();
        let launch = &body["launch"];
        assert_eq!(launch["attempt"], opened.json()["id"]);
        assert_eq!(launch["exit_url"], format!("{}/mk/courses/migration", centre.app_origin()));
        assert_eq!(launch["learner"]["id"], centre.person("learner").to_string());
        centre.content_call("GET", launch["delivery"]["url"].as_str().unwrap()).gives(200).await;
        assert_eq!(body["expires_in"], 3600);
        let mut kept = steady(launch);
        kept["exit_url"] = "[address]".into();
        kept["delivery"]["url"] = kept["delivery"]["url"].as_str().unwrap().rsplit('/').next().unwrap().into();
        insta::assert_json_snapshot!("launch", kept);
    }

    async fn a_code_is_good_once_and_not_for_long(db: Db) {
        let centre = centre_with_course(db).await;
        let token = enrolled(&centre, "learner").await;
        let (attempt, code) = open(&centre, &token, "migration").await;
        exchange(&centre, &code).gives(200).await;
        exchange(&centre, &code).refused(409, "launch_code_used").await;
        let (again, late) = open(&centre, &token, "migration").await;
        assert_eq!(attempt, again, "the open attempt goes on");
        centre.wait(Duration::minutes(2));
        exchange(&centre, &late).refused(410, "launch_code_expired").await;
        for unknown in ["", "made-up", &code[1..]] {
            exchange(&centre, unknown).refused(403, "launch_refused").await;
        }
    }

    async fn only_enrolled_people_open_an_attempt(db: Db) {
        let centre = centre_with_course(db).await;
        let token = centre.sign_in("learner").await;
        centre.post("/courses/migration/attempts").by(&token).refused(409, "not_enrolled").await;
        centre.post("/courses/nothing/attempts").by(&token).refused(404, "not_found").await;
        centre.post("/courses/migration/enrolments").by(&token).gives(201).await;
        centre.post("/courses/migration/enrolments").by(&token).gives(200).await;
        let open = || centre.post("/courses/migration/attempts").by(&token);
        open().json(&json!({ "language": "en" })).gives(200).await;
        open().json(&json!({ "language": 5 })).refused(400, "malformed_json").await;
        open().body("application/json", "{").refused(400, "malformed_json").await;
    }

    async fn the_newer_launch_takes_over(db: Db) {
        let centre = centre_with_course(db).await;
        let mut old = Player::begin(&centre, "learner", "migration").await;
        old.set(&[("cmi.location", "3")]).await;
        // Asking for an attempt takes nothing over; the exchange does.
        let token = centre.sign_in("learner").await;
        let (_, code) = open(&centre, &token, "migration").await;
        old.set(&[("cmi.location", "4")]).await;
        exchange(&centre, &code).gives(200).await;
        let late = json!({ "commits": [old.commit_of(old.next, &[("cmi.location", "5")], false)] });
        old.request(&late).refused(409, "launch_taken_over").await;
        let renewal = centre.content_call("POST", "/play/token").by(&old.token);
        renewal.refused(409, "launch_taken_over").await;
        let mut new = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(new.launch["delivery"]["data"]["cmi.location"], "4");
        assert!(new.launch["generation"].as_i64() > old.launch["generation"].as_i64());
        new.set(&[("cmi.location", "6")]).await;
    }

    async fn a_suspended_attempt_goes_on(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(player.launch["delivery"]["data"]["cmi.entry"], "ab-initio");
        player.terminate(&[("cmi.location", "page 7"), ("cmi.suspend_data", "стање"), ("cmi.exit", "suspend")]).await;
        let told = player.ask("suspend_all", None).await;
        assert_eq!((&told["ended"], &told["delivery"]), (&json!(true), &json!(null)));
        let player = Player::begin(&centre, "learner", "migration").await;
        let delivery = &player.launch["delivery"];
        assert_eq!(delivery["activity"], "ITEM-1");
        let data = &delivery["data"];
        assert_eq!((&data["cmi.entry"], &data["cmi.location"]), (&json!("resume"), &json!("page 7")));
        assert_eq!(data["cmi.suspend_data"], "стање");
    }

    async fn what_a_crash_had_committed_holds(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        player.set(&[("cmi.location", "2"), ("cmi.completion_status", "completed")]).await;
        player.set(&[("cmi.suspend_data", "half")]).await;
        let player = Player::begin(&centre, "learner", "migration").await;
        let data = &player.launch["delivery"]["data"];
        assert_eq!((&data["cmi.entry"], &data["cmi.location"]), (&json!("resume"), &json!("2")));
        assert_eq!(data["cmi.suspend_data"], "half");
        let progress = player.progress("learner").await;
        assert_eq!(progress["activities"]["ITEM-1"]["completion"], "completed");
    }

    async fn a_crash_keeps_the_time_on_the_players_watch(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        player.set(&[("cmi.location", "2")]).await;
        player.set(&[("cmi.location", "3")]).await;
        let player = Player::begin(&centre, "learner", "migration").await;
        let progress = player.progress("learner").await;
        assert_eq!(progress["activities"]["ITEM-1"]["seconds"], 10);
        assert_eq!(progress["progress"]["seconds"], 10);
    }

    async fn a_token_is_renewed_while_the_player_lives(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        centre.wait(Duration::minutes(61));
        let body = json!({ "commits": [player.commit_of(1, &[("cmi.location", "1")], false)] });
        player.request(&body).refused(401, "token_expired").await;
        let renew = |token: &str| centre.content_call("POST", "/play/token").by(token);
        let renewed = renew(&player.token).gives(200).await;
        player.token = text(&renewed.json(), "/token");
        player.request(&body).gives(200).await;
        centre.wait(Duration::hours(18));
        renew(&player.token).refused(401, "token_expired").await;
        renew("made.up.token").refused(403, "launch_refused").await;
        centre.content_call("POST", "/play/token").refused(401, "not_signed_in").await;
    }

    /// A player's token is worth one attempt: neither another one, nor the API; and the app's is worth nothing here.
    async fn a_token_opens_one_door(db: Db) {
        let centre = centre_with_course(db).await;
        let mut mine = Player::begin(&centre, "learner", "migration").await;
        let mut other = Player::begin(&centre, "second-learner", "migration").await;
        other.set(&[("cmi.completion_status", "completed")]).await;
        let progress = mine.progress("learner").await;
        assert_eq!(progress["activities"]["ITEM-1"]["completion"], "incomplete");
        // Whatever a body names, the token alone says which attempt it is.
        let body = json!({ "attempt": mine.launch["attempt"], "launch": mine.launch["launch"],
            "commits": [other.commit_of(2, &[("cmi.location", "theirs")], false)] });
        other.request(&body).gives(200).await;
        mine.set(&[("cmi.progress_measure", "0.1")]).await;
        let again = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(again.launch["delivery"]["data"]["cmi.location"], json!(null));
        centre.get("/me").by(&other.token).refused(401, "not_signed_in").await;
        let access = centre.sign_in("learner").await;
        let body = json!({ "commits": [] });
        centre.content_call("POST", "/play/commit").by(&access).json(&body).refused(403, "launch_refused").await;
        centre.content_call("POST", "/play/commit").json(&body).refused(401, "not_signed_in").await;
    }

    async fn a_device_hands_over_what_it_had_kept(db: Db) {
        let centre = centre_with_course(db).await;
        let mut old = Player::begin(&centre, "learner", "migration").await;
        old.set(&[("cmi.location", "1")]).await;
        let left = [
            old.commit_of(2, &[("cmi.location", "9"), ("cmi.completion_status", "completed")], false),
            old.commit_of(3, &[("cmi.suspend_data", "late")], false),
        ];
        let new = Player::begin(&centre, "learner", "migration").await;
        let body = json!({ "commits": [], "journal": { "launch": old.launch["launch"], "commits": left } });
        let told = new.request(&body).gives(200).await.json();
        assert_eq!(told["journal"], "accepted");
        let data = &told["delivery"]["data"];
        assert_eq!((&data["cmi.location"], &data["cmi.suspend_data"]), (&json!("9"), &json!("late")));
        assert_eq!(told["sequencing"]["activities"]["ITEM-1"]["completion"], "completed");
        // The answer was lost, it comes again: the database has all of it.
        let again = new.request(&body).gives(200).await.json();
        assert_eq!((&again["journal"], &again["delivery"]), (&json!("accepted"), &json!(null)));
        let progress = new.progress("learner").await;
        assert_eq!(progress["activities"]["ITEM-1"]["seconds"], 15);
    }

    async fn what_comes_too_late_is_kept_beside(db: Db) {
        let centre = centre_with_course(db).await;
        let old = Player::begin(&centre, "learner", "migration").await;
        let left = old.commit_of(1, &[("cmi.score.scaled", "0.9"), ("cmi.success_status", "passed"), ("cmi.location", "9")], true);
        let mut new = Player::begin(&centre, "learner", "migration").await;
        new.set(&[("cmi.location", "2")]).await;
        let body = json!({ "commits": [], "journal": { "launch": old.launch["launch"], "commits": [left] } });
        let told = new.request(&body).gives(200).await.json();
        assert_eq!((&told["journal"], &told["delivery"]), (&json!("kept_aside"), &json!(null)));
        let progress = new.progress("learner").await;
        let lesson = &progress["activities"]["ITEM-1"];
        assert_eq!((&lesson["success"], &lesson["score"]["scaled"]), (&json!("passed"), &json!(0.9)));
        let again = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(again.launch["delivery"]["data"]["cmi.location"], "2", "the live attempt is as the newer launch left it");
    }

    async fn nobody_hands_over_for_another(db: Db) {
        let centre = centre_with_course(db).await;
        let other = Player::begin(&centre, "second-learner", "migration").await;
        let mine = Player::begin(&centre, "learner", "migration").await;
        for launch in [text(&other.launch, "/launch"), text(&mine.launch, "/launch"), Uuid::nil().to_string()] {
            let left = mine.commit_of(1, &[("cmi.completion_status", "completed")], true);
            let body = json!({ "commits": [], "journal": { "launch": launch, "commits": [left] } });
            mine.request(&body).gives(200).await;
        }
        for (player, word) in [(&other, "second-learner"), (&mine, "learner")] {
            let progress = player.progress(word).await;
            assert_eq!(progress["activities"]["ITEM-1"]["completion"], "incomplete", "{word}");
        }
    }

    async fn a_course_of_the_older_standard(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("older", scorm12("Older", "mk", Some(80))).await;
        let player = Player::begin(&centre, "learner", "older").await;
        assert_eq!((&player.launch["runtime"], &player.launch["course"]["language"]), (&json!("scorm12"), &json!("mk")));
        let data = &player.launch["delivery"]["data"];
        assert_eq!(data["cmi.student_data.mastery_score"], "80");
        assert_eq!((&data["cmi.core.entry"], &data["cmi.core.student_name"]), (&json!("ab-initio"), &json!("Петровић, Мила")));
    }
}
