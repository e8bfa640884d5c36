//! Asking for an attempt: the open registration or a new one, the run of one edition, and a launch code.

use chrono::Duration;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use thiserror::Error;
use vidik_base::{
    CourseId, EditionId, LanguageTag, LaunchId, PackageId, PersonId, RegistrationId, RunId, new_id, new_ordered_id,
};
use vidik_catalogue::{Course, Edition, EditionError, editions_of};
use vidik_db::change_number;

use crate::{
    Desk,
    codes::{code_hash, new_code},
    enrol::find_enrolment,
    entity::{launch, registration, run},
    institution_feed,
    reading::{Wanted, edition_for, reading_in},
    report_result::Place,
    trace::is_traced,
    viewing::Mode,
};

/// How long a launch code waits for its player.
pub const LAUNCH_CODE_LIFETIME: Duration = Duration::minutes(2);

/// An attempt, ready to be opened in a player.
#[derive(Debug)]
pub struct OpenedAttempt {
    /// The registration.
    pub registration: RegistrationId,
    /// The edition that it opens in.
    pub edition: EditionId,
    /// The package that is served.
    pub package: PackageId,
    /// The language that it is read in: the edition's, or Serbian in the reader's script.
    pub reading: LanguageTag,
    /// Handed to the player once; good for two minutes.
    pub code: String,
}

