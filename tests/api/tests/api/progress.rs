//! What institutions and their programs read: their own people, in the order of changes, and nothing is skipped.

use std::collections::BTreeMap;

use chrono::Duration;
use serde_json::{Value, json};

use crate::{
    archives::scorm12,
    call::{Call, steady},
    centre::{Centre, Tenant, text},
    player::Player,
};

const LESSONS: [&str; 3] = ["first", "second", "third"];

async fn centre_with_courses(db: vidik_db::Db) -> Centre {
    let centre = Centre::open(db).await;
    for slug in LESSONS {
        centre.course(slug, scorm12(slug, "en", None)).await;
    }
    centre.add_program("program-a", Tenant::Ministry, &["progress:read"]).await;
    centre.add_program("program-b", Tenant::Agency, &["progress:read"]).await;
    centre
}

/// Somebody opens the lesson and gets that far.
async fn work(centre: &Centre, word: &str, slug: &str, status: &str) {
    let mut player = Player::begin(centre, word, slug).await;
    player.terminate(&[("cmi.core.lesson_status", status), ("cmi.core.exit", "suspend")]).await;
    centre.settled().await;
}

fn list(centre: &Centre, token: &str, query: &str) -> Call {
    centre.get(&format!("/institutions/ministry/progress{query}")).by(token)
}

/// Learner and course of each row, in order.
fn rows(body: &Value) -> Vec<String> {
    let items = body["items"].as_array().unwrap();
    items.iter().map(|row| format!("{} {}", text(row, "/learner/staff_number"), text(row, "/course/slug"))).collect()
}

fn after(body: &Value) -> Option<String> {
    body["next_cursor"].as_str().map(|cursor| format!("&cursor={cursor}"))
}

