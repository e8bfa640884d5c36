//! Messages to institutions' own systems: who is told of what, what waits, what was delivered.
//!
//! A webhook follows the change feed of its institution from its own place. What it is to be told is written down as
//! deliveries in the transaction that moves the place: no change is forgotten, none is written down twice. Sending is
//! somebody else's business; a delivery is claimed before it is sent, so that two servers do not send it both.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait as _,
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _,
    sea_query::{Expr, ExprTrait as _, SelectStatement},
};
use uuid::Uuid;
use vidik_base::{Clock, InstitutionId, Rng, new_ordered_id};

use crate::{
    ChangePlace,
    entity::{webhook, webhook_delivery},
};

/// How long a claimed delivery is left alone: longer than sending takes.
const CLAIM: Duration = Duration::minutes(2);
/// How long to wait after each failure; after the last one the delivery has failed.
const PAUSES: [Duration; 7] = [
    Duration::seconds(30),
    Duration::minutes(2),
    Duration::minutes(10),
    Duration::hours(1),
    Duration::hours(4),
    Duration::hours(12),
    Duration::hours(24),
];
/// How long the log is kept.
const LOG: Duration = Duration::days(30);

/// Where an institution is told of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub institution: InstitutionId,
    /// Where to.
    pub url: String,
    /// What messages are signed with: `whsec_` and 256 bits in Base64.
    pub secret: String,
    /// The kinds of changes that it is told of; all where there are none.
    pub kinds: Vec<String>,
    /// Whether it is told of anything and sent anything.
    pub active: bool,
    /// Made when.
    pub created_at: DateTime<Utc>,
    /// How far it was told.
    pub told: ChangePlace,
}

impl From<webhook::Model> for Webhook {
    fn from(row: webhook::Model) -> Self {
        Self {
            id: row.id,
            institution: InstitutionId(row.institution_id),
            url: row.url,
            secret: row.secret,
            kinds: row.kinds.split_whitespace().map(str::to_owned).collect(),
            active: row.active,
            created_at: row.created_at,
            told: ChangePlace { change: row.told_change, id: row.told_id },
        }
    }
}

impl Webhook {
    /// Whether it is told of changes of this kind.
    pub fn wants(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|wanted| wanted == kind)
    }
}

/// One message to a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Id.
    pub id: Uuid,
    /// To which webhook.
    pub webhook: Uuid,
    /// The kind of the change.
    pub kind: String,
    /// What is sent.
    pub body: String,
    /// Written down when.
    pub created_at: DateTime<Utc>,
    /// Sent (again) when; nothing once it was delivered or has failed.
    pub next_at: Option<DateTime<Utc>>,
    /// How often it was sent.
    pub attempts: i32,
    /// Taken by the receiver when.
    pub delivered_at: Option<DateTime<Utc>>,
    /// The receiver's last answer.
    pub status: Option<i32>,
    /// What went wrong last.
    pub trouble: Option<String>,
}

impl From<webhook_delivery::Model> for Delivery {
    fn from(row: webhook_delivery::Model) -> Self {
        Self {
            id: row.id,
            webhook: row.webhook_id,
            kind: row.kind,
            body: row.body,
            created_at: row.created_at,
            next_at: row.next_at,
            attempts: row.attempts,
            delivered_at: row.delivered_at,
            status: row.status,
            trouble: row.trouble,
        }
    }
}

/// Adds a webhook, which is told of what changes from `from` on.
pub async fn add_webhook(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    rng: &dyn Rng,
    institution: InstitutionId,
    url: String,
    kinds: &[&str],
    from: ChangePlace,
) -> Result<Webhook, DbErr> {
    let mut secret = [0_u8; 32];
    rng.fill(&mut secret);
    let row = webhook::ActiveModel {
        id: Set(new_ordered_id::<Uuid>(clock, rng)),
        institution_id: Set(institution.0),
        url: Set(url),
        secret: Set(format!("whsec_{}", STANDARD.encode(secret))),
        kinds: Set(kinds.join(" ")),
        active: Set(true),
        created_at: Set(clock.now()),
        told_change: Set(from.change),
        told_id: Set(from.id),
    };
    Ok(row.insert(txn).await?.into())
}

