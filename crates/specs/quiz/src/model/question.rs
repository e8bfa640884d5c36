//! `banks/<id>.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vidik_base::{LanguageTag, LocalizedText};

use super::{finite, is_false, source::QuestionSource};

/// Questions by topic, as one file of a course has them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    /// Where the JSON schema lies; for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Id.
    pub id: String,
    /// What the questions are about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Topic>,
    /// The questions.
    #[serde(default)]
    pub questions: Vec<Question>,
}

impl Bank {
    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// The topic of that id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == id)
    }
}

/// What some questions are about: results are told by topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Id within the bank.
    pub id: String,
    /// Title.
    pub title: LocalizedText,
    /// The lesson that teaches it; reviews link to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lesson: Option<String>,
}

/// One question, the same in all languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "QuestionSource", into = "QuestionSource")]
pub struct Question {
    /// Id within the bank.
    pub id: String,
    /// The topic's id.
    pub topic: Option<String>,
    /// The parallel form that it belongs to; without one it may stand in both.
    pub form: Option<Form>,
    /// What it tests, in common with a question of the other form.
    pub pair: Option<String>,
    /// What is asked, inline Markdown.
    pub prompt: LocalizedText,
    /// Points for a right answer.
    pub points: f64,
    /// Why the answer is what it is, inline Markdown; empty when there is nothing to say.
    pub feedback: LocalizedText,
    /// Ids of the course's sources.
    pub sources: Vec<String>,
    /// What half a right answer is worth.
    pub scoring: Scoring,
    /// What is asked for.
    pub kind: QuestionKind,
}

impl Question {
    /// Its type, without what belongs to it.
    pub const fn question_type(&self) -> QuestionType {
        match self.kind {
            QuestionKind::Single { .. } => QuestionType::Single,
            QuestionKind::Multiple { .. } => QuestionType::Multiple,
            QuestionKind::TrueFalse { .. } => QuestionType::TrueFalse,
            QuestionKind::Matching { .. } => QuestionType::Matching,
            QuestionKind::Ordering { .. } => QuestionType::Ordering,
            QuestionKind::Gap { .. } => QuestionType::Gap,
            QuestionKind::Numeric { .. } => QuestionType::Numeric,
            QuestionKind::ShortText { .. } => QuestionType::ShortText,
            QuestionKind::Likert { .. } => QuestionType::Likert,
        }
    }

    /// Whether an answer can be right or wrong: not on a Likert scale, nor in free text that nothing is expected of.
    pub fn can_be_marked(&self) -> bool {
        match &self.kind {
            QuestionKind::Likert { .. } => false,
            QuestionKind::ShortText { accept, .. } => !accept.is_empty(),
            _ => true,
        }
    }
}

/// One of two parallel forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Form {
    /// The first.
    A,
    /// The second.
    B,
}

impl Form {
    /// The letter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }

    /// Reads the letter.
    pub fn from_letter(letter: &str) -> Option<Self> {
        match letter {
            "A" => Some(Self::A),
            "B" => Some(Self::B),
            _ => None,
        }
    }

    /// The one that this is parallel to.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// What half a right answer is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scoring {
    /// Nothing.
    #[default]
    AllOrNothing,
    /// Right minus wrong of several choices, never below 0; otherwise the share of right parts.
    Partial,
}

impl Scoring {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The types by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionType {
    /// One of several choices.
    Single,
    /// Several of several choices.
    Multiple,
    /// Right or wrong.
    TrueFalse,
    /// Each left one to a right one.
    Matching,
    /// Into the right order.
    Ordering,
    /// A text with gaps.
    Gap,
    /// A number.
    Numeric,
    /// A word or a few.
    ShortText,
    /// A step on a scale; never marked.
    Likert,
}

impl QuestionType {
    /// The word in files and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
            Self::TrueFalse => "true-false",
            Self::Matching => "matching",
            Self::Ordering => "ordering",
            Self::Gap => "gap",
            Self::Numeric => "numeric",
            Self::ShortText => "short-text",
            Self::Likert => "likert",
        }
    }
}

/// What is asked for, by type.
#[derive(Clone, Debug, PartialEq)]
pub enum QuestionKind {
    /// One of several choices.
    Single {
        /// The choices; exactly one is correct.
        choices: Vec<Choice>,
    },
    /// Several of several choices.
    Multiple {
        /// The choices; at least one is correct.
        choices: Vec<Choice>,
    },
    /// Whether the prompt is true.
    TrueFalse {
        /// Whether it is.
        correct: bool,
    },
    /// Each left one to its right one.
    Matching {
        /// What belongs together.
        pairs: Vec<Pair>,
        /// Right ones that belong to nothing.
        distractors: Vec<OptionText>,
    },
    /// Into the right order.
    Ordering {
        /// In the right order.
        items: Vec<OptionText>,
    },
    /// A text with gaps.
    Gap {
        /// Inline text with `{{name}}` for each gap.
        text: LocalizedText,
        /// What belongs into each gap, by name.
        gaps: BTreeMap<String, Gap>,
    },
    /// A number.
    Numeric {
        /// The number and how far off it may be.
        answer: NumericAnswer,
        /// What stands behind it; empty when nothing does.
        unit: LocalizedText,
    },
    /// A word or a few.
    ShortText {
        /// What is accepted; empty in an evaluation, where everything is.
        accept: Accepted,
        /// Whether capitals matter.
        case_sensitive: bool,
    },
    /// A step on a scale.
    Likert {
        /// The steps.
        scale: Vec<OptionText>,
    },
}

/// What may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Id within the question.
    pub id: String,
    /// Words, inline Markdown.
    pub text: LocalizedText,
    /// Whether it belongs to the right answer.
    #[serde(default, skip_serializing_if = "is_false")]
    pub correct: bool,
    /// What is said to somebody who chose it, inline Markdown.
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    pub feedback: LocalizedText,
}

/// Words with an id: a step of a scale, something to put into order, a distractor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionText {
    /// Id within the question.
    pub id: String,
    /// Words, inline Markdown.
    pub text: LocalizedText,
}

/// Two that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Id of both sides.
    pub id: String,
    /// The one that stands fast.
    pub left: LocalizedText,
    /// The one that is looked for.
    pub right: LocalizedText,
}

/// What belongs into a gap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gap {
    /// A number.
    Numeric(NumericAnswer),
    /// A word.
    Accept(Accepted),
    /// One of several choices.
    Choices(Vec<Choice>),
}

/// A number and how far off it may be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumericAnswer {
    /// The right one.
    #[serde(deserialize_with = "finite")]
    pub value: f64,
    /// How far off an answer may be, upwards and downwards.
    #[serde(default, deserialize_with = "finite")]
    pub tolerance: f64,
}

/// The words that are accepted, by language; the first of a language is shown as the right one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Accepted(pub BTreeMap<LanguageTag, Vec<String>>);

impl Accepted {
    /// Whether no language has a word.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(Vec::is_empty)
    }

    /// Every word of every language.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.values().flatten().map(String::as_str)
    }
}
