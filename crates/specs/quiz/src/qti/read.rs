//! An `assessmentItem` as a question.

mod answers;
mod ids;

use std::collections::BTreeMap;

use vidik_base::{LanguageTag, LocalizedText};
use vidik_package::{Finding, Findings};

use self::{
    answers::{Declaration, Declarations},
    ids::{Ids, plain_id},
};
use super::{
    dom::{Element, parse},
    html::to_markdown,
};
use crate::{
    model::{Accepted, Choice, Form, Gap, NumericAnswer, OptionText, Pair, Question, QuestionKind, Scoring},
    rules,
};

/// Interactions that a question here can be made of.
const KNOWN: [&str; 6] = [
    "choiceInteraction",
    "matchInteraction",
    "orderInteraction",
    "textEntryInteraction",
    "extendedTextInteraction",
    "inlineChoiceInteraction",
];

/// What response processing may hold without saying more than a question here can say.
const KNOWN_PROCESSING: [&str; 16] = [
    "responseProcessing",
    "responseCondition",
    "responseIf",
    "responseElse",
    "responseElseIf",
    "and",
    "match",
    "isNull",
    "variable",
    "correct",
    "setOutcomeValue",
    "baseValue",
    "sum",
    "equal",
    "gt",
    "mapResponse",
];

/// Reads one item; what cannot be said here is told. Its language is its own `xml:lang`, or `language`.
pub fn read_item(xml: &str, file: &str, language: &LanguageTag, findings: &mut Findings) -> Option<Question> {
    let root = match parse(xml.trim_start_matches('\u{feff}')) {
        Ok(root) => root,
        Err(malformed) => {
            let finding = Finding::error(rules::QTI_XML).in_file(file).at_line(malformed.line);
            findings.push(finding.with("detail", malformed.detail));
            return None;
        }
    };
    if root.name != "assessmentItem" {
        findings.push(Finding::warning(rules::QTI_ITEM).in_file(file).at_line(root.line).with("element", &root.name));
        return None;
    }
    let own = root.attribute("xml:lang").and_then(|tag| LanguageTag::parse(tag).ok());
    let language = own.filter(|tag| tag.as_str() != "sr").unwrap_or_else(|| language.clone());
    let declarations = Declarations::of(&root);
    Item { root: &root, file, language, declarations, findings }.question()
}

struct Item<'a> {
    root: &'a Element,
    file: &'a str,
    language: LanguageTag,
    declarations: Declarations<'a>,
    findings: &'a mut Findings,
}

