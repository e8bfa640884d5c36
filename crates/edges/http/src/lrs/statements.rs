//! `/xapi/statements` (1.0.3, part three, 2.1; 2.0, 4.1.6.1).

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        Method, StatusCode,
        header::{HeaderName, HeaderValue},
    },
    web,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;
use vidik_base::new_id;
use vidik_cmi5::Refusal;
use vidik_db::{decode_cursor, encode_cursor, is_unique_violation};
use vidik_learning::{TakeError, take_statements};
use vidik_lrs::{
    Attachment, Filter, Kept, Sight, StoreError, definitions, note_attachments, statement, statements, store,
};
use vidik_xapi::{
    Format, Received, StatementQuery, Version, accepted_languages, formatted, links_of, multipart::Multipart,
    read_batch, read_no_parameters, read_one, read_statement_id,
};

use super::{
    access::Access,
    answer::{answer, consistent_through, invalid, last_modified, ok, wrong_method},
    attachments,
    call::Call,
    units::{self, Author, Unit},
};
use crate::{problem::Problem, problem_codes::Code, state::House};

/// How many statements a part has where nobody says, or says 0.
const PART: usize = 100;
/// How many it has at the most.
const LARGEST_PART: usize = 500;
/// How often a write is begun anew where another one of the same ids was quicker.
const ATTEMPTS: usize = 3;

/// Everything that is done at this address.
pub(super) async fn serve(
    house: web::Data<House>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    answer(&request, payload, async |call: Call| match served(&house, &call).await {
        Ok(response) => Ok(response),
        // A client that asks for a statement waits until the record has caught up, also where it is not found.
        Err(problem) => {
            let (name, value) = consistent_through(&house).await?;
            Err(problem.header(HeaderName::from_static(name), value))
        }
    })
    .await
}

async fn served(house: &House, call: &Call) -> Result<HttpResponse, Problem> {
    let access = Access::of(house, call).await?;
    let version = call.version()?;
    match call.method {
        Method::GET | Method::HEAD => read(house, &access, call, version).await,
        Method::PUT => put(house, &access, call, version).await,
        Method::POST => post(house, &access, call, version).await,
        _ => Err(wrong_method("GET, HEAD, PUT, POST")),
    }
}

async fn put(house: &House, access: &Access, call: &Call, version: Version) -> Result<HttpResponse, Problem> {
    let author = access.author(house).await?;
    let id = read_statement_id(&call.params, version).map_err(invalid)?;
    let message = attachments::read(call)?;
    let received = [read_one(message.statements, id, version).map_err(invalid)?];
    write(house, &author, &[id], &received, &message).await?;
    Ok(through(house, StatusCode::NO_CONTENT).await?.finish())
}

async fn post(house: &House, access: &Access, call: &Call, version: Version) -> Result<HttpResponse, Problem> {
    let author = access.author(house).await?;
    read_no_parameters(&call.params, version).map_err(invalid)?;
    let message = attachments::read(call)?;
    let received = read_batch(message.statements, version).map_err(invalid)?;
    if author.unit.is_some() && received.iter().any(|received| received.id().is_none()) {
        return Err(units::refused(&Refusal { rule: "9.1", detail: "the unit must give the statement an id" }));
    }
    let rng = house.rng.as_ref();
    let ids: Vec<Uuid> = received.iter().map(|received| received.id().unwrap_or_else(|| new_id(rng))).collect();
    write(house, &author, &ids, &received, &message).await?;
    Ok(through(house, StatusCode::OK).await?.json(ids))
}

async fn write(
    house: &House,
    author: &Author,
    ids: &[Uuid],
    received: &[Received],
    message: &Multipart<'_>,
) -> Result<(), Problem> {
    attachments::check(received, message)?;
    let attachments = attachments::keep(house, message).await?;
    let contents = attachments.iter().map(|attachment| attachment.sha2.clone()).collect();
    for attempt in 1.. {
        let named = received.iter().cloned().map(|received| received.bringing(&contents));
        let named = ids.iter().copied().zip(named).collect();
        match write_once(house, author.clone(), named, attachments.clone()).await {
            Err(TakeError::Refused(refusal)) => return Err(units::refused(&refusal)),
            Err(TakeError::Store(StoreError::Database(error)))
                if attempt < ATTEMPTS && is_unique_violation(&error).is_some() => {}
            Ok(()) => return Ok(()),
            Err(TakeError::Store(StoreError::Conflict(_))) => break,
            Err(TakeError::Store(StoreError::NotYours)) => return Err(Problem::new(Code::NotAllowed)),
            Err(TakeError::Store(StoreError::Database(error))) => return Err(error.into()),
        }
    }
    Err(Problem::new(Code::StatementConflict))
}

