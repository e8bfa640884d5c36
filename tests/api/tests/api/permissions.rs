//! Every route with everybody: what `x-permission` and `x-scope` say is what happens.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::{Value, json};
use vidik_authoring::{DraftError, DraftSource, SourceString, SourceUnit, draft_of, make_draft};
use vidik_base::LanguageTag;
use vidik_catalogue::{editions_of, find_course};
use vidik_lrs::{Scope, credentials};

use crate::{
    archives,
    call::{Answer, Call},
    centre::{Centre, Tenant, text},
    lrs, player,
    reports::execute,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    Nobody,
    Learner,
    Author,
    Translator,
    Trainer,
    CoordinatorA,
    CoordinatorB,
    Administrator,
    ProgramA,
    ProgramAWithout,
    ProgramB,
    Expired,
    Garbage,
    Revoked,
}

use Caller::{
    Administrator, Author, CoordinatorA, CoordinatorB, Expired, Garbage, Learner, Nobody, ProgramA, ProgramAWithout,
    ProgramB, Revoked, Trainer, Translator,
};

const CALLERS: [Caller; 14] = [
    Nobody,
    Learner,
    Author,
    Translator,
    Trainer,
    CoordinatorA,
    CoordinatorB,
    Administrator,
    ProgramA,
    ProgramAWithout,
    ProgramB,
    Expired,
    Garbage,
    Revoked,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Let in; what the route itself then says of the request is not asked here.
    Allowed,
    /// 401, and the client knows how to mend it.
    NotSignedIn,
    /// 403.
    NotAllowed,
    /// 404: it is not for the caller to know.
    Hidden,
}

/// What a permission means for a caller, where the path names institution A, its learner, a course.
fn expected(permission: &str, scoped: bool, caller: Caller) -> Verdict {
    use Verdict::{Allowed, Hidden, NotAllowed, NotSignedIn};
    match (permission, caller) {
        ("public", Nobody) => Allowed,
        (_, Nobody | Expired | Garbage | Revoked) => NotSignedIn,
        ("public", _)
        | ("person", Learner | Author | Translator | Trainer | CoordinatorA | CoordinatorB | Administrator)
        | ("author", Author | Administrator)
        | ("translator" | "translation", Author | Translator | Administrator)
        | ("workflow", Author | Trainer | CoordinatorA | Administrator)
        | ("administrator", Administrator)
        | ("staff", Author | CoordinatorA | CoordinatorB | Administrator)
        | ("results", CoordinatorA | CoordinatorB | Administrator)
        | ("self", Learner | Administrator)
        | ("learners", Trainer | CoordinatorA | CoordinatorB | Administrator)
        | ("learner", Trainer | CoordinatorA | Administrator)
        | ("institutions", CoordinatorA | CoordinatorB | Administrator | ProgramA | ProgramAWithout | ProgramB)
        | ("institution", CoordinatorA | Administrator | ProgramA)
        | ("coordinator", CoordinatorA | Administrator) => Allowed,
        // Where no scope is named, any will do.
        ("institution", ProgramAWithout) if !scoped => Allowed,
        ("self", Author | Translator | Trainer | CoordinatorA | CoordinatorB)
        | ("institution", CoordinatorB | ProgramB)
        | ("coordinator" | "workflow" | "learner", CoordinatorB) => Hidden,
        (
            "person" | "author" | "translator" | "translation" | "workflow" | "administrator" | "self" | "institutions"
            | "institution" | "coordinator" | "staff" | "results" | "learners" | "learner",
            _,
        ) => NotAllowed,
        (unknown, _) => panic!("no such permission: {unknown}"),
    }
}

fn verdict(route: &str, answer: &Answer) -> Verdict {
    if answer.header("content-type") != "application/problem+json" {
        assert!(answer.status < 400, "{route}: {}", answer.text());
        return Verdict::Allowed;
    }
    assert!(answer.status < 500 && answer.status != 405, "{route}: {}", answer.text());
    match text(&answer.json(), "/code").as_str() {
        "not_signed_in" | "token_expired" => {
            assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer"));
            Verdict::NotSignedIn
        }
        "not_allowed" => Verdict::NotAllowed,
        "not_found" => Verdict::Hidden,
        _ => Verdict::Allowed,
    }
}

