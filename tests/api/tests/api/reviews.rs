//! Looking again at what was gone through: nothing that happens changes anything.

use serde_json::{Value, json};

use crate::{
    archives::{scorm12_lessons, scorm2004},
    centre::{Centre, text},
    player::{Player, exchange},
};

/// Opens a review; gives what the exchange gave.
async fn review(centre: &Centre, who: &str) -> Value {
    let token = centre.sign_in(who).await;
    let wish = json!({ "mode": "review" });
    let body = centre.post("/courses/migration/attempts").by(&token).json(&wish).gives(200).await.json();
    let code = text(&body, "/launch_url").split_once("#code=").expect("a code").1.to_owned();
    exchange(centre, &code).gives(200).await.json()
}

async fn send(centre: &Centre, opened: &Value, body: Value) -> Value {
    let token = text(opened, "/token");
    centre.content_call("POST", "/play/commit").by(&token).json(&body).gives(200).await.json()
}

fn commit(activity: &str, visit: i64, number: i64, set: &[(&str, &str)]) -> Value {
    json!({ "number": number, "activity": activity, "visit": visit, "set": set, "terminate": true, "seconds": 30 })
}

/// Two lessons of three are done, the course goes on in the third.
async fn two_done(centre: &Centre) -> Player<'_> {
    let mut player = Player::begin(centre, "learner", "migration").await;
    for (next, place) in [("ITEM-2", "page 1"), ("ITEM-3", "page 2")] {
        player.set(&[("cmi.completion_status", "completed"), ("cmi.location", place), ("cmi.exit", "suspend")]).await;
        player.go("choice", Some(next)).await;
    }
    player
}

vidik_db::database_tests! {
    async fn content_knows_that_it_is_looked_at(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("migration", scorm2004("Migration", "en")).await;
        two_done(&centre).await;
        let opened = review(&centre, "learner").await;
        let launch = &opened["launch"];
        assert_eq!((&launch["mode"], &launch["delivery"]["activity"]), (&json!("review"), &json!("ITEM-1")));
        let data = &launch["delivery"]["data"];
        assert_eq!((&data["cmi.mode"], &data["cmi.credit"], &data["cmi.entry"]), (&json!("review"), &json!("no-credit"), &json!("")));
        assert_eq!((&data["cmi.location"], &data["cmi.completion_status"]), (&json!("page 1"), &json!("completed")));
        let choice = &launch["sequencing"]["valid"]["choice"];
        assert_eq!((&choice["ITEM-1"], &choice["ITEM-2"], &choice["ITEM-3"]), (&json!(true), &json!(true), &json!(false)));
        assert_eq!(launch["sequencing"]["hide_ui"], json!(["suspendAll"]));
    }

    async fn nothing_that_happens_changes_anything(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("migration", scorm2004("Migration", "en")).await;
        let mut learning = two_done(&centre).await;
        let before = learning.progress("learner").await;
        let statements = centre.statements().await.len();
        let opened = review(&centre, "learner").await;
        let said = [("cmi.completion_status", "incomplete"), ("cmi.success_status", "failed"), ("cmi.location", "elsewhere")];
        let told = send(&centre, &opened, json!({ "commits": [commit("ITEM-1", 1, 1, &said)], "navigation": { "request": "continue" } })).await;
        assert_eq!((&told["acknowledged"], &told["delivery"]["activity"], &told["delivery"]["visit"]), (&json!(1), &json!("ITEM-2"), &json!(2)));
        let told = send(&centre, &opened, json!({ "commits": [commit("ITEM-2", 2, 2, &[])], "navigation": { "request": "choice", "target": "ITEM-3" } })).await;
        assert_eq!((&told["delivery"], &told["exception"]["code"]), (&json!(null), &json!("SB.2.9-2")));
        let told = send(&centre, &opened, json!({ "commits": [commit("ITEM-2", 2, 3, &[])], "navigation": { "request": "choice", "target": "ITEM-1" } })).await;
        assert_eq!(told["delivery"]["data"]["cmi.location"], "page 1", "what was said in review is gone");
        let told = send(&centre, &opened, json!({ "commits": [commit("ITEM-2", 3, 4, &[("adl.nav.request", "exitAll")])] })).await;
        assert_eq!(told["ended"], true, "content may ask to leave");
        assert_eq!(learning.progress("learner").await, before);
        assert_eq!(centre.statements().await.len(), statements);
        // The attempt was not taken from the player that had it.
        assert_eq!(learning.set(&[("cmi.location", "page 3")]).await["rejected"], json!([]));
        let again = Player::begin(&centre, "learner", "migration").await;
        assert_eq!((again.activity.as_str(), &again.launch["delivery"]["data"]["cmi.location"]), ("ITEM-3", &json!("page 3")));
        assert_eq!(again.launch["mode"], "normal");
        // What a device kept of a review is no work that was left behind.
        let kept = commit("ITEM-3", 1, 9, &[("cmi.completion_status", "completed")]);
        let journal = json!({ "commits": [], "journal": { "launch": opened["launch"]["launch"], "commits": [kept] } });
        assert_eq!(again.request(&journal).gives(200).await.json()["journal"], "accepted");
        assert_ne!(again.progress("learner").await["activities"]["ITEM-3"]["completion"], "completed");
    }

    async fn there_has_to_be_something_to_look_at(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("migration", scorm2004("Migration", "en")).await;
        let ask = async |mode: &str| {
            let token = centre.sign_in("learner").await;
            centre.post("/courses/migration/attempts").by(&token).json(&json!({ "mode": mode })).send().await
        };
        assert_eq!(text(&ask("review").await.json(), "/code"), "nothing_to_review");
        Player::begin(&centre, "learner", "migration").await;
        assert_eq!(text(&ask("review").await.json(), "/code"), "nothing_to_review");
        assert_eq!(ask("browse").await.status, 400);
        assert_eq!(ask("normal").await.status, 200);
    }

    /// RTE 1.2, 3.4.4: `cmi.core.lesson_mode`.
    async fn a_lesson_of_1_2_is_told_the_same(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("migration", scorm12_lessons("Migration", "en")).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        player.set(&[("cmi.core.lesson_status", "passed"), ("cmi.core.score.raw", "90"), ("cmi.core.lesson_location", "p")]).await;
        player.go("continue", None).await;
        let opened = review(&centre, "learner").await;
        let data = &opened["launch"]["delivery"]["data"];
        assert_eq!((&data["cmi.core.lesson_mode"], &data["cmi.core.credit"], &data["cmi.core.entry"]), (&json!("review"), &json!("no-credit"), &json!("")));
        assert_eq!((&data["cmi.core.lesson_status"], &data["cmi.core.lesson_location"]), (&json!("passed"), &json!("p")));
    }
}
