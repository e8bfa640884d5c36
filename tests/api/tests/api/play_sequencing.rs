//! Going through a course of several lessons: what the learner asks for, what the content asks for, what is refused.

use serde_json::{Value, json};

use crate::{
    archives::{manifest2004, page, scorm12_lessons, scorm2004, zip},
    centre::Centre,
    player::Player,
};

async fn centre_with_course(db: vidik_db::Db) -> Centre {
    let centre = Centre::open(db).await;
    centre.course("migration", scorm2004("Migration", "en")).await;
    centre
}

/// Two lessons that share a store for no longer than an attempt at the course; after the second everything begins anew.
fn with_own_store() -> Vec<u8> {
    let item = |id: &str, rules: &str| {
        format!(
            "<item identifier=\"{id}\" identifierref=\"R\"><title>{id}</title>\
             <adlcp:data><adlcp:map targetID=\"notes\"/></adlcp:data>{rules}</item>"
        )
    };
    let again = "<imsss:sequencing><imsss:sequencingRules><imsss:postConditionRule><imsss:ruleConditions>\
                 <imsss:ruleCondition condition=\"always\"/></imsss:ruleConditions>\
                 <imsss:ruleAction action=\"retryAll\"/></imsss:postConditionRule></imsss:sequencingRules></imsss:sequencing>";
    let manifest = manifest2004(&format!(
        "<organizations default=\"O\"><organization identifier=\"O\" adlcp:sharedDataGlobalToSystem=\"false\">\
         <title>Notes</title>{}{}<imsss:sequencing><imsss:controlMode flow=\"true\"/></imsss:sequencing></organization>\
         </organizations><resources><resource identifier=\"R\" type=\"webcontent\" adlcp:scormType=\"sco\" \
         href=\"a.html\"/></resources>",
        item("ONE", ""),
        item("TWO", again)
    ));
    zip(&[("imsmanifest.xml", manifest.as_bytes()), ("a.html", page("en", "Notes").as_bytes())])
}

fn shown(told: &Value) -> &Value {
    &told["delivery"]["activity"]
}

