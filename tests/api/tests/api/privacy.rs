//! What is held of a person: copied out, looked at, agreed to, erased; and that nothing is left then.

use std::io::Read as _;

use chrono::Duration;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::{Value, json};
use uuid::Uuid;
use vidik_db::{Backend, database_tests};
use vidik_http::{finish_begun_erasures, keep_retention};
use vidik_lrs::Scope;

use crate::{
    centre::{Centre, Tenant, text},
    lrs::{encoded, said, with_attachment},
    player::Player,
    reports::{BEGUN, DONE, centre_with_courses, execute, work},
};

const SECRET_WORDS: &str = "Mila learner was here";
const REASON: &str = "https://w3id.org/xapi/cmi5/result/extensions/reason";
const MINUTES: &[u8] = "minutes of Mila learner".as_bytes();

/// Rows of a query, as text.
async fn texts(centre: &Centre, sql: &str) -> Vec<String> {
    let conn = centre.house.db.read();
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.expect("rows");
    rows.iter().filter_map(|row| row.try_get_by_index::<Option<String>>(0).expect("a text")).collect()
}

/// Tables and columns, as the database itself has them.
async fn columns(centre: &Centre) -> Vec<(String, String)> {
    let conn = centre.house.db.read();
    let sql = if conn.get_database_backend() == DbBackend::Postgres {
        "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    } else {
        "SELECT m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
         AND m.name NOT LIKE 'search_index%'"
    };
    let split = |name: String| {
        name.split_once('.').map(|(table, column)| (table.to_owned(), column.to_owned())).expect("table.column")
    };
    texts(centre, sql).await.into_iter().map(split).collect()
}

/// Where in the database these words stand.
async fn places(centre: &Centre, words: &[String]) -> Vec<String> {
    let postgres = centre.house.db.read().get_database_backend() == DbBackend::Postgres;
    let mut found = vec![];
    for (table, column) in columns(centre).await {
        let all = if postgres {
            format!("SELECT \"{column}\"::text FROM {table}")
        } else {
            // A UUID is sixteen bytes, a document any number.
            let hex = |from: u8, length: u8| format!("substr(hex(\"{column}\"), {from}, {length})");
            let id = [hex(1, 8), hex(9, 4), hex(13, 4), hex(17, 4), hex(21, 12)].join(" || '-' || ");
            format!(
                "SELECT CASE WHEN typeof(\"{column}\") = 'blob' AND length(\"{column}\") = 16 THEN lower({id}) \
                 ELSE CAST(\"{column}\" AS TEXT) END FROM {table}"
            )
        };
        for value in texts(centre, &all).await {
            // PostgreSQL shows bytes as hexadecimal.
            let bytes = value.strip_prefix("\\x").map(|hex| {
                let digit = |at: usize| u8::from_str_radix(hex.get(at..at + 2).unwrap_or("00"), 16).unwrap_or(0);
                String::from_utf8_lossy(&(0..hex.len() / 2).map(|at| digit(at * 2)).collect::<Vec<_>>()).into_owned()
            });
            let value = bytes.unwrap_or(value);
            for word in words {
                let strangers = ["second-", "agency-"].map(|begin| value.matches(&format!("{begin}{word}")).count());
                if value.matches(word.as_str()).count() > strangers.iter().sum::<usize>() {
                    found.push(format!("{table}.{column}: {value}"));
                }
            }
        }
    }
    for file in centre.kept_files() {
        let content = std::fs::read(&file).expect("a file that is kept");
        let content = String::from_utf8_lossy(&content);
        if words.iter().any(|word| content.contains(word)) {
            found.push(file.display().to_string());
        }
    }
    found
}

/// Which of the database's own files have one of these words in them, as text or as the bytes of an id. On PostgreSQL
/// they are another program's.
async fn remains(centre: &Centre, words: &[String]) -> Vec<String> {
    if centre.house.db.read().get_database_backend() == DbBackend::Postgres {
        return vec![];
    }
    let database = texts(centre, "SELECT file FROM pragma_database_list WHERE name = 'main'").await.remove(0);
    let mut found = vec![];
    for path in [database.clone(), format!("{database}-wal")] {
        let bytes = std::fs::read(&path).unwrap_or_default();
        let ids = words.iter().filter_map(|word| word.parse::<Uuid>().ok().map(|id| id.as_bytes().to_vec()));
        let strangers =
            |at: usize| ["second-", "agency-"].iter().any(|before| bytes[..at].ends_with(before.as_bytes()));
        for word in words.iter().map(|word| word.as_bytes().to_vec()).chain(ids) {
            let mut places = bytes.windows(word.len()).enumerate().filter(|(_, part)| *part == word);
            if let Some((at, _)) = places.find(|(at, _)| !strangers(*at)) {
                found.push(format!("{path} at {at}: {}", String::from_utf8_lossy(&word)));
            }
        }
    }
    found
}

