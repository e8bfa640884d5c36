//! What the pages of a package say.

use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};
use vidik_base::{LanguageTag, PackageId};
use vidik_course::plain_text;
use vidik_lang::html;
use vidik_package::{CourseTree, Format, PackageFiles};
use vidik_sequencing::Activity;

use crate::entity::package_text;

/// How much of a page is read, in bytes.
const PAGE_BYTES: usize = 512 * 1024;
/// How much of an activity is kept, in letters: a long lesson has a tenth of it.
const ACTIVITY_LETTERS: usize = 60_000;
/// How many pages of a package are read.
const PAGES: usize = 400;

/// What one activity says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityText {
    /// The activity's identifier; empty for what belongs to the course itself.
    pub activity: String,
    /// The language of the text; absent where the package does not say: then it is that of the edition.
    pub language: Option<LanguageTag>,
    /// The activity's title in that language.
    pub title: String,
    /// The text, without markup.
    pub body: String,
}

/// The texts of a package's activities.
///
/// Of packages made elsewhere, what stands in their pages: scripts are not run. One with a single activity says what all
/// its pages say, since such a one finds its way itself.
pub fn texts_of(files: &dyn PackageFiles, tree: &CourseTree) -> Vec<ActivityText> {
    match tree.format {
        Format::Native => texts_of_own(files, tree),
        Format::Scorm12 | Format::Scorm2004 | Format::Cmi5 => texts_of_pages(files, tree),
    }
}

/// Titles and lessons in every language, and the glossary, which belongs to the course itself.
fn texts_of_own(files: &dyn PackageFiles, tree: &CourseTree) -> Vec<ActivityText> {
    let (Some(course), _) = vidik_course::read(files) else { return Vec::new() };
    let mut texts = Vec::new();
    for language in &tree.languages {
        let text = |activity: &str, title: &str, body: String| ActivityText {
            activity: activity.to_owned(),
            language: Some(language.clone()),
            title: title.to_owned(),
            body,
        };
        let terms = course.glossary.iter().filter_map(|term| {
            Some(format!("{}: {}", term.term.get(language)?, term.text.get(language).unwrap_or_default()))
        });
        texts.push(text("", "", terms.collect::<Vec<_>>().join(" ")));
        for (activity, title) in tree.titles.get(language).into_iter().flatten().filter(|(id, _)| !id.is_empty()) {
            let says = plain_text(&course, activity, language).unwrap_or_default();
            texts.push(text(activity, title, readable(says.strip_prefix(title.as_str()).unwrap_or(&says))));
        }
    }
    texts
}

fn texts_of_pages(files: &dyn PackageFiles, tree: &CourseTree) -> Vec<ActivityText> {
    let Some(organization) = tree.organization() else { return Vec::new() };
    let leaves = leaves(&organization.tree.root);
    let alone = leaves.len() == 1;
    let mut left = PAGES;
    let mut text = |activity: &Activity| {
        let mut body = String::new();
        let launched = launched_page(activity);
        let others = files.paths().filter(|path| alone && is_page(path) && Some(*path) != launched.as_deref());
        for path in launched.as_deref().into_iter().chain(others) {
            let room = ACTIVITY_LETTERS.saturating_sub(body.chars().count());
            if left == 0 || room == 0 {
                break;
            }
            left -= 1;
            add_page(files, path, room, &mut body);
        }
        ActivityText {
            activity: activity.identifier.to_string(),
            language: None,
            title: activity.title.trim().to_owned(),
            body,
        }
    };
    leaves.into_iter().map(&mut text).collect()
}

/// The activities that are launched, in order.
pub(super) fn leaves(root: &Activity) -> Vec<&Activity> {
    let (mut waiting, mut found) = (vec![root], Vec::new());
    while let Some(activity) = waiting.pop() {
        if activity.resource.is_some() {
            found.push(activity);
        }
        waiting.extend(activity.children.iter().rev());
    }
    found
}

fn launched_page(activity: &Activity) -> Option<String> {
    let href = activity.resource.as_ref()?.href.as_str();
    let path = href.split(['?', '#']).next().filter(|_| !href.contains("://"))?;
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    is_page(&path).then_some(path)
}

fn is_page(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    matches!(extension.as_deref(), Some("html" | "htm" | "xhtml"))
}

fn add_page(files: &dyn PackageFiles, path: &str, room: usize, body: &mut String) {
    let Some(bytes) = files.read(path, PAGE_BYTES) else { return };
    let text = html::plain_text(&String::from_utf8_lossy(&bytes), room);
    if !body.is_empty() && !text.is_empty() {
        body.push(' ');
    }
    body.push_str(&readable(&text));
}

/// One space between words, no control characters: PostgreSQL takes no NUL, and nobody reads the others.
fn readable(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for word in text.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty())
    {
        if !written.is_empty() {
            written.push(' ');
        }
        written.push_str(word);
    }
    written
}

/// Puts the texts of a package in the place of those that are there.
pub async fn keep_texts<C: ConnectionTrait>(txn: &C, package: PackageId, texts: &[ActivityText]) -> Result<(), DbErr> {
    package_text::Entity::delete_many().filter(package_text::Column::PackageId.eq(package.0)).exec(txn).await?;
    let mut rows: Vec<package_text::ActiveModel> = Vec::with_capacity(texts.len());
    for text in texts {
        let language = text.language.as_ref().map_or("", LanguageTag::as_str);
        if rows.iter().any(|row| *row.activity.as_ref() == text.activity && row.language.as_ref() == language) {
            continue;
        }
        rows.push(package_text::ActiveModel {
            package_id: Set(package.0),
            activity: Set(text.activity.clone()),
            language: Set(language.to_owned()),
            title: Set(text.title.clone()),
            body: Set(text.body.clone()),
        });
    }
    for chunk in rows.chunks(100) {
        package_text::Entity::insert_many(chunk.to_vec()).exec_without_returning(txn).await?;
    }
    Ok(())
}
