//! What a player may ask of quizzes.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde::Serialize;
use uuid::Uuid;
use vidik_assessment::{
    Attempt, CourseQuizzes, QuizError, QuizzesError, Saved, Setting, WholeQuiz, answers_of, attempts_of, begin,
    entry_result, extra_time_of, save_answer, submit, submit_overdue,
};
use vidik_base::{LanguageTag, PackageId};
use vidik_catalogue::PlayableEdition;
use vidik_learning::{LaunchClaims, Mode, Place, reading_of, still_seated};
use vidik_quiz::Reading;

use super::{
    dto::{AnswerBody, AttemptDto, SavedDto, SubmittedDto},
    views,
};
use crate::{
    play::routes::{claims, learner_facts, playable, wrong_method},
    problem::Problem,
    problem_codes::Code,
    state::House,
};

pub(in crate::play) fn configure(config: &mut web::ServiceConfig) {
    let at = |path: &str| web::resource(path.to_owned());
    let posted = || web::to(|| wrong_method("POST"));
    config
        .service(
            at("/play/quiz/attempts/{id}/answers/{question}")
                .route(web::put().to(answer))
                .default_service(web::to(|| wrong_method("PUT"))),
        )
        .service(at("/play/quiz/attempts/{id}/submit").route(web::post().to(hand_in)).default_service(posted()))
        .service(
            at("/play/quiz/attempts/{id}/review")
                .route(web::get().to(look_back))
                .default_service(web::to(|| wrong_method("GET"))),
        )
        .service(at("/play/quiz/{activity}/attempts").route(web::post().to(start)).default_service(posted()))
        .service(
            at("/play/quiz/{activity}").route(web::get().to(open)).default_service(web::to(|| wrong_method("GET"))),
        );
}

/// A player with its seat.
struct Seated {
    house: web::Data<House>,
    claims: LaunchClaims,
    edition: Arc<PlayableEdition>,
    reading: LanguageTag,
}

impl Seated {
    async fn new(house: web::Data<House>, request: &HttpRequest) -> Result<Self, Problem> {
        let claims = claims(&house, request)?;
        if claims.mode == Mode::Browse {
            return Err(Problem::new(Code::LaunchRefused));
        }
        if claims.mode == Mode::Normal && !still_seated(house.db.read(), &claims).await? {
            return Err(Problem::new(Code::LaunchTakenOver));
        }
        let edition = playable(&house, claims.edition).await?;
        let reading = reading_of(house.db.read(), claims.registration).await?;
        let reading = reading.unwrap_or_else(|| edition.edition.language.clone());
        Ok(Self { house, claims, edition, reading })
    }

    /// The same, to work on a quiz: in review it is only looked at.
    async fn working(house: web::Data<House>, request: &HttpRequest) -> Result<Self, Problem> {
        let seated = Self::new(house, request).await?;
        if seated.claims.mode == Mode::Review { Err(Problem::new(Code::LaunchRefused)) } else { Ok(seated) }
    }

    async fn quizzes(&self, package: PackageId) -> Result<Arc<CourseQuizzes>, Problem> {
        let house = &self.house;
        house.quizzes.get(house.db.read(), &house.packages, &house.blobs, package).await.map_err(|error| match error {
            QuizzesError::None => Problem::new(Code::NotFound),
            other => Problem::internal(other),
        })
    }

    /// What a transaction works with, for questions out of this package.
    async fn setting(&self, package: PackageId) -> Result<Setting, Problem> {
        Ok(Setting {
            desk: self.house.desk(),
            edition: Arc::clone(&self.edition),
            quizzes: self.quizzes(package).await?,
            learner: learner_facts(&self.house, self.claims.person, &self.edition, Some(&self.reading)).await?,
            place: Place::from(&self.claims),
            reading: self.reading.clone(),
        })
    }

    /// The attempt, if it is of this registration, and what is needed for it.
    async fn attempt(&self, id: &str) -> Result<(Attempt, Setting), Problem> {
        let id: Uuid = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
        let found = vidik_assessment::attempt(self.house.db.read(), id).await?;
        let own = found.filter(|attempt| attempt.registration == self.claims.registration);
        let attempt = own.ok_or_else(|| Problem::new(Code::NotFound))?;
        let setting = self.setting(attempt.package).await?;
        Ok((attempt, setting))
    }

    /// An attempt as the player shows it, out of the package that it was drawn from.
    async fn attempt_dto(&self, attempt: &Attempt) -> Result<AttemptDto, Problem> {
        let setting = self.setting(attempt.package).await?;
        let saved = answers_of(self.house.db.read(), attempt.id).await?;
        let reading = Reading::new(&setting.reading, &setting.quizzes.names);
        Ok(views::attempt(&whole(&setting, &attempt.quiz)?, attempt, saved, &reading, self.house.clock.now()))
    }

    /// The attempts at a quiz. One whose time is over is handed in first.
    async fn attempts(&self, quiz: &str) -> Result<Vec<Attempt>, Problem> {
        let conn = self.house.db.read();
        let attempts = attempts_of(conn, self.claims.registration, quiz).await?;
        let now = self.house.clock.now();
        let Some(overdue) = attempts.iter().find(|attempt| attempt.is_overdue(now)) else { return Ok(attempts) };
        let (setting, id) = (self.setting(overdue.package).await?, overdue.id);
        self.house.db.write(async move |txn| submit_overdue(txn, &setting, id).await).await.map_err(refused)?;
        Ok(attempts_of(conn, self.claims.registration, quiz).await?)
    }
}

