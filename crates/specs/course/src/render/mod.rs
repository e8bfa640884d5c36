//! Lessons as HTML: safe, accessible, in the reader's language and script.

mod apparatus;
mod containers;
pub(crate) mod figure;
pub(crate) mod markup;
mod page;
mod plain;
mod sanitise;
mod words;

use vidik_base::{LanguageTag, LocalizedText};
use vidik_lang::{Value, fallback_chain, html};

pub use page::{PageAssets, lesson_page};
pub use plain::plain_text;

use crate::{
    lesson::{
        blocks::{Block, parse},
        body,
        inline::{Directive, scan},
    },
    model::{Course, title_of},
};
pub(crate) use markup::options;
use markup::{Flow, escaped};
use words::Words;

/// A lesson as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedLesson {
    /// Its id.
    pub id: String,
    /// Its title, in `language`.
    pub title: String,
    /// The language that it is shown in, script included.
    pub language: LanguageTag,
    /// One `<article lang>`, sanitised.
    pub html: String,
    /// Where it is not shown in the language that was asked for.
    pub notice: Option<FallbackNotice>,
    /// The ids of its questions, in their order.
    pub checks: Vec<String>,
}

/// The text was not there in the language that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FallbackNotice {
    /// Asked for.
    pub wanted: LanguageTag,
    /// Shown.
    pub shown: LanguageTag,
}

/// A lesson in a reading language; addresses of media are relative to the course's folder. None where there is no such
/// lesson, or not one text of it.
pub fn render_lesson(course: &Course, lesson: &str, reading: &LanguageTag) -> Option<RenderedLesson> {
    render_lesson_at(course, lesson, reading, "")
}

/// As [`render_lesson`], with `files` before the addresses of media: `/files/{package}/`.
pub fn render_lesson_at(course: &Course, lesson: &str, reading: &LanguageTag, files: &str) -> Option<RenderedLesson> {
    let mut renderer = Renderer::new(course, lesson, reading, files)?;
    let article = renderer.article();
    let (title, shown) = (renderer.title(), renderer.language.clone());
    let safe = sanitise::sanitised(&article);
    let html = in_script(&renderer.with_figures(&safe), &shown, reading);
    let language = if is_other_script(&shown, reading) { reading.clone() } else { shown };
    let notice = (language.primary() != reading.primary())
        .then(|| FallbackNotice { wanted: reading.clone(), shown: language.clone() });
    let title = if language == renderer.language { title } else { in_script(&title, &renderer.language, reading) };
    Some(RenderedLesson { id: lesson.to_owned(), title, language, html, notice, checks: renderer.checks })
}

/// Whether both are Serbian and differ in script.
fn is_other_script(one: &LanguageTag, other: &LanguageTag) -> bool {
    one.primary() == "sr" && other.primary() == "sr" && one.script() != other.script()
}

/// Serbian parts in the script of a Serbian reader; everything as it is for others. Into Latin letters nothing can go
/// wrong; into Cyrillic goes only what is written in Latin ones: in a Cyrillic text they are the author's own, as in the
/// numbers of documents.
fn in_script(markup: &str, written: &LanguageTag, reading: &LanguageTag) -> String {
    match (reading.primary(), reading.script()) {
        ("sr", Some("Latn")) => html::to_latin(markup),
        _ if is_other_script(written, reading) => html::to_cyrillic(markup),
        _ => markup.to_owned(),
    }
}

/// Where a drawing is put in after the sanitiser has been over the page.
const FIGURE: char = '\u{e004}';

struct Renderer<'c> {
    course: &'c Course,
    lesson: &'c str,
    reading: &'c LanguageTag,
    /// What is tried for every text, best first.
    chain: Vec<LanguageTag>,
    /// Which language the lesson is written in.
    language: LanguageTag,
    markdown: &'c str,
    words: Words,
    files: &'c str,
    /// Sources in the order of citing, and whether a citation is marked as the place to go back to.
    cited: Vec<(String, bool)>,
    /// Within what is hidden at first.
    is_hidden: bool,
    /// Terms in their order.
    terms: Vec<String>,
    figures: Vec<String>,
    checks: Vec<String>,
    /// Numbers for ids.
    count: usize,
}

impl<'c> Renderer<'c> {
    fn new(course: &'c Course, lesson: &'c str, reading: &'c LanguageTag, files: &'c str) -> Option<Self> {
        let mut chain = fallback_chain(reading);
        for language in std::iter::once(&course.master).chain(&course.languages) {
            if !chain.contains(language) {
                chain.push(language.clone());
            }
        }
        let texts = &course.lessons.get(lesson)?.texts;
        let written = |language: &LanguageTag| texts.get(language).filter(|text| !text.trim().is_empty());
        let (language, markdown) = chain.iter().find_map(|language| Some((language.clone(), written(language)?)))?;
        Some(Self {
            course,
            lesson,
            reading,
            words: Words::of(&language),
            chain,
            language,
            markdown,
            files,
            cited: Vec::new(),
            is_hidden: false,
            terms: Vec::new(),
            figures: Vec::new(),
            checks: Vec::new(),
            count: 0,
        })
    }

