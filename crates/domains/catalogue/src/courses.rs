//! Making a course of a package, changing what the catalogue says of it, publishing it.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{Clock, CourseId, CourseVersionId, LanguageTag, LocalizedText, PackageId, PersonId, Rng, new_id};
use vidik_db::is_unique_violation;
use vidik_package::{CourseTree, Format};

use crate::{
    add_edition::{EditionChangeError, NewEdition, write_edition},
    course::{Course, DeliveryMode, cover},
    entity::{course, course_version, package},
    search::{forget, index_course},
};

/// What an author says of a course; what is absent comes from the package or stays.
#[derive(Clone, Debug, Default)]
pub struct CourseTexts {
    /// Title by language.
    pub title: Option<LocalizedText>,
    /// One or two sentences.
    pub summary: Option<LocalizedText>,
    /// As long as it needs.
    pub description: Option<LocalizedText>,
    /// What a learner can do afterwards.
    pub outcomes: Option<BTreeMap<LanguageTag, Vec<String>>>,
    /// How long it takes.
    pub duration_minutes: Option<u32>,
    /// Level.
    pub level: Option<String>,
    /// How it is given.
    pub delivery_mode: Option<DeliveryMode>,
    /// Whether the catalogue lists it.
    pub listed: Option<bool>,
    /// Whether anybody signed in may enrol.
    pub self_enrolment: Option<bool>,
}

/// A course to be made of a package.
#[derive(Clone, Debug)]
pub struct NewCourse {
    /// Its name in addresses: 3 to 80 small letters, digits and hyphens. A package of our own format has one itself.
    pub slug: Option<String>,
    /// The package that is its first edition, or, of our own format, all of them.
    pub package: PackageId,
    /// The language of that edition; the package's own where absent.
    pub language: Option<LanguageTag>,
    /// Who makes it.
    pub author: Option<PersonId>,
    /// What the catalogue says.
    pub texts: CourseTexts,
}

/// What becomes of learners who are in the middle of another version when one is published. Whoever has completed a
/// version is never touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// They finish the version that they began.
    #[default]
    FinishOnOld,
    /// They go on in the published one, with everything that they reached and that it still has.
    Move,
    /// They begin anew; what they reached stays on record.
    Restart,
}

impl Policy {
    /// The word on the wire and in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FinishOnOld => "finish_on_old",
            Self::Move => "move",
            Self::Restart => "restart",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::FinishOnOld, Self::Move, Self::Restart].into_iter().find(|policy| policy.as_str() == word)
    }
}

/// Why a course cannot be made, changed or published.
#[derive(Debug, Error)]
pub enum CourseError {
    /// The slug has other characters.
    #[error("a slug has 3 to 80 small letters, digits and hyphens")]
    BadSlug,
    /// The slug is taken.
    #[error("a course of that slug exists")]
    SlugTaken,
    /// There is no such package.
    #[error("there is no such package")]
    UnknownPackage,
    /// There is no such course.
    #[error("there is no such course")]
    UnknownCourse,
    /// The course has no such version.
    #[error("the course has no such version")]
    UnknownVersion,
    /// A title is empty or too long.
    #[error("a title has 1 to 300 characters")]
    BadTitle,
    /// A number is out of its range.
    #[error("a duration is at most 100,000 minutes")]
    BadDuration,
    /// The package's stored tree cannot be read.
    #[error("the package's structure cannot be read")]
    BrokenPackage,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Makes a course with its first version: one edition of a package, or one for each language of a package of our own
/// format.
pub async fn create_course<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    new: NewCourse,
) -> Result<Course, CourseError> {
    let package = package::Entity::find_by_id(new.package.0).one(txn).await?.ok_or(CourseError::UnknownPackage)?;
    let tree: CourseTree = serde_json::from_str(&package.tree).map_err(|_| CourseError::BrokenPackage)?;
    let slug = slug_of(new.slug, &tree)?;
    let languages = match (tree.format, new.language) {
        (Format::Native, _) => tree.languages.clone(),
        (_, Some(language)) => vec![language],
        (_, None) => vec![tree.languages.first().cloned().unwrap_or_else(undetermined)],
    };
    let first = languages.first().ok_or(CourseError::BrokenPackage)?;
    let id: CourseId = new_id(rng);
    let texts = with_package_texts(new.texts, &tree, first, &package.title);
    let row = new_row(id, slug, new.author, clock, &texts)?;
    let row = match row.insert(txn).await {
        Err(error) if is_unique_violation(&error).is_some() => return Err(CourseError::SlugTaken),
        other => other?,
    };
    let version: CourseVersionId = new_id(rng);
    course_version::ActiveModel {
        id: Set(version.0),
        course_id: Set(id.0),
        number: Set(1),
        created_at: Set(clock.now()),
        published_at: Set(None),
        previous_id: Set(None),
        created_by: Set(new.author.map(|author| author.0)),
        policy: Set(None),
    }
    .insert(txn)
    .await?;
    for (language, position) in languages.iter().zip(0..) {
        let edition = NewEdition { version, language, package: PackageId(package.id), position };
        write_edition(txn, rng, &edition, &tree).await.map_err(|error| match error {
            EditionChangeError::Database(error) => CourseError::Database(error),
            _ => CourseError::BrokenPackage,
        })?;
    }
    Ok(row.into())
}