/// The ids that stand in the paths.
struct Ids {
    forward: String,
    erasure: String,
    membership: String,
    enrolment: String,
    webhook: String,
    institution: String,
    person: String,
    package: String,
    attempt: String,
    edition: String,
    term: String,
    comment: String,
    assignment: String,
    credential: String,
    statement: String,
}

impl Ids {
    /// What one caller removes is there again for the next one.
    async fn renew(&mut self, centre: &Centre, route: &str, author: &str) {
        let course = find_course(centre.house.db.read(), "open-course").await.unwrap().unwrap();
        if draft_of(centre.house.db.read(), course.id).await.unwrap().is_none() {
            add_working_copy(centre).await;
        }
        if route.contains("/webhooks") {
            execute(centre, "DELETE FROM webhook").await;
            let administrator = centre.sign_in("administrator").await;
            let new = json!({ "url": "https://hr.ministry.example/" });
            let made = centre.post("/institutions/ministry/webhooks").by(&administrator).json(&new).gives(201).await;
            self.webhook = text(&made.json(), "/id");
            execute(
                centre,
                "INSERT INTO webhook_delivery (id, webhook_id, kind, body, created_at, attempts) \
                SELECT id, id, 'registration.changed', '{}', created_at, 0 FROM webhook",
            )
            .await;
        }
        if route.contains("/record/forwards/") {
            execute(centre, "DELETE FROM forward").await;
            let administrator = centre.sign_in("administrator").await;
            let new = json!({ "name": "E", "url": "https://lrs.example.org/xapi", "key": "k", "secret": "s" });
            let made = centre.post("/record/forwards").by(&administrator).json(&new).gives(201).await;
            self.forward = text(&made.json(), "/id");
        }
        if route.ends_with("/terms/{id}") {
            let term = centre.post("/terms").by(author).json(&json!({ "texts": { "en": ["border"] } }));
            self.term = text(&term.gives(201).await.json(), "/id");
        }
        if route.ends_with("/assignments/{assignment}") {
            let part = json!({ "person": centre.person("author").to_string(), "language": "mk" });
            let given =
                centre.post("/courses/open-course/translations/assignments").by(author).json(&part).send().await;
            if given.status == 201 {
                self.assignment = text(&given.json(), "/id");
            }
        }
    }

    fn path(&self, route: &str) -> String {
        let id = match route.split('/').nth(3) {
            Some("institutions") => &self.institution,
            Some("people") => &self.person,
            Some("packages") => &self.package,
            _ => &self.attempt,
        };
        let id = if route.contains("/enrolments/{id}") { &self.enrolment } else { id };
        let id = if route.contains("/terms/") { &self.term } else { id };
        let id = if route.contains("/record/credentials/") { &self.credential } else { id };
        let id = if route.contains("/record/statements/") { &self.statement } else { id };
        let id = if route.contains("/record/forwards/") { &self.forward } else { id };
        let id = if route.contains("/erasures/") { &self.erasure } else { id };
        let tested = route.contains("/quizzes") || route.ends_with("/gain");
        route
            .replace("{id}", id)
            .replace("{edition}", &self.edition)
            .replace("{slug}", if tested { "tested-course" } else { "open-course" })
            .replace("{quiz}", "exit-test")
            .replace("{key}", "lesson.one")
            .replace("{unit}", "lesson.one")
            .replace("{lesson}", "one")
            .replace("{language}", "mk")
            .replace("{comment}", &self.comment)
            .replace("{assignment}", &self.assignment)
            .replace("{client_id}", "spare-program")
            .replace("{external_id}", "HR-1")
            .replace("{webhook}", &self.webhook)
            .replace("{delivery}", &self.webhook)
            .replace("{membership}", &self.membership)
            .replace("{purpose}", "forwarding")
            .replace("{kind}/preview", "webhook_log/preview?days=30")
            .replace("{kind}", "webhook_log")
            .replace("{number}", "1")
    }
}

