//! Units of cmi5: launching one, where the course stands after it, and the page that it leads to when it is over.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde::{Deserialize, Serialize};
use vidik_base::{PackageId, RegistrationId};
use vidik_cmi5::LaunchMode;
use vidik_db::{ConnectionTrait, DbErr};
use vidik_learning::{
    CommitError, LaunchedUnit, Mode, Place, SequencingView, UnitError, UnitPlaces, launch_unit, reading_of,
    review_standing, standing, take_seat,
};

use super::{
    preview,
    routes::{claims, playable, wrong_method},
};
use crate::{language, messages, people::let_in, problem::Problem, problem_codes::Code, state::House};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    let at = |path: &str| web::resource(path.to_owned());
    let read = || web::to(|| wrong_method("GET"));
    config
        .service(at("/play/units").route(web::post().to(launch)).default_service(web::to(|| wrong_method("POST"))))
        .service(at("/play/standing").route(web::get().to(stand)).default_service(read()))
        .service(at("/play/returned").route(web::get().to(returned)).default_service(read()));
}

/// Which unit.
#[derive(Deserialize)]
struct LaunchBody {
    activity: String,
}

/// The unit that is shown, which a review has to be told.
#[derive(Deserialize)]
struct Here {
    activity: Option<String>,
}

/// A unit that is launched.
#[derive(Serialize)]
struct LaunchedDto {
    url: String,
    own_window: bool,
}

/// Where the course stands.
#[derive(Serialize)]
struct StandingDto {
    sequencing: SequencingView,
}

fn refused(error: UnitError) -> Problem {
    match error {
        UnitError::Unknown => Problem::new(Code::NotFound),
        UnitError::Database(error) => error.into(),
    }
}

fn seat_refused(error: CommitError) -> Problem {
    match error {
        CommitError::TakenOver => Problem::new(Code::LaunchTakenOver),
        CommitError::Database(error) => error.into(),
        _ => Problem::new(Code::LaunchRefused),
    }
}

/// Why a unit is not launched for this player.
enum Refused {
    Seat(CommitError),
    Unit(UnitError),
}

impl From<DbErr> for Refused {
    fn from(error: DbErr) -> Self {
        Self::Unit(error.into())
    }
}

/// Launches a unit for the player that has the attempt.
async fn launch(
    house: web::Data<House>,
    request: HttpRequest,
    body: web::Json<LaunchBody>,
) -> Result<HttpResponse, Problem> {
    let claims = claims(&house, &request)?;
    let_in(&house, claims.person).await?;
    if claims.mode == Mode::Browse {
        let launched = preview::launch(&house, claims, body.into_inner().activity).await?;
        return Ok(told(launched));
    }
    let edition = playable(&house, claims.edition).await?;
    let places = places(&house, house.db.read(), claims.registration, edition.edition.package).await?;
    let (desk, activity) = (house.desk(), body.into_inner().activity);
    let launched = house
        .db
        .write(async move |txn| {
            let looking = claims.mode == Mode::Review;
            if !looking {
                take_seat(txn, &claims).await.map_err(Refused::Seat)?;
            }
            let mode = looking.then_some(LaunchMode::Review);
            let place = Place::from(&claims);
            launch_unit(txn, &desk, &edition, &place, &activity, mode, &places).await.map_err(Refused::Unit)
        })
        .await
        .map_err(|error| match error {
            Refused::Seat(error) => seat_refused(error),
            Refused::Unit(error) => refused(error),
        })?;
    Ok(told(launched))
}

fn told(launched: LaunchedUnit) -> HttpResponse {
    let body = LaunchedDto { url: launched.url, own_window: launched.own_window };
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body)
}

/// What a launch of a unit tells it of places.
pub(crate) async fn places<C: ConnectionTrait>(
    house: &House,
    conn: &C,
    registration: RegistrationId,
    package: PackageId,
) -> Result<UnitPlaces, DbErr> {
    let reading = reading_of(conn, registration).await?;
    let origin = house.settings.content_origin(package);
    Ok(UnitPlaces {
        files: format!("{origin}/files/{package}/"),
        endpoint: house.settings.app_address("/xapi"),
        fetch: house.settings.app_address("/xapi/fetch/"),
        return_url: format!("{origin}/play/returned"),
        language: reading.map_or_else(|| "en".to_owned(), |reading| reading.as_str().to_owned()),
    })
}

/// Where the course stands: what units reach, they tell to the record and not to the player.
async fn stand(house: web::Data<House>, request: HttpRequest, here: web::Query<Here>) -> Result<HttpResponse, Problem> {
    let claims = claims(&house, &request)?;
    let sequencing = match claims.mode {
        Mode::Browse => preview::standing(&house, claims).await?,
        mode => {
            let edition = playable(&house, claims.edition).await?;
            let (desk, here) = (house.desk(), here.into_inner().activity);
            let stands = async move |txn: &vidik_db::DatabaseTransaction| match mode {
                Mode::Review => Ok(review_standing(txn, &desk, &edition, &claims, here.as_deref()).await?),
                _ => standing(txn, &desk, &edition, &claims).await,
            };
            house.db.write(stands).await.map_err(seat_refused)?
        }
    };
    let body = StandingDto { sequencing };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body))
}

/// Where a unit leads when it is over: in the player's frame nobody sees it for long; a window of its own may be closed.
async fn returned(request: HttpRequest) -> HttpResponse {
    let language = language::of(&request);
    let text = messages::catalogue().format(language, "play.returned", &[]);
    let page =
        format!("<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\"><title>{text}</title><p>{text}</p>");
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Accept-Language"))
        .content_type("text/html; charset=utf-8")
        .body(page)
}