/// The slug that was asked for, else the id of a course of our own format.
fn slug_of(asked: Option<String>, tree: &CourseTree) -> Result<String, CourseError> {
    let own = || (tree.format == Format::Native).then(|| tree.identifier.clone());
    let slug = asked.or_else(own).ok_or(CourseError::BadSlug)?;
    let good = (3..=80).contains(&slug.len())
        && slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if good && Uuid::parse_str(&slug).is_err() { Ok(slug) } else { Err(CourseError::BadSlug) }
}

/// The tag of content whose language nobody has told (RFC 5646, 4.1).
fn undetermined() -> LanguageTag {
    LanguageTag::parse("en").unwrap_or_else(|_| unreachable!("`en` is well-formed"))
}

fn with_package_texts(mut texts: CourseTexts, tree: &CourseTree, language: &LanguageTag, title: &str) -> CourseTexts {
    let metadata = &tree.metadata;
    let own = tree.format == Format::Native;
    let package_titles = || if own { metadata.titles.clone() } else { titles(&metadata.titles, language, title) };
    texts.title = Some(texts.title.filter(|title| !title.is_empty()).unwrap_or_else(package_titles));
    texts.description = Some(texts.description.unwrap_or_else(|| metadata.descriptions.clone()));
    texts.summary = texts.summary.or_else(|| Some(metadata.summaries.clone()));
    texts.outcomes = texts.outcomes.or_else(|| Some(by_language(&metadata.outcomes)));
    texts.level = texts.level.or_else(|| metadata.level.clone());
    texts.delivery_mode =
        texts.delivery_mode.or_else(|| metadata.delivery_mode.as_deref().map(DeliveryMode::from_word));
    let minutes = tree.metadata.typical_learning_time.map(|time| time.seconds().div_ceil(60));
    texts.duration_minutes =
        texts.duration_minutes.or_else(|| minutes.and_then(|minutes| u32::try_from(minutes).ok()).filter(|m| *m > 0));
    texts
}

/// Texts in several languages each, as a list for each language.
fn by_language(texts: &[LocalizedText]) -> BTreeMap<LanguageTag, Vec<String>> {
    let mut lists: BTreeMap<LanguageTag, Vec<String>> = BTreeMap::new();
    for (language, text) in texts.iter().flat_map(LocalizedText::iter) {
        lists.entry(language.clone()).or_default().push(text.to_owned());
    }
    lists
}

/// The metadata's titles where they are in several languages. A single one does not stand against the title that the
/// structure shows: several tools put their own name or a file's name there.
fn titles(of_metadata: &LocalizedText, language: &LanguageTag, title: &str) -> LocalizedText {
    let mut told = of_metadata.iter();
    match (told.next(), told.next()) {
        (Some(_), Some(_)) => of_metadata.clone(),
        (Some((tag, _)), None) => LocalizedText::one(tag.clone(), title),
        (None, _) => LocalizedText::one(language.clone(), title),
    }
}

