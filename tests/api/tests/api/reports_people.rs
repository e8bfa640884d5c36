//! What people look at: places with their days, newest first, one's own record; and what coordinators correct.

use chrono::Duration;
use serde_json::{Value, json};

use crate::{
    call::Call,
    centre::{Centre, text},
    player::Player,
    reports::{BEGUN, DONE, PASSED, centre_with_courses, execute, work},
};

fn ministry(centre: &Centre, token: &str, path: &str) -> Call {
    centre.get(&format!("/institutions/ministry{path}")).by(token)
}

/// Learner and course of each row, in order.
fn rows(body: &Value) -> Vec<String> {
    let items = body["items"].as_array().unwrap();
    items.iter().map(|row| format!("{} {}", text(row, "/learner/staff_number"), text(row, "/course/slug"))).collect()
}

async fn enrol(centre: &Centre, word: &str, slug: &str) {
    let token = centre.sign_in(word).await;
    centre.post(&format!("/courses/{slug}/enrolments")).by(&token).gives(201).await;
}

async fn due(centre: &Centre, word: &str, slug: &str, day: &str) {
    let sql = format!(
        "UPDATE enrolment SET due_on = '{day}' WHERE person_id = (SELECT id FROM person WHERE username = '{word}') \
         AND course_id = (SELECT id FROM course WHERE slug = '{slug}')"
    );
    execute(centre, &sql).await;
}

