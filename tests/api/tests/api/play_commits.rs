//! Commits: numbered, idempotent, checked again; and what the learner and the institution read afterwards.

use chrono::Duration;
use serde_json::{Value, json};

use crate::{
    archives::{scorm12, scorm2004},
    centre::Centre,
    player::Player,
};

async fn centre_with_course(db: vidik_db::Db) -> Centre {
    let centre = Centre::open(db).await;
    centre.course("migration", scorm2004("Migration", "en")).await;
    centre
}

async fn row(centre: &Centre) -> Value {
    centre.settled().await;
    let coordinator = centre.sign_in("coordinator-a").await;
    let body = centre.get("/institutions/ministry/progress").by(&coordinator).gives(200).await.json();
    assert_eq!(body["items"].as_array().unwrap().len(), 1, "{body}");
    body["items"][0].clone()
}

vidik_db::database_tests! {
    async fn commits_are_numbered_and_idempotent(db: Db) {
        let centre = centre_with_course(db).await;
        let player = Player::begin(&centre, "learner", "migration").await;
        let commit = |number, place| player.commit_of(number, &[("cmi.location", place)], false);
        let send = |commits: Value| player.request(&json!({ "commits": commits }));
        assert_eq!(send(json!([commit(1, "a")])).gives(200).await.json()["acknowledged"], 1);
        assert_eq!(send(json!([commit(1, "other")])).gives(200).await.json()["acknowledged"], 1, "acknowledged again");
        send(json!([commit(3, "c")])).refused(409, "commit_out_of_order").await;
        send(json!([commit(2, "b"), commit(4, "d")])).refused(409, "commit_out_of_order").await;
        let told = send(json!([commit(1, "a"), commit(2, "b"), commit(3, "c")])).gives(200).await.json();
        assert_eq!((&told["acknowledged"], &told["rejected"], &told["sequencing"]), (&json!(3), &json!([]), &json!("unchanged")));
        assert_eq!(send(json!([])).gives(200).await.json()["acknowledged"], 3);
        let again = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(again.launch["delivery"]["data"]["cmi.location"], "c");
        assert_eq!(again.launch["next_number"], 1, "each launch counts for itself");
    }

    async fn a_request_that_comes_again_moves_once(db: Db) {
        let centre = centre_with_course(db).await;
        let player = Player::begin(&centre, "learner", "migration").await;
        let body = json!({
            "commits": [player.commit_of(1, &[("cmi.completion_status", "completed")], true)],
            "navigation": { "request": "continue", "target": null },
        });
        let first = player.request(&body).gives(200).await.json();
        let second = player.request(&body).gives(200).await.json();
        assert_eq!(first["delivery"]["activity"], "ITEM-2");
        assert_eq!(first["delivery"], second["delivery"]);
        assert_eq!(second["sequencing"]["current"], "ITEM-2");
        let progress = player.progress("learner").await;
        assert_eq!(progress["activities"]["ITEM-1"]["seconds"], 5, "counted once");
    }

    async fn values_are_checked_again(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        let set = [
            ("cmi.location", "1"),
            ("cmi.score.scaled", "7"),
            ("cmi.no_such_element", "x"),
            ("cmi.learner_name", "Somebody Else"),
            ("cmi.completion_status", "nearly"),
            ("cmi.interactions.4.id", "too-far"),
            ("cmi.progress_measure", "0.5"),
        ];
        let told = player.set(&set).await;
        let errors: Vec<_> = told["rejected"].as_array().unwrap().iter().map(|value| (value["element"].clone(), value["error"].clone())).collect();
        assert_eq!(json!(errors), json!([
            ["cmi.score.scaled", 407],
            ["cmi.no_such_element", 401],
            ["cmi.learner_name", 404],
            ["cmi.completion_status", 406],
            ["cmi.interactions.4.id", 351],
        ]));
        assert!(told["rejected"].as_array().unwrap().iter().all(|value| value["number"] == 1));
        let again = Player::begin(&centre, "learner", "migration").await;
        let data = &again.launch["delivery"]["data"];
        assert_eq!((&data["cmi.location"], &data["cmi.progress_measure"]), (&json!("1"), &json!("0.5")));
    }

    async fn a_commit_for_a_visit_that_is_over(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        let late = player.commit_of(2, &[("cmi.completion_status", "completed")], false);
        player.go("continue", None).await;
        let told = player.request(&json!({ "commits": [late] })).gives(200).await.json();
        assert_eq!((&told["acknowledged"], &told["rejected"][0]["error"]), (&json!(2), &json!(351)));
        let progress = player.progress("learner").await;
        assert_ne!(progress["activities"]["ITEM-2"]["completion"], "completed");
    }

    async fn suspend_data_of_64000_cyrillic_characters(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        let long: String = "Миграције ".chars().cycle().take(64_000).collect();
        let told = player.terminate(&[("cmi.suspend_data", &long), ("cmi.exit", "suspend")]).await;
        assert_eq!(told["rejected"], json!([]));
        let again = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(again.launch["delivery"]["data"]["cmi.suspend_data"].as_str(), Some(long.as_str()));
    }

    async fn the_learner_and_the_institution_read_the_same(db: Db) {
        let centre = centre_with_course(db).await;
        let mut player = Player::begin(&centre, "learner", "migration").await;
        assert_eq!(row(&centre).await["completion"], "incomplete");
        centre.wait(Duration::minutes(10));
        for n in 1..=3 {
            player.terminate(&[
                ("cmi.completion_status", "completed"), ("cmi.success_status", "passed"), ("cmi.score.scaled", "0.8"),
                ("cmi.score.raw", "8"), ("cmi.score.min", "0"), ("cmi.score.max", "10"), ("cmi.session_time", "PT1M30S"),
            ]).await;
            let told = player.ask("continue", None).await;
            assert_eq!(told["delivery"].is_null(), n == 3, "{told}");
        }
        let mine = player.progress("learner").await["progress"].clone();
        let theirs = row(&centre).await;
        for field in ["completion", "success", "progress", "score", "seconds", "started_at", "updated_at", "completed_at", "language"] {
            assert_eq!(mine[field], theirs[field], "{field}");
        }
        assert_eq!((&mine["completion"], &mine["success"]), (&json!("completed"), &json!("passed")));
        assert_eq!((&mine["progress"], &mine["seconds"]), (&json!(1.0), &json!(270)));
        assert_eq!(theirs["learner"]["staff_number"], "S-learner");
        let token = centre.sign_in("learner").await;
        let courses = centre.get("/me/courses").by(&token).gives(200).await.json();
        assert_eq!(courses["items"][0]["progress"]["completion"], "completed");
        let course = centre.get("/courses/migration").by(&token).gives(200).await.json();
        assert_eq!((&course["enrolled"], &course["progress"]["success"]), (&json!(true), &json!("passed")));
    }

    async fn a_good_result_is_never_lowered(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("older", scorm12("Older", "en", None)).await;
        let mut player = Player::begin(&centre, "learner", "older").await;
        player.terminate(&[("cmi.core.lesson_status", "passed"), ("cmi.core.score.raw", "90")]).await;
        player.ask("exit_all", None).await;
        let completed_at = row(&centre).await["completed_at"].clone();
        assert!(completed_at.is_string());
        centre.wait(Duration::days(1));
        let mut player = Player::begin(&centre, "learner", "older").await;
        assert_eq!((&player.launch["review"], &player.launch["completed_at"]), (&json!(true), &completed_at));
        player.terminate(&[("cmi.core.lesson_status", "failed"), ("cmi.core.score.raw", "10")]).await;
        let told = player.progress("learner").await["progress"].clone();
        let theirs = row(&centre).await;
        for row in [&told, &theirs] {
            assert_eq!((&row["success"], &row["completion"]), (&json!("passed"), &json!("completed")), "{row}");
            assert_eq!((&row["score"]["raw"], &row["completed_at"]), (&json!(90.0), &completed_at), "{row}");
        }
    }

    /// RTE 1.2, 3.4.4: with credit, the mastery score decides, whatever the lesson says.
    async fn the_mastery_score_decides(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("older", scorm12("Older", "en", Some(80))).await;
        for (word, raw, expected) in [("learner", "79", "failed"), ("second-learner", "80", "passed")] {
            let mut player = Player::begin(&centre, word, "older").await;
            let told = player.terminate(&[("cmi.core.score.raw", raw), ("cmi.core.lesson_status", "completed")]).await;
            assert_eq!(told["sequencing"]["activities"]["LESSON"]["success"], expected, "{raw}: {told}");
            assert_eq!(player.progress(word).await["progress"]["success"], expected);
        }
    }

    async fn bodies_that_are_no_commits(db: Db) {
        let centre = centre_with_course(db).await;
        let player = Player::begin(&centre, "learner", "migration").await;
        for body in [json!({ "commits": 5 }), json!({ "commits": [{ "number": "one" }] }), json!("commits")] {
            player.request(&body).refused(400, "malformed_json").await;
        }
        for request in ["start", "somewhere", "choice"] {
            let body = json!({ "commits": [], "navigation": { "request": request, "target": null } });
            player.request(&body).refused(422, "invalid").await;
        }
        let negative = json!({ "commits": [player.commit_of(0, &[], false), player.commit_of(-1, &[], false)] });
        assert_eq!(player.request(&negative).gives(200).await.json()["acknowledged"], 0);
    }
}
