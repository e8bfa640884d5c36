//! The wire types of quizzes for those who give them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vidik_quiz::{
    analysis::QuestionAnalysis,
    gain::{Change, Gain},
};

/// The quizzes of a course.
#[derive(Serialize, ToSchema)]
pub struct QuizList {
    /// In the course's order.
    pub items: Vec<QuizDto>,
    /// Always `null`: a course has few.
    pub next_cursor: Option<String>,
}

/// A quiz.
#[derive(Serialize, ToSchema)]
#[schema(as = Quiz)]
pub struct QuizDto {
    /// Its id, which never changes its meaning.
    pub id: String,
    /// `entry`, `exit`, `quiz`, `survey`.
    pub kind: &'static str,
    /// In the reader's language.
    pub title: String,
    /// How many questions a paper has.
    pub questions: usize,
    /// The ids of the questions of all forms on paper: the columns of a table of results.
    pub columns: Vec<String>,
    /// The parallel forms, where there are two.
    pub forms: Vec<&'static str>,
    /// 0…1.
    pub pass_mark: Option<f64>,
    /// How often it may be taken.
    pub attempts: Option<u32>,
    /// How long an attempt may last.
    pub time_limit_minutes: Option<u32>,
}

/// What the questions of a quiz are worth.
#[derive(Serialize, ToSchema)]
#[schema(as = QuizAnalysis)]
pub struct AnalysisDto {
    /// The quiz.
    pub quiz: String,
    /// How many papers it rests on: every learner's first.
    pub papers: usize,
    /// Mean share of the points, 0…1; absent with too few papers.
    pub mean: Option<f64>,
    /// The questions that were asked.
    pub questions: Vec<QuestionDto>,
}

/// What one question is worth.
#[derive(Serialize, ToSchema)]
#[schema(as = QuestionAnalysis)]
pub struct QuestionDto {
    /// The question's id.
    pub question: String,
    /// What is asked, in the reader's language.
    pub prompt: String,
    /// Its topic, in the reader's language; absent where it has none.
    pub topic: Option<String>,
    /// The parallel form that it belongs to; absent where it may stand in both, or there is one.
    pub form: Option<&'static str>,
    /// How many papers had it.
    pub answers: usize,
    /// Why there are no figures: `too_few_answers`, `not_marked`.
    pub refused: Option<&'static str>,
    /// How many answers figures need.
    pub needed: usize,
    /// Mean share of the points, 0…1: the higher, the easier.
    pub difficulty: Option<f64>,
    /// Correlation with the rest of the paper, −1…1.
    pub discrimination: Option<f64>,
    /// How often each choice was taken.
    pub choices: Vec<ChoiceDto>,
    /// How many left it out.
    pub left_out: usize,
    /// What was written freely, where nothing is expected: by the alphabet, so that nobody's answers stand together.
    pub written: Vec<String>,
    /// Languages against all others, people of like results compared.
    pub languages: Vec<LanguageDifferenceDto>,
}

/// The words of a question in the reader's language.
pub(super) struct QuestionWords {
    pub prompt: String,
    pub topic: Option<String>,
    pub form: Option<&'static str>,
    /// By the id of a choice, or of a scale's step.
    pub options: BTreeMap<String, String>,
    pub written: Vec<String>,
}

impl QuestionDto {
    pub(super) fn new(found: QuestionAnalysis, words: QuestionWords) -> Self {
        let choices = found.choices.into_iter();
        let languages = found.languages.into_iter();
        let QuestionWords { prompt, topic, form, mut options, written } = words;
        Self {
            question: found.question,
            prompt,
            topic,
            form,
            answers: found.answers,
            refused: found.refused.map(|refused| refused.code),
            needed: vidik_quiz::analysis::FEWEST_ANSWERS,
            difficulty: found.difficulty,
            discrimination: found.discrimination,
            choices: choices
                .map(|one| ChoiceDto {
                    text: options.remove(&one.id),
                    id: one.id,
                    correct: one.correct,
                    count: one.count,
                })
                .collect(),
            left_out: found.left_out,
            written,
            languages: languages
                .map(|one| LanguageDifferenceDto {
                    language: one.language,
                    answers: one.answers,
                    difference: one.difference,
                    flagged: one.flagged,
                })
                .collect(),
        }
    }
}

