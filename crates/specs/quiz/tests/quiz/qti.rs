//! QTI: our own comes back as it was, others' as far as it can be said here.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;
use vidik_base::LocalizedText;
use vidik_package::{Findings, Severity};
use vidik_quiz::{
    Accepted, Names, Question, QuestionKind,
    qti::{Version, export_package, import, read_item, write_item},
};

use crate::sample::{bank, tag};

/// The question in one language alone, as an item can say it.
fn in_one_language(question: &Question, language: &str) -> Question {
    fn strip(value: &mut serde_json::Value, language: &str) {
        match value {
            serde_json::Value::Object(fields) => {
                if fields.contains_key("sr-Cyrl") || fields.contains_key("en") {
                    fields.retain(|key, _| key == language);
                }
                fields.values_mut().for_each(|value| strip(value, language));
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(|value| strip(value, language)),
            _ => {}
        }
    }
    let mut json = serde_json::to_value(question).unwrap();
    strip(&mut json, language);
    let mut question: Question = serde_json::from_value(json).unwrap();
    question.sources.clear();
    question
}

fn round(question: &Question, language: &str, version: Version) -> (Option<Question>, Findings) {
    let mut findings = Findings::new();
    let xml = write_item(question, &tag(language), &Names::default(), version);
    let read = read_item(&xml, "item.xml", &tag("en"), &mut findings);
    (read, findings)
}

#[test]
fn every_type_comes_back_as_it_was() {
    let likert = crate::sample::written(json!({"id": "l", "type": "likert", "prompt": {"mk": "Корисно?"},
        "scale": [{"id": "1", "text": {"mk": "не"}}, {"id": "2", "text": {"mk": "да"}}]}));
    for version in [Version::V2p1, Version::V2p2] {
        for language in ["en", "sr-Cyrl", "mk"] {
            for question in bank().questions {
                let own = in_one_language(&question, language);
                let (read, findings) = round(&own, language, version);
                assert_eq!(read.as_ref(), Some(&own), "{} {language}", own.id);
                assert!(findings.is_empty(), "{findings:?}");
            }
        }
        assert_eq!(round(&likert, "mk", version).0, Some(likert.clone()));
    }
}

#[test]
fn a_package_comes_back_whole() {
    let bank = bank();
    let zip = export_package("tests", bank.questions.iter(), &Names::default(), &tag("mk"), Version::V2p2);
    assert_eq!(zip, export_package("tests", bank.questions.iter(), &Names::default(), &tag("mk"), Version::V2p2));
    let reader = zip.as_slice();
    let checked = vidik_package::archive::check(reader, &vidik_package::archive::Limits::default()).unwrap();
    let mut files = BTreeMap::new();
    for entry in &checked.index() {
        files.insert(entry.path.to_string(), vidik_package::archive::read_entry(reader, entry, 1 << 20).unwrap());
    }
    let imported = import(&files, "again", &tag("en"));
    assert!(imported.findings.is_empty(), "{:?}", imported.findings);
    let again = imported.bank.unwrap();
    assert_eq!(again.topics.iter().map(|topic| topic.id.as_str()).collect::<Vec<_>>(), ["law", "bodies"]);
    let own: Vec<Question> = bank.questions.iter().map(|question| in_one_language(question, "mk")).collect();
    assert_eq!(again.questions, own);
}

fn told(findings: &Findings) -> Vec<String> {
    findings
        .iter()
        .map(|finding| format!("{} {:?} {}", finding.rule, finding.severity, finding.line.unwrap_or(0)))
        .collect()
}

fn read(xml: &str) -> (Option<Question>, Vec<String>) {
    let mut findings = Findings::new();
    let question = read_item(xml, "item.xml", &tag("en"), &mut findings);
    (question, told(&findings))
}

fn item(declarations: &str, body: &str) -> String {
    format!(
        "<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" identifier=\"Item_1\" title=\"A title\">\n\
         {declarations}\n<itemBody>{body}</itemBody>\n</assessmentItem>"
    )
}

#[test]
fn items_of_others_are_read() {
    let choice = item(
        "<responseDeclaration identifier=\"R\" cardinality=\"single\" baseType=\"identifier\">\
         <correctResponse><value>ChoiceB</value></correctResponse></responseDeclaration>",
        "<p>Look at the <b>sign</b>.</p><choiceInteraction responseIdentifier=\"R\" maxChoices=\"1\"><prompt>What does it say?</prompt>\
         <simpleChoice identifier=\"ChoiceA\">Stop * here</simpleChoice><simpleChoice identifier=\"ChoiceB\">Go</simpleChoice></choiceInteraction>",
    );
    let (question, findings) = read(&choice);
    let question = question.unwrap();
    assert_eq!(
        (question.id.as_str(), question.prompt.get(&tag("en"))),
        ("item-1", Some("Look at the **sign**. What does it say?"))
    );
    let QuestionKind::Single { choices } = &question.kind else { panic!("{question:?}") };
    assert_eq!(choices[0].text.get(&tag("en")), Some("Stop \\* here"));
    assert!(choices[1].correct && choices[1].id == "choiceb" && findings.is_empty(), "{findings:?}");

    let gap = item(
        "<responseDeclaration identifier=\"R\" cardinality=\"single\" baseType=\"string\">\
         <correctResponse><value>York</value></correctResponse><mapping defaultValue=\"0\"><mapEntry mapKey=\"York\" mappedValue=\"1\"/>\
         <mapEntry mapKey=\"york\" mappedValue=\"0.5\"/></mapping></responseDeclaration>",
        "<blockquote><p>this sun of <textEntryInteraction responseIdentifier=\"R\"/>;</p></blockquote>",
    );
    let question = read(&gap).0.unwrap();
    let QuestionKind::Gap { text, gaps } = &question.kind else { panic!("{question:?}") };
    assert_eq!((text.get(&tag("en")), question.prompt.get(&tag("en"))), (Some("this sun of {{r}};"), Some("A title")));
    assert_eq!(
        gaps["r"],
        vidik_quiz::Gap::Accept(Accepted([(tag("en"), vec!["York".to_owned(), "york".to_owned()])].into()))
    );

    let essay = item(
        "<responseDeclaration identifier=\"R\" cardinality=\"single\" baseType=\"string\"/>",
        "<extendedTextInteraction responseIdentifier=\"R\"><prompt>Write.</prompt></extendedTextInteraction>",
    );
    let (question, findings) = read(&essay);
    assert!(!question.unwrap().can_be_marked());
    assert_eq!(findings, ["QTI-NO-ANSWER Hint 1"]);
}

#[test]
fn what_cannot_be_said_here_is_told() {
    for (body, finding) in [
        ("<hotspotInteraction responseIdentifier=\"R\"/>", "QTI-INTERACTION Warning 3"),
        ("<p>Nothing is asked.</p>", "QTI-INTERACTION Warning 3"),
        (
            "<choiceInteraction responseIdentifier=\"R\"/><orderInteraction responseIdentifier=\"S\"/>",
            "QTI-SEVERAL Warning 3",
        ),
        ("<matchInteraction responseIdentifier=\"R\"><simpleMatchSet/></matchInteraction>", "QTI-PAIRS Warning 3"),
        ("<p>in <textEntryInteraction responseIdentifier=\"R\"/></p>", "QTI-NO-ANSWER Warning 3"),
    ] {
        assert_eq!(read(&item("", body)), (None, vec![finding.to_owned()]), "{body}");
    }
    assert_eq!(read("<assessmentTest/>").1, ["QTI-ITEM Warning 1"]);
    for broken in ["<assessmentItem>", "no xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><assessmentItem/>", "<a>&b;</a>"] {
        let mut findings = Findings::new();
        assert_eq!(read_item(broken, "x.xml", &tag("en"), &mut findings), None);
        assert!(
            findings.iter().all(|finding| finding.severity == Severity::Error && finding.rule.as_str() == "QTI-XML"),
            "{broken}"
        );
    }
    let empty = import(&BTreeMap::new(), "none", &tag("en"));
    assert!(empty.bank.is_none() && empty.findings.has_errors());
}

/// Words that an author may write, whatever Markdown makes of them.
fn words() -> impl Strategy<Value = String> {
    "[a-zčšА-Яа-я][a-zčšА-Яа-я0-9&<>\"',.;:()-]{0,12}( [a-zА-Яа-я0-9&<>-]{1,8}){0,3}"
}

proptest! {
    #[test]
    fn whatever_is_written_comes_back(
        texts in prop::collection::vec(words(), 4..5), points in 1_u32..9, partial: bool, value in -999_i32..999, tolerance in 0_u32..50,
        type_at in 0_usize..8,
    ) {
        let mut question = in_one_language(&bank().questions[type_at].clone(), "sr-Cyrl");
        let text = |place: usize| LocalizedText::one(tag("sr-Cyrl"), texts[place].clone());
        question.prompt = text(0);
        question.points = f64::from(points);
        question.feedback = text(1);
        match &mut question.kind {
            QuestionKind::Single { choices } | QuestionKind::Multiple { choices } => {
                choices[0].text = text(2);
                choices[1].feedback = text(3);
            }
            QuestionKind::Matching { pairs, distractors } => {
                pairs[0].left = text(2);
                distractors[0].text = text(3);
            }
            QuestionKind::Ordering { items } => items[0].text = text(2),
            QuestionKind::Numeric { answer, unit } => {
                answer.value = f64::from(value) / 4.0;
                answer.tolerance = f64::from(tolerance) / 8.0;
                *unit = text(2);
            }
            QuestionKind::ShortText { accept, case_sensitive } => {
                *case_sensitive = partial;
                let mut accepted = vec![texts[2].clone(), texts[3].clone()];
                accepted.dedup();
                accept.0.insert(tag("sr-Cyrl"), accepted);
            }
            QuestionKind::Gap { .. } | QuestionKind::TrueFalse { .. } | QuestionKind::Likert { .. } => {}
        }
        let parts = !matches!(
            question.kind,
            QuestionKind::TrueFalse { .. } | QuestionKind::Numeric { .. } | QuestionKind::ShortText { .. }
        );
        question.scoring = if partial && parts { vidik_quiz::Scoring::Partial } else { vidik_quiz::Scoring::AllOrNothing };
        let (read, findings) = round(&question, "sr-Cyrl", Version::V2p1);
        prop_assert_eq!(read, Some(question));
        prop_assert!(findings.is_empty(), "{:?}", findings);
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200), tags in "(<[a-z/ ]{0,6}>|&[a-z#0-9;]{0,4}|[ a-z]){0,40}") {
        let mut findings = Findings::new();
        let _ = read_item(&String::from_utf8_lossy(&bytes), "x", &tag("en"), &mut findings);
        let _ = read_item(&format!("<assessmentItem><itemBody>{tags}"), "x", &tag("en"), &mut findings);
    }
}
