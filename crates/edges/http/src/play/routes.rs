//! What a player may ask: trade a code, renew its token, commit.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use vidik_base::{EditionId, InterfaceLanguage, LanguageTag, PersonId};
use vidik_catalogue::{PlayableEdition, course};
use vidik_identity::person;
use vidik_learning::{
    CommitAnswer, CommitBatch, CommitError, DataCommit, ExchangeError, HandOver, LAUNCH_TOKEN_LIFETIME, Launch,
    LaunchClaims, LaunchTokenError, LearnerFacts, Mode, commit, commit_data, exchange, hand_over, look_on, reading_of,
    seat_of, still_seated,
};
use vidik_package::Format;
use vidik_sequencing::Exception;

use super::{
    dto::{
        CommitAnswerDto, CommitBody, CourseDto, DeliveryDto, ExceptionDto, ExchangeBody, Exchanged, LaunchDto,
        LearnerDto, Renewed, SequencingDto, activities_in, title_in,
    },
    preview,
};
use crate::{
    authorization::credentials, language, messages, people::let_in, problem::Problem, problem_codes::Code, state::House,
};

pub(crate) fn configure(config: &mut web::ServiceConfig) {
    let posted = |path: &str| web::resource(path.to_owned()).default_service(web::to(|| wrong_method("POST")));
    config
        .service(posted("/play/exchange").route(web::post().to(trade)))
        .service(posted("/play/token").route(web::post().to(renew)))
        .service(posted("/play/commit").route(web::post().to(take)))
        .configure(preview::configure)
        .configure(super::quiz::configure)
        .configure(super::units::configure);
}

/// The address is right, the method is not; `right` says which are.
pub(super) async fn wrong_method(right: &'static str) -> Result<HttpResponse, Problem> {
    Err(Problem::new(Code::MethodNotAllowed).header(header::ALLOW, right))
}

/// Trades a launch code for a token and the first delivery.
async fn trade(
    house: web::Data<House>,
    request: HttpRequest,
    body: web::Json<ExchangeBody>,
) -> Result<HttpResponse, Problem> {
    let code = body.into_inner().code;
    let interface = language::of(&request);
    let seat = match seat_of(house.db.read(), &code).await {
        Ok(seat) => seat,
        Err(ExchangeError::Unknown) => return preview::trade(&house, interface, code).await,
        Err(error) => return Err(refused(error)),
    };
    let_in(&house, seat.person).await?;
    let edition = playable(&house, seat.edition).await?;
    let learner = learner_facts(&house, seat.person, &edition, seat.reading.as_ref()).await?;
    let (desk, played, facts) = (house.desk(), edition.clone(), learner.clone());
    let launch =
        house.db.write(async move |txn| exchange(txn, &desk, &played, &facts, &code).await).await.map_err(refused)?;
    let slug = course(house.db.read(), edition.course).await?.map(|course| course.slug).unwrap_or_default();
    let back = house.settings.app_address(&format!("/{interface}/courses/{slug}"));
    exchanged(&house, interface, launch, &edition, learner, back)
}

/// A seat, told to its player; `back` is where its way out leads.
pub(super) fn exchanged(
    house: &House,
    interface: InterfaceLanguage,
    launch: Launch,
    edition: &PlayableEdition,
    learner: LearnerFacts,
    back: String,
) -> Result<HttpResponse, Problem> {
    let token = house.launches.issue(launch.claims, house.clock.now()).map_err(Problem::internal)?;
    let package = launch.package.0;
    let activities = activities_in(launch.activities, edition, &launch.reading);
    let body = Exchanged {
        token,
        expires_in: LAUNCH_TOKEN_LIFETIME.num_seconds(),
        launch: LaunchDto {
            launch: launch.launch.0,
            attempt: launch.attempt.0,
            generation: launch.generation,
            course: CourseDto {
                title: title_in(&edition.title, edition, &launch.reading),
                language: edition.edition.language.as_str().to_owned(),
                reading: launch.reading,
            },
            learner: LearnerDto { id: learner.id, name: learner.name },
            package,
            runtime: runtime_word(edition.format),
            activities,
            sequencing: launch.sequencing,
            delivery: launch.delivery.map(|delivery| DeliveryDto::new(delivery, edition)),
            ended: launch.ended,
            exception: launch.exception.map(|exception| told(exception, interface)),
            exit_url: back,
            next_number: 1,
            review: launch.completed_at.is_some(),
            mode: launch.mode.as_str(),
            completed_at: launch.completed_at,
        },
    };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body))
}

