//! The wire types of webhooks.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vidik_reporting::{Delivery, Webhook};

use crate::reports::ChangeKind;

/// Where an institution is told of changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookDto {
    /// Id.
    pub id: Uuid,
    /// Where messages go.
    #[schema(example = "https://hr.ministry.example/vidik")]
    pub url: String,
    /// The kinds of changes that are told; all where the list is empty.
    #[schema(value_type = Vec<ChangeKind>)]
    pub types: Vec<String>,
    /// Whether it is switched on.
    pub active: bool,
    /// Made when.
    pub created_at: DateTime<Utc>,
}

impl From<Webhook> for WebhookDto {
    fn from(webhook: Webhook) -> Self {
        Self {
            id: webhook.id,
            url: webhook.url,
            types: webhook.kinds,
            active: webhook.active,
            created_at: webhook.created_at,
        }
    }
}

/// Webhooks.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookList {
    /// All of them.
    pub items: Vec<WebhookDto>,
    /// Always absent.
    pub next_cursor: Option<String>,
}

/// A webhook to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhookDto {
    /// Where messages go: https, and a public address.
    #[schema(max_length = 2000, example = "https://hr.ministry.example/vidik")]
    pub url: String,
    /// The kinds of changes to be told; all where the list is empty or absent.
    #[serde(default)]
    pub types: Vec<ChangeKind>,
}

/// Whether a webhook is told of anything.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookSwitch {
    /// On, or off.
    pub active: bool,
}

/// A webhook, with the secret that messages are signed with, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookWithSecret {
    /// The webhook.
    #[serde(flatten)]
    pub webhook: WebhookDto,
    /// `whsec_` and the key in Base64. Each message has a header `webhook-signature`: `v1,` and the HMAC-SHA256 of
    /// `{webhook-id}.{webhook-timestamp}.{body}` in Base64. Refuse what is wrong, and what is older than five minutes.
    #[schema(example = "whsec_…")]
    pub secret: String,
}

/// Where a message stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is to be sent, for the first time or again; not while the webhook is off.
    Waiting,
    /// The receiver took it.
    Delivered,
    /// It was sent eight times in two days, in vain.
    Failed,
}

/// One message.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryDto {
    /// Id; the header `webhook-id` of the message.
    pub id: Uuid,
    /// What it tells.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was sent.
    pub attempts: i32,
    /// Written down when.
    pub created_at: DateTime<Utc>,
    /// Sent, or sent again, when.
    pub next_at: Option<DateTime<Utc>>,
    /// Taken when.
    pub delivered_at: Option<DateTime<Utc>>,
    /// The receiver's last status.
    pub status: Option<i32>,
    /// What went wrong last, in English.
    pub trouble: Option<String>,
}

impl From<Delivery> for DeliveryDto {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id,
            kind: delivery.kind,
            state: match (delivery.delivered_at, delivery.next_at) {
                (_, Some(_)) => DeliveryState::Waiting,
                (Some(_), None) => DeliveryState::Delivered,
                (None, None) => DeliveryState::Failed,
            },
            attempts: delivery.attempts,
            created_at: delivery.created_at,
            next_at: delivery.next_at,
            delivered_at: delivery.delivered_at,
            status: delivery.status,
            trouble: delivery.trouble,
        }
    }
}

/// The log of a webhook, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryList {
    /// This part, newest first.
    pub items: Vec<DeliveryDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}
