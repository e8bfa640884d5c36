//! What manifests of SCORM 1.2 say of items (CAM 1.2, 2.3.2.5.2), from the upload to the content.

use serde_json::json;

use crate::{archives::scorm12_ruled, centre::Centre, player::Player};

vidik_db::database_tests! {
    /// `adlcp:prerequisites`: locked until they hold, for choice and for Continue.
    async fn a_lesson_waits_for_the_one_before(db: Db) {
        let centre = Centre::open(db).await;
        let locked = "<adlcp:prerequisites type=\"aicc_script\">ITEM-1</adlcp:prerequisites>";
        centre.course("migration", scorm12_ruled("Migration", "en", "", locked)).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        // Left without a word it would count as completed (RTE 1.2, 3.4.4): so it says that it is not.
        let told = player.set(&[("cmi.core.lesson_status", "incomplete")]).await;
        assert_eq!(told["sequencing"]["valid"]["choice"]["ITEM-2"], false);
        let told = player.set(&[("cmi.core.lesson_status", "passed")]).await;
        assert_eq!(told["sequencing"]["valid"]["choice"]["ITEM-2"], true);
        player.go("choice", Some("ITEM-2")).await;
        assert_eq!(player.activity, "ITEM-2");
    }

    /// `adlcp:maxtimeallowed` and `adlcp:timelimitaction`: the content acts on them, so it has to be told.
    async fn a_lesson_knows_its_time_limit(db: Db) {
        let centre = Centre::open(db).await;
        let limit = "<adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed>\
                     <adlcp:timelimitaction>exit,no message</adlcp:timelimitaction>";
        centre.course("migration", scorm12_ruled("Migration", "en", limit, "")).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        let data = &player.launch["delivery"]["data"];
        assert_eq!(data["cmi.student_data.max_time_allowed"], "00:30:00");
        assert_eq!(data["cmi.student_data.time_limit_action"], "exit,no message");
        assert_eq!((&data["cmi.core.lesson_mode"], &data["cmi.core.credit"]), (&json!("normal"), &json!("credit")));
        let told = player.terminate(&[("cmi.core.exit", "time-out"), ("cmi.core.lesson_status", "incomplete")]).await;
        assert_eq!((&told["ended"], &told["rejected"]), (&json!(false), &json!([])), "time-out ends the lesson, not the course");
    }

    /// A lesson may wait for another to be browsed; whoever works through that one has not browsed it.
    async fn a_lesson_waits_for_one_to_be_browsed(db: Db) {
        let centre = Centre::open(db).await;
        let locked = "<adlcp:prerequisites type=\"aicc_script\">ITEM-1=\"browsed\"</adlcp:prerequisites>";
        centre.course("migration", scorm12_ruled("Migration", "en", "", locked)).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        for (said, open) in [("incomplete", false), ("browsed", true), ("completed", false)] {
            let told = player.set(&[("cmi.core.lesson_status", said)]).await;
            assert_eq!(told["sequencing"]["valid"]["choice"]["ITEM-2"], open, "{said}");
        }
    }

    /// What was only browsed is neither completed nor passed, and what was reached is not lowered by it.
    async fn browsed_is_no_completion(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("migration", scorm12_ruled("Migration", "en", "", "")).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        player.set(&[("cmi.core.lesson_status", "browsed")]).await;
        player.go("continue", None).await;
        assert_eq!(player.progress("learner").await["activities"]["ITEM-1"]["completion"], "incomplete");
        player.set(&[("cmi.core.lesson_status", "passed")]).await;
        player.go("previous", None).await;
        player.go("continue", None).await;
        player.set(&[("cmi.core.lesson_status", "browsed")]).await;
        player.go("previous", None).await;
        let second = &player.progress("learner").await["activities"]["ITEM-2"];
        assert_eq!((&second["completion"], &second["success"]), (&json!("completed"), &json!("passed")));
    }
}
