//! Deleting a course that nobody has begun.

use sea_orm::{ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use thiserror::Error;
use vidik_base::CourseId;
use vidik_catalogue::lock_course;

use crate::entity::registration;

/// Why a course is not deleted.
#[derive(Debug, Error)]
pub enum DeleteCourseError {
    /// Somebody has begun it: what they reached has to stay.
    #[error("somebody has begun the course")]
    Begun,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Deletes a course, enrolments with it, unless somebody has begun it.
pub async fn delete_course(txn: &DatabaseTransaction, course: CourseId) -> Result<(), DeleteCourseError> {
    lock_course(txn, course).await?;
    let begun = registration::Entity::find().filter(registration::Column::CourseId.eq(course.0)).count(txn).await?;
    if begun > 0 {
        return Err(DeleteCourseError::Begun);
    }
    Ok(vidik_catalogue::delete_course(txn, course).await?)
}
