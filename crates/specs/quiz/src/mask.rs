//! Ids as they go to the learner: by place on the paper. An author's own would tell the answer, since a matching has
//! one id for both of its sides, and items are often numbered in their right order.

use serde_json::Value;

use crate::{
    draw::PaperQuestion,
    model::{Question, QuestionKind},
};

/// The id that stands at a place, counted from 0.
fn masked(place: usize) -> String {
    format!("o{}", place + 1)
}

pub(crate) fn mask_id(order: &[String], id: &str) -> String {
    order.iter().position(|one| one == id).map_or_else(|| id.to_owned(), masked)
}

fn unmask_id(order: &[String], id: &str) -> String {
    order.iter().enumerate().find(|(place, _)| masked(*place) == id).map_or(id, |(_, own)| own).to_owned()
}

impl PaperQuestion {
    /// A response, or a right answer, with the ids that this paper shows.
    #[must_use]
    pub fn mask(&self, question: &Question, response: &Value) -> Value {
        self.renamed(question, response, mask_id)
    }

    /// A response with the ids of the bank.
    #[must_use]
    pub fn unmask(&self, question: &Question, response: &Value) -> Value {
        self.renamed(question, response, unmask_id)
    }

    fn renamed(&self, question: &Question, response: &Value, rename: fn(&[String], &str) -> String) -> Value {
        let one = |order: &[String], value: &Value| match value.as_str() {
            Some(id) => Value::from(rename(order, id)),
            None => value.clone(),
        };
        match (&question.kind, response) {
            (QuestionKind::Single { .. }, Value::String(_)) => one(&self.order, response),
            (QuestionKind::Multiple { .. } | QuestionKind::Ordering { .. }, Value::Array(ids)) => {
                ids.iter().map(|id| one(&self.order, id)).collect()
            }
            (QuestionKind::Matching { .. }, Value::Object(pairs)) => {
                pairs.iter().map(|(left, right)| (left.clone(), one(&self.order, right))).collect()
            }
            (QuestionKind::Gap { .. }, Value::Object(gaps)) => gaps
                .iter()
                .map(|(gap, value)| {
                    let renamed = self.gaps.get(gap).map_or_else(|| value.clone(), |order| one(order, value));
                    (gap.clone(), renamed)
                })
                .collect(),
            _ => response.clone(),
        }
    }
}
