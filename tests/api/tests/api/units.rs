//! Courses of cmi5: taken in or refused with reasons, units launched, what they may say and do, what comes of it.

use serde_json::{Value, json};
use vidik_db::database_tests;
use vidik_lrs::Scope;

use crate::{
    archives::{page, zip},
    call::{Answer, Call},
    centre::{Centre, OsRng, text},
    player::Player,
};

const CATEGORY: &str = "https://w3id.org/xapi/cmi5/context/categories";
const MASTERY: &str = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";

fn words(text: &str) -> String {
    format!(
        "<title><langstring lang=\"en\">{text}</langstring></title>\
         <description><langstring lang=\"en\">About {text}</langstring></description>"
    )
}

/// A block with a unit that is to be completed and passed, and beside it one that asks for nothing.
fn structure(first: &str) -> String {
    format!(
        "<courseStructure xmlns=\"https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd\">\
         <course id=\"https://publisher.example/course\">{}</course><block id=\"https://publisher.example/block\">{}\
         <au id=\"https://publisher.example/au/1\" moveOn=\"CompletedAndPassed\" masteryScore=\"0.8\">{}\
         <url>{first}</url><launchParameters>level=2</launchParameters></au></block>\
         <au id=\"https://publisher.example/au/2\" launchMethod=\"OwnWindow\">{}<url>two.html</url></au>\
         </courseStructure>",
        words("Border procedures"),
        words("Part one"),
        words("First unit"),
        words("Second unit"),
    )
}

pub fn cmi5() -> Vec<u8> {
    let (structure, page) = (structure("one.html?a=1"), page("en", "Unit"));
    zip(&[("cmi5.xml", structure.as_bytes()), ("one.html", page.as_bytes()), ("two.html", page.as_bytes())])
}

/// A unit that was launched, as it speaks.
pub struct Unit<'c> {
    centre: &'c Centre,
    parameters: Vec<(String, String)>,
    authorization: String,
    pub data: Value,
}

impl<'c> Unit<'c> {
    pub async fn launch(player: &Player<'c>, activity: &str) -> Self {
        player.centre.wait(chrono::Duration::seconds(1));
        let answer = player.post("/play/units").json(&json!({ "activity": activity })).gives(200).await;
        Self::at(player.centre, &text(&answer.json(), "/url")).await
    }

    /// The unit behind this address, which nobody has opened yet.
    pub fn addressed(centre: &'c Centre, address: &str) -> Self {
        let url = url::Url::parse(address).expect("an address");
        let parameters: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        Self { centre, parameters, authorization: String::new(), data: Value::Null }
    }

    /// The unit that this address launches.
    pub async fn at(centre: &'c Centre, address: &str) -> Self {
        let mut unit = Self::addressed(centre, address);
        let token = unit.fetch().await;
        unit.authorization = format!("Basic {}", text(&token, "/auth-token"));
        unit.data = unit.state("GET", "LMS.LaunchData").gives(200).await.json();
        unit
    }

    pub fn told(&self, name: &str) -> &str {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map_or_else(|| panic!("no parameter {name}"), |(_, value)| value.as_str())
    }

    pub async fn fetch(&self) -> Value {
        let path = self.told("fetch").strip_prefix(self.centre.app_origin()).expect("an address of the app").to_owned();
        let answer = self.centre.app_call("POST", &path).gives(200).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        answer.json()
    }

    fn call(&self, method: &str, path: &str) -> Call {
        self.centre.wait(chrono::Duration::seconds(1));
        let endpoint = self.told("endpoint").strip_prefix(self.centre.app_origin()).expect("an address of the app");
        self.centre
            .app_call(method, &format!("{endpoint}/{path}"))
            .header("X-Experience-API-Version", "1.0.3")
            .header("Authorization", &self.authorization)
    }

    pub fn state(&self, method: &str, id: &str) -> Call {
        let query = encoded(&[
            ("stateId", id),
            ("activityId", self.told("activityId")),
            ("agent", self.told("actor")),
            ("registration", self.told("registration")),
        ]);
        self.call(method, &format!("activities/state?{query}"))
    }

