//! The page of one course, readable by anybody.

use chrono::{DateTime, Datelike as _, Utc};
use serde::Serialize;
use vidik_base::{InterfaceLanguage, LanguageTag};
use vidik_catalogue::{Course, Edition, editions_of, find_course};
use vidik_learning::{ActivityKind, ActivityNode, outline};

use super::{
    PageError,
    catalogue::{Card, Text, card, reads, text},
    frame::{Frame, language_name},
    templates,
};
use crate::{
    state::{House, Settings},
    texts,
};

/// Modules within modules are shown to this depth; what lies deeper stands at it.
const DEPTH: usize = 6;

/// The variables of `course.html`.
#[derive(Debug, Serialize)]
struct View {
    course: CourseView,
    /// Nobody is known to a public page.
    progress: Option<()>,
}

#[derive(Debug, Serialize)]
struct CourseView {
    #[serde(flatten)]
    card: Card,
    description: Option<Text>,
    outcomes: Outcomes,
    outline: Vec<OutlineNode>,
    content_language: String,
    /// Name of the content's language in itself, where that is not the language of the page.
    content_shown_in: Option<String>,
    updated_on: String,
}

#[derive(Debug, Default, Serialize)]
struct Outcomes {
    language: String,
    items: Vec<String>,
}

/// A node of the outline that is to be seen.
#[derive(Debug, PartialEq, Serialize)]
struct OutlineNode {
    title: String,
    kind: &'static str,
    children: Vec<OutlineNode>,
}

/// The page at `/{language}/courses/{slug}`. Drafts and unlisted courses are not to be seen here.
pub(super) async fn page(house: &House, language: InterfaceLanguage, slug: &str) -> Result<String, PageError> {
    let conn = house.db.read();
    let course = find_course(conn, slug).await?.filter(|course| course.listed).ok_or(PageError::Missing)?;
    let version = course.published_version.ok_or(PageError::Missing)?;
    let editions = editions_of(conn, version).await?;
    let edition = nearest(&editions, language).ok_or_else(|| PageError::Broken("a version without editions".into()))?;
    let playable = house.editions.playable(conn, edition.id).await?;
    rendered(&house.settings, language, &course, &editions, edition, &outline(&playable.tree))
}

pub(super) fn rendered(
    settings: &Settings,
    language: InterfaceLanguage,
    course: &Course,
    editions: &[Edition],
    edition: &Edition,
    outline: &[ActivityNode],
) -> Result<String, PageError> {
    let nodes = seen(outline, &edition.language, language, DEPTH);
    let view = View { course: view(course, editions, edition, nodes, language), progress: None };
    let frame = Frame::of_page(settings, language, &format!("courses/{}", course.slug));
    Ok(templates::render("course.html", &frame, view)?)
}

/// The edition that a reader of `language` begins with.
pub(super) fn nearest(editions: &[Edition], language: InterfaceLanguage) -> Option<&Edition> {
    let tags: Vec<&str> = editions.iter().map(|edition| edition.language.as_str()).collect();
    let tag = vidik_lang::best_match(language.tag(), &tags)?;
    editions.iter().find(|edition| edition.language.as_str() == tag)
}

fn view(
    course: &Course,
    editions: &[Edition],
    edition: &Edition,
    outline: Vec<OutlineNode>,
    language: InterfaceLanguage,
) -> CourseView {
    let card = card(course, editions, language);
    let content = edition.language.as_str();
    let outcomes = texts::lines_in_language(&course.outcomes, language)
        .map_or_else(Outcomes::default, |(language, items)| Outcomes { language, items });
    CourseView {
        description: text(texts::in_language(&course.description, language)),
        outcomes,
        outline,
        content_language: texts::in_script("", &edition.language, language).language,
        content_shown_in: (!reads(language, content)).then(|| language_name(content).to_owned()),
        updated_on: day(language, course.updated_at),
        card,
    }
}

/// What an outline shows: an activity that is not to be seen leaves its children in its place.
fn seen(nodes: &[ActivityNode], spoken: &LanguageTag, language: InterfaceLanguage, depth: usize) -> Vec<OutlineNode> {
    let mut shown = Vec::with_capacity(nodes.len());
    for node in nodes {
        let children = seen(&node.children, spoken, language, depth.saturating_sub(1));
        if !node.visible {
            shown.extend(children);
            continue;
        }
        let title = texts::in_script(&node.title, spoken, language).text;
        let kind = match node.kind {
            ActivityKind::Cluster => "cluster",
            ActivityKind::Sco | ActivityKind::Unit => "sco",
            ActivityKind::Asset => "asset",
            ActivityKind::Quiz => "quiz",
        };
        if depth > 1 {
            shown.push(OutlineNode { title, kind, children });
        } else {
            shown.push(OutlineNode { title, kind, children: Vec::new() });
            shown.extend(children);
        }
    }
    shown
}

fn day(language: InterfaceLanguage, time: DateTime<Utc>) -> String {
    vidik_lang::date(language, time.year(), time.month(), time.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(title: &str, visible: bool, children: Vec<ActivityNode>) -> ActivityNode {
        let kind = if children.is_empty() { ActivityKind::Sco } else { ActivityKind::Cluster };
        ActivityNode { id: title.to_owned(), title: title.to_owned(), kind, visible, children }
    }

    fn titles(nodes: &[OutlineNode]) -> String {
        let one = |node: &OutlineNode| match titles(&node.children) {
            inner if inner.is_empty() => node.title.clone(),
            inner => format!("{}({inner})", node.title),
        };
        nodes.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_hidden_leaves_its_children() {
        let tree = [node("а", false, vec![node("б", true, vec![]), node("в", true, vec![node("г", true, vec![])])])];
        let spoken = LanguageTag::parse("sr-Cyrl").unwrap();
        assert_eq!(titles(&seen(&tree, &spoken, InterfaceLanguage::SrCyrl, 6)), "б в(г)");
        assert_eq!(titles(&seen(&tree, &spoken, InterfaceLanguage::SrLatn, 1)), "b v g");
    }
}
