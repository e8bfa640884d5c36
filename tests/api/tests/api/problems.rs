//! What goes wrong is told in one form, in the reader's language, with a code for programs and a number for the log.

use serde_json::{Value, json};

use crate::{call::Call, centre::Centre};

/// Every way to go wrong that needs nothing in the database.
fn wrong_requests<'a>(centre: &'a Centre, author: &str) -> Vec<(Call, u16, &'a str)> {
    let sign_in = || centre.post("/auth/token");
    vec![
        (centre.get("/nothing"), 404, "not_found"),
        (centre.get("/courses/nothing"), 404, "not_found"),
        (centre.get("/courses/nothing/more/of/it"), 404, "not_found"),
        (centre.post("/courses/nothing"), 405, "method_not_allowed"),
        (centre.call("DELETE", "/me"), 405, "method_not_allowed"),
        (centre.call("PUT", "/auth/token"), 405, "method_not_allowed"),
        (centre.get("/me"), 401, "not_signed_in"),
        (centre.get("/me").header("Authorization", "Basic bWU6bWU="), 401, "not_signed_in"),
        (centre.get("/me").header("Authorization", "Bearer"), 401, "not_signed_in"),
        (centre.get("/people").by(author), 403, "not_allowed"),
        (sign_in(), 415, "unsupported_media_type"),
        (sign_in().body("text/plain", "{}"), 415, "unsupported_media_type"),
        (sign_in().body("application/json", ""), 400, "malformed_json"),
        (sign_in().body("application/json", "{"), 400, "malformed_json"),
        (sign_in().body("application/json", b"\xff\xfe".as_slice()), 400, "malformed_json"),
        (sign_in().json(&json!({ "email": 5, "password": "x" })), 400, "malformed_json"),
        (sign_in().json(&json!({ "email": "a" })), 400, "malformed_json"),
        (sign_in().json(&json!({ "email": "a", "password": "b", "more": "c" })), 400, "malformed_json"),
        (sign_in().json(&json!(["learner", "a list is no object"])), 400, "malformed_json"),
        (centre.call("PATCH", "/me").by(author).json(&json!([])), 400, "malformed_json"),
        (sign_in().body("application/json", "[".repeat(5_000)), 400, "malformed_json"),
        (sign_in().body("application/json", " ".repeat(2 << 20)), 413, "body_too_large"),
        (centre.post("/oauth/token").json(&json!({})), 415, "unsupported_media_type"),
        (centre.post("/oauth/token").form(&[("grant", "?")]), 400, "malformed_request"),
        (centre.get("/packages/not-an-id").by(author), 404, "not_found"),
        (centre.get("/courses?limit=x"), 400, "malformed_request"),
        (centre.content_call("GET", "/nothing"), 404, "not_found"),
        (centre.content_call("POST", "/play/exchange").body("application/json", "{"), 400, "malformed_json"),
        (centre.content_call("POST", "/play/exchange").body("text/plain", "{}"), 415, "unsupported_media_type"),
        (centre.content_call("GET", "/play/exchange"), 405, "method_not_allowed"),
        (centre.content_call("DELETE", "/files/x/y"), 405, "method_not_allowed"),
    ]
}

vidik_db::database_tests! {
    async fn whatever_goes_wrong_is_a_problem(db: Db) {
        let centre = Centre::open(db).await;
        let author = centre.sign_in("author").await;
        let mut numbers = std::collections::BTreeSet::new();
        for (call, status, code) in wrong_requests(&centre, &author) {
            let answer = call.refused(status, code).await;
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            let body = answer.json();
            assert_eq!(body["type"], format!("urn:vidik:problem:{code}"));
            assert!(numbers.insert(body["request_id"].to_string()), "each request has its own number");
            assert_eq!(answer.header("allow").is_empty(), status != 405, "{body}");
        }
    }

    async fn a_wrong_method_says_which_are_right(db: Db) {
        let centre = Centre::open(db).await;
        let allowed = |path: &'static str, method: &'static str| {
            let call = centre.call(method, path);
            async move { call.refused(405, "method_not_allowed").await.words("allow").join(" ") }
        };
        assert_eq!(allowed("/me", "DELETE").await, "GET PATCH");
        assert_eq!(allowed("/courses", "PUT").await, "GET POST");
        assert_eq!(allowed("/auth/token", "GET").await, "POST");
        assert_eq!(allowed("/institutions/ministry/clients/x", "GET").await, "DELETE");
    }

    async fn a_problem_is_told_in_the_readers_language(db: Db) {
        let centre = Centre::open(db).await;
        let mut told = vec![];
        for language in ["en", "sr-Cyrl", "sr-Latn", "mk"] {
            let answer = centre.get("/me").language(language).refused(401, "not_signed_in").await;
            assert_eq!(answer.header("content-language"), language);
            let mut body = answer.json();
            body["request_id"] = Value::from("[number]");
            told.push(body);
        }
        insta::assert_json_snapshot!("not_signed_in", told);
    }

    async fn a_field_is_named_by_its_place(db: Db) {
        let centre = Centre::open(db).await;
        let administrator = centre.sign_in("administrator").await;
        let add = |body: Value| centre.post("/people").by(&administrator).json(&body);
        let name = json!({ "latin": { "given": "Ana", "family": "Anić" } });
        for (body, status, code, pointer, field) in [
            (json!({ "name": name }), 422, "invalid", "/email", "sign_in_name_missing"),
            (json!({ "email": "no address", "name": name }), 422, "invalid", "/email", "malformed"),
            (json!({ "username": "a b", "name": name }), 422, "invalid", "/username", "malformed"),
            (json!({ "username": "ana", "name": {} }), 422, "invalid", "/name", "name_missing"),
            (json!({ "username": "ana", "name": name, "password": "short" }), 422, "invalid", "/password", "password_too_short"),
            (json!({ "username": "ana", "name": name, "roles": ["coordinator"] }), 422, "invalid", "/roles", "coordinator_by_membership"),
            (json!({ "email": "LEARNER@vidik.test", "name": name }), 409, "sign_in_name_taken", "/email", "taken"),
            (json!({ "staff_number": "learner", "name": name }), 409, "sign_in_name_taken", "/staff_number", "taken"),
        ] {
            let told = add(body).language("mk").refused(status, code).await.json();
            let error = &told["errors"][0];
            assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(field)), "{told}");
            assert!(error["message"].as_str().is_some_and(|text| !text.starts_with("field.")), "{told}");
        }
        let made = add(json!({ "username": "ana", "name": name })).gives(201).await;
        centre.app_call("GET", made.header("location")).by(&administrator).gives(200).await;
    }

    async fn the_specification_names_every_answer(db: Db) {
        let centre = Centre::open(db).await;
        let body = centre.app_call("GET", "/api/openapi.json").gives(200).await.json();
        assert_eq!(body, serde_json::to_value(vidik_http::openapi()).unwrap());
        for (path, item) in body["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let kinds: Vec<_> = response["content"].as_object().into_iter().flat_map(|kinds| kinds.keys()).collect();
                    let problem = kinds == ["application/problem+json"];
                    assert_eq!(problem, status.as_str() >= "400", "{method} {path} {status}: {kinds:?}");
                }
            }
        }
    }
}