fn runtime_word(format: Format) -> &'static str {
    match format {
        Format::Scorm12 => "scorm12",
        // Our own lessons find the run-time of SCORM 2004.
        Format::Scorm2004 | Format::Native | Format::Cmi5 => "scorm2004",
    }
}

pub(super) async fn playable(house: &House, edition: EditionId) -> Result<Arc<PlayableEdition>, Problem> {
    house.editions.playable(house.db.read(), edition).await.map_err(Problem::internal)
}

/// What content is told of the learner: an id that tells nothing, the name in the form that fits the content.
pub(super) async fn learner_facts(
    house: &House,
    id: PersonId,
    edition: &PlayableEdition,
    reading: Option<&LanguageTag>,
) -> Result<LearnerFacts, Problem> {
    let language = &edition.edition.language;
    let form = reading.map_or_else(|| name_form(language), |reading| name_form(&edition.comes_in(reading)));
    let name = person(house.db.read(), id).await?.map(|person| person.name.sorted(form)).unwrap_or_default();
    Ok(LearnerFacts { id: id.to_string(), name, language: language.as_str().to_owned() })
}

fn name_form(language: &LanguageTag) -> InterfaceLanguage {
    match (language.primary(), language.script()) {
        ("sr", Some("Latn")) => InterfaceLanguage::SrLatn,
        ("sr", _) => InterfaceLanguage::SrCyrl,
        ("mk", _) => InterfaceLanguage::Mk,
        _ => InterfaceLanguage::En,
    }
}

pub(super) fn refused(error: ExchangeError) -> Problem {
    match error {
        ExchangeError::Unknown => Problem::new(Code::LaunchRefused),
        ExchangeError::Used => Problem::new(Code::LaunchCodeUsed),
        ExchangeError::Expired => Problem::new(Code::LaunchCodeExpired),
        ExchangeError::Database(error) => error.into(),
    }
}

fn told(exception: Exception, language: InterfaceLanguage) -> ExceptionDto {
    let message = messages::catalogue().format(language, exception_text(exception), &[]);
    ExceptionDto { code: exception.code(), message }
}

/// What a learner makes of an exception: many codes of the specification say the same to them.
const fn exception_text(exception: Exception) -> &'static str {
    match exception {
        Exception::PreviousAtRoot | Exception::StartOfCourse | Exception::ChoiceBeforeRoot => "exception.first",
        Exception::PreviousNotEnabled
        | Exception::PreviousWithoutFlow
        | Exception::ForwardOnly
        | Exception::ChoiceForwardOnly => "exception.forward",
        Exception::ChoiceExitNotAllowed
        | Exception::ChoiceNoPath
        | Exception::ChoiceNotEnabled
        | Exception::TraversalStopped
        | Exception::ChoiceNotAvailable
        | Exception::ChoiceHidden
        | Exception::ChoiceControlOff
        | Exception::ActivationPrevented
        | Exception::ChoiceExitOff
        | Exception::ChoiceConstrained => "exception.choice",
        Exception::FlowActivityBlocked | Exception::DeliveryBlocked => "exception.blocked",
        Exception::NoSuchTarget => "exception.unknown",
        _ => "exception.other",
    }
}

pub(super) fn claims(house: &House, request: &HttpRequest) -> Result<LaunchClaims, Problem> {
    house.launches.check(token(request)?, house.clock.now()).map_err(not_taken)
}

fn token(request: &HttpRequest) -> Result<&str, Problem> {
    credentials(request, "Bearer").ok_or_else(|| Problem::new(Code::NotSignedIn))
}

fn not_taken(error: LaunchTokenError) -> Problem {
    match error {
        LaunchTokenError::Expired => Problem::new(Code::TokenExpired),
        LaunchTokenError::Invalid => Problem::new(Code::LaunchRefused),
    }
}

/// Renews a token while the player lives, and the learner's account is not disabled.
async fn renew(house: web::Data<House>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let claims = house.launches.check_for_renewal(token(&request)?, house.clock.now()).map_err(not_taken)?;
    if claims.mode == Mode::Normal && !still_seated(house.db.read(), &claims).await? {
        return Err(Problem::new(Code::LaunchTakenOver));
    }
    let_in(&house, claims.person).await?;
    let token = house.launches.issue(claims, house.clock.now()).map_err(Problem::internal)?;
    let body = Renewed { token, expires_in: LAUNCH_TOKEN_LIFETIME.num_seconds() };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body))
}