fn new_row(
    id: CourseId,
    slug: String,
    author: Option<PersonId>,
    clock: &dyn Clock,
    texts: &CourseTexts,
) -> Result<course::ActiveModel, CourseError> {
    let (motif, palette) = cover(id.0);
    let mut row = course::ActiveModel {
        id: Set(id.0),
        slug: Set(slug),
        title: Set("{}".to_owned()),
        summary: Set("{}".to_owned()),
        description: Set("{}".to_owned()),
        outcomes: Set("{}".to_owned()),
        duration_minutes: Set(None),
        level: Set(None),
        delivery_mode: Set(DeliveryMode::default().as_str().to_owned()),
        listed: Set(true),
        self_enrolment: Set(true),
        motif: Set(motif.into()),
        palette: Set(palette.into()),
        created_by: Set(author.map(|author| author.0)),
        created_at: Set(clock.now()),
        updated_at: Set(clock.now()),
        published_version_id: Set(None),
    };
    set_texts(&mut row, texts)?;
    Ok(row)
}

fn set_texts(row: &mut course::ActiveModel, texts: &CourseTexts) -> Result<(), CourseError> {
    let json = |text: &LocalizedText| serde_json::to_string(text).unwrap_or_default();
    if let Some(title) = &texts.title {
        let good = |text: &str| (1..=300).contains(&text.trim().chars().count());
        if title.is_empty() || !title.iter().all(|(_, text)| good(text)) {
            return Err(CourseError::BadTitle);
        }
        row.title = Set(json(title));
    }
    if let Some(summary) = &texts.summary {
        row.summary = Set(json(summary));
    }
    if let Some(description) = &texts.description {
        row.description = Set(json(description));
    }
    if let Some(outcomes) = &texts.outcomes {
        row.outcomes = Set(serde_json::to_string(outcomes).unwrap_or_default());
    }
    if let Some(minutes) = texts.duration_minutes {
        let minutes = i32::try_from(minutes).ok().filter(|minutes| *minutes <= 100_000);
        row.duration_minutes = Set(Some(minutes.ok_or(CourseError::BadDuration)?));
    }
    if let Some(level) = &texts.level {
        row.level = Set(Some(level.trim().to_owned()).filter(|level| !level.is_empty()));
    }
    if let Some(mode) = texts.delivery_mode {
        row.delivery_mode = Set(mode.as_str().to_owned());
    }
    if let Some(listed) = texts.listed {
        row.listed = Set(listed);
    }
    if let Some(open) = texts.self_enrolment {
        row.self_enrolment = Set(open);
    }
    Ok(())
}

/// Changes what the catalogue says of a course.
pub async fn change_course<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    course: CourseId,
    texts: &CourseTexts,
) -> Result<Course, CourseError> {
    let mut row = course::ActiveModel { id: Set(course.0), updated_at: Set(clock.now()), ..Default::default() };
    set_texts(&mut row, texts)?;
    let row = row.update(txn).await?;
    index_course(txn, course).await?;
    Ok(row.into())
}

/// Locks a course for this transaction: until its end nobody begins it. Says whether there is one.
pub async fn lock_course<C: ConnectionTrait>(txn: &C, course: CourseId) -> Result<bool, DbErr> {
    Ok(course::Entity::find_by_id(course.0).lock_exclusive().one(txn).await?.is_some())
}

/// Deletes a course with its versions and editions; packages stay. Whether anybody has begun it is the caller's to ask.
pub async fn delete_course<C: ConnectionTrait>(txn: &C, course: CourseId) -> Result<(), DbErr> {
    forget(txn, course).await?;
    course::Entity::delete_by_id(course.0).exec(txn).await?;
    Ok(())
}