    fn preferences(&self, method: &str) -> Call {
        let query = encoded(&[("profileId", "cmi5LearnerPreferences"), ("agent", self.told("actor"))]);
        self.call(method, &format!("agents/profile?{query}"))
    }

    /// A statement as cmi5 has it.
    pub fn statement(&self, verb: &str, result: Option<Value>) -> Value {
        let mut context = self.data["contextTemplate"].clone();
        context["registration"] = self.told("registration").into();
        let counts = matches!(verb, "completed" | "passed" | "failed");
        let parts: &[&str] = if counts { &["cmi5", "moveon"] } else { &["cmi5"] };
        context["contextActivities"]["category"] =
            parts.iter().map(|part| json!({ "id": format!("{CATEGORY}/{part}") })).collect();
        if matches!(verb, "passed" | "failed") {
            context["extensions"][MASTERY] = self.data["masteryScore"].clone();
        }
        let mut statement = json!({
            "id": vidik_base::new_id::<uuid::Uuid>(&OsRng),
            "actor": serde_json::from_str::<Value>(self.told("actor")).expect("an agent"),
            "verb": { "id": format!("http://adlnet.gov/expapi/verbs/{verb}"), "display": { "en": verb } },
            "object": { "id": self.told("activityId") },
            "context": context,
            "timestamp": self.centre.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        });
        if let Some(result) = result {
            statement["result"] = result;
        }
        statement
    }

    pub fn send(&self, statement: &Value) -> Call {
        self.call("POST", "statements").json(statement)
    }

    pub async fn says(&self, verb: &str, result: Option<Value>) -> Answer {
        self.send(&self.statement(verb, result)).gives(200).await
    }

    async fn refused(&self, statement: &Value, rule: &str) {
        let answer = self.send(statement).refused(403, "not_allowed").await;
        assert_eq!(text(&answer.json(), "/errors/0/code"), rule);
    }

    pub async fn begins(&self) {
        self.preferences("GET").gives(200).await;
        self.says("initialized", None).await;
    }
}

fn encoded(query: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish()
}

pub fn completed() -> Value {
    json!({ "completion": true, "duration": "PT2M" })
}

pub fn passed(scaled: f64) -> Value {
    json!({ "success": true, "duration": "PT2M", "score": { "scaled": scaled } })
}

pub fn terminated() -> Value {
    json!({ "duration": "PT3M" })
}

pub const FIRST: &str = "https://publisher.example/au/1";
pub const SECOND: &str = "https://publisher.example/au/2";