    fn title(&self) -> String {
        title_of(self.markdown).unwrap_or(self.lesson).to_owned()
    }

    fn article(&mut self) -> String {
        let (text, first) = body(self.markdown);
        let (blocks, _) = parse(text, first);
        let title = self.line(&self.title());
        let content = self.blocks(&blocks);
        let notices = self.notices();
        let apparatus = self.apparatus();
        format!(
            "<article lang=\"{}\" class=\"lesson\" id=\"lesson\">{notices}<h1>{title}</h1>{content}{apparatus}</article>",
            escaped(self.language.as_str())
        )
    }

    /// Said above the lesson: that it is in another language, and what the course says of itself.
    fn notices(&mut self) -> String {
        let mut html = String::new();
        if self.language.primary() != self.reading.primary() {
            let words = Words::of(self.reading);
            let (wanted, shown) = (self.reading.primary(), self.language.primary());
            let values = [("wanted", Value::Text(wanted.into())), ("shown", Value::Text(shown.into()))];
            let text = escaped(&words.with("fallback", &values));
            html = format!("<p class=\"fallback\" role=\"note\" lang=\"{}\">{text}</p>", words.language());
        }
        if !self.course.notice.is_empty() {
            html.push_str("<p class=\"course-notice\" role=\"note\">");
            html.push_str(&self.localized(&self.course.notice, Flow::Line));
            html.push_str("</p>");
        }
        html
    }

    fn blocks(&mut self, blocks: &[Block]) -> String {
        blocks
            .iter()
            .map(|block| match block {
                Block::Markdown { text, .. } => self.markdown(text),
                Block::Container(container) => self.container(container),
            })
            .collect()
    }

    fn markdown(&mut self, text: &str) -> String {
        self.html(text, Flow::Blocks)
    }

    /// What stands within a line.
    fn line(&mut self, text: &str) -> String {
        self.html(text, Flow::Line)
    }

    fn html(&mut self, text: &str, flow: Flow) -> String {
        let scanned = scan(text);
        let directives: Vec<String> =
            scanned.directives.iter().map(|(directive, _)| self.directive(directive)).collect();
        let (course, files) = (self.course, self.files);
        markup::html(&scanned, flow, &directives, &|target| address(course, files, target))
    }

    fn directive(&mut self, directive: &Directive) -> String {
        match directive {
            Directive::Citation { source, place } => self.citation(source, place.as_deref()),
            Directive::Term { term, words } => self.term(term, words.as_deref()),
            Directive::Foreign { language, words } => {
                let words = self.line(words);
                match language {
                    Some(tag) => format!("<span lang=\"{tag}\" dir=\"auto\">{words}</span>"),
                    None => words,
                }
            }
            Directive::Keep { words } => format!("<span translate=\"no\">{}</span>", self.line(words)),
        }
    }

    /// The language that a text of `course.json` is shown in, and the text.
    fn pick<'t>(&self, text: &'t LocalizedText) -> Option<(&'t LanguageTag, &'t str)> {
        let written =
            |language: &LanguageTag| text.iter().find(|(own, text)| *own == language && !text.trim().is_empty());
        self.chain.iter().find_map(written).or_else(|| text.iter().find(|(_, text)| !text.trim().is_empty()))
    }

    /// A text of `course.json`; marked where it is in another language than the lesson.
    fn localized(&mut self, text: &LocalizedText, flow: Flow) -> String {
        let Some((language, text)) = self.pick(text).map(|(language, text)| (language.clone(), text.to_owned())) else {
            return String::new();
        };
        let html = self.html(&text, flow);
        if language == self.language {
            return html;
        }
        let tag = if flow == Flow::Line { "span" } else { "div" };
        format!("<{tag} lang=\"{language}\">{html}</{tag}>")
    }

    /// One of the program's words; marked where it does not speak the lesson's language.
    fn word(&self, key: &str) -> String {
        let text = escaped(&self.words.get(key));
        let language = self.words.language();
        if language.primary() == self.language.primary() {
            return text;
        }
        format!("<span lang=\"{language}\">{text}</span>")
    }

    fn number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    /// Puts the drawings in their places.
    fn with_figures(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + self.figures.iter().map(String::len).sum::<usize>());
        let mut rest = html;
        while let Some((before, after)) = rest.split_once(FIGURE) {
            let (number, after) = after.split_once(FIGURE).unwrap_or((after, ""));
            out.push_str(before);
            if let Some(figure) = number.parse().ok().and_then(|number: usize| self.figures.get(number)) {
                out.push_str(figure);
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// Where a link or picture leads: an address of the web, a place on the page, or a file of the course.
pub(crate) fn address(course: &Course, files: &str, target: &str) -> Option<String> {
    let lower = target.to_ascii_lowercase();
    if ["http://", "https://", "mailto:", "tel:", "#"].iter().any(|start| lower.starts_with(start)) {
        return Some(target.to_owned());
    }
    let path = target.strip_prefix("../../").unwrap_or(target);
    course.has_file(path).then(|| format!("{files}{path}"))
}
