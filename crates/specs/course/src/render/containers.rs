//! Containers as HTML.

use std::fmt::Write as _;

use super::{
    FIGURE, Renderer, figure,
    markup::{Flow, escaped},
};
use crate::{
    lesson::{blocks::Container, question::Question},
    model::{Figure, Media, MediaKind},
};
use vidik_base::LanguageTag;

impl Renderer<'_> {
    pub(super) fn container(&mut self, container: &Container) -> String {
        match container.name.as_str() {
            name @ ("case" | "explain" | "summary") => self.labelled("section", name, container),
            name @ ("note" | "important") => self.labelled("aside", name, container),
            name @ ("decision" | "check") => self.question(name, container),
            "quote" => self.quote(container),
            "figure" => self.figure(container),
            "video" => self.media(container),
            "accordion" => self.accordion(container),
            _ => self.blocks(&container.blocks),
        }
    }

    /// A part of the lesson under a small label.
    fn labelled(&mut self, tag: &str, name: &str, container: &Container) -> String {
        let number = self.number();
        let (label, content) = (self.word(name), self.blocks(&container.blocks));
        format!(
            "<{tag} class=\"{name}\" aria-labelledby=\"label-{number}\"><p class=\"label\" id=\"label-{number}\">{label}</p>{content}</{tag}>"
        )
    }

    fn accordion(&mut self, container: &Container) -> String {
        let title = container.attributes.get("title").cloned().unwrap_or_default();
        let (title, content) = (self.line(&title), self.blocks(&container.blocks));
        format!("<details class=\"accordion\"><summary>{title}</summary><div>{content}</div></details>")
    }

    fn quote(&mut self, container: &Container) -> String {
        let content = self.blocks(&container.blocks);
        let source = container.attributes.get("source").map(String::as_str).unwrap_or_default();
        let place = container.attributes.get("place").map(String::as_str);
        let title = self.course.sources.get(source).map(|source| source.title.clone()).unwrap_or_default();
        let title = self.localized(&title, Flow::Line);
        let citation = self.citation(source, place);
        format!(
            "<figure class=\"quote\"><blockquote>{content}</blockquote><figcaption><cite>{title}</cite> {citation}</figcaption></figure>"
        )
    }

    /// A question that marks itself: the answers are in the page, as they count for nothing but completion.
    fn question(&mut self, name: &str, container: &Container) -> String {
        let question = Question::of(container);
        let id = container.id.clone().unwrap_or_else(|| format!("q{}", self.count + 1));
        self.checks.push(id.clone());
        let number = self.number();
        let own = escaped(&id);
        let (kind, choose) =
            if question.is_multiple() { ("checkbox", "choose.several") } else { ("radio", "choose.one") };
        let asked = self.blocks(&question.blocks);
        let mut choices = String::new();
        for (place, choice) in (1..).zip(&question.choices) {
            let text = self.line(&choice.text);
            let right = if choice.right { " data-right=\"\"" } else { "" };
            let _ = write!(
                choices,
                "<li><label><input type=\"{kind}\" name=\"{own}\" value=\"{place}\"{right} \
                 aria-describedby=\"said-{own}-{place}\"> <span>{text}</span></label>"
            );
            let feedback = self.hidden(&choice.feedback);
            let mark = if choice.right {
                format!("<p class=\"mark\">{}</p>", self.word("choice.right"))
            } else {
                String::new()
            };
            let _ = write!(choices, "<div class=\"said\" id=\"said-{own}-{place}\" hidden>{mark}{feedback}</div></li>");
        }
        let outcome = |key: &str| format!("<span data-outcome=\"{key}\" hidden>{}</span>", self.word(key));
        format!(
            "<form class=\"question {name}\" id=\"check-{own}\" data-check=\"{own}\"><p class=\"label\" id=\"label-{number}\">{}</p>\
             <fieldset aria-labelledby=\"label-{number} asked-{own}\"><div class=\"asked\" id=\"asked-{own}\">{asked}\
             <p class=\"choose\">{}</p></div><ul class=\"choices\">{choices}</ul></fieldset>\
             <p class=\"actions\"><button type=\"submit\">{}</button><button type=\"reset\" hidden>{}</button></p>\
             <p class=\"outcome\" role=\"status\">{}{}{}</p></form>",
            self.word(name),
            self.word(choose),
            self.word("answer"),
            self.word("again"),
            outcome("right"),
            outcome("wrong"),
            outcome("empty"),
        )
    }

    /// Markdown that is hidden at first: the way back from the sources does not lead there.
    fn hidden(&mut self, text: &str) -> String {
        let around = std::mem::replace(&mut self.is_hidden, true);
        let html = self.markdown(text);
        self.is_hidden = around;
        html
    }

    fn figure(&mut self, container: &Container) -> String {
        let id = container.id.clone().unwrap_or_default();
        let caption = self.caption(container);
        if let Some(drawing) = self.course.figures.get(&id) {
            return self.drawing(&id, drawing, &caption);
        }
        let Some(media) = self.course.media.get(&id).filter(|media| media.kind == MediaKind::Image) else {
            return caption;
        };
        let (language, alt) = self.pick(&media.alt).map(|(tag, text)| (tag.clone(), text.to_owned())).unzip();
        let lang = self.lang(language.as_ref());
        format!(
            "<figure class=\"figure\"><img src=\"{}\" alt=\"{}\"{lang} loading=\"lazy\">{caption}</figure>",
            escaped(&format!("{}{}", self.files, media.file)),
            escaped(&alt.unwrap_or_default())
        )
    }

    fn caption(&mut self, container: &Container) -> String {
        let caption = self.blocks(&container.blocks);
        if caption.trim().is_empty() { String::new() } else { format!("<figcaption>{caption}</figcaption>") }
    }

    /// All words of a drawing come in one language: the first that has them all.
    fn drawing(&mut self, id: &str, drawing: &Figure, caption: &str) -> String {
        let whole = |language: &&LanguageTag| {
            std::iter::once(&drawing.alt).chain(drawing.labels.values()).all(|text| text.get(language).is_some())
        };
        let language = self.chain.iter().find(whole).unwrap_or(&self.language).clone();
        let text = |text: &vidik_base::LocalizedText| {
            text.resolve(std::slice::from_ref(&language)).map(|(_, text)| text.to_owned())
        };
        let number = self.number();
        let stem = format!("figure-{id}-{number}");
        let long = text(&drawing.long).filter(|text| !text.trim().is_empty());
        let long_id = long.as_ref().map(|_| format!("{stem}-long"));
        let naming = figure::Naming {
            stem: &stem,
            alt: &text(&drawing.alt).unwrap_or_default(),
            described_by: long_id.as_deref(),
        };
        let source = self.course.drawing(id).unwrap_or_default();
        let svg = figure::draw(source, &naming, &|label| drawing.labels.get(label).and_then(text));
        let place = self.figures.len();
        self.figures.push(svg.unwrap_or_default());
        let long = long.zip(long_id).map_or_else(String::new, |(long, id)| {
            format!(
                "<details class=\"long\"><summary>{}</summary><p id=\"{id}\">{}</p></details>",
                self.word("long"),
                self.line(&long)
            )
        });
        let marked = self.lang(Some(&language));
        format!(
            "<figure class=\"figure drawn\"><div class=\"drawing\"{marked}>{FIGURE}{place}{FIGURE}</div>{caption}{long}</figure>"
        )
    }

    /// The attribute for a text that is in another language than the lesson.
    fn lang(&self, language: Option<&LanguageTag>) -> String {
        match language {
            Some(language) if *language != self.language => format!(" lang=\"{language}\""),
            _ => String::new(),
        }
    }

    fn media(&mut self, container: &Container) -> String {
        let id = container.id.clone().unwrap_or_default();
        let caption = self.caption(container);
        let Some(media) = self.course.media.get(&id) else { return caption };
        let media = media.clone();
        let label = self.pick(&media.title).map(|(_, title)| escaped(title)).unwrap_or_default();
        let source = escaped(&format!("{}{}", self.files, media.file));
        let player = match media.kind {
            MediaKind::Video => {
                let poster = media.poster.as_ref().map_or_else(String::new, |poster| {
                    format!(" poster=\"{}\"", escaped(&format!("{}{poster}", self.files)))
                });
                format!(
                    "<video src=\"{source}\"{poster} controls preload=\"metadata\" aria-label=\"{label}\">{}</video>",
                    self.tracks(&media)
                )
            }
            MediaKind::Audio => {
                format!("<audio src=\"{source}\" controls preload=\"metadata\" aria-label=\"{label}\"></audio>")
            }
            MediaKind::Image | MediaKind::Document => format!("<a href=\"{source}\">{label}</a>"),
        };
        let transcript = self.localized(&media.transcript, Flow::Blocks);
        let transcript = if transcript.is_empty() {
            String::new()
        } else {
            let said = self.word("transcript");
            format!("<details class=\"transcript\"><summary>{said}</summary>{transcript}</details>")
        };
        format!("<figure class=\"media\">{player}{caption}{transcript}</figure>")
    }

    /// Captions in every language; those of the reader's are shown at first.
    fn tracks(&self, media: &Media) -> String {
        let first = self.chain.iter().find(|language| media.captions.contains_key(*language));
        let mut tracks = String::new();
        for (language, path) in &media.captions {
            let default = if Some(language) == first { " default" } else { "" };
            let _ = write!(
                tracks,
                "<track kind=\"captions\" src=\"{}\" srclang=\"{language}\" label=\"{language}\"{default}>",
                escaped(&format!("{}{path}", self.files))
            );
        }
        tracks
    }
}
