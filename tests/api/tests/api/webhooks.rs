//! Messages to institutions' own systems, with a small receiver.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, http::StatusCode, web};
use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::Duration;
use serde_json::{Value, json};
use vidik_base::FixedClock;
use vidik_http::WebhookSender;

use crate::{
    centre::{Centre, text},
    reports::{BEGUN, DONE, centre_with_courses, execute, work},
};

#[derive(Clone)]
struct Message {
    headers: BTreeMap<String, String>,
    body: String,
}

/// A clock, and how many seconds of it a message takes.
type Slow = (Arc<FixedClock>, i64);

/// Takes messages, or refuses them.
#[derive(Clone)]
struct Receiver {
    got: Arc<Mutex<Vec<Message>>>,
    status: Arc<AtomicU16>,
    slow: Arc<Mutex<Option<Slow>>>,
    address: String,
}

impl Receiver {
    fn open() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let this = Self { got: Arc::default(), status: Arc::new(AtomicU16::new(204)), slow: Arc::default(), address };
        let state = this.clone();
        let server =
            HttpServer::new(move || App::new().app_data(web::Data::new(state.clone())).default_service(web::to(take)));
        let server = server.workers(1).disable_signals().listen(listener).unwrap().run();
        tokio::spawn(server);
        this
    }

    /// What came since this was asked last.
    fn taken(&self) -> Vec<Message> {
        std::mem::take(&mut self.got.lock().unwrap())
    }

    fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }
}

async fn take(request: HttpRequest, body: String, receiver: web::Data<Receiver>) -> HttpResponse {
    let headers = request.headers().iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    receiver.got.lock().unwrap().push(Message { headers: headers.collect(), body });
    if let Some((clock, seconds)) = receiver.slow.lock().unwrap().as_ref() {
        clock.advance(Duration::seconds(*seconds));
    }
    HttpResponse::build(StatusCode::from_u16(receiver.status.load(Ordering::SeqCst)).unwrap()).finish()
}

fn signed(secret: &str, message: &Message) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap());
    let text = format!("{}.{}.{}", message.headers["webhook-id"], message.headers["webhook-timestamp"], message.body);
    let tag = STANDARD.decode(message.headers["webhook-signature"].strip_prefix("v1,").unwrap()).unwrap();
    hmac::verify(&key, text.as_bytes(), &tag).is_ok()
}

fn kinds(messages: &[Message]) -> Vec<String> {
    messages.iter().map(|message| text(&serde_json::from_str::<Value>(&message.body).unwrap(), "/type")).collect()
}

async fn webhook(centre: &Centre, body: &Value) -> (String, String) {
    let coordinator = centre.sign_in("coordinator-a").await;
    let made = centre.post("/institutions/ministry/webhooks").by(&coordinator).json(body).gives(201).await;
    assert_eq!(made.header("cache-control"), "no-store");
    (text(&made.json(), "/id"), text(&made.json(), "/secret"))
}

async fn log(centre: &Centre, webhook: &str) -> Value {
    let coordinator = centre.sign_in("coordinator-a").await;
    let path = format!("/institutions/ministry/webhooks/{webhook}/deliveries");
    centre.get(&path).by(&coordinator).gives(200).await.json()["items"].clone()
}

/// The one message that there is, so many times more.
async fn more_messages(centre: &Centre, count: u32) {
    let postgres = centre.house.db.read().get_database_backend() == sea_orm::DbBackend::Postgres;
    let id = if postgres { "gen_random_uuid()" } else { "randomblob(16)" };
    let insert = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO webhook_delivery (id, webhook_id, kind, body, created_at, next_at, attempts) \
         SELECT {id}, webhook_id, kind, body, created_at, created_at, 0 FROM webhook_delivery, n"
    );
    execute(centre, &insert).await;
}

