//! Sending what is to be forwarded.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::RequestBuilder;
use serde_json::Value;
use uuid::Uuid;
use vidik_base::new_id;
use vidik_blob::BlobId;
use vidik_db::DbErr;
use vidik_lrs::{
    ConsentTo, Forward, Outgoing, Portion, Sent, Told, attachments_of, claim_forward, due_forwards, next_portion,
    note_sent,
};
use vidik_privacy::Purpose;
use vidik_xapi::multipart;

use crate::{
    outgoing::{OutgoingClient, Trouble, beginning, send},
    state::House,
};

/// How long a record store may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many portions are sent to one before the next one's turn.
const TURNS: usize = 20;

/// Sends statements to record stores elsewhere.
pub struct Forwarder {
    client: OutgoingClient,
}

impl Forwarder {
    /// A forwarder for this installation.
    pub fn new(house: &House) -> Result<Self, reqwest::Error> {
        Ok(Self { client: OutgoingClient::new(house, PATIENCE)? })
    }

    /// Sends what is due; says how many statements were taken.
    pub async fn work(&self, house: &House) -> Result<usize, DbErr> {
        let mut taken = 0;
        for forward in due_forwards(house.db.read(), house.clock.now()).await? {
            let mut forward = forward;
            for _ in 0..TURNS {
                let Some(sent) = self.turn(house, &forward).await? else { break };
                taken += sent.taken;
                forward.taken = forward.taken.saturating_add(i64::try_from(sent.taken).unwrap_or(0));
                forward.refused = forward.refused.saturating_add(i64::try_from(sent.refused.len()).unwrap_or(0));
                forward.told = sent.told.unwrap_or(forward.told);
                forward.attempts = 0;
                if sent.stopped.is_some() || !sent.more {
                    break;
                }
            }
        }
        Ok(taken)
    }

    /// One portion; nothing where there is none, or another server sends it.
    async fn turn(&self, house: &House, forward: &Forward) -> Result<Option<Sent>, DbErr> {
        let portion = next_portion(house.db.read(), forward, consent(), &house.settings.app_address("")).await?;
        if portion.told.is_none() {
            return Ok(None);
        }
        let (now, claimed) = (house.clock.now(), forward.clone());
        if !house.db.write(async move |txn| claim_forward(txn, now, &claimed).await).await? {
            return Ok(None);
        }
        let sent = self.send_all(house, forward, portion).await;
        if let Some((status, trouble)) = &sent.stopped {
            tracing::warn!(forward = %forward.id, ?status, trouble, "statements could not be forwarded");
        }
        let (clock, rng) = (house.clock.clone(), house.rng.clone());
        let (noted, one) = (sent.clone(), forward.clone());
        house
            .db
            .write::<_, DbErr, _>(async move |txn| {
                note_sent(txn, clock.as_ref(), rng.as_ref(), &one, &noted, chrono::Duration::zero()).await
            })
            .await?;
        Ok(Some(sent))
    }

    async fn send_all(&self, house: &House, forward: &Forward, portion: Portion) -> Sent {
        let mut sent = Sent { told: None, taken: 0, refused: Vec::new(), stopped: None, more: portion.more };
        let mut groups = groups(portion.statements);
        groups.reverse();
        while let Some(group) = groups.pop() {
            let last = group.last().map(|one| Told { change: one.change, sequence: one.sequence });
            match self.send(house, forward, &group).await {
                Ok(()) => sent.taken += group.len(),
                Err((Some(status), _)) if is_refusal(status) && group.len() > 1 => {
                    // One of them is not taken: each for itself.
                    groups.extend(group.into_iter().rev().map(|one| vec![one]));
                    continue;
                }
                Err((Some(status), trouble)) if is_refusal(status) => {
                    sent.refused.extend(group.iter().map(|one| (one.id, status, trouble.clone())));
                }
                Err(trouble) => {
                    sent.stopped = Some(trouble);
                    return sent;
                }
            }
            sent.told = last.or(sent.told);
        }
        sent.told = portion.told;
        sent
    }

    async fn send(&self, house: &House, forward: &Forward, group: &[Outgoing]) -> Result<(), Trouble> {
        let secret = house.seals.open(forward.id, &forward.secret);
        let secret = secret.ok_or_else(|| (None, "the secret cannot be opened".to_owned()))?;
        let key = STANDARD.encode(format!("{}:{secret}", forward.key));
        let request = self
            .client
            .post(&format!("{}/statements", forward.url.trim_end_matches('/')))?
            .header("authorization", format!("Basic {key}"))
            .header("x-experience-api-version", &forward.version);
        let response = send(with_body(house, request, forward, group).await?).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let words = beginning(response).await;
        Err((Some(status.as_u16()), format!("the record store answered {status}: {words}")))
    }
}

/// What somebody has agreed to whose statements go where consent is asked for.
const fn consent() -> ConsentTo {
    ConsentTo { purpose: Purpose::Forwarding.word(), version: Purpose::Forwarding.version() }
}

/// Whether sending the same again would give the same answer.
const fn is_refusal(status: u16) -> bool {
    matches!(status, 400 | 409 | 413 | 415 | 422)
}

/// What is sent together: a statement with contents goes alone, with them.
fn groups(statements: Vec<Outgoing>) -> Vec<Vec<Outgoing>> {
    let mut groups: Vec<Vec<Outgoing>> = Vec::new();
    for one in statements {
        match groups.last_mut() {
            Some(group) if !one.has_attachments && group.iter().all(|other| !other.has_attachments) => group.push(one),
            _ => groups.push(vec![one]),
        }
    }
    groups
}

/// The statement as the other side's version has it: which it is of, it says itself.
fn payload(forward: &Forward, one: &Outgoing) -> String {
    if forward.version.starts_with("2.") {
        return one.payload.clone();
    }
    let Ok(mut json) = serde_json::from_str::<Value>(&one.payload) else { return one.payload.clone() };
    if let Some(members) = json.as_object_mut() {
        members.shift_remove("version");
    }
    json.to_string()
}

async fn with_body(
    house: &House,
    request: RequestBuilder,
    forward: &Forward,
    group: &[Outgoing],
) -> Result<RequestBuilder, Trouble> {
    let texts: Vec<String> = group.iter().map(|one| payload(forward, one)).collect();
    let body = format!("[{}]", texts.join(","));
    let [one] = group else { return Ok(request.header("content-type", "application/json").body(body)) };
    if !one.has_attachments {
        return Ok(request.header("content-type", "application/json").body(body));
    }
    let own = |error: &dyn std::fmt::Display| (None, error.to_string());
    let mut contents = Vec::new();
    for attachment in attachments_of(house.db.read(), &[one.sequence]).await.map_err(|error| own(&error))? {
        let blob: BlobId = attachment.blob.parse().map_err(|_| own(&"the name of a file is malformed"))?;
        let content = house.blobs.range(blob, 0, attachment.length).await.map_err(|error| own(&error))?;
        contents.push((attachment, content));
    }
    let boundary = new_id::<Uuid>(house.rng.as_ref()).simple().to_string();
    let parts = contents
        .iter()
        .map(|(attachment, content)| (attachment.content_type.as_str(), attachment.sha2.as_str(), content.as_ref()));
    let body = multipart::write(&boundary, body.as_bytes(), parts);
    Ok(request.header("content-type", format!("multipart/mixed; boundary={boundary}")).body(body))
}
