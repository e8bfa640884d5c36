//! Texts of a unit: reading, writing, reviewing, their history.

use actix_web::{HttpRequest, HttpResponse, get, http::header, put, web};
use uuid::Uuid;
use vidik_authoring::{
    Draft, How, ReviewError, Term, TermFlag, Text, UnitTexts, Write, check_terms, comments_of, history_of, set_state,
    terms, unit_texts, write_text,
};
use vidik_base::InterfaceLanguage;

use super::{
    desk::{self, Desk, Names, entity_tag, language_tag, revision, write_refused},
    dto::{ChangeDto, CommentDto, HistoryList, HistoryQuery, StateDto, TextDto, UnitDto, WriteDto},
};
use crate::{
    api_routes::ServiceConfig,
    body::Object,
    caller::Caller,
    language,
    lists::{ListQuery, cut},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_history).service(show_unit).service(write_unit).service(review_unit);
}

/// A unit with its words in every language, what was said about it, and where the term base is not followed.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course"), ("key" = String, Path, description = "The unit")),
    responses(
        (status = 200, description = "The unit", body = UnitDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or nothing of the course is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course has no texts of its own", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[get("/courses/{slug}/translations/{key}")]
async fn show_unit(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (slug, key) = path.into_inner();
    let desk = desk::open(&house, &caller, &slug).await?;
    let draft = desk::working_copy(&house, &desk.course).await?;
    let unit = unit_texts(house.db.read(), &draft, &key).await.map_err(write_refused)?;
    let body = described(&house, &desk, &draft, unit, language::of(&request)).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body))
}

async fn described(
    house: &House,
    desk: &Desk,
    draft: &Draft,
    unit: UnitTexts,
    language: InterfaceLanguage,
) -> Result<UnitDto, Problem> {
    let conn = house.db.read();
    let comments = comments_of(conn, draft.course, &unit.key).await?;
    let base = terms(conn).await?;
    let people = unit.texts.iter().filter_map(|text| text.changed_by);
    let talking = comments.iter().flat_map(|comment| [comment.written_by, comment.settled_by]).flatten();
    let names = Names::of(house, people.chain(talking), language).await?;
    let texts = draft.languages.iter().map(|language| {
        let writable = desk.access.writes(language, &unit.key);
        match unit.texts.iter().find(|text| text.language == *language) {
            Some(text) => TextDto::told(text, writable, &names, flags(&base, draft, &unit, text)),
            None => TextDto::nothing(language, writable),
        }
    });
    Ok(UnitDto {
        texts: texts.collect(),
        master: draft.master.to_string(),
        comments: comments.into_iter().map(|comment| CommentDto::told(comment, &names)).collect(),
        key: unit.key,
        kind: unit.kind,
        name: unit.name,
        source_hash: unit.source_hash,
        strings: unit.strings.into_iter().map(Into::into).collect(),
    })
}

/// Where a translation does not say what the term base says.
fn flags(base: &[Term], draft: &Draft, unit: &UnitTexts, text: &Text) -> Vec<TermFlag> {
    let source = unit.texts.iter().find(|text| text.language == draft.master);
    let Some(source) = source.filter(|_| text.language != draft.master && !text.strings.is_empty()) else {
        return Vec::new();
    };
    let whole = |text: &Text| text.strings.values().map(String::as_str).collect::<Vec<_>>().join("\n");
    check_terms(base, (&draft.master, &whole(source)), (&text.language, &whole(text)))
}

