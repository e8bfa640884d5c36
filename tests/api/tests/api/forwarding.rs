//! Statements forwarded to another record store: a second Centre, and one that is not well.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

use actix_web::{App, HttpResponse, HttpServer, http::StatusCode, web};
use chrono::Duration;
use serde_json::{Value, json};
use vidik_db::{ConnectionTrait as _, database_tests, testing::TestDb};
use vidik_http::Forwarder;
use vidik_lrs::{ConsentTo, Scope, next_portion};
use vidik_privacy::Purpose;

use crate::{
    centre::{Centre, text},
    lrs::{said, with_attachment},
    reports::{DONE, centre_with_courses, work},
};

/// A record store that answers as it is told, and keeps what came.
#[derive(Clone)]
struct Elsewhere {
    got: Arc<Mutex<Vec<Value>>>,
    status: Arc<AtomicU16>,
    address: String,
}

impl Elsewhere {
    fn open() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/xapi", listener.local_addr().unwrap());
        let this = Self { got: Arc::default(), status: Arc::new(AtomicU16::new(200)), address };
        let state = this.clone();
        let server =
            HttpServer::new(move || App::new().app_data(web::Data::new(state.clone())).default_service(web::to(take)));
        tokio::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
        this
    }

    fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    fn taken(&self) -> Vec<Value> {
        std::mem::take(&mut self.got.lock().unwrap())
    }
}

/// What the verb says is refused is not taken, nor is what comes with it.
async fn take(body: web::Json<Vec<Value>>, elsewhere: web::Data<Elsewhere>) -> HttpResponse {
    let status = elsewhere.status.load(Ordering::SeqCst);
    if body.iter().any(|one| text(one, "/verb/id").ends_with("/refused")) {
        return HttpResponse::BadRequest().body("not this one");
    }
    if status == 200 {
        elsewhere.got.lock().unwrap().extend(body.into_inner());
    }
    let mut response = HttpResponse::build(StatusCode::from_u16(status).unwrap());
    if status == 200 { response.finish() } else { response.body(format!("not\0now {}", "ж".repeat(1_000_000))) }
}

async fn forward(centre: &Centre, changes: Value) -> Value {
    let administrator = centre.sign_in("administrator").await;
    let mut body = json!({ "name": "Elsewhere", "key": "vidik", "secret": "a secret", "with_consent": false });
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    centre.post("/record/forwards").by(&administrator).json(&body).gives(201).await.json()
}

async fn state(centre: &Centre) -> Value {
    let administrator = centre.sign_in("administrator").await;
    centre.get("/record/forwards").by(&administrator).gives(200).await.json()["items"][0].clone()
}

async fn sent(centre: &Centre) -> usize {
    centre.settled().await;
    Forwarder::new(&centre.house).unwrap().work(&centre.house).await.unwrap()
}

