//! What became of a text: who changed it, when, from what to what.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;
use vidik_base::{CourseId, LanguageTag, PersonId, new_ordered_id};

use crate::{
    entity::text_change,
    state::TextState,
    texts::{Text, Writer},
    unit::Strings,
};

/// How a change came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Somebody wrote.
    Edit,
    /// Somebody set the state.
    State,
    /// A translator's file was taken in.
    Import,
    /// The working copy was brought up to a newer version.
    CatchUp,
}

impl How {
    /// The word on the wire and in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::State => "state",
            Self::Import => "import",
            Self::CatchUp => "catch_up",
        }
    }

    fn from_word(word: &str) -> Self {
        match word {
            "state" => Self::State,
            "import" => Self::Import,
            "catch_up" => Self::CatchUp,
            _ => Self::Edit,
        }
    }
}

/// One change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Id; sorts by time.
    pub id: Uuid,
    /// In which language.
    pub language: LanguageTag,
    /// The revision that it made.
    pub revision: i32,
    /// How it came about.
    pub how: How,
    /// The words before; absent where there were none.
    pub before: Option<Strings>,
    /// The words after; absent where only the state changed.
    pub after: Option<Strings>,
    /// The state before.
    pub state_before: TextState,
    /// The state after.
    pub state_after: TextState,
    /// Who; nobody where the program did.
    pub changed_by: Option<PersonId>,
    /// When.
    pub changed_at: DateTime<Utc>,
}

pub(crate) struct Entry<'a> {
    pub course: CourseId,
    pub key: &'a str,
    pub how: How,
    pub before: Option<&'a Text>,
    pub after: &'a Text,
}

/// Writes down a change. The words are kept only where they changed.
pub(crate) async fn record<C: ConnectionTrait>(txn: &C, writer: Writer<'_>, entry: Entry<'_>) -> Result<(), DbErr> {
    let json = |strings: &Strings| serde_json::to_string(strings).unwrap_or_default();
    let same = entry.before.is_some_and(|before| before.strings == entry.after.strings);
    let id: Uuid = new_ordered_id(writer.clock, writer.rng);
    let row = text_change::ActiveModel {
        id: Set(id),
        course_id: Set(entry.course.0),
        key: Set(entry.key.to_owned()),
        language: Set(entry.after.language.as_str().to_owned()),
        revision: Set(entry.after.revision),
        how: Set(entry.how.as_str().to_owned()),
        before: Set(entry.before.filter(|_| !same).map(|text| json(&text.strings))),
        after: Set((!same).then(|| json(&entry.after.strings))),
        state_before: Set(entry.before.map_or(TextState::None, |text| text.state).as_str().to_owned()),
        state_after: Set(entry.after.state.as_str().to_owned()),
        changed_by: Set(Some(writer.person.0)),
        changed_at: Set(writer.clock.now()),
    };
    row.insert(txn).await.map(|_| ())
}

/// The changes of a unit, the newest first, `limit` of them before `before`; of one language where one is named.
pub async fn history_of<C: ConnectionTrait>(
    conn: &C,
    course: CourseId,
    key: &str,
    language: Option<&LanguageTag>,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Change>, DbErr> {
    let mut query = text_change::Entity::find()
        .filter(text_change::Column::CourseId.eq(course.0))
        .filter(text_change::Column::Key.eq(key))
        .order_by_desc(text_change::Column::Id)
        .limit(limit);
    if let Some(language) = language {
        query = query.filter(text_change::Column::Language.eq(language.as_str()));
    }
    if let Some(before) = before {
        query = query.filter(text_change::Column::Id.lt(before));
    }
    query.all(conn).await?.into_iter().map(read).collect()
}

fn read(row: text_change::Model) -> Result<Change, DbErr> {
    let broken = |_| DbErr::Custom("a change of a text cannot be read".to_owned());
    let strings = |json: Option<String>| json.map(|json| serde_json::from_str(&json)).transpose().map_err(broken);
    Ok(Change {
        id: row.id,
        language: LanguageTag::parse(&row.language).map_err(|error| DbErr::Custom(error.to_string()))?,
        revision: row.revision,
        how: How::from_word(&row.how),
        before: strings(row.before)?,
        after: strings(row.after)?,
        state_before: TextState::from_word(&row.state_before),
        state_after: TextState::from_word(&row.state_after),
        changed_by: row.changed_by.map(PersonId),
        changed_at: row.changed_at,
    })
}
