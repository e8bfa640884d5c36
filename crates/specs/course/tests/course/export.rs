//! Exported packages are read by our own importer without a finding, and have the same structure.

use std::collections::BTreeMap;

use vidik_course::{ExportError, ExportTarget, export};
use vidik_package::{Format, manifest::Limits, read_files};
use vidik_sequencing::Activity;

use super::{course, sample, tag, told};

fn run_time() -> BTreeMap<String, Vec<u8>> {
    ["lesson.js", "lesson.css", "quiz.js", "quiz.css"].map(|name| (name.to_owned(), b"/**/".to_vec())).into()
}

/// Identifiers in the order of the tree, with what reaches the course.
fn outline(activity: &Activity) -> Vec<(String, bool, bool)> {
    let mut lines = Vec::new();
    let mut waiting = vec![activity];
    while let Some(activity) = waiting.pop() {
        let rollup = &activity.sequencing.rollup;
        lines.push((activity.identifier.to_string(), rollup.progress_completion, rollup.objective_satisfied));
        waiting.extend(activity.children.iter().rev());
    }
    lines
}

#[test]
fn a_package_for_scorm_2004_counts_as_the_course_does() {
    let (files, language) = (sample(), tag("mk"));
    let course = course(&files);
    let package = export(&course, &files, ExportTarget::Scorm2004, &language, &run_time()).unwrap();
    let (tree, findings) = read_files(&package, &Limits::default());
    assert_eq!(told(&findings), Vec::<String>::new());
    let tree = tree.unwrap();
    assert_eq!(tree.format, Format::Scorm2004);
    assert_eq!(tree.languages, [tag("mk")]);
    let own = course.tree();
    let (own, read) = (&own.organization().unwrap().tree.root, &tree.organization().unwrap().tree.root);
    assert_eq!(outline(own)[1..], outline(read)[1..]);
    assert_eq!(read.title, course.title.get(&language).unwrap());
}

#[test]
fn a_package_for_scorm_1_2_has_a_page_for_each_lesson_and_pass_marks() {
    let files = sample();
    let course = course(&files);
    let package = export(&course, &files, ExportTarget::Scorm12, &tag("en"), &run_time()).unwrap();
    let (tree, findings) = read_files(&package, &Limits::default());
    assert_eq!(told(&findings), Vec::<String>::new());
    let tree = tree.unwrap();
    assert_eq!(tree.format, Format::Scorm12);
    let activities = outline(&tree.organization().unwrap().tree.root);
    assert_eq!(activities.len(), outline(&course.tree().organization().unwrap().tree.root).len());
    let manifest = String::from_utf8(package.get("imsmanifest.xml").unwrap().to_vec()).unwrap();
    assert!(manifest.contains("<adlcp:masteryscore>"), "{manifest}");
}

#[test]
fn a_package_for_cmi5_counts_as_the_course_does() {
    let (files, language) = (sample(), tag("mk"));
    let course = course(&files);
    let package = export(&course, &files, ExportTarget::Cmi5, &language, &run_time()).unwrap();
    let (tree, findings) = vidik_cmi5::read_files(&package, &Limits::default());
    assert_eq!(told(&findings), Vec::<String>::new());
    let tree = tree.unwrap();
    assert_eq!((tree.format, tree.languages), (Format::Cmi5, vec![tag("mk")]));
    let own = course.tree();
    let (own, read) = (&own.organization().unwrap().tree.root, &tree.organizations[0].tree.root);
    let named = |activity: &Activity| {
        let lines = outline(activity).into_iter().skip(1);
        lines.map(|(id, ..)| id.rsplit(':').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named(own), named(read));
    let counts = |activity: &Activity| {
        outline(activity).into_iter().skip(1).map(|(_, completes, passes)| (completes, passes)).collect::<Vec<_>>()
    };
    assert_eq!(counts(own), counts(read));
    assert_eq!(read.title, course.title.get(&language).unwrap());
    for (path, bytes) in package.iter().filter(|(path, _)| path.rsplit('.').next() == Some("html")) {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(text.contains("src=\"vidik/cmi5.js\" data-page="), "{path}");
    }
}

#[test]
fn serbian_is_exported_in_either_script() {
    let files = sample();
    let course = course(&files);
    let package = export(&course, &files, ExportTarget::Scorm2004, &tag("sr-Latn"), &run_time()).unwrap();
    let cyrillic = |text: &str| text.chars().any(|letter| ('\u{400}'..='\u{45f}').contains(&letter));
    let manifest = String::from_utf8(package.get("imsmanifest.xml").unwrap().to_vec()).unwrap();
    assert!(!cyrillic(&manifest), "{manifest}");
    assert!(manifest.contains("sr-Latn"));
}

#[test]
fn a_language_that_the_course_does_not_have_is_refused() {
    let files = sample();
    let refused = export(&course(&files), &files, ExportTarget::Scorm12, &tag("fr"), &run_time());
    assert_eq!(refused, Err(ExportError::NoSuchLanguage(tag("fr"))));
}

#[test]
fn questions_cannot_end_the_script_that_holds_them() {
    let mut files = sample();
    let banks: Vec<String> =
        files.iter().map(|(path, _)| path.to_owned()).filter(|p| p.starts_with("banks/")).collect();
    for path in banks {
        let text = String::from_utf8(files.get(&path).unwrap().to_vec()).unwrap();
        files.insert(path, text.replace("\"en\": \"", "\"en\": \"</script><b>"));
    }
    let course = course(&files);
    let package = export(&course, &files, ExportTarget::Scorm2004, &tag("en"), &run_time()).unwrap();
    let pages: Vec<_> = package.iter().filter(|(path, _)| path.starts_with("quiz-")).collect();
    assert!(!pages.is_empty());
    for (path, bytes) in pages {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(text.matches("</script>").count(), 2, "{path}");
    }
}
