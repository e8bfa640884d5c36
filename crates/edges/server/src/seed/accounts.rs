//! Institutions, accounts to sign in with, and the machine client.

use chrono::{DateTime, Days, NaiveDate, Utc};
use vidik_base::{FixedClock, InstitutionId, InterfaceLanguage, LanguageTag, LocalizedText, PersonId};
use vidik_identity::{
    MachineError, NameForm, NewMachineClient, NewPerson, PersonError, PersonName, Role, SCOPES, add_machine_client,
    add_person, find_by_sign_in_name,
};
use vidik_institutions::{
    InstitutionError, MembershipError, NewInstitution, NewMembership, add_institution, add_membership,
    appoint_coordinator, find_institution,
};
use vidik_lrs::{CredentialError, NewCredential, Scope, add_credential};

use super::{Seeded, Stage};
use crate::failure::{Failure, OrFail as _};

/// Slug, and the name in English, Serbian and Macedonian.
const INSTITUTIONS: [(&str, [&str; 3]); 4] = [
    ("demo-ministry", ["Demonstration Ministry", "Огледно министарство", "Огледно министерство"]),
    ("demo-agency", ["Demonstration Agency for Asylum", "Огледна агенција за азил", "Огледна агенција за азил"]),
    ("demo-municipality", ["Demonstration Municipality", "Огледна општина", "Огледна општина"]),
    (
        "demo-border-police",
        [
            "Demonstration Border Police Directorate",
            "Огледна управа граничне полиције",
            "Огледна управа за гранична полиција",
        ],
    ),
];

/// A text in the three languages that texts are written in.
pub fn in_three([en, sr, mk]: [&str; 3]) -> LocalizedText {
    let tag = |language: InterfaceLanguage| LanguageTag::from(language);
    let texts = [(InterfaceLanguage::En, en), (InterfaceLanguage::SrCyrl, sr), (InterfaceLanguage::Mk, mk)];
    texts.into_iter().map(|(language, text)| (tag(language), text.to_owned())).collect()
}

pub async fn institutions(stage: &Stage) -> Result<Vec<InstitutionId>, Failure> {
    let mut ids = Vec::new();
    for (slug, names) in INSTITUTIONS {
        let found = find_institution(stage.db.read(), slug).await.or_fail("the database did not answer")?;
        let id = if let Some(found) = found {
            found.id
        } else {
            let (clock, rng) = (FixedClock::new(stage.beginning()), stage.rng.clone());
            let new = NewInstitution { slug: slug.to_owned(), name: in_three(names) };
            let added = stage.db.write(async move |txn| {
                Ok::<_, InstitutionError>(add_institution(txn, &clock, rng.as_ref(), new).await?.id)
            });
            added.await.or_fail(&format!("the institution {slug} could not be added"))?
        };
        ids.push(id);
    }
    Ok(ids)
}

struct Account {
    word: &'static str,
    latin: (&'static str, &'static str),
    cyrillic: (&'static str, &'static str),
    role: Option<Role>,
    member: bool,
    coordinator: bool,
}

const ACCOUNTS: [Account; 6] = [
    account("learner", ("Mila", "Polaznik"), ("Мила", "Полазник"), None, true, false),
    account("author", ("Jovan", "Autor"), ("Јован", "Аутор"), Some(Role::Author), false, false),
    account("translator", ("Vesna", "Prevodilac"), ("Весна", "Преводилац"), Some(Role::Translator), false, false),
    account("trainer", ("Elena", "Trener"), ("Елена", "Тренер"), Some(Role::Trainer), true, false),
    account("coordinator", ("Marko", "Koordinator"), ("Марко", "Координатор"), None, true, true),
    account("admin", ("Ana", "Administrator"), ("Ана", "Администратор"), Some(Role::Administrator), false, false),
];

const fn account(
    word: &'static str,
    latin: (&'static str, &'static str),
    cyrillic: (&'static str, &'static str),
    role: Option<Role>,
    member: bool,
    coordinator: bool,
) -> Account {
    Account { word, latin, cyrillic, role, member, coordinator }
}

/// The name in both scripts.
pub fn name(latin: (&str, &str), cyrillic: (&str, &str)) -> PersonName {
    let form = |(given, family): (&str, &str)| Some(NameForm { given: given.to_owned(), family: family.to_owned() });
    PersonName { latin: form(latin), cyrillic: form(cyrillic) }
}

