//! Registrations as institutions read them: filters, one with all that belongs to it, summaries.

use chrono::Duration;
use serde_json::{Value, json};

use crate::{
    archives::{own_course, scorm12},
    call::{Call, steady},
    centre::{Centre, Tenant, text},
    player::Player,
};

/// A centre with three courses and a program for each institution.
pub async fn centre_with_courses(db: vidik_db::Db) -> Centre {
    let centre = Centre::open(db).await;
    for slug in ["first", "second"] {
        centre.course(slug, scorm12(slug, "en", None)).await;
    }
    centre.course("sample", own_course()).await;
    centre.add_program("program-a", Tenant::Ministry, &["progress:read"]).await;
    centre.add_program("program-b", Tenant::Agency, &["progress:read"]).await;
    centre
}

/// Somebody opens the lesson and gets that far.
pub async fn work(centre: &Centre, word: &str, slug: &str, set: &[(&str, &str)]) {
    let mut player = Player::begin(centre, word, slug).await;
    let mut all = vec![("cmi.core.exit", "suspend")];
    all.extend(set);
    player.terminate(&all).await;
    centre.settled().await;
}

pub const BEGUN: &[(&str, &str)] = &[("cmi.core.lesson_status", "incomplete")];
pub const DONE: &[(&str, &str)] = &[("cmi.core.lesson_status", "completed")];
pub const PASSED: &[(&str, &str)] = &[
    ("cmi.core.lesson_status", "passed"),
    ("cmi.core.score.raw", "85"),
    ("cmi.core.score.max", "100"),
    ("cmi.core.score.min", "0"),
    ("cmi.core.session_time", "00:03:00"),
];
const FAILED: &[(&str, &str)] = &[
    ("cmi.core.lesson_status", "failed"),
    ("cmi.core.score.raw", "5"),
    ("cmi.core.score.max", "100"),
    ("cmi.core.score.min", "0"),
];

fn list(centre: &Centre, token: &str, query: &str) -> Call {
    centre.get(&format!("/institutions/ministry/registrations{query}")).by(token)
}

/// Learner and course of each row, in order.
fn rows(body: &Value) -> Vec<String> {
    let items = body["items"].as_array().unwrap();
    items.iter().map(|row| format!("{} {}", text(row, "/learner/staff_number"), text(row, "/course/slug"))).collect()
}

/// Changes the database as another program's work would.
pub async fn execute(centre: &Centre, sql: &str) {
    use sea_orm::ConnectionTrait as _;
    let sql = sql.to_owned();
    let change = async move |txn: &vidik_db::DatabaseTransaction| txn.execute_unprepared(&sql).await.map(|_| ());
    centre.house.db.write::<(), vidik_db::DbErr, _>(change).await.unwrap();
}

