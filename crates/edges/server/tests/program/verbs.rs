//! One verb after the other, in an empty folder.

use serde_json::Value;

use super::{course_packages, pack, program, run, text};

#[test]
fn check_says_whether_a_package_can_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.zip");
    pack(&course_packages().join("fixtures/scorm12-single"), &good);
    let output = run(folder.path(), &["check", "good.zip"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).ends_with("usable: One lesson of SCORM 1.2\n"));

    std::fs::write(folder.path().join("bad.zip"), "no archive at all").unwrap();
    let output = run(folder.path(), &["check", "bad.zip"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).starts_with("error [PKG-ARC-"), "{}", text(&output.stdout));

    let output = run(folder.path(), &["check", "bad.zip", "--json", "--lang", "mk"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["verdict"], "refused");
    assert_eq!(report["findings"][0]["severity"], "error");

    let output = run(folder.path(), &["check", "nowhere.zip"]);
    assert_eq!((output.status.code(), text(&output.stderr).lines().count()), (Some(1), 1));
    assert!(!folder.path().join("data").exists(), "a check leaves nothing behind");
}

#[test]
fn settings_are_refused_in_one_line_each() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vidik.toml"), "listne = \"x\"\n").unwrap();
    for verb in [&["serve"][..], &["config", "check"], &["seed"], &["doctor"]] {
        let output = run(folder.path(), verb);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(text(&output.stderr), "vidik: vidik.toml: there is no setting listne; did you mean listen?\n");
    }
    let output =
        program(folder.path(), &[("VIDIK_CONFIG", "elsewhere.toml")]).args(["config", "check"]).output().unwrap();
    assert!(text(&output.stderr).contains("elsewhere.toml cannot be read"));
}

#[test]
fn migrations_import_and_people() {
    let folder = tempfile::tempdir().unwrap();
    let ok = |verb: &[&str]| {
        let output = run(folder.path(), verb);
        assert_eq!(output.status.code(), Some(0), "{verb:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    assert!(ok(&["migrate", "--status"]).contains("missing m0001_platform"));
    ok(&["migrate"]);
    assert!(!ok(&["migrate", "--status"]).contains("missing"));
    pack(&course_packages().join("fixtures/scorm2004-several"), &folder.path().join("course.zip"));
    assert!(ok(&["import", "course.zip", "--slug", "several", "--publish"]).contains("course several, published"));
    let again = run(folder.path(), &["import", "course.zip", "--slug", "several"]);
    assert_eq!((again.status.code(), text(&again.stderr).lines().count()), (Some(1), 1));
    ok(&["user", "add", "ana@centre.test", "--given", "Ana", "--family", "Anić", "--roles", "author"]);
    assert_eq!(ok(&["user", "roles", "ana@centre.test", "administrator"]), "learner author administrator\n");
    std::fs::write(folder.path().join("password"), "a long one\n").unwrap();
    ok(&["user", "password", "ana@centre.test", "--password-file", "password"]);
    assert_eq!(run(folder.path(), &["user", "roles", "nobody@centre.test"]).status.code(), Some(1));
    assert_eq!(ok(&["seed", "--if-empty"]), "there are people already; nothing was seeded\n");
    assert!(ok(&["doctor"]).contains("ok   durability: journal wal, synchronous 2"));
    ok(&["migrate", "--down", "1"]);
}

#[test]
fn somebody_is_erased_when_it_is_meant() {
    let folder = tempfile::tempdir().unwrap();
    let ok = |verb: &[&str]| {
        let output = run(folder.path(), verb);
        assert_eq!(output.status.code(), Some(0), "{verb:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let refused = |verb: &[&str]| {
        let output = run(folder.path(), verb);
        assert_eq!((output.status.code(), text(&output.stderr).lines().count()), (Some(1), 1), "{verb:?}");
        text(&output.stderr)
    };
    for (email, roles) in [("ana@centre.test", "administrator"), ("mila@centre.test", "author")] {
        ok(&["user", "add", email, "--given", "Ana", "--family", "Anić", "--roles", roles]);
    }
    let erase = ["user", "erase", "mila@centre.test"];
    let shown = ok(&erase);
    assert!(shown.contains("1  person: removed\n") && shown.ends_with("it cannot be taken back\n"), "{shown}");
    assert_eq!(run(folder.path(), &[&erase[..], &["--yes"]].concat()).status.code(), Some(2), "a reason is missing");
    assert_eq!(ok(&["user", "roles", "mila@centre.test"]), "learner author\n");
    let done = ok(&[&erase[..], &["--pseudonymise", "--yes", "--reason", "Asked for by mila@centre.test."]].concat());
    assert!(done.contains("erased; nothing is left."), "{done}");
    assert!(refused(&erase).contains("nobody signs in as mila@centre.test"));
    assert!(refused(&["user", "erase", "00000000-0000-4000-8000-000000000000"]).contains("nobody of the id"));
    assert!(refused(&["user", "erase", "ana@centre.test"]).contains("the last administrator"));
    for file in ["vidik.db", "vidik.db-wal"] {
        let bytes = std::fs::read(folder.path().join("data").join(file)).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains("mila@centre"), "{file}");
    }
}

#[test]
fn the_specification_needs_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let specification: Value = serde_json::from_slice(&run(folder.path(), &["openapi"]).stdout).unwrap();
    assert!(specification["paths"].as_object().unwrap().len() > 10);
    let errors: Value = serde_json::from_slice(&run(folder.path(), &["openapi", "--errors"]).stdout).unwrap();
    assert!(!errors.is_null());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn help_is_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    for verb in ["serve", "migrate", "seed", "check", "import", "user", "openapi", "config", "doctor"] {
        let output = run(folder.path(), &[verb, "--help"]);
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains("Usage: vidik"), "{verb}");
    }
}
