//! Items in a content package.

use std::io::{Cursor, Write as _};

use vidik_base::{LanguageTag, LocalizedText};
use vidik_package::{Finding, Findings, PackageFiles};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    Version,
    dom::parse,
    read_item,
    write::{identifier, write_item},
};
use crate::{
    inline::escaped,
    model::{Bank, Question, Topic},
    reading::Names,
    rules,
};

/// The largest file that is read.
const LARGEST: usize = 2 * 1024 * 1024;
/// The most items of a package.
const MOST_ITEMS: usize = 2_000;

/// What a package, or a single item, came to.
#[derive(Clone, Debug)]
pub struct Imported {
    /// A bank of the items that could be read; nothing where none could.
    pub bank: Option<Bank>,
    /// What could not be said here.
    pub findings: Findings,
}

/// The questions in one language as a content package (ZIP): the same bytes from the same questions.
pub fn export_package<'a>(
    id: &str,
    questions: impl Iterator<Item = &'a Question>,
    names: &Names,
    language: &LanguageTag,
    version: Version,
) -> Vec<u8> {
    let mut resources = String::new();
    let mut files = Vec::new();
    for question in questions {
        let path = format!("items/{}.xml", question.id);
        let name = identifier(&question.id);
        resources.extend([
            "<resource identifier=\"R-",
            &name,
            "\" type=\"",
            version.resource_type(),
            "\" href=\"",
            &path,
            "\"><file href=\"",
            &path,
            "\"/></resource>\n",
        ]);
        files.push((path, write_item(question, language, names, version)));
    }
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\" \
         identifier=\"M-{}\">\n<metadata><schema>QTIv{} Package</schema><schemaversion>1.0.0</schemaversion></metadata>\n\
         <organizations/>\n<resources>\n{resources}</resources>\n</manifest>\n",
        escaped(id),
        version.number()
    );
    files.insert(0, ("imsmanifest.xml".to_owned(), manifest));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        // Into memory nothing fails but what breaks ZIP's own bounds, which no bank does.
        let _ = archive
            .start_file(path, SimpleFileOptions::default())
            .and_then(|()| Ok(archive.write_all(text.as_bytes())?));
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// Reads the items of a package, or a single one: every XML file whose outermost element is an item, in the manifest's
/// order where there is one. `language` is that of items that do not say theirs.
pub fn import(files: &dyn PackageFiles, bank: &str, language: &LanguageTag) -> Imported {
    let mut findings = Findings::new();
    let mut questions: Vec<Question> = Vec::new();
    for path in item_paths(files).into_iter().take(MOST_ITEMS) {
        let Some(bytes) = files.read(&path, LARGEST) else {
            findings.push(Finding::warning(rules::QTI_XML).in_file(&path).with("detail", "the file is missing"));
            continue;
        };
        let Ok(text) = String::from_utf8(bytes) else {
            findings.push(Finding::error(rules::QTI_XML).in_file(&path).with("detail", "not UTF-8"));
            continue;
        };
        let Some(mut question) = read_item(&text, &path, language, &mut findings) else { continue };
        let mut number = 2;
        let wanted: String = question.id.chars().take(58).collect();
        while questions.iter().any(|known| known.id == question.id) {
            question.id = format!("{wanted}-{number}");
            number += 1;
        }
        questions.push(question);
    }
    if questions.is_empty() {
        findings.push(Finding::error(rules::QTI_EMPTY));
        return Imported { bank: None, findings };
    }
    let topics = topics(&questions, language);
    let bank = Bank { schema: None, id: bank.to_owned(), topics, questions };
    Imported { bank: Some(bank), findings }
}

/// Topics that the questions name; their titles are for the author to write.
fn topics(questions: &[Question], language: &LanguageTag) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for id in questions.iter().filter_map(|question| question.topic.as_ref()) {
        if !topics.iter().any(|topic| topic.id == *id) {
            let title = LocalizedText::one(language.clone(), id.clone());
            topics.push(Topic { id: id.clone(), title, lesson: None });
        }
    }
    topics
}

fn item_paths(files: &dyn PackageFiles) -> Vec<String> {
    let listed = files
        .paths()
        .find(|path| path.rsplit('/').next() == Some("imsmanifest.xml"))
        .and_then(|path| Some((path.to_owned(), files.read(path, LARGEST)?)))
        .and_then(|(path, bytes)| {
            let root = parse(&String::from_utf8(bytes).ok()?).ok()?;
            let folder = path.strip_suffix("imsmanifest.xml").unwrap_or_default().to_owned();
            let items = root.named("resource").into_iter();
            let items = items.filter(|one| one.attribute("type").is_some_and(|kind| kind.starts_with("imsqti_item")));
            Some(items.filter_map(|one| Some(format!("{folder}{}", one.attribute("href")?))).collect::<Vec<_>>())
        });
    listed.filter(|paths| !paths.is_empty()).unwrap_or_else(|| {
        let xml = |path: &&str| path.to_lowercase().ends_with(".xml") && !path.ends_with("imsmanifest.xml");
        files.paths().filter(xml).map(str::to_owned).collect()
    })
}
