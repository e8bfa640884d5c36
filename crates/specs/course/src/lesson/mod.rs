//! A lesson's Markdown: containers, directives within the text, questions.

pub(crate) mod blocks;
pub(crate) mod check;
pub(crate) mod inline;
pub(crate) mod question;

/// The lesson's text behind its title, and the number of its first line.
pub(crate) fn body(markdown: &str) -> (&str, u32) {
    let markdown = markdown.strip_prefix('\u{feff}').unwrap_or(markdown);
    let first = markdown.lines().next().unwrap_or_default();
    if !first.starts_with("# ") {
        return (markdown, 1);
    }
    (markdown.split_once('\n').map_or("", |(_, rest)| rest), 2)
}
