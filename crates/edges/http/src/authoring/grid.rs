//! The translation grid.

use actix_web::{HttpResponse, get, http::header, web};
use vidik_authoring::{Grid, GridFilter, Workflow, assignments_to, grid, workflow_of};

use super::{
    desk::{self, Desk, language_tag},
    dto::{AssignedTo, GridDto, GridItem, GridKind, GridLanguage, GridQuery},
    editions_grid::editions_grid,
    workflow::step_refused,
};
use crate::{
    api_routes::ServiceConfig,
    caller::Caller,
    problem::{Problem, ProblemBody},
    state::House,
};

/// How much of a name a row shows, in characters.
pub(super) const NAME_CHARS: usize = 120;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_grid);
}

/// Everything that is translated of a course, in every language, in one answer. For a course of packages that were
/// made elsewhere: what its editions have in common, and which of them has it.
#[utoipa::path(
    tag = "authoring",
    params(("slug" = String, Path, description = "The course"), GridQuery),
    responses(
        (status = 200, description = "The grid", body = GridDto),
        (status = 400, description = "A parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors and translators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or nothing of it is assigned to you", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The course has no texts of its own", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("translation")))
)]
#[get("/courses/{slug}/translations")]
async fn show_grid(
    house: web::Data<House>,
    caller: Caller,
    slug: web::Path<String>,
    query: web::Query<GridQuery>,
) -> Result<HttpResponse, Problem> {
    let desk = desk::open(&house, &caller, &slug).await?;
    let filter = filter(&house, &desk, query.into_inner()).await?;
    let Some(draft) = desk::texts_of(&house, &desk.course).await? else {
        return Ok(answer(&editions_grid(&house, &desk.course, &filter).await?));
    };
    let shown = grid(house.db.read(), &draft, &desk.access, &filter).await?;
    let way = workflow_of(house.db.read(), desk.course.id).await.map_err(step_refused)?;
    let body = described(shown, draft.master.as_str(), &way);
    Ok(answer(&body))
}

fn answer(body: &GridDto) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body)
}

async fn filter(house: &House, desk: &Desk, query: GridQuery) -> Result<GridFilter, Problem> {
    let assigned = match query.assigned {
        None => None,
        Some(AssignedTo::Me) => {
            let mut parts = assignments_to(house.db.read(), desk.actor.person).await?;
            parts.retain(|part| part.course == desk.course.id);
            Some(parts)
        }
    };
    Ok(GridFilter {
        language: query.language.map(|tag| language_tag(&tag, "language")).transpose()?,
        kind: query.kind,
        state: query.state.map(Into::into),
        attention: query.attention.unwrap_or(false),
        assigned,
    })
}

fn described(grid: Grid, master: &str, way: &Workflow) -> GridDto {
    let languages = grid.columns.iter().map(|column| GridLanguage {
        tag: column.language.to_string(),
        required: way.required_languages.contains(&column.language),
        counts: (&column.counts).into(),
    });
    let items = grid.rows.into_iter().map(|row| GridItem {
        key: row.key,
        kind: row.kind,
        name: row.name.chars().take(NAME_CHARS).collect(),
        states: row.cells.into_iter().map(Into::into).collect(),
        comments: row.comments,
        writable: row.writable,
    });
    GridDto {
        kind: GridKind::Texts,
        master: Some(master.to_owned()),
        languages: languages.collect(),
        total: grid.units,
        unmatched: None,
        items: items.collect(),
    }
}