vidik_db::database_tests! {
    async fn forth_back_and_by_choice(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(player.activity, "ITEM-1");
        let told = player.go("continue", None).await;
        assert_eq!((shown(&told), &told["sequencing"]["current"]), (&json!("ITEM-2"), &json!("ITEM-2")));
        assert_eq!(told["sequencing"]["valid"]["previous"], true);
        assert_eq!(shown(&player.go("choice", Some("ITEM-3")).await), "ITEM-3");
        assert_eq!(shown(&player.go("previous", None).await), "ITEM-2");
        let visit = player.visit;
        let told = player.go("choice", Some("ITEM-1")).await;
        assert_eq!(shown(&told), "ITEM-1");
        assert_eq!(told["delivery"]["visit"], visit + 1);
        let url = told["delivery"]["url"].as_str().unwrap();
        centre.content_call("GET", url).gives(200).await;
    }

    async fn suspended_in_the_middle_resumed_there(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        player.go("continue", None).await;
        player.set(&[("cmi.location", "here")]).await;
        let told = player.go("suspend_all", None).await;
        assert_eq!((&told["ended"], shown(&told), &told["sequencing"]["current"]), (&json!(true), &json!(null), &json!(null)));
        let again = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(again.activity, "ITEM-2");
        assert_eq!(again.launch["delivery"]["data"]["cmi.location"], "here");
        assert_eq!(again.progress("learner").await["progress"]["current"], json!({ "id": "ITEM-2", "title": "Migration 2" }));
    }

    /// RTE 1.2, 3.4.2: authoring tools say `logout` on every page that is left; the attempt goes on all the same.
    async fn a_lesson_of_1_2_that_logs_out_is_gone_back_to(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("migration", scorm12_lessons("Migration", "en")).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(shown(&player.go("continue", None).await), "ITEM-2");
        let told = player.terminate(&[("cmi.core.lesson_location", "page 4"), ("cmi.core.exit", "logout")]).await;
        assert_eq!(told["ended"], false);
        let again = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(again.activity, "ITEM-2");
        assert_eq!(again.launch["delivery"]["data"]["cmi.core.lesson_location"], "page 4");
    }

    async fn left_and_begun_again(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        player.set(&[("cmi.completion_status", "completed"), ("cmi.location", "end")]).await;
        let told = player.go("exit_all", None).await;
        assert_eq!((&told["ended"], shown(&told)), (&json!(true), &json!(null)));
        let again = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(again.activity, "ITEM-1");
        let data = &again.launch["delivery"]["data"];
        assert_eq!((&data["cmi.entry"], &data["cmi.location"]), (&json!("ab-initio"), &json!(null)));
        let progress = again.progress("learner").await;
        assert_eq!(progress["activities"]["ITEM-1"]["completion"], "completed", "what was reached stays");
    }

    /// CAM 3.4.1.5: such a store lives as long as the attempt at the course, however the next one begins.
    async fn a_store_of_the_attempt_ends_with_it(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("notes", with_own_store()).await;
        let mut player = Player::begin(&centre, "learner", "notes").await;
        let store = |told: &Value| told["delivery"]["data"]["adl.data.0.store"].clone();
        player.set(&[("adl.data.0.store", "kept")]).await;
        let told = player.go("continue", None).await;
        assert_eq!((shown(&told), store(&told)), (&json!("TWO"), json!("kept")));
        player.go("suspend_all", None).await;
        let mut player = Player::begin(&centre, "learner", "notes").await;
        assert_eq!((player.activity.as_str(), store(&player.launch)), ("TWO", json!("kept")), "it was only interrupted");
        let told = player.go("exit", None).await;
        assert_eq!((shown(&told), store(&told)), (&json!("ONE"), json!(null)), "retryAll begins a new attempt");
        player.set(&[("adl.data.0.store", "again")]).await;
        player.go("exit_all", None).await;
        let player = Player::begin(&centre, "learner", "notes").await;
        assert_eq!((player.activity.as_str(), store(&player.launch)), ("ONE", json!(null)));
    }

    async fn what_is_refused_says_why_in_the_readers_language(db: Db) {
        let centre = centre_with_course(db).await;
        let player = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(player.launch["sequencing"]["valid"]["previous"], false);
        let ask = |request: &str, target| json!({ "commits": [], "navigation": { "request": request, "target": target } });
        let mut messages = vec![];
        for language in ["en", "sr-Cyrl", "sr-Latn", "mk"] {
            let told = player.request(&ask("choice", Some("ITEM-99"))).language(language).gives(200).await.json();
            assert_eq!((shown(&told), &told["sequencing"]["current"]), (&json!(null), &json!("ITEM-1")), "{told}");
            messages.push(told["exception"].clone());
        }
        let told = player.request(&ask("previous", None)).language("mk").gives(200).await.json();
        messages.push(told["exception"].clone());
        insta::assert_json_snapshot!("exceptions", messages);
    }

    /// SN 5.6.4: what the content wants is carried out when it says goodbye; what the learner clicked goes before.
    async fn content_navigates_unless_the_learner_does(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        let told = player.set(&[("adl.nav.request", "continue")]).await;
        assert_eq!(shown(&told), &json!(null), "not before the lesson has ended");
        assert_eq!(shown(&player.terminate(&[]).await), "ITEM-2");
        player.set(&[("adl.nav.request", "{target=ITEM-1}choice")]).await;
        assert_eq!(shown(&player.go("continue", None).await), "ITEM-3");
        assert_eq!(shown(&player.terminate(&[("adl.nav.request", "{target=ITEM-2}choice")]).await), "ITEM-2");
        assert_eq!(player.terminate(&[("adl.nav.request", "exitAll")]).await["ended"], true);
    }

    async fn the_look_ahead_keeps_its_word(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        let mut valid = player.launch["sequencing"]["valid"].clone();
        for (request, target) in [("continue", None), ("previous", None), ("previous", None), ("choice", Some("ITEM-2")), ("choice", Some("O"))] {
            let promised = match target {
                Some(target) => valid["choice"][target].as_bool(),
                None => valid[request].as_bool(),
            };
            let told = player.ask(request, target).await;
            assert_eq!(Some(told["exception"].is_null()), promised, "{request} {target:?}: {told}");
            valid = told["sequencing"]["valid"].clone();
        }
    }

    async fn a_lesson_that_ended_before_a_refused_request(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        let told = player.go("previous", None).await;
        assert!(told["exception"]["code"].is_string(), "{told}");
        assert_eq!(shown(&told), &json!(null));
        assert_eq!(shown(&player.ask("choice", Some("ITEM-2")).await), "ITEM-2");
    }

    async fn the_last_lesson_completes_the_course(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        for (target, progress) in [("ITEM-2", 1.0 / 3.0), ("ITEM-3", 2.0 / 3.0)] {
            player.set(&[("cmi.completion_status", "completed")]).await;
            player.go("choice", Some(target)).await;
            assert_eq!(player.progress("learner").await["progress"]["progress"], progress);
        }
        player.set(&[("cmi.completion_status", "completed")]).await;
        let told = player.go("continue", None).await;
        assert_eq!(shown(&told), &json!(null));
        let done = player.progress("learner").await["progress"].clone();
        assert_eq!((&done["completion"], &done["progress"]), (&json!("completed"), &json!(1.0)));
        assert!(done["completed_at"].is_string());
    }
}
