//! What people say about a unit.

use actix_web::{HttpRequest, HttpResponse, post, web};
use vidik_authoring::{Comment, CommentError, NewComment, comment, settle};
use vidik_base::CommentId;

use super::{
    desk::{self, Names, language_tag},
    dto::{CommentDto, NewCommentDto},
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    language,
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(write_comment).service(settle_comment);
}

/// Says something about a unit, or about its words in one language.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course"), ("key" = String, Path, description = "The unit")),
    request_body = NewCommentDto,
    responses(
        (status = 201, description = "Said", body = CommentDto),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or nothing of the course is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[post("/courses/{slug}/translations/{key}/comments")]
async fn write_comment(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    body: web::Json<Object<NewCommentDto>>,
) -> Result<HttpResponse, Problem> {
    let (slug, key) = path.into_inner();
    let desk = desk::open(&house, &caller, &slug).await?;
    let body = body.into_inner().0;
    let about = body.language.map(|tag| language_tag(&tag, "/language")).transpose()?;
    let new = NewComment { key, language: about, words: body.text };
    let (clock, rng, course, person) = (house.clock.clone(), house.rng.clone(), desk.course.id, desk.actor.person);
    let said = house
        .db
        .write(async move |txn| comment(txn, clock.as_ref(), rng.as_ref(), course, person, new).await)
        .await
        .map_err(refused)?;
    Ok(HttpResponse::Created().json(described(&house, said, &request).await?))
}

/// Says that what a comment asked for is done.
#[utoipa::path(
    tag = "authoring",
    params(
        ("slug" = String, Path, description = "The course"),
        ("key" = String, Path, description = "The unit"),
        ("comment" = uuid::Uuid, Path, description = "The comment"),
    ),
    responses(
        (status = 200, description = "Settled", body = CommentDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or nothing of the course is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[post("/courses/{slug}/translations/{key}/comments/{comment}/settle")]
async fn settle_comment(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String, String)>,
) -> Result<web::Json<CommentDto>, Problem> {
    let (slug, key, id) = path.into_inner();
    let desk = desk::open(&house, &caller, &slug).await?;
    let id = CommentId(id.parse().map_err(|_| Problem::new(Code::NotFound))?);
    let (clock, course, person) = (house.clock.clone(), desk.course.id, desk.actor.person);
    let settled = house
        .db
        .write(async move |txn| settle(txn, clock.as_ref(), course, &key, id, person).await)
        .await
        .map_err(refused)?;
    Ok(web::Json(described(&house, settled, &request).await?))
}

async fn described(house: &House, comment: Comment, request: &HttpRequest) -> Result<CommentDto, Problem> {
    let people = [comment.written_by, comment.settled_by].into_iter().flatten();
    let names = Names::of(house, people, language::of(request)).await?;
    Ok(CommentDto::told(comment, &names))
}

fn refused(error: CommentError) -> Problem {
    match error {
        CommentError::UnknownUnit | CommentError::Unknown => Problem::new(Code::NotFound),
        CommentError::BadWords => Problem::new(Code::Invalid).field("/text", "bad_comment"),
        CommentError::Database(error) => error.into(),
    }
}
