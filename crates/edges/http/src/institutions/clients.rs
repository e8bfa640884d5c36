//! Programs of an institution: made and revoked by its coordinators and by administrators.

use actix_web::{HttpResponse, delete, get, http::header, post, web};
use vidik_identity::{
    MachineClient, MachineError, NewMachineClient, add_machine_client, machine_clients, revoke_machine_client,
};
use vidik_institutions::{Institution, find_institution};

use super::dto::{ClientDto, ClientList, ClientWithSecret, NewClientDto};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_clients).service(create_client).service(revoke_client);
}

/// The institution, for its coordinators and administrators.
pub(crate) async fn managed(house: &House, caller: &Caller, id: &str) -> Result<Institution, Problem> {
    caller.person()?;
    caller.reads_institutions()?;
    let institution = find_institution(house.db.read(), id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
    // A person is never asked for a scope.
    caller.reads_institution(institution.id, "")?;
    Ok(institution)
}

impl From<MachineClient> for ClientDto {
    fn from(client: MachineClient) -> Self {
        Self {
            id: client.id,
            scopes: client.scopes,
            created_at: client.created_at,
            expires_at: client.expires_at,
            revoked_at: client.revoked_at,
        }
    }
}

/// The programs of an institution.
#[utoipa::path(
    tag = "institutions",
    params(("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry")),
    responses(
        (status = 200, description = "Programs", body = ClientList),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("coordinator")))
)]
#[get("/institutions/{id}/clients")]
async fn list_clients(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<web::Json<ClientList>, Problem> {
    let institution = managed(&house, &caller, &id).await?;
    let clients = machine_clients(house.db.read(), institution.id).await?;
    Ok(web::Json(ClientList { items: clients.into_iter().map(ClientDto::from).collect(), next_cursor: None }))
}

/// Lets a program in. Its secret is in the answer, and nowhere else.
#[utoipa::path(
    tag = "institutions",
    params(("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry")),
    request_body = NewClientDto,
    responses(
        (status = 201, description = "Made", body = ClientWithSecret),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "A client of that id exists", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("coordinator")))
)]
#[post("/institutions/{id}/clients")]
async fn create_client(
    house: web::Data<House>,
    caller: Caller,
    id: web::Path<String>,
    body: web::Json<Object<NewClientDto>>,
) -> Result<HttpResponse, Problem> {
    let institution = managed(&house, &caller, &id).await?;
    let body = body.into_inner().0;
    let new = NewMachineClient {
        id: body.id,
        institution: institution.id,
        scopes: body.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        expires_at: body.expires_at,
        secret: None,
    };
    let (clock, rng) = (house.clock.clone(), house.rng.clone());
    let (client, secret) = house
        .db
        .write(async move |txn| add_machine_client(txn, clock.as_ref(), rng.as_ref(), new).await)
        .await
        .map_err(|error| match error {
            MachineError::BadId => Problem::new(Code::Invalid).field("/id", "bad_slug"),
            MachineError::IdTaken => Problem::new(Code::ClientIdTaken).field("/id", "taken"),
            MachineError::UnknownScope(_) | MachineError::Refused => {
                Problem::new(Code::Invalid).field("/scopes", "unknown_scope")
            }
            MachineError::Database(error) => error.into(),
        })?;
    Ok(HttpResponse::Created()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(ClientWithSecret { client: client.into(), secret }))
}

/// Revokes a program: its tokens stop at once.
#[utoipa::path(
    tag = "institutions",
    params(
        ("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry"),
        ("client_id" = String, Path, description = "The program"),
    ),
    responses(
        (status = 204, description = "Revoked"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("coordinator")))
)]
#[delete("/institutions/{id}/clients/{client_id}")]
async fn revoke_client(
    house: web::Data<House>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, client) = path.into_inner();
    let institution = managed(&house, &caller, &id).await?;
    let clock = house.clock.clone();
    let found = house
        .db
        .write(async move |txn| revoke_machine_client(txn, clock.as_ref(), institution.id, &client).await)
        .await?;
    house.access.forget_checked();
    if found { Ok(HttpResponse::NoContent().finish()) } else { Err(Problem::new(Code::NotFound)) }
}
