//! The page of a printed test.

use vidik_assessment::WholeQuiz;
use vidik_base::InterfaceLanguage;
use vidik_lang::{Value, interface_language};
use vidik_quiz::{
    Form, GapKind, OptionView, Paper, PaperQuestion, Question, QuestionKind, QuestionView, Reading, letter, present,
    solution,
};

use crate::messages;

/// Black on white, questions not torn apart, room to write.
pub(super) const STYLE: &str = "@page{size:A4;margin:18mm}*{box-sizing:border-box}\
body{font:11pt/1.45 'Noto Serif',Georgia,serif;color:#000;background:#fff;max-width:44rem;margin:0 auto;padding:1rem}\
h1{font-size:17pt;margin:0 0 .3rem}h2{font-size:13pt}header p{margin:.2rem 0}.who{display:flex;gap:2rem;margin:1rem 0}\
.who span{flex:1;border-bottom:1px solid #000;padding-top:1.4rem;font-size:9pt}\
ol.questions{padding:0;list-style:none;counter-reset:question}\
ol.questions>li{break-inside:avoid;margin:0 0 1.3rem;counter-increment:question}\
.prompt::before{content:counter(question) '. ';font-weight:bold}.prompt{font-weight:bold}\
.id{float:right;font:8pt monospace;color:#444}.choices{list-style:none;padding:0 0 0 1.2rem;margin:.3rem 0}\
.box{display:inline-block;width:.85em;height:.85em;border:1px solid #000;margin-right:.5em;vertical-align:-.08em}\
.line{display:inline-block;min-width:9rem;border-bottom:1px solid #000}.two{display:flex;gap:2rem}\
.key{break-before:page}.key li{margin:.3rem 0}.points{font-weight:normal;font-size:9pt}";