/// Takes commits, and carries out what the learner asked for. When it answers, all of it is durable.
async fn take(
    house: web::Data<House>,
    request: HttpRequest,
    body: web::Json<CommitBody>,
) -> Result<HttpResponse, Problem> {
    let claims = claims(&house, &request)?;
    let CommitBody { commits, navigation, journal } = body.into_inner();
    let navigation = match navigation {
        None => None,
        Some(asked) => {
            Some(asked.request().ok_or_else(|| Problem::new(Code::Invalid).field("/navigation/request", "malformed"))?)
        }
    };
    if claims.mode == Mode::Browse {
        let (answer, edition) = preview::browse(&house, claims, CommitBatch { commits, navigation }).await?;
        return Ok(commit_answer(&request, &edition, answer, None));
    }
    let edition = playable(&house, claims.edition).await?;
    if claims.mode == Mode::Review {
        let answer = look(&house, claims, &edition, CommitBatch { commits, navigation }).await?;
        return Ok(commit_answer(&request, &edition, answer, None));
    }
    let ends = commits.iter().any(|commit| commit.terminate);
    let commits = if navigation.is_none() && journal.is_none() && !ends {
        let played = edition.clone();
        let taken = house.db.write_plain(async move |txn| commit_data(txn, &played, &claims, commits).await).await;
        match taken.map_err(commit_refused)? {
            DataCommit::Taken(answer) => return Ok(commit_answer(&request, &edition, *answer, None)),
            DataCommit::More(commits) => commits,
        }
    } else {
        commits
    };
    let learner = if navigation.is_some() || journal.is_some() || ends {
        let reading = reading_of(house.db.read(), claims.registration).await?;
        learner_facts(&house, claims.person, &edition, reading.as_ref()).await?
    } else {
        LearnerFacts::default()
    };
    let (desk, played) = (house.desk(), edition.clone());
    let batch = CommitBatch { commits, navigation };
    let (answer, handed) = house
        .db
        .write(async move |txn| {
            let handed = match journal {
                Some(journal) => {
                    let old = journal.launch.into();
                    Some(hand_over(txn, &desk, &played, &learner, &claims, old, journal.commits).await?)
                }
                None => None,
            };
            let mut answer = commit(txn, &desk, &played, &learner, &claims, batch).await?;
            if let Some(HandOver::Accepted { sequencing, delivery }) = &handed
                && answer.delivery.is_none()
                && answer.sequencing.is_none()
            {
                answer.sequencing = Some(sequencing.as_ref().clone());
                answer.delivery = delivery.as_deref().cloned();
            }
            Ok::<_, CommitError>((answer, handed))
        })
        .await
        .map_err(commit_refused)?;
    Ok(commit_answer(&request, &edition, answer, handed.map(|handed| handed.word())))
}

/// What a player in review sends: it is acknowledged, and nothing of it is kept.
async fn look(
    house: &House,
    claims: LaunchClaims,
    edition: &Arc<PlayableEdition>,
    batch: CommitBatch,
) -> Result<CommitAnswer, Problem> {
    let reading = reading_of(house.db.read(), claims.registration).await?;
    let learner = learner_facts(house, claims.person, edition, reading.as_ref()).await?;
    let (desk, played) = (house.desk(), Arc::clone(edition));
    let looked =
        async move |txn: &vidik_db::DatabaseTransaction| look_on(txn, &desk, &played, &learner, &claims, batch).await;
    house.db.write(looked).await.map_err(commit_refused)
}

pub(super) fn commit_refused(error: CommitError) -> Problem {
    match error {
        CommitError::TakenOver => Problem::new(Code::LaunchTakenOver),
        CommitError::OutOfOrder { expected } => Problem::new(Code::CommitOutOfOrder).with("expected", expected),
        CommitError::Unknown => Problem::new(Code::LaunchRefused),
        CommitError::Database(error) => error.into(),
    }
}

fn commit_answer(
    request: &HttpRequest,
    edition: &PlayableEdition,
    answer: CommitAnswer,
    journal: Option<&'static str>,
) -> HttpResponse {
    let body = CommitAnswerDto {
        acknowledged: answer.acknowledged,
        rejected: answer.rejected,
        sequencing: match answer.sequencing {
            None => SequencingDto::Unchanged("unchanged"),
            Some(view) => SequencingDto::Changed(Box::new(view)),
        },
        delivery: answer.delivery.map(|delivery| DeliveryDto::new(delivery, edition)),
        ended: answer.ended,
        exception: answer.exception.map(|exception| told(exception, language::of(request))),
        journal,
    };
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exception_is_told_in_every_language() {
        for exception in Exception::ALL {
            for language in InterfaceLanguage::ALL {
                assert!(messages::catalogue().has(language, exception_text(*exception)), "{language}: {exception}");
            }
        }
    }
}
