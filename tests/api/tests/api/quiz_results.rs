//! Quizzes for those who give them: paper, results from it, gain, analysis, extra time.

use chrono::Duration;
use serde_json::{Value, json};

use crate::{
    archives,
    centre::{Centre, text},
    player::Player,
};

async fn centre_with_quizzes(db: vidik_db::Db) -> Centre {
    let centre = Centre::open(db).await;
    centre.course("sample", archives::own_course()).await;
    centre
}

async fn enrolled(centre: &Centre, people: &[&str]) {
    for word in people {
        let token = centre.sign_in(word).await;
        centre.post("/courses/sample/enrolments").by(&token).gives(201).await;
    }
}

async fn get(centre: &Centre, word: &str, path: &str) -> Value {
    let token = centre.sign_in(word).await;
    centre.get(path).by(&token).gives(200).await.json()
}

/// Sends a table of results of a test.
async fn table(centre: &Centre, word: &str, quiz: &str, lines: &str) -> crate::call::Answer {
    let token = centre.sign_in(word).await;
    let path = if quiz.contains('/') { quiz.to_owned() } else { format!("{quiz}/paper-results") };
    let call = centre.post(&format!("/courses/sample/quizzes/{path}")).by(&token);
    call.body("text/csv", lines.as_bytes()).send().await
}

fn errors(body: &Value) -> Vec<(String, String)> {
    let all = body["errors"].as_array().expect("errors");
    all.iter().map(|error| (text(error, "/pointer"), text(error, "/code"))).collect()
}

