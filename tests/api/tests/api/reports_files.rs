//! Lists as files: CSV, spreadsheets, lines of JSON.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::{
    centre::Centre,
    reports::{BEGUN, PASSED, centre_with_courses, execute, work},
};

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What stands in a spreadsheet, row by row.
fn sheet(bytes: Vec<u8>) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a spreadsheet");
    let mut text = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut text).expect("text");
    text.split("<row>").skip(1).map(str::to_owned).collect()
}

async fn ministry(centre: &Centre, path: &str, accept: &str) -> crate::call::Answer {
    let token = centre.program_token("program-a", "").await;
    let call = centre.get(&format!("/institutions/ministry{path}")).by(&token);
    let call = if accept.is_empty() { call } else { call.header("Accept", accept) };
    call.gives(200).await
}

vidik_db::database_tests! {
    async fn a_list_as_csv_opens_in_a_spreadsheet_and_runs_nothing(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", PASSED).await;
        work(&centre, "second-learner", "first", BEGUN).await;
        execute(&centre, "UPDATE person SET given_latin = '=HYPERLINK(\"https://x\")', family_latin = 'a, b' \
            WHERE username = 'learner'").await;
        let answer = ministry(&centre, "/registrations?format=csv", "").await;
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"registrations-ministry.csv\"");
        assert_eq!(&answer.body[..3], b"\xef\xbb\xbf");
        let text = answer.text();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[0].starts_with("registration_id,learner_id,external_id,"), "{text}");
        assert!(text.contains(",\"'=HYPERLINK(\"\"https://x\"\") a, b\","), "{text}");
        assert!(text.contains(",completed,passed,1,0.85,85,0,100,180,"), "{text}");
        // The region's spreadsheets take the semicolon; a filter holds for files too.
        let serbian = ministry(&centre, "/registrations?lang=sr-Cyrl&status=passed", "text/csv").await.text();
        assert_eq!(serbian.lines().count(), 2, "{serbian}");
        assert!(serbian.contains("registration_id;learner_id;") && serbian.contains(";Мила Петровић;"), "{serbian}");
        let tabs = ministry(&centre, "/registrations?format=csv&separator=tab", "").await.text();
        assert!(tabs.contains("registration_id\tlearner_id\t"), "{tabs}");
    }

    async fn a_list_as_a_spreadsheet_and_as_lines(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", PASSED).await;
        centre.wait(chrono::Duration::seconds(1));
        work(&centre, "second-learner", "second", BEGUN).await;
        let answer = ministry(&centre, "/registrations", SHEET).await;
        assert_eq!(answer.header("content-type"), SHEET);
        let rows = sheet(answer.body);
        assert_eq!(rows.len(), 3);
        let passed = rows.iter().find(|row| row.contains(">learner@vidik.test<")).unwrap();
        assert!(passed.contains("<c><v>0.85</v></c>"), "{passed}");
        let lines = ministry(&centre, "/registrations?format=ndjson", "").await;
        assert_eq!(lines.header("content-type"), "application/x-ndjson");
        let told: Vec<Value> = lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let list = ministry(&centre, "/registrations", "").await.json();
        assert_eq!(json!(told), list["items"]);
        let administrator = centre.sign_in("administrator").await;
        let all = centre.get("/registrations?format=ndjson").by(&administrator).gives(200).await.text();
        assert_eq!(all.lines().count(), 2);
    }

    /// More rows than are read at a time, each of them once.
    async fn a_long_list_is_whole(db: Db) {
        let centre = centre_with_courses(db).await;
        work(&centre, "learner", "first", PASSED).await;
        let id = match centre.house.db.read() {
            conn if conn.get_database_backend() == sea_orm::DbBackend::Sqlite => "randomblob(16)",
            _ => "gen_random_uuid()",
        };
        let numbers = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 2501)";
        execute(&centre, &format!("{numbers} INSERT INTO registration (id, person_id, course_id, course_version_id, number, open, \
            generation, language, started_at, updated_at, completion, success, hundredths, change_number) \
            SELECT {id}, person_id, course_id, course_version_id, i, open, generation, language, started_at, updated_at, \
            completion, success, hundredths, change_number FROM registration, n")).await;
        execute(&centre, "INSERT INTO institution_progress (institution_id, registration_id, person_id, course_id, language, \
            started_at, updated_at, change_number, completion, success, hundredths) \
            SELECT p.institution_id, r.id, r.person_id, r.course_id, r.language, r.started_at, r.updated_at, \
            r.change_number, r.completion, r.success, r.hundredths FROM registration r, institution_progress p \
            WHERE r.number > 1").await;
        let lines = ministry(&centre, "/registrations?format=ndjson", "").await.text();
        let mut numbers: Vec<i64> = lines.lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["number"].as_i64().unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=2501).collect::<Vec<_>>());
        assert_eq!(sheet(ministry(&centre, "/registrations?format=xlsx", "").await.body).len(), 2502);
    }
}