/// States and preferences: merged, guarded by conditions, its own alone.
async fn keeps_documents(unit: &Unit<'_>) {
    unit.state("GET", "bookmark").refused(404, "not_found").await;
    unit.state("POST", "bookmark").json(&json!({ "page": 3, "part": { "a": 1 } })).gives(204).await;
    let put = unit.state("POST", "bookmark").json(&json!({ "part": { "b": 2 } })).gives(204).await;
    let shown = unit.state("GET", "bookmark").gives(200).await;
    assert_eq!(shown.json(), json!({ "page": 3, "part": { "b": 2 } }), "{:?}", unit.data["launchMode"]);
    let etag = shown.header("etag").to_owned();
    assert!(etag.len() == 42 && etag == put.header("etag"), "{etag}");
    unit.state("GET", "bookmark").header("If-None-Match", &etag).gives(304).await;
    unit.state("GET", "bookmark").header("If-Match", "\"other\"").refused(412, "changed_meanwhile").await;
    unit.state("PUT", "bookmark").header("If-None-Match", "*").json(&json!({})).refused(412, "changed_meanwhile").await;
    unit.state("DELETE", "bookmark").header("If-Match", "\"other\"").refused(412, "changed_meanwhile").await;
    unit.state("PUT", "bookmark").header("If-Match", &etag).json(&json!({ "page": 4 })).gives(204).await;
    unit.state("PUT", "bookmark").body("application/json", "{").refused(400, "statement_invalid").await;
    unit.state("PUT", "note").body("text/plain", "x").gives(204).await;
    unit.state("POST", "note").json(&json!({})).refused(400, "document_not_mergeable").await;
    let own = [
        ("activityId", unit.told("activityId")),
        ("agent", unit.told("actor")),
        ("registration", unit.told("registration")),
    ];
    let all = format!("activities/state?{}", encoded(&own));
    let mut ids = unit.call("GET", &all).gives(200).await.json();
    ids.as_array_mut().expect("a list").sort_by_key(Value::to_string);
    assert_eq!(ids, json!(["LMS.LaunchData", "bookmark", "note"]));
    let since = unit.centre.now().to_rfc3339();
    unit.state("DELETE", "note").gives(204).await;
    unit.state("DELETE", "note").gives(204).await;
    unit.state("PUT", "late").json(&json!([])).gives(204).await;
    let late = format!("{all}&{}", encoded(&[("since", &since)]));
    assert_eq!(unit.call("GET", &late).gives(200).await.json(), json!(["late"]));
    for refused in [unit.call("DELETE", &all), unit.state("DELETE", "LMS.LaunchData")] {
        let told = refused.refused(403, "not_allowed").await.json();
        assert_eq!(text(&told, "/errors/0/code"), "CMI5-10.2.1");
    }
    let elsewhere = all.replace(&encoded(&own[..1]), "activityId=https%3A%2F%2Fpublisher.example%2Fother");
    let told = unit.call("GET", &elsewhere).refused(403, "not_allowed").await.json();
    assert_eq!(text(&told, "/errors/0/code"), "CMI5-8.1.5");

    let wish = json!({ "languagePreference": "mk", "audioPreference": "off" });
    unit.preferences("POST").json(&wish).refused(403, "not_allowed").await;
    unit.preferences("PUT").json(&wish).refused(409, "document_exists").await;
    let etag = unit.preferences("GET").gives(200).await.header("etag").to_owned();
    unit.preferences("PUT").header("If-Match", &etag).json(&wish).gives(204).await;
    assert_eq!(unit.preferences("GET").gives(200).await.json(), wish);

    let query = encoded(&[("activityId", unit.told("activityId")), ("profileId", "p")]);
    let profile = |method: &str| unit.call(method, &format!("activities/profile?{query}"));
    profile("PUT").json(&json!({ "a": 1 })).refused(400, "condition_missing").await;
    profile("PUT").header("If-None-Match", "*").json(&json!({ "a": 1 })).gives(204).await;
    assert_eq!(profile("GET").gives(200).await.json(), json!({ "a": 1 }));
}

/// A unit that is done and passed.
pub async fn finish(player: &Player<'_>) {
    let unit = Unit::launch(player, FIRST).await;
    unit.begins().await;
    unit.says("completed", Some(completed())).await;
    unit.says("passed", Some(passed(0.9))).await;
    unit.says("terminated", Some(terminated())).await;
}

/// Verbs of a registration in the order in which they were stored, and whether each was stored later than the one
/// before it.
pub async fn record(centre: &Centre, registration: &str) -> Vec<String> {
    centre.add_credential("auditor", &[Scope::AllRead], None).await;
    read_again(centre, registration).await
}

/// The same, for whoever was let in by [`record`] before.
pub async fn read_again(centre: &Centre, registration: &str) -> Vec<String> {
    let query = encoded(&[("registration", registration), ("ascending", "true"), ("limit", "100")]);
    let answer = centre.xapi("GET", &format!("statements?{query}"), "auditor").gives(200).await.json();
    let statements = answer["statements"].as_array().expect("statements");
    let stored: Vec<String> = statements.iter().map(|statement| text(statement, "/stored")).collect();
    assert!(stored.windows(2).all(|two| two[0] < two[1]), "{stored:?}");
    statements
        .iter()
        .map(|statement| text(statement, "/verb/id").rsplit('/').next().unwrap_or_default().to_owned())
        .collect()
}