fn whole<'a>(setting: &'a Setting, quiz: &str) -> Result<WholeQuiz<'a>, Problem> {
    setting.quizzes.whole(quiz).ok_or_else(|| Problem::new(Code::NotFound))
}

fn refused(error: QuizError) -> Problem {
    match error {
        QuizError::Unknown => Problem::new(Code::NotFound),
        QuizError::TakenOver => Problem::new(Code::LaunchTakenOver),
        QuizError::Exhausted => Problem::new(Code::QuizExhausted),
        QuizError::Submitted => Problem::new(Code::QuizSubmitted),
        QuizError::BadResponse => Problem::new(Code::Invalid).field("/response", "malformed"),
        QuizError::Database(error) => error.into(),
    }
}

fn fresh(mut answer: actix_web::HttpResponseBuilder, body: impl Serialize) -> HttpResponse {
    answer.insert_header((header::CACHE_CONTROL, "no-store")).json(body)
}

/// The quiz, whether it runs, and what was reached.
async fn open(
    house: web::Data<House>,
    request: HttpRequest,
    activity: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let seated = Seated::new(house, &request).await?;
    let setting = seated.setting(seated.edition.edition.package).await?;
    let whole = whole(&setting, &activity)?;
    let attempts = seated.attempts(&activity).await?;
    let running = match attempts.iter().find(|attempt| attempt.is_running()) {
        Some(running) => Some(seated.attempt_dto(running).await?),
        None => None,
    };
    let conn = seated.house.db.read();
    let before = entry_result(conn, &setting.quizzes, seated.claims.registration, &activity).await?;
    let extra_percent = extra_time_of(conn, seated.claims.person).await?;
    let reading = Reading::new(&setting.reading, &setting.quizzes.names);
    let looking = seated.claims.mode == Mode::Review;
    let running = running.filter(|_| !looking);
    let opened = views::Opened { whole, attempts: &attempts, running, before: before.as_ref(), extra_percent, looking };
    Ok(fresh(HttpResponse::Ok(), views::quiz(opened, &reading)))
}

/// Begins an attempt; the one that runs is answered again.
async fn start(
    house: web::Data<House>,
    request: HttpRequest,
    activity: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let seated = Seated::working(house, &request).await?;
    // What is overdue in another package's questions is handed in with these.
    seated.attempts(&activity).await?;
    let setting = seated.setting(seated.edition.edition.package).await?;
    let (claims, quiz) = (seated.claims, activity.into_inner());
    let begun =
        seated.house.db.write(async move |txn| begin(txn, &setting, &claims, &quiz).await).await.map_err(refused)?;
    let answer = if begun.new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(fresh(answer, seated.attempt_dto(&begun.attempt).await?))
}

/// Saves an answer. When it answers, the answer is durable.
async fn answer(
    house: web::Data<House>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    body: web::Json<AnswerBody>,
) -> Result<HttpResponse, Problem> {
    let seated = Seated::working(house, &request).await?;
    let (id, question) = path.into_inner();
    let (attempt, setting) = seated.attempt(&id).await?;
    let AnswerBody { response, flagged } = body.into_inner();
    let claims = seated.claims;
    let saved = seated
        .house
        .db
        .write(async move |txn| save_answer(txn, &setting, &claims, attempt.id, &question, &response, flagged).await)
        .await
        .map_err(refused)?;
    match saved {
        Saved::At(saved_at) => Ok(fresh(HttpResponse::Ok(), SavedDto { saved_at })),
        Saved::TimeOver => Err(Problem::new(Code::QuizTimeOver)),
    }
}

/// Hands an attempt in. Doing so again answers the same.
async fn hand_in(
    house: web::Data<House>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let seated = Seated::working(house, &request).await?;
    let (attempt, setting) = seated.attempt(&id).await?;
    let (claims, moved) = (seated.claims, setting.clone());
    let submission = seated
        .house
        .db
        .write(async move |txn| submit(txn, &moved, &claims, attempt.id).await)
        .await
        .map_err(refused)?;
    let conn = seated.house.db.read();
    let attempt = submission.attempt;
    let attempts = attempts_of(conn, attempt.registration, &attempt.quiz).await?;
    let saved = answers_of(conn, attempt.id).await?;
    let before = entry_result(conn, &setting.quizzes, attempt.registration, &attempt.quiz).await?;
    let whole = whole(&setting, &attempt.quiz)?;
    let reading = Reading::new(&setting.reading, &setting.quizzes.names);
    let ended = submission.reporting.as_ref().is_some_and(|reporting| reporting.ended);
    let body = SubmittedDto {
        result: views::outcome(&whole, &attempt, before.as_ref(), &reading),
        review: views::review(&setting.quizzes, &whole, &attempts, &attempt, &saved, &reading),
        sequencing: submission.reporting.map(|reporting| reporting.sequencing),
        delivery: None,
        ended,
        exception: None,
    };
    Ok(fresh(HttpResponse::Ok(), body))
}

/// An attempt that was handed in, with what is right, where the quiz's policy opens it.
async fn look_back(
    house: web::Data<House>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let seated = Seated::new(house, &request).await?;
    let (attempt, setting) = seated.attempt(&id).await?;
    let conn = seated.house.db.read();
    let attempts = attempts_of(conn, attempt.registration, &attempt.quiz).await?;
    let saved = answers_of(conn, attempt.id).await?;
    let whole = whole(&setting, &attempt.quiz)?;
    let reading = Reading::new(&setting.reading, &setting.quizzes.names);
    let review = views::review(&setting.quizzes, &whole, &attempts, &attempt, &saved, &reading);
    Ok(fresh(HttpResponse::Ok(), review.ok_or_else(|| Problem::new(Code::ReviewNotOpen))?))
}
