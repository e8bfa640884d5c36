//! New versions: what they change, who would lose what, and that nobody loses what nobody was asked about.

use serde_json::{Value, json};
use vidik_base::{InterfaceLanguage, PersonId};
use vidik_learning::{
    Commit, CommitBatch, CommitError, EnrolError, EnrolmentSource, ExchangeError, LearnerFacts, Wanted, commit, enrol,
    exchange, open_attempt, seat_of,
};
use vidik_sequencing::Navigation;

use crate::{
    archives::{own_course, own_course_with, scorm2004, scorm2004_of},
    centre::{Centre, text},
    player::Player,
};

type Lesson = (&'static str, &'static str, &'static str);

const FIRST: &[Lesson] =
    &[("A", "Arrival", "one"), ("B", "Border", "two"), ("C", "Claim", "three"), ("D", "Decision", "four")];
/// B has another name, C another page, D is gone, E is new and stands first.
const SECOND: &[Lesson] =
    &[("E", "Evidence", "five"), ("A", "Arrival", "one"), ("B", "At the border", "two"), ("C", "Claim", "3rd edition")];
const DONE: &[(&str, &str)] = &[("cmi.completion_status", "completed"), ("cmi.success_status", "passed")];

/// A learner goes through these lessons and closes the player, without a browser.
async fn study(centre: &Centre, person: PersonId, slug: &str, lessons: &[&str]) {
    let conn = centre.house.db.read();
    let course = vidik_catalogue::find_course(conn, slug).await.unwrap().unwrap();
    let (desk, on) = (centre.house.desk(), course.clone());
    centre
        .house
        .db
        .write(async move |txn| {
            let (clock, rng) = (desk.clock.as_ref(), desk.rng.as_ref());
            enrol(txn, clock, rng, person, &on, EnrolmentSource::Own).await.map_err(|error: EnrolError| error)
        })
        .await
        .unwrap();
    let wanted = Wanted { language: None, interface: InterfaceLanguage::En };
    let (desk, on) = (centre.house.desk(), course.clone());
    let opened = centre.house.db.write(async move |txn| open_attempt(txn, &desk, person, &on, &wanted).await).await;
    let code = opened.unwrap().code;
    let seat = seat_of(conn, &code).await.unwrap();
    let edition = centre.house.editions.playable(conn, seat.edition).await.unwrap();
    let facts = LearnerFacts { id: person.to_string(), name: "L".to_owned(), language: "en".to_owned() };
    let (desk, played, learner) = (centre.house.desk(), edition.clone(), facts.clone());
    let launch = centre.house.db.write(async move |txn| exchange(txn, &desk, &played, &learner, &code).await).await;
    let launch = launch.map_err(|error: ExchangeError| error).unwrap();
    let mut delivery = launch.delivery;
    let mut number = 0;
    let asked = lessons.iter().map(|lesson| Navigation::Choice((*lesson).into())).chain([Navigation::SuspendAll]);
    for (place, request) in asked.enumerate() {
        let shown = delivery.take().filter(|_| place > 0);
        let commits = shown.into_iter().map(|shown| {
            number += 1;
            let values = DONE.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Commit { number, activity: shown.activity, visit: shown.visit, set: values, terminate: true, seconds: 60 }
        });
        let batch = CommitBatch { commits: commits.collect(), navigation: Some(request) };
        let (desk, played, learner, claims) = (centre.house.desk(), edition.clone(), facts.clone(), launch.claims);
        let answer =
            centre.house.db.write(async move |txn| commit(txn, &desk, &played, &learner, &claims, batch).await);
        let answer = answer.await.map_err(|error: CommitError| error).unwrap();
        assert!(answer.exception.is_none(), "{:?}", answer.exception);
        delivery = answer.delivery;
    }
}

/// The course in its first version, with 31 learners at A and B, 6 at A and D, and 2 who are through.
async fn busy(db: vidik_db::Db) -> Centre {
    let centre = Centre::open(db).await;
    centre.course("asylum", scorm2004_of("Asylum", "en", FIRST)).await;
    for (n, person) in centre.learners(39).await.into_iter().enumerate() {
        let lessons: &[&str] = match n {
            0..31 => &["A", "B"],
            31..37 => &["A", "D"],
            _ => &["A", "B", "C", "D"],
        };
        study(&centre, person, "asylum", lessons).await;
    }
    centre
}

async fn version(centre: &Centre, slug: &str, archive: Vec<u8>, preview: bool) -> Value {
    let author = centre.sign_in("author").await;
    let body = json!({ "package_id": centre.package(archive).await, "preview": preview });
    let status = if preview { 200 } else { 201 };
    centre.post(&format!("/courses/{slug}/versions?lang=en")).by(&author).json(&body).gives(status).await.json()
}

async fn publish(centre: &Centre, slug: &str, version: i32, policy: &str) -> Value {
    let author = centre.sign_in("author").await;
    let body = json!({ "version": version, "policy": policy });
    centre.post(&format!("/courses/{slug}/publish")).by(&author).json(&body).gives(200).await.json()
}

async fn versions(centre: &Centre, slug: &str) -> Value {
    let author = centre.sign_in("author").await;
    centre.get(&format!("/courses/{slug}/versions")).by(&author).gives(200).await.json()
}

/// Version by version, newest first: number, whether it is the current one, in progress, completed.
async fn counts(centre: &Centre, slug: &str) -> Vec<(i64, bool, i64, i64)> {
    let list = versions(centre, slug).await;
    let number = |item: &Value, name: &str| item[name].as_i64().unwrap();
    let row = |item: &Value| {
        let current = item["current"].as_bool().unwrap();
        (number(item, "number"), current, number(item, "in_progress"), number(item, "completed"))
    };
    list["items"].as_array().unwrap().iter().map(row).collect()
}

/// What an institution reads: how many rows say so.
async fn completed(centre: &Centre) -> usize {
    centre.settled().await;
    let coordinator = centre.sign_in("coordinator-a").await;
    let rows = centre.get("/institutions/ministry/progress?limit=200").by(&coordinator).gives(200).await.json();
    rows["items"].as_array().unwrap().iter().filter(|row| row["completion"] == "completed").count()
}

fn lines(rows: &Value) -> Vec<(String, Vec<String>)> {
    let words =
        |row: &Value| row["changes"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect();
    rows.as_array().unwrap().iter().map(|row| (text(row, "/activity"), words(row))).collect()
}

fn line(activity: &str, changes: &[&str]) -> (String, Vec<String>) {
    (activity.to_owned(), changes.iter().map(|change| (*change).to_owned()).collect())
}

vidik_db::database_tests! {
    async fn what_it_changes_and_who_would_lose_what_is_said_before(db: Db) {
        let centre = busy(db).await;
        let told = version(&centre, "asylum", scorm2004_of("Asylum", "en", SECOND), true).await;
        assert_eq!((&told["version"], &told["base"], &told["language"]), (&json!(null), &json!(1), &json!("en")));
        assert_eq!(lines(&told["old"]), [
            line("O", &[]), line("A", &[]), line("B", &["renamed"]), line("C", &["changed"]), line("D", &["removed"]),
        ]);
        assert_eq!(lines(&told["new"]), [
            line("O", &[]), line("E", &["added"]), line("A", &[]), line("B", &["renamed"]), line("C", &["changed"]),
        ]);
        assert_eq!(told["old"][2]["item"], told["new"][3]["item"], "the same item under both names");
        let learners = &told["learners"];
        assert_eq!(
            (&learners["in_progress"], &learners["keep_everything"], &learners["lose_something"], &learners["completed"]),
            (&json!(37), &json!(31), &json!(6), &json!(2)),
        );
        let losing = &learners["losing"];
        assert_eq!((losing.as_array().unwrap().len(), &losing[0]["title"], &losing[0]["learners"]), (1, &json!("Decision"), &json!(6)));
        assert_eq!(counts(&centre, "asylum").await, [(1, true, 37, 2)], "nothing was made");
        let made = version(&centre, "asylum", scorm2004_of("Asylum", "en", SECOND), false).await;
        assert_eq!((&made["version"], &made["learners"]), (&json!(2), learners));
        let author = centre.sign_in("author").await;
        let again = centre.get("/courses/asylum/versions/2/changes?lang=en").by(&author).gives(200).await.json();
        assert_eq!((&again["old"], &again["learners"]), (&made["old"], learners));
    }

    async fn whoever_is_in_the_middle_finishes_what_was_begun(db: Db) {
        let centre = busy(db).await;
        let before = completed(&centre).await;
        version(&centre, "asylum", scorm2004_of("Asylum", "en", SECOND), false).await;
        assert_eq!(counts(&centre, "asylum").await, [(2, false, 0, 0), (1, true, 37, 2)]);
        centre.publish("asylum").await;
        assert_eq!(counts(&centre, "asylum").await, [(2, true, 0, 0), (1, false, 37, 2)], "by default they stay");
        assert_eq!(completed(&centre).await, before, "nobody's completion has changed");
        let new = Player::begin(&centre, "learner", "asylum").await;
        assert_eq!(new.activity, "E", "new learners begin the new version");
        assert_eq!(versions(&centre, "asylum").await["items"][0]["policy"], "finish_on_old");
    }

    async fn moving_keeps_what_the_version_still_has(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("asylum", scorm2004_of("Asylum", "en", FIRST)).await;
        let mut player = Player::begin(&centre, "learner", "asylum").await;
        for target in ["B", "D", "C"] {
            player.terminate(&[("cmi.completion_status", "completed"), ("cmi.score.scaled", "0.7")]).await;
            player.ask("choice", Some(target)).await;
        }
        let mut finished = Player::begin(&centre, "second-learner", "asylum").await;
        for target in ["B", "C", "D"] {
            finished.terminate(DONE).await;
            finished.ask("choice", Some(target)).await;
        }
        finished.terminate(DONE).await;
        finished.ask("exit_all", None).await;
        let whole = finished.progress("second-learner").await;
        assert_eq!(whole["progress"]["completion"], "completed");

        version(&centre, "asylum", scorm2004_of("Asylum", "en", SECOND), false).await;
        publish(&centre, "asylum", 2, "move").await;
        assert_eq!(counts(&centre, "asylum").await, [(2, true, 1, 0), (1, false, 0, 1)]);
        let answer = player.request(&json!({ "commits": [player.commit_of(player.next, DONE, false)] })).send().await;
        assert_eq!(answer.json()["code"], "launch_taken_over", "the open player is told");

        let moved = Player::begin(&centre, "learner", "asylum").await;
        assert_eq!(moved.launch["attempt"], player.launch["attempt"]);
        assert_eq!(moved.activity, "C", "where the learner was");
        let view = moved.progress("learner").await;
        let standing = |activity: &str| view["activities"][activity]["completion"].clone();
        assert_eq!((standing("A"), standing("B"), standing("E")), (json!("completed"), json!("completed"), json!("unknown")));
        assert_eq!((&view["activities"]["A"]["score"]["scaled"], &view["progress"]["progress"]), (&json!(0.7), &json!(0.5)), "two of four");
        assert_eq!(finished.progress("second-learner").await, whole, "completed stays completed");
    }

    async fn where_the_learner_was_stays_done_after_moving(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("asylum", scorm2004_of("Asylum", "en", FIRST)).await;
        let mut player = Player::begin(&centre, "learner", "asylum").await;
        player.terminate(DONE).await;
        player.ask("suspend_all", None).await;
        version(&centre, "asylum", scorm2004_of("Asylum", "en", SECOND), false).await;
        publish(&centre, "asylum", 2, "move").await;
        let moved = Player::begin(&centre, "learner", "asylum").await;
        assert_eq!(moved.activity, "A");
        let standing = &moved.launch["sequencing"]["activities"]["A"];
        assert_eq!((&standing["completion"], &standing["success"]), (&json!("completed"), &json!("passed")));
        assert_eq!(moved.launch["delivery"]["data"]["cmi.completion_status"], "completed", "the content is told, too");
    }

    async fn beginning_anew_leaves_the_old_attempt_on_record(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("asylum", scorm2004_of("Asylum", "en", FIRST)).await;
        let mut player = Player::begin(&centre, "learner", "asylum").await;
        player.terminate(DONE).await;
        version(&centre, "asylum", scorm2004_of("Asylum", "en", SECOND), false).await;
        publish(&centre, "asylum", 2, "restart").await;
        let token = centre.sign_in("learner").await;
        let mine = centre.get("/me/courses").by(&token).gives(200).await.json();
        assert_eq!(mine["items"][0]["progress"], json!(null), "another attempt is to begin");
        let anew = Player::begin(&centre, "learner", "asylum").await;
        assert_ne!(anew.launch["attempt"], player.launch["attempt"]);
        assert_eq!(anew.activity, "E");
        assert_eq!(player.progress("learner").await["activities"]["A"]["completion"], "completed");
    }

    async fn an_older_version_can_be_published_again(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("asylum", scorm2004_of("Asylum", "en", FIRST)).await;
        version(&centre, "asylum", scorm2004_of("Asylum", "en", SECOND), false).await;
        publish(&centre, "asylum", 2, "finish_on_old").await;
        let mut player = Player::begin(&centre, "learner", "asylum").await;
        player.terminate(DONE).await;
        player.ask("choice", Some("A")).await;
        player.terminate(DONE).await;
        player.ask("suspend_all", None).await;
        let author = centre.sign_in("author").await;
        let back = centre.get("/courses/asylum/versions/1/changes?lang=en").by(&author).gives(200).await.json();
        assert_eq!((&back["base"], &back["learners"]["losing"][0]["title"]), (&json!(2), &json!("Evidence")));
        let course = publish(&centre, "asylum", 1, "move").await;
        assert_eq!((&course["version"], course["outline"].as_array().unwrap().len()), (&json!(1), 4));
        assert_eq!(counts(&centre, "asylum").await, [(2, false, 0, 0), (1, true, 1, 0)]);
        let moved = Player::begin(&centre, "learner", "asylum").await;
        let view = moved.progress("learner").await;
        assert_eq!((&view["activities"]["A"]["completion"], &view["progress"]["progress"]), (&json!("completed"), &json!(0.25)));
        let unknown = json!({ "version": 9 });
        let answer = centre.post("/courses/asylum/publish").by(&author).json(&unknown).refused(422, "invalid").await.json();
        assert_eq!(answer["errors"][0]["code"], "unknown_version");
        for bad in [json!({ "version": "one" }), json!({ "policy": "forget" }), json!([])] {
            centre.post("/courses/asylum/publish").by(&author).json(&bad).refused(400, "malformed_json").await;
        }
    }

    async fn other_languages_go_on_with_the_packages_that_they_have(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("asylum", scorm2004_of("Asylum", "en", FIRST)).await;
        centre.edition("asylum", scorm2004_of("Азил", "mk", &[("A", "Пристигнување", "1"), ("B", "Граница", "2")]), "mk").await;
        let made = version(&centre, "asylum", scorm2004_of("Asylum", "en", SECOND), false).await;
        assert_eq!((&made["replaced"], &made["added"], &made["dropped"]), (&json!(["en"]), &json!([]), &json!([])));
        let author = centre.sign_in("author").await;
        let old = centre.get("/courses/asylum/alignment?version=1").by(&author).gives(200).await.json();
        let new = centre.get("/courses/asylum/alignment?version=2").by(&author).gives(200).await.json();
        assert_eq!((&old["published"], &new["published"]), (&json!(true), &json!(false)));
        let both = |seen: &Value, activity: &str| {
            let items = seen["items"].as_array().unwrap();
            let row = items.iter().find(|item| item["activities"][0]["activity"] == activity).unwrap();
            row["activities"].as_array().unwrap().len()
        };
        assert_eq!((both(&new, "A"), both(&new, "B"), both(&new, "E")), (2, 2, 1));
        assert_ne!(old["items"][1]["item"], new["items"][1]["item"], "a version has items of its own");
        publish(&centre, "asylum", 2, "move").await;
        let languages = centre.get("/courses/asylum").gives(200).await.json()["languages"].clone();
        assert_eq!(languages.as_array().unwrap().len(), 2);
        assert_eq!(centre.get("/courses/asylum/alignment?version=1").by(&author).gives(200).await.json(), old, "the first version is as it was");
    }

    async fn identifiers_that_are_new_each_time_are_no_new_course(db: Db) {
        let centre = Centre::open(db).await;
        centre.course("asylum", scorm2004("Asylum", "en")).await;
        let renamed: &[Lesson] = &[("X1", "Asylum 1", "Asylum"), ("X2", "Asylum 2", "Asylum"), ("X3", "Asylum 3", "Asylum")];
        let told = version(&centre, "asylum", scorm2004_of("Asylum", "en", renamed), true).await;
        assert!(lines(&told["new"]).iter().all(|(_, changes)| changes.is_empty()), "{told}");
        let other: &[Lesson] = &[("ITEM-1", "Asylum 1", "Asylum"), ("NEW", "Something else", "Asylum"), ("ITEM-3", "Asylum 3", "Asylum")];
        let told = version(&centre, "asylum", scorm2004_of("Asylum", "en", other), true).await;
        assert_eq!(lines(&told["new"])[2], line("NEW", &["added"]), "where identifiers are kept, another one is another item");
    }

    async fn a_version_of_our_own_format(db: Db) {
        let centre = Centre::open(db).await;
        centre.draft("own-course", own_course(), json!({})).await;
        centre.publish("own-course").await;
        let mut player = Player::begin_in(&centre, "learner", "own-course", "mk").await;
        player.ask("choice", Some("words")).await;
        player.terminate(DONE).await;
        player.ask("choice", Some("first-steps")).await;
        player.terminate(DONE).await;
        let changed = own_course_with(|path, bytes| {
            if path == "lessons/words/mk.md" {
                return Some([bytes.as_slice(), b"\n\nOne more paragraph.\n"].concat());
            }
            let text = String::from_utf8(bytes.clone());
            if path != "course.json" {
                return Some(bytes);
            }
            Some(text.unwrap().replace("\"Основи\"", "\"Темели\"").into_bytes())
        });
        let told = version(&centre, "own-course", changed.clone(), false).await;
        let changes: Vec<_> = lines(&told["new"]).into_iter().filter(|(_, changes)| !changes.is_empty()).collect();
        assert!(changes.contains(&line("words", &["changed"])), "{changes:?}");
        assert_eq!(told["learners"]["keep_everything"], 1);
        publish(&centre, "own-course", 2, "move").await;
        let moved = Player::begin_in(&centre, "learner", "own-course", "sr-Cyrl").await;
        assert_eq!(moved.activity, "first-steps");
        let view = moved.progress("learner").await;
        assert_eq!((&view["activities"]["words"]["completion"], &view["activities"]["first-steps"]["completion"]), (&json!("completed"), &json!("completed")));
        assert_eq!(centre.get("/courses/own-course?lang=mk").gives(200).await.json()["outline"][1]["title"], "Темели");
        let author = centre.sign_in("author").await;
        let body = json!({ "package_id": centre.package(scorm2004("Other", "en")).await, "preview": true });
        centre.post("/courses/own-course/versions").by(&author).json(&body).refused(409, "own_format").await;
    }
}