vidik_db::database_tests! {
    async fn a_registration_says_all_that_institutions_ask_for(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", PASSED).await;
        let token = centre.program_token("program-a", "").await;
        let body = list(&centre, &token, "?lang=sr-Cyrl").gives(200).await.json();
        insta::assert_json_snapshot!("registrations", steady(&body));
    }

    async fn lists_are_narrowed(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", PASSED).await;
        work(&centre, "second-learner", "first", FAILED).await;
        centre.wait(Duration::days(2));
        let later = centre.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        work(&centre, "learner", "second", BEGUN).await;
        work(&centre, "second-learner", "second", DONE).await;
        execute(&centre, "INSERT INTO institution_person (institution_id, external_id, person_id, created_at) \
            SELECT m.institution_id, 'HR-7', m.person_id, p.created_at FROM membership m JOIN person p ON p.id = m.person_id \
            WHERE p.username = 'second-learner'").await;
        execute(&centre, "UPDATE enrolment SET due_on = '2026-03-03'").await;
        let token = centre.program_token("program-a", "").await;
        let found = async |query: &str| rows(&list(&centre, &token, query).gives(200).await.json());
        assert_eq!(found("").await, ["S-learner first", "S-second-learner first", "S-learner second", "S-second-learner second"]);
        assert_eq!(found("?course=second").await, ["S-learner second", "S-second-learner second"]);
        assert_eq!(found(&format!("?learner={}", centre.person("learner"))).await, ["S-learner first", "S-learner second"]);
        assert_eq!(found("?learner=HR-7&course=first").await, ["S-second-learner first"]);
        assert_eq!(found("?learner=HR-8").await, Vec::<String>::new());
        assert_eq!(found(&format!("?learner={}", centre.person("agency-learner"))).await, Vec::<String>::new());
        // By what people are called: in either script, and nobody of another institution.
        assert_eq!(found("?q=%D0%BC%D0%B8%D0%BB%D0%B0%20SECOND&course=first").await, ["S-second-learner first"]);
        assert_eq!(found("?q=petrovic&course=first").await, ["S-learner first", "S-second-learner first"]);
        assert_eq!(found("?q=hr-7&course=second").await, ["S-second-learner second"]);
        assert_eq!(found(&format!("?q=second&learner={}", centre.person("learner"))).await, Vec::<String>::new());
        assert_eq!(found("?q=agency").await, Vec::<String>::new());
        assert_eq!(found("?q=!").await, Vec::<String>::new());
        assert_eq!(found("?q=").await.len(), 4);
        let long = list(&centre, &token, &format!("?q={}", "a".repeat(201))).refused(422, "invalid").await.json();
        assert_eq!((&long["errors"][0]["pointer"], &long["errors"][0]["code"]), (&json!("q"), &json!("too_long")));
        let places = centre.get("/institutions/ministry/enrolments?q=second-learner").by(&token).gives(200).await.json();
        assert_eq!(rows(&places).len(), 2);
        // A lesson of SCORM 1.2 that was failed is not completed.
        assert_eq!(found("?status=in_progress").await, ["S-second-learner first", "S-learner second"]);
        assert_eq!(found("?status=completed").await, ["S-learner first", "S-second-learner second"]);
        assert_eq!(found("?status=passed").await, ["S-learner first"]);
        assert_eq!(found("?status=failed").await, ["S-second-learner first"]);
        assert_eq!(found(&format!("?updated_since={later}")).await, ["S-learner second", "S-second-learner second"]);
        assert_eq!(found(&format!("?completed_since={later}")).await, ["S-second-learner second"]);
        assert_eq!(found("?overdue=true").await, ["S-second-learner first", "S-learner second"]);
        let row = list(&centre, &token, "?learner=HR-7&course=first").gives(200).await.json();
        assert_eq!((&row["items"][0]["learner"]["external_id"], &row["items"][0]["due_on"]), (&json!("HR-7"), &json!("2026-03-03")));
        let refused = list(&centre, &token, "?course=none").refused(422, "invalid").await.json();
        assert_eq!(refused["errors"][0]["code"], "unknown_course");
        list(&centre, &token, "?status=asleep").refused(400, "malformed_request").await;
    }

    async fn parts_follow_one_another_and_nothing_is_skipped(db: Db) {
        let centre = centre_with_courses(db).await;
        for word in ["learner", "second-learner"] {
            for slug in ["first", "second"] {
                work(&centre, word, slug, BEGUN).await;
            }
        }
        let token = centre.program_token("program-a", "").await;
        let (mut seen, mut query) = (vec![], "?limit=1".to_owned());
        loop {
            let part = list(&centre, &token, &query).gives(200).await.json();
            seen.extend(rows(&part));
            if seen.len() == 1 {
                work(&centre, "learner", "first", DONE).await;
            }
            let Some(cursor) = part["next_cursor"].as_str() else { break };
            query = format!("?limit=1&cursor={cursor}");
        }
        assert_eq!(seen, ["S-learner first", "S-learner second", "S-second-learner first", "S-second-learner second", "S-learner first"]);
        list(&centre, &token, "?cursor=made-up").refused(400, "malformed_cursor").await;
    }

    /// Administrators read everybody's, institutions their own people's.
    async fn own_people_only(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", DONE).await;
        work(&centre, "agency-learner", "first", DONE).await;
        work(&centre, "author", "first", BEGUN).await;
        let (a, b) = (centre.program_token("program-a", "").await, centre.program_token("program-b", "").await);
        let own = list(&centre, &a, "").gives(200).await.json();
        assert_eq!(rows(&own), ["S-learner first"]);
        list(&centre, &b, "").refused(404, "not_found").await;
        let administrator = centre.sign_in("administrator").await;
        let all = centre.get("/registrations?status=completed").by(&administrator).gives(200).await.json();
        assert_eq!(rows(&all), ["S-learner first", "S-agency-learner first"]);
        let all = centre.get("/registrations").by(&administrator).gives(200).await.json();
        assert_eq!(rows(&all).len(), 3);
        let id = text(&own, "/items/0/id");
        for path in [format!("/registrations/{id}"), format!("/registrations/{id}/statements")] {
            centre.get(&path).by(&a).gives(200).await;
            centre.get(&path).by(&administrator).gives(200).await;
            centre.get(&path).by(&b).refused(404, "not_found").await;
            centre.get(&path).by(&centre.sign_in("coordinator-b").await).refused(404, "not_found").await;
            centre.get(&path).by(&centre.sign_in("learner").await).refused(403, "not_allowed").await;
        }
    }

    async fn one_registration_with_its_activities_sessions_and_statements(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", BEGUN).await;
        centre.wait(Duration::hours(1));
        work(&centre, "learner", "first", PASSED).await;
        let token = centre.program_token("program-a", "").await;
        let id = text(&list(&centre, &token, "").gives(200).await.json(), "/items/0/id");
        let one = centre.get(&format!("/registrations/{id}")).by(&token).gives(200).await.json();
        assert_eq!(one["sessions"].as_array().unwrap().len(), 2, "{one}");
        assert_eq!(one["completion"], "completed");
        let lesson = text(&one, "/tree/0/id");
        assert!(one["activities"][&lesson].is_object(), "{one}");
        let mut verbs = vec![];
        let mut query = "?limit=2".to_owned();
        loop {
            let part = centre.get(&format!("/registrations/{id}/statements{query}")).by(&token).gives(200).await.json();
            for statement in part["items"].as_array().unwrap() {
                assert_eq!(statement["context"]["registration"], json!(id));
                verbs.push(text(statement, "/verb/id").rsplit('/').next().unwrap().to_owned());
            }
            let Some(cursor) = part["next_cursor"].as_str() else { break };
            query = format!("?limit=2&cursor={cursor}");
        }
        assert_eq!(verbs.len(), centre.statements().await.len());
        assert!(verbs.contains(&"passed".to_owned()) && verbs.contains(&"initialized".to_owned()), "{verbs:?}");
    }

    /// What comes after the membership is not told, in no corner of the answer.
    async fn nothing_from_after_the_membership(db: Db) {
        let centre = centre_with_courses(db).await;
        let administrator = centre.sign_in("administrator").await;
        let today = centre.now().date_naive();
        let body = json!({ "institution": "ministry", "starts_on": today, "ends_on": today });
        centre.post(&format!("/people/{}/memberships", centre.person("author"))).by(&administrator).json(&body).gives(201).await;
        work(&centre, "author", "first", BEGUN).await;
        let token = centre.program_token("program-a", "").await;
        let id = text(&list(&centre, &token, "").gives(200).await.json(), "/items/0/id");
        let count = async || {
            let path = format!("/registrations/{id}/statements");
            let token = centre.program_token("program-a", "").await;
            centre.get(&path).by(&token).gives(200).await.json()["items"].as_array().unwrap().len()
        };
        let before = count().await;
        centre.wait(Duration::days(1));
        work(&centre, "author", "first", PASSED).await;
        let token = centre.program_token("program-a", "").await;
        let one = centre.get(&format!("/registrations/{id}")).by(&token).gives(200).await.json();
        assert_eq!((&one["completion"], &one["success"], &one["score"]), (&json!("incomplete"), &json!("unknown"), &Value::Null));
        assert_eq!((&one["tree"], &one["activities"]), (&Value::Null, &Value::Null));
        assert_eq!(one["sessions"].as_array().unwrap().len(), 1);
        assert_eq!(count().await, before);
        assert!(centre.statements().await.len() > before);
    }

    async fn numbers_at_a_glance_and_by_course_and_learner(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", PASSED).await;
        centre.wait(Duration::days(40));
        let administrator = centre.sign_in("administrator").await;
        work(&centre, "second-learner", "first", FAILED).await;
        work(&centre, "second-learner", "second", DONE).await;
        execute(&centre, "UPDATE enrolment SET due_on = '2026-04-01'").await;
        let token = centre.program_token("program-a", "").await;
        let get = async |path: &str| centre.get(&format!("/institutions/ministry{path}")).by(&token).gives(200).await.json();
        let glance = get("/summary").await;
        assert_eq!((&glance["members"], &glance["in_progress"], &glance["overdue"]), (&json!(4), &json!(1), &json!(1)));
        assert_eq!((&glance["active"]["count"], &glance["completed"]["count"]), (&json!(1), &json!(1)), "{glance}");
        assert_eq!(glance["completed"]["since"], "2026-04-01T00:00:00Z");
        let courses = get("/summaries/courses").await;
        assert_eq!((text(&courses, "/items/0/course/slug"), text(&courses, "/items/1/course/slug")), ("first".to_owned(), "second".to_owned()));
        let first = &courses["items"][0];
        assert_eq!((&first["registrations"], &first["passed"], &first["failed"], &first["completed"]), (&json!(2), &json!(1), &json!(1), &json!(1)));
        assert_eq!(first["scores"], json!([1, 0, 0, 0, 0, 0, 0, 0, 1, 0]));
        assert_eq!(first["progress"], json!([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
        assert!((first["mean_score"].as_f64().unwrap() - 0.45).abs() < 1e-9);
        assert_eq!(get("/summaries/courses?course=second").await["items"].as_array().unwrap().len(), 1);
        let learners = get("/summaries/learners").await;
        let mut told: Vec<_> = learners["items"].as_array().unwrap().iter()
            .map(|row| (text(row, "/learner/staff_number"), row["registrations"].as_i64().unwrap(), row["seconds"].as_i64().unwrap()))
            .collect();
        told.sort();
        assert_eq!(told, [("S-learner".to_owned(), 1, 180), ("S-second-learner".to_owned(), 2, 10)]);
        let part = get("/summaries/learners?limit=1").await;
        let next = get(&format!("/summaries/learners?limit=1&cursor={}", text(&part, "/next_cursor"))).await;
        assert_ne!(part["items"][0]["learner"]["id"], next["items"][0]["learner"]["id"]);
        assert_eq!(next["next_cursor"], Value::Null);
        let agency = centre.get("/institutions/agency/summary").by(&administrator).gives(200).await.json();
        assert_eq!((&agency["members"], &agency["in_progress"]), (&json!(2), &json!(0)));
    }
}
