//! What need not be done, sessions that are ended from outside, courses launched for learners, courses deleted.

use serde_json::{Value, json};
use vidik_db::database_tests;

use crate::{
    archives,
    centre::{Centre, Tenant, text},
    player::{Player, exchange, open},
    units::{FIRST, SECOND, Unit, cmi5, completed, passed, read_again, record, terminated},
};

/// The ministry's only registration, as its coordinator reads it.
async fn listed(centre: &Centre) -> Value {
    centre.settled().await;
    let coordinator = centre.sign_in("coordinator-a").await;
    let list = centre.get("/institutions/ministry/registrations").by(&coordinator).gives(200).await.json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
    list["items"][0].clone()
}

async fn waive(centre: &Centre, token: &str, id: &str, body: Value) -> u16 {
    centre.post(&format!("/registrations/{id}/waive")).by(token).json(&body).send().await.status
}

/// The reasons that stand in the audit log for this action.
async fn audited(centre: &Centre, action: &str) -> Vec<Value> {
    let administrator = centre.sign_in("administrator").await;
    let log = centre.get(&format!("/audit?action={action}")).by(&administrator).gives(200).await.json();
    log["items"].as_array().cloned().unwrap_or_default()
}

database_tests! {
    async fn a_waived_registration_is_completed_by_that_and_says_so(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("open-course", archives::scorm12("Open", "en", None)).await;
        let begun = Player::begin(&centre, "learner", "open-course").await;
        let id = text(&begun.launch, "/attempt");
        centre.wait(chrono::Duration::minutes(1));
        let other = centre.sign_in("coordinator-b").await;
        assert_eq!(waive(&centre, &other, &id, json!({ "reason": "Not mine." })).await, 404);
        let coordinator = centre.sign_in("coordinator-a").await;
        let path = format!("/registrations/{id}/waive");
        let send = |body: Value| centre.post(&path).by(&coordinator).json(&body);
        send(json!({ "reason": "x" })).refused(422, "invalid").await;
        let part = send(json!({ "reason": "One lesson.", "activity": "LESSON" })).refused(422, "invalid").await.json();
        assert_eq!(part["errors"][0]["code"], "not_a_unit");
        assert_eq!(listed(&centre).await["waived_at"], Value::Null);
        send(json!({ "reason": "Passed the state examination." })).gives(204).await;
        send(json!({ "reason": "Once more." })).refused(409, "nothing_to_waive").await;
        let row = listed(&centre).await;
        assert_eq!((&row["completion"], &row["success"], &row["score"]), (&json!("completed"), &json!("unknown"), &Value::Null));
        assert_eq!(row["waived_reason"], "Passed the state examination.");
        assert!(row["waived_at"].is_string() && row["completed_at"].is_string(), "{row}");
        let name = text(&row, "/waived_by");
        assert!(name.contains(' ') && name != centre.person("coordinator-a").to_string(), "{name}");
        centre.settled().await;
        let csv = centre.get("/institutions/ministry/registrations?format=csv").by(&coordinator).gives(200).await;
        assert!(csv.text().contains("Passed the state examination."));
        let verbs = record(&centre, &id).await;
        assert_eq!(verbs.iter().filter(|verb| *verb == "waived").count(), 1, "{verbs:?}");
        let log = audited(&centre, "attempt.waive").await;
        assert_eq!((log.len(), &log[0]["reason"]), (1, &json!("Passed the state examination.")));
        let check = vidik_learning::rebuild(&centre.house.db, false).await.expect("a check");
        assert!(check.agrees() && check.ahead.is_empty(), "{check:?}");

        // What is done afterwards counts as ever; what is reset is not waived any more.
        let mut player = Player::begin(&centre, "learner", "open-course").await;
        player.set(&[("cmi.core.lesson_status", "incomplete")]).await;
        assert_eq!(listed(&centre).await["completion"], "completed");
        let administrator = centre.sign_in("administrator").await;
        let reset = json!({ "action": "reset_attempt", "reason": "It was another person." });
        centre.post(&format!("/attempts/{id}/corrections")).by(&administrator).json(&reset).gives(204).await;
        let row = listed(&centre).await;
        assert_eq!((&row["completion"], &row["waived_by"]), (&json!("unknown"), &Value::Null));
        send(json!({ "reason": "It is closed." })).refused(409, "attempt_closed").await;
    }

    /// A player that never came: the attempt is there, and whoever need not do it is spared it.
    async fn what_was_never_played_is_waived_where_people_are_enrolled(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("open-course", archives::scorm12("Open", "en", None)).await;
        let learner = centre.sign_in("learner").await;
        centre.post("/courses/open-course/enrolments").by(&learner).gives(201).await;
        let (id, _) = open(&centre, &learner, "open-course").await;
        let coordinator = centre.sign_in("coordinator-a").await;
        let enrolled = async || {
            let list = centre.get("/institutions/ministry/enrolments").by(&coordinator).gives(200).await.json();
            assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
            list["items"][0]["registration"].clone()
        };
        let before = enrolled().await;
        assert_eq!((text(&before, "/id"), &before["completion"]), (id.clone(), &json!("unknown")));
        let check = vidik_learning::rebuild(&centre.house.db, false).await.expect("a check");
        assert!(check.agrees(), "{check:?}");
        let other = centre.sign_in("coordinator-b").await;
        assert_eq!(waive(&centre, &other, &id, json!({ "reason": "Not mine." })).await, 404);
        assert_eq!(waive(&centre, &coordinator, &id, json!({ "reason": "Examined elsewhere." })).await, 204);
        assert_eq!(enrolled().await["completion"], "completed");
        assert_eq!(listed(&centre).await["waived_reason"], "Examined elsewhere.");
    }

    /// Whoever is enrolled and never opened anything is spared it, in a registration begun for that.
    async fn a_place_where_nothing_was_begun_is_waived(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_program("personnel", Tenant::Ministry, &["registrations:write"]).await;
        centre.add_program("reader", Tenant::Ministry, &["progress:read"]).await;
        centre.course("open-course", archives::scorm12("Open", "en", None)).await;
        centre.course("border", cmi5()).await;
        let learner = centre.sign_in("learner").await;
        for slug in ["open-course", "border"] {
            centre.post(&format!("/courses/{slug}/enrolments")).by(&learner).gives(201).await;
        }
        let coordinator = centre.sign_in("coordinator-a").await;
        let place = async |slug: &str| {
            let path = format!("/institutions/ministry/enrolments?course={slug}");
            centre.get(&path).by(&coordinator).gives(200).await.json()["items"][0].clone()
        };
        let (lesson, units) = (place("open-course").await, place("border").await);
        assert_eq!((&lesson["registration"], &units["registration"]), (&Value::Null, &Value::Null));
        let send = |place: &Value, token: &str| {
            let why = json!({ "reason": "Examined elsewhere." });
            centre.post(&format!("/enrolments/{}/waive", text(place, "/id"))).by(token).json(&why)
        };
        send(&lesson, &centre.sign_in("coordinator-b").await).refused(404, "not_found").await;
        send(&lesson, &centre.program_token("reader", "").await).refused(403, "not_allowed").await;
        send(&json!({ "id": "none" }), &coordinator).refused(404, "not_found").await;
        assert_eq!(place("open-course").await["registration"], Value::Null, "who may not begins nothing");
        let waived = send(&lesson, &coordinator).gives(200).await.json();
        let id = text(&waived, "/registration");
        let now = place("open-course").await;
        assert_eq!((text(&now, "/registration/id"), &now["registration"]["completion"]), (id.clone(), &json!("completed")));
        assert_eq!(listed(&centre).await["waived_reason"], "Examined elsewhere.");
        assert_eq!(record(&centre, &id).await, ["waived"]);
        send(&lesson, &coordinator).refused(409, "nothing_to_waive").await;
        assert_eq!(audited(&centre, "attempt.waive").await.len(), 1);

        // A program does the same; of a course of units each is waived, and satisfied what they are part of.
        let program = centre.program_token("personnel", "").await;
        let waived = send(&units, &program).gives(200).await.json();
        assert_eq!(place("border").await["registration"]["completion"], "completed");
        let verbs = read_again(&centre, &text(&waived, "/registration")).await;
        assert!(verbs.contains(&"waived".to_owned()) && verbs.contains(&"satisfied".to_owned()), "{verbs:?}");
        // It is one registration, and the learner's own when they come.
        assert_eq!(open(&centre, &learner, "open-course").await.0, id);
        let check = vidik_learning::rebuild(&centre.house.db, false).await.expect("a check");
        assert!(check.agrees(), "{check:?}");
    }

    async fn a_waived_unit_satisfies_what_it_is_part_of(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_program("personnel", Tenant::Ministry, &["registrations:write", "launches:write"]).await;
        centre.course("border", cmi5()).await;
        let player = Player::begin(&centre, "learner", "border").await;
        let unit = Unit::launch(&player, FIRST).await;
        unit.begins().await;
        unit.says("completed", Some(completed())).await;
        unit.says("terminated", Some(terminated())).await;
        let id = unit.told("registration").to_owned();
        centre.wait(chrono::Duration::seconds(1));
        let program = centre.program_token("personnel", "").await;
        let path = format!("/registrations/{id}/waive");
        let block = "https://publisher.example/block";
        let unknown = json!({ "activity": "https://publisher.example/none", "reason": "None." });
        centre.post(&path).by(&program).json(&unknown).refused(422, "invalid").await;
        assert_eq!(waive(&centre, &program, &id, json!({ "activity": block, "reason": "Administrative" })).await, 204);
        let again = json!({ "activity": FIRST, "reason": "Administrative" });
        centre.post(&path).by(&program).json(&again).refused(409, "nothing_to_waive").await;
        let verbs = record(&centre, &id).await;
        let wanted =
            ["launched", "initialized", "completed", "terminated", "waived", "satisfied", "satisfied"];
        assert_eq!(verbs, wanted);
        let statements = centre.statements().await;
        let of = |verb: &str| {
            let found = statements.iter().filter(|one| text(one, "/verb/id").ends_with(verb));
            found.cloned().collect::<Vec<_>>()
        };
        let (waived, satisfied) = (of("/waived").remove(0), of("/satisfied"));
        assert_eq!(waived["result"]["extensions"]["https://w3id.org/xapi/cmi5/result/extensions/reason"], "Administrative");
        assert_eq!((&waived["result"]["success"], &waived["result"]["completion"]), (&json!(true), &json!(true)));
        let session = |one: &Value| one["context"]["extensions"]["https://w3id.org/xapi/cmi5/context/extensions/sessionid"].clone();
        assert!(satisfied.iter().all(|one| session(one) == session(&waived)) && session(&waived).is_string());
        let coordinator = centre.sign_in("coordinator-a").await;
        let row = centre.get(&format!("/registrations/{id}")).by(&coordinator).gives(200).await.json();
        assert_eq!((&row["completion"], &row["success"]), (&json!("completed"), &json!("unknown")), "{row}");
        assert_eq!((&row["waived_units"][0]["activity"], &row["waived_units"][0]["by"]), (&json!(FIRST), &json!("personnel")));
        assert_eq!(row["waived_at"], Value::Null, "a unit is not the whole");
        assert_eq!(audited(&centre, "activity.waive").await.len(), 1);
    }

    async fn an_open_session_is_abandoned_from_outside(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("border", cmi5()).await;
        let player = Player::begin(&centre, "learner", "border").await;
        let unit = Unit::launch(&player, FIRST).await;
        unit.begins().await;
        let coordinator = centre.sign_in("coordinator-a").await;
        let path = format!("/registrations/{}/abandon", unit.told("registration"));
        let none = json!({ "session": centre.person("learner").to_string() });
        centre.post(&path).by(&coordinator).json(&none).refused(409, "no_open_session").await;
        centre.wait(chrono::Duration::seconds(1));
        let ended = centre.post(&path).by(&coordinator).gives(200).await.json();
        assert_eq!(ended["sessions"].as_array().map(Vec::len), Some(1));
        centre.post(&path).by(&coordinator).refused(409, "no_open_session").await;
        unit.send(&unit.statement("completed", Some(completed()))).refused(403, "not_allowed").await;
        let verbs = record(&centre, unit.told("registration")).await;
        assert_eq!(verbs, ["launched", "initialized", "abandoned"]);
    }

    async fn a_course_is_launched_for_a_learner(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_program("personnel", Tenant::Ministry, &["members:write", "enrolments:write", "launches:write"]).await;
        centre.course("border", cmi5()).await;
        let program = centre.program_token("personnel", "").await;
        let named = json!({ "name": { "latin": { "given": "Ana", "family": "Ilić" } }, "email": "ana@ministry.test" });
        centre.call("PUT", "/institutions/ministry/people/HR-1").by(&program).json(&named).gives(201).await;
        let launch = |body: Value| centre.post("/institutions/ministry/people/HR-1/launches").by(&program).json(&body);
        launch(json!({ "course": "border" })).refused(409, "not_enrolled").await;
        centre.call("PUT", "/institutions/ministry/people/HR-1/enrolments/border").by(&program).gives(201).await;
        launch(json!({ "course": "none" })).refused(422, "invalid").await;
        launch(json!({ "course": "border", "mode": "browse" })).refused(422, "invalid").await;
        launch(json!({ "course": "border", "activity": "LESSON" })).refused(422, "invalid").await;
        launch(json!({ "course": "border", "activity": FIRST, "return_url": "javascript:alert(1)" })).refused(422, "invalid").await;
        launch(json!({ "course": "border", "activity": FIRST, "registration": centre.person("learner").to_string() }))
            .refused(422, "invalid")
            .await;
        let opened = launch(json!({ "course": "border" })).gives(200).await.json();
        assert!(text(&opened, "/url").contains("/play/?lang=") && opened["session"].is_null(), "{opened}");
        let registration = text(&opened, "/registration");

        let back = "https://hr.ministry.example/back";
        let wanted = json!({ "course": "border", "activity": FIRST, "registration": registration, "return_url": back });
        let launched = launch(wanted).gives(200).await.json();
        assert_eq!(text(&launched, "/registration"), registration);
        let unit = Unit::at(&centre, &text(&launched, "/url")).await;
        assert_eq!((&unit.data["launchMode"], &unit.data["returnURL"]), (&json!("Normal"), &json!(back)));
        unit.begins().await;
        unit.says("completed", Some(completed())).await;
        unit.says("passed", Some(passed(1.0))).await;
        unit.says("terminated", Some(terminated())).await;
        assert_eq!(listed(&centre).await["completion"], "completed");
        let other = launch(json!({ "course": "border", "activity": SECOND, "mode": "browse" })).gives(200).await.json();
        assert_eq!(other["own_window"], true);
        assert_eq!(Unit::at(&centre, &text(&other, "/url")).await.data["launchMode"], "Browse");
        assert_eq!(audited(&centre, "attempt.launch").await.len(), 3);

        let administrator = centre.sign_in("administrator").await;
        let own = format!("/people/{}/launches", centre.person("learner"));
        centre.post(&own).by(&administrator).json(&json!({ "course": "border" })).refused(409, "not_enrolled").await;
    }

    /// Nothing new is opened, by nobody; what is open goes on for an hour.
    async fn nothing_is_launched_for_whom_signing_in_is_refused(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("border", cmi5()).await;
        let player = Player::begin(&centre, "learner", "border").await;
        let unit = Unit::launch(&player, FIRST).await;
        unit.begins().await;
        let learner = centre.sign_in("learner").await;
        let (_, code) = open(&centre, &learner, "border").await;
        let administrator = centre.sign_in("administrator").await;
        let own = format!("/people/{}", centre.person("learner"));
        let launch = |wish: Value| centre.post(&format!("{own}/launches")).by(&administrator).json(&wish);
        let (course, looked) = (json!({ "course": "border" }), json!({ "course": "border", "activity": FIRST, "mode": "review" }));
        // Who looks back takes nobody's session away.
        let link = text(&launch(looked.clone()).gives(200).await.json(), "/url");
        let disable = async |disabled: bool| {
            let body = json!({ "disabled": disabled });
            centre.call("PUT", &format!("{own}/disabled")).by(&administrator).json(&body).gives(204).await;
        };
        disable(true).await;
        let launches = audited(&centre, "attempt.launch").await.len();
        for wish in [&course, &looked] {
            let told = launch(wish.clone()).language("mk").refused(403, "account_disabled").await.json();
            assert!(text(&told, "/title").contains("забранета"), "{told}");
        }
        assert_eq!(audited(&centre, "attempt.launch").await.len(), launches);
        exchange(&centre, &code).refused(403, "account_disabled").await;
        let late = Unit::addressed(&centre, &link);
        assert_eq!(late.fetch().await["error-code"], "2");
        player.post("/play/units").json(&json!({ "activity": SECOND })).refused(403, "account_disabled").await;
        player.post("/play/token").refused(403, "account_disabled").await;
        player.get("/play/standing").gives(200).await;
        unit.says("completed", Some(completed())).await;
        disable(false).await;
        assert!(late.fetch().await["auth-token"].is_string(), "the link was kept");
        exchange(&centre, &code).gives(200).await;
        launch(course).gives(200).await;
        disable(true).await;
        centre.wait(chrono::Duration::minutes(59));
        unit.says("passed", Some(passed(0.9))).await;
        centre.wait(chrono::Duration::minutes(2));
        unit.send(&unit.statement("terminated", Some(terminated()))).refused(403, "account_disabled").await;
        player.get("/play/standing").refused(401, "token_expired").await;
    }

    async fn a_course_that_nobody_has_begun_is_deleted(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("open-course", archives::scorm12("Open", "en", None)).await;
        let author = centre.sign_in("author").await;
        let learner = centre.sign_in("learner").await;
        centre.post("/courses/open-course/enrolments").by(&learner).gives(201).await;
        centre.call("DELETE", "/courses/open-course").by(&author).gives(204).await;
        centre.get("/courses/open-course").refused(404, "not_found").await;
        let found = centre.get("/search?q=Open").gives(200).await.json();
        assert_eq!(found["items"].as_array().map(Vec::len), Some(0), "{found}");
        centre.call("DELETE", "/courses/open-course").by(&author).refused(404, "not_found").await;

        centre.course("open-course", archives::scorm12("Open", "en", None)).await;
        centre.post("/courses/open-course/enrolments").by(&learner).gives(201).await;
        open(&centre, &learner, "open-course").await;
        centre.call("DELETE", "/courses/open-course").by(&author).refused(409, "course_begun").await;
        centre.get("/courses/open-course").gives(200).await;
    }
}
