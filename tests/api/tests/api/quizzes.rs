//! Quizzes as the player plays them: opened, answered, handed in, looked at again.

use chrono::Duration;
use serde_json::{Value, json};
use vidik_db::database_tests;

use crate::{
    archives,
    call::{Answer, Call},
    centre::{Centre, text},
    player::{Player, exchange, open},
};

/// Asks as the player of this launch.
fn asked(centre: &Centre, player: &Player<'_>, method: &str, path: &str) -> Call {
    centre.content_call(method, &format!("/play/quiz/{path}")).by(&player.token)
}

async fn view(centre: &Centre, player: &Player<'_>, quiz: &str) -> Value {
    asked(centre, player, "GET", quiz).gives(200).await.json()
}

async fn begun(centre: &Centre, player: &Player<'_>, quiz: &str) -> Value {
    asked(centre, player, "POST", &format!("{quiz}/attempts")).json(&json!({})).gives(201).await.json()
}

fn answer(centre: &Centre, player: &Player<'_>, attempt: &Value, question: &str, response: &Value) -> Call {
    let id = text(attempt, "/id");
    asked(centre, player, "PUT", &format!("attempts/{id}/answers/{question}"))
        .json(&json!({ "response": response, "flagged": false }))
}

async fn submitted(centre: &Centre, player: &Player<'_>, attempt: &Value) -> Value {
    let id = text(attempt, "/id");
    asked(centre, player, "POST", &format!("attempts/{id}/submit")).json(&json!({})).gives(200).await.json()
}

/// The id that the paper gives to a choice with these words.
fn id_of(options: &Value, words: &str) -> Value {
    let found = options.as_array().and_then(|all| all.iter().find(|option| option["html"] == words));
    found.unwrap_or_else(|| panic!("no {words} in {options}"))["id"].clone()
}

fn question<'a>(attempt: &'a Value, id: &str) -> &'a Value {
    let all = attempt["questions"].as_array().expect("questions");
    all.iter().find(|question| question["id"] == id).unwrap_or_else(|| panic!("no {id} in {attempt}"))
}

/// Answers the one question of an entry or exit test, right or wrong; the forms ask for the first and for the last.
pub async fn sit(centre: &Centre, player: &Player<'_>, quiz: &str, right: bool) -> (String, Value) {
    let attempt = begun(centre, player, quiz).await;
    let asked = &attempt["questions"][0];
    let id = text(asked, "/id");
    let listening = id_of(&asked["choices"], "Listening");
    let deciding = id_of(&asked["choices"], "Deciding");
    let response = if id.ends_with("-a") == right { listening } else { deciding };
    answer(centre, player, &attempt, &id, &response).gives(200).await;
    (id, submitted(centre, player, &attempt).await)
}

async fn statements(centre: &Centre, verb: &str) -> Vec<Value> {
    use vidik_db::ConnectionTrait as _;
    let sql = format!("SELECT payload FROM statement WHERE verb = 'http://adlnet.gov/expapi/verbs/{verb}'");
    let backend = centre.house.db.read().get_database_backend();
    let rows = centre.house.db.read().query_all_raw(sea_orm::Statement::from_string(backend, sql)).await.expect("rows");
    rows.iter()
        .map(|row| serde_json::from_str(&row.try_get_by_index::<String>(0).expect("a payload")).expect("JSON"))
        .collect()
}

