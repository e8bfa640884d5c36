//! A question as it stands in the file: the fields of all types side by side, those of its own type filled.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vidik_base::LocalizedText;

use super::{
    finite, is_false,
    question::{
        Accepted, Choice, Form, Gap, NumericAnswer, OptionText, Pair, Question, QuestionKind, QuestionType, Scoring,
    },
};

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionSource {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    topic: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    form: Option<Form>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pair: Option<String>,
    #[serde(rename = "type")]
    kind: QuestionType,
    prompt: LocalizedText,
    #[serde(default = "one_point", deserialize_with = "finite")]
    points: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<Choice>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correct: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pairs: Option<Vec<Pair>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    distractors: Option<Vec<OptionText>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    items: Option<Vec<OptionText>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<LocalizedText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gaps: Option<BTreeMap<String, Gap>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tolerance: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<LocalizedText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accept: Option<Accepted>,
    #[serde(default, skip_serializing_if = "is_false")]
    case_sensitive: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scale: Option<Vec<OptionText>>,
    #[serde(default, skip_serializing_if = "Scoring::is_default")]
    scoring: Scoring,
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    feedback: LocalizedText,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sources: Vec<String>,
}

const fn one_point() -> f64 {
    1.0
}

impl QuestionSource {
    /// Fields that only some types have, and whether this question fills them.
    fn filled(&self) -> [(&'static str, bool); 12] {
        [
            ("choices", self.choices.is_some()),
            ("correct", self.correct.is_some()),
            ("pairs", self.pairs.is_some()),
            ("distractors", self.distractors.is_some()),
            ("items", self.items.is_some()),
            ("text", self.text.is_some()),
            ("gaps", self.gaps.is_some()),
            ("value", self.value.is_some()),
            ("tolerance", self.tolerance.is_some()),
            ("unit", self.unit.is_some()),
            ("accept", self.accept.is_some()),
            ("scale", self.scale.is_some()),
        ]
    }

    fn refuse_foreign_fields(&self) -> Result<(), String> {
        let own: &[&str] = match self.kind {
            QuestionType::Single | QuestionType::Multiple => &["choices"],
            QuestionType::TrueFalse => &["correct"],
            QuestionType::Matching => &["pairs", "distractors"],
            QuestionType::Ordering => &["items"],
            QuestionType::Gap => &["text", "gaps"],
            QuestionType::Numeric => &["value", "tolerance", "unit"],
            QuestionType::ShortText => &["accept"],
            QuestionType::Likert => &["scale"],
        };
        let foreign = self.filled().into_iter().find(|(name, filled)| *filled && !own.contains(name));
        let foreign = foreign.map(|(name, _)| name);
        let foreign =
            foreign.or((self.case_sensitive && self.kind != QuestionType::ShortText).then_some("case_sensitive"));
        match foreign {
            Some(name) => {
                Err(format!("question `{}`: `{name}` does not belong to type `{}`", self.id, self.kind.as_str()))
            }
            None => Ok(()),
        }
    }
}

/// A field that the type cannot be without.
fn needed<T>(id: &str, name: &str, value: Option<T>) -> Result<T, String> {
    value.ok_or_else(|| format!("question `{id}`: `{name}` is missing"))
}

impl TryFrom<QuestionSource> for Question {
    type Error = String;

    fn try_from(source: QuestionSource) -> Result<Self, String> {
        source.refuse_foreign_fields()?;
        let id = source.id;
        let kind = match source.kind {
            QuestionType::Single => QuestionKind::Single { choices: needed(&id, "choices", source.choices)? },
            QuestionType::Multiple => QuestionKind::Multiple { choices: needed(&id, "choices", source.choices)? },
            QuestionType::TrueFalse => QuestionKind::TrueFalse { correct: needed(&id, "correct", source.correct)? },
            QuestionType::Matching => QuestionKind::Matching {
                pairs: needed(&id, "pairs", source.pairs)?,
                distractors: source.distractors.unwrap_or_default(),
            },
            QuestionType::Ordering => QuestionKind::Ordering { items: needed(&id, "items", source.items)? },
            QuestionType::Gap => {
                QuestionKind::Gap { text: needed(&id, "text", source.text)?, gaps: needed(&id, "gaps", source.gaps)? }
            }
            QuestionType::Numeric => QuestionKind::Numeric {
                answer: NumericAnswer {
                    value: needed(&id, "value", source.value)?,
                    tolerance: source.tolerance.unwrap_or_default(),
                },
                unit: source.unit.unwrap_or_default(),
            },
            QuestionType::ShortText => QuestionKind::ShortText {
                accept: source.accept.unwrap_or_default(),
                case_sensitive: source.case_sensitive,
            },
            QuestionType::Likert => QuestionKind::Likert { scale: needed(&id, "scale", source.scale)? },
        };
        Ok(Self {
            id,
            topic: source.topic,
            form: source.form,
            pair: source.pair,
            prompt: source.prompt,
            points: source.points,
            feedback: source.feedback,
            sources: source.sources,
            scoring: source.scoring,
            kind,
        })
    }
}

impl From<Question> for QuestionSource {
    fn from(question: Question) -> Self {
        let mut source = Self {
            kind: question.question_type(),
            id: question.id,
            topic: question.topic,
            form: question.form,
            pair: question.pair,
            prompt: question.prompt,
            points: question.points,
            choices: None,
            correct: None,
            pairs: None,
            distractors: None,
            items: None,
            text: None,
            gaps: None,
            value: None,
            tolerance: None,
            unit: None,
            accept: None,
            case_sensitive: false,
            scale: None,
            scoring: question.scoring,
            feedback: question.feedback,
            sources: question.sources,
        };
        match question.kind {
            QuestionKind::Single { choices } | QuestionKind::Multiple { choices } => source.choices = Some(choices),
            QuestionKind::TrueFalse { correct } => source.correct = Some(correct),
            QuestionKind::Matching { pairs, distractors } => {
                source.pairs = Some(pairs);
                source.distractors = (!distractors.is_empty()).then_some(distractors);
            }
            QuestionKind::Ordering { items } => source.items = Some(items),
            QuestionKind::Gap { text, gaps } => (source.text, source.gaps) = (Some(text), Some(gaps)),
            QuestionKind::Numeric { answer, unit } => {
                source.value = Some(answer.value);
                source.tolerance = (answer.tolerance != 0.0).then_some(answer.tolerance);
                source.unit = (!unit.is_empty()).then_some(unit);
            }
            QuestionKind::ShortText { accept, case_sensitive } => {
                source.accept = (!accept.is_empty()).then_some(accept);
                source.case_sensitive = case_sensitive;
            }
            QuestionKind::Likert { scale } => source.scale = Some(scale),
        }
        source
    }
}