/// What is sent along, new each time, so that one caller's success is not in the next one's way. `None`: the table does
/// not know the route.
#[expect(clippy::too_many_lines, reason = "a table: one arm a route")]
fn filled(call: Call, route: &str, ids: &Ids, n: usize) -> Option<Call> {
    let body = match route {
        "POST /api/v1/auth/token" => json!({ "email": "learner", "password": crate::centre::PASSWORD }),
        "POST /api/v1/oauth/token" => {
            let fields = [
                ("grant_type", "client_credentials"),
                ("client_id", "program-a"),
                ("client_secret", crate::centre::SECRET),
            ];
            return Some(call.form(&fields));
        }
        "POST /api/v1/auth/refresh" | "POST /api/v1/auth/sign-out" => return Some(call.header("X-Vidik-Refresh", "1")),
        "PATCH /api/v1/me" => json!({ "language": "en" }),
        "POST /api/v1/me/password" => json!({ "current": "not the present one", "new": "long enough" }),
        "POST /api/v1/people" => {
            json!({ "username": format!("new-{n}"), "name": { "latin": { "given": "N", "family": "N" } } })
        }
        "POST /api/v1/people/{id}/memberships" => {
            json!({ "institution": ids.institution, "starts_on": "2031-01-01", "ends_on": "2031-01-02" })
        }
        "PATCH /api/v1/people/{id}/memberships/{membership}" => json!({ "ends_on": "2031-01-02" }),
        "PUT /api/v1/people/{id}/disabled" => json!({ "disabled": false }),
        "POST /api/v1/people/{id}/erase" => json!({ "mode": "erase", "reason": "" }),
        "PUT /api/v1/me/consents/{purpose}" => json!({ "given": true, "version": 1 }),
        "PUT /api/v1/retention/{kind}" => json!({ "days": 30 }),
        "POST /api/v1/record/forwards" => {
            json!({ "name": "E", "url": "https://10.0.0.1/xapi", "key": "k", "secret": "s" })
        }
        "PATCH /api/v1/record/forwards/{id}" | "PATCH /api/v1/institutions/{id}/webhooks/{webhook}" => {
            json!({ "active": true })
        }
        "POST /api/v1/institutions" => json!({ "slug": format!("institution-{n}"), "name": { "en": "One more" } }),
        "POST /api/v1/institutions/{id}/clients" => {
            json!({ "id": format!("program-{n}"), "scopes": ["progress:read"] })
        }
        "PUT /api/v1/institutions/{id}/people/{external_id}" => {
            json!({ "name": { "latin": { "given": "N", "family": "N" } }, "email": "hr-1@vidik.test" })
        }
        "POST /api/v1/institutions/{id}/webhooks" => json!({ "url": "https://hr.ministry.example/" }),
        "POST /api/v1/packages" => return Some(call.file("a.zip", archives::scorm12("Upload", "en", None))),
        "POST /api/v1/courses" => json!({ "slug": format!("course-{n}"), "package_id": ids.package }),
        "PATCH /api/v1/courses/{slug}" => json!({ "level": "5" }),
        "PATCH /api/v1/courses/{slug}/editions/{edition}" => json!({ "transliterate": true }),
        "POST /api/v1/courses/{slug}/quizzes/{quiz}/paper-results" => {
            return Some(call.body("text/csv", "learner,form,protection-1-a\nnobody,A,a\n"));
        }
        "POST /api/v1/quiz-banks/qti" => return Some(call.body("application/zip", "<assessmentItem/>")),
        "PUT /api/v1/people/{id}/extra-time" => json!({ "percent": 25 }),
        "POST /api/v1/courses/{slug}/editions" => json!({ "package_id": ids.package, "language": "mk" }),
        "POST /api/v1/courses/{slug}/versions" => json!({ "package_id": ids.package, "preview": true }),
        "PUT /api/v1/courses/{slug}/alignment" => json!({ "edition": ids.attempt, "activity": "LESSON" }),
        "PUT /api/v1/courses/{slug}/translations/{key}/{language}" => {
            return Some(call.header("If-Match", "\"99\"").json(&json!({ "strings": { "body": "Нешто" } })));
        }
        "PUT /api/v1/courses/{slug}/translations/{key}/{language}/state" => {
            return Some(call.header("If-Match", "\"99\"").json(&json!({ "state": "draft" })));
        }
        "POST /api/v1/courses/{slug}/translations/{key}/comments" => json!({ "text": "Look at this." }),
        "POST /api/v1/courses/{slug}/translations/assignments" => json!({ "person": ids.person, "language": "mk" }),
        "PUT /api/v1/courses/{slug}/translations/assignments/{assignment}"
        | "PUT /api/v1/institutions/{id}/people/{external_id}/enrolments/{slug}" => json!({ "due_on": "2026-06-01" }),
        "POST /api/v1/courses/{slug}/workflow/steps" => json!({ "action": "submit", "comment": "x".repeat(5_000) }),
        "PUT /api/v1/courses/{slug}/workflow/settings" => {
            json!({ "approver": ids.institution, "required_languages": [] })
        }
        "POST /api/v1/courses/{slug}/translations/import" => return Some(call.file("a.xlsx", b"PK".to_vec())),
        "POST /api/v1/record/credentials" => json!({ "name": "Reports", "scopes": ["statements/read"] }),
        "POST /api/v1/attempts/{id}/corrections" => json!({ "action": "recalculate", "reason": "To see who may." }),
        // Too short a reason: who may waive is told so, and nothing is waived.
        "POST /api/v1/enrolments/{id}/waive" => json!({ "reason": "x" }),
        "POST /api/v1/registrations/{id}/waive" => json!({ "activity": "NONE", "reason": "To see who may." }),
        "POST /api/v1/people/{id}/launches" | "POST /api/v1/institutions/{id}/people/{external_id}/launches" => {
            json!({ "course": "no-such-course" })
        }
        "PUT /api/v1/attempts/{id}/trace" => json!({ "on": true }),
        "POST /api/v1/courses/{slug}/draft/publish"
        | "POST /api/v1/packages/{id}/previews"
        | "POST /api/v1/courses/{slug}/versions/{number}/previews" => json!({}),
        "POST /api/v1/terms" => json!({ "texts": { "en": ["border"] } }),
        "PUT /api/v1/terms/{id}" => {
            return Some(call.header("If-Match", "\"99\"").json(&json!({ "texts": { "en": ["border"] } })));
        }
        "DELETE /api/v1/terms/{id}"
        | "DELETE /api/v1/courses/{slug}"
        | "POST /api/v1/registrations/{id}/abandon"
        | "DELETE /api/v1/courses/{slug}/translations/assignments/{assignment}"
        | "GET /api/v1/terms"
        | "GET /api/v1/me/assignments"
        | "GET /api/v1/me/waiting"
        | "GET /api/v1/translators"
        | "GET /api/v1/courses/{slug}/workflow"
        | "GET /api/v1/courses/{slug}/translations"
        | "GET /api/v1/courses/{slug}/draft/preview/{unit}"
        | "GET /api/v1/courses/{slug}/translations/export"
        | "GET /api/v1/courses/{slug}/draft/publish"
        | "POST /api/v1/courses/{slug}/draft/catch-up"
        | "DELETE /api/v1/courses/{slug}/draft"
        | "GET /api/v1/courses/{slug}/translations/assignments"
        | "GET /api/v1/courses/{slug}/translations/{key}"
        | "GET /api/v1/courses/{slug}/translations/{key}/history"
        | "POST /api/v1/courses/{slug}/translations/{key}/comments/{comment}/settle"
        | "GET /api/v1/record/credentials"
        | "DELETE /api/v1/record/credentials/{id}"
        | "GET /api/v1/record/statements"
        | "GET /api/v1/record/statements/{id}"
        | "GET /api/v1/search"
        | "GET /api/v1/auth/jwks"
        | "GET /api/v1/me"
        | "GET /api/v1/me/courses"
        | "GET /api/v1/me/record"
        | "GET /api/v1/me/record/quiz-results"
        | "GET /api/v1/me/record/statements"
        | "GET /api/v1/institutions/{id}/enrolments"
        | "GET /api/v1/people"
        | "GET /api/v1/people/{id}"
        | "GET /api/v1/people/{id}/export"
        | "GET /api/v1/people/{id}/erasure"
        | "GET /api/v1/erasures"
        | "GET /api/v1/erasures/{id}"
        | "GET /api/v1/record/forwards"
        | "GET /api/v1/record/forwards/{id}/log"
        | "DELETE /api/v1/record/forwards/{id}"
        | "GET /api/v1/me/export"
        | "GET /api/v1/me/record-reads"
        | "GET /api/v1/me/consents"
        | "GET /api/v1/retention"
        | "GET /api/v1/retention/{kind}/preview"
        | "GET /api/v1/institutions"
        | "GET /api/v1/institutions/{id}"
        | "GET /api/v1/institutions/{id}/members"
        | "GET /api/v1/institutions/{id}/progress"
        | "GET /api/v1/institutions/{id}/registrations"
        | "DELETE /api/v1/institutions/{id}/people/{external_id}"
        | "GET /api/v1/institutions/{id}/webhooks"
        | "DELETE /api/v1/institutions/{id}/webhooks/{webhook}"
        | "GET /api/v1/institutions/{id}/webhooks/{webhook}/deliveries"
        | "POST /api/v1/institutions/{id}/webhooks/{webhook}/deliveries/{delivery}/replay"
        | "GET /api/v1/institutions/{id}/quiz-results"
        | "GET /api/v1/institutions/{id}/changes"
        | "GET /api/v1/institutions/{id}/summary"
        | "GET /api/v1/institutions/{id}/summaries/courses"
        | "GET /api/v1/institutions/{id}/summaries/learners"
        | "GET /api/v1/registrations"
        | "GET /api/v1/registrations/{id}"
        | "GET /api/v1/registrations/{id}/statements"
        | "GET /api/v1/institutions/{id}/clients"
        | "DELETE /api/v1/institutions/{id}/clients/{client_id}"
        | "GET /api/v1/packages"
        | "GET /api/v1/packages/{id}"
        | "GET /api/v1/courses"
        | "GET /api/v1/courses/{slug}"
        | "GET /api/v1/courses/{slug}/alignment"
        | "GET /api/v1/courses/{slug}/lessons/{lesson}"
        | "GET /api/v1/courses/{slug}/quizzes"
        | "GET /api/v1/courses/{slug}/quizzes/{quiz}/analysis"
        | "GET /api/v1/courses/{slug}/quizzes/{quiz}/results"
        | "GET /api/v1/courses/{slug}/quizzes/{quiz}/paper"
        | "GET /api/v1/courses/{slug}/quizzes/{quiz}/qti"
        | "GET /api/v1/courses/{slug}/gain"
        | "GET /api/v1/people/{id}/extra-time"
        | "GET /api/v1/courses/{slug}/versions"
        | "GET /api/v1/courses/{slug}/versions/{number}/changes"
        | "POST /api/v1/courses/{slug}/publish"
        | "POST /api/v1/courses/{slug}/enrolments"
        | "POST /api/v1/courses/{slug}/attempts"
        | "GET /api/v1/attempts"
        | "GET /api/v1/attempts/{id}/record"
        | "GET /api/v1/attempts/{id}/trace"
        | "GET /api/v1/audit"
        | "GET /api/v1/attempts/{id}" => return Some(call),
        _ => return None,
    };
    Some(call.json(&body))
}

