//! People and enrolments by the institution's own ids: what its own system brings.

use actix_web::{HttpRequest, HttpResponse, delete, http::StatusCode, put, web};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};
use vidik_base::{Clock, InstitutionId, PersonId, Rng};
use vidik_catalogue::{Course, find_course};
use vidik_db::{DatabaseTransaction, DbErr, is_unique_violation};
use vidik_identity::{
    NewPerson, OwnChanges, Person, PersonError, PersonName, add_person, change_own, find_by_sign_in_name,
    password_hash_of, person,
};
use vidik_institutions::{
    ExternalIdError, KeptAnswer, Membership, MembershipError, NewMembership, add_membership, end_membership,
    keep_answer, kept_answer, memberships_of, name_externally, people_named,
};
use vidik_learning::{EnrolError, EnrolmentSource, enrol, set_due_on};

use super::{
    external_dto::{ExternalEnrolment, ExternalEnrolmentDto, ExternalPerson, ExternalPersonDto},
    readable,
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    people::refused,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

/// The longest key, in bytes.
const LONGEST_KEY: usize = 255;
/// How often a request is begun anew where another one was quicker.
const ATTEMPTS: usize = 3;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(put_person).service(end_person).service(put_enrolment);
}

/// Why something that an institution's system asks for cannot be done.
#[derive(Debug)]
enum Trouble {
    Person(PersonError),
    Membership(MembershipError),
    External(ExternalIdError),
    Enrol(EnrolError),
    /// Somebody of that name is known, and does not belong here.
    Stranger,
    /// There is nobody of that id here.
    Nobody,
    /// The key came with another request.
    KeyReused,
    Database(DbErr),
}

macro_rules! from {
    ($($variant:ident($error:ty)),+) => {
        $(impl From<$error> for Trouble {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })+
    };
}
from!(Person(PersonError), Membership(MembershipError), External(ExternalIdError), Enrol(EnrolError), Database(DbErr));

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Person(error) => refused(error),
            Trouble::External(ExternalIdError::Malformed) => Self::new(Code::Invalid).field("external_id", "malformed"),
            Trouble::External(ExternalIdError::Taken) => Self::new(Code::ExternalIdTaken),
            Trouble::Membership(MembershipError::Database(error))
            | Trouble::External(ExternalIdError::Database(error))
            | Trouble::Enrol(EnrolError::Database(error))
            | Trouble::Database(error) => error.into(),
            Trouble::Membership(MembershipError::EndsBeforeStart) => {
                Self::new(Code::Invalid).field("/starts_on", "ends_before_start")
            }
            Trouble::Membership(_) => Self::new(Code::MembershipOverlaps),
            Trouble::Enrol(EnrolError::NotPublished | EnrolError::Closed) => Self::new(Code::NotPublished),
            Trouble::Stranger => Self::new(Code::SignInNameTaken),
            Trouble::Nobody => Self::new(Code::NotFound),
            Trouble::KeyReused => Self::new(Code::IdempotencyKeyReused),
        }
    }
}

impl Trouble {
    /// Whether it may come of another request that was quicker, and not of this one.
    fn is_of_two_at_once(&self) -> bool {
        match self {
            Self::Person(PersonError::SignInNameTaken(_)) | Self::External(ExternalIdError::Taken) => true,
            Self::Person(PersonError::Database(error))
            | Self::Membership(MembershipError::Database(error))
            | Self::External(ExternalIdError::Database(error))
            | Self::Enrol(EnrolError::Database(error))
            | Self::Database(error) => is_unique_violation(error).is_some(),
            _ => false,
        }
    }
}

/// The key of a request, with a fingerprint of what is asked.
#[derive(Clone)]
struct Once(Option<(String, String)>);

