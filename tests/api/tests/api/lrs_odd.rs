//! What programs send that is odd and right, or odd and wrong: kept as it is, or refused; never an error of ours.

use serde_json::{Value, json};
use vidik_db::{Db, database_tests};
use vidik_lrs::Scope;

use crate::{
    call::Call,
    centre::Centre,
    lrs::{encoded, said, with_attachment},
};

async fn open(db: Db) -> Centre {
    let centre = Centre::open(db).await;
    centre.add_credential("program", &[Scope::All], None).await;
    centre
}

fn send(centre: &Centre, body: &str) -> Call {
    centre.xapi("POST", "statements", "program").body("application/json", body)
}

/// Letters that no database packs into less.
fn long(count: usize) -> String {
    let mut state = 7_u64;
    let letters = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((state >> 40) % 26).unwrap())
    });
    letters.take(count).collect()
}

database_tests! {
    /// Data 2.2: what is given back is what came in.
    async fn numbers_come_back_as_they_were_written(db: Db) {
        const SAID: &str = r#"{"https://vidik.test/e":[12345678901234567890123,0.1000000000000000055511151231257827,1.50,-0,1E+2,{"a":[[[null]]]}]}"#;
        let centre = open(db).await;
        let body = format!(
            r#" {{ "actor":{{"mbox":"mailto:mila@vidik.test"}}, "verb":{{"id":"https://vidik.test/v"}},
              "object":{{"id":"https://vidik.test/o"}},"result":{{"extensions":{SAID}}},"context": {{"extensions": {SAID} }} }} "#
        );
        send(&centre, &body).gives(200).await;
        let found = centre.xapi("GET", "statements", "program").gives(200).await.text();
        assert_eq!(found.matches(SAID).count(), 2, "{found}");
        let state = encoded(&[("activityId", "https://vidik.test/a"), ("agent", r#"{"mbox":"mailto:a@vidik.test"}"#), ("stateId", "s")]);
        let path = format!("activities/state?{state}");
        for part in [format!(r#"{{"a":{SAID}}}"#), r#"{"b":1.0}"#.to_owned()] {
            centre.xapi("POST", &path, "program").body("application/json", part).gives(204).await;
        }
        let merged = centre.xapi("GET", &path, "program").gives(200).await.text();
        assert_eq!(merged, format!(r#"{{"a":{SAID},"b":1.0}}"#));
    }
}

database_tests! {
    /// Names have no bound, and may hold what a database does not keep in a text.
    async fn long_names_and_nothing_in_them_are_kept_and_found(db: Db) {
        let centre = open(db).await;
        let name = long(6_000);
        let (verb, activity) = (format!("https://vidik.test/v/{name}"), format!("https://vidik.test/o/{name}"));
        let agents = [
            json!({ "account": { "homePage": format!("https://vidik.test/{name}"), "name": name } }),
            json!({ "account": { "homePage": "https://vidik.test", "name": "a\u{0}b" } }),
        ];
        for agent in agents {
            let statement = json!({
                "actor": agent, "verb": { "id": verb },
                "object": { "id": activity, "definition": { "name": { "en": "a\u{0}b" } } },
            });
            let id = centre.store("program", &statement).await;
            let named = agent.to_string();
            let query = encoded(&[("agent", &named), ("verb", &verb), ("activity", &activity)]);
            let found = centre.xapi("GET", &format!("statements?{query}"), "program").gives(200).await.json();
            assert_eq!((&found["statements"][0]["id"], &found["statements"][1]), (&json!(id), &Value::Null));
            assert_eq!(found["statements"][0]["actor"]["account"], agent["account"]);
            let query = encoded(&[("activityId", &activity), ("agent", &named), ("stateId", "s")]);
            let path = format!("activities/state?{query}");
            centre.xapi("PUT", &path, "program").json(&json!({ "a": 1 })).gives(204).await;
            assert_eq!(centre.xapi("GET", &path, "program").gives(200).await.json()["a"], 1);
        }
        let known = centre.xapi("GET", &format!("activities?{}", encoded(&[("activityId", &activity)])), "program");
        let known = known.gives(200).await.json();
        assert_eq!((&known["id"], &known["definition"]["name"]["en"]), (&json!(activity), &json!("a\u{0}b")));
    }
}

database_tests! {
    async fn what_cannot_be_kept_is_refused(db: Db) {
        let centre = open(db).await;
        let wrong = [
            r#"{"actor":{"mbox":"mailto:a@b.c"},"verb":{"id":"http://a.b/c"},"object":{"id":"http://a.b/\u0000"}}"#,
            r#"{"actor":{"mbox":"mailto:a@b.c","name":"\ud800"},"verb":{"id":"http://a.b/c"},"object":{"id":"http://a.b/d"}}"#,
            r#"{"actor":{"mbox":"mailto:a@b.c","name":"a","name":"b"},"verb":{"id":"http://a.b/c"},"object":{"id":"http://a.b/d"}}"#,
            r#"{"actor":{"mbox":"mailto:a@b.c"},"verb":{"id":"http://a.b/c"},"object":{"id":"http://a.b/d"}} x"#,
        ];
        for body in wrong {
            send(&centre, body).refused(400, "statement_invalid").await;
        }
        let of = |id: &str| {
            let query = encoded(&[("activityId", "https://vidik.test/a"), ("agent", r#"{"mbox":"mailto:a@vidik.test"}"#), ("stateId", id)]);
            centre.xapi("PUT", &format!("activities/state?{query}"), "program").json(&json!({}))
        };
        of("a\u{0}b").refused(400, "statement_invalid").await;
        of(&long(801)).refused(400, "statement_invalid").await;
        of(&long(800)).gives(204).await;
        let key = crate::lrs::basic("pro\u{0}gram", "x");
        let stranger = centre.app_call("GET", "/xapi/statements").header("X-Experience-API-Version", "2.0.0");
        stranger.header("Authorization", &key).gives(401).await;
        // What other doors are asked with a NUL is refused, too.
        let admin = centre.sign_in("administrator").await;
        let found = centre.get("/institutions/mini%00stry").by(&admin).send().await;
        assert!((400..500).contains(&found.status), "{}", found.text());
    }
}

database_tests! {
    /// A part's media type goes out again as a header: it brings no line of its own.
    async fn a_part_brings_no_header_of_its_own(db: Db) {
        let centre = open(db).await;
        let sha2 = vidik_xapi::multipart::sha2_like(&"0".repeat(64), b"hello").expect("a hash");
        let mut statement = said("mila", "read", "one");
        statement["attachments"] = json!([{ "usageType": "https://vidik.test/u", "display": { "en": "d" },
            "contentType": "text/plain", "length": 5, "sha2": sha2 }]);
        let body = with_attachment(&statement, &sha2, b"hello");
        let body = String::from_utf8(body).unwrap().replacen("text/plain\r\n", "text/plain\nX-Other: 1\r\n", 1);
        let kind = "multipart/mixed; boundary=border";
        let answer = centre.xapi("POST", "statements", "program").body(kind, body).send().await;
        assert_eq!(answer.status, 400, "{}", answer.text());
    }
}

database_tests! {
    /// Every answer says its version, also where there is nothing.
    async fn an_unknown_resource_answers_as_the_others_do(db: Db) {
        let centre = open(db).await;
        let answer = centre.xapi("GET", "statement", "program").refused(404, "not_found").await;
        assert_eq!(answer.header("x-experience-api-version"), "2.0.0");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
}
