//! Writing down what webhooks are to be told, and sending it.

use std::time::Duration;

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use uuid::Uuid;
use vidik_base::{InterfaceLanguage, new_ordered_id};
use vidik_db::DbErr;
use vidik_reporting::{
    Delivery, Webhook, active_webhooks, changes, claim_delivery, due_deliveries, forget_deliveries, note_delivery,
    tell_webhook,
};

use crate::{
    outgoing::{OutgoingClient, Trouble, send},
    problem::Problem,
    reports::told_changes,
    state::House,
};

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many changes are written down at a time, and how many messages of a webhook are sent.
const PORTION: u64 = 100;
/// For how long one receiver is sent to before the others are looked at again.
const TURN: TimeDelta = TimeDelta::seconds(30);
/// How many receivers are spoken to at once.
const AT_ONCE: usize = 16;

/// Sends messages to the systems of institutions.
pub struct WebhookSender {
    client: OutgoingClient,
}

impl WebhookSender {
    /// A sender for this installation.
    pub fn new(house: &House) -> Result<Self, reqwest::Error> {
        Ok(Self { client: OutgoingClient::new(house, PATIENCE)? })
    }

    /// Writes down what changed, and sends what is due; says how many messages were sent, with or without success.
    pub async fn work(&self, house: &House) -> Result<usize, DbErr> {
        let all = active_webhooks(house.db.read()).await?;
        for webhook in all.clone() {
            let id = webhook.id;
            if let Err(problem) = write_down(house, webhook).await {
                tracing::error!(webhook = %id, ?problem, "a webhook could not be told of changes");
            }
        }
        // A receiver that does not answer keeps no other one waiting.
        let rounds = stream::iter(&all).map(|webhook| self.deliver_due(house, webhook)).buffer_unordered(AT_ONCE);
        let sent = rounds.try_fold(0, async |all, sent| Ok(all + sent)).await?;
        let now = house.clock.now();
        house.db.write(async move |txn| forget_deliveries(txn, now).await).await?;
        Ok(sent)
    }

    /// Sends what one webhook is due, until its receiver does not answer at all, or has had its turn: the rest is due the
    /// next time.
    async fn deliver_due(&self, house: &House, webhook: &Webhook) -> Result<usize, DbErr> {
        let (mut sent, begun) = (0, house.clock.now());
        for delivery in due_deliveries(house.db.read(), webhook.id, house.clock.now(), PORTION).await? {
            let Some(answered) = self.deliver(house, webhook, delivery).await? else { continue };
            sent += 1;
            if !answered || house.clock.now() - begun >= TURN {
                break;
            }
        }
        Ok(sent)
    }

    /// Whether the receiver answered, well or not; nothing where another server sends the message.
    async fn deliver(&self, house: &House, webhook: &Webhook, delivery: Delivery) -> Result<Option<bool>, DbErr> {
        let (now, claimed) = (house.clock.now(), delivery.clone());
        if !house.db.write(async move |txn| claim_delivery(txn, now, &claimed).await).await? {
            return Ok(None);
        }
        let outcome = self.send(webhook, &delivery, now.timestamp()).await;
        let answered = !matches!(outcome, Err((None, _)));
        if let Err((status, trouble)) = &outcome {
            tracing::warn!(webhook = %webhook.id, delivery = %delivery.id, ?status, trouble, "a message was not taken");
        }
        let now = house.clock.now();
        house.db.write(async move |txn| note_delivery(txn, now, &delivery, outcome).await).await?;
        Ok(Some(answered))
    }

    /// The receiver's status; with what went wrong, where it did not take the message.
    async fn send(&self, webhook: &Webhook, delivery: &Delivery, at: i64) -> Result<u16, Trouble> {
        let request = self
            .client
            .post(&webhook.url)?
            .header("content-type", "application/json")
            .header("webhook-id", delivery.id.to_string())
            .header("webhook-timestamp", at.to_string())
            .header("webhook-signature", signature(&webhook.secret, delivery.id, at, &delivery.body))
            .body(delivery.body.clone());
        let status = send(request).await?.status();
        if status.is_success() {
            return Ok(status.as_u16());
        }
        Err((Some(status.as_u16()), format!("the receiver answered {status}")))
    }
}

/// HMAC-SHA256 over id, time and body, in Base64, behind the version of the scheme (Standard Webhooks 1.0.0).
fn signature(secret: &str, id: Uuid, at: i64, body: &str) -> String {
    let key = STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap_or_default();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{at}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(tag.as_ref()))
}

async fn write_down(house: &House, webhook: Webhook) -> Result<(), Problem> {
    let found = changes(house.db.read(), webhook.institution, webhook.told, PORTION).await?;
    let Some(told) = found.last().map(|change| change.place) else { return Ok(()) };
    let items = told_changes(house, webhook.institution, found, InterfaceLanguage::default()).await?;
    let mut messages = Vec::new();
    for item in items {
        let kind = item.kind.word();
        if !webhook.wants(kind) {
            continue;
        }
        let id: Uuid = new_ordered_id(house.clock.as_ref(), house.rng.as_ref());
        let body = json!({
            "id": id,
            "type": kind,
            "timestamp": house.clock.now(),
            "institution_id": webhook.institution.0,
            "data": item,
        });
        messages.push((id, kind.to_owned(), body.to_string()));
    }
    let clock = house.clock.clone();
    house.db.write(async move |txn| tell_webhook(txn, clock.as_ref(), &webhook, messages, told).await).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with another program: `printf` of id, time and body into `openssl dgst -sha256 -mac HMAC`.
    #[test]
    fn a_signature_is_over_id_time_and_body() {
        let secret = format!("whsec_{}", STANDARD.encode(b"0123456789abcdef0123456789abcdef"));
        let id = Uuid::nil();
        assert_eq!(
            signature(&secret, id, 1_700_000_000, "{\"a\":1}"),
            "v1,CJZZ8fbgECUCHFfWnD0I2X5aM5SmDDonn2dl+Kv0OLI="
        );
        assert_ne!(
            signature(&secret, id, 1_700_000_000, "{\"a\":1}"),
            signature(&secret, id, 1_700_000_001, "{\"a\":1}")
        );
    }
}