impl Once {
    fn of(request: &HttpRequest, body: &[u8]) -> Result<Self, Problem> {
        let Some(key) = request.headers().get("idempotency-key") else { return Ok(Self(None)) };
        let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY);
        let key = key.ok_or_else(|| Problem::new(Code::Invalid).field("Idempotency-Key", "malformed"))?;
        let mut asked = Sha256::new();
        asked.update(request.method().as_str());
        asked.update(request.path());
        asked.update(body);
        let asked = URL_SAFE_NO_PAD.encode(asked.finalize());
        Ok(Self(Some((key.to_owned(), asked))))
    }

    /// The answer given before, where the request is known.
    async fn before(
        &self,
        txn: &DatabaseTransaction,
        clock: &dyn Clock,
        institution: InstitutionId,
    ) -> Result<Option<(u16, String)>, Trouble> {
        let Some((key, request)) = &self.0 else { return Ok(None) };
        match kept_answer(txn, clock, institution, key).await? {
            Some(kept) if kept.request == *request => Ok(Some((kept.status, kept.body))),
            Some(_) => Err(Trouble::KeyReused),
            None => Ok(None),
        }
    }

    async fn keep(
        &self,
        txn: &DatabaseTransaction,
        clock: &dyn Clock,
        institution: InstitutionId,
        (status, body): &(u16, String),
    ) -> Result<(), Trouble> {
        let Some((key, request)) = &self.0 else { return Ok(()) };
        let answer = KeptAnswer { request: request.clone(), status: *status, body: body.clone() };
        Ok(keep_answer(txn, clock, institution, key, &answer).await?)
    }
}

fn answer((status, body): (u16, String)) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    HttpResponse::build(status).content_type("application/json").body(body)
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice::<Object<T>>(body)
        .map(|object| object.0)
        .map_err(|error| Problem::new(Code::MalformedJson).with("cause", error))
}

/// Adds a person of the institution, or brings name and membership up to date: 201 and 200.
///
/// Who is new to the Centre gets an account without a password. Somebody who is known already, by e-mail or staff
/// number, gets the external id where they belong to the institution; otherwise ask the Centre to add the membership
/// (409); so for somebody who left and belongs to another institution now. Whoever comes back belongs to the institution
/// from today on. Whoever has a password, or belongs to another institution too, keeps their name. With `Idempotency-Key` a request that is sent again gets the same answer for a day.
#[utoipa::path(
    tag = "institutions",
    params(
        ("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry"),
        ("external_id" = String, Path, description = "The person's id in the institution's own system", example = "HR-1042"),
        ("Idempotency-Key" = Option<String>, Header, description = "Names this request; at most 255 characters"),
    ),
    request_body = ExternalPersonDto,
    responses(
        (status = 200, description = "Known", body = ExternalPerson),
        (status = 201, description = "Added", body = ExternalPerson),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `members:write`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Somebody else has that name, the person has another external id, or the key came with another request", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("members:write")))
)]
#[put("/institutions/{id}/people/{external_id}")]
async fn put_person(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    body: web::Bytes,
) -> Result<HttpResponse, Problem> {
    let (id, external_id) = path.into_inner();
    let institution = readable(&house, &caller, &id, "members:write").await?.id;
    let asked: ExternalPersonDto = read(&body)?;
    let once = Once::of(&request, &body)?;
    let told = settled(async || {
        let (clock, rng, home_page) = (house.clock.clone(), house.rng.clone(), house.settings.app_address(""));
        let (once, asked, external_id) = (once.clone(), asked.clone(), external_id.clone());
        let upserted = async move |txn: &DatabaseTransaction| {
            let clock = clock.as_ref();
            if let Some(before) = once.before(txn, clock, institution).await? {
                return Ok(before);
            }
            let told = upsert(txn, clock, rng.as_ref(), &home_page, institution, external_id, asked).await?;
            once.keep(txn, clock, institution, &told).await?;
            Ok::<_, Trouble>(told)
        };
        house.db.write(upserted).await
    });
    Ok(answer(told.await?))
}

/// Two requests that come at once are in each other's way: the later one looks again at what there is then.
async fn settled<T>(work: impl AsyncFn() -> Result<T, Trouble>) -> Result<T, Trouble> {
    for _ in 1..ATTEMPTS {
        match work().await {
            Err(trouble) if trouble.is_of_two_at_once() => {}
            done => return done,
        }
    }
    work().await
}

