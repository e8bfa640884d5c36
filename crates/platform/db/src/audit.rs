//! The audit log: who changed what by hand, of whom, and why; and who of the staff read whose record. Rows are added in
//! the transaction of the change, and change only when a person in them is erased: a pseudonym is left.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde_json::Value;
use uuid::Uuid;

mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_log")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub at: DateTimeUtc,
        pub actor_id: Option<Uuid>,
        pub subject_id: Option<Uuid>,
        pub action: String,
        pub kind: String,
        pub object_id: Uuid,
        pub part: Option<String>,
        pub reason: String,
        pub before: String,
        pub after: String,
        pub actor_pseudonym: Option<Uuid>,
        pub subject_pseudonym: Option<Uuid>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What stands as the action of a look at somebody's record.
pub const READ: &str = "record.read";
/// What stands as the action of a list of people that was taken out as a file.
pub const EXPORTED: &str = "record.exported";
/// What stands as the action of a list of people that was read.
pub const LISTED: &str = "record.listed";

/// One change by hand, or one look.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id: ordered by time, so that it is the order of the log as well.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; a pseudonym once that person was erased.
    pub actor: Option<Uuid>,
    /// Whose data it is; a pseudonym once that person was erased, none where it is nobody's.
    pub subject: Option<Uuid>,
    /// What was done: a word such as `attempt.reset`.
    pub action: String,
    /// What it was done to: a word such as `attempt`.
    pub kind: String,
    /// Which.
    pub object: Uuid,
    /// A part of it, where only that was changed: an activity.
    pub part: Option<String>,
    /// Why, in the words of whoever did it.
    pub reason: String,
    /// What it was before.
    pub before: Value,
    /// What it is now.
    pub after: Value,
}

/// What of the log is asked for; what is left out asks for all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// By whom.
    pub actor: Option<Uuid>,
    /// Of whom.
    pub subject: Option<Uuid>,
    /// What was done.
    pub action: Option<String>,
    /// Done to which thing.
    pub object: Option<Uuid>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
    /// What was changed alone, not who looked.
    pub changes_only: bool,
}

/// Adds a row.
pub async fn add(txn: &DatabaseTransaction, entry: Entry) -> Result<(), DbErr> {
    entity::ActiveModel {
        id: Set(entry.id),
        at: Set(entry.at),
        actor_id: Set(entry.actor),
        subject_id: Set(entry.subject),
        action: Set(entry.action),
        kind: Set(entry.kind),
        object_id: Set(entry.object),
        part: Set(entry.part),
        reason: Set(entry.reason),
        before: Set(entry.before.to_string()),
        after: Set(entry.after.to_string()),
        actor_pseudonym: Set(None),
        subject_pseudonym: Set(None),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Rows, newest first; those behind the row `after`, `limit` of them at the most.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    filter: &Filter,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Entry>, DbErr> {
    use entity::Column;
    let mut query = entity::Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(actor) = filter.actor {
        query = query.filter(Column::ActorId.eq(actor).or(Column::ActorPseudonym.eq(actor)));
    }
    if let Some(subject) = filter.subject {
        query = query.filter(Column::SubjectId.eq(subject).or(Column::SubjectPseudonym.eq(subject)));
    }
    if let Some(action) = &filter.action {
        query = query.filter(Column::Action.eq(action.as_str()));
    }
    if let Some(object) = filter.object {
        query = query.filter(Column::ObjectId.eq(object));
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::At.gte(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::At.lt(until));
    }
    if filter.changes_only {
        query = query.filter(Column::Action.is_not_in([READ, EXPORTED, LISTED]));
    }
    if let Some(after) = after {
        query = query.filter(Column::Id.lt(after));
    }
    Ok(query.all(conn).await?.into_iter().map(told).collect())
}

fn told(row: entity::Model) -> Entry {
    let json = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    Entry {
        id: row.id,
        at: row.at,
        actor: row.actor_id.or(row.actor_pseudonym),
        subject: row.subject_id.or(row.subject_pseudonym),
        action: row.action,
        kind: row.kind,
        object: row.object_id,
        part: row.part,
        reason: row.reason,
        before: json(&row.before),
        after: json(&row.after),
    }
}
