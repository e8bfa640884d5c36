//! People and enrolments by an institution's own ids, and how much its programs may ask.

use chrono::Duration;
use serde_json::{Value, json};
use vidik_institutions::{MembershipError, NewMembership, add_membership, people_named};

use crate::{
    call::Call,
    centre::{Centre, OsRng, Tenant, text},
    reports::{BEGUN, centre_with_courses, work},
};

const SCOPES: [&str; 4] = ["progress:read", "members:read", "members:write", "enrolments:write"];

async fn centre_with_program(db: vidik_db::Db) -> Centre {
    let centre = centre_with_courses(db).await;
    centre.add_program("personnel", Tenant::Ministry, &SCOPES).await;
    centre
}

fn put(centre: &Centre, token: &str, id: &str, body: &Value) -> Call {
    centre.call("PUT", &format!("/institutions/ministry/people/{id}")).by(token).json(body)
}

fn named(given: &str, email: &str) -> Value {
    json!({ "name": { "latin": { "given": given, "family": "Ilić" } }, "email": email })
}

vidik_db::database_tests! {
    async fn a_person_is_added_once_and_kept_up_to_date(db: Db) {
        let centre = centre_with_program(db).await;
        let token = centre.program_token("personnel", "").await;
        let added = put(&centre, &token, "HR-1", &named("Ana", "ana@ministry.test")).gives(201).await.json();
        assert_eq!((text(&added, "/external_id"), text(&added, "/starts_on")), ("HR-1".to_owned(), "2026-03-02".to_owned()));
        let again = put(&centre, &token, "HR-1", &named("Anna", "other@ministry.test")).gives(200).await.json();
        assert_eq!((&again["id"], text(&again, "/name/latin/given")), (&added["id"], "Anna".to_owned()));
        assert_eq!(again["email"], "ana@ministry.test", "the person's own affair");
        let members = centre.get("/institutions/ministry/members?limit=200").by(&token).gives(200).await.json();
        let count = members["items"].as_array().unwrap().iter().filter(|member| member["id"] == added["id"]).count();
        assert_eq!(count, 1);

        // Somebody who is known here gets the id; somebody who is known elsewhere is not taken over.
        let known = put(&centre, &token, "HR-2", &named("Mila", "learner@vidik.test")).gives(200).await.json();
        assert_eq!(text(&known, "/id"), centre.person("learner").to_string());
        let own = put(&centre, &token, "HR-2", &named("Ana", "learner@vidik.test")).gives(200).await.json();
        assert_eq!(own["name"], known["name"], "whoever has a password says their own name");
        put(&centre, &token, "HR-3", &named("Mila", "learner@vidik.test")).refused(409, "external_id_taken").await;
        put(&centre, &token, "HR-4", &named("Mila", "agency-learner@vidik.test")).refused(409, "sign_in_name_taken").await;
        put(&centre, &token, "HR-4", &json!({ "name": {} , "email": "a@b.test" })).refused(422, "invalid").await;
        put(&centre, &token, "HR-4", &json!({ "name": "Ana" })).refused(400, "malformed_json").await;
    }

    async fn a_request_that_is_sent_again_gets_the_same_answer(db: Db) {
        let centre = centre_with_program(db).await;
        let token = centre.program_token("personnel", "").await;
        let send = |given: &str| put(&centre, &token, "HR-1", &named(given, "ana@ministry.test")).header("Idempotency-Key", "k-1");
        let first = send("Ana").gives(201).await.json();
        assert_eq!(send("Ana").gives(201).await.json(), first);
        send("Anna").refused(409, "idempotency_key_reused").await;
        let long = put(&centre, &token, "HR-1", &named("Ana", "ana@ministry.test")).header("Idempotency-Key", &"k".repeat(256));
        long.refused(422, "invalid").await;
        centre.wait(Duration::hours(25));
        let token = centre.program_token("personnel", "").await;
        let later = put(&centre, &token, "HR-1", &named("Ana", "ana@ministry.test")).header("Idempotency-Key", "k-1");
        later.gives(200).await;
    }

    /// Two at once with one key: both get the answer, and there is one person.
    async fn requests_with_one_key_that_come_at_once_are_one(db: Db) {
        let centre = centre_with_program(db).await;
        let token = centre.program_token("personnel", "").await;
        for attempt in 0..5 {
            let (id, email) = (format!("HR-{attempt}"), format!("ana-{attempt}@ministry.test"));
            let send = || put(&centre, &token, &id, &named("Ana", &email)).header("Idempotency-Key", &id).gives(201);
            let (one, two, three) = tokio::join!(send(), send(), send());
            assert_eq!((one.json(), two.json()), (two.json(), three.json()));
            let enrol = || {
                let path = format!("/institutions/ministry/people/{id}/enrolments/first");
                let key = format!("enrol-{attempt}");
                centre.call("PUT", &path).by(&token).header("Idempotency-Key", &key).json(&json!({})).gives(201)
            };
            let (one, two) = tokio::join!(enrol(), enrol());
            assert_eq!(one.json(), two.json());
        }
    }

    /// Whoever has left is taken neither from another institution nor back in time.
    async fn somebody_comes_back_from_today_on(db: Db) {
        let centre = centre_with_program(db).await;
        let token = centre.program_token("personnel", "").await;
        for (id, email) in [("HR-1", "ana@ministry.test"), ("HR-2", "eva@ministry.test")] {
            put(&centre, &token, id, &named("Ana", email)).gives(201).await;
            centre.call("DELETE", &format!("/institutions/ministry/people/{id}")).by(&token).gives(200).await;
        }
        centre.wait(Duration::days(2));
        let token = centre.program_token("personnel", "").await;
        let mut back = named("Ana", "ana@ministry.test");
        back["starts_on"] = json!("2020-01-01");
        let answer = put(&centre, &token, "HR-1", &back).gives(200).await.json();
        assert_eq!(answer["starts_on"], "2026-03-04");
        let other = people_named(centre.house.db.read(), None, "HR-2").await.unwrap();
        let new = NewMembership {
            person: other[0],
            institution: centre.tenant(Tenant::Agency),
            starts_on: centre.now().date_naive(),
            ends_on: None,
        };
        let add = async move |txn: &vidik_db::DatabaseTransaction| add_membership(txn, &OsRng, new).await;
        centre.house.db.write::<_, MembershipError, _>(add).await.unwrap();
        put(&centre, &token, "HR-2", &named("Eva", "eva@ministry.test")).refused(409, "sign_in_name_taken").await;
    }

    async fn somebody_is_enrolled_and_leaves(db: Db) {
        let centre = centre_with_program(db).await;
        let token = centre.program_token("personnel", "").await;
        put(&centre, &token, "HR-2", &named("Mila", "learner@vidik.test")).gives(200).await;
        let enrol = |token: &str, id: &str, body: &Value| {
            let path = format!("/institutions/ministry/people/{id}/enrolments/first");
            centre.call("PUT", &path).by(token).json(body)
        };
        let due = json!({ "due_on": "2026-03-01" });
        let made = enrol(&token, "HR-2", &due).gives(201).await.json();
        assert_eq!((text(&made, "/course"), text(&made, "/due_on")), ("first".to_owned(), "2026-03-01".to_owned()));
        enrol(&token, "HR-2", &due).gives(200).await;
        enrol(&token, "HR-9", &due).refused(404, "not_found").await;
        work(&centre, "learner", "first", BEGUN).await;
        centre.settled().await;
        let list = centre.get("/institutions/ministry/registrations?learner=HR-2&overdue=true").by(&token).gives(200).await.json();
        assert_eq!((&list["items"][0]["learner"]["external_id"], &list["items"][0]["due_on"]), (&json!("HR-2"), &json!("2026-03-01")));
        enrol(&token, "HR-2", &json!({})).gives(200).await;
        let list = centre.get("/institutions/ministry/registrations?overdue=true").by(&token).gives(200).await.json();
        assert_eq!(list["items"], json!([]));

        let leave = |token: &str| centre.call("DELETE", "/institutions/ministry/people/HR-2").by(token);
        assert_eq!(leave(&token).gives(200).await.json()["ends_on"], "2026-03-02");
        centre.wait(Duration::days(1));
        let token = centre.program_token("personnel", "").await;
        assert_eq!(leave(&token).gives(200).await.json()["ends_on"], "2026-03-02", "ended before");
        enrol(&token, "HR-2", &due).refused(404, "not_found").await;
        put(&centre, &token, "HR-2", &named("Mila", "learner@vidik.test")).gives(200).await;
        enrol(&token, "HR-2", &due).gives(200).await;
    }

    async fn a_program_is_told_how_much_it_may_ask(db: Db) {
        let centre = centre_with_program(db).await;
        let token = centre.program_token("personnel", "").await;
        let ask = || centre.get("/institutions").by(&token);
        let first = ask().gives(200).await;
        assert_eq!((first.header("ratelimit-limit"), first.header("ratelimit-remaining")), ("600", "599"));
        for _ in 1..600 {
            ask().gives(200).await;
        }
        let refused = ask().refused(429, "too_many_requests").await;
        assert_eq!((refused.header("retry-after"), refused.header("ratelimit-remaining")), ("60", "0"));
        let person = centre.sign_in("coordinator-a").await;
        let own = centre.get("/institutions").by(&person).gives(200).await;
        assert_eq!(own.header("ratelimit-limit"), "", "people are not counted");
        centre.wait(Duration::seconds(61));
        ask().gives(200).await;
    }
}