/// The whole page; the right answers come on a sheet of their own.
pub(super) fn page(whole: &WholeQuiz<'_>, paper: &Paper, reading: &Reading<'_>, with_key: bool) -> String {
    let language = interface_language(reading.language().as_str()).unwrap_or(InterfaceLanguage::En);
    let say = |key: &str| escaped(&messages::catalogue().format(language, key, &[]));
    let title = escaped(&reading.plain(&whole.quiz.title));
    let mut page = Page { out: String::new(), language };
    page.put(&[
        "<!doctype html><html lang=\"",
        reading.language().as_str(),
        "\"><head><meta charset=\"utf-8\"><title>",
        &title,
    ]);
    page.put(&["</title><style>", STYLE, "</style></head><body><main><header><h1>", &title]);
    if let Some(form) = paper.form.map(Form::as_str) {
        page.put(&[" · ", &say("paper.form"), " ", form]);
    }
    page.put(&["</h1><p>", &reading.html(&whole.quiz.intro), "</p><div class=\"who\"><span>", &say("paper.name")]);
    page.put(&["</span><span>", &say("paper.date"), "</span></div></header><ol class=\"questions\">"]);
    let questions: Vec<(&Question, &PaperQuestion)> =
        paper.questions.iter().filter_map(|one| Some((whole.bank.question(&one.id)?, one))).collect();
    for (question, laid_out) in &questions {
        page.question(&present(question, laid_out, reading));
    }
    page.put(&["</ol>"]);
    if with_key {
        page.put(&["<section class=\"key\"><h2>", &say("paper.key"), "</h2><ol>"]);
        for (question, laid_out) in &questions {
            page.key(question, laid_out, reading);
        }
        page.put(&["</ol></section>"]);
    }
    page.put(&["</main></body></html>"]);
    page.out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

struct Page {
    out: String,
    language: InterfaceLanguage,
}

impl Page {
    fn put(&mut self, parts: &[&str]) {
        self.out.extend(parts.iter().copied());
    }

    fn say(&self, key: &str) -> String {
        escaped(&messages::catalogue().format(self.language, key, &[]))
    }

    fn question(&mut self, view: &QuestionView) {
        self.put(&["<li><span class=\"id\">", &escaped(&view.id), "</span><div class=\"prompt\">", &view.prompt_html]);
        if view.points > 0.0 {
            let points = messages::catalogue().format(
                self.language,
                "paper.points",
                &[("points", Value::Text(view.points.to_string().into()))],
            );
            self.put(&[" <span class=\"points\">(", &escaped(&points), ")</span>"]);
        }
        self.put(&["</div>"]);
        self.answer(view);
        self.put(&["</li>"]);
    }

    fn answer(&mut self, view: &QuestionView) {
        use vidik_quiz::QuestionType::{
            Gap, Likert, Matching, Multiple, Numeric, Ordering, ShortText, Single, TrueFalse,
        };
        match view.kind {
            Single | Multiple => self.letters(&view.choices, true),
            Likert => self.letters(&view.scale, true),
            TrueFalse => {
                let (yes, no) = (self.say("paper.true"), self.say("paper.false"));
                self.put(&["<ul class=\"choices\"><li><span class=\"box\"></span>", &yes]);
                self.put(&["</li><li><span class=\"box\"></span>", &no, "</li></ul>"]);
            }
            Matching => {
                self.put(&["<div class=\"two\"><ul class=\"choices\">"]);
                for (place, left) in view.left.iter().enumerate() {
                    self.put(&[
                        "<li>",
                        &(place + 1).to_string(),
                        ". ",
                        &left.html,
                        " <span class=\"line\"></span></li>",
                    ]);
                }
                self.put(&["</ul>"]);
                self.letters(&view.right, false);
                self.put(&["</div>"]);
            }
            Ordering => {
                self.letters(&view.items, false);
                self.put(&["<p><span class=\"line\"></span></p>"]);
            }
            Gap => self.gaps(view),
            Numeric => {
                let unit = view.unit.as_deref().map(escaped).unwrap_or_default();
                self.put(&["<p><span class=\"line\"></span> ", &unit, "</p>"]);
            }
            ShortText => self.put(&["<p><span class=\"line\"></span></p>"]),
        }
    }

    fn letters(&mut self, options: &[OptionView], boxes: bool) {
        self.put(&["<ul class=\"choices\">"]);
        for (place, option) in options.iter().enumerate() {
            let mark = if boxes { "<li><span class=\"box\"></span>" } else { "<li>" };
            self.put(&[mark, &letter(place), ") ", &option.html, "</li>"]);
        }
        self.put(&["</ul>"]);
    }

    /// Gaps become lines, those with choices the choices with their letters.
    fn gaps(&mut self, view: &QuestionView) {
        let mut text = view.text_html.clone().unwrap_or_default();
        for gap in &view.gaps {
            let shown = if gap.kind == GapKind::Choice {
                let choices = gap.choices.iter().enumerate();
                let choices: Vec<String> =
                    choices.map(|(place, choice)| format!("{}) {}", letter(place), choice.html)).collect();
                format!("<span class=\"line\"></span> ({})", choices.join(" / "))
            } else {
                "<span class=\"line\"></span>".to_owned()
            };
            text = text.replace(&format!("<span data-gap=\"{}\"></span>", gap.id), &shown);
        }
        self.put(&["<p>", &text, "</p>"]);
    }

    fn key(&mut self, question: &Question, laid_out: &PaperQuestion, reading: &Reading<'_>) {
        let told = solution(question, laid_out, reading);
        let answer = self.words(question, laid_out, &told.solution);
        self.put(&["<li>", &escaped(&answer)]);
        if !told.feedback_html.is_empty() {
            self.put(&[" – ", &told.feedback_html]);
        }
        self.put(&["</li>"]);
    }

    /// The right answer in the letters of the paper, as it is typed in.
    fn words(&self, question: &Question, laid_out: &PaperQuestion, solution: &serde_json::Value) -> String {
        let lettered = |id: &serde_json::Value| {
            let place = id.as_str().and_then(|id| id.strip_prefix('o')).and_then(|place| place.parse::<usize>().ok());
            place.and_then(|place| place.checked_sub(1)).map_or_else(|| plain(id), letter)
        };
        match (&question.kind, solution) {
            (QuestionKind::TrueFalse { correct }, _) => {
                let key = if *correct { "paper.true" } else { "paper.false" };
                messages::catalogue().format(self.language, key, &[])
            }
            (QuestionKind::Single { .. }, id) => lettered(id),
            (_, serde_json::Value::Array(ids)) => ids.iter().map(lettered).collect::<Vec<_>>().join(" "),
            (QuestionKind::Matching { pairs, .. }, serde_json::Value::Object(matched)) => {
                let numbered = pairs
                    .iter()
                    .enumerate()
                    .filter_map(|(place, pair)| Some(format!("{}{}", place + 1, lettered(matched.get(&pair.id)?))));
                numbered.collect::<Vec<_>>().join(" ")
            }
            (QuestionKind::Gap { text, .. }, serde_json::Value::Object(gaps)) => {
                let names = text.iter().next().map(|(_, words)| vidik_quiz::gap_names(words)).unwrap_or_default();
                let filled = names.into_iter().filter_map(|name| {
                    let value = gaps.get(name)?;
                    Some(if laid_out.gaps.contains_key(name) { lettered(value) } else { plain(value) })
                });
                filled.collect::<Vec<_>>().join(" | ")
            }
            (_, other) => plain(other),
        }
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