vidik_db::database_tests! {
    async fn a_row_as_a_program_reads_it(db: Db) {
        let centre = centre_with_courses(db).await;
        let mut player = Player::begin(&centre, "learner", "first").await;
        centre.wait(Duration::minutes(3));
        player.terminate(&[
            ("cmi.core.lesson_status", "passed"), ("cmi.core.score.raw", "85"), ("cmi.core.score.max", "100"),
            ("cmi.core.score.min", "0"), ("cmi.core.session_time", "00:03:00"),
        ]).await;
        centre.settled().await;
        let token = centre.program_token("program-a", "").await;
        let by_slug = list(&centre, &token, "?lang=sr-Cyrl").gives(200).await.json();
        let by_id = centre.get(&format!("/institutions/{}/progress?lang=sr-Cyrl", centre.ministry)).by(&token);
        assert_eq!(by_id.gives(200).await.json(), by_slug);
        insta::assert_json_snapshot!("progress", steady(&by_slug));
    }

    async fn only_what_changed_since(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", "incomplete").await;
        centre.wait(Duration::hours(1));
        let since = centre.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        work(&centre, "learner", "second", "incomplete").await;
        let token = centre.program_token("program-a", "").await;
        let body = list(&centre, &token, &format!("?since={since}")).gives(200).await.json();
        assert_eq!(rows(&body), ["S-learner second"]);
        work(&centre, "learner", "first", "completed").await;
        let body = list(&centre, &token, &format!("?since={since}")).gives(200).await.json();
        assert_eq!(rows(&body), ["S-learner second", "S-learner first"]);
        let later = (centre.now() + Duration::seconds(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        assert_eq!(list(&centre, &token, &format!("?since={later}")).gives(200).await.json(), json!({ "items": [], "next_cursor": null }));
        list(&centre, &token, "?since=yesterday").refused(400, "malformed_request").await;
    }

    /// Somebody pages while people go on working: what changes meanwhile comes again later, nothing is left out.
    async fn rows_that_change_while_somebody_pages(db: Db) {
        let centre = centre_with_courses(db).await;
        for slug in LESSONS {
            for word in ["learner", "second-learner"] {
                work(&centre, word, slug, "incomplete").await;
            }
        }
        let token = centre.program_token("program-a", "").await;
        let mut told = BTreeMap::new();
        let (mut cursor, mut parts) = (Some(String::new()), 0);
        while let Some(from) = cursor {
            let body = list(&centre, &token, &format!("?limit=2{from}")).gives(200).await.json();
            assert!(rows(&body).len() <= 2);
            for (name, row) in rows(&body).into_iter().zip(body["items"].as_array().unwrap()) {
                told.insert(name, text(row, "/completion"));
            }
            if parts < 2 {
                // The row that came first, and one that has not come yet.
                work(&centre, "learner", "first", "completed").await;
                work(&centre, "second-learner", "third", "completed").await;
            }
            parts += 1;
            assert!(parts < 10, "the list ends");
            cursor = after(&body);
        }
        let completed = |name: &str| told.get(name).map(String::as_str);
        assert_eq!(told.len(), 6);
        assert_eq!((completed("S-learner first"), completed("S-second-learner third")), (Some("completed"), Some("completed")));
        assert_eq!(completed("S-learner second"), Some("incomplete"));
    }

    async fn the_order_is_the_same_each_time(db: Db) {
        let centre = centre_with_courses(db).await;
        for slug in LESSONS {
            work(&centre, "learner", slug, "incomplete").await;
        }
        let token = centre.program_token("program-a", "").await;
        let whole = list(&centre, &token, "").gives(200).await.json();
        assert_eq!(rows(&whole), ["S-learner first", "S-learner second", "S-learner third"]);
        let part = list(&centre, &token, "?limit=1").gives(200).await.json();
        let cursor = after(&part).unwrap();
        for _ in 0..2 {
            let next = list(&centre, &token, &format!("?limit=1{cursor}")).gives(200).await.json();
            assert_eq!(rows(&next), ["S-learner second"]);
        }
        for limit in ["0", "201", "18446744073709551615"] {
            let refused = list(&centre, &token, &format!("?limit={limit}")).refused(422, "invalid").await.json();
            assert_eq!(refused["errors"][0]["pointer"], "limit");
        }
        list(&centre, &token, "?limit=many").refused(400, "malformed_request").await;
        list(&centre, &token, "?cursor=made-up").refused(400, "malformed_cursor").await;
    }

    async fn another_institution_sees_nothing(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", "completed").await;
        work(&centre, "agency-learner", "first", "completed").await;
        work(&centre, "author", "first", "completed").await;
        let path = |id: &str| format!("/institutions/{id}/progress");
        let (a, b) = (centre.program_token("program-a", "").await, centre.program_token("program-b", "").await);
        let own = centre.get(&path("agency")).by(&b).gives(200).await.json();
        assert_eq!(rows(&own), ["S-agency-learner first"]);
        assert_eq!(rows(&centre.get(&path("ministry")).by(&a).gives(200).await.json()), ["S-learner first"]);
        for other in ["ministry".to_owned(), centre.ministry.to_string(), "no-such-place".to_owned()] {
            let refused = centre.get(&path(&other)).by(&b).refused(404, "not_found").await.json();
            assert_eq!(refused["detail"], centre.get(&path("nowhere")).by(&b).send().await.json()["detail"]);
        }
        let members = centre.get("/institutions/agency/members").by(&centre.sign_in("coordinator-b").await).gives(200).await.json();
        assert_eq!(members["items"].as_array().unwrap().len(), 2);
    }

    /// The institution sees what fell within the membership, also when the person goes on elsewhere.
    async fn a_row_stays_as_it_was_when_the_membership_ended(db: Db) {
        let centre = centre_with_courses(db).await;
        let administrator = centre.sign_in("administrator").await;
        let today = centre.now().date_naive();
        let membership = |institution: &str, from: chrono::NaiveDate, to: Option<chrono::NaiveDate>| {
            let path = format!("/people/{}/memberships", centre.person("author"));
            centre.post(&path).by(&administrator).json(&json!({ "institution": institution, "starts_on": from, "ends_on": to }))
        };
        membership("ministry", today, Some(today)).gives(201).await;
        membership("agency", today + Duration::days(1), None).gives(201).await;
        membership("ministry", today, None).refused(409, "membership_overlaps").await;
        work(&centre, "author", "first", "incomplete").await;
        centre.wait(Duration::days(1));
        work(&centre, "author", "first", "completed").await;
        work(&centre, "author", "second", "completed").await;
        let (a, b) = (centre.program_token("program-a", "").await, centre.program_token("program-b", "").await);
        let ministry = list(&centre, &a, "").gives(200).await.json();
        assert_eq!(rows(&ministry), ["S-author first"]);
        assert_eq!(ministry["items"][0]["completion"], "incomplete", "what came after the last day is not shown");
        let agency = centre.get("/institutions/agency/progress").by(&b).gives(200).await.json();
        assert_eq!(rows(&agency), ["S-author first", "S-author second"]);
        assert_eq!(agency["items"][0]["completion"], "completed");
    }

    /// Somebody who joins brings along what they work on within the membership, and nothing from before.
    async fn a_membership_that_is_written_down_late(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "author", "first", "completed").await;
        centre.wait(Duration::days(10));
        work(&centre, "author", "second", "incomplete").await;
        let administrator = centre.sign_in("administrator").await;
        let path = format!("/people/{}/memberships", centre.person("author"));
        let body = json!({ "institution": "ministry", "starts_on": centre.now().date_naive() - Duration::days(5) });
        centre.post(&path).by(&administrator).json(&body).gives(201).await;
        centre.settled().await;
        let token = centre.program_token("program-a", "").await;
        assert_eq!(rows(&list(&centre, &token, "").gives(200).await.json()), ["S-author second"]);
    }

    async fn a_revoked_program_stops_at_once(db: Db) {
        let centre = centre_with_courses(db).await;
        let coordinator = centre.sign_in("coordinator-a").await;
        let new = json!({ "id": "human-resources", "scopes": ["progress:read"] });
        let made = centre.post("/institutions/ministry/clients").by(&coordinator).json(&new).gives(201).await;
        assert_eq!(made.header("cache-control"), "no-store");
        let secret = text(&made.json(), "/secret");
        let fields = [("grant_type", "client_credentials"), ("client_id", "human-resources"), ("client_secret", secret.as_str())];
        let answer = centre.post("/oauth/token").form(&fields).gives(200).await;
        let token = text(&answer.json(), "/access_token");
        list(&centre, &token, "").gives(200).await;
        let taken = centre.post("/institutions/ministry/clients").by(&coordinator).json(&new);
        taken.refused(409, "client_id_taken").await;
        centre.call("DELETE", "/institutions/ministry/clients/human-resources").by(&coordinator).gives(204).await;
        list(&centre, &token, "").refused(401, "not_signed_in").await;
        centre.post("/oauth/token").form(&fields).refused(401, "wrong_credentials").await;
        let clients = centre.get("/institutions/ministry/clients").by(&coordinator).gives(200).await.json();
        let shown = clients["items"].as_array().unwrap().iter().find(|client| client["id"] == "human-resources").unwrap();
        assert!(shown["revoked_at"].is_string() && shown.get("secret").is_none(), "{shown}");
        // Another institution's program is out of reach.
        centre.call("DELETE", "/institutions/ministry/clients/program-b").by(&coordinator).refused(404, "not_found").await;
        list(&centre, &centre.program_token("program-a", "").await, "").gives(200).await;
    }

    async fn a_program_works_until_its_last_day(db: Db) {
        let centre = centre_with_courses(db).await;
        let coordinator = centre.sign_in("coordinator-a").await;
        let until = centre.now() + Duration::minutes(5);
        let new = json!({ "id": "for-a-while", "scopes": ["progress:read"], "expires_at": until });
        let made = centre.post("/institutions/ministry/clients").by(&coordinator).json(&new).gives(201).await.json();
        let secret = text(&made, "/secret");
        let fields = [("grant_type", "client_credentials"), ("client_id", "for-a-while"), ("client_secret", secret.as_str())];
        let answer = centre.post("/oauth/token").form(&fields).gives(200).await;
        let token = text(&answer.json(), "/access_token");
        list(&centre, &token, "").gives(200).await;
        centre.wait(Duration::minutes(6));
        list(&centre, &token, "").refused(401, "not_signed_in").await;
    }
}
