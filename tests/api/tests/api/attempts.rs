//! Attempts as the people of a Centre see them, correct them and look into them.

use serde_json::{Value, json};

use crate::{
    archives::{scorm12_lessons, scorm2004},
    centre::{Centre, text},
    player::Player,
};

async fn centre_with_course(db: vidik_db::Db) -> Centre {
    let centre = Centre::open(db).await;
    centre.course("migration", scorm2004("Migration", "en")).await;
    centre
}

/// Everything that an attempt holds, as somebody sees it.
async fn record(centre: &Centre, who: &str, attempt: &str) -> Value {
    let token = centre.sign_in(who).await;
    centre.get(&format!("/attempts/{attempt}/record")).by(&token).gives(200).await.json()
}

fn activity<'a>(record: &'a Value, id: &str) -> &'a Value {
    let activities = record["runs"][0]["activities"].as_array().expect("activities");
    activities.iter().find(|activity| activity["id"] == id).unwrap_or_else(|| panic!("no {id}: {record}"))
}

async fn correct(centre: &Centre, attempt: &str, body: Value) {
    let token = centre.sign_in("administrator").await;
    centre.post(&format!("/attempts/{attempt}/corrections")).by(&token).json(&body).gives(204).await;
}

/// The institution's row of the only attempt.
async fn told_to_institution(centre: &Centre) -> Value {
    centre.settled().await;
    let token = centre.sign_in("coordinator-a").await;
    let list = centre.get("/institutions/ministry/progress").by(&token).gives(200).await.json();
    list["items"].as_array().expect("rows").last().expect("a row").clone()
}

/// Goes through every lesson of the course.
async fn complete(centre: &Centre) -> Player<'_> {
    let mut player = Player::begin(centre, "learner", "migration").await;
    for next in ["ITEM-2", "ITEM-3"] {
        player.set(&[("cmi.completion_status", "completed")]).await;
        player.go("choice", Some(next)).await;
    }
    player.set(&[("cmi.completion_status", "completed"), ("cmi.location", "end")]).await;
    player
}