async fn upsert(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    rng: &dyn Rng,
    home_page: &str,
    institution: InstitutionId,
    external_id: String,
    asked: ExternalPersonDto,
) -> Result<(u16, String), Trouble> {
    let starts_on = asked.starts_on.unwrap_or_else(|| clock.now().date_naive());
    let known = people_named(txn, Some(institution), &external_id).await?.first().copied();
    let mut earliest = NaiveDate::MIN;
    let (status, person) = if let Some(id) = known {
        if belongs(txn, clock, institution, id).await?.is_none() {
            // Whoever left is not taken from another institution, and what they did meanwhile stays theirs.
            if belongs_elsewhere(txn, clock, institution, id).await? {
                return Err(Trouble::Stranger);
            }
            earliest = clock.now().date_naive();
        }
        (200, renamed(txn, clock, institution, id, asked.name.into()).await?)
    } else {
        let (status, person) = match found(txn, &asked).await? {
            Some(person) if belongs(txn, clock, institution, person.id).await?.is_some() => (200, person),
            Some(_) => return Err(Trouble::Stranger),
            None => (201, add_person(txn, clock, rng, new_person(asked)).await?),
        };
        name_externally(txn, clock, institution, person.id, &external_id).await?;
        (status, person)
    };
    let starts_on = starts_on.max(earliest);
    let membership = belonging(txn, clock, rng, home_page, institution, person.id, starts_on).await?;
    let body = serde_json::to_string(&told(person, external_id, membership));
    Ok((status, body.map_err(|error| DbErr::Custom(error.to_string()))?))
}

/// Brings the name up to date, where nobody else has a say in it: neither the person, who has a password, nor another
/// institution.
async fn renamed(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    institution: InstitutionId,
    id: PersonId,
    name: PersonName,
) -> Result<Person, Trouble> {
    let elsewhere = belongs_elsewhere(txn, clock, institution, id).await?;
    if elsewhere || password_hash_of(txn, id).await?.is_some_and(|hash| !hash.is_empty()) {
        name.checked().map_err(PersonError::from)?;
        return person(txn, id).await?.ok_or(Trouble::Nobody);
    }
    Ok(change_own(txn, id, OwnChanges { language: None, name: Some(name) }).await?)
}

fn new_person(asked: ExternalPersonDto) -> NewPerson {
    NewPerson {
        email: asked.email,
        username: None,
        staff_number: asked.staff_number,
        name: asked.name.into(),
        password_hash: None,
        language: asked.language.map(Into::into).unwrap_or_default(),
        roles: Vec::new(),
    }
}

fn told(person: Person, external_id: String, membership: Membership) -> ExternalPerson {
    ExternalPerson {
        id: person.id.0,
        external_id,
        name: person.name.into(),
        email: person.email,
        staff_number: person.staff_number,
        starts_on: membership.starts_on,
        ends_on: membership.ends_on,
    }
}

/// Whoever signs in by one of the names that were given.
async fn found(txn: &DatabaseTransaction, asked: &ExternalPersonDto) -> Result<Option<Person>, DbErr> {
    for name in [&asked.email, &asked.staff_number].into_iter().flatten() {
        if let Some((person, _)) = find_by_sign_in_name(txn, name).await? {
            return Ok(Some(person));
        }
    }
    Ok(None)
}

/// The membership that runs today, or will.
async fn belongs(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    institution: InstitutionId,
    person: PersonId,
) -> Result<Option<Membership>, DbErr> {
    let today = clock.now().date_naive();
    let all = memberships_of(txn, person).await?.into_iter();
    Ok(all.filter(|one| one.institution == institution).find(|one| one.ends_on.is_none_or(|end| end >= today)))
}

/// Whether somebody belongs to another institution today, or will.
async fn belongs_elsewhere(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    institution: InstitutionId,
    person: PersonId,
) -> Result<bool, DbErr> {
    let today = clock.now().date_naive();
    let mut all = memberships_of(txn, person).await?.into_iter();
    Ok(all.any(|one| one.institution != institution && one.ends_on.is_none_or(|end| end >= today)))
}

/// The same, begun where there is none.
async fn belonging(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    rng: &dyn Rng,
    home_page: &str,
    institution: InstitutionId,
    person: PersonId,
    starts_on: NaiveDate,
) -> Result<Membership, Trouble> {
    if let Some(membership) = belongs(txn, clock, institution, person).await? {
        return Ok(membership);
    }
    let new = NewMembership { person, institution, starts_on, ends_on: None };
    let membership = add_membership(txn, rng, new).await?;
    vidik_learning::admit(txn, person, institution, starts_on, None).await?;
    vidik_assessment::admit_results(txn, person, institution, starts_on, None).await?;
    vidik_lrs::admit(txn, home_page, institution, person.0, starts_on, None).await?;
    Ok(membership)
}

