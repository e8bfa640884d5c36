//! Whole packages: where the manifest lies, which files are there, what the pages say.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::io::Write as _;

use vidik_package::archive::{self, Limits as ArchiveLimits};
use vidik_package::manifest::Limits;
use vidik_package::{ArchivedFiles, AuthoringTool, CourseTree, Findings, read_files};
use zip::write::SimpleFileOptions;

const PAGE: &str = "<!doctype html><html lang=\"en\"><title>Lesson</title><p>Text</p></html>";

fn manifest(body: &str) -> String {
    format!(
        "<manifest identifier=\"M\" xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\" \
         xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_v1p3\"><metadata><schema>ADL SCORM</schema>\
         <schemaversion>2004 4th Edition</schemaversion></metadata>{body}</manifest>"
    )
}

/// One lesson that opens `href`.
fn lesson(href: &str) -> String {
    manifest(&format!(
        "<organizations default=\"O\"><organization identifier=\"O\"><title>Course</title>\
         <item identifier=\"A\" identifierref=\"R\"><title>Lesson</title></item></organization></organizations>\
         <resources><resource identifier=\"R\" type=\"webcontent\" adlcp:scormType=\"sco\" href=\"{href}\">\
         <file href=\"{href}\"/></resource></resources>"
    ))
}

fn package(files: &[(&str, &str)]) -> (Option<CourseTree>, Vec<String>) {
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let (tree, findings) = read_files(&files, &Limits::default());
    (tree, told(&findings))
}

fn told(findings: &Findings) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            let params: Vec<_> = finding.params.values().map(String::as_str).collect();
            format!("{:?} {} {}", finding.severity, finding.rule, params.join(" ")).trim().to_owned()
        })
        .collect()
}

fn href(tree: Option<&CourseTree>) -> &str {
    let root = &tree.unwrap().organization().unwrap().tree.root;
    &root.children[0].resource.as_ref().unwrap().href
}

#[test]
fn a_package_without_fault() {
    let (tree, findings) = package(&[("imsmanifest.xml", &lesson("a.html")), ("a.html", PAGE)]);
    assert_eq!(findings, Vec::<String>::new());
    let tree = tree.unwrap();
    assert_eq!((tree.title.as_str(), tree.languages[0].as_str(), tree.folder.as_str()), ("Course", "en", ""));
}

#[test]
fn a_manifest_in_a_folder_is_found_and_paths_lead_there() {
    let (tree, findings) = package(&[
        ("Moj kurs/imsmanifest.xml", &lesson("a.html")),
        ("Moj kurs/a.html", PAGE),
        ("Moj kurs/story_content/user.js", ""),
    ]);
    assert_eq!(findings, ["Repaired PKG-MAN-NESTED Moj kurs"]);
    assert_eq!(href(tree.as_ref()), "Moj%20kurs/a.html");
    let tree = tree.unwrap();
    assert_eq!((tree.folder.as_str(), tree.authoring_tool), ("Moj kurs/", Some(AuthoringTool::Storyline)));
}

#[test]
fn a_manifest_in_the_wrong_case_is_found() {
    let (tree, findings) = package(&[("ImsManifest.XML", &lesson("a.html")), ("a.html", PAGE)]);
    assert_eq!(findings, ["Repaired PKG-MAN-CASE ImsManifest.XML"]);
    assert!(tree.is_some());
}

#[test]
fn two_courses_in_one_archive_are_refused() {
    let text = lesson("a.html");
    let (tree, findings) = package(&[("a/imsmanifest.xml", &text), ("b/imsmanifest.xml", &text)]);
    assert_eq!((tree, findings), (None, vec!["Error PKG-MAN-SEVERAL a/imsmanifest.xml b/imsmanifest.xml".to_owned()]));
}

