//! What people agree to that nobody needs for teaching them. Nothing is done without it, and it can be withdrawn.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QueryOrder as _, sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vidik_base::{Clock, PersonId, Rng, new_ordered_id};

use crate::entity::consent;

/// What is agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// That what is recorded of one's learning goes to systems beyond the Centre's own, where those ask for consent.
    Forwarding,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 1] = [Self::Forwarding];

    /// The word on the wire and in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Forwarding => "forwarding",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.word() == word)
    }

    /// The version of the words that are agreed to today. Whoever agreed to earlier ones is asked again.
    pub const fn version(self) -> i32 {
        match self {
            Self::Forwarding => 1,
        }
    }
}

/// One time that somebody agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// To what.
    pub purpose: Purpose,
    /// The version of the words.
    pub version: i32,
    /// In which language they were read.
    pub language: String,
    /// The words.
    pub words: String,
    /// When.
    pub given_at: DateTime<Utc>,
    /// Until when.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

impl Consent {
    /// Whether it holds today.
    pub fn holds(&self) -> bool {
        self.withdrawn_at.is_none() && self.version == self.purpose.version()
    }
}

/// The words that somebody has read.
#[derive(Clone, Debug)]
pub struct Read {
    /// Their language.
    pub language: String,
    /// The words.
    pub words: String,
}

/// All that somebody ever agreed to, newest first.
pub async fn consents<C: ConnectionTrait>(conn: &C, person: PersonId) -> Result<Vec<Consent>, DbErr> {
    let rows = consent::Entity::find()
        .filter(consent::Column::PersonId.eq(person.0))
        .order_by_desc(consent::Column::Id)
        .all(conn)
        .await?;
    let known = rows.into_iter().filter_map(|row| {
        Some(Consent {
            purpose: Purpose::from_word(&row.purpose)?,
            version: row.version,
            language: row.language,
            words: row.words,
            given_at: row.given_at,
            withdrawn_at: row.withdrawn_at,
        })
    });
    Ok(known.collect())
}

/// Notes that somebody agrees; where they do already, nothing changes.
pub async fn give_consent(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    rng: &dyn Rng,
    person: PersonId,
    purpose: Purpose,
    read: Read,
) -> Result<(), DbErr> {
    let all = consents(txn, person).await?;
    if all.iter().any(|consent| consent.purpose == purpose && consent.holds()) {
        return Ok(());
    }
    withdraw_consent(txn, clock, person, purpose).await?;
    consent::ActiveModel {
        id: Set(new_ordered_id::<Uuid>(clock, rng)),
        person_id: Set(person.0),
        purpose: Set(purpose.word().to_owned()),
        version: Set(purpose.version()),
        language: Set(read.language),
        words: Set(read.words),
        given_at: Set(clock.now()),
        withdrawn_at: Set(None),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Notes that somebody agrees no more.
pub async fn withdraw_consent(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    person: PersonId,
    purpose: Purpose,
) -> Result<(), DbErr> {
    consent::Entity::update_many()
        .col_expr(consent::Column::WithdrawnAt, Expr::value(clock.now()))
        .filter(consent::Column::PersonId.eq(person.0))
        .filter(consent::Column::Purpose.eq(purpose.word()))
        .filter(consent::Column::WithdrawnAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}
