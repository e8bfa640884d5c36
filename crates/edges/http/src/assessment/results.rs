//! What came of a quiz.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use vidik_assessment::{Attempt, belonging, results};
use vidik_base::{InterfaceLanguage, PersonId};
use vidik_identity::people_by_id;
use vidik_quiz::Form;

use super::{
    Quizzes,
    dto::{ResultDto, ResultsDto},
};
use crate::{
    api_routes::ServiceConfig,
    caller::{Caller, Seen},
    language,
    privacy::{List, note_list},
    problem::{Problem, ProblemBody},
    state::House,
};

/// How many attempts are told one by one; an institution's list of results has them all.
const MOST: usize = 500;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_results);
}

/// What came of a quiz: how many have passed, how the points spread, and the newest attempts.
///
/// Coordinators see their own people, as of the day of the attempt; administrators everybody; authors everybody
/// without names.
#[utoipa::path(
    tag = "assessment",
    params(("slug" = String, Path, description = "The course"), ("quiz" = String, Path, description = "The quiz")),
    responses(
        (status = 200, description = "The results", body = ResultsDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors, coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("staff")))
)]
#[get("/courses/{slug}/quizzes/{quiz}/results")]
async fn show_results(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<web::Json<ResultsDto>, Problem> {
    let seen = caller.staff()?;
    let (slug, quiz) = path.into_inner();
    let of = Quizzes::of(&house, &slug).await?;
    let has_mark = of.whole(&quiz)?.quiz.pass_mark.is_some();
    let conn = house.db.read();
    let mut attempts = results(conn, of.course.id, &quiz).await?;
    if let Seen::Institutions(institutions) = &seen {
        let own = belonging(conn, institutions).await?;
        attempts.retain(|one| one.submitted_at.is_some_and(|at| own.on(one.person, at.date_naive())));
    }
    let mut told = summed_up(quiz, has_mark, &attempts);
    if seen != Seen::WithoutNames {
        attempts.truncate(MOST);
        told.items = named(&house, attempts, language::of(&request)).await?;
        let people = told.items.iter().map(|one| one.person);
        note_list(&house, &caller, &request, List::of_all("quiz_results"), people).await?;
    }
    Ok(web::Json(told))
}

/// Of each person the best attempt counts.
fn summed_up(quiz: String, has_mark: bool, attempts: &[Attempt]) -> ResultsDto {
    let mut people: HashMap<PersonId, (Option<f64>, bool)> = HashMap::new();
    for attempt in attempts {
        let (best, passed) = people.entry(attempt.person).or_default();
        *best = match (*best, attempt.scaled) {
            (Some(one), Some(other)) => Some(one.max(other)),
            (one, other) => one.or(other),
        };
        *passed |= attempt.passed == Some(true);
    }
    let marked: Vec<f64> = people.values().filter_map(|(best, _)| *best).collect();
    let mut tenths = if marked.is_empty() { Vec::new() } else { vec![0; 10] };
    for share in &marked {
        if let Some(count) = tenths.get_mut(tenth(*share)) {
            *count += 1;
        }
    }
    let count = u32::try_from(marked.len()).unwrap_or(u32::MAX);
    ResultsDto {
        quiz,
        people: people.len(),
        passed: has_mark.then(|| people.values().filter(|(_, passed)| *passed).count()),
        mean: (count > 0).then(|| marked.iter().sum::<f64>() / f64::from(count)),
        tenths,
        attempts: attempts.len(),
        items: Vec::new(),
    }
}

/// In which tenth a share lies, from 0; the full mark is in the last.
fn tenth(share: f64) -> usize {
    // The bounds are met by hundredths: 0.7 of ten points is seven, whatever is lost in between.
    (1..10).take_while(|bound| share + 1e-9 >= f64::from(*bound) / 10.0).count()
}

async fn named(house: &House, attempts: Vec<Attempt>, interface: InterfaceLanguage) -> Result<Vec<ResultDto>, Problem> {
    let mut ids: Vec<PersonId> = attempts.iter().map(|one| one.person).collect();
    ids.sort_unstable();
    ids.dedup();
    let known: HashMap<PersonId, _> =
        people_by_id(house.db.read(), &ids).await?.into_iter().map(|person| (person.id, person)).collect();
    let told = attempts.into_iter().filter_map(|one| {
        let person = known.get(&one.person)?;
        Some(ResultDto {
            id: one.id,
            person: person.id.0,
            name: person.name.display(interface),
            staff_number: person.staff_number.clone(),
            number: one.number,
            form: one.form.map(Form::as_str),
            language: one.language,
            on_paper: one.on_paper,
            submitted_at: one.submitted_at?,
            scaled: one.scaled,
            passed: one.passed,
        })
    });
    Ok(told.collect())
}

#[cfg(test)]
mod tests {
    use super::tenth;

    #[test]
    fn tenths_hold_their_lower_bound() {
        for (share, place) in [(0.0, 0), (0.09, 0), (0.1, 1), (0.3, 3), (0.7, 7), (0.99, 9), (1.0, 9)] {
            assert_eq!(tenth(share), place, "{share}");
        }
    }
}
