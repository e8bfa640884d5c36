//! Packages that were taken in.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;
use vidik_base::{LanguageTag, PackageId, PersonId};
use vidik_package::{CourseTree, Finding};
use vidik_sequencing::Edition;

use crate::entity::package;

/// A package with its report.
#[derive(Clone, Debug)]
pub struct Package {
    /// Id.
    pub id: PackageId,
    /// The name of the file that was uploaded.
    pub file_name: String,
    /// Its length in bytes.
    pub size: u64,
    /// How many files it holds.
    pub file_count: u64,
    /// `scorm12` or `scorm2004`.
    pub format: String,
    /// `1.2`, `2004 2nd Edition` …
    pub edition: String,
    /// Title.
    pub title: String,
    /// Languages of the content, as far as it says.
    pub languages: Vec<LanguageTag>,
    /// What the check found.
    pub findings: Vec<Finding>,
    /// The structure; absent where it cannot be read any more.
    pub tree: Option<CourseTree>,
    /// Taken in when.
    pub uploaded_at: DateTime<Utc>,
    /// Who brought it; absent where nobody did, or the person is gone.
    pub uploaded_by: Option<PersonId>,
}

impl From<package::Model> for Package {
    fn from(row: package::Model) -> Self {
        Self {
            id: PackageId(row.id),
            file_name: row.file_name,
            size: u64::try_from(row.size).unwrap_or(0),
            file_count: u64::try_from(row.file_count).unwrap_or(0),
            format: row.format,
            edition: row.edition,
            title: row.title,
            languages: serde_json::from_str(&row.languages).unwrap_or_default(),
            findings: serde_json::from_str(&row.findings).unwrap_or_default(),
            tree: serde_json::from_str(&row.tree).ok(),
            uploaded_at: row.uploaded_at,
            uploaded_by: row.uploaded_by.map(PersonId),
        }
    }
}

pub(crate) const fn edition_word(edition: Edition) -> &'static str {
    match edition {
        Edition::Scorm12 => "1.2",
        Edition::Scorm2004Second => "2004 2nd Edition",
        Edition::Scorm2004Third => "2004 3rd Edition",
        Edition::Scorm2004Fourth => "2004 4th Edition",
        Edition::Native => "1",
        Edition::Cmi5 => "cmi5",
    }
}

/// One package.
pub async fn package<C: ConnectionTrait>(conn: &C, id: PackageId) -> Result<Option<Package>, DbErr> {
    Ok(package::Entity::find_by_id(id.0).one(conn).await?.map(Package::from))
}

/// Packages by id, `limit` of them after `after`; everybody's, or those that one person brought.
pub async fn packages<C: ConnectionTrait>(
    conn: &C,
    by: Option<PersonId>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Package>, DbErr> {
    let mut query = package::Entity::find().order_by_asc(package::Column::Id).limit(limit);
    if let Some(by) = by {
        query = query.filter(package::Column::UploadedBy.eq(by.0));
    }
    if let Some(after) = after {
        query = query.filter(package::COLUMN.id.gt(after));
    }
    Ok(query.all(conn).await?.into_iter().map(Package::from).collect())
}
