//! A question as an `assessmentItem`.

use std::fmt::Write as _;

use vidik_base::LanguageTag;

use super::{Version, html::to_xhtml};
use crate::{
    inline::escaped,
    model::{Accepted, Choice, Gap, OptionText, Question, QuestionKind, Scoring, TextPart, text_parts},
    reading::{Names, Reading},
};

/// The question in one language.
pub fn write_item(question: &Question, language: &LanguageTag, names: &Names, version: Version) -> String {
    let reading = Reading::new(language, names);
    let mut item = Item { question, reading: &reading, version, declarations: String::new(), body: String::new() };
    item.interaction();
    item.whole()
}

/// An identifier of XML: it does not begin with a digit.
pub(super) fn identifier(id: &str) -> String {
    if id.starts_with(|first: char| first.is_ascii_digit() || first == '-') { format!("_{id}") } else { id.to_owned() }
}

struct Item<'a> {
    question: &'a Question,
    reading: &'a Reading<'a>,
    version: Version,
    declarations: String,
    body: String,
}

/// One response: what is right, and what each part is worth.
struct Declaration<'a> {
    name: &'a str,
    cardinality: &'a str,
    base: &'a str,
    correct: &'a [String],
    /// Values with their worth.
    worth: &'a [(String, f64)],
    case_sensitive: Option<bool>,
}

