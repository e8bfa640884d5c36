//! Statements of programs that speak xAPI: stored once, found again, voided; who may do what.

use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;
use vidik_db::database_tests;
use vidik_lrs::{CredentialError, NewCredential, Scope, add_credential};

use crate::{
    archives::scorm12,
    call::{Answer, Call},
    centre::{Centre, OsRng, Tenant, text},
    player::Player,
};

const SECRET: &str = "secret-of-the-record";

impl Centre {
    /// Lets a program in that speaks xAPI; its key is the name, and it has [`SECRET`].
    pub async fn add_credential(&self, key: &str, scopes: &[Scope], tenant: Option<Tenant>) {
        let new = NewCredential {
            name: key.to_owned(),
            scopes: scopes.to_vec(),
            institution: tenant.map(|tenant| self.tenant(tenant)),
            own: Some((key.to_owned(), SECRET.to_owned())),
        };
        let clock = self.clock.clone();
        let add = async move |txn: &vidik_db::DatabaseTransaction| {
            add_credential(txn, clock.as_ref(), &OsRng, new).await.map(|_| ())
        };
        self.house.db.write::<_, CredentialError, _>(add).await.expect("a credential");
    }

    /// A request to the record, by 2.0; each a moment after the one before.
    pub fn xapi(&self, method: &str, path: &str, key: &str) -> Call {
        self.wait(Duration::milliseconds(3));
        self.app_call(method, &format!("/xapi/{path}"))
            .header("X-Experience-API-Version", "2.0.0")
            .header("Authorization", &basic(key, SECRET))
    }

    pub async fn store(&self, key: &str, statement: &Value) -> String {
        let answer = self.xapi("POST", "statements", key).json(statement).gives(200).await;
        text(&answer.json(), "/0")
    }

    /// The ids of what is found.
    async fn found(&self, key: &str, query: &[(&str, &str)]) -> Vec<String> {
        let answer = self.xapi("GET", &format!("statements?{}", encoded(query)), key).gives(200).await;
        ids(&answer)
    }
}

pub fn basic(key: &str, secret: &str) -> String {
    use base64::Engine as _;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{key}:{secret}")))
}

pub fn encoded(query: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish()
}

fn ids(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    body["statements"].as_array().expect("statements").iter().map(|statement| text(statement, "/id")).collect()
}

pub fn said(name: &str, verb: &str, activity: &str) -> Value {
    json!({
        "actor": { "mbox": format!("mailto:{name}@vidik.test") },
        "verb": { "id": format!("https://vidik.test/verbs/{verb}") },
        "object": { "id": format!("https://vidik.test/activities/{activity}") },
    })
}

fn about(id: &str, verb: &str) -> Value {
    json!({
        "actor": { "mbox": "mailto:judge@vidik.test" },
        "verb": { "id": verb },
        "object": { "objectType": "StatementRef", "id": id },
    })
}

