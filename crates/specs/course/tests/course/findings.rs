//! What is wrong, by rule, file and line.

use vidik_course::{SourceFiles, read};

use crate::{sample, told};

/// The sample with one file changed.
fn changed(path: &str, from: &str, to: &str) -> SourceFiles {
    let mut files = sample();
    let text = String::from_utf8(files.get(path).unwrap().to_vec()).unwrap();
    assert!(text.contains(from), "{from}");
    files.insert(path, text.replacen(from, to, 1));
    files
}

fn found(path: &str, from: &str, to: &str) -> Vec<String> {
    told(&read(&changed(path, from, to)).1)
}

#[test]
fn nothing_is_wrong_with_the_sample() {
    assert_eq!(told(&read(&sample()).1), Vec::<String>::new());
}

#[test]
fn json_is_faulted_where_it_breaks() {
    for (from, to, finding) in [
        ("\"version\": \"1.0\",", "\"version\": \"1.0\"", "CRS-JSON-SYNTAX course.json:6"),
        ("\"version\": \"1.0\"", "\"version\": 1", "CRS-JSON-SHAPE course.json:5"),
        ("\"level\"", "\"levels\"", "CRS-JSON-SHAPE course.json:33"),
        ("\"level\": \"EQF 5\",", "\"level\": \"a\", \"level\": \"b\",", "CRS-JSON-TWICE course.json:33"),
        ("vidik-course/1", "vidik-course/2", "CRS-FORMAT course.json:3"),
    ] {
        assert!(found("course.json", from, to).contains(&finding.to_owned()), "{:?}", found("course.json", from, to));
    }
}

#[test]
fn ids_languages_and_structure_are_checked() {
    for (from, to, finding) in [
        ("\"id\": \"own-course\"", "\"id\": \"Own course\"", "CRS-ID course.json:4"),
        ("{\"lesson\": \"words\", ", "{\"lesson\": \"first-steps\", ", "CRS-ID-TWICE course.json:42"),
        ("\"master\": \"sr-Cyrl\"", "\"master\": \"sr\"", "CRS-LANG-SCRIPT course.json:6"),
        ("\"master\": \"sr-Cyrl\"", "\"master\": \"sq\"", "CRS-LANG-MASTER course.json:6"),
        ("\"mk\": \"Примерен курс\"", "\"sq\": \"Kurs\"", "CRS-LANG-UNKNOWN course.json:8"),
        ("\"mk\": \"Примерен курс\"", "\"mk\": \" \"", "CRS-TEXT-MISSING course.json:8"),
        ("\"sr-Cyrl\": \"Огледни курс\", ", "", "CRS-TEXT-MASTER course.json:8"),
        (
            "{\"lesson\": \"words\", ",
            "{\"quiz\": \"evaluation\", \"lesson\": \"words\", ",
            "CRS-STRUCT-PART course.json:42",
        ),
        ("{\"lesson\": \"words\", \"minutes\": 3},", "", "CRS-FILE-UNUSED lessons/words/en.md"),
        ("\"poster\": \"media/photo.png\"", "\"poster\": \"media/none.png\"", "CRS-FILE-MISSING course.json:106"),
    ] {
        assert!(found("course.json", from, to).contains(&finding.to_owned()), "{:?}", found("course.json", from, to));
    }
    let both = found("course.json", "\"mk\": \"Примерен курс\"", "\"sr-Latn\": \"Ogledni kurs\"");
    assert_eq!(both, ["CRS-TEXT-MISSING course.json:8"], "the other script may stand instead of the derived one");
}

#[test]
fn quizzes_and_banks_are_checked_by_their_rules() {
    for (path, from, to, finding) in [
        ("quizzes/exit-test.json", "\"main\"", "\"other\"", "CRS-QUIZ-BLUEPRINT quizzes/exit-test.json:5"),
        ("quizzes/exit-test.json", "\"exit-test\"", "\"exit\"", "CRS-ID-FILE quizzes/exit-test.json:2"),
        ("banks/tests.json", "\"first-steps\"", "\"last-steps\"", "CRS-REFERENCE banks/tests.json:7"),
        ("banks/tests.json", "[\"refugee-convention\"]", "[\"none\"]", "CRS-REFERENCE banks/tests.json:18"),
        ("course.json", "\"count\": 1", "\"count\": 2", "CRS-QUIZ-DRAW course.json:46"),
    ] {
        assert!(found(path, from, to).contains(&finding.to_owned()), "{:?}", found(path, from, to));
    }
}

