//! The documents of a course, and the words by which they are found.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use sea_orm::{
    ActiveModelTrait as _,
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, ConnectionTrait, DbBackend, DbErr, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    Statement,
};
use uuid::Uuid;
use vidik_base::{CourseId, CourseVersionId, LanguageTag};
use vidik_lang::folded_words;
use vidik_package::CourseTree;

use super::texts::leaves;
use crate::{
    course::Course,
    entity::{course, course_version, edition, edition_item, package, package_text, search_document},
};

/// How many words of a text are indexed.
const WORDS: usize = 12_000;
/// The last place of a word that PostgreSQL tells from others.
const LAST_PLACE: usize = 16_383;

/// One document, before it has a number.
#[derive(Debug, Default)]
struct Document {
    item: Option<Uuid>,
    activity: Option<String>,
    language: String,
    position: i32,
    title: String,
    summary: String,
    body: String,
}

/// Writes the documents of a course anew; one that is a draft or not listed has none. Belongs into the transaction that
/// publishes the course or changes what the catalogue says of it.
pub async fn index_course<C: ConnectionTrait>(txn: &C, course: CourseId) -> Result<(), DbErr> {
    forget(txn, course).await?;
    let row = course::Entity::find_by_id(course.0).one(txn).await?;
    let Some(found) = row.map(Course::from).filter(|course| course.listed) else { return Ok(()) };
    let Some(version) = found.published_version else { return Ok(()) };
    let editions = edition::Entity::find().filter(edition::Column::CourseVersionId.eq(version.0)).all(txn).await?;
    let mut beside: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut documents = Vec::new();
    for edition in &editions {
        documents.extend(lessons(txn, edition, &mut beside).await?);
    }
    documents.extend(about(&found, &beside));
    for document in documents {
        write(txn, course, document).await?;
    }
    Ok(())
}

/// The same for the course of a version.
pub async fn index_version<C: ConnectionTrait>(txn: &C, version: CourseVersionId) -> Result<(), DbErr> {
    match course_version::Entity::find_by_id(version.0).one(txn).await? {
        Some(version) => index_course(txn, CourseId(version.course_id)).await,
        None => Ok(()),
    }
}

/// Writes the documents of every course anew, and says how many courses there are.
pub(super) async fn index_everything<C: ConnectionTrait>(txn: &C) -> Result<usize, DbErr> {
    let ids: Vec<Uuid> = course::Entity::find().select_only().column(course::Column::Id).into_tuple().all(txn).await?;
    for id in &ids {
        index_course(txn, CourseId(*id)).await?;
    }
    Ok(ids.len())
}

/// Removes the documents of a course.
pub(crate) async fn forget<C: ConnectionTrait>(txn: &C, course: CourseId) -> Result<(), DbErr> {
    let backend = txn.get_database_backend();
    if backend == DbBackend::Sqlite {
        let sql = "DELETE FROM search_index WHERE rowid IN (SELECT number FROM search_document WHERE course_id = ?)";
        txn.execute_raw(Statement::from_sql_and_values(backend, sql, [course.0.into()])).await?;
    }
    search_document::Entity::delete_many().filter(search_document::Column::CourseId.eq(course.0)).exec(txn).await?;
    Ok(())
}

/// What the catalogue says of the course, in each language of its title, with the titles of its modules and
/// its glossary.
fn about(course: &Course, beside: &BTreeMap<String, Vec<String>>) -> Vec<Document> {
    let spoken: BTreeSet<&LanguageTag> = course.title.iter().map(|(tag, _)| tag).collect();
    let document = |tag: &LanguageTag| {
        let text = |text: &vidik_base::LocalizedText| text.get(tag).unwrap_or_default().trim().to_owned();
        let outcomes = course.outcomes.get(tag).map(|lines| lines.join(". ")).unwrap_or_default();
        let beside = beside.get(tag.as_str()).map(|texts| texts.join(". ")).unwrap_or_default();
        let body = [text(&course.description), outcomes, beside];
        Document {
            language: tag.as_str().to_owned(),
            position: -1,
            title: text(&course.title),
            summary: text(&course.summary),
            body: body.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            ..Document::default()
        }
    };
    spoken.into_iter().map(document).collect()
}