database_tests! {
    async fn a_unit_is_launched_and_what_it_says_counts(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("border", cmi5()).await;
        let player = Player::begin(&centre, "learner", "border").await;
        assert_eq!(player.launch["delivery"]["kind"], "unit");
        assert_eq!(player.launch["delivery"]["activity"], FIRST);
        let unit = Unit::launch(&player, FIRST).await;
        assert_eq!(unit.told("a"), "1", "the unit's own query stays");
        assert_eq!(unit.told("endpoint"), format!("{}/xapi", centre.app_origin()));
        assert_ne!(unit.told("activityId"), FIRST);
        assert_eq!(unit.data["moveOn"], "CompletedAndPassed");
        assert_eq!((&unit.data["masteryScore"], &unit.data["launchParameters"]), (&json!(0.8), &json!("level=2")));
        assert_eq!(unit.fetch().await["error-code"], "1", "the token is given out once");
        unit.begins().await;
        let done = unit.statement("completed", Some(completed()));
        unit.send(&done).gives(200).await;
        unit.send(&done).gives(200).await;
        let standing = || async { player.get("/play/standing").gives(200).await.json()["sequencing"].clone() };
        assert_eq!(standing().await["activities"][FIRST]["completion"], "incomplete");
        unit.says("passed", Some(passed(0.9))).await;
        let now = standing().await;
        assert_eq!(now["activities"][FIRST]["completion"], "completed");
        assert_eq!((&now["activities"][FIRST]["success"], &now["activities"][FIRST]["score"]), (&json!("passed"), &json!(0.9)));
        unit.says("terminated", Some(terminated())).await;
        unit.call("GET", "statements").refused(403, "not_allowed").await;
        let learner = centre.sign_in("learner").await;
        let mine = centre.get("/me/courses").by(&learner).gives(200).await.json();
        let progress = &mine["items"][0]["progress"];
        assert_eq!((&progress["completion"], &progress["success"]), (&json!("completed"), &json!("passed")), "{mine}");
        let verbs = record(&centre, unit.told("registration")).await;
        let wanted =
            ["launched", "initialized", "completed", "passed", "satisfied", "satisfied", "terminated"];
        assert_eq!(verbs, wanted);
    }

    /// Sent again because its answer was lost, it neither counts again nor breaks a rule.
    async fn a_statement_that_was_taken_back_is_not_judged_again(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("border", cmi5()).await;
        centre.add_credential("program", &[Scope::All], None).await;
        let player = Player::begin(&centre, "learner", "border").await;
        let unit = Unit::launch(&player, FIRST).await;
        unit.begins().await;
        let done = unit.statement("completed", Some(completed()));
        unit.send(&done).gives(200).await;
        let voiding = json!({
            "actor": { "mbox": "mailto:judge@vidik.test" },
            "verb": { "id": "http://adlnet.gov/expapi/verbs/voided" },
            "object": { "objectType": "StatementRef", "id": done["id"] },
        });
        centre.store("program", &voiding).await;
        unit.send(&done).gives(200).await;
    }

    async fn what_breaks_a_rule_is_refused_with_its_clause(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("border", cmi5()).await;
        let player = Player::begin(&centre, "learner", "border").await;
        let unit = Unit::launch(&player, FIRST).await;
        unit.refused(&unit.statement("initialized", None), "CMI5-11").await;
        unit.begins().await;
        unit.refused(&unit.statement("initialized", None), "CMI5-9.3.2").await;
        unit.refused(&unit.statement("passed", Some(passed(0.7))), "CMI5-9.3.4").await;
        let mut other = unit.statement("completed", Some(completed()));
        other["actor"]["account"]["name"] = centre.person("second-learner").to_string().into();
        unit.refused(&other, "CMI5-9.2").await;
        let mut nameless = unit.statement("completed", Some(completed()));
        nameless.as_object_mut().expect("an object").remove("id");
        unit.refused(&nameless, "CMI5-9.1").await;
        let batch = json!([unit.statement("completed", Some(completed())), unit.statement("initialized", None)]);
        unit.refused(&batch, "CMI5-9.3.2").await;
        unit.says("completed", Some(completed())).await;
        unit.state("PUT", "LMS.LaunchData").json(&json!({})).refused(403, "not_allowed").await;
        unit.state("PUT", "bookmark").json(&json!({ "page": 3 })).gives(204).await;
        assert_eq!(unit.state("GET", "bookmark").gives(200).await.json()["page"], 3);
        unit.preferences("PUT").json(&json!({ "languagePreference": "mk" })).refused(403, "not_allowed").await;
        let somebody = r#"{"mbox":"mailto:somebody@example.org"}"#;
        let query = encoded(&[("profileId", "cmi5LearnerPreferences"), ("agent", somebody)]);
        unit.call("GET", &format!("agents/profile?{query}")).refused(403, "not_allowed").await;
        let stranger = centre.app_call("GET", "/xapi/statements").header("X-Experience-API-Version", "1.0.3");
        let wrong = crate::lrs::basic(&format!("session-{}", vidik_base::new_id::<uuid::Uuid>(&OsRng)), "x");
        stranger.header("Authorization", &wrong).gives(401).await;
    }

    async fn another_launch_abandons_the_session_and_nothing_counts_twice(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("border", cmi5()).await;
        let player = Player::begin(&centre, "learner", "border").await;
        let first = Unit::launch(&player, FIRST).await;
        first.begins().await;
        first.says("completed", Some(completed())).await;
        let second = Unit::launch(&player, FIRST).await;
        assert_eq!(first.told("activityId"), second.told("activityId"));
        first.send(&first.statement("terminated", Some(terminated()))).refused(403, "not_allowed").await;
        second.begins().await;
        second.refused(&second.statement("completed", Some(completed())), "CMI5-9.3.3").await;
        second.says("passed", Some(passed(0.8))).await;
        second.says("terminated", Some(terminated())).await;
        let third = Unit::launch(&player, FIRST).await;
        assert_eq!(third.data["launchMode"], "Review");
        centre.wait(chrono::Duration::seconds(1));
        let other = player.post("/play/units").json(&json!({ "activity": SECOND })).gives(200).await.json();
        assert_eq!(other["own_window"], true);
        player.post("/play/units").json(&json!({ "activity": "https://publisher.example/none" })).refused(404, "not_found").await;
        let verbs = record(&centre, first.told("registration")).await;
        let wanted = [
            "launched", "initialized", "completed", "abandoned", "launched", "initialized", "passed", "satisfied",
            "satisfied", "terminated", "launched", "abandoned", "launched",
        ];
        assert_eq!(verbs, wanted);
    }

    async fn a_structure_may_come_without_an_archive_and_a_broken_one_is_refused(db: Db) {
        let centre = Centre::open(db).await;
        let author = centre.sign_in("author").await;
        let upload = |name: &'static str, bytes: Vec<u8>| centre.post("/packages").by(&author).file(name, bytes);
        let bare = structure("one.html").replace("one.html", "https://units.example/1").replace("two.html", "https://units.example/2");
        let taken = upload("cmi5.xml", bare.into_bytes()).gives(201).await.json();
        assert_eq!((&taken["format"], &taken["title"]), (&json!("cmi5"), &json!("Border procedures")));
        let refused = upload("cmi5.xml", structure("one.html").into_bytes()).refused(422, "package_refused").await;
        assert_eq!(text(&refused.json(), "/errors/0/code"), "CMI5-URL-RELATIVE");
        let broken = zip(&[("cmi5.xml", structure("missing.html").as_bytes()), ("two.html", b"<p>")]);
        let refused = upload("course.zip", broken).language("sr-Cyrl").refused(422, "package_refused").await.json();
        assert_eq!(text(&refused, "/errors/0/code"), "CMI5-FILE-MISSING");
        assert!(text(&refused, "/errors/0/message").contains("Полазници"), "{refused}");
    }
    async fn a_unit_is_looked_at_before_anything_is_made_of_it(db: Db) {
        let centre = Centre::open(db).await;
        let package = centre.package(cmi5()).await;
        let player = crate::previews::look(&centre, &format!("/packages/{package}")).await;
        assert_eq!((&player.launch["mode"], player.activity.as_str()), (&json!("browse"), FIRST));
        let unit = Unit::launch(&player, FIRST).await;
        assert_eq!((&unit.data["launchMode"], &unit.data["masteryScore"]), (&json!("Browse"), &json!(0.8)));
        assert_eq!(unit.fetch().await["error-code"], "1", "the token is given out once");
        unit.refused(&unit.statement("initialized", None), "CMI5-11").await;
        unit.begins().await;
        unit.refused(&unit.statement("completed", Some(completed())), "CMI5-10.2.2").await;
        unit.state("PUT", "bookmark").json(&json!({ "page": 3 })).gives(204).await;
        assert_eq!(unit.state("GET", "bookmark").gives(200).await.json()["page"], 3);
        unit.state("PUT", "LMS.LaunchData").json(&json!({})).refused(403, "not_allowed").await;
        assert_eq!(unit.call("GET", "statements").gives(200).await.json()["statements"], json!([]));
        unit.says("terminated", Some(terminated())).await;
        let standing = player.get("/play/standing").gives(200).await.json();
        assert_ne!(standing["sequencing"]["activities"][FIRST]["completion"], "completed");
        assert!(centre.statements().await.is_empty(), "nothing of it is in the record");
        let second = Unit::launch(&player, SECOND).await;
        unit.call("GET", "statements").gives(401).await;
        let elsewhere = format!("Basic {}", second.authorization.trim_start_matches("Basic "));
        let record = centre.app_call("GET", "/xapi/statements").header("X-Experience-API-Version", "1.0.3");
        record.header("Authorization", &elsewhere).gives(401).await;
    }

    /// In a preview a unit's documents meet the same answers as in earnest.
    async fn documents_of_a_unit_answer_alike_in_a_preview(db: Db) {
        let centre = Centre::open(db).await;
        let package = centre.package(cmi5()).await;
        centre.course("border", cmi5()).await;
        let looking = crate::previews::look(&centre, &format!("/packages/{package}")).await;
        for player in [looking, Player::begin(&centre, "learner", "border").await] {
            let unit = Unit::launch(&player, FIRST).await;
            keeps_documents(&unit).await;
        }
    }

    async fn a_unit_that_is_done_is_looked_back_at(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("border", cmi5()).await;
        let player = Player::begin(&centre, "learner", "border").await;
        let unit = Unit::launch(&player, FIRST).await;
        unit.begins().await;
        unit.says("completed", Some(completed())).await;
        unit.says("passed", Some(passed(0.9))).await;
        let learner = centre.sign_in("learner").await;
        let wish = json!({ "mode": "review" });
        let body = centre.post("/courses/border/attempts").by(&learner).json(&wish).gives(200).await.json();
        let code = text(&body, "/launch_url").split_once("#code=").expect("a code").1.to_owned();
        let back = Player::trade(&centre, &code).await;
        assert_eq!((&back.launch["mode"], back.activity.as_str()), (&json!("review"), FIRST));
        let looked = Unit::launch(&back, FIRST).await;
        assert_eq!(looked.data["launchMode"], "Review");
        looked.begins().await;
        looked.refused(&looked.statement("completed", Some(completed())), "CMI5-9.3.3").await;
        looked.says("terminated", Some(terminated())).await;
        let query = encoded(&[("activity", FIRST)]);
        let standing = back.get(&format!("/play/standing?{query}")).gives(200).await.json()["sequencing"].clone();
        assert_eq!((&standing["current"], &standing["activities"][FIRST]["success"]), (&json!(FIRST), &json!("passed")));
        // The session that learns goes on.
        unit.says("terminated", Some(terminated())).await;
    }
}
