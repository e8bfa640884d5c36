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
