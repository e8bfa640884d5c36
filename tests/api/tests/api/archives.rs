//! Packages that the tests make for themselves.

use std::{
    io::{Cursor, Write as _},
    path::PathBuf,
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// An archive of these files, deflated.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*path, options).expect("a file begins");
        writer.write_all(bytes).expect("a file is written");
    }
    writer.finish().expect("the archive ends").into_inner()
}

/// A page in that language.
pub fn page(language: &str, text: &str) -> String {
    format!("<!doctype html><html lang=\"{language}\"><title>{text}</title><p>{text}</p></html>")
}

/// One lesson in SCORM 1.2; `mastery` is its mastery score, of 100.
pub fn scorm12(title: &str, language: &str, mastery: Option<u32>) -> Vec<u8> {
    let mastery = mastery.map(|score| format!("<adlcp:masteryscore>{score}</adlcp:masteryscore>")).unwrap_or_default();
    let manifest = format!(
        "<manifest identifier=\"M\" version=\"1.0\" xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\" \
         xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\">\
         <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>\
         <organizations default=\"O\"><organization identifier=\"O\"><title>{title}</title>\
         <item identifier=\"LESSON\" identifierref=\"R\"><title>{title}</title>{mastery}</item></organization>\
         </organizations><resources><resource identifier=\"R\" type=\"webcontent\" adlcp:scormtype=\"sco\" \
         href=\"index.html\"><file href=\"index.html\"/></resource></resources></manifest>"
    );
    zip(&[("imsmanifest.xml", manifest.as_bytes()), ("index.html", page(language, title).as_bytes())])
}

/// Two lessons in SCORM 1.2: ITEM-1, ITEM-2.
pub fn scorm12_lessons(title: &str, language: &str) -> Vec<u8> {
    scorm12_ruled(title, language, "", "")
}

/// The same with more in the items, such as `adlcp:prerequisites`.
pub fn scorm12_ruled(title: &str, language: &str, first: &str, second: &str) -> Vec<u8> {
    let manifest = format!(
        "<manifest identifier=\"M\" version=\"1.0\" xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\" \
         xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\">\
         <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>\
         <organizations default=\"O\"><organization identifier=\"O\"><title>{title}</title>\
         <item identifier=\"ITEM-1\" identifierref=\"R\"><title>{title} 1</title>{first}</item>\
         <item identifier=\"ITEM-2\" identifierref=\"R\"><title>{title} 2</title>{second}</item></organization>\
         </organizations><resources><resource identifier=\"R\" type=\"webcontent\" adlcp:scormtype=\"sco\" \
         href=\"index.html\"><file href=\"index.html\"/></resource></resources></manifest>"
    );
    zip(&[("imsmanifest.xml", manifest.as_bytes()), ("index.html", page(language, title).as_bytes())])
}

/// Three lessons in SCORM 2004, 4th Edition: ITEM-1, ITEM-2, ITEM-3, one after the other or by choice.
pub fn scorm2004(title: &str, language: &str) -> Vec<u8> {
    scorm2004_lessons(title, language, &["ITEM-1", "ITEM-2", "ITEM-3"])
}

/// Lessons in SCORM 2004, 4th Edition, of these identifiers, one after the other or by choice.
pub fn scorm2004_lessons(title: &str, language: &str, identifiers: &[&str]) -> Vec<u8> {
    let titles: Vec<String> = (1..=identifiers.len()).map(|n| format!("{title} {n}")).collect();
    let lessons: Vec<_> = identifiers.iter().zip(&titles).map(|(id, name)| (*id, name.as_str(), title)).collect();
    scorm2004_of(title, language, &lessons)
}

/// Lessons in SCORM 2004, 4th Edition: identifier, title, and what is on the page.
pub fn scorm2004_of(title: &str, language: &str, lessons: &[(&str, &str, &str)]) -> Vec<u8> {
    let (mut items, mut resources, mut pages) = (String::new(), String::new(), Vec::new());
    for (n, (identifier, name, text)) in (1..).zip(lessons) {
        items.extend([format!(
            "<item identifier=\"{identifier}\" identifierref=\"R-{identifier}\"><title>{name}</title></item>"
        )]);
        let path = format!("lesson-{n}.html");
        resources.extend([format!(
            "<resource identifier=\"R-{identifier}\" type=\"webcontent\" adlcp:scormType=\"sco\" href=\"{path}\">\
             <file href=\"{path}\"/></resource>"
        )]);
        pages.push((path, page(language, text)));
    }
    let manifest = manifest2004(&format!(
        "<organizations default=\"O\"><organization identifier=\"O\"><title>{title}</title>{items}\
         <imsss:sequencing><imsss:controlMode choice=\"true\" flow=\"true\"/></imsss:sequencing>\
         </organization></organizations><resources>{resources}</resources>"
    ));
    let mut files = vec![("imsmanifest.xml", manifest.as_bytes())];
    files.extend(pages.iter().map(|(path, text)| (path.as_str(), text.as_bytes())));
    zip(&files)
}

/// The course that shows what our own format can do, in English, Serbian and Macedonian.
pub fn own_course() -> Vec<u8> {
    own_course_with(|_, bytes| Some(bytes))
}

/// The same with changes: `change` is given each file's path and bytes, and leaves it out by answering nothing.
pub fn own_course_with(change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../course-packages/fixtures/own-course");
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).expect("in the folder").to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).expect("a file");
            files.extend(change(&name, bytes).map(|bytes| (name, bytes)));
        }
    }
    files.sort();
    let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zip(&files)
}

/// A manifest of SCORM 2004, 4th Edition, around organizations and resources.
pub fn manifest2004(body: &str) -> String {
    format!(
        "<manifest identifier=\"M\" version=\"1\" xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\" \
         xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_v1p3\" xmlns:imsss=\"http://www.imsglobal.org/xsd/imsss\">\
         <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>\
         {body}</manifest>"
    )
}

/// One lesson in SCORM 2004 that opens `index.html`, with these files beside it.
pub fn with_files(files: &[(&str, &[u8])]) -> Vec<u8> {
    let manifest = manifest2004(
        "<organizations default=\"O\"><organization identifier=\"O\"><title>Files</title>\
         <item identifier=\"A\" identifierref=\"R\"><title>Lesson</title></item></organization></organizations>\
         <resources><resource identifier=\"R\" type=\"webcontent\" adlcp:scormType=\"sco\" href=\"index.html\">\
         <file href=\"index.html\"/></resource></resources>",
    );
    let index = page("en", "Files");
    let mut all = vec![("imsmanifest.xml", manifest.as_bytes()), ("index.html", index.as_bytes())];
    all.extend_from_slice(files);
    zip(&all)
}