#[test]
fn no_manifest_and_what_it_may_be_instead() {
    for (path, found) in [
        ("index.html", "Error PKG-MAN-MISSING"),
        ("cmi5.xml", "Error PKG-MAN-OTHER-FORMAT cmi5"),
        ("h5p.json", "Error PKG-MAN-OTHER-FORMAT H5P"),
        ("course.zip", "Error PKG-MAN-ZIP-IN-ZIP course.zip"),
    ] {
        assert_eq!(package(&[(path, "")]), (None, vec![found.to_owned()]));
    }
}

#[test]
fn a_launch_file_in_another_case_is_connected() {
    let (tree, findings) = package(&[("imsmanifest.xml", &lesson("Pages/A.html")), ("pages/a.HTML", PAGE)]);
    assert_eq!(findings, ["Repaired PKG-RES-CASE pages/a.HTML Pages/A.html"]);
    assert_eq!(href(tree.as_ref()), "pages/a.HTML");
}

#[test]
fn names_with_blanks_letters_and_percent_signs() {
    let cases = [
        ("моја страница.html", "моја страница.html"),
        ("моја%20страница.html", "моја страница.html"),
        ("100%25.html", "100%.html"),
        ("100%25.html", "100%25.html"),
    ];
    for (written, name) in cases {
        let (tree, findings) = package(&[("imsmanifest.xml", &lesson(written)), (name, PAGE)]);
        assert_eq!(findings, Vec::<String>::new(), "{written}");
        let decoded = percent_encoding::percent_decode_str(href(tree.as_ref())).decode_utf8().unwrap().into_owned();
        assert_eq!(decoded, name);
    }
}

#[test]
fn a_course_whose_files_are_all_missing_is_refused() {
    let (tree, findings) = package(&[("imsmanifest.xml", &lesson("a.html")), ("b.html", PAGE)]);
    assert_eq!(tree, None);
    assert_eq!(findings, ["Warning PKG-RES-MISSING-LAUNCH a.html Lesson", "Error PKG-RES-NOTHING-THERE"]);
}

#[test]
fn listed_files_that_are_missing_are_named() {
    let text = lesson("a.html")
        .replace("</resource>", "<file href=\"gone.png\"/><file href=\"http://example.org/x\"/></resource>");
    let (tree, findings) = package(&[("imsmanifest.xml", &text), ("a.html", PAGE)]);
    assert!(tree.is_some());
    assert_eq!(findings, ["Warning PKG-RES-MISSING-FILE gone.png"]);
}

#[test]
fn metadata_in_a_file_of_its_own() {
    let with = |location: &str| {
        lesson("a.html").replace("</metadata>", &format!("<adlcp:location>{location}</adlcp:location></metadata>"))
    };
    let lom = "<lom xmlns=\"http://ltsc.ieee.org/xsd/LOM\"><general><language>mk</language></general></lom>";
    let (tree, findings) = package(&[("imsmanifest.xml", &with("lom.xml")), ("a.html", PAGE), ("lom.xml", lom)]);
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(tree.unwrap().languages[0].as_str(), "mk");
    let (tree, findings) = package(&[("imsmanifest.xml", &with("gone.xml")), ("a.html", PAGE)]);
    assert_eq!(findings, ["Warning PKG-MAN-METADATA-FILE gone.xml"]);
    assert!(tree.is_some());
}

#[test]
fn out_of_an_archive() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, text) in [("kurs/imsmanifest.xml", lesson("a.html").as_str()), ("kurs/a.html", PAGE)] {
        writer.start_file(path, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let checked = archive::check(&bytes, &ArchiveLimits::default()).unwrap();
    let index = checked.index();
    let (tree, findings) = read_files(&ArchivedFiles::new(&bytes, &index), &Limits::default());
    assert_eq!(told(&findings), ["Repaired PKG-MAN-NESTED kurs"]);
    let tree = tree.unwrap();
    assert_eq!(href(Some(&tree)), "kurs/a.html");
    assert!(checked.index().get(href(Some(&tree))).is_some());
}