/// Writes the words of a unit in one language. What was reviewed or published is a draft again; where the master
/// language changes, its translations show as outdated.
#[utoipa::path(
    tag = "authoring",
    params(
        ("slug" = String, Path, description = "The course"),
        ("key" = String, Path, description = "The unit"),
        ("language" = String, Path, description = "The language"),
        ("If-Match" = String, Header, description = "The revision that the writer saw, in quotes; \"0\" for a text that is not there yet"),
    ),
    request_body = WriteDto,
    responses(
        (status = 200, description = "Written", body = TextDto, headers(("ETag" = String, description = "The revision"))),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "This is not assigned to you", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or nothing of the course is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course has no texts of its own", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Somebody else wrote meanwhile; `ETag` says what stands", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` is missing", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[put("/courses/{slug}/translations/{key}/{language}")]
async fn write_unit(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String, String)>,
    body: web::Json<Object<WriteDto>>,
) -> Result<HttpResponse, Problem> {
    let (slug, key, language) = path.into_inner();
    let desk = desk::open(&house, &caller, &slug).await?;
    let draft = desk::working_copy(&house, &desk.course).await?;
    let (body, language) = (body.into_inner().0, language_tag(&language, "language")?);
    let write = Write {
        key: key.clone(),
        language,
        strings: body.strings,
        source_hash: body.source_hash,
        revision: revision(&request)?,
        how: How::Edit,
    };
    let (there, access, copy, person) = (house.clone(), desk.access.clone(), draft.clone(), desk.actor.person);
    let text = house
        .db
        .write(async move |txn| write_text(txn, there.writer(person), &copy, &access, write).await)
        .await
        .map_err(write_refused)?;
    answer(&house, &desk, &draft, &key, &text, language::of(&request)).await
}

/// A text that was written or reviewed, with its revision.
async fn answer(
    house: &House,
    desk: &Desk,
    draft: &Draft,
    key: &str,
    text: &Text,
    language: InterfaceLanguage,
) -> Result<HttpResponse, Problem> {
    let unit = unit_texts(house.db.read(), draft, key).await.map_err(write_refused)?;
    let base = terms(house.db.read()).await?;
    let names = Names::of(house, text.changed_by, language).await?;
    let writable = desk.access.writes(&text.language, key);
    let body = TextDto::told(text, writable, &names, flags(&base, draft, &unit, text));
    Ok(HttpResponse::Ok().insert_header(entity_tag(text.revision)).json(body))
}

/// Says that a text is reviewed, or a draft after all. To review an outdated text is to say that it fits the source as
/// it stands. Translators do not review what they wrote.
#[utoipa::path(
    tag = "authoring",
    params(
        ("slug" = String, Path, description = "The course"),
        ("key" = String, Path, description = "The unit"),
        ("language" = String, Path, description = "The language"),
        ("If-Match" = String, Header, description = "The revision that the reviewer saw, in quotes"),
    ),
    request_body = StateDto,
    responses(
        (status = 200, description = "Set", body = TextDto, headers(("ETag" = String, description = "The revision"))),
        (status = 400, description = "The body cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "This is not assigned to you, or you wrote it", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or nothing of the course is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Nothing is written, or not everything", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Somebody else wrote meanwhile; `ETag` says what stands", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` is missing", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[put("/courses/{slug}/translations/{key}/{language}/state")]
async fn review_unit(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String, String)>,
    body: web::Json<Object<StateDto>>,
) -> Result<HttpResponse, Problem> {
    let (slug, key, tag) = path.into_inner();
    let desk = desk::open(&house, &caller, &slug).await?;
    let draft = desk::working_copy(&house, &desk.course).await?;
    let (tag, seen) = (language_tag(&tag, "language")?, revision(&request)?);
    let state = body.into_inner().0.state.into();
    let (there, copy, unit) = (house.clone(), draft.clone(), key.clone());
    let (actor, access) = (desk.actor.clone(), desk.access.clone());
    let text = house
        .db
        .write(async move |txn| {
            let writer = there.writer(actor.person);
            set_state(txn, writer, &copy, (&actor, &access), (&unit, &tag, seen), state).await
        })
        .await
        .map_err(review_refused)?;
    answer(&house, &desk, &draft, &key, &text, language::of(&request)).await
}

pub(super) fn review_refused(error: ReviewError) -> Problem {
    match error {
        ReviewError::Text(error) => write_refused(error),
        ReviewError::Nothing => Problem::new(Code::NothingWritten),
        ReviewError::Incomplete => Problem::new(Code::TextIncomplete),
        ReviewError::OwnText => Problem::new(Code::OwnText),
        ReviewError::NotByHand => Problem::new(Code::Invalid).field("/state", "unknown"),
        ReviewError::Database(error) => error.into(),
    }
}

/// What became of a unit's words: who changed them, when, from what to what.
#[utoipa::path(
    tag = "authoring",
    params(
        ("slug" = String, Path, description = "The course"),
        ("key" = String, Path, description = "The unit"),
        HistoryQuery,
    ),
    responses(
        (status = 200, description = "Changes", body = HistoryList),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or nothing of the course is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[get("/courses/{slug}/translations/{key}/history")]
async fn show_history(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    query: web::Query<HistoryQuery>,
) -> Result<web::Json<HistoryList>, Problem> {
    let (slug, key) = path.into_inner();
    let course = desk::open(&house, &caller, &slug).await?.course;
    let query = query.into_inner();
    let of = query.language.map(|tag| language_tag(&tag, "language")).transpose()?;
    let list = ListQuery { cursor: query.cursor, limit: query.limit };
    let (limit, before) = (list.limit()?, list.after::<Uuid>()?);
    let rows = history_of(house.db.read(), course.id, &key, of.as_ref(), before, limit + 1).await?;
    let page = cut(rows, limit, |change| change.id)?;
    let people = page.items.iter().filter_map(|change| change.changed_by);
    let names = Names::of(&house, people, language::of(&request)).await?;
    let page = page.map(|change| ChangeDto::told(change, &names));
    Ok(web::Json(HistoryList { items: page.items, next_cursor: page.next_cursor }))
}
