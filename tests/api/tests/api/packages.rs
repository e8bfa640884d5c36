//! Uploading packages: what a good one gives, and that nothing is left of a bad one.

use std::io::{Cursor, Write as _};

use serde_json::{Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    archives::{manifest2004, page, scorm12, scorm2004, with_files, zip},
    call::steady,
    centre::{Centre, text},
};

fn codes(problem: &Value) -> Vec<String> {
    problem["errors"].as_array().expect("findings").iter().map(|error| text(error, "/code")).collect()
}

/// A good package whose entries say that they are encrypted (bit 0 of the flags, APPNOTE 4.4.4).
fn encrypted() -> Vec<u8> {
    let mut bytes = scorm12("Secret", "en", None);
    for at in 0..bytes.len() - 4 {
        match &bytes[at..at + 4] {
            b"PK\x03\x04" => bytes[at + 6] |= 1,
            b"PK\x01\x02" => bytes[at + 8] |= 1,
            _ => {}
        }
    }
    bytes
}

fn with_link() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("imsmanifest.xml", SimpleFileOptions::default()).unwrap();
    writer.write_all(manifest2004("").as_bytes()).unwrap();
    writer.add_symlink("index.html", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    writer.finish().unwrap().into_inner()
}

/// Four mebibytes of nothing, deflated to four kibibytes.
fn bomb() -> Vec<u8> {
    with_files(&[("zeros.bin", &vec![0; 4 << 20])])
}

fn truncated() -> Vec<u8> {
    let bytes = scorm2004("Half", "en");
    bytes[..bytes.len() / 2].to_vec()
}

/// A character of one file is another than its checksum says.
fn damaged() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (path, text) in [("imsmanifest.xml", manifest2004("")), ("index.html", page("en", "whole"))] {
        writer.start_file(path, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    let mut bytes = writer.finish().unwrap().into_inner();
    let at = bytes.windows(5).position(|part| part == b"whole").unwrap();
    bytes[at] = b'W';
    bytes
}

fn hostile() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let dtd = format!("<!DOCTYPE manifest [<!ENTITY a \"b\">]>{}", manifest2004(""));
    vec![
        ("a path out of the package", with_files(&[("../evil.html", b"x")]), "PKG-ARC-NAME-TRAVERSAL"),
        ("an absolute path", with_files(&[("/etc/cron.d/evil", b"x")]), "PKG-ARC-NAME-ABSOLUTE"),
        ("a link", with_link(), "PKG-ARC-LINK"),
        ("a bomb", bomb(), "PKG-ARC-RATIO"),
        ("half an archive", truncated(), "PKG-ARC-"),
        ("no archive", b"This is not a zip.".to_vec(), "PKG-ARC-"),
        ("nothing", Vec::new(), "PKG-ARC-"),
        ("an encrypted archive", encrypted(), "PKG-ARC-ENCRYPTED"),
        ("a damaged file", damaged(), "PKG-ARC-CRC"),
        ("a manifest with a DTD", zip(&[("imsmanifest.xml", dtd.as_bytes())]), "PKG-MAN-DTD"),
        ("a manifest that is not XML", zip(&[("imsmanifest.xml", b"<manifest><a></manifest>")]), "PKG-MAN-XML"),
        ("no manifest", zip(&[("index.html", b"<p>Hello")]), "PKG-MAN-"),
        ("a manifest without a course", zip(&[("imsmanifest.xml", manifest2004("").as_bytes())]), "PKG-MAN-"),
    ]
}