vidik_db::database_tests! {
    async fn a_test_prints_and_its_answers_are_for_authors(db: Db) {
        let centre = centre_with_quizzes(db).await;
        let list = get(&centre, "coordinator-a", "/courses/sample/quizzes").await;
        let kinds: Vec<_> = list["items"].as_array().expect("quizzes").iter().map(|quiz| text(quiz, "/kind")).collect();
        assert_eq!(kinds, ["entry", "quiz", "exit", "survey"]);
        assert_eq!((&list["items"][2]["forms"], &list["items"][2]["questions"]), (&json!(["A", "B"]), &json!(1)));
        assert_eq!(list["items"][2]["columns"], json!(["protection-1-a", "protection-1-b"]));

        let author = centre.sign_in("author").await;
        let paper = |path: &str| centre.get(&format!("/courses/sample/quizzes/{path}")).by(&author);
        let plain = paper("exit-test/paper?form=B&lang=sr-Latn").gives(200).await;
        assert_eq!((plain.header("content-type"), plain.header("content-language")), ("text/html; charset=utf-8", "sr-Latn"));
        let page = plain.text();
        assert!(page.contains("Šta je poslednje?") && page.contains("b) Odlučivanje") && page.contains("Oblik B"), "{page}");
        assert!(!page.contains("class=\"key\""), "{page}");
        let all = paper("basics-check/paper?lang=en&key=true").gives(200).await.text();
        assert!(all.contains("class=\"key\"") && all.contains("<li>a c</li>") && all.contains("<li>1951 | Geneva | a</li>"), "{all}");
        paper("exit-test/paper?form=C").refused(422, "invalid").await;
        paper("none/paper").refused(404, "not_found").await;
        let coordinator = centre.sign_in("coordinator-a").await;
        let path = "/courses/sample/quizzes/exit-test/paper";
        centre.get(path).by(&coordinator).gives(200).await;
        centre.get(&format!("{path}?key=true")).by(&coordinator).refused(403, "not_allowed").await;
    }

    async fn results_from_paper_are_taken_whole_or_not_at_all(db: Db) {
        let centre = centre_with_quizzes(db).await;
        enrolled(&centre, &["learner", "second-learner", "agency-learner"]).await;
        let wrong = "learner;form;date;protection-1-a;protection-1-b\n\
            learner@vidik.test;A;2. 3. 2026;a;\n\
            S-second-learner;C;;b;\n\
            nobody@vidik.test;A;;z;\n\
            trainer@vidik.test;A;yesterday;a;\n\
            learner@vidik.test;B;;a;b\n";
        let refused = table(&centre, "administrator", "entry-test", wrong).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert_eq!(
            errors(&refused.json()),
            [("/3/form", "bad_form"), ("/4/protection-1-a", "bad_answer"), ("/5/date", "bad_date"), ("/6/protection-1-a", "not_on_form")]
                .map(|(place, code)| (place.to_owned(), code.to_owned()))
        );
        assert!(text(&refused.json(), "/errors/0/message").contains("Line 3"));
        // Whom a coordinator does not know is nobody.
        let strangers = "learner,form,protection-1-a\nagency-learner,A,a\ntrainer,A,a\nlearner,A,a\n";
        let refused = table(&centre, "coordinator-a", "entry-test", strangers).await.json();
        assert_eq!(errors(&refused), [("/2/learner".to_owned(), "unknown_learner".to_owned()), ("/3/learner".to_owned(), "not_enrolled".to_owned())]);
        let columns = table(&centre, "administrator", "entry-test", "learner,colour\nlearner,red\n").await.json();
        assert_eq!(errors(&columns).len(), 3, "{columns}");
        assert_eq!(get(&centre, "administrator", "/courses/sample/gain").await["total"]["pairs"], 0);

        let before = "learner,form,protection-1-a,protection-1-b\nlearner,A,b,\nS-second-learner,B,,b\n";
        // Looked at first: what it would come to, and nothing is kept.
        for _ in 0..2 {
            let seen = table(&centre, "coordinator-a", "entry-test/paper-results?preview=true", before).await.json();
            assert_eq!((&seen["items"][1]["scaled"], &seen["items"][0]["attempt"]), (&json!(1.0), &Value::Null));
        }
        let taken = table(&centre, "coordinator-a", "entry-test", before).await.json();
        assert_eq!((&taken["items"][0]["scaled"], &taken["items"][1]["scaled"]), (&json!(0.0), &json!(1.0)));
        let again = table(&centre, "coordinator-a", "entry-test", before).await.json();
        let came = get(&centre, "coordinator-a", "/courses/sample/quizzes/entry-test/results").await;
        assert_eq!((&came["people"], &came["attempts"], &came["mean"]), (&json!(2), &json!(2), &json!(0.5)));
        assert_eq!((&came["tenths"][0], &came["tenths"][9], came["items"].as_array().map(Vec::len)), (&json!(1), &json!(1), Some(2)));
        assert_eq!((&came["items"][0]["on_paper"], &came["passed"]), (&json!(true), &Value::Null));
        let others = get(&centre, "coordinator-b", "/courses/sample/quizzes/entry-test/results").await;
        assert_eq!((&others["people"], &others["items"]), (&json!(0), &json!([])));
        let nameless = get(&centre, "author", "/courses/sample/quizzes/entry-test/results").await;
        assert_eq!((&nameless["people"], &nameless["items"]), (&json!(2), &json!([])));
        assert_eq!(errors(&again).iter().map(|(_, code)| code.as_str()).collect::<Vec<_>>(), ["already_taken", "already_taken"]);
        let after = "learner;form;topic:protection\nlearner;B;1,0\nsecond-learner;A;0\n";
        let taken = table(&centre, "administrator", "exit-test", after).await.json();
        assert_eq!((&taken["items"][0]["passed"], &taken["items"][1]["passed"]), (&json!(true), &json!(false)));

        // The course knows it, and so does the player when the learner comes.
        let mine = get(&centre, "learner", "/me/courses").await;
        assert_eq!((&mine["items"][0]["progress"]["success"], &mine["items"][0]["progress"]["score"]["scaled"]), (&json!("passed"), &json!(1.0)));
        let player = Player::begin(&centre, "learner", "sample").await;
        let exit = centre.content_call("GET", "/play/quiz/exit-test").by(&player.token).gives(200).await.json();
        assert_eq!((&exit["results"][0]["scaled"], &exit["before"]["scaled"], &exit["attempts_used"]), (&json!(1.0), &json!(0.0), &json!(1)));
    }

    async fn gain_is_told_of_ones_own_people(db: Db) {
        let centre = centre_with_quizzes(db).await;
        enrolled(&centre, &["learner", "second-learner", "agency-learner"]).await;
        let before = "learner,form,protection-1-a,protection-1-b\nlearner,A,b,\nsecond-learner,B,,a\nagency-learner,A,a,\n";
        let after = "learner,form,protection-1-a,protection-1-b\nlearner,B,,b\nsecond-learner,A,b,\nagency-learner,B,,b\n";
        assert_eq!(table(&centre, "administrator", "entry-test", before).await.status, 200);
        assert_eq!(table(&centre, "administrator", "exit-test", after).await.status, 200);
        let all = get(&centre, "administrator", "/courses/sample/gain").await;
        assert_eq!((&all["total"]["pairs"], &all["better"], &all["same"], &all["worse"]), (&json!(3), &json!(1), &json!(2), &json!(0)));
        let rounded = |value: &Value| format!("{:.3}", value.as_f64().expect("a number"));
        assert_eq!([rounded(&all["total"]["before"]), rounded(&all["total"]["after"]), rounded(&all["total"]["normalised_gain"])], ["0.333", "0.667", "0.500"]);
        assert_eq!((&all["topics"][0]["title"], &all["questions"]["protection-1"]["pairs"]), (&json!("Protection"), &json!(3)));
        let own = get(&centre, "coordinator-b", "/courses/sample/gain").await;
        assert_eq!((&own["total"]["pairs"], own["people"].as_array().map(Vec::len)), (&json!(1), Some(1)));
        assert_eq!(own["people"][0]["staff_number"], "S-agency-learner");
        let nameless = get(&centre, "author", "/courses/sample/gain").await;
        assert_eq!((&nameless["total"]["pairs"], nameless["people"].as_array().map(Vec::len)), (&json!(3), Some(0)));

        let found = get(&centre, "author", "/courses/sample/quizzes/exit-test/analysis").await;
        assert_eq!((&found["papers"], &found["questions"][0]["refused"], &found["questions"][0]["needed"]), (&json!(3), &json!("too_few_answers"), &json!(20)));
        assert_eq!(found["questions"][0]["difficulty"], Value::Null);
    }

    async fn extra_time_is_given_by_person(db: Db) {
        let centre = centre_with_quizzes(db).await;
        let administrator = centre.sign_in("administrator").await;
        let path = format!("/people/{}/extra-time", centre.person("learner"));
        let set = |percent: u32| centre.call("PUT", &path).by(&administrator).json(&json!({ "percent": percent }));
        set(301).refused(422, "invalid").await;
        set(50).gives(200).await;
        assert_eq!(centre.get(&path).by(&administrator).gives(200).await.json()["percent"], 50);
        for (word, seconds) in [("learner", 900), ("second-learner", 600)] {
            let player = Player::begin(&centre, word, "sample").await;
            let call = centre.content_call("GET", "/play/quiz/exit-test").by(&player.token);
            assert_eq!(call.gives(200).await.json()["time_limit_seconds"], seconds);
            let begun = centre.content_call("POST", "/play/quiz/exit-test/attempts").by(&player.token).json(&json!({}));
            let begun = begun.gives(201).await.json();
            let deadline: chrono::DateTime<chrono::Utc> = text(&begun, "/deadline").parse().expect("a time");
            assert_eq!(deadline - centre.now(), Duration::seconds(seconds));
        }
        // Nobody comes back: the server hands in.
        centre.wait(Duration::minutes(12));
        assert_eq!(vidik_http::hand_in_overdue(&centre.house).await.expect("a sweep"), 1);
        centre.wait(Duration::minutes(4));
        assert_eq!(vidik_http::hand_in_overdue(&centre.house).await.expect("a sweep"), 1);
        assert_eq!(vidik_http::hand_in_overdue(&centre.house).await.expect("a sweep"), 0);
        let mine = get(&centre, "learner", "/me/courses").await;
        assert_eq!(mine["items"][0]["progress"]["success"], "failed");
        let administrator = centre.sign_in("administrator").await;
        centre.call("PUT", &path).by(&administrator).json(&json!({ "percent": 0 })).gives(200).await;
        assert_eq!(centre.get(&path).by(&administrator).gives(200).await.json()["percent"], 0);
    }
    async fn questions_go_out_and_come_in_as_qti(db: Db) {
        let centre = centre_with_quizzes(db).await;
        let author = centre.sign_in("author").await;
        let path = "/courses/sample/quizzes/basics-check/qti";
        let zip = centre.get(&format!("{path}?lang=mk&version=2.1")).by(&author).gives(200).await;
        assert_eq!(zip.header("content-type"), "application/zip");
        centre.get(&format!("{path}?version=3")).by(&author).refused(422, "invalid").await;
        let read = |query: &str, body: &[u8]| {
            centre.post(&format!("/quiz-banks/qti?{query}")).by(&author).body("application/zip", body.to_vec())
        };
        let bank = read("language=mk&id=again", &zip.body).gives(200).await.json();
        let questions = bank["bank"]["questions"].as_array().expect("questions");
        assert_eq!((&bank["bank"]["id"], questions.len(), &bank["findings"]), (&json!("again"), 8, &json!([])));
        assert_eq!(questions[0]["prompt"], json!({ "mk": "Кој одлучува?" }));
        let hotspot = b"<assessmentItem><itemBody><hotspotInteraction/></itemBody></assessmentItem>";
        let refused = read("language=en", hotspot).language("en").refused(422, "package_refused").await.json();
        assert_eq!((&refused["errors"][0]["code"], &refused["errors"][1]["code"]), (&json!("QTI-EMPTY"), &json!("QTI-INTERACTION")));
        read("language=sr", hotspot).refused(422, "invalid").await;
    }
}
