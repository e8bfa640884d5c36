//! What a course changed.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use vidik_assessment::{BeforeAndAfter, belonging, matched};
use vidik_base::{InterfaceLanguage, LanguageTag, PersonId};
use vidik_identity::people_by_id;
use vidik_quiz::{Quiz, QuizKind, Reading, gain::gain};

use super::{
    Quizzes,
    dto::{GainDto, PersonGainDto, TopicGainDto},
};
use crate::{
    api_routes::ServiceConfig,
    caller::{Caller, Seen},
    language,
    privacy::{List, note_list},
    problem::{Problem, ProblemBody},
    problem_codes::Code,
    state::House,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show_gain);
}

/// Entry and exit test of the same people, by topic and by pairs of questions, with how many people it rests on.
///
/// Coordinators see their own people, as of the day of the exit test; administrators everybody; authors everybody
/// without names. Of each test the first attempt counts.
#[utoipa::path(
    tag = "assessment",
    params(("slug" = String, Path, description = "The course")),
    responses(
        (status = 200, description = "The gain", body = GainDto),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "For authors, coordinators and administrators", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or it has no entry and exit test", body = ProblemBody, content_type = "application/problem+json"),
    ),
    extensions(("x-permission" = json!("staff")))
)]
#[get("/courses/{slug}/gain")]
async fn show_gain(
    house: web::Data<House>,
    caller: Caller,
    request: HttpRequest,
    slug: web::Path<String>,
) -> Result<web::Json<GainDto>, Problem> {
    let seen = caller.staff()?;
    let of = Quizzes::of(&house, &slug).await?;
    let (entry, exit) = tests(&of).ok_or_else(|| Problem::new(Code::NotFound))?;
    let (before, after) = (of.whole(&entry.id)?, of.whole(&exit.id)?);
    let conn = house.db.read();
    let mut people = matched(conn, of.course.id, (&entry.id, before.bank), (&exit.id, after.bank)).await?;
    if let Seen::Institutions(institutions) = &seen {
        let own = belonging(conn, institutions).await?;
        people.retain(|one| own.on(one.person, one.day));
    }
    let interface = language::of(&request);
    let tag = LanguageTag::from(interface);
    let reading = Reading::new(&tag, &of.all.names);
    let mut total = gain(people.iter().map(|one| (&one.before, &one.after)));
    let topics = after.bank.topics.iter().filter_map(|topic| {
        let change = total.topics.remove(&topic.id)?.into();
        Some(TopicGainDto { topic: topic.id.clone(), title: reading.plain(&topic.title), change })
    });
    let topics = topics.collect();
    let named = if seen == Seen::WithoutNames { Vec::new() } else { named(&house, &people, interface).await? };
    note_list(&house, &caller, &request, List::of_all("gain"), named.iter().map(|one| one.id)).await?;
    Ok(web::Json(GainDto {
        entry: entry.id.clone(),
        exit: exit.id.clone(),
        total: total.total.into(),
        better: total.better,
        same: total.same,
        worse: total.worse,
        topics,
        questions: total.questions.into_iter().map(|(pair, change)| (pair, change.into())).collect(),
        people: named,
    }))
}

/// The exit test and the one before it.
fn tests(of: &Quizzes) -> Option<(&Quiz, &Quiz)> {
    let quizzes = &of.all;
    let exit =
        quizzes.order.iter().filter_map(|id| quizzes.quizzes.get(id)).find(|quiz| quiz.kind == QuizKind::Exit)?;
    Some((quizzes.entry_of(exit)?, exit))
}

async fn named(
    house: &House,
    people: &[BeforeAndAfter],
    interface: InterfaceLanguage,
) -> Result<Vec<PersonGainDto>, Problem> {
    let ids: Vec<PersonId> = people.iter().map(|one| one.person).collect();
    let known: HashMap<PersonId, _> =
        people_by_id(house.db.read(), &ids).await?.into_iter().map(|person| (person.id, person)).collect();
    let told = people.iter().filter_map(|one| {
        let person = known.get(&one.person)?;
        let own = gain([(&one.before, &one.after)]);
        Some(PersonGainDto::new(person.id.0, person.name.display(interface), person.staff_number.clone(), own))
    });
    Ok(told.collect())
}
