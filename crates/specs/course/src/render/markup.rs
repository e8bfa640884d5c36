//! Markdown to HTML, with the directives' HTML put in their places.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::lesson::inline::{BEGIN, END, Scanned};

/// `CommonMark` with tables; nothing else.
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
}

/// Text as it stands in HTML, in attributes too.
pub(crate) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

/// Whether blocks are wanted, or what stands within a line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Blocks,
    Line,
}

/// The HTML of a scanned text. `directives` is the HTML of its directives, `address` turns the target of a link or
/// picture into an address, or into nothing where it leads nowhere.
pub(crate) fn html(
    scanned: &Scanned,
    flow: Flow,
    directives: &[String],
    address: &dyn Fn(&str) -> Option<String>,
) -> String {
    let mut written = Vec::new();
    for event in Parser::new_ext(&scanned.text, options()) {
        match event {
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) if flow == Flow::Line => {}
            // HTML is not taken: it is shown as it is written.
            Event::Html(text) | Event::InlineHtml(text) | Event::Text(text) => put_in(&text, directives, &mut written),
            Event::Start(Tag::Heading { level, .. }) => written.push(Event::Start(Tag::Heading {
                level: in_lesson(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            })),
            Event::End(TagEnd::Heading(level)) => written.push(Event::End(TagEnd::Heading(in_lesson(level)))),
            Event::Start(Tag::Link { dest_url, link_type, .. }) => {
                let mailed = if link_type == LinkType::Email { "mailto:" } else { "" };
                let target = address(&format!("{mailed}{dest_url}")).unwrap_or_default();
                // The lesson's own frame stays on the lesson.
                let outside = if target.starts_with('#') { "" } else { " target=\"_blank\" rel=\"noopener\"" };
                let link = format!("<a href=\"{}\"{outside}>", escaped(&target));
                written.push(Event::InlineHtml(link.into()));
            }
            Event::End(TagEnd::Link) => written.push(Event::InlineHtml("</a>".into())),
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let dest_url = address(&dest_url).unwrap_or_default().into();
                written.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
            }
            other => written.push(other),
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, written.into_iter());
    // A page's policy takes no styles in attributes.
    for side in ["left", "center", "right"] {
        out = out.replace(&format!("style=\"text-align: {side}\""), &format!("class=\"at-{side}\""));
    }
    if flow == Flow::Line { out.trim().to_owned() } else { out }
}

/// The page's own title is the only heading of the first level.
fn in_lesson(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H2,
        _ => HeadingLevel::H3,
    }
}

/// Text with the HTML of directives where their numbers stand.
fn put_in(text: &str, directives: &[String], events: &mut Vec<Event<'_>>) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (number, after) = after.split_once(END).unwrap_or((after, ""));
        if !before.is_empty() {
            events.push(Event::Text(CowStr::from(before.to_owned())));
        }
        if let Some(html) = number.parse().ok().and_then(|number: usize| directives.get(number)) {
            events.push(Event::InlineHtml(CowStr::from(html.clone())));
        }
        rest = after;
    }
    if !rest.is_empty() {
        events.push(Event::Text(CowStr::from(rest.to_owned())));
    }
}
