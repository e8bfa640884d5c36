//! `vidik user`: people, from the command line.

mod erase;

use std::{io::Read as _, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use vidik_base::InterfaceLanguage;
use vidik_db::Db;
use vidik_identity::{
    NameForm, NewPerson, Passwords, PersonName, Role, add_person, find_by_sign_in_name, grant, new_secret, roles_of,
    set_password,
};

use super::say;
use crate::{
    config,
    failure::{Failure, OrFail as _},
    machine::{OsRng, SystemClock},
    stores,
};

/// Add people, set passwords, give roles, erase people.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add somebody
    Add(Add),
    /// Set a password
    Password(SetPassword),
    /// Show somebody's roles, or give more
    Roles(Roles),
    /// Erase somebody from everything that is kept; without --yes only show what would become of it
    Erase(erase::Erase),
}

/// Add somebody.
#[derive(Debug, Args)]
pub struct Add {
    /// E-mail address, to sign in with
    email: String,
    /// Given names, as in the passport
    #[arg(long)]
    given: String,
    /// Family names, as in the passport
    #[arg(long)]
    family: String,
    /// Roles beside learner: author, translator, trainer, administrator
    #[arg(long, value_delimiter = ',', value_parser = role)]
    roles: Vec<Role>,
    /// Language of screens and mail
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = super::check::language)]
    lang: InterfaceLanguage,
    #[command(flatten)]
    password: PasswordSource,
}

/// Set a password.
#[derive(Debug, Args)]
pub struct SetPassword {
    /// E-mail address, user name or staff number
    name: String,
    #[command(flatten)]
    password: PasswordSource,
}

/// Show somebody's roles, or give more.
#[derive(Debug, Args)]
pub struct Roles {
    /// E-mail address, user name or staff number
    name: String,
    /// Roles to give: author, translator, trainer, administrator
    #[arg(value_parser = role)]
    give: Vec<Role>,
}

/// Passwords never stand on the command line, where every process of the machine can read them.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct PasswordSource {
    /// Read the password from this file; without it a random one is made and printed once
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
}

impl PasswordSource {
    /// The password, and whether it was made here.
    fn take(&self) -> Result<(String, bool), Failure> {
        let text = if self.password_stdin {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).or_fail("standard input cannot be read")?;
            text
        } else if let Some(path) = &self.password_file {
            std::fs::read_to_string(path).or_fail(&format!("{} cannot be read", path.display()))?
        } else {
            return Ok((new_secret(&OsRng).chars().take(20).collect(), true));
        };
        Ok((text.trim_end_matches(['\n', '\r']).to_owned(), false))
    }
}

fn role(word: &str) -> Result<Role, String> {
    Role::from_word(word).filter(|role| !matches!(role, Role::Learner | Role::Coordinator)).ok_or_else(|| {
        "one of author, translator, trainer, administrator; coordinators are appointed for an institution".to_owned()
    })
}

pub async fn run(verb: User) -> Result<ExitCode, Failure> {
    let config = config::load()?.config;
    let db = stores::migrated_database(&config).await?;
    match verb {
        User::Add(verb) => add(&db, verb).await?,
        User::Password(verb) => password(&db, verb).await?,
        User::Roles(verb) => roles(&db, verb).await?,
        User::Erase(verb) => erase::erase(&config, &db, verb).await?,
    }
    db.close().await.or_fail("the database could not be closed")?;
    Ok(ExitCode::SUCCESS)
}

async fn add(db: &Db, verb: Add) -> Result<(), Failure> {
    let (password, made) = verb.password.take()?;
    let new = NewPerson {
        email: Some(verb.email.clone()),
        username: None,
        staff_number: None,
        name: PersonName { latin: Some(NameForm { given: verb.given, family: verb.family }), cyrillic: None },
        password_hash: Some(hash(&password).await?),
        language: verb.lang,
        roles: verb.roles,
    };
    db.write(async move |txn| add_person(txn, &SystemClock, &OsRng, new).await)
        .await
        .or_fail(&format!("{} could not be added", verb.email))?;
    tell(&verb.email, &password, made);
    Ok(())
}

async fn password(db: &Db, verb: SetPassword) -> Result<(), Failure> {
    let id = found(db, &verb.name).await?;
    let (password, made) = verb.password.take()?;
    let hash = hash(&password).await?;
    db.write(async move |txn| set_password(txn, id, hash).await).await.or_fail("the password could not be set")?;
    tell(&verb.name, &password, made);
    Ok(())
}

async fn roles(db: &Db, verb: Roles) -> Result<(), Failure> {
    let id = found(db, &verb.name).await?;
    let roles = db
        .write(async move |txn| {
            for role in verb.give {
                grant(txn, id, role).await?;
            }
            roles_of(txn, id).await
        })
        .await
        .or_fail("the roles could not be given")?;
    say(roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    Ok(())
}

async fn found(db: &Db, name: &str) -> Result<vidik_base::PersonId, Failure> {
    let found = find_by_sign_in_name(db.read(), name).await.or_fail("the database did not answer")?;
    let (person, _) =
        found.ok_or_else(|| Failure::new(format!("nobody signs in as {name}; `vidik user add` adds people")))?;
    Ok(person.id)
}

async fn hash(password: &str) -> Result<String, Failure> {
    let passwords = Passwords::new(1);
    passwords.hash(password.to_owned()).await.or_fail("the password cannot be used")
}

fn tell(name: &str, password: &str, made: bool) {
    say(if made { format!("{name} signs in with {password}") } else { format!("{name} can sign in") });
}