/// Why an attempt cannot be opened.
#[derive(Debug, Error)]
pub enum AttemptError {
    /// The person is not enrolled.
    #[error("the person is not enrolled on the course")]
    NotEnrolled,
    /// The course has no published version.
    #[error("the course is not published")]
    NotPublished,
    /// Nothing was gone through yet that could be looked at.
    #[error("there is nothing to review")]
    NothingToReview,
    /// The version has no edition.
    #[error(transparent)]
    Edition(#[from] EditionError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Resumes the open attempt of a learner, or begins one on the published version, in the edition that fits best what is
/// wanted. An attempt stays on its version.
pub async fn open_attempt(
    txn: &DatabaseTransaction,
    desk: &Desk,
    person: PersonId,
    course: &Course,
    wanted: &Wanted,
) -> Result<OpenedAttempt, AttemptError> {
    let (place, edition, reading) = open_place(txn, desk, person, course, wanted).await?;
    let code = add_launch(txn, desk, place.run, &reading, Mode::Normal).await?;
    Ok(OpenedAttempt { registration: place.registration, edition: edition.id, package: edition.package, reading, code })
}

/// The place of a learner's open attempt, without opening a player: for results that come by another way. Begins the
/// attempt where there is none.
pub async fn place_on(
    txn: &DatabaseTransaction,
    desk: &Desk,
    person: PersonId,
    course: &Course,
    wanted: &Wanted,
) -> Result<Place, AttemptError> {
    Ok(open_place(txn, desk, person, course, wanted).await?.0)
}

async fn open_place(
    txn: &DatabaseTransaction,
    desk: &Desk,
    person: PersonId,
    course: &Course,
    wanted: &Wanted,
) -> Result<(Place, Edition, LanguageTag), AttemptError> {
    if find_enrolment(txn, person, course.id).await?.is_none() {
        return Err(AttemptError::NotEnrolled);
    }
    let latest = latest_registration(txn, person, course.id).await?;
    let (existing, number) = match latest {
        Some(row) if row.open => (Some(row), 0),
        Some(row) => (None, row.number.saturating_add(1)),
        None => (None, 1),
    };
    let version = match &existing {
        Some(row) => row.course_version_id.into(),
        None => course.published_version.ok_or(AttemptError::NotPublished)?,
    };
    let editions = editions_of(txn, version).await?;
    let tag = wanted.tag(existing.as_ref().and_then(|row| row.reading.as_deref()));
    let edition = edition_for(&editions, &tag).ok_or(EditionError::Unknown)?;
    let reading = reading_in(&edition.language, &tag);
    let registration = match existing {
        Some(row) => RegistrationId(row.id),
        None => begin_registration(txn, desk, person, course.id, edition, number).await?,
    };
    let run = run_of(txn, desk, registration, edition).await?;
    Ok((Place { registration, run, edition: edition.id, person }, edition.clone(), reading))
}

/// The newest registration of a person on a course.
pub(crate) async fn latest_registration<C: ConnectionTrait>(
    conn: &C,
    person: PersonId,
    course: CourseId,
) -> Result<Option<registration::Model>, DbErr> {
    registration::Entity::find()
        .filter(registration::Column::PersonId.eq(person.0))
        .filter(registration::Column::CourseId.eq(course.0))
        .order_by_desc(registration::Column::Number)
        .one(conn)
        .await
}

async fn begin_registration(
    txn: &DatabaseTransaction,
    desk: &Desk,
    person: PersonId,
    course: CourseId,
    edition: &Edition,
    number: i32,
) -> Result<RegistrationId, DbErr> {
    let id: RegistrationId = new_ordered_id(desk.clock.as_ref(), desk.rng.as_ref());
    let (now, number_of_change) = (desk.now(), change_number(txn).await?);
    let row = registration::ActiveModel {
        id: Set(id.0),
        person_id: Set(person.0),
        course_id: Set(course.0),
        course_version_id: Set(edition.version.0),
        number: Set(number),
        open: Set(true),
        generation: Set(0),
        language: Set(edition.language.as_str().to_owned()),
        reading: Set(None),
        current_activity: Set(None),
        started_at: Set(now),
        updated_at: Set(now),
        completed_at: Set(None),
        completion: Set("unknown".to_owned()),
        success: Set("unknown".to_owned()),
        progress: Set(None),
        scaled: Set(None),
        raw: Set(None),
        min: Set(None),
        max: Set(None),
        hundredths: Set(0),
        change_number: Set(number_of_change),
    }
    .insert(txn)
    .await?;
    // Institutions see it from now on, so that what is never played can be waived.
    institution_feed::tell(txn, &row, number_of_change).await?;
    Ok(id)
}

/// The run of an edition, begun where there is none. What is made of one package is one build, and goes on whatever
/// the language: its run is pointed at the edition that is read now.
pub(crate) async fn run_of(
    txn: &DatabaseTransaction,
    desk: &Desk,
    registration: RegistrationId,
    edition: &Edition,
) -> Result<RunId, DbErr> {
    let existing = run::Entity::find()
        .filter(run::Column::RegistrationId.eq(registration.0))
        .filter(run::Column::PackageId.eq(edition.package.0))
        .one(txn)
        .await?;
    if let Some(row) = existing {
        let id = RunId(row.id);
        if row.edition_id != edition.id.0 {
            run::ActiveModel { id: Set(id.0), edition_id: Set(edition.id.0), ..Default::default() }.update(txn).await?;
        }
        return Ok(id);
    }
    let id: RunId = new_ordered_id(desk.clock.as_ref(), desk.rng.as_ref());
    run::ActiveModel {
        id: Set(id.0),
        registration_id: Set(registration.0),
        edition_id: Set(edition.id.0),
        package_id: Set(edition.package.0),
        state: Set(String::new()),
        created_at: Set(desk.now()),
        traced: Set(is_traced(txn, registration).await?),
    }
    .insert(txn)
    .await?;
    Ok(id)
}

pub(crate) async fn add_launch(
    txn: &DatabaseTransaction,
    desk: &Desk,
    run: RunId,
    reading: &LanguageTag,
    mode: Mode,
) -> Result<String, DbErr> {
    let code = new_code(desk.rng.as_ref());
    let id: LaunchId = new_id(desk.rng.as_ref());
    launch::ActiveModel {
        id: Set(id.0),
        run_id: Set(run.0),
        generation: Set(0),
        code_hash: Set(code_hash(&code)),
        code_expires_at: Set(desk.now() + LAUNCH_CODE_LIFETIME),
        exchanged_at: Set(None),
        last_number: Set(0),
        visit: Set(0),
        reading: Set(Some(reading.as_str().to_owned())),
        created_at: Set(desk.now()),
        mode: Set(mode.as_str().to_owned()),
    }
    .insert(txn)
    .await?;
    Ok(code)
}
