//! Signing in, staying signed in, signing out; the keys that others check tokens with.

use chrono::Duration;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use serde_json::{Value, json};
use vidik_db::ConnectionTrait as _;
use vidik_identity::load_keys;

use crate::{
    call::{Answer, Call, steady},
    centre::{Centre, OsRng, PASSWORD, SECRET, Tenant, text},
};

fn refresh(centre: &Centre, cookie: &str) -> Call {
    with_cookie(centre.post("/auth/refresh"), cookie)
}

fn with_cookie(call: Call, cookie: &str) -> Call {
    call.header("X-Vidik-Refresh", "1").header("Cookie", &format!("vidik_refresh={cookie}"))
}

fn cookie(answer: &Answer) -> String {
    answer.cookie("vidik_refresh").expect("a refresh cookie")
}

/// Checks a token as a stranger does, by the published keys alone.
fn verified(keys: &Value, token: &str, issuer: &str) -> Option<Value> {
    let keys: JwkSet = serde_json::from_value(keys.clone()).unwrap();
    let kid = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(keys.find(&kid)?).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&["vidik-api"]);
    validation.set_issuer(&[issuer]);
    // The server's clock is not this machine's.
    validation.validate_exp = false;
    jsonwebtoken::decode::<Value>(token, &key, &validation).ok().map(|data| data.claims)
}

async fn change_keys(centre: &Centre, rotate: bool) {
    let clock = centre.clock.clone();
    let keys = async move |txn: &vidik_db::DatabaseTransaction| load_keys(txn, clock.as_ref(), &OsRng, rotate).await;
    let keys = centre.house.db.write::<_, vidik_identity::KeyError, _>(keys).await.unwrap();
    centre.house.access.replace_keys(&keys.signing, keys.verifying);
}

