//! Saying by hand which item an activity is.

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _,
};
use uuid::Uuid;
use vidik_base::{AlignedItemId, CourseVersionId, EditionId, Rng};

use crate::{
    add_edition::{EditionChangeError, OwnItems},
    alignment::{How, Placed, alike, placed},
    editions::tree_of,
    entity::{aligned_item, edition, edition_item},
    search::index_version,
};

/// An activity that is another item from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Realigned {
    /// Of which edition.
    pub edition: EditionId,
    /// Which activity.
    pub activity: String,
    /// The item that it was.
    pub from: AlignedItemId,
    /// The item that it is.
    pub to: AlignedItemId,
    /// No activity of any edition is the old item any more.
    pub left_alone: bool,
}

/// Says which item an activity is; `None` gives it an item of its own. Another activity of the same edition that was
/// this item gets one of its own. Says what changed, nothing where it was so already.
pub async fn mend_alignment<C: ConnectionTrait>(
    txn: &C,
    rng: &dyn Rng,
    version: CourseVersionId,
    edition: EditionId,
    activity: &str,
    item: Option<AlignedItemId>,
) -> Result<Vec<Realigned>, EditionChangeError> {
    let row = edition::Entity::find_by_id(edition.0).one(txn).await?;
    let row = row.filter(|row| row.course_version_id == version.0).ok_or(EditionChangeError::UnknownEdition)?;
    let tree = tree_of(txn, row.package_id).await?.ok_or(EditionChangeError::BrokenPackage)?;
    let organization = tree.organization().ok_or(EditionChangeError::BrokenPackage)?;
    let activities = placed(&organization.tree);
    let link = link(txn, edition, activity).await?.ok_or(EditionChangeError::UnknownActivity)?;
    let at = |activity: &str| {
        let found = activities.iter().find(|placed| placed.activity.identifier.as_str() == activity);
        found.ok_or(EditionChangeError::UnknownActivity)
    };
    let mut changed = Vec::new();
    match item {
        Some(item) if item.0 == link.aligned_item_id => return Ok(changed),
        Some(item) => {
            let wanted = aligned_item::Entity::find_by_id(item.0).one(txn).await?;
            let wanted = wanted.filter(|item| item.course_version_id == version.0);
            let wanted = wanted.ok_or(EditionChangeError::UnknownItem)?;
            if !alike(&wanted.kind, at(activity)?.kind) {
                return Err(EditionChangeError::OtherKind);
            }
            if let Some(other) = holder(txn, edition, item.0).await? {
                let alone = own_item(txn, rng, version, at(&other.activity)?).await?;
                changed.push(point(txn, &other, alone, None).await?);
            }
            changed.push(point(txn, &link, item.0, Some(How::Hand)).await?);
        }
        None => {
            if uses(txn, link.aligned_item_id).await? == 1 {
                return Ok(changed);
            }
            let alone = own_item(txn, rng, version, at(activity)?).await?;
            changed.push(point(txn, &link, alone, None).await?);
        }
    }
    edition::ActiveModel { id: Set(row.id), alignment: Set(row.alignment.wrapping_add(1)), ..Default::default() }
        .update(txn)
        .await?;
    for change in &mut changed {
        change.left_alone = uses(txn, change.from.0).await? == 0;
    }
    index_version(txn, version).await?;
    Ok(changed)
}

async fn link<C: ConnectionTrait>(
    txn: &C,
    edition: EditionId,
    activity: &str,
) -> Result<Option<edition_item::Model>, EditionChangeError> {
    Ok(edition_item::Entity::find_by_id((edition.0, activity.to_owned())).one(txn).await?)
}

/// The activity of an edition that is this item.
async fn holder<C: ConnectionTrait>(
    txn: &C,
    edition: EditionId,
    item: Uuid,
) -> Result<Option<edition_item::Model>, EditionChangeError> {
    Ok(edition_item::Entity::find()
        .filter(edition_item::Column::EditionId.eq(edition.0))
        .filter(edition_item::Column::AlignedItemId.eq(item))
        .one(txn)
        .await?)
}

async fn uses<C: ConnectionTrait>(txn: &C, item: Uuid) -> Result<u64, EditionChangeError> {
    Ok(edition_item::Entity::find().filter(edition_item::Column::AlignedItemId.eq(item)).count(txn).await?)
}

async fn own_item<C: ConnectionTrait>(
    txn: &C,
    rng: &dyn Rng,
    version: CourseVersionId,
    placed: &Placed<'_>,
) -> Result<Uuid, EditionChangeError> {
    let mut own = OwnItems::load(txn, version).await?;
    let id = own.add(rng, placed);
    own.write(txn).await?;
    Ok(id)
}

async fn point<C: ConnectionTrait>(
    txn: &C,
    link: &edition_item::Model,
    to: Uuid,
    how: Option<How>,
) -> Result<Realigned, EditionChangeError> {
    edition_item::ActiveModel {
        edition_id: Set(link.edition_id),
        activity: Set(link.activity.clone()),
        aligned_item_id: Set(to),
        how: Set(how.map(|how| how.as_str().to_owned())),
    }
    .update(txn)
    .await?;
    Ok(Realigned {
        edition: EditionId(link.edition_id),
        activity: link.activity.clone(),
        from: AlignedItemId(link.aligned_item_id),
        to: AlignedItemId(to),
        left_alone: false,
    })
}