impl Item<'_> {
    fn html(&self, text: &vidik_base::LocalizedText) -> String {
        to_xhtml(&self.reading.html(text))
    }

    fn whole(&self) -> String {
        let question = self.question;
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<assessmentItem xmlns=\"{}\" identifier=\"{}\" title=\"{}\"{} \
             adaptive=\"false\" timeDependent=\"false\" xml:lang=\"{}\" toolName=\"Vidik\">\n",
            self.version.namespace(),
            identifier(&question.id),
            escaped(&self.reading.plain(&question.prompt)),
            self.label(),
            self.reading.language(),
        );
        xml.push_str(&self.declarations);
        let _ = writeln!(
            xml,
            "<outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\" normalMaximum=\"{}\">\
             <defaultValue><value>0</value></defaultValue></outcomeDeclaration>",
            question.points
        );
        if !question.feedback.is_empty() || self.has_choice_feedback() {
            xml.push_str(
                "<outcomeDeclaration identifier=\"FEEDBACK\" cardinality=\"single\" baseType=\"identifier\"/>\n",
            );
        }
        xml.extend(["<itemBody>\n", &self.body, "</itemBody>\n", &self.processing()]);
        if !question.feedback.is_empty() {
            let words = self.html(&question.feedback);
            xml.extend([
                "<modalFeedback outcomeIdentifier=\"FEEDBACK\" identifier=\"general\" showHide=\"show\">",
                &words,
                "</modalFeedback>\n",
            ]);
        }
        xml.push_str("</assessmentItem>\n");
        xml
    }

    /// What QTI has no place for.
    fn label(&self) -> String {
        let question = self.question;
        let form = question.form.map(|form| form.as_str().to_owned());
        let parts = [("topic", question.topic.clone()), ("form", form), ("pair", question.pair.clone())];
        let parts: Vec<String> =
            parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?))).collect();
        if parts.is_empty() { String::new() } else { format!(" label=\"{}\"", escaped(&parts.join(";"))) }
    }

    fn has_choice_feedback(&self) -> bool {
        match &self.question.kind {
            QuestionKind::Single { choices } | QuestionKind::Multiple { choices } => {
                choices.iter().any(|choice| !choice.feedback.is_empty())
            }
            _ => false,
        }
    }

    fn partial(&self) -> bool {
        self.question.scoring == Scoring::Partial
    }

    fn declare(&mut self, declaration: &Declaration<'_>) {
        let Declaration { name, cardinality, base, correct, worth, case_sensitive } = declaration;
        let _ = writeln!(
            self.declarations,
            "<responseDeclaration identifier=\"{name}\" cardinality=\"{cardinality}\" baseType=\"{base}\">"
        );
        if !correct.is_empty() {
            self.declarations.push_str("<correctResponse>");
            for value in *correct {
                self.declarations.extend(["<value>", &escaped(value), "</value>"]);
            }
            self.declarations.push_str("</correctResponse>\n");
        }
        if !worth.is_empty() {
            let _ = write!(
                self.declarations,
                "<mapping defaultValue=\"0\" lowerBound=\"0\" upperBound=\"{}\">",
                self.question.points
            );
            for (key, points) in *worth {
                let case = case_sensitive.map(|case| format!(" caseSensitive=\"{case}\"")).unwrap_or_default();
                let _ =
                    write!(self.declarations, "<mapEntry mapKey=\"{}\" mappedValue=\"{points}\"{case}/>", escaped(key));
            }
            self.declarations.push_str("</mapping>\n");
        }
        self.declarations.push_str("</responseDeclaration>\n");
    }

    fn interaction(&mut self) {
        let question = self.question;
        match &question.kind {
            QuestionKind::Single { choices } => self.choices(choices, true),
            QuestionKind::Multiple { choices } => self.choices(choices, false),
            QuestionKind::TrueFalse { correct } => self.true_or_false(*correct),
            QuestionKind::Likert { scale } => self.likert(scale),
            QuestionKind::Matching { pairs, distractors } => {
                let left: Vec<_> = pairs.iter().map(|pair| (format!("L_{}", pair.id), &pair.left)).collect();
                let right = pairs.iter().map(|pair| (format!("R_{}", pair.id), &pair.right));
                let right: Vec<_> =
                    right.chain(distractors.iter().map(|one| (format!("R_{}", one.id), &one.text))).collect();
                let correct: Vec<String> = pairs.iter().map(|pair| format!("L_{} R_{}", pair.id, pair.id)).collect();
                let worth = self.shares(&correct);
                self.declare(&Declaration {
                    name: "RESPONSE",
                    cardinality: "multiple",
                    base: "directedPair",
                    correct: &correct,
                    worth: &worth,
                    case_sensitive: None,
                });
                self.matching(&left, &right);
            }
            QuestionKind::Ordering { items } => self.ordering(items),
            QuestionKind::Gap { text, gaps } => {
                self.block(&question.prompt);
                let Some(shown) = self.reading.show(text) else { return };
                let mut html = String::new();
                for part in text_parts(shown.words) {
                    match part {
                        TextPart::Words(words) => {
                            html.push_str(&to_xhtml(&crate::inline::html(words, shown.letters, self.reading)));
                        }
                        TextPart::Gap(name) => {
                            if let Some(gap) = gaps.get(name) {
                                html.push_str(&self.gap(name, gap, gaps.len()));
                            }
                        }
                    }
                }
                self.body.extend(["<p class=\"gap\">", &html, "</p>\n"]);
            }
            QuestionKind::Numeric { answer, unit } => {
                self.block(&question.prompt);
                self.declare(&Declaration {
                    name: "RESPONSE",
                    cardinality: "single",
                    base: "float",
                    correct: &[answer.value.to_string()],
                    worth: &[],
                    case_sensitive: None,
                });
                let unit = escaped(&self.reading.plain(unit)).into_owned();
                self.body.extend([
                    "<p class=\"numeric\"><textEntryInteraction responseIdentifier=\"RESPONSE\"/> ",
                    &unit,
                    "</p>\n",
                ]);
            }
            QuestionKind::ShortText { accept, case_sensitive } => {
                self.block(&question.prompt);
                let words = self.words_of(accept);
                self.accepting("RESPONSE", &words, question.points, *case_sensitive);
                self.body
                    .push_str("<p class=\"short-text\"><textEntryInteraction responseIdentifier=\"RESPONSE\"/></p>\n");
            }
        }
    }

    fn block(&mut self, text: &vidik_base::LocalizedText) {
        let html = self.html(text);
        self.body.extend(["<p class=\"prompt\">", &html, "</p>\n"]);
    }

    fn prompt(&self) -> String {
        format!("<prompt>{}</prompt>\n", self.html(&self.question.prompt))
    }

    /// Each part's share of the points, where half a right answer is worth something.
    fn shares(&self, correct: &[String]) -> Vec<(String, f64)> {
        let count = u32::try_from(correct.len()).unwrap_or(1).max(1);
        let share = self.question.points / f64::from(count);
        if self.partial() { correct.iter().map(|value| (value.clone(), share)).collect() } else { Vec::new() }
    }

    fn choices(&mut self, choices: &[Choice], single: bool) {
        let ids = |correct: bool| -> Vec<String> {
            choices.iter().filter(|choice| choice.correct == correct).map(|choice| identifier(&choice.id)).collect()
        };
        let correct = ids(true);
        let mut worth = self.shares(&correct);
        if let Some(share) = worth.first().map(|(_, share)| *share) {
            worth.extend(ids(false).into_iter().map(|id| (id, -share)));
        }
        self.declare(&Declaration {
            name: "RESPONSE",
            cardinality: if single { "single" } else { "multiple" },
            base: "identifier",
            correct: &correct,
            worth: &worth,
            case_sensitive: None,
        });
        let most = u8::from(single);
        let _ = write!(
            self.body,
            "<choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\" maxChoices=\"{most}\">\n{}",
            self.prompt()
        );
        for choice in choices {
            let id = identifier(&choice.id);
            let words = self.html(&choice.text);
            self.body.extend(["<simpleChoice identifier=\"", &id, "\">", &words]);
            if !choice.feedback.is_empty() {
                let words = self.html(&choice.feedback);
                self.body.extend([
                    "<feedbackInline outcomeIdentifier=\"FEEDBACK\" identifier=\"",
                    &id,
                    "\" showHide=\"show\">",
                    &words,
                    "</feedbackInline>",
                ]);
            }
            self.body.push_str("</simpleChoice>\n");
        }
        self.body.push_str("</choiceInteraction>\n");
    }

    fn true_or_false(&mut self, correct: bool) {
        self.declare(&Declaration {
            name: "RESPONSE",
            cardinality: "single",
            base: "identifier",
            correct: &[correct.to_string()],
            worth: &[],
            case_sensitive: None,
        });
        let [yes, no] = match (self.reading.language().primary(), self.reading.language().script()) {
            ("sr", Some("Latn")) => ["Tačno", "Netačno"],
            ("sr", _) => ["Тачно", "Нетачно"],
            ("mk", _) => ["Точно", "Неточно"],
            _ => ["True", "False"],
        };
        let _ = writeln!(
            self.body,
            "<choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\" maxChoices=\"1\">\n{}\
             <simpleChoice identifier=\"true\">{yes}</simpleChoice>\n<simpleChoice identifier=\"false\">{no}</simpleChoice>\n\
             </choiceInteraction>",
            self.prompt()
        );
    }

    /// A choice without a right answer.
    fn likert(&mut self, scale: &[OptionText]) {
        self.declare(&Declaration {
            name: "RESPONSE",
            cardinality: "single",
            base: "identifier",
            correct: &[],
            worth: &[],
            case_sensitive: None,
        });
        let _ = write!(
            self.body,
            "<choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\" maxChoices=\"1\">\n{}",
            self.prompt()
        );
        self.simple_choices(scale, "simpleChoice");
        self.body.push_str("</choiceInteraction>\n");
    }

    fn simple_choices(&mut self, options: &[OptionText], element: &str) {
        for option in options {
            let words = self.html(&option.text);
            let _ = writeln!(self.body, "<{element} identifier=\"{}\">{words}</{element}>", identifier(&option.id));
        }
    }

    fn matching(
        &mut self,
        left: &[(String, &vidik_base::LocalizedText)],
        right: &[(String, &vidik_base::LocalizedText)],
    ) {
        let _ = write!(
            self.body,
            "<matchInteraction responseIdentifier=\"RESPONSE\" shuffle=\"true\" maxAssociations=\"{}\">\n{}",
            left.len(),
            self.prompt()
        );
        for side in [left, right] {
            self.body.push_str("<simpleMatchSet>\n");
            for (id, text) in side {
                let words = self.html(text);
                let _ = writeln!(
                    self.body,
                    "<simpleAssociableChoice identifier=\"{id}\" matchMax=\"1\">{words}</simpleAssociableChoice>"
                );
            }
            self.body.push_str("</simpleMatchSet>\n");
        }
        self.body.push_str("</matchInteraction>\n");
    }

    fn ordering(&mut self, items: &[OptionText]) {
        let correct: Vec<String> = items.iter().map(|item| identifier(&item.id)).collect();
        self.declare(&Declaration {
            name: "RESPONSE",
            cardinality: "ordered",
            base: "identifier",
            correct: &correct,
            worth: &[],
            case_sensitive: None,
        });
        let _ =
            write!(self.body, "<orderInteraction responseIdentifier=\"RESPONSE\" shuffle=\"true\">\n{}", self.prompt());
        self.simple_choices(items, "simpleChoice");
        self.body.push_str("</orderInteraction>\n");
    }

    fn gap(&mut self, name: &str, gap: &Gap, count: usize) -> String {
        let name = identifier(name);
        let share = self.question.points / f64::from(u32::try_from(count).unwrap_or(1).max(1));
        match gap {
            Gap::Numeric(answer) => {
                self.declare(&Declaration {
                    name: &name,
                    cardinality: "single",
                    base: "float",
                    correct: &[answer.value.to_string()],
                    worth: &[],
                    case_sensitive: None,
                });
                format!("<textEntryInteraction responseIdentifier=\"{name}\"/>")
            }
            Gap::Accept(accept) => {
                let words = self.words_of(accept);
                self.accepting(&name, &words, share, false);
                format!("<textEntryInteraction responseIdentifier=\"{name}\"/>")
            }
            Gap::Choices(choices) => {
                let correct: Vec<String> =
                    choices.iter().filter(|choice| choice.correct).map(|choice| identifier(&choice.id)).collect();
                self.declare(&Declaration {
                    name: &name,
                    cardinality: "single",
                    base: "identifier",
                    correct: &correct,
                    worth: &[],
                    case_sensitive: None,
                });
                let choices = choices.iter().map(|choice| {
                    let words = escaped(&self.reading.plain(&choice.text)).into_owned();
                    format!("<inlineChoice identifier=\"{}\">{words}</inlineChoice>", identifier(&choice.id))
                });
                let choices: String = choices.collect();
                format!(
                    "<inlineChoiceInteraction responseIdentifier=\"{name}\" shuffle=\"false\">{choices}</inlineChoiceInteraction>"
                )
            }
        }
    }

    /// The words of the language that is written; all of them where it has none.
    fn words_of(&self, accept: &Accepted) -> Vec<String> {
        let own = accept.0.get(self.reading.language()).filter(|words| !words.is_empty());
        match own {
            Some(words) => words.clone(),
            None => accept.words().map(str::to_owned).collect(),
        }
    }

    fn accepting(&mut self, name: &str, words: &[String], points: f64, case_sensitive: bool) {
        let worth: Vec<(String, f64)> = words.iter().map(|word| (word.clone(), points)).collect();
        self.declare(&Declaration {
            name,
            cardinality: "single",
            base: "string",
            correct: words.get(..1).unwrap_or_default(),
            worth: &worth,
            case_sensitive: Some(case_sensitive),
        });
    }

    fn template(&self, name: &str) -> String {
        let edition = self.version.namespace().rsplit_once("imsqti_").map_or("v2p1", |(_, edition)| edition);
        format!(
            "<responseProcessing template=\"http://www.imsglobal.org/question/qti_{edition}/rptemplates/{name}\"/>\n"
        )
    }

    fn processing(&self) -> String {
        match &self.question.kind {
            _ if !self.question.can_be_marked() => String::new(),
            QuestionKind::ShortText { .. } => self.template("map_response"),
            QuestionKind::Multiple { .. } | QuestionKind::Single { .. } | QuestionKind::Matching { .. }
                if self.partial() =>
            {
                self.template("map_response")
            }
            QuestionKind::Numeric { answer, .. } => self.all_of(&[equal("RESPONSE", answer.tolerance)]),
            QuestionKind::Gap { gaps, .. } => {
                let right = |(name, gap): (&String, &Gap)| {
                    let name = identifier(name);
                    match gap {
                        Gap::Numeric(answer) => equal(&name, answer.tolerance),
                        Gap::Accept(_) => format!(
                            "<gt><mapResponse identifier=\"{name}\"/><baseValue baseType=\"float\">0</baseValue></gt>"
                        ),
                        Gap::Choices(_) => same(&name),
                    }
                };
                let right: Vec<String> = gaps.iter().map(right).collect();
                if self.partial() { self.share_of(&right) } else { self.all_of(&right) }
            }
            QuestionKind::Ordering { items } if self.partial() => {
                let right = |place: usize| {
                    format!(
                        "<match><index n=\"{place}\"><variable identifier=\"RESPONSE\"/></index>\
                         <index n=\"{place}\"><correct identifier=\"RESPONSE\"/></index></match>"
                    )
                };
                self.share_of(&(1..=items.len()).map(right).collect::<Vec<_>>())
            }
            _ => self.all_of(&[same("RESPONSE")]),
        }
    }

    /// All points where everything is right.
    fn all_of(&self, right: &[String]) -> String {
        format!(
            "<responseProcessing><responseCondition><responseIf><and>{}</and><setOutcomeValue identifier=\"SCORE\">\
             <baseValue baseType=\"float\">{}</baseValue></setOutcomeValue></responseIf></responseCondition>\
             </responseProcessing>\n",
            right.concat(),
            self.question.points
        )
    }

    /// For each part that is right its share of the points.
    fn share_of(&self, right: &[String]) -> String {
        let share = self.question.points / f64::from(u32::try_from(right.len()).unwrap_or(1).max(1));
        let part = |right: &String| {
            format!(
                "<responseCondition><responseIf>{right}<setOutcomeValue identifier=\"SCORE\"><sum><variable \
                 identifier=\"SCORE\"/><baseValue baseType=\"float\">{share}</baseValue></sum></setOutcomeValue>\
                 </responseIf></responseCondition>"
            )
        };
        format!("<responseProcessing>{}</responseProcessing>\n", right.iter().map(part).collect::<String>())
    }
}

fn same(name: &str) -> String {
    format!("<match><variable identifier=\"{name}\"/><correct identifier=\"{name}\"/></match>")
}

fn equal(name: &str, tolerance: f64) -> String {
    format!(
        "<equal toleranceMode=\"absolute\" tolerance=\"{tolerance} {tolerance}\"><variable identifier=\"{name}\"/>\
         <correct identifier=\"{name}\"/></equal>"
    )
}
