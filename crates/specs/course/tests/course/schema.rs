//! The JSON schemas of `course-packages/schema/`, by which editors help authors, say what the reader says.

use jsonschema::Validator;
use serde_json::{Value, json};
use vidik_course::SourceFiles;

use super::{course_packages, folder, sample};

fn schema(name: &str) -> Validator {
    let text = std::fs::read(course_packages().join(format!("schema/{name}.schema.json"))).unwrap();
    jsonschema::validator_for(&serde_json::from_slice::<Value>(&text).unwrap()).unwrap()
}

/// The file and what its schema has against it.
fn faults(files: &SourceFiles) -> Vec<String> {
    let (course, quiz, bank) = (schema("course"), schema("quiz"), schema("bank"));
    let mut faults = Vec::new();
    for (path, bytes) in files.iter() {
        let validator = match path {
            "course.json" => &course,
            _ if path.starts_with("quizzes/") => &quiz,
            _ if path.starts_with("banks/") => &bank,
            _ => continue,
        };
        let value: Value = serde_json::from_slice(bytes).unwrap();
        faults.extend(validator.iter_errors(&value).map(|error| format!("{path}: {error}")));
    }
    faults
}

#[test]
fn the_sample_and_every_course_fit() {
    assert_eq!(faults(&sample()), Vec::<String>::new());
    let mut seen = 0;
    for entry in std::fs::read_dir(course_packages().join("courses")).unwrap() {
        let files = folder(&entry.unwrap().path());
        if files.get("course.json").is_some_and(|text| String::from_utf8_lossy(text).contains("vidik-course/1")) {
            assert_eq!(faults(&files), Vec::<String>::new());
            seen += 1;
        }
    }
    assert!(seen >= 4, "{seen} courses");
}

#[test]
fn what_the_reader_refuses_does_not_fit() {
    let mut files = sample();
    let mut value: Value = serde_json::from_slice(files.get("course.json").unwrap()).unwrap();
    value["title"]["sr"] = json!("Без писма");
    files.insert("course.json", value.to_string());
    assert!(!faults(&files).is_empty());
    let mut value: Value = serde_json::from_slice(sample().get("course.json").unwrap()).unwrap();
    value["colour"] = json!("teal");
    files.insert("course.json", value.to_string());
    assert!(!faults(&files).is_empty());
}
