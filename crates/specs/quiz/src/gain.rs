//! What a course changed: the same people before and after, by topic and by question.

use std::collections::BTreeMap;

use serde::Serialize;

/// One person's result in one test.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestResult {
    /// Points reached and to be had, by topic; questions without a topic stand under "".
    pub topics: BTreeMap<String, Points>,
    /// Share reached, 0…1, by what a question tests (its pair; its id where it has none).
    pub questions: BTreeMap<String, f64>,
}

/// Points reached of points to be had.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Points {
    /// Reached.
    pub points: f64,
    /// To be had.
    pub max: f64,
}

impl Points {
    /// 0…1; nothing where nothing was to be had.
    pub fn share(self) -> Option<f64> {
        (self.max > 0.0).then(|| self.points / self.max)
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { points: self.points + other.points, max: self.max + other.max }
    }
}

impl TestResult {
    /// Adds a marked question.
    pub fn add(&mut self, topic: Option<&str>, pair: &str, points: Points) {
        let sum = self.topics.entry(topic.unwrap_or_default().to_owned()).or_default();
        *sum = sum.plus(points);
        if let Some(share) = points.share() {
            self.questions.insert(pair.to_owned(), share);
        }
    }

    /// All topics together.
    pub fn total(&self) -> Points {
        self.topics.values().fold(Points::default(), |sum, points| sum.plus(*points))
    }
}

/// Means of the same people before and after. Who has only one of the two is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Change {
    /// How many people it rests on.
    pub pairs: usize,
    /// Mean share before, 0…1.
    pub before: Option<f64>,
    /// Mean share after, 0…1.
    pub after: Option<f64>,
    /// After less before.
    pub gain: Option<f64>,
    /// The gain as a part of what could be gained: (after − before) ÷ (1 − before), of the means. Nothing where
    /// everything was known before.
    pub normalised_gain: Option<f64>,
}

/// The gain of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Gain {
    /// Of the whole test.
    pub total: Change,
    /// How many people did better than before.
    pub better: usize,
    /// How many did as well as before.
    pub same: usize,
    /// How many did worse than before.
    pub worse: usize,
    /// By topic; questions without one under "".
    pub topics: BTreeMap<String, Change>,
    /// By what the questions test.
    pub questions: BTreeMap<String, Change>,
}

/// Compares two tests of the same people.
pub fn gain<'a>(people: impl IntoIterator<Item = (&'a TestResult, &'a TestResult)>) -> Gain {
    let mut gain = Gain::default();
    let mut total = Sums::default();
    let mut topics: BTreeMap<&str, Sums> = BTreeMap::new();
    let mut questions: BTreeMap<&str, Sums> = BTreeMap::new();
    for (before, after) in people {
        if let (Some(was), Some(is)) = (before.total().share(), after.total().share()) {
            total.add(was, is);
            let difference = is - was;
            if difference.abs() < 1e-9 {
                gain.same += 1;
            } else if difference > 0.0 {
                gain.better += 1;
            } else {
                gain.worse += 1;
            }
        }
        for (topic, points) in &before.topics {
            let after = after.topics.get(topic).and_then(|points| points.share());
            if let (Some(was), Some(is)) = (points.share(), after) {
                topics.entry(topic).or_default().add(was, is);
            }
        }
        for (question, was) in &before.questions {
            if let Some(is) = after.questions.get(question) {
                questions.entry(question).or_default().add(*was, *is);
            }
        }
    }
    gain.total = total.change();
    gain.topics = topics.into_iter().map(|(topic, sums)| (topic.to_owned(), sums.change())).collect();
    gain.questions = questions.into_iter().map(|(question, sums)| (question.to_owned(), sums.change())).collect();
    gain
}

#[derive(Clone, Copy, Default)]
struct Sums {
    pairs: u32,
    before: f64,
    after: f64,
}

impl Sums {
    fn add(&mut self, before: f64, after: f64) {
        self.pairs = self.pairs.saturating_add(1);
        self.before += before;
        self.after += after;
    }

    fn change(self) -> Change {
        if self.pairs == 0 {
            return Change::default();
        }
        let (before, after) = (self.before / f64::from(self.pairs), self.after / f64::from(self.pairs));
        Change {
            pairs: usize::try_from(self.pairs).unwrap_or(usize::MAX),
            before: Some(before),
            after: Some(after),
            gain: Some(after - before),
            normalised_gain: (before < 1.0 - 1e-9).then(|| (after - before) / (1.0 - before)),
        }
    }
}
