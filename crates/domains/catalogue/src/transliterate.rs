//! Pages of packages made elsewhere in the reader's script: only where the author has ticked it.

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    PaginatorTrait as _, QueryFilter as _,
};
use vidik_base::{CourseId, EditionId, LanguageTag, PackageId};
use vidik_lang::script::Script;

use crate::{
    add_edition::EditionChangeError,
    editions::tree_of,
    entity::{course_version, edition},
};

/// Says whether the pages of an edition are shown in the script of a reader of the other one. Our own courses need no
/// word: their text is ours, and is always shown in the reader's script.
pub async fn set_transliterate<C: ConnectionTrait>(
    txn: &C,
    course: CourseId,
    edition: EditionId,
    on: bool,
) -> Result<(), EditionChangeError> {
    let row = edition::Entity::find_by_id(edition.0).one(txn).await?.ok_or(EditionChangeError::UnknownEdition)?;
    let version = course_version::Entity::find_by_id(row.course_version_id).one(txn).await?;
    if version.is_none_or(|version| version.course_id != course.0) {
        return Err(EditionChangeError::UnknownEdition);
    }
    let tree = tree_of(txn, row.package_id).await?.ok_or(EditionChangeError::BrokenPackage)?;
    if tree.format == vidik_package::Format::Native {
        return Err(EditionChangeError::OwnFormat);
    }
    let language = LanguageTag::parse(&row.language).map_err(|_| EditionChangeError::BrokenPackage)?;
    if Script::of(&language).is_none() {
        return Err(EditionChangeError::NotSerbian);
    }
    // Whoever keeps the edition in memory sees by this number that it has changed.
    let revision = row.alignment.wrapping_add(i32::from(row.transliterate != on));
    let changed = edition::ActiveModel {
        id: Set(row.id),
        transliterate: Set(on),
        alignment: Set(revision),
        ..Default::default()
    };
    changed.update(txn).await?;
    Ok(())
}

/// Whether some edition shows the pages of this package in the other script.
pub async fn is_transliterated<C: ConnectionTrait>(conn: &C, package: PackageId) -> Result<bool, DbErr> {
    let ticked = edition::Entity::find().filter(edition::Column::PackageId.eq(package.0));
    Ok(ticked.filter(edition::Column::Transliterate.eq(true)).count(conn).await? > 0)
}