vidik_db::database_tests! {
    async fn a_package_that_was_taken_in(db: Db) {
        let centre = Centre::open(db).await;
        let answer = centre.upload(scorm2004("Миграције", "sr-Cyrl")).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let body = answer.json();
        assert_eq!(answer.header("location"), format!("/api/v1/packages/{}", text(&body, "/id")));
        let mut kept = steady(&body);
        kept["size"] = "[size]".into();
        insta::assert_json_snapshot!("package", kept);
        let author = centre.sign_in("author").await;
        let shown = centre.app_call("GET", answer.header("location")).by(&author).gives(200).await.json();
        assert_eq!(shown, body);
        let list = centre.get("/packages").by(&author).gives(200).await.json();
        assert_eq!(list["items"], json!([body]));
    }

    async fn nothing_is_left_of_a_package_that_was_refused(db: Db) {
        let centre = Centre::open(db).await;
        let author = centre.sign_in("author").await;
        for (what, archive, rule) in hostile() {
            let answer = centre.post("/packages").by(&author).file("bad.zip", archive).send().await;
            assert_eq!(answer.status, 422, "{what}: {}", answer.text());
            assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
            let body = answer.json();
            assert_eq!(body["code"], "package_refused", "{what}");
            let codes = codes(&body);
            assert!(codes.iter().any(|code| code.starts_with(rule)), "{what}: {codes:?}");
            let words = |error: &Value| !text(error, "/message").is_empty() && !text(error, "/pointer").is_empty();
            assert!(body["errors"].as_array().unwrap().iter().all(words), "{what}: {body}");
            assert_eq!(centre.kept_files(), Vec::<std::path::PathBuf>::new(), "{what}");
        }
        let list = centre.get("/packages").by(&author).gives(200).await.json();
        assert_eq!(list, json!({ "items": [], "next_cursor": null }));
    }

    async fn every_finding_is_told_at_once(db: Db) {
        let centre = Centre::open(db).await;
        let answer = centre.upload(with_files(&[("../a.html", b"x"), ("/b.html", b"x"), ("c/../../d.html", b"x")])).await;
        let codes = codes(&answer.json());
        assert_eq!(codes.iter().filter(|code| *code == "PKG-ARC-NAME-TRAVERSAL").count(), 2, "{codes:?}");
        assert!(codes.iter().any(|code| code == "PKG-ARC-NAME-ABSOLUTE"), "{codes:?}");
    }

    async fn an_upload_that_came_before_is_not_stored_again(db: Db) {
        let centre = Centre::open(db).await;
        let archive = scorm12("Once", "en", None);
        let first = centre.package(archive.clone()).await;
        let kept = centre.kept_files();
        assert!(!kept.is_empty());
        let second = centre.package(archive).await;
        assert_ne!(first, second);
        assert_eq!(centre.kept_files(), kept);
        for package in [first, second] {
            centre.content_call("GET", &format!("/files/{package}/index.html")).gives(200).await;
        }
    }

    async fn findings_come_in_the_authors_language(db: Db) {
        let centre = Centre::open(db).await;
        let author = centre.sign_in("author").await;
        let mut messages = vec![];
        for language in ["en", "sr-Cyrl", "sr-Latn", "mk"] {
            let call = centre.post("/packages").by(&author).language(language);
            let problem = call.file("bad.zip", encrypted()).refused(422, "package_refused").await;
            assert_eq!(problem.header("content-language"), language);
            messages.push(text(&problem.json(), "/errors/0/message"));
        }
        insta::assert_json_snapshot!("finding_in_four_languages", messages);
        let good = centre.post("/packages").by(&author).language("sr-Cyrl");
        let nested = zip(&[
            ("kurs/imsmanifest.xml", manifest2004(
                "<organizations default=\"O\"><organization identifier=\"O\"><title>Course</title>\
                 <item identifier=\"A\" identifierref=\"R\"><title>Lesson</title></item></organization></organizations>\
                 <resources><resource identifier=\"R\" type=\"webcontent\" adlcp:scormType=\"asset\" href=\"a.html\">\
                 <file href=\"a.html\"/></resource></resources>").as_bytes()),
            ("kurs/a.html", page("en", "A").as_bytes()),
        ]);
        let body = good.file("kurs.zip", nested).gives(201).await.json();
        let findings = &body["report"]["findings"];
        assert_eq!((&findings[0]["severity"], &findings[0]["rule"]), (&json!("repaired"), &json!("PKG-MAN-NESTED")));
        assert!(text(findings, "/0/message").chars().any(|c| ('а'..='ш').contains(&c)), "{findings}");
    }

    async fn a_form_without_a_file(db: Db) {
        let centre = Centre::open(db).await;
        let author = centre.sign_in("author").await;
        let upload = || centre.post("/packages").by(&author);
        upload().json(&json!({})).refused(415, "unsupported_media_type").await;
        upload().refused(415, "unsupported_media_type").await;
        let form = "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--\r\n";
        let missing = upload().body("multipart/form-data; boundary=b", form).refused(422, "invalid").await.json();
        assert_eq!(missing["errors"][0]["pointer"], "/file");
        let broken = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\r\nPK";
        upload().body("multipart/form-data; boundary=b", broken).refused(400, "malformed_request").await;
        assert_eq!(centre.kept_files(), Vec::<std::path::PathBuf>::new());
    }
}