const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";
const MILA: (&str, &str) = ("agent", r#"{"mbox":"mailto:mila@vidik.test"}"#);

database_tests! {
    /// 2.3.1: the same statement again changes nothing; another one of its id is refused, and its batch with it.
    async fn what_is_stored_never_changes(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_credential("program", &[Scope::All], None).await;
        let id = Uuid::from_u128(1).to_string();
        let path = format!("statements?statementId={id}");
        let statement = said("mila", "read", "one");
        let answer = centre.xapi("PUT", &path, "program").json(&statement).gives(204).await;
        assert_eq!(answer.header("x-experience-api-version"), "2.0.0");
        assert!(!answer.header("x-experience-api-consistent-through").is_empty());
        centre.xapi("PUT", &path, "program").json(&statement).gives(204).await;
        let absent = format!("statements?statementId={}", Uuid::from_u128(9));
        let answer = centre.xapi("GET", &absent, "program").refused(404, "not_found").await;
        assert!(!answer.header("x-experience-api-consistent-through").is_empty());
        let other = said("mila", "wrote", "one");
        centre.xapi("PUT", &path, "program").json(&other).refused(409, "statement_conflict").await;
        let mut doubled = other.clone();
        doubled["id"] = json!(id);
        let batch = json!([said("mila", "began", "two"), doubled]);
        centre.xapi("POST", "statements", "program").json(&batch).refused(409, "statement_conflict").await;
        assert_eq!(centre.found("program", &[]).await, std::slice::from_ref(&id));
        let kept = centre.xapi("GET", &path, "program").gives(200).await.json();
        assert_eq!(kept["verb"], statement["verb"]);
        assert_eq!(kept["authority"]["name"], "program");
        assert_eq!(kept["stored"], kept["timestamp"]);
    }
}

database_tests! {
    async fn statements_are_found_by_what_is_in_them(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_credential("program", &[Scope::All], None).await;
        let one = centre.store("program", &said("mila", "read", "one")).await;
        let two = centre.store("program", &said("mila", "wrote", "two")).await;
        let mut with = said("ana", "read", "one");
        with["context"] = json!({
            "registration": Uuid::from_u128(9).to_string(),
            "instructor": { "mbox": "mailto:mila@vidik.test" },
            "contextActivities": { "parent": [{ "id": "https://vidik.test/activities/two" }] },
        });
        let three = centre.store("program", &with).await;
        let find = async |query: &[(&str, &str)]| centre.found("program", query).await;
        assert_eq!(find(&[]).await, [three.as_str(), &two, &one]);
        assert_eq!(find(&[("ascending", "true")]).await, [one.as_str(), &two, &three]);
        assert_eq!(find(&[MILA]).await, [two.as_str(), &one]);
        assert_eq!(find(&[MILA, ("related_agents", "true")]).await, [three.as_str(), &two, &one]);
        assert_eq!(find(&[MILA, ("verb", "https://vidik.test/verbs/read")]).await, [one.as_str()]);
        assert_eq!(find(&[("activity", "https://vidik.test/activities/two")]).await, [two.as_str()]);
        let related = [("activity", "https://vidik.test/activities/two"), ("related_activities", "true")];
        assert_eq!(find(&related).await, [three.as_str(), &two]);
        assert_eq!(find(&[("registration", &Uuid::from_u128(9).to_string())]).await, [three.as_str()]);
        let kept = centre.xapi("GET", &format!("statements?statementId={two}"), "program").gives(200).await.json();
        let stored = text(&kept, "/stored");
        assert_eq!(find(&[("since", &stored)]).await, [three.as_str()]);
        assert_eq!(find(&[("until", &stored)]).await, [two.as_str(), &one]);
    }
}

database_tests! {
    /// Parts follow one another without a gap, and the address of the next one is used as it is.
    async fn a_long_answer_comes_in_parts(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_credential("program", &[Scope::All], None).await;
        let batch: Vec<Value> = (0..25).map(|n| said("mila", "read", &n.to_string())).collect();
        let answer = centre.xapi("POST", "statements", "program").json(&json!(batch)).gives(200).await;
        let stored: Vec<String> = serde_json::from_value(answer.json()).expect("ids");
        for (query, expected) in
            [("ascending=true&limit=10", stored.clone()), ("limit=10", stored.iter().rev().cloned().collect())]
        {
            let (mut path, mut found) = (format!("/xapi/statements?{query}"), vec![]);
            while !path.is_empty() {
                let part = centre
                    .app_call("GET", &path)
                    .header("X-Experience-API-Version", "1.0.3")
                    .header("Authorization", &basic("program", SECRET))
                    .gives(200)
                    .await;
                found.extend(ids(&part));
                path = text(&part.json(), "/more");
            }
            assert_eq!(found, expected);
        }
    }
}

database_tests! {
    /// 2.3.2: a voided statement is found by its id alone, what voids it is found by what it was about.
    async fn a_statement_is_voided(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_credential("program", &[Scope::All], None).await;
        let id = centre.store("program", &said("mila", "read", "one")).await;
        let remark = centre.store("program", &about(&id, "https://vidik.test/verbs/doubted")).await;
        let second = centre.store("program", &about(&remark, "https://vidik.test/verbs/agreed")).await;
        assert_eq!(centre.found("program", &[MILA]).await, [second.as_str(), &remark, &id]);
        let voiding = centre.store("program", &about(&id, VOIDED)).await;
        assert_eq!(centre.found("program", &[MILA]).await, [voiding.as_str(), &second, &remark]);
        assert_eq!(centre.found("program", &[MILA, ("limit", "1")]).await, [voiding.as_str()]);
        let single = async |name: &str, id: &str, status: u16| {
            centre.xapi("GET", &format!("statements?{name}={id}"), "program").gives(status).await
        };
        single("statementId", &id, 404).await;
        single("voidedStatementId", &id, 200).await;
        single("voidedStatementId", &remark, 404).await;
        // What voids cannot be voided.
        centre.store("program", &about(&voiding, VOIDED)).await;
        single("statementId", &voiding, 200).await;
        // What was voided before it came.
        let late = Uuid::from_u128(5).to_string();
        centre.store("program", &about(&late, VOIDED)).await;
        let mut statement = said("mila", "read", "late");
        statement["id"] = json!(late);
        centre.store("program", &statement).await;
        single("statementId", &late, 404).await;
        single("voidedStatementId", &late, 200).await;
    }
}

database_tests! {
    async fn what_is_not_of_the_specification_is_refused(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_credential("program", &[Scope::All], None).await;
        let mut wrong = said("mila", "read", "one");
        wrong["object"]["id"] = json!("no iri");
        let answer = centre.xapi("POST", "statements", "program").json(&json!([said("mila", "read", "one"), wrong]));
        let told = answer.refused(400, "statement_invalid").await;
        assert_eq!(told.header("x-experience-api-version"), "2.0.0");
        assert_eq!(told.json()["errors"][0]["pointer"], "/1/object/id");
        assert!(text(&told.json(), "/errors/0/code").starts_with("XAPI-"), "{}", told.text());
        assert_eq!(centre.found("program", &[]).await, Vec::<String>::new());
        for path in ["statements?Limit=1", "statements?statementId=x", "statements?agent=x", "activities"] {
            centre.xapi("GET", path, "program").refused(400, "statement_invalid").await;
        }
        centre.xapi("DELETE", "statements", "program").refused(405, "method_not_allowed").await;
        centre.xapi("GET", "nothing", "program").refused(404, "not_found").await;
        for version in ["", "3.0.0", "1"] {
            let call = centre.app_call("GET", "/xapi/statements").header("Authorization", &basic("program", SECRET));
            let call = if version.is_empty() { call } else { call.header("X-Experience-API-Version", version) };
            let told = call.refused(400, "statement_invalid").await;
            let named = if version.is_empty() { "0.9" } else { "2.0.0" };
            assert_eq!(told.header("x-experience-api-version"), named);
        }
        let about = centre.app_call("GET", "/xapi/about").gives(200).await.json();
        assert!(about["version"].as_array().is_some_and(|all| all.contains(&json!("1.0.3"))), "{about}");
    }
}

database_tests! {
    /// 1.3: by a form in 1.0.3, not in 2.0.
    async fn a_request_is_written_as_a_form(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_credential("program", &[Scope::All], None).await;
        let id = Uuid::from_u128(3).to_string();
        let statement = said("mila", "read", "one").to_string();
        let form = |version: &'static str| {
            [
                ("statementId", id.clone()),
                ("content", statement.clone()),
                ("Content-Type", "application/json".to_owned()),
                ("X-Experience-API-Version", version.to_owned()),
                ("Authorization", basic("program", SECRET)),
            ]
        };
        let send = |version: &'static str, path: &str| {
            let fields = form(version);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            centre.app_call("POST", path).form(&fields)
        };
        send("2.0.0", "/xapi/statements?method=PUT").gives(400).await;
        send("1.0.3", "/xapi/statements?method=PUT&limit=1").gives(400).await;
        send("1.0.3", "/xapi/statements?method=PUT").gives(204).await;
        assert_eq!(centre.found("program", &[]).await, std::slice::from_ref(&id));
    }
}

