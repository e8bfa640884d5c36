//! Programs of institutions in the record: what they keep and say is their own, whom they speak of, what they learn.

use serde_json::{Value, json};
use uuid::Uuid;
use vidik_db::database_tests;
use vidik_lrs::Scope;

use crate::{
    centre::{Centre, Tenant, text},
    lrs::{encoded, said, with_attachment},
    reports::{PASSED, centre_with_courses, work},
};

async fn open(centre: Centre) -> Centre {
    for (key, tenant) in [("all", None), ("ministry", Some(Tenant::Ministry)), ("agency", Some(Tenant::Agency))] {
        centre.add_credential(key, &[Scope::All], tenant).await;
    }
    centre
}

fn account(centre: &Centre, word: &str) -> Value {
    json!({ "account": { "homePage": centre.app_origin(), "name": centre.person(word).to_string() } })
}

/// A statement of an outsider about an activity that is called so.
fn naming(name: &str) -> Value {
    let mut statement = said("mila", "read", "shared");
    statement["object"]["definition"] = json!({ "name": { "en": name } });
    statement
}

async fn known(centre: &Centre, key: &str) -> Value {
    let activity = encoded(&[("activityId", "https://vidik.test/activities/shared")]);
    centre.xapi("GET", &format!("activities?{activity}"), key).gives(200).await.json()["definition"]["name"].clone()
}

database_tests! {
    async fn what_is_kept_and_said_of_an_activity_is_an_institutions_own(db: Db) {
        let centre = open(Centre::open(db).await).await;
        let profile = format!("activities/profile?{}", encoded(&[("activityId", "https://vidik.test/a"), ("profileId", "p")]));
        let profiles = format!("activities/profile?{}", encoded(&[("activityId", "https://vidik.test/a")]));
        for key in ["all", "ministry"] {
            let put = centre.xapi("PUT", &profile, key).header("If-None-Match", "*").json(&json!({ "of": key }));
            put.gives(204).await;
        }
        centre.xapi("GET", &profile, "agency").gives(404).await;
        assert_eq!(centre.xapi("GET", &profiles, "agency").gives(200).await.json(), json!([]));
        centre.xapi("DELETE", &profile, "agency").gives(204).await;
        for key in ["all", "ministry"] {
            assert_eq!(centre.xapi("GET", &profile, key).gives(200).await.json()["of"], key);
        }

        centre.store("all", &naming("everybody's")).await;
        centre.store("ministry", &naming("the ministry's")).await;
        assert_eq!(known(&centre, "all").await["en"], "everybody's");
        assert_eq!(known(&centre, "agency").await["en"], "everybody's");
        assert_eq!(known(&centre, "ministry").await["en"], "the ministry's");
        let canonical = async |key: &str| {
            let answer = centre.xapi("GET", "statements?format=canonical", key).gives(200).await.json();
            answer["statements"][0]["object"]["definition"]["name"]["en"].clone()
        };
        assert_eq!(canonical("all").await, "everybody's");
        assert_eq!(canonical("ministry").await, "the ministry's");
    }
}