database_tests! {
    async fn another_centre_gets_every_statement_once(db: Db) {
        let centre = centre_with_courses(db).await;
        let other = TestDb::sqlite().await;
        let other = Centre::open(other.handle()).await;
        other.add_credential("vidik", &[Scope::All], None).await;
        work(&centre, "learner", "first", DONE).await;
        centre.add_credential("program", &[Scope::All], None).await;
        let content = b"minutes";
        let sha2 = vidik_xapi::multipart::sha2_like(&"0".repeat(64), content).unwrap();
        let mut with = said("mila", "read", "one");
        with["attachments"] = json!([{
            "usageType": "https://vidik.test/minutes", "display": { "en": "Minutes" }, "contentType": "text/plain",
            "length": content.len(), "sha2": sha2,
        }]);
        let kind = "multipart/mixed; boundary=border";
        centre.xapi("POST", "statements", "program").body(kind, with_attachment(&with, &sha2, content)).gives(200).await;
        let url = format!("{}/xapi", other.app_origin());
        forward(&centre, json!({ "url": url, "secret": "secret-of-the-record", "from_beginning": true })).await;
        let all = centre.statements().await;
        assert_eq!(sent(&centre).await, all.len(), "{}", state(&centre).await);
        let ids = |all: &[Value]| { let mut ids: Vec<String> = all.iter().map(|one| text(one, "/id")).collect(); ids.sort(); ids };
        assert_eq!(ids(&other.statements().await), ids(&all));
        let kept = other.xapi("GET", "statements?attachments=true", "vidik").gives(200).await;
        assert!(kept.text().contains("minutes"));
        assert_eq!(sent(&centre).await, 0);
        work(&centre, "second-learner", "first", DONE).await;
        assert!(sent(&centre).await > 0);
        assert_eq!(ids(&other.statements().await), ids(&centre.statements().await));
    }

    async fn one_that_is_not_well_is_asked_again_and_nothing_is_lost(db: Db) {
        let centre = Centre::open(db).await;
        let elsewhere = Elsewhere::open();
        centre.add_credential("program", &[Scope::All], None).await;
        centre.store("program", &said("mila", "read", "before")).await;
        centre.settled().await;
        let made = forward(&centre, json!({ "url": elsewhere.address, "version": "1.0.3" })).await;
        elsewhere.answers(503);
        let first = centre.store("program", &said("mila", "read", "one")).await;
        assert_eq!(sent(&centre).await, 0);
        let troubled = state(&centre).await;
        assert_eq!((&troubled["failures"], &troubled["status"]), (&json!(1), &json!(503)));
        let trouble = text(&troubled, "/trouble");
        assert!(trouble.contains("503") && trouble.contains("not now жж") && trouble.len() < 400, "{trouble}");
        elsewhere.answers(200);
        assert_eq!(sent(&centre).await, 0, "not before its time");
        centre.wait(Duration::seconds(31));
        let wrong = centre.store("program", &said("mila", "refused", "two")).await;
        let last = centre.store("program", &said("mila", "read", "three")).await;
        assert_eq!(sent(&centre).await, 2);
        let taken = elsewhere.taken();
        let ids: Vec<String> = taken.iter().map(|one| text(one, "/id")).collect();
        assert_eq!(ids, [first, last], "from now on, in order, without what is refused");
        assert!(taken.iter().all(|one| one["version"].is_null()));
        let now = state(&centre).await;
        assert_eq!((&now["taken"], &now["refused"], &now["failures"]), (&json!(2), &json!(1), &json!(0)));
        let administrator = centre.sign_in("administrator").await;
        let log = centre.get(&format!("/record/forwards/{}/log", text(&made, "/id"))).by(&administrator).gives(200).await.json();
        let refused = log["items"].as_array().unwrap().iter().find(|entry| entry["statement"].is_string()).unwrap().clone();
        assert_eq!((&refused["statement"], &refused["status"]), (&json!(wrong), &json!(400)));
    }

    async fn only_what_is_wanted_and_agreed_to_goes(db: Db) {
        let centre = centre_with_courses(db).await;
        let elsewhere = Elsewhere::open();
        forward(&centre, json!({ "url": elsewhere.address, "with_consent": true, "institution": "ministry" })).await;
        let own = centre.sign_in("learner").await;
        let agree = |given: bool| centre.call("PUT", "/me/consents/forwarding").by(&own).json(&json!({ "given": given, "version": 1 }));
        agree(true).gives(200).await;
        for word in ["learner", "second-learner", "agency-learner"] {
            work(&centre, word, "first", DONE).await;
        }
        assert!(sent(&centre).await > 0);
        let learner = centre.person("learner").to_string();
        assert!(elsewhere.taken().iter().all(|one| one["actor"]["account"]["name"] == json!(learner)));
        agree(false).gives(200).await;
        work(&centre, "learner", "second", DONE).await;
        assert_eq!((sent(&centre).await, elsewhere.taken()), (0, vec![]));
    }

    /// Whoever agreed to other words is asked again; until then nothing about them goes.
    async fn a_consent_to_an_older_version_does_not_count(db: Db) {
        let centre = centre_with_courses(db).await;
        let elsewhere = Elsewhere::open();
        forward(&centre, json!({ "url": elsewhere.address, "with_consent": true })).await;
        let own = centre.sign_in("learner").await;
        let body = json!({ "given": true, "version": Purpose::Forwarding.version() });
        centre.call("PUT", "/me/consents/forwarding").by(&own).json(&body).gives(200).await;
        work(&centre, "learner", "first", DONE).await;
        centre.settled().await;
        let conn = centre.house.db.read();
        let one = vidik_lrs::forwards(conn).await.unwrap().remove(0);
        let counted = async |change: i32| {
            let consent = ConsentTo { purpose: "forwarding", version: Purpose::Forwarding.version() + change };
            next_portion(conn, &one, consent, centre.app_origin()).await.unwrap().statements.len()
        };
        assert!(counted(0).await > 0);
        assert_eq!(counted(1).await, 0, "the words have changed since");
        let older = "UPDATE consent SET version = version - 1";
        let work = async move |txn: &vidik_db::DatabaseTransaction| txn.execute_unprepared(older).await.map(|_| ());
        centre.house.db.write::<_, vidik_db::DbErr, _>(work).await.unwrap();
        assert_eq!((sent(&centre).await, elsewhere.taken()), (0, vec![]));
    }

    async fn a_forward_is_made_with_care(db: Db) {
        let centre = Centre::open(db).await;
        let administrator = centre.sign_in("administrator").await;
        let make = |url: &str| {
            let body = json!({ "name": "E", "url": url, "key": "k", "secret": "very secret" });
            centre.post("/record/forwards").by(&administrator).json(&body)
        };
        for url in ["https://10.0.0.1/xapi", "http://lrs.example.org/xapi", "nowhere", centre.app_origin()] {
            make(url).refused(422, "invalid").await;
        }
        let made = make("https://lrs.example.org/xapi/").gives(201).await;
        assert!(!made.text().contains("very secret"));
        let id = text(&made.json(), "/id");
        assert_eq!(text(&made.json(), "/url"), "https://lrs.example.org/xapi");
        let path = format!("/record/forwards/{id}");
        centre.call("PATCH", &path).by(&administrator).json(&json!({ "active": false })).gives(204).await;
        assert_eq!(state(&centre).await["active"], json!(false));
        centre.call("DELETE", &path).by(&administrator).gives(204).await;
        centre.call("DELETE", &path).by(&administrator).refused(404, "not_found").await;
    }
}
