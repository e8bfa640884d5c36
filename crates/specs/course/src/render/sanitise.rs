//! The last look at a page's HTML: only what our own renderer writes is let through, whatever was in the source.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};

static RULES: LazyLock<Builder<'static>> = LazyLock::new(rules);

const TAGS: [&str; 62] = [
    "a",
    "article",
    "aside",
    "audio",
    "blockquote",
    "br",
    "button",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "header",
    "hr",
    "i",
    "img",
    "input",
    "kbd",
    "label",
    "legend",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "track",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

const EVERYWHERE: [&str; 14] = [
    "aria-describedby",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-live",
    "class",
    "dir",
    "hidden",
    "id",
    "lang",
    "role",
    "tabindex",
    "title",
    "translate",
];

fn rules() -> Builder<'static> {
    let own: HashMap<&str, HashSet<&str>> = [
        ("a", vec!["href", "target", "rel", "download"]),
        ("audio", vec!["src", "controls", "preload"]),
        ("blockquote", vec!["cite"]),
        ("button", vec!["type"]),
        ("details", vec!["open"]),
        ("img", vec!["src", "alt", "width", "height", "loading"]),
        ("input", vec!["type", "name", "value"]),
        ("ol", vec!["start"]),
        ("td", vec!["colspan", "rowspan"]),
        ("th", vec!["colspan", "rowspan", "scope"]),
        ("track", vec!["src", "srclang", "kind", "label", "default"]),
        ("video", vec!["src", "poster", "controls", "preload", "playsinline"]),
    ]
    .into_iter()
    .map(|(tag, attributes)| (tag, attributes.into_iter().collect()))
    .collect();
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.into_iter().collect())
        .generic_attributes(EVERYWHERE.into_iter().collect())
        .generic_attribute_prefixes(HashSet::from(["data-"]))
        .tag_attributes(own)
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .clean_content_tags(HashSet::from(["script", "style"]));
    builder
}

/// HTML of which nothing can run.
pub(crate) fn sanitised(html: &str) -> String {
    RULES.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_can_run() {
        let hostile = concat!(
            "<p onclick=\"x()\" style=\"position:fixed\">a<script>x()</script></p>",
            "<a href=\"javascript:x()\">b</a><iframe src=\"/\"></iframe><form action=\"//evil\"><input formaction=x>",
            "<svg><script>x()</script></svg><img src=x onerror=x()>",
        );
        assert_eq!(sanitised(hostile), "<p>a</p><a>b</a><form><input><img src=\"x\"></form>");
    }
}