/// The webhooks of an institution, also those that are switched off.
pub async fn webhooks<C: ConnectionTrait>(conn: &C, institution: InstitutionId) -> Result<Vec<Webhook>, DbErr> {
    let query = webhook::Entity::find().filter(webhook::Column::InstitutionId.eq(institution.0));
    let all = query.order_by_asc(webhook::Column::Id).all(conn).await?;
    Ok(all.into_iter().map(Webhook::from).collect())
}

/// The webhooks of all institutions that are switched on.
pub async fn active_webhooks<C: ConnectionTrait>(conn: &C) -> Result<Vec<Webhook>, DbErr> {
    let query = webhook::Entity::find().filter(webhook::Column::Active.eq(true));
    let all = query.order_by_asc(webhook::Column::Id).all(conn).await?;
    Ok(all.into_iter().map(Webhook::from).collect())
}

/// Switches a webhook on or off. What waits for it stays as it is; when it is switched on it is told of what changes
/// from `from` on, and not of what changed meanwhile. One that is on already keeps its place.
pub async fn switch_webhook(txn: &DatabaseTransaction, id: Uuid, active: bool, from: ChangePlace) -> Result<(), DbErr> {
    use webhook::Column;
    let mut switch = webhook::Entity::update_many().col_expr(Column::Active, Expr::value(active));
    if active {
        switch = switch
            .col_expr(Column::ToldChange, Expr::value(from.change))
            .col_expr(Column::ToldId, Expr::value(from.id));
    }
    switch.filter(Column::Id.eq(id)).filter(Column::Active.eq(!active)).exec(txn).await?;
    Ok(())
}

/// The webhooks that are switched on, as a condition on `webhook_id`.
fn switched_on() -> SelectStatement {
    let on = webhook::Entity::find().select_only().column(webhook::Column::Id);
    on.filter(webhook::Column::Active.eq(true)).into_query()
}

/// Removes a webhook of an institution with its log; false where it has none of that id.
pub async fn remove_webhook(txn: &DatabaseTransaction, institution: InstitutionId, id: Uuid) -> Result<bool, DbErr> {
    let removed = webhook::Entity::delete_many()
        .filter(webhook::Column::Id.eq(id))
        .filter(webhook::Column::InstitutionId.eq(institution.0))
        .exec(txn)
        .await?;
    Ok(removed.rows_affected > 0)
}

/// Writes down what a webhook is to be told, and that it was told so far; false where another server was faster, or it
/// was switched off.
pub async fn tell_webhook(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    webhook: &Webhook,
    messages: Vec<(Uuid, String, String)>,
    told: ChangePlace,
) -> Result<bool, DbErr> {
    let moved = webhook::Entity::update_many()
        .col_expr(webhook::Column::ToldChange, Expr::value(told.change))
        .col_expr(webhook::Column::ToldId, Expr::value(told.id))
        .filter(webhook::Column::Id.eq(webhook.id))
        .filter(webhook::Column::ToldChange.eq(webhook.told.change))
        .filter(webhook::Column::ToldId.eq(webhook.told.id))
        .filter(webhook::Column::Active.eq(true))
        .exec(txn)
        .await?;
    if moved.rows_affected == 0 {
        return Ok(false);
    }
    let now = clock.now();
    for (id, kind, body) in messages {
        webhook_delivery::ActiveModel {
            id: Set(id),
            webhook_id: Set(webhook.id),
            kind: Set(kind),
            body: Set(body),
            created_at: Set(now),
            next_at: Set(Some(now)),
            attempts: Set(0),
            delivered_at: Set(None),
            status: Set(None),
            trouble: Set(None),
        }
        .insert(txn)
        .await?;
    }
    Ok(true)
}

