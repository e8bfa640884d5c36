//! Routes of signing in.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration as CookieDuration},
    get,
    http::header,
    post, web,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use vidik_identity::{
    ACCESS_LIFETIME, MachineError, PersonPrincipal, Principal, REFRESH_LIFETIME, Refreshed, Role, Session,
    authenticate_machine, begin_session, find_by_sign_in_name, refresh, roles_of, sign_out,
};
use vidik_institutions::coordinated_by;

use super::dto::{ClientCredentials, Key, KeySet, SignIn, Token};
use crate::{
    api_routes::ServiceConfig,
    authorization::credentials,
    body::Object,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

const REFRESH_COOKIE: &str = "vidik_refresh";
const REFRESH_PATH: &str = "/api/v1/auth";
/// A header that a form on somebody else's page cannot send.
const OWN_PAGE_HEADER: &str = "X-Vidik-Refresh";

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(sign_in)
        .service(renew_session)
        .service(sign_out_session)
        .service(verifying_keys)
        .service(machine_token);
}

/// Signs a person in.
///
/// The refresh token comes in an `HttpOnly` cookie and is good for one use. Failures of one name from one address are
/// slowed down; successes never are.
#[utoipa::path(
    tag = "auth",
    request_body = SignIn,
    responses(
        (status = 200, description = "An access token; the refresh token in a cookie", body = Token),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Name or password is wrong", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many failures; wait as `Retry-After` says", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("public"))),
    security(())
)]
#[post("/auth/token")]
async fn sign_in(
    house: web::Data<House>,
    request: HttpRequest,
    body: web::Json<Object<SignIn>>,
) -> Result<HttpResponse, Problem> {
    let SignIn { email, password } = body.into_inner().0;
    let address = address_of(&house, &request);
    if let Some(wait) = house.throttle.wait(&email, &address, house.clock.now()) {
        let problem = Problem::new(Code::TooManyFailures).with("minutes", (wait.num_seconds() + 59) / 60);
        return Err(problem.header(header::RETRY_AFTER, wait.num_seconds().max(1)));
    }
    let found = find_by_sign_in_name(house.db.read(), &email).await?;
    let (person, hash) = found.unzip();
    let right = house.passwords.verify(password, hash.flatten()).await.map_err(Problem::internal)?;
    let Some(person) = person.filter(|person| right && !person.disabled) else {
        house.throttle.failed(&email, &address, house.clock.now());
        return Err(Problem::new(Code::WrongCredentials));
    };
    house.throttle.succeeded(&email, &address);
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let session =
        house.db.write(async move |txn| begin_session(txn, clock.as_ref(), rng.as_ref(), person.id).await).await?;
    session_answer(&house, session).await
}

/// Trades the refresh cookie for a new access token and a new refresh cookie.
///
/// A refresh token that comes a second time ends the whole sign-in.
#[utoipa::path(
    tag = "auth",
    params(("X-Vidik-Refresh" = String, Header, description = "Always 1: a form on another page cannot send it", example = "1")),
    responses(
        (status = 200, description = "An access token; the next refresh token in a cookie", body = Token),
        (status = 401, description = "Sign in again", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The header is missing", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("public"))),
    security(())
)]
#[post("/auth/refresh")]
async fn renew_session(house: web::Data<House>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    from_own_page(&request)?;
    let token = request.cookie(REFRESH_COOKIE).ok_or_else(|| Problem::new(Code::SessionEnded))?;
    let (clock, rng, token) = (house.clock.clone(), house.rng.clone(), token.value().to_owned());
    let refreshed = house.db.write(async move |txn| refresh(txn, clock.as_ref(), rng.as_ref(), &token).await).await?;
    match refreshed {
        Refreshed::Renewed(session) => session_answer(&house, session).await,
        Refreshed::Reused => {
            tracing::warn!("a refresh token was used twice; its sign-in has ended");
            Err(Problem::new(Code::SessionEnded))
        }
        Refreshed::Refused => Err(Problem::new(Code::SessionEnded)),
    }
}

/// Signs out: ends the sign-in that the refresh cookie belongs to. Without a cookie there is nothing to do.
#[utoipa::path(
    tag = "auth",
    params(("X-Vidik-Refresh" = String, Header, description = "Always 1", example = "1")),
    responses(
        (status = 204, description = "Signed out"),
        (status = 403, description = "The header is missing", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("public"))),
    security(())
)]
#[post("/auth/sign-out")]
async fn sign_out_session(house: web::Data<House>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    from_own_page(&request)?;
    if let Some(token) = request.cookie(REFRESH_COOKIE) {
        let (clock, token) = (house.clock.clone(), token.value().to_owned());
        house.db.write(async move |txn| sign_out(txn, clock.as_ref(), &token).await).await?;
    }
    let mut gone = refresh_cookie(&house, String::new());
    gone.set_max_age(CookieDuration::ZERO);
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

/// The keys by which our access tokens can be checked.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "A JSON Web Key Set", body = KeySet)),
    extensions(("x-permission" = json!("public"))),
    security(())
)]
#[get("/auth/jwks")]
async fn verifying_keys(house: web::Data<House>) -> HttpResponse {
    let keys = house.access.verifying_keys().into_iter().map(|key| Key {
        kty: "OKP".to_owned(),
        crv: "Ed25519".to_owned(),
        alg: "EdDSA".to_owned(),
        usage: "sig".to_owned(),
        kid: key.kid,
        x: key.x,
    });
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(KeySet { keys: keys.collect() })
}