/// Ends a person's membership with today. The institution keeps what fell within it.
#[utoipa::path(
    tag = "institutions",
    params(
        ("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry"),
        ("external_id" = String, Path, description = "The person's id in the institution's own system", example = "HR-1042"),
    ),
    responses(
        (status = 200, description = "Ended, now or before", body = ExternalPerson),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `members:write`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it is another's", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("members:write")))
)]
#[delete("/institutions/{id}/people/{external_id}")]
async fn end_person(
    house: web::Data<House>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<web::Json<ExternalPerson>, Problem> {
    let (id, external_id) = path.into_inner();
    let institution = readable(&house, &caller, &id, "members:write").await?.id;
    let clock = house.clock.clone();
    let ended = house.db.write(async move |txn| {
        let known = people_named(txn, Some(institution), &external_id).await?.first().copied();
        let id = known.ok_or(Trouble::Nobody)?;
        let today = clock.now().date_naive();
        let all = memberships_of(txn, id).await?.into_iter();
        let last = all.filter(|one| one.institution == institution).max_by_key(|one| one.starts_on);
        let mut membership = last.ok_or(Trouble::Nobody)?;
        if membership.ends_on.is_none_or(|end| end > today) {
            membership = end_membership(txn, institution, membership.id, today.max(membership.starts_on)).await?;
        }
        let person = person(txn, id).await?.ok_or(Trouble::Nobody)?;
        Ok::<_, Trouble>(told(person, external_id, membership))
    });
    Ok(web::Json(ended.await?))
}

/// Enrols a person of the institution on a course, or changes by when it is to be completed: 201 and 200. Courses that
/// are closed for self-enrolment are open to this.
#[utoipa::path(
    tag = "institutions",
    params(
        ("id" = String, Path, description = "Id or slug of the institution", example = "demo-ministry"),
        ("external_id" = String, Path, description = "The person's id in the institution's own system", example = "HR-1042"),
        ("slug" = String, Path, description = "The course", example = "migration-governance"),
        ("Idempotency-Key" = Option<String>, Header, description = "Names this request; at most 255 characters"),
    ),
    request_body = ExternalEnrolmentDto,
    responses(
        (status = 200, description = "Enrolled before", body = ExternalEnrolment),
        (status = 201, description = "Enrolled", body = ExternalEnrolment),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For its coordinators, its programs with `enrolments:write`, and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such institution, course or person here", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course is not published, or the key came with another request", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The key is malformed", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("institution")), ("x-scope" = json!("enrolments:write")))
)]
#[put("/institutions/{id}/people/{external_id}/enrolments/{slug}")]
async fn put_enrolment(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String, String)>,
    body: web::Bytes,
) -> Result<HttpResponse, Problem> {
    let (id, external_id, slug) = path.into_inner();
    let institution = readable(&house, &caller, &id, "enrolments:write").await?.id;
    let asked: ExternalEnrolmentDto = if body.is_empty() { ExternalEnrolmentDto::default() } else { read(&body)? };
    let once = Once::of(&request, &body)?;
    let course = find_course(house.db.read(), &slug).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
    let told = settled(async || {
        let (clock, rng, course, due_on) = (house.clock.clone(), house.rng.clone(), course.clone(), asked.due_on);
        let (once, external_id) = (once.clone(), external_id.clone());
        let enrolled = async move |txn: &DatabaseTransaction| {
            let clock = clock.as_ref();
            if let Some(before) = once.before(txn, clock, institution).await? {
                return Ok(before);
            }
            let told = enrolment(txn, clock, rng.as_ref(), institution, external_id, course, due_on).await?;
            once.keep(txn, clock, institution, &told).await?;
            Ok::<_, Trouble>(told)
        };
        house.db.write(enrolled).await
    });
    Ok(answer(told.await?))
}

async fn enrolment(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    rng: &dyn Rng,
    institution: InstitutionId,
    external_id: String,
    course: Course,
    due_on: Option<NaiveDate>,
) -> Result<(u16, String), Trouble> {
    let known = people_named(txn, Some(institution), &external_id).await?.first().copied();
    let person = known.ok_or(Trouble::Nobody)?;
    belongs(txn, clock, institution, person).await?.ok_or(Trouble::Nobody)?;
    let (enrolment, new) = enrol(txn, clock, rng, person, &course, EnrolmentSource::Staff).await?;
    set_due_on(txn, enrolment.id, due_on).await?;
    let body = ExternalEnrolment {
        id: enrolment.id.0,
        external_id,
        course: course.slug,
        enrolled_at: enrolment.enrolled_at,
        due_on,
    };
    let body = serde_json::to_string(&body).map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok((if new { 201 } else { 200 }, body))
}
