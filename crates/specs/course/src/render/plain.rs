//! The words of a lesson, for a search index.

use vidik_base::LanguageTag;

use super::render_lesson;
use crate::model::Course;

/// What a lesson says in a language, title first, a line a block; without sources and labels of the program. None
/// where it is not written in that language.
pub fn plain_text(course: &Course, lesson: &str, language: &LanguageTag) -> Option<String> {
    let text = course.lessons.get(lesson)?.texts.get(language)?;
    if text.trim().is_empty() {
        return None;
    }
    let rendered = render_lesson(course, lesson, language)?;
    Some(words_of(&rendered.html))
}

/// Elements whose text no reader would search for.
const LEFT_OUT: [&str; 4] = [" class=\"label\"", " class=\"choose\"", " class=\"actions\"", " class=\"outcome\""];

/// The text of HTML that we wrote ourselves, with a line's end behind every block.
fn words_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    let mut silent: Option<(&str, usize)> = None;
    while let Some((before, after)) = rest.split_once('<') {
        if silent.is_none() {
            text.push_str(&unescaped(before));
        }
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        rest = after;
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        match &mut silent {
            Some((own, depth)) if name == *own => {
                *depth = if closing { depth.saturating_sub(1) } else { *depth + 1 };
                if *depth == 0 {
                    silent = None;
                }
            }
            None if !closing && is_left_out(tag) => {
                text.truncate(text.trim_end_matches(' ').len());
                silent = Some((name, 1));
            }
            None if !is_inline(name) => text.push('\n'),
            _ => {}
        }
    }
    text.push_str(&unescaped(rest));
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn is_left_out(tag: &str) -> bool {
    LEFT_OUT.iter().any(|class| tag.contains(class))
        || tag.contains("class=\"sources\"")
        || tag.contains("class=\"cite\"")
        || tag.contains("class=\"mark\"")
        || tag.contains("class=\"course-notice\"")
}

fn is_inline(name: &str) -> bool {
    matches!(name, "a" | "b" | "cite" | "code" | "del" | "dfn" | "em" | "i" | "span" | "strong" | "sub" | "sup" | "wbr")
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}
