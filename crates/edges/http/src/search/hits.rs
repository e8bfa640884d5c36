//! What is found, as the reader sees it.

use std::collections::HashMap;

use vidik_base::{CourseId, InterfaceLanguage};
use vidik_catalogue::{
    Course, courses_by_id,
    search::{Found, Piece, Query, extract, marked, search},
};
use vidik_db::DbErr;
use vidik_lang::script::Script;

use crate::{language, state::House, texts};

/// A course or a lesson that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The course.
    pub slug: String,
    /// Its title by the reader's chain, and the language of that.
    pub course: texts::Shown,
    /// The lesson's activity; absent where the course itself was found.
    pub activity: Option<String>,
    /// The title of what was found, with the words marked.
    pub title: Vec<Piece>,
    /// Where the words stand.
    pub extract: Vec<Piece>,
    /// The language of title and extract as they are shown.
    pub language: String,
}

impl Hit {
    /// The public page to go to: of a lesson, the content of its course.
    pub(crate) fn address(&self, language: InterfaceLanguage) -> String {
        let place = if self.activity.is_some() { "#outline" } else { "" };
        format!("/{}/courses/{}{place}", language.tag(), self.slug)
    }
}

/// What is found, best first: `limit` of it after the first `skip`.
pub(crate) async fn hits(
    house: &House,
    query: &Query,
    language: InterfaceLanguage,
    skip: usize,
    limit: usize,
) -> Result<Vec<Hit>, DbErr> {
    let conn = house.db.read();
    let found = search(conn, query, &language::chain(language), skip, limit).await?;
    let mut ids: Vec<CourseId> = found.iter().map(|found| found.course).collect();
    ids.sort_unstable();
    ids.dedup();
    let courses: HashMap<CourseId, Course> =
        courses_by_id(conn, &ids).await?.into_iter().map(|course| (course.id, course)).collect();
    Ok(found.into_iter().filter_map(|found| Some(hit(courses.get(&found.course)?, found, query, language))).collect())
}

fn hit(course: &Course, found: Found, query: &Query, language: InterfaceLanguage) -> Hit {
    let title = texts::in_script(&found.title, &found.language, language);
    let script = Script::of(&language.into()).filter(|_| Script::of(&found.language).is_some());
    let own = |text: String| texts::Shown { text, language: "en".to_owned() };
    Hit {
        slug: course.slug.clone(),
        course: texts::in_language(&course.title, language).unwrap_or_else(|| own(course.slug.clone())),
        extract: extract(&[&found.summary, &found.body], query, script),
        activity: found.activity,
        title: marked(&title.text, query),
        language: title.language,
    }
}

/// The pieces as HTML: text, escaped, and `<mark>`.
pub(super) fn html(pieces: &[Piece]) -> String {
    let mut html = String::new();
    for piece in pieces {
        let (before, after) = if piece.marked { ("<mark>", "</mark>") } else { ("", "") };
        html.push_str(before);
        for letter in piece.text.chars() {
            match letter {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                _ => html.push(letter),
            }
        }
        html.push_str(after);
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_marks_are_markup() {
        let query = Query::read("b").unwrap();
        assert_eq!(html(&marked("a <b> & \"c\"", &query)), "a &lt;<mark>b</mark>&gt; &amp; &quot;c&quot;");
    }
}