/// The activities of an edition that are launched and seen, with what they say; titles of modules and the glossary are
/// put `beside`, for the course itself.
async fn lessons<C: ConnectionTrait>(
    txn: &C,
    edition: &edition::Model,
    beside: &mut BTreeMap<String, Vec<String>>,
) -> Result<Vec<Document>, DbErr> {
    let Some(package) = package::Entity::find_by_id(edition.package_id).one(txn).await? else { return Ok(Vec::new()) };
    let tree: CourseTree = serde_json::from_str(&package.tree).map_err(|error| DbErr::Custom(error.to_string()))?;
    let Some(organization) = tree.organization() else { return Ok(Vec::new()) };
    let items: HashMap<String, Uuid> = edition_item::Entity::find()
        .filter(edition_item::Column::EditionId.eq(edition.id))
        .all(txn)
        .await?
        .into_iter()
        .map(|link| (link.activity, link.aligned_item_id))
        .collect();
    let mut texts: HashMap<String, package_text::Model> = package_text::Entity::find()
        .filter(package_text::Column::PackageId.eq(package.id))
        .filter(package_text::Column::Language.is_in(["", edition.language.as_str()]))
        .all(txn)
        .await?
        .into_iter()
        .map(|text| (text.activity.clone(), text))
        .collect();
    let clusters = organization.tree.root.children.iter().filter(|child| child.resource.is_none() && child.visible);
    let modules: Vec<String> = clusters
        .map(|child| match texts.get(child.identifier.as_str()) {
            Some(text) if !text.title.is_empty() => text.title.clone(),
            _ => child.title.trim().to_owned(),
        })
        .collect();
    let glossary = texts.remove("").map(|text| text.body).filter(|body| !body.is_empty());
    beside.entry(edition.language.clone()).or_default().extend(modules.into_iter().chain(glossary));
    let leaves = leaves(&organization.tree.root).into_iter().filter(|activity| activity.visible).enumerate();
    Ok(leaves
        .map(|(position, activity)| {
            let id = activity.identifier.to_string();
            let text = texts.remove(&id);
            let (title, body) = text.map_or_else(|| (String::new(), String::new()), |text| (text.title, text.body));
            Document {
                item: items.get(&id).copied(),
                language: edition.language.clone(),
                position: i32::try_from(position).unwrap_or(i32::MAX),
                title: if title.is_empty() { activity.title.trim().to_owned() } else { title },
                body,
                activity: Some(id),
                ..Document::default()
            }
        })
        .collect())
}

async fn write<C: ConnectionTrait>(txn: &C, course: CourseId, document: Document) -> Result<(), DbErr> {
    let backend = txn.get_database_backend();
    let columns = [&document.title, &document.summary, &document.body].map(|text| folded_words(text));
    let row = search_document::ActiveModel {
        number: NotSet,
        course_id: Set(course.0),
        item_id: Set(document.item),
        activity: Set(document.activity),
        language: Set(document.language),
        position: Set(document.position),
        title: Set(document.title),
        summary: Set(document.summary),
        body: Set(document.body),
    };
    let number = row.insert(txn).await?.number;
    let statement = if backend == DbBackend::Sqlite {
        let [title, summary, body] = columns.map(|words| words.into_iter().take(WORDS).collect::<Vec<_>>().join(" "));
        let sql = "INSERT INTO search_index (rowid, title, summary, body) VALUES (?, ?, ?, ?)";
        Statement::from_sql_and_values(backend, sql, [number.into(), title.into(), summary.into(), body.into()])
    } else {
        let sql = "UPDATE search_document SET words = CAST($1 AS tsvector) WHERE number = $2";
        Statement::from_sql_and_values(backend, sql, [vector(&columns).into(), number.into()])
    };
    txn.execute_raw(statement).await?;
    Ok(())
}

/// The words as PostgreSQL writes a `tsvector`: `'azil':1A,7D 'pravo':2A`. Made here and not by its parser, so that both
/// databases have the same words.
fn vector(columns: &[Vec<String>; 3]) -> String {
    let mut places: BTreeMap<&str, Vec<(usize, char)>> = BTreeMap::new();
    let mut place = 0;
    for (words, weight) in columns.iter().zip(['A', 'B', 'D']) {
        for word in words.iter().take(WORDS) {
            place += 1;
            places.entry(word).or_default().push((place.min(LAST_PLACE), weight));
        }
    }
    let mut vector = String::new();
    for (word, places) in places {
        // Writing to a string does not fail.
        let _ = write!(vector, " '{word}':");
        for (index, (place, weight)) in places.into_iter().take(200).enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let _ = write!(vector, "{comma}{place}{weight}");
        }
    }
    vector
}