/// The tokens; those of programs are got with each route, since what has the scope for one lacks it for another.
async fn tokens(centre: &Centre) -> Vec<(Caller, Option<String>)> {
    let expired = centre.sign_in("administrator").await;
    centre.wait(Duration::minutes(11));
    let revoked = centre.program_token("revoked-program", "").await;
    let administrator = centre.sign_in("administrator").await;
    centre.call("DELETE", "/institutions/ministry/clients/revoked-program").by(&administrator).gives(204).await;
    let mut tokens = vec![
        (Nobody, None),
        (Expired, Some(expired)),
        (Garbage, Some("not.a.token".to_owned())),
        (Revoked, Some(revoked)),
        (Administrator, Some(administrator)),
        (ProgramA, Some(centre.program_token("program-a", "").await)),
        (ProgramB, Some(centre.program_token("program-b", "").await)),
    ];
    for (caller, word) in [
        (Learner, "learner"),
        (Author, "author"),
        (Translator, "translator"),
        (Trainer, "trainer"),
        (CoordinatorA, "coordinator-a"),
        (CoordinatorB, "coordinator-b"),
    ] {
        tokens.push((caller, Some(centre.sign_in(word).await)));
    }
    tokens
}

/// A working copy of the open course, with one lesson in two languages.
async fn add_working_copy(centre: &Centre) {
    let course = find_course(centre.house.db.read(), "open-course").await.unwrap().unwrap();
    let version = course.published_version.unwrap();
    let package = editions_of(centre.house.db.read(), version).await.unwrap().remove(0).package;
    let tag = |text: &str| LanguageTag::parse(text).unwrap();
    let texts = [("sr-Cyrl", "Прва лекција"), ("mk", "Прва лекција")];
    let body = SourceString {
        path: "body".to_owned(),
        markdown: true,
        texts: texts.into_iter().map(|(language, words)| (tag(language), words.to_owned())).collect(),
    };
    let lesson = SourceUnit {
        key: "lesson.one".to_owned(),
        kind: "lesson".to_owned(),
        name: "Прва лекција".to_owned(),
        strings: vec![body],
    };
    let source = DraftSource {
        course: course.id,
        package,
        version: 1,
        published: true,
        master: tag("sr-Cyrl"),
        languages: vec![tag("sr-Cyrl"), tag("mk")],
        units: vec![lesson],
    };
    let clock = centre.clock.clone();
    let make = async move |txn: &vidik_db::DatabaseTransaction| make_draft(txn, clock.as_ref(), &source).await;
    centre.house.db.write::<_, DraftError, _>(make).await.unwrap();
}

