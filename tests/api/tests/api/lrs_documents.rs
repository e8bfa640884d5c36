//! States and profiles: kept, merged, guarded by conditions.

use serde_json::json;
use vidik_db::{Db, database_tests};
use vidik_lrs::Scope;

use crate::{
    call::Call,
    centre::Centre,
    lrs::{basic, encoded},
};

const AGENT: &str = r#"{"mbox":"mailto:mila@vidik.test"}"#;
const ACTIVITY: &str = "https://vidik.test/a";

fn state(more: &[(&str, &str)]) -> String {
    let own = [("activityId", ACTIVITY), ("agent", AGENT)];
    format!("activities/state?{}", encoded(&[&own, more].concat()))
}

async fn open(db: Db) -> Centre {
    let centre = Centre::open(db).await;
    centre.add_credential("program", &[Scope::All], None).await;
    centre
}

fn old(centre: &Centre, method: &str, path: &str) -> Call {
    centre
        .app_call(method, &format!("/xapi/{path}"))
        .header("X-Experience-API-Version", "1.0.3")
        .header("Authorization", &basic("program", "secret-of-the-record"))
}

database_tests! {
    async fn a_state_is_kept_merged_and_deleted(db: Db) {
        let centre = open(db).await;
        let call = |method: &str, path: &str| centre.xapi(method, path, "program");
        let one = state(&[("stateId", "one")]);
        call("GET", &one).gives(404).await;
        call("PUT", &one).json(&json!({ "a": 1, "b": { "c": 1 } })).gives(204).await;
        call("POST", &one).json(&json!({ "b": 2, "d": 3 })).gives(204).await;
        let answer = call("GET", &one).gives(200).await;
        assert_eq!(answer.json(), json!({ "a": 1, "b": 2, "d": 3 }));
        assert_eq!(answer.header("content-type"), "application/json");
        assert!(answer.header("etag").len() == 42 && !answer.header("last-modified").is_empty());
        let head = call("HEAD", &one).gives(200).await;
        assert_eq!(head.header("content-length"), answer.body.len().to_string());
        // A document that is no JSON is kept as it is, and nothing is merged with it.
        let other = state(&[("stateId", "other")]);
        call("PUT", &other).body("text/plain; charset=utf-8", "текст").gives(204).await;
        assert_eq!(call("GET", &other).gives(200).await.text(), "текст");
        call("POST", &other).json(&json!({})).refused(400, "document_not_mergeable").await;
        call("POST", &one).body("text/plain", "x").refused(400, "document_not_mergeable").await;
        call("PUT", &one).body("application/json", "{").refused(400, "statement_invalid").await;
        assert_eq!(call("GET", &state(&[])).gives(200).await.json(), json!(["one", "other"]));
        call("DELETE", &one).gives(204).await;
        assert_eq!(call("GET", &state(&[])).gives(200).await.json(), json!(["other"]));
    }
}

database_tests! {
    /// The same id with and without a registration is two documents, and each of them is there once.
    async fn a_registration_has_states_of_its_own(db: Db) {
        let centre = open(db).await;
        let call = |method: &str, path: &str| centre.xapi(method, path, "program");
        let registration = ("registration", "6d1d4a4b-8b0a-4a41-9d52-9a2b65d06be2");
        let (bare, within) = (state(&[("stateId", "s")]), state(&[("stateId", "s"), registration]));
        for n in 0..2 {
            old(&centre, "PUT", &bare).json(&json!({ "bare": n })).gives(204).await;
            old(&centre, "PUT", &within).json(&json!({ "within": n })).gives(204).await;
        }
        // 2.0 guards states as it does profiles.
        call("PUT", &bare).json(&json!({})).refused(409, "document_exists").await;
        assert_eq!(call("GET", &bare).gives(200).await.json(), json!({ "bare": 1 }));
        assert_eq!(call("GET", &within).gives(200).await.json(), json!({ "within": 1 }));
        call("DELETE", &state(&[registration])).gives(204).await;
        call("GET", &within).gives(404).await;
        call("GET", &bare).gives(200).await;
        call("DELETE", &state(&[])).gives(204).await;
        call("GET", &bare).gives(404).await;
    }
}

database_tests! {
    async fn only_what_changed_since_is_listed(db: Db) {
        let centre = open(db).await;
        let call = |method: &str, path: &str| centre.xapi(method, path, "program");
        call("PUT", &state(&[("stateId", "early")])).json(&json!({})).gives(204).await;
        let since = centre.now().to_rfc3339();
        call("PUT", &state(&[("stateId", "late")])).json(&json!({})).gives(204).await;
        assert_eq!(call("GET", &state(&[("since", &since)])).gives(200).await.json(), json!(["late"]));
    }
}

database_tests! {
    /// 3.1: nobody overwrites what they have not seen.
    async fn a_profile_is_changed_on_conditions(db: Db) {
        let centre = open(db).await;
        for base in [
            format!("activities/profile?{}", encoded(&[("activityId", ACTIVITY), ("profileId", "p")])),
            format!("agents/profile?{}", encoded(&[("agent", AGENT), ("profileId", "p")])),
        ] {
            let put = |tag: Option<(&str, &str)>| {
                let call = centre.xapi("PUT", &base, "program").json(&json!({ "a": 1 }));
                tag.into_iter().fold(call, |call, (name, value)| call.header(name, value))
            };
            old(&centre, "PUT", &base).json(&json!({})).refused(400, "condition_missing").await;
            put(Some(("If-Match", "\"unknown\""))).refused(412, "changed_meanwhile").await;
            put(Some(("If-None-Match", "*"))).gives(204).await;
            put(Some(("If-None-Match", "*"))).refused(412, "changed_meanwhile").await;
            put(None).refused(409, "document_exists").await;
            old(&centre, "PUT", &base).json(&json!({})).refused(409, "document_exists").await;
            let etag = centre.xapi("GET", &base, "program").gives(200).await.header("etag").to_owned();
            let known = centre.xapi("GET", &base, "program").header("If-None-Match", &etag);
            known.gives(304).await;
            put(Some(("If-Match", &etag))).gives(204).await;
            let post = centre.xapi("POST", &base, "program").json(&json!({ "b": 2 }));
            post.header("If-Match", &etag).gives(204).await;
            put(Some(("If-Match", &etag))).refused(412, "changed_meanwhile").await;
            let gone = centre.xapi("DELETE", &base, "program").header("If-Match", &etag);
            gone.refused(412, "changed_meanwhile").await;
            centre.xapi("DELETE", &base, "program").gives(204).await;
            centre.xapi("GET", &base, "program").gives(404).await;
        }
    }
}

database_tests! {
    /// Pages of other origins may ask, and read what is answered.
    async fn a_page_of_another_origin_may_ask(db: Db) {
        let centre = open(db).await;
        let asked = centre
            .app_call("OPTIONS", "/xapi/statements")
            .header("Origin", "https://content.vidik.test")
            .header("Access-Control-Request-Method", "PUT")
            .header("Access-Control-Request-Headers", "authorization,x-experience-api-version")
            .gives(204)
            .await;
        assert_eq!(asked.header("access-control-allow-origin"), "*");
        assert!(asked.words("access-control-allow-headers").contains(&"X-Experience-API-Version".to_owned()));
        assert!(asked.words("access-control-allow-methods").contains(&"DELETE".to_owned()));
        let answer = centre.xapi("GET", "statements", "program").header("Origin", "https://content.vidik.test").gives(200).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(answer.words("access-control-expose-headers").contains(&"ETag".to_owned()));
    }
}
