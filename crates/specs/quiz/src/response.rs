//! What a learner answered.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::model::{Gap, Question, QuestionKind};

/// The longest free answer, in characters.
const MAX_TEXT: usize = 2_000;

/// An answer that fits its question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// The id of a choice or a step, or `true` or `false`.
    One(String),
    /// Ids of choices.
    Several(Vec<String>),
    /// From left id to right id.
    Matched(BTreeMap<String, String>),
    /// Ids of items in the learner's order.
    Ordered(Vec<String>),
    /// From gap to what was written or chosen.
    Gaps(BTreeMap<String, String>),
    /// What was written.
    Text(String),
}

impl Response {
    /// Reads an answer as the wire has it: `null`, or what the question's type asks for.
    ///
    /// `Ok(None)` is no answer; an answer that does not fit its question is an error.
    pub fn read(question: &Question, value: &Value) -> Result<Option<Self>, ResponseError> {
        if value.is_null() {
            return Ok(None);
        }
        let response = match &question.kind {
            QuestionKind::Single { choices } => Self::One(one(value, |id| choices.iter().any(|one| one.id == id))?),
            QuestionKind::Likert { scale } => Self::One(one(value, |id| scale.iter().any(|one| one.id == id))?),
            QuestionKind::TrueFalse { .. } => Self::One(one(value, |id| id == "true" || id == "false")?),
            QuestionKind::Multiple { choices } => {
                Self::Several(several(value, |id| choices.iter().any(|one| one.id == id))?)
            }
            QuestionKind::Ordering { items } => {
                Self::Ordered(several(value, |id| items.iter().any(|one| one.id == id))?)
            }
            QuestionKind::Matching { pairs, distractors } => {
                let left = |id: &str| pairs.iter().any(|pair| pair.id == id);
                let right = |id: &str| left(id) || distractors.iter().any(|one| one.id == id);
                Self::Matched(mapping(value, |from, to| left(from) && right(to))?)
            }
            QuestionKind::Gap { gaps, .. } => Self::Gaps(mapping(value, |name, words| match gaps.get(name) {
                Some(Gap::Choices(choices)) => choices.iter().any(|one| one.id == words),
                Some(_) => true,
                None => false,
            })?),
            QuestionKind::Numeric { .. } | QuestionKind::ShortText { .. } => Self::Text(words(value)?),
        };
        Ok(response.something())
    }

    /// Nothing where nothing was chosen or written.
    fn something(self) -> Option<Self> {
        let empty = match &self {
            Self::One(text) | Self::Text(text) => text.trim().is_empty(),
            Self::Several(ids) | Self::Ordered(ids) => ids.is_empty(),
            Self::Matched(map) | Self::Gaps(map) => map.is_empty(),
        };
        (!empty).then_some(self)
    }

    /// As the wire and the database have it.
    pub fn to_value(&self) -> Value {
        match self {
            Self::One(text) | Self::Text(text) => Value::from(text.as_str()),
            Self::Several(ids) | Self::Ordered(ids) => Value::from(ids.as_slice()),
            Self::Matched(map) | Self::Gaps(map) => {
                map.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect()
            }
        }
    }
}

/// The answer does not fit its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseError;

impl std::fmt::Display for ResponseError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the answer does not fit its question")
    }
}

impl std::error::Error for ResponseError {}

fn one(value: &Value, known: impl Fn(&str) -> bool) -> Result<String, ResponseError> {
    value.as_str().filter(|id| known(id)).map(str::to_owned).ok_or(ResponseError)
}

fn several(value: &Value, known: impl Fn(&str) -> bool) -> Result<Vec<String>, ResponseError> {
    let ids: Vec<String> =
        value.as_array().ok_or(ResponseError)?.iter().map(|id| one(id, &known)).collect::<Result<_, _>>()?;
    let mut seen = HashSet::new();
    if ids.iter().all(|id| seen.insert(id)) { Ok(ids) } else { Err(ResponseError) }
}

fn mapping(value: &Value, fits: impl Fn(&str, &str) -> bool) -> Result<BTreeMap<String, String>, ResponseError> {
    let pairs = value.as_object().ok_or(ResponseError)?.iter().filter(|(_, to)| !to.is_null());
    pairs
        .map(|(from, to)| {
            let to = words(to)?;
            if fits(from, &to) { Ok((from.clone(), to)) } else { Err(ResponseError) }
        })
        .filter(|pair| pair.as_ref().map_or(true, |(_, to)| !to.trim().is_empty()))
        .collect()
}

fn words(value: &Value) -> Result<String, ResponseError> {
    let text = value.as_str().ok_or(ResponseError)?;
    if text.chars().count() > MAX_TEXT { Err(ResponseError) } else { Ok(text.replace('\0', "")) }
}