/// Every route of the specification: method, path, permission, scope, whether it reads a token at all.
fn routes() -> Vec<(String, String, String, Option<String>, bool)> {
    let specification = serde_json::to_value(vidik_http::openapi()).unwrap();
    let mut routes = vec![];
    for (path, item) in specification["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let place = format!("{} {path}", method.to_uppercase());
            let permission =
                operation["x-permission"].as_str().unwrap_or_else(|| panic!("{place} has no x-permission"));
            let scope = operation["x-scope"].as_str().map(str::to_owned);
            let tokenless = operation["security"] == json!([{}]);
            routes.push((method.to_uppercase(), path.clone(), permission.to_owned(), scope, !tokenless));
        }
    }
    routes
}

vidik_db::database_tests! {
    async fn each_route_lets_in_whom_it_says(db: Db) {
        let centre = Centre::open(db).await;
        let both = [
            "progress:read",
            "members:read",
            "members:write",
            "enrolments:write",
            "registrations:write",
            "launches:write",
        ];
        centre.add_program("program-a", Tenant::Ministry, &both).await;
        centre.add_program("spare-program", Tenant::Ministry, &both).await;
        centre.add_program("revoked-program", Tenant::Ministry, &both).await;
        centre.add_program("program-b", Tenant::Agency, &both).await;
        centre.course("open-course", archives::scorm12("Open", "en", None)).await;
        let learner = centre.sign_in("learner").await;
        centre.post("/courses/open-course/enrolments").by(&learner).gives(201).await;
        add_working_copy(&centre).await;
        centre.course("tested-course", archives::own_course()).await;
        let author = centre.sign_in("author").await;
        let part = json!({ "person": centre.person("translator").to_string(), "language": "mk" });
        centre.post("/courses/open-course/translations/assignments").by(&author).json(&part).gives(201).await;
        let approver = json!({ "approver": "ministry", "required_languages": [] });
        centre.call("PUT", "/courses/open-course/workflow/settings").by(&author).json(&approver).gives(200).await;
        let said = centre.post("/courses/open-course/translations/lesson.one/comments").by(&author);
        let said = said.json(&json!({ "text": "Look at this." })).gives(201).await.json();
        let writer = centre.sign_in("author").await;
        let alignment = centre.get("/courses/open-course/alignment").by(&writer).gives(200).await.json();
        centre.add_credential("record-program", &[Scope::All], None).await;
        let credential = credentials(centre.house.db.read()).await.unwrap().remove(0);
        let statement = centre.store("record-program", &lrs::said("mila", "read", "one")).await;
        // Translators see the packages that they brought, authors see all.
        let translator = centre.sign_in("translator").await;
        let archive = archives::scorm12("One more", "en", None);
        let brought = centre.post("/packages").by(&translator).file("a.zip", archive).gives(201).await.json();
        let (attempt, code) = player::open(&centre, &learner, "open-course").await;
        player::exchange(&centre, &code).gives(200).await;
        let gone = centre.learners(1).await.remove(0);
        let administrator = centre.sign_in("administrator").await;
        let why = json!({ "mode": "erase", "reason": "To have a report." });
        let erased = centre.post(&format!("/people/{gone}/erase")).by(&administrator).json(&why).gives(200).await.json();
        let person = format!("/people/{}", centre.person("learner"));
        let shown = centre.get(&person).by(&administrator).gives(200).await.json();
        let path = "/institutions/ministry/enrolments?course=open-course";
        let places = centre.get(path).by(&administrator).gives(200).await.json();
        let mut ids = Ids {
            enrolment: text(&places, "/items/0/id"),
            forward: String::new(),
            erasure: text(&erased, "/id"),
            membership: text(&shown, "/memberships/0/id"),
            edition: text(&alignment, "/editions/0/edition"),
            term: String::new(),
            webhook: String::new(),
            assignment: String::new(),
            comment: text(&said, "/id"),
            credential: credential.id.to_string(),
            statement,
            institution: centre.ministry.to_string(),
            person: centre.person("learner").to_string(),
            package: text(&brought, "/id"),
            attempt,
        };
        let administrator = centre.sign_in("administrator").await;
        let known = json!({ "name": { "latin": { "given": "N", "family": "N" } }, "email": "hr-1@vidik.test" });
        centre.call("PUT", "/institutions/ministry/people/HR-1").by(&administrator).json(&known).gives(201).await;
        let mut tokens = tokens(&centre).await;
        let author = centre.sign_in("author").await;
        let narrow = [("progress:read", "members:read"), ("members:read", "progress:read"), ("members:write", "members:read"), ("enrolments:write", "members:write")];
        let (mut n, mut wrong, mut seen) = (0, vec![], BTreeSet::new());
        for (method, path, permission, scope, reads_token) in routes() {
            let route = format!("{method} {path}");
            seen.insert(route.clone());
            let other = narrow.iter().find(|(named, _)| scope.as_deref() == Some(*named)).map_or("members:read", |pair| pair.1);
            tokens.retain(|(caller, _)| *caller != ProgramAWithout);
            tokens.push((ProgramAWithout, Some(centre.program_token("program-a", other).await)));
            for caller in CALLERS {
                n += 1;
                ids.renew(&centre, &route, &author).await;
                let token = tokens.iter().find(|(known, _)| *known == caller).and_then(|(_, token)| token.as_deref());
                let call = centre.app_call(&method, &ids.path(&path));
                let call = filled(call, &route, &ids, n).unwrap_or_else(|| panic!("{route} is not in the table"));
                let call = match token {
                    Some(token) if route != "POST /api/v1/oauth/token" => call.by(token),
                    _ => call,
                };
                let answer = call.send().await;
                let expected = if reads_token { expected(&permission, scope.is_some(), caller) } else { Verdict::Allowed };
                let found = verdict(&route, &answer);
                if found != expected {
                    wrong.push(format!("{route} ({permission}) as {caller:?}: {found:?} instead of {expected:?}, {}", answer.text()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(seen.len() >= 31, "{seen:?}");
    }

    /// A list of institutions shows one's own.
    async fn a_list_of_institutions_is_ones_own(db: Db) {
        let centre = Centre::open(db).await;
        centre.add_program("program-b", Tenant::Agency, &["progress:read"]).await;
        let slugs = async |token: &str| {
            let body = centre.get("/institutions").by(token).gives(200).await.json();
            let items = body["items"].as_array().unwrap().clone();
            items.iter().map(|item: &Value| text(item, "/slug")).collect::<Vec<_>>()
        };
        assert_eq!(slugs(&centre.sign_in("administrator").await).await, ["agency", "ministry"]);
        assert_eq!(slugs(&centre.sign_in("coordinator-a").await).await, ["ministry"]);
        assert_eq!(slugs(&centre.program_token("program-b", "").await).await, ["agency"]);
    }
}
