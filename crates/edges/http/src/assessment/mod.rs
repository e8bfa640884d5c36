//! Quizzes for those who give them: analysis, paper, gain, extra time.

mod analysis;
mod dto;
mod extra_time;
mod gain;
mod paper;
mod paper_results;
mod print;
mod qti;
mod results;

use std::sync::Arc;

use vidik_assessment::{CourseQuizzes, QuizzesError, WholeQuiz};
use vidik_base::PackageId;
use vidik_catalogue::{Course, editions_of, find_course, newest_version};

use crate::{api_routes::ServiceConfig, problem::Problem, problem_codes::Code, state::House};

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    analysis::configure(config);
    paper::configure(config);
    paper_results::configure(config);
    results::configure(config);
    gain::configure(config);
    extra_time::configure(config);
    qti::configure(config);
}

/// A course with the quizzes of the version that new learners begin with, or of its draft.
struct Quizzes {
    course: Course,
    package: PackageId,
    all: Arc<CourseQuizzes>,
}

impl Quizzes {
    async fn of(house: &House, slug: &str) -> Result<Self, Problem> {
        let not_found = || Problem::new(Code::NotFound);
        let conn = house.db.read();
        let course = find_course(conn, slug).await?.ok_or_else(not_found)?;
        let version = match course.published_version {
            Some(version) => version,
            None => newest_version(conn, course.id).await?.ok_or_else(not_found)?.0,
        };
        let editions = editions_of(conn, version).await.map_err(Problem::internal)?;
        let package = editions.first().ok_or_else(not_found)?.package;
        let quizzes = house.quizzes.get(conn, &house.packages, &house.blobs, package).await;
        let quizzes = quizzes.map_err(|error| match error {
            QuizzesError::None => Problem::new(Code::NotFound),
            other => Problem::internal(other),
        })?;
        Ok(Self { course, package, all: quizzes })
    }

    fn whole(&self, quiz: &str) -> Result<WholeQuiz<'_>, Problem> {
        self.all.whole(quiz).ok_or_else(|| Problem::new(Code::NotFound))
    }
}