async fn write_once(
    house: &House,
    author: Author,
    received: Vec<(Uuid, Received)>,
    attachments: Vec<Attachment>,
) -> Result<(), TakeError> {
    let (clock, rng, desk) = (house.clock.clone(), house.rng.clone(), house.desk());
    let Author { writer, unit } = author;
    house
        .db
        .write(async move |txn| {
            note_attachments(txn, clock.as_ref(), &attachments).await?;
            match unit {
                Some(Unit { session, edition }) => take_statements(txn, &desk, &edition, &session, received).await,
                None => Ok(store(txn, clock.as_ref(), rng.as_ref(), &writer, received).await?),
            }
        })
        .await
}

/// What the address of the next part holds.
#[derive(Serialize, Deserialize)]
struct Cursor {
    /// The parameters of the first part.
    params: Vec<(String, String)>,
    /// The last statement that was given.
    after: Uuid,
}

async fn read(house: &House, access: &Access, call: &Call, version: Version) -> Result<HttpResponse, Problem> {
    let sight = access.sight()?;
    let (params, after) = match call.params.as_slice() {
        [(name, cursor)] if name == "cursor" => {
            let cursor: Cursor = decode_cursor(cursor).map_err(|_| Problem::new(Code::MalformedCursor))?;
            (cursor.params, Some(cursor.after))
        }
        params => (params.to_vec(), None),
    };
    let query = StatementQuery::read(&params, version).map_err(invalid)?;
    // Before the statements are looked for: what is written meanwhile is not promised.
    let mut response = through(house, StatusCode::OK).await?;
    let languages = accepted_languages(call.header("accept-language").unwrap_or_default());
    let single = query.statement_id.map(|id| (id, false)).or(query.voided_statement_id.map(|id| (id, true)));
    let (kept, body) = if let Some((id, voided)) = single {
        let kept = vec![one(house, &sight, id, voided).await?];
        let body = in_format(house, access, &kept, query.format, &languages).await?.concat();
        (kept, body)
    } else {
        let found = statements(house.db.read(), &sight, &filter(&query, after)).await?;
        let more = match found.statements.last() {
            Some(last) if found.more => next(house, &Cursor { params, after: last.sequence })?,
            _ => String::new(),
        };
        let texts = in_format(house, access, &found.statements, query.format, &languages).await?;
        (found.statements, format!("{{\"statements\":[{}],\"more\":{}}}", texts.join(","), json!(more)))
    };
    if version == Version::V2_0_0
        && let Some(latest) = kept.iter().map(|kept| kept.stored_at).max()
    {
        response.insert_header(last_modified(latest));
    }
    attachments::send(house, response, body, &kept, query.attachments).await
}

async fn one(house: &House, sight: &Sight, id: Uuid, voided: bool) -> Result<Kept, Problem> {
    statement(house.db.read(), sight, id, voided).await?.ok_or_else(|| Problem::new(Code::NotFound))
}

/// An answer that says up to when every statement is found. Asked for before the statements are.
async fn through(house: &House, status: StatusCode) -> Result<HttpResponseBuilder, Problem> {
    let mut response = ok(status);
    let (name, value) = consistent_through(house).await?;
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.insert_header((HeaderName::from_static(name), value));
    }
    Ok(response)
}

fn filter(query: &StatementQuery, after: Option<Uuid>) -> Filter {
    let limit = usize::try_from(query.limit.unwrap_or(0)).unwrap_or(LARGEST_PART);
    Filter {
        agent: query.agent.as_ref().map(|agent| agent.key.clone()),
        related_agents: query.related_agents,
        verb: query.verb.clone(),
        activity: query.activity.clone(),
        related_activities: query.related_activities,
        registration: query.registration,
        since: query.since,
        until: query.until,
        ascending: query.ascending,
        after,
        limit: if limit == 0 { PART } else { limit.min(LARGEST_PART) },
    }
}

/// The address of the next part, as the specification wants it: usable as it is, behind the server's name.
fn next(house: &House, cursor: &Cursor) -> Result<String, Problem> {
    let cursor = encode_cursor(cursor).map_err(Problem::internal)?;
    let below = house.settings.public_url.path().trim_end_matches('/');
    Ok(format!("{below}/xapi/statements?cursor={cursor}"))
}

/// The statements as they are asked for; `exact` as they are kept, untouched.
async fn in_format(
    house: &House,
    access: &Access,
    kept: &[Kept],
    format: Format,
    languages: &[String],
) -> Result<Vec<String>, Problem> {
    if format == Format::Exact {
        return Ok(kept.iter().map(|kept| kept.payload.clone()).collect());
    }
    let parsed = kept.iter().map(|kept| vidik_xapi::json::parse(kept.payload.as_bytes()));
    let parsed: Vec<Value> = parsed.collect::<Result<_, _>>().map_err(Problem::internal)?;
    let known = if format == Format::Canonical {
        let named = parsed.iter().flat_map(|json| links_of(json).activities).map(|(_, id, _)| id.to_owned());
        definitions(house.db.read(), access.institution(), &named.collect::<BTreeSet<_>>()).await?
    } else {
        BTreeMap::new()
    };
    Ok(parsed.into_iter().map(|json| formatted(json, format, &known, languages).to_string()).collect())
}
