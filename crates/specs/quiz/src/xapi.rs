//! Answers as the record writes them (xAPI 2.0, 4.2.4.1.2: interaction types and the formats of their responses).

use serde_json::Value;

use crate::{
    draw::PaperQuestion,
    model::{Question, QuestionType},
    reading::{Names, Reading},
    response::Response,
    review,
};

/// The `interactionType`.
pub fn interaction_type(question: &Question) -> &'static str {
    match question.question_type() {
        QuestionType::Single | QuestionType::Multiple => "choice",
        QuestionType::TrueFalse => "true-false",
        QuestionType::Matching => "matching",
        QuestionType::Ordering => "sequencing",
        QuestionType::Gap | QuestionType::ShortText => "fill-in",
        QuestionType::Numeric => "numeric",
        QuestionType::Likert => "likert",
    }
}

/// A response in the type's format: several parts between `[,]`, pairs joined by `[.]`.
pub fn pattern(question: &Question, response: &Response) -> String {
    match response {
        Response::Text(text) if question.question_type() == QuestionType::Numeric => {
            crate::mark::number(text).map_or_else(|| text.clone(), |value| value.to_string())
        }
        Response::One(text) | Response::Text(text) => text.clone(),
        Response::Several(ids) | Response::Ordered(ids) => ids.join("[,]"),
        Response::Matched(pairs) => {
            pairs.iter().map(|(left, right)| format!("{left}[.]{right}")).collect::<Vec<_>>().join("[,]")
        }
        Response::Gaps(gaps) => gaps.values().map(String::as_str).collect::<Vec<_>>().join("[,]"),
    }
}

/// `correctResponsesPattern`; empty where nothing is right or wrong.
pub fn correct_patterns(question: &Question) -> Vec<String> {
    if let crate::QuestionKind::ShortText { accept, .. } = &question.kind {
        let mut words: Vec<String> = Vec::new();
        for word in accept.words().filter(|word| !word.is_empty()) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        return words;
    }
    // The bank's own ids; numbers in English, with a point.
    let (names, laid_out) = (Names::default(), PaperQuestion::default());
    let Ok(english) = "en".parse() else { return Vec::new() };
    let solution = review::solution(question, &laid_out, &Reading::new(&english, &names)).solution;
    if solution == Value::Null {
        return Vec::new();
    }
    match Response::read(question, &solution) {
        Ok(Some(response)) => vec![pattern(question, &response)],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(json: &str) -> Question {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn each_type_has_its_format() {
        let matching = written(
            r#"{"id":"m","type":"matching","prompt":{},"pairs":[{"id":"p1","left":{},"right":{}},{"id":"p2","left":{},"right":{}}]}"#,
        );
        assert_eq!(
            (interaction_type(&matching), correct_patterns(&matching)),
            ("matching", vec!["p1[.]p1[,]p2[.]p2".into()])
        );
        let numeric = written(r#"{"id":"n","type":"numeric","prompt":{},"value":2.5}"#);
        assert_eq!(correct_patterns(&numeric), ["2.5"]);
        assert_eq!(pattern(&numeric, &Response::Text(" 2,5 ".into())), "2.5");
        let words =
            written(r#"{"id":"s","type":"short-text","prompt":{},"accept":{"en":["UNHCR"],"mk":["УНХЦР","UNHCR"]}}"#);
        assert_eq!(correct_patterns(&words), ["UNHCR", "УНХЦР"]);
        let likert = written(r#"{"id":"l","type":"likert","prompt":{},"scale":[{"id":"1","text":{}}]}"#);
        assert_eq!(correct_patterns(&likert), Vec::<String>::new());
    }
}