/// Publishes the newest version: new learners begin with it. Publishing what is published already changes nothing.
pub async fn publish_course<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    course: CourseId,
) -> Result<Course, CourseError> {
    Ok(publish_version(txn, clock, course, None, Policy::default()).await?.0)
}

/// Publishes a version, the newest where none is named: new learners begin with it. An older one can be published
/// again. Says whether it was not the published one before; the learners of other versions are the caller's.
pub async fn publish_version<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    course: CourseId,
    number: Option<i32>,
    policy: Policy,
) -> Result<(Course, bool), CourseError> {
    let mut wanted = course_version::Entity::find().filter(course_version::Column::CourseId.eq(course.0));
    if let Some(number) = number {
        wanted = wanted.filter(course_version::Column::Number.eq(number));
    }
    let wanted = wanted.order_by_desc(course_version::Column::Number).one(txn).await?;
    let wanted = wanted.ok_or(CourseError::UnknownVersion)?;
    let row = course::Entity::find_by_id(course.0).one(txn).await?.ok_or(CourseError::UnknownCourse)?;
    if row.published_version_id == Some(wanted.id) {
        return Ok((row.into(), false));
    }
    course_version::ActiveModel {
        id: Set(wanted.id),
        published_at: Set(Some(wanted.published_at.unwrap_or_else(|| clock.now()))),
        policy: Set(Some(policy.as_str().to_owned())),
        ..Default::default()
    }
    .update(txn)
    .await?;
    let row = course::ActiveModel {
        id: Set(course.0),
        published_version_id: Set(Some(wanted.id)),
        updated_at: Set(clock.now()),
        ..Default::default()
    };
    let row = row.update(txn).await?;
    index_course(txn, course).await?;
    Ok((row.into(), true))
}

/// The course of that slug.
pub async fn find_course<C: ConnectionTrait>(conn: &C, slug: &str) -> Result<Option<Course>, DbErr> {
    let row = course::Entity::find().filter(course::Column::Slug.eq(slug)).one(conn).await?;
    Ok(row.map(Course::from))
}

/// The course of that id.
pub async fn course<C: ConnectionTrait>(conn: &C, id: CourseId) -> Result<Option<Course>, DbErr> {
    Ok(course::Entity::find_by_id(id.0).one(conn).await?.map(Course::from))
}

/// Several courses by id, in no order.
pub async fn courses_by_id<C: ConnectionTrait>(conn: &C, ids: &[CourseId]) -> Result<Vec<Course>, DbErr> {
    let rows = course::Entity::find().filter(course::Column::Id.is_in(ids.iter().map(|id| id.0))).all(conn).await?;
    Ok(rows.into_iter().map(Course::from).collect())
}

/// Which courses a list is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CourseFilter {
    /// What anybody may see: published and listed.
    Public,
    /// Everything, drafts included: for authors.
    Everything,
}

/// Courses by slug, `limit` of them after `after`.
pub async fn courses<C: ConnectionTrait>(
    conn: &C,
    filter: CourseFilter,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<Course>, DbErr> {
    let mut query = course::Entity::find().order_by_asc(course::Column::Slug).limit(limit);
    if filter == CourseFilter::Public {
        query = query.filter(course::Column::PublishedVersionId.is_not_null()).filter(course::Column::Listed.eq(true));
    }
    if let Some(after) = after {
        query = query.filter(course::Column::Slug.gt(after));
    }
    Ok(query.all(conn).await?.into_iter().map(Course::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_title_of_the_metadata_does_not_stand_against_the_courses_own() {
        let tag = |text: &str| LanguageTag::parse(text).unwrap();
        let own = |of_metadata: &LocalizedText| titles(of_metadata, &tag("mk"), "Forex");
        assert_eq!(own(&LocalizedText::default()), LocalizedText::one(tag("mk"), "Forex"));
        let mut told = LocalizedText::one(tag("fr"), "export");
        assert_eq!(own(&told), LocalizedText::one(tag("fr"), "Forex"));
        told.set(tag("mk"), "Девизи");
        assert_eq!(own(&told), told);
    }
}
