//! What people agree to.

use actix_web::{HttpRequest, get, put, web};
use vidik_base::{InterfaceLanguage, PersonId};
use vidik_privacy::{Purpose, Read, consents, give_consent, withdraw_consent};

use super::dto::{ConsentBody, ConsentDto, ConsentEntry, ConsentList};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    language, messages,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_consents).service(put_consent);
}

/// The words that are agreed to; those of an earlier version stay in the consents that were given to them.
fn words(purpose: Purpose, language: InterfaceLanguage) -> String {
    messages::catalogue().format(language, &format!("consent.{}", purpose.word()), &[])
}

async fn told(house: &House, person: PersonId, language: InterfaceLanguage) -> Result<ConsentList, Problem> {
    let all = consents(house.db.read(), person).await?;
    let items = Purpose::ALL.into_iter().map(|purpose| {
        let own = || all.iter().filter(|consent| consent.purpose == purpose);
        ConsentDto {
            purpose: purpose.word().to_owned(),
            version: purpose.version(),
            words: words(purpose, language),
            given: own().any(vidik_privacy::Consent::holds),
            history: own()
                .map(|consent| ConsentEntry {
                    version: consent.version,
                    given_at: consent.given_at,
                    withdrawn_at: consent.withdrawn_at,
                })
                .collect(),
        }
    });
    Ok(ConsentList { items: items.collect(), next_cursor: None })
}

/// What one may agree to, and whether one does. Nothing of it is needed for learning here.
#[utoipa::path(
    tag = "privacy",
    responses(
        (status = 200, description = "Consents", body = ConsentList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs have no self", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[get("/me/consents")]
async fn list_consents(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
) -> Result<web::Json<ConsentList>, Problem> {
    let id = caller.person()?.id;
    Ok(web::Json(told(&house, id, language::of(&request)).await?))
}

/// Agrees, or withdraws it: from then on, what was agreed to is no longer done.
#[utoipa::path(
    tag = "privacy",
    params(("purpose" = String, Path, description = "What is agreed to", example = "forwarding")),
    request_body = ConsentBody,
    responses(
        (status = 200, description = "Consents", body = ConsentList),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Programs have no self", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such purpose", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The words have changed since they were read", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("person")))
)]
#[put("/me/consents/{purpose}")]
async fn put_consent(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    purpose: web::Path<String>,
    body: web::Json<Object<ConsentBody>>,
) -> Result<web::Json<ConsentList>, Problem> {
    let id = caller.person()?.id;
    let purpose = Purpose::from_word(&purpose).ok_or_else(|| Problem::new(Code::NotFound))?;
    let (ConsentBody { given, version }, language) = (body.into_inner().0, language::of(&request));
    if given && version != purpose.version() {
        return Err(Problem::new(Code::WordsChanged));
    }
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let read = Read { language: language.tag().to_owned(), words: words(purpose, language) };
    let noted = house.db.write::<_, vidik_db::DbErr, _>(async move |txn| {
        if given {
            give_consent(txn, clock.as_ref(), rng.as_ref(), id, purpose, read).await
        } else {
            withdraw_consent(txn, clock.as_ref(), id, purpose).await
        }
    });
    noted.await?;
    Ok(web::Json(told(&house, id, language).await?))
}
