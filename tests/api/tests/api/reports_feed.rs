//! The change feed, and results of quizzes.

use chrono::Duration;
use serde_json::{Value, json};

use crate::{
    call::steady,
    centre::{Centre, text},
    reports::{BEGUN, DONE, centre_with_courses, execute, work},
};

async fn feed(centre: &Centre, cursor: &str) -> Value {
    centre.settled().await;
    let token = centre.program_token("program-a", "").await;
    centre.get(&format!("/institutions/ministry/changes?limit=200&cursor={cursor}")).by(&token).gives(200).await.json()
}

fn kinds(body: &Value) -> Vec<String> {
    body["items"].as_array().unwrap().iter().map(|item| text(item, "/type")).collect()
}

/// Hands a test in on paper, for two people of the ministry and one of the agency.
async fn hand_in(centre: &Centre) {
    for word in ["learner", "second-learner", "agency-learner"] {
        let token = centre.sign_in(word).await;
        centre.post("/courses/sample/enrolments").by(&token).gives(201).await;
    }
    let lines =
        "learner;form;protection-1-a;protection-1-b\nS-learner;A;a;\nS-second-learner;A;b;\nS-agency-learner;A;a;\n";
    let administrator = centre.sign_in("administrator").await;
    let call = centre.post("/courses/sample/quizzes/entry-test/paper-results").by(&administrator);
    call.body("text/csv", lines).gives(200).await;
    centre.settled().await;
}

vidik_db::database_tests! {
    async fn the_feed_tells_what_came_changed_and_went(db: Db) {
        let centre = centre_with_courses(db).await;
        let begin = feed(&centre, "").await;
        assert_eq!(kinds(&begin), ["membership.changed"; 4]);
        let mut cursor = text(&begin, "/next_cursor");
        assert_eq!(begin["more"], false);
        let nothing = feed(&centre, &cursor).await;
        assert_eq!((&nothing["items"], text(&nothing, "/next_cursor")), (&json!([]), cursor.clone()));

        work(&centre, "learner", "first", BEGUN).await;
        work(&centre, "agency-learner", "first", BEGUN).await;
        let part = feed(&centre, &cursor).await;
        assert_eq!(kinds(&part), ["registration.changed"], "{part}");
        assert_eq!(part["items"][0]["registration"]["learner"]["staff_number"], "S-learner");
        let id = text(&part, "/items/0/id");
        let before = cursor;
        cursor = text(&part, "/next_cursor");

        // Completed, and changed once more before anybody looked: it is still told that it was completed.
        work(&centre, "learner", "first", DONE).await;
        work(&centre, "learner", "first", DONE).await;
        let part = feed(&centre, &cursor).await;
        assert_eq!(kinds(&part), ["registration.completed"]);
        assert_eq!(kinds(&feed(&centre, &before).await), ["registration.completed"]);
        cursor = text(&part, "/next_cursor");
        work(&centre, "learner", "first", DONE).await;
        let part = feed(&centre, &cursor).await;
        assert_eq!(kinds(&part), ["registration.changed"]);
        cursor = text(&part, "/next_cursor");

        // Whatever deletes it, and by whatever it hung on.
        execute(&centre, "DELETE FROM registration").await;
        let part = feed(&centre, &cursor).await;
        assert_eq!((kinds(&part), text(&part, "/items/0/id")), (vec!["registration.deleted".to_owned()], id));
        assert_eq!(part["items"][0]["registration"], Value::Null);
        assert_eq!(kinds(&feed(&centre, &text(&part, "/next_cursor")).await), Vec::<String>::new());
        let numbers: Vec<_> = feed(&centre, "").await["items"].as_array().unwrap().iter().map(|item| item["number"].as_i64()).collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
        let token = centre.program_token("program-a", "").await;
        centre.get("/institutions/ministry/changes?cursor=made-up").by(&token).refused(400, "malformed_cursor").await;
    }

    async fn the_feed_comes_in_parts(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", BEGUN).await;
        hand_in(&centre).await;
        let whole = feed(&centre, "").await;
        let token = centre.program_token("program-a", "").await;
        let (mut seen, mut cursor) = (vec![], String::new());
        loop {
            let part = centre.get(&format!("/institutions/ministry/changes?limit=2&cursor={cursor}")).by(&token).gives(200).await.json();
            seen.extend(part["items"].as_array().unwrap().clone());
            cursor = text(&part, "/next_cursor");
            if part["more"] == false {
                break;
            }
        }
        assert_eq!(json!(seen), whole["items"]);
        let results = kinds(&whole).iter().filter(|kind| *kind == "quiz_result.changed").count();
        assert_eq!(results, 2);
    }

    async fn results_of_quizzes_with_points_by_topic(db: Db) {
        let centre = centre_with_courses(db).await;
        hand_in(&centre).await;
        let token = centre.program_token("program-a", "").await;
        let get = async |query: &str| {
            centre.get(&format!("/institutions/ministry/quiz-results{query}")).by(&token).gives(200).await.json()
        };
        let all = get("").await;
        assert_eq!(all["items"].as_array().unwrap().len(), 2);
        // Results that come in together have no order among themselves.
        let mut shown = steady(&all);
        shown["items"].as_array_mut().unwrap().sort_by_key(|one| text(one, "/learner/email"));
        insta::assert_json_snapshot!("quiz_results", shown);
        // In the reader's language and script.
        let latin = get("?lang=sr-Latn").await;
        assert_eq!(latin["items"][0]["quiz"]["title"], "Ulazni test");
        assert_eq!(get("?quiz=exit-test").await["items"], json!([]));
        assert_eq!(get(&format!("?learner={}", centre.person("learner"))).await["items"].as_array().unwrap().len(), 1);
        assert_eq!(get("?course=first").await["items"], json!([]));
        let later = (centre.now() + Duration::seconds(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        assert_eq!(get(&format!("?since={later}")).await["items"], json!([]));
        let now = centre.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        assert_eq!(get(&format!("?since={now}")).await["items"].as_array().unwrap().len(), 2);
        let part = get("?limit=1").await;
        let next = get(&format!("?limit=1&cursor={}", text(&part, "/next_cursor"))).await;
        assert_eq!(json!([part["items"][0], next["items"][0]]), all["items"]);
        let csv = centre.get("/institutions/ministry/quiz-results?format=csv").by(&token).gives(200).await.text();
        assert_eq!(csv.lines().count(), 3, "{csv}");
        assert!(csv.contains(",quiz,quiz_title,kind,") && csv.contains(",entry-test,Entry test,entry,"), "{csv}");
    }

    /// A result counts for the institution that its learner belonged to on that day.
    async fn results_follow_memberships(db: Db) {
        let centre = centre_with_courses(db).await;
        hand_in(&centre).await;
        let administrator = centre.sign_in("administrator").await;
        let count = async || {
            centre.settled().await;
            let body = centre.get("/institutions/agency/quiz-results").by(&administrator).gives(200).await.json();
            body["items"].as_array().unwrap().len()
        };
        assert_eq!(count().await, 1);
        let join = async |starts_on: chrono::NaiveDate, word: &str| {
            let body = json!({ "institution": "agency", "starts_on": starts_on });
            let path = format!("/people/{}/memberships", centre.person(word));
            centre.post(&path).by(&administrator).json(&body).gives(201).await;
        };
        join(centre.now().date_naive() + Duration::days(1), "learner").await;
        assert_eq!(count().await, 1);
        join(centre.now().date_naive(), "second-learner").await;
        assert_eq!(count().await, 2);
    }
}