/// The accounts of the demonstration, and the program of the ministry; answers who made the courses.
pub async fn accounts(
    stage: &Stage,
    institutions: &[InstitutionId],
    seeded: &mut Seeded,
) -> Result<Option<PersonId>, Failure> {
    let ministry = institutions.first().copied();
    let mut author = None;
    for account in &ACCOUNTS {
        let new = NewPerson {
            email: Some(format!("{}@demo.test", account.word)),
            username: Some(account.word.to_owned()),
            staff_number: None,
            name: name(account.latin, account.cyrillic),
            password_hash: Some(stage.password_hash.clone()),
            language: InterfaceLanguage::En,
            roles: account.role.into_iter().collect(),
        };
        let belongs = ministry.filter(|_| account.member).map(|institution| Belonging {
            institution,
            starts_on: stage.beginning().date_naive(),
            ends_on: None,
            coordinates: account.coordinator,
        });
        let (id, new) = person(stage, stage.beginning(), new, belongs.as_slice()).await?;
        seeded.people += usize::from(new);
        if account.role == Some(Role::Author) {
            author = Some(id);
        }
    }
    if let Some(ministry) = ministry {
        machine_client(stage, ministry).await?;
    }
    record_client(stage).await?;
    Ok(author)
}

/// Where somebody belongs, from when to when.
#[derive(Clone, Copy, Debug)]
pub struct Belonging {
    pub institution: InstitutionId,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    pub coordinates: bool,
}

/// Adds a person with memberships, all or nothing; the flag says whether they are new.
pub async fn person(
    stage: &Stage,
    at: DateTime<Utc>,
    new: NewPerson,
    belongings: &[Belonging],
) -> Result<(PersonId, bool), Failure> {
    let sign_in = new.email.clone().unwrap_or_default();
    let found = find_by_sign_in_name(stage.db.read(), &sign_in).await.or_fail("the database did not answer")?;
    if let Some((person, _)) = found {
        return Ok((person.id, false));
    }
    let (clock, rng, belongings) = (FixedClock::new(at), stage.rng.clone(), belongings.to_vec());
    let added = stage.db.write(async move |txn| {
        let person = add_person(txn, &clock, rng.as_ref(), new).await?.id;
        for Belonging { institution, starts_on, ends_on, coordinates } in belongings {
            let membership = NewMembership { person, institution, starts_on, ends_on };
            add_membership(txn, rng.as_ref(), membership).await?;
            if coordinates {
                appoint_coordinator(txn, institution, person).await?;
            }
        }
        Ok::<_, PersonFailure>(person)
    });
    Ok((added.await.or_fail(&format!("{sign_in} could not be added"))?, true))
}

#[derive(Debug, thiserror::Error)]
enum PersonFailure {
    #[error(transparent)]
    Person(#[from] PersonError),
    #[error(transparent)]
    Membership(#[from] MembershipError),
    #[error(transparent)]
    Database(#[from] vidik_db::DbErr),
}

/// A program that speaks xAPI and may do everything there.
async fn record_client(stage: &Stage) -> Result<(), Failure> {
    let (clock, rng) = (FixedClock::new(stage.beginning()), stage.rng.clone());
    let new = NewCredential {
        name: "Demonstration".to_owned(),
        scopes: vec![Scope::All],
        institution: None,
        own: Some(("demo-lrs".to_owned(), "vidik-demo-lrs".to_owned())),
    };
    let added = stage.db.write(async move |txn| add_credential(txn, &clock, rng.as_ref(), new).await.map(|_| ()));
    match added.await {
        Ok(()) | Err(CredentialError::KeyTaken) => Ok(()),
        Err(error) => Err(Failure::new(format!("the record's client could not be added: {error}"))),
    }
}

async fn machine_client(stage: &Stage, institution: InstitutionId) -> Result<(), Failure> {
    let (clock, rng) = (FixedClock::new(stage.beginning()), stage.rng.clone());
    let new = NewMachineClient {
        id: "demo-ministry".to_owned(),
        institution,
        scopes: SCOPES.map(str::to_owned).to_vec(),
        expires_at: stage.now.checked_add_days(Days::new(3_650)),
        secret: Some("vidik-demo-secret".to_owned()),
    };
    let added = stage.db.write(async move |txn| add_machine_client(txn, &clock, rng.as_ref(), new).await.map(|_| ()));
    match added.await {
        Ok(()) | Err(MachineError::IdTaken) => Ok(()),
        Err(error) => Err(Failure::new(format!("the machine client could not be added: {error}"))),
    }
}
