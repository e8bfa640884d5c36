//! The guide for institutions is run as it stands.

use std::{path::Path, process::Command};

use crate::{
    centre::{SECRET, Tenant},
    reports::{BEGUN, DONE, centre_with_courses, work},
};

/// The examples in one language, one after the other.
fn examples(guide: &str, language: &str) -> String {
    let begin = format!("```{language}\n");
    let parts = guide.split(&begin).skip(1).filter_map(|part| part.split("\n```").next());
    parts.collect::<Vec<_>>().join("\n")
}

fn run(folder: &Path, program: &str, arguments: &[&str], script: &str) -> String {
    let done = Command::new(program).args(arguments).arg(script).current_dir(folder).output().expect(program);
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("text")
}

vidik_db::database_tests! {
    async fn the_guide_does_what_it_says(db: Db) {
        let centre = centre_with_courses(db).await;
        centre.add_program("ministry", Tenant::Ministry, &["progress:read"]).await;
        for (word, slug) in [("learner", "first"), ("learner", "second"), ("second-learner", "first")] {
            work(&centre, word, slug, BEGUN).await;
        }
        let guide = include_str!("../../../../openapi/pull-progress.md")
            .replace("http://localhost:8080", centre.app_origin())
            .replace("demo-ministry", "ministry")
            .replace("vidik-demo-secret", SECRET);
        let (shell, python) = (examples(&guide, "sh"), examples(&guide, "python"));
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().to_owned();
        let (told, first) = tokio::task::spawn_blocking(move || {
            (run(&at, "bash", &["-euc"], &shell), run(&at, "python3", &["-c"], &python))
        }).await.unwrap();
        assert!(told.contains("registration_id,learner_id"), "{told}");
        let csv = std::fs::read_to_string(folder.path().join("registrations.csv")).unwrap();
        assert_eq!(csv.lines().count(), 4, "{csv}");
        assert!(!std::fs::read_to_string(folder.path().join("cursor")).unwrap().is_empty());
        assert_eq!(first, "3 registrations\n");
        work(&centre, "second-learner", "second", DONE).await;
        let (at, script) = (folder.path().to_owned(), examples(&guide, "python"));
        let second = tokio::task::spawn_blocking(move || run(&at, "python3", &["-c"], &script)).await.unwrap();
        assert_eq!(second, "4 registrations\n");
    }
}
