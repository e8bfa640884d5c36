//! The page that says what is in the archive.

use std::fmt::Write as _;

/// A heading with a table of two columns.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// What, and what of it.
    pub rows: Vec<(String, String)>,
}

/// The words of the page, in the reader's language.
#[derive(Clone, Debug)]
pub struct Words {
    /// The page's language.
    pub language: String,
    /// Its heading.
    pub title: String,
    /// What it is, and when it was made.
    pub introduction: String,
    /// What there is to read at once.
    pub sections: Vec<Section>,
    /// The heading of the list of files.
    pub files: String,
    /// What is in which file, by the beginning of its name.
    pub named: Vec<(String, String)>,
}

pub(super) fn page(words: &Words, written: &[(String, u64)]) -> String {
    let mut html = String::from("<!doctype html>\n");
    let (language, title) = (escaped(&words.language), escaped(&words.title));
    let _ = write!(
        html,
        "<html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;\
         padding:0 1rem}}table{{border-collapse:collapse;width:100%}}th,td{{text-align:start;padding:.35rem .75rem .35rem 0;\
         border-bottom:1px solid #ccc;vertical-align:top;overflow-wrap:anywhere}}th{{font-weight:600}}</style></head>\
         <body><main><h1>{title}</h1><p>{}</p>",
        escaped(&words.introduction)
    );
    for section in &words.sections {
        let _ = write!(html, "<h2>{}</h2><table>", escaped(&section.title));
        for (name, value) in &section.rows {
            let _ = write!(html, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escaped(name), escaped(value));
        }
        html.push_str("</table>");
    }
    let _ = write!(html, "<h2>{}</h2><table>", escaped(&words.files));
    for (file, rows) in written {
        let known = words.named.iter().find(|(name, _)| file.starts_with(name.as_str()));
        let meaning = known.map_or(file.as_str(), |(_, words)| words.as_str());
        let (file, meaning) = (escaped(file), escaped(meaning));
        let _ = write!(
            html,
            "<tr><th scope=\"row\"><a href=\"{file}\">{file}</a></th><td>{meaning}</td><td>{rows}</td></tr>"
        );
    }
    html.push_str("</table></main></body></html>\n");
    html
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_person_is_markup() {
        let words = Words {
            language: "en".to_owned(),
            title: "Everything".to_owned(),
            introduction: "Made today.".to_owned(),
            sections: vec![Section {
                title: "You".to_owned(),
                rows: vec![("Name".to_owned(), "<b>Ana & Co</b>".to_owned())],
            }],
            files: "Files".to_owned(),
            named: vec![("person".to_owned(), "The account".to_owned())],
        };
        let page = page(&words, &[("person.json".to_owned(), 1)]);
        assert!(page.contains("&lt;b&gt;Ana &amp; Co&lt;/b&gt;"));
        assert!(page.contains("<a href=\"person.json\">person.json</a></th><td>The account</td><td>1</td>"));
    }
}