database_tests! {
    /// Each scope opens its own doors. Nobody is asked for a password by a browser.
    async fn a_credential_does_what_its_scopes_say(db: Db) {
        let centre = Centre::open(db).await;
        for scope in Scope::ALL {
            centre.add_credential(scope.word(), &[*scope], None).await;
        }
        let statement = said("mila", "read", "one");
        let agent = encoded(&[MILA]);
        let state = format!("activities/state?activityId=https%3A%2F%2Fvidik.test%2Fa&{agent}&stateId=s");
        let profile = "activities/profile?activityId=https%3A%2F%2Fvidik.test%2Fa&profileId=p";
        let person = format!("agents/profile?{agent}&profileId=p");
        let activity = "activities?activityId=https%3A%2F%2Fvidik.test%2Fa";
        let who = format!("agents?{agent}");
        let cases: [(&str, &str, &[Scope]); 11] = [
            ("POST", "statements", &[Scope::StatementsWrite]),
            ("GET", "statements", &[Scope::StatementsRead, Scope::StatementsReadMine, Scope::AllRead]),
            ("POST", &state, &[Scope::State]),
            ("GET", &state, &[Scope::State, Scope::AllRead]),
            ("DELETE", &state, &[Scope::State]),
            ("POST", profile, &[Scope::Profile]),
            ("GET", profile, &[Scope::Profile, Scope::AllRead]),
            ("POST", &person, &[Scope::Profile]),
            ("GET", &person, &[Scope::Profile, Scope::AllRead]),
            ("GET", activity, &[Scope::StatementsRead, Scope::StatementsReadMine, Scope::AllRead, Scope::State,
                Scope::Profile, Scope::Define]),
            ("GET", &who, &[Scope::StatementsRead, Scope::StatementsReadMine, Scope::AllRead, Scope::State,
                Scope::Profile, Scope::Define]),
        ];
        for (method, path, allowed) in cases {
            for scope in Scope::ALL {
                let call = centre.xapi(method, path, scope.word());
                let answer = if method == "GET" || method == "DELETE" { call } else { call.json(&statement) }.send().await;
                let may = *scope == Scope::All || allowed.contains(scope);
                let refused = answer.status == 403;
                assert!(may != refused, "{method} {path} with {}: {}", scope.word(), answer.text());
                assert!(refused || answer.status < 300 || answer.status == 404, "{method} {path}: {}", answer.text());
            }
            let call = centre.app_call(method, &format!("/xapi/{path}")).header("X-Experience-API-Version", "2.0.0");
            let told = call.json(&statement).refused(401, "credential_refused").await;
            assert!(!told.header("www-authenticate").to_lowercase().starts_with("basic"));
            let call = centre.app_call(method, &format!("/xapi/{path}")).header("X-Experience-API-Version", "2.0.0");
            let wrong = call.header("Authorization", &basic("all", "wrong")).json(&statement);
            wrong.refused(401, "credential_refused").await;
        }
        // Its own: what it wrote itself.
        centre.add_credential("mine", &[Scope::StatementsWrite, Scope::StatementsReadMine], None).await;
        let own = centre.store("mine", &said("ana", "wrote", "two")).await;
        let other = centre.store("all", &said("ana", "wrote", "three")).await;
        assert_eq!(centre.found("mine", &[]).await, std::slice::from_ref(&own));
        centre.xapi("GET", &format!("statements?statementId={other}"), "mine").gives(404).await;
        centre.xapi("POST", "statements", "mine").json(&about(&other, VOIDED)).refused(403, "not_allowed").await;
        centre.xapi("POST", "statements", "mine").json(&about(&own, VOIDED)).gives(200).await;
    }
}

