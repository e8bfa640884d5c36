//! A question as a learner sees it: without anything that tells the answer.

use serde::Serialize;
use vidik_base::LanguageTag;

use crate::{
    draw::PaperQuestion,
    inline,
    mask::mask_id,
    model::{Choice, Gap, OptionText, Question, QuestionKind, QuestionType, TextPart, text_parts},
    reading::Reading,
};

/// A question as the player gets it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuestionView {
    /// Id within the bank.
    pub id: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: QuestionType,
    /// The topic's id.
    pub topic: Option<String>,
    /// What is asked.
    pub prompt_html: String,
    /// Points for a right answer; 0 where it is not marked.
    pub points: f64,
    /// The language that is read; what is in another says so itself.
    pub language: LanguageTag,
    /// Choices of single and multiple choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<OptionView>,
    /// What stands fast in a matching.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<OptionView>,
    /// What is looked for in a matching.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub right: Vec<OptionView>,
    /// What is put in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<OptionView>,
    /// The text around the gaps, each an empty `<span data-gap="name">`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_html: Option<String>,
    /// The gaps, in the order of the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<GapView>,
    /// What stands behind a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Steps of a scale.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scale: Vec<OptionView>,
}

/// Something to choose, by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OptionView {
    /// Id within the question.
    pub id: String,
    /// Words.
    pub html: String,
}

/// A gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapView {
    /// Name.
    pub id: String,
    /// What belongs into it.
    pub kind: GapKind,
    /// What may be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<OptionView>,
}

/// What belongs into a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GapKind {
    /// A word.
    Text,
    /// A number.
    Number,
    /// A choice.
    Choice,
}

/// The question in the order of the paper, as `reading` reads it.
pub fn present(question: &Question, laid_out: &PaperQuestion, reading: &Reading<'_>) -> QuestionView {
    let mut view = QuestionView {
        id: question.id.clone(),
        kind: question.question_type(),
        topic: question.topic.clone(),
        prompt_html: reading.html(&question.prompt),
        points: if question.can_be_marked() { question.points } else { 0.0 },
        language: reading.language().clone(),
        choices: Vec::new(),
        left: Vec::new(),
        right: Vec::new(),
        items: Vec::new(),
        text_html: None,
        gaps: Vec::new(),
        unit: None,
        scale: Vec::new(),
    };
    let order = laid_out.order.as_slice();
    match &question.kind {
        QuestionKind::Single { choices } | QuestionKind::Multiple { choices } => {
            view.choices = in_order(order, choice_views(choices, reading));
        }
        QuestionKind::TrueFalse { .. } | QuestionKind::ShortText { .. } => {}
        QuestionKind::Matching { pairs, distractors } => {
            let side = |id: &str, html: String| OptionView { id: id.to_owned(), html };
            view.left = pairs.iter().map(|pair| side(&pair.id, reading.html(&pair.left))).collect();
            let right = pairs.iter().map(|pair| side(&pair.id, reading.html(&pair.right)));
            view.right = in_order(order, right.chain(option_views(distractors, reading)).collect());
        }
        QuestionKind::Ordering { items } => view.items = in_order(order, option_views(items, reading).collect()),
        QuestionKind::Likert { scale } => view.scale = option_views(scale, reading).collect(),
        QuestionKind::Numeric { unit, .. } => {
            view.unit = (!unit.is_empty()).then(|| reading.plain(unit));
        }
        QuestionKind::Gap { text, gaps } => {
            let Some(shown) = reading.show(text) else { return view };
            let mut html = String::new();
            for part in text_parts(shown.words) {
                match part {
                    TextPart::Words(words) => html.push_str(&inline::html(words, shown.letters, reading)),
                    TextPart::Gap(name) => {
                        let Some(gap) = gaps.get(name) else { continue };
                        html.extend(["<span data-gap=\"", &inline::escaped(name), "\"></span>"]);
                        let order = laid_out.gaps.get(name).map(Vec::as_slice).unwrap_or_default();
                        view.gaps.push(gap_view(name, gap, order, reading));
                    }
                }
            }
            view.text_html = Some(reading.marked(&shown.language, html));
        }
    }
    view
}

fn gap_view(name: &str, gap: &Gap, order: &[String], reading: &Reading<'_>) -> GapView {
    let (kind, choices) = match gap {
        Gap::Numeric(_) => (GapKind::Number, Vec::new()),
        Gap::Accept(_) => (GapKind::Text, Vec::new()),
        Gap::Choices(choices) => (GapKind::Choice, in_order(order, plain_choices(choices, reading))),
    };
    GapView { id: name.to_owned(), kind, choices }
}

/// A list to choose from shows words alone, so these carry no tags.
fn plain_choices(choices: &[Choice], reading: &Reading<'_>) -> Vec<OptionView> {
    let view = |choice: &Choice| OptionView {
        id: choice.id.clone(),
        html: inline::escaped(&reading.plain(&choice.text)).into_owned(),
    };
    choices.iter().map(view).collect()
}

fn choice_views(choices: &[Choice], reading: &Reading<'_>) -> Vec<OptionView> {
    choices.iter().map(|choice| OptionView { id: choice.id.clone(), html: reading.html(&choice.text) }).collect()
}

fn option_views<'a>(options: &'a [OptionText], reading: &'a Reading<'_>) -> impl Iterator<Item = OptionView> + 'a {
    options.iter().map(|option| OptionView { id: option.id.clone(), html: reading.html(&option.text) })
}

/// As the paper has it, under the ids that the paper gives; what the paper does not know stands at the end.
fn in_order(order: &[String], mut views: Vec<OptionView>) -> Vec<OptionView> {
    let place = |id: &str| order.iter().position(|one| one == id).unwrap_or(usize::MAX);
    views.sort_by_key(|view| place(&view.id));
    for view in &mut views {
        view.id = mask_id(order, &view.id);
    }
    views
}