vidik_db::database_tests! {
    async fn a_message_is_signed_sent_again_and_replayed(db: Db) {
        let centre = centre_with_courses(db).await;
        let (receiver, sender) = (Receiver::open(), WebhookSender::new(&centre.house).unwrap());
        work(&centre, "learner", "second", BEGUN).await;
        centre.settled().await;
        let (id, secret) = webhook(&centre, &json!({ "url": receiver.address })).await;
        sender.work(&centre.house).await.unwrap();
        assert_eq!(kinds(&receiver.taken()), Vec::<String>::new(), "what was before is not told");

        work(&centre, "learner", "first", BEGUN).await;
        work(&centre, "agency-learner", "first", BEGUN).await;
        assert_eq!(sender.work(&centre.house).await.unwrap(), 1);
        let came = receiver.taken();
        assert_eq!(kinds(&came), ["registration.changed"]);
        assert!(signed(&secret, &came[0]) && !signed("whsec_AAAA", &came[0]));
        let body: Value = serde_json::from_str(&came[0].body).unwrap();
        assert_eq!(body["data"]["registration"]["learner"]["staff_number"], "S-learner");
        assert_eq!(text(&body, "/id"), came[0].headers["webhook-id"]);
        assert_eq!(sender.work(&centre.house).await.unwrap(), 0);
        assert_eq!(log(&centre, &id).await[0]["state"], "delivered");

        // Refused, and sent again in its time, under the same id.
        centre.wait(Duration::seconds(1));
        receiver.answers(500);
        work(&centre, "learner", "first", DONE).await;
        sender.work(&centre.house).await.unwrap();
        let refused = receiver.taken();
        assert_eq!(kinds(&refused), ["registration.completed"]);
        let entry = log(&centre, &id).await[0].clone();
        assert_eq!((&entry["state"], &entry["attempts"], &entry["status"]), (&json!("waiting"), &json!(1), &json!(500)));
        sender.work(&centre.house).await.unwrap();
        assert!(receiver.taken().is_empty());
        receiver.answers(200);
        centre.wait(Duration::seconds(31));
        sender.work(&centre.house).await.unwrap();
        let again = receiver.taken();
        assert_eq!((again.len(), &again[0].headers["webhook-id"]), (1, &refused[0].headers["webhook-id"]));
        assert!(signed(&secret, &again[0]));
        assert_eq!(log(&centre, &id).await[0]["state"], "delivered");

        let coordinator = centre.sign_in("coordinator-a").await;
        let delivery = &again[0].headers["webhook-id"];
        let path = format!("/institutions/ministry/webhooks/{id}/deliveries/{delivery}/replay");
        centre.post(&path).by(&coordinator).gives(202).await;
        sender.work(&centre.house).await.unwrap();
        assert_eq!(receiver.taken()[0].body, again[0].body);
        centre.call("DELETE", &format!("/institutions/ministry/webhooks/{id}")).by(&coordinator).gives(204).await;
        work(&centre, "learner", "first", DONE).await;
        assert_eq!(sender.work(&centre.house).await.unwrap(), 0);
    }

    async fn a_webhook_is_switched_off_and_on_again(db: Db) {
        let centre = centre_with_courses(db).await;
        let (receiver, sender) = (Receiver::open(), WebhookSender::new(&centre.house).unwrap());
        centre.settled().await;
        let (id, _) = webhook(&centre, &json!({ "url": receiver.address })).await;
        let path = format!("/institutions/ministry/webhooks/{id}");
        let switch = async |active: bool| {
            let coordinator = centre.sign_in("coordinator-a").await;
            centre.call("PATCH", &path).by(&coordinator).json(&json!({ "active": active })).gives(204).await;
            let list = centre.get("/institutions/ministry/webhooks").by(&coordinator).gives(200).await.json();
            assert_eq!(list["items"][0]["active"], active, "{list}");
        };
        receiver.answers(500);
        work(&centre, "learner", "first", BEGUN).await;
        assert_eq!(sender.work(&centre.house).await.unwrap(), 1);
        receiver.taken();

        // What waits stays, what changes is not written down, and nothing is sent.
        switch(false).await;
        switch(false).await;
        receiver.answers(204);
        centre.wait(Duration::hours(1));
        work(&centre, "learner", "second", BEGUN).await;
        centre.settled().await;
        assert_eq!(sender.work(&centre.house).await.unwrap(), 0);
        assert!(receiver.taken().is_empty());
        let waiting = log(&centre, &id).await;
        assert_eq!((waiting.as_array().map(Vec::len), &waiting[0]["state"]), (Some(1), &json!("waiting")));

        switch(true).await;
        // Switched on once more, it keeps its place: what changed in between is told.
        work(&centre, "learner", "first", DONE).await;
        switch(true).await;
        sender.work(&centre.house).await.unwrap();
        assert_eq!(kinds(&receiver.taken()), ["registration.changed", "registration.completed"]);

        // What has waited for a month is forgotten.
        receiver.answers(500);
        work(&centre, "learner", "second", DONE).await;
        sender.work(&centre.house).await.unwrap();
        switch(false).await;
        centre.wait(Duration::days(31));
        sender.work(&centre.house).await.unwrap();
        assert_eq!(log(&centre, &id).await, json!([]));
        let coordinator = centre.sign_in("coordinator-a").await;
        let wrong = centre.call("PATCH", &path).by(&coordinator).json(&json!({ "active": 1 }));
        wrong.refused(400, "malformed_json").await;
    }

    /// A receiver that is not there, with a long queue, keeps no other one waiting.
    async fn a_receiver_that_is_gone_keeps_nobody_waiting(db: Db) {
        let centre = centre_with_courses(db).await;
        let (receiver, sender) = (Receiver::open(), WebhookSender::new(&centre.house).unwrap());
        webhook(&centre, &json!({ "url": "http://127.0.0.1:9/gone" })).await;
        work(&centre, "learner", "first", BEGUN).await;
        assert_eq!(sender.work(&centre.house).await.unwrap(), 1);
        more_messages(&centre, 150).await;
        centre.wait(Duration::seconds(1));
        webhook(&centre, &json!({ "url": receiver.address })).await;
        work(&centre, "learner", "second", BEGUN).await;
        sender.work(&centre.house).await.unwrap();
        assert_eq!(kinds(&receiver.taken()), ["registration.changed"]);
    }

    /// One that takes its time with each of many messages has its turn, and goes on in the next.
    async fn a_receiver_that_is_slow_keeps_nobody_waiting(db: Db) {
        let centre = centre_with_courses(db).await;
        let (receiver, sender) = (Receiver::open(), WebhookSender::new(&centre.house).unwrap());
        centre.settled().await;
        webhook(&centre, &json!({ "url": receiver.address })).await;
        receiver.answers(503);
        work(&centre, "learner", "first", BEGUN).await;
        assert_eq!(sender.work(&centre.house).await.unwrap(), 1);
        more_messages(&centre, 8).await;
        receiver.answers(204);
        *receiver.slow.lock().unwrap() = Some((centre.clock.clone(), 9));
        assert_eq!(sender.work(&centre.house).await.unwrap(), 4);
        assert_eq!(sender.work(&centre.house).await.unwrap(), 4);
    }

    async fn a_message_that_nobody_takes_fails_in_the_end(db: Db) {
        let centre = centre_with_courses(db).await;
        let (receiver, sender) = (Receiver::open(), WebhookSender::new(&centre.house).unwrap());
        centre.settled().await;
        let (id, _) = webhook(&centre, &json!({ "url": receiver.address, "types": ["registration.completed"] })).await;
        work(&centre, "learner", "first", BEGUN).await;
        sender.work(&centre.house).await.unwrap();
        assert!(receiver.taken().is_empty(), "only what was asked for");
        receiver.answers(302);
        work(&centre, "learner", "first", DONE).await;
        for _ in 0..9 {
            sender.work(&centre.house).await.unwrap();
            centre.wait(Duration::days(1));
        }
        assert_eq!(receiver.taken().len(), 8);
        let entry = log(&centre, &id).await[0].clone();
        assert_eq!((&entry["state"], &entry["attempts"]), (&json!("failed"), &json!(8)));
        for _ in 0..30 {
            centre.wait(Duration::days(1));
        }
        sender.work(&centre.house).await.unwrap();
        assert_eq!(log(&centre, &id).await, json!([]), "the log is kept for a month");
    }

    async fn messages_go_to_the_world_alone(db: Db) {
        let centre = centre_with_courses(db).await;
        let coordinator = centre.sign_in("coordinator-a").await;
        for (url, code) in [
            ("http://hr.ministry.example/", "not_https"),
            ("https://10.0.0.1/", "private_address"),
            ("https://169.254.169.254/latest/meta-data", "private_address"),
            ("https://a:b@hr.ministry.example/", "malformed"),
            ("hr.ministry.example", "malformed"),
        ] {
            let call = centre.post("/institutions/ministry/webhooks").by(&coordinator).json(&json!({ "url": url }));
            let refused = call.refused(422, "invalid").await.json();
            assert_eq!(refused["errors"][0]["code"], code, "{url}");
            assert!(!text(&refused, "/errors/0/message").starts_with("field."), "{refused}");
        }
        let unknown = json!({ "url": "https://hr.ministry.example/", "types": ["everything"] });
        centre.post("/institutions/ministry/webhooks").by(&coordinator).json(&unknown).refused(400, "malformed_json").await;
    }
}
