//! The catalogue: every course that anybody may see.

use serde::Serialize;
use vidik_base::InterfaceLanguage;
use vidik_catalogue::{Course, CourseFilter, Edition, courses, editions_of_all};
use vidik_lang::sort_key;

use super::{PageError, frame::Frame, frame::language_name, templates};
use crate::{
    state::{House, Settings},
    texts,
};

/// How many courses a page shows.
const COURSES: usize = 48;
/// How many there may be: they are put in order here, since no database knows the order of every language.
const ALL: u64 = 5_000;

/// The variables of `catalogue.html`.
#[derive(Debug, Serialize)]
struct View {
    courses: Vec<Card>,
    next_href: Option<String>,
}

/// A course as a card shows it, and as the head of its own page does.
#[derive(Debug, Serialize)]
pub(super) struct Card {
    pub slug: String,
    pub title: String,
    pub title_language: String,
    /// Name of the title's language in itself, where that is not the language of the page.
    pub title_shown_in: Option<String>,
    pub summary: Option<Text>,
    pub languages: Vec<Spoken>,
    pub duration_minutes: Option<u32>,
    pub level: Option<String>,
    pub delivery_mode: &'static str,
    pub pattern: Pattern,
}

/// A text, and the language it is in.
#[derive(Debug, Serialize)]
pub(super) struct Text {
    pub text: String,
    pub language: String,
}

/// A language that a course can be read in, named in itself.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Spoken {
    pub tag: String,
    pub name: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Pattern {
    motif: u8,
    palette: u8,
}

/// The page at `/{language}/`, or the next one at `/{language}/?after={slug}`: by title, as readers of the language
/// order them.
pub(super) async fn page(house: &House, language: InterfaceLanguage, after: Option<&str>) -> Result<String, PageError> {
    let conn = house.db.read();
    let mut found = courses(conn, CourseFilter::Public, None, ALL).await?;
    found.sort_by_cached_key(|course| {
        let title = texts::in_language(&course.title, language).map(|shown| shown.text);
        (sort_key(&title.unwrap_or_default(), language), course.slug.clone())
    });
    let (found, more) = part(found, after);
    let versions: Vec<_> = found.iter().filter_map(|course| course.published_version).collect();
    let editions = editions_of_all(conn, &versions).await?;
    let cards = found.iter().map(|course| {
        let editions = course.published_version.and_then(|version| editions.get(&version));
        card(course, editions.map_or(&[], Vec::as_slice), language)
    });
    let next = found.last().filter(|_| more).map(|course| course.slug.as_str());
    rendered(&house.settings, language, after, cards.collect(), next)
}

/// The part that comes after a course, and whether something comes after the part. After one that has gone, the
/// beginning.
fn part(sorted: Vec<Course>, after: Option<&str>) -> (Vec<Course>, bool) {
    let start = after.and_then(|after| sorted.iter().position(|course| course.slug == after)).map_or(0, |at| at + 1);
    let more = sorted.len() > start + COURSES;
    (sorted.into_iter().skip(start).take(COURSES).collect(), more)
}

pub(super) fn rendered(
    settings: &Settings,
    language: InterfaceLanguage,
    after: Option<&str>,
    courses: Vec<Card>,
    next: Option<&str>,
) -> Result<String, PageError> {
    let rest = after.map_or_else(String::new, |after| format!("?after={after}"));
    let next_href = next.map(|next| format!("/{}/?after={next}", language.tag()));
    let frame = Frame::of_page(settings, language, &rest);
    Ok(templates::render("catalogue.html", &frame, View { courses, next_href })?)
}

pub(super) fn card(course: &Course, editions: &[Edition], language: InterfaceLanguage) -> Card {
    let title = texts::in_language(&course.title, language);
    let (title, title_language) =
        title.map_or_else(|| (course.slug.clone(), "en".to_owned()), |shown| (shown.text, shown.language));
    Card {
        slug: course.slug.clone(),
        title_shown_in: (!reads(language, &title_language)).then(|| language_name(&title_language).to_owned()),
        title,
        title_language,
        summary: text(texts::in_language(&course.summary, language)),
        languages: spoken(editions),
        duration_minutes: course.duration_minutes.filter(|minutes| *minutes > 0),
        level: course.level.clone().filter(|level| !level.is_empty()),
        delivery_mode: course.delivery_mode.as_str(),
        pattern: Pattern { motif: course.motif, palette: course.palette },
    }
}

pub(super) fn text(shown: Option<texts::Shown>) -> Option<Text> {
    shown.filter(|shown| !shown.text.is_empty()).map(|shown| Text { text: shown.text, language: shown.language })
}

/// Whether a text in the language `tag` is in the language of the page: Serbian in either script is, as both are read
/// by everybody who reads one.
pub(super) fn reads(language: InterfaceLanguage, tag: &str) -> bool {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    primary(tag) == primary(language.tag())
}

/// The languages in the order of the language menu, others after them.
fn spoken(editions: &[Edition]) -> Vec<Spoken> {
    let mut tags: Vec<&str> = editions.iter().map(|edition| edition.language.as_str()).collect();
    let place = |tag: &str| InterfaceLanguage::ALL.iter().position(|one| one.tag() == tag).unwrap_or(usize::MAX);
    tags.sort_by_key(|tag| place(tag));
    tags.into_iter().map(|tag| Spoken { tag: tag.to_owned(), name: language_name(tag).to_owned() }).collect()
}