/// What nobody else has.
fn own_words(centre: &Centre) -> Vec<String> {
    let id = centre.person("learner").to_string();
    let others = ["LEARNER@vidik.test", "Learner@vidik.test"].map(str::to_owned);
    let own = vec![
        id,
        "learner@vidik.test".to_owned(),
        SECRET_WORDS.to_owned(),
        "Mila learner".to_owned(),
        "HR-77".to_owned(),
    ];
    own.into_iter().chain(others).collect()
}

/// Everything that can be held of the learner.
async fn filled(db: vidik_db::Db) -> Centre {
    let centre = centre_with_courses(db).await;
    work(&centre, "learner", "first", DONE).await;
    work(&centre, "second-learner", "first", DONE).await;
    let words =
        [("cmi.suspend_data", SECRET_WORDS), ("cmi.comments", SECRET_WORDS), ("cmi.core.lesson_status", "incomplete")];
    work(&centre, "learner", "second", &words).await;
    work(&centre, "second-learner", "second", BEGUN).await;
    quiz(&centre).await;
    record(&centre).await;
    hands(&centre).await;
    centre
}

async fn quiz(centre: &Centre) {
    let player = Player::begin(centre, "learner", "sample").await;
    let ask = |method: &str, path: &str| centre.content_call(method, &format!("/play/quiz/{path}")).by(&player.token);
    let attempt = ask("POST", "entry-test/attempts").json(&json!({})).gives(201).await.json();
    let (id, question) = (text(&attempt, "/id"), text(&attempt, "/questions/0/id"));
    let answer = json!({ "response": text(&attempt, "/questions/0/choices/0/id"), "flagged": false });
    ask("PUT", &format!("attempts/{id}/answers/{question}")).json(&answer).gives(200).await;
    ask("POST", &format!("attempts/{id}/submit")).json(&json!({})).gives(200).await;
}

/// What programs outside say of the learner, and keep.
async fn record(centre: &Centre) {
    centre.add_credential("program", &[Scope::All], None).await;
    let mut own = said("learner", "wrote", "essay");
    own["actor"]["name"] = json!("Mila learner");
    own["result"] = json!({ "response": SECRET_WORDS });
    let sha2 = vidik_xapi::multipart::sha2_like(&"0".repeat(64), MINUTES).expect("a digest");
    own["attachments"] = json!([{
        "usageType": "https://vidik.test/minutes", "display": { "en": "Minutes" }, "contentType": "text/plain",
        "length": MINUTES.len(), "sha2": sha2,
    }]);
    let kind = "multipart/mixed; boundary=border";
    centre.xapi("POST", "statements", "program").body(kind, with_attachment(&own, &sha2, MINUTES)).gives(200).await;
    let mut of_another = said("second-learner", "read", "essay");
    let account = json!({ "homePage": centre.app_origin(), "name": centre.person("learner").to_string() });
    of_another["context"] = json!({
        "instructor": { "account": account },
        "extensions": { "https://vidik.test/by": "learner@vidik.test, second-learner@vidik.test" },
    });
    centre.store("program", &of_another).await;
    // Programs write an address as they have it, in large letters too.
    centre.store("program", &said("LEARNER", "read", "essay")).await;
    let mut mentioned = said("second-learner", "praised", "essay");
    mentioned["context"] = json!({
        "instructor": { "mbox": "mailto:LEARNER@vidik.test" },
        "extensions": { "https://vidik.test/of": "LEARNER@vidik.test" },
    });
    centre.store("program", &mentioned).await;
    let agent = json!({ "mbox": "mailto:Learner@vidik.test" }).to_string();
    let state =
        encoded(&[("activityId", "https://vidik.test/activities/essay"), ("agent", &agent), ("stateId", "place")]);
    centre.xapi("PUT", &format!("activities/state?{state}"), "program").json(&json!({ "page": 3 })).gives(204).await;
    let agent = json!({ "mbox": "mailto:learner@vidik.test" }).to_string();
    let activity = "https://vidik.test/activities/essay";
    let state = encoded(&[("activityId", activity), ("agent", &agent), ("stateId", "draft")]);
    let body = json!({ "draft": SECRET_WORDS });
    centre.xapi("PUT", &format!("activities/state?{state}"), "program").json(&body).gives(204).await;
    let profile = encoded(&[("activityId", activity), ("profileId", "readers")]);
    let readers =
        json!({ "readers": ["learner@vidik.test", centre.person("learner").to_string(), "second-learner@vidik.test"] });
    let put = centre.xapi("PUT", &format!("activities/profile?{profile}"), "program").header("If-None-Match", "*");
    put.json(&readers).gives(204).await;
}