database_tests! {
    /// Whoever knows the hash of a file, and says that it lies elsewhere, is not given what somebody else has brought.
    async fn contents_go_to_those_who_see_what_they_came_with(db: Db) {
        let centre = open(Centre::open(db).await).await;
        let content = "записник министарства".as_bytes();
        let sha2 = vidik_xapi::multipart::sha2_like(&"0".repeat(64), content).expect("a hash");
        let mut brought = said("mila", "read", "one");
        brought["attachments"] = json!([{
            "usageType": "https://vidik.test/minutes", "display": { "en": "Minutes" }, "contentType": "text/plain",
            "length": content.len(), "sha2": sha2,
        }]);
        let kind = "multipart/mixed; boundary=border";
        let body = with_attachment(&brought, &sha2, content);
        centre.xapi("POST", "statements", "ministry").body(kind, body).gives(200).await;
        let mut named = brought.clone();
        named["attachments"][0]["fileUrl"] = json!("https://elsewhere.example/minutes");
        centre.store("agency", &named).await;
        let got = async |key: &str| centre.xapi("GET", "statements?attachments=true", key).gives(200).await.body;
        let has = |body: &[u8]| body.windows(content.len()).any(|part| part == content);
        assert!(has(&got("ministry").await));
        assert!(!has(&got("agency").await));
    }

    async fn an_institutions_program_speaks_of_its_own_people_in_every_part(db: Db) {
        let centre = open(centre_with_courses(db).await).await;
        work(&centre, "agency-learner", "first", PASSED).await;
        let token = centre.program_token("program-b", "").await;
        let list = centre.get("/institutions/agency/registrations").by(&token).gives(200).await.json();
        let registration = text(&list, "/items/0/id");
        let (own, foreign) = (account(&centre, "learner"), account(&centre, "agency-learner"));
        let mut group = said("x", "read", "one");
        group["actor"] = json!({ "objectType": "Group", "member": [own, foreign] });
        let mut object = said("x", "praised", "one");
        object["object"] = json!({ "objectType": "Agent", "account": foreign["account"] });
        let mut of_registration = said("x", "read", "one");
        of_registration["context"] = json!({ "registration": registration });
        for wrong in [&group, &object, &of_registration] {
            centre.xapi("POST", "statements", "ministry").json(wrong).refused(403, "not_allowed").await;
        }
        centre.store("agency", &of_registration).await;
        centre.store("ministry", &json!({
            "actor": { "objectType": "Group", "member": [own] },
            "verb": group["verb"], "object": group["object"],
            "context": { "registration": Uuid::from_u128(5).to_string() },
        })).await;
    }
}

database_tests! {
    async fn the_record_of_a_registration_is_what_the_institution_sees(db: Db) {
        let centre = open(centre_with_courses(db).await).await;
        work(&centre, "learner", "first", PASSED).await;
        let token = centre.program_token("program-a", "").await;
        let list = centre.get("/institutions/ministry/registrations").by(&token).gives(200).await.json();
        let path = format!("/registrations/{}/statements", text(&list, "/items/0/id"));
        let mut outside = said("x", "noted", "one");
        outside["context"] = json!({ "registration": text(&list, "/items/0/id") });
        let hidden = centre.store("all", &outside).await;
        let ids = async |token: &str| -> Vec<String> {
            let body = centre.get(&path).by(token).gives(200).await.json();
            body["items"].as_array().unwrap().iter().map(|statement| text(statement, "/id")).collect()
        };
        let own = ids(&token).await;
        assert!(!own.is_empty() && !own.contains(&hidden), "{own:?}");
        let admin = centre.sign_in("administrator").await;
        let all = ids(&admin).await;
        assert!(all.len() == own.len() + 1 && all.contains(&hidden), "{all:?}");
    }
}

database_tests! {
    /// What a statement that is not seen says cannot be found out through one that speaks of it.
    async fn a_statement_tells_nothing_of_what_it_speaks_of(db: Db) {
        let centre = open(Centre::open(db).await).await;
        let hidden = centre.store("all", &said("ana", "failed", "exam")).await;
        let mut about = said("mila", "noted", "x");
        about["object"] = json!({ "objectType": "StatementRef", "id": hidden });
        let note = centre.store("ministry", &about).await;
        let found = async |key: &str, query: &[(&str, &str)]| -> Vec<String> {
            let answer = centre.xapi("GET", &format!("statements?{}", encoded(query)), key).gives(200).await.json();
            answer["statements"].as_array().unwrap().iter().map(|statement| text(statement, "/id")).collect()
        };
        for query in [
            [("verb", "https://vidik.test/verbs/failed")],
            [("activity", "https://vidik.test/activities/exam")],
            [("agent", r#"{"mbox":"mailto:ana@vidik.test"}"#)],
        ] {
            assert_eq!(found("all", &query).await, [note.clone(), hidden.clone()]);
            assert_eq!(found("ministry", &query).await, [""; 0]);
        }
        assert_eq!(found("ministry", &[("verb", "https://vidik.test/verbs/noted")]).await, [note]);
    }
}
