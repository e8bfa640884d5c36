//! `vidik user erase`: somebody's end in everything that is kept.

use clap::Args;
use vidik_base::PersonId;
use vidik_db::Db;
use vidik_privacy::{
    Fate, Finding, Mode, NewErasure, Subject, begin_erasure, findings, finish_erasure, is_last_administrator,
    subject_of,
};

use crate::{
    config::Config,
    failure::{Failure, OrFail as _},
    machine::{OsRng, SystemClock},
    stores,
    verbs::say,
};

/// Erase somebody.
#[derive(Debug, Args)]
pub struct Erase {
    /// E-mail address, user name, staff number or id
    name: String,
    /// Leave counts and results, under a pseudonym that leads to nobody
    #[arg(long)]
    pseudonymise: bool,
    /// Why; what names the person in it is left out
    #[arg(long, value_name = "WORDS", value_parser = reason)]
    reason: Option<String>,
    /// Do it: it cannot be taken back
    #[arg(long, requires = "reason")]
    yes: bool,
}

fn reason(words: &str) -> Result<String, String> {
    let words = words.trim();
    if (3..=2_000).contains(&words.chars().count()) {
        Ok(words.to_owned())
    } else {
        Err("3 to 2000 characters".to_owned())
    }
}

pub async fn erase(config: &Config, db: &Db, verb: Erase) -> Result<(), Failure> {
    let mode = if verb.pseudonymise { Mode::Pseudonymise } else { Mode::Erase };
    let subject = subject(config, db, &verb.name).await?;
    if is_last_administrator(db.read(), PersonId(subject.person)).await.or_fail("the database did not answer")? {
        return Err(Failure::new(format!("{} is the last administrator; add another one first", verb.name)));
    }
    let found = findings(db.read(), &subject, mode).await.or_fail("the database could not be looked through")?;
    tell(&found);
    let Some(reason) = verb.reason.filter(|_| verb.yes) else {
        say("nothing was changed; repeat it with --reason and --yes to do it, it cannot be taken back");
        return Ok(());
    };
    let blobs = stores::blobs(config).await?;
    let new = NewErasure { subject, mode, reason, requested_by: None, found };
    let begun = db.write(async move |txn| begin_erasure(txn, &SystemClock, &OsRng, new).await);
    let begun = begun.await.or_fail(&format!("{} could not be erased", verb.name))?;
    let done = finish_erasure(db, &blobs, &SystemClock, &OsRng, begun.id).await;
    let done = done.or_fail("it was begun, and goes on while the server runs")?;
    let report = done.ok_or_else(|| Failure::new("the erasure has no report"))?;
    if let Some(left) = report.left.first() {
        return Err(Failure::new(format!(
            "something is left in {} tables, {} among them",
            report.left.len(),
            left.table
        )));
    }
    say(format!("erased; nothing is left. {} stands for the person, {} is the report", report.pseudonym, report.id));
    Ok(())
}

/// Whom the word means: an id, or what somebody signs in with.
async fn subject(config: &Config, db: &Db, name: &str) -> Result<Subject, Failure> {
    let person = match name.parse() {
        Ok(id) => PersonId(id),
        Err(_) => super::found(db, name).await?,
    };
    let public_url = config.addresses.public_url(config.addresses.ports().0);
    let found = subject_of(db.read(), public_url.as_str().trim_end_matches('/'), person)
        .await
        .or_fail("the database did not answer")?;
    found.ok_or_else(|| Failure::new(format!("there is nobody of the id {name}")))
}

fn tell(found: &[Finding]) {
    for finding in found {
        let fate = match finding.fate {
            Fate::Removed => "removed",
            Fate::Changed => "kept, without the person",
        };
        say(format!("{:>8}  {}: {fate}", finding.rows, finding.table));
    }
}