/// What the Centre and the institution did by hand.
async fn hands(centre: &Centre) {
    let administrator = centre.sign_in("administrator").await;
    let learner = centre.person("learner");
    let attempts =
        centre.get(&format!("/attempts?person={learner}&course=first")).by(&administrator).gives(200).await.json();
    let attempt = text(&attempts, "/items/0/id");
    let note = json!({ "action": "recalculate", "reason": "Mila learner asked for it by learner@vidik.test." });
    centre.post(&format!("/attempts/{attempt}/corrections")).by(&administrator).json(&note).gives(204).await;
    centre.get(&format!("/attempts/{attempt}/record")).by(&administrator).gives(200).await;
    let extra = json!({ "percent": 25 });
    centre.call("PUT", &format!("/people/{learner}/extra-time")).by(&administrator).json(&extra).send().await;
    centre.add_program("personnel", Tenant::Ministry, &["members:write"]).await;
    let program = centre.program_token("personnel", "").await;
    let known = json!({ "name": { "latin": { "given": "Mila", "family": "L" } }, "email": "learner@vidik.test" });
    let put = centre.call("PUT", "/institutions/ministry/people/HR-77").by(&program).header("Idempotency-Key", "k-1");
    put.json(&known).gives(200).await;
    let own = centre.sign_in("learner").await;
    let agreed = json!({ "given": true, "version": 1 });
    centre.call("PUT", "/me/consents/forwarding").by(&own).json(&agreed).gives(200).await;
    waivers(centre, &administrator).await;
    let body = format!("{{\"learner\":{{\"id\":\"{learner}\",\"email\":\"learner@vidik.test\"}}}}");
    let of_another = format!("{{\"learner\":{{\"name\":\"Another\"}},\"waived_reason\":\"{AS_FOR}\"}}");
    deliveries(centre, &[&body, &of_another]).await;
}

/// Why another need not do it: it names the learner.
const AS_FOR: &str = "As for Mila learner (learner@vidik.test), says Mila second-learner.";
const AS_FOR_NOBODY: &str = "As for … (…), says Mila second-learner.";

/// What the learner need not do, and what another need not.
async fn waivers(centre: &Centre, administrator: &str) {
    for (who, reason) in [("learner", "Mila learner has passed the state examination."), ("second-learner", AS_FOR)] {
        let path = format!("/attempts?person={}&course=second", centre.person(who));
        let attempts = centre.get(&path).by(administrator).gives(200).await.json();
        let waive = centre.post(&format!("/registrations/{}/waive", text(&attempts, "/items/0/id")));
        waive.by(administrator).json(&json!({ "reason": reason })).gives(204).await;
    }
}

/// What an institution is told of.
async fn deliveries(centre: &Centre, bodies: &[&str]) {
    let postgres = centre.house.db.read().get_database_backend() == DbBackend::Postgres;
    let written = |id: Uuid| if postgres { format!("'{id}'") } else { format!("x'{}'", id.simple()) };
    let (hook, ministry) = (written(Uuid::from_u128(5)), written(centre.ministry.0));
    execute(
        centre,
        &format!(
            "INSERT INTO webhook (id, institution_id, url, secret, kinds, active, created_at, told_change, told_id) \
        SELECT {hook}, {ministry}, 'https://hr.test/', '', '', false, created_at, 0, {hook} FROM person LIMIT 1"
        ),
    )
    .await;
    for (number, body) in (5..).zip(bodies) {
        let id = written(Uuid::from_u128(number));
        execute(
            centre,
            &format!(
                "INSERT INTO webhook_delivery (id, webhook_id, kind, body, created_at, attempts) \
            SELECT {id}, {hook}, 'registration.changed', '{body}', created_at, 0 FROM person LIMIT 1"
            ),
        )
        .await;
    }
}