/// Deliveries of a webhook that are due, the longest waiting first.
pub async fn due_deliveries<C: ConnectionTrait>(
    conn: &C,
    webhook: Uuid,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Delivery>, DbErr> {
    let rows = webhook_delivery::Entity::find()
        .filter(webhook_delivery::Column::WebhookId.eq(webhook))
        .filter(webhook_delivery::Column::NextAt.lte(now))
        .order_by_asc(webhook_delivery::Column::NextAt)
        .order_by_asc(webhook_delivery::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Delivery::from).collect())
}

/// Claims a delivery before it is sent; false where another server has it, or its webhook was switched off.
pub async fn claim_delivery(txn: &DatabaseTransaction, now: DateTime<Utc>, delivery: &Delivery) -> Result<bool, DbErr> {
    use webhook_delivery::Column;
    let claimed = webhook_delivery::Entity::update_many()
        .col_expr(Column::NextAt, Expr::value(now + CLAIM))
        .col_expr(Column::Attempts, Expr::value(delivery.attempts.saturating_add(1)))
        .filter(Column::Id.eq(delivery.id))
        .filter(Column::NextAt.lte(now))
        .filter(Column::Attempts.eq(delivery.attempts))
        .filter(Column::WebhookId.in_subquery(switched_on()))
        .exec(txn)
        .await?;
    Ok(claimed.rows_affected > 0)
}

/// Notes how sending went: delivered, to be sent again later, or failed for good.
pub async fn note_delivery(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    sent: &Delivery,
    outcome: Result<u16, (Option<u16>, String)>,
) -> Result<(), DbErr> {
    let pause = usize::try_from(sent.attempts).ok().and_then(|attempts| PAUSES.get(attempts));
    let mut row = webhook_delivery::ActiveModel { id: Set(sent.id), ..Default::default() };
    match outcome {
        Ok(status) => {
            (row.next_at, row.delivered_at) = (Set(None), Set(Some(now)));
            (row.status, row.trouble) = (Set(Some(status.into())), Set(None));
        }
        Err((status, trouble)) => {
            row.next_at = Set(pause.map(|pause| now + *pause));
            (row.status, row.trouble) = (Set(status.map(Into::into)), Set(Some(trouble)));
        }
    }
    row.update(txn).await?;
    Ok(())
}

/// The log of a webhook, newest first, `limit` of it before `before`.
pub async fn deliveries<C: ConnectionTrait>(
    conn: &C,
    webhook: Uuid,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Delivery>, DbErr> {
    let mut query = webhook_delivery::Entity::find()
        .filter(webhook_delivery::Column::WebhookId.eq(webhook))
        .order_by_desc(webhook_delivery::Column::Id)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(webhook_delivery::Column::Id.lt(before));
    }
    Ok(query.all(conn).await?.into_iter().map(Delivery::from).collect())
}

/// Sends a delivery of a webhook once more, with all its attempts before it; false where there is none.
pub async fn replay_delivery(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    webhook: Uuid,
    delivery: Uuid,
) -> Result<bool, DbErr> {
    use webhook_delivery::Column;
    let replayed = webhook_delivery::Entity::update_many()
        .col_expr(Column::NextAt, Expr::value(now))
        .col_expr(Column::Attempts, Expr::value(0))
        .filter(Column::Id.eq(delivery))
        .filter(Column::WebhookId.eq(webhook))
        .exec(txn)
        .await?;
    Ok(replayed.rows_affected > 0)
}

/// Forgets what was delivered, or has failed, a month ago; and what has waited so long for a webhook that is off.
pub async fn forget_deliveries(txn: &DatabaseTransaction, now: DateTime<Utc>) -> Result<(), DbErr> {
    use webhook_delivery::Column;
    let over = Column::NextAt.is_null().or(Column::WebhookId.not_in_subquery(switched_on()));
    webhook_delivery::Entity::delete_many().filter(over).filter(Column::CreatedAt.lt(now - LOG)).exec(txn).await?;
    Ok(())
}