vidik_db::database_tests! {
    /// By time, with the moment that the list itself names: what was being written meanwhile is not missed.
    async fn what_was_being_written_comes_the_next_time(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", BEGUN).await;
        let token = centre.program_token("program-a", "").await;
        let get = async |query: &str| {
            let answer = ministry(&centre, &token, &format!("/registrations{query}")).gives(200).await;
            (rows(&answer.json()), answer.header("consistent-through").to_owned(), answer.header("etag").to_owned())
        };
        // Another transaction holds lists back; SQLite has one writer, so that nothing can be written beside it.
        let postgres = centre.house.db.read().get_database_backend() == sea_orm::DbBackend::Postgres;
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel::<()>();
        let house = centre.house.clone();
        let slow = tokio::spawn(async move {
            let held = async move |txn: &vidik_db::DatabaseTransaction| {
                vidik_db::change_number(txn).await?;
                let _ = begin.send(());
                let _ = wait.await;
                Ok::<_, sea_orm::DbErr>(())
            };
            if postgres { house.db.write(held).await } else { Ok(()) }
        });
        let _ = begun.await;
        let mut player = Player::begin(&centre, "learner", "second").await;
        player.terminate(BEGUN).await;
        let written = centre.now();
        centre.wait(Duration::minutes(5));
        let (shown, through, tag) = get("").await;
        let through: chrono::DateTime<chrono::Utc> = through.parse().expect("a time");
        if postgres {
            assert_eq!(shown, ["S-learner first"]);
            assert!(through <= written, "{through} is behind what is not shown yet: {written}");
        } else {
            assert!(shown.len() == 2 && through > written && through <= centre.now(), "{shown:?} {through}");
        }
        let path = "/institutions/ministry/registrations";
        let again = centre.get(path).by(&token).header("If-None-Match", &tag).send().await;
        assert!(again.status == 304 && !again.header("consistent-through").is_empty());
        let _ = go.send(());
        slow.await.expect("the slow write").expect("it is committed");
        centre.settled().await;
        if postgres {
            let since = through.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
            let (late, ..) = get(&format!("?updated_since={since}")).await;
            assert!(late.contains(&"S-learner second".to_owned()), "{late:?}");
        }
        let administrator = centre.sign_in("administrator").await;
        assert_eq!(centre.get("/registrations").by(&administrator).gives(200).await.header("consistent-through"), "");
    }

    /// Whoever never began is overdue like whoever did not finish; whoever completed, or has left, is not.
    async fn places_that_were_due(db: Db) {
        let centre = centre_with_courses(db).await;
        enrol(&centre, "learner", "first").await;
        work(&centre, "learner", "second", BEGUN).await;
        work(&centre, "second-learner", "second", DONE).await;
        enrol(&centre, "second-learner", "first").await;
        enrol(&centre, "agency-learner", "first").await;
        execute(&centre, "UPDATE enrolment SET due_on = '2026-02-01'").await;
        due(&centre, "second-learner", "first", "2099-01-01").await;
        due(&centre, "learner", "second", "2026-01-15").await;
        let token = centre.program_token("program-a", "").await;
        let get = async |query: &str| ministry(&centre, &token, &format!("/enrolments{query}")).gives(200).await.json();
        let overdue = get("?overdue=true").await;
        assert_eq!(rows(&overdue), ["S-learner second", "S-learner first"]);
        assert_eq!((&overdue["items"][0]["overdue"], &overdue["items"][0]["registration"]["completion"]), (&json!(true), &json!("incomplete")));
        assert_eq!(overdue["items"][1]["registration"], Value::Null);
        assert_eq!(ministry(&centre, &token, "/summary").gives(200).await.json()["overdue"], 2);
        assert_eq!(rows(&get("?overdue=true&begun=false").await), ["S-learner first"]);
        assert_eq!(rows(&get("?begun=true&course=second").await).len(), 2);
        let all = get("").await;
        assert_eq!(all["items"].as_array().unwrap().last().unwrap()["due_on"], "2099-01-01");
        assert_eq!(rows(&all).len(), 4);
        let (mut seen, mut query) = (vec![], "?limit=1".to_owned());
        loop {
            let part = get(&query).await;
            seen.extend(rows(&part));
            let Some(cursor) = part["next_cursor"].as_str() else { break };
            query = format!("?limit=1&cursor={cursor}");
        }
        assert_eq!(seen, rows(&all));
        let table = get("?learner=nobody").await;
        assert_eq!(table["items"], json!([]));
        let csv = ministry(&centre, &token, "/enrolments?format=csv&overdue=true").gives(200).await.text();
        assert_eq!(csv.lines().count(), 3, "{csv}");
        assert!(csv.trim_start_matches('\u{feff}').starts_with("enrolment_id,learner_id,"), "{csv}");

        centre.settled().await;
        let registrations = ministry(&centre, &token, "/registrations?overdue=true").gives(200).await.json();
        assert_eq!(rows(&registrations), ["S-learner second"]);
        execute(&centre, "UPDATE membership SET ends_on = '2026-01-31' WHERE person_id = (SELECT id FROM person WHERE username = 'learner')").await;
        assert_eq!(ministry(&centre, &token, "/summary").gives(200).await.json()["overdue"], 0);
        assert_eq!(get("?overdue=true").await["items"], json!([]));
        let registrations = ministry(&centre, &token, "/registrations?overdue=true").gives(200).await.json();
        assert_eq!(registrations["items"], json!([]));
        centre.get("/institutions/agency/enrolments").by(&token).refused(404, "not_found").await;
    }

    async fn the_newest_first_and_known_answers_are_not_sent_again(db: Db) {
        let centre = centre_with_courses(db).await;
        for (word, slug) in [("learner", "first"), ("second-learner", "first"), ("learner", "second")] {
            work(&centre, word, slug, BEGUN).await;
        }
        centre.settled().await;
        let token = centre.program_token("program-a", "").await;
        let list = |query: String| ministry(&centre, &token, &format!("/registrations{query}"));
        let all = list("?sort=newest".to_owned()).gives(200).await;
        assert_eq!(rows(&all.json()), ["S-learner second", "S-second-learner first", "S-learner first"]);
        let (mut seen, mut query) = (vec![], "?sort=newest&limit=1".to_owned());
        loop {
            let part = list(query).gives(200).await.json();
            seen.extend(rows(&part));
            let Some(cursor) = part["next_cursor"].as_str() else { break };
            query = format!("?sort=newest&limit=1&cursor={cursor}");
        }
        assert_eq!(seen, rows(&all.json()));
        for path in ["/registrations?sort=newest", "/summary", "/enrolments", "/quiz-results"] {
            let tag = ministry(&centre, &token, path).gives(200).await.header("etag").to_owned();
            assert!(tag.len() > 40, "{path}: {tag}");
            let known = ministry(&centre, &token, path).header("If-None-Match", &tag).gives(304).await;
            assert!(known.body.is_empty());
        }
        let tag = all.header("etag").to_owned();
        work(&centre, "learner", "second", DONE).await;
        list("?sort=newest".to_owned()).header("If-None-Match", &tag).gives(200).await;
    }

    async fn completions_by_month(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", DONE).await;
        centre.wait(Duration::days(62));
        work(&centre, "learner", "second", PASSED).await;
        work(&centre, "second-learner", "first", PASSED).await;
        work(&centre, "second-learner", "second", BEGUN).await;
        let token = centre.program_token("program-a", "").await;
        let told = ministry(&centre, &token, "/summary").gives(200).await.json();
        let months = told["completions"].as_array().unwrap();
        assert_eq!(months.len(), 12);
        assert_eq!(months[11]["month"].as_str().unwrap()[..7], centre.now().to_rfc3339()[..7]);
        let counts: Vec<_> = months.iter().map(|month| month["count"].as_i64().unwrap()).collect();
        assert_eq!(counts[9..], [1, 0, 2], "{told}");
        assert_eq!((&told["active"]["count"], &told["active"]["registrations"]), (&json!(2), &json!(3)));
    }

    async fn everybody_reads_their_own_record(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", PASSED).await;
        work(&centre, "learner", "second", BEGUN).await;
        work(&centre, "second-learner", "first", DONE).await;
        let table = "learner,form,protection-1-a,protection-1-b\nlearner,A,a,\n";
        enrol(&centre, "learner", "sample").await;
        let administrator = centre.sign_in("administrator").await;
        centre.post("/courses/sample/quizzes/exit-test/paper-results").by(&administrator).body("text/csv", table).gives(200).await;
        let token = centre.sign_in("learner").await;
        let get = |path: &str| centre.get(&format!("/me/record{path}")).by(&token);
        let own = get("").gives(200).await.json();
        assert_eq!(rows(&own), ["S-learner sample", "S-learner second", "S-learner first"]);
        assert_eq!(own["items"][2]["score"]["scaled"], 0.85);
        let csv = get("?format=csv").gives(200).await;
        assert_eq!(csv.header("content-disposition"), "attachment; filename=\"record.csv\"");
        assert_eq!(csv.text().lines().count(), 4);
        let results = get("/quiz-results").gives(200).await.json();
        assert_eq!(rows(&results), ["S-learner sample"]);
        assert_eq!((&results["items"][0]["quiz"]["id"], &results["items"][0]["on_paper"]), (&json!("exit-test"), &json!(true)));
        assert_eq!(get("/quiz-results?format=ndjson").gives(200).await.text().lines().count(), 1);
        let (mut told, mut query) = (vec![], "?limit=3".to_owned());
        loop {
            let part = get(&format!("/statements{query}")).gives(200).await.json();
            told.extend(part["items"].as_array().unwrap().clone());
            let Some(cursor) = part["next_cursor"].as_str() else { break };
            query = format!("?limit=3&cursor={cursor}");
        }
        let me = json!(centre.person("learner").to_string());
        assert!(told.iter().all(|statement| statement["actor"]["account"]["name"] == me), "{told:?}");
        let of_me = centre.statements().await.into_iter().filter(|one| one["actor"]["account"]["name"] == me).count();
        assert_eq!(told.len(), of_me);
        assert!(text(&told[0], "/stored") >= text(told.last().unwrap(), "/stored"));
        let nobody = centre.sign_in("second-learner").await;
        let other = centre.get("/me/record").by(&nobody).gives(200).await.json();
        assert_eq!(rows(&other), ["S-second-learner first"]);
    }

    async fn coordinators_correct_attempts_of_their_own_people(db: Db) {
        let centre = centre_with_courses(db).await;
        let player = Player::begin(&centre, "learner", "sample").await;
        let attempt = text(&player.launch, "/attempt");
        let path = format!("/attempts/{attempt}/corrections");
        let body = json!({ "action": "recalculate", "reason": "Agreed with the trainer." });
        for (who, status, code) in [("coordinator-b", 404, "not_found"), ("trainer", 403, "not_allowed"), ("learner", 403, "not_allowed")] {
            let token = centre.sign_in(who).await;
            centre.post(&path).by(&token).json(&body).refused(status, code).await;
        }
        let coordinator = centre.sign_in("coordinator-a").await;
        centre.post(&path).by(&coordinator).json(&body).gives(204).await;
        let record = centre.get(&format!("/attempts/{attempt}/record")).by(&coordinator).gives(200).await.json();
        assert_eq!(record["may_correct"], true);
        assert_eq!(record["corrections"][0]["actor"]["id"], centre.person("coordinator-a").to_string());
        assert_eq!(record["corrections"][0]["reason"], "Agreed with the trainer.");
        let trainer = centre.sign_in("trainer").await;
        let seen = centre.get(&format!("/attempts/{attempt}/record")).by(&trainer).gives(200).await.json();
        assert_eq!(seen["may_correct"], false);
        execute(&centre, "UPDATE membership SET ends_on = '2026-01-31' WHERE person_id = (SELECT id FROM person WHERE username = 'learner')").await;
        centre.post(&path).by(&coordinator).json(&body).refused(404, "not_found").await;
    }
}
