//! `quizzes/<id>.json`, and the blueprints of `course.json`.

use serde::{Deserialize, Serialize};
use vidik_base::LocalizedText;

use super::is_false;

/// A test, a check or an evaluation, as one file of a course has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiz {
    /// Where the JSON schema lies; for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Id, in one namespace with lessons and modules.
    pub id: String,
    /// What it is for.
    pub kind: QuizKind,
    /// Title.
    pub title: LocalizedText,
    /// What stands before it, inline Markdown.
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    pub intro: LocalizedText,
    /// The blueprint of `course.json` that questions are drawn by; instead of `bank`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blueprint: Option<String>,
    /// The bank that questions are taken from; instead of `blueprint`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// How many of which topic; empty: all of the bank.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub draw: Vec<Draw>,
    /// Share of the points, 0…1, that passes; without it the quiz is completed by submitting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass_mark: Option<f64>,
    /// How often it may be taken; without it as often as one likes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// How long an attempt may last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_limit_minutes: Option<u32>,
    /// Whether questions come in an order of chance.
    #[serde(default, skip_serializing_if = "is_false")]
    pub shuffle_questions: bool,
    /// Whether choices come in an order of chance.
    #[serde(default, skip_serializing_if = "is_false")]
    pub shuffle_choices: bool,
    /// When the right answers are shown.
    #[serde(default, skip_serializing_if = "ReviewPolicy::is_default")]
    pub review: ReviewPolicy,
}

/// What a quiz is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuizKind {
    /// Taken first, counts for nothing but the gain.
    Entry,
    /// Taken last; gives the course its score.
    Exit,
    /// A quiz along the way.
    Quiz,
    /// An evaluation: never marked.
    Survey,
}

impl QuizKind {
    /// The word in files and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Exit => "exit",
            Self::Quiz => "quiz",
            Self::Survey => "survey",
        }
    }

    /// Whether its result counts for the course.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Exit | Self::Quiz)
    }

    /// Whether answers are right or wrong.
    pub const fn is_marked(self) -> bool {
        !matches!(self, Self::Survey)
    }
}

/// When the right answers are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewPolicy {
    /// After every attempt.
    #[default]
    AfterSubmit,
    /// When the quiz is passed.
    AfterPass,
    /// When there is no attempt left.
    AfterLastAttempt,
    /// Not at all.
    Never,
}

impl ReviewPolicy {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The word in files and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AfterSubmit => "after-submit",
            Self::AfterPass => "after-pass",
            Self::AfterLastAttempt => "after-last-attempt",
            Self::Never => "never",
        }
    }
}

/// So many questions of one topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// The topic's id.
    pub topic: String,
    /// How many.
    pub count: usize,
}

/// What entry and exit test have in common (`blueprints` of `course.json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blueprint {
    /// The bank.
    pub bank: String,
    /// How many of which topic; empty: all questions of a form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub draw: Vec<Draw>,
    /// How the two forms are given.
    #[serde(default)]
    pub forms: Forms,
}

/// How the parallel forms of a blueprint are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forms {
    /// Half the learners get A first and B last, the others the reverse.
    #[default]
    Crossed,
    /// Everybody gets the same form before and after: for small groups.
    Single,
}