vidik_db::database_tests! {
    async fn who_sees_which_attempts(db: Db) {
        let centre = centre_with_course(db).await;
        let own = text(&Player::begin(&centre, "learner", "migration").await.launch, "/attempt");
        centre.wait(chrono::Duration::seconds(1));
        let other = text(&Player::begin(&centre, "agency-learner", "migration").await.launch, "/attempt");
        let ids = async |who: &str, query: &str| {
            let token = centre.sign_in(who).await;
            let list = centre.get(&format!("/attempts{query}")).by(&token).gives(200).await.json();
            let items = list["items"].as_array().expect("items").clone();
            items.iter().map(|item| text(item, "/id")).collect::<Vec<_>>()
        };
        assert_eq!(ids("administrator", "").await, [other.clone(), own.clone()]);
        assert_eq!(ids("coordinator-a", "").await, std::slice::from_ref(&own));
        assert_eq!(ids("trainer", "").await, std::slice::from_ref(&own));
        assert_eq!(ids("coordinator-b", "").await, std::slice::from_ref(&other));
        assert_eq!(ids("administrator", "?course=migration&state=completed").await, Vec::<String>::new());
        let learner = centre.person("learner");
        assert_eq!(ids("administrator", &format!("?person={learner}&state=open")).await, std::slice::from_ref(&own));
        for who in ["coordinator-a", "trainer"] {
            let token = centre.sign_in(who).await;
            centre.get(&format!("/attempts/{other}/record")).by(&token).refused(404, "not_found").await;
            centre.get("/attempts?course=none").by(&token).refused(422, "invalid").await;
        }
        let learner = centre.sign_in("learner").await;
        centre.get(&format!("/attempts/{own}/record")).by(&learner).refused(403, "not_allowed").await;
    }

    async fn a_part_of_the_list_leads_to_the_next(db: Db) {
        let centre = centre_with_course(db).await;
        for who in ["learner", "second-learner", "agency-learner"] {
            Player::begin(&centre, who, "migration").await;
        }
        let token = centre.sign_in("administrator").await;
        let first = centre.get("/attempts?limit=2").by(&token).gives(200).await.json();
        let cursor = text(&first, "/next_cursor");
        let last = centre.get(&format!("/attempts?limit=2&cursor={cursor}")).by(&token).gives(200).await.json();
        assert_eq!((first["items"].as_array().map(Vec::len), last["items"].as_array().map(Vec::len)), (Some(2), Some(1)));
        assert!(last["next_cursor"].is_null());
    }

    async fn an_attempt_with_everything_that_it_holds(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        player.set(&[("cmi.location", "page 3"), ("cmi.completion_status", "incomplete")]).await;
        let attempt = text(&player.launch, "/attempt");
        let seen = record(&centre, "coordinator-a", &attempt).await;
        assert_eq!(seen["may_correct"], true);
        assert_eq!((&seen["runs"][0]["language"], &seen["runs"][0]["current"]), (&json!("en"), &json!(true)));
        let lesson = activity(&seen, "ITEM-1");
        let place = lesson["data"].as_array().unwrap().iter().find(|one| one["element"] == "cmi.location").unwrap();
        assert_eq!(place["value"], "page 3");
        assert_eq!((&lesson["live"]["completion"], &lesson["live"]["active"]), (&json!("incomplete"), &json!(true)));
        assert_eq!(lesson["live"]["attempts"], 1);
        let launch = &seen["launches"][0];
        assert_eq!((&launch["commits"], &launch["has_attempt"]), (&json!(1), &json!(true)));
        let older = Player::begin(&centre, "learner", "migration").await;
        let seen = record(&centre, "trainer", &attempt).await;
        assert_eq!(seen["may_correct"], false);
        assert_eq!(seen["launches"].as_array().map(Vec::len), Some(2));
        assert_eq!((&seen["launches"][0]["has_attempt"], &seen["launches"][1]["has_attempt"]), (&json!(true), &json!(false)));
        drop(older);
    }

    /// What came too late is shown as it came.
    async fn what_is_kept_beside(db: Db) {
        let centre = centre_with_course(db).await;
        let old = Player::begin(&centre, "learner", "migration").await;
        let late = old.commit_of(1, &[("cmi.location", "late")], false);
        let mut second = Player::begin(&centre, "learner", "migration").await;
        second.set(&[("cmi.location", "second")]).await;
        let third = Player::begin(&centre, "learner", "migration").await;
        let body = json!({ "commits": [], "journal": { "launch": old.launch["launch"], "commits": [late] } });
        let told = third.request(&body).gives(200).await.json();
        assert_eq!(told["journal"], "kept_aside");
        let seen = record(&centre, "administrator", &text(&third.launch, "/attempt")).await;
        let kept = &seen["kept_aside"][0];
        assert_eq!(kept["launch"], old.launch["launch"]);
        assert_eq!(kept["commits"][0]["set"][0], json!({ "element": "cmi.location", "value": "late" }));
    }

    async fn a_lesson_that_was_done_on_paper(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        let attempt = text(&player.launch, "/attempt");
        let reason = "Handed in on paper on 1 March";
        let raise = json!({ "action": "raise", "activity": "ITEM-2", "completed": true, "success": "passed", "score": 0.9, "reason": reason });
        correct(&centre, &attempt, raise).await;
        let commit = player.commit_of(player.next, &[("cmi.location", "x")], false);
        player.request(&json!({ "commits": [commit] })).refused(409, "launch_taken_over").await;
        let seen = record(&centre, "administrator", &attempt).await;
        let lesson = activity(&seen, "ITEM-2");
        assert_eq!((&lesson["best"]["completion"], &lesson["best"]["success"]), (&json!("completed"), &json!("passed")));
        assert_eq!(lesson["best"]["score"]["scaled"], 0.9);
        assert_eq!(seen["corrections"].as_array().unwrap().len(), 1, "who looked is no correction");
        let correction = &seen["corrections"][0];
        assert_eq!((&correction["action"], &correction["part"], &correction["reason"]), (&json!("activity.raise"), &json!("ITEM-2"), &json!(reason)));
        assert_eq!((&correction["before"]["activity"]["completion"], &correction["after"]["activity"]["completion"]), (&json!("unknown"), &json!("completed")));
        assert_eq!(correction["actor"]["id"], centre.person("administrator").to_string());
        assert_eq!(told_to_institution(&centre).await["progress"], 1.0 / 3.0);
        let verbs: Vec<_> = centre.statements().await.iter().map(|one| text(one, "/verb/display/en")).collect();
        assert!(verbs.contains(&"passed".to_owned()) && verbs.contains(&"completed".to_owned()), "{verbs:?}");
        player = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(player.launch["sequencing"]["activities"]["ITEM-2"]["completion"], "completed", "it is there when the course goes on");
    }

    async fn a_whole_module_is_set_to_completed(db: Db) {
        let centre = centre_with_course(db).await;
        let player = Player::begin(&centre, "learner", "migration").await;
        let attempt = text(&player.launch, "/attempt");
        correct(&centre, &attempt, json!({ "action": "raise", "activity": "O", "completed": true, "reason": "Recognised." })).await;
        let row = told_to_institution(&centre).await;
        assert_eq!((&row["completion"], &row["progress"]), (&json!("completed"), &json!(1.0)));
        assert!(row["completed_at"].is_string());
        let token = centre.sign_in("administrator").await;
        let scored = json!({ "action": "raise", "activity": "O", "score": 1.0, "reason": "Recognised." });
        centre.post(&format!("/attempts/{attempt}/corrections")).by(&token).json(&scored).refused(422, "invalid").await;
    }

    async fn nothing_is_lowered_but_by_taking_it_back(db: Db) {
        let centre = centre_with_course(db).await;
        let player = complete(&centre).await;
        let attempt = text(&player.launch, "/attempt");
        correct(&centre, &attempt, json!({ "action": "raise", "activity": "ITEM-1", "success": "passed", "score": 0.8, "reason": "Test on paper" })).await;
        correct(&centre, &attempt, json!({ "action": "raise", "activity": "ITEM-1", "success": "failed", "score": 0.1, "reason": "Typing mistake" })).await;
        correct(&centre, &attempt, json!({ "action": "recalculate", "reason": "To be sure" })).await;
        let seen = record(&centre, "administrator", &attempt).await;
        let best = &activity(&seen, "ITEM-1")["best"];
        assert_eq!((&best["success"], &best["score"]["scaled"]), (&json!("passed"), &json!(0.8)));
        assert_eq!(told_to_institution(&centre).await["completion"], "completed");
        correct(&centre, &attempt, json!({ "action": "reset_activity", "activity": "ITEM-1", "reason": "Somebody else did it" })).await;
        let seen = record(&centre, "administrator", &attempt).await;
        let lesson = activity(&seen, "ITEM-1");
        assert_eq!((&lesson["best"], &lesson["live"]["attempts"], &lesson["data"]), (&json!(null), &json!(0), &json!([])));
        assert_eq!(activity(&seen, "ITEM-3")["best"]["completion"], "completed");
        let row = told_to_institution(&centre).await;
        assert_eq!((&row["completion"], &row["progress"], &row["completed_at"]), (&json!("incomplete"), &json!(2.0 / 3.0), &json!(null)));
        let verbs: Vec<_> = centre.statements().await.iter().map(|one| text(one, "/verb/id")).collect();
        assert!(verbs.contains(&"https://w3id.org/xapi/adl/verbs/abandoned".to_owned()), "{verbs:?}");
        let again = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(again.launch["sequencing"]["activities"]["ITEM-1"]["completion"], if again.activity == "ITEM-1" { "incomplete" } else { "unknown" });
    }

    /// The journal of a device must not bring back what was taken back.
    async fn what_was_taken_back_does_not_come_back_from_a_device(db: Db) {
        let centre = centre_with_course(db).await;
        let old = Player::begin(&centre, "learner", "migration").await;
        let late = old.commit_of(1, &[("cmi.completion_status", "completed")], true);
        let attempt = text(&old.launch, "/attempt");
        correct(&centre, &attempt, json!({ "action": "reset_activity", "activity": "ITEM-1", "reason": "Begin again" })).await;
        let new = Player::begin(&centre, "learner", "migration").await;
        let body = json!({ "commits": [], "journal": { "launch": old.launch["launch"], "commits": [late] } });
        assert_eq!(new.request(&body).gives(200).await.json()["journal"], "kept_aside");
        let seen = record(&centre, "administrator", &attempt).await;
        assert_ne!(activity(&seen, "ITEM-1")["best"]["completion"], "completed");
        assert_eq!(seen["kept_aside"].as_array().map(Vec::len), Some(1));
    }

    async fn an_attempt_that_is_reset_stays_on_record_and_another_begins(db: Db) {
        let centre = centre_with_course(db).await;
        let player = complete(&centre).await;
        let attempt = text(&player.launch, "/attempt");
        let reset = json!({ "action": "reset_attempt", "reason": "Wrong person" });
        correct(&centre, &attempt, reset.clone()).await;
        let row = told_to_institution(&centre).await;
        assert_eq!((&row["completion"], &row["progress"], &row["completed_at"]), (&json!("unknown"), &json!(null), &json!(null)));
        let token = centre.sign_in("learner").await;
        assert_eq!(centre.get("/me/courses").by(&token).gives(200).await.json()["items"][0]["progress"], json!(null));
        let seen = record(&centre, "administrator", &attempt).await;
        assert_eq!(seen["attempt"]["state"], "closed");
        assert_eq!(activity(&seen, "ITEM-3")["best"]["completion"], "completed", "what was done is still there to be seen");
        let token = centre.sign_in("administrator").await;
        centre.post(&format!("/attempts/{attempt}/corrections")).by(&token).json(&reset).refused(409, "attempt_closed").await;
        let again = Player::begin(&centre, "learner", "migration").await;
        assert_ne!(text(&again.launch, "/attempt"), attempt);
        assert_eq!((again.activity.as_str(), &again.launch["completed_at"]), ("ITEM-1", &json!(null)));
    }

    async fn a_correction_needs_its_reason_and_its_activity(db: Db) {
        let centre = centre_with_course(db).await;
        let player = Player::begin(&centre, "learner", "migration").await;
        let path = format!("/attempts/{}/corrections", text(&player.launch, "/attempt"));
        let token = centre.sign_in("administrator").await;
        let wrong = [
            (json!({ "action": "recalculate", "reason": "  " }), "/reason"),
            (json!({ "action": "reset_activity", "reason": "why not" }), "/activity"),
            (json!({ "action": "reset_activity", "activity": "ITEM-99", "reason": "why not" }), "/activity"),
            (json!({ "action": "raise", "activity": "ITEM-1", "reason": "why not" }), "/completed"),
            (json!({ "action": "raise", "activity": "ITEM-1", "score": 2, "reason": "why not" }), "/score"),
        ];
        for (body, field) in wrong {
            let told = centre.post(&path).by(&token).json(&body).refused(422, "invalid").await.json();
            assert_eq!(text(&told, "/errors/0/pointer"), field);
            assert!(!text(&told, "/errors/0/message").is_empty());
        }
        assert_eq!(player.request(&json!({ "commits": [] })).gives(200).await.json()["acknowledged"], 0, "nobody was taken over");
        let body = json!({ "action": "recalculate", "reason": "why not" });
        let trainer = centre.sign_in("trainer").await;
        centre.post(&path).by(&trainer).json(&body).refused(403, "not_allowed").await;
        let unknown = format!("/attempts/{}/corrections", uuid::Uuid::nil());
        centre.post(&unknown).by(&token).json(&body).refused(404, "not_found").await;
    }

    async fn the_log_says_who_changed_what_and_why(db: Db) {
        let centre = centre_with_course(db).await;
        let first = text(&Player::begin(&centre, "learner", "migration").await.launch, "/attempt");
        let second = text(&Player::begin(&centre, "second-learner", "migration").await.launch, "/attempt");
        correct(&centre, &first, json!({ "action": "recalculate", "reason": "First" })).await;
        centre.wait(chrono::Duration::minutes(5));
        correct(&centre, &second, json!({ "action": "raise", "activity": "ITEM-1", "completed": true, "reason": "Second" })).await;
        let token = centre.sign_in("administrator").await;
        let reasons = async |query: &str| {
            let list = centre.get(&format!("/audit{query}")).by(&token).gives(200).await.json();
            let items = list["items"].as_array().expect("items").clone();
            items.iter().map(|item| text(item, "/reason")).collect::<Vec<_>>()
        };
        assert_eq!(reasons("").await, ["Second", "First"]);
        assert_eq!(reasons("?action=activity.raise").await, ["Second"]);
        assert_eq!(reasons(&format!("?object={first}")).await, ["First"]);
        assert_eq!(reasons(&format!("?subject={}", centre.person("second-learner"))).await, ["Second"]);
        assert_eq!(reasons(&format!("?actor={}", centre.person("learner"))).await, Vec::<String>::new());
        assert_eq!(reasons("?until=2026-03-02T09:01:00Z").await, ["First"]);
    }

    async fn a_trace_tells_which_rule_decided(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        let path = format!("/attempts/{}/trace", text(&player.launch, "/attempt"));
        let token = centre.sign_in("administrator").await;
        player.go("continue", None).await;
        let told = centre.get(&path).by(&token).gives(200).await.json();
        assert_eq!((&told["on"], &told["steps"]), (&json!(false), &json!([])), "nothing is kept until it is asked for");
        centre.call("PUT", &path).by(&token).json(&json!({ "on": true })).gives(204).await;
        player.set(&[("cmi.completion_status", "completed")]).await;
        player.go("previous", None).await;
        let told = centre.get(&path).by(&token).gives(200).await.json();
        assert_eq!(told["on"], true);
        assert_eq!(told["steps"][0]["event"], "previous");
        let codes: Vec<_> = told["steps"][0]["processes"].as_array().unwrap().iter().map(|one| text(one, "/process")).collect();
        for code in ["OP.1", "NB.2.1", "TB.2.3", "UP.4", "SB.2.12", "DB.1.1", "DB.2"] {
            assert!(codes.contains(&code.to_owned()), "{code}: {codes:?}");
        }
        centre.call("PUT", &path).by(&token).json(&json!({ "on": false })).gives(204).await;
        player.go("continue", None).await;
        let after = centre.get(&path).by(&token).gives(200).await.json();
        assert_eq!(after["steps"], told["steps"], "what was kept stays, and nothing is added");
        let coordinator = centre.sign_in("coordinator-a").await;
        centre.get(&path).by(&coordinator).refused(403, "not_allowed").await;
    }

    async fn whoever_turns_a_trace_on_or_off_stands_in_the_audit_log(db: Db) {
        let centre = centre_with_course(db).await;
        let attempt = text(&Player::begin(&centre, "learner", "migration").await.launch, "/attempt");
        let token = centre.sign_in("administrator").await;
        for on in [true, true, false] {
            centre.clock.advance(chrono::Duration::minutes(1));
            let path = format!("/attempts/{attempt}/trace");
            centre.call("PUT", &path).by(&token).json(&json!({ "on": on })).gives(204).await;
        }
        let log = centre.get(&format!("/audit?object={attempt}")).by(&token).gives(200).await.json();
        let told: Vec<_> = log["items"].as_array().unwrap().iter().map(|one| (one["action"].clone(), one["after"].clone())).collect();
        let entry = |on: bool| (json!("attempt.trace"), json!({ "traced": on }));
        assert_eq!(told, [entry(false), entry(true)], "once for each change, newest first");
        assert_eq!(text(&log, "/items/0/actor/id"), centre.person("administrator").to_string());
        assert_eq!(text(&log, "/items/0/subject/id"), centre.person("learner").to_string());
    }

    /// SCORM 1.2 content finds what was set by hand.
    async fn content_of_1_2_finds_what_was_set(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("migration", scorm12_lessons("Migration", "en")).await;
        let player = Player::begin(&centre, "learner", "migration").await;
        let attempt = text(&player.launch, "/attempt");
        correct(&centre, &attempt, json!({ "action": "raise", "activity": "ITEM-1", "success": "passed", "reason": "On paper" })).await;
        let again = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(again.activity, "ITEM-1");
        assert_eq!(again.launch["delivery"]["data"]["cmi.core.lesson_status"], "passed");
    }
}