#[test]
fn a_lesson_is_a_file_a_language() {
    let mut files = sample();
    files.remove("lessons/words/mk.md");
    files.remove("lessons/words/sr-Cyrl.md");
    files.insert("lessons/words/en.md", vec![b'#', b' ', b'\n', 0xff]);
    let found = told(&read(&files).1);
    for finding in ["CRS-TEXT-MISSING lessons/words/mk.md", "CRS-FILE-MISSING -", "CRS-FILE-TEXT lessons/words/en.md:2"]
    {
        assert!(found.contains(&finding.to_owned()), "{found:?}");
    }
}

#[test]
fn a_course_may_lie_in_one_folder() {
    let nested: SourceFiles = sample().iter().map(|(path, bytes)| (format!("course/{path}"), bytes.to_vec())).collect();
    let (course, findings) = read(&nested);
    assert_eq!(told(&findings), ["CRS-NESTED course.json"]);
    assert_eq!(course.unwrap().tree().folder, "course/");
}

#[test]
fn lessons_are_checked_line_by_line() {
    let en = "lessons/first-steps/en.md";
    for (from, to, finding) in [
        ("# First steps", "First steps", "CRS-MD-TITLE lessons/first-steps/en.md:1"),
        ("## What the law asks", "#### What", "CRS-MD-HEADING lessons/first-steps/en.md:17"),
        ("## What the law asks", "### What", "CRS-MD-HEADING lessons/first-steps/en.md:17"),
        ("Nobody may", "<b>Nobody</b> may", "CRS-MD-HTML lessons/first-steps/en.md:19"),
        (":::case", ":::story", "CRS-MD-CONTAINER lessons/first-steps/en.md:3"),
        (":::summary", ":::summary\n::::note", "CRS-MD-UNCLOSED lessons/first-steps/en.md:38"),
        (":::summary", ":::", "CRS-MD-CLOSE lessons/first-steps/en.md:37"),
        (":::decision{#d1}", ":::decision", "CRS-MD-ATTRIBUTES lessons/first-steps/en.md:7"),
        (":::decision{#d1}", ":::decision{#D1}", "CRS-ID lessons/first-steps/en.md:7"),
        ("- [x] Write", "- [ ] Write", "CRS-MD-QUESTION lessons/first-steps/en.md:7"),
        ("https://www.unhcr.org/", "javascript:x()", "CRS-MD-LINK lessons/first-steps/en.md:39"),
        ("lang=fa", "lang=per_sian", "CRS-MD-LANG lessons/first-steps/en.md:4"),
        ("[@refugee-convention, Article 33]", "[@none, 1]", "CRS-REFERENCE lessons/first-steps/en.md:11"),
        ("[[non-refoulement]]", "[[none]]", "CRS-REFERENCE lessons/first-steps/en.md:13"),
        ("{#steps}", "{#none}", "CRS-REFERENCE lessons/first-steps/en.md:33"),
        ("- [x] Write", "- [ ] Another\n- [x] Write", "CRS-MD-PARITY lessons/first-steps/en.md:7"),
        (":::case", ":::note", "CRS-MD-PARITY lessons/first-steps/en.md:3"),
    ] {
        assert!(found(en, from, to).contains(&finding.to_owned()), "{finding}: {:?}", found(en, from, to));
    }
}

#[test]
fn drawings_pictures_and_texts_are_checked() {
    for (path, from, to, finding) in [
        ("figures/steps.svg", " viewBox=\"0 0 720 160\"", "", "CRS-FIG-SIZE figures/steps.svg:1"),
        ("figures/steps.svg", "</svg>", "", "CRS-FIG-XML figures/steps.svg:13"),
        ("figures/steps.svg", "<defs>", "<defs><style/>", "CRS-FIG-ELEMENT figures/steps.svg:2"),
        ("figures/steps.svg", "rx=\"6\"", "style=\"x\"", "CRS-FIG-ATTRIBUTE figures/steps.svg:7"),
        ("figures/steps.svg", "\"f-box\"", "\"box\"", "CRS-FIG-CLASS figures/steps.svg:7"),
        ("figures/steps.svg", " data-label=\"listen\"", "", "CRS-FIG-TEXT figures/steps.svg:8"),
        ("figures/steps.svg", "\"listen\"", "\"hear\"", "CRS-FIG-LABEL figures/steps.svg:8"),
        ("figures/steps.svg", "\"listen\"", "\"decide\"", "CRS-FIG-LABEL-UNUSED figures/steps.svg"),
        ("course.json", "\"alt\": {\"en\": \"A grey", "\"title\": {\"en\": \"A grey", "CRS-ALT course.json:98"),
        ("course.json", "*threatened*", "[@none]", "CRS-REFERENCE course.json:73"),
    ] {
        assert!(found(path, from, to).contains(&finding.to_owned()), "{finding}: {:?}", found(path, from, to));
    }
}