database_tests! {
    /// An institution's program sees what is about its people, from their own work here too, and speaks of them alone.
    async fn an_institution_sees_its_own_people(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_credential("all", &[Scope::All], None).await;
        centre.add_credential("ministry", &[Scope::All], Some(Tenant::Ministry)).await;
        centre.add_credential("agency", &[Scope::All], Some(Tenant::Agency)).await;
        let of = |word: &str, activity: &str| {
            let mut statement = said("x", "read", activity);
            let account = json!({ "homePage": centre.app_origin(), "name": centre.person(word).to_string() });
            statement["actor"] = json!({ "account": account });
            statement
        };
        let learner = centre.store("all", &of("learner", "one")).await;
        let foreign = centre.store("all", &of("agency-learner", "one")).await;
        let outside = centre.store("all", &said("mila", "read", "one")).await;
        let own = centre.store("ministry", &said("ana", "read", "one")).await;
        assert_eq!(centre.found("ministry", &[]).await, [own.as_str(), &learner]);
        assert_eq!(centre.found("agency", &[]).await, std::slice::from_ref(&foreign));
        assert_eq!(centre.found("all", &[]).await, [own.as_str(), &outside, &foreign, &learner]);
        for hidden in [&foreign, &outside] {
            centre.xapi("GET", &format!("statements?statementId={hidden}"), "ministry").gives(404).await;
        }
        let wrong = of("agency-learner", "two");
        centre.xapi("POST", "statements", "ministry").json(&wrong).refused(403, "not_allowed").await;
        centre.xapi("POST", "statements", "ministry").json(&about(&foreign, VOIDED)).refused(403, "not_allowed").await;
        let state = |word: &str| {
            let agent = json!({ "account": { "homePage": centre.app_origin(), "name": centre.person(word).to_string() }});
            encoded(&[("activityId", "https://vidik.test/a"), ("agent", &agent.to_string()), ("stateId", "s")])
        };
        let put = |word: &str| {
            centre.xapi("PUT", &format!("activities/state?{}", state(word)), "ministry").json(&json!({}))
        };
        put("learner").gives(204).await;
        put("agency-learner").refused(403, "not_allowed").await;
    }
}

