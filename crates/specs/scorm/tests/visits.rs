//! What a visit comes to, what is kept of it, and what the next one begins with.
#![expect(clippy::unwrap_used, reason = "a test stops where its data is wrong")]

use vidik_scorm::time::Span;
use vidik_scorm::{
    Completion, Data, ErrorCode, Excess, Exit, LaunchFacts, NavigationRequest, ObjectiveFacts, Report, RequestValid,
    RunTime, Score, SharedFacts, Standard, State, Success, Table, next_visit_data,
};

fn data(pairs: &[(&str, &str)]) -> Data {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn visit(standard: Standard, brought: &Data, set: &[(&str, &str)]) -> RunTime {
    let mut run_time = RunTime::resume(standard, brought);
    assert_eq!(run_time.apply(set.iter().copied()), []);
    assert!(run_time.terminate(""));
    run_time
}

#[test]
fn a_commit_keeps_what_is_well_formed_and_names_what_is_not() {
    let mut run_time = RunTime::resume(Standard::Scorm2004, &data(&[("cmi.mode", "normal")]));
    let rejected = run_time.apply([
        ("cmi.location", "3"),
        ("cmi.score.scaled", "2"),
        ("cmi.mode", "review"),
        ("cmi.interactions.0.type", "choice"),
        ("cmi.progress_measure", "0.5"),
    ]);
    let codes: Vec<_> = rejected.iter().map(|one| (one.element.as_str(), one.error)).collect();
    assert_eq!(
        codes,
        [
            ("cmi.score.scaled", ErrorCode(407)),
            ("cmi.mode", ErrorCode(404)),
            ("cmi.interactions.0.type", ErrorCode(408)),
        ]
    );
    assert_eq!(rejected[0].diagnostic, "cmi.score.scaled: the number must be within -1…1 (RTE 4.2.20.1).");
    assert_eq!(run_time.stored(), data(&[("cmi.location", "3"), ("cmi.progress_measure", "0.5")]));
    assert_eq!(run_time.state(), State::Running);
}

#[test]
fn rte_4_2_25_total_time_grows_at_the_end_alone() {
    let brought = data(&[("cmi.total_time", "P1MT59M59.5S")]);
    let mut run_time = RunTime::resume(Standard::Scorm2004, &brought);
    run_time.apply([("cmi.session_time", "PT0.6S"), ("cmi.session_time", "PT1.6S")]);
    assert_eq!(run_time.get("cmi.total_time").unwrap(), "P1MT59M59.5S");
    assert!(run_time.terminate(""));
    assert_eq!(run_time.get("cmi.total_time").unwrap(), "P1MT1H1.10S");
    assert!(!run_time.terminate(""), "a second end adds nothing");
    assert_eq!(run_time.report().total_time, Span { months: 1, hundredths: 360_110 });
}

#[test]
fn rte_4_2_8_a_suspended_visit_goes_on_and_another_starts_anew() {
    let set = [
        ("cmi.location", "5"),
        ("cmi.learner_preference.audio_level", "0.5"),
        ("cmi.session_time", "PT1M"),
        ("adl.nav.request", "continue"),
        ("cmi.exit", "suspend"),
    ];
    let run_time = visit(Standard::Scorm2004, &Data::new(), &set);
    assert!(run_time.report().suspends());
    let stored = run_time.stored();
    assert_eq!(
        next_visit_data(Standard::Scorm2004, Some(&stored), true),
        data(&[
            ("cmi.entry", "resume"),
            ("cmi.learner_preference.audio_level", "0.5"),
            ("cmi.location", "5"),
            ("cmi.total_time", "PT1M"),
        ])
    );
    assert_eq!(
        next_visit_data(Standard::Scorm2004, Some(&stored), false),
        data(&[("cmi.entry", "ab-initio"), ("cmi.learner_preference.audio_level", "0.5")])
    );
    assert_eq!(next_visit_data(Standard::Scorm2004, None, false), data(&[("cmi.entry", "ab-initio")]));
}

#[test]
fn asking_to_suspend_the_course_suspends_whatever_the_exit() {
    let set = [("cmi.exit", "normal"), ("adl.nav.request", "suspendAll")];
    assert!(visit(Standard::Scorm2004, &Data::new(), &set).report().suspends());
    assert!(!visit(Standard::Scorm2004, &Data::new(), &set[..1]).report().suspends());
}

#[test]
fn a_report_of_scorm_2004() {
    let brought = data(&[("cmi.completion_threshold", "0.6"), ("cmi.objectives.0.id", "primary")]);
    let report = visit(
        Standard::Scorm2004,
        &brought,
        &[
            ("cmi.completion_status", "incomplete"),
            ("cmi.progress_measure", "0.75"),
            ("cmi.success_status", "unknown"),
            ("cmi.score.scaled", "0.5"),
            ("cmi.score.raw", "50"),
            ("cmi.objectives.0.success_status", "passed"),
            ("cmi.objectives.0.score.scaled", "-0.5"),
            ("cmi.objectives.1.id", "other"),
            ("cmi.exit", "time-out"),
            ("cmi.session_time", "PT1H"),
            ("cmi.location", "8"),
            ("adl.nav.request", "{target=ITEM-3}jump"),
        ],
    )
    .report();
    assert_eq!(report.completion, Completion::Completed);
    assert_eq!((report.success, report.success_set), (Success::Unknown, true));
    assert_eq!(report.progress, Some(0.75));
    assert_eq!(report.score, Score { scaled: Some(0.5), raw: Some(50.0), min: None, max: None });
    assert_eq!(report.objectives[0].success, Some(Success::Passed));
    assert_eq!(report.objectives[0].score.scaled, Some(-0.5));
    assert_eq!((report.objectives[1].id.as_str(), report.objectives[1].completion), ("other", None));
    assert_eq!(report.exit, Exit::TimeOut);
    assert_eq!(report.session_time, Span::parse("PT1H"));
    assert_eq!(report.navigation, Some(NavigationRequest::Jump("ITEM-3".into())));
    assert_eq!(report.location.as_deref(), Some("8"));
    assert_eq!(report.lesson_status, None);
}

#[test]
fn a_silent_visit_of_scorm_2004_says_nothing() {
    let report = visit(Standard::Scorm2004, &Data::new(), &[]).report();
    assert_eq!(report, Report::default());
}

fn status_12(brought: &[(&str, &str)], set: &[(&str, &str)]) -> String {
    let run_time = visit(Standard::Scorm12, &data(brought), set);
    let status = run_time.report().lesson_status.unwrap();
    assert_eq!(run_time.stored().get("cmi.core.lesson_status"), Some(&status), "what the LMS settled is kept");
    status
}

#[test]
fn rte12_3_4_4_lesson_status_is_settled_at_the_end() {
    let mastery = ("cmi.student_data.mastery_score", "80");
    let raw = |score| ("cmi.core.score.raw", score);
    assert_eq!(status_12(&[], &[]), "completed");
    assert_eq!(status_12(&[], &[("cmi.core.exit", "suspend")]), "incomplete");
    assert_eq!(status_12(&[], &[("cmi.core.lesson_status", "incomplete")]), "incomplete");
    assert_eq!(status_12(&[mastery], &[]), "completed");
    assert_eq!(status_12(&[mastery], &[raw("80")]), "passed");
    assert_eq!(status_12(&[mastery], &[raw("79.9")]), "failed");
    assert_eq!(status_12(&[mastery], &[raw("90"), ("cmi.core.lesson_status", "failed")]), "passed");
    assert_eq!(status_12(&[mastery], &[raw("10"), ("cmi.core.lesson_status", "completed")]), "failed");
    assert_eq!(status_12(&[mastery], &[raw("10"), ("cmi.core.lesson_status", "incomplete")]), "incomplete");
    assert_eq!(status_12(&[mastery, ("cmi.core.credit", "no-credit")], &[raw("10")]), "completed");
    assert_eq!(status_12(&[("cmi.core.lesson_mode", "browse")], &[]), "browsed");
    assert_eq!(status_12(&[mastery, ("cmi.core.lesson_mode", "browse")], &[raw("90")]), "browsed");
    let passed = [("cmi.core.lesson_mode", "review"), ("cmi.core.lesson_status", "passed"), mastery];
    assert_eq!(status_12(&passed, &[raw("0")]), "passed");
}

#[test]
fn rte12_3_4_4_a_launched_lesson_is_incomplete() {
    let run_time = RunTime::resume(Standard::Scorm12, &Data::new());
    assert_eq!(run_time.get("cmi.core.lesson_status").unwrap(), "not attempted", "a SCO sees that it is new");
    let report = run_time.report();
    assert_eq!((report.completion, report.lesson_status.as_deref()), (Completion::Incomplete, Some("incomplete")));
    let before = RunTime::new(Standard::Scorm12, &Data::new(), RequestValid::default());
    assert_eq!(before.report().completion, Completion::NotAttempted);
}

#[test]
fn one_status_of_scorm_12_is_two() {
    let both = |word| {
        let report = visit(Standard::Scorm12, &Data::new(), &[("cmi.core.lesson_status", word)]).report();
        (report.completion, report.success)
    };
    assert_eq!(both("passed"), (Completion::Completed, Success::Passed));
    assert_eq!(both("completed"), (Completion::Completed, Success::Unknown));
    assert_eq!(both("failed"), (Completion::Incomplete, Success::Failed));
    assert_eq!(both("incomplete"), (Completion::Incomplete, Success::Unknown));
    assert_eq!(both("browsed"), (Completion::Incomplete, Success::Unknown));
}

#[test]
fn scores_of_scorm_12_are_scaled() {
    let scaled = |set: &[(&str, &str)]| visit(Standard::Scorm12, &Data::new(), set).report().score.scaled;
    assert_eq!(scaled(&[]), None);
    assert_eq!(scaled(&[("cmi.core.score.raw", "85")]), Some(0.85));
    assert_eq!(scaled(&[("cmi.core.score.raw", "8"), ("cmi.core.score.max", "10")]), Some(0.8));
    let all = [("cmi.core.score.raw", "30"), ("cmi.core.score.min", "20"), ("cmi.core.score.max", "40")];
    assert_eq!(scaled(&all), Some(0.5));
    assert_eq!(scaled(&[("cmi.core.score.raw", "")]), None);
}

#[test]
fn scorm_12_keeps_its_data_without_suspension() {
    let set = [
        ("cmi.core.lesson_location", "4"),
        ("cmi.core.session_time", "00:01:00"),
        ("cmi.suspend_data", "x"),
        ("cmi.core.exit", ""),
    ];
    let stored = visit(Standard::Scorm12, &data(&[("cmi.core.total_time", "0000:59:30.5")]), &set).stored();
    let next = next_visit_data(Standard::Scorm12, Some(&stored), false);
    assert_eq!(next["cmi.core.entry"], "");
    assert_eq!(next["cmi.core.lesson_location"], "4");
    assert_eq!(next["cmi.core.total_time"], "0001:00:30.50");
    assert!(!next.contains_key("cmi.core.session_time"));
    assert_eq!(next_visit_data(Standard::Scorm12, Some(&stored), true)["cmi.core.entry"], "resume");
    assert_eq!(next_visit_data(Standard::Scorm12, None, false)["cmi.core.entry"], "ab-initio");
}

#[test]
fn what_the_lms_knows_is_written_at_delivery() {
    let facts = LaunchFacts {
        learner_id: "7".into(),
        learner_name: "Ана".into(),
        mode: "review".into(),
        credit: true,
        scaled_passing_score: Some("0.8".into()),
        objectives: vec![
            ObjectiveFacts { id: "a".into(), success: Some(Success::Failed), ..ObjectiveFacts::default() },
            ObjectiveFacts { id: "b".into(), progress: Some(1e-9), ..ObjectiveFacts::default() },
        ],
        shared: vec![SharedFacts { id: "s".into(), value: Some("v".into()), read: true, write: false }],
        ..LaunchFacts::default()
    };
    let mut next = data(&[("cmi.objectives.0.id", "b"), ("cmi.objectives.0.success_status", "passed")]);
    facts.write(Standard::Scorm2004, &mut next);
    assert_eq!(next["cmi.credit"], "no-credit", "nothing counts in review");
    assert_eq!(next["cmi.objectives.0.progress_measure"], "0.000000001");
    assert_eq!(next["cmi.objectives.0.success_status"], "passed");
    assert_eq!(next["cmi.objectives.1.id"], "a");
    assert_eq!(next["cmi.objectives.1.success_status"], "failed");
    let run_time = RunTime::resume(Standard::Scorm2004, &next);
    assert_eq!(run_time.get("adl.data.0.store").unwrap(), "v");
    let stores = run_time.shared_stores();
    assert_eq!((stores[0].id.as_str(), stores[0].value.as_deref(), stores[0].writable), ("s", Some("v"), false));
    assert!(run_time.stored().keys().all(|name| name.starts_with("cmi.objectives.")));
}

#[test]
fn values_beyond_what_an_lms_must_keep_are_named() {
    let long = "ж".repeat(4_097);
    let mut run_time = RunTime::resume(Standard::Scorm12, &Data::new());
    assert_eq!(run_time.apply([("cmi.suspend_data", long.as_str()), ("cmi.core.lesson_location", "5")]), []);
    let excess = Excess { element: "cmi.suspend_data".into(), characters: 4_097, floor: 4_096 };
    assert_eq!(run_time.excess(), [excess]);
}

#[test]
fn what_is_stored_comes_back_the_same() {
    let set = [("cmi.interactions.0.id", "q"), ("cmi.interactions.0.type", "choice"), ("cmi.objectives.0.id", "o")];
    let stored = visit(Standard::Scorm2004, &Data::new(), &set).stored();
    assert_eq!(RunTime::resume(Standard::Scorm2004, &stored).stored(), stored);
    let json = serde_json::to_string(&stored).unwrap();
    assert_eq!(serde_json::from_str::<Data>(&json).unwrap(), stored);
}

#[test]
fn every_list_and_every_need_of_the_tables_exists() {
    for standard in [Standard::Scorm12, Standard::Scorm2004] {
        let table = Table::of(standard);
        for list in table.lists {
            assert!(list.cap >= list.floor);
            assert!(table.knows(&format!("{}.n", list.path)), "{}", list.path);
        }
        for element in table.elements {
            for need in element.needs {
                assert!(table.element(need).is_some(), "{need}");
            }
            let mut path = element.name;
            while let Some((head, _)) = path.rsplit_once(".n.") {
                assert!(table.list(head).is_some(), "{head}");
                path = head;
            }
        }
    }
}