database_tests! {
    async fn entry_and_exit_test_are_parallel_and_their_result_is_the_courses(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("sample", archives::own_course()).await;
        let mut player = Player::begin(&centre, "learner", "sample").await;
        assert_eq!((player.activity.as_str(), &player.launch["delivery"]["kind"]), ("entry-test", &json!("quiz")));
        let entry = view(&centre, &player, "entry-test").await;
        assert_eq!((&entry["state"], &entry["counts"], &entry["question_count"]), (&json!("ready"), &json!(false), &json!(1)));
        let (first, told) = sit(&centre, &player, "entry-test", false).await;
        assert_eq!((&told["result"]["scaled"], &told["result"]["passed"]), (&json!(0.0), &Value::Null));
        assert_eq!(told["sequencing"]["activities"]["entry-test"]["completion"], "completed");
        assert_eq!((&told["delivery"], &told["ended"]), (&Value::Null, &json!(false)));

        player.ask("choice", Some("exit-test")).await;
        assert_eq!(player.activity, "exit-test");
        let exit = view(&centre, &player, "exit-test").await;
        assert_eq!((&exit["before"]["scaled"], &exit["time_limit_seconds"]), (&json!(0.0), &json!(600)));
        let (second, told) = sit(&centre, &player, "exit-test", true).await;
        assert_eq!([first.as_str(), second.as_str()], ["protection-1-a", "protection-1-b"]);
        let result = &told["result"];
        assert_eq!((&result["scaled"], &result["passed"], &result["before"]["scaled"]), (&json!(1.0), &json!(true), &json!(0.0)));
        assert_eq!(result["per_topic"], json!([{ "topic": "protection", "title": "Protection", "points": 1.0, "max_points": 1.0 }]));
        assert_eq!(told["sequencing"]["activities"]["exit-test"]["success"], "passed");
        let progress = player.progress("learner").await;
        assert_eq!(progress["progress"]["success"], "passed");
        assert_eq!(progress["progress"]["score"]["scaled"], 1.0);
        assert_ne!(progress["progress"]["completion"], "completed", "no lesson was read");

        // Somebody else meets the forms the other way round.
        let other = Player::begin(&centre, "second-learner", "sample").await;
        assert_eq!(sit(&centre, &other, "entry-test", true).await.0, "protection-1-b");
        assert_eq!(sit(&centre, &other, "exit-test", true).await.0, "protection-1-a");

        let answered = statements(&centre, "answered").await;
        assert_eq!(answered.len(), 4);
        let first = answered.iter().find(|one| one["result"]["success"] == false).expect("the wrong answer");
        assert_eq!(first["object"]["definition"]["interactionType"], "choice");
        assert_eq!((&first["object"]["definition"]["correctResponsesPattern"], &first["result"]["response"]), (&json!(["a"]), &json!("b")));
        assert_eq!(first["context"]["contextActivities"]["parent"].as_array().map(Vec::len), Some(1));
    }

    async fn every_type_is_answered_and_marked(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("sample", archives::own_course()).await;
        let player = Player::begin(&centre, "learner", "sample").await;
        let attempt = begun(&centre, &player, "basics-check").await;
        let of = |id: &str| question(&attempt, id);
        let order: Vec<Value> = ["Listen", "Note", "Decide"].iter().map(|words| id_of(&of("ordering")["items"], words)).collect();
        let month = &of("gap")["gaps"].as_array().and_then(|gaps| gaps.iter().find(|gap| gap["id"] == "month")).expect("a gap")["choices"];
        let responses = [
            ("single", id_of(&of("single")["choices"], "The asylum office")),
            ("multiple", json!([id_of(&of("multiple")["choices"], "Two")])),
            ("true-false", json!("true")),
            ("matching", json!({ "p1": id_of(&of("matching")["right"], "refugees"), "p2": id_of(&of("matching")["right"], "children") })),
            ("ordering", json!(order)),
            ("gap", json!({ "year": "1951", "city": "ženeva", "month": id_of(month, "July") })),
            ("numeric", json!("18,0")),
            ("short-text", json!("унхцр")),
        ];
        for (id, response) in &responses {
            answer(&centre, &player, &attempt, id, response).gives(200).await;
        }
        let told = submitted(&centre, &player, &attempt).await;
        let reviewed = told["review"]["questions"].as_array().expect("a review");
        for ((id, response), reviewed) in responses.iter().zip(reviewed) {
            assert_eq!((&reviewed["question"]["id"], &reviewed["response"]), (&json!(id), response));
            assert_eq!(reviewed["correct"], *id != "multiple", "{reviewed}");
        }
        assert_eq!((&reviewed[1]["points"], &reviewed[1]["max_points"]), (&json!(0.5), &json!(1.0)));
        assert_eq!(reviewed[0]["feedback_html"], "The law says <em>who</em>.");
        assert_eq!(told["result"]["scaled"], 7.5 / 8.0);
        // What the learner is shown before does not tell.
        let shown = attempt["questions"].to_string();
        assert!(!shown.contains("correct") && !shown.contains("solution") && !shown.contains("accept"), "{shown}");
    }

    async fn answers_are_kept_as_they_are_given(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("sample", archives::own_course()).await;
        let player = Player::begin(&centre, "learner", "sample").await;
        let attempt = begun(&centre, &player, "basics-check").await;
        answer(&centre, &player, &attempt, "numeric", &json!("17")).gives(200).await;
        answer(&centre, &player, &attempt, "numeric", &json!("18")).gives(200).await;
        answer(&centre, &player, &attempt, "single", &Value::Null).gives(200).await;
        for (id, response) in [("single", json!("o9")), ("multiple", json!("o1")), ("gap", json!({ "none": "x" })), ("true-false", json!(true))] {
            let refused = answer(&centre, &player, &attempt, id, &response).refused(422, "invalid").await.json();
            assert_eq!(refused["errors"][0]["pointer"], "/response");
        }
        answer(&centre, &player, &attempt, "nothing", &json!("18")).refused(404, "not_found").await;
        let again = asked(&centre, &player, "POST", "basics-check/attempts").json(&json!({})).gives(200).await.json();
        assert_eq!((&again["id"], &again["questions"]), (&attempt["id"], &attempt["questions"]));
        assert_eq!((&again["answers"]["numeric"]["response"], &again["answers"]["single"]["response"]), (&json!("18"), &Value::Null));
        assert_eq!(view(&centre, &player, "basics-check").await["state"], "running");

        // Nobody else sees it, and a newer launch takes it over.
        let other = Player::begin(&centre, "second-learner", "sample").await;
        answer(&centre, &other, &attempt, "numeric", &json!("1")).refused(404, "not_found").await;
        let id = text(&attempt, "/id");
        asked(&centre, &other, "POST", &format!("attempts/{id}/submit")).json(&json!({})).refused(404, "not_found").await;
        let (_, code) = open(&centre, &centre.sign_in("learner").await, "sample").await;
        exchange(&centre, &code).gives(200).await;
        answer(&centre, &player, &attempt, "numeric", &json!("1")).refused(409, "launch_taken_over").await;
        asked(&centre, &player, "GET", "basics-check").refused(409, "launch_taken_over").await;
        centre.content_call("GET", "/play/quiz/basics-check").refused(401, "not_signed_in").await;
    }

    async fn handing_in_twice_answers_the_same(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("sample", archives::own_course()).await;
        let player = Player::begin(&centre, "learner", "sample").await;
        let attempt = begun(&centre, &player, "evaluation").await;
        answer(&centre, &player, &attempt, "useful", &json!("3")).gives(200).await;
        answer(&centre, &player, &attempt, "missing", &json!("Ништа")).gives(200).await;
        let once = submitted(&centre, &player, &attempt).await;
        let twice = submitted(&centre, &player, &attempt).await;
        assert_eq!(once, twice);
        assert_eq!((&once["result"]["scaled"], &once["result"]["max_points"]), (&Value::Null, &json!(0.0)));
        answer(&centre, &player, &attempt, "useful", &json!("1")).refused(409, "quiz_submitted").await;
        assert_eq!(statements(&centre, "answered").await.len(), 2);
        asked(&centre, &player, "GET", "no-such-quiz").refused(404, "not_found").await;
        asked(&centre, &player, "GET", "first-steps").refused(404, "not_found").await;
    }

    async fn time_runs_out_and_attempts_do(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("sample", archives::own_course()).await;
        let player = Player::begin(&centre, "learner", "sample").await;
        // The first runs out while somebody answers.
        let attempt = begun(&centre, &player, "exit-test").await;
        let id = text(&attempt, "/questions/0/id");
        let response = attempt["questions"][0]["choices"][0]["id"].clone();
        answer(&centre, &player, &attempt, &id, &response).gives(200).await;
        centre.wait(Duration::minutes(11));
        answer(&centre, &player, &attempt, &id, &Value::Null).refused(409, "quiz_time_over").await;
        let told = submitted(&centre, &player, &attempt).await;
        assert_eq!(told["result"]["max_points"], 1.0);
        let first = view(&centre, &player, "exit-test").await;
        assert_eq!((&first["state"], &first["attempts_used"]), (&json!("ready"), &json!(1)));
        assert_eq!(first["results"][0]["submitted_at"], attempt["deadline"]);
        // The second while nobody does: looking is enough.
        begun(&centre, &player, "exit-test").await;
        centre.wait(Duration::minutes(11));
        assert_eq!(view(&centre, &player, "exit-test").await["results"].as_array().map(Vec::len), Some(2));
        let (_, told) = sit(&centre, &player, "exit-test", false).await;
        assert_eq!(told["result"]["passed"], false);
        assert_eq!(told["sequencing"]["activities"]["exit-test"]["completion"], "completed", "no attempt is left");
        let all: Answer = asked(&centre, &player, "POST", "exit-test/attempts").json(&json!({})).refused(409, "quiz_exhausted").await;
        drop(all);
        assert_eq!(view(&centre, &player, "exit-test").await["state"], "exhausted");
    }

    async fn a_failed_test_is_not_completed_while_it_can_be_taken_again(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("sample", archives::own_course()).await;
        let player = Player::begin(&centre, "learner", "sample").await;
        let (_, failed) = sit(&centre, &player, "exit-test", false).await;
        let standing = |told: &Value| told["sequencing"]["activities"]["exit-test"].clone();
        assert_eq!((&standing(&failed)["completion"], &standing(&failed)["success"]), (&json!("incomplete"), &json!("failed")));
        let (_, passed) = sit(&centre, &player, "exit-test", true).await;
        assert_eq!((&standing(&passed)["completion"], &standing(&passed)["success"]), (&json!("completed"), &json!("passed")));
        // The best result stands.
        let (_, worse) = sit(&centre, &player, "exit-test", false).await;
        assert_eq!((&standing(&worse)["score"], &standing(&worse)["success"]), (&json!(1.0), &json!("passed")));
        let progress = player.progress("learner").await;
        assert_eq!(progress["activities"]["exit-test"]["success"], "passed");
        // A review is open between attempts, and closed while one runs.
        let results = view(&centre, &player, "exit-test").await["results"].clone();
        let id = text(&results, "/0/attempt");
        asked(&centre, &player, "GET", &format!("attempts/{id}/review")).gives(200).await;
    }

    async fn the_other_script_keeps_the_answers(db: Db) {
        let centre = Centre::open(db).await;
        centre.draft("sample", archives::own_course(), json!({ "language": "sr-Cyrl" })).await;
        centre.publish("sample").await;
        let player = Player::begin(&centre, "learner", "sample").await;
        let attempt = begun(&centre, &player, "basics-check").await;
        answer(&centre, &player, &attempt, "numeric", &json!("18")).gives(200).await;
        let token = centre.sign_in("learner").await;
        let wanted = json!({ "language": "sr-Latn" });
        let opened = centre.post("/courses/sample/attempts").by(&token).json(&wanted).gives(200).await.json();
        let code = text(&opened, "/launch_url").split_once("#code=").expect("a code").1.to_owned();
        let launch = exchange(&centre, &code).gives(200).await.json();
        let here = |path: &str| centre.content_call("GET", &format!("/play/quiz/{path}")).by(launch["token"].as_str().expect("a token"));
        let seen = here("basics-check").gives(200).await.json();
        assert_eq!((&seen["language"], &seen["title"]), (&json!("sr-Latn"), &json!("Provera znanja: osnove")));
        let running = &seen["attempt"];
        assert_eq!((&running["id"], &running["answers"]["numeric"]["response"]), (&attempt["id"], &json!("18")));
        assert_eq!(question(running, "single")["prompt_html"], "Ko odlučuje?");
    }
}