database_tests! {
    /// What our own run-times write is found like everything else, and keeps to the specification.
    async fn our_own_statements_are_statements(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_credential("program", &[Scope::AllRead], None).await;
        centre.add_credential("ministry", &[Scope::AllRead], Some(Tenant::Ministry)).await;
        centre.add_credential("agency", &[Scope::AllRead], Some(Tenant::Agency)).await;
        centre.course("first", scorm12("First", "en", None)).await;
        let mut player = Player::begin(&centre, "learner", "first").await;
        player.terminate(&[("cmi.core.lesson_status", "completed"), ("cmi.core.score.raw", "70")]).await;
        let account = json!({ "account": { "homePage": centre.app_origin(), "name": centre.person("learner").to_string() } });
        let query = encoded(&[("agent", &account.to_string())]);
        let body = centre.xapi("GET", &format!("statements?{query}"), "program").gives(200).await.json();
        let statements = body["statements"].as_array().expect("statements").clone();
        assert_eq!(statements.len(), centre.statements().await.len());
        assert!(!statements.is_empty());
        for statement in &statements {
            let read = vidik_xapi::Received::of(statement.clone(), vidik_xapi::Version::V2_0_0);
            assert!(read.is_ok(), "{read:?}: {statement}");
        }
        let activity = text(&statements[0], "/object/id");
        let path = format!("activities?{}", encoded(&[("activityId", &activity)]));
        let known = centre.xapi("GET", &path, "program").gives(200).await.json();
        assert_eq!(known["definition"]["type"], statements[0]["object"]["definition"]["type"]);
        assert_eq!(centre.found("ministry", &[]).await.len(), statements.len());
        assert_eq!(centre.found("agency", &[]).await, Vec::<String>::new());
    }
}