/// How often a choice was taken.
#[derive(Serialize, ToSchema)]
#[schema(as = ChoiceCount)]
pub struct ChoiceDto {
    /// The choice's id; `true` and `false` where that is the question.
    pub id: String,
    /// Its words, in the reader's language; absent for `true` and `false`.
    pub text: Option<String>,
    /// Whether it belongs to the right answer.
    pub correct: bool,
    /// How often.
    pub count: usize,
}

/// One language against all others.
#[derive(Serialize, ToSchema)]
#[schema(as = LanguageDifference)]
pub struct LanguageDifferenceDto {
    /// The language; both scripts of Serbian are one.
    pub language: String,
    /// How many answered in it.
    pub answers: usize,
    /// Share of the points less the others', −1…1.
    pub difference: f64,
    /// Whether somebody should look at the translation.
    pub flagged: bool,
}

/// What to print.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PaperQuery {
    /// `A` or `B`; `A` where it is not said.
    pub form: Option<String>,
    /// Language of the test (BCP 47); Serbian in either script.
    pub lang: Option<String>,
    /// Whether the right answers are printed behind it: for authors and administrators.
    pub key: Option<bool>,
}

/// What to export.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QtiQuery {
    /// Language of the items (BCP 47); Serbian in either script.
    pub lang: Option<String>,
    /// `2.1` or `2.2`; `2.2` where it is not said.
    pub version: Option<String>,
}

/// How to read items.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QtiImportQuery {
    /// Language of items that do not say theirs (BCP 47), with a script where it is Serbian. Needed.
    pub language: Option<String>,
    /// The id that the bank is to have.
    pub id: Option<String>,
}

/// A bank made of items of another system.
#[derive(Serialize, ToSchema)]
pub struct QuizBankRead {
    /// The bank as a file `banks/<id>.json` of a course has it.
    #[schema(value_type = Object)]
    pub bank: vidik_quiz::Bank,
    /// What could not be said here.
    pub findings: Vec<QtiFindingDto>,
}

/// What was found in an item.
#[derive(Serialize, ToSchema)]
#[schema(as = QtiFinding)]
pub struct QtiFindingDto {
    /// `error`, `warning`, `hint`.
    pub severity: &'static str,
    /// The rule's stable name.
    pub rule: String,
    /// The file of the package.
    pub file: Option<String>,
    /// The line in it, from 1.
    pub line: Option<u32>,
    /// What was seen, in the reader's language.
    pub message: String,
    /// What to do about it.
    pub advice: String,
}

/// How results from paper are taken.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PaperResultsQuery {
    /// Whether they are only looked at.
    pub preview: Option<bool>,
}

/// What was taken in.
#[derive(Serialize, ToSchema)]
pub struct PaperResultsTaken {
    /// One entry a line, in the file's order.
    pub items: Vec<PaperResultDto>,
}

/// One line that was taken in.
#[derive(Serialize, ToSchema)]
#[schema(as = PaperResult)]
pub struct PaperResultDto {
    /// Where it stands in the file, from 1.
    pub line: usize,
    /// As the file names the learner.
    pub learner: String,
    /// The attempt that was made of it; absent where it was only looked at.
    pub attempt: Option<Uuid>,
    /// Share of the points, 0…1.
    pub scaled: Option<f64>,
    /// Passed or not, where there is a pass mark.
    pub passed: Option<bool>,
}

