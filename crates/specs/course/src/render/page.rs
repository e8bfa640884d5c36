//! A lesson as a page of its own.

use std::fmt::Write as _;

use vidik_base::LanguageTag;
use vidik_lang::html;

use super::{RenderedLesson, markup::escaped, words::Words};

/// Where a page finds its style and its script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageAssets {
    /// Stylesheets, in their order.
    pub styles: Vec<String>,
    /// The script, a module where `module` says so.
    pub script: String,
    /// Whether the script is a module.
    pub module: bool,
    /// What the script loads in its turn, from beside it.
    pub loads: Option<&'static str>,
}

/// The whole page: the lesson, and below it what is left to do.
pub fn lesson_page(lesson: &RenderedLesson, reading: &LanguageTag, assets: &PageAssets) -> String {
    let mut head = String::new();
    for style in &assets.styles {
        let _ = write!(head, "<link rel=\"stylesheet\" href=\"{}\">", escaped(style));
    }
    if !assets.script.is_empty() {
        let kind = if assets.module { " type=\"module\"" } else { " defer" };
        let loads = assets.loads.map(|name| format!(" data-page=\"{name}\"")).unwrap_or_default();
        let _ = write!(head, "<script{kind} src=\"{}\"{loads}></script>", escaped(&assets.script));
    }
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title>{head}</head>\
         <body><main>{}</main>{}</body></html>\n",
        escaped(lesson.language.as_str()),
        escaped(&lesson.title),
        lesson.html,
        standing(lesson, reading)
    )
}

/// What is left to do, in the reader's language; the script shows the sentence that fits.
fn standing(lesson: &RenderedLesson, reading: &LanguageTag) -> String {
    let words = Words::of(reading);
    let mut sentences = String::new();
    for count in 0..=lesson.checks.len() {
        let count_of = i64::try_from(count).unwrap_or(i64::MAX);
        let text = escaped(&words.with("left", &[("count", count_of.into())]));
        let _ = write!(sentences, "<span data-left=\"{count}\" hidden>{text}</span>");
    }
    let done = escaped(&words.get("done"));
    let line = format!(
        "<footer class=\"standing\" lang=\"{}\"><p role=\"status\">{sentences}<span data-done hidden>{done}</span></p></footer>",
        words.language()
    );
    if reading.script() == Some("Latn") { html::to_latin(&line) } else { line }
}
