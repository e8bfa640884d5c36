//! Previews on the content origin. Their token is one of a launch, for a preview instead of an attempt.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde::{Deserialize, Serialize};
use vidik_base::{Completion, InterfaceLanguage, Score, Success};
use vidik_catalogue::PlayableEdition;
use vidik_course::exported_quiz;
use vidik_learning::{
    BrowseError, CommitAnswer, CommitBatch, ExchangeError, LaunchClaims, LaunchedUnit, Mode, PreviewFacts, PreviewOf,
    ReportedResult, SequencingView, UnitPlaces, browse_on, browse_unit, browsed_result, browsed_standing,
    exchange_preview, preview_by_code, preview_facts,
};

use super::routes::{claims, commit_refused, exchanged, learner_facts, playable, refused, wrong_method};
use crate::{lessons, people::let_in, problem::Problem, problem_codes::Code, state::House};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    let at = |path: &str| web::resource(path.to_owned());
    config
        .service(
            at("/play/preview/quiz/{activity}")
                .route(web::get().to(quiz))
                .default_service(web::to(|| wrong_method("GET"))),
        )
        .service(
            at("/play/preview/quiz/{activity}/result")
                .route(web::post().to(take_result))
                .default_service(web::to(|| wrong_method("POST"))),
        );
}

impl House {
    /// What a preview shows, laid out.
    pub(crate) async fn previewed(&self, of: &PreviewOf) -> Result<Arc<PlayableEdition>, Problem> {
        match of.edition {
            Some(edition) => playable(self, edition).await,
            None => self.editions.of_package(self.db.read(), of.package, &of.language).await.map_err(Problem::internal),
        }
    }
}

/// Trades the code of a preview, where it is one's.
pub(super) async fn trade(house: &House, interface: InterfaceLanguage, code: String) -> Result<HttpResponse, Problem> {
    let found = preview_by_code(house.db.read(), &code).await?;
    let PreviewFacts { person, of } = found.ok_or_else(|| refused(ExchangeError::Unknown))?;
    let_in(house, person).await?;
    let edition = house.previewed(&of).await?;
    let learner = learner_facts(house, person, &edition, Some(&of.reading)).await?;
    let (desk, played, facts) = (house.desk(), edition.clone(), learner.clone());
    let launch = house
        .db
        .write(async move |txn| exchange_preview(txn, &desk, &played, &facts, &code).await)
        .await
        .map_err(refused)?;
    let back = house.settings.app_address(&format!("/{interface}/{}", of.back));
    exchanged(house, interface, launch, &edition, learner, back)
}

/// The preview of a player.
pub(super) struct Seen {
    pub claims: LaunchClaims,
    pub facts: PreviewFacts,
    pub edition: Arc<PlayableEdition>,
}

impl Seen {
    pub(super) async fn of(house: &House, claims: LaunchClaims) -> Result<Self, Problem> {
        let refused = || Problem::new(Code::LaunchRefused);
        if claims.mode != Mode::Browse {
            return Err(refused());
        }
        let facts = preview_facts(house.db.read(), claims.launch.0).await?.ok_or_else(refused)?;
        let edition = house.previewed(&facts.of).await?;
        Ok(Self { claims, facts, edition })
    }
}

/// What a player in a preview sends.
pub(super) async fn browse(
    house: &House,
    claims: LaunchClaims,
    batch: CommitBatch,
) -> Result<(CommitAnswer, Arc<PlayableEdition>), Problem> {
    let Seen { claims, facts, edition } = Seen::of(house, claims).await?;
    let learner = learner_facts(house, facts.person, &edition, Some(&facts.of.reading)).await?;
    let (desk, played) = (house.desk(), Arc::clone(&edition));
    let browsed =
        async move |txn: &vidik_db::DatabaseTransaction| browse_on(txn, &desk, &played, &learner, &claims, batch).await;
    Ok((house.db.write(browsed).await.map_err(commit_refused)?, edition))
}

/// Where a preview stands.
pub(super) async fn standing(house: &House, claims: LaunchClaims) -> Result<SequencingView, Problem> {
    let Seen { claims, edition, .. } = Seen::of(house, claims).await?;
    let standing = async move |txn: &vidik_db::DatabaseTransaction| browsed_standing(txn, &edition, &claims).await;
    house.db.write(standing).await.map_err(commit_refused)
}

/// Launches a unit of cmi5, which finds a record of the preview's own.
pub(super) async fn launch(house: &House, claims: LaunchClaims, activity: String) -> Result<LaunchedUnit, Problem> {
    let Seen { claims, facts, edition } = Seen::of(house, claims).await?;
    let (preview, package) = (claims.launch, facts.of.package);
    let origin = house.settings.content_origin(package);
    let record = house.settings.app_address(&format!("/xapi/preview/{preview}"));
    let places = UnitPlaces {
        files: format!("{origin}/files/{package}/"),
        fetch: format!("{record}/fetch/"),
        endpoint: record,
        return_url: format!("{origin}/play/returned"),
        language: facts.of.reading.to_string(),
    };
    let desk = house.desk();
    let launched = async move |txn: &vidik_db::DatabaseTransaction| {
        browse_unit(txn, &desk, &edition, &claims, &activity, &places).await
    };
    house.db.write(launched).await.map_err(|error| match error {
        BrowseError::Database(error) => error.into(),
        _ => Problem::new(Code::NotFound),
    })
}

/// A quiz with its answers: in a preview the player asks and marks it by itself, so that no attempt is ever written.
async fn quiz(
    house: web::Data<House>,
    request: HttpRequest,
    activity: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let seen = Seen::of(&house, claims(&house, &request)?).await?;
    let course = house.lessons.course(&house, seen.facts.of.package).await.map_err(lessons::refused)?;
    let quiz = exported_quiz(&course, &activity, &seen.facts.of.reading);
    let quiz = quiz.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(quiz))
}

/// What a quiz came to.
#[derive(Deserialize)]
struct ResultBody {
    scaled: Option<f64>,
    passed: Option<bool>,
    completed: bool,
}

#[derive(Serialize)]
struct Standing {
    sequencing: SequencingView,
}

/// Shows the result of a quiz in the preview's outline.
async fn take_result(
    house: web::Data<House>,
    request: HttpRequest,
    activity: web::Path<String>,
    body: web::Json<ResultBody>,
) -> Result<HttpResponse, Problem> {
    let Seen { claims, edition, .. } = Seen::of(&house, claims(&house, &request)?).await?;
    let ResultBody { scaled, passed, completed } = body.into_inner();
    let result = ReportedResult {
        completion: if completed { Completion::Completed } else { Completion::Incomplete },
        success: match passed {
            None => Success::Unknown,
            Some(true) => Success::Passed,
            Some(false) => Success::Failed,
        },
        score: Score { scaled: scaled.filter(|scaled| (-1.0..=1.0).contains(scaled)), ..Score::default() },
        ..ReportedResult::default()
    };
    let told = house
        .db
        .write(async move |txn| browsed_result(txn, &edition, &claims, &activity, &result).await)
        .await
        .map_err(commit_refused)?;
    let sequencing = told.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(Standing { sequencing }))
}
