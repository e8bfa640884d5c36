//! Packages that the tests make for themselves.

use std::io::{Cursor, Write as _};

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
    let manifest = format!(
        "<manifest identifier=\"M\" version=\"1.0\" xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\" \
         xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\">\
         <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>\
         <organizations default=\"O\"><organization identifier=\"O\"><title>{title}</title>\
         <item identifier=\"ITEM-1\" identifierref=\"R\"><title>{title} 1</title></item>\
         <item identifier=\"ITEM-2\" identifierref=\"R\"><title>{title} 2</title></item></organization>\
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
    let (mut items, mut resources, mut pages) = (String::new(), String::new(), Vec::new());
    for (n, identifier) in (1..).zip(identifiers) {
        items.extend([format!(
            "<item identifier=\"{identifier}\" identifierref=\"R{n}\"><title>{title} {n}</title></item>"
        )]);
        resources.extend([format!(
            "<resource identifier=\"R{n}\" type=\"webcontent\" adlcp:scormType=\"sco\" href=\"lesson-{n}.html\">\
             <file href=\"lesson-{n}.html\"/></resource>"
        )]);
        pages.push(format!("lesson-{n}.html"));
    }
    let manifest = manifest2004(&format!(
        "<organizations default=\"O\"><organization identifier=\"O\"><title>{title}</title>{items}\
         <imsss:sequencing><imsss:controlMode choice=\"true\" flow=\"true\"/></imsss:sequencing>\
         </organization></organizations><resources>{resources}</resources>"
    ));
    let lesson = page(language, title);
    let mut files = vec![("imsmanifest.xml", manifest.as_bytes())];
    files.extend(pages.iter().map(|path| (path.as_str(), lesson.as_bytes())));
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

/// The course that shows what our own format can do, packed as it lies in the folder.
pub fn own_course() -> Vec<u8> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../course-packages/fixtures/own-course");
    let (mut folders, mut files) = (vec![root.clone()], vec![]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).expect("a path below it").to_string_lossy().replace('\\', "/");
                files.push((name, std::fs::read(&path).expect("a file")));
            }
        }
    }
    files.sort();
    zip(&files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>())
}
