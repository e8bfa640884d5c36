//! People: adding them, finding them, changing what they say of themselves.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use thiserror::Error;
use vidik_base::{Clock, InterfaceLanguage, PersonId, Rng, new_id};
use vidik_db::is_unique_violation;

use crate::{
    entity::{person, person_role, sign_in_name},
    model::{NameError, Person, PersonName, Role, folded},
    sign_in::end_sessions,
};

/// A person to be added. At least one of the three sign-in names is needed to sign in with a password.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// E-mail address.
    pub email: Option<String>,
    /// User name.
    pub username: Option<String>,
    /// Staff number.
    pub staff_number: Option<String>,
    /// Name in one or two scripts.
    pub name: PersonName,
    /// Hash of the first password.
    pub password_hash: Option<String>,
    /// Language of screens and mail.
    pub language: InterfaceLanguage,
    /// Roles beside learner, which everybody is.
    pub roles: Vec<Role>,
}

/// Why a person cannot be added or changed.
#[derive(Debug, Error)]
pub enum PersonError {
    /// The name is missing or malformed.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The field holds no sign-in name that can be kept.
    #[error("{0} is not well-formed")]
    BadSignInName(&'static str),
    /// None of e-mail, user name and staff number is given.
    #[error("one of e-mail, user name and staff number is needed")]
    NoSignInName,
    /// Somebody else signs in with it.
    #[error("{0} belongs to somebody else")]
    SignInNameTaken(&'static str),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Adds a person.
pub async fn add_person<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    new: NewPerson,
) -> Result<Person, PersonError> {
    let name = new.name.checked()?;
    let names = [
        ("email", new.email.as_deref().map(checked_email).transpose()?),
        ("username", new.username.as_deref().map(|text| checked_word("username", text)).transpose()?),
        ("staff_number", new.staff_number.as_deref().map(|text| checked_word("staff_number", text)).transpose()?),
    ];
    if names.iter().all(|(_, name)| name.is_none()) {
        return Err(PersonError::NoSignInName);
    }
    let id: PersonId = new_id(rng);
    let [(_, email), (_, username), (_, staff_number)] = names.clone();
    let (latin, cyrillic) = (name.latin.unzip_form(), name.cyrillic.unzip_form());
    let row = person::ActiveModel {
        id: Set(id.0),
        email: Set(email),
        username: Set(username),
        staff_number: Set(staff_number),
        given_latin: Set(latin.0),
        family_latin: Set(latin.1),
        given_cyrillic: Set(cyrillic.0),
        family_cyrillic: Set(cyrillic.1),
        password_hash: Set(new.password_hash),
        language: Set(new.language.tag().to_owned()),
        created_at: Set(clock.now()),
        disabled_at: Set(None),
    }
    .insert(txn)
    .await?;
    for (kind, name) in names {
        if let Some(name) = name {
            add_sign_in_name(txn, id, kind, &name).await?;
        }
    }
    for role in new.roles {
        grant(txn, id, role).await?;
    }
    Ok(row.into())
}

async fn add_sign_in_name<C: ConnectionTrait>(
    txn: &C,
    person: PersonId,
    kind: &'static str,
    name: &str,
) -> Result<(), PersonError> {
    let row =
        sign_in_name::ActiveModel { name: Set(folded(name)), person_id: Set(person.0), kind: Set(kind.to_owned()) };
    match sign_in_name::Entity::insert(row).exec_without_returning(txn).await {
        Err(error) if is_unique_violation(&error).is_some() => Err(PersonError::SignInNameTaken(kind)),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

/// Gives a person a role; having it already is no error. Learner and coordinator are not given this way: the first
/// everybody is, the second one is for an institution.
pub async fn grant<C: ConnectionTrait>(txn: &C, person: PersonId, role: Role) -> Result<(), DbErr> {
    if matches!(role, Role::Learner | Role::Coordinator) {
        return Ok(());
    }
    let row = person_role::ActiveModel { person_id: Set(person.0), role: Set(role.as_str().to_owned()) };
    person_role::Entity::insert(row)
        .on_conflict_do_nothing_on([person_role::Column::PersonId, person_role::Column::Role])
        .exec(txn)
        .await?;
    Ok(())
}

/// The roles of a person that hang on no institution, learner included.
pub async fn roles_of<C: ConnectionTrait>(conn: &C, person: PersonId) -> Result<Vec<Role>, DbErr> {
    let rows = person_role::Entity::find().filter(person_role::Column::PersonId.eq(person.0)).all(conn).await?;
    let mut roles: Vec<Role> = rows.iter().filter_map(|row| Role::from_word(&row.role)).collect();
    roles.push(Role::Learner);
    roles.sort_unstable();
    roles.dedup();
    Ok(roles)
}

/// One person.
pub async fn person<C: ConnectionTrait>(conn: &C, id: PersonId) -> Result<Option<Person>, DbErr> {
    Ok(person::Entity::find_by_id(id.0).one(conn).await?.map(Person::from))
}

/// One person with the hash of their password, for checking the old before setting a new one.
pub async fn password_hash_of<C: ConnectionTrait>(conn: &C, id: PersonId) -> Result<Option<String>, DbErr> {
    Ok(person::Entity::find_by_id(id.0).one(conn).await?.and_then(|row| row.password_hash))
}

/// People by id, `limit` of them after `after`.
pub async fn people<C: ConnectionTrait>(conn: &C, after: Option<PersonId>, limit: u64) -> Result<Vec<Person>, DbErr> {
    let mut query = person::Entity::find().order_by_asc(person::Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(person::Column::Id.gt(after.0));
    }
    Ok(query.all(conn).await?.into_iter().map(Person::from).collect())
}

/// Several people by id, in no order.
pub async fn people_by_id<C: ConnectionTrait>(conn: &C, ids: &[PersonId]) -> Result<Vec<Person>, DbErr> {
    let rows = person::Entity::find().filter(person::Column::Id.is_in(ids.iter().map(|id| id.0))).all(conn).await?;
    Ok(rows.into_iter().map(Person::from).collect())
}

/// The people who hold one of these roles and can sign in, by id.
pub async fn people_with<C: ConnectionTrait>(conn: &C, roles: &[Role]) -> Result<Vec<Person>, DbErr> {
    let words = roles.iter().map(|role| role.as_str());
    let rows = person_role::Entity::find().filter(person_role::Column::Role.is_in(words)).all(conn).await?;
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(rows.into_iter().map(|row| row.person_id)))
        .filter(person::Column::DisabledAt.is_null())
        .order_by_asc(person::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Person::from).collect())
}

/// Whether somebody holds a role at all: decides whether a first administrator is to be made.
pub async fn anybody_is<C: ConnectionTrait>(conn: &C, role: Role) -> Result<bool, DbErr> {
    let row = person_role::Entity::find().filter(person_role::Column::Role.eq(role.as_str())).one(conn).await?;
    Ok(row.is_some())
}

/// What a person changes of themselves; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct OwnChanges {
    /// Language of screens and mail.
    pub language: Option<InterfaceLanguage>,
    /// Both forms of the name, as they shall be from now on.
    pub name: Option<PersonName>,
}

/// Changes what a person says of themselves.
pub async fn change_own<C: ConnectionTrait>(txn: &C, id: PersonId, changes: OwnChanges) -> Result<Person, PersonError> {
    let mut row = person::ActiveModel { id: Set(id.0), ..Default::default() };
    if let Some(language) = changes.language {
        row.language = Set(language.tag().to_owned());
    }
    if let Some(name) = changes.name {
        let name = name.checked()?;
        let (latin, cyrillic) = (name.latin.unzip_form(), name.cyrillic.unzip_form());
        row.given_latin = Set(latin.0);
        row.family_latin = Set(latin.1);
        row.given_cyrillic = Set(cyrillic.0);
        row.family_cyrillic = Set(cyrillic.1);
    }
    Ok(row.update(txn).await?.into())
}

/// Whether a person's account was not disabled at that moment. For people who were disabled before and let in again
/// since, the answer is yes; where there is nobody of that id, it is no.
pub async fn was_let_in<C: ConnectionTrait>(conn: &C, id: PersonId, at: DateTime<Utc>) -> Result<bool, DbErr> {
    let query = person::Entity::find_by_id(id.0).select_only().column(person::Column::DisabledAt);
    let disabled: Option<Option<DateTime<Utc>>> = query.into_tuple().one(conn).await?;
    Ok(disabled.is_some_and(|disabled| disabled.is_none_or(|since| since > at)))
}

/// Refuses somebody's signing in from now on, and ends what they have open; or lets them in again.
pub async fn set_disabled<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    id: PersonId,
    disabled: bool,
) -> Result<Person, DbErr> {
    let disabled_at = disabled.then(|| clock.now());
    if disabled {
        end_sessions(txn, clock, id, "disabled").await?;
    }
    let row = person::ActiveModel { id: Set(id.0), disabled_at: Set(disabled_at), ..Default::default() };
    Ok(row.update(txn).await?.into())
}

/// Sets a new password.
pub async fn set_password<C: ConnectionTrait>(txn: &C, id: PersonId, hash: String) -> Result<(), DbErr> {
    person::ActiveModel { id: Set(id.0), password_hash: Set(Some(hash)), ..Default::default() }.update(txn).await?;
    Ok(())
}

trait UnzipForm {
    fn unzip_form(self) -> (Option<String>, Option<String>);
}

impl UnzipForm for Option<crate::model::NameForm> {
    fn unzip_form(self) -> (Option<String>, Option<String>) {
        self.map(|form| (form.given, form.family)).unzip()
    }
}

fn checked_email(text: &str) -> Result<String, PersonError> {
    let text = text.trim();
    let good = text.len() <= 254
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && text.rsplit_once('@').is_some_and(|(local, host)| !local.is_empty() && host.len() > 2);
    good.then(|| text.to_owned()).ok_or(PersonError::BadSignInName("email"))
}

fn checked_word(field: &'static str, text: &str) -> Result<String, PersonError> {
    let text = text.trim();
    let good = !text.is_empty()
        && text.chars().count() <= 64
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '@');
    good.then(|| text.to_owned()).ok_or(PersonError::BadSignInName(field))
}
