//! The first start makes an administrator, since nobody else could make one.

use vidik_base::InterfaceLanguage;
use vidik_db::Db;
use vidik_identity::{
    NameForm, NewPerson, Passwords, PersonError, PersonName, Role, add_person, anybody_is, new_secret,
};

use crate::{
    config::Config,
    failure::{Failure, OrFail as _},
    machine::{OsRng, SystemClock},
};

/// What the operator has to be told of the administrator that was made.
#[derive(Debug, PartialEq, Eq)]
pub struct FirstAdministrator {
    /// To sign in with.
    pub email: String,
    /// The password, where it was made here; it is kept nowhere.
    pub password: Option<String>,
}

/// Makes an administrator where there is none. Two servers that start at once make one.
pub async fn ensure(db: &Db, passwords: &Passwords, config: &Config) -> Result<Option<FirstAdministrator>, Failure> {
    if anybody_is(db.read(), Role::Administrator).await.or_fail("the database did not answer")? {
        return Ok(None);
    }
    let made = config.admin_password.is_none().then(|| new_secret(&OsRng).chars().take(20).collect::<String>());
    let password = config.admin_password.clone().or_else(|| made.clone()).unwrap_or_default();
    let hash = passwords.hash(password).await.or_fail("VIDIK_ADMIN_PASSWORD cannot be used")?;
    let new = NewPerson {
        email: Some(config.admin_email.clone()),
        username: None,
        staff_number: None,
        name: PersonName {
            latin: Some(NameForm { given: "First".to_owned(), family: "Administrator".to_owned() }),
            cyrillic: None,
        },
        password_hash: Some(hash),
        language: InterfaceLanguage::default(),
        roles: vec![Role::Administrator],
    };
    let added = db
        .write(async move |txn| {
            // Asked again under the lock.
            if anybody_is(txn, Role::Administrator).await? {
                return Ok(false);
            }
            add_person(txn, &SystemClock, &OsRng, new).await?;
            Ok::<_, PersonError>(true)
        })
        .await
        .or_fail("the first administrator could not be made; set VIDIK_ADMIN_EMAIL to an address that nobody has")?;
    Ok(added.then(|| FirstAdministrator { email: config.admin_email.clone(), password: made }))
}