/// What came of a quiz.
#[derive(Serialize, ToSchema)]
#[schema(as = QuizResults)]
pub struct ResultsDto {
    /// The quiz.
    pub quiz: String,
    /// How many people have handed it in.
    pub people: usize,
    /// How many of them have passed, at whichever attempt; absent where there is no pass mark.
    pub passed: Option<usize>,
    /// Mean share of the points of everybody's best attempt, 0…1; absent where nothing is marked.
    pub mean: Option<f64>,
    /// How many people's best attempt lies in each tenth of the points, the lowest first; empty where nothing is
    /// marked.
    pub tenths: Vec<usize>,
    /// How many attempts were handed in.
    pub attempts: usize,
    /// The attempts, the newest first, at most 500; empty for authors, who see no names.
    pub items: Vec<ResultDto>,
}

/// One attempt that was handed in.
#[derive(Serialize, ToSchema)]
#[schema(as = QuizResult)]
pub struct ResultDto {
    /// The attempt.
    pub id: Uuid,
    /// Who.
    pub person: Uuid,
    /// In the reader's script.
    pub name: String,
    /// Staff number.
    pub staff_number: Option<String>,
    /// 1, 2, 3 … a run through the course.
    pub number: i32,
    /// The parallel form, where there are two.
    pub form: Option<&'static str>,
    /// The language that it was read in.
    pub language: String,
    /// Whether it was written on paper.
    pub on_paper: bool,
    /// When it was handed in.
    pub submitted_at: DateTime<Utc>,
    /// Share of the points, 0…1; absent where nothing is marked.
    pub scaled: Option<f64>,
    /// Passed or not, where there is a pass mark.
    pub passed: Option<bool>,
}

/// What a course changed: entry and exit test of the same people.
#[derive(Serialize, ToSchema)]
#[schema(as = CourseGain)]
pub struct GainDto {
    /// The entry test.
    pub entry: String,
    /// The exit test.
    pub exit: String,
    /// Of the whole test.
    pub total: ChangeDto,
    /// How many did better than before.
    pub better: usize,
    /// How many did as well as before.
    pub same: usize,
    /// How many did worse than before.
    pub worse: usize,
    /// By topic, in the bank's order.
    pub topics: Vec<TopicGainDto>,
    /// By what pairs of questions test.
    pub questions: BTreeMap<String, ChangeDto>,
    /// Each person; empty for authors, who see no names.
    pub people: Vec<PersonGainDto>,
}

/// Means of the same people before and after.
#[derive(Serialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeDto {
    /// How many people it rests on.
    pub pairs: usize,
    /// Mean share before, 0…1.
    pub before: Option<f64>,
    /// Mean share after, 0…1.
    pub after: Option<f64>,
    /// After less before.
    pub gain: Option<f64>,
    /// The gain as a part of what could be gained.
    pub normalised_gain: Option<f64>,
}

impl From<Change> for ChangeDto {
    fn from(change: Change) -> Self {
        let Change { pairs, before, after, gain, normalised_gain } = change;
        Self { pairs, before, after, gain, normalised_gain }
    }
}

/// The gain of one topic.
#[derive(Serialize, ToSchema)]
#[schema(as = TopicGain)]
pub struct TopicGainDto {
    /// The topic's id.
    pub topic: String,
    /// In the reader's language.
    pub title: String,
    /// How it changed.
    pub change: ChangeDto,
}

/// The gain of one person.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonGain)]
pub struct PersonGainDto {
    /// Who.
    pub id: Uuid,
    /// In the reader's script.
    pub name: String,
    /// Staff number.
    pub staff_number: Option<String>,
    /// How it changed.
    pub change: ChangeDto,
    /// By topic.
    pub topics: BTreeMap<String, ChangeDto>,
}

impl PersonGainDto {
    pub(super) fn new(id: Uuid, name: String, staff_number: Option<String>, gain: Gain) -> Self {
        let topics = gain.topics.into_iter().map(|(topic, change)| (topic, change.into()));
        Self { id, name, staff_number, change: gain.total.into(), topics: topics.collect() }
    }
}

/// Extra time for every quiz.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = ExtraTime)]
#[serde(deny_unknown_fields)]
pub struct ExtraTimeDto {
    /// How much longer, in percent of the time that others have; 0 for none.
    #[schema(maximum = 300)]
    pub percent: u32,
}