database_tests! {
    /// A statement whose transaction has not ended is not promised, and is found when it has.
    async fn nothing_is_promised_that_is_not_there(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_credential("program", &[Scope::All], None).await;
        // The first request notes that the credential is used, which is a write.
        centre.xapi("GET", "statements", "program").gives(200).await;
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel::<()>();
        let house = centre.house.clone();
        let slow = tokio::spawn(async move {
            let db = house.db.clone();
            db.write::<_, sea_orm::DbErr, _>(async move |txn| {
                vidik_db::change_number(txn).await?;
                let _ = begin.send(());
                let _ = wait.await;
                Ok(())
            })
            .await
        });
        begun.await.expect("it begins");
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        let behind = async || {
            let answer = centre.xapi("GET", "statements", "program").gives(200).await;
            let through = answer.header("x-experience-api-consistent-through");
            centre.now() - through.parse::<chrono::DateTime<chrono::Utc>>().expect("a time")
        };
        assert!(behind().await >= Duration::milliseconds(100));
        go.send(()).expect("it waits");
        slow.await.expect("it ends").expect("it is written");
        // What a request notes behind its answer may still be on its way to a slow disk.
        let mut looks = 0;
        while behind().await >= Duration::milliseconds(100) {
            looks += 1;
            assert!(looks < 200, "what has ended still holds it back");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
}

/// A body with the statement and one attachment beside it.
pub fn with_attachment(statement: &Value, sha2: &str, content: &[u8]) -> Vec<u8> {
    let attachments = [("text/plain", sha2, content)];
    vidik_xapi::multipart::write("border", statement.to_string().as_bytes(), attachments)
}

database_tests! {
    /// 2.4.11: contents come with the statement that names them, and go out with it when they are asked for.
    async fn attachments_come_and_go_with_their_statement(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_credential("program", &[Scope::All], None).await;
        let content = "записник".as_bytes();
        let sha2 = vidik_xapi::multipart::sha2_like(&"0".repeat(64), content).expect("a hash");
        let mut statement = said("mila", "read", "one");
        statement["attachments"] = json!([{
            "usageType": "https://vidik.test/minutes", "display": { "en": "Minutes" }, "contentType": "text/plain",
            "length": content.len(), "sha2": sha2,
        }]);
        let kind = "multipart/mixed; boundary=border";
        let post = || centre.xapi("POST", "statements", "program");
        post().json(&statement).refused(400, "statement_invalid").await;
        post().body(kind, with_attachment(&said("mila", "read", "two"), &sha2, content)).gives(400).await;
        post().body(kind, with_attachment(&statement, &sha2, b"something else")).gives(400).await;
        let answer = post().body(kind, with_attachment(&statement, &sha2, content)).gives(200).await;
        let id = text(&answer.json(), "/0");
        // The same contents with another statement are kept once.
        post().body(kind, with_attachment(&statement, &sha2, content)).gives(200).await;
        let path = format!("statements?statementId={id}&attachments=true");
        let answer = centre.xapi("GET", &path, "program").gives(200).await;
        let read = vidik_xapi::multipart::read(&answer.body, answer.header("content-type")).expect("parts");
        let kept: Value = serde_json::from_slice(read.statements).expect("a statement");
        assert_eq!(text(&kept, "/id"), id);
        assert_eq!(read.parts.iter().map(|part| part.content).collect::<Vec<_>>(), [content]);
        let all = centre.xapi("GET", "statements?attachments=true", "program").gives(200).await;
        let read = vidik_xapi::multipart::read(&all.body, all.header("content-type")).expect("parts");
        assert_eq!(read.parts.len(), 1);
    }
}

/// What an administrator reads of the record, and whom they let in.
mod administration {
    use super::*;

    database_tests! {
        async fn a_program_is_let_in_and_turned_out(db: Db) {
            let centre = Centre::open(db).await;
            let token = centre.sign_in("administrator").await;
            let new = json!({ "name": "Reports", "scopes": ["statements/write", "statements/read"], "institution": "ministry" });
            let made = centre.post("/record/credentials").by(&token).json(&new).gives(201).await.json();
            let (key, secret) = (text(&made, "/key"), text(&made, "/secret"));
            assert_eq!(made["institution"]["slug"], "ministry");
            let read = || {
                let call = centre.app_call("GET", "/xapi/statements").header("X-Experience-API-Version", "2.0.0");
                call.header("Authorization", &basic(&key, &secret))
            };
            read().gives(200).await;
            // The use is noted behind the answer.
            let listed = loop {
                let listed = centre.get("/record/credentials").by(&token).gives(200).await.json();
                if listed["items"][0]["last_used_at"].is_string() {
                    break listed;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            };
            assert_eq!(listed["items"][0]["key"], json!(key));
            assert!(listed["items"][0].get("secret").is_none());
            let path = format!("/record/credentials/{}", text(&made, "/id"));
            centre.call("DELETE", &path).by(&token).gives(204).await;
            read().refused(401, "credential_refused").await;
            for (wrong, pointer) in [
                (json!({ "name": " ", "scopes": ["all"] }), "/name"),
                (json!({ "name": "x", "scopes": [] }), "/scopes"),
                (json!({ "name": "x", "scopes": ["all"], "institution": "nowhere" }), "/institution"),
            ] {
                let told = centre.post("/record/credentials").by(&token).json(&wrong).refused(422, "invalid").await;
                assert_eq!(told.json()["errors"][0]["pointer"], pointer);
            }
        }
    }

    database_tests! {
        async fn the_record_is_looked_through(db: Db) {
            let centre = Centre::open(db).await;
            let token = centre.sign_in("administrator").await;
            centre.add_credential("program", &[Scope::All], None).await;
            let mut own = said("x", "read", "one");
            let account = json!({ "homePage": centre.app_origin(), "name": centre.person("learner").to_string() });
            own["actor"] = json!({ "account": account });
            let one = centre.store("program", &own).await;
            let two = centre.store("program", &said("mila", "wrote", "two")).await;
            let find = async |query: String| {
                let body = centre.get(&format!("/record/statements?{query}")).by(&token).gives(200).await.json();
                let items = body["items"].as_array().expect("items").clone();
                (items.iter().map(|item| text(item, "/id")).collect::<Vec<_>>(), body)
            };
            let (all, first) = find("limit=1".to_owned()).await;
            assert_eq!(all, std::slice::from_ref(&two));
            let cursor = text(&first, "/next_cursor");
            assert_eq!(find(format!("limit=1&cursor={cursor}")).await.0, std::slice::from_ref(&one));
            let (his, body) = find(format!("person={}", centre.person("learner"))).await;
            assert_eq!(his, std::slice::from_ref(&one));
            assert_eq!(body["items"][0]["person"], json!(centre.person("learner").to_string()));
            let verb = encoded(&[("verb", "https://vidik.test/verbs/wrote")]);
            assert_eq!(find(verb).await.0, [two]);
            let kept = centre.get(&format!("/record/statements/{one}")).by(&token).gives(200).await.json();
            assert_eq!(kept["verb"], own["verb"]);
        }
    }
}