/// Gives a program of an institution an access token (RFC 6749, 4.4).
///
/// Id and secret come by `Authorization: Basic` or in the form.
#[utoipa::path(
    tag = "auth",
    request_body(content = ClientCredentials, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "An access token of ten minutes", body = Token),
        (status = 400, description = "The form cannot be read, the grant type is another, or a scope is not had", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "The client is unknown, its secret is wrong, expired or revoked", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many failures", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("public"))),
    security(())
)]
#[post("/oauth/token")]
async fn machine_token(
    house: web::Data<House>,
    request: HttpRequest,
    form: web::Form<ClientCredentials>,
) -> Result<HttpResponse, Problem> {
    let form = form.into_inner();
    if form.grant_type != "client_credentials" {
        return Err(Problem::new(Code::UnsupportedGrantType));
    }
    let refused = || Problem::new(Code::WrongCredentials).header(header::WWW_AUTHENTICATE, "Basic realm=\"vidik\"");
    let (id, secret) = basic(&request).or_else(|| form.client_id.zip(form.client_secret)).ok_or_else(refused)?;
    let address = address_of(&house, &request);
    if let Some(wait) = house.throttle.wait(&id, &address, house.clock.now()) {
        let problem = Problem::new(Code::TooManyFailures).with("minutes", (wait.num_seconds() + 59) / 60);
        return Err(problem.header(header::RETRY_AFTER, wait.num_seconds().max(1)));
    }
    let asked: Vec<String> = form.scope.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let machine =
        authenticate_machine(house.db.read(), house.clock.as_ref(), &id, &secret, &asked).await.map_err(|error| {
            match error {
                MachineError::UnknownScope(scope) => Problem::new(Code::InvalidScope).with("scope", scope),
                MachineError::Database(error) => error.into(),
                _ => {
                    house.throttle.failed(&id, &address, house.clock.now());
                    refused()
                }
            }
        })?;
    let scope = machine.scopes.join(" ");
    token_answer(&house, &Principal::Machine(machine), Some(scope), None)
}

async fn session_answer(house: &House, session: Session) -> Result<HttpResponse, Problem> {
    let coordinates = coordinated_by(house.db.read(), session.person).await?;
    let mut roles = roles_of(house.db.read(), session.person).await?;
    if !coordinates.is_empty() {
        roles.push(Role::Coordinator);
    }
    let principal =
        Principal::Person(PersonPrincipal { id: session.person, roles, coordinates, family: session.family });
    token_answer(house, &principal, None, Some(refresh_cookie(house, session.token)))
}

fn token_answer(
    house: &House,
    principal: &Principal,
    scope: Option<String>,
    cookie: Option<Cookie<'static>>,
) -> Result<HttpResponse, Problem> {
    let access_token = house.access.issue(principal, house.clock.now()).map_err(Problem::internal)?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(cookie) = cookie {
        answer.cookie(cookie);
    }
    let expires_in = ACCESS_LIFETIME.num_seconds();
    Ok(answer.json(Token { access_token, token_type: "Bearer".to_owned(), expires_in, scope }))
}

fn refresh_cookie(house: &House, token: String) -> Cookie<'static> {
    Cookie::build(REFRESH_COOKIE, token)
        .path(REFRESH_PATH)
        .http_only(true)
        .secure(house.settings.secure_cookies())
        .same_site(SameSite::Strict)
        .max_age(CookieDuration::seconds(REFRESH_LIFETIME.num_seconds()))
        .finish()
}

fn from_own_page(request: &HttpRequest) -> Result<(), Problem> {
    let sent = request.headers().get(OWN_PAGE_HEADER).is_some_and(|value| value == "1");
    if sent { Ok(()) } else { Err(Problem::new(Code::ForeignRequest)) }
}

fn basic(request: &HttpRequest) -> Option<(String, String)> {
    let value = credentials(request, "Basic")?;
    let text = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// The address that failures are counted by.
fn address_of(house: &House, request: &HttpRequest) -> String {
    let forwarded = || {
        let value = request.headers().get("x-forwarded-for")?.to_str().ok()?;
        value.rsplit(',').next().map(|address| address.trim().to_owned())
    };
    let peer = || request.peer_addr().map(|address| address.ip().to_string()).unwrap_or_default();
    if house.settings.behind_proxy { forwarded().unwrap_or_else(peer) } else { peer() }
}