async fn erase(centre: &Centre, who: &str, mode: &str) -> Value {
    let administrator = centre.sign_in("administrator").await;
    let path = format!("/people/{}/erase", centre.person(who));
    let body = json!({ "mode": mode, "reason": "Asked for by Mila learner." });
    centre.post(&path).by(&administrator).json(&body).gives(200).await.json()
}

database_tests! {
    async fn of_somebody_who_is_erased_nothing_is_left(db: Db) {
        let centre = filled(db).await;
        let own = centre.sign_in("learner").await;
        let administrator = centre.sign_in("administrator").await;
        assert!(places(&centre, &own_words(&centre)).await.len() > 20, "there is much to be found before");
        let on_disk = remains(&centre, &own_words(&centre)).await;
        assert!(on_disk.len() > 3 || centre.house.db.backend() == Backend::Postgres, "{on_disk:?}");
        let others = centre.statements().await.len();
        let preview = centre.get(&format!("/people/{}/erasure?mode=erase", centre.person("learner")));
        let preview = preview.by(&administrator).gives(200).await.json();
        assert_eq!(preview["possible"], true);
        let report = erase(&centre, "learner", "erase").await;
        assert!(report["finished_at"].is_string(), "{report}");
        assert_eq!((&report["found"], &report["left"]), (&preview["found"], &json!([])));
        assert_eq!(report["reason"], "Asked for by ….");
        let left = places(&centre, &own_words(&centre)).await;
        assert_eq!(left, Vec::<String>::new());
        assert_eq!(remains(&centre, &own_words(&centre)).await, Vec::<String>::new());

        // Others keep what is theirs, and the person is out.
        let statements = centre.statements().await;
        assert!(statements.len() < others);
        let mut of_others = statements.iter().filter(|one| one["context"]["instructor"]["account"]["name"] == report["pseudonym"]);
        assert_eq!(of_others.clone().count(), 2);
        let of_another = of_others.find(|one| one["context"]["extensions"].get("https://vidik.test/by").is_some()).unwrap();
        assert_eq!(of_another["actor"]["mbox"], "mailto:second-learner@vidik.test");
        assert_eq!(of_another["context"]["instructor"]["account"]["name"], report["pseudonym"]);
        assert_eq!(of_another["context"]["extensions"]["https://vidik.test/by"], "…, second-learner@vidik.test");
        let rows = centre.get("/attempts").by(&administrator).gives(200).await.json();
        assert_eq!(rows["items"].as_array().unwrap().len(), 2, "{rows}");
        assert_eq!(texts(&centre, "SELECT reason FROM waiver").await, [AS_FOR_NOBODY]);
        let waived: Vec<&str> = statements.iter().filter_map(|one| one["result"]["extensions"][REASON].as_str()).collect();
        assert_eq!(waived, [AS_FOR_NOBODY]);
        let told = texts(&centre, "SELECT body FROM webhook_delivery").await;
        assert!(told.len() == 1 && told[0].contains(AS_FOR_NOBODY), "{told:?}");
        centre.get("/me").by(&own).refused(401, "not_signed_in").await;
        assert_eq!(centre.try_sign_in("learner@vidik.test", crate::centre::PASSWORD).await.status, 401);
        centre.get(&format!("/people/{}", centre.person("learner"))).by(&administrator).refused(404, "not_found").await;

        // The institution learns of it, the log keeps a pseudonym.
        centre.settled().await;
        let coordinator = centre.sign_in("coordinator-a").await;
        let changes = centre.get("/institutions/ministry/changes?limit=200").by(&coordinator).gives(200).await.json();
        let kinds: Vec<String> = changes["items"].as_array().unwrap().iter().map(|one| text(one, "/type")).collect();
        for kind in ["registration.deleted", "quiz_result.deleted", "membership.deleted"] {
            assert!(kinds.iter().any(|one| one == kind), "{kind} in {kinds:?}");
        }
        let log = centre.get(&format!("/audit?subject={}", text(&report, "/pseudonym"))).by(&administrator).gives(200).await.json();
        assert!(log["items"].as_array().unwrap().iter().any(|entry| entry["action"] == "attempt.recalculate" && entry["reason"] == ""), "{log}");
        let reports = centre.get("/erasures").by(&administrator).gives(200).await.json();
        assert_eq!(reports["items"][0], report);
    }

    async fn results_stay_under_a_pseudonym(db: Db) {
        let centre = filled(db).await;
        let coordinator = centre.sign_in("coordinator-a").await;
        let summary = async || centre.get("/institutions/ministry/summaries/courses").by(&coordinator).gives(200).await.json();
        let before = summary().await;
        let report = erase(&centre, "learner", "pseudonymise").await;
        assert_eq!(report["left"], json!([]), "{report}");
        assert_eq!(places(&centre, &own_words(&centre)).await, Vec::<String>::new());
        assert_eq!(remains(&centre, &own_words(&centre)).await, Vec::<String>::new());
        assert_eq!(summary().await, before);
        centre.settled().await;
        let rows = centre.get("/institutions/ministry/registrations").by(&coordinator).gives(200).await.json();
        let row = rows["items"].as_array().unwrap().iter().find(|row| row["learner"]["id"] == report["pseudonym"]).unwrap().clone();
        assert_eq!((text(&row, "/learner/name").len(), &row["learner"]["email"]), (10, &Value::Null), "{row}");
        let own = centre.statements().await;
        let own = own.iter().filter(|one| one["actor"]["account"]["name"] == report["pseudonym"]).count();
        assert!(own > 3, "{own}");
    }

    async fn what_somebody_waived_for_others_stays_waived(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", BEGUN).await;
        let coordinator = centre.sign_in("coordinator-a").await;
        centre.settled().await;
        let rows = centre.get("/institutions/ministry/registrations").by(&coordinator).gives(200).await.json();
        let waive = centre.post(&format!("/registrations/{}/waive", text(&rows, "/items/0/id"))).by(&coordinator);
        waive.json(&json!({ "reason": "Mila coordinator-a has seen the papers." })).gives(204).await;
        let words = [centre.person("coordinator-a").to_string(), "coordinator-a@vidik.test".to_owned(), "Mila coordinator-a".to_owned()];
        let report = erase(&centre, "coordinator-a", "erase").await;
        assert_eq!(report["left"], json!([]), "{report}");
        assert_eq!(places(&centre, &words).await, Vec::<String>::new());
        assert_eq!(texts(&centre, "SELECT waived_by FROM waiver").await, [text(&report, "/pseudonym")]);
        let administrator = centre.sign_in("administrator").await;
        let rows = centre.get("/registrations").by(&administrator).gives(200).await.json();
        let row = &rows["items"][0];
        assert_eq!((&row["completion"], &row["waived_reason"]), (&json!("completed"), &json!("… has seen the papers.")), "{row}");
    }

    async fn an_erasure_goes_on_where_a_server_ended(db: Db) {
        let centre = filled(db).await;
        // As a server that was killed after it began: the row is there, and nothing else is done.
        let subject = vidik_privacy::subject_of(centre.house.db.read(), centre.app_origin(), centre.person("learner"));
        let subject = subject.await.unwrap().unwrap();
        let new = vidik_privacy::NewErasure {
            subject, mode: vidik_privacy::Mode::Erase, reason: "Asked for.".to_owned(), requested_by: None, found: vec![],
        };
        let clock = centre.clock.clone();
        let begin = async move |txn: &vidik_db::DatabaseTransaction| {
            vidik_privacy::begin_erasure(txn, clock.as_ref(), &crate::centre::OsRng, new).await.map(|begun| begun.id)
        };
        centre.house.db.write::<Uuid, vidik_privacy::EraseError, _>(begin).await.unwrap();
        let administrator = centre.sign_in("administrator").await;
        let path = format!("/people/{}/erase", centre.person("learner"));
        let otherwise = json!({ "mode": "pseudonymise", "reason": "Asked for." });
        centre.post(&path).by(&administrator).json(&otherwise).refused(409, "erasure_begun").await;
        assert_eq!(finish_begun_erasures(&centre.house).await.unwrap(), 1);
        assert_eq!(finish_begun_erasures(&centre.house).await.unwrap(), 0);
        assert_eq!(places(&centre, &own_words(&centre)).await, Vec::<String>::new());
    }

    async fn works_stay_and_the_last_administrator_too(db: Db) {
        let centre = centre_with_courses(db).await;
        erase(&centre, "author", "erase").await;
        let course = centre.get("/courses/first").gives(200).await.json();
        assert_eq!(course["slug"], "first");
        let administrator = centre.sign_in("administrator").await;
        let own = format!("/people/{}", centre.person("administrator"));
        let body = json!({ "mode": "erase", "reason": "To see." });
        centre.post(&format!("{own}/erase")).by(&administrator).json(&body).refused(409, "last_administrator").await;
        let off = json!({ "disabled": true });
        centre.call("PUT", &format!("{own}/disabled")).by(&administrator).json(&off).refused(409, "last_administrator").await;
        let shown = centre.get(&format!("{own}/erasure")).by(&administrator).gives(200).await.json();
        assert_eq!(shown["possible"], false);
    }
}