vidik_db::database_tests! {
    async fn each_of_the_three_names_opens(db: Db) {
        let centre = Centre::open(db).await;
        for name in ["learner@vidik.test", " Learner@Vidik.Test ", "learner", "LEARNER", "S-learner"] {
            let answer = centre.try_sign_in(name, PASSWORD).await;
            assert_eq!(answer.status, 200, "{name}: {}", answer.text());
            assert_eq!(answer.header("cache-control"), "no-store");
            let token = text(&answer.json(), "/access_token");
            let me = centre.get("/me").by(&token).gives(200).await.json();
            assert_eq!(text(&me, "/username"), "learner");
        }
    }

    async fn what_one_reads_of_oneself(db: Db) {
        let centre = Centre::open(db).await;
        let token = centre.sign_in("coordinator-a").await;
        let me = centre.get("/me").language("mk").by(&token).gives(200).await.json();
        insta::assert_json_snapshot!("me", steady(&me));
    }

    async fn an_unknown_name_and_a_wrong_password_look_alike(db: Db) {
        let centre = Centre::open(db).await;
        let mut bodies = vec![];
        for name in ["learner", "nobody-of-that-name"] {
            let body = json!({ "email": name, "password": "not this one" });
            let answer = centre.post("/auth/token").json(&body).refused(401, "wrong_credentials").await;
            assert!(answer.cookie("vidik_refresh").is_none());
            let mut body = answer.json();
            body["request_id"] = "".into();
            bodies.push((body, answer.headers.len()));
        }
        assert_eq!(bodies[0], bodies[1]);
    }

    async fn failures_wait_successes_do_not(db: Db) {
        let centre = Centre::open(db).await;
        for _ in 0..8 {
            centre.sign_in("author").await;
        }
        for _ in 0..5 {
            assert_eq!(centre.try_sign_in("learner", "wrong wrong").await.status, 401);
        }
        let body = json!({ "email": "Learner ", "password": PASSWORD });
        let waiting = centre.post("/auth/token").json(&body).refused(429, "too_many_failures").await;
        let seconds: i64 = waiting.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&seconds), "{seconds}");
        centre.sign_in("author").await;
        centre.wait(Duration::seconds(seconds + 1));
        centre.sign_in("learner").await;
    }

    async fn a_refresh_token_is_good_once(db: Db) {
        let centre = Centre::open(db).await;
        let first = centre.try_sign_in("learner", PASSWORD).await;
        let set = first.header("set-cookie").to_owned();
        for part in ["HttpOnly", "SameSite=Strict", "Path=/api/v1/auth"] {
            assert!(set.contains(part), "{set}");
        }
        let second = refresh(&centre, &cookie(&first)).gives(200).await;
        assert_ne!(cookie(&first), cookie(&second));
        centre.get("/me").by(&text(&second.json(), "/access_token")).gives(200).await;
        // The first one comes again: somebody has a copy, so the whole sign-in ends.
        centre.wait(Duration::minutes(5));
        refresh(&centre, &cookie(&first)).refused(401, "session_ended").await;
        refresh(&centre, &cookie(&second)).refused(401, "session_ended").await;
        // Another sign-in of the same person goes on.
        let other = centre.try_sign_in("learner", PASSWORD).await;
        refresh(&centre, &cookie(&other)).gives(200).await;
    }

    async fn signing_out_ends_the_sign_in(db: Db) {
        let centre = Centre::open(db).await;
        let answer = centre.try_sign_in("learner", PASSWORD).await;
        let out = with_cookie(centre.post("/auth/sign-out"), &cookie(&answer)).gives(204).await;
        assert_eq!(out.cookie("vidik_refresh").as_deref(), Some(""));
        refresh(&centre, &cookie(&answer)).refused(401, "session_ended").await;
        centre.post("/auth/refresh").header("X-Vidik-Refresh", "1").refused(401, "session_ended").await;
        refresh(&centre, "made-up").refused(401, "session_ended").await;
    }

    async fn a_foreign_page_cannot_refresh(db: Db) {
        let centre = Centre::open(db).await;
        let answer = centre.try_sign_in("learner", PASSWORD).await;
        let cookie = format!("vidik_refresh={}", cookie(&answer));
        for path in ["/auth/refresh", "/auth/sign-out"] {
            centre.post(path).header("Cookie", &cookie).refused(403, "foreign_request").await;
        }
        with_cookie(centre.post("/auth/refresh"), cookie.split_once('=').unwrap().1).gives(200).await;
    }

    async fn an_old_sign_in_ends(db: Db) {
        let centre = Centre::open(db).await;
        let answer = centre.try_sign_in("learner", PASSWORD).await;
        centre.wait(vidik_identity::REFRESH_LIFETIME + Duration::seconds(1));
        refresh(&centre, &cookie(&answer)).refused(401, "session_ended").await;
    }

    async fn published_keys_verify_tokens(db: Db) {
        let centre = Centre::open(db).await;
        let (token, keys) = (centre.sign_in("coordinator-a").await, centre.get("/auth/jwks").gives(200).await.json());
        let claims = verified(&keys, &token, centre.app_origin()).expect("a good signature");
        assert_eq!(claims["sub"], centre.person("coordinator-a").to_string());
        assert_eq!(claims["exp"].as_i64(), Some((centre.now() + Duration::minutes(10)).timestamp()));
        assert!(!keys.to_string().contains("\"d\""), "no private part");
        let (rest, signature) = token.rsplit_once('.').unwrap();
        let forged = format!("{rest}.{}", signature.chars().rev().collect::<String>());
        assert_eq!(verified(&keys, &forged, centre.app_origin()), None);
        centre.get("/me").by(&forged).refused(401, "not_signed_in").await;
    }

    async fn a_changed_key_leaves_old_tokens_good(db: Db) {
        let centre = Centre::open(db).await;
        let old = centre.sign_in("learner").await;
        change_keys(&centre, true).await;
        let new = centre.sign_in("learner").await;
        let keys = centre.get("/auth/jwks").gives(200).await.json();
        assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
        for token in [&old, &new] {
            centre.get("/me").by(token).gives(200).await;
            assert!(verified(&keys, token, centre.app_origin()).is_some());
        }
        let kid = |token: &str| jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
        assert_ne!(kid(&old), kid(&new));
        centre.wait(Duration::minutes(25));
        change_keys(&centre, false).await;
        let keys = centre.get("/auth/jwks").gives(200).await.json();
        assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
        centre.get("/me").by(&old).refused(401, "not_signed_in").await;
    }

    async fn a_disabled_person_stays_out(db: Db) {
        let centre = Centre::open(db).await;
        let answer = centre.try_sign_in("learner", PASSWORD).await;
        let disable = "UPDATE person SET disabled_at = created_at WHERE username = 'learner'";
        let work = async move |txn: &vidik_db::DatabaseTransaction| txn.execute_unprepared(disable).await.map(|_| ());
        centre.house.db.write::<_, vidik_db::DbErr, _>(work).await.unwrap();
        let body = json!({ "email": "learner", "password": PASSWORD });
        centre.post("/auth/token").json(&body).refused(401, "wrong_credentials").await;
        refresh(&centre, &cookie(&answer)).refused(401, "session_ended").await;
    }

    async fn a_new_password_ends_the_other_sign_ins(db: Db) {
        let centre = Centre::open(db).await;
        let (here, there) = (centre.try_sign_in("learner", PASSWORD).await, centre.try_sign_in("learner", PASSWORD).await);
        let token = text(&here.json(), "/access_token");
        let change = |current: &str, new: &str| {
            centre.post("/me/password").by(&token).json(&json!({ "current": current, "new": new }))
        };
        let wrong = change("not this one", "long enough").refused(422, "invalid").await.json();
        assert_eq!((&wrong["errors"][0]["pointer"], &wrong["errors"][0]["code"]), (&json!("/current"), &json!("wrong_password")));
        let short = change(PASSWORD, "short").refused(422, "invalid").await.json();
        assert_eq!(short["errors"][0]["code"], "password_too_short");
        change(PASSWORD, "new and long enough").gives(204).await;
        assert_eq!(centre.try_sign_in("learner", PASSWORD).await.status, 401);
        assert_eq!(centre.try_sign_in("learner", "new and long enough").await.status, 200);
        refresh(&centre, &cookie(&there)).refused(401, "session_ended").await;
        refresh(&centre, &cookie(&here)).gives(200).await;
    }

    async fn programs_sign_in_with_id_and_secret(db: Db) {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let centre = Centre::open(db).await;
        centre.add_program("program-a", Tenant::Ministry, &["progress:read", "members:read"]).await;
        let basic = format!("Basic {}", STANDARD.encode(format!("program-a:{SECRET}")));
        let grant = [("grant_type", "client_credentials")];
        let answer = centre.post("/oauth/token").header("Authorization", &basic).form(&grant).gives(200).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.json()["scope"], "progress:read members:read");
        let fields = |id, secret, scope| {
            [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret), ("scope", scope)]
        };
        let narrow = centre.post("/oauth/token").form(&fields("program-a", SECRET, "members:read")).gives(200).await.json();
        assert_eq!(narrow["scope"], "members:read");
        centre.post("/oauth/token").form(&fields("program-a", SECRET, "everything")).refused(400, "invalid_scope").await;
        centre.post("/oauth/token").form(&[("grant_type", "password")]).refused(400, "unsupported_grant_type").await;
        for (id, secret) in [("program-a", "wrong"), ("program-z", SECRET)] {
            let refused = centre.post("/oauth/token").form(&fields(id, secret, "")).refused(401, "wrong_credentials").await;
            assert!(refused.header("www-authenticate").starts_with("Basic"));
        }
    }
}