impl Item<'_> {
    fn tell(&mut self, finding: Finding, line: u32) {
        self.findings.push(finding.in_file(self.file).at_line(line));
    }

    fn question(mut self) -> Option<Question> {
        let Some(body) = self.root.child("itemBody") else {
            self.tell(Finding::warning(rules::QTI_INTERACTION).with("name", "-"), self.root.line);
            return None;
        };
        let mut interactions = Vec::new();
        body.all(&|element| element.name.ends_with("Interaction"), &mut interactions);
        if let Some(unknown) = interactions.iter().find(|element| !KNOWN.contains(&element.name.as_str())) {
            self.tell(Finding::warning(rules::QTI_INTERACTION).with("name", &unknown.name), unknown.line);
            return None;
        }
        let inline =
            |element: &&&Element| matches!(element.name.as_str(), "textEntryInteraction" | "inlineChoiceInteraction");
        let (kind, prompt) = match interactions.as_slice() {
            [] => {
                self.tell(Finding::warning(rules::QTI_INTERACTION).with("name", "-"), body.line);
                return None;
            }
            all if all.iter().all(|element| inline(&element)) => self.written(body, all)?,
            [only] => self.block(body, only)?,
            [_, second, ..] => {
                let count = interactions.len();
                self.tell(Finding::warning(rules::QTI_SEVERAL).with("count", count), second.line);
                return None;
            }
        };
        self.check_processing();
        Some(self.whole(kind, prompt))
    }

    fn whole(&mut self, kind: QuestionKind, prompt: String) -> Question {
        let title = self.root.attribute("title").unwrap_or_default();
        let prompt = if prompt.is_empty() { title.to_owned() } else { prompt };
        let label = self.root.attribute("label").unwrap_or_default();
        let labelled: BTreeMap<&str, &str> = label.split(';').filter_map(|part| part.split_once('=')).collect();
        let of = |name: &str| labelled.get(name).map(|id| plain_id(id)).filter(|id| !id.is_empty());
        let scoring = if self.is_partial(&kind) { Scoring::Partial } else { Scoring::AllOrNothing };
        let question = Question {
            id: plain_id(self.root.attribute("identifier").unwrap_or_default()),
            topic: of("topic"),
            form: labelled.get("form").and_then(|form| Form::from_letter(form)),
            pair: of("pair"),
            prompt: self.text(prompt),
            points: self.points(),
            feedback: self.general_feedback(),
            sources: Vec::new(),
            scoring,
            kind,
        };
        let asks_for_something = !matches!(question.kind, QuestionKind::Likert { .. });
        if asks_for_something && !question.can_be_marked() {
            self.tell(Finding::hint(rules::QTI_NO_ANSWER), self.root.line);
        }
        question
    }

    fn text(&self, words: String) -> LocalizedText {
        if words.is_empty() { LocalizedText::default() } else { LocalizedText::one(self.language.clone(), words) }
    }

    /// The Markdown of an element, without its interactions and feedback.
    fn words(&mut self, element: &Element) -> String {
        let mut aside = |inner: &Element| {
            let stands_for_itself = inner.name.ends_with("Interaction") || inner.name.starts_with("feedback");
            stands_for_itself.then(String::new)
        };
        let (words, left_out) = to_markdown(element, &mut aside);
        if left_out {
            self.tell(Finding::warning(rules::QTI_MEDIA), element.line);
        }
        words
    }

    /// A question of one interaction that stands for itself.
    fn block(&mut self, body: &Element, interaction: &Element) -> Option<(QuestionKind, String)> {
        let stem = self.words(body);
        let prompt = interaction.child("prompt").map(|prompt| self.words(prompt)).unwrap_or_default();
        let prompt = [stem, prompt].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
        let declaration = self.declarations.of_interaction(interaction);
        let kind = match interaction.name.as_str() {
            "choiceInteraction" => self.choice(interaction, &declaration),
            "matchInteraction" => self.matching(interaction, &declaration)?,
            "orderInteraction" => self.ordering(interaction, &declaration),
            _ => self.short_text(&declaration),
        };
        Some((kind, prompt))
    }

    fn choice(&mut self, interaction: &Element, declaration: &Declaration) -> QuestionKind {
        let correct = declaration.right();
        let choices: Vec<&Element> = interaction.elements().filter(|one| one.name == "simpleChoice").collect();
        let names: Vec<String> =
            choices.iter().map(|one| one.attribute("identifier").unwrap_or_default().to_owned()).collect();
        if let [_, _] = names.as_slice()
            && let [right] = correct.as_slice()
            && names.iter().all(|name| matches!(name.to_lowercase().as_str(), "true" | "false"))
        {
            return QuestionKind::TrueFalse { correct: right.eq_ignore_ascii_case("true") };
        }
        let mut ids = Ids::default();
        if correct.is_empty() {
            let step = |item: &mut Self, one: &&Element, name: &String| OptionText {
                id: ids.give(name),
                text: {
                    let words = item.words(one);
                    item.text(words)
                },
            };
            let mut step = step;
            let scale = choices.iter().zip(&names).map(|(one, name)| step(self, one, name)).collect();
            self.tell(Finding::hint(rules::QTI_NO_ANSWER), interaction.line);
            return QuestionKind::Likert { scale };
        }
        let mut read = Vec::new();
        for (one, name) in choices.iter().zip(&names) {
            let words = self.words(one);
            read.push(Choice {
                id: ids.give(name),
                text: self.text(words),
                correct: correct.contains(name),
                feedback: self.choice_feedback(one, name),
            });
        }
        let single = declaration.cardinality == "single";
        if single { QuestionKind::Single { choices: read } } else { QuestionKind::Multiple { choices: read } }
    }

    fn choice_feedback(&mut self, choice: &Element, name: &str) -> LocalizedText {
        let inside = choice.elements().find(|one| one.name.starts_with("feedback"));
        let modal =
            self.root.elements().find(|one| one.name == "modalFeedback" && one.attribute("identifier") == Some(name));
        let Some(feedback) = inside.or(modal) else { return LocalizedText::default() };
        let words = self.words(feedback);
        self.text(words)
    }

    /// What is said to everybody: the feedback that no choice has.
    fn general_feedback(&mut self) -> LocalizedText {
        let choices = self.root.named("simpleChoice");
        let of_choice = |name: &str| choices.iter().any(|choice| choice.attribute("identifier") == Some(name));
        let general = self
            .root
            .elements()
            .find(|one| one.name == "modalFeedback" && !of_choice(one.attribute("identifier").unwrap_or_default()));
        let Some(general) = general else { return LocalizedText::default() };
        let words = self.words(general);
        self.text(words)
    }

    fn matching(&mut self, interaction: &Element, declaration: &Declaration) -> Option<QuestionKind> {
        let sets: Vec<&Element> = interaction.elements().filter(|one| one.name == "simpleMatchSet").collect();
        let [left, right] = sets.as_slice() else {
            self.tell(Finding::warning(rules::QTI_PAIRS), interaction.line);
            return None;
        };
        let name = |one: &Element| one.attribute("identifier").unwrap_or_default().to_owned();
        let right_pairs = declaration.right();
        let right_pairs: Vec<(&str, &str)> = right_pairs.iter().filter_map(|pair| pair.split_once(' ')).collect();
        let mut taken: Vec<String> = Vec::new();
        let (mut ids, mut pairs) = (Ids::default(), Vec::new());
        for one in left.elements() {
            let own = name(one);
            let partners: Vec<&str> =
                right_pairs.iter().filter(|(from, _)| *from == own).map(|(_, to)| to.trim()).collect();
            let partner = right.elements().find(|other| partners.first() == Some(&name(other).as_str()));
            let (Some(partner), 1) = (partner, partners.len()) else {
                self.tell(Finding::warning(rules::QTI_PAIRS), one.line);
                return None;
            };
            if taken.contains(&name(partner)) {
                self.tell(Finding::warning(rules::QTI_PAIRS), one.line);
                return None;
            }
            taken.push(name(partner));
            let (left, right) = (self.words(one), self.words(partner));
            let id = ids.give(own.strip_prefix("L_").unwrap_or(&own));
            pairs.push(Pair { id, left: self.text(left), right: self.text(right) });
        }
        let mut distractors = Vec::new();
        for one in right.elements().filter(|one| !taken.contains(&name(one))) {
            let words = self.words(one);
            let own = name(one);
            let id = ids.give(own.strip_prefix("R_").unwrap_or(&own));
            distractors.push(OptionText { id, text: self.text(words) });
        }
        Some(QuestionKind::Matching { pairs, distractors })
    }

    fn ordering(&mut self, interaction: &Element, declaration: &Declaration) -> QuestionKind {
        let mut choices: Vec<&Element> = interaction.elements().filter(|one| one.name == "simpleChoice").collect();
        let right = declaration.right();
        let place = |one: &&Element| {
            let name = one.attribute("identifier").unwrap_or_default();
            right.iter().position(|known| known == name).unwrap_or(usize::MAX)
        };
        choices.sort_by_key(place);
        let (mut ids, mut items) = (Ids::default(), Vec::new());
        for one in choices {
            let words = self.words(one);
            let id = ids.give(one.attribute("identifier").unwrap_or_default());
            items.push(OptionText { id, text: self.text(words) });
        }
        QuestionKind::Ordering { items }
    }

    fn short_text(&self, declaration: &Declaration) -> QuestionKind {
        let words = declaration.right();
        let mut accept = Accepted::default();
        if !words.is_empty() {
            accept.0.insert(self.language.clone(), words);
        }
        QuestionKind::ShortText { accept, case_sensitive: declaration.case_sensitive }
    }

    /// Words with entries and choices between them: a number, a word, or a text with gaps.
    fn written(&mut self, body: &Element, interactions: &[&Element]) -> Option<(QuestionKind, String)> {
        let holds = |block: &Element| {
            let mut inside = Vec::new();
            block.all(&|element| element.name.ends_with("Interaction"), &mut inside);
            !inside.is_empty() || block.name.ends_with("Interaction")
        };
        let (with, without): (Vec<&Element>, Vec<&Element>) = body.elements().partition(|block| holds(block));
        let prompt: Vec<String> = without.iter().map(|block| self.words(block)).collect();
        let prompt = prompt.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
        if let ([only], [block]) = (interactions, with.as_slice())
            && only.name == "textEntryInteraction"
            && block.attribute("class") != Some("gap")
            && let Some(kind) = self.alone(block, only)
        {
            return Some((kind, prompt));
        }
        let (mut ids, mut gaps, mut names) = (Ids::default(), BTreeMap::new(), BTreeMap::new());
        for one in interactions {
            let response = one.attribute("responseIdentifier").unwrap_or_default();
            let name = ids.give(response);
            let Some(gap) = self.gap(one) else {
                self.tell(Finding::warning(rules::QTI_NO_ANSWER), one.line);
                return None;
            };
            names.insert(response.to_owned(), name.clone());
            gaps.insert(name, gap);
        }
        let mut text = Vec::new();
        for block in with {
            let mut as_gap = |inner: &Element| {
                let name = names.get(inner.attribute("responseIdentifier")?)?;
                Some(format!("{{{{{name}}}}}"))
            };
            let (words, left_out) = match as_gap(block) {
                Some(gap) => (gap, false),
                None => to_markdown(block, &mut as_gap),
            };
            if left_out {
                self.tell(Finding::warning(rules::QTI_MEDIA), block.line);
            }
            text.push(words);
        }
        let text = self.text(text.join(" "));
        Some((QuestionKind::Gap { text, gaps }, prompt))
    }

    /// An entry with no words before it: a number with its unit, or a word.
    fn alone(&mut self, block: &Element, entry: &Element) -> Option<QuestionKind> {
        let mut mark = |inner: &Element| inner.name.ends_with("Interaction").then(|| "\u{0}".to_owned());
        let (words, _) = to_markdown(block, &mut mark);
        let behind = if block.name.ends_with("Interaction") { "" } else { words.strip_prefix('\u{0}')?.trim() };
        let declaration = self.declarations.of_interaction(entry);
        if matches!(declaration.base.as_str(), "float" | "integer") {
            let answer = self.numeric(entry, &declaration)?;
            return Some(QuestionKind::Numeric { answer, unit: self.text(behind.to_owned()) });
        }
        behind.is_empty().then(|| self.short_text(&declaration))
    }

    fn numeric(&self, entry: &Element, declaration: &Declaration) -> Option<NumericAnswer> {
        let value: f64 = declaration.right().first()?.parse().ok().filter(|value: &f64| value.is_finite())?;
        let name = entry.attribute("responseIdentifier").unwrap_or_default();
        let about = |equal: &&Element| {
            equal.named("variable").iter().any(|variable| variable.attribute("identifier") == Some(name))
        };
        let processing = self.root.child("responseProcessing").map(|processing| processing.named("equal"));
        let equal = processing.into_iter().flatten().find(about);
        let given = |equal: &Element| -> Option<f64> {
            let width: f64 = equal.attribute("tolerance")?.split_whitespace().next()?.parse().ok()?;
            match equal.attribute("toleranceMode") {
                Some("absolute") => Some(width),
                Some("relative") => Some((value * width / 100.0).abs()),
                _ => None,
            }
        };
        let tolerance = equal.and_then(given).filter(|width| width.is_finite() && *width >= 0.0).unwrap_or(0.0);
        Some(NumericAnswer { value, tolerance })
    }

    /// What belongs into a gap; nothing where the item does not say.
    fn gap(&mut self, interaction: &Element) -> Option<Gap> {
        let declaration = self.declarations.of_interaction(interaction);
        let right = declaration.right();
        if interaction.name == "inlineChoiceInteraction" {
            let (mut ids, mut choices) = (Ids::default(), Vec::new());
            for one in interaction.elements().filter(|one| one.name == "inlineChoice") {
                let name = one.attribute("identifier").unwrap_or_default();
                let words = self.words(one);
                choices.push(Choice {
                    id: ids.give(name),
                    text: self.text(words),
                    correct: right.iter().any(|known| known == name),
                    feedback: LocalizedText::default(),
                });
            }
            return choices.iter().any(|choice| choice.correct).then_some(Gap::Choices(choices));
        }
        if matches!(declaration.base.as_str(), "float" | "integer") {
            return self.numeric(interaction, &declaration).map(Gap::Numeric);
        }
        (!right.is_empty()).then(|| Gap::Accept(Accepted(BTreeMap::from([(self.language.clone(), right)]))))
    }

    fn points(&self) -> f64 {
        let number =
            |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok()).filter(|value| value.is_finite());
        let outcome = |one: &&Element| one.name == "outcomeDeclaration" && one.attribute("identifier") == Some("SCORE");
        let most = self.root.elements().find(outcome).and_then(|one| number(one.attribute("normalMaximum")));
        let mapped = || self.root.named("mapping").first().and_then(|one| number(one.attribute("upperBound")));
        most.or_else(mapped).filter(|points| *points > 0.0).unwrap_or(1.0)
    }

    /// Whether parts are worth something: by a mapping, or by adding to the score.
    fn is_partial(&self, kind: &QuestionKind) -> bool {
        let Some(processing) = self.root.child("responseProcessing") else { return false };
        let parts = !matches!(
            kind,
            QuestionKind::TrueFalse { .. }
                | QuestionKind::Numeric { .. }
                | QuestionKind::ShortText { .. }
                | QuestionKind::Likert { .. }
        );
        let template = processing.attribute("template").is_some_and(|template| template.contains("map_response"));
        parts && (template || !processing.named("sum").is_empty())
    }

    /// Says so where the item marks in a way that a question here cannot.
    fn check_processing(&mut self) {
        let Some(processing) = self.root.child("responseProcessing") else { return };
        let mut strange = Vec::new();
        let known = |element: &Element| !KNOWN_PROCESSING.contains(&element.name.as_str()) && element.name != "index";
        processing.all(&known, &mut strange);
        let template = processing.attribute("template");
        let odd = template.is_some_and(|one| !one.contains("match_correct") && !one.ends_with("map_response"));
        if odd || !strange.is_empty() {
            self.tell(Finding::hint(rules::QTI_PROCESSING), processing.line);
        }
    }
}