database_tests! {
    async fn a_copy_has_everything_and_a_page_to_read(db: Db) {
        let centre = filled(db).await;
        let own = centre.sign_in("learner").await;
        let answer = centre.get("/me/export").by(&own).language("mk").gives(200).await;
        assert_eq!(answer.header("content-type"), "application/zip");
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(answer.body)).unwrap();
        let mut all = String::new();
        let mut read = |name: &str| {
            let mut text = String::new();
            archive.by_name(name).unwrap_or_else(|_| panic!("no {name}")).read_to_string(&mut text).unwrap();
            text
        };
        for name in ["person", "membership", "registration", "run_activity", "quiz_attempt", "quiz_answer", "lrs_document", "audit_log", "consent", "extra_time"] {
            let text = read(&format!("{name}.json"));
            let rows: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!rows.as_array().unwrap().is_empty(), "{name}");
            all.push_str(&text);
        }
        assert!(all.contains(SECRET_WORDS) && !all.contains("password_hash") && !all.contains("second-learner"));
        let statements = read("statements.ndjson");
        assert!(statements.lines().count() > 5);
        assert!(statements.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
        let page = read("index.html");
        assert!(page.contains("<html lang=\"mk\">") && page.contains("Вашите податоци") && page.contains("Мила Петровић"), "{page}");
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        let name = names.into_iter().find(|name| name.starts_with("attachments/")).unwrap();
        let mut content = vec![];
        archive.by_name(&name).unwrap().read_to_end(&mut content).unwrap();
        assert_eq!(content, MINUTES);
    }

    async fn whoever_looks_is_written_down(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", DONE).await;
        let (own, coordinator) = (centre.sign_in("learner").await, centre.sign_in("coordinator-a").await);
        let administrator = centre.sign_in("administrator").await;
        let learner = centre.person("learner");
        centre.settled().await;
        let list = centre.get("/institutions/ministry/registrations").by(&coordinator).gives(200).await.json();
        let id = text(&list, "/items/0/id");
        centre.get(&format!("/attempts/{id}")).by(&own).gives(200).await;
        centre.get(&format!("/registrations/{id}")).by(&coordinator).gives(200).await;
        centre.get(&format!("/registrations/{id}/statements")).by(&coordinator).gives(200).await;
        centre.get(&format!("/attempts/{id}/record")).by(&coordinator).gives(200).await;
        centre.get(&format!("/record/statements?person={learner}")).by(&administrator).gives(200).await;
        centre.get(&format!("/people/{learner}/export")).by(&administrator).gives(200).await;
        centre.get("/institutions/ministry/registrations?format=csv").by(&coordinator).gives(200).await;
        let looks = centre.get("/me/record-reads").by(&own).gives(200).await.json();
        let looks = looks["items"].as_array().unwrap();
        let mut told: Vec<String> = looks.iter().map(|look| format!("{} {}", text(look, "/who"), text(look, "/kind"))).collect();
        told.sort();
        assert_eq!(told, [
            "Mila administrator export", "Mila administrator statements", "Mila coordinator-a attempt",
            "Mila coordinator-a registration", "Mila coordinator-a statements",
        ]);
        let taken = centre.get("/audit?action=record.exported").by(&administrator).gives(200).await.json();
        assert_eq!((taken["items"].as_array().unwrap().len(), &taken["items"][0]["kind"]), (1, &json!("registrations")));
        assert_eq!(taken["items"][0]["institution"]["slug"], "ministry");
        let looks = centre.get("/me/record-reads").by(&coordinator).gives(200).await.json();
        assert_eq!(looks["items"], json!([]));
    }

    async fn a_list_that_is_read_is_written_down_once(db: Db) {
        let centre = centre_with_courses(db).await;
        for who in ["learner", "second-learner"] {
            work(&centre, who, "first", DONE).await;
        }
        let registrations = "/institutions/ministry/registrations";
        let coordinator = centre.sign_in("coordinator-a").await;
        // Twice the same, one with a filter, one that shows nobody, one of a single learner.
        let one = format!("?learner={}", centre.person("learner"));
        for query in ["", "?limit=20&lang=mk", "?course=first", "?course=second", &one, "?q=learn"] {
            centre.get(&format!("{registrations}{query}")).by(&coordinator).gives(200).await;
        }
        let told = async || {
            let administrator = centre.sign_in("administrator").await;
            let log = centre.get("/audit?action=record.listed").by(&administrator).gives(200).await.json();
            let mut told: Vec<String> = log["items"].as_array().unwrap().iter().map(|entry| {
                let institution = entry["institution"]["slug"].as_str().unwrap_or("-");
                format!("{} {institution} {} {}", entry["kind"].as_str().unwrap(), entry["actor"]["name"], entry["after"])
            }).collect();
            told.sort();
            told
        };
        let name = "\"Mila coordinator-a\"";
        let all = format!("registrations ministry {name} {{\"people\":2,\"filter\":{{}}}}");
        let first = format!("registrations ministry {name} {{\"people\":2,\"filter\":{{\"course\":\"first\"}}}}");
        // By what somebody is looked for is not written down.
        let named = format!("registrations ministry {name} {{\"people\":2,\"filter\":{{\"q\":\"…\"}}}}");
        assert_eq!(told().await, [first.clone(), named.clone(), all.clone()]);
        let own = centre.sign_in("learner").await;
        let looks = centre.get("/me/record-reads").by(&own).gives(200).await.json();
        assert_eq!((looks["items"].as_array().unwrap().len(), &looks["items"][0]["kind"]), (1, &json!("registrations")));

        // An hour later it is another look; a program's are told once a day.
        centre.wait(Duration::minutes(61));
        let coordinator = centre.sign_in("coordinator-a").await;
        centre.get(registrations).by(&coordinator).gives(200).await;
        let pulled = "registrations ministry null {\"program\":\"program-a\"}".to_owned();
        for _ in 0..2 {
            let program = centre.program_token("program-a", "").await;
            centre.get(registrations).by(&program).gives(200).await;
            centre.get(&format!("{registrations}?format=csv")).by(&program).gives(200).await;
            centre.wait(Duration::hours(2));
        }
        assert_eq!(told().await, [first, named, all.clone(), all, pulled]);
    }

    async fn every_list_of_people_is_written_down(db: Db) {
        let centre = filled(db).await;
        centre.settled().await;
        let administrator = centre.sign_in("administrator").await;
        for path in [
            "/registrations", "/attempts", "/people", "/record/statements", "/courses/sample/quizzes/entry-test/results",
            "/institutions/ministry/registrations", "/institutions/ministry/quiz-results", "/institutions/ministry/members",
            "/institutions/ministry/progress", "/institutions/ministry/changes", "/institutions/ministry/summaries/learners",
        ] {
            centre.get(path).by(&administrator).gives(200).await;
        }
        let log = centre.get("/audit?action=record.listed&limit=200").by(&administrator).gives(200).await.json();
        let kinds: std::collections::BTreeSet<String> = log["items"].as_array().unwrap().iter().map(|entry| {
            format!("{} {}", text(entry, "/kind"), entry["institution"]["slug"].as_str().unwrap_or("-"))
        }).collect();
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        assert_eq!(kinds, [
            "attempts -", "changes ministry", "learners ministry", "members ministry", "people -", "progress ministry",
            "quiz_results -", "quiz_results ministry", "registrations -", "registrations ministry", "statements -",
        ]);
    }

    async fn one_agrees_to_words_that_one_has_read(db: Db) {
        let centre = Centre::open(db).await;
        let own = centre.sign_in("learner").await;
        let put = |given: bool, version: i32| {
            centre.call("PUT", "/me/consents/forwarding").by(&own).json(&json!({ "given": given, "version": version }))
        };
        put(true, 99).refused(409, "words_changed").await;
        put(true, 1).gives(200).await;
        centre.wait(Duration::minutes(1));
        put(true, 1).gives(200).await;
        let withdrawn = put(false, 1).gives(200).await.json();
        assert_eq!((&withdrawn["items"][0]["given"], withdrawn["items"][0]["history"].as_array().unwrap().len()), (&json!(false), 1));
        let again = put(true, 1).gives(200).await.json();
        assert_eq!(again["items"][0]["history"].as_array().unwrap().len(), 2);
        assert_eq!(texts(&centre, "SELECT words FROM consent").await.len(), 2, "the words stay as they were read");
    }

    async fn what_is_kept_long_enough_goes(db: Db) {
        let centre = filled(db).await;
        let rule = async |kind: &str, days: Value| {
            let token = centre.sign_in("administrator").await;
            let put = centre.call("PUT", &format!("/retention/{kind}")).by(&token);
            put.json(&json!({ "days": days })).send().await
        };
        assert_eq!(rule("statements", json!(0)).await.status, 422);
        assert_eq!(rule("pictures", json!(1)).await.status, 404);
        let statements = centre.statements().await.len();
        assert_eq!(keep_retention(&centre.house).await.unwrap(), 0, "without a rule all is kept");
        for kind in ["statements", "documents", "run_time_data", "audit_log", "record_reads", "webhook_log", "sessions"] {
            assert_eq!(rule(kind, json!(30)).await.status, 200, "{kind}");
        }
        assert_eq!(keep_retention(&centre.house).await.unwrap(), 0, "nothing is old");
        assert_eq!(centre.statements().await.len(), statements);
        centre.wait(Duration::days(31));
        let token = centre.sign_in("administrator").await;
        let preview = centre.get("/retention/statements/preview?days=30").by(&token).gives(200).await.json();
        assert_eq!(preview["rows"], statements);
        assert!(keep_retention(&centre.house).await.unwrap() > statements as u64);
        assert_eq!(centre.statements().await.len(), 0);
        assert_eq!(texts(&centre, "SELECT data FROM run_activity").await, Vec::<String>::new());
        assert_eq!(texts(&centre, "SELECT blob FROM attachment").await, Vec::<String>::new());
        assert_eq!(texts(&centre, "SELECT action FROM audit_log").await, Vec::<String>::new());
        let told = centre.get("/retention").by(&token).gives(200).await.json();
        let row = told["items"].as_array().unwrap().iter().find(|row| row["kind"] == "statements").unwrap().clone();
        assert_eq!((&row["days"], &row["last_removed"]), (&json!(30), &json!(statements)));
        let rows = centre.get("/registrations").by(&token).gives(200).await.json();
        assert!(rows["items"].as_array().unwrap().len() >= 3, "results stay");
    }

    async fn somebody_is_let_in_no_more(db: Db) {
        let centre = Centre::open(db).await;
        let (own, administrator) = (centre.sign_in("coordinator-a").await, centre.sign_in("administrator").await);
        let person = format!("/people/{}", centre.person("coordinator-a"));
        let disable = |disabled: bool| centre.call("PUT", &format!("{person}/disabled")).by(&administrator).json(&json!({ "disabled": disabled }));
        disable(true).gives(204).await;
        centre.get("/me").by(&own).refused(401, "not_signed_in").await;
        assert_eq!(centre.try_sign_in("coordinator-a", crate::centre::PASSWORD).await.status, 401);
        disable(false).gives(204).await;
        centre.sign_in("coordinator-a").await;
        let shown = centre.get(&person).by(&administrator).gives(200).await.json();
        assert_eq!((&shown["disabled"], shown["coordinates"].as_array().unwrap().len()), (&json!(false), 1));
        let membership = format!("{person}/memberships/{}", text(&shown, "/memberships/0/id"));
        let end = |day: &str| centre.call("PATCH", &membership).by(&administrator).json(&json!({ "ends_on": day }));
        end("2020-01-01").refused(422, "invalid").await;
        end("2026-03-02").gives(204).await;
        let shown = centre.get(&person).by(&administrator).gives(200).await.json();
        assert_eq!((&shown["memberships"][0]["ends_on"], &shown["coordinates"]), (&json!("2026-03-02"), &json!([])));
    }
}
